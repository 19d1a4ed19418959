/* litelist_change.c - a litelist made longer and shorter: append, extend, insert, pop, remove,
   clear.

   extend asks an iterator for its items while the list is whole, and puts in one after the other;
   only of a list, a tuple and a litelist, in whose iteration no Python code runs, it takes all at
   once. */
#include "litelist.h"

/* ---- growing ---- */

static int
change_push(PyObject *op, PyObject *value)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    int result = 0;
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t n = Py_SIZE(self);
    result = rc_litelist_resize_lock_held(self, n + 1);
    if (result == 0) {
        self->items[n] = Py_NewRef(value);
    }
    Py_END_CRITICAL_SECTION();
    return result;
}

/* Whether the items can be read under a lock: no Python code says what iterating gives. */
static int
change_is_source(PyObject *values)
{
    return PyList_CheckExact(values) || PyTuple_CheckExact(values)
           || Py_TYPE(values)->tp_iter == rc_litelist_iter;
}

/* Room for so many more items, before they come. */
static int
change_reserve(PyObject *op, Py_ssize_t more)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    int result = 0;
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t n = Py_SIZE(self);
    if (more > 0 && more <= PY_SSIZE_T_MAX - n) {
        result = rc_litelist_resize_lock_held(self, n + more);
        Py_SET_SIZE(self, n);
    }
    Py_END_CRITICAL_SECTION();
    return result;
}

/* Give back what the items did not need. */
static void
change_trim(PyObject *op)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0 && self->allocated > 0) {
        (void)rc_litelist_resize_lock_held(self, 0);
    }
    else if (n < self->allocated) {
        PyObject **items = PyMem_Realloc(self->items, (size_t)n * sizeof(PyObject *));
        if (items != NULL) {
            self->items = items;
            self->allocated = n;
        }
    }
    Py_END_CRITICAL_SECTION();
}

int
rc_litelist_extend_with(PyObject *op, PyObject *values)
{
    if (change_is_source(values)) {
        return rc_litelist_splice(op, PY_SSIZE_T_MAX, PY_SSIZE_T_MAX, values);
    }
    PyObject *it = PyObject_GetIter(values), *value;
    if (it == NULL) {
        return -1;
    }
    int result = -1;
    Py_ssize_t hint = PyObject_LengthHint(values, 0);
    if (hint < 0 || change_reserve(op, hint) < 0) {
        goto done;
    }
    while ((value = PyIter_Next(it)) != NULL) {
        int status = change_push(op, value);
        Py_DECREF(value);
        if (status < 0) {
            goto done;
        }
    }
    if (!PyErr_Occurred()) {
        change_trim(op);
        result = 0;
    }
done:
    Py_DECREF(it);
    return result;
}

PyObject *
rc_litelist_append(PyObject *op, PyObject *value)
{
    if (change_push(op, value) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *
rc_litelist_extend(PyObject *op, PyObject *values)
{
    if (rc_litelist_extend_with(op, values) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *
rc_litelist_insert(PyObject *op, PyObject *const *args, Py_ssize_t n_args)
{
    if (rc_litelist_check_count("insert", n_args, 2, 2) < 0) {
        return NULL;
    }
    Py_ssize_t i = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    RcTaken taken = {.items = taken.few};
    int result;
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t n = Py_SIZE(op);
    i = i < 0 ? i + n : i;
    i = i < 0 ? 0 : i > n ? n : i;
    result = rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), i, 0, &args[1], 1, &taken);
    Py_END_CRITICAL_SECTION();
    if (result < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- shrinking ---- */

void
rc_litelist_empty(PyObject *op)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    PyObject **items;
    Py_ssize_t n;
    Py_BEGIN_CRITICAL_SECTION(op);
    items = self->items;
    n = Py_SIZE(self);
    if (items != NULL) {
        self->items = NULL;
        self->allocated = 0;
        Py_SET_SIZE(self, 0);
    }
    Py_END_CRITICAL_SECTION();
    while (items != NULL && n > 0) {
        Py_DECREF(items[--n]);
    }
    PyMem_Free(items);
}

PyObject *
rc_litelist_pop(PyObject *op, PyObject *const *args, Py_ssize_t n_args)
{
    Py_ssize_t i = -1, n;
    if (rc_litelist_check_count("pop", n_args, 0, 1) < 0) {
        return NULL;
    }
    if (n_args == 1) {
        i = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
        if (i == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    RcTaken taken = {.items = taken.few};
    Py_BEGIN_CRITICAL_SECTION(op);
    n = Py_SIZE(op);
    i = i < 0 ? i + n : i;
    if (i >= 0 && i < n) {
        (void)rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), i, 1, NULL, 0, &taken);
    }
    Py_END_CRITICAL_SECTION();
    if (taken.n == 1) {
        return taken.few[0];
    }
    PyErr_SetString(PyExc_IndexError,
                    n == 0 ? "pop from empty litelist" : "pop index out of range");
    return NULL;
}

PyObject *
rc_litelist_clear(PyObject *op, PyObject *Py_UNUSED(unused))
{
    rc_litelist_empty(op);
    Py_RETURN_NONE;
}

PyObject *
rc_litelist_remove(PyObject *op, PyObject *value)
{
    Py_ssize_t i = rc_litelist_find(op, value, 0, PY_SSIZE_T_MAX);
    if (i == -1) {
        PyErr_SetString(PyExc_ValueError, "litelist.remove(x): x not in litelist");
    }
    if (i < 0) {
        return NULL;
    }
    RcTaken taken = {.items = taken.few};
    Py_BEGIN_CRITICAL_SECTION(op);
    if (i < Py_SIZE(op)) { /* the comparison may have shrunk it */
        (void)rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), i, 1, NULL, 0, &taken);
    }
    Py_END_CRITICAL_SECTION();
    rc_litelist_drop(&taken);
    Py_RETURN_NONE;
}
