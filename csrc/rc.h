/* rc.h - the header that every file of the core includes first.

   It brings Python, the differences between Pythons, the module's state, the C side of a record
   class, and what has no header of its own: the list of rc_*_init, and a few functions that several
   files use.  record.h adds what touches the memory of an instance. */
#ifndef RC_RC_H
#define RC_RC_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "compat.h"

/* Everything the module owns; there are no other globals (the trashcan's depth, which is a
   property of a thread and not of a module, is described in trashcan.c). */
typedef struct {
#define RC_STATE_TYPE(name) PyTypeObject *name;
#define RC_STATE_OBJECT(name) PyObject *name;
#define RC_STATE_STRING(name, text) PyObject *name;
#include "state.def"
#undef RC_STATE_TYPE
#undef RC_STATE_OBJECT
#undef RC_STATE_STRING
    PyObject *iter_spare;           /* memory of the last dead iterator, or NULL (iter.c) */
    PyHeapTypeObject *patterns[32]; /* no objects: the slots of plain classes (class_plain.c) */
} RcState;

#include "class.h"

/* A dict of ours alone: no gc.get_objects() lists it, and no traverse visits it, so that no program
   can change it.  For keys and values that lead nowhere. */
static inline PyObject *
rc_private_dict(void)
{
    PyObject *dict = PyDict_New();
    if (dict != NULL) {
        PyObject_GC_UnTrack(dict);
    }
    return dict;
}

/* A tuple to be filled while code may run that lists the collector's objects: such code must not
   find it half filled. */
static inline PyObject *
rc_tuple_start(Py_ssize_t n)
{
    PyObject *tuple = PyTuple_New(n);
    if (tuple != NULL && n > 0) { /* the empty one is shared */
        PyObject_GC_UnTrack(tuple);
    }
    return tuple;
}

static inline PyObject *
rc_tuple_finish(PyObject *tuple)
{
    if (tuple != NULL && PyTuple_GET_SIZE(tuple) > 0) {
        PyObject_GC_Track(tuple);
    }
    return tuple;
}

/* Each file of the core adds its part to a module that is being executed. */
int rc_class_meta_init(PyObject *module, RcState *state);
int rc_class_build_init(PyObject *module, RcState *state);
int rc_class_plain_init(PyObject *module, RcState *state);
int rc_class_fields_init(PyObject *module, RcState *state);
int rc_roots_init(PyObject *module, RcState *state);
int rc_missing_init(PyObject *module, RcState *state);
int rc_record_init_init(PyObject *module, RcState *state);
int rc_record_seq_init(PyObject *module, RcState *state);
int rc_record_map_init(PyObject *module, RcState *state);
int rc_record_cmp_init(PyObject *module, RcState *state);
int rc_record_base_init(PyObject *module, RcState *state);
int rc_record_named_init(PyObject *module, RcState *state);
int rc_iter_init(PyObject *module, RcState *state);
int rc_standard_init(PyObject *module, RcState *state);
int rc_cachedproperty_init(PyObject *module, RcState *state);
int rc_litelist_init(PyObject *module, RcState *state);
int rc_litelist_iter_init(PyObject *module, RcState *state);
int rc_functions_init(PyObject *module, RcState *state);
int rc_cycles_init(PyObject *module, RcState *state);
int rc_rowmaker_init(PyObject *module, RcState *state);
int rc_rowfactory_init(PyObject *module, RcState *state);
int rc_unpickler_init(PyObject *module, RcState *state);
int rc_itemgetset_init(PyObject *module, RcState *state);
int rc_fieldgetter_init(PyObject *module, RcState *state);

void rc_iter_clear(RcState *state);
void rc_class_plain_free(RcState *state);

/* lazy.c: what is made at its first use and kept in `place`, which belongs to `owner`; all give new
   references.  This one looks only: NULL without an error where nothing is kept yet. */
static inline PyObject *
rc_lazy_kept(PyObject *owner, PyObject **place)
{
    PyObject *kept;
    Py_BEGIN_CRITICAL_SECTION(owner);
    kept = Py_XNewRef(*place);
    Py_END_CRITICAL_SECTION();
    return kept;
}

PyObject *rc_lazy_keep_steal(PyObject *owner, PyObject **place, PyObject *fresh);
/* an attribute of a Python module, kept for `module` */
PyObject *rc_lazy_import(PyObject *module, PyObject **place, const char *from,
                         const char *attribute);

/* numeral.c: int(text) and float(text) of a str */
PyObject *rc_numeral_int(PyObject *text);
PyObject *rc_numeral_float(PyObject *text);

/* rowmaker.c: a record of a row, by a rowmaker */
PyObject *rc_rowmaker_make(PyObject *op, PyObject *row);

/* record_seq.c: the bounds of index(), of records and litelists */
int rc_record_seq_bounds(PyObject *const *args, Py_ssize_t n_args, Py_ssize_t bounds[2]);
void rc_record_seq_settle(Py_ssize_t bounds[2], Py_ssize_t n);

#endif
