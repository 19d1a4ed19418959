/* litelist_seq.c - what a litelist is asked as a sequence: in, index, count, +, *, copy.

   A comparison may change the list: the search asks for item i until there is none.  What comes out
   of + and * is a plain litelist, of an heir too. */
#include "litelist.h"

/* ---- looking for a value ---- */

Py_ssize_t
rc_litelist_find(PyObject *op, PyObject *value, Py_ssize_t start, Py_ssize_t stop)
{
    PyObject *item;
    for (Py_ssize_t i = start; i < stop && (item = rc_litelist_peek(op, i)) != NULL; i++) {
        int found = PyObject_RichCompareBool(item, value, Py_EQ);
        Py_DECREF(item);
        if (found != 0) {
            return found > 0 ? i : -2;
        }
    }
    return -1;
}

int
rc_litelist_contains(PyObject *op, PyObject *value)
{
    Py_ssize_t found = rc_litelist_find(op, value, 0, PY_SSIZE_T_MAX);
    return found == -2 ? -1 : found >= 0;
}

PyObject *
rc_litelist_index(PyObject *op, PyObject *const *args, Py_ssize_t n_args)
{
    Py_ssize_t bounds[2];
    if (rc_record_seq_bounds(args, n_args, bounds) < 0) {
        return NULL;
    }
    rc_record_seq_settle(bounds, rc_litelist_size(op));
    Py_ssize_t found = rc_litelist_find(op, args[0], bounds[0], bounds[1]);
    if (found == -1) {
        PyErr_Format(PyExc_ValueError, "%R is not in litelist", args[0]);
    }
    return found < 0 ? NULL : PyLong_FromSsize_t(found);
}

PyObject *
rc_litelist_count(PyObject *op, PyObject *value)
{
    Py_ssize_t n = 0, at = -1;
    while ((at = rc_litelist_find(op, value, at + 1, PY_SSIZE_T_MAX)) >= 0) {
        n++;
    }
    return at == -2 ? NULL : PyLong_FromSsize_t(n);
}

/* ---- sums, products, copies ---- */

PyObject *
rc_litelist_copy(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return rc_litelist_pick(op, 0, 1, rc_litelist_size(op), 0);
}

PyObject *
rc_litelist_concat(PyObject *op, PyObject *other)
{
    if (!PyList_Check(other) && !rc_litelist_check(other)) {
        PyErr_Format(PyExc_TypeError,
                     "can only concatenate litelist or list (not \"%.200s\") to litelist",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    Py_ssize_t more = PyList_Check(other) ? PyList_GET_SIZE(other) : rc_litelist_size(other);
    PyObject *result = rc_litelist_pick(op, 0, 1, rc_litelist_size(op), more);
    if (result != NULL && rc_litelist_splice(result, PY_SSIZE_T_MAX, PY_SSIZE_T_MAX, other) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

PyObject *
rc_litelist_inplace_concat(PyObject *op, PyObject *other)
{
    return rc_litelist_extend_with(op, other) < 0 ? NULL : Py_NewRef(op);
}

/* n items become n * times; those that are there stay, `times` is positive. */
static int
seq_multiply_lock_held(RcLiteListObject *self, Py_ssize_t times)
{
    Py_ssize_t n = Py_SIZE(self);
    if (n > PY_SSIZE_T_MAX / times) {
        PyErr_NoMemory();
        return -1;
    }
    if (rc_litelist_resize_lock_held(self, n * times) < 0) {
        return -1;
    }
    for (Py_ssize_t i = n; i < n * times; i++) {
        self->items[i] = Py_NewRef(self->items[i - n]);
    }
    return 0;
}

PyObject *
rc_litelist_inplace_repeat(PyObject *op, Py_ssize_t times)
{
    int result = 0;
    if (times <= 0) {
        rc_litelist_empty(op);
        return Py_NewRef(op);
    }
    Py_BEGIN_CRITICAL_SECTION(op);
    if (Py_SIZE(op) > 0 && times > 1) {
        result = seq_multiply_lock_held(RcLiteListObject_CAST(op), times);
    }
    Py_END_CRITICAL_SECTION();
    return result < 0 ? NULL : Py_NewRef(op);
}

PyObject *
rc_litelist_repeat(PyObject *op, Py_ssize_t times)
{
    Py_ssize_t n = rc_litelist_size(op);
    if (n == 0 || times <= 0) {
        return rc_litelist_new_like(op);
    }
    if (n > PY_SSIZE_T_MAX / times) {
        return PyErr_NoMemory();
    }
    PyObject *result = rc_litelist_pick(op, 0, 1, n, n * (times - 1));
    if (result == NULL || times == 1) {
        return result;
    }
    PyObject *product = rc_litelist_inplace_repeat(result, times);
    Py_DECREF(result);
    return product;
}
