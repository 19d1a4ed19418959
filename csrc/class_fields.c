/* class_fields.c - the second step of making a class: which fields it has.

       fields = base.fields + own fields        # one of the base's names replaces that field
       vars   = base.vars + own vars            # InitVars: arguments, not fields

   A description is a tuple (name, default or MISSING, flags, doc or None, info), where info, which
   may be missing or None, is an object with the attributes alias, converter, validator and repr:
   the Field that the program wrote; or a name alone, of which nothing else is said.  Everything is
   checked here again, whatever the Python layer has checked.  The result lies in the RcClassBuild: first the fields, behind them the vars. */
#include "rc.h"

static void
fields_clear_one(RcField *field)
{
    Py_CLEAR(field->name);
    Py_CLEAR(field->default_value);
    Py_CLEAR(field->doc);
    Py_CLEAR(field->alias);
    Py_CLEAR(field->converter);
    Py_CLEAR(field->validator);
    Py_CLEAR(field->show);
    Py_CLEAR(field->info);
}

void
rc_fields_free(RcField *fields, Py_ssize_t n)
{
    if (fields == NULL) {
        return;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        fields_clear_one(&fields[i]);
    }
    PyMem_Free(fields);
}

/* Give every reference that a copied field holds an owner. */
static void
fields_own(RcField *field)
{
    Py_XINCREF(field->name);
    Py_XINCREF(field->default_value);
    Py_XINCREF(field->doc);
    Py_XINCREF(field->alias);
    Py_XINCREF(field->converter);
    Py_XINCREF(field->validator);
    Py_XINCREF(field->show);
    Py_XINCREF(field->info);
}

/* Room for n more fields and vars behind those of the base, which are copied. */
static int
fields_start(RcClassBuild *build, PyObject *name, Py_ssize_t n_own)
{
    RcClassObject *base = build->base;
    Py_ssize_t n_base = base != NULL && base->n_fields > 0 ? base->n_fields : 0;
    Py_ssize_t n_vars = base != NULL ? base->n_vars : 0;
    Py_ssize_t most = PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(RcField) / 4;
    if (n_own > most || n_base > most - n_own) {
        PyErr_Format(PyExc_OverflowError, "%U: too many fields", name);
        return -1;
    }
    size_t n_room = (size_t)(n_base + n_vars + n_own) + 1; /* never an empty allocation */
    build->fields = PyMem_Calloc(n_room, sizeof(RcField));
    build->vars = PyMem_Calloc((size_t)(n_vars + n_own) + 1, sizeof(RcField));
    if (build->fields == NULL || build->vars == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_base; i++) {
        build->fields[i] = base->fields[i];
        fields_own(&build->fields[i]);
    }
    for (Py_ssize_t i = 0; i < n_vars; i++) {
        build->vars[i] = base->fields[n_base + i];
        fields_own(&build->vars[i]);
    }
    build->n_fields = n_base;
    build->n_vars = n_vars;
    return 0;
}

/* Whether a name is of the form __x__, which Python keeps for itself. */
static int
fields_is_special(PyObject *name)
{
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    return n > 4 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_'
           && PyUnicode_READ_CHAR(name, n - 1) == '_' && PyUnicode_READ_CHAR(name, n - 2) == '_';
}

static int
fields_check_name(PyObject *name, PyObject *field_name)
{
    if (!PyUnicode_IsIdentifier(field_name)) {
        PyErr_Format(PyExc_ValueError, "%U: field name %R is not an identifier", name, field_name);
        return -1;
    }
    if (fields_is_special(field_name)) {
        PyErr_Format(PyExc_ValueError, "%U: a field cannot have a special name: %R", name,
                     field_name);
        return -1;
    }
    return 0;
}

/* An attribute of a Field; None is NULL. */
static int
fields_read(PyObject *info, PyObject *attribute, PyObject **result)
{
    *result = PyObject_GetAttr(info, attribute);
    if (*result == Py_None) {
        Py_CLEAR(*result);
        return 0;
    }
    return *result == NULL ? -1 : 0;
}

static int
fields_check_callable(PyObject *name, PyObject *field_name, const char *what, PyObject *value)
{
    if (value != NULL && !PyCallable_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%U: the %s of field %R must be callable, not '%s'", name,
                     what, field_name, Py_TYPE(value)->tp_name);
        return -1;
    }
    return 0;
}

/* What the Field behind a description brings. */
static int
fields_parse_info(RcClassBuild *build, PyObject *name, PyObject *field_name, PyObject *info,
                  RcField *field)
{
    RcState *state = build->state;
    PyObject *alias;
    if (fields_read(info, state->s_alias, &alias) < 0) {
        return -1;
    }
    if (alias != NULL) {
        if (!PyUnicode_Check(alias) || !PyUnicode_IsIdentifier(alias)) {
            PyErr_Format(PyExc_TypeError, "%U: the alias of field %R must be an identifier", name,
                         field_name);
            Py_DECREF(alias);
            return -1;
        }
        field->alias = PyUnicode_FromObject(alias);
        Py_DECREF(alias);
        if (field->alias == NULL) {
            return -1;
        }
        PyUnicode_InternInPlace(&field->alias);
    }
    PyObject *show;
    if (fields_read(info, state->s_converter, &field->converter) < 0
        || fields_check_callable(name, field_name, "converter", field->converter) < 0
        || fields_read(info, state->s_validator, &field->validator) < 0
        || fields_check_callable(name, field_name, "validator", field->validator) < 0
        || fields_read(info, state->s_repr, &show) < 0) {
        return -1;
    }
    if (show == NULL || PyBool_Check(show)) {
        Py_XDECREF(show);
    }
    else {
        field->show = show;
        if (fields_check_callable(name, field_name, "repr", show) < 0) {
            return -1;
        }
    }
    if (field->converter != NULL || field->validator != NULL) {
        field->flags |= RC_FIELD_CHECKED;
    }
    field->info = Py_NewRef(info);
    return 0;
}

/* Refuse what cannot be together. */
static int
fields_check_flags(PyObject *name, PyObject *field_name, const RcField *field)
{
    unsigned int flags = field->flags;
    if ((flags & ~(RC_FIELD_GIVEN | RC_FIELD_CHECKED)) != 0
        || ((flags & (RC_FIELD_FACTORY | RC_FIELD_COPY)) && field->default_value == NULL)
        || ((flags & RC_FIELD_SELF) && !(flags & RC_FIELD_FACTORY))) {
        PyErr_Format(PyExc_TypeError, "%U: field %R has a wrong description", name, field_name);
        return -1;
    }
    if ((flags & RC_FIELD_INIT_VAR)
        && (flags & (RC_FIELD_NO_INIT | RC_FIELD_SELF | RC_FIELD_READONLY | RC_FIELD_CHECKED))) {
        PyErr_Format(PyExc_TypeError,
                     "%U: InitVar %R is an argument and no field: it cannot have init=False, "
                     "readonly, a converter, a validator or a factory that takes the record",
                     name, field_name);
        return -1;
    }
    if (flags & RC_FIELD_FACTORY) {
        return fields_check_callable(name, field_name, "factory", field->default_value);
    }
    return 0;
}

/* The docstring of a field of a named tuple of which nothing is said; those of the first fields are
   kept. */
static PyObject *
fields_alias_doc(RcState *state, Py_ssize_t position)
{
    if (state->alias_docs != NULL && position < PyTuple_GET_SIZE(state->alias_docs)) {
        return Py_NewRef(PyTuple_GET_ITEM(state->alias_docs, position));
    }
    return PyUnicode_FromFormat("Alias for field number %zd", position);
}

int
rc_class_fields_init(PyObject *Py_UNUSED(module), RcState *state)
{
    PyObject *docs = PyTuple_New(RC_SCAN_MAX);
    for (Py_ssize_t i = 0; docs != NULL && i < RC_SCAN_MAX; i++) {
        PyObject *doc = fields_alias_doc(state, i);
        if (doc == NULL) {
            Py_CLEAR(docs);
            break;
        }
        PyTuple_SET_ITEM(docs, i, doc);
    }
    state->alias_docs = docs;
    return docs == NULL ? -1 : 0;
}

/* A field's name as a plain, interned str, whatever kind of str was given. */
static PyObject *
fields_plain_name(PyObject *field_name)
{
    PyObject *result = PyUnicode_FromObject(field_name);
    if (result != NULL) {
        PyUnicode_InternInPlace(&result);
    }
    return result;
}

/* A name alone describes a field of which nothing else is said. */
static int
fields_parse_name(RcClassBuild *build, PyObject *name, PyObject *field_name, Py_ssize_t position,
                  RcField *field)
{
    if (fields_check_name(name, field_name) < 0) {
        return -1;
    }
    field->name = fields_plain_name(field_name);
    if (field->name != NULL && (build->own_flags & RC_CLASS_NAMED)) {
        field->doc = fields_alias_doc(build->state, position);
        return field->doc == NULL ? -1 : 0;
    }
    return field->name == NULL ? -1 : 0;
}

/* Read description `position`; `field` owns what it gets, also after an error. */
static int
fields_parse(RcClassBuild *build, PyObject *name, PyObject *item, Py_ssize_t position,
             RcField *field)
{
    PyObject *field_name, *default_value, *doc, *info = Py_None;
    if (PyUnicode_CheckExact(item)) {
        return fields_parse_name(build, name, item, position, field);
    }
    if (!PyTuple_Check(item)
        || !PyArg_ParseTuple(item, "UOIO|O", &field_name, &default_value, &field->flags, &doc,
                             &info)) {
        PyErr_Format(PyExc_TypeError,
                     "%U: a field is described by (name, default, flags, doc, info)", name);
        return -1;
    }
    if (fields_check_name(name, field_name) < 0) {
        return -1;
    }
    if ((field->flags & ~RC_FIELD_GIVEN) != 0 || (doc != Py_None && !PyUnicode_Check(doc))) {
        PyErr_Format(PyExc_TypeError, "%U: field %R has a wrong description", name, field_name);
        return -1;
    }
    field->name = fields_plain_name(field_name);
    if (field->name == NULL) {
        return -1;
    }
    field->default_value
        = default_value == build->state->missing ? NULL : Py_NewRef(default_value);
    field->doc = doc == Py_None ? NULL : Py_NewRef(doc);
    if (info != Py_None && fields_parse_info(build, name, field_name, info, field) < 0) {
        return -1;
    }
    return fields_check_flags(name, field_name, field);
}

/* Put `own` in the place of an inherited field or var. */
static int
fields_override(PyObject *name, RcField *field, RcField *own)
{
    if ((own->flags & RC_FIELD_READONLY) && !(field->flags & RC_FIELD_READONLY)) {
        PyErr_Format(PyExc_TypeError,
                     "%U: field '%U' cannot be made readonly, since its base can set it", name,
                     field->name);
        return -1;
    }
    if (own->doc == NULL) {
        own->doc = Py_XNewRef(field->doc);
    }
    own->flags |= field->flags & RC_FIELD_READONLY;
    own->rank = field->rank;
    own->offset = field->offset;
    fields_clear_one(field);
    *field = *own;
    *own = (RcField){0};
    return 0;
}

/* Where a name stands already: positions of fields are 0, 1, ... and those of vars -1, -2, ...; in a
   class of few fields, whose names are interned, one looks; else there is an index. */
#define FIELDS_UNKNOWN PY_SSIZE_T_MIN
#define FIELDS_ERROR PY_SSIZE_T_MAX

static Py_ssize_t
fields_find(RcClassBuild *build, PyObject *field_name)
{
    if (build->index != NULL) {
        PyObject *known = PyDict_GetItemWithError(build->index, field_name);
        return known != NULL      ? PyLong_AsSsize_t(known)
               : PyErr_Occurred() ? FIELDS_ERROR
                                  : FIELDS_UNKNOWN;
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        if (build->fields[i].name == field_name) {
            return i;
        }
    }
    for (Py_ssize_t i = 0; i < build->n_vars; i++) {
        if (build->vars[i].name == field_name) {
            return -1 - i;
        }
    }
    return FIELDS_UNKNOWN;
}

static int
fields_index(RcClassBuild *build, PyObject *field_name, Py_ssize_t position)
{
    if (build->index == NULL) {
        return 0;
    }
    PyObject *number = PyLong_FromSsize_t(position);
    if (number == NULL) {
        return -1;
    }
    int result = PyDict_SetItem(build->index, field_name, number);
    Py_DECREF(number);
    return result;
}

static int
fields_add(RcClassBuild *build, PyObject *name, Py_ssize_t n_base, Py_ssize_t n_base_vars,
           RcField *own)
{
    int is_var = (own->flags & RC_FIELD_INIT_VAR) != 0;
    Py_ssize_t i = fields_find(build, own->name);
    if (i == FIELDS_ERROR) {
        return -1;
    }
    if (i != FIELDS_UNKNOWN) {
        if (i >= n_base || -1 - i >= n_base_vars) {
            PyErr_Format(PyExc_ValueError, "%U: duplicate field name: '%U'", name, own->name);
            return -1;
        }
        if (is_var != (i < 0)) {
            PyErr_Format(PyExc_TypeError, "%U: '%U' is %s in a base and %s here", name, own->name,
                         is_var ? "a field" : "an InitVar", is_var ? "an InitVar" : "a field");
            return -1;
        }
        return fields_override(name, i < 0 ? &build->vars[-1 - i] : &build->fields[i], own);
    }
    if (fields_index(build, own->name, is_var ? -1 - build->n_vars : build->n_fields) < 0) {
        return -1;
    }
    own->rank = build->n_fields + build->n_vars;
    if (!is_var && (build->flags & RC_CLASS_READONLY)) {
        own->flags |= RC_FIELD_READONLY;
    }
    if (is_var) {
        own->offset = -1;
        build->vars[build->n_vars++] = *own;
    }
    else {
        build->fields[build->n_fields++] = *own;
    }
    *own = (RcField){0};
    return 0;
}

/* Tell the index the base's names, so that own fields find those they override. */
static int
fields_index_base(RcClassBuild *build, PyObject *name, Py_ssize_t n_own)
{
    if (build->n_fields + build->n_vars + n_own > RC_SCAN_MAX) {
        build->index = rc_private_dict();
        if (build->index == NULL) {
            return -1;
        }
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        if (build->fields[i].name == NULL) {
            PyErr_Format(PyExc_TypeError, "%U: cannot add named fields to those of an array",
                         name);
            return -1;
        }
        if (fields_index(build, build->fields[i].name, i) < 0) {
            return -1;
        }
    }
    for (Py_ssize_t i = 0; i < build->n_vars; i++) {
        if (fields_index(build, build->vars[i].name, -1 - i) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Put the vars behind the fields, and keep the index of the fields where the class is wide. */
static int
fields_finish(RcClassBuild *build)
{
    for (Py_ssize_t i = 0; i < build->n_vars; i++) {
        if (build->n_fields > RC_SCAN_MAX
            && PyDict_DelItem(build->index, build->vars[i].name) < 0) {
            return -1;
        }
    }
    build->names = PyTuple_New(build->n_fields);
    if (build->names == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        PyTuple_SET_ITEM(build->names, i, Py_NewRef(build->fields[i].name));
    }
    if (build->n_fields <= RC_SCAN_MAX) {
        Py_CLEAR(build->index);
    }
    memcpy(&build->fields[build->n_fields], build->vars, (size_t)build->n_vars * sizeof(RcField));
    PyMem_Free(build->vars);
    build->vars = NULL;
    return 0;
}

/* The fields have names: those of the base and the described ones. */
int
rc_class_fields_named(RcClassBuild *build, PyObject *name, PyObject *own_fields)
{
    Py_ssize_t n_own = own_fields != NULL ? PyTuple_GET_SIZE(own_fields) : 0;
    if (fields_start(build, name, n_own) < 0) {
        return -1;
    }
    Py_ssize_t n_base = build->n_fields, n_base_vars = build->n_vars;
    if (n_own == 0 && n_base > 0 && build->fields[0].name == NULL) {
        return 0; /* a plain heir of an array */
    }
    if (fields_index_base(build, name, n_own) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_own; i++) {
        RcField own = {0};
        int result = fields_parse(build, name, PyTuple_GET_ITEM(own_fields, i), i, &own);
        if (result == 0) {
            result = fields_add(build, name, n_base, n_base_vars, &own);
        }
        fields_clear_one(&own);
        if (result < 0) {
            return -1;
        }
    }
    return fields_finish(build);
}

/* The fields have none. */
int
rc_class_fields_array(RcClassBuild *build, PyObject *name, Py_ssize_t n_array)
{
    if (build->base != NULL && (build->base->n_fields > 0 || build->base->n_vars > 0)) {
        PyErr_Format(PyExc_TypeError, "%U: an array cannot be made below a class with %s", name,
                     build->base->n_fields > 0 ? "fields" : "an InitVar");
        return -1;
    }
    if (fields_start(build, name, n_array) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_array; i++) {
        build->fields[i].flags = build->flags & RC_CLASS_READONLY ? RC_FIELD_READONLY : 0;
        build->fields[i].rank = i;
    }
    build->n_fields = n_array;
    return 0;
}
