/* litelist_iter.c - the iterator over a litelist, forwards (step 1) or backwards (step -1).

       class litelist_iter:
           list: the litelist, or None once exhausted
           index: int      # of the next item
           step: int

   As a list's: it sees changes, and once exhausted stays so.  Pickle and copy work as for a
   list's. */
#include "litelist.h"

typedef struct {
    PyObject_HEAD
    PyObject *list; /* NULL once exhausted */
    Py_ssize_t index;
    Py_ssize_t step;
} RcLiteListIterObject;

#define RcLiteListIterObject_CAST(op) ((RcLiteListIterObject *)(op))

static PyObject *
iter_new(PyObject *op, Py_ssize_t index, Py_ssize_t step)
{
    RcState *state = PyType_GetModuleState(rc_litelist_plain_borrow(Py_TYPE(op)));
    if (state == NULL || state->litelist_iter == NULL) {
        rc_error_module_gone();
        return NULL;
    }
    RcLiteListIterObject *it = PyObject_GC_New(RcLiteListIterObject, state->litelist_iter);
    if (it == NULL) {
        return NULL;
    }
    it->list = Py_NewRef(op);
    it->index = index;
    it->step = step;
    PyObject_GC_Track((PyObject *)it);
    return (PyObject *)it;
}

PyObject *
rc_litelist_iter(PyObject *op)
{
    return iter_new(op, 0, 1);
}

PyObject *
rc_litelist_reversed(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return iter_new(op, rc_litelist_size(op) - 1, -1);
}

static int
iter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcLiteListIterObject_CAST(op)->list);
    return 0;
}

static int
iter_clear(PyObject *op)
{
    Py_CLEAR(RcLiteListIterObject_CAST(op)->list);
    return 0;
}

static void
iter_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)iter_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

/* The lock of the iterator is given up before that of the list is taken: waiting for the second
   could suspend the first.  Two threads may thus find the end, and one of them drops the list. */
static PyObject *
iter_next(PyObject *op)
{
    RcLiteListIterObject *it = RcLiteListIterObject_CAST(op);
    PyObject *list, *item, *spent = NULL;
    Py_ssize_t index;
    Py_BEGIN_CRITICAL_SECTION(it);
    list = Py_XNewRef(it->list);
    index = it->index;
    if (list != NULL) {
        it->index += it->step;
    }
    Py_END_CRITICAL_SECTION();
    if (list == NULL) {
        return NULL;
    }
    item = rc_litelist_peek(list, index);
    if (item == NULL) {
        Py_BEGIN_CRITICAL_SECTION(it);
        spent = it->list;
        it->list = NULL;
        Py_END_CRITICAL_SECTION();
        Py_XDECREF(spent);
    }
    Py_DECREF(list);
    return item;
}

/* A consistent look at list (new reference or NULL) and index. */
static PyObject *
iter_look(PyObject *op, Py_ssize_t *index)
{
    RcLiteListIterObject *it = RcLiteListIterObject_CAST(op);
    PyObject *list;
    Py_BEGIN_CRITICAL_SECTION(it);
    list = Py_XNewRef(it->list);
    *index = it->index;
    Py_END_CRITICAL_SECTION();
    return list;
}

static PyObject *
iter_length_hint(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_ssize_t index, left = 0;
    PyObject *list = iter_look(op, &index);
    if (list != NULL) {
        Py_ssize_t n = rc_litelist_size(list);
        if (RcLiteListIterObject_CAST(op)->step > 0) {
            left = n - index;
        }
        else {
            left = index < n ? index + 1 : 0;
        }
        Py_DECREF(list);
    }
    return PyLong_FromSsize_t(left > 0 ? left : 0);
}

static PyObject *
iter_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_ssize_t index, step = RcLiteListIterObject_CAST(op)->step;
    PyObject *builtins = PyImport_ImportModule("builtins"), *function = NULL;
    if (builtins != NULL) {
        function = PyObject_GetAttrString(builtins, step > 0 ? "iter" : "reversed");
        Py_DECREF(builtins);
    }
    if (function == NULL) {
        return NULL;
    }
    PyObject *list = iter_look(op, &index);
    if (list == NULL) {
        return Py_BuildValue("N(())", function);
    }
    return Py_BuildValue("N(N)n", function, list, index);
}

static PyObject *
iter_setstate(PyObject *op, PyObject *state)
{
    RcLiteListIterObject *it = RcLiteListIterObject_CAST(op);
    Py_ssize_t index = PyLong_AsSsize_t(state);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_ssize_t unused;
    PyObject *list = iter_look(op, &unused);
    if (list != NULL) {
        Py_ssize_t n = rc_litelist_size(list);
        Py_ssize_t low = it->step > 0 ? 0 : -1, high = it->step > 0 ? n : n - 1;
        Py_BEGIN_CRITICAL_SECTION(it);
        it->index = index < low ? low : index > high ? high : index;
        Py_END_CRITICAL_SECTION();
        Py_DECREF(list);
    }
    Py_RETURN_NONE;
}

static PyMethodDef litelist_iter_methods[] = {
    {"__length_hint__", iter_length_hint, METH_NOARGS,
     PyDoc_STR("__length_hint__($self, /)\n--\n\nReturn how many items are left.")},
    {"__reduce__", iter_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the iterator apart for pickle.")},
    {"__setstate__", iter_setstate, METH_O,
     PyDoc_STR("__setstate__($self, index, /)\n--\n\nGo to the item at index.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot litelist_iter_slots[] = {
    {Py_tp_dealloc, iter_dealloc},
    {Py_tp_traverse, iter_traverse},
    {Py_tp_clear, iter_clear},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, iter_next},
    {Py_tp_methods, litelist_iter_methods},
    {0, NULL},
};

static PyType_Spec litelist_iter_spec = {
    .name = "recordclass._core.litelist_iter",
    .basicsize = sizeof(RcLiteListIterObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION
             | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = litelist_iter_slots,
};

int
rc_litelist_iter_init(PyObject *module, RcState *state)
{
    state->litelist_iter
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &litelist_iter_spec, NULL);
    return state->litelist_iter == NULL ? -1 : 0;
}
