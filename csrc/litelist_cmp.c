/* litelist_cmp.c - equality and order of a litelist with litelists and lists, as of two lists.

   A comparison of items may change either: item i is asked for until one of the two has none. */
#include "litelist.h"

static Py_ssize_t
cmp_other_size(PyObject *op)
{
    return PyList_Check(op) ? PyList_GET_SIZE(op) : rc_litelist_size(op);
}

static PyObject *
cmp_other_peek(PyObject *op, Py_ssize_t i)
{
    return PyList_Check(op) ? rc_list_peek(op, i) : rc_litelist_peek(op, i);
}

/* With a litelist or a list, as two lists. */
PyObject *
rc_litelist_richcompare(PyObject *a, PyObject *b, int operation)
{
    if (!PyList_Check(b) && !rc_litelist_check(b)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if ((operation == Py_EQ || operation == Py_NE) && cmp_other_size(b) != rc_litelist_size(a)) {
        return PyBool_FromLong(operation == Py_NE);
    }
    for (Py_ssize_t i = 0;; i++) {
        PyObject *x = rc_litelist_peek(a, i), *y = cmp_other_peek(b, i), *result = NULL;
        if (x == NULL || y == NULL) {
            Py_XDECREF(x);
            Py_XDECREF(y);
            Py_RETURN_RICHCOMPARE(rc_litelist_size(a), cmp_other_size(b), operation);
        }
        int equal = x == y ? 1 : PyObject_RichCompareBool(x, y, Py_EQ);
        if (equal == 0) {
            result = operation == Py_EQ || operation == Py_NE
                         ? PyBool_FromLong(operation == Py_NE)
                         : PyObject_RichCompare(x, y, operation);
        }
        Py_DECREF(x);
        Py_DECREF(y);
        if (equal != 1) {
            return result;
        }
    }
}
