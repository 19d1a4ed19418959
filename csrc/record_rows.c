/* record_rows.c - many instances are made of many rows, in one loop.

       def from_rows(cls, rows):                  # a method of the metaclass
           result = []
           for row in rows:
               result.append(cls(*row))           # row: any iterable but a text, a set or a mapping
           return result                          # or an error that tells the row's number

   All or nothing: the collector does not know the list before it is whole, so no program can find
   it, and after an error it dies with all that is in it.  The common case (a tuple or a list with
   a value for each field of a direct class) is copied from the row into the record.  The iterable,
   a row, a program's methods may run any code, and change the class: what it is, is asked anew for
   each row.  Threads: the list is this thread's alone, rows are read by strong references or, in
   rc_record_from_row(), under their locks. */
#include "record.h"

/* How many rows an iterable may announce: more may come, but no memory is set aside for them. */
#define ROWS_HINT_MAX ((Py_ssize_t)1 << 20)

/* After how many rows signals are asked for, a power of two: where nothing is written in Python, no
   other code does, and an endless iterable could not be interrupted. */
#define ROWS_BETWEEN_SIGNALS ((Py_ssize_t)1 << 14)

/* ---- the list ---- */

/* An empty list that only we know, with room for n items. */
static PyObject *
rows_list_start(Py_ssize_t n)
{
    PyObject *list = PyList_New(n);
    if (list != NULL) {
        PyObject_GC_UnTrack(list);
        Py_SET_SIZE((PyVarObject *)list, 0);
    }
    return list;
}

static inline int
rows_list_append_steal(PyObject *list, PyObject *item)
{
    Py_ssize_t n = Py_SIZE((PyVarObject *)list);
    if (n < ((PyListObject *)list)->allocated) {
        ((PyListObject *)list)->ob_item[n] = item;
        Py_SET_SIZE((PyVarObject *)list, n + 1);
        return 0;
    }
    int result = PyList_Append(list, item);
    Py_DECREF(item);
    return result;
}

/* Hand the list out; where far fewer rows came than were announced, a shorter one. */
static PyObject *
rows_list_finish_steal(PyObject *list)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (((PyListObject *)list)->allocated / 2 > n + 16) {
        PyObject *shorter = PyList_GetSlice(list, 0, n);
        Py_DECREF(list);
        return shorter;
    }
    PyObject_GC_Track(list);
    return list;
}

/* ---- errors ---- */

/* Our own error: the row stands in front of what it says. */
static void
rows_say_row(RcClassObject *cls, Py_ssize_t i)
{
    RcError error;
    rc_error_take(&error);
    PyObject *text = PyObject_Str(rc_error_value_borrow(&error));
    rc_error_drop(&error);
    if (text != NULL) {
        PyErr_Format(PyExc_TypeError, "%U.from_rows(): row %zd: %U", rc_class_name_borrow(cls), i,
                     text);
        Py_DECREF(text);
    }
}

/* Anybody else's error stays as it is, with a note.  A MemoryError gets none: there is no memory
   for it, and the interpreter's last one serves every program that runs short. */
static void
rows_note_row(RcClassObject *cls, Py_ssize_t i)
{
    if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
        return;
    }
    RcError error;
    rc_error_take(&error);
    PyObject *note = PyUnicode_FromFormat("%U.from_rows(): row %zd", rc_class_name_borrow(cls), i);
    PyObject *done = note == NULL ? NULL
                                  : PyObject_CallMethod(PyExc_BaseException, "add_note", "OO",
                                                        rc_error_value_borrow(&error), note);
    Py_XDECREF(note);
    Py_XDECREF(done);
    rc_error_restore(&error); /* in the place of what has gone wrong here */
}

/* ---- a row ---- */

/* Whether an iterable has no values by position, or is rather one value: texts, sets, mappings. */
static int
rows_is_refused(PyObject *row)
{
    return PyUnicode_Check(row) || PyBytes_Check(row) || PyByteArray_Check(row)
           || PyAnySet_Check(row) || PyType_HasFeature(Py_TYPE(row), Py_TPFLAGS_MAPPING);
}

/* The values of a row as a tuple; *own tells whether an error is ours. */
static PyObject *
rows_values(PyObject *row, int *own)
{
    getiterfunc iter = Py_TYPE(row)->tp_iter;
    if (PyTuple_CheckExact(row)) {
        return Py_NewRef(row);
    }
    if (rc_class_check(Py_TYPE(row)) && (iter == NULL || iter == rc_iter_new)) {
        return rc_record_as_tuple(row);
    }
    if (rows_is_refused(row) || (iter == NULL && !PySequence_Check(row))) {
        *own = 1;
        PyErr_Format(PyExc_TypeError, "an iterable of values is needed, not '%s'",
                     Py_TYPE(row)->tp_name);
        return NULL;
    }
    return PySequence_Tuple(row);
}

/* Whether no call of the class itself, without a program's methods, takes n positions. */
static int
rows_is_misfit(RcClassObject *cls, Py_ssize_t n)
{
    if (cls->n_fields < 0) {
        return 0;
    }
    if (n > cls->n_positional) {
        return 1;
    }
    for (Py_ssize_t k = n; k < cls->n_params && !(cls->flags & RC_CLASS_FILL_NONE); k++) {
        if (rc_class_param(cls, k)->default_value == NULL) {
            return 1;
        }
    }
    return 0;
}

/* By a call, as of any class. */
static PyObject *
rows_make_slowly(RcClassObject *cls, PyObject *row, int *own)
{
    PyObject *values = rows_values(row, own), *result;
    if (values == NULL) {
        return NULL;
    }
    if (rc_record_call_is_ours(cls)) {
        Py_ssize_t n = PyTuple_GET_SIZE(values);
        *own = rows_is_misfit(cls, n);
        result = rc_record_make(cls, &PyTuple_GET_ITEM(values, 0), n, NULL);
    }
    else {
        result = PyObject_Call((PyObject *)cls, values, NULL);
    }
    Py_DECREF(values);
    return result;
}

/* Put the record of a row behind those that there are. */
static inline int
rows_take(RcClassObject *cls, PyObject *list, PyObject *row)
{
    int own = 0;
    Py_ssize_t n = PyList_GET_SIZE(list);
    if ((n + 1) % ROWS_BETWEEN_SIGNALS == 0 && PyErr_CheckSignals() < 0) {
        rows_note_row(cls, n);
        return -1;
    }
    PyObject *op = rc_record_is_direct(cls) && rc_record_call_is_ours(cls)
                       ? rc_record_from_row(cls, row)
                       : NULL;
    if (op == NULL && !PyErr_Occurred()) {
        op = rows_make_slowly(cls, row, &own);
    }
    if (op != NULL) {
        return rows_list_append_steal(list, op);
    }
    if (own && PyErr_ExceptionMatches(PyExc_TypeError)) {
        rows_say_row(cls, n);
    }
    else {
        rows_note_row(cls, n);
    }
    return -1;
}

/* ---- all rows ---- */

static int
rows_of_sequence(RcClassObject *cls, PyObject *list, PyObject *rows)
{
    int result = 0;
    for (Py_ssize_t i = 0; result == 0; i++) {
        PyObject *row = NULL;
        if (PyList_CheckExact(rows)) {
            row = rc_list_peek(rows, i); /* it may become shorter meanwhile, or longer */
        }
        else if (i < PyTuple_GET_SIZE(rows)) {
            row = Py_NewRef(PyTuple_GET_ITEM(rows, i));
        }
        if (row == NULL) {
            return 0;
        }
        result = rows_take(cls, list, row);
        Py_DECREF(row);
    }
    return result;
}

static int
rows_of_iterator(RcClassObject *cls, PyObject *list, PyObject *iterator)
{
    iternextfunc next = Py_TYPE(iterator)->tp_iternext;
    for (;;) {
        PyObject *row = next(iterator);
        if (row == NULL) {
            break;
        }
        int result = rows_take(cls, list, row);
        Py_DECREF(row);
        if (result < 0) {
            return -1;
        }
    }
    if (!PyErr_Occurred()) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        PyErr_Clear();
        return 0;
    }
    rows_note_row(cls, PyList_GET_SIZE(list));
    return -1;
}

static PyObject *
rows_of_iterable(RcClassObject *cls, PyObject *rows)
{
    PyObject *list = NULL;
    PyObject *iterator = PyObject_GetIter(rows);
    Py_ssize_t hint = iterator == NULL ? -1 : PyObject_LengthHint(rows, 0);
    if (hint < 0) {
        rows_note_row(cls, 0);
    }
    else {
        list = rows_list_start(hint < ROWS_HINT_MAX ? hint : ROWS_HINT_MAX);
    }
    if (list != NULL && rows_of_iterator(cls, list, iterator) < 0) {
        Py_CLEAR(list);
    }
    Py_XDECREF(iterator);
    return list;
}

PyObject *
rc_record_rows(PyObject *op, PyObject *rows)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    PyObject *list;
    if (!rc_class_is_ready(cls) || rc_record_call_is_ours(cls)) {
        if (rc_record_check(cls) < 0) {
            return NULL; /* even of no rows */
        }
    }
    if (Py_TYPE(rows)->tp_iter == NULL && !PySequence_Check(rows)) {
        PyErr_Format(PyExc_TypeError, "%U.from_rows() needs an iterable of rows, not '%s'",
                     rc_class_name_borrow(cls), Py_TYPE(rows)->tp_name);
        return NULL;
    }
    if (PyList_CheckExact(rows) || PyTuple_CheckExact(rows)) {
        list = rows_list_start(Py_SIZE((PyVarObject *)rows));
        if (list != NULL && rows_of_sequence(cls, list, rows) < 0) {
            Py_CLEAR(list);
        }
    }
    else {
        list = rows_of_iterable(cls, rows);
    }
    return list == NULL ? NULL : rows_list_finish_steal(list);
}
