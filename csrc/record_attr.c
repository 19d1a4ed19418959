/* record_attr.c - assigning to a field whose Field has a converter or a validator.

       def assign(record, field, value):
           value = field.converter(value)
           field.validator(record, field, value)      # raises to refuse
           record[field] = value

   Such a field is a getset descriptor; every other is a member descriptor, which the interpreter
   specialises and which does not come here.  All paths of assignment (name, index, slice, key,
   functions) call rc_record_admit() first, so that none is a way round the validator.  Python code
   that runs meanwhile can give the record another class, but only one of the same layout. */
#include "record.h"

/* Convert *value, which the caller owns, and let the validator see it. */
int
rc_record_admit(PyObject *op, Py_ssize_t i, PyObject **value)
{
    RcClassObject *cls = rc_record_class(op);
    if (i >= cls->n_fields || !(cls->fields[i].flags & RC_FIELD_CHECKED)) {
        return 0;
    }
    Py_INCREF(cls);
    int result = rc_record_convert(&cls->fields[i], value);
    Py_DECREF(cls);
    if (result < 0) {
        return -1;
    }
    /* the converter may have given the record another class, of the same layout: that one's
       field decides */
    return rc_record_validate(op, &rc_record_class(op)->fields[i], *value);
}

int
rc_record_convert(RcField *field, PyObject **value)
{
    if (field->converter == NULL) {
        return 0;
    }
    PyObject *converter = Py_NewRef(field->converter); /* a collection may clear the class */
    PyObject *converted = PyObject_CallOneArg(converter, *value);
    Py_DECREF(converter);
    if (converted == NULL) {
        return -1;
    }
    Py_SETREF(*value, converted);
    return 0;
}

int
rc_record_validate(PyObject *op, RcField *field, PyObject *value)
{
    if (field->validator == NULL) {
        return 0;
    }
    /* kept: the validator may let the class go */
    PyObject *validator = Py_NewRef(field->validator);
    PyObject *info = Py_NewRef(field->info != NULL ? field->info : Py_None);
    PyObject *result = PyObject_CallFunctionObjArgs(validator, op, info, value, NULL);
    Py_DECREF(validator);
    Py_DECREF(info);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* The two halves of the descriptor; the descriptor itself checks the type of `op`. */
PyObject *
rc_record_attr_get(PyObject *op, void *position)
{
    return rc_record_get(op, (Py_ssize_t)position);
}

int
rc_record_attr_set(PyObject *op, PyObject *value, void *position)
{
    Py_ssize_t i = (Py_ssize_t)position;
    if (value == NULL) {
        PyObject *old = rc_record_swap(op, i, NULL); /* of two threads one has deleted it */
        if (old == NULL) {
            rc_record_unset_error(op, i);
            return -1;
        }
        Py_DECREF(old);
        return 0;
    }
    Py_INCREF(value);
    int result = rc_record_admit(op, i, &value);
    if (result == 0) {
        rc_record_put(op, i, value);
    }
    Py_DECREF(value);
    return result;
}
