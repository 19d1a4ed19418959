/* class_layout.c - the second step of making a class: from a checked description to offsets.

       fields  = base.fields + own fields        # a default of the base's may be replaced
       offset  = items_offset + 8 * position     # object fields, in order
       then      [__dict__] [__weakref__]        # behind the last field

   A subclass keeps its base's fields at their offsets.  The dict and the list of weak references
   may move behind the subclass's own fields: the interpreter finds both through the type of the
   instance.  Nothing here touches a class object; the result lies in the RcClassBuild. */
#include "rc.h"

static const Py_ssize_t item_size = (Py_ssize_t)sizeof(PyObject *);

void
rc_fields_free(RcField *fields, Py_ssize_t n)
{
    if (fields == NULL) {
        return;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_XDECREF(fields[i].name);
        Py_XDECREF(fields[i].default_value);
        Py_XDECREF(fields[i].doc);
    }
    PyMem_Free(fields);
}

/* Room for n more fields behind those of the base, which are copied. */
static int
layout_start(RcClassBuild *build, PyObject *name, Py_ssize_t n_own)
{
    RcClassObject *base = build->base;
    Py_ssize_t n_base = base != NULL && base->n_fields > 0 ? base->n_fields : 0;
    Py_ssize_t most = (PY_SSIZE_T_MAX / item_size - 16) / (Py_ssize_t)sizeof(RcField);
    if (n_own > most || n_base > most - n_own) {
        PyErr_Format(PyExc_OverflowError, "%U: too many fields", name);
        return -1;
    }
    size_t n_room = (size_t)(n_base + n_own) + 1; /* never an empty allocation */
    build->fields = PyMem_Calloc(n_room, sizeof(RcField));
    if (build->fields == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_base; i++) {
        build->fields[i] = base->fields[i];
        Py_XINCREF(build->fields[i].name);
        Py_XINCREF(build->fields[i].default_value);
        Py_XINCREF(build->fields[i].doc);
    }
    build->n_fields = n_base;
    return 0;
}

/* Whether a name is of the form __x__, which Python keeps for itself. */
static int
layout_is_special(PyObject *name)
{
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    return n > 4 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_'
           && PyUnicode_READ_CHAR(name, n - 1) == '_' && PyUnicode_READ_CHAR(name, n - 2) == '_';
}

/* Check one element of own_fields, (name, default or MISSING, flags, doc or None). */
static int
layout_parse_field(RcClassBuild *build, PyObject *name, PyObject *item, PyObject **field_name,
                   RcField *field)
{
    PyObject *default_value, *doc;
    unsigned int flags;
    if (!PyTuple_Check(item)
        || !PyArg_ParseTuple(item, "UOIO", field_name, &default_value, &flags, &doc)) {
        PyErr_Format(PyExc_TypeError, "%U: a field is described by (name, default, flags, doc)",
                     name);
        return -1;
    }
    if (!PyUnicode_IsIdentifier(*field_name)) {
        PyErr_Format(PyExc_ValueError, "%U: field name %R is not an identifier", name,
                     *field_name);
        return -1;
    }
    if (layout_is_special(*field_name)) {
        PyErr_Format(PyExc_ValueError, "%U: a field cannot have a special name: %R", name,
                     *field_name);
        return -1;
    }
    if ((flags & ~RC_FIELD_READONLY) != 0 || (doc != Py_None && !PyUnicode_Check(doc))) {
        PyErr_Format(PyExc_TypeError, "%U: field %R has a wrong description", name, *field_name);
        return -1;
    }
    field->default_value = default_value == build->state->missing ? NULL : default_value;
    field->flags = flags;
    field->doc = doc == Py_None ? NULL : doc;
    return 0;
}

/* Replace the default and doc of an inherited field. */
static int
layout_override_field(RcClassBuild *build, PyObject *name, Py_ssize_t i, const RcField *own)
{
    RcField *field = &build->fields[i];
    if ((own->flags & RC_FIELD_READONLY) && !(field->flags & RC_FIELD_READONLY)) {
        PyErr_Format(PyExc_TypeError,
                     "%U: field '%U' cannot be made readonly, since its base can set it", name,
                     field->name);
        return -1;
    }
    Py_XSETREF(field->default_value, Py_XNewRef(own->default_value));
    if (own->doc != NULL) {
        Py_XSETREF(field->doc, Py_NewRef(own->doc));
    }
    return 0;
}

static int
layout_add_field(RcClassBuild *build, PyObject *name, Py_ssize_t n_base, PyObject *item)
{
    PyObject *field_name = NULL;
    RcField own = {0};
    if (layout_parse_field(build, name, item, &field_name, &own) < 0) {
        return -1;
    }
    PyObject *position = PyDict_GetItemWithError(build->index, field_name);
    if (position == NULL && PyErr_Occurred()) {
        return -1;
    }
    if (position != NULL) {
        Py_ssize_t i = PyLong_AsSsize_t(position);
        if (i >= n_base) {
            PyErr_Format(PyExc_ValueError, "%U: duplicate field name: '%U'", name, field_name);
            return -1;
        }
        return layout_override_field(build, name, i, &own);
    }
    position = PyLong_FromSsize_t(build->n_fields);
    if (position == NULL) {
        return -1;
    }
    /* a plain, interned str, whatever kind of str was given */
    PyObject *plain = PyUnicode_FromObject(field_name);
    if (plain == NULL) {
        Py_DECREF(position);
        return -1;
    }
    PyUnicode_InternInPlace(&plain);
    int result = PyDict_SetItem(build->index, plain, position);
    Py_DECREF(position);
    if (result < 0) {
        Py_DECREF(plain);
        return -1;
    }
    RcField *field = &build->fields[build->n_fields++];
    *field = own;
    field->name = plain;
    Py_XINCREF(field->default_value);
    Py_XINCREF(field->doc);
    if (build->flags & RC_CLASS_READONLY) {
        field->flags |= RC_FIELD_READONLY;
    }
    return 0;
}

/* Tell the index the base's names, so that own fields find those they override. */
static int
layout_index_base(RcClassBuild *build, PyObject *name)
{
    build->index = PyDict_New();
    if (build->index == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        if (build->fields[i].name == NULL) {
            PyErr_Format(PyExc_TypeError, "%U: cannot add named fields to those of an array",
                         name);
            return -1;
        }
        PyObject *position = PyLong_FromSsize_t(i);
        if (position == NULL) {
            return -1;
        }
        int result = PyDict_SetItem(build->index, build->fields[i].name, position);
        Py_DECREF(position);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static int
layout_named(RcClassBuild *build, PyObject *name, PyObject *own_fields)
{
    Py_ssize_t n_own = own_fields != NULL ? PyTuple_GET_SIZE(own_fields) : 0;
    if (layout_start(build, name, n_own) < 0) {
        return -1;
    }
    Py_ssize_t n_base = build->n_fields;
    if (n_own == 0 && n_base > 0 && build->fields[0].name == NULL) {
        return 0; /* a plain heir of an array */
    }
    if (layout_index_base(build, name) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_own; i++) {
        if (layout_add_field(build, name, n_base, PyTuple_GET_ITEM(own_fields, i)) < 0) {
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
    return 0;
}

static int
layout_array(RcClassBuild *build, PyObject *name, Py_ssize_t n_array)
{
    if (build->base != NULL && build->base->n_fields > 0) {
        PyErr_Format(PyExc_TypeError, "%U: an array cannot be made below a class with fields",
                     name);
        return -1;
    }
    if (layout_start(build, name, n_array) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_array; i++) {
        build->fields[i].flags = build->flags & RC_CLASS_READONLY ? RC_FIELD_READONLY : 0;
    }
    build->n_fields = n_array;
    return 0;
}

/* A field without a default cannot follow one with: positions would not say which is meant. */
static int
layout_check_defaults(RcClassBuild *build, PyObject *name)
{
    RcField *with_default = NULL;
    build->n_required = 0;
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        RcField *field = &build->fields[i];
        if (field->default_value != NULL) {
            with_default = with_default != NULL ? with_default : field;
        }
        else if (with_default != NULL) {
            PyErr_Format(PyExc_TypeError,
                         "%U: non-default argument '%U' follows default argument '%U'", name,
                         field->name, with_default->name);
            return -1;
        }
        else {
            build->n_required++;
        }
    }
    return 0;
}

/* A readonly class cannot stand below one whose descriptors set the same memory. */
static int
layout_check_readonly(RcClassBuild *build, PyObject *name)
{
    RcClassObject *base = build->base;
    if (!(build->flags & RC_CLASS_READONLY) || base == NULL) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < base->n_fields; i++) {
        if (!(base->fields[i].flags & RC_FIELD_READONLY)) {
            PyErr_Format(PyExc_TypeError,
                         "%U: a readonly class cannot inherit from '%U', whose fields can be set",
                         name, rc_class_name_borrow(base));
            return -1;
        }
    }
    return 0;
}

static int
layout_sizes(RcClassBuild *build, PyObject *name, int unsized)
{
    build->itemsize = 0;
    build->basicsize = build->items_offset;
    if (unsized) {
        build->n_fields = RC_UNSIZED;
        build->itemsize = item_size;
        if (build->flags & RC_CLASS_USE_WEAKREF) {
            PyErr_Format(PyExc_TypeError,
                         "%U: use_weakref needs named fields: a memoryslots of any length has no "
                         "place for weak references",
                         name);
            return -1;
        }
        if (build->flags & RC_CLASS_USE_DICT) {
            build->dictoffset = -item_size; /* counted from the end */
            build->basicsize += item_size;
        }
        return 0;
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        RcField *field = &build->fields[i];
        switch (field->kind) {
            case RC_KIND_OBJECT:
                field->offset = build->basicsize;
                build->basicsize += item_size;
                break;
        }
    }
    if (build->flags & RC_CLASS_USE_DICT) {
        build->dictoffset = build->basicsize;
        build->basicsize += item_size;
    }
    if (build->flags & RC_CLASS_USE_WEAKREF) {
        build->weaklistoffset = build->basicsize;
        build->basicsize += item_size;
    }
    return 0;
}

/* The interpreter's descriptions of the own fields, behind which the descriptors stand. */
static int
layout_members(RcClassBuild *build)
{
    Py_ssize_t n_base
        = build->base != NULL && build->base->n_fields > 0 ? build->base->n_fields : 0;
    Py_ssize_t n_own = build->n_fields - n_base;
    if (build->names == NULL || n_own <= 0) {
        return 0;
    }
    build->members = PyMem_Calloc((size_t)n_own, sizeof(PyMemberDef));
    if (build->members == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n_own; i++) {
        RcField *field = &build->fields[n_base + i];
        PyMemberDef *member = &build->members[i];
        /* both texts live in strings that the field table owns */
        member->name = PyUnicode_AsUTF8(field->name);
        if (member->name == NULL) {
            return -1;
        }
        if (field->doc != NULL) {
            member->doc = PyUnicode_AsUTF8(field->doc);
            if (member->doc == NULL) {
                return -1;
            }
        }
        member->type = Py_T_OBJECT_EX;
        member->offset = field->offset;
        member->flags = field->flags & RC_FIELD_READONLY ? Py_READONLY : 0;
    }
    return 0;
}

/* Fill the result part of `build`.  own_fields: NULL where the class declares none;
   n_array: the number of nameless fields, or -1. */
int
rc_class_layout_compute(RcClassBuild *build, PyObject *name, PyObject *own_fields,
                        Py_ssize_t n_array)
{
    RcClassObject *base = build->base;
    int unsized = build->over_tuple && own_fields == NULL && n_array < 0
                  && (base == NULL || base->n_fields < 0);
    build->items_offset = (Py_ssize_t)(build->over_tuple ? sizeof(PyVarObject) : sizeof(PyObject));
    int result = n_array >= 0 ? layout_array(build, name, n_array)
                              : layout_named(build, name, own_fields);
    if (result < 0 || layout_check_defaults(build, name) < 0
        || layout_check_readonly(build, name) < 0 || layout_sizes(build, name, unsized) < 0) {
        return -1;
    }
    if (unsized) {
        Py_CLEAR(build->names);
    }
    return layout_members(build);
}
