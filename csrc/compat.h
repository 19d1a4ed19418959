/* compat.h - the only file that may ask which Python this is.

   Everything else is written against the names below, which are those of the newest
   Python where it has one.  Each block says which version brought the real thing. */
#ifndef RC_COMPAT_H
#define RC_COMPAT_H

#include <stddef.h> /* offsetof, which structmember.h used to bring */

/* 3.12 moved the member kinds out of structmember.h and gave them a prefix. */
#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_OBJECT_EX T_OBJECT_EX
#define Py_T_PYSSIZET T_PYSSIZET
#define Py_READONLY READONLY
#define RC_T_OBJECT T_OBJECT
#else
#define RC_T_OBJECT _Py_T_OBJECT /* which we look for in others' types */
#endif

/* 3.13: critical sections.  With the GIL they are plain blocks. */
#if PY_VERSION_HEX < 0x030D0000
#define Py_BEGIN_CRITICAL_SECTION(op) {
#define Py_END_CRITICAL_SECTION() }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) {
#define Py_END_CRITICAL_SECTION2() }
#endif

/* 3.13: namedtuple's _replace() refuses unknown fields with TypeError, before with ValueError. */
#if PY_VERSION_HEX < 0x030D0000
#define RC_REPLACE_ERROR PyExc_ValueError
#else
#define RC_REPLACE_ERROR PyExc_TypeError
#endif

/* The dict and the weakref list of a class that type.__new__ makes may stand in front of the
   object, behind these flags.  A record keeps both behind its fields, so they are cleared. */
#if PY_VERSION_HEX < 0x030C0000
#define RC_TPFLAGS_MANAGED Py_TPFLAGS_MANAGED_DICT
#elif PY_VERSION_HEX < 0x030D0000
#define RC_TPFLAGS_MANAGED (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)
#else
#define RC_TPFLAGS_MANAGED                                                                        \
    (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF | Py_TPFLAGS_INLINE_VALUES)
#endif

/* The interpreter's own readers of a member first try without its lock: they load the pointer and
   expect whoever stored it to have published what it points to.  Nothing else is asked of a store;
   docs/internals/threads.md tells why. */
static inline void
rc_slot_store(PyObject **slot, PyObject *value)
{
#ifdef Py_GIL_DISABLED
    _Py_atomic_store_ptr_release((void *)slot, value);
#else
    *slot = value;
#endif
}

/* What a member of anybody's object holds: to be compared, for without a reference or a lock it may
   be gone at once. */
static inline const void *
rc_slot_peek(const void *slot)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ptr_relaxed(slot);
#else
    return *(const void *const *)slot;
#endif
}

/* Whether the GIL keeps other threads out for as long as no Python code runs.  Then a borrowed
   reference is good that long, and hot loops can do without counting; without the GIL they take
   the way with references and locks. */
#ifdef Py_GIL_DISABLED
#define RC_WITH_GIL 0
#else
#define RC_WITH_GIL 1
#endif

/* A number that changes whenever the attributes of a type or of its bases do; 0: none is known. */
static inline unsigned int
rc_type_version(PyTypeObject *type)
{
#ifdef Py_GIL_DISABLED
    (void)type;
    return 0;
#elif PY_VERSION_HEX < 0x030C0000
    return PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
#else
    return type->tp_version_tag;
#endif
}

/* For the long way of a function whose short one then needs no frame. */
#if defined(__GNUC__) || defined(__clang__)
#define RC_NOINLINE __attribute__((noinline))
#elif defined(_MSC_VER)
#define RC_NOINLINE __declspec(noinline)
#else
#define RC_NOINLINE
#endif

/* Whether a class can be made without type.__new__ (class_plain.c): where it is known what else that
   does.  Without the GIL a type has an identity to be registered. */
#if PY_VERSION_HEX < 0x030E0000 && !defined(Py_GIL_DISABLED)
#define RC_CLASS_BY_HAND 1
#else
#define RC_CLASS_BY_HAND 0
#endif

/* Before 3.12 type.__new__ gives a class whose base has a __dict__ the keys that its dicts share. */
#if PY_VERSION_HEX < 0x030C0000
#define RC_NEW_SHARES_KEYS 1
#else
#define RC_NEW_SHARES_KEYS 0
#endif

/* Before 3.12 to ask for memory could start a collection, which runs code of programs.  Whether this
   has stopped that: to be handed to rc_collector_resume(). */
static inline int
rc_collector_pause(void)
{
#if PY_VERSION_HEX < 0x030C0000
    return PyGC_Disable();
#else
    return 0;
#endif
}

static inline void
rc_collector_resume(int paused)
{
    if (paused) {
        (void)PyGC_Enable();
    }
}

/* Before 3.12 a string made by a deprecated function could lack its characters so far. */
static inline int
rc_unicode_ready(PyObject *text)
{
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_READY(text);
#else
    (void)text;
    return 0;
#endif
}

/* The value of an exact int of one digit, which needs no call: 1 and *value, or 0. */
static inline int
rc_long_compact(PyObject *number, Py_ssize_t *value)
{
    if (!PyLong_CheckExact(number)) {
        return 0;
    }
#if PY_VERSION_HEX < 0x030C0000
    Py_ssize_t n_digits = Py_SIZE(number);
    if (n_digits < -1 || n_digits > 1) {
        return 0;
    }
    *value = n_digits * (Py_ssize_t)((PyLongObject *)number)->ob_digit[0];
#else
    if (!PyUnstable_Long_IsCompact((PyLongObject *)number)) {
        return 0;
    }
    *value = PyUnstable_Long_CompactValue((PyLongObject *)number);
#endif
    return 1;
}

/* What list.sort() makes of its argument `reverse`, 0, 1 or -1 for an error: before 3.12 a number. */
static inline int
rc_sort_backwards(PyObject *reverse)
{
#if PY_VERSION_HEX < 0x030C0000
    int number = _PyLong_AsInt(reverse);
    return number == -1 && PyErr_Occurred() ? -1 : number != 0;
#else
    return PyObject_IsTrue(reverse);
#endif
}

/* The flags of a class: who finds one set there finds what was written before it. */
static inline unsigned int
rc_flags_load(const unsigned int *place)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_uint32_acquire(place);
#else
    return *place;
#endif
}

static inline void
rc_flags_store(unsigned int *place, unsigned int flags)
{
#ifdef Py_GIL_DISABLED
    _Py_atomic_store_uint32_release(place, flags);
#else
    *place = flags;
#endif
}

/* A hash that several threads may compute and keep: all compute the same. */
static inline Py_hash_t
rc_hash_load(const Py_hash_t *place)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ssize_relaxed(place);
#else
    return *place;
#endif
}

static inline void
rc_hash_store(Py_hash_t *place, Py_hash_t hash)
{
#ifdef Py_GIL_DISABLED
    _Py_atomic_store_ssize_relaxed(place, hash);
#else
    *place = hash;
#endif
}

/* Whether dropping one reference certainly leaves another.  Without the GIL nobody can tell. */
static inline int
rc_has_other_owners(PyObject *op)
{
#ifdef Py_GIL_DISABLED
    (void)op;
    return 0;
#else
    return Py_REFCNT(op) > 1;
#endif
}

/* The one reference to an object that was never handed out is given up without Py_DECREF(), which
   would finalize it.  Debug builds count references, and some list the objects. */
static inline void
rc_forget_reference(PyObject *op)
{
#ifdef Py_REF_DEBUG
    Py_SET_REFCNT(op, Py_REFCNT(op) + 1); /* not counted in the total; the next line is */
    Py_DECREF(op);
#endif
#ifdef Py_TRACE_REFS
    _Py_ForgetReference(op);
#endif
    (void)op;
}

/* Whether a class may keep the memory of its last dead instances for the next ones.  Without the
   GIL a list of a class's own would need a lock; under AddressSanitizer it would hide what the
   sanitizer is there to find. */
#if defined(Py_GIL_DISABLED) || defined(__SANITIZE_ADDRESS__)
#define RC_FREE_LIST_MAX 0
#else
#define RC_FREE_LIST_MAX 64
#endif
/* Only small ones, in bytes: about what CPython keeps of tuples. */
#define RC_FREE_LIST_SIZE ((Py_ssize_t)(sizeof(PyVarObject) + 20 * sizeof(PyObject *)))

/* 3.13: a new reference out of a dict; without the GIL a borrowed one may die at once.  1 found,
   0 not there, -1 error. */
static inline int
rc_dict_get_ref(PyObject *dict, PyObject *key, PyObject **result)
{
#if PY_VERSION_HEX < 0x030D0000
    *result = Py_XNewRef(PyDict_GetItemWithError(dict, key));
    return *result != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
#else
    return PyDict_GetItemRef(dict, key, result);
#endif
}

/* A new reference to item i of a list, or NULL without an error where the list has none. */
static inline PyObject *
rc_list_peek(PyObject *list, Py_ssize_t i)
{
#ifndef Py_GIL_DISABLED
    return i < PyList_GET_SIZE(list) ? Py_NewRef(PyList_GET_ITEM(list, i)) : NULL;
#else
    PyObject *item = PyList_GetItemRef(list, i);
    if (item == NULL) {
        PyErr_Clear(); /* IndexError */
    }
    return item;
#endif
}

/* A thread's own variable.  Those of a library that is loaded late get their memory at a thread's
   first look, and glibc ends the process if there is none left: a few bytes are better had from
   what it sets aside for every thread.  Other C libraries have nothing set aside. */
#if defined(__GLIBC__)
#define RC_THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define RC_THREAD_LOCAL _Thread_local
#endif

/* Keep an exception aside, whole, and bring it back: 3.12 made it one object. */
#if PY_VERSION_HEX < 0x030C0000
typedef struct {
    PyObject *type, *value, *traceback;
} RcError;

static inline void
rc_error_take(RcError *error)
{
    PyErr_Fetch(&error->type, &error->value, &error->traceback);
}

static inline int
rc_error_kept(const RcError *error)
{
    return error->type != NULL;
}

/* The exception itself, borrowed, as a program would catch it. */
static inline PyObject *
rc_error_value_borrow(RcError *error)
{
    PyErr_NormalizeException(&error->type, &error->value, &error->traceback);
    if (error->traceback != NULL) {
        (void)PyException_SetTraceback(error->value, error->traceback);
    }
    return error->value;
}

static inline void
rc_error_restore(RcError *error)
{
    PyErr_Restore(error->type, error->value, error->traceback);
    error->type = error->value = error->traceback = NULL;
}
#else
typedef struct {
    PyObject *value;
} RcError;

static inline void
rc_error_take(RcError *error)
{
    error->value = PyErr_GetRaisedException();
}

static inline int
rc_error_kept(const RcError *error)
{
    return error->value != NULL;
}

static inline PyObject *
rc_error_value_borrow(RcError *error)
{
    return error->value;
}

static inline void
rc_error_restore(RcError *error)
{
    PyErr_SetRaisedException(error->value);
    error->value = NULL;
}
#endif

static inline void
rc_error_drop(RcError *error)
{
    if (rc_error_kept(error)) {
        rc_error_restore(error);
        PyErr_Clear();
    }
}

/* The attribute as the class and its bases hold it, without binding; a borrowed reference.
   _PyType_Lookup is what every version from 3.11 on exports for it. */
static inline PyObject *
rc_type_lookup_borrow(PyTypeObject *type, PyObject *name)
{
    return _PyType_Lookup(type, name);
}

/* The same as a new reference: of a class that programs can already change, a borrowed one may die
   at once without the GIL. */
static inline PyObject *
rc_type_lookup(PyTypeObject *type, PyObject *name)
{
#if PY_VERSION_HEX < 0x030D0000
    return Py_XNewRef(_PyType_Lookup(type, name));
#else
    return _PyType_LookupRef(type, name);
#endif
}

/* 3.14 made the reference count part of a wider word; a build without the GIL has a word of
   its own for the owning thread.  A dead object (count zero, no longer reachable) lends that
   word to the trashcan's list, as CPython's own trashcan does.  A reader without a lock may still
   look at it, on its way to finding the count at zero: hence the atomic stores. */
static inline void
rc_dead_set_link(PyObject *op, PyObject *next)
{
#ifdef Py_GIL_DISABLED
    _Py_atomic_store_uintptr_relaxed(&op->ob_tid, (uintptr_t)next);
#else
    memcpy((void *)op, (const void *)&next, sizeof(next));
#endif
}

static inline PyObject *
rc_dead_take_link(PyObject *op)
{
    PyObject *next;
#ifdef Py_GIL_DISABLED
    next = (PyObject *)op->ob_tid;
    _Py_atomic_store_uintptr_relaxed(&op->ob_tid, 0);
#else
    memcpy((void *)&next, (const void *)op, sizeof(next));
    memset((void *)op, 0, sizeof(next));
#endif
    return next;
}

#endif
