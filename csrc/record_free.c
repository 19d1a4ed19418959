/* record_free.c - the end of an instance: traverse, clear, dealloc.

   The life-cycle contract: untrack, finalize, clear weak references, drop the fields, give the
   memory back, drop the reference to the class.  Only C fields of the class object are read.  A
   record that could take other records along dies through the trashcan (trashcan.c). */
#include "record.h"
#include "trashcan.h"

int
rc_record_traverse(PyObject *op, visitproc visit, void *arg)
{
    PyObject **items = rc_record_items(op);
    Py_ssize_t n = rc_record_size(op);
    Py_VISIT(Py_TYPE(op));
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_VISIT(items[i]);
    }
    PyObject **dict = rc_record_dict_slot(op);
    if (dict != NULL) {
        Py_VISIT(*dict);
    }
    PyObject **cache = rc_record_cache_slot(op);
    if (cache != NULL) {
        Py_VISIT(*cache);
    }
    return 0;
}

int
rc_record_clear(PyObject *op)
{
    Py_ssize_t n = rc_record_size(op);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject **slot = rc_record_items(op) + i;
        PyObject *old = *slot;
        rc_slot_store(slot, NULL);
        Py_XDECREF(old);
    }
    PyObject **dict = rc_record_dict_slot(op);
    if (dict != NULL) {
        Py_CLEAR(*dict);
    }
    PyObject **cache = rc_record_cache_slot(op);
    if (cache != NULL) {
        Py_CLEAR(*cache);
    }
    return 0;
}

/* Functions of our own, though they only pass on: type.__bases__ and object.__class__ compare
   tp_free, and so refuse to mix records with classes that are none, and records of a fixed size
   with those that each have their own. */
void
rc_record_tp_free(void *op)
{
    PyObject_Free(op);
}

void
rc_record_tp_free_gc(void *op)
{
    PyObject_GC_Del(op);
}

void
rc_record_tp_free_unsized(void *op)
{
    PyObject_Free(op);
}

void
rc_record_tp_free_gc_unsized(void *op)
{
    PyObject_GC_Del(op);
}

/* Whether the class keeps the memory for its next instance. */
static inline int
free_keep_memory(RcClassObject *cls, PyObject *op)
{
    if (cls->free_room == 0) {
        return 0;
    }
    memcpy((char *)op + cls->items_offset, (void *)&cls->free_list, sizeof(PyObject *));
    cls->free_list = op;
    cls->free_room--;
    return 1;
}

void
rc_class_drop_free_list(RcClassObject *cls)
{
    while (cls->free_list != NULL) {
        PyObject *op = cls->free_list;
        memcpy((void *)&cls->free_list, (char *)op + cls->items_offset, sizeof(PyObject *));
        cls->free_room++;
        PyObject_Free(op);
    }
}

static inline void
free_memory(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    if (!free_keep_memory(RcClassObject_CAST(type), op)) {
        type->tp_free(op);
    }
    Py_DECREF(type);
}

void
rc_record_discard(PyObject *op)
{
    (void)rc_record_clear(op);
    rc_forget_reference(op);
    free_memory(op);
}

/* Run the finalizer; 1 if it brought the object back to life. */
static int
free_finalize(PyObject *op, PyTypeObject *type)
{
    if (type->tp_finalize == NULL) {
        return 0;
    }
    int gc = PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC);
    if (gc) {
        PyObject_GC_Track(op);
    }
    if (PyObject_CallFinalizerFromDealloc(op) < 0) {
        return 1;
    }
    if (gc) {
        PyObject_GC_UnTrack(op);
    }
    return 0;
}

/* Everything, from the finalizer to the memory. */
void
rc_record_free_whole(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    if (free_finalize(op, type)) {
        return;
    }
    rc_trashcan_clear_weakrefs(op);
    (void)rc_record_clear(op);
    free_memory(op);
}

/* Drop leading fields as long as that runs no other code; 1 if those were all.  Fields that were
   dropped are unset only where someone will look at them again. */
static inline int
free_shallow(RcClassObject *cls, PyObject *op)
{
    PyObject **items = (PyObject **)((char *)op + cls->items_offset);
    PyObject **end = items + rc_record_size(op);
    for (PyObject **slot = items; slot < end; slot++) {
        PyObject *value = *slot;
        if (!rc_trashcan_is_shallow(value)) {
            memset(items, 0, (size_t)((char *)slot - (char *)items));
            return 0;
        }
        Py_XDECREF(value);
    }
    return 1;
}

void
rc_record_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    RcClassObject *cls = RcClassObject_CAST(type);
    if (cls->flags & RC_CLASS_BARE) {
        /* The common case is numbers and strings: no other code runs, so no depth is counted. */
        if (type->tp_finalize == NULL && free_shallow(cls, op)) {
            free_memory(op);
            return;
        }
    }
    else if (cls->flags & RC_CLASS_GC) {
        PyObject_GC_UnTrack(op);
    }
    rc_trashcan_free(op);
}
