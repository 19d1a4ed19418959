/* record_repr.c - Point(x=1, y=2), memoryslots(1, 2).

   repr=False, repr_omit_defaults and a Field's repr= are heard.  An unset field shows as
   `x=<unset>`; a record inside itself as `...`.  repr() must work on every record, since it is
   what a debugger and a traceback print.

   The short way is for records of simple values, and text.c says what is simple: all goes straight
   into a buffer.  On the long way the texts of the values are made first, then their lengths are
   added up and all is put into one string of that length.  A record of nothing but numbers and
   strings cannot contain itself: it is not entered among those that are being shown. */
#include "record.h"
#include "text.h"

/* The texts of the values, in order. */
typedef struct {
    RcClassObject *cls;
    PyObject **texts;   /* owned, one an item; NULL: the item is left out */
    Py_ssize_t n_texts; /* those that have been made */
    PyObject *few[16];  /* where `texts` points in most cases */
} ReprPieces;

/* What a value shows as: repr(value), or what the field's own repr callable gives. */
static PyObject *
repr_value(RcClassObject *cls, PyObject *value, Py_ssize_t i)
{
    PyObject *show = i < cls->n_fields ? cls->fields[i].show : NULL;
    if (show == NULL) {
        return rc_is_atom(value) ? Py_TYPE(value)->tp_repr(value) : PyObject_Repr(value);
    }
    Py_INCREF(show);
    PyObject *text = PyObject_CallOneArg(show, value);
    Py_DECREF(show);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "%U: repr of field '%U' must return a string, not '%s'",
                     rc_class_name_borrow(cls), cls->fields[i].name, Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    if (text != NULL && rc_unicode_ready(text) < 0) {
        Py_CLEAR(text);
    }
    return text;
}

/* Whether a factory of the usual kind would have made `value`: an empty list, dict or set. */
static int
repr_is_empty(PyObject *factory, PyObject *value)
{
    if ((PyObject *)Py_TYPE(value) != factory) {
        return 0;
    }
    return (PyList_CheckExact(value) && PyList_GET_SIZE(value) == 0)
           || (PyDict_CheckExact(value) && PyDict_GET_SIZE(value) == 0)
           || (PyAnySet_CheckExact(value) && PySet_GET_SIZE(value) == 0);
}

/* Whether repr leaves the field out: it is not shown at all, or has its default. */
static int
repr_leaves_out(RcClassObject *cls, PyObject *value, Py_ssize_t i)
{
    if (i >= cls->n_fields) {
        return 0;
    }
    RcField *field = &cls->fields[i];
    if (field->flags & RC_FIELD_NO_REPR) {
        return 1;
    }
    if (!(cls->flags & RC_CLASS_OMIT_DEFAULTS) || value == NULL || field->default_value == NULL) {
        return 0;
    }
    if (field->flags & RC_FIELD_FACTORY) {
        return repr_is_empty(field->default_value, value);
    }
    PyObject *default_value = Py_NewRef(field->default_value);
    int equal = PyObject_RichCompareBool(value, default_value, Py_EQ);
    Py_DECREF(default_value);
    return equal;
}

/* ---- the texts ---- */

static int
repr_start(ReprPieces *pieces, RcClassObject *cls, Py_ssize_t n)
{
    pieces->cls = cls;
    pieces->n_texts = 0;
    pieces->texts = pieces->few;
    if (n > (Py_ssize_t)Py_ARRAY_LENGTH(pieces->few)) {
        pieces->texts = PyMem_New(PyObject *, (size_t)n);
        if (pieces->texts == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

static void
repr_end(ReprPieces *pieces)
{
    for (Py_ssize_t i = 0; i < pieces->n_texts; i++) {
        Py_XDECREF(pieces->texts[i]);
    }
    if (pieces->texts != pieces->few) {
        PyMem_Free(pieces->texts);
    }
}

/* The text of item i, or NULL: left out, or an error. */
static PyObject *
repr_text(RcClassObject *cls, PyObject *op, Py_ssize_t i)
{
    PyObject *value = rc_record_peek(op, i), *text = NULL;
    if (repr_leaves_out(cls, value, i) == 0) {
        text = value != NULL ? repr_value(cls, value, i) : Py_NewRef(cls->state->s_unset);
    }
    Py_XDECREF(value);
    return text;
}

static int
repr_collect(ReprPieces *pieces, PyObject *op, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *text = repr_text(pieces->cls, op, i);
        if (text == NULL && PyErr_Occurred()) {
            return -1;
        }
        pieces->texts[pieces->n_texts++] = text;
    }
    return 0;
}

/* ---- one string of them ---- */

/* The name that stands in front of text i, borrowed, or NULL. */
static inline PyObject *
repr_name_borrow(RcClassObject *cls, Py_ssize_t i)
{
    return cls->names != NULL && i < cls->n_fields ? cls->fields[i].name : NULL;
}

static inline int
repr_measure_one(PyObject *piece, Py_ssize_t *length, Py_UCS4 *widest)
{
    Py_UCS4 wide = PyUnicode_MAX_CHAR_VALUE(piece);
    *widest = wide > *widest ? wide : *widest;
    if (PyUnicode_GET_LENGTH(piece) > PY_SSIZE_T_MAX - 4 - *length) {
        PyErr_NoMemory();
        return -1;
    }
    *length += PyUnicode_GET_LENGTH(piece);
    return 0;
}

/* How long the whole is, and which characters it has. */
static int
repr_measure(ReprPieces *pieces, PyObject *class_name, Py_ssize_t *length, Py_UCS4 *widest)
{
    RcClassObject *cls = pieces->cls;
    Py_ssize_t n_shown = 0;
    *length = 2; /* "()" */
    *widest = 0;
    if (repr_measure_one(class_name, length, widest) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < pieces->n_texts; i++) {
        PyObject *name = repr_name_borrow(cls, i);
        if (pieces->texts[i] == NULL) {
            continue;
        }
        if (repr_measure_one(pieces->texts[i], length, widest) < 0
            || (name != NULL && repr_measure_one(name, length, widest) < 0)) {
            return -1;
        }
        *length += (name != NULL) + (n_shown++ > 0 ? 2 : 0); /* "=" and ", " */
    }
    return 0;
}

/* Put a string into `whole`, which has room for it and for its characters. */
static inline void
repr_put(PyObject *whole, Py_ssize_t *at, PyObject *piece)
{
    Py_ssize_t n = PyUnicode_GET_LENGTH(piece);
    if (PyUnicode_KIND(whole) == PyUnicode_KIND(piece)) {
        size_t width = (size_t)PyUnicode_KIND(piece);
        memcpy((char *)PyUnicode_DATA(whole) + (size_t)*at * width, PyUnicode_DATA(piece),
               (size_t)n * width);
    }
    else {
        (void)PyUnicode_CopyCharacters(whole, *at, piece, 0, n);
    }
    *at += n;
}

static inline void
repr_put_char(PyObject *whole, Py_ssize_t *at, Py_UCS4 character)
{
    PyUnicode_WRITE(PyUnicode_KIND(whole), PyUnicode_DATA(whole), *at, character);
    *at += 1;
}

/* The class may get another name meanwhile: `class_name` is the one that is measured and written. */
static PyObject *
repr_join(ReprPieces *pieces, PyObject *class_name)
{
    RcClassObject *cls = pieces->cls;
    Py_ssize_t length, at = 0;
    Py_UCS4 widest;
    int first = 1;
    if (repr_measure(pieces, class_name, &length, &widest) < 0) {
        return NULL;
    }
    PyObject *whole = PyUnicode_New(length, widest);
    if (whole == NULL) {
        return NULL;
    }
    repr_put(whole, &at, class_name);
    repr_put_char(whole, &at, '(');
    for (Py_ssize_t i = 0; i < pieces->n_texts; i++) {
        PyObject *name = repr_name_borrow(cls, i);
        if (pieces->texts[i] == NULL) {
            continue;
        }
        if (!first) {
            repr_put_char(whole, &at, ',');
            repr_put_char(whole, &at, ' ');
        }
        first = 0;
        if (name != NULL) {
            repr_put(whole, &at, name);
            repr_put_char(whole, &at, '=');
        }
        repr_put(whole, &at, pieces->texts[i]);
    }
    repr_put_char(whole, &at, ')');
    assert(at == PyUnicode_GET_LENGTH(whole));
    return whole;
}

/* ---- the whole ---- */

static PyObject *
repr_fields(RcClassObject *cls, PyObject *op)
{
    ReprPieces pieces;
    Py_ssize_t n = rc_record_size(op); /* stays so, whatever class a value's repr gives us */
    if (repr_start(&pieces, cls, n) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (repr_collect(&pieces, op, n) == 0) {
        PyObject *name = Py_NewRef(rc_class_name_borrow(cls));
        result = repr_join(&pieces, name);
        Py_DECREF(name);
    }
    repr_end(&pieces);
    return result;
}

static PyObject *
repr_guarded(RcClassObject *cls, PyObject *op)
{
    int inside = Py_ReprEnter(op);
    if (inside != 0) {
        return inside < 0 ? NULL : PyUnicode_FromFormat("%U(...)", rc_class_name_borrow(cls));
    }
    PyObject *result = NULL;
    if (Py_EnterRecursiveCall(" while getting the repr of a record") == 0) {
        result = repr_fields(cls, op);
        Py_LeaveRecursiveCall();
    }
    Py_ReprLeave(op);
    return result;
}

/* The short way; 0 where the long one has to be taken. */
static int
repr_simply(RcClassObject *cls, PyObject *op, RcText *text)
{
    if (!RC_WITH_GIL || (cls->flags & RC_CLASS_OMIT_DEFAULTS)
        || !rc_text_put_name(text, rc_class_name_borrow(cls)) || !rc_text_put(text, "(", 1)) {
        return 0;
    }
    Py_ssize_t n_shown = 0;
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        PyObject *value = rc_record_glance(op, i);
        RcField *field = i < cls->n_fields ? &cls->fields[i] : NULL;
        if (field != NULL && (field->flags & RC_FIELD_NO_REPR)) {
            continue;
        }
        if (value == NULL || (field != NULL && field->show != NULL)
            || (n_shown++ > 0 && !rc_text_put(text, ", ", 2))) {
            return 0;
        }
        if (field != NULL && field->name != NULL
            && !(rc_text_put_name(text, field->name) && rc_text_put(text, "=", 1))) {
            return 0;
        }
        if (!rc_text_put_repr(text, value)) {
            return 0;
        }
    }
    return rc_text_put(text, ")", 1);
}

/* Whether showing the record calls nothing but the reprs of the interpreter's atoms. */
static int
repr_is_plain(RcClassObject *cls, PyObject *op)
{
    if (!RC_WITH_GIL || (cls->flags & RC_CLASS_OMIT_DEFAULTS)) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < rc_record_size(op); i++) {
        PyObject *value = rc_record_glance(op, i);
        if ((value != NULL && !rc_is_atom(value))
            || (i < cls->n_fields && cls->fields[i].show != NULL)) {
            return 0;
        }
    }
    return 1;
}

PyObject *
rc_record_repr(PyObject *op)
{
    if (!rc_record_is_one(op)) {
        return NULL;
    }
    /* A value's repr may give the record another class: the one we began with is ours till the
       end. */
    RcClassObject *cls = RcClassObject_CAST(Py_NewRef(Py_TYPE(op)));
    if (cls->flags & RC_CLASS_NO_REPR) {
        Py_DECREF(cls); /* the record keeps it */
        return PyBaseObject_Type.tp_repr(op);
    }
    RcText text;
    text.length = 0; /* the bytes need not be anything yet */
    PyObject *result;
    if (repr_simply(cls, op, &text)) {
        result = rc_text_finish(&text);
    }
    else {
        result = repr_is_plain(cls, op) ? repr_fields(cls, op) : repr_guarded(cls, op);
    }
    Py_DECREF(cls);
    return result;
}
