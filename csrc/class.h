/* class.h - the C side of a record class: the field table and the options.

       class datatype(type):                  # class_meta.c
           fields: tuple[Field, ...]          # name, kind, offset, flags, default
           options: set                       # RC_CLASS_*

   The table is computed in private by class_layout.c, written into the class object once by
   class_build.c, and from then on only read, so reading needs no lock.  What Python code sees
   under `_fields`, `__fields__` and the like are mirrors: changing them changes no layout.

   A type is a record class if and only if its tp_dealloc is rc_record_dealloc, which nothing but
   class_build.c sets.  That test needs neither the module's state nor the class's dict. */
#ifndef RC_CLASS_H
#define RC_CLASS_H

/* What a field holds.  Object fields lie together from the first offset, in field order;
   native kinds (unboxed numbers) will follow them, each with its size and alignment. */
typedef enum {
    RC_KIND_OBJECT = 0,
} RcKind;

/* Flags of a field; the Python layer sees those up to NO_ORDER under the same names. */
#define RC_FIELD_READONLY (1u << 0)
#define RC_FIELD_FACTORY (1u << 1)  /* default_value is called for each record */
#define RC_FIELD_SELF (1u << 2)     /* ... with the record, once the other fields stand */
#define RC_FIELD_COPY (1u << 3)     /* default_value goes through copy.copy() for each record */
#define RC_FIELD_KW_ONLY (1u << 4)  /* no position fills it */
#define RC_FIELD_NO_INIT (1u << 5)  /* no argument fills it */
#define RC_FIELD_INIT_VAR (1u << 6) /* an argument for __post_init__, and no field at all */
#define RC_FIELD_NO_REPR (1u << 7)
#define RC_FIELD_NO_EQ (1u << 8)
#define RC_FIELD_NO_HASH (1u << 9)
#define RC_FIELD_NO_ORDER (1u << 10)
#define RC_FIELD_GIVEN ((1u << 11) - 1)
#define RC_FIELD_CHECKED (1u << 16) /* has a converter or a validator */

typedef struct {
    PyObject *name;          /* interned; owned; NULL in an array, whose fields have no names */
    PyObject *default_value; /* owned; NULL: the field is required */
    PyObject *doc;           /* a str, owned, or NULL */
    PyObject *alias;         /* the argument's name, where it is not the field's; owned or NULL */
    PyObject *converter;     /* callable or NULL, owned, as are the next two */
    PyObject *validator;
    PyObject *show;    /* what repr() calls instead of repr */
    PyObject *info;    /* the Field object behind the description, owned, or NULL */
    Py_ssize_t offset; /* from the start of the instance; -1 for an InitVar */
    Py_ssize_t rank;   /* the place among all that a class and its bases declare */
    RcKind kind;
    unsigned int flags;
} RcField;

/* Options of a class.  All but IMMUTABLE are inherited; the Python layer sees them under the same
   names without the prefix. */
#define RC_CLASS_SEQUENCE (1u << 0)
#define RC_CLASS_ITERABLE (1u << 1)
#define RC_CLASS_MAPPING (1u << 2)
#define RC_CLASS_HASHABLE (1u << 3)
#define RC_CLASS_READONLY (1u << 4)
#define RC_CLASS_GC (1u << 5)
#define RC_CLASS_USE_DICT (1u << 6)
#define RC_CLASS_USE_WEAKREF (1u << 7)
#define RC_CLASS_NAMED (1u << 8)          /* _make, _replace, _asdict; __new__ takes the fields */
#define RC_CLASS_FILL_NONE (1u << 9)      /* an absent argument is None: arrays */
#define RC_CLASS_IMMUTABLE (1u << 10)     /* the class itself takes no assignment; not inherited */
#define RC_CLASS_NO_EQ (1u << 11)         /* equal to itself alone */
#define RC_CLASS_NO_ORDER (1u << 12)      /* no <, <=, >, >= */
#define RC_CLASS_NO_REPR (1u << 13)       /* the repr of any object */
#define RC_CLASS_OMIT_DEFAULTS (1u << 14) /* repr leaves out fields that have their defaults */
#define RC_CLASS_KW_ONLY (1u << 15)       /* for the Python layer: fields are keyword-only */
#define RC_CLASS_COPY_DEFAULT (1u << 16)  /* for the Python layer: defaults are copied */
#define RC_CLASS_CACHE_HASH (1u << 17)    /* a place for the hash in every record */
#define RC_CLASS_CACHE (1u << 18)         /* a place for the dict of cached properties */
#define RC_CLASS_OPTIONS ((1u << 19) - 1)
#define RC_CLASS_INHERITED (RC_CLASS_OPTIONS & ~RC_CLASS_IMMUTABLE)
/* Options that bring a hash. */
#define RC_CLASS_HASHED (RC_CLASS_HASHABLE | RC_CLASS_READONLY | RC_CLASS_NO_EQ)
/* Not options: what the core knows about the class. */
#define RC_CLASS_READY (1u << 24)     /* published: instances may be made */
#define RC_CLASS_TUPLE (1u << 25)     /* memoryslots or below: compares with tuples */
#define RC_CLASS_BARE (1u << 26)      /* nothing in an instance but its items */
#define RC_CLASS_STEPS (1u << 27)     /* making an instance is more than filling fields in order */
#define RC_CLASS_DIRECT (1u << 28)    /* READY, BARE, of fixed size, without STEPS */
#define RC_CLASS_POST_INIT (1u << 29) /* has a __post_init__ */
#define RC_CLASS_SELECTIVE (1u << 30) /* some fields take no part in ==, hash or order */
#define RC_CLASS_GUARDED (1u << 31)   /* some fields refuse or change what is assigned */

/* How many fields a keyword is looked for in one by one; wider classes keep a dict. */
#define RC_SCAN_MAX 16

/* The size of a class whose instances each have their own: memoryslots and its plain heirs. */
#define RC_UNSIZED (-1)

typedef struct {
    PyHeapTypeObject heap;
    /* Zero until rc_class_build() publishes the class. */
    unsigned int flags;
    Py_ssize_t n_fields;     /* or RC_UNSIZED */
    Py_ssize_t n_vars;       /* InitVars, which stand in `fields` behind the fields */
    Py_ssize_t n_required;   /* leading parameters without a default */
    Py_ssize_t n_params;     /* what a call can fill: fields, or also InitVars */
    Py_ssize_t n_positional; /* of these, those that a position can fill; they come first */
    Py_ssize_t items_offset; /* of the first field */
    Py_ssize_t hash_offset;  /* of the kept hash, or 0 */
    Py_ssize_t cache_offset; /* of the dict of cached properties, or 0 */
    RcField *fields;         /* n_fields + n_vars of them; owned */
    Py_ssize_t *params;      /* the parameters as positions in `fields`, owned; NULL: 0, 1, 2... */
    PyObject *names;         /* tuple of str, or NULL in an array and where unsized; owned */
    PyObject *index;         /* dict name -> position where n_fields > RC_SCAN_MAX; owned */
    PyObject *param_index;   /* the same for parameters, where `params` is not NULL; owned */
    PyObject *unpickler;     /* made when a record is first pickled; owned */
    unsigned int unpickler_version; /* of the class, when it last was found to be for us to use */
    PyObject *blank_dict;           /* {name: None, ...}, made for the first asdict(); owned */
    PyObject *named_make;           /* the builtin _make(), made when first asked for; owned */
    PyObject *standard_fields;      /* made when dataclasses asks for the fields; owned */
    PyObject *free_list;            /* memory of dead instances, linked through the first field */
    Py_ssize_t free_room;           /* how many more that list takes */
    PyMemberDef *members;           /* behind the member descriptors; lives as long as the class */
    PyGetSetDef *getsets;           /* the same for fields that convert or validate */
    PyObject *module;               /* keeps the state alive; owned */
    RcState *state;
} RcClassObject;

#define RcClassObject_CAST(op) ((RcClassObject *)(op))

void rc_record_dealloc(PyObject *op);
PyObject *rc_record_attr_get(PyObject *op, void *position);
int rc_record_attr_set(PyObject *op, PyObject *value, void *position);
void rc_class_drop_free_list(RcClassObject *cls);

/* Whether `type` is a record class (perhaps not yet published). */
static inline int
rc_class_check(PyTypeObject *type)
{
    return type->tp_dealloc == rc_record_dealloc;
}

/* Whether the class is published.  `__subclasses__()` shows it to other threads before it is. */
static inline int
rc_class_is_ready(RcClassObject *cls)
{
    return (rc_flags_load(&cls->flags) & RC_CLASS_READY) != 0;
}

/* What position k of a call, or its k-th parameter, fills. */
static inline RcField *
rc_class_param(RcClassObject *cls, Py_ssize_t k)
{
    return &cls->fields[cls->params != NULL ? cls->params[k] : k];
}

/* The class's name without a module in front, for messages; borrowed. */
static inline PyObject *
rc_class_name_borrow(RcClassObject *cls)
{
    return cls->heap.ht_name;
}

/* More descriptors than all protocols together hold. */
#define RC_ADOPTED_MAX 48

/* A class being built: every temporary in one place, with one clean-up. */
typedef struct {
    RcState *state;
    PyObject *module;       /* borrowed: the caller's frame keeps it */
    PyObject *bases;        /* borrowed */
    RcClassObject *base;    /* the base whose layout is the prefix of ours, or NULL; borrowed */
    unsigned int own_flags; /* options that were asked for */
    unsigned int off_flags; /* inherited options that were declined */
    unsigned int flags;     /* the asked for and the inherited ones */
    int over_tuple;         /* a root with ob_size, or below one */
    /* the result of rc_class_layout_compute(): */
    Py_ssize_t n_fields, n_vars, n_required, n_params, n_positional, items_offset;
    Py_ssize_t basicsize, itemsize, dictoffset, weaklistoffset, hash_offset, cache_offset;
    Py_ssize_t n_getsets;
    RcField *fields, *vars; /* the vars come behind the fields in the end */
    Py_ssize_t *params;
    PyObject *names, *index, *param_index;
    PyMemberDef *members;
    PyGetSetDef *getsets;
    /* while type.__new__ runs: */
    int prepared;  /* the protocols stand in the namespace already */
    int n_adopted; /* ... as these descriptors, which we own */
    PyObject *adopted[RC_ADOPTED_MAX];
    int is_root;
    int finished;
    PyObject *base_post_init; /* of a plain class's base, owned or NULL */
    int teaches; /* the slots of the class are those of all of its kind (class_plain.c) */
    RcError error;
} RcClassBuild;

/* Whether the class stands directly below memoryslots or dataobject. */
static inline int
rc_class_build_is_over_root(const RcClassBuild *build)
{
    return build->base == (RcClassObject *)build->state->dataobject
           || build->base == (RcClassObject *)build->state->memoryslots;
}

/* class_layout.c */
int rc_class_layout_compute(RcClassBuild *build, PyObject *name, PyObject *own_fields,
                            Py_ssize_t n_array);
void rc_fields_free(RcField *fields, Py_ssize_t n);

/* class_fields.c */
int rc_class_fields_named(RcClassBuild *build, PyObject *name, PyObject *own_fields);
int rc_class_fields_array(RcClassBuild *build, PyObject *name, Py_ssize_t n_array);

/* class_params.c */
int rc_class_params_compute(RcClassBuild *build, PyObject *name);

/* class_bases.c */
int rc_class_bases_choose(RcClassBuild *build, PyObject *name);

/* roots.c */
int rc_roots_install(RcClassObject *cls);

/* standard.c */
int rc_standard_install(RcClassObject *cls);
PyObject *rc_standard_rich_repr(PyObject *op, PyObject *unused);
PyObject *rc_standard_pydantic(PyObject *cls, PyObject *args);

/* class_build.c */
PyObject *rc_class_build(RcState *state, PyObject *module, PyTypeObject *meta, PyObject *name,
                         PyObject *bases, PyObject *namespace, PyObject *own_fields,
                         Py_ssize_t n_array, unsigned int flags, unsigned int off_flags,
                         PyObject *kwargs);

void rc_class_build_publish(RcClassBuild *build, RcClassObject *cls);
int rc_class_build_settle_post_init(RcClassBuild *build, RcClassObject *cls, PyObject *found);
void rc_class_build_ready(RcClassObject *cls);

/* class_plain.c */
int rc_class_plain_fits(RcClassBuild *build, PyTypeObject *meta, PyObject *name,
                        PyObject *namespace, PyObject *kwargs);
void rc_class_plain_learn(RcClassBuild *build, RcClassObject *cls);
PyObject *rc_class_plain_make(RcClassBuild *build, PyObject *name, PyObject *namespace);

/* class_slots.c */
int rc_class_slots_install(RcClassObject *cls, PyTypeObject *protocol);
int rc_class_slots_attribute(RcClassObject *cls, PyObject *name, PyObject *value);
int rc_class_slots_can_prepare(RcClassBuild *build);
int rc_class_slots_prepare(RcClassBuild *build, PyTypeObject *meta, PyObject *namespace);
int rc_class_slots_adds_nothing(RcClassBuild *build, PyObject *namespace);
int rc_class_slots_fill(RcClassBuild *build, RcClassObject *cls, PyObject *namespace);
void rc_class_slots_settle(RcClassObject *cls);
int rc_class_slots_members(RcClassObject *cls, RcClassObject *base);
int rc_class_slots_checked(RcClassObject *cls, Py_ssize_t n_getsets);
int rc_class_slots_options(RcClassBuild *build, RcClassObject *cls);

/* Look a field up by name: its position, or -1 (no error set). */
Py_ssize_t rc_class_find_field(RcClassObject *cls, PyObject *name, Py_ssize_t hint);

extern struct PyModuleDef rc_module_def; /* module.c */

/* Set RuntimeError: a finalizer asks for what the collector has taken from the module's state. */
static inline void
rc_error_module_gone(void)
{
    PyErr_SetString(PyExc_RuntimeError, "the module recordclass._core is being destroyed");
}

/* The module behind a method or a metaclass call; borrowed, NULL with an error set: a finalizer may
   call a type that the collector has cleared. */
static inline PyObject *
rc_class_module_borrow(PyTypeObject *type)
{
    if (type->tp_mro == NULL) {
        rc_error_module_gone();
        return NULL;
    }
    return PyType_GetModuleByDef(type, &rc_module_def);
}

#endif
