/* record_seq.c - a record as a sequence: a namedtuple's protocol, with assignment.

       len(r)  r[i]  r[i:j:k]  r[i] = v  r[i:j:k] = values  iter(r)  v in r
       r + other  other + r  r * n  r.index(v)  r.count(v)

   Slices, sums and products are memoryslots, as those of a namedtuple are tuples (for litetuple and
   mutabletuple see seq_alloc_like).  The length
   never changes: `del r[i]` is a TypeError, and a slice takes as many values as it has items.
   Slice assignment reads all values before it writes the first, so an error changes nothing.
   Every value that Python code can see is held by a strong reference, and the length is read
   again after each call that can run Python code. */
#include "record.h"

void
rc_record_unset_error(PyObject *op, Py_ssize_t i)
{
    RcClassObject *cls = rc_record_class(op);
    if (cls->names != NULL && i < cls->n_fields) {
        PyErr_Format(PyExc_AttributeError, "'%U' object has no attribute '%U': the field is unset",
                     rc_class_name_borrow(cls), cls->fields[i].name);
        return;
    }
    PyErr_Format(PyExc_AttributeError, "'%U' object: item %zd is unset", rc_class_name_borrow(cls),
                 i);
}

int
rc_record_check_writable(PyObject *op, Py_ssize_t i)
{
    RcClassObject *cls = rc_record_class(op);
    if (cls->flags & RC_CLASS_READONLY) {
        PyErr_Format(PyExc_TypeError, "'%U' object does not support item assignment",
                     rc_class_name_borrow(cls));
        return -1;
    }
    if (i < cls->n_fields && (cls->fields[i].flags & RC_FIELD_READONLY)) {
        PyErr_Format(PyExc_TypeError, "'%U' object: field '%U' is readonly",
                     rc_class_name_borrow(cls), cls->fields[i].name);
        return -1;
    }
    return 0;
}

static Py_ssize_t
seq_length(PyObject *op)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    return rc_record_size(op);
}

static PyObject *
seq_index_error(PyObject *op, const char *what)
{
    PyErr_Format(PyExc_IndexError, "%U %s out of range", rc_class_name_borrow(rc_record_class(op)),
                 what);
    return NULL;
}

PyObject *
rc_record_item(PyObject *op, Py_ssize_t i)
{
    if (i < 0 || i >= rc_record_size(op)) {
        return seq_index_error(op, "index");
    }
    return rc_record_get(op, i);
}

int
rc_record_ass_item(PyObject *op, Py_ssize_t i, PyObject *value)
{
    if (value == NULL) {
        PyErr_Format(PyExc_TypeError, "'%U' object doesn't support item deletion",
                     rc_class_name_borrow(rc_record_class(op)));
        return -1;
    }
    if (i < 0 || i >= rc_record_size(op)) {
        (void)seq_index_error(op, "assignment index");
        return -1;
    }
    if (!(rc_record_class(op)->flags & (RC_CLASS_READONLY | RC_CLASS_GUARDED))) {
        rc_record_put(op, i, value);
        return 0;
    }
    if (rc_record_check_writable(op, i) < 0) {
        return -1;
    }
    Py_INCREF(value);
    int result = rc_record_admit(op, i, &value);
    if (result == 0) {
        rc_record_put(op, i, value);
    }
    Py_DECREF(value);
    return result;
}

/* Room for n items of what slices, sums and products of `op` are: a memoryslots, as those of every
   tuple's heir are tuples; but a class of any length that programs cannot change (memoryslots
   itself, litetuple, mutabletuple) gives its own instances. */
static PyObject *
seq_alloc_like(PyObject *op, Py_ssize_t n)
{
    RcClassObject *cls = rc_record_class(op);
    return cls->n_fields < 0 && (cls->flags & RC_CLASS_IMMUTABLE)
               ? rc_record_alloc(cls, n)
               : rc_memoryslots_alloc(cls->state, n);
}

/* Items start, start + step, ... (n of them). */
static PyObject *
seq_pick(PyObject *op, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n)
{
    PyObject *result = seq_alloc_like(op, n);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *value = rc_record_glance(op, start + i * step);
        items[i] = value != NULL ? Py_NewRef(value) : rc_record_get(op, start + i * step);
        if (items[i] == NULL) {
            rc_record_discard(result);
            return NULL;
        }
    }
    return rc_record_ready(result);
}

/* A bound of a slice that takes no call to read: a small int, or None for `otherwise`. */
static inline int
seq_quick_bound(PyObject *bound, Py_ssize_t otherwise, Py_ssize_t *result)
{
    *result = otherwise;
    return bound == Py_None || rc_long_compact(bound, result);
}

static int
seq_unpack_slice(PyObject *slice, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step)
{
    PySliceObject *given = (PySliceObject *)slice;
    *step = 1;
    if (given->step == Py_None && seq_quick_bound(given->start, 0, start)
        && seq_quick_bound(given->stop, PY_SSIZE_T_MAX, stop)) {
        return 0;
    }
    return PySlice_Unpack(slice, start, stop, step);
}

static PyObject *
seq_get_slice(PyObject *op, PyObject *slice)
{
    Py_ssize_t start, stop, step;
    if (seq_unpack_slice(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(rc_record_size(op), &start, &stop, step);
    return seq_pick(op, start, step, n);
}

/* Convert and validate all values, then store them.  They wait in a memoryslots that nobody else
   can find. */
static int
seq_admit_slice(PyObject *op, Py_ssize_t start, Py_ssize_t step, PyObject *values)
{
    Py_ssize_t n = PyTuple_GET_SIZE(values);
    PyObject *admitted = rc_memoryslots_alloc(rc_record_class(op)->state, n);
    if (admitted == NULL) {
        return -1;
    }
    PyObject **items = rc_record_items(admitted);
    int result = 0;
    for (Py_ssize_t i = 0; i < n && result == 0; i++) {
        items[i] = Py_NewRef(PyTuple_GET_ITEM(values, i));
        result = rc_record_admit(op, start + i * step, &items[i]);
    }
    for (Py_ssize_t i = 0; i < n && result == 0; i++) {
        rc_record_put(op, start + i * step, items[i]);
    }
    rc_record_discard(admitted);
    return result;
}

static int
seq_put_slice(PyObject *op, Py_ssize_t start, Py_ssize_t step, PyObject *values)
{
    if (rc_record_class(op)->flags & RC_CLASS_GUARDED) {
        return seq_admit_slice(op, start, step, values);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(values); i++) {
        rc_record_put(op, start + i * step, PyTuple_GET_ITEM(values, i));
    }
    return 0;
}

static int
seq_set_slice(PyObject *op, PyObject *slice, PyObject *values)
{
    Py_ssize_t start, stop, step;
    if (seq_unpack_slice(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    /* a list or tuple of its own: whatever `values` is, nothing can change it below */
    PyObject *taken = PySequence_Tuple(values);
    if (taken == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && !Py_TYPE(values)->tp_iter) {
            PyErr_SetString(PyExc_TypeError, "can only assign an iterable");
        }
        return -1;
    }
    int result = -1;
    Py_ssize_t n = PySlice_AdjustIndices(rc_record_size(op), &start, &stop, step);
    if (PyTuple_GET_SIZE(taken) != n) {
        PyErr_Format(PyExc_ValueError,
                     "attempt to assign sequence of size %zd to slice of size %zd of '%U' object",
                     PyTuple_GET_SIZE(taken), n, rc_class_name_borrow(rc_record_class(op)));
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (rc_record_check_writable(op, start + i * step) < 0) {
            goto done;
        }
    }
    result = seq_put_slice(op, start, step, taken);
done:
    Py_DECREF(taken);
    return result;
}

/* The position that an integer key means, counted from the start; -1 with an error set. */
static Py_ssize_t
seq_position(PyObject *op, PyObject *key, const char *what)
{
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred()) {
        return -1;
    }
    Py_ssize_t n = rc_record_size(op);
    if (i < 0) {
        i += n;
    }
    if (i < 0 || i >= n) {
        (void)seq_index_error(op, what);
        return -1;
    }
    return i;
}

/* The position that a small int means, or -1: seq_position() is for all other keys. */
static inline Py_ssize_t
seq_quick_position(PyObject *op, PyObject *key)
{
    Py_ssize_t i, n = rc_record_size(op);
    if (!(rc_record_class(op)->flags & RC_CLASS_SEQUENCE) || !rc_long_compact(key, &i)) {
        return -1;
    }
    i = i < 0 ? i + n : i;
    return i < n ? i : -1;
}

static void
seq_key_error(PyObject *op, PyObject *key)
{
    PyErr_Format(PyExc_TypeError, "%U indices must be integers or slices, not %s",
                 rc_class_name_borrow(rc_record_class(op)), Py_TYPE(key)->tp_name);
}

static RC_NOINLINE PyObject *
seq_subscript_slowly(PyObject *op, PyObject *key)
{
    unsigned int flags = rc_record_class(op)->flags;
    if ((flags & RC_CLASS_MAPPING) && (PyUnicode_Check(key) || !(flags & RC_CLASS_SEQUENCE))) {
        return rc_record_map_get(op, key);
    }
    if (PyIndex_Check(key)) {
        Py_ssize_t i = seq_position(op, key, "index");
        return i < 0 ? NULL : rc_record_get(op, i);
    }
    if (PySlice_Check(key)) {
        return seq_get_slice(op, key);
    }
    seq_key_error(op, key);
    return NULL;
}

PyObject *
rc_record_subscript(PyObject *op, PyObject *key)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    Py_ssize_t i = seq_quick_position(op, key);
    PyObject *value = i >= 0 ? rc_record_glance(op, i) : NULL;
    return value != NULL ? Py_NewRef(value) : seq_subscript_slowly(op, key);
}

static RC_NOINLINE int
seq_ass_subscript_slowly(PyObject *op, PyObject *key, PyObject *value)
{
    unsigned int flags = rc_record_class(op)->flags;
    if (value == NULL) {
        return rc_record_ass_item(op, 0, NULL);
    }
    if ((flags & RC_CLASS_MAPPING) && (PyUnicode_Check(key) || !(flags & RC_CLASS_SEQUENCE))) {
        return rc_record_map_set(op, key, value);
    }
    if (PyIndex_Check(key)) {
        Py_ssize_t i = seq_position(op, key, "assignment index");
        return i < 0 ? -1 : rc_record_ass_item(op, i, value);
    }
    if (PySlice_Check(key)) {
        return seq_set_slice(op, key, value);
    }
    seq_key_error(op, key);
    return -1;
}

int
rc_record_ass_subscript(PyObject *op, PyObject *key, PyObject *value)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    Py_ssize_t i = seq_quick_position(op, key);
    if (i < 0 || value == NULL
        || (rc_record_class(op)->flags & (RC_CLASS_READONLY | RC_CLASS_GUARDED))) {
        return seq_ass_subscript_slowly(op, key, value);
    }
    rc_record_put(op, i, value);
    return 0;
}

/* No tuple after all: item i is unset. */
static RC_NOINLINE PyObject *
seq_no_tuple(PyObject *op, PyObject *half_filled, Py_ssize_t i)
{
    Py_DECREF(half_filled); /* before an error is made, which may collect */
    rc_record_unset_error(op, i);
    return NULL;
}

PyObject *
rc_record_as_tuple(PyObject *op)
{
    PyObject *result = PyTuple_New(rc_record_size(op));
    if (result == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(result);
    PyObject **end = rc_record_items(op) + n; /* no Python code runs meanwhile */
    for (Py_ssize_t i = -n; i < 0; i++) {     /* up to 0: one instruction less an item */
        PyObject *value = RC_WITH_GIL ? Py_XNewRef(end[i]) : rc_record_peek(op, n + i);
        if (value == NULL) {
            return seq_no_tuple(op, result, n + i);
        }
        PyTuple_SET_ITEM(result, n + i, value);
    }
    return result;
}

/* ---- + and * ---- */

/* Whether `op` may stand on either side of our +: a tuple, or a record that is a sequence. */
static int
seq_can_join(PyObject *op)
{
    return PyTuple_Check(op)
           || (rc_class_check(Py_TYPE(op)) && (rc_record_class(op)->flags & RC_CLASS_SEQUENCE));
}

static Py_ssize_t
seq_join_size(PyObject *op)
{
    return PyTuple_Check(op) ? PyTuple_GET_SIZE(op) : rc_record_size(op);
}

static int
seq_join_copy(PyObject **target, PyObject *op)
{
    Py_ssize_t n = seq_join_size(op);
    for (Py_ssize_t i = 0; i < n; i++) {
        target[i] = PyTuple_Check(op) ? Py_NewRef(PyTuple_GET_ITEM(op, i)) : rc_record_get(op, i);
        if (target[i] == NULL) {
            return -1;
        }
    }
    return 0;
}

static PyObject *
seq_add(PyObject *a, PyObject *b)
{
    if (!seq_can_join(a) || !seq_can_join(b)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *record = PyTuple_Check(a) ? b : a; /* the first that is one */
    if (!rc_record_is_one(record)) {
        return NULL; /* the class of a tuple was put below ours */
    }
    Py_ssize_t n_a = seq_join_size(a), n_b = seq_join_size(b);
    assert(n_a <= PY_SSIZE_T_MAX - n_b); /* both are counts of pointers in memory */
    PyObject *result = seq_alloc_like(record, n_a + n_b);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(result);
    if (seq_join_copy(items, a) < 0 || seq_join_copy(items + n_a, b) < 0) {
        rc_record_discard(result);
        return NULL;
    }
    return rc_record_ready(result);
}

PyObject *
rc_record_repeat(PyObject *op, Py_ssize_t times)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    Py_ssize_t n = rc_record_size(op);
    if (times < 0 || n == 0) {
        times = 0;
    }
    if (times > 0 && n > PY_SSIZE_T_MAX / times) {
        return PyErr_NoMemory();
    }
    PyObject *result = seq_alloc_like(op, n * times);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(result);
    for (Py_ssize_t i = 0; i < (times > 0 ? n : 0); i++) {
        PyObject *value = rc_record_get(op, i);
        if (value == NULL) {
            rc_record_discard(result);
            return NULL;
        }
        items[i] = value;
        for (Py_ssize_t k = 1; k < times; k++) {
            items[k * n + i] = Py_NewRef(value);
        }
    }
    return rc_record_ready(result);
}

/* ---- looking for a value ---- */

/* Whether item i is or equals `value`: 1, 0, -1. */
static int
seq_matches(PyObject *op, Py_ssize_t i, PyObject *value)
{
    PyObject *item = rc_record_get(op, i);
    if (item == NULL) {
        return -1;
    }
    int result = PyObject_RichCompareBool(item, value, Py_EQ);
    Py_DECREF(item);
    return result;
}

/* Whether two values are known to differ without a call: a string and a number, two numbers of one
   digit.  (Of bytes and str the interpreter may be asked to warn.) */
static inline int
seq_quick_differ(PyObject *x, PyObject *y)
{
    Py_ssize_t v, w;
    int x_is_int = PyLong_CheckExact(x), y_is_int = PyLong_CheckExact(y);
    if (x_is_int && y_is_int) {
        return rc_long_compact(x, &v) && rc_long_compact(y, &w) && v != w;
    }
    return (PyUnicode_CheckExact(x) && (y_is_int || PyFloat_CheckExact(y)))
           || (PyUnicode_CheckExact(y) && (x_is_int || PyFloat_CheckExact(x)));
}

int
rc_record_contains(PyObject *op, PyObject *value)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    if (rc_record_class(op)->flags & RC_CLASS_MAPPING) {
        return PyUnicode_Check(value) && rc_class_find_field(rc_record_class(op), value, 0) >= 0;
    }
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        PyObject *item = rc_record_glance(op, i);
        if (item != NULL && item != value && seq_quick_differ(item, value)) {
            continue;
        }
        int found = item == value ? 1 : seq_matches(op, i, value);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

/* The arguments of index(value, start=0, stop=sys.maxsize): read the bounds, which may run Python
   code, and then settle what negative ones mean for n items. */
int
rc_record_seq_bounds(PyObject *const *args, Py_ssize_t n_args, Py_ssize_t bounds[2])
{
    bounds[0] = 0;
    bounds[1] = PY_SSIZE_T_MAX;
    if (n_args < 1 || n_args > 3) {
        PyErr_Format(PyExc_TypeError, "index expected %s, got %zd",
                     n_args < 1 ? "at least 1 argument" : "at most 3 arguments", n_args);
        return -1;
    }
    for (Py_ssize_t k = 1; k < n_args; k++) {
        if (!PyIndex_Check(args[k])) {
            PyErr_SetString(PyExc_TypeError,
                            "slice indices must be integers or have an __index__ method");
            return -1;
        }
        bounds[k - 1] = PyNumber_AsSsize_t(args[k], NULL);
        if (bounds[k - 1] == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    return 0;
}

void
rc_record_seq_settle(Py_ssize_t bounds[2], Py_ssize_t n)
{
    for (int k = 0; k < 2; k++) {
        if (bounds[k] < 0) {
            bounds[k] = bounds[k] + n < 0 ? 0 : bounds[k] + n;
        }
    }
}

PyDoc_STRVAR(index_doc,
"index($self, value, start=0, stop=sys.maxsize, /)\n"
"--\n\n"
"Return the first position of value; ValueError if it is not there.");

static PyObject *
seq_index(PyObject *op, PyObject *const *args, Py_ssize_t n_args)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    Py_ssize_t bounds[2];
    if (rc_record_seq_bounds(args, n_args, bounds) < 0) {
        return NULL;
    }
    rc_record_seq_settle(bounds, rc_record_size(op));
    for (Py_ssize_t i = bounds[0]; i < bounds[1] && i < rc_record_size(op); i++) {
        int found = seq_matches(op, i, args[0]);
        if (found < 0) {
            return NULL;
        }
        if (found > 0) {
            return PyLong_FromSsize_t(i);
        }
    }
    PyErr_Format(PyExc_ValueError, "%U.index(x): x not in %U",
                 rc_class_name_borrow(rc_record_class(op)),
                 rc_class_name_borrow(rc_record_class(op)));
    return NULL;
}

PyDoc_STRVAR(count_doc,
"count($self, value, /)\n"
"--\n\n"
"Return how many items equal value.");

static PyObject *
seq_count(PyObject *op, PyObject *value)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        int found = seq_matches(op, i, value);
        if (found < 0) {
            return NULL;
        }
        n += found;
    }
    return PyLong_FromSsize_t(n);
}

static PyMethodDef sequence_methods[] = {
    {"index", (PyCFunction)(void (*)(void))seq_index, METH_FASTCALL, index_doc},
    {"count", seq_count, METH_O, count_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot protocol_sequence_slots[] = {
    {Py_mp_length, seq_length},
    {Py_mp_subscript, rc_record_subscript},
    {Py_mp_ass_subscript, rc_record_ass_subscript},
    {Py_sq_contains, rc_record_contains},
    {Py_sq_repeat, rc_record_repeat},
    {Py_nb_add, seq_add},
    {Py_tp_iter, rc_iter_new},
    {Py_tp_methods, sequence_methods},
    {0, NULL},
};

static PyType_Spec protocol_sequence_spec = {
    .name = "recordclass._core.protocol_sequence",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_sequence_slots,
};

static PyType_Slot protocol_iterable_slots[] = {
    {Py_mp_length, seq_length},
    {Py_tp_iter, rc_iter_new},
    {0, NULL},
};

static PyType_Spec protocol_iterable_spec = {
    .name = "recordclass._core.protocol_iterable",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_iterable_slots,
};

int
rc_record_seq_init(PyObject *module, RcState *state)
{
    state->protocol_sequence
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_sequence_spec, NULL);
    if (state->protocol_sequence == NULL) {
        return -1;
    }
    state->protocol_iterable
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_iterable_spec, NULL);
    return state->protocol_iterable == NULL ? -1 : 0;
}
