/* record_named.c - the part of namedtuple's interface that is methods.

       R._make(iterable)   r._replace(**changes)   copy.replace(r, **changes)   r._asdict()

   As with namedtuple, these build records from values and run neither __new__ nor __init__ of a
   subclass.  _fields and _field_defaults are plain class attributes, set by the Python layer. */
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
"_make($type, iterable, /)\n"
"--\n\n"
"Make a record from the values of an iterable; TypeError if there are too few or too many.");

static PyObject *
named_make(PyObject *type, PyObject *iterable)
{
    RcClassObject *cls = RcClassObject_CAST(type);
    if (!rc_class_check((PyTypeObject *)type) || !(cls->flags & RC_CLASS_READY)
        || PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_IS_ABSTRACT)) {
        PyErr_Format(PyExc_TypeError, "%R cannot be made by _make()", type);
        return NULL;
    }
    PyObject *values = PySequence_Tuple(iterable);
    if (values == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (cls->n_fields >= 0 && PyTuple_GET_SIZE(values) != cls->n_fields) {
        PyErr_Format(PyExc_TypeError, "%U: expected %zd arguments, got %zd",
                     rc_class_name_borrow(cls), cls->n_fields, PyTuple_GET_SIZE(values));
    }
    else {
        result = named_from_tuple(cls, values);
    }
    Py_DECREF(values);
    return result;
}

/* Put the keyword values over those of `items`; every unknown name is reported. */
static int
named_put_keywords(RcClassObject *cls, PyObject **items, PyObject *const *values,
                   PyObject *kwnames)
{
    Py_ssize_t n = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    PyObject *unknown = NULL;
    for (Py_ssize_t k = 0; k < n; k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k);
        Py_ssize_t i = rc_class_find_field(cls, name, k);
        if (i >= 0) {
            Py_XSETREF(items[i], Py_NewRef(values[k]));
            continue;
        }
        if (unknown == NULL && (unknown = PyList_New(0)) == NULL) {
            return -1;
        }
        if (PyList_Append(unknown, name) < 0) {
            Py_DECREF(unknown);
            return -1;
        }
    }
    if (unknown != NULL) {
        PyErr_Format(RC_REPLACE_ERROR, "%U: got unexpected field names: %R",
                     rc_class_name_borrow(cls), unknown);
        Py_DECREF(unknown);
        return -1;
    }
    return 0;
}

PyDoc_STRVAR(replace_doc,
"_replace($self, /, **changes)\n"
"--\n\n"
"Return a new record with the named fields replaced; this one stays as it is.");

static PyObject *
named_replace(PyObject *op, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    RcClassObject *cls = rc_record_class(op);
    if (n_args > 0) {
        PyErr_Format(PyExc_TypeError, "%U._replace() takes no positional arguments",
                     rc_class_name_borrow(cls));
        return NULL;
    }
    Py_ssize_t n = rc_record_size(op);
    PyObject *result = rc_record_alloc(cls, n);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        items[i] = rc_record_peek(op, i);
    }
    int status = named_put_keywords(cls, items, args, kwnames);
    for (Py_ssize_t i = 0; i < n && status == 0; i++) {
        if (items[i] == NULL) {
            rc_record_unset_error(op, i);
            status = -1;
        }
    }
    if (status < 0) {
        rc_record_discard(result);
        return NULL;
    }
    return rc_record_ready(result);
}

PyDoc_STRVAR(asdict_doc,
"_asdict($self, /)\n"
"--\n\n"
"Return a new dict from field names to values, in field order.");

static PyObject *
named_asdict(PyObject *op, PyObject *Py_UNUSED(unused))
{
    PyObject *result = PyDict_New();
    PyObject *names = Py_XNewRef(rc_record_class(op)->names);
    for (Py_ssize_t i = 0; result != NULL && names != NULL && i < PyTuple_GET_SIZE(names); i++) {
        PyObject *value = rc_record_get(op, i);
        if (value == NULL || PyDict_SetItem(result, PyTuple_GET_ITEM(names, i), value) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(value);
    }
    Py_XDECREF(names);
    return result;
}

static PyMethodDef named_methods[] = {
    {"_make", named_make, METH_O | METH_CLASS, make_doc},
    {"_replace", (PyCFunction)(void (*)(void))named_replace, METH_FASTCALL | METH_KEYWORDS,
     replace_doc},
    {"__replace__", (PyCFunction)(void (*)(void))named_replace, METH_FASTCALL | METH_KEYWORDS,
     replace_doc},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     PyDoc_STR("See PEP 585: R[int, str] is a generic alias.")},
    {"_asdict", named_asdict, METH_NOARGS, asdict_doc},
    {NULL, NULL, 0, NULL},
};

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
    return state->protocol_named == NULL ? -1 : 0;
}
