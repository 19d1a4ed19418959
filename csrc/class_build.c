/* class_build.c - a class is made: described, laid out, created, published.

       def build(meta, name, bases, namespace, fields, options, **kwargs):
           base   = the one among bases whose layout ours continues     # class_bases.c
           layout = compute(base, fields, options)              # class_layout.c
           if nothing in the namespace needs type.__new__:
               return a class made by hand                      # class_plain.c
           namespace = {"_recordclass_finish": finisher, "__slots__": (), **namespace}
           namespace |= protocols                               # class_slots.c
           return type.__new__(meta, name, bases, namespace, **kwargs)

   type.__new__ calls __set_name__ on what the namespace holds, in its order, and
   __init_subclass__ after that.  The finisher is a value whose __set_name__ writes the layout
   into the new class: it comes first, so every piece of user code that type.__new__ runs sees a
   complete class.  Before that moment the class is not READY and makes no instances.

   All temporaries live in one RcClassBuild; build_clear() is the one clean-up.  Nothing of it is
   shared until rc_class_build_publish() hands it to the class object. */
#include "record.h"

/* ---- from the layout to the class ---- */

/* What the options and the fields come to, and whether the memory of dead records is kept. */
static void
build_set_flags(RcClassBuild *build, RcClassObject *cls)
{
    cls->flags = build->flags | (build->over_tuple ? RC_CLASS_TUPLE : 0);
    if (!(build->flags
          & (RC_CLASS_GC | RC_CLASS_USE_DICT | RC_CLASS_USE_WEAKREF | RC_CLASS_CACHE_HASH
             | RC_CLASS_CACHE))) {
        cls->flags |= RC_CLASS_BARE;
    }
    if (build->params != NULL) {
        cls->flags |= RC_CLASS_STEPS;
    }
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        if (build->fields[i].flags & (RC_FIELD_NO_EQ | RC_FIELD_NO_HASH | RC_FIELD_NO_ORDER)) {
            cls->flags |= RC_CLASS_SELECTIVE;
        }
        if (build->fields[i].flags & (RC_FIELD_READONLY | RC_FIELD_CHECKED)) {
            cls->flags |= RC_CLASS_GUARDED;
        }
    }
    if ((cls->flags & RC_CLASS_BARE) && build->n_fields > 0
        && build->basicsize <= RC_FREE_LIST_SIZE) {
        cls->free_room = RC_FREE_LIST_MAX;
    }
}

/* From here on the class owns what `build` owned. */
static void
build_hand_over(RcClassBuild *build, RcClassObject *cls)
{
    cls->n_fields = build->n_fields;
    cls->n_vars = build->n_vars;
    cls->n_required = build->n_required;
    cls->n_params = build->n_params;
    cls->n_positional = build->n_positional;
    cls->items_offset = build->items_offset;
    cls->hash_offset = build->hash_offset;
    cls->cache_offset = build->cache_offset;
    cls->fields = build->fields;
    cls->params = build->params;
    cls->names = build->names;
    cls->index = build->index;
    cls->param_index = build->param_index;
    cls->members = build->members;
    cls->getsets = build->getsets;
    cls->module = Py_NewRef(build->module);
    cls->state = build->state;
    build->fields = NULL;
    build->params = NULL;
    build->names = build->index = build->param_index = NULL;
    build->members = NULL;
    build->getsets = NULL;
}

/* Sizes, and the functions that make and free instances. */
static void
build_set_life_cycle(RcClassBuild *build, RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    int unsized = build->n_fields < 0;
    type->tp_flags &= ~(RC_TPFLAGS_MANAGED | Py_TPFLAGS_HAVE_GC);
    type->tp_basicsize = build->basicsize;
    type->tp_itemsize = build->itemsize;
    type->tp_dictoffset = build->dictoffset;
    type->tp_weaklistoffset = build->weaklistoffset;
    type->tp_alloc = rc_record_tp_alloc;
    type->tp_dealloc = rc_record_dealloc;
    type->tp_vectorcall = rc_record_vectorcall;
    if (cls->flags & RC_CLASS_GC) {
        type->tp_flags |= Py_TPFLAGS_HAVE_GC;
        type->tp_traverse = rc_record_traverse;
        type->tp_clear = rc_record_clear;
        type->tp_free = unsized ? rc_record_tp_free_gc_unsized : rc_record_tp_free_gc;
    }
    else {
        type->tp_traverse = NULL;
        type->tp_clear = NULL;
        type->tp_free = unsized ? rc_record_tp_free_unsized : rc_record_tp_free;
    }
}

/* Hand the layout to the class object. */
void
rc_class_build_publish(RcClassBuild *build, RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    build_set_flags(build, cls);
    build_hand_over(build, cls);
    build_set_life_cycle(build, cls);
    if (build->base != NULL && type->tp_base != &build->base->heap.ht_type) {
        /* a mixin stands first among the bases: the layout is still the record's */
        Py_INCREF(&build->base->heap.ht_type);
        Py_SETREF(type->tp_base, &build->base->heap.ht_type);
    }
    PyType_Modified(type);
}

/* Whether a record calls a __post_init__ is settled here, as in a dataclass: `found` or NULL. */
int
rc_class_build_settle_post_init(RcClassBuild *build, RcClassObject *cls, PyObject *found)
{
    if (found != NULL && found != Py_None && cls->n_fields >= 0) {
        cls->flags |= RC_CLASS_STEPS | RC_CLASS_POST_INIT;
    }
    else if (cls->n_vars > 0) {
        PyErr_Format(PyExc_TypeError, "%U: InitVar '%U' needs a __post_init__ that takes it",
                     rc_class_name_borrow(cls), cls->fields[cls->n_fields].name);
        return -1;
    }
    return 0;
}

static int
build_find_post_init(RcClassBuild *build, RcClassObject *cls)
{
    PyObject *found = rc_type_lookup(&cls->heap.ht_type, build->state->s_post_init);
    int result = rc_class_build_settle_post_init(build, cls, found);
    Py_XDECREF(found);
    return result;
}

/* The Python layer has collected the names of abstract methods; the flag is not inherited. */
static int
build_mark_abstract(RcClassBuild *build, RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    PyObject *names;
    int found = rc_dict_get_ref(type->tp_dict, build->state->s_abstract, &names);
    if (found <= 0) {
        return found;
    }
    int abstract = PyObject_IsTrue(names);
    Py_DECREF(names);
    if (abstract > 0) {
        type->tp_flags |= Py_TPFLAGS_IS_ABSTRACT;
    }
    return abstract < 0 ? -1 : 0;
}

/* A class cannot have heirs before it has its layout: a __bases__ that was assigned meanwhile names
   it beside the base that counted. */
static int
build_check_heirs(RcClassBuild *build, RcClassObject *cls)
{
    if (cls->heap.ht_type.tp_subclasses == NULL) {
        return 0; /* it never had any */
    }
    PyObject *heirs = PyObject_CallMethodOneArg((PyObject *)&PyType_Type,
                                                build->state->s_subclasses, (PyObject *)cls);
    Py_ssize_t n = heirs == NULL ? -1 : PyObject_Size(heirs);
    Py_XDECREF(heirs);
    if (n > 0) {
        PyErr_Format(PyExc_TypeError, "%U: the class got heirs before it was complete",
                     rc_class_name_borrow(cls));
    }
    return n == 0 ? 0 : -1;
}

/* From here on instances may be made. */
void
rc_class_build_ready(RcClassObject *cls)
{
    int is_direct
        = (cls->flags & RC_CLASS_BARE) && cls->n_fields >= 0 && !(cls->flags & RC_CLASS_STEPS);
    unsigned int direct = is_direct ? RC_CLASS_DIRECT : 0;
    rc_flags_store(&cls->flags, cls->flags | RC_CLASS_READY | direct);
}

/* What the finisher's __set_name__ does. */
static int
build_finish(RcClassBuild *build, RcClassObject *cls)
{
    PyTypeObject *type = &cls->heap.ht_type;
    if (build_check_heirs(build, cls) < 0
        || PyDict_DelItem(type->tp_dict, build->state->s_finish) < 0) {
        return -1;
    }
    rc_class_build_publish(build, cls);
    if (build->is_root && rc_roots_install(cls) < 0) {
        return -1;
    }
    if (rc_class_slots_members(cls, build->base) < 0
        || rc_class_slots_checked(cls, build->n_getsets) < 0) {
        return -1;
    }
    PyType_Modified(type);
    if (rc_class_slots_options(build, cls) < 0 || rc_standard_install(cls) < 0
        || build_find_post_init(build, cls) < 0 || build_mark_abstract(build, cls) < 0) {
        return -1;
    }
    PyType_Modified(type);
    rc_class_plain_learn(build, cls);
    rc_class_build_ready(cls);
    return 0;
}

/* ---- the finisher ---- */

typedef struct {
    PyObject_HEAD
    RcClassBuild *build; /* NULL once build() is over, should someone have kept us */
} RcFinisherObject;

#define RcFinisherObject_CAST(op) ((RcFinisherObject *)(op))

/* Whether `owner` is the class being made.  A metaclass's mro() can find the finisher and call it
   with any class, and too early. */
static int
finisher_is_for(PyObject *op, RcClassBuild *build, PyObject *owner)
{
    if (!PyType_Check(owner) || !PyType_IsSubtype(Py_TYPE(owner), build->state->datatype)) {
        return 0;
    }
    PyTypeObject *type = (PyTypeObject *)owner;
    return RcClassObject_CAST(owner)->module == NULL /* never published */
           && PyType_HasFeature(type, Py_TPFLAGS_READY) && type->tp_bases == build->bases
           && PyDict_GetItemWithError(type->tp_dict, build->state->s_finish) == op;
}

static PyObject *
finisher_set_name(PyObject *op, PyObject *const *args, Py_ssize_t n_args)
{
    RcClassBuild *build = RcFinisherObject_CAST(op)->build;
    if (n_args != 2) {
        PyErr_Format(PyExc_TypeError, "__set_name__() takes 2 arguments (%zd given)", n_args);
        return NULL;
    }
    PyObject *owner = args[0];
    if (build == NULL || build->finished || !finisher_is_for(op, build, owner)) {
        PyErr_SetString(PyExc_TypeError, "a record class is completed only while it is made");
        return NULL;
    }
    build->finished = 1;
    if (build_finish(build, RcClassObject_CAST(owner)) < 0) {
        /* type.__new__ wraps what __set_name__ raises: keep the real thing */
        rc_error_take(&build->error);
        PyErr_SetString(PyExc_RuntimeError, "the record class could not be completed");
        return NULL;
    }
    Py_RETURN_NONE;
}

static void
finisher_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMethodDef finisher_methods[] = {
    {"__set_name__", (PyCFunction)(void (*)(void))finisher_set_name, METH_FASTCALL,
     PyDoc_STR("Complete the record class.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot finisher_slots[] = {
    {Py_tp_dealloc, finisher_dealloc},
    {Py_tp_methods, finisher_methods},
    {0, NULL},
};

static PyType_Spec finisher_spec = {
    .name = "recordclass._core.finisher",
    .basicsize = sizeof(RcFinisherObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = finisher_slots,
};

/* ---- the whole ---- */

static void
build_clear(RcClassBuild *build)
{
    /* the vars stand behind the fields once class_fields.c is through */
    Py_ssize_t n_fields = build->n_fields > 0 ? build->n_fields : 0;
    rc_fields_free(build->fields, build->vars != NULL ? n_fields : n_fields + build->n_vars);
    rc_fields_free(build->vars, build->n_vars);
    build->fields = build->vars = NULL;
    Py_CLEAR(build->names);
    Py_CLEAR(build->index);
    Py_CLEAR(build->param_index);
    PyMem_Free(build->params);
    build->params = NULL;
    PyMem_Free(build->members);
    build->members = NULL;
    PyMem_Free(build->getsets);
    build->getsets = NULL;
    Py_CLEAR(build->base_post_init);
    for (int i = 0; i < build->n_adopted; i++) {
        Py_DECREF(build->adopted[i]);
    }
    build->n_adopted = 0;
    rc_error_drop(&build->error);
}

/* The class where it is plain; NULL without an error where it is not. */
static PyObject *
build_plain(RcClassBuild *build, PyTypeObject *meta, PyObject *name, PyObject *namespace,
            PyObject *kwargs)
{
    if (!RC_CLASS_BY_HAND || meta != build->state->datatype || build->is_root
        || !PyDict_CheckExact(namespace)) {
        return NULL;
    }
    PyObject *result = NULL;
    PyObject *empty = PyTuple_New(0);
    PyObject *own = PyDict_Copy(namespace);
    if (empty != NULL && own != NULL && PyDict_SetItem(own, build->state->s_slots, empty) == 0
        && rc_class_plain_fits(build, meta, name, own, kwargs) > 0) {
        result = rc_class_plain_make(build, name, own);
    }
    Py_XDECREF(empty);
    Py_XDECREF(own);
    return result;
}

/* {"_recordclass_finish": finisher, **namespace, "__slots__": ()} */
static PyObject *
build_namespace(RcClassBuild *build, PyObject *finisher, PyObject *namespace)
{
    PyObject *result = PyDict_New();
    PyObject *empty = PyTuple_New(0);
    if (result == NULL || empty == NULL
        || PyDict_SetItem(result, build->state->s_finish, finisher) < 0
        || PyDict_Update(result, namespace) < 0
        /* again, whatever the body says */
        || PyDict_SetItem(result, build->state->s_finish, finisher) < 0
        || PyDict_SetItem(result, build->state->s_slots, empty) < 0) {
        Py_CLEAR(result);
    }
    Py_XDECREF(empty);
    return result;
}

static PyObject *
build_create(RcClassBuild *build, PyTypeObject *meta, PyObject *name, PyObject *namespace,
             PyObject *kwargs)
{
    PyObject *result = NULL, *own = NULL, *args = NULL;
    PyObject *finisher = build->state->finisher->tp_alloc(build->state->finisher, 0);
    if (finisher == NULL) {
        return NULL;
    }
    RcFinisherObject_CAST(finisher)->build = build;
    own = build_namespace(build, finisher, namespace);
    if (own == NULL || rc_class_slots_prepare(build, meta, own) < 0) {
        goto done;
    }
    args = PyTuple_Pack(3, name, build->bases, own);
    if (args == NULL) {
        goto done;
    }
    result = PyType_Type.tp_new(meta, args, kwargs);
    if (result == NULL && rc_error_kept(&build->error)) {
        PyErr_Clear();
        rc_error_restore(&build->error);
    }
    if (result != NULL && !build->finished) {
        PyErr_Format(PyExc_TypeError, "%U: the record class was not completed", name);
        Py_CLEAR(result);
    }
done:
    RcFinisherObject_CAST(finisher)->build = NULL;
    Py_DECREF(finisher);
    Py_XDECREF(own);
    Py_XDECREF(args);
    return result;
}

/* Make a record class.

   meta        datatype or a subclass of it
   own_fields  tuple of descriptions (class_fields.c), or NULL: none declared
   n_array     number of nameless fields, or -1
   flags       RC_CLASS_* options, to which those of the bases are added
   off_flags   options of the bases that the class declines
   kwargs      for __init_subclass__; a dict or NULL

   `bases` without a record class makes a root; only rc_roots_init() does so. */
PyObject *
rc_class_build(RcState *state, PyObject *module, PyTypeObject *meta, PyObject *name,
               PyObject *bases, PyObject *namespace, PyObject *own_fields, Py_ssize_t n_array,
               unsigned int flags, unsigned int off_flags, PyObject *kwargs)
{
    PyObject *result = NULL;
    RcClassBuild build = {.state = state,
                          .module = module,
                          .bases = bases,
                          .own_flags = flags,
                          .off_flags = off_flags,
                          .flags = flags};
    if (rc_class_bases_choose(&build, name) < 0) {
        goto done;
    }
    if (build.base == NULL && state->dataobject == NULL) {
        build.over_tuple = state->memoryslots == NULL;
        build.is_root = 1;
    }
    else if (build.base == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "%U: a record class needs dataobject or memoryslots as a base", name);
        goto done;
    }
    if (n_array >= 0) { /* fields without names can only be filled by position */
        build.flags |= RC_CLASS_FILL_NONE;
    }
    if (rc_class_layout_compute(&build, name, own_fields, n_array) < 0) {
        goto done;
    }
    result = build_plain(&build, meta, name, namespace, kwargs);
    if (result == NULL && !PyErr_Occurred()) {
        /* a class of which others learn stays what was looked at */
        int paused = build.teaches && rc_collector_pause();
        result = build_create(&build, meta, name, namespace, kwargs);
        rc_collector_resume(paused);
    }
    if (result != NULL && (flags & RC_CLASS_IMMUTABLE)) {
        ((PyTypeObject *)result)->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    }
done:
    build_clear(&build);
    return result;
}

int
rc_class_build_init(PyObject *module, RcState *state)
{
    state->finisher = (PyTypeObject *)PyType_FromModuleAndSpec(module, &finisher_spec, NULL);
    return state->finisher == NULL ? -1 : 0;
}
