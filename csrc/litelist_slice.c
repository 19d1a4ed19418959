/* litelist_slice.c - the buffer of a litelist; index and slice, read, assigned, deleted.

   All changes of length are one operation: values in the place of a run of items.

       def splice(self, start, n_out, values):
           taken = self[start:start + n_out]
           self[start:start + n_out] = values
           # outside the lock: del taken

   An index or slice is measured against the list after all Python code has run that the key or
   the values bring along.  An error changes nothing. */
#include "litelist.h"

/* ---- the buffer ---- */

/* Room for n items and size n; the new ones, if any, are the caller's to fill at once.  Grows by an
   eighth more than is asked for, so that appending n items copies O(n) of them. */
int
rc_litelist_resize_lock_held(RcLiteListObject *self, Py_ssize_t n)
{
    if (self->allocated >= n && n >= self->allocated / 2) {
        Py_SET_SIZE(self, n);
        return 0;
    }
    const Py_ssize_t limit = PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(PyObject *);
    if (n > limit) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t spare = n / 8 + 6;
    if (n == 0) {
        spare = 0;
    }
    else if (n - Py_SIZE(self) > spare || n > limit - spare) {
        spare = 0; /* so large a step will not be followed by the next one soon */
    }
    Py_ssize_t room = n == 0 ? 0 : (n + spare) & ~(Py_ssize_t)3;
    if (room < n) {
        room = n;
    }
    if (room == 0) {
        PyMem_Free(self->items);
        self->items = NULL;
    }
    else {
        PyObject **items = PyMem_Realloc(self->items, (size_t)room * sizeof(PyObject *));
        if (items == NULL) {
            if (n <= self->allocated) {
                Py_SET_SIZE(self, n); /* what is too large serves as well */
                return 0;
            }
            PyErr_NoMemory();
            return -1;
        }
        self->items = items;
    }
    self->allocated = room;
    Py_SET_SIZE(self, n);
    return 0;
}

/* Room to put n items aside. */
static int
slice_taken_room(RcTaken *taken, Py_ssize_t n)
{
    taken->items = taken->few;
    taken->n = 0;
    if (n > (Py_ssize_t)Py_ARRAY_LENGTH(taken->few)) {
        taken->items = PyMem_New(PyObject *, (size_t)n);
        if (taken->items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

void
rc_litelist_drop(RcTaken *taken)
{
    for (Py_ssize_t i = taken->n - 1; i >= 0; i--) {
        Py_DECREF(taken->items[i]);
    }
    if (taken->items != taken->few) {
        PyMem_Free(taken->items);
    }
}

/* On failure nothing is changed, and there is nothing to drop. */
int
rc_litelist_splice_lock_held(RcLiteListObject *self, Py_ssize_t start, Py_ssize_t n_out,
                             PyObject *const *values, Py_ssize_t n, RcTaken *taken)
{
    Py_ssize_t size = Py_SIZE(self), tail = size - start - n_out;
    if (slice_taken_room(taken, n_out) < 0) {
        taken->items = taken->few;
        return -1;
    }
    if (n > n_out && self->items == NULL) { /* the first items: no more room than they need */
        self->items = PyMem_New(PyObject *, (size_t)n);
        if (self->items == NULL) {
            PyErr_NoMemory();
            goto error;
        }
        self->allocated = n;
        Py_SET_SIZE(self, n);
    }
    else if (n > n_out) {
        assert(n - n_out <= PY_SSIZE_T_MAX - size); /* both are counts of pointers in memory */
        if (rc_litelist_resize_lock_held(self, size + n - n_out) < 0) {
            goto error;
        }
    }
    PyObject **place = self->items == NULL ? NULL : self->items + start;
    if (n_out > 0) {
        memcpy(taken->items, place, (size_t)n_out * sizeof(PyObject *));
        taken->n = n_out;
    }
    if (n != n_out && tail > 0) {
        memmove(place + n, place + n_out, (size_t)tail * sizeof(PyObject *));
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        place[i] = Py_NewRef(values[i]);
    }
    if (n < n_out) {
        (void)rc_litelist_resize_lock_held(self, size + n - n_out);
    }
    return 0;
error:
    rc_litelist_drop(taken);
    taken->items = taken->few;
    return -1;
}

static Py_ssize_t
slice_clamp(Py_ssize_t i, Py_ssize_t low, Py_ssize_t high)
{
    return i < low ? low : i > high ? high : i;
}

int
rc_litelist_splice(PyObject *op, Py_ssize_t start, Py_ssize_t stop, PyObject *values)
{
    RcTaken taken = {.items = taken.few};
    int result;
    /* its own items would move while they are read */
    PyObject *source = values == op ? PySequence_Tuple(values) : Py_NewRef(values);
    if (source == NULL) {
        return -1;
    }
    Py_BEGIN_CRITICAL_SECTION2(op, source);
    Py_ssize_t n;
    PyObject *const *items = rc_litelist_source_lock_held(source, &n);
    Py_ssize_t from = slice_clamp(start, 0, Py_SIZE(op));
    Py_ssize_t to = slice_clamp(stop, from, Py_SIZE(op));
    result = rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), from, to - from, items, n,
                                          &taken);
    Py_END_CRITICAL_SECTION2();
    rc_litelist_drop(&taken);
    Py_DECREF(source);
    return result;
}

/* ---- one item ---- */

static void
slice_index_error(PyObject *op, const char *what)
{
    PyObject *name = rc_litelist_name(op);
    if (name != NULL) {
        PyErr_Format(PyExc_IndexError, "%U %s out of range", name, what);
        Py_DECREF(name);
    }
}

PyObject *
rc_litelist_item(PyObject *op, Py_ssize_t i)
{
    PyObject *item = rc_litelist_peek(op, i);
    if (item == NULL) {
        slice_index_error(op, "index");
    }
    return item;
}

/* Assign item i, or with value NULL delete it; `from_end`: a negative i counts from the end. */
static int
slice_put(PyObject *op, Py_ssize_t i, PyObject *value, int from_end)
{
    RcTaken taken = {.items = taken.few};
    int result = 0, there;
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t n = Py_SIZE(op);
    i = from_end && i < 0 ? i + n : i;
    there = i >= 0 && i < n;
    if (there && value != NULL) {
        PyObject **slot = RcLiteListObject_CAST(op)->items + i;
        taken.few[0] = *slot;
        taken.n = 1;
        *slot = Py_NewRef(value);
    }
    else if (there) {
        result = rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), i, 1, NULL, 0, &taken);
    }
    Py_END_CRITICAL_SECTION();
    rc_litelist_drop(&taken);
    if (!there) {
        slice_index_error(op, "assignment index");
        return -1;
    }
    return result;
}

int
rc_litelist_ass_item(PyObject *op, Py_ssize_t i, PyObject *value)
{
    return slice_put(op, i, value, 0);
}

/* ---- slices ---- */

PyObject *
rc_litelist_pick(PyObject *op, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n, Py_ssize_t more)
{
    PyObject *result = rc_litelist_new_like(op);
    if (result == NULL || (n == 0 && more == 0)) {
        return result;
    }
    RcLiteListObject *picked = RcLiteListObject_CAST(result);
    picked->items = more <= PY_SSIZE_T_MAX - n ? PyMem_New(PyObject *, (size_t)(n + more)) : NULL;
    if (picked->items == NULL) {
        Py_DECREF(result);
        return PyErr_NoMemory();
    }
    picked->allocated = n + more;
    Py_BEGIN_CRITICAL_SECTION(op);
    Py_ssize_t size = Py_SIZE(op), n_picked = 0;
    for (Py_ssize_t i = start; n_picked < n && i >= 0 && i < size; n_picked++) {
        picked->items[n_picked] = Py_NewRef(RcLiteListObject_CAST(op)->items[i]);
        i = step > 0 && i > PY_SSIZE_T_MAX - step ? size : i + step;
    }
    Py_SET_SIZE(picked, n_picked);
    Py_END_CRITICAL_SECTION();
    return result;
}

/* Set each stepth item from values, or with values NULL take it out. */
static int
slice_put_steps_lock_held(RcLiteListObject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n,
                          PyObject *const *values, RcTaken *taken)
{
    if (slice_taken_room(taken, n) < 0) {
        taken->items = taken->few;
        return -1;
    }
    if (values == NULL && step < 0 && n > 0) {
        start += step * (n - 1);
        step = -step;
    }
    for (Py_ssize_t k = 0; k < n; k++) {
        Py_ssize_t i = start + k * step;
        taken->items[k] = self->items[i];
        taken->n++;
        self->items[i] = values != NULL ? Py_NewRef(values[k]) : NULL;
    }
    if (values != NULL || n == 0) {
        return 0;
    }
    Py_ssize_t kept = start;
    for (Py_ssize_t k = start; k < Py_SIZE(self); k++) {
        if (self->items[k] != NULL) {
            self->items[kept++] = self->items[k];
        }
    }
    return rc_litelist_resize_lock_held(self, kept);
}

static int
slice_put_steps(PyObject *op, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t step, PyObject *values)
{
    RcTaken taken = {.items = taken.few};
    RcLiteListObject *self = RcLiteListObject_CAST(op);
    Py_ssize_t n, n_values = -1;
    int result = -1;
    PyObject *other = values != NULL ? values : op;
    (void)other; /* with the GIL there is nothing to lock */
    Py_BEGIN_CRITICAL_SECTION2(op, other);
    n = PySlice_AdjustIndices(Py_SIZE(op), &start, &stop, step);
    PyObject *const *items = NULL;
    if (values != NULL) {
        items = rc_litelist_source_lock_held(values, &n_values);
    }
    if (values == NULL || n_values == n) {
        result = n == 0 ? 0 : slice_put_steps_lock_held(self, start, step, n, items, &taken);
    }
    Py_END_CRITICAL_SECTION2();
    rc_litelist_drop(&taken);
    if (result < 0 && !PyErr_Occurred()) {
        PyErr_Format(PyExc_ValueError,
                     "attempt to assign sequence of size %zd to extended slice of size %zd",
                     n_values, n);
    }
    return result;
}

/* The values to assign, as something whose items can be read under a lock. */
static PyObject *
slice_values(PyObject *op, PyObject *values, Py_ssize_t step)
{
    if (values != op && (PyTuple_CheckExact(values) || PyList_CheckExact(values))) {
        return Py_NewRef(values);
    }
    PyObject *taken = PySequence_Tuple(values);
    if (taken == NULL && PyErr_ExceptionMatches(PyExc_TypeError) && !Py_TYPE(values)->tp_iter) {
        PyErr_SetString(PyExc_TypeError, step == 1 ? "can only assign an iterable"
                                                   : "must assign iterable to extended slice");
    }
    return taken;
}

static int
slice_assign(PyObject *op, PyObject *slice, PyObject *value)
{
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    PyObject *values = NULL;
    if (value != NULL && (values = slice_values(op, value, step)) == NULL) {
        return -1;
    }
    int result;
    if (step == 1) {
        (void)PySlice_AdjustIndices(rc_litelist_size(op), &start, &stop, step);
        PyObject *none = values == NULL ? PyTuple_New(0) : NULL;
        result = values == NULL && none == NULL
                     ? -1
                     : rc_litelist_splice(op, start, stop, values != NULL ? values : none);
        Py_XDECREF(none);
    }
    else {
        result = slice_put_steps(op, start, stop, step, values);
    }
    Py_XDECREF(values);
    return result;
}

static void
slice_key_error(PyObject *op, PyObject *key)
{
    PyObject *name = rc_litelist_name(op);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U indices must be integers or slices, not %s", name,
                     Py_TYPE(key)->tp_name);
        Py_DECREF(name);
    }
}

PyObject *
rc_litelist_subscript(PyObject *op, PyObject *key)
{
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return rc_litelist_item(op, i < 0 ? i + rc_litelist_size(op) : i);
    }
    if (PySlice_Check(key)) {
        Py_ssize_t start, stop, step;
        if (PySlice_Unpack(key, &start, &stop, &step) < 0) {
            return NULL;
        }
        Py_ssize_t n = PySlice_AdjustIndices(rc_litelist_size(op), &start, &stop, step);
        return rc_litelist_pick(op, start, step, n, 0);
    }
    slice_key_error(op, key);
    return NULL;
}

int
rc_litelist_ass_subscript(PyObject *op, PyObject *key, PyObject *value)
{
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        return i == -1 && PyErr_Occurred() ? -1 : slice_put(op, i, value, 1);
    }
    if (PySlice_Check(key)) {
        return slice_assign(op, key, value);
    }
    slice_key_error(op, key);
    return -1;
}
