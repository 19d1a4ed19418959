/* record_change.c - values changed by name: a new record with them, or this one in place.

       def replace(r, **changes):        # r._replace, copy.replace, recordclass.replace
           if making takes steps: make one from the present values and the changes, step by step
           else: copy, put the changes in

       def update(r, **changes):         # recordclass.update
           every change is checked, converted and validated; then all are stored

   Neither leaves anything half done.  An unset field is an AttributeError in replace(), as on
   every path that reads it, unless the changes give it a value. */
#include "record.h"

/* Report every name of kwnames that is no field. */
static int
change_check_names(RcClassObject *cls, PyObject *kwnames, PyObject *error)
{
    PyObject *unknown = NULL;
    for (Py_ssize_t k = 0; kwnames != NULL && k < PyTuple_GET_SIZE(kwnames); k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k);
        if (rc_class_find_field(cls, name, k) >= 0) {
            continue;
        }
        if (unknown == NULL && (unknown = PyList_New(0)) == NULL) {
            return -1;
        }
        if (PyList_Append(unknown, name) < 0) {
            Py_DECREF(unknown);
            return -1;
        }
    }
    if (unknown != NULL) {
        PyErr_Format(error, "%U: got unexpected field names: %R", rc_class_name_borrow(cls),
                     unknown);
        Py_DECREF(unknown);
        return -1;
    }
    return 0;
}

/* The value that a change gives field i, borrowed, or NULL. */
static PyObject *
change_find_borrow(RcField *field, PyObject *const *values, PyObject *kwnames)
{
    for (Py_ssize_t k = 0; kwnames != NULL && k < PyTuple_GET_SIZE(kwnames); k++) {
        if (PyUnicode_Compare(PyTuple_GET_ITEM(kwnames, k), field->name) == 0) {
            return values[k];
        }
    }
    return NULL;
}

/* The arguments of a call that makes the changed record; InitVars only where a change names one:
   their values are not kept. */
static PyObject *
change_arguments(RcClassObject *cls, PyObject *op, PyObject *const *values, PyObject *kwnames)
{
    PyObject *kwargs = PyDict_New();
    for (Py_ssize_t k = 0; kwargs != NULL && k < cls->n_params; k++) {
        RcField *field = rc_class_param(cls, k);
        PyObject *value = Py_XNewRef(change_find_borrow(field, values, kwnames));
        if (value == NULL && (field->flags & RC_FIELD_INIT_VAR)) {
            continue;
        }
        if (value == NULL) {
            value = rc_record_get(op, field - cls->fields);
        }
        PyObject *name = field->alias != NULL ? field->alias : field->name;
        if (value == NULL || PyDict_SetItem(kwargs, name, value) < 0) {
            Py_CLEAR(kwargs);
        }
        Py_XDECREF(value);
    }
    return kwargs;
}

/* A change must name a field or an InitVar that a call can fill. */
static int
change_check_params(RcClassObject *cls, PyObject *kwnames, PyObject *error)
{
    for (Py_ssize_t k = 0; kwnames != NULL && k < PyTuple_GET_SIZE(kwnames); k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k);
        Py_ssize_t i = 0, n = cls->n_fields + cls->n_vars;
        while (i < n && PyUnicode_Compare(cls->fields[i].name, name) != 0) {
            i++;
        }
        if (i == n) {
            PyErr_Format(error, "%U: got unexpected field names: [%R]", rc_class_name_borrow(cls),
                         name);
            return -1;
        }
        if (cls->fields[i].flags & RC_FIELD_NO_INIT) {
            PyErr_Format(PyExc_TypeError,
                         "%U: field '%U' has init=False: no call fills it, and replace cannot",
                         rc_class_name_borrow(cls), name);
            return -1;
        }
    }
    return 0;
}

/* Fields without names can be given by position alone, and none can be changed. */
static PyObject *
change_array_stepwise(RcClassObject *cls, PyObject *op, PyObject *kwnames, PyObject *error)
{
    PyObject *values = change_check_names(cls, kwnames, error) < 0 ? NULL : rc_record_as_tuple(op);
    if (values == NULL) {
        return NULL;
    }
    PyObject *result = rc_record_make_stepwise(cls, &PyTuple_GET_ITEM(values, 0),
                                               PyTuple_GET_SIZE(values), NULL, NULL);
    Py_DECREF(values);
    return result;
}

static PyObject *
change_stepwise(RcClassObject *cls, PyObject *op, PyObject *const *values, PyObject *kwnames,
                PyObject *error)
{
    if (rc_record_check(cls) < 0) {
        return NULL;
    }
    if (cls->names == NULL) {
        return change_array_stepwise(cls, op, kwnames, error);
    }
    if (change_check_params(cls, kwnames, error) < 0) {
        return NULL;
    }
    PyObject *kwargs = change_arguments(cls, op, values, kwnames);
    if (kwargs == NULL) {
        return NULL;
    }
    PyObject *result = rc_record_make_stepwise(cls, NULL, 0, NULL, kwargs);
    Py_DECREF(kwargs);
    return result;
}

/* A new record with changes; `error` is the exception for names that are no fields. */
PyObject *
rc_record_replace(PyObject *op, PyObject *const *values, PyObject *kwnames, PyObject *error)
{
    RcClassObject *cls = rc_record_class(op);
    if (cls->flags & RC_CLASS_STEPS) {
        Py_INCREF(cls); /* the steps may give `op` another class */
        PyObject *made = change_stepwise(cls, op, values, kwnames, error);
        Py_DECREF(cls);
        return made;
    }
    if (change_check_names(cls, kwnames, error) < 0) {
        return NULL;
    }
    Py_ssize_t n = rc_record_size(op);
    PyObject *result = rc_record_alloc(cls, n);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = rc_record_items(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        items[i] = rc_record_peek(op, i);
    }
    for (Py_ssize_t k = 0; kwnames != NULL && k < PyTuple_GET_SIZE(kwnames); k++) {
        Py_ssize_t i = rc_class_find_field(cls, PyTuple_GET_ITEM(kwnames, k), k);
        Py_XSETREF(items[i], Py_NewRef(values[k]));
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (items[i] == NULL) {
            rc_record_unset_error(op, i);
            rc_record_discard(result);
            return NULL;
        }
    }
    return rc_record_ready(result);
}

/* Change fields in place: all of them, or after an error none. */
int
rc_record_update(PyObject *op, PyObject *const *values, PyObject *kwnames)
{
    RcClassObject *cls = rc_record_class(op);
    Py_ssize_t n = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    if (change_check_names(cls, kwnames, PyExc_TypeError) < 0) {
        return -1;
    }
    for (Py_ssize_t k = 0; k < n; k++) {
        Py_ssize_t i = rc_class_find_field(cls, PyTuple_GET_ITEM(kwnames, k), k);
        if (rc_record_check_writable(op, i) < 0) {
            return -1;
        }
    }
    /* the new values wait in a memoryslots that nobody else can find */
    PyObject *admitted = rc_memoryslots_alloc(cls->state, n);
    if (admitted == NULL) {
        return -1;
    }
    Py_INCREF(cls);
    PyObject **items = rc_record_items(admitted);
    int result = 0;
    for (Py_ssize_t k = 0; k < n && result == 0; k++) {
        items[k] = Py_NewRef(values[k]);
        Py_ssize_t i = rc_class_find_field(cls, PyTuple_GET_ITEM(kwnames, k), k);
        result = rc_record_admit(op, i, &items[k]);
    }
    for (Py_ssize_t k = 0; k < n && result == 0; k++) {
        rc_record_put(op, rc_class_find_field(cls, PyTuple_GET_ITEM(kwnames, k), k), items[k]);
    }
    Py_DECREF(cls);
    rc_record_discard(admitted);
    return result;
}
