/* record_new.c - an instance is made: from positions, keywords and defaults, in one C call.

       def vectorcall(cls, *args, **kwargs):
           if cls.__new__ or cls.__init__ was written by a program: return type.__call__(...)
           op = alloc(cls)                    # zeroed, unknown to the collector
           op[:n] = args; op[by name] = kwargs; the rest from defaults
           track(op)

   Allocate, fill, then track.  The check for __new__ and __init__ looks at the slots, which the
   interpreter keeps right when a class or any of its bases changes.  A record that could not be
   filled is discarded: no finalizer runs for what never was an object of the program.

   Messages say what Python says for functions, with the class in the function's place. */
#include "record.h"

/* ---- memory ---- */

/* A record of a bare class, its fields not yet written. */
static inline PyObject *
new_bare_memory(RcClassObject *cls)
{
    PyObject *op = cls->free_list;
    if (op != NULL) {
        memcpy((void *)&cls->free_list, (char *)op + cls->items_offset, sizeof(PyObject *));
        cls->n_free--;
        /* the type still stands in it; a reference to the type does not */
        Py_INCREF(&cls->heap.ht_type);
        _Py_NewReference(op);
    }
    else {
        op = PyObject_New(PyObject, &cls->heap.ht_type);
    }
    if (op != NULL && (cls->flags & RC_CLASS_TUPLE)) {
        Py_SET_SIZE((PyVarObject *)op, cls->n_fields);
    }
    return op;
}

static PyObject *
new_fixed_memory(RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (cls->flags & RC_CLASS_BARE) {
        return new_bare_memory(cls);
    }
    PyObject *op = cls->flags & RC_CLASS_GC ? PyObject_GC_New(PyObject, type)
                                            : PyObject_New(PyObject, type);
    if (op != NULL && (cls->flags & RC_CLASS_TUPLE)) {
        Py_SET_SIZE((PyVarObject *)op, cls->n_fields);
    }
    return op;
}

static PyObject *
new_unsized_memory(RcClassObject *cls, Py_ssize_t n_items)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (n_items > (PY_SSIZE_T_MAX - 256) / (Py_ssize_t)sizeof(PyObject *)) {
        return PyErr_NoMemory();
    }
    return cls->flags & RC_CLASS_GC ? (PyObject *)PyObject_GC_NewVar(PyVarObject, type, n_items)
                                    : (PyObject *)PyObject_NewVar(PyVarObject, type, n_items);
}

PyObject *
rc_record_alloc(RcClassObject *cls, Py_ssize_t n_items)
{
    PyTypeObject *type = &cls->heap.ht_type;
    int unsized = cls->n_fields < 0;
    PyObject *op = unsized ? new_unsized_memory(cls, n_items) : new_fixed_memory(cls);
    if (op == NULL) {
        return NULL;
    }
    Py_ssize_t size = type->tp_basicsize + (unsized ? n_items * type->tp_itemsize : 0);
    memset((char *)op + cls->items_offset, 0, (size_t)(size - cls->items_offset));
    return op;
}

/* For C code that calls tp_alloc itself: every field is unset. */
PyObject *
rc_record_tp_alloc(PyTypeObject *type, Py_ssize_t n_items)
{
    RcClassObject *cls = RcClassObject_CAST(type);
    PyObject *op = rc_record_alloc(cls, cls->n_fields < 0 ? n_items : 0);
    return op == NULL ? NULL : rc_record_ready(op);
}

PyObject *
rc_memoryslots_alloc(RcState *state, Py_ssize_t n)
{
    if (state->memoryslots == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
        return NULL;
    }
    return rc_record_alloc(RcClassObject_CAST(state->memoryslots), n);
}

/* ---- defaults ---- */

/* The default of a field: a mutable container is copied, so that no two records share it. */
static PyObject *
new_default(PyObject *value)
{
    if (PyList_CheckExact(value)) {
        return PyList_GetSlice(value, 0, PyList_GET_SIZE(value));
    }
    if (PyDict_CheckExact(value)) {
        return PyDict_Copy(value);
    }
    if (PySet_CheckExact(value)) {
        return PySet_New(value);
    }
    if (PyByteArray_CheckExact(value)) {
        return PyByteArray_FromObject(value);
    }
    return Py_NewRef(value);
}

/* ---- errors, in Python's own words ---- */

static void
new_error_too_many(RcClassObject *cls, Py_ssize_t n_given)
{
    Py_ssize_t most = cls->n_fields, least = cls->n_required;
    if (least < most && !(cls->flags & RC_CLASS_FILL_NONE)) {
        PyErr_Format(PyExc_TypeError,
                     "%U() takes from %zd to %zd positional arguments but %zd were given",
                     rc_class_name_borrow(cls), least, most, n_given);
        return;
    }
    PyErr_Format(PyExc_TypeError, "%U() takes %zd positional argument%s but %zd %s given",
                 rc_class_name_borrow(cls), most, most == 1 ? "" : "s", n_given,
                 n_given == 1 ? "was" : "were");
}

/* The names of required fields without a value, each in quotes. */
static PyObject *
new_missing_names(RcClassObject *cls, PyObject **items)
{
    PyObject *names = PyList_New(0);
    for (Py_ssize_t i = 0; names != NULL && i < cls->n_required; i++) {
        if (items[i] != NULL) {
            continue;
        }
        PyObject *quoted = PyUnicode_FromFormat("'%U'", cls->fields[i].name);
        if (quoted == NULL || PyList_Append(names, quoted) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(quoted);
    }
    return names;
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'"; takes the list apart. */
static PyObject *
new_join_names(RcClassObject *cls, PyObject *names)
{
    Py_ssize_t n = PyList_GET_SIZE(names);
    if (n == 0) {
        return PyUnicode_FromString("defaults, which the collector has cleared");
    }
    PyObject *last = Py_NewRef(PyList_GET_ITEM(names, n - 1));
    if (n == 1) {
        return last;
    }
    PyObject *text = NULL;
    if (PyList_SetSlice(names, n - 1, n, NULL) == 0) {
        PyObject *others = PyUnicode_Join(cls->state->s_comma, names);
        if (others != NULL) {
            text = PyUnicode_FromFormat("%U%s%U", others, n == 2 ? " and " : ", and ", last);
            Py_DECREF(others);
        }
    }
    Py_DECREF(last);
    return text;
}

static void
new_error_missing(RcClassObject *cls, PyObject **items)
{
    PyObject *names = new_missing_names(cls, items);
    if (names == NULL) {
        return;
    }
    Py_ssize_t n = PyList_GET_SIZE(names);
    PyObject *text = new_join_names(cls, names);
    if (text != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() missing %zd required positional argument%s: %U",
                     rc_class_name_borrow(cls), n, n == 1 ? "" : "s", text);
        Py_DECREF(text);
    }
    Py_DECREF(names);
}

/* ---- filling ---- */

Py_ssize_t
rc_class_find_field(RcClassObject *cls, PyObject *name, Py_ssize_t hint)
{
    Py_ssize_t n = cls->n_fields;
    if (cls->names == NULL) {
        return -1;
    }
    if (hint < n && cls->fields[hint].name == name) {
        return hint;
    }
    if (cls->index != NULL && PyUnicode_CheckExact(name)) {
        PyObject *position = PyDict_GetItemWithError(cls->index, name);
        return position == NULL ? -1 : PyLong_AsSsize_t(position);
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (cls->fields[i].name == name) {
            return i;
        }
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        /* both are strings: no error is possible, and no Python code runs */
        if (PyUnicode_Compare(cls->fields[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static int
new_fill_keyword(RcClassObject *cls, PyObject **items, PyObject *name, PyObject *value,
                 Py_ssize_t *hint)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "%U() keywords must be strings", rc_class_name_borrow(cls));
        return -1;
    }
    Py_ssize_t i = rc_class_find_field(cls, name, *hint);
    if (i < 0) {
        PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument '%U'",
                     rc_class_name_borrow(cls), name);
        return -1;
    }
    if (items[i] != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() got multiple values for argument '%U'",
                     rc_class_name_borrow(cls), name);
        return -1;
    }
    items[i] = Py_NewRef(value);
    *hint = i + 1;
    return 0;
}

/* Defaults for what is still unset.  `strict`: an error for what has none; else the record is
   left to an __init__, which alone can fill readonly fields: those stay unset. */
int
rc_record_fill_defaults(RcClassObject *cls, PyObject **items, int strict)
{
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        if (items[i] != NULL || (!strict && (cls->fields[i].flags & RC_FIELD_READONLY))) {
            continue;
        }
        if (cls->fields[i].default_value != NULL) {
            items[i] = new_default(cls->fields[i].default_value);
            if (items[i] == NULL) {
                return -1;
            }
        }
        else if (cls->flags & RC_CLASS_FILL_NONE) {
            items[i] = Py_NewRef(Py_None);
        }
        else if (strict) {
            new_error_missing(cls, items);
            return -1;
        }
    }
    return 0;
}

int
rc_record_check(RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (!(cls->flags & RC_CLASS_READY)) {
        PyErr_Format(PyExc_TypeError, "class '%s' is not complete", type->tp_name);
        return -1;
    }
    if (PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT)) {
        /* object.__new__ finds the words */
        PyObject *empty = PyTuple_New(0);
        PyObject *op = empty == NULL ? NULL : PyBaseObject_Type.tp_new(type, empty, NULL);
        Py_XDECREF(empty);
        if (op == NULL) {
            return -1;
        }
        Py_DECREF(op); /* no abstract methods after all */
    }
    return 0;
}

/* Tell the collector of a record, if there is one. */
static inline PyObject *
new_tell(PyObject *op)
{
    return op == NULL ? NULL : rc_record_ready(op);
}

/* A record of unsized class: every argument is an item. */
static PyObject *
new_unsized(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args, int has_keywords)
{
    if (has_keywords) {
        PyErr_Format(PyExc_TypeError, "%U() takes no keyword arguments",
                     rc_class_name_borrow(cls));
        return NULL;
    }
    PyObject *op = rc_record_alloc(cls, n_args);
    if (op == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(op);
    for (Py_ssize_t i = 0; i < n_args; i++) {
        items[i] = Py_NewRef(args[i]);
    }
    return op;
}

/* Positions into a fresh record, or NULL. */
static PyObject *
new_positional(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args)
{
    if (n_args > cls->n_fields) {
        new_error_too_many(cls, n_args);
        return NULL;
    }
    PyObject *op = rc_record_alloc(cls, 0);
    if (op != NULL) {
        PyObject **items = rc_record_items(op);
        for (Py_ssize_t i = 0; i < n_args; i++) {
            items[i] = Py_NewRef(args[i]);
        }
    }
    return op;
}

/* From a tuple and a dict, as tp_new and __init__ get them; the collector is not yet told. */
PyObject *
rc_record_from_tuple(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                     PyObject *kwargs)
{
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    int has_keywords = kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0;
    if (cls->n_fields < 0) {
        return new_unsized(cls, args, n_args, has_keywords);
    }
    PyObject *op = new_positional(cls, args, n_args);
    if (op == NULL) {
        return NULL;
    }
    PyObject *name, *value;
    Py_ssize_t position = 0, hint = n_args;
    while (has_keywords && PyDict_Next(kwargs, &position, &name, &value)) {
        if (new_fill_keyword(cls, rc_record_items(op), name, value, &hint) < 0) {
            rc_record_discard(op);
            return NULL;
        }
    }
    if (rc_record_fill_defaults(cls, rc_record_items(op), 1) < 0) {
        rc_record_discard(op);
        return NULL;
    }
    return op;
}

/* tp_new: what pickle, copyreg and a subclass in C call.  The arguments are the field values. */
PyObject *
rc_record_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    return new_tell(rc_record_from_tuple(RcClassObject_CAST(type), &PyTuple_GET_ITEM(args, 0),
                                         PyTuple_GET_SIZE(args), kwargs));
}

static PyObject *
new_with_keywords(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    PyObject *op = new_positional(cls, args, n_args);
    if (op == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(op);
    Py_ssize_t n_keywords = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    Py_ssize_t hint = n_args;
    for (Py_ssize_t i = 0; i < n_keywords; i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i);
        if (new_fill_keyword(cls, items, name, args[n_args + i], &hint) < 0) {
            rc_record_discard(op);
            return NULL;
        }
    }
    if (n_args + n_keywords < cls->n_fields && rc_record_fill_defaults(cls, items, 1) < 0) {
        rc_record_discard(op);
        return NULL;
    }
    return rc_record_ready(op);
}

/* The common case: a value for every field, by position, and nothing beside the fields. */
static PyObject *
new_bare(RcClassObject *cls, PyObject *const *args)
{
    PyObject *op = new_bare_memory(cls);
    if (op == NULL) {
        return NULL;
    }
    Py_ssize_t n = cls->n_fields;
    PyObject **items = (PyObject **)((char *)op + cls->items_offset);
    for (Py_ssize_t i = 0; i < n; i++) {
        items[i] = Py_NewRef(args[i]);
    }
    return op;
}

/* The other ways: __new__ or __init__ of a program, keywords, defaults, room beside the fields. */
static PyObject *
new_vectorcall_slowly(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                      PyObject *kwnames)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (type->tp_new != rc_record_new || type->tp_init != rc_record_init) {
        return rc_record_call_array((PyObject *)cls, args, n_args, kwnames);
    }
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    if (cls->n_fields < 0) {
        int has_keywords = kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0;
        return new_tell(new_unsized(cls, args, n_args, has_keywords));
    }
    return new_with_keywords(cls, args, n_args, kwnames);
}

PyObject *
rc_record_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    RcClassObject *cls = RcClassObject_CAST(callable);
    PyTypeObject *type = &cls->heap.ht_type;
    Py_ssize_t n_args = PyVectorcall_NARGS(nargsf);
    if (kwnames == NULL && n_args == cls->n_fields && (cls->flags & RC_CLASS_BARE)
        && (cls->flags & RC_CLASS_READY) && type->tp_new == rc_record_new
        && type->tp_init == rc_record_init && !PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT)) {
        return new_bare(cls, args);
    }
    return new_vectorcall_slowly(cls, args, n_args, kwnames);
}

/* ---- __new__ as programs call it ---- */

static PyObject *
new_dunder(PyObject *root, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    PyTypeObject *root_type = (PyTypeObject *)root;
    if (n_args < 1 || !PyType_Check(args[0])) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(): first argument must be a class",
                     root_type->tp_name);
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)args[0];
    if (!PyType_IsSubtype(type, root_type) || !rc_class_check(type)) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(%s): %s is not a subtype of %s",
                     root_type->tp_name, type->tp_name, type->tp_name, root_type->tp_name);
        return NULL;
    }
    RcClassObject *cls = RcClassObject_CAST(type);
    Py_ssize_t n_keywords = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    if (n_args == 1 && n_keywords == 0 && rc_record_is_left_to_init(cls)) {
        return rc_record_blank(cls);
    }
    if (cls->n_fields < 0) {
        return new_tell(new_unsized(cls, args + 1, n_args - 1, n_keywords > 0));
    }
    return new_with_keywords(cls, args + 1, n_args - 1, kwnames);
}

static PyMethodDef new_function_def
    = {"__new__", (PyCFunction)(void (*)(void))new_dunder, METH_FASTCALL | METH_KEYWORDS,
       PyDoc_STR("Create a record from its field values.")};

PyObject *
rc_record_new_function(PyTypeObject *root)
{
    return PyCFunction_NewEx(&new_function_def, (PyObject *)root, NULL);
}

int
rc_record_new_is_ours(PyObject *func)
{
    return PyCFunction_CheckExact(func) && ((PyCFunctionObject *)func)->m_ml == &new_function_def;
}

int
rc_record_new_init(PyObject *module, RcState *state)
{
    /* the mark of a field without a default */
    state->missing = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (state->missing == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "MISSING", state->missing);
}
