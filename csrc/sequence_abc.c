/* sequence_abc.c - what makes a record that is a sequence a collections.abc.Sequence.

       class sequence_gate_type(type):
           def __subclasscheck__(gate, cls):
               return cls is a record class with RC_CLASS_SEQUENCE

       class sequence_gate(metaclass=sequence_gate_type): ...
       collections.abc.Sequence.register(sequence_gate)

   The registry of an abstract base class is searched one by one whenever it is asked about a class
   that it does not know yet.  So it gets one entry that answers for all record classes, instead of
   an entry a class, which would make the n-th class n times as slow to make as the first. */
#include "record.h"

static PyObject *
sequence_abc_subclasscheck(PyObject *Py_UNUSED(gate), PyObject *cls)
{
    return PyBool_FromLong(PyType_Check(cls) && rc_class_check((PyTypeObject *)cls)
                           && (RcClassObject_CAST(cls)->flags & RC_CLASS_SEQUENCE));
}

static PyMethodDef sequence_abc_methods[] = {
    {"__subclasscheck__", sequence_abc_subclasscheck, METH_O,
     PyDoc_STR("__subclasscheck__($self, cls, /)\n--\n\nWhether the records of cls are sequences.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot sequence_abc_slots[] = {
    {Py_tp_methods, sequence_abc_methods},
    {0, NULL},
};

static PyType_Spec sequence_abc_spec = {
    .name = "recordclass._core.sequence_gate_type",
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = sequence_abc_slots,
};

/* Let the gate into the registry, which holds it weakly: the module's state keeps it. */
static int
sequence_abc_register(PyObject *gate)
{
    PyObject *abc = PyImport_ImportModule("_collections_abc"); /* loaded when Python starts */
    PyObject *sequence = abc == NULL ? NULL : PyObject_GetAttrString(abc, "Sequence");
    PyObject *result
        = sequence == NULL ? NULL : PyObject_CallMethod(sequence, "register", "O", gate);
    Py_XDECREF(abc);
    Py_XDECREF(sequence);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int
rc_sequence_abc_init(PyObject *module, RcState *state)
{
    PyObject *bases = PyTuple_Pack(1, (PyObject *)&PyType_Type);
    if (bases == NULL) {
        return -1;
    }
    PyObject *type = PyType_FromModuleAndSpec(module, &sequence_abc_spec, bases);
    Py_DECREF(bases);
    if (type == NULL) {
        return -1;
    }
    state->sequence_gate = PyObject_CallFunction(type, "s(){ss}", "sequence_gate", "__module__",
                                                 "recordclass._core");
    Py_DECREF(type);
    return state->sequence_gate == NULL ? -1 : sequence_abc_register(state->sequence_gate);
}
