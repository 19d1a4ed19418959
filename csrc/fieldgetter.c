/* fieldgetter.c - a key for sort(), min(), groupby(), map(): attrgetter for the records of one class.

       class fieldgetter:
           def __init__(self, cls, *fields): ...             # names, or positions
           def __call__(self, record):
               if not isinstance(record, self.cls): raise TypeError
               values = tuple(getattr(record, name) for name in self.names)
               return values if len(values) > 1 else values[0]

   The result is that of the attribute, always: a property in the place of the field, a __getattr__
   or a __getattribute__ of the program decides as it does for `record.x`.  What is saved is finding
   out again and again that nothing of the kind is there.  The version tags of classes tell: no two
   states of classes bear the same, so that a comparison says that the class is one whose fields
   were found in their places.  The fields of an array have no names; there the result is that of
   the index.

   A getter never changes but for the tags it knows, which are used with the GIL alone; without it
   each call looks the names up.  Python code that runs during a call may drop the caller's
   references to the getter and to the record, so both are held then. */
#include "record.h"

typedef struct {
    PyObject *name; /* owned; NULL in an array */
    Py_ssize_t position;
    Py_ssize_t offset;
} GetterField;

typedef struct {
    PyObject_VAR_HEAD /* its size: the number of fields, at least one */
    vectorcallfunc vectorcall;
    RcClassObject *cls; /* owned */
    /* Tags of cls, and of the last class below it, as they were found with all fields in their
       places; 0: not yet. */
    unsigned int version, heir_version;
    GetterField fields[];
} RcFieldGetterObject;

#define RcFieldGetterObject_CAST(op) ((RcFieldGetterObject *)(op))

/* ---- is the attribute the field? ---- */

/* Whether reading an attribute of an instance of `type` through `found` is reading the slot. */
static int
fieldgetter_leads_to(PyTypeObject *type, PyObject *found, const GetterField *field)
{
    if (Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
        return member->type == Py_T_OBJECT_EX && member->offset == field->offset
               && PyType_IsSubtype(type, ((PyDescrObject *)found)->d_type);
    }
    if (Py_IS_TYPE(found, &PyGetSetDescr_Type)) { /* the field converts or validates */
        PyGetSetDef *getset = ((PyGetSetDescrObject *)found)->d_getset;
        return getset->get == rc_record_attr_get && (Py_ssize_t)getset->closure == field->position
               && PyType_IsSubtype(type, ((PyDescrObject *)found)->d_type);
    }
    return 0;
}

/* The same for an index: whether `found` is what we have put there as __getitem__. */
static int
fieldgetter_is_our_item(PyObject *found)
{
    return Py_IS_TYPE(found, &PyWrapperDescr_Type)
           && ((PyWrapperDescrObject *)found)->d_wrapped == (void *)rc_record_subscript;
}

static int
fieldgetter_is_in_place(PyTypeObject *type, const GetterField *field)
{
    RcClassObject *cls = RcClassObject_CAST(type);
    if (field->position >= cls->n_fields || cls->fields[field->position].offset != field->offset) {
        return 0; /* no class below ours is like this; then it would be safe all the same */
    }
    PyObject *found
        = rc_type_lookup(type, field->name != NULL ? field->name : cls->state->s_getitem);
    int result = found == NULL         ? 0
                 : field->name == NULL ? fieldgetter_is_our_item(found)
                                       : fieldgetter_leads_to(type, found, field);
    Py_XDECREF(found);
    return result;
}

/* Whether each of the fields is read from its place in instances of `type`; remember it if so. */
static int
fieldgetter_is_plain(RcFieldGetterObject *self, PyTypeObject *type)
{
    /* first: looking up may run code, for keys of another kind in the class's dict */
    unsigned int version = rc_type_version(type);
    if (!rc_class_check(type) || type->tp_getattro != PyObject_GenericGetAttr) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        if (!fieldgetter_is_in_place(type, &self->fields[i])) {
            return 0;
        }
    }
    if (version != 0) {
        *(type == &self->cls->heap.ht_type ? &self->version : &self->heir_version) = version;
    }
    return 1;
}

/* ---- a call ---- */

/* The value as the attribute gives it; `plain`: it may be read from its place. */
static PyObject *
fieldgetter_read(const GetterField *field, PyObject *record, int plain)
{
    PyObject *value = plain ? rc_record_peek_at(record, field->offset) : NULL;
    if (value != NULL) {
        return value;
    }
    if (field->name != NULL) {
        return PyObject_GetAttr(record, field->name); /* also where it is unset: for the error */
    }
    PyObject *position = PyLong_FromSsize_t(field->position);
    if (position != NULL) {
        value = PyObject_GetItem(record, position);
        Py_DECREF(position);
    }
    return value;
}

static PyObject *
fieldgetter_read_all(RcFieldGetterObject *self, PyObject *record, int plain)
{
    PyObject *result = rc_tuple_start(Py_SIZE(self));
    for (Py_ssize_t i = 0; result != NULL && i < Py_SIZE(self); i++) {
        PyObject *value = fieldgetter_read(&self->fields[i], record, plain);
        if (value == NULL) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, value);
    }
    return rc_tuple_finish(result);
}

static int
fieldgetter_check_call(RcFieldGetterObject *self, PyObject *const *args, size_t nargsf,
                       PyObject *kwnames)
{
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        PyErr_SetString(PyExc_TypeError, "a fieldgetter takes no keyword arguments");
        return -1;
    }
    if (PyVectorcall_NARGS(nargsf) != 1) {
        PyErr_Format(PyExc_TypeError, "a fieldgetter takes exactly one argument (%zd given)",
                     PyVectorcall_NARGS(nargsf));
        return -1;
    }
    PyTypeObject *type = Py_TYPE(args[0]);
    if (!PyType_IsSubtype(type, &self->cls->heap.ht_type)) {
        PyErr_Format(PyExc_TypeError,
                     "fieldgetter() of class '%U' takes its records, not a '%s' object",
                     rc_class_name_borrow(self->cls), type->tp_name);
        return -1;
    }
    return 0;
}

/* What the short ways leave: a wrong call, a class whose tag is not known, a field that is unset or
   not in its place. */
static RC_NOINLINE PyObject *
fieldgetter_call_anew(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    RcFieldGetterObject *self = RcFieldGetterObject_CAST(op);
    if (fieldgetter_check_call(self, args, nargsf, kwnames) < 0) {
        return NULL;
    }
    PyObject *record = Py_NewRef(args[0]);
    PyTypeObject *type = (PyTypeObject *)Py_NewRef(Py_TYPE(record));
    Py_INCREF(op);
    int plain = fieldgetter_is_plain(self, type);
    Py_DECREF(type);
    PyObject *result = Py_SIZE(self) == 1 ? fieldgetter_read(&self->fields[0], record, plain)
                                          : fieldgetter_read_all(self, record, plain);
    Py_DECREF(record);
    Py_DECREF(op);
    return result;
}

/* Whether the call is f(record), of a class whose fields are known to be in their places. */
static inline int
fieldgetter_is_known(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    if (PyVectorcall_NARGS(nargsf) != 1 || kwnames != NULL) {
        return 0;
    }
    RcFieldGetterObject *self = RcFieldGetterObject_CAST(op);
    unsigned int version = rc_type_version(Py_TYPE(args[0]));
    return (version == self->version || version == self->heir_version) && version != 0;
}

/* The call of a getter of one field. */
static PyObject *
fieldgetter_one(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    if (fieldgetter_is_known(op, args, nargsf, kwnames)) {
        PyObject *value
            = rc_record_peek_at(args[0], RcFieldGetterObject_CAST(op)->fields[0].offset);
        if (value != NULL) {
            return value;
        }
    }
    return fieldgetter_call_anew(op, args, nargsf, kwnames);
}

/* The values of fields that are in their places; NULL without an error if one is unset. */
static PyObject *
fieldgetter_tuple(RcFieldGetterObject *self, PyObject *record)
{
    Py_ssize_t n = Py_SIZE(self);
    PyObject *result = PyTuple_New(n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++) {
        PyObject *value = rc_record_peek_at(record, self->fields[i].offset);
        if (value == NULL) {
            Py_CLEAR(result); /* half filled: before any Python code runs */
            break;
        }
        PyTuple_SET_ITEM(result, i, value);
    }
    return result;
}

/* The call of a getter of several. */
static PyObject *
fieldgetter_several(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    if (!fieldgetter_is_known(op, args, nargsf, kwnames)) {
        return fieldgetter_call_anew(op, args, nargsf, kwnames);
    }
    PyObject *record = Py_NewRef(args[0]);
    Py_INCREF(op); /* to make a tuple may collect, and a finalizer may drop both */
    PyObject *result = fieldgetter_tuple(RcFieldGetterObject_CAST(op), record);
    if (result == NULL && !PyErr_Occurred()) {
        result = fieldgetter_call_anew(op, &record, 1, NULL);
    }
    Py_DECREF(record);
    Py_DECREF(op);
    return result;
}

/* ---- making one ---- */

/* The position of the field that a name or an index means, or -1 with an error. */
static Py_ssize_t
fieldgetter_position(RcClassObject *cls, PyObject *given)
{
    Py_ssize_t position;
    if (PyUnicode_Check(given)) {
        position = rc_class_find_field(cls, given, 0);
        if (position < 0) {
            PyErr_Format(PyExc_AttributeError, "fieldgetter(): class '%U' has no field %R",
                         rc_class_name_borrow(cls), given);
        }
        return position;
    }
    if (!PyIndex_Check(given)) {
        PyErr_Format(PyExc_TypeError,
                     "fieldgetter(): a field of class '%U' is given by name or index, not by '%s'",
                     rc_class_name_borrow(cls), Py_TYPE(given)->tp_name);
        return -1;
    }
    position = PyNumber_AsSsize_t(given, PyExc_IndexError);
    if (position == -1 && PyErr_Occurred()) {
        return -1;
    }
    Py_ssize_t n = cls->n_fields;
    if (position < -n || position >= n) {
        PyErr_Format(PyExc_IndexError, "fieldgetter(): class '%U' has %zd fields, and none at %zd",
                     rc_class_name_borrow(cls), n, position);
        return -1;
    }
    return position < 0 ? position + n : position;
}

/* A getter of the fields at n positions.  tp_alloc() shows it to the collector, and no code runs from
   there until it is whole. */
static PyObject *
fieldgetter_make(PyTypeObject *type, RcClassObject *cls, const Py_ssize_t *positions, Py_ssize_t n)
{
    PyObject *op = type->tp_alloc(type, n);
    if (op == NULL) {
        return NULL;
    }
    RcFieldGetterObject *self = RcFieldGetterObject_CAST(op);
    self->vectorcall = n == 1 ? fieldgetter_one : fieldgetter_several;
    self->cls = RcClassObject_CAST(Py_NewRef(cls));
    for (Py_ssize_t i = 0; i < n; i++) {
        const RcField *field = &cls->fields[positions[i]];
        self->fields[i].name = Py_XNewRef(field->name);
        self->fields[i].position = positions[i];
        self->fields[i].offset = field->offset;
    }
    return op;
}

static int
fieldgetter_check_arguments(PyObject *args, PyObject *kwargs)
{
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "fieldgetter() takes no keyword arguments");
        return -1;
    }
    if (PyTuple_GET_SIZE(args) < 2) {
        PyErr_Format(PyExc_TypeError,
                     "fieldgetter() takes a record class and at least one field (%zd given)",
                     PyTuple_GET_SIZE(args));
        return -1;
    }
    PyObject *cls = PyTuple_GET_ITEM(args, 0);
    if (!PyType_Check(cls) || !rc_class_check((PyTypeObject *)cls)
        || !rc_class_is_ready(RcClassObject_CAST(cls))) {
        PyErr_Format(PyExc_TypeError, "fieldgetter() needs a record class, not %R", cls);
        return -1;
    }
    if (RcClassObject_CAST(cls)->n_fields < 0) {
        PyErr_Format(PyExc_TypeError, "fieldgetter(): class '%U' has no fields",
                     rc_class_name_borrow(RcClassObject_CAST(cls)));
        return -1;
    }
    return 0;
}

static PyObject *
fieldgetter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    if (fieldgetter_check_arguments(args, kwargs) < 0) {
        return NULL;
    }
    RcClassObject *cls = RcClassObject_CAST(PyTuple_GET_ITEM(args, 0));
    Py_ssize_t n = PyTuple_GET_SIZE(args) - 1;
    /* apart from the getter, since __index__() of a program could find one half made */
    Py_ssize_t *positions = PyMem_New(Py_ssize_t, (size_t)n);
    if (positions == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        positions[i] = fieldgetter_position(cls, PyTuple_GET_ITEM(args, i + 1));
        if (positions[i] < 0) {
            goto done;
        }
    }
    result = fieldgetter_make(type, cls, positions, n);
done:
    PyMem_Free(positions);
    return result;
}

/* ---- life cycle ---- */

/* There is no tp_clear: every cycle through a getter goes through its class, which is cleared. */
static int
fieldgetter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcFieldGetterObject_CAST(op)->cls);
    return 0;
}

static void
fieldgetter_dealloc(PyObject *op)
{
    RcFieldGetterObject *self = RcFieldGetterObject_CAST(op);
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_CLEAR(self->fields[i].name);
    }
    Py_CLEAR(self->cls);
    type->tp_free(op);
    Py_DECREF(type);
}

/* ---- showing and pickling ---- */

/* What fieldgetter() was called with, but that an index of a named field is its name. */
static PyObject *
fieldgetter_arguments(RcFieldGetterObject *self)
{
    PyObject *result = rc_tuple_start(Py_SIZE(self) + 1);
    if (result == NULL) {
        return NULL;
    }
    PyTuple_SET_ITEM(result, 0, Py_NewRef(self->cls));
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        PyObject *name = self->fields[i].name;
        PyObject *item
            = name != NULL ? Py_NewRef(name) : PyLong_FromSsize_t(self->fields[i].position);
        if (item == NULL) {
            Py_DECREF(result);
            return NULL;
        }
        PyTuple_SET_ITEM(result, i + 1, item);
    }
    return rc_tuple_finish(result);
}

static PyObject *
fieldgetter_reduce(PyObject *op, PyObject *Py_UNUSED(unused))
{
    PyObject *arguments = fieldgetter_arguments(RcFieldGetterObject_CAST(op));
    PyObject *result
        = arguments == NULL ? NULL : PyTuple_Pack(2, (PyObject *)Py_TYPE(op), arguments);
    Py_XDECREF(arguments);
    return result;
}

static PyObject *
fieldgetter_repr(PyObject *op)
{
    RcFieldGetterObject *self = RcFieldGetterObject_CAST(op);
    PyObject *text
        = PyUnicode_FromFormat("%s(%U", Py_TYPE(op)->tp_name, rc_class_name_borrow(self->cls));
    for (Py_ssize_t i = 0; text != NULL && i < Py_SIZE(op); i++) {
        const GetterField *field = &self->fields[i];
        const char *end = i + 1 < Py_SIZE(op) ? "" : ")";
        PyObject *longer = field->name != NULL
                               ? PyUnicode_FromFormat("%U, %R%s", text, field->name, end)
                               : PyUnicode_FromFormat("%U, %zd%s", text, field->position, end);
        Py_SETREF(text, longer);
    }
    return text;
}

static PyMethodDef fieldgetter_methods[] = {
    {"__reduce__", fieldgetter_reduce, METH_NOARGS,
     PyDoc_STR("__reduce__($self, /)\n--\n\nTake the getter apart for pickle.")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     PyDoc_STR(
         "__class_getitem__($type, key, /)\n--\n\nFor annotations: fieldgetter[Point, int].")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef fieldgetter_members[] = {
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(RcFieldGetterObject, vectorcall), Py_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(fieldgetter_doc,
"fieldgetter(cls, field, /, *fields)\n"
"--\n\n"
"A function that gives the value of a field of a record, or a tuple of several.\n\n"
"Does what operator.attrgetter does, for records of one class and in less time: as a key of sort(),\n"
"min(), max(), bisect and itertools.groupby(), or in map().\n\n"
"Parameters\n"
"----------\n"
"cls : type\n"
"    A record class; records of classes below it are taken too.\n"
"field, *fields : str or int\n"
"    Names of fields, or their positions, from the end if negative.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    `cls` is no record class; or, in a call, the argument is no record of it.\n"
"AttributeError\n"
"    There is no field of the name; or, in a call, the field is unset.\n"
"IndexError\n"
"    There is no field at the position.\n\n"
"Notes\n"
"-----\n"
"getter(r) is r.x: where a subclass or a later assignment has put a property in the place of the\n"
"field, the property decides.  Fields of an array have no names; there it is r[i].\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, fieldgetter\n"
">>> Point = recordclass('Point', 'x y')\n"
">>> sorted([Point(1, 5), Point(2, 3)], key=fieldgetter(Point, 'y'))\n"
"[Point(x=2, y=3), Point(x=1, y=5)]\n"
">>> fieldgetter(Point, 'y', 'x')(Point(1, 5))\n"
"(5, 1)");

static PyType_Slot fieldgetter_slots[] = {
    {Py_tp_new, fieldgetter_new},
    {Py_tp_dealloc, fieldgetter_dealloc},
    {Py_tp_traverse, fieldgetter_traverse},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_repr, fieldgetter_repr},
    {Py_tp_methods, fieldgetter_methods},
    {Py_tp_members, fieldgetter_members},
    {Py_tp_doc, (void *)fieldgetter_doc},
    {0, NULL},
};

static PyType_Spec fieldgetter_spec = {
    .name = "recordclass.fieldgetter",
    .basicsize = sizeof(RcFieldGetterObject),
    .itemsize = sizeof(GetterField),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE
             | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = fieldgetter_slots,
};

int
rc_fieldgetter_init(PyObject *module, RcState *state)
{
    state->fieldgetter = (PyTypeObject *)PyType_FromModuleAndSpec(module, &fieldgetter_spec, NULL);
    if (state->fieldgetter == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "fieldgetter", (PyObject *)state->fieldgetter);
}
