/* class_plain.c - most classes are made without type.__new__.

       def make(cls, namespace):                    # where rc_class_plain_fits()
           cls.__dict__ = namespace | protocols | members      # class_slots.c
           PyType_Ready(cls)
           cls.slots = base.slots, or those of the first class of the kind

   type.__new__ looks for each of some ninety special names in the dicts of the class and of all its
   bases; that is more than half of what a class costs.  A plain class has nothing in its body of
   which a slot could come, and no body's __set_name__ or __init_subclass__ is to be called.  So its
   slots are those of its base; and where protocols are added, which happens directly below a root
   only, those that type.__new__ gave the first plain class of the same root and protocols.  They
   are functions and lead to no object.

   No code of a program runs from the last look at the body until the slots stand: what is asked of
   the base's dict, whose keys can be of a kind of their own, is asked before, and the collector
   rests. */
#include "record.h"

/* Names in a body, of the form __x__, of which no slot comes and with which type.__new__ does
   nothing but what plain_take_qualname() does. */
static const char *const plain_specials[] = {
    "__annotate__",
    "__annotate_func__",
    "__annotations__",
    "__attrs__",
    "__conditional_annotations__",
    "__doc__",
    "__fields__",
    "__firstlineno__",
    "__match_args__",
    "__module__",
    "__orig_bases__",
    "__parameters__",
    "__post_init__",
    "__qualname__",
    "__slots__",
    "__static_attributes__",
};

int
rc_class_plain_init(PyObject *Py_UNUSED(module), RcState *state)
{
    PyObject *names = PyFrozenSet_New(NULL);
    for (size_t i = 0; names != NULL && i < Py_ARRAY_LENGTH(plain_specials); i++) {
        PyObject *name = PyUnicode_InternFromString(plain_specials[i]);
        if (name == NULL || PySet_Add(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    state->plain_specials = names;
    return names == NULL ? -1 : 0;
}

void
rc_class_plain_free(RcState *state)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(state->patterns); i++) {
        PyMem_Free(state->patterns[i]);
        state->patterns[i] = NULL;
    }
}

/* ---- which classes are plain ---- */

/* A text that is its own UTF-8, whole. */
static int
plain_is_ascii(PyObject *text)
{
    return PyUnicode_CheckExact(text) && rc_unicode_ready(text) == 0
           && PyUnicode_IS_COMPACT_ASCII(text)
           && strlen((const char *)PyUnicode_1BYTE_DATA(text))
                  == (size_t)PyUnicode_GET_LENGTH(text);
}

/* Whether type.__new__ would do nothing with a value: types that are no heap types do not change,
   and no code runs while one looks there. */
static int
plain_is_value(RcState *state, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type || type == &PyTuple_Type || type == &PyFunction_Type) {
        return 1;
    }
    return !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)
           && rc_type_lookup_borrow(type, state->s_set_name) == NULL;
}

/* Whether an item of the body is plain: 1, 0, or -1. */
static int
plain_is_item(RcState *state, PyObject *name, PyObject *value)
{
    if (!plain_is_ascii(name) || !plain_is_value(state, value)) {
        return 0;
    }
    /* not by identity: a body's keys need not be interned */
    const char *text = (const char *)PyUnicode_1BYTE_DATA(name);
    if (text[0] != '_') {
        return 1;
    }
    if (text[1] == '_') {
        if (strcmp(text, "__qualname__") == 0 && !PyUnicode_CheckExact(value)) {
            return 0;
        }
        if (strcmp(text, "__doc__") == 0 && value != Py_None
            && (!plain_is_ascii(value)
                || strstr((const char *)PyUnicode_1BYTE_DATA(value), "--\n\n") != NULL)) {
            return 0; /* a signature in front, which is read from tp_doc: type.__new__ sets that */
        }
        return PySet_Contains(state->plain_specials, name);
    }
    return PyUnicode_Compare(name, state->s_finish) != 0;
}

/* Whether the body is plain: 1, 0, or -1.  If so, no code has run. */
static int
plain_is_body(RcState *state, PyObject *namespace)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(namespace, &position, &key, &value)) {
        int plain = plain_is_item(state, key, value);
        if (plain <= 0) {
            return plain;
        }
    }
    /* type.__new__ would ask the caller's frame for the module */
    return PyDict_Contains(namespace, state->s_module);
}

/* Whether a class below `base` can be plain, by what type.__new__ asks of a base. */
static int
plain_can_be_base(PyTypeObject *base, PyTypeObject *meta)
{
    return Py_IS_TYPE(base, meta) && PyType_HasFeature(base, Py_TPFLAGS_BASETYPE)
           && !(RC_NEW_SHARES_KEYS && base->tp_dictoffset != 0);
}

/* Whether a program can have said what becomes of the heirs of `base`. */
static int
plain_has_own_init_subclass(RcState *state, PyTypeObject *base)
{
    PyObject *found = rc_type_lookup(base, state->s_init_subclass);
    int own = found != rc_type_lookup_borrow(&PyBaseObject_Type, state->s_init_subclass);
    Py_XDECREF(found);
    return own;
}

/* Whether an heir of the base, which is no root, has all that it needs from there: 1, 0, or -1. */
static int
plain_inherits_all(RcClassBuild *build, PyObject *namespace)
{
    PyTypeObject *base = &build->base->heap.ht_type;
    int adds_nothing = rc_class_slots_adds_nothing(build, namespace);
    if (adds_nothing <= 0 || plain_has_own_init_subclass(build->state, base)) {
        return adds_nothing < 0 ? -1 : 0;
    }
    build->base_post_init = rc_type_lookup(base, build->state->s_post_init);
    return 1;
}

/* The place of the pattern for classes directly below a root. */
static PyHeapTypeObject **
plain_pattern(RcClassBuild *build)
{
    unsigned int flags = build->flags;
    size_t place = build->over_tuple != 0;
    place |= flags & RC_CLASS_SEQUENCE ? 2 : 0;
    place |= flags & RC_CLASS_ITERABLE ? 4 : 0;
    place |= flags & RC_CLASS_MAPPING ? 8 : 0;
    place |= flags & RC_CLASS_HASHED ? 16 : 0;
    assert(place < Py_ARRAY_LENGTH(build->state->patterns));
    return &build->state->patterns[place];
}

/* Whether the class can do without type.__new__: 1, 0, or -1 with an error set.  `namespace` is our
   own copy of the body. */
int
rc_class_plain_fits(RcClassBuild *build, PyTypeObject *meta, PyObject *name, PyObject *namespace,
                    PyObject *kwargs)
{
    RcState *state = build->state;
    if (!rc_class_slots_can_prepare(build) || (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0)
        || !plain_is_ascii(name) || state->plain_specials == NULL
        || !plain_can_be_base(&build->base->heap.ht_type, meta)) {
        return 0;
    }
    int over_root = rc_class_build_is_over_root(build);
    if (!over_root) {
        int simple = plain_inherits_all(build, namespace);
        if (simple <= 0) {
            return simple;
        }
    }
    /* last: while the base was looked at, code may have run and found our copy */
    if (plain_is_body(state, namespace) <= 0) {
        return PyErr_Occurred() ? -1 : 0;
    }
    build->teaches = over_root;
    return !over_root || *plain_pattern(build) != NULL;
}

/* ---- slots ---- */

/* All that a special method can stand behind. */
static void
plain_copy_slots(PyHeapTypeObject *to, const PyHeapTypeObject *from)
{
    PyTypeObject *type = &to->ht_type;
    const PyTypeObject *other = &from->ht_type;
    to->as_async = from->as_async;
    to->as_number = from->as_number;
    to->as_mapping = from->as_mapping;
    to->as_sequence = from->as_sequence;
    to->as_buffer = from->as_buffer;
    type->tp_getattr = other->tp_getattr;
    type->tp_setattr = other->tp_setattr;
    type->tp_repr = other->tp_repr;
    type->tp_hash = other->tp_hash;
    type->tp_call = other->tp_call;
    type->tp_str = other->tp_str;
    type->tp_getattro = other->tp_getattro;
    type->tp_setattro = other->tp_setattro;
    type->tp_richcompare = other->tp_richcompare;
    type->tp_iter = other->tp_iter;
    type->tp_iternext = other->tp_iternext;
    type->tp_descr_get = other->tp_descr_get;
    type->tp_descr_set = other->tp_descr_set;
    type->tp_init = other->tp_init;
    type->tp_new = other->tp_new;
    type->tp_finalize = other->tp_finalize;
}

/* Keep the slots of a class that type.__new__ has made, if it is the first of its kind.  Where there
   is no memory for it, the next one is the first. */
void
rc_class_plain_learn(RcClassBuild *build, RcClassObject *cls)
{
    if (!build->teaches || *plain_pattern(build) != NULL) {
        return;
    }
    PyHeapTypeObject *pattern = PyMem_Calloc(1, sizeof(PyHeapTypeObject));
    if (pattern != NULL) {
        plain_copy_slots(pattern, &cls->heap);
        *plain_pattern(build) = pattern;
    }
}

/* ---- the class ---- */

/* __qualname__ stands in the class and not in its dict. */
static int
plain_take_qualname(RcState *state, PyHeapTypeObject *heap, PyObject *namespace)
{
    PyObject *qualname;
    int found = rc_dict_get_ref(namespace, state->s_qualname, &qualname);
    if (found > 0) {
        Py_SETREF(heap->ht_qualname, qualname);
        found = PyDict_DelItem(namespace, state->s_qualname);
    }
    return found;
}

static int
plain_find_post_init(RcClassBuild *build, RcClassObject *cls, PyObject *namespace)
{
    /* its keys are plain texts: no error is possible */
    PyObject *found = PyDict_GetItemWithError(namespace, build->state->s_post_init);
    return rc_class_build_settle_post_init(build, cls,
                                           found != NULL ? found : build->base_post_init);
}

/* A class object that nobody knows, with what no step after this may find missing. */
static RcClassObject *
plain_allocate(RcClassBuild *build, PyObject *name, PyObject *namespace)
{
    PyTypeObject *meta = build->state->datatype;
    RcClassObject *cls = RcClassObject_CAST(meta->tp_alloc(meta, 0));
    if (cls == NULL) {
        return NULL;
    }
    PyObject_GC_UnTrack(cls);
    PyHeapTypeObject *heap = &cls->heap;
    PyTypeObject *type = &heap->ht_type;
    type->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE;
    type->tp_as_async = &heap->as_async;
    type->tp_as_number = &heap->as_number;
    type->tp_as_mapping = &heap->as_mapping;
    type->tp_as_sequence = &heap->as_sequence;
    type->tp_as_buffer = &heap->as_buffer;
    type->tp_bases = Py_NewRef(build->bases);
    type->tp_base = (PyTypeObject *)Py_NewRef(build->base);
    type->tp_dict = Py_NewRef(namespace);
    type->tp_name = (const char *)PyUnicode_1BYTE_DATA(name);
    heap->ht_name = Py_NewRef(name);
    heap->ht_qualname = Py_NewRef(name);
    heap->ht_slots = PyTuple_New(0); /* the one there is */
    return cls;
}

/* What PyType_Ready() inherits and a record class does not. */
static void
plain_restore_layout(PyTypeObject *type, Py_ssize_t itemsize, Py_ssize_t dictoffset,
                     Py_ssize_t weaklistoffset)
{
    type->tp_itemsize = itemsize;
    type->tp_dictoffset = dictoffset;
    type->tp_weaklistoffset = weaklistoffset;
}

/* All but what lookups in the base's dict decide; NULL after an error. */
static RcClassObject *
plain_make(RcClassBuild *build, PyObject *name, PyObject *namespace)
{
    Py_ssize_t itemsize = build->itemsize, dictoffset = build->dictoffset;
    Py_ssize_t weaklistoffset = build->weaklistoffset;
    RcClassObject *cls = plain_allocate(build, name, namespace);
    if (cls == NULL) {
        return NULL;
    }
    PyTypeObject *type = &cls->heap.ht_type;
    rc_class_build_publish(build, cls);
    if (plain_take_qualname(build->state, &cls->heap, namespace) < 0
        || rc_class_slots_fill(build, cls, namespace) < 0
        || plain_find_post_init(build, cls, namespace) < 0 || PyType_Ready(type) < 0) {
        PyObject_GC_Track(cls); /* its descriptors and its mro know it */
        Py_DECREF(cls);
        return NULL;
    }
    plain_restore_layout(type, itemsize, dictoffset, weaklistoffset);
    plain_copy_slots(&cls->heap, rc_class_build_is_over_root(build) ? *plain_pattern(build)
                                                                    : &build->base->heap);
    return cls;
}

/* Make a class that fits.  `namespace` is used up. */
PyObject *
rc_class_plain_make(RcClassBuild *build, PyObject *name, PyObject *namespace)
{
    int paused = rc_collector_pause();
    RcClassObject *cls = plain_make(build, name, namespace);
    rc_collector_resume(paused);
    if (cls != NULL) {
        rc_class_slots_settle(cls);
        rc_class_build_ready(cls);
        PyObject_GC_Track(cls);
    }
    return (PyObject *)cls;
}
