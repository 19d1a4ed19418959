/* record_repr.c - Point(x=1, y=2), memoryslots(1, 2).

   repr=False, repr_omit_defaults and a Field's repr= are heard.  An unset field shows as `x=<unset>`; a record inside itself as `...`.  repr() must work on
   every record, since it is what a debugger and a traceback print. */
#include "record.h"

/* What a value shows as: repr(value), or what the field's own repr callable gives. */
static PyObject *
repr_value(RcClassObject *cls, PyObject *value, Py_ssize_t i)
{
    PyObject *show = i < cls->n_fields ? cls->fields[i].show : NULL;
    if (show == NULL) {
        return PyObject_Repr(value);
    }
    Py_INCREF(show);
    PyObject *text = PyObject_CallOneArg(show, value);
    Py_DECREF(show);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "%U: repr of field '%U' must return a string, not '%s'",
                     rc_class_name_borrow(cls), cls->fields[i].name, Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    return text;
}

/* Whether a factory of the usual kind would have made `value`: an empty list, dict or set. */
static int
repr_is_empty(PyObject *factory, PyObject *value)
{
    if ((PyObject *)Py_TYPE(value) != factory) {
        return 0;
    }
    return (PyList_CheckExact(value) && PyList_GET_SIZE(value) == 0)
           || (PyDict_CheckExact(value) && PyDict_GET_SIZE(value) == 0)
           || (PyAnySet_CheckExact(value) && PySet_GET_SIZE(value) == 0);
}

/* Whether repr leaves the field out: it is not shown at all, or has its default. */
static int
repr_leaves_out(RcClassObject *cls, PyObject *value, Py_ssize_t i)
{
    if (i >= cls->n_fields) {
        return 0;
    }
    RcField *field = &cls->fields[i];
    if (field->flags & RC_FIELD_NO_REPR) {
        return 1;
    }
    if (!(cls->flags & RC_CLASS_OMIT_DEFAULTS) || value == NULL || field->default_value == NULL) {
        return 0;
    }
    if (field->flags & RC_FIELD_FACTORY) {
        return repr_is_empty(field->default_value, value);
    }
    PyObject *default_value = Py_NewRef(field->default_value);
    int equal = PyObject_RichCompareBool(value, default_value, Py_EQ);
    Py_DECREF(default_value);
    return equal;
}

/* "x=1" or "1"; NULL without an error where the field is left out. */
static PyObject *
repr_field(RcClassObject *cls, PyObject *op, Py_ssize_t i)
{
    PyObject *value = rc_record_peek(op, i), *text = NULL;
    if (repr_leaves_out(cls, value, i) != 0) {
        Py_XDECREF(value);
        return NULL;
    }
    text = value != NULL ? repr_value(cls, value, i) : Py_NewRef(cls->state->s_unset);
    Py_XDECREF(value);
    if (text == NULL || cls->names == NULL || i >= cls->n_fields) {
        return text;
    }
    PyObject *result = PyUnicode_FromFormat("%U=%U", cls->fields[i].name, text);
    Py_DECREF(text);
    return result;
}

static PyObject *
repr_fields(RcClassObject *cls, PyObject *op)
{
    PyObject *joined = NULL;
    PyObject *pieces = PyList_New(0);
    if (pieces == NULL) {
        return NULL;
    }
    /* the length is read anew: a value's repr may do anything, also to our class */
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        PyObject *piece = repr_field(cls, op, i);
        int result = piece != NULL ? PyList_Append(pieces, piece) : PyErr_Occurred() ? -1 : 0;
        Py_XDECREF(piece);
        if (result < 0) {
            goto done;
        }
    }
    joined = PyUnicode_Join(cls->state->s_comma, pieces);
done:
    Py_DECREF(pieces);
    return joined;
}

static PyObject *
repr_guarded(RcClassObject *cls, PyObject *op)
{
    int inside = Py_ReprEnter(op);
    if (inside != 0) {
        return inside < 0 ? NULL : PyUnicode_FromFormat("%U(...)", rc_class_name_borrow(cls));
    }
    PyObject *result = NULL;
    if (Py_EnterRecursiveCall(" while getting the repr of a record") == 0) {
        PyObject *fields = repr_fields(cls, op);
        Py_LeaveRecursiveCall();
        if (fields != NULL) {
            result = PyUnicode_FromFormat("%U(%U)", rc_class_name_borrow(cls), fields);
            Py_DECREF(fields);
        }
    }
    Py_ReprLeave(op);
    return result;
}

PyObject *
rc_record_repr(PyObject *op)
{
    /* A value's repr may give the record another class: the one we began with is ours till the
       end. */
    RcClassObject *cls = RcClassObject_CAST(Py_NewRef(Py_TYPE(op)));
    if (cls->flags & RC_CLASS_NO_REPR) {
        Py_DECREF(cls); /* the record keeps it */
        return PyBaseObject_Type.tp_repr(op);
    }
    PyObject *result = repr_guarded(cls, op);
    Py_DECREF(cls);
    return result;
}
