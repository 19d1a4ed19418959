/* record_repr.c - Point(x=1, y=2), memoryslots(1, 2).

   An unset field shows as `x=<unset>`; a record inside itself as `...`.  repr() must work on
   every record, since it is what a debugger and a traceback print. */
#include "record.h"

/* "x=1" or "1". */
static PyObject *
repr_field(RcClassObject *cls, PyObject *op, Py_ssize_t i)
{
    PyObject *value = rc_record_peek(op, i);
    PyObject *text = value != NULL ? PyObject_Repr(value) : Py_NewRef(cls->state->s_unset);
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
        if (piece == NULL) {
            goto done;
        }
        int result = PyList_Append(pieces, piece);
        Py_DECREF(piece);
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
    PyObject *result = repr_guarded(cls, op);
    Py_DECREF(cls);
    return result;
}
