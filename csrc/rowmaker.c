/* rowmaker.c - what makes records of the rows of a file or a query.

       class rowmaker:                              # of rows with known columns
           def __call__(self, row):                 # or (cursor, row), as sqlite3 calls row factories
               values = [convert(value) for value in row], each in its place
               return self.cls(*values[:n], **dict(zip(self.kwnames, values[n:])))

   The Python layer (recordclass.tools) says what a column means; here is the part that each row
   costs.  An error of a conversion goes to `fault`, which knows the line and the column's name.
   A row is read into an array of strong references before any conversion, which may run Python
   code, begins.  A maker never changes, and the collector knows none that is not whole.

   sqlite3 calls a row factory without holding it, and a conversion may take it away from its
   cursor: a maker holds itself while it is called.  rowfactory.c chooses a maker by statement. */
#include "record.h"

typedef struct {
    Py_ssize_t place;   /* of the value among the arguments */
    PyTypeObject *kind; /* a value of exactly this type stays as it is; owned or NULL */
    PyObject *call;     /* what converts; owned, NULL: nothing does */
    int optional;       /* None stays, and an empty text becomes None */
} RowColumn;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *cls; /* owned, as the next two are */
    PyObject *kwnames;
    PyObject *fault;
    Py_ssize_t n; /* columns; -1: whatever comes, by position */
    int plain;    /* the values are those of the fields, as they come */
    RowColumn *columns;
} RcRowMakerObject;

#define RcRowMakerObject_CAST(op) ((RcRowMakerObject *)(op))

/* ---- a value ---- */

/* The value of a text, in the two commonest cases without a call. */
static PyObject *
rowmaker_call(PyObject *call, PyObject *given)
{
    if (PyUnicode_CheckExact(given)) {
        if (call == (PyObject *)&PyLong_Type) {
            return rc_numeral_int(given);
        }
        if (call == (PyObject *)&PyFloat_Type) {
            return rc_numeral_float(given);
        }
    }
    return PyObject_CallOneArg(call, given);
}

/* Convert *value, which is owned, in place. */
static int
rowmaker_convert(const RowColumn *column, PyObject **value)
{
    PyObject *given = *value, *made;
    if (column->call == NULL || Py_IS_TYPE(given, column->kind)
        || (column->optional && given == Py_None)) {
        return 0;
    }
    if (column->optional && PyUnicode_Check(given) && PyUnicode_GET_LENGTH(given) == 0) {
        made = Py_NewRef(Py_None);
    }
    else {
        made = rowmaker_call(column->call, given);
    }
    if (made == NULL) {
        return -1;
    }
    *value = made;
    Py_DECREF(given);
    return 0;
}

/* Ask `fault` for an error that says more: of column i, or with i = -1 of a wrong number of values.
   It raises; what it returns means that there is nothing more to say. */
static void
rowmaker_ask_fault(RcRowMakerObject *self, Py_ssize_t i, PyObject *problem)
{
    PyObject *result = PyObject_CallFunction(self->fault, "nO", i, problem);
    Py_XDECREF(result);
    if (result != NULL) {
        PyErr_SetString(PyExc_ValueError, "a row cannot be converted");
    }
}

static void
rowmaker_tell_conversion(RcRowMakerObject *self, Py_ssize_t i)
{
    if (!PyErr_ExceptionMatches(PyExc_ValueError) && !PyErr_ExceptionMatches(PyExc_TypeError)
        && !PyErr_ExceptionMatches(PyExc_ArithmeticError)) {
        return;
    }
    RcError error;
    rc_error_take(&error);
    PyObject *problem = Py_NewRef(rc_error_value_borrow(&error));
    rc_error_drop(&error);
    rowmaker_ask_fault(self, i, problem);
    Py_DECREF(problem);
}

static void
rowmaker_tell_size(RcRowMakerObject *self, Py_ssize_t n)
{
    PyObject *number = PyLong_FromSsize_t(n);
    if (number != NULL) {
        rowmaker_ask_fault(self, -1, number);
        Py_DECREF(number);
    }
}

/* ---- a row ---- */

/* The values of a list or a tuple, each in its place; -1 without an error if there are not just
   n of them. */
static int
rowmaker_read(RcRowMakerObject *self, PyObject *row, PyObject **values)
{
    int is_list = PyList_CheckExact(row);
    Py_ssize_t n = is_list ? PyList_GET_SIZE(row) : PyTuple_GET_SIZE(row);
    for (Py_ssize_t i = 0; i < self->n && n == self->n; i++) {
        PyObject *value = is_list ? rc_list_peek(row, i) : Py_NewRef(PyTuple_GET_ITEM(row, i));
        if (value == NULL) {
            return -1; /* another thread has taken it */
        }
        values[self->columns[i].place] = value;
    }
    return n == self->n ? 0 : -1;
}

static PyObject *
rowmaker_make_in(RcRowMakerObject *self, PyObject *row, PyObject **values)
{
    if (rowmaker_read(self, row, values) < 0) {
        rowmaker_tell_size(self, Py_SIZE((PyVarObject *)row));
        return NULL;
    }
    for (Py_ssize_t i = 0; i < self->n; i++) {
        if (rowmaker_convert(&self->columns[i], &values[self->columns[i].place]) < 0) {
            rowmaker_tell_conversion(self, i);
            return NULL;
        }
    }
    Py_ssize_t n_keywords = self->kwnames != NULL ? PyTuple_GET_SIZE(self->kwnames) : 0;
    return PyObject_Vectorcall(self->cls, values, (size_t)(self->n - n_keywords), self->kwnames);
}

static PyObject *
rowmaker_make_with(RcRowMakerObject *self, PyObject *row)
{
    PyObject *few[16], **values = few;
    size_t n = (size_t)self->n;
    if (n > Py_ARRAY_LENGTH(few)) {
        values = PyMem_Malloc(n * sizeof(PyObject *));
        if (values == NULL) {
            return PyErr_NoMemory();
        }
    }
    memset((void *)values, 0, n * sizeof(PyObject *));
    PyObject *result = rowmaker_make_in(self, row, values);
    for (size_t i = 0; i < n; i++) {
        Py_XDECREF(values[i]);
    }
    if (values != few) {
        PyMem_Free(values);
    }
    return result;
}

/* By a call of the class, converted. */
static PyObject *
rowmaker_make_slowly(RcRowMakerObject *self, PyObject *row)
{
    if (self->n >= 0 && (PyTuple_CheckExact(row) || PyList_CheckExact(row))) {
        return rowmaker_make_with(self, row);
    }
    PyObject *values = PySequence_Tuple(row), *result = NULL;
    if (values != NULL) {
        result = self->n >= 0 ? rowmaker_make_with(self, values)
                              : PyObject_Call(self->cls, values, NULL);
        Py_DECREF(values);
    }
    return result;
}

PyObject *
rc_rowmaker_make(PyObject *op, PyObject *row)
{
    RcRowMakerObject *self = RcRowMakerObject_CAST(op);
    if (self->cls == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the collector has cleared this rowmaker");
        return NULL;
    }
    RcClassObject *cls = RcClassObject_CAST(self->cls);
    if (self->plain && rc_record_is_direct(cls) && rc_record_call_is_ours(cls)) {
        PyObject *record = rc_record_from_row(cls, row);
        if (record != NULL || PyErr_Occurred()) {
            return record;
        }
    }
    /* an iterator may call us for its next value, and so may a conversion */
    PyObject *result = NULL;
    if (Py_EnterRecursiveCall(" while making a record of a row") == 0) {
        result = rowmaker_make_slowly(self, row);
        Py_LeaveRecursiveCall();
    }
    return result;
}

static PyObject *
rowmaker_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (n < 1 || n > 2 || (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0)) {
        PyErr_SetString(PyExc_TypeError, "a rowmaker takes a row, or a cursor and a row");
        return NULL;
    }
    Py_INCREF(op);
    PyObject *result = rc_rowmaker_make(op, args[n - 1]);
    Py_DECREF(op);
    return result;
}

/* ---- life cycle ---- */

static int
rowmaker_traverse(PyObject *op, visitproc visit, void *arg)
{
    RcRowMakerObject *self = RcRowMakerObject_CAST(op);
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->cls);
    Py_VISIT(self->kwnames);
    Py_VISIT(self->fault);
    for (Py_ssize_t i = 0; self->columns != NULL && i < self->n; i++) {
        Py_VISIT(self->columns[i].kind);
        Py_VISIT(self->columns[i].call);
    }
    return 0;
}

static int
rowmaker_clear(PyObject *op)
{
    RcRowMakerObject *self = RcRowMakerObject_CAST(op);
    Py_CLEAR(self->cls);
    Py_CLEAR(self->fault);
    for (Py_ssize_t i = 0; self->columns != NULL && i < self->n; i++) {
        Py_CLEAR(self->columns[i].kind);
        Py_CLEAR(self->columns[i].call);
    }
    return 0;
}

static void
rowmaker_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)rowmaker_clear(op);
    Py_CLEAR(RcRowMakerObject_CAST(op)->kwnames);
    PyMem_Free(RcRowMakerObject_CAST(op)->columns);
    type->tp_free(op);
    Py_DECREF(type);
}

/* Whether the names are those of keywords: strings, and no more of them than columns. */
static int
rowmaker_check_names(PyObject *kwnames, Py_ssize_t n)
{
    int good = PyTuple_GET_SIZE(kwnames) <= n;
    for (Py_ssize_t i = 0; good && i < PyTuple_GET_SIZE(kwnames); i++) {
        good = PyUnicode_CheckExact(PyTuple_GET_ITEM(kwnames, i));
    }
    if (!good) {
        PyErr_SetString(PyExc_TypeError, "rowmaker(): the keywords must be columns' names");
    }
    return good;
}

/* Column i is given as (place, kind, call, optional), of which `call` None converts nothing; `taken`
   has a mark for each place that a column before it has. */
static int
rowmaker_set_column(RcRowMakerObject *self, Py_ssize_t i, PyObject *given, char *taken)
{
    RowColumn *column = &self->columns[i];
    PyObject *kind, *call;
    Py_ssize_t place;
    int optional;
    if (!PyTuple_Check(given)) {
        PyErr_SetString(PyExc_TypeError, "rowmaker(): a column is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(given, "nOOp:rowmaker", &place, &kind, &call, &optional)) {
        return -1;
    }
    if (place < 0 || place >= self->n || taken[place] || (kind != Py_None && !PyType_Check(kind))
        || (call != Py_None && !PyCallable_Check(call))) {
        PyErr_Format(PyExc_TypeError, "rowmaker(): column %zd is described wrongly", i);
        return -1;
    }
    taken[place] = 1;
    column->place = place;
    column->optional = optional;
    column->kind = kind == Py_None ? NULL : (PyTypeObject *)Py_NewRef(kind);
    column->call = call == Py_None ? NULL : Py_NewRef(call);
    self->plain = self->plain && place == i && column->call == NULL;
    return 0;
}

static int
rowmaker_set_columns(RcRowMakerObject *self, PyObject *columns, PyObject *kwnames)
{
    Py_ssize_t n = PyTuple_GET_SIZE(columns);
    if (!rowmaker_check_names(kwnames, n)) {
        return -1;
    }
    size_t n_room = (size_t)n + 1; /* never an empty allocation */
    char *taken = PyMem_Calloc(n_room, 1);
    self->columns = PyMem_Calloc(n_room, sizeof(RowColumn));
    if (taken == NULL || self->columns == NULL) {
        PyMem_Free(taken);
        PyErr_NoMemory();
        return -1;
    }
    self->n = n;
    if (PyTuple_GET_SIZE(kwnames) > 0) {
        self->kwnames = Py_NewRef(kwnames);
    }
    self->plain = n == RcClassObject_CAST(self->cls)->n_fields && self->kwnames == NULL;
    int result = 0;
    for (Py_ssize_t i = 0; i < n && result == 0; i++) {
        result = rowmaker_set_column(self, i, PyTuple_GET_ITEM(columns, i), taken);
    }
    PyMem_Free(taken);
    return result;
}

static PyObject *
rowmaker_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"cls", "columns", "kwnames", "fault", NULL};
    PyObject *cls, *columns = NULL, *kwnames = NULL, *fault = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!|O!O!O:rowmaker", keywords, &PyType_Type,
                                     &cls, &PyTuple_Type, &columns, &PyTuple_Type, &kwnames,
                                     &fault)) {
        return NULL;
    }
    if (!rc_class_check((PyTypeObject *)cls) || !rc_class_is_ready(RcClassObject_CAST(cls))) {
        PyErr_Format(PyExc_TypeError, "rowmaker() needs a record class, not %R", cls);
        return NULL;
    }
    if (columns != NULL && (fault == NULL || !PyCallable_Check(fault))) {
        PyErr_SetString(PyExc_TypeError, "rowmaker(): columns need kwnames and a fault to call");
        return NULL;
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op == NULL) {
        return NULL;
    }
    PyObject_GC_UnTrack(op); /* a description's __bool__ or __index__ must not find it yet */
    RcRowMakerObject *self = RcRowMakerObject_CAST(op);
    self->vectorcall = rowmaker_vectorcall;
    self->cls = Py_NewRef(cls);
    self->fault = Py_XNewRef(fault);
    self->n = -1;
    self->plain = 1;
    if (columns != NULL && rowmaker_set_columns(self, columns, kwnames) < 0) {
        Py_DECREF(op);
        return NULL;
    }
    PyObject_GC_Track(op);
    return op;
}

static PyMemberDef rowmaker_members[] = {
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(RcRowMakerObject, vectorcall), Py_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(rowmaker_doc,
"rowmaker(cls, columns=..., kwnames=..., fault=...)\n"
"--\n\n"
"Makes records of rows; for recordclass.tools.\n\n"
"columns has for each column of a row (place, kind, call, optional): its place among the arguments,\n"
"and what converts values that are not of exactly that type, or None; kwnames names the last of the\n"
"arguments; fault(column, error) or fault(-1, n) raises an error that says more.  Without columns\n"
"a row's values are the positional arguments.");

static PyType_Slot rowmaker_slots[] = {
    {Py_tp_new, rowmaker_new},           {Py_tp_dealloc, rowmaker_dealloc},
    {Py_tp_traverse, rowmaker_traverse}, {Py_tp_clear, rowmaker_clear},
    {Py_tp_call, PyVectorcall_Call},     {Py_tp_members, rowmaker_members},
    {Py_tp_doc, (void *)rowmaker_doc},   {0, NULL},
};

static PyType_Spec rowmaker_spec = {
    .name = "recordclass._core.rowmaker",
    .basicsize = sizeof(RcRowMakerObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE
             | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = rowmaker_slots,
};

PyDoc_STRVAR(takes_positions_doc,
"takes_positions($module, cls, /)\n"
"--\n\n"
"Whether calling the record class runs no __new__, __init__ or __call__ of a program.");

static PyObject *
rowmaker_takes_positions(PyObject *Py_UNUSED(module), PyObject *op)
{
    if (!PyType_Check(op) || !rc_class_check((PyTypeObject *)op)) {
        PyErr_Format(PyExc_TypeError, "takes_positions() needs a record class, not %R", op);
        return NULL;
    }
    return PyBool_FromLong(rc_record_call_is_ours(RcClassObject_CAST(op)));
}

static PyMethodDef rowmaker_functions[] = {
    {"takes_positions", rowmaker_takes_positions, METH_O, takes_positions_doc},
    {NULL, NULL, 0, NULL},
};

int
rc_rowmaker_init(PyObject *module, RcState *state)
{
    state->rowmaker = (PyTypeObject *)PyType_FromModuleAndSpec(module, &rowmaker_spec, NULL);
    if (state->rowmaker == NULL
        || PyModule_AddObjectRef(module, "rowmaker", (PyObject *)state->rowmaker) < 0) {
        return -1;
    }
    return PyModule_AddFunctions(module, rowmaker_functions);
}
