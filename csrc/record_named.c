/* record_named.c - the part of namedtuple's interface that is methods.

       R._make(iterable)   r._replace(**changes)   r._asdict()

   As with namedtuple, these build records from values and run neither __new__ nor __init__ of a
   subclass; a class with RC_CLASS_STEPS takes its steps.  _fields and _field_defaults are plain
   class attributes, set by the Python layer.

       class makemethod:                            # one object of it is `_make` in every class
           def __get__(self, record, owner):
               return a builtin whose self is owner     # made once, kept by the class

   A classmethod would do the same, but makes a bound method at each look, which costs as much as
   the record; and super()._make() must find a descriptor, not a builtin of the base's. */
#include "record.h"

/* A record of class `cls` from the values of a tuple of the right length; steals nothing. */
static PyObject *
named_from_tuple(RcClassObject *cls, PyObject *values)
{
    PyObject *op = rc_record_alloc(cls, PyTuple_GET_SIZE(values));
    if (op == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(op);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(values); i++) {
        items[i] = Py_NewRef(PyTuple_GET_ITEM(values, i));
    }
    return rc_record_ready(op);
}

PyDoc_STRVAR(make_doc,
"_make($self, iterable, /)\n"
"--\n\n"
"Make a record from the values of an iterable; TypeError if there are too few or too many.");

static PyObject *
named_make_slowly(RcClassObject *cls, PyObject *iterable)
{
    PyObject *values = PySequence_Tuple(iterable);
    if (values == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (cls->flags & RC_CLASS_STEPS) {
        result = rc_record_make(cls, &PyTuple_GET_ITEM(values, 0), PyTuple_GET_SIZE(values), NULL);
    }
    else if (cls->n_fields >= 0 && PyTuple_GET_SIZE(values) != cls->n_fields) {
        PyErr_Format(PyExc_TypeError, "%U: expected %zd arguments, got %zd",
                     rc_class_name_borrow(cls), cls->n_fields, PyTuple_GET_SIZE(values));
    }
    else {
        result = named_from_tuple(cls, values);
    }
    Py_DECREF(values);
    return result;
}

static PyObject *
named_make(PyObject *op, PyObject *iterable)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    PyObject *result = NULL;
    if (rc_record_is_direct(cls)) {
        result = rc_record_from_row(cls, iterable);
    }
    else if (PyType_HasFeature(&cls->heap.ht_type, Py_TPFLAGS_IS_ABSTRACT)) {
        PyErr_Format(PyExc_TypeError, "%R cannot be made by _make()", op);
    }
    return result != NULL || PyErr_Occurred() ? result : named_make_slowly(cls, iterable);
}

static PyMethodDef named_make_def = {"_make", named_make, METH_O, make_doc};

/* The builtin of a class, made at its first use and kept; a new reference. */
static PyObject *
named_get(PyObject *Py_UNUSED(op), PyObject *record, PyObject *owner)
{
    /* programs may call __get__ with anything as the owner */
    PyObject *asked = owner != NULL ? owner : (PyObject *)Py_TYPE(record);
    if (!PyType_Check(asked) || !rc_class_check((PyTypeObject *)asked)
        || !rc_class_is_ready(RcClassObject_CAST(asked))) {
        PyErr_Format(PyExc_TypeError, "%R cannot be made by _make()", asked);
        return NULL;
    }
    RcClassObject *cls = RcClassObject_CAST(asked);
    PyObject *kept = rc_lazy_kept(asked, &cls->named_make);
    if (kept == NULL) {
        kept = rc_lazy_keep_steal(asked, &cls->named_make,
                                  PyCFunction_NewEx(&named_make_def, asked, NULL));
    }
    return kept;
}

/* Pickled by name, as the one object that it is: cloudpickle takes classes apart. */
static PyObject *
named_reduce(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(unused))
{
    return PyUnicode_FromString("named_make");
}

static void
named_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMethodDef makemethod_methods[] = {
    {"__reduce__", named_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nName the descriptor, for pickle.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot makemethod_slots[] = {
    {Py_tp_dealloc, named_dealloc},
    {Py_tp_descr_get, named_get},
    {Py_tp_methods, makemethod_methods},
    {0, NULL},
};

static PyType_Spec makemethod_spec = {
    .name = "recordclass._core.makemethod",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = makemethod_slots,
};

PyDoc_STRVAR(replace_doc,
"_replace($self, /, **changes)\n"
"--\n\n"
"Return a new record with the named fields replaced; this one stays as it is.");

static PyObject *
named_replace(PyObject *op, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    RcClassObject *cls = rc_record_class(op);
    if (n_args > 0) {
        PyErr_Format(PyExc_TypeError, "%U._replace() takes no positional arguments",
                     rc_class_name_borrow(cls));
        return NULL;
    }
    return rc_record_replace(op, args, kwnames, RC_REPLACE_ERROR);
}

PyDoc_STRVAR(asdict_doc,
"_asdict($self, /)\n"
"--\n\n"
"Return a new dict from field names to values, in field order.");

static PyObject *
named_asdict(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    return rc_record_as_dict(op);
}

static PyMethodDef named_methods[] = {
    {"_replace", (PyCFunction)(void (*)(void))named_replace, METH_FASTCALL | METH_KEYWORDS,
     replace_doc},
    {"_asdict", named_asdict, METH_NOARGS, asdict_doc},
    {NULL, NULL, 0, NULL},
};

/* _make and R[int, str] (PEP 585) of a named tuple. */
int
rc_record_named_install(RcClassObject *cls)
{
    RcState *state = cls->state;
    if (state->named_make == NULL || state->class_getitem == NULL) {
        rc_error_module_gone();
        return -1;
    }
    if (rc_class_slots_attribute(cls, state->s_make, state->named_make) < 0) {
        return -1;
    }
    return rc_class_slots_attribute(cls, state->s_class_getitem, state->class_getitem);
}

static PyType_Slot protocol_named_slots[] = {
    {Py_tp_methods, named_methods},
    {0, NULL},
};

static PyType_Spec protocol_named_spec = {
    .name = "recordclass._core.protocol_named",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_named_slots,
};

int
rc_record_named_init(PyObject *module, RcState *state)
{
    state->protocol_named
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_named_spec, NULL);
    /* without the module: the descriptor is too simple to show the collector a way back to it */
    state->makemethod = (PyTypeObject *)PyType_FromSpec(&makemethod_spec);
    if (state->protocol_named == NULL || state->makemethod == NULL) {
        return -1;
    }
    state->named_make = state->makemethod->tp_alloc(state->makemethod, 0);
    state->class_getitem = PyClassMethod_New((PyObject *)&Py_GenericAliasType);
    if (state->named_make == NULL || state->class_getitem == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "named_make", state->named_make);
}
