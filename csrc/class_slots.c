/* class_slots.c - what the dict and the slots of a class hold.

   Fields become the interpreter's own member descriptors, which it specialises.  The protocols
   (sequence, mapping, ...) are written once, as hidden types whose slots and methods are ours;
   to give a class such a protocol is to make, for the class, descriptors over the same functions
   and to set them as a program would, so that slots, inheritance and later assignment behave as
   for a class written in C.  What the class body or a base defines is left alone.

   Each set after type.__new__ looks through all slots anew.  Where it is certain beforehand what
   the class will inherit (one base, and no mro() but type's), the descriptors are put into the
   namespace, and type.__new__ fills the slots in its one pass:

       before   namespace[name] = descriptor over the root    # rc_class_slots_prepare()
       after    descriptor.__objclass__ = cls                 # slots_adopt()

   In between they are good for the class as for any record below the root.  A plain class, which is
   made without type.__new__, gets them by rc_class_slots_fill() while nobody else knows it. */
#include "record.h"

/* Whether a program, and not one of our roots, says what `name` is on this class; -1 after an error,
   which a key of the program's own kind can raise. */
static int
slots_is_taken(RcClassObject *cls, PyObject *name)
{
    PyTypeObject *type = &cls->heap.ht_type;
    PyTypeObject *root
        = cls->flags & RC_CLASS_TUPLE ? cls->state->memoryslots : cls->state->dataobject;
    PyObject *found = rc_type_lookup_borrow(type, name);
    if (root == NULL || found == NULL) {
        return 0; /* a root that is being made takes over everything */
    }
    int own = PyDict_Contains(type->tp_dict, name);
    if (own != 0) {
        return own;
    }
    return found != rc_type_lookup_borrow(root, name)
           && found != rc_type_lookup_borrow(&PyBaseObject_Type, name);
}

/* The protocols that the options ask for, beside the hash. */
#define SLOTS_PROTOCOLS_MAX 4

static int
slots_list_protocols(RcClassBuild *build, PyTypeObject *protocols[SLOTS_PROTOCOLS_MAX])
{
    RcState *state = build->state;
    unsigned int flags = build->flags;
    int n = 0;
    if ((flags & RC_CLASS_SEQUENCE) && !build->over_tuple) { /* memoryslots brings it */
        protocols[n++] = state->protocol_sequence;
    }
    if ((flags & RC_CLASS_ITERABLE) && !(flags & RC_CLASS_SEQUENCE)) {
        protocols[n++] = state->protocol_iterable;
    }
    if (flags & RC_CLASS_MAPPING) {
        protocols[n++] = state->protocol_mapping;
    }
    if (flags & RC_CLASS_NAMED) {
        protocols[n++] = state->protocol_named;
    }
    return n;
}

/* A descriptor of `type`, which is `kind` of descriptor, still without what tells it from others.
   PyDescr_New...() take the name as C text, and intern it again for each class. */
static PyObject *
slots_new_descriptor(PyTypeObject *kind, PyTypeObject *type, PyObject *name)
{
    PyDescrObject *result = (PyDescrObject *)kind->tp_alloc(kind, 0);
    if (result != NULL) {
        result->d_type = (PyTypeObject *)Py_NewRef(type);
        result->d_name = Py_NewRef(name);
    }
    return (PyObject *)result;
}

static int
slots_is_descriptor(PyObject *given)
{
    return Py_IS_TYPE(given, &PyWrapperDescr_Type) || Py_IS_TYPE(given, &PyMethodDescr_Type);
}

/* The descriptor `given` of a protocol, made anew for `type`; NULL without an error for __doc__ and
   __module__ of the protocol. */
static PyObject *
slots_descriptor_for(PyTypeObject *type, PyObject *given)
{
    if (!slots_is_descriptor(given)) {
        return NULL;
    }
    PyObject *result
        = slots_new_descriptor(Py_TYPE(given), type, ((PyDescrObject *)given)->d_name);
    if (result != NULL && Py_IS_TYPE(given, &PyWrapperDescr_Type)) {
        PyWrapperDescrObject *from = (PyWrapperDescrObject *)given;
        ((PyWrapperDescrObject *)result)->d_base = from->d_base;
        ((PyWrapperDescrObject *)result)->d_wrapped = from->d_wrapped;
    }
    else if (result != NULL) {
        PyMethodDescrObject *from = (PyMethodDescrObject *)given;
        ((PyMethodDescrObject *)result)->d_method = from->d_method;
        ((PyMethodDescrObject *)result)->vectorcall = from->vectorcall;
    }
    return result;
}

int
rc_class_slots_install(RcClassObject *cls, PyTypeObject *protocol)
{
    PyTypeObject *type = &cls->heap.ht_type;
    PyObject *name, *given;
    Py_ssize_t position = 0;
    /* the protocol's dict is ours alone: it does not change while we walk it */
    while (PyDict_Next(protocol->tp_dict, &position, &name, &given)) {
        int taken = slots_is_taken(cls, name);
        if (taken != 0) {
            if (taken < 0) {
                return -1;
            }
            continue;
        }
        PyObject *descriptor = slots_descriptor_for(type, given);
        if (descriptor == NULL) {
            if (PyErr_Occurred()) {
                return -1;
            }
            continue;
        }
        int result = PyType_Type.tp_setattro((PyObject *)type, name, descriptor);
        Py_DECREF(descriptor);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

/* An attribute of the class, unless a program says what `name` is. */
int
rc_class_slots_attribute(RcClassObject *cls, PyObject *name, PyObject *value)
{
    int taken = slots_is_taken(cls, name);
    if (taken != 0) {
        return taken < 0 ? -1 : 0;
    }
    return PyType_Type.tp_setattro((PyObject *)cls, name, value);
}

/* ---- before type.__new__ ---- */

/* slots_is_taken() for the class to come, whose mro will be itself and that of its base. */
static int
slots_will_be_taken(RcClassBuild *build, PyObject *namespace, PyObject *name)
{
    int own = PyDict_Contains(namespace, name);
    if (own != 0) {
        return own;
    }
    PyTypeObject *base = &build->base->heap.ht_type;
    PyTypeObject *root = build->over_tuple ? build->state->memoryslots : build->state->dataobject;
    if (base == root) {
        return 0;
    }
    PyObject *found = rc_type_lookup(base, name);
    int taken = found != NULL && found != rc_type_lookup_borrow(root, name)
                && found != rc_type_lookup_borrow(&PyBaseObject_Type, name);
    Py_XDECREF(found);
    return taken;
}

/* Put what `protocol` holds into the namespace, as descriptors over `owner`. */
static int
slots_prepare_protocol(RcClassBuild *build, PyObject *namespace, PyTypeObject *owner,
                       PyTypeObject *protocol)
{
    PyObject *name, *given;
    Py_ssize_t position = 0;
    while (PyDict_Next(protocol->tp_dict, &position, &name, &given)) {
        int taken = slots_will_be_taken(build, namespace, name);
        if (taken != 0) {
            if (taken < 0) {
                return -1;
            }
            continue;
        }
        PyObject *descriptor = slots_descriptor_for(owner, given);
        if (descriptor == NULL) {
            if (PyErr_Occurred()) {
                return -1;
            }
            continue;
        }
        int result = PyDict_SetItem(namespace, name, descriptor);
        if (build->prepared) {
            assert(build->n_adopted < RC_ADOPTED_MAX);
            build->adopted[build->n_adopted++] = descriptor;
        }
        else {
            Py_DECREF(descriptor);
        }
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static int
slots_prepare_attribute(RcClassBuild *build, PyObject *namespace, PyObject *name, PyObject *method)
{
    int taken = slots_will_be_taken(build, namespace, name);
    if (taken != 0) {
        return taken < 0 ? -1 : 0;
    }
    return PyDict_SetItem(namespace, name, method);
}

/* A hash, where nothing but our root has said anything about it: else slots_hash() decides. */
static int
slots_prepare_hash(RcClassBuild *build, PyObject *namespace, PyTypeObject *owner)
{
    RcState *state = build->state;
    if (!(build->flags & RC_CLASS_HASHED)) {
        return 0;
    }
    int has_eq = PyDict_Contains(namespace, state->s_eq);
    return has_eq != 0 ? (has_eq < 0 ? -1 : 0)
                       : slots_prepare_protocol(build, namespace, owner, state->protocol_hash);
}

static int
slots_prepare_all(RcClassBuild *build, PyObject *namespace, PyTypeObject *owner)
{
    RcState *state = build->state;
    PyTypeObject *protocols[SLOTS_PROTOCOLS_MAX];
    int n = slots_list_protocols(build, protocols);
    for (int i = 0; i < n; i++) {
        if (slots_prepare_protocol(build, namespace, owner, protocols[i]) < 0) {
            return -1;
        }
    }
    if ((build->flags & RC_CLASS_NAMED)
        && (slots_prepare_attribute(build, namespace, state->s_make, state->named_make) < 0
            || slots_prepare_attribute(build, namespace, state->s_class_getitem,
                                       state->class_getitem)
                   < 0)) {
        return -1;
    }
    return slots_prepare_hash(build, namespace, owner);
}

/* Whether it is certain what a class of metaclass datatype inherits. */
int
rc_class_slots_can_prepare(RcClassBuild *build)
{
    RcState *state = build->state;
    return !build->is_root && PyTuple_GET_SIZE(build->bases) == 1 && state->memoryslots != NULL
           && state->dataobject != NULL && state->protocol_named != NULL
           && state->named_make != NULL && state->class_getitem != NULL;
    /* the last: where the module is being destroyed, the other way has the words */
}

/* Put the protocols that rc_class_slots_options() would install into the namespace from which the
   class is made, if it is certain what the class inherits. */
int
rc_class_slots_prepare(RcClassBuild *build, PyTypeObject *meta, PyObject *namespace)
{
    if (meta != build->state->datatype || !rc_class_slots_can_prepare(build)) {
        return 0;
    }
    build->prepared = 1;
    return slots_prepare_all(build, namespace,
                             build->over_tuple ? build->state->memoryslots
                                               : build->state->dataobject);
}

/* ---- without it ---- */

/* Whether all of `protocol` is there already: 1, 0, or -1. */
static int
slots_has_protocol(RcClassBuild *build, PyObject *namespace, PyTypeObject *protocol)
{
    PyObject *name, *given;
    Py_ssize_t position = 0;
    while (PyDict_Next(protocol->tp_dict, &position, &name, &given)) {
        if (!slots_is_descriptor(given)) {
            continue;
        }
        int taken = slots_will_be_taken(build, namespace, name);
        if (taken <= 0) {
            return taken;
        }
    }
    return 1;
}

/* Whether the class's __hash__ is one that some record class got from here. */
static int
slots_has_our_hash(RcClassObject *cls)
{
    if (cls->heap.ht_type.tp_hash == PyObject_HashNotImplemented) {
        return 0; /* None */
    }
    PyObject *found = rc_type_lookup(&cls->heap.ht_type, cls->state->s_hash);
    int ours = found != NULL && Py_IS_TYPE(found, &PyWrapperDescr_Type)
               && ((PyWrapperDescrObject *)found)->d_wrapped == (void *)rc_record_hash;
    Py_XDECREF(found);
    return ours;
}

/* Whether an heir of a class that is no root gets all protocols from its base: 1, 0, or -1. */
int
rc_class_slots_adds_nothing(RcClassBuild *build, PyObject *namespace)
{
    RcState *state = build->state;
    PyTypeObject *protocols[SLOTS_PROTOCOLS_MAX + 1];
    int n = slots_list_protocols(build, protocols);
    if (build->flags & RC_CLASS_HASHED) {
        protocols[n++] = state->protocol_hash;
    }
    else if (slots_has_our_hash(build->base)) {
        return 0; /* slots_hash() takes it away */
    }
    int there = 1;
    for (int i = 0; i < n && there > 0; i++) {
        there = slots_has_protocol(build, namespace, protocols[i]);
    }
    if (there > 0 && (build->flags & RC_CLASS_NAMED)) {
        there = slots_will_be_taken(build, namespace, state->s_make);
        if (there > 0) {
            there = slots_will_be_taken(build, namespace, state->s_class_getitem);
        }
    }
    return there;
}

/* ---- after type.__new__ ---- */

/* The class that the prepared descriptors belong to is there. */
static void
slots_adopt(RcClassBuild *build, RcClassObject *cls)
{
    for (int i = 0; i < build->n_adopted; i++) {
        PyDescrObject *descriptor = (PyDescrObject *)build->adopted[i];
        PyTypeObject *root = descriptor->d_type;
        descriptor->d_type = (PyTypeObject *)Py_NewRef(&cls->heap.ht_type);
        Py_DECREF(root);
    }
}

/* Member descriptors for the fields that the class adds to its base's. */
int
rc_class_slots_members(RcClassObject *cls, RcClassObject *base)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (cls->members == NULL) {
        return 0;
    }
    Py_ssize_t n_base = base != NULL && base->n_fields > 0 ? base->n_fields : 0;
    for (Py_ssize_t i = n_base; i < cls->n_fields; i++) {
        PyObject *descriptor
            = slots_new_descriptor(&PyMemberDescr_Type, type, cls->fields[i].name);
        if (descriptor == NULL) {
            return -1;
        }
        ((PyMemberDescrObject *)descriptor)->d_member = &cls->members[i - n_base];
        /* No special name is a field, so no slot changes; the dict is the class's own. */
        int result = PyDict_SetItem(type->tp_dict, cls->fields[i].name, descriptor);
        Py_DECREF(descriptor);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

/* Descriptors for the fields that convert or validate, in the place of their members. */
int
rc_class_slots_checked(RcClassObject *cls, Py_ssize_t n_getsets)
{
    PyTypeObject *type = &cls->heap.ht_type;
    for (Py_ssize_t i = 0; i < n_getsets; i++) {
        PyGetSetDef *def = &cls->getsets[i];
        PyObject *descriptor = PyDescr_NewGetSet(type, def);
        if (descriptor == NULL) {
            return -1;
        }
        int result = PyDict_SetItem(type->tp_dict, cls->fields[(Py_ssize_t)def->closure].name,
                                    descriptor);
        Py_DECREF(descriptor);
        if (result < 0) {
            return -1;
        }
    }
    PyType_Modified(type);
    return 0;
}

static PyGetSetDef slots_dict_getset
    = {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict,
       PyDoc_STR("attributes other than the fields"), NULL};

static PyObject *
slots_get_weakref(PyObject *op, void *Py_UNUSED(closure))
{
    Py_ssize_t offset = Py_TYPE(op)->tp_weaklistoffset;
    if (offset <= 0) {
        /* the class came below this one by an assignment to __bases__ */
        PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '__weakref__'",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    PyObject *first = *(PyObject **)((char *)op + offset);
    if (!RC_WITH_GIL && first != NULL) {
        return PyWeakref_NewRef(op, NULL); /* the first of the list may die meanwhile */
    }
    return Py_NewRef(first != NULL ? first : Py_None);
}

static PyGetSetDef slots_weakref_getset
    = {"__weakref__", slots_get_weakref, NULL, PyDoc_STR("list of weak references to the object"),
       NULL};

static int
slots_add_getset(RcClassObject *cls, PyGetSetDef *def, PyObject *name)
{
    PyTypeObject *type = &cls->heap.ht_type;
    PyObject *descriptor = PyDescr_NewGetSet(type, def);
    if (descriptor == NULL) {
        return -1;
    }
    int result = PyDict_SetItem(type->tp_dict, name, descriptor);
    Py_DECREF(descriptor);
    PyType_Modified(type);
    return result;
}

/* The room that the options ask for, as attributes. */
static int
slots_room(RcClassObject *cls)
{
    if ((cls->flags & RC_CLASS_USE_DICT)
        && slots_add_getset(cls, &slots_dict_getset, cls->state->s_dict) < 0) {
        return -1;
    }
    return cls->flags & RC_CLASS_USE_WEAKREF
               ? slots_add_getset(cls, &slots_weakref_getset, cls->state->s_weakref)
               : 0;
}

/* All that class_build.c and rc_class_slots_options() put into the dict of a class, for a plain one:
   `namespace` is its dict, and nobody else knows either. */
int
rc_class_slots_fill(RcClassBuild *build, RcClassObject *cls, PyObject *namespace)
{
    if (rc_class_build_is_over_root(build)
        && slots_prepare_all(build, namespace, &cls->heap.ht_type) < 0) {
        return -1;
    }
    return rc_class_slots_members(cls, build->base) < 0
                   || rc_class_slots_checked(cls, build->n_getsets) < 0 || slots_room(cls) < 0
                   || rc_standard_install(cls) < 0
               ? -1
               : 0;
}

/* Slots that no special method stands for by itself: PySequence_GetItem() and its like go the
   short way wherever r[i] is ours, and find nothing where r[key] takes only names: such a record
   must not be iterated by position. */
static void
slots_settle_items(RcClassObject *cls)
{
    int sequence = (cls->flags & RC_CLASS_SEQUENCE) != 0;
    if (cls->heap.as_mapping.mp_subscript == rc_record_subscript) {
        cls->heap.as_sequence.sq_item = sequence ? rc_record_item : NULL;
    }
    if (cls->heap.as_mapping.mp_ass_subscript == rc_record_ass_subscript) {
        cls->heap.as_sequence.sq_ass_item = sequence ? rc_record_ass_item : NULL;
    }
    if (cls->heap.as_number.nb_multiply == NULL && cls->heap.as_sequence.sq_repeat == NULL) {
        return; /* no __mul__ at all */
    }
    PyObject *mul = rc_type_lookup(&cls->heap.ht_type, cls->state->s_mul);
    if (mul != NULL && Py_IS_TYPE(mul, &PyWrapperDescr_Type)
        && ((PyWrapperDescrObject *)mul)->d_wrapped == (void *)rc_record_repeat) {
        cls->heap.as_sequence.sq_repeat = rc_record_repeat;
        cls->heap.as_number.nb_multiply = NULL;
    }
    Py_XDECREF(mul);
}

/* __new__ is a builtin of the roots, behind which type.__new__ puts a general slot. */
static void
slots_settle_new(RcClassObject *cls)
{
    PyObject *func = rc_type_lookup(&cls->heap.ht_type, cls->state->s_new);
    if (func != NULL && rc_record_new_is_ours(func)) {
        cls->heap.ht_type.tp_new = rc_record_new;
    }
    Py_XDECREF(func);
}

/* A hash for classes that are readonly, hashable, or equal to nothing but themselves; none for
   the others, also below such a class.  Python puts __hash__ = None beside an __eq__ in the body;
   only the class that asks for a hash in so many words overrides that. */
static int
slots_hash(RcClassObject *cls, unsigned int own_flags)
{
    PyTypeObject *type = &cls->heap.ht_type;
    PyObject *name = cls->state->s_hash;
    if (!(cls->flags & RC_CLASS_HASHED)) {
        return slots_has_our_hash(cls) ? PyType_Type.tp_setattro((PyObject *)type, name, Py_None)
                                       : 0;
    }
    PyObject *own = PyDict_GetItemWithError(type->tp_dict, name);
    if (own == NULL && PyErr_Occurred()) {
        return -1;
    }
    if (own == Py_None && (own_flags & RC_CLASS_HASHABLE)
        && PyType_Type.tp_setattro((PyObject *)type, name, NULL) < 0) {
        return -1;
    }
    return rc_class_slots_install(cls, cls->state->protocol_hash);
}

/* The protocols of a class that was not prepared for them. */
static int
slots_install_all(RcClassBuild *build, RcClassObject *cls)
{
    PyTypeObject *protocols[SLOTS_PROTOCOLS_MAX];
    int n = slots_list_protocols(build, protocols);
    for (int i = 0; i < n; i++) {
        if (rc_class_slots_install(cls, protocols[i]) < 0) {
            return -1;
        }
    }
    return build->flags & RC_CLASS_NAMED ? rc_record_named_install(cls) : 0;
}

/* Slots and flags that stand for no special method, or not for one alone. */
void
rc_class_slots_settle(RcClassObject *cls)
{
    /* patterns: `case [a, b]` and `case {"x": v}` */
    PyTypeObject *type = &cls->heap.ht_type;
    type->tp_flags &= ~(unsigned long)(Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING);
    if (cls->flags & RC_CLASS_SEQUENCE) {
        type->tp_flags |= Py_TPFLAGS_SEQUENCE;
    }
    else if (cls->flags & RC_CLASS_MAPPING) {
        type->tp_flags |= Py_TPFLAGS_MAPPING;
    }
    slots_settle_items(cls);
    slots_settle_new(cls);
}

/* Give the class what its options ask for. */
int
rc_class_slots_options(RcClassBuild *build, RcClassObject *cls)
{
    if (slots_room(cls) < 0) {
        return -1;
    }
    slots_adopt(build, cls);
    if ((!build->prepared && slots_install_all(build, cls) < 0)
        || slots_hash(cls, build->own_flags) < 0) {
        return -1;
    }
    rc_class_slots_settle(cls);
    return 0;
}
