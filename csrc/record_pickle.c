/* record_pickle.c - how a record is taken apart for pickle.

       def __reduce_ex__(self, protocol):
           if the class has a __reduce__: return object.__reduce_ex__(self, max(protocol, 2))
           if the class says itself how:  return copyreg.__newobj__, (cls, *newargs), state
           return unpickler of the class, values[, __dict__]              # unpickler.c

       def __reduce__(self):
           return cls, values[, __dict__]

   A class says itself how by __getstate__, __getnewargs__ or __getnewargs_ex__.  Records without
   names (arrays, memoryslots) go that way too.  __reduce__ is for classes that call it in their
   own: recordclass 0.24 has taught them `make, dataobject.__reduce__(self)`.  Without it they would
   meet object's, which below protocol 2 knows only layouts of old. */
#include "record.h"

PyObject *
rc_record_getnewargs(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
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
pickle_is_by_the_class(RcClassObject *cls)
{
    RcState *state = cls->state;
    return cls->names == NULL || pickle_is_own(cls, state->s_getstate)
           || pickle_is_own(cls, state->s_getnewargs)
           || pickle_is_own(cls, state->s_getnewargs_ex);
}

/* Whether neither is so, and our way is taken: remembered for as long as the class stays as it is. */
static int
pickle_is_ours(RcClassObject *cls)
{
    /* first: looking up may run code, for keys of another kind in the class's dict */
    unsigned int version = rc_type_version(&cls->heap.ht_type);
    if (version != 0 && version == cls->unpickler_version) {
        return 1;
    }
    if (pickle_is_own(cls, cls->state->s_reduce) || pickle_is_by_the_class(cls)) {
        return 0;
    }
    cls->unpickler_version = version;
    return 1;
}

/* object.__reduce_ex__, which calls the class's own __reduce__. */
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

/* The class and what its __new__ is to get. */
static PyObject *
pickle_newargs(PyObject *op, int with_keywords)
{
    RcState *state = rc_record_class(op)->state;
    PyObject *result = NULL;
    PyObject *name = with_keywords ? state->s_getnewargs_ex : state->s_getnewargs;
    PyObject *given = PyObject_CallMethodNoArgs(op, name);
    if (given == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_Check(given) ? PyTuple_GET_SIZE(given) : -1;
    if (n < 0) {
        PyErr_Format(PyExc_TypeError, "%U should return a tuple, not '%.200s'", name,
                     Py_TYPE(given)->tp_name);
    }
    else if (with_keywords && n != 2) {
        PyErr_Format(PyExc_ValueError, "%U should return a tuple of length 2, not %zd", name, n);
    }
    else if ((result = PyTuple_New(n + 1)) != NULL) {
        PyTuple_SET_ITEM(result, 0, Py_NewRef(Py_TYPE(op))); /* it may have another by now */
        for (Py_ssize_t i = 0; i < n; i++) {
            PyTuple_SET_ITEM(result, i + 1, Py_NewRef(PyTuple_GET_ITEM(given, i)));
        }
    }
    Py_DECREF(given);
    return result;
}

/* What object.__reduce_ex__ gives for protocol 2, were there no __reduce__ of ours. */
static PyObject *
pickle_by_newargs(RcClassObject *cls, PyObject *op)
{
    RcState *state = cls->state;
    int with_keywords = pickle_is_own(cls, state->s_getnewargs_ex);
    PyObject *result = NULL, *maker = NULL, *rest = NULL;
    PyObject *args = pickle_newargs(op, with_keywords);
    if (args == NULL) {
        goto done;
    }
    maker = with_keywords
                ? rc_lazy_import(cls->module, &state->newobj_ex, "copyreg", "__newobj_ex__")
                : rc_lazy_import(cls->module, &state->newobj, "copyreg", "__newobj__");
    rest = maker == NULL ? NULL : PyObject_CallMethodNoArgs(op, state->s_getstate);
    if (rest != NULL) {
        result = PyTuple_Pack(3, maker, args, rest);
    }
done:
    Py_XDECREF(args);
    Py_XDECREF(maker);
    Py_XDECREF(rest);
    return result;
}

/* The __dict__ where there is something in it, a new reference; NULL otherwise. */
static PyObject *
pickle_dict(PyObject *op)
{
    PyObject **slot = rc_record_dict_slot(op);
    PyObject *dict = NULL;
    if (slot != NULL) {
        Py_BEGIN_CRITICAL_SECTION(op);
        dict = Py_XNewRef(*slot);
        Py_END_CRITICAL_SECTION();
        if (dict != NULL && PyDict_GET_SIZE(dict) == 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

/* (maker, values), and the __dict__ where there is something in it; takes the maker over. */
static PyObject *
pickle_values_steal(PyObject *op, PyObject *maker)
{
    PyObject *values = maker == NULL ? NULL : rc_record_as_tuple(op);
    if (values == NULL) {
        Py_XDECREF(maker);
        return NULL;
    }
    PyObject *dict = pickle_dict(op);
    PyObject *result = PyTuple_New(dict != NULL ? 3 : 2);
    if (result == NULL) {
        Py_DECREF(maker);
        Py_DECREF(values);
        Py_XDECREF(dict);
        return NULL;
    }
    PyTuple_SET_ITEM(result, 0, maker);
    PyTuple_SET_ITEM(result, 1, values);
    if (dict != NULL) {
        PyTuple_SET_ITEM(result, 2, dict);
    }
    return result;
}

PyObject *
rc_record_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    return pickle_values_steal(op, Py_NewRef(Py_TYPE(op)));
}

PyObject *
rc_record_reduce_ex(PyObject *op, PyObject *protocol)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    Py_ssize_t compact;
    int is_compact = rc_long_compact(protocol, &compact);
    long number = is_compact ? (long)compact : PyLong_AsLong(protocol);
    if (number == -1 && !is_compact && PyErr_Occurred()) {
        return NULL;
    }
    RcClassObject *cls = rc_record_class(op); /* __index__ may have given it another */
    PyObject *result;
    Py_INCREF(cls); /* locks and methods may give `op` another class */
    if (pickle_is_ours(cls)) {
        result = pickle_values_steal(op, rc_unpickler_of(cls));
    }
    else if (pickle_is_own(cls, cls->state->s_reduce)) {
        result = pickle_by_object(op, number);
    }
    else {
        result = pickle_by_newargs(cls, op);
    }
    Py_DECREF(cls);
    return result;
}
