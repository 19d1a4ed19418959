/* record_named.c - the part of namedtuple's interface that is methods.

       R._make(iterable)   r._replace(**changes)   r._asdict()

   As with namedtuple, these build records from values and run neither __new__ nor __init__ of a
   subclass; a class with RC_CLASS_STEPS takes its steps.  _fields and _field_defaults are plain class attributes, set by the Python layer. */
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
"_make($module, cls, iterable, /)\n"
"--\n\n"
"Make a record from the values of an iterable; TypeError if there are too few or too many.");

/* A function of the module; one class method over it serves all classes: a descriptor of
   a method in C could not be pickled with a class that travels by value. */
static PyObject *
named_make(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t n_args)
{
    if (n_args != 2) {
        PyErr_Format(PyExc_TypeError, "_make() takes exactly one argument (%zd given)",
                     n_args - 1);
        return NULL;
    }
    PyObject *type = args[0], *iterable = args[1];
    RcClassObject *cls = RcClassObject_CAST(type);
    if (!PyType_Check(type) || !rc_class_check((PyTypeObject *)type) || !rc_class_is_ready(cls)
        || PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_IS_ABSTRACT)) {
        PyErr_Format(PyExc_TypeError, "%R cannot be made by _make()", type);
        return NULL;
    }
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

static PyMethodDef named_functions[] = {
    {"_make", (PyCFunction)(void (*)(void))named_make, METH_FASTCALL, make_doc},
    {NULL, NULL, 0, NULL},
};

/* _make and R[int, str] (PEP 585) as class methods of a named tuple. */
int
rc_record_named_install(RcClassObject *cls)
{
    RcState *state = cls->state;
    if (state->named_make == NULL || state->class_getitem == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
        return -1;
    }
    if (rc_class_slots_classmethod(cls, state->s_make, state->named_make) < 0) {
        return -1;
    }
    return rc_class_slots_classmethod(cls, state->s_class_getitem, state->class_getitem);
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
    if (state->protocol_named == NULL || PyModule_AddFunctions(module, named_functions) < 0) {
        return -1;
    }
    PyObject *make = PyObject_GetAttr(module, state->s_make);
    if (make == NULL) {
        return -1;
    }
    state->named_make = PyClassMethod_New(make);
    Py_DECREF(make);
    state->class_getitem = PyClassMethod_New((PyObject *)&Py_GenericAliasType);
    return state->named_make == NULL || state->class_getitem == NULL ? -1 : 0;
}
