/* record.h - the only code that touches the memory of an instance.

       fixed size      [header][field 0]...[field n-1][__dict__][__weakref__]
       memoryslots     [header][ob_size][item 0]...[item n-1][__dict__]

   Every reader takes a strong reference and expects an unset field; every writer swaps, then
   drops.  The protocol for threads is CPython's own for members: readers and writers of a slot
   hold the record's critical section (nothing at all where there is a GIL), and no Python code
   runs inside it.  Attribute access goes through member descriptors, which do the same. */
#ifndef RC_RECORD_H
#define RC_RECORD_H

#include "rc.h"

static inline RcClassObject *
rc_record_class(PyObject *op)
{
    assert(rc_class_check(Py_TYPE(op)));
    return RcClassObject_CAST(Py_TYPE(op));
}

/* Set TypeError: `op` is no record. */
void rc_record_type_error(PyObject *op);

/* Whether the receiver of a method or slot is a record; sets an error.  The interpreter has asked
   only whether its class stands below a record class, and into the bases of a class that is none an
   assignment to __bases__ can put a root or another class without fields. */
static inline int
rc_record_is_one(PyObject *op)
{
    if (rc_class_check(Py_TYPE(op))) {
        return 1;
    }
    rc_record_type_error(op);
    return 0;
}

static inline Py_ssize_t
rc_record_size(PyObject *op)
{
    Py_ssize_t n = rc_record_class(op)->n_fields;
    return n >= 0 ? n : Py_SIZE(op);
}

/* The fields, which all are object fields today, as an array. */
static inline PyObject **
rc_record_items(PyObject *op)
{
    return (PyObject **)((char *)op + rc_record_class(op)->items_offset);
}

/* Set AttributeError for field i of `op`, which is unset. */
void rc_record_unset_error(PyObject *op, Py_ssize_t i);

/* A new reference to item i, or NULL without an error if it is unset. */
static inline PyObject *
rc_record_peek(PyObject *op, Py_ssize_t i)
{
    PyObject *value;
    Py_BEGIN_CRITICAL_SECTION(op);
    value = Py_XNewRef(rc_record_items(op)[i]);
    Py_END_CRITICAL_SECTION();
    return value;
}

/* The same by the offset of a field, of a record whose class has one there. */
static inline PyObject *
rc_record_peek_at(PyObject *op, Py_ssize_t offset)
{
    PyObject *value;
    Py_BEGIN_CRITICAL_SECTION(op);
    value = Py_XNewRef(*(PyObject **)((char *)op + offset));
    Py_END_CRITICAL_SECTION();
    return value;
}

/* Item i without a reference, good until Python code may run.  NULL where it is unset, and always
   without the GIL: the caller then takes the way with references. */
static inline PyObject *
rc_record_glance(PyObject *op, Py_ssize_t i)
{
    return RC_WITH_GIL ? rc_record_items(op)[i] : NULL;
}

/* Whether neither comparing, hashing nor showing a value runs Python code: the interpreter's own
   atoms. */
static inline int
rc_is_atom(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    return type == &PyUnicode_Type || type == &PyLong_Type || type == &PyFloat_Type
           || type == &PyBytes_Type || type == &PyBool_Type || value == Py_None;
}

/* A new reference to item i; AttributeError if it is unset. */
static inline PyObject *
rc_record_get(PyObject *op, Py_ssize_t i)
{
    PyObject *value = rc_record_peek(op, i);
    if (value == NULL) {
        rc_record_unset_error(op, i);
    }
    return value;
}

/* Put `value` (NULL: unset) into item i and give back what was there, for the caller to drop; the
   caller has checked that it may. */
static inline PyObject *
rc_record_swap(PyObject *op, Py_ssize_t i, PyObject *value)
{
    PyObject *old;
    Py_XINCREF(value);
    Py_BEGIN_CRITICAL_SECTION(op);
    PyObject **slot = rc_record_items(op) + i;
    old = *slot;
    rc_slot_store(slot, value);
    Py_END_CRITICAL_SECTION();
    return old;
}

static inline void
rc_record_put(PyObject *op, Py_ssize_t i, PyObject *value)
{
    Py_XDECREF(rc_record_swap(op, i, value));
}

/* The dict's slot, or NULL where the class has none. */
static inline PyObject **
rc_record_dict_slot(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    Py_ssize_t offset = type->tp_dictoffset;
    if (offset == 0) {
        return NULL;
    }
    if (offset < 0) {
        /* unsized: the dict stands behind the last item */
        offset = rc_record_class(op)->items_offset + Py_SIZE(op) * (Py_ssize_t)sizeof(PyObject *);
    }
    return (PyObject **)((char *)op + offset);
}

/* The slot of the dict of cached properties, or NULL where the class has none. */
static inline PyObject **
rc_record_cache_slot(PyObject *op)
{
    Py_ssize_t offset = rc_record_class(op)->cache_offset;
    return offset == 0 ? NULL : (PyObject **)((char *)op + offset);
}

/* record_attr.c: what may stand between a value and its field.  `admit` converts and validates
   *value, which the caller owns; every assignment calls it. */
int rc_record_admit(PyObject *op, Py_ssize_t i, PyObject **value);
int rc_record_convert(RcField *field, PyObject **value);
int rc_record_validate(PyObject *op, RcField *field, PyObject *value);

/* record_bind.c: making in steps, for classes with RC_CLASS_STEPS. */
int rc_record_bind(RcClassObject *cls, PyObject *op, PyObject *const *args, Py_ssize_t n_args,
                   PyObject *kwnames, PyObject *kwargs, PyObject **vars);
int rc_record_complete(RcClassObject *cls, PyObject *op, PyObject *vars);
int rc_record_complete_factories(RcClassObject *cls, PyObject *op);
PyObject *rc_record_make_stepwise(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                                  PyObject *kwnames, PyObject *kwargs);

/* record_new.c: make.  `alloc` gives zeroed fields and does not tell the collector; `ready`
   tells it, once the fields are filled. */
PyObject *rc_record_alloc(RcClassObject *cls, Py_ssize_t n_items);
PyObject *rc_record_tp_alloc(PyTypeObject *type, Py_ssize_t n_items);
PyObject *rc_record_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PyObject *rc_record_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames);
/* Steps of making that record_init.c shares: refuse classes that make no instances; a filled
   record of which the collector is not yet told; defaults for what is unset. */
int rc_record_check(RcClassObject *cls);
PyObject *rc_record_from_tuple(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                               PyObject *kwargs, PyObject **vars);
int rc_record_fill_defaults(RcClassObject *cls, PyObject **items);
PyObject *rc_record_default(RcClassObject *cls, RcField *field);
/* A whole record from the arguments of a call, without the program's own __new__ or __init__. */
PyObject *rc_record_make(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                         PyObject *kwnames);
/* A record of a direct class from an exact tuple or list; NULL without an error: another way. */
PyObject *rc_record_from_row(RcClassObject *cls, PyObject *row);
void rc_record_error_too_many(RcClassObject *cls, Py_ssize_t n_given);
void rc_record_error_missing(RcClassObject *cls, PyObject **values);
/* A memoryslots with room for n items, to be filled and then handed to rc_record_ready(). */
PyObject *rc_memoryslots_alloc(RcState *state, Py_ssize_t n);
/* The builtin that the roots hold as __new__; a new reference. */
PyObject *rc_record_new_function(PyTypeObject *root);
/* Whether `func` is such a builtin. */
int rc_record_new_is_ours(PyObject *func);

static inline PyObject *
rc_record_ready(PyObject *op)
{
    if (PyType_HasFeature(Py_TYPE(op), Py_TPFLAGS_HAVE_GC)) {
        PyObject_GC_Track(op);
    }
    return op;
}

/* Whether a value for each field makes a record: no step, and nothing beside the fields. */
static inline int
rc_record_is_direct(RcClassObject *cls)
{
    return (rc_flags_load(&cls->flags) & RC_CLASS_DIRECT)
           && !PyType_HasFeature(&cls->heap.ht_type, Py_TPFLAGS_IS_ABSTRACT);
}

/* record_init.c */
int rc_record_init(PyObject *op, PyObject *args, PyObject *kwargs);
PyObject *rc_record_call(PyObject *callable, PyObject *args, PyObject *kwargs);
PyObject *rc_record_call_array(PyObject *type, PyObject *const *args, Py_ssize_t n_args,
                               PyObject *kwnames);
PyObject *rc_record_blank(RcClassObject *cls);
int rc_record_is_left_to_init(RcClassObject *cls);

/* Whether calling the class runs no __new__ or __init__ of a program. */
static inline int
rc_record_is_called_directly(RcClassObject *cls)
{
    return cls->heap.ht_type.tp_new == rc_record_new
           && cls->heap.ht_type.tp_init == rc_record_init;
}

/* Nor a __call__ of a metaclass: to call the class is what record_new.c does. */
static inline int
rc_record_call_is_ours(RcClassObject *cls)
{
    return rc_record_is_called_directly(cls) && Py_TYPE(cls)->tp_call == rc_record_call;
}

/* record_rows.c: cls.from_rows(rows) */
PyObject *rc_record_rows(PyObject *cls, PyObject *rows);

/* record_free.c */
int rc_record_traverse(PyObject *op, visitproc visit, void *arg);
int rc_record_clear(PyObject *op);
void rc_record_tp_free(void *op);
void rc_record_tp_free_gc(void *op);
void rc_record_tp_free_unsized(void *op);
void rc_record_tp_free_gc_unsized(void *op);
/* Throw away a record that never was handed out: no finalizer, no weak references. */
void rc_record_discard(PyObject *op);

/* record_seq.c */
PyObject *rc_record_subscript(PyObject *op, PyObject *key);
int rc_record_ass_subscript(PyObject *op, PyObject *key, PyObject *value);
PyObject *rc_record_item(PyObject *op, Py_ssize_t i);
int rc_record_ass_item(PyObject *op, Py_ssize_t i, PyObject *value);
PyObject *rc_record_repeat(PyObject *op, Py_ssize_t times);
/* The items as a tuple; AttributeError if one is unset. */
PyObject *rc_record_as_tuple(PyObject *op);
/* Refuse with TypeError to set or delete item i of a readonly record or field. */
int rc_record_check_writable(PyObject *op, Py_ssize_t i);

/* record_change.c; the values of the keywords, and their names */
PyObject *rc_record_replace(PyObject *op, PyObject *const *values, PyObject *kwnames,
                            PyObject *error);
int rc_record_update(PyObject *op, PyObject *const *values, PyObject *kwnames);

/* functions.c: a new dict, names to values; AttributeError if one is unset. */
PyObject *rc_record_as_dict(PyObject *op);

/* record_map.c */
PyObject *rc_record_map_get(PyObject *op, PyObject *key);
int rc_record_map_set(PyObject *op, PyObject *key, PyObject *value);
int rc_record_contains(PyObject *op, PyObject *value);

/* record_named.c */
int rc_record_named_install(RcClassObject *cls);

/* record_repr.c, record_cmp.c, record_copy.c, record_pickle.c, unpickler.c, iter.c */
PyObject *rc_record_repr(PyObject *op);
PyObject *rc_record_richcompare(PyObject *a, PyObject *b, int operation);
Py_hash_t rc_record_hash(PyObject *op);
PyObject *rc_record_copy(PyObject *op, PyObject *unused);
PyObject *rc_record_deepcopy(PyObject *op, PyObject *memo);
PyObject *rc_record_reduce_ex(PyObject *op, PyObject *protocol);
PyObject *rc_record_reduce(PyObject *op, PyObject *unused);
PyObject *rc_record_getnewargs(PyObject *op, PyObject *unused);
PyObject *rc_unpickler_keep(RcClassObject *cls);

/* The unpickler of a class, made at the first use and kept; a new reference. */
static inline PyObject *
rc_unpickler_of(RcClassObject *cls)
{
    PyObject *kept = rc_lazy_kept((PyObject *)cls, &cls->unpickler);
    return kept != NULL ? kept : rc_unpickler_keep(cls);
}

PyObject *rc_iter_new(PyObject *op);

#endif
