/* missing.c - MISSING, the mark of a field without a default.

   One object a module, which copies and pickles as itself. */
#include "rc.h"

static PyObject *
missing_repr(PyObject *Py_UNUSED(op))
{
    return PyUnicode_FromString("MISSING");
}

/* A string: pickle and copy then take it for a global of that name. */
static PyObject *
missing_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return missing_repr(op);
}

static void
missing_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMethodDef missing_methods[] = {
    {"__reduce__", missing_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nReturn the name under which pickle finds it.")},
    {NULL, NULL, 0, NULL},
};

PyDoc_STRVAR(missing_doc,
"MISSING stands where a field has no default.\n\n"
">>> from recordclass import MISSING, fields, recordclass\n"
">>> fields(recordclass('Point', 'x y', [0]))[0].default is MISSING\n"
"True");

static PyType_Slot missing_slots[] = {
    {Py_tp_dealloc, missing_dealloc},
    {Py_tp_repr, missing_repr},
    {Py_tp_methods, missing_methods},
    {Py_tp_doc, (void *)missing_doc},
    {0, NULL},
};

static PyType_Spec missing_spec = {
    .name = "recordclass._core.missing",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = missing_slots,
};

int
rc_missing_init(PyObject *module, RcState *state)
{
    /* without the module: the object is too simple to show the collector a way back to it */
    PyObject *type = PyType_FromSpec(&missing_spec);
    if (type == NULL) {
        return -1;
    }
    state->missing = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    Py_DECREF(type);
    if (state->missing == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "MISSING", state->missing);
}
