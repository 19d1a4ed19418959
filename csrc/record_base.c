/* record_base.c - what every record has, gathered for the two roots.

   The functions stand in the files of their concept; this file only names them in one hidden
   type, from which class_slots.c makes the descriptors of memoryslots and dataobject. */
#include "record.h"

void
rc_record_type_error(PyObject *op)
{
    PyErr_Format(PyExc_TypeError,
                 "'%s' object is no record: its class was put below one after it was made",
                 Py_TYPE(op)->tp_name);
}

PyDoc_STRVAR(sizeof_doc,
"__sizeof__($self, /)\n"
"--\n\n"
"Return the size of the record in bytes, without the collector's header and without its values.");

static PyObject *
base_sizeof(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyTypeObject *type = Py_TYPE(op);
    Py_ssize_t size = type->tp_basicsize;
    if (type->tp_itemsize != 0) {
        size += Py_SIZE(op) * type->tp_itemsize;
    }
    return PyLong_FromSsize_t(size);
}

/* copy.replace(), from Python 3.13 on. */
static PyObject *
base_replace(PyObject *op, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    RcClassObject *cls = rc_record_class(op);
    if (n_args > 0) {
        PyErr_Format(PyExc_TypeError, "%U.__replace__() takes no positional arguments",
                     rc_class_name_borrow(cls));
        return NULL;
    }
    if (cls->names == NULL) {
        PyErr_Format(PyExc_TypeError, "%U.__replace__() needs named fields",
                     rc_class_name_borrow(cls));
        return NULL;
    }
    return rc_record_replace(op, args, kwnames,
                             cls->flags & RC_CLASS_NAMED ? RC_REPLACE_ERROR : PyExc_TypeError);
}

static PyMethodDef base_methods[] = {
    {"__sizeof__", base_sizeof, METH_NOARGS, sizeof_doc},
    {"__copy__", rc_record_copy, METH_NOARGS,
     PyDoc_STR("__copy__($self, /)\n--\n\nReturn a copy with the same values.")},
    {"__deepcopy__", rc_record_deepcopy, METH_O,
     PyDoc_STR(
         "__deepcopy__($self, memo, /)\n--\n\nReturn a copy with deep copies of the values.")},
    {"__replace__", (PyCFunction)(void (*)(void))base_replace, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("__replace__($self, /, **changes)\n--\n\n"
               "Return a new record with the named fields replaced.")},
    {"__reduce_ex__", rc_record_reduce_ex, METH_O,
     PyDoc_STR("__reduce_ex__($self, protocol, /)\n--\n\nTake the record apart for pickle.")},
    {"__reduce__", rc_record_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nReturn the class and the values, for own "
               "__reduce__ methods.")},
    {"__getnewargs__", rc_record_getnewargs, METH_NOARGS,
     PyDoc_STR("__getnewargs__($self, /)\n--\n\nReturn the values as a tuple, for pickle.")},
    {"__rich_repr__", rc_standard_rich_repr, METH_NOARGS,
     PyDoc_STR("__rich_repr__($self, /)\n--\n\nReturn what rich shows: names with values.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot protocol_base_slots[] = {
    {Py_tp_repr, rc_record_repr},
    {Py_tp_richcompare, rc_record_richcompare},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_methods, base_methods},
    {0, NULL},
};

static PyType_Spec protocol_base_spec = {
    .name = "recordclass._core.protocol_base",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_base_slots,
};

int
rc_record_base_init(PyObject *module, RcState *state)
{
    state->protocol_base
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_base_spec, NULL);
    if (state->protocol_base == NULL) {
        return -1;
    }
    state->object_reduce_ex = PyObject_GetAttr((PyObject *)&PyBaseObject_Type, state->s_reduce_ex);
    return state->object_reduce_ex == NULL ? -1 : 0;
}
