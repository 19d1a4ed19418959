/* litelist_repr.c - the text of a litelist, `litelist([1, 2])`; inside its own, `litelist([...])`. */
#include "litelist.h"

/* The texts of the items, a list. */
static PyObject *
repr_texts(PyObject *op)
{
    PyObject *list = PyList_New(0), *item;
    for (Py_ssize_t i = 0; list != NULL && (item = rc_litelist_peek(op, i)) != NULL; i++) {
        PyObject *text = PyObject_Repr(item);
        Py_DECREF(item);
        if (text == NULL || PyList_Append(list, text) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(text);
    }
    return list;
}

PyObject *
rc_litelist_repr(PyObject *op)
{
    PyObject *name = rc_litelist_name(op), *comma = NULL, *texts = NULL, *inner = NULL;
    PyObject *result = NULL;
    int inside = name == NULL ? -1 : Py_ReprEnter(op);
    if (inside != 0) {
        result = inside > 0 ? PyUnicode_FromFormat("%U([...])", name) : NULL;
        Py_XDECREF(name);
        return result;
    }
    texts = repr_texts(op);
    comma = texts == NULL ? NULL : PyUnicode_FromString(", ");
    inner = comma == NULL ? NULL : PyUnicode_Join(comma, texts);
    if (inner != NULL) {
        result = PyUnicode_FromFormat("%U([%U])", name, inner);
    }
    Py_ReprLeave(op);
    Py_XDECREF(inner);
    Py_XDECREF(texts);
    Py_XDECREF(comma);
    Py_DECREF(name);
    return result;
}
