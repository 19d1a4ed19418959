/* litelist_sort.c - the order of a litelist: sort and reverse.

   list.sort() does the work, on a list that takes the items and gives them back:

       def sort(self, *, key=None, reverse=False):
           lent, self[:] = [*self], []         # and self is marked
           try:
               lent.sort(key=key, reverse=reverse)
           finally:
               changed, self[:] = bool(self), lent
           if changed: raise ValueError

   So keys and comparisons see an empty list, as they do while a list is sorted. */
#include "litelist.h"

PyObject *
rc_litelist_reverse(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_BEGIN_CRITICAL_SECTION(op);
    PyObject **items = RcLiteListObject_CAST(op)->items;
    for (Py_ssize_t i = 0, k = Py_SIZE(op) - 1; i < k; i++, k--) {
        PyObject *item = items[i];
        items[i] = items[k];
        items[k] = item;
    }
    Py_END_CRITICAL_SECTION();
    Py_RETURN_NONE;
}

/* Move all items into a list, and leave `op` empty and marked; *saved is then the empty buffer.
   Where another sort has them already there is nothing to lend: saved->allocated is -1. */
static PyObject *
sort_lend(PyObject *op, RcLiteListObject *saved)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    for (;;) {
        Py_ssize_t n = rc_litelist_size(op);
        PyObject *list = PyList_New(n);
        if (list == NULL) {
            return NULL;
        }
        int same;
        Py_BEGIN_CRITICAL_SECTION(op);
        same = Py_SIZE(op) == n; /* else the collector ran a finalizer, or another thread came */
        if (same) {
            for (Py_ssize_t i = 0; i < n; i++) {
                PyList_SET_ITEM(list, i, self->items[i]);
            }
            saved->items = self->items;
            saved->allocated = self->allocated;
            self->items = NULL;
            self->allocated = -1;
            Py_SET_SIZE(self, 0);
        }
        Py_END_CRITICAL_SECTION();
        if (same) {
            return list;
        }
        Py_DECREF(list);
    }
}

/* list.sort(), which the C API has without arguments only. */
static int
sort_list(PyObject *list, PyObject *key, int backwards)
{
    PyObject *sort = PyObject_GetAttrString(list, "sort"), *none = PyTuple_New(0);
    PyObject *named
        = Py_BuildValue("{sOsO}", "key", key, "reverse", backwards ? Py_True : Py_False);
    PyObject *result = NULL;
    if (sort != NULL && none != NULL && named != NULL) {
        result = PyObject_Call(sort, none, named);
    }
    Py_XDECREF(sort);
    Py_XDECREF(none);
    Py_XDECREF(named);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* The items of the list come back, and whatever was put into `op` meanwhile goes; 1 if that was
   changed. */
static int
sort_take_back(PyObject *op, PyObject *list, RcLiteListObject *saved)
{
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    Py_ssize_t n = 0, n_foreign;
    PyObject **foreign;
    int changed;
    if (saved->allocated == -1) {
        return 0; /* the sort that has the items brings them back, before or after us */
    }
    Py_BEGIN_CRITICAL_SECTION2(op, list);
    for (; n < PyList_GET_SIZE(list) && n < saved->allocated; n++) {
        saved->items[n] = Py_NewRef(PyList_GET_ITEM(list, n));
    }
    changed = self->allocated != -1;
    foreign = self->items;
    n_foreign = Py_SIZE(self);
    self->items = saved->items;
    self->allocated = saved->allocated;
    Py_SET_SIZE(self, n);
    Py_END_CRITICAL_SECTION2();
    while (n_foreign > 0) {
        Py_DECREF(foreign[--n_foreign]);
    }
    PyMem_Free(foreign);
    return changed;
}

PyObject *
rc_litelist_sort(PyObject *op, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"key", "reverse", NULL};
    PyObject *key = Py_None, *reverse = Py_False;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|$OO:sort", keywords, &key, &reverse)) {
        return NULL;
    }
    /* while the list is still whole: this may run Python code */
    int backwards = rc_sort_backwards(reverse);
    if (backwards < 0) {
        return NULL;
    }
    RcLiteListObject saved;
    PyObject *list = sort_lend(op, &saved);
    if (list == NULL) {
        return NULL;
    }
    int result = sort_list(list, key, backwards);
    RcError error;
    rc_error_take(&error);
    int changed = sort_take_back(op, list, &saved);
    Py_DECREF(list);
    rc_error_restore(&error);
    if (changed && result == 0) {
        PyErr_SetString(PyExc_ValueError, "litelist modified during sort");
        return NULL;
    }
    return result < 0 ? NULL : Py_NewRef(Py_None);
}
