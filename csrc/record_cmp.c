/* record_cmp.c - equality, order and hash.

       memoryslots and below   compare with each other and with tuples, item by item
       the other records       compare with records of exactly their class, field by field

   eq=False, order=False and a Field's eq=, hash=, order= take a class out of the first group.
   Like tuples: the first pair that differs decides, identical items count as equal.  A hash is
   that of the tuple of the values, so that a readonly record and an equal tuple find each other
   in a dict; mutable records have none unless `hashable=True`.

   Both items of a pair are held by strong references while Python code compares them, and a
   guard turns endless recursion into RecursionError.  What the interpreter's own numbers and
   strings can tell without running any comes first, and without references. */
#include "record.h"

#include <float.h> /* the format of a double */
#include <math.h>  /* isfinite() */

/* Classes that compare otherwise than as tuples do: only with their own instances. */
#define CMP_OWN (RC_CLASS_SELECTIVE | RC_CLASS_NO_EQ | RC_CLASS_NO_ORDER)

/* Whether `op` compares with everything that is like a tuple. */
static inline int
cmp_is_tuple_like(PyObject *op)
{
    return PyTuple_Check(op)
           || (rc_class_check(Py_TYPE(op))
               && (rc_record_class(op)->flags & (RC_CLASS_TUPLE | CMP_OWN)) == RC_CLASS_TUPLE);
}

/* Whether `operation` is for a and b to decide at all. */
static inline int
cmp_is_ours(PyObject *a, PyObject *b, int operation)
{
    unsigned int flags = rc_record_class(a)->flags;
    if (Py_TYPE(a) == Py_TYPE(b)) {
        int equality = operation == Py_EQ || operation == Py_NE;
        return !(flags & (equality ? RC_CLASS_NO_EQ : RC_CLASS_NO_EQ | RC_CLASS_NO_ORDER));
    }
    return cmp_is_tuple_like(a) && cmp_is_tuple_like(b);
}

/* Whether some field of `op` takes no part in some operation. */
static inline int
cmp_is_selective(PyObject *op)
{
    return rc_class_check(Py_TYPE(op)) && (rc_record_class(op)->flags & RC_CLASS_SELECTIVE);
}

/* Whether field i takes no part in the operation: `mask` is the flag that says so. */
static inline int
cmp_is_left_out(PyObject *a, Py_ssize_t i, unsigned int mask)
{
    return mask != 0 && (rc_record_class(a)->fields[i].flags & mask) != 0;
}

static inline Py_ssize_t
cmp_size(PyObject *op)
{
    return PyTuple_Check(op) ? PyTuple_GET_SIZE(op) : rc_record_size(op);
}

static inline PyObject *
cmp_item(PyObject *op, Py_ssize_t i)
{
    return PyTuple_Check(op) ? Py_NewRef(PyTuple_GET_ITEM(op, i)) : rc_record_get(op, i);
}

/* Compare items i of both: equal 1, different 0, error -1.  The items stay in *x and *y where
   they differ, for the caller to order and drop. */
static int
cmp_pair(PyObject *a, PyObject *b, Py_ssize_t i, PyObject **x, PyObject **y)
{
    *y = NULL;
    *x = cmp_item(a, i);
    if (*x == NULL) {
        return -1;
    }
    *y = cmp_item(b, i);
    if (*y == NULL) {
        Py_CLEAR(*x);
        return -1;
    }
    int equal = PyObject_RichCompareBool(*x, *y, Py_EQ);
    if (equal != 0) {
        Py_CLEAR(*x);
        Py_CLEAR(*y);
    }
    return equal;
}

/* Item i without a reference, where that can be had. */
static inline PyObject *
cmp_glance(PyObject *op, Py_ssize_t i)
{
    return PyTuple_Check(op) ? PyTuple_GET_ITEM(op, i) : rc_record_glance(op, i);
}

/* Below, equal or above, as a number under, equal to or over zero. */
#define CMP_SIGN(x, y) (((x) > (y)) - ((x) < (y)))
/* What no order says: of floats, one is no number.  Such a pair is different, and nothing else. */
#define CMP_UNORDERED 2
/* For cmp_pair() to tell. */
#define CMP_UNKNOWN 3

/* How two values compare, as far as that takes neither a call into Python nor long. */
static inline int
cmp_quick_pair(PyObject *x, PyObject *y)
{
    if (x == NULL || y == NULL) {
        return CMP_UNKNOWN;
    }
    if (x == y) {
        return 0;
    }
    PyTypeObject *type = Py_TYPE(x);
    if (type != Py_TYPE(y)) {
        return CMP_UNKNOWN;
    }
    if (type == &PyUnicode_Type) {
        return PyUnicode_Compare(x, y); /* of two plain strings: no error is possible */
    }
    if (type == &PyFloat_Type) {
        double v = PyFloat_AS_DOUBLE(x), w = PyFloat_AS_DOUBLE(y);
        return v == w || v < w || v > w ? CMP_SIGN(v, w) : CMP_UNORDERED;
    }
    Py_ssize_t v, w;
    return rc_long_compact(x, &v) && rc_long_compact(y, &w) ? CMP_SIGN(v, w) : CMP_UNKNOWN;
}

/* How many leading items are equal by cmp_quick_pair(); *sign is what it says of the next, or 0
   where there is none. */
static Py_ssize_t
cmp_quick(PyObject *a, PyObject *b, int *sign)
{
    Py_ssize_t n_a = cmp_size(a), n_b = cmp_size(b), i = 0;
    *sign = 0;
    for (Py_ssize_t n = n_a < n_b ? n_a : n_b; i < n; i++) {
        *sign = cmp_quick_pair(cmp_glance(a, i), cmp_glance(b, i));
        if (*sign != 0) {
            break;
        }
    }
    return i;
}

/* The answer for a first pair that differs by `sign`. */
static inline PyObject *
cmp_answer(int sign, int operation)
{
    if (sign == CMP_UNORDERED) {
        return PyBool_FromLong(operation == Py_NE);
    }
    Py_RETURN_RICHCOMPARE(sign, 0, operation);
}

/* From item `start` on: those in front of it are equal. */
static PyObject *
cmp_items(PyObject *a, PyObject *b, int operation, Py_ssize_t start)
{
    PyObject *x = NULL, *y = NULL;
    unsigned int mask = 0;
    if (cmp_is_selective(a)) {
        mask = operation == Py_EQ || operation == Py_NE ? RC_FIELD_NO_EQ : RC_FIELD_NO_ORDER;
    }
    for (Py_ssize_t i = start; i < cmp_size(a) && i < cmp_size(b); i++) {
        if (cmp_is_left_out(a, i, mask)) {
            continue;
        }
        int equal = cmp_pair(a, b, i, &x, &y);
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            break;
        }
    }
    if (x == NULL) {
        Py_ssize_t n_a = cmp_size(a), n_b = cmp_size(b);
        Py_RETURN_RICHCOMPARE(n_a, n_b, operation);
    }
    PyObject *result;
    if (operation == Py_EQ || operation == Py_NE) {
        result = PyBool_FromLong(operation == Py_NE);
    }
    else {
        result = PyObject_RichCompare(x, y, operation);
    }
    Py_DECREF(x);
    Py_DECREF(y);
    return result;
}

/* A program defines a comparison of its own: != follows its ==, as object.__ne__ has it. */
static PyObject *
cmp_not_equal(PyObject *a, PyObject *b)
{
    PyObject *equal = Py_TYPE(a)->tp_richcompare(a, b, Py_EQ);
    if (equal == NULL || equal == Py_NotImplemented) {
        return equal;
    }
    int truth = PyObject_IsTrue(equal);
    Py_DECREF(equal);
    return truth < 0 ? NULL : PyBool_FromLong(!truth);
}

PyObject *
rc_record_richcompare(PyObject *a, PyObject *b, int operation)
{
    if (!rc_record_is_one(a)) {
        return NULL;
    }
    if (operation == Py_NE && Py_TYPE(a)->tp_richcompare != rc_record_richcompare) {
        return cmp_not_equal(a, b);
    }
    if (!cmp_is_ours(a, b, operation)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int equality = operation == Py_EQ || operation == Py_NE;
    if (equality && cmp_size(a) != cmp_size(b)) {
        return PyBool_FromLong(operation == Py_NE);
    }
    Py_ssize_t start = 0;
    if (!cmp_is_selective(a)) {
        int sign;
        start = cmp_quick(a, b, &sign);
        if (sign != CMP_UNKNOWN && (sign != 0 || equality)) {
            return cmp_answer(sign, operation);
        }
    }
    if (Py_EnterRecursiveCall(" in comparison")) {
        return NULL;
    }
    PyObject *result = cmp_items(a, b, operation, start);
    Py_LeaveRecursiveCall();
    return result;
}

/* ---- hash ---- */

/* A tuple's hash is made of its items' hashes by xxHash64's accumulation of lanes, reduced to one
   accumulator (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md; primes 1, 2, 5,
   and of XXH32 where a hash has 32 bits).  The finishing constants are those of CPython 3.8 to
   3.15; tests compare with hash(tuple(r)) and so hold this to the interpreter at hand. */
#if SIZEOF_PY_UHASH_T > 4
#define CMP_PRIME_1 ((Py_uhash_t)11400714785074694791ULL)
#define CMP_PRIME_2 ((Py_uhash_t)14029467366897019727ULL)
#define CMP_PRIME_5 ((Py_uhash_t)2870177450012600261ULL)
#define CMP_ROTATE(x) (((x) << 31) | ((x) >> 33))
#else
#define CMP_PRIME_1 ((Py_uhash_t)2654435761UL)
#define CMP_PRIME_2 ((Py_uhash_t)2246822519UL)
#define CMP_PRIME_5 ((Py_uhash_t)374761393UL)
#define CMP_ROTATE(x) (((x) << 13) | ((x) >> 19))
#endif

/* Whether cmp_hash_double() applies: hashes are taken modulo 2**61 - 1, and a float has the format
   binary64 of IEEE 754. */
#define CMP_FLOATS_ARE_BINARY64                                                                   \
    (SIZEOF_PY_UHASH_T > 4 && DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024)

/* The hash of a finite float that is not zero, as the documentation of Python defines it for all
   numbers (library reference, "Hashing of numeric types"): its value modulo the prime 2**61 - 1.
   To multiply by a power of two modulo that prime is to rotate the 61 bits. */
static inline Py_hash_t
cmp_hash_double(uint64_t bits)
{
    const int width = 61;
    const uint64_t modulus = (1ULL << width) - 1;
    uint64_t fraction = bits & ((1ULL << 52) - 1);
    int exponent = (int)((bits >> 52) & 0x7FF);
    if (exponent != 0) {
        fraction |= 1ULL << 52;
        exponent--; /* that of the least number which has the leading bit */
    }
    int turn = (exponent - 1074 + 18 * width)
               % width; /* the value is fraction * 2**(exponent - 1074) */
    uint64_t sum = ((fraction << turn) & modulus) | (fraction >> (width - turn));
    Py_hash_t result = bits >> 63 ? -(Py_hash_t)sum : (Py_hash_t)sum;
    return result == -1 ? -2 : result;
}

/* The hash of what needs no call: that of most strings, numbers of one digit and floats is at hand, or
   soon computed.  -1 where it is not. */
static inline Py_hash_t
cmp_hash_quick(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type) {
        return ((PyASCIIObject *)value)->hash;
    }
    Py_ssize_t number;
    if (rc_long_compact(value, &number)) {
        return number == -1 ? -2 : number;
    }
    if (type == &PyFloat_Type && CMP_FLOATS_ARE_BINARY64) {
        double x = PyFloat_AS_DOUBLE(value);
        uint64_t bits;
        memcpy(&bits, &x, sizeof(bits));
        return x != 0 && isfinite(x) ? cmp_hash_double(bits) : -1;
    }
    return -1;
}

/* The hash of item i.  The interpreter's atoms are not in need of a guard against recursion, nor,
   with the GIL, of a reference. */
static Py_hash_t
cmp_hash_item(PyObject *op, Py_ssize_t i)
{
    PyObject *item = rc_record_glance(op, i);
    if (item != NULL && rc_is_atom(item)) {
        Py_hash_t quick = cmp_hash_quick(item);
        return quick != -1 ? quick : Py_TYPE(item)->tp_hash(item);
    }
    item = rc_record_get(op, i);
    if (item == NULL) {
        return -1;
    }
    Py_hash_t result = -1;
    if (!Py_EnterRecursiveCall(" while hashing a record")) {
        result = PyObject_Hash(item);
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(item);
    return result;
}

/* Add the hash of one more item to the sum. */
static inline Py_uhash_t
cmp_hash_add(Py_uhash_t sum, Py_hash_t lane)
{
    sum += (Py_uhash_t)lane * CMP_PRIME_2;
    return CMP_ROTATE(sum) * CMP_PRIME_1;
}

static Py_hash_t
cmp_hash_items(PyObject *op)
{
    Py_uhash_t sum = CMP_PRIME_5;
    Py_ssize_t n = rc_record_size(op), n_hashed = 0, i = 0;
    unsigned int mask = rc_record_class(op)->flags & RC_CLASS_SELECTIVE ? RC_FIELD_NO_HASH : 0;
    if (RC_WITH_GIL && mask == 0) {
        PyObject **items = rc_record_items(op);
        for (; i < n; i++) {
            Py_hash_t lane = items[i] != NULL ? cmp_hash_quick(items[i]) : -1;
            if (lane == -1) {
                break;
            }
            sum = cmp_hash_add(sum, lane);
        }
        n_hashed = i;
    }
    for (; i < n; i++) {
        if (cmp_is_left_out(op, i, mask)) {
            continue;
        }
        Py_hash_t lane = cmp_hash_item(op, i);
        if (lane == -1) {
            return -1;
        }
        sum = cmp_hash_add(sum, lane);
        n_hashed++;
    }
    sum += (Py_uhash_t)n_hashed ^ (CMP_PRIME_5 ^ 3527539UL);
    return sum == (Py_uhash_t)-1 ? 1546275796 : (Py_hash_t)sum;
}

/* cache_hash=True: the hash is kept behind the fields, 0 until it is known. */
static Py_hash_t
cmp_hash_cached(PyObject *op, Py_ssize_t offset)
{
    Py_hash_t *place = (Py_hash_t *)((char *)op + offset);
    Py_hash_t result = rc_hash_load(place);
    if (result == 0) {
        result = cmp_hash_items(op);
        if (result != -1) {
            rc_hash_store(place, result);
        }
    }
    return result;
}

Py_hash_t
rc_record_hash(PyObject *op)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    RcClassObject *cls = rc_record_class(op);
    if (cls->flags & RC_CLASS_NO_EQ) {
        return PyBaseObject_Type.tp_hash(op);
    }
    return cls->hash_offset != 0 ? cmp_hash_cached(op, cls->hash_offset) : cmp_hash_items(op);
}

static PyType_Slot protocol_hash_slots[] = {
    {Py_tp_hash, rc_record_hash},
    {0, NULL},
};

static PyType_Spec protocol_hash_spec = {
    .name = "recordclass._core.protocol_hash",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_hash_slots,
};

int
rc_record_cmp_init(PyObject *module, RcState *state)
{
    state->protocol_hash
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_hash_spec, NULL);
    return state->protocol_hash == NULL ? -1 : 0;
}
