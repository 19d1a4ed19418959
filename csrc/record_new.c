/* record_new.c - an instance is made: from positions, keywords and defaults, in one C call.

       def vectorcall(cls, *args, **kwargs):
           if cls.__new__ or cls.__init__ was written by a program: return type.__call__(...)
           if making takes more steps: return bind and complete      # record_bind.c
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
        cls->free_room++;
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
        rc_error_module_gone();
        return NULL;
    }
    return rc_record_alloc(RcClassObject_CAST(state->memoryslots), n);
}

/* ---- defaults ---- */

static PyObject *
new_copied_default(RcClassObject *cls, PyObject *value)
{
    PyObject *copy = rc_lazy_import(cls->module, &cls->state->copy, "copy", "copy");
    PyObject *result = copy == NULL ? NULL : PyObject_CallOneArg(copy, value);
    Py_XDECREF(copy);
    return result;
}

/* What a field holds that no argument fills.  A mutable container is copied, so that no two
   records share it; a factory may run any code, and nobody else sees the record meanwhile. */
PyObject *
rc_record_default(RcClassObject *cls, RcField *field)
{
    PyObject *value = field->default_value;
    if (value == NULL) {
        return Py_NewRef(Py_None); /* RC_CLASS_FILL_NONE */
    }
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
    Py_INCREF(value); /* a collection may clear the class */
    if (field->flags & (RC_FIELD_FACTORY | RC_FIELD_COPY)) {
        PyObject *made = NULL;
        if (Py_EnterRecursiveCall(" while making a record")
            == 0) { /* it may be the class itself */
            made = field->flags & RC_FIELD_COPY ? new_copied_default(cls, value)
                                                : PyObject_CallNoArgs(value);
            Py_LeaveRecursiveCall();
        }
        Py_SETREF(value, made);
    }
    return value;
}

/* ---- errors, in Python's own words ---- */

void
rc_record_error_too_many(RcClassObject *cls, Py_ssize_t n_given)
{
    Py_ssize_t most = cls->n_positional, least = cls->n_required;
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

/* The names of required parameters without a value, each in quotes: those that positions can
   fill, or else the keyword-only ones. */
static PyObject *
new_missing_names(RcClassObject *cls, PyObject **values, Py_ssize_t from, Py_ssize_t to)
{
    PyObject *names = PyList_New(0);
    for (Py_ssize_t k = from; names != NULL && k < to; k++) {
        RcField *field = rc_class_param(cls, k);
        if (values[k] != NULL || field->default_value != NULL) {
            continue;
        }
        PyObject *quoted
            = PyUnicode_FromFormat("'%U'", field->alias != NULL ? field->alias : field->name);
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

/* values: by parameter, which in most classes is by field. */
void
rc_record_error_missing(RcClassObject *cls, PyObject **values)
{
    const char *kind = "positional";
    PyObject *names = new_missing_names(cls, values, 0, cls->n_positional);
    if (names != NULL && PyList_GET_SIZE(names) == 0 && cls->n_params > cls->n_positional) {
        kind = "keyword-only";
        Py_SETREF(names, new_missing_names(cls, values, cls->n_positional, cls->n_params));
    }
    if (names == NULL) {
        return;
    }
    Py_ssize_t n = PyList_GET_SIZE(names);
    PyObject *text = new_join_names(cls, names);
    if (text != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() missing %zd required %s argument%s: %U",
                     rc_class_name_borrow(cls), n, kind, n == 1 ? "" : "s", text);
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

/* Defaults for what is still unset; an error for what has none. */
int
rc_record_fill_defaults(RcClassObject *cls, PyObject **items)
{
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        if (items[i] != NULL) {
            continue;
        }
        if (cls->fields[i].default_value == NULL && !(cls->flags & RC_CLASS_FILL_NONE)) {
            rc_record_error_missing(cls, items);
            return -1;
        }
        items[i] = rc_record_default(cls, &cls->fields[i]);
        if (items[i] == NULL) {
            return -1;
        }
    }
    return 0;
}

int
rc_record_check(RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (!rc_class_is_ready(cls)) {
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
        rc_record_error_too_many(cls, n_args);
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

/* Keywords and defaults behind the first n_args fields, which are filled. */
static int
new_fill_rest(RcClassObject *cls, PyObject **items, Py_ssize_t n_args, PyObject *kwargs)
{
    PyObject *name, *value;
    Py_ssize_t position = 0, hint = n_args;
    while (kwargs != NULL && PyDict_Next(kwargs, &position, &name, &value)) {
        if (new_fill_keyword(cls, items, name, value, &hint) < 0) {
            return -1;
        }
    }
    return rc_record_fill_defaults(cls, items);
}

/* From a tuple and a dict, as tp_new and __init__ get them.  The collector is not yet told, and
   where the class has RC_CLASS_STEPS those that see the record are still to come: *vars is for
   rc_record_complete(). */
PyObject *
rc_record_from_tuple(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                     PyObject *kwargs, PyObject **vars)
{
    *vars = NULL;
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    if (cls->n_fields < 0) {
        return new_unsized(cls, args, n_args, kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0);
    }
    int stepwise = (cls->flags & RC_CLASS_STEPS) != 0;
    PyObject *op = stepwise ? rc_record_alloc(cls, 0) : new_positional(cls, args, n_args);
    if (op == NULL) {
        return NULL;
    }
    int result = stepwise ? rc_record_bind(cls, op, args, n_args, NULL, kwargs, vars)
                          : new_fill_rest(cls, rc_record_items(op), n_args, kwargs);
    if (result < 0) {
        rc_record_discard(op);
        return NULL;
    }
    return op;
}

/* tp_new: what pickle, copyreg and a subclass in C call.  The arguments are those of a call. */
PyObject *
rc_record_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *vars;
    RcClassObject *cls = RcClassObject_CAST(type);
    PyObject *op = new_tell(rc_record_from_tuple(cls, &PyTuple_GET_ITEM(args, 0),
                                                 PyTuple_GET_SIZE(args), kwargs, &vars));
    if (op != NULL && (cls->flags & RC_CLASS_STEPS) && rc_record_complete(cls, op, vars) < 0) {
        Py_CLEAR(op);
    }
    Py_XDECREF(vars);
    return op;
}

PyObject *
rc_record_make(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    Py_ssize_t n_keywords = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    if (cls->n_fields < 0) {
        return new_tell(new_unsized(cls, args, n_args, n_keywords > 0));
    }
    if (cls->flags & RC_CLASS_STEPS) {
        return rc_record_make_stepwise(cls, args, n_args, kwnames, NULL);
    }
    PyObject *op = new_positional(cls, args, n_args);
    if (op == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(op);
    Py_ssize_t hint = n_args;
    for (Py_ssize_t i = 0; i < n_keywords; i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i);
        if (new_fill_keyword(cls, items, name, args[n_args + i], &hint) < 0) {
            rc_record_discard(op);
            return NULL;
        }
    }
    if (n_args + n_keywords < cls->n_fields && rc_record_fill_defaults(cls, items) < 0) {
        rc_record_discard(op);
        return NULL;
    }
    return rc_record_ready(op);
}

/* Whether keywords name the fields from `first` on, all and in order: then the arguments lie as those
   of a call by position do.  Names in a program are interned, as the fields' are. */
static inline int
new_keywords_fit(RcClassObject *cls, Py_ssize_t first, PyObject *kwnames)
{
    Py_ssize_t n = cls->n_fields - first;
    if (cls->names == NULL || n < 0 || PyTuple_GET_SIZE(kwnames) != n) {
        return 0;
    }
    PyObject **names = &PyTuple_GET_ITEM(cls->names, first);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (PyTuple_GET_ITEM(kwnames, i) != names[i]) {
            return 0;
        }
    }
    return 1;
}

/* The common case: a value for every field, in order, and nothing beside the fields. */
static inline PyObject *
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

/* The same from a tuple or a list of just as many values, of which no copy is made: nothing runs
   that could change the list.  NULL without an error where `row` is none such. */
PyObject *
rc_record_from_row(RcClassObject *cls, PyObject *row)
{
    PyObject *op = NULL;
    assert(cls->flags & RC_CLASS_DIRECT);
    if (PyTuple_CheckExact(row)) {
        if (PyTuple_GET_SIZE(row) == cls->n_fields) {
            op = new_bare(cls, ((PyTupleObject *)row)->ob_item);
        }
    }
    else if (PyList_CheckExact(row)) {
        Py_BEGIN_CRITICAL_SECTION(row);
        if (PyList_GET_SIZE(row) == cls->n_fields) {
            op = new_bare(cls, ((PyListObject *)row)->ob_item);
        }
        Py_END_CRITICAL_SECTION();
    }
    return op;
}

/* The other ways: __new__ or __init__ of a program, keywords in another order, defaults, room beside
   the fields. */
static PyObject *
new_vectorcall_slowly(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                      PyObject *kwnames)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (type->tp_new != rc_record_new || type->tp_init != rc_record_init) {
        return rc_record_call_array((PyObject *)cls, args, n_args, kwnames);
    }
    return rc_record_make(cls, args, n_args, kwnames);
}

PyObject *
rc_record_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    RcClassObject *cls = RcClassObject_CAST(callable);
    Py_ssize_t n_args = PyVectorcall_NARGS(nargsf);
    if (rc_record_is_direct(cls) && rc_record_is_called_directly(cls)
        && (kwnames == NULL ? n_args == cls->n_fields : new_keywords_fit(cls, n_args, kwnames))) {
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
    return rc_record_make(cls, args + 1, n_args - 1, kwnames);
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
