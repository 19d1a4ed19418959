/* class_meta.c - datatype, the metaclass whose objects are record classes.

       class datatype(type):
           def __new__(meta, name, bases, namespace, /, **options):
               return build(*recordclass._policy.describe_class(meta, name, bases, namespace, options))

   It is an immutable heap type, so the interpreter calls its instances through tp_vectorcall.
   How a class statement reads (annotations, options, hand-written field lists) is decided in
   Python by _policy.py; make_class() is the same door for factories, which have the description
   at hand.  Life cycle of a class object: what it owns beyond a type's own data is freed here. */
#include "record.h"

/* The most derived metaclass among meta and those of the bases. */
static PyTypeObject *
meta_winner(PyTypeObject *meta, PyObject *bases)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *other = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(other, meta)) {
            meta = other;
        }
    }
    return meta;
}

/* Options that a class may decline though a base has them: those that change no layout. */
#define META_DECLINABLE                                                                           \
    (RC_CLASS_NO_EQ | RC_CLASS_NO_ORDER | RC_CLASS_NO_REPR | RC_CLASS_OMIT_DEFAULTS               \
     | RC_CLASS_KW_ONLY | RC_CLASS_COPY_DEFAULT)

/* Build from (name, bases, namespace, own_fields, n_array, flags, kwargs[, off_flags]). */
static PyObject *
meta_build_described(RcState *state, PyObject *module, PyTypeObject *meta, PyObject *description)
{
    PyObject *name, *bases, *namespace, *own_fields, *kwargs;
    Py_ssize_t n_array;
    unsigned int flags, off_flags = 0;
    if (!PyArg_ParseTuple(description, "UO!O!OnIO|I:make_class", &name, &PyTuple_Type, &bases,
                          &PyDict_Type, &namespace, &own_fields, &n_array, &flags, &kwargs,
                          &off_flags)) {
        return NULL;
    }
    if ((own_fields != Py_None && !PyTuple_Check(own_fields))
        || (kwargs != Py_None && !PyDict_Check(kwargs)) || (flags & ~RC_CLASS_OPTIONS) != 0
        || (off_flags & ~META_DECLINABLE) != 0 || n_array < -1) {
        PyErr_Format(PyExc_TypeError, "%U: the description of the class is wrong", name);
        return NULL;
    }
    return rc_class_build(state, module, meta_winner(meta, bases), name, bases, namespace,
                          own_fields == Py_None ? NULL : own_fields, n_array, flags, off_flags,
                          kwargs == Py_None ? NULL : kwargs);
}

static PyObject *
meta_new(PyTypeObject *meta, PyObject *args, PyObject *kwargs)
{
    PyObject *name, *bases, *namespace, *result = NULL;
    PyObject *module = rc_class_module_borrow(meta);
    if (module == NULL) {
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "UO!O!:datatype", &name, &PyTuple_Type, &bases, &PyDict_Type,
                          &namespace)) {
        return NULL;
    }
    PyTypeObject *winner = meta_winner(meta, bases);
    if (winner != meta && winner->tp_new != meta_new) {
        return winner->tp_new(winner, args, kwargs);
    }
    RcState *state = PyModule_GetState(module);
    PyObject *describe
        = rc_lazy_import(module, &state->describe, "recordclass._policy", "describe_class");
    if (describe == NULL) {
        return NULL;
    }
    PyObject *options = kwargs != NULL ? Py_NewRef(kwargs) : PyDict_New();
    if (options == NULL) {
        Py_DECREF(describe);
        return NULL;
    }
    Py_INCREF(module); /* the policy may import, and an import may do anything */
    PyObject *description = PyObject_CallFunctionObjArgs(describe, (PyObject *)winner, name, bases,
                                                         namespace, options, NULL);
    if (description != NULL) {
        if (PyTuple_Check(description)) {
            result = meta_build_described(state, module, winner, description);
        }
        else {
            PyErr_SetString(PyExc_TypeError, "describe_class() must return a tuple");
        }
        Py_DECREF(description);
    }
    Py_DECREF(options);
    Py_DECREF(describe);
    Py_DECREF(module);
    return result;
}

PyDoc_STRVAR(make_class_doc,
"make_class(meta, description, /)\n"
"--\n\n"
"Make a record class from a finished description; the door for the Python layer.\n\n"
"description is (name, bases, namespace, fields, n_array, flags, kwargs[, off_flags]): fields a\n"
"tuple of (name, default or MISSING, flags, doc or None[, Field or None]) or of names alone, or None\n"
"where the class declares none; n_array the number of nameless fields, or -1; flags an or of the OPT_* constants;\n"
"kwargs a dict for __init_subclass__, or None; off_flags options of the bases that are declined.");

static PyObject *
meta_make_class(PyObject *module, PyObject *args)
{
    RcState *state = PyModule_GetState(module);
    PyObject *meta, *description;
    if (!PyArg_ParseTuple(args, "O!O!:make_class", &PyType_Type, &meta, &PyTuple_Type,
                          &description)) {
        return NULL;
    }
    if (!PyType_IsSubtype((PyTypeObject *)meta, state->datatype)) {
        PyErr_Format(PyExc_TypeError,
                     "make_class() needs datatype or a metaclass below it, not %R", meta);
        return NULL;
    }
    return meta_build_described(state, module, (PyTypeObject *)meta, description);
}

/* ---- life cycle of a class object ---- */

/* Not visited: what holds only strings and numbers, which must not be found and changed. */
static int
meta_traverse(PyObject *op, visitproc visit, void *arg)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(cls->names);
    Py_VISIT(cls->unpickler);
    Py_VISIT(cls->named_make);
    Py_VISIT(cls->standard_fields);
    Py_VISIT(cls->module);
    for (Py_ssize_t i = 0; i < cls->n_fields + cls->n_vars; i++) {
        Py_VISIT(cls->fields[i].default_value);
        Py_VISIT(cls->fields[i].converter);
        Py_VISIT(cls->fields[i].validator);
        Py_VISIT(cls->fields[i].show);
        Py_VISIT(cls->fields[i].info);
    }
    return PyType_Type.tp_traverse(op, visit, arg);
}

/* What programs gave can lead back to the class; names and offsets stay, since instances that die
   after the class was cleared still read them. */
static int
meta_clear(PyObject *op)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    for (Py_ssize_t i = 0; i < cls->n_fields + cls->n_vars; i++) {
        Py_CLEAR(cls->fields[i].default_value);
        Py_CLEAR(cls->fields[i].converter);
        Py_CLEAR(cls->fields[i].validator);
        Py_CLEAR(cls->fields[i].show);
        Py_CLEAR(cls->fields[i].info);
    }
    Py_CLEAR(cls->unpickler);
    Py_CLEAR(cls->named_make);
    Py_CLEAR(cls->standard_fields);
    rc_class_drop_free_list(cls);
    return PyType_Type.tp_clear(op);
}

static void
meta_dealloc(PyObject *op)
{
    RcClassObject *cls = RcClassObject_CAST(op);
    PyTypeObject *meta = Py_TYPE(op);
    RcField *fields = cls->fields;
    Py_ssize_t n_fields = cls->n_fields + cls->n_vars;
    PyObject_GC_UnTrack(op);
    cls->fields = NULL;
    cls->n_fields = cls->n_vars = 0;
    rc_fields_free(fields, n_fields);
    rc_class_drop_free_list(cls);
    Py_CLEAR(cls->names);
    Py_CLEAR(cls->index);
    Py_CLEAR(cls->param_index);
    Py_CLEAR(cls->unpickler);
    Py_CLEAR(cls->blank_dict);
    Py_CLEAR(cls->named_make);
    Py_CLEAR(cls->standard_fields);
    Py_CLEAR(cls->module);
    PyMem_Free(cls->params);
    cls->params = NULL;
    PyMem_Free(cls->members);
    cls->members = NULL;
    PyMem_Free(cls->getsets);
    cls->getsets = NULL;
    /* type's own dealloc expects a tracked object, and gives the memory back */
    PyObject_GC_Track(op);
    PyType_Type.tp_dealloc(op);
    Py_DECREF(meta);
}

/* What a function of the Python layer, kept in `place`, says about the class. */
static PyObject *
meta_ask(RcClassObject *cls, PyObject **place, const char *module, const char *name)
{
    if (!rc_class_is_ready(cls)) {
        PyErr_Format(PyExc_TypeError, "class '%s' is not complete", cls->heap.ht_type.tp_name);
        return NULL;
    }
    PyObject *function = rc_lazy_import(cls->module, place, module, name);
    PyObject *result = function == NULL ? NULL : PyObject_CallOneArg(function, (PyObject *)cls);
    Py_XDECREF(function);
    return result;
}

/* ---- classes that travel by value ---- */

/* What a class was made of besides its bases, for picklers that make it anew elsewhere: cloudpickle
   reads __orig_bases__ where the class's dict has one, and hands it to types.new_class(), which
   gives it back to us in the namespace.  So a description rides on it (_byvalue.py); the dict's own
   entry, which types.get_original_bases() reads, stays what it is. */
static PyObject *
meta_get_orig_bases(PyObject *op, void *Py_UNUSED(closure))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    return meta_ask(cls, cls->state == NULL ? NULL : &cls->state->orig_bases_of,
                    "recordclass._byvalue", "orig_bases_of");
}

static int
meta_set_orig_bases(PyObject *op, PyObject *value, void *Py_UNUSED(closure))
{
    PyTypeObject *type = (PyTypeObject *)op;
    PyObject *name = PyUnicode_InternFromString("__orig_bases__");
    if (name == NULL) {
        return -1;
    }
    int result = -1;
    if (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
        PyErr_Format(PyExc_TypeError,
                     "cannot set '__orig_bases__' attribute of immutable type '%s'",
                     type->tp_name);
    }
    else {
        result = value != NULL ? PyDict_SetItem(type->tp_dict, name, value)
                               : PyDict_DelItem(type->tp_dict, name);
        if (result < 0 && PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Format(PyExc_AttributeError,
                         "type object '%s' has no attribute '__orig_bases__'", type->tp_name);
        }
        PyType_Modified(type);
    }
    Py_DECREF(name);
    return result;
}

/* To set what is there changes nothing; the slots that class_slots.c has settled stay so when a
   pickler puts every attribute of a class where it already is. */
static int
meta_setattro(PyObject *op, PyObject *name, PyObject *value)
{
    PyTypeObject *type = (PyTypeObject *)op;
    if (value != NULL && PyUnicode_CheckExact(name) && type->tp_dict != NULL) {
        PyObject *present;
        int found = rc_dict_get_ref(type->tp_dict, name, &present);
        int same = present == value;
        Py_XDECREF(present);
        if (found < 0 || same) {
            return found < 0 ? -1 : 0;
        }
    }
    return PyType_Type.tp_setattro(op, name, value);
}

/* ---- introspection ---- */

static PyObject *
meta_get_signature(PyObject *op, void *Py_UNUSED(closure))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    PyTypeObject *type = &cls->heap.ht_type;
    PyObject *new_function = cls->state == NULL ? NULL : rc_type_lookup(type, cls->state->s_new);
    int ours = new_function != NULL && rc_record_new_is_ours(new_function);
    Py_XDECREF(new_function);
    if (!rc_class_is_ready(cls) || type->tp_init != rc_record_init || !ours) {
        /* inspect then asks the class's own __new__ or __init__ */
        PyErr_SetString(PyExc_AttributeError, "__signature__");
        return NULL;
    }
    return meta_ask(cls, &cls->state->signature_of, "recordclass._signature", "signature_of");
}

PyDoc_STRVAR(field_table_doc,
"__field_table__($self, /)\n"
"--\n\n"
"The layout as the core holds it: a tuple of (name, offset, default, flags, doc, info), a row a\n"
"field.  An absent default is recordclass._core.MISSING; info is the Field behind it, or None.\n"
"None for a class without a fixed length.");

PyDoc_STRVAR(parameter_table_doc,
"__parameter_table__($self, /)\n"
"--\n\n"
"What a call fills: rows like those of __field_table__(), positional parameters first, with the\n"
"argument's name, and -1 as the offset of an InitVar.  None for a class without a fixed length.");

static PyObject *
meta_row(RcClassObject *cls, RcField *field, PyObject *name)
{
    PyObject *default_value
        = field->default_value != NULL ? field->default_value : cls->state->missing;
    return Py_BuildValue("OnOIOO", name != NULL ? name : Py_None, field->offset, default_value,
                         field->flags & RC_FIELD_GIVEN, field->doc != NULL ? field->doc : Py_None,
                         field->info != NULL ? field->info : Py_None);
}

static PyObject *
meta_field_table(PyObject *op, PyObject *Py_UNUSED(unused))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    if (cls->n_fields < 0 || !rc_class_is_ready(cls)) {
        Py_RETURN_NONE;
    }
    PyObject *result = rc_tuple_start(cls->n_fields);
    for (Py_ssize_t i = 0; result != NULL && i < cls->n_fields; i++) {
        PyObject *row = meta_row(cls, &cls->fields[i], cls->fields[i].name);
        if (row == NULL) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, row);
    }
    return rc_tuple_finish(result);
}

static PyObject *
meta_parameter_table(PyObject *op, PyObject *Py_UNUSED(unused))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    if (cls->n_fields < 0 || !rc_class_is_ready(cls)) {
        Py_RETURN_NONE;
    }
    PyObject *result = rc_tuple_start(cls->n_params);
    for (Py_ssize_t k = 0; result != NULL && k < cls->n_params; k++) {
        RcField *field = rc_class_param(cls, k);
        PyObject *row = meta_row(cls, field, field->alias != NULL ? field->alias : field->name);
        if (row == NULL) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, k, row);
    }
    return rc_tuple_finish(result);
}

static PyObject *
meta_get_option_flags(PyObject *op, void *Py_UNUSED(closure))
{
    return PyLong_FromUnsignedLong(RcClassObject_CAST(op)->flags & RC_CLASS_OPTIONS);
}

static PyObject *
meta_get_options(PyObject *op, void *Py_UNUSED(closure))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    return meta_ask(cls, cls->state == NULL ? NULL : &cls->state->options_of,
                    "recordclass._options", "options_of");
}

static PyObject *
meta_get_defaults(PyObject *op, void *Py_UNUSED(closure))
{
    RcClassObject *cls = RcClassObject_CAST(op);
    return meta_ask(cls, cls->state == NULL ? NULL : &cls->state->defaults_of,
                    "recordclass._build", "defaults_of");
}

PyDoc_STRVAR(from_rows_doc,
"from_rows($self, rows, /)\n"
"--\n\n"
"Make a record of each row of values; the fastest way to many records.\n\n"
"Parameters\n"
"----------\n"
"rows : iterable\n"
"    Each row is an iterable (a tuple, a list, a record of any kind, ...) with the values of one\n"
"    record by position; those of defaults may be missing.  Texts, sets and mappings are no rows.\n\n"
"Returns\n"
"-------\n"
"list\n"
"    What calling the class with the values of each row gives.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    A row is no such iterable, or has too few or too many values; with the row's number, the\n"
"    first being 0.  An error of a row, a converter, an own method and so on is passed on with a\n"
"    note that has the number.  No list is made then.\n\n"
"Notes\n"
"-----\n"
"A method of the metaclass: records have none, and a field may bear the name.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass\n"
">>> Point = recordclass('Point', 'x y', defaults=[0])\n"
">>> Point.from_rows([(1, 2), [3]])\n"
"[Point(x=1, y=2), Point(x=3, y=0)]");

static PyMethodDef meta_methods[] = {
    {"from_rows", rc_record_rows, METH_O, from_rows_doc},
    {"__field_table__", meta_field_table, METH_NOARGS, field_table_doc},
    {"__parameter_table__", meta_parameter_table, METH_NOARGS, parameter_table_doc},
    {"__get_pydantic_core_schema__", rc_standard_pydantic, METH_VARARGS,
     PyDoc_STR("__get_pydantic_core_schema__($self, source, handler, /)\n--\n\n"
               "Return a schema by which pydantic validates and writes records.")},
    {NULL, NULL, 0, NULL},
};

/* tp_call is ours (record_new.c), so the way past it must be named anew. */
static PyMemberDef meta_members[] = {
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(PyTypeObject, tp_vectorcall), Py_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef meta_getset[] = {
    {"__signature__", meta_get_signature, NULL, PyDoc_STR("the signature, as inspect reads it"),
     NULL},
    {"__orig_bases__", meta_get_orig_bases, meta_set_orig_bases,
     PyDoc_STR("the bases as they were written, and the description of the class"), NULL},
    {"__options__", meta_get_options, NULL,
     PyDoc_STR("options in force, a new dict; changing it changes nothing"), NULL},
    {"__defaults__", meta_get_defaults, NULL,
     PyDoc_STR("defaults by field name, a new dict; changing it changes nothing"), NULL},
    {"__option_flags__", meta_get_option_flags, NULL,
     PyDoc_STR("options in force, an or of recordclass._core.OPT_*"), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(meta_doc,
"The metaclass of all records: reads the class body, lays the fields out, makes the class.\n\n"
"recordclasstype, structclasstype and arrayclasstype are older names of it.");

static PyType_Slot meta_slots[] = {
    {Py_tp_new, meta_new},
    {Py_tp_call, rc_record_call},
    {Py_tp_setattro, meta_setattro},
    {Py_tp_members, meta_members},
    {Py_tp_traverse, meta_traverse},
    {Py_tp_clear, meta_clear},
    {Py_tp_dealloc, meta_dealloc},
    {Py_tp_methods, meta_methods},
    {Py_tp_getset, meta_getset},
    {Py_tp_doc, (void *)meta_doc},
    {0, NULL},
};

static PyType_Spec meta_spec = {
    .name = "recordclass.datatype",
    .basicsize = sizeof(RcClassObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC
             | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = meta_slots,
};

static PyMethodDef meta_functions[] = {
    {"make_class", meta_make_class, METH_VARARGS, make_class_doc},
    {NULL, NULL, 0, NULL},
};

static int
meta_add_constants(PyObject *module)
{
    static const struct {
        const char *name;
        unsigned int value;
    } constants[] = {
        {"OPT_SEQUENCE", RC_CLASS_SEQUENCE},
        {"OPT_ITERABLE", RC_CLASS_ITERABLE},
        {"OPT_MAPPING", RC_CLASS_MAPPING},
        {"OPT_HASHABLE", RC_CLASS_HASHABLE},
        {"OPT_READONLY", RC_CLASS_READONLY},
        {"OPT_GC", RC_CLASS_GC},
        {"OPT_USE_DICT", RC_CLASS_USE_DICT},
        {"OPT_USE_WEAKREF", RC_CLASS_USE_WEAKREF},
        {"OPT_NAMED", RC_CLASS_NAMED},
        {"OPT_FILL_NONE", RC_CLASS_FILL_NONE},
        {"OPT_IMMUTABLE", RC_CLASS_IMMUTABLE},
        {"OPT_NO_EQ", RC_CLASS_NO_EQ},
        {"OPT_NO_ORDER", RC_CLASS_NO_ORDER},
        {"OPT_NO_REPR", RC_CLASS_NO_REPR},
        {"OPT_OMIT_DEFAULTS", RC_CLASS_OMIT_DEFAULTS},
        {"OPT_KW_ONLY", RC_CLASS_KW_ONLY},
        {"OPT_COPY_DEFAULT", RC_CLASS_COPY_DEFAULT},
        {"OPT_CACHE_HASH", RC_CLASS_CACHE_HASH},
        {"OPT_CACHE", RC_CLASS_CACHE},
        {"FIELD_READONLY", RC_FIELD_READONLY},
        {"FIELD_FACTORY", RC_FIELD_FACTORY},
        {"FIELD_SELF", RC_FIELD_SELF},
        {"FIELD_COPY", RC_FIELD_COPY},
        {"FIELD_KW_ONLY", RC_FIELD_KW_ONLY},
        {"FIELD_NO_INIT", RC_FIELD_NO_INIT},
        {"FIELD_INIT_VAR", RC_FIELD_INIT_VAR},
        {"FIELD_NO_REPR", RC_FIELD_NO_REPR},
        {"FIELD_NO_EQ", RC_FIELD_NO_EQ},
        {"FIELD_NO_HASH", RC_FIELD_NO_HASH},
        {"FIELD_NO_ORDER", RC_FIELD_NO_ORDER},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(constants); i++) {
        if (PyModule_AddIntConstant(module, constants[i].name, (long)constants[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

int
rc_class_meta_init(PyObject *module, RcState *state)
{
    PyObject *bases = PyTuple_Pack(1, (PyObject *)&PyType_Type);
    if (bases == NULL) {
        return -1;
    }
    state->datatype = (PyTypeObject *)PyType_FromModuleAndSpec(module, &meta_spec, bases);
    Py_DECREF(bases);
    if (state->datatype == NULL
        || PyModule_AddObjectRef(module, "datatype", (PyObject *)state->datatype) < 0) {
        return -1;
    }
    if (PyModule_AddFunctions(module, meta_functions) < 0) {
        return -1;
    }
    return meta_add_constants(module);
}
