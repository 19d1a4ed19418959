/* module.c - recordclass._core: the module definition and nothing else.

   Multi-phase initialisation; all state in one RcState per module object, so that each
   interpreter has its own.  The order of rc_*_init is the order of need: protocols first, then
   the metaclass, then the two roots, which are record classes themselves. */
#include "record.h"

static int
module_make_strings(RcState *state)
{
#define RC_STATE_TYPE(name)
#define RC_STATE_OBJECT(name)
#define RC_STATE_STRING(name, text)                                                               \
    state->name = PyUnicode_InternFromString(text);                                               \
    if (state->name == NULL) {                                                                    \
        return -1;                                                                                \
    }
#include "state.def"
#undef RC_STATE_TYPE
#undef RC_STATE_OBJECT
#undef RC_STATE_STRING
    return 0;
}

/* In the order of need. */
static int (*const module_parts[])(PyObject *module, RcState *state) = {
    rc_record_base_init,    rc_missing_init,    rc_record_init_init,   rc_record_seq_init,
    rc_record_map_init,     rc_record_cmp_init, rc_record_named_init,  rc_iter_init,
    rc_standard_init,       rc_class_meta_init, rc_class_fields_init,  rc_class_build_init,
    rc_class_plain_init,    rc_roots_init,      rc_fieldgetter_init,   rc_itemgetset_init,
    rc_cachedproperty_init, rc_unpickler_init,  rc_litelist_iter_init, rc_litelist_init,
    rc_functions_init,      rc_cycles_init,     rc_rowmaker_init,      rc_rowfactory_init,
};

static int
module_exec(PyObject *module)
{
    RcState *state = PyModule_GetState(module);
    int result = module_make_strings(state);
    for (size_t i = 0; result == 0 && i < Py_ARRAY_LENGTH(module_parts); i++) {
        result = module_parts[i](module, state);
    }
    return result;
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    RcState *state = PyModule_GetState(module);
#define RC_STATE_TYPE(name) Py_VISIT(state->name);
#define RC_STATE_OBJECT(name) Py_VISIT(state->name);
#define RC_STATE_STRING(name, text)
#include "state.def"
#undef RC_STATE_TYPE
#undef RC_STATE_OBJECT
#undef RC_STATE_STRING
    return 0;
}

static int
module_clear(PyObject *module)
{
    RcState *state = PyModule_GetState(module);
    rc_iter_clear(state);
#define RC_STATE_TYPE(name) Py_CLEAR(state->name);
#define RC_STATE_OBJECT(name) Py_CLEAR(state->name);
#define RC_STATE_STRING(name, text)
#include "state.def"
#undef RC_STATE_TYPE
#undef RC_STATE_OBJECT
#undef RC_STATE_STRING
    return 0;
}

/* Strings are in no cycle; records that outlive module_clear() may still want to be printed. */
static void
module_free(void *module)
{
    RcState *state = PyModule_GetState((PyObject *)module);
    (void)module_clear((PyObject *)module);
    rc_class_plain_free(state);
#define RC_STATE_TYPE(name)
#define RC_STATE_OBJECT(name)
#define RC_STATE_STRING(name, text) Py_CLEAR(state->name);
#include "state.def"
#undef RC_STATE_TYPE
#undef RC_STATE_OBJECT
#undef RC_STATE_STRING
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

struct PyModuleDef rc_module_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "recordclass._core",
    .m_doc = PyDoc_STR("The core of recordclass in C; use the names of the package."),
    .m_size = sizeof(RcState),
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

PyMODINIT_FUNC PyInit__core(void); /* the one symbol that is exported */

PyMODINIT_FUNC
PyInit__core(void)
{
    return PyModuleDef_Init(&rc_module_def);
}
