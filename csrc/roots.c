/* roots.c - memoryslots and dataobject, the two classes that every record class stands below.

   They are record classes themselves, made by the same steps as all others, while the module is
   executed; what makes them roots is that they take over the basic protocol here and hand it down
   by inheritance.  They are immutable: what holds for them holds for every record. */
#include "record.h"

/* What a root has of its own, and every record class inherits. */
int
rc_roots_install(RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    RcState *state = cls->state;
    PyObject *new_function = rc_record_new_function(type);
    if (new_function == NULL) {
        return -1;
    }
    int result = PyType_Type.tp_setattro((PyObject *)type, state->s_new, new_function);
    Py_DECREF(new_function);
    if (result < 0 || PyType_Type.tp_setattro((PyObject *)type, state->s_hash, Py_None) < 0
        || rc_class_slots_install(cls, state->protocol_base) < 0
        || rc_class_slots_install(cls, state->protocol_init) < 0) {
        return -1;
    }
    return (cls->flags & RC_CLASS_TUPLE) ? rc_class_slots_install(cls, state->protocol_sequence)
                                         : 0;
}

static PyObject *
roots_namespace(const char *doc)
{
    return Py_BuildValue("{s:s, s:s}", "__module__", "recordclass", "__doc__", doc);
}

static PyTypeObject *
roots_make(PyObject *module, RcState *state, const char *name, const char *doc, unsigned int flags)
{
    PyObject *result = NULL;
    PyObject *name_object = PyUnicode_FromString(name);
    PyObject *bases = PyTuple_Pack(1, (PyObject *)&PyBaseObject_Type);
    PyObject *namespace = roots_namespace(doc);
    PyObject *no_fields = PyTuple_New(0);
    if (name_object != NULL && bases != NULL && namespace != NULL && no_fields != NULL) {
        PyObject *own = flags & RC_CLASS_SEQUENCE ? NULL : no_fields;
        result = rc_class_build(state, module, state->datatype, name_object, bases, namespace, own,
                                -1, flags | RC_CLASS_IMMUTABLE, 0, NULL);
    }
    Py_XDECREF(name_object);
    Py_XDECREF(bases);
    Py_XDECREF(namespace);
    Py_XDECREF(no_fields);
    return (PyTypeObject *)result;
}

PyDoc_STRVAR(memoryslots_doc,
"memoryslots(*items)\n"
"--\n\n"
"A tuple whose items can be replaced: same memory, same protocol, fixed length.\n\n"
"Classes made by recordclass() stand over it, as those of namedtuple() over tuple.\n\n"
">>> from recordclass import memoryslots\n"
">>> m = memoryslots(1, 2, 3)\n"
">>> m[0] = 10\n"
">>> m, m[1:], m == (10, 2, 3)\n"
"(memoryslots(10, 2, 3), memoryslots(2, 3), True)");

PyDoc_STRVAR(dataobject_doc,
"The root of records that do not store their length: structclass() and class statements.\n\n"
"Annotations in the class body are the fields, values there their defaults.\n\n"
">>> from recordclass import dataobject\n"
">>> class Point(dataobject):\n"
"...     x: int\n"
"...     y: int = 0\n"
">>> Point(1)\n"
"Point(x=1, y=0)");

int
rc_roots_init(PyObject *module, RcState *state)
{
    state->memoryslots = roots_make(module, state, "memoryslots", memoryslots_doc,
                                    RC_CLASS_SEQUENCE | RC_CLASS_ITERABLE);
    if (state->memoryslots == NULL
        || PyModule_AddObjectRef(module, "memoryslots", (PyObject *)state->memoryslots) < 0) {
        return -1;
    }
    state->dataobject = roots_make(module, state, "dataobject", dataobject_doc, 0);
    if (state->dataobject == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "dataobject", (PyObject *)state->dataobject);
}
