/* record_bind.c - an instance is made where that is more than filling its fields in order.

       def bind(op, *args, **kwargs):               # op: fresh, unknown to the collector
           values = arguments by parameter, defaults for the rest
           for each field: op[field] = convert(value)
           return values of the InitVars

       def complete(op, *vars):                     # op: known to the collector, if it tells it
           for each field whose factory takes the record: op[field] = convert(factory(op))
           for each field with a validator: validator(op, field, value)
           op.__post_init__(*vars)

   Classes that need this have RC_CLASS_STEPS.  While bind() runs no Python code can reach the
   record, so an error throws it away whole; complete() hands it to Python code, and from there on
   it is an object like any other.  What a factory, a converter or a validator does to the class
   or to the record is met by strong references and by reading lengths again. */
#include "record.h"

/* Arguments by parameter, on their way into the record; all references owned. */
typedef struct {
    RcClassObject *cls;
    PyObject **values; /* n_params of them, NULL: not given */
    PyObject *few[16]; /* where `values` points in most cases */
} BindCall;

static int
bind_start(BindCall *call, RcClassObject *cls)
{
    size_t n = (size_t)cls->n_params;
    call->cls = cls;
    call->values = call->few;
    if (n > Py_ARRAY_LENGTH(call->few)) {
        call->values = PyMem_Malloc(n * sizeof(PyObject *));
        if (call->values == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    memset((void *)call->values, 0, n * sizeof(PyObject *));
    return 0;
}

static void
bind_end(BindCall *call)
{
    for (Py_ssize_t k = 0; k < call->cls->n_params; k++) {
        Py_XDECREF(call->values[k]);
    }
    if (call->values != call->few) {
        PyMem_Free(call->values);
    }
}

static inline PyObject *
bind_name_borrow(RcField *field)
{
    return field->alias != NULL ? field->alias : field->name;
}

/* The parameter of a name, or -1. */
static Py_ssize_t
bind_find(RcClassObject *cls, PyObject *name, Py_ssize_t hint)
{
    if (cls->params == NULL) {
        return rc_class_find_field(cls, name, hint);
    }
    if (hint < cls->n_params && bind_name_borrow(rc_class_param(cls, hint)) == name) {
        return hint;
    }
    /* the hash of a subclass of str may be a program's: look by a plain one */
    PyObject *plain = PyUnicode_FromObject(name);
    PyObject *number = plain == NULL ? NULL : PyDict_GetItemWithError(cls->param_index, plain);
    Py_XDECREF(plain);
    return number == NULL ? -1 : PyLong_AsSsize_t(number);
}

static int
bind_keyword(BindCall *call, PyObject *name, PyObject *value, Py_ssize_t *hint)
{
    RcClassObject *cls = call->cls;
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "%U() keywords must be strings", rc_class_name_borrow(cls));
        return -1;
    }
    Py_ssize_t k = bind_find(cls, name, *hint);
    if (k < 0) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument '%U'",
                         rc_class_name_borrow(cls), name);
        }
        return -1;
    }
    if (call->values[k] != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() got multiple values for argument '%U'",
                     rc_class_name_borrow(cls), name);
        return -1;
    }
    call->values[k] = Py_NewRef(value);
    *hint = k + 1;
    return 0;
}

/* Positions, then names: as a tuple of them behind the positions, or as a dict. */
static int
bind_arguments(BindCall *call, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames,
               PyObject *kwargs)
{
    RcClassObject *cls = call->cls;
    if (n_args > cls->n_positional) {
        rc_record_error_too_many(cls, n_args);
        return -1;
    }
    for (Py_ssize_t k = 0; k < n_args; k++) {
        call->values[k] = Py_NewRef(args[k]);
    }
    Py_ssize_t hint = n_args;
    for (Py_ssize_t i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (bind_keyword(call, PyTuple_GET_ITEM(kwnames, i), args[n_args + i], &hint) < 0) {
            return -1;
        }
    }
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (kwargs != NULL && PyDict_Next(kwargs, &position, &name, &value)) {
        if (bind_keyword(call, name, value, &hint) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Defaults for what was not given.  Every missing name is reported, before any factory runs. */
static int
bind_defaults(BindCall *call)
{
    RcClassObject *cls = call->cls;
    int fill_none = (cls->flags & RC_CLASS_FILL_NONE) != 0;
    for (Py_ssize_t k = 0; k < cls->n_params; k++) {
        if (call->values[k] == NULL && rc_class_param(cls, k)->default_value == NULL
            && !fill_none) {
            rc_record_error_missing(cls, call->values);
            return -1;
        }
    }
    for (Py_ssize_t k = 0; k < cls->n_params; k++) {
        RcField *field = rc_class_param(cls, k);
        if (call->values[k] != NULL || (field->flags & RC_FIELD_SELF)) {
            continue;
        }
        call->values[k] = rc_record_default(cls, field);
        if (call->values[k] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* Move the values of the InitVars into a tuple.  The collector lists it, so it is filled before any
   Python code runs. */
static PyObject *
bind_vars(BindCall *call)
{
    RcClassObject *cls = call->cls;
    PyObject *vars = PyTuple_New(cls->n_vars);
    for (Py_ssize_t k = 0; vars != NULL && k < cls->n_params; k++) {
        Py_ssize_t i = rc_class_param(cls, k) - cls->fields;
        if (i >= cls->n_fields) {
            PyTuple_SET_ITEM(vars, i - cls->n_fields, call->values[k]);
            call->values[k] = NULL;
        }
    }
    return vars;
}

/* Move the values of the fields into the record. */
static int
bind_store(BindCall *call, PyObject *op)
{
    RcClassObject *cls = call->cls;
    PyObject **items = rc_record_items(op);
    for (Py_ssize_t k = 0; k < cls->n_params; k++) {
        RcField *field = rc_class_param(cls, k);
        Py_ssize_t i = field - cls->fields;
        if (call->values[k] == NULL) {
            continue; /* an InitVar, or a factory that takes the record is still to come */
        }
        if (rc_record_convert(field, &call->values[k]) < 0) {
            return -1;
        }
        items[i] = call->values[k];
        call->values[k] = NULL;
    }
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        RcField *field = &cls->fields[i];
        if (!(field->flags & RC_FIELD_NO_INIT) || (field->flags & RC_FIELD_SELF)
            || field->default_value == NULL) {
            continue;
        }
        PyObject *value = rc_record_default(cls, field);
        if (value == NULL || rc_record_convert(field, &value) < 0) {
            Py_XDECREF(value);
            return -1;
        }
        items[i] = value;
    }
    return 0;
}

/* Fill a fresh record of class `cls`; *vars gets the InitVars' values, or NULL where there are
   none.  The caller throws the record away after an error. */
int
rc_record_bind(RcClassObject *cls, PyObject *op, PyObject *const *args, Py_ssize_t n_args,
               PyObject *kwnames, PyObject *kwargs, PyObject **vars)
{
    BindCall call;
    *vars = NULL;
    if (bind_start(&call, cls) < 0) {
        return -1;
    }
    int result = bind_arguments(&call, args, n_args, kwnames, kwargs);
    if (result == 0) {
        result = bind_defaults(&call);
    }
    if (result == 0 && cls->n_vars > 0) {
        *vars = bind_vars(&call);
        result = *vars == NULL ? -1 : 0;
    }
    if (result == 0) {
        result = bind_store(&call, op);
    }
    bind_end(&call);
    if (result < 0) {
        Py_CLEAR(*vars);
    }
    return result;
}

/* Fields whose factories take the record; a value that stands already was an argument. */
int
rc_record_complete_factories(RcClassObject *cls, PyObject *op)
{
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        RcField *field = &cls->fields[i];
        if (!(field->flags & RC_FIELD_SELF) || field->default_value == NULL) {
            continue;
        }
        PyObject *value = rc_record_peek(op, i);
        if (value != NULL) {
            Py_DECREF(value);
            continue;
        }
        PyObject *factory = Py_NewRef(field->default_value);
        value = PyObject_CallOneArg(factory, op);
        Py_DECREF(factory);
        if (value == NULL || rc_record_convert(field, &value) < 0) {
            Py_XDECREF(value);
            return -1;
        }
        rc_record_put(op, i, value);
        Py_DECREF(value);
    }
    return 0;
}

static int
complete_validators(RcClassObject *cls, PyObject *op)
{
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        if (cls->fields[i].validator == NULL) {
            continue;
        }
        PyObject *value = rc_record_peek(op, i);
        int result = value == NULL ? 0 : rc_record_validate(op, &cls->fields[i], value);
        Py_XDECREF(value);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static int
complete_post_init(RcClassObject *cls, PyObject *op, PyObject *vars)
{
    PyObject *method = PyObject_GetAttr(op, cls->state->s_post_init);
    if (method == NULL) {
        return -1;
    }
    PyObject *result
        = vars != NULL ? PyObject_CallObject(method, vars) : PyObject_CallNoArgs(method);
    Py_DECREF(method);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* The steps that see the record.  `vars` as rc_record_bind() gave it. */
int
rc_record_complete(RcClassObject *cls, PyObject *op, PyObject *vars)
{
    Py_INCREF(cls); /* whatever those steps do to the record's class */
    int result = rc_record_complete_factories(cls, op);
    if (result == 0) {
        result = complete_validators(cls, op);
    }
    if (result == 0 && (cls->flags & RC_CLASS_POST_INIT)) {
        result = complete_post_init(cls, op, vars);
    }
    Py_DECREF(cls);
    return result;
}

/* A whole record of a class with RC_CLASS_STEPS. */
PyObject *
rc_record_make_stepwise(RcClassObject *cls, PyObject *const *args, Py_ssize_t n_args,
                        PyObject *kwnames, PyObject *kwargs)
{
    PyObject *vars;
    PyObject *op = rc_record_alloc(cls, 0);
    if (op == NULL) {
        return NULL;
    }
    /* a converter or a __post_init__ may be a class, even this one */
    if (Py_EnterRecursiveCall(" while making a record")) {
        rc_record_discard(op);
        return NULL;
    }
    if (rc_record_bind(cls, op, args, n_args, kwnames, kwargs, &vars) < 0) {
        rc_record_discard(op);
        Py_LeaveRecursiveCall();
        return NULL;
    }
    (void)rc_record_ready(op);
    if (rc_record_complete(cls, op, vars) < 0) {
        Py_CLEAR(op);
    }
    Py_LeaveRecursiveCall();
    Py_XDECREF(vars);
    return op;
}
