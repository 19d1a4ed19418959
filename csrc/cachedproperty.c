/* cachedproperty.c - functools.cached_property for records without a __dict__.

       class cachedproperty:
           def __get__(self, record, owner=None):
               cache = record's hidden dict                  # made at its first use
               if self.name not in cache:
                   cache[self.name] = self.func(record)
               return cache[self.name]

   The Python layer puts one in the place of every functools.cached_property in the body of a class
   whose records have no __dict__, and asks for RC_CLASS_CACHE: eight bytes a record for the hidden
   dict.  As with functools, assigning replaces the kept value and deleting forgets it; the field
   values it was made from are not watched.  Copies and pickles do not carry it. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    PyObject *func;
    PyObject *name;
    PyObject *doc;
} RcCachedPropertyObject;

#define RcCachedPropertyObject_CAST(op) ((RcCachedPropertyObject *)(op))

static PyObject *
cachedproperty_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"func", "name", "doc", NULL};
    PyObject *func, *name, *doc = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OU|O:cachedproperty", keywords, &func, &name,
                                     &doc)) {
        return NULL;
    }
    if (!PyCallable_Check(func)) {
        PyErr_Format(PyExc_TypeError, "cachedproperty(): func must be callable, not '%s'",
                     Py_TYPE(func)->tp_name);
        return NULL;
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        RcCachedPropertyObject *self = RcCachedPropertyObject_CAST(op);
        self->func = Py_NewRef(func);
        self->name = Py_NewRef(name);
        self->doc = Py_NewRef(doc);
    }
    return op;
}

static int
cachedproperty_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcCachedPropertyObject_CAST(op)->func);
    Py_VISIT(RcCachedPropertyObject_CAST(op)->doc);
    return 0;
}

static int
cachedproperty_clear(PyObject *op)
{
    RcCachedPropertyObject *self = RcCachedPropertyObject_CAST(op);
    Py_CLEAR(self->func);
    Py_CLEAR(self->doc);
    return 0;
}

static void
cachedproperty_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)cachedproperty_clear(op);
    Py_CLEAR(RcCachedPropertyObject_CAST(op)->name);
    type->tp_free(op);
    Py_DECREF(type);
}

/* The place of the record's hidden dict; NULL with TypeError where it has none, or where the
   collector has cleared the descriptor. */
static PyObject **
cachedproperty_slot(PyObject *op, PyObject *record)
{
    RcCachedPropertyObject *self = RcCachedPropertyObject_CAST(op);
    PyObject **slot = rc_class_check(Py_TYPE(record)) ? rc_record_cache_slot(record) : NULL;
    if (slot == NULL || self->func == NULL) {
        PyErr_Format(PyExc_TypeError, "cached property %R does not apply to '%s' objects",
                     self->name, Py_TYPE(record)->tp_name);
        return NULL;
    }
    return slot;
}

/* The hidden dict, a new reference; NULL without an error where there is none yet and `make` is
   false. */
static PyObject *
cachedproperty_dict(PyObject *record, PyObject **slot, int make)
{
    PyObject *dict, *fresh = NULL, *unused = NULL;
    if (make && (fresh = PyDict_New()) == NULL) {
        return NULL;
    }
    Py_BEGIN_CRITICAL_SECTION(record);
    if (*slot == NULL && fresh != NULL) {
        rc_slot_store(slot, fresh);
    }
    else {
        unused = fresh;
    }
    dict = Py_XNewRef(*slot);
    Py_END_CRITICAL_SECTION();
    Py_XDECREF(unused);
    return dict;
}

static PyObject *
cachedproperty_compute(PyObject *op, PyObject *record, PyObject **slot)
{
    if (Py_EnterRecursiveCall(" while computing a cached property")) {
        return NULL; /* in terms of itself */
    }
    PyObject *func = Py_NewRef(RcCachedPropertyObject_CAST(op)->func);
    PyObject *value = PyObject_CallOneArg(func, record);
    Py_DECREF(func);
    Py_LeaveRecursiveCall();
    if (value == NULL) {
        return NULL;
    }
    PyObject *dict = cachedproperty_dict(record, slot, 1);
    if (dict == NULL || PyDict_SetItem(dict, RcCachedPropertyObject_CAST(op)->name, value) < 0) {
        Py_CLEAR(value);
    }
    Py_XDECREF(dict);
    return value;
}

static PyObject *
cachedproperty_get(PyObject *op, PyObject *record, PyObject *Py_UNUSED(type))
{
    if (record == NULL || record == Py_None) {
        return Py_NewRef(op);
    }
    PyObject **slot = cachedproperty_slot(op, record);
    if (slot == NULL) {
        return NULL;
    }
    PyObject *dict = cachedproperty_dict(record, slot, 0);
    if (dict != NULL) {
        PyObject *value;
        int found = rc_dict_get_ref(dict, RcCachedPropertyObject_CAST(op)->name, &value);
        Py_DECREF(dict);
        if (found != 0) {
            return value; /* or NULL after an error */
        }
    }
    return cachedproperty_compute(op, record, slot);
}

/* Keep another value, or with value NULL forget the kept one. */
static int
cachedproperty_set(PyObject *op, PyObject *record, PyObject *value)
{
    PyObject **slot = cachedproperty_slot(op, record);
    if (slot == NULL) {
        return -1;
    }
    PyObject *name = RcCachedPropertyObject_CAST(op)->name;
    PyObject *dict = cachedproperty_dict(record, slot, value != NULL);
    int result = -1;
    if (dict != NULL) {
        result = value != NULL ? PyDict_SetItem(dict, name, value) : PyDict_DelItem(dict, name);
        Py_DECREF(dict);
    }
    if (result < 0 && (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_KeyError))) {
        PyErr_SetObject(PyExc_AttributeError, name);
    }
    return result;
}

static PyObject *
cachedproperty_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    RcCachedPropertyObject *self = RcCachedPropertyObject_CAST(op);
    return Py_BuildValue("O(OOO)", (PyObject *)Py_TYPE(op),
                         self->func != NULL ? self->func : Py_None, self->name,
                         self->doc != NULL ? self->doc : Py_None);
}

static PyMethodDef cachedproperty_methods[] = {
    {"__reduce__", cachedproperty_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the descriptor apart for pickle.")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef cachedproperty_members[] = {
    {"func", Py_T_OBJECT_EX, offsetof(RcCachedPropertyObject, func), Py_READONLY,
     PyDoc_STR("the function that computes the value")},
    {"attrname", Py_T_OBJECT_EX, offsetof(RcCachedPropertyObject, name), Py_READONLY,
     PyDoc_STR("the name of the attribute")},
    {"__doc__", Py_T_OBJECT_EX, offsetof(RcCachedPropertyObject, doc), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot cachedproperty_slots[] = {
    {Py_tp_new, cachedproperty_new},
    {Py_tp_dealloc, cachedproperty_dealloc},
    {Py_tp_traverse, cachedproperty_traverse},
    {Py_tp_clear, cachedproperty_clear},
    {Py_tp_descr_get, cachedproperty_get},
    {Py_tp_descr_set, cachedproperty_set},
    {Py_tp_members, cachedproperty_members},
    {Py_tp_methods, cachedproperty_methods},
    {0, NULL},
};

static PyType_Spec cachedproperty_spec = {
    .name = "recordclass._core.cachedproperty",
    .basicsize = sizeof(RcCachedPropertyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = cachedproperty_slots,
};

int
rc_cachedproperty_init(PyObject *module, RcState *state)
{
    state->cachedproperty
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &cachedproperty_spec, NULL);
    if (state->cachedproperty == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "cachedproperty", (PyObject *)state->cachedproperty);
}
