/* cycles.c - what a record refers to, with the names of the edges, for _cycles.py.

       referents(op) -> list            # of objects that may refer on; none if op is no record
       named_referents(op) -> list      # the same as (label, value): (".x", value), ("[0]", value)

   The collector cannot ask a record without its header what it refers to; this file can, and runs
   no Python code meanwhile.  Each slot is read under the record's critical section. */
#include "record.h"

static PyObject *
cycles_label(RcClassObject *cls, Py_ssize_t i)
{
    if (cls->names == NULL || i >= PyTuple_GET_SIZE(cls->names)) {
        return PyUnicode_FromFormat("[%zd]", i);
    }
    return PyUnicode_FromFormat(".%U", PyTuple_GET_ITEM(cls->names, i));
}

/* Append `value` (stolen; may be NULL), with `label` (stolen) where `named`. */
static int
cycles_append(PyObject *list, PyObject *value, int named, PyObject *label)
{
    int result = 0;
    if (named && label == NULL) {
        result = -1;
    }
    else if (value != NULL) {
        PyObject *entry = named ? PyTuple_Pack(2, label, value) : Py_NewRef(value);
        result = entry == NULL ? -1 : PyList_Append(list, entry);
        Py_XDECREF(entry);
    }
    Py_XDECREF(value);
    Py_XDECREF(label);
    return result;
}

static PyObject *
cycles_slot(PyObject *op, PyObject **slot)
{
    PyObject *value = NULL;
    Py_BEGIN_CRITICAL_SECTION(op);
    value = slot != NULL ? Py_XNewRef(*slot) : NULL;
    Py_END_CRITICAL_SECTION();
    return value;
}

static PyObject *
cycles_collect(PyObject *op, int named)
{
    PyObject *list = PyList_New(0);
    if (list == NULL || !rc_class_check(Py_TYPE(op))) {
        return list;
    }
    RcClassObject *cls = RcClassObject_CAST(Py_NewRef(Py_TYPE(op)));
    int result = 0;
    for (Py_ssize_t i = 0; result == 0 && i < rc_record_size(op); i++) {
        result = cycles_append(list, rc_record_peek(op, i), named,
                               named ? cycles_label(cls, i) : NULL);
    }
    if (result == 0) {
        result = cycles_append(list, cycles_slot(op, rc_record_dict_slot(op)), named,
                               named ? PyUnicode_FromString(".__dict__") : NULL);
    }
    if (result == 0) {
        result = cycles_append(list, cycles_slot(op, rc_record_cache_slot(op)), named,
                               named ? PyUnicode_FromString(".<cached>") : NULL);
    }
    Py_DECREF(cls);
    if (result < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyObject *
cycles_referents(PyObject *Py_UNUSED(module), PyObject *op)
{
    return cycles_collect(op, 0);
}

static PyObject *
cycles_named_referents(PyObject *Py_UNUSED(module), PyObject *op)
{
    return cycles_collect(op, 1);
}

static PyMethodDef cycles_methods[] = {
    {"referents", cycles_referents, METH_O,
     PyDoc_STR("referents($module, object, /)\n--\n\nWhat a record refers to.")},
    {"named_referents", cycles_named_referents, METH_O,
     PyDoc_STR("named_referents($module, object, /)\n--\n\nThe same, with labels.")},
    {NULL, NULL, 0, NULL},
};

int
rc_cycles_init(PyObject *module, RcState *Py_UNUSED(state))
{
    return PyModule_AddFunctions(module, cycles_methods);
}
