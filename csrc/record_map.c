/* record_map.c - a record as a mapping from field names to values (`mapping=True`).

       r['x']  r['x'] = v  'x' in r  len(r)  r.keys()  r.values()  r.items()  r.get('x')

   The keys are the fields and nothing else; a missing one is a KeyError.  r[0] and r[1:] go on
   working where the class is a sequence too: record_seq.c sends string keys here. */
#include "record.h"

/* The position of a key; -1 with KeyError set. */
static Py_ssize_t
map_position(PyObject *op, PyObject *key)
{
    Py_ssize_t i = PyUnicode_Check(key) ? rc_class_find_field(rc_record_class(op), key, 0) : -1;
    if (i < 0) {
        PyObject *args = PyTuple_Pack(1, key); /* a tuple as a key stays one argument */
        if (args != NULL) {
            PyErr_SetObject(PyExc_KeyError, args);
            Py_DECREF(args);
        }
    }
    return i;
}

PyObject *
rc_record_map_get(PyObject *op, PyObject *key)
{
    Py_ssize_t i = map_position(op, key);
    return i < 0 ? NULL : rc_record_get(op, i);
}

int
rc_record_map_set(PyObject *op, PyObject *key, PyObject *value)
{
    Py_ssize_t i = map_position(op, key);
    return i < 0 ? -1 : rc_record_ass_item(op, i, value);
}

static Py_ssize_t
map_length(PyObject *op)
{
    if (!rc_record_is_one(op)) {
        return -1;
    }
    return rc_record_size(op);
}

static PyObject *
map_keys(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyObject *names = rc_record_class(op)->names;
    return names != NULL ? Py_NewRef(names) : PyTuple_New(0);
}

static PyObject *
map_values(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    return rc_record_as_tuple(op);
}

static PyObject *
map_items(PyObject *op, PyObject *Py_UNUSED(unused))
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyObject *names = map_keys(op, NULL); /* ours, whatever becomes of the class meanwhile */
    PyObject *result = names == NULL ? NULL : rc_tuple_start(PyTuple_GET_SIZE(names));
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(names); i++) {
        PyObject *value = rc_record_get(op, i);
        PyObject *pair = value == NULL ? NULL : PyTuple_Pack(2, PyTuple_GET_ITEM(names, i), value);
        Py_XDECREF(value);
        if (pair == NULL) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, pair);
    }
    Py_XDECREF(names);
    return rc_tuple_finish(result);
}

static PyObject *
map_get(PyObject *op, PyObject *args)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    PyObject *key, *otherwise = Py_None;
    if (!PyArg_UnpackTuple(args, "get", 1, 2, &key, &otherwise)) {
        return NULL;
    }
    Py_ssize_t i = PyUnicode_Check(key) ? rc_class_find_field(rc_record_class(op), key, 0) : -1;
    return i < 0 ? Py_NewRef(otherwise) : rc_record_get(op, i);
}

static PyMethodDef mapping_methods[] = {
    {"keys", map_keys, METH_NOARGS,
     PyDoc_STR("keys($self, /)\n--\n\nReturn the field names as a tuple.")},
    {"values", map_values, METH_NOARGS,
     PyDoc_STR("values($self, /)\n--\n\nReturn the field values as a tuple.")},
    {"items", map_items, METH_NOARGS,
     PyDoc_STR("items($self, /)\n--\n\nReturn (name, value) pairs as a tuple.")},
    {"get", map_get, METH_VARARGS,
     PyDoc_STR("get($self, key, default=None, /)\n--\n\n"
               "Return the field named key, or default if there is none.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot protocol_mapping_slots[] = {
    {Py_mp_length, map_length},
    {Py_mp_subscript, rc_record_subscript},
    {Py_mp_ass_subscript, rc_record_ass_subscript},
    {Py_sq_contains, rc_record_contains},
    {Py_tp_methods, mapping_methods},
    {0, NULL},
};

static PyType_Spec protocol_mapping_spec = {
    .name = "recordclass._core.protocol_mapping",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = protocol_mapping_slots,
};

int
rc_record_map_init(PyObject *module, RcState *state)
{
    state->protocol_mapping
        = (PyTypeObject *)PyType_FromModuleAndSpec(module, &protocol_mapping_spec, NULL);
    return state->protocol_mapping == NULL ? -1 : 0;
}
