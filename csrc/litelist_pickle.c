/* litelist_pickle.c - a litelist taken apart for pickle and copy. */
#include "litelist.h"

/* Made without the items, so that an item can refer to the list; __init__ is not run, as for an
   heir of list. */
PyObject *
rc_litelist_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    PyObject *copyreg = PyImport_ImportModule("copyreg");
    PyObject *newobj = NULL, *state = NULL, *items = NULL;
    if (copyreg != NULL) {
        newobj = PyObject_GetAttrString(copyreg, "__newobj__");
        Py_DECREF(copyreg);
    }
    if (newobj != NULL) {
        state = PyObject_CallMethod(op, "__getstate__", NULL);
    }
    if (state != NULL) {
        items = PyObject_GetIter(op);
    }
    if (items == NULL) {
        Py_XDECREF(newobj);
        Py_XDECREF(state);
        return NULL;
    }
    return Py_BuildValue("N(O)NN", newobj, (PyObject *)Py_TYPE(op), state, items);
}
