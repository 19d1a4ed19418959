/* record_copy.c - copy.copy() and copy.deepcopy().

   A copy is of the same class, has the same values (unset ones stay unset) and a copy of the
   __dict__, and runs neither __new__ nor __init__.  deepcopy() puts the new record into the memo
   before it copies the values, so cycles come out as cycles; a record of nothing but numbers and
   strings needs none of that. */
#include "record.h"

/* A blank record of the same class and size, unknown to the collector. */
static PyObject *
copy_blank(PyObject *op)
{
    return rc_record_alloc(rc_record_class(op), rc_record_size(op));
}

/* The dict of `op`, copied; *result NULL where there is none. */
static int
copy_dict(PyObject *op, PyObject **result)
{
    PyObject **slot = rc_record_dict_slot(op), *dict = NULL;
    *result = NULL;
    if (slot == NULL) {
        return 0;
    }
    Py_BEGIN_CRITICAL_SECTION(op);
    dict = Py_XNewRef(*slot);
    Py_END_CRITICAL_SECTION();
    if (dict == NULL) {
        return 0;
    }
    *result = PyDict_Copy(dict);
    Py_DECREF(dict);
    return *result == NULL ? -1 : 0;
}

PyObject *
rc_record_copy(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyObject *result = copy_blank(op), *dict;
    if (result == NULL) {
        return NULL;
    }
    Py_ssize_t n = rc_record_size(result);
    PyObject **items = rc_record_items(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        items[i] = rc_record_peek(op, i);
    }
    if (copy_dict(op, &dict) < 0) {
        rc_record_discard(result);
        return NULL;
    }
    if (dict != NULL) {
        *rc_record_dict_slot(result) = dict;
    }
    return rc_record_ready(result);
}

/* Types whose values copy.deepcopy() returns as they are. */
static inline int
copy_is_atomic(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    return value == Py_None || type == &PyLong_Type || type == &PyUnicode_Type
           || type == &PyFloat_Type || type == &PyBool_Type || type == &PyBytes_Type
           || type == &PyComplex_Type;
}

/* A deep copy of *value in its place; NULL stays NULL. */
static int
copy_deeply(PyObject *deepcopy, PyObject *memo, PyObject **value)
{
    if (*value == NULL || copy_is_atomic(*value)) {
        return 0;
    }
    PyObject *copied = PyObject_CallFunctionObjArgs(deepcopy, *value, memo, NULL);
    if (copied == NULL) {
        return -1;
    }
    Py_SETREF(*value, copied);
    return 0;
}

/* Whether a deep copy of `op` is a copy like any other: nothing in it can be copied itself, or refer
   back to it. */
static int
copy_is_shallow(PyObject *op)
{
    if (!RC_WITH_GIL || rc_record_dict_slot(op) != NULL) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        PyObject *value = rc_record_glance(op, i);
        if (value != NULL && !copy_is_atomic(value)) {
            return 0;
        }
    }
    return 1;
}

static int
copy_remember(PyObject *memo, PyObject *op, PyObject *result)
{
    PyObject *id = PyLong_FromVoidPtr(op);
    if (id == NULL) {
        return -1;
    }
    int status = PyObject_SetItem(memo, id, result);
    Py_DECREF(id);
    return status;
}

/* Copy the values of `op` into `result`, which others may already see through the memo. */
static int
copy_values_deeply(PyObject *deepcopy, PyObject *memo, PyObject *op, PyObject *result)
{
    for (Py_ssize_t i = 0; i < rc_record_size(result); i++) {
        PyObject *value = i < rc_record_size(op) ? rc_record_peek(op, i) : NULL;
        if (copy_deeply(deepcopy, memo, &value) < 0) {
            Py_XDECREF(value);
            return -1;
        }
        rc_record_put(result, i, value);
        Py_XDECREF(value);
    }
    PyObject *dict;
    if (copy_dict(op, &dict) < 0) {
        return -1;
    }
    if (dict == NULL) {
        return 0;
    }
    int status = copy_deeply(deepcopy, memo, &dict);
    PyObject **slot = rc_record_dict_slot(result);
    if (status == 0 && slot != NULL) {
        status = PyObject_GenericSetDict(result, dict, NULL);
    }
    Py_DECREF(dict);
    return status;
}

PyObject *
rc_record_deepcopy(PyObject *op, PyObject *memo)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    if (copy_is_shallow(op)) {
        return rc_record_copy(op, NULL); /* copy.deepcopy() itself enters it into the memo */
    }
    RcClassObject *cls = rc_record_class(op);
    PyObject *deepcopy = rc_lazy_import(cls->module, &cls->state->deepcopy, "copy", "deepcopy");
    if (deepcopy == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (Py_EnterRecursiveCall(" in copy.deepcopy() of a record")) {
        goto done;
    }
    result = copy_blank(op);
    if (result != NULL) {
        /* complete, if empty: the memo hands it to whatever refers back to `op` */
        (void)rc_record_ready(result);
        if (copy_remember(memo, op, result) < 0
            || copy_values_deeply(deepcopy, memo, op, result) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_LeaveRecursiveCall();
done:
    Py_DECREF(deepcopy);
    return result;
}
