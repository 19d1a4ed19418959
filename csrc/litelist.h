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
/* TypeError, and -1, unless a method was given low to high arguments. */
int rc_litelist_check_count(const char *name, Py_ssize_t n, Py_ssize_t low, Py_ssize_t high);

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
/* A plain litelist of items start, start + step, ... (n of them) of the list as it is then, fewer if
   it has shrunk; with room for `more` behind them. */
PyObject *rc_litelist_pick(PyObject *op, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n,
                           Py_ssize_t more);
PyObject *rc_litelist_subscript(PyObject *op, PyObject *key);
int rc_litelist_ass_subscript(PyObject *op, PyObject *key, PyObject *value);
PyObject *rc_litelist_item(PyObject *op, Py_ssize_t i);
int rc_litelist_ass_item(PyObject *op, Py_ssize_t i, PyObject *value);

/* litelist_change.c */
/* Put all that `values` gives behind the last item. */
int rc_litelist_extend_with(PyObject *op, PyObject *values);
/* Take everything out and drop it. */
void rc_litelist_empty(PyObject *op);
PyObject *rc_litelist_append(PyObject *op, PyObject *value);
PyObject *rc_litelist_extend(PyObject *op, PyObject *values);
PyObject *rc_litelist_insert(PyObject *op, PyObject *const *args, Py_ssize_t n_args);
PyObject *rc_litelist_pop(PyObject *op, PyObject *const *args, Py_ssize_t n_args);
PyObject *rc_litelist_remove(PyObject *op, PyObject *value);
PyObject *rc_litelist_clear(PyObject *op, PyObject *unused);

/* litelist_seq.c */
/* The first position of `value` from start on and before stop; -1 not there, -2 error. */
Py_ssize_t rc_litelist_find(PyObject *op, PyObject *value, Py_ssize_t start, Py_ssize_t stop);
int rc_litelist_contains(PyObject *op, PyObject *value);
PyObject *rc_litelist_index(PyObject *op, PyObject *const *args, Py_ssize_t n_args);
PyObject *rc_litelist_count(PyObject *op, PyObject *value);
PyObject *rc_litelist_copy(PyObject *op, PyObject *unused);
PyObject *rc_litelist_concat(PyObject *op, PyObject *other);
PyObject *rc_litelist_inplace_concat(PyObject *op, PyObject *other);
PyObject *rc_litelist_repeat(PyObject *op, Py_ssize_t times);
PyObject *rc_litelist_inplace_repeat(PyObject *op, Py_ssize_t times);

/* litelist_sort.c */
PyObject *rc_litelist_sort(PyObject *op, PyObject *args, PyObject *kwargs);
PyObject *rc_litelist_reverse(PyObject *op, PyObject *unused);

/* litelist_cmp.c, litelist_repr.c, litelist_pickle.c */
PyObject *rc_litelist_richcompare(PyObject *a, PyObject *b, int operation);
PyObject *rc_litelist_repr(PyObject *op);
PyObject *rc_litelist_reduce(PyObject *op, PyObject *unused);

/* litelist_iter.c */
PyObject *rc_litelist_iter(PyObject *op);
PyObject *rc_litelist_reversed(PyObject *op, PyObject *unused);

/* litelist, which `type` is or inherits; a borrowed reference.  The module's state may be gone. */
static inline PyTypeObject *
rc_litelist_plain_borrow(PyTypeObject *type)
{
    while (type->tp_base != NULL && type->tp_base != &PyBaseObject_Type) {
        type = type->tp_base;
    }
    return type;
}

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
