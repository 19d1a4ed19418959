/* record_init.c - an instance of a class whose __new__ or __init__ a program wrote.

       def call(cls, *args, **kwargs):             # tp_call of the metaclass
           if neither is the program's:
               return cls.__new__(cls, *args, **kwargs)
           if only __init__ is the program's, over dataobject:
               op = blank record, defaults in place
           else:
               op = cls.__new__(cls, *args, **kwargs)
           op.__init__(*args, **kwargs)            # if it is an instance of cls

   A class statement over dataobject is like a dataclass: its own __init__ takes the arguments and
   super().__init__(...) fills the fields.  A named tuple is filled by __new__, as namedtuple is,
   and __init__ finds it complete. */
#include "record.h"

/* Defaults of an own __init__: readonly fields are left to it, which alone can fill them.  `made`
   tells which kind: what a factory or a copy makes, or values that are there. */
static int
init_defaults(RcClassObject *cls, PyObject *op, unsigned int made)
{
    for (Py_ssize_t i = 0; i < cls->n_fields; i++) {
        RcField *field = &cls->fields[i];
        if ((field->flags & (RC_FIELD_READONLY | RC_FIELD_SELF)) || field->default_value == NULL
            || (field->flags & (RC_FIELD_FACTORY | RC_FIELD_COPY) ? 1 : 0) != made) {
            continue;
        }
        PyObject *value = rc_record_peek(op, i);
        if (value == NULL) {
            value = rc_record_default(cls, field);
            if (value == NULL || rc_record_convert(field, &value) < 0) {
                Py_XDECREF(value);
                return -1;
            }
            rc_record_put(op, i, value);
        }
        Py_DECREF(value);
    }
    return 0;
}

/* A record with defaults alone, whose own __init__ will fill it. */
PyObject *
rc_record_blank(RcClassObject *cls)
{
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    PyObject *op = rc_record_alloc(cls, 0);
    if (op != NULL && init_defaults(cls, op, 0) < 0) {
        rc_record_discard(op);
        return NULL;
    }
    return op == NULL ? NULL : rc_record_ready(op);
}

/* Whether the class's own __init__, and not __new__, takes the arguments.  It does so in class
   statements over dataobject, as in a dataclass; a namedtuple's heirs fill in __new__. */
int
rc_record_is_left_to_init(RcClassObject *cls)
{
    return cls->heap.ht_type.tp_init != rc_record_init
           && !(cls->flags & (RC_CLASS_TUPLE | RC_CLASS_NAMED));
}

/* Make and initialise, as a program's __new__ or __init__ has it. */
static PyObject *
init_call(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    RcClassObject *cls = RcClassObject_CAST(type);
    int blank = type->tp_new == rc_record_new && rc_record_is_left_to_init(cls);
    PyObject *op = blank ? rc_record_blank(cls) : type->tp_new(type, args, kwargs);
    if (op == NULL || !PyObject_TypeCheck(op, type)) {
        return op; /* a __new__ may return whatever it likes */
    }
    initproc init = Py_TYPE(op)->tp_init;
    if (init != NULL && init(op, args, kwargs) < 0) {
        Py_DECREF(op);
        return NULL;
    }
    /* factories come last, for fields that __init__ did not fill: none runs twice */
    if (blank && init_defaults(cls, op, 1) < 0) {
        Py_CLEAR(op);
    }
    return op;
}

/* tp_call of the metaclass: type.__call__, but where an own __init__ takes the arguments __new__
   gets none.  Classes with neither of their own come here only from a metaclass's __call__. */
PyObject *
rc_record_call(PyObject *callable, PyObject *args, PyObject *kwargs)
{
    PyTypeObject *type = (PyTypeObject *)callable;
    if (!rc_class_is_ready(RcClassObject_CAST(type))) {
        /* called from its metaclass's mro(): it has not even a tp_new */
        PyErr_Format(PyExc_TypeError, "class '%s' is not complete", type->tp_name);
        return NULL;
    }
    if (type->tp_new == rc_record_new && type->tp_init == rc_record_init) {
        return rc_record_new(type, args, kwargs); /* called by a metaclass's own __call__ */
    }
    /* Not every caller holds what it calls: sqlite3's row factory may be taken away meanwhile, and
       the record have another class by then. */
    Py_INCREF(type);
    PyObject *op = init_call(type, args, kwargs);
    Py_DECREF(type);
    return op;
}

/* The same for arguments as an array. */
PyObject *
rc_record_call_array(PyObject *type, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    PyObject *kwargs = NULL, *result = NULL;
    PyObject *tuple = PyTuple_New(n_args);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n_args; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    }
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        kwargs = PyDict_New();
        if (kwargs == NULL) {
            goto done;
        }
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
            if (PyDict_SetItem(kwargs, PyTuple_GET_ITEM(kwnames, i), args[n_args + i]) < 0) {
                goto done;
            }
        }
    }
    /* the interpreter guards calls through tp_call; __init__ may be a class, even this one */
    if (Py_EnterRecursiveCall(" while making a record") == 0) {
        result = rc_record_call(type, tuple, kwargs);
        Py_LeaveRecursiveCall();
    }
done:
    Py_DECREF(tuple);
    Py_XDECREF(kwargs);
    return result;
}

/* Whether __init__ has nothing to do: __new__ has filled the record, as namedtuple's does. */
static int
init_is_idle(PyTypeObject *type, RcClassObject *cls, PyObject *args, PyObject *kwargs)
{
    if (type->tp_init == rc_record_init
        && (type->tp_new != rc_record_new || cls->n_fields < 0
            || (cls->flags & RC_CLASS_READONLY))) {
        return 1;
    }
    return !rc_record_is_left_to_init(cls) && PyTuple_GET_SIZE(args) == 0
           && (kwargs == NULL || PyDict_GET_SIZE(kwargs) == 0);
}

/* Refuse to fill again a readonly field that stands. */
static int
init_check(RcClassObject *cls, PyObject *op, PyObject *filled)
{
    int result = 0;
    for (Py_ssize_t i = 0; i < cls->n_fields && result == 0; i++) {
        PyObject *present = rc_record_peek(op, i);
        if (present != NULL && present != rc_record_items(filled)[i]
            && (cls->fields[i].flags & RC_FIELD_READONLY)) {
            result = rc_record_check_writable(op, i);
        }
        Py_XDECREF(present);
    }
    return result;
}

/* Fill the fields of an existing record: what super().__init__(...) means in a class with an
   __init__ of its own.  Readonly fields are filled once, while they are unset.  Nothing changes
   unless everything can. */
int
rc_record_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    PyTypeObject *type = Py_TYPE(op);
    RcClassObject *cls = rc_record_class(op); /* kept alive by `filled` */
    if (init_is_idle(type, cls, args, kwargs)) {
        return 0;
    }
    if (cls->n_fields < 0) {
        PyErr_Format(PyExc_TypeError, "%U.__init__() takes no arguments: __new__ has taken them",
                     rc_class_name_borrow(cls));
        return -1;
    }
    /* a vessel that the collector never hears of, so that nobody else can hold it */
    PyObject *vars;
    PyObject *filled = rc_record_from_tuple(cls, &PyTuple_GET_ITEM(args, 0),
                                            PyTuple_GET_SIZE(args), kwargs, &vars);
    if (filled == NULL) {
        return -1;
    }
    int result = init_check(cls, op, filled);
    /* the class of `filled`: that of `op` may change while old values die */
    Py_ssize_t n = result == 0 ? rc_record_size(filled) : 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        rc_record_put(op, i, rc_record_items(filled)[i]);
    }
    if (result == 0 && (cls->flags & RC_CLASS_STEPS)) {
        result = rc_record_complete(cls, op, vars);
    }
    rc_record_discard(filled);
    Py_XDECREF(vars);
    return result;
}

static PyType_Slot protocol_init_slots[] = {
    {Py_tp_init, rc_record_init},
    {0, NULL},
};

static PyType_Spec protocol_init_spec = {
    .name = "recordclass._core.protocol_init",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_init_slots,
};

int
rc_record_init_init(PyObject *module, RcState *state)
{
    state->protocol_init
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_init_spec, NULL);
    return state->protocol_init == NULL ? -1 : 0;
}
