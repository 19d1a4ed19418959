/* record_pickle.c - how a record is taken apart for pickle.

   As a namedtuple's: copyreg.__newobj__, the class, the values in field order, and the __dict__
   as state where there is one.  object.__reduce_ex__ does all that from __getnewargs__ and honours
   what a class overrides (__reduce__, __getstate__, __getnewargs__).  Below protocol 2 it knows
   only layouts of old, so it is asked for protocol 2, whose result every protocol can write. */
#include "record.h"

PyObject *
rc_record_getnewargs(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return rc_record_as_tuple(op);
}

PyObject *
rc_record_reduce_ex(PyObject *op, PyObject *protocol)
{
    RcState *state = rc_record_class(op)->state;
    if (state->object_reduce_ex == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
        return NULL;
    }
    long number = PyLong_AsLong(protocol);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    PyObject *two = PyLong_FromLong(number < 2 ? 2 : number);
    if (two == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallFunctionObjArgs(state->object_reduce_ex, op, two, NULL);
    Py_DECREF(two);
    return result;
}
