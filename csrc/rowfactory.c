/* rowfactory.c - what makes records of the rows of any statement, for sqlite3's row_factory.

       class rowfactory:
           def __call__(self, cursor, row):
               if cursor.description is not self.description:
                   self.description, self.make = cursor.description, self.prepare(cursor)
               return self.make(row)                # a rowmaker most often, see rowmaker.c

   A cursor has a new description for each statement and the same one for all of its rows.  That of
   sqlite3's own cursors is read in its place, which is as much as each row costs here.

   The fields that change are written together in the factory's critical section, and those that
   belong together are read in one.  sqlite3 calls a row factory without holding it, and `prepare`
   or what makes a record may take it away from its cursor: a factory holds itself while it is
   called. */
#include "record.h"

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *prepare;     /* gives what makes a record of a row of the cursor; owned */
    PyObject *description; /* of the last statement; the same object until the next; owned */
    PyObject *make;        /* for that statement; owned */
    PyTypeObject *type;    /* of its cursor; owned, NULL where that has no such place */
    Py_ssize_t offset;     /* where cursors of just that type have their description */
    RcState *state;
    PyObject *module; /* keeps the state alive; owned */
} RcRowFactoryObject;

#define RcRowFactoryObject_CAST(op) ((RcRowFactoryObject *)(op))

/* ---- which statement ---- */

/* Where the instances of a type have their description, now and ever, since nobody can change the
   type; -1: perhaps nowhere. */
static Py_ssize_t
rowfactory_find_offset(PyTypeObject *type, PyObject *name)
{
    if (!PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE)
        || type->tp_getattro != PyObject_GenericGetAttr) {
        return -1;
    }
    PyObject *found = rc_type_lookup_borrow(type, name);
    if (found == NULL || !Py_IS_TYPE(found, &PyMemberDescr_Type) || PyDescr_TYPE(found) != type) {
        return -1;
    }
    PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
    /* nor is reading it audited */
    return member->type == RC_T_OBJECT && member->flags == Py_READONLY ? member->offset : -1;
}

/* Keep what makes the rows of a statement, and where its cursor says which statement that is. */
static void
rowfactory_keep(PyObject *op, PyObject *cursor, PyObject *description, PyObject *make)
{
    RcRowFactoryObject *self = RcRowFactoryObject_CAST(op);
    PyTypeObject *type = Py_TYPE(cursor), *old_type;
    Py_ssize_t offset = rowfactory_find_offset(type, self->state->s_description);
    PyObject *old_description, *old_make;
    Py_INCREF(description);
    Py_INCREF(make);
    type = offset >= 0 ? (PyTypeObject *)Py_NewRef(type) : NULL;
    Py_BEGIN_CRITICAL_SECTION(op);
    old_description = self->description;
    old_make = self->make;
    old_type = self->type;
    self->description = description;
    self->make = make;
    self->type = type;
    self->offset = offset;
    Py_END_CRITICAL_SECTION();
    Py_XDECREF(old_description);
    Py_XDECREF(old_make);
    Py_XDECREF(old_type);
}

/* What makes the rows of a cursor's statement; a new reference. */
static PyObject *
rowfactory_maker_of_statement(PyObject *op, PyObject *cursor)
{
    RcRowFactoryObject *self = RcRowFactoryObject_CAST(op);
    PyObject *description = PyObject_GetAttr(cursor, self->state->s_description);
    PyObject *make = NULL;
    if (description == NULL) {
        return NULL;
    }
    Py_BEGIN_CRITICAL_SECTION(op);
    if (self->description == description) {
        make = Py_XNewRef(self->make);
    }
    Py_END_CRITICAL_SECTION();
    if (make == NULL) {
        make = PyObject_CallOneArg(self->prepare, cursor);
        if (make != NULL) {
            rowfactory_keep(op, cursor, description, make);
        }
    }
    Py_DECREF(description);
    return make;
}

/* The same, at once where a look at the cursor shows the statement of the row before. */
static inline PyObject *
rowfactory_maker(PyObject *op, PyObject *cursor)
{
    RcRowFactoryObject *self = RcRowFactoryObject_CAST(op);
    PyObject *make = NULL;
    Py_BEGIN_CRITICAL_SECTION(op);
    if (Py_IS_TYPE(cursor, self->type)
        && rc_slot_peek((char *)cursor + self->offset) == self->description) {
        make = Py_XNewRef(self->make);
    }
    Py_END_CRITICAL_SECTION();
    return make != NULL ? make : rowfactory_maker_of_statement(op, cursor);
}

/* ---- a call ---- */

static PyObject *
rowfactory_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    RcRowFactoryObject *self = RcRowFactoryObject_CAST(op);
    if (PyVectorcall_NARGS(nargsf) != 2 || (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0)) {
        PyErr_SetString(PyExc_TypeError, "a row factory takes a cursor and a row");
        return NULL;
    }
    PyObject *result = NULL;
    if (Py_EnterRecursiveCall(" while making a record of a row")) {
        return NULL; /* what `prepare` is or gives may be this factory */
    }
    Py_INCREF(op);
    PyObject *make = rowfactory_maker(op, args[0]);
    if (make != NULL) {
        result = Py_IS_TYPE(make, self->state->rowmaker) ? rc_rowmaker_make(make, args[1])
                                                         : PyObject_CallOneArg(make, args[1]);
        Py_DECREF(make);
    }
    Py_DECREF(op);
    Py_LeaveRecursiveCall();
    return result;
}

/* ---- life cycle ---- */

static int
rowfactory_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(RcRowFactoryObject_CAST(op)->prepare);
    Py_VISIT(RcRowFactoryObject_CAST(op)->description);
    Py_VISIT(RcRowFactoryObject_CAST(op)->make);
    Py_VISIT(RcRowFactoryObject_CAST(op)->type);
    Py_VISIT(RcRowFactoryObject_CAST(op)->module);
    return 0;
}

/* `prepare` and the module stay: a call of a factory that was cleared must still find them. */
static int
rowfactory_clear(PyObject *op)
{
    Py_CLEAR(RcRowFactoryObject_CAST(op)->description);
    Py_CLEAR(RcRowFactoryObject_CAST(op)->make);
    Py_CLEAR(RcRowFactoryObject_CAST(op)->type);
    return 0;
}

static void
rowfactory_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)rowfactory_clear(op);
    Py_CLEAR(RcRowFactoryObject_CAST(op)->prepare);
    Py_CLEAR(RcRowFactoryObject_CAST(op)->module);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *
rowfactory_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"prepare", NULL};
    PyObject *prepare, *module = rc_class_module_borrow(type);
    if (module == NULL
        || !PyArg_ParseTupleAndKeywords(args, kwargs, "O:rowfactory", keywords, &prepare)) {
        return NULL;
    }
    if (!PyCallable_Check(prepare)) {
        PyErr_SetString(PyExc_TypeError, "rowfactory(): prepare must be callable");
        return NULL;
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        RcRowFactoryObject *self = RcRowFactoryObject_CAST(op);
        self->vectorcall = rowfactory_vectorcall;
        self->prepare = Py_NewRef(prepare);
        self->module = Py_NewRef(module);
        self->state = PyModule_GetState(module);
    }
    return op;
}

static PyMemberDef rowfactory_members[] = {
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(RcRowFactoryObject, vectorcall), Py_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(rowfactory_doc,
"rowfactory(prepare)\n"
"--\n\n"
"A row factory of sqlite3; prepare(cursor) gives, once a statement, what makes a record of a row.");

static PyType_Slot rowfactory_slots[] = {
    {Py_tp_new, rowfactory_new},           {Py_tp_dealloc, rowfactory_dealloc},
    {Py_tp_traverse, rowfactory_traverse}, {Py_tp_clear, rowfactory_clear},
    {Py_tp_call, PyVectorcall_Call},       {Py_tp_members, rowfactory_members},
    {Py_tp_doc, (void *)rowfactory_doc},   {0, NULL},
};

static PyType_Spec rowfactory_spec = {
    .name = "recordclass._core.rowfactory",
    .basicsize = sizeof(RcRowFactoryObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE
             | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = rowfactory_slots,
};

int
rc_rowfactory_init(PyObject *module, RcState *state)
{
    state->rowfactory = (PyTypeObject *)PyType_FromModuleAndSpec(module, &rowfactory_spec, NULL);
    if (state->rowfactory == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "rowfactory", (PyObject *)state->rowfactory);
}
