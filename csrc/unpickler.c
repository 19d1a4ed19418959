/* unpickler.c - what a pickle holds of a record class, and what makes its records again.

       class unpickler:                       # one a class, kept by the class
           def __init__(self, cls, text): self.names = tuple(text.split())
           def __call__(self, *values):       # one value a name
               record = blank(self.cls)
               for each field: the value of its name, else its default, else TypeError
               return record
           def __reduce__(self): return unpickler, (self.cls, " ".join(self.names))

   pickle remembers objects by identity: a list of a thousand records holds one unpickler, and for
   each record only its values.  One string for all names is a third of the work of six, for a
   record that is pickled alone.  The names tell a later version of the class which value is which:
   a field that was added gets its default, the value of one that was taken away is dropped.
   Nothing of the program runs but factories of added fields: not __new__, not __init__, not
   __post_init__, no converter, no validator; the record comes back as it was.

   A pickle can say anything, so everything is checked here.  Pickles refer to this type by its
   name: recordclass._core.unpickler. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    RcClassObject *cls;
    PyObject *names; /* a tuple of str; that of the class itself where they are equal */
    PyObject *text;  /* the names as a pickle holds them, a blank between two; a plain str */
} RcUnpicklerObject;

#define RcUnpicklerObject_CAST(op) ((RcUnpicklerObject *)(op))

/* The text of names, as a pickle holds it. */
static PyObject *
unpickler_join(PyObject *names)
{
    PyObject *blank = PyUnicode_FromOrdinal(' ');
    PyObject *text = blank == NULL ? NULL : PyUnicode_Join(blank, names);
    Py_XDECREF(blank);
    return text;
}

/* The names that a text holds, each of which must stand there once. */
static PyObject *
unpickler_split(RcClassObject *cls, PyObject *text)
{
    PyObject *distinct = NULL, *names = NULL;
    PyObject *words = PyUnicode_Split(text, NULL, -1);
    if (words == NULL) {
        return NULL;
    }
    /* making a set may collect, and a finalizer finds what is tracked */
    PyObject_GC_UnTrack(words);
    distinct = PySet_New(words);
    if (distinct != NULL && PySet_GET_SIZE(distinct) != PyList_GET_SIZE(words)) {
        PyErr_Format(PyExc_TypeError, "%U: a pickle names a field twice",
                     rc_class_name_borrow(cls));
    }
    else if (distinct != NULL) {
        names = PyList_AsTuple(words);
    }
    Py_XDECREF(distinct);
    Py_DECREF(words);
    return names;
}

static int
unpickler_check_class(RcClassObject *cls)
{
    if (!rc_class_is_ready(cls) || cls->names == NULL) {
        PyErr_Format(PyExc_TypeError, "unpickler(): class '%s' has no named fields",
                     cls->heap.ht_type.tp_name);
        return -1;
    }
    return 0;
}

static PyObject *
unpickler_make(PyTypeObject *type, RcClassObject *cls, PyObject *names, PyObject *text)
{
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        RcUnpicklerObject_CAST(op)->cls = RcClassObject_CAST(Py_NewRef(cls));
        RcUnpicklerObject_CAST(op)->names = Py_NewRef(names);
        RcUnpicklerObject_CAST(op)->text = Py_NewRef(text);
    }
    return op;
}

/* With the class's own names, of which the callers have seen that there are some. */
static PyObject *
unpickler_make_own(RcClassObject *cls)
{
    assert(rc_class_is_ready(cls) && cls->names != NULL);
    PyObject *text = unpickler_join(cls->names);
    PyObject *result
        = text == NULL ? NULL : unpickler_make(cls->state->unpickler, cls, cls->names, text);
    Py_XDECREF(text);
    return result;
}

/* The text of what a pickle holds: the text, or in those of version 1.0.0a1 a tuple of names. */
static PyObject *
unpickler_text(PyObject *given)
{
    if (PyUnicode_Check(given)) {
        return PyUnicode_FromObject(given); /* an heir of str could say anything later */
    }
    if (!PyTuple_CheckExact(given)) {
        PyErr_Format(PyExc_TypeError, "unpickler(): names must be a string, not '%s'",
                     Py_TYPE(given)->tp_name);
        return NULL;
    }
    return unpickler_join(given);
}

static PyObject *
unpickler_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"cls", "names", NULL};
    PyObject *cls, *given, *names, *result = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O:unpickler", keywords, &PyType_Type, &cls,
                                     &given)) {
        return NULL;
    }
    if (!rc_class_check((PyTypeObject *)cls)) {
        PyErr_Format(PyExc_TypeError, "unpickler(): %R is no record class", cls);
        return NULL;
    }
    RcClassObject *record_class = RcClassObject_CAST(cls);
    PyObject *own = unpickler_check_class(record_class) < 0 ? NULL : rc_unpickler_of(record_class);
    PyObject *text = own == NULL ? NULL : unpickler_text(given);
    if (text == NULL) {
        Py_XDECREF(own);
        return NULL;
    }
    if (PyUnicode_Compare(RcUnpicklerObject_CAST(own)->text, text) == 0) {
        Py_DECREF(text);
        return own; /* what pickles say most often is what the class has */
    }
    names = unpickler_split(record_class, text);
    if (names != NULL) {
        result = unpickler_make(type, record_class, names, text);
        Py_DECREF(names);
    }
    Py_DECREF(text);
    Py_DECREF(own);
    return result;
}

PyObject *
rc_unpickler_keep(RcClassObject *cls)
{
    if (cls->state->unpickler == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
        return NULL;
    }
    return rc_lazy_keep_steal((PyObject *)cls, &cls->unpickler, unpickler_make_own(cls));
}

/* ---- making a record ---- */

static void
unpickler_fill(PyObject **items, PyObject *values)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(values); i++) {
        items[i] = Py_NewRef(PyTuple_GET_ITEM(values, i));
    }
}

/* The names are not those of the class: each value by its name, defaults for what is missing. */
static int
unpickler_fill_by_name(RcClassObject *cls, PyObject **items, PyObject *names, PyObject *values)
{
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); k++) {
        Py_ssize_t i = rc_class_find_field(cls, PyTuple_GET_ITEM(names, k), k);
        if (i >= 0) {
            items[i] = Py_NewRef(PyTuple_GET_ITEM(values, k));
        }
    }
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        RcField *field = &cls->fields[i];
        if (items[i] != NULL || (field->flags & (RC_FIELD_SELF | RC_FIELD_NO_INIT))) {
            continue;
        }
        if (field->default_value == NULL) {
            PyErr_Format(PyExc_TypeError,
                         "%U: the pickle has no value for field '%U', which has no default",
                         rc_class_name_borrow(cls), field->name);
            return -1;
        }
        items[i] = rc_record_default(cls, field);
        if (items[i] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* Whatever the short way leaves: other names than those of the class, or a class that is not direct. */
static PyObject *
unpickler_call_slowly(RcUnpicklerObject *self, PyObject *args)
{
    RcClassObject *cls = self->cls;
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) != PyTuple_GET_SIZE(self->names)) {
        PyErr_Format(PyExc_TypeError, "%U: a pickle of %zd fields has %zd values",
                     rc_class_name_borrow(cls), PyTuple_GET_SIZE(self->names),
                     PyTuple_GET_SIZE(args));
        return NULL;
    }
    PyObject *record = rc_record_alloc(cls, 0);
    if (record == NULL) {
        return NULL;
    }
    if (self->names == cls->names) {
        unpickler_fill(rc_record_items(record), args);
        return rc_record_ready(record);
    }
    if (unpickler_fill_by_name(cls, rc_record_items(record), self->names, args) < 0) {
        rc_record_discard(record);
        return NULL;
    }
    (void)rc_record_ready(record);
    if (rc_record_complete_factories(cls, record) < 0) {
        Py_CLEAR(record);
    }
    return record;
}

static PyObject *
unpickler_call(PyObject *op, PyObject *args, PyObject *kwargs)
{
    RcUnpicklerObject *self = RcUnpicklerObject_CAST(op);
    RcClassObject *cls = self->cls;
    if (cls == NULL || (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0)) {
        PyErr_SetString(PyExc_TypeError, "unpickler takes values, and no keyword arguments");
        return NULL;
    }
    if (self->names == cls->names && rc_record_is_direct(cls)) {
        PyObject *quick = rc_record_from_row(cls, args);
        if (quick != NULL || PyErr_Occurred()) {
            return quick;
        }
    }
    /* A factory may start its pickle anew, and nobody else need hold us, or through us the class. */
    Py_INCREF(op);
    PyObject *record = unpickler_call_slowly(self, args);
    Py_DECREF(op);
    return record;
}

static PyObject *
unpickler_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    RcUnpicklerObject *self = RcUnpicklerObject_CAST(op);
    return Py_BuildValue("O(OO)", (PyObject *)Py_TYPE(op),
                         self->cls != NULL ? (PyObject *)self->cls : Py_None, self->text);
}

static PyObject *
unpickler_repr(PyObject *op)
{
    RcUnpicklerObject *self = RcUnpicklerObject_CAST(op);
    return PyUnicode_FromFormat("unpickler(%s, %R)",
                                self->cls != NULL ? self->cls->heap.ht_type.tp_name : "None",
                                self->text);
}

/* ---- life cycle ---- */

static int
unpickler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcUnpicklerObject_CAST(op)->cls);
    return 0;
}

static int
unpickler_clear(PyObject *op)
{
    Py_CLEAR(RcUnpicklerObject_CAST(op)->cls);
    return 0;
}

static void
unpickler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)unpickler_clear(op);
    Py_CLEAR(RcUnpicklerObject_CAST(op)->names);
    Py_CLEAR(RcUnpicklerObject_CAST(op)->text);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMethodDef unpickler_methods[] = {
    {"__reduce__", unpickler_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the unpickler apart for pickle.")},
    {NULL, NULL, 0, NULL},
};

PyDoc_STRVAR(unpickler_doc,
"unpickler(cls, names)\n"
"--\n\n"
"Makes the records of a class again from the values that a pickle holds under these names, which\n"
"are one string, with blanks between them.");

static PyType_Slot unpickler_slots[] = {
    {Py_tp_new, unpickler_new},
    {Py_tp_dealloc, unpickler_dealloc},
    {Py_tp_traverse, unpickler_traverse},
    {Py_tp_clear, unpickler_clear},
    {Py_tp_call, unpickler_call},
    {Py_tp_repr, unpickler_repr},
    {Py_tp_methods, unpickler_methods},
    {Py_tp_doc, (void *)unpickler_doc},
    {0, NULL},
};

static PyType_Spec unpickler_spec = {
    .name = "recordclass._core.unpickler",
    .basicsize = sizeof(RcUnpicklerObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = unpickler_slots,
};

int
rc_unpickler_init(PyObject *module, RcState *state)
{
    state->unpickler = (PyTypeObject *)PyType_FromModuleAndSpec(module, &unpickler_spec, NULL);
    if (state->unpickler == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "unpickler", (PyObject *)state->unpickler);
}
