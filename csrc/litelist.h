/* litelist.h - a litelist's struct, and what its files share.

       [header][ob_size][items][allocated]       items -> [item 0]...[item n-1][room]

   0 <= ob_size <= allocated, and items is NULL where allocated is 0.  While it is sorted, the list
   is empty and allocated is -1.  No item is NULL.

   Locks: `items`, `ob_size` and `allocated` are read and written inside the list's critical
   section, in which no Python code runs; so what is taken out is dropped after it.  Functions
   called ..._lock_held are called inside one. */
#ifndef RC_LITELIST_H
#define RC_LITELIST_H

#include "rc.h"

typedef struct {
    PyObject_VAR_HEAD
    PyObject **items;
    Py_ssize_t allocated;
} RcLiteListObject;

#define RcLiteListObject_CAST(op) ((RcLiteListObject *)(op))

/* litelist.c */
int rc_litelist_check(PyObject *op);
/* An empty litelist of the plain type, found through `op`, which is one or an heir. */
PyObject *rc_litelist_new_like(PyObject *op);
/* The name of the class of `op`; a new reference. */
PyObject *rc_litelist_name(PyObject *op);

/* litelist_slice.c */
/* What was taken out of a list, to be dropped outside its lock. */
typedef struct {
    PyObject **items;
    Py_ssize_t n;
    PyObject *few[8];
} RcTaken;

int rc_litelist_resize_lock_held(RcLiteListObject *self, Py_ssize_t n);
int rc_litelist_splice_lock_held(RcLiteListObject *self, Py_ssize_t start, Py_ssize_t n_out,
                                 PyObject *const *values, Py_ssize_t n, RcTaken *taken);
void rc_litelist_drop(RcTaken *taken);
/* Put the items of `values` (a litelist, list or tuple) in the place of items start to stop; both
   are cut to the list as it is then. */
int rc_litelist_splice(PyObject *op, Py_ssize_t start, Py_ssize_t stop, PyObject *values);
PyObject *rc_litelist_pick(PyObject *op, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n);
PyObject *rc_litelist_subscript(PyObject *op, PyObject *key);
int rc_litelist_ass_subscript(PyObject *op, PyObject *key, PyObject *value);
PyObject *rc_litelist_item(PyObject *op, Py_ssize_t i);
int rc_litelist_ass_item(PyObject *op, Py_ssize_t i, PyObject *value);

/* litelist_iter.c */
PyObject *rc_litelist_iter(PyObject *op);
PyObject *rc_litelist_reversed(PyObject *op, PyObject *unused);

static inline Py_ssize_t
rc_litelist_size(PyObject *op)
{
    Py_ssize_t n;
    Py_BEGIN_CRITICAL_SECTION(op);
    n = Py_SIZE(op);
    Py_END_CRITICAL_SECTION();
    return n;
}

/* A new reference to item i, or NULL without an error where the list has none. */
static inline PyObject *
rc_litelist_peek(PyObject *op, Py_ssize_t i)
{
    PyObject *item;
    Py_BEGIN_CRITICAL_SECTION(op);
    item = i >= 0 && i < Py_SIZE(op) ? Py_NewRef(RcLiteListObject_CAST(op)->items[i]) : NULL;
    Py_END_CRITICAL_SECTION();
    return item;
}

/* What is read from inside a lock: the items of a litelist, list or tuple. */
static inline PyObject *const *
rc_litelist_source_lock_held(PyObject *values, Py_ssize_t *n)
{
    if (PyTuple_Check(values) || PyList_Check(values)) {
        *n = PySequence_Fast_GET_SIZE(values);
        return PySequence_Fast_ITEMS(values);
    }
    *n = Py_SIZE(values);
    return RcLiteListObject_CAST(values)->items;
}

#endif
