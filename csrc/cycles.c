/* cycles.c - what objects refer to, for _cycles.py, which looks for cycles.

       is_hidden(op) -> bool            # of our types, without the collector's header
       referents(op) -> list            # of the objects that may refer on
       named_referents(op) -> list      # [(".x", value), ("[0]", value)], all; of our types only
       attribute_dicts(op) -> list      # the dicts in which the attributes of an object stand

   The collector cannot ask a record without its header what it refers to; this file can.  All
   else is asked through gc.get_referents.  No code of a program runs: types are known by their C
   fields, and no attribute is looked up.  A slot is read under the object's critical section. */
#include "litelist.h"
#include "record.h"

/* How an object is walked. */
typedef enum {
    CYCLES_CLOSED, /* refers to nothing, or is not entered */
    CYCLES_HIDDEN, /* of ours, without the collector's header */
    CYCLES_OPEN,   /* has the header, and a traverse */
} CyclesReach;

/* What was found so far. */
typedef struct {
    PyObject *list;
    int named;           /* (label, value) for all; otherwise values, if they may refer on */
    PyObject *passed[2]; /* not to be taken; borrowed, may be NULL */
} CyclesFound;

static int cycles_add(CyclesFound *found, PyObject *value);
static int cycles_add_named(CyclesFound *found, PyObject *value, PyObject *label);

/* ---- the types of ours whose instances have no header ---- */

/* `value` is stolen and may be NULL, in these two as in all that follows. */
static int
cycles_add_item(CyclesFound *found, PyObject *value, Py_ssize_t i)
{
    return found->named && value != NULL
               ? cycles_add_named(found, value, PyUnicode_FromFormat("[%zd]", i))
               : cycles_add(found, value);
}

static int
cycles_add_attribute(CyclesFound *found, PyObject *value, PyObject *name)
{
    return found->named && value != NULL
               ? cycles_add_named(found, value, PyUnicode_FromFormat(".%U", name))
               : cycles_add(found, value);
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

static int
cycles_is_record(PyObject *op)
{
    return rc_class_check(Py_TYPE(op));
}

/* Where names are made, an allocation may collect, and a finalizer change the record's class. */
static int
cycles_record(PyObject *op, CyclesFound *found)
{
    RcClassObject *cls = RcClassObject_CAST(Py_NewRef(Py_TYPE(op)));
    Py_ssize_t n_names = cls->names == NULL ? 0 : PyTuple_GET_SIZE(cls->names);
    int result = 0;
    for (Py_ssize_t i = 0; result == 0 && i < rc_record_size(op); i++) {
        PyObject *value = rc_record_peek(op, i);
        result = i < n_names ? cycles_add_attribute(found, value, PyTuple_GET_ITEM(cls->names, i))
                             : cycles_add_item(found, value, i);
    }
    if (result == 0) {
        result = cycles_add_attribute(found, cycles_slot(op, rc_record_dict_slot(op)),
                                      cls->state->s_dict);
    }
    if (result == 0) {
        result = cycles_add_attribute(found, cycles_slot(op, rc_record_cache_slot(op)),
                                      cls->state->s_cached);
    }
    Py_DECREF(cls);
    return result;
}

/* Allocating may collect, and a finalizer change the list: it is asked until it has no more. */
static int
cycles_litelist(PyObject *op, CyclesFound *found)
{
    int result = 0;
    PyObject *item;
    for (Py_ssize_t i = 0; result == 0 && (item = rc_litelist_peek(op, i)) != NULL; i++) {
        result = cycles_add_item(found, item, i);
    }
    return result;
}

/* One line a type.  An instance that has the header is walked through it, and only named here. */
static const struct {
    int (*check)(PyObject *op);
    int (*add_referents)(PyObject *op, CyclesFound *found);
} cycles_functions[] = {
    {cycles_is_record, cycles_record},
    {rc_litelist_check, cycles_litelist},
};

/* The line of `op`, or -1. */
static inline int
cycles_kind(PyObject *op)
{
    for (int i = 0; i < (int)Py_ARRAY_LENGTH(cycles_functions); i++) {
        if (cycles_functions[i].check(op)) {
            return i;
        }
    }
    return -1;
}

/* ---- any object ---- */

/* Classes, modules and frames are not entered: from there all is reached. */
static inline CyclesReach
cycles_reach(PyObject *op)
{
    if (PyType_IS_GC(Py_TYPE(op))) {
        return PyType_Check(op) || PyModule_Check(op) || PyFrame_Check(op) ? CYCLES_CLOSED
                                                                           : CYCLES_OPEN;
    }
    return !rc_is_atom(op) && cycles_kind(op) >= 0 ? CYCLES_HIDDEN : CYCLES_CLOSED;
}

static int
cycles_add(CyclesFound *found, PyObject *value)
{
    int result = 0;
    if (value == NULL) {
        return 0;
    }
    if (value != found->passed[0] && value != found->passed[1]
        && cycles_reach(value) != CYCLES_CLOSED) {
        result = PyList_Append(found->list, value);
    }
    Py_DECREF(value);
    return result;
}

/* `label` is stolen; NULL is a failure to make it. */
static int
cycles_add_named(CyclesFound *found, PyObject *value, PyObject *label)
{
    PyObject *entry = label == NULL ? NULL : PyTuple_Pack(2, label, value);
    int result = entry == NULL ? -1 : PyList_Append(found->list, entry);
    Py_XDECREF(entry);
    Py_XDECREF(label);
    Py_DECREF(value);
    return result;
}

static int
cycles_traversed(PyObject *module, PyObject *op, CyclesFound *found)
{
    RcState *state = PyModule_GetState(module);
    if (PyFunction_Check(op)) {
        found->passed[0] = PyFunction_GET_GLOBALS(op);
        found->passed[1] = ((PyFunctionObject *)op)->func_builtins;
    }
    PyObject *ask = rc_lazy_import(module, &state->get_referents, "gc", "get_referents");
    PyObject *all = ask == NULL ? NULL : PyObject_CallOneArg(ask, op);
    Py_XDECREF(ask);
    if (all == NULL) {
        return -1;
    }
    int result = PyList_Check(all) ? 0 : -1;
    if (result < 0) {
        PyErr_SetString(PyExc_TypeError, "gc.get_referents() must return a list");
    }
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(all); i++) {
        result = cycles_add(found, Py_NewRef(PyList_GET_ITEM(all, i)));
    }
    Py_DECREF(all);
    return result;
}

static PyObject *
cycles_finish(CyclesFound *found, int result)
{
    if (result < 0) {
        Py_CLEAR(found->list);
    }
    return found->list;
}

static PyObject *
cycles_referents(PyObject *module, PyObject *op)
{
    CyclesFound found = {.list = PyList_New(0)};
    if (found.list == NULL) {
        return NULL;
    }
    int result = 0;
    CyclesReach reach = cycles_reach(op);
    if (reach == CYCLES_HIDDEN) {
        result = cycles_functions[cycles_kind(op)].add_referents(op, &found);
    }
    else if (reach == CYCLES_OPEN) {
        result = cycles_traversed(module, op, &found);
    }
    return cycles_finish(&found, result);
}

static PyObject *
cycles_named_referents(PyObject *Py_UNUSED(module), PyObject *op)
{
    CyclesFound found = {.list = PyList_New(0), .named = 1};
    int kind = cycles_kind(op);
    if (found.list == NULL || kind < 0) {
        return found.list;
    }
    return cycles_finish(&found, cycles_functions[kind].add_referents(op, &found));
}

static PyObject *
cycles_is_hidden(PyObject *Py_UNUSED(module), PyObject *op)
{
    return PyBool_FromLong(cycles_reach(op) == CYCLES_HIDDEN);
}

/* What PyObject_GenericGetDict says of an object whose class has a place for a dict; where that is
   still empty, a dict is made, as reading __dict__ would. */
static PyObject *
cycles_attribute_dicts(PyObject *Py_UNUSED(module), PyObject *op)
{
    CyclesFound found = {.list = PyList_New(0)};
    if (found.list == NULL) {
        return NULL;
    }
    int result = 0;
    if (rc_class_check(Py_TYPE(op))) {
        result = cycles_add(&found, cycles_slot(op, rc_record_dict_slot(op)));
        if (result == 0) {
            result = cycles_add(&found, cycles_slot(op, rc_record_cache_slot(op)));
        }
    }
    else if (Py_TYPE(op)->tp_dictoffset != 0 && cycles_reach(op) == CYCLES_OPEN) {
        PyObject *dict = PyObject_GenericGetDict(op, NULL);
        result = dict == NULL ? -1 : cycles_add(&found, dict);
    }
    return cycles_finish(&found, result);
}

static PyMethodDef cycles_methods[] = {
    {"is_hidden", cycles_is_hidden, METH_O,
     PyDoc_STR("is_hidden($module, object, /)\n--\n\nWhether the collector does not see it.")},
    {"referents", cycles_referents, METH_O,
     PyDoc_STR("referents($module, object, /)\n--\n\nWhat it refers to, if that may refer on.")},
    {"named_referents", cycles_named_referents, METH_O,
     PyDoc_STR("named_referents($module, object, /)\n--\n\nWhat a record refers to, by name.")},
    {"attribute_dicts", cycles_attribute_dicts, METH_O,
     PyDoc_STR("attribute_dicts($module, object, /)\n--\n\nThe dicts that hold its attributes.")},
    {NULL, NULL, 0, NULL},
};

int
rc_cycles_init(PyObject *module, RcState *Py_UNUSED(state))
{
    return PyModule_AddFunctions(module, cycles_methods);
}
