/* iter.c - the iterator over the items of a record.

       class record_iter:
           record: the record, or None once exhausted
           index: int

   It looks at the record anew for each item: values assigned during the loop are seen, and an
   unset field raises AttributeError when its turn comes.  Where the items lie and how many they
   are is settled at the start: another class can only be given to a record if its layout is the
   same.  Threads that share it take its position under the GIL or in its critical section.  Pickle
   and copy work as for a tuple's iterator.

   The collector is told of it only if it tells the collector of the record: otherwise nothing
   that could be collected leads through it.  With the GIL the module keeps the last dead iterator
   for the next loop. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    PyObject *record; /* NULL once exhausted */
    Py_ssize_t index;
    Py_ssize_t n_quick; /* items that iter_next() may take without a lock: all, or none */
    PyObject **items;   /* of the record; to be read only while there is one */
} RcIterObject;

#define RcIterObject_CAST(op) ((RcIterObject *)(op))

static RcIterObject *
iter_alloc(RcState *state, PyTypeObject *type)
{
    PyObject *spare = state->iter_spare;
    if (spare == NULL) {
        return PyObject_GC_New(RcIterObject, type);
    }
    state->iter_spare = NULL;
    Py_INCREF(type); /* the type still stands in it; a reference to the type does not */
    _Py_NewReference(spare);
    return RcIterObject_CAST(spare);
}

/* Whether the module keeps the memory: it is there, and has none yet. */
static int
iter_keep_memory(PyObject *op, PyTypeObject *type)
{
    PyObject *module = ((PyHeapTypeObject *)type)->ht_module;
    RcState *state = RC_WITH_GIL && module != NULL ? PyModule_GetState(module) : NULL;
    if (state == NULL || state->iter_spare != NULL || state->record_iter != type) {
        return 0;
    }
    state->iter_spare = op;
    return 1;
}

/* Give up the type and the memory, which still names it: no other is kept from now on. */
void
rc_iter_clear(RcState *state)
{
    PyTypeObject *type = state->record_iter;
    PyObject *spare = state->iter_spare;
    state->record_iter = NULL;
    state->iter_spare = NULL;
    if (spare != NULL) {
        PyObject_GC_Del(spare);
    }
    Py_XDECREF(type);
}

PyObject *
rc_iter_new(PyObject *op)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyTypeObject *type = rc_record_class(op)->state->record_iter;
    if (type == NULL) {
        rc_error_module_gone();
        return NULL;
    }
    RcIterObject *it = iter_alloc(rc_record_class(op)->state, type);
    if (it == NULL) {
        return NULL;
    }
    it->record = Py_NewRef(op);
    it->index = 0;
    it->items = rc_record_items(op);
    it->n_quick = RC_WITH_GIL ? rc_record_size(op) : 0;
    if (PyType_HasFeature(Py_TYPE(op), Py_TPFLAGS_HAVE_GC)) {
        PyObject_GC_Track((PyObject *)it);
    }
    return (PyObject *)it;
}

static int
iter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcIterObject_CAST(op)->record);
    return 0;
}

static int
iter_clear(PyObject *op)
{
    RcIterObject_CAST(op)->n_quick = 0;
    Py_CLEAR(RcIterObject_CAST(op)->record);
    return 0;
}

static void
iter_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)iter_clear(op);
    if (!iter_keep_memory(op, type)) {
        type->tp_free(op);
    }
    Py_DECREF(type);
}

/* The record and the position of the next item, which is thereby taken; a new reference, or NULL
   without an error at the end. */
static PyObject *
iter_take(RcIterObject *it, Py_ssize_t *index)
{
    PyObject *record, *spent = NULL;
    Py_BEGIN_CRITICAL_SECTION(it);
    record = Py_XNewRef(it->record);
    if (record != NULL) {
        *index = it->index;
        if (it->index < rc_record_size(record)) {
            it->index++;
        }
        else {
            spent = it->record;
            it->n_quick = 0;
            it->record = NULL;
        }
    }
    Py_END_CRITICAL_SECTION();
    if (spent != NULL) {
        Py_DECREF(spent);
        Py_CLEAR(record);
    }
    return record;
}

static RC_NOINLINE PyObject *
iter_next_slowly(RcIterObject *it)
{
    Py_ssize_t index = 0;
    PyObject *record = iter_take(it, &index);
    if (record == NULL) {
        return NULL;
    }
    PyObject *result = rc_record_get(record, index);
    Py_DECREF(record);
    return result;
}

static PyObject *
iter_next(PyObject *op)
{
    RcIterObject *it = RcIterObject_CAST(op);
    if (RC_WITH_GIL && it->index < it->n_quick) {
        PyObject *value = it->items[it->index];
        if (value != NULL) {
            it->index++;
            return Py_NewRef(value);
        }
    }
    else if (RC_WITH_GIL && it->n_quick > 0) { /* the end */
        (void)iter_clear(op);
        return NULL;
    }
    return iter_next_slowly(it);
}

/* A consistent look at record (new reference or NULL) and index. */
static PyObject *
iter_look(PyObject *op, Py_ssize_t *index)
{
    RcIterObject *it = RcIterObject_CAST(op);
    PyObject *record;
    Py_BEGIN_CRITICAL_SECTION(it);
    record = Py_XNewRef(it->record);
    *index = it->index;
    Py_END_CRITICAL_SECTION();
    return record;
}

static PyObject *
iter_length_hint(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_ssize_t index, left = 0;
    PyObject *record = iter_look(op, &index);
    if (record != NULL) {
        left = rc_record_size(record) - index;
        Py_DECREF(record);
    }
    return PyLong_FromSsize_t(left > 0 ? left : 0);
}

static PyObject *
iter_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_ssize_t index;
    PyObject *builtins = PyImport_ImportModule("builtins");
    PyObject *iter = builtins == NULL ? NULL : PyObject_GetAttrString(builtins, "iter");
    Py_XDECREF(builtins);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *record = iter_look(op, &index);
    if (record == NULL) {
        return Py_BuildValue("N(())", iter);
    }
    return Py_BuildValue("N(N)n", iter, record, index);
}

static PyObject *
iter_setstate(PyObject *op, PyObject *state)
{
    RcIterObject *it = RcIterObject_CAST(op);
    Py_ssize_t index = PyLong_AsSsize_t(state);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_BEGIN_CRITICAL_SECTION(it);
    if (it->record != NULL) {
        Py_ssize_t n = rc_record_size(it->record);
        it->index = index < 0 ? 0 : index > n ? n : index;
    }
    Py_END_CRITICAL_SECTION();
    Py_RETURN_NONE;
}

static PyMethodDef iter_methods[] = {
    {"__length_hint__", iter_length_hint, METH_NOARGS,
     PyDoc_STR("__length_hint__($self, /)\n--\n\nReturn how many items are left.")},
    {"__reduce__", iter_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the iterator apart for pickle.")},
    {"__setstate__", iter_setstate, METH_O,
     PyDoc_STR("__setstate__($self, index, /)\n--\n\nGo to the item at index.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot iter_slots[] = {
    {Py_tp_dealloc, iter_dealloc},
    {Py_tp_traverse, iter_traverse},
    {Py_tp_clear, iter_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, iter_next},
    {Py_tp_methods, iter_methods},
    {0, NULL},
};

static PyType_Spec iter_spec = {
    .name = "recordclass._core.record_iter",
    .basicsize = sizeof(RcIterObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION
             | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = iter_slots,
};

int
rc_iter_init(PyObject *module, RcState *state)
{
    state->record_iter = (PyTypeObject *)PyType_FromModuleAndSpec(module, &iter_spec, NULL);
    return state->record_iter == NULL ? -1 : 0;
}
