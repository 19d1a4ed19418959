/* class_layout.c - the fourth step of making a class: from fields to offsets.

       offset  = items_offset + 8 * position     # object fields, in order
       then      [__dict__] [__weakref__] [hash] [cached properties]    # behind the last field

   A subclass keeps its base's fields at their offsets.  What stands behind them may move behind
   the subclass's own fields: it is found through the type of the instance.  Nothing here touches
   a class object; the result lies in the RcClassBuild. */
#include "rc.h"

static const Py_ssize_t item_size = (Py_ssize_t)sizeof(PyObject *);

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

/* A memoryslots of any length can have a dict, which is found from its end, and nothing else. */
static int
layout_unsized(RcClassBuild *build, PyObject *name)
{
    build->n_fields = RC_UNSIZED;
    build->itemsize = item_size;
    if (build->flags & (RC_CLASS_USE_WEAKREF | RC_CLASS_CACHE_HASH | RC_CLASS_CACHE)) {
        PyErr_Format(PyExc_TypeError,
                     "%U: %s needs named fields: a memoryslots of any length has no place for %s",
                     name, build->flags & RC_CLASS_USE_WEAKREF ? "use_weakref" : "a cache",
                     build->flags & RC_CLASS_USE_WEAKREF ? "weak references" : "it");
        return -1;
    }
    if (build->flags & RC_CLASS_USE_DICT) {
        build->dictoffset = -item_size; /* counted from the end */
        build->basicsize += item_size;
    }
    return 0;
}

/* Eight bytes more, if the class has the option. */
static void
layout_room(RcClassBuild *build, unsigned int option, Py_ssize_t *offset)
{
    if (build->flags & option) {
        *offset = build->basicsize;
        build->basicsize += item_size;
    }
}

static int
layout_sizes(RcClassBuild *build, PyObject *name, int unsized)
{
    build->itemsize = 0;
    build->basicsize = build->items_offset;
    if (unsized) {
        return layout_unsized(build, name);
    }
    /* no overflow: the descriptions of the fields, which take more room than items, are there */
    assert(build->n_fields <= PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(RcField));
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        RcField *field = &build->fields[i];
        switch (field->kind) {
            case RC_KIND_OBJECT:
                field->offset = build->basicsize;
                build->basicsize += item_size;
                break;
        }
    }
    layout_room(build, RC_CLASS_USE_DICT, &build->dictoffset);
    layout_room(build, RC_CLASS_USE_WEAKREF, &build->weaklistoffset);
    layout_room(build, RC_CLASS_CACHE_HASH, &build->hash_offset);
    layout_room(build, RC_CLASS_CACHE, &build->cache_offset);
    return 0;
}

/* Both texts of a field live in strings that the field table owns. */
static int
layout_texts(const RcField *field, const char **name, const char **doc)
{
    *name = PyUnicode_AsUTF8(field->name);
    if (*name == NULL) {
        return -1;
    }
    *doc = field->doc != NULL ? PyUnicode_AsUTF8(field->doc) : NULL;
    return *doc == NULL && field->doc != NULL ? -1 : 0;
}

/* The interpreter's descriptions of the own fields, behind which the descriptors stand. */
static int
layout_members(RcClassBuild *build, Py_ssize_t n_base)
{
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
        if (layout_texts(field, &member->name, &member->doc) < 0) {
            return -1;
        }
        member->type = Py_T_OBJECT_EX;
        member->offset = field->offset;
        member->flags = field->flags & RC_FIELD_READONLY ? Py_READONLY : 0;
    }
    return 0;
}

/* Whether field i is set by more than storing: it, or the base's field that it overrides. */
static int
layout_is_checked(RcClassBuild *build, Py_ssize_t i, Py_ssize_t n_base)
{
    const RcField *field = &build->fields[i];
    const RcField *inherited = i < n_base ? &build->base->fields[i] : NULL;
    if (inherited != NULL && inherited->info == field->info) {
        return 0; /* the base's descriptor serves */
    }
    return ((field->flags | (inherited != NULL ? inherited->flags : 0)) & RC_FIELD_CHECKED) != 0;
}

/* The same for fields that convert or validate: closure is the position. */
static int
layout_getsets(RcClassBuild *build, Py_ssize_t n_base)
{
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        build->n_getsets += layout_is_checked(build, i, n_base);
    }
    if (build->n_getsets == 0) {
        return 0;
    }
    build->getsets = PyMem_Calloc((size_t)build->n_getsets + 1, sizeof(PyGetSetDef));
    if (build->getsets == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyGetSetDef *next = build->getsets;
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        RcField *field = &build->fields[i];
        if (!layout_is_checked(build, i, n_base)) {
            continue;
        }
        if (layout_texts(field, &next->name, &next->doc) < 0) {
            return -1;
        }
        next->get = rc_record_attr_get;
        next->set = field->flags & RC_FIELD_READONLY ? NULL : rc_record_attr_set;
        next->closure = (void *)i;
        next++;
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
    Py_ssize_t n_base = base != NULL && base->n_fields > 0 ? base->n_fields : 0;
    int unsized = build->over_tuple && own_fields == NULL && n_array < 0
                  && (base == NULL || base->n_fields < 0);
    build->items_offset = (Py_ssize_t)(build->over_tuple ? sizeof(PyVarObject) : sizeof(PyObject));
    int result = n_array >= 0 ? rc_class_fields_array(build, name, n_array)
                              : rc_class_fields_named(build, name, own_fields);
    if (result < 0 || rc_class_params_compute(build, name) < 0
        || layout_check_readonly(build, name) < 0 || layout_sizes(build, name, unsized) < 0) {
        return -1;
    }
    if (unsized) {
        Py_CLEAR(build->names);
    }
    return layout_members(build, n_base) < 0 || layout_getsets(build, n_base) < 0 ? -1 : 0;
}
