/* record_pickle.c - how a record is taken apart for pickle.

       def __reduce_ex__(self, protocol):
           if the class says itself how: return object.__reduce_ex__(self, max(protocol, 2))
           return unpickler of the class, values[, __dict__]              # unpickler.c

   A class says itself how by __reduce__, __getstate__, __getnewargs__ or __getnewargs_ex__; then
   object.__reduce_ex__ does all it does for any object.  Below protocol 2 it knows only layouts of
   old, so it is asked for protocol 2, whose result every protocol can write.  Records without
   names (arrays, memoryslots) go that way too: copyreg.__newobj__, the class, the items. */
#include "record.h"

PyObject *
rc_record_getnewargs(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return rc_record_as_tuple(op);
}

/* Whether the class has a method of its own in the place of ours or object's. */
static int
pickle_is_own(RcClassObject *cls, PyObject *name)
{
    PyTypeObject *root
        = cls->flags & RC_CLASS_TUPLE ? cls->state->memoryslots : cls->state->dataobject;
    return rc_type_lookup_borrow(&cls->heap.ht_type, name)
           != rc_type_lookup_borrow(root != NULL ? root : &PyBaseObject_Type, name);
}

static int
pickle_has_own_way(RcClassObject *cls)
{
    RcState *state = cls->state;
    return cls->names == NULL || pickle_is_own(cls, state->s_reduce)
           || pickle_is_own(cls, state->s_getstate) || pickle_is_own(cls, state->s_getnewargs)
           || pickle_is_own(cls, state->s_getnewargs_ex);
}

/* Whether the class says itself how.  That it does not is remembered as long as it stays so. */
static int
pickle_is_by_the_class(RcClassObject *cls)
{
    unsigned int version = rc_type_version(&cls->heap.ht_type);
    if (version != 0 && version == cls->unpickler_version) {
        return 0;
    }
    if (pickle_has_own_way(cls)) {
        return 1;
    }
    cls->unpickler_version = rc_type_version(&cls->heap.ht_type); /* looking up gave it one */
    return 0;
}

/* object.__reduce_ex__ of a protocol that knows our layout. */
static PyObject *
pickle_by_object(PyObject *op, long protocol)
{
    RcState *state = rc_record_class(op)->state;
    if (state->object_reduce_ex == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
        return NULL;
    }
    PyObject *number = PyLong_FromLong(protocol < 2 ? 2 : protocol);
    if (number == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallFunctionObjArgs(state->object_reduce_ex, op, number, NULL);
    Py_DECREF(number);
    return result;
}

/* (unpickler, values), and the __dict__ where there is something in it. */
static PyObject *
pickle_by_names(PyObject *op)
{
    PyObject **slot = rc_record_dict_slot(op);
    PyObject *result = NULL, *dict = NULL;
    PyObject *unpickler = rc_unpickler_of(rc_record_class(op));
    PyObject *values = unpickler == NULL ? NULL : rc_record_as_tuple(op);
    if (values == NULL) {
        goto done;
    }
    if (slot != NULL) {
        Py_BEGIN_CRITICAL_SECTION(op);
        dict = Py_XNewRef(*slot);
        Py_END_CRITICAL_SECTION();
    }
    if (dict != NULL && PyDict_GET_SIZE(dict) > 0) {
        result = PyTuple_Pack(3, unpickler, values, dict);
    }
    else {
        result = PyTuple_Pack(2, unpickler, values);
    }
done:
    Py_XDECREF(unpickler);
    Py_XDECREF(values);
    Py_XDECREF(dict);
    return result;
}

PyObject *
rc_record_reduce_ex(PyObject *op, PyObject *protocol)
{
    long number = PyLong_AsLong(protocol);
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return pickle_is_by_the_class(rc_record_class(op)) ? pickle_by_object(op, number)
                                                       : pickle_by_names(op);
}
