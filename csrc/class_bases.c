/* class_bases.c - the first step of making a class: which base the layout continues.

       class P(Mixin, A, B): ...        # A's fields come first; B must add none

   A record has one row of fields, so one of the record bases goes on in it (build->base), and that
   one must already continue every other: two classes that each add fields need join_classes().
   Classes that are no records may bring methods, but no instance data.  The options of all bases
   add up.  What counts is the layout and not the class: an heir that adds nothing to the memory
   stands for its base. */
#include "rc.h"

/* Whether a class that is no record brings data of its own into its instances. */
static int
bases_has_data(PyTypeObject *type)
{
    Py_ssize_t size = type->tp_basicsize;
    if (type->tp_weaklistoffset > 0) {
        size -= (Py_ssize_t)sizeof(PyObject *);
    }
    if (type->tp_dictoffset > 0) {
        size -= (Py_ssize_t)sizeof(PyObject *);
    }
    return type->tp_itemsize != 0 || size != (Py_ssize_t)sizeof(PyObject);
}

/* Whether `base` is a record class that still is being made.  Keys of the class body and, before
   3.12, a collection can run code then, and the class's layout is yet to come. */
static int
bases_is_unfinished(RcClassBuild *build, PyObject *base)
{
    return PyType_IsSubtype(Py_TYPE(base), build->state->datatype)
           && !rc_class_is_ready(RcClassObject_CAST(base));
}

static int
bases_check_one(RcClassBuild *build, PyObject *name, PyObject *base)
{
    if (!PyType_Check(base)) {
        PyErr_Format(PyExc_TypeError, "%U: a base must be a class, not %R", name, base);
        return -1;
    }
    PyTypeObject *type = (PyTypeObject *)base;
    if (bases_is_unfinished(build, base)) {
        PyErr_Format(PyExc_TypeError, "%U: base '%s' is not complete", name, type->tp_name);
        return -1;
    }
    if (!rc_class_check(type)) {
        if (bases_has_data(type)) {
            PyErr_Format(PyExc_TypeError,
                         "%U: base '%s' has instance data of its own, which no record can hold",
                         name, type->tp_name);
            return -1;
        }
        return 0;
    }
    return 1;
}

/* The class that a record class has its layout from: itself, or a base of the same size. */
static RcClassObject *
bases_solid(RcClassObject *cls)
{
    PyTypeObject *base = cls->heap.ht_type.tp_base;
    while (rc_class_check(base) && base->tp_basicsize == cls->heap.ht_type.tp_basicsize
           && base->tp_itemsize == cls->heap.ht_type.tp_itemsize) {
        cls = RcClassObject_CAST(base);
        base = base->tp_base;
    }
    return cls;
}

static int
bases_continues(RcClassObject *cls, RcClassObject *other)
{
    return PyType_IsSubtype(&bases_solid(cls)->heap.ht_type, &bases_solid(other)->heap.ht_type);
}

/* Choose build->base among the record classes in `bases`; merge their options. */
static int
bases_choose(RcClassBuild *build, PyObject *name)
{
    Py_ssize_t n = PyTuple_GET_SIZE(build->bases);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyTuple_GET_ITEM(build->bases, i);
        int is_record = bases_check_one(build, name, item);
        if (is_record < 0) {
            return -1;
        }
        if (!is_record) {
            continue;
        }
        RcClassObject *candidate = RcClassObject_CAST(item);
        build->flags |= candidate->flags & RC_CLASS_INHERITED & ~build->off_flags;
        if (build->base == NULL
            || (bases_continues(candidate, build->base)
                && !bases_continues(build->base, candidate))) {
            build->base = candidate;
        }
    }
    return 0;
}

/* Of two base layouts, neither continues the other. */
static int
bases_conflict(RcClassObject *a, RcClassObject *b, PyObject *name)
{
    if (a->items_offset != b->items_offset) {
        PyErr_Format(PyExc_TypeError,
                     "%U: bases '%U' and '%U' are of different families (memoryslots and "
                     "dataobject)",
                     name, rc_class_name_borrow(a), rc_class_name_borrow(b));
        return -1;
    }
    if (bases_solid(a)->n_fields > 0 && bases_solid(b)->n_fields > 0
        && (a->n_fields != b->n_fields
            || bases_solid(a)->fields[0].name != bases_solid(b)->fields[0].name)) {
        PyErr_Format(PyExc_TypeError,
                     "%U: bases '%U' and '%U' both have fields; join their fields with "
                     "join_classes() or join_dataclasses() instead",
                     name, rc_class_name_borrow(a), rc_class_name_borrow(b));
        return -1;
    }
    PyErr_Format(
        PyExc_TypeError,
        "%U: bases '%U' and '%U' have different layouts; give the class itself use_dict or "
        "use_weakref, and the bases `__slots__ = ()`",
        name, rc_class_name_borrow(a), rc_class_name_borrow(b));
    return -1;
}

/* Every record base must be continued by the one whose layout is ours. */
static int
bases_check_layouts(RcClassBuild *build, PyObject *name)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(build->bases); i++) {
        RcClassObject *other = RcClassObject_CAST(PyTuple_GET_ITEM(build->bases, i));
        if (rc_class_check(&other->heap.ht_type) && !bases_continues(build->base, other)) {
            return bases_conflict(build->base, other, name);
        }
    }
    build->over_tuple = build->base->items_offset == (Py_ssize_t)sizeof(PyVarObject);
    return 0;
}

/* Fill build->base, its options and build->over_tuple from build->bases.  base stays NULL where
   no record class is among them. */
int
rc_class_bases_choose(RcClassBuild *build, PyObject *name)
{
    if (bases_choose(build, name) < 0) {
        return -1;
    }
    return build->base == NULL ? 0 : bases_check_layouts(build, name);
}
