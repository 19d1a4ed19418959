/* itemgetset.c - an attribute by position, for record classes written by hand.

       class C(memoryslots, metaclass=recordclasstype):
           __attrs__ = 'a', 'b'
           a = itemgetset(0)
           b = itemgetset(1)

   Where the body names its fields, the metaclass puts member descriptors in the place of these;
   used on its own (a class without a field list, an alias for a position) itemgetset is a full
   data descriptor over any record, bounds and readonly checked at each use.  dataobjectgetset and
   dataclassgetset are names of the same type. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
} RcItemGetSetObject;

#define RcItemGetSetObject_CAST(op) ((RcItemGetSetObject *)(op))

static PyObject *
itemgetset_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"index", NULL};
    Py_ssize_t index;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "n:itemgetset", keywords, &index)) {
        return NULL;
    }
    if (index < 0) {
        PyErr_SetString(PyExc_ValueError, "itemgetset(): index must not be negative");
        return NULL;
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        RcItemGetSetObject_CAST(op)->index = index;
    }
    return op;
}

static void
itemgetset_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

/* Whether `record` is one and has such an item; sets an error. */
static int
itemgetset_check(PyObject *op, PyObject *record)
{
    Py_ssize_t index = RcItemGetSetObject_CAST(op)->index;
    if (!rc_class_check(Py_TYPE(record))) {
        PyErr_Format(PyExc_TypeError, "itemgetset(%zd) applies to records, not to '%s' objects",
                     index, Py_TYPE(record)->tp_name);
        return -1;
    }
    if (index >= rc_record_size(record)) {
        PyErr_Format(PyExc_AttributeError, "'%U' object has no item %zd",
                     rc_class_name_borrow(rc_record_class(record)), index);
        return -1;
    }
    return 0;
}

static PyObject *
itemgetset_get(PyObject *op, PyObject *record, PyObject *Py_UNUSED(type))
{
    if (record == NULL || record == Py_None) {
        return Py_NewRef(op);
    }
    if (itemgetset_check(op, record) < 0) {
        return NULL;
    }
    return rc_record_get(record, RcItemGetSetObject_CAST(op)->index);
}

/* Assign, or with value NULL delete: the field is then unset. */
static int
itemgetset_set(PyObject *op, PyObject *record, PyObject *value)
{
    Py_ssize_t index = RcItemGetSetObject_CAST(op)->index;
    if (itemgetset_check(op, record) < 0) {
        return -1;
    }
    RcClassObject *cls = rc_record_class(record);
    if ((cls->flags & RC_CLASS_READONLY)
        || (index < cls->n_fields && (cls->fields[index].flags & RC_FIELD_READONLY))) {
        PyErr_SetString(PyExc_AttributeError, "readonly attribute");
        return -1;
    }
    return rc_record_attr_set(record, value, (void *)index);
}

static PyObject *
itemgetset_repr(PyObject *op)
{
    return PyUnicode_FromFormat("itemgetset(%zd)", RcItemGetSetObject_CAST(op)->index);
}

static PyObject *
itemgetset_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    return Py_BuildValue("O(n)", (PyObject *)Py_TYPE(op), RcItemGetSetObject_CAST(op)->index);
}

static PyObject *
itemgetset_get_index(PyObject *op, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(RcItemGetSetObject_CAST(op)->index);
}

static PyMethodDef itemgetset_methods[] = {
    {"__reduce__", itemgetset_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the descriptor apart for pickle.")},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef itemgetset_getset[] = {
    {"index", itemgetset_get_index, NULL, PyDoc_STR("the position, counted from 0"), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(itemgetset_doc,
"itemgetset(index)\n"
"--\n\n"
"An attribute that reads and writes the item of a record at a position.\n\n"
">>> from recordclass import memoryslots, itemgetset\n"
">>> class Pair(memoryslots):\n"
"...     first = itemgetset(0)\n"
">>> pair = Pair(1, 2)\n"
">>> pair.first = 10\n"
">>> pair\n"
"Pair(10, 2)");

static PyType_Slot itemgetset_slots[] = {
    {Py_tp_new, itemgetset_new},
    {Py_tp_dealloc, itemgetset_dealloc},
    {Py_tp_descr_get, itemgetset_get},
    {Py_tp_descr_set, itemgetset_set},
    {Py_tp_repr, itemgetset_repr},
    {Py_tp_methods, itemgetset_methods},
    {Py_tp_getset, itemgetset_getset},
    {Py_tp_doc, (void *)itemgetset_doc},
    {0, NULL},
};

static PyType_Spec itemgetset_spec = {
    .name = "recordclass.itemgetset",
    .basicsize = sizeof(RcItemGetSetObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = itemgetset_slots,
};

int
rc_itemgetset_init(PyObject *module, RcState *state)
{
    state->itemgetset = (PyTypeObject *)PyType_FromModuleAndSpec(module, &itemgetset_spec, NULL);
    if (state->itemgetset == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "itemgetset", (PyObject *)state->itemgetset);
}
