/* standard.c - records over dataobject as the standard library's dataclasses; rich and pydantic.

       class standardview:                          # __dataclass_fields__ and __dataclass_params__
           def __get__(self, record, owner):
               if owner keeps no answer yet:
                   owner keeps recordclass._standard.dataclass_fields_of(owner)
               return what owner keeps

   One view object serves all classes; each has it in its own dict, since some serialisers look
   there and not at the bases.  `dataclasses` is imported when somebody asks, and not before.
   Threads: two may both compute; the first to store wins. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    int params; /* whether this is the view for __dataclass_params__ */
} RcStandardViewObject;

#define RcStandardViewObject_CAST(op) ((RcStandardViewObject *)(op))

static PyObject *
standard_compute(RcClassObject *cls, PyObject **function_place, const char *name)
{
    PyObject *function
        = rc_lazy_import(cls->module, function_place, "recordclass._standard", name);
    if (function == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallOneArg(function, (PyObject *)cls);
    Py_DECREF(function);
    return result;
}

/* The fields, made at the first use and kept; a new reference. */
static PyObject *
standard_fields(RcClassObject *cls)
{
    PyObject *kept = rc_lazy_kept((PyObject *)cls, &cls->standard_fields);
    if (kept != NULL) {
        return kept;
    }
    return rc_lazy_keep_steal(
        (PyObject *)cls, &cls->standard_fields,
        standard_compute(cls, &cls->state->dataclass_fields_of, "dataclass_fields_of"));
}

static PyObject *
standard_get(PyObject *op, PyObject *record, PyObject *owner)
{
    /* programs may call __get__ with anything as the owner */
    PyObject *asked = owner != NULL ? owner : (PyObject *)Py_TYPE(record);
    if (!PyType_Check(asked)) {
        PyErr_Format(PyExc_TypeError, "the owner must be a class, not a '%s' object",
                     Py_TYPE(asked)->tp_name);
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)asked;
    RcClassObject *cls = rc_class_check(type) ? RcClassObject_CAST(type) : NULL;
    if (cls == NULL || !rc_class_is_ready(cls) || cls->names == NULL) {
        PyErr_Format(PyExc_AttributeError, "type '%s' is no record class with named fields",
                     type->tp_name);
        return NULL;
    }
    Py_INCREF(cls); /* that of a record can change at any call or lock */
    PyObject *result
        = RcStandardViewObject_CAST(op)->params
              ? standard_compute(cls, &cls->state->dataclass_params_of, "dataclass_params_of")
              : standard_fields(cls);
    Py_DECREF(cls);
    return result;
}

/* Pickled by name, as the one object that it is: cloudpickle takes classes apart. */
static PyObject *
standard_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return PyUnicode_FromString(RcStandardViewObject_CAST(op)->params ? "dataclass_params"
                                                                      : "dataclass_fields");
}

static void
standard_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMethodDef standard_methods[] = {
    {"__reduce__", standard_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nName the view, for pickle.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot standard_slots[] = {
    {Py_tp_dealloc, standard_dealloc},
    {Py_tp_descr_get, standard_get},
    {Py_tp_methods, standard_methods},
    {0, NULL},
};

static PyType_Spec standard_spec = {
    .name = "recordclass._core.standardview",
    .basicsize = sizeof(RcStandardViewObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = standard_slots,
};

/* Put a view in a class's dict, unless the body has said something there. */
static int
standard_put(RcClassObject *cls, PyObject *name, PyObject *view)
{
    PyObject *dict = cls->heap.ht_type.tp_dict;
    int there = PyDict_Contains(dict, name);
    return there != 0 ? (there < 0 ? -1 : 0) : PyDict_SetItem(dict, name, view);
}

/* Give a class below dataobject the two attributes that make a dataclass. */
int
rc_standard_install(RcClassObject *cls)
{
    RcState *state = cls->state;
    if ((cls->flags & RC_CLASS_TUPLE) || cls->names == NULL || state->dataobject == NULL) {
        return 0;
    }
    return standard_put(cls, state->s_dataclass_fields, state->dataclass_fields) < 0
                   || standard_put(cls, state->s_dataclass_params, state->dataclass_params) < 0
               ? -1
               : 0;
}

/* record.__rich_repr__(): what rich prints; None where the record has a repr of its own. */
PyObject *
rc_standard_rich_repr(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    RcClassObject *cls = rc_record_class(op);
    if (Py_TYPE(op)->tp_repr != rc_record_repr) {
        Py_RETURN_NONE;
    }
    PyObject *function = rc_lazy_import(cls->module, &cls->state->rich_repr_of,
                                        "recordclass._standard", "rich_repr_of");
    PyObject *result = function == NULL ? NULL : PyObject_CallOneArg(function, op);
    Py_XDECREF(function);
    return result;
}

/* cls.__get_pydantic_core_schema__(source, handler): a method of the metaclass, so that a class or a
   base of it can say otherwise. */
PyObject *
rc_standard_pydantic(PyObject *op, PyObject *args)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    PyObject *source, *handler;
    if (!PyArg_UnpackTuple(args, "__get_pydantic_core_schema__", 2, 2, &source, &handler)) {
        return NULL;
    }
    if (!rc_class_is_ready(cls)) {
        PyErr_Format(PyExc_TypeError, "class '%s' is not complete", cls->heap.ht_type.tp_name);
        return NULL;
    }
    PyObject *function = rc_lazy_import(cls->module, &cls->state->pydantic_schema_of,
                                        "recordclass._pydantic", "core_schema_of");
    PyObject *result
        = function == NULL ? NULL : PyObject_CallFunctionObjArgs(function, op, handler, NULL);
    Py_XDECREF(function);
    return result;
}

static PyObject *
standard_make(PyObject *module, PyTypeObject *type, int params, const char *name)
{
    PyObject *view = type->tp_alloc(type, 0);
    if (view == NULL) {
        return NULL;
    }
    RcStandardViewObject_CAST(view)->params = params;
    if (PyModule_AddObjectRef(module, name, view) < 0) {
        Py_CLEAR(view);
    }
    return view;
}

int
rc_standard_init(PyObject *module, RcState *state)
{
    /* without the module: the views are too simple to show the collector a way back to it */
    state->standardview = (PyTypeObject *)PyType_FromSpec(&standard_spec);
    if (state->standardview == NULL) {
        return -1;
    }
    state->dataclass_fields = standard_make(module, state->standardview, 0, "dataclass_fields");
    if (state->dataclass_fields == NULL) {
        return -1;
    }
    state->dataclass_params = standard_make(module, state->standardview, 1, "dataclass_params");
    return state->dataclass_params == NULL ? -1 : 0;
}
