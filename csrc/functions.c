/* functions.c - what the package offers as functions, for records of every family.

       asdict(r)  astuple(r)  replace(r, **changes)  update(r, **changes)  make(cls, args, **kw)
       is_record(x)

   asdict() and astuple() with an option (deep=, dict_factory=, ...) are written in Python, in
   _convert.py; replace() and update() in record_change.c, for these and other names. */
#include "record.h"

/* The one record among the positional arguments; TypeError, in the words of `name`, otherwise. */
static PyObject *
functions_record_borrow(const char *name, PyObject *const *args, Py_ssize_t n_args)
{
    if (n_args != 1) {
        PyErr_Format(PyExc_TypeError, "%s() takes exactly one positional argument (%zd given)",
                     name, n_args);
        return NULL;
    }
    if (!rc_class_check(Py_TYPE(args[0]))) {
        PyErr_Format(PyExc_TypeError, "%s() needs a record, not a '%s' object", name,
                     Py_TYPE(args[0])->tp_name);
        return NULL;
    }
    return args[0];
}

/* The same, of a record whose fields have names. */
static PyObject *
functions_named_borrow(const char *name, PyObject *const *args, Py_ssize_t n_args)
{
    PyObject *op = functions_record_borrow(name, args, n_args);
    if (op != NULL && rc_record_class(op)->names == NULL) {
        PyErr_Format(PyExc_TypeError, "%s() needs a record with named fields, not a '%U'", name,
                     rc_class_name_borrow(rc_record_class(op)));
        return NULL;
    }
    return op;
}

static PyObject *
functions_make_blank(PyObject *names)
{
    PyObject *blank = rc_private_dict();
    for (Py_ssize_t i = 0; blank != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (PyDict_SetItem(blank, PyTuple_GET_ITEM(names, i), Py_None) < 0) {
            Py_CLEAR(blank);
        }
    }
    return blank;
}

/* {name: None, ...}: a copy of what the class keeps.  It is of the right size from the start, and
   is copied faster than it could be filled. */
static PyObject *
functions_blank_dict(RcClassObject *cls)
{
    PyObject *kept = rc_lazy_kept((PyObject *)cls, &cls->blank_dict);
    if (kept == NULL) {
        kept = rc_lazy_keep_steal((PyObject *)cls, &cls->blank_dict,
                                  functions_make_blank(cls->names));
    }
    PyObject *result = kept == NULL ? NULL : PyDict_Copy(kept);
    Py_XDECREF(kept);
    return result;
}

static inline int
functions_set_item(PyObject *dict, PyObject *name, PyObject *op, Py_ssize_t i)
{
    PyObject *present = RC_WITH_GIL ? rc_record_glance(op, i) : NULL;
    if (present != NULL) {
        return PyDict_SetItem(dict, name, present); /* takes its reference before all else */
    }
    PyObject *value = rc_record_get(op, i);
    int result = value == NULL ? -1 : PyDict_SetItem(dict, name, value);
    Py_XDECREF(value);
    return result;
}

PyObject *
rc_record_as_dict(PyObject *op)
{
    RcClassObject *cls = RcClassObject_CAST(Py_NewRef(Py_TYPE(op)));
    PyObject *names = Py_XNewRef(cls->names);
    PyObject *result = names == NULL ? PyDict_New() : functions_blank_dict(cls);
    Py_DECREF(cls);
    for (Py_ssize_t i = 0; result != NULL && names != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (functions_set_item(result, PyTuple_GET_ITEM(names, i), op, i) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_XDECREF(names);
    return result;
}

/* Call a function of _convert.py with the same arguments. */
static PyObject *
functions_in_python(PyObject *module, PyObject **place, const char *name, PyObject *const *args,
                    PyObject *kwnames)
{
    PyObject *function = rc_lazy_import(module, place, "recordclass._convert", name);
    PyObject *result = function == NULL ? NULL : PyObject_Vectorcall(function, args, 1, kwnames);
    Py_XDECREF(function);
    return result;
}

PyDoc_STRVAR(asdict_doc,
"asdict($module, record, /, **options)\n"
"--\n\n"
"Return a new dict from field names to values, in field order.\n\n"
"Parameters\n"
"----------\n"
"record\n"
"    A record with named fields.\n"
"deep\n"
"    Whether records in lists, tuples and dicts within are converted too, and all else is copied\n"
"    by copy.deepcopy().\n"
"dict_factory\n"
"    Called with a list of (name, value) pairs; `dict` by default.\n"
"filter\n"
"    Called with the Field and the value; a false result leaves the field out.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    Not a record with named fields.\n"
"AttributeError\n"
"    A field is unset.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, asdict\n"
">>> Point = recordclass('Point', 'x y')\n"
">>> asdict(Point(1, Point(2, 3)))\n"
"{'x': 1, 'y': Point(x=2, y=3)}\n"
">>> asdict(Point(1, Point(2, 3)), deep=True)\n"
"{'x': 1, 'y': {'x': 2, 'y': 3}}");

static PyObject *
functions_asdict(PyObject *module, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    PyObject *op = functions_named_borrow("asdict", args, n_args);
    if (op == NULL) {
        return NULL;
    }
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        RcState *state = PyModule_GetState(module);
        return functions_in_python(module, &state->asdict_with, "asdict_with", args, kwnames);
    }
    return rc_record_as_dict(op);
}

PyDoc_STRVAR(astuple_doc,
"astuple($module, record, /, **options)\n"
"--\n\n"
"Return the values as a tuple.\n\n"
"Parameters\n"
"----------\n"
"record\n"
"    A record of any family.\n"
"deep\n"
"    Whether records in lists, tuples and dicts within are converted too, and all else is copied\n"
"    by copy.deepcopy().\n"
"tuple_factory\n"
"    Called with a list of the values; `tuple` by default.\n"
"filter\n"
"    Called with the Field and the value; a false result leaves the field out.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    Not a record.\n"
"AttributeError\n"
"    A field is unset.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, astuple\n"
">>> astuple(recordclass('Point', 'x y')(1, 2))\n"
"(1, 2)");

/* With options, or of no record.  Apart, so that the usual call saves no registers. */
static RC_NOINLINE PyObject *
functions_astuple_slowly(PyObject *module, PyObject *const *args, Py_ssize_t n_args,
                         PyObject *kwnames)
{
    if (functions_record_borrow("astuple", args, n_args) == NULL) {
        return NULL;
    }
    RcState *state = PyModule_GetState(module);
    return functions_in_python(module, &state->astuple_with, "astuple_with", args, kwnames);
}

static PyObject *
functions_astuple(PyObject *module, PyObject *const *args, Py_ssize_t n_args, PyObject *kwnames)
{
    int has_options = kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0;
    if (n_args == 1 && !has_options && rc_class_check(Py_TYPE(args[0]))) {
        return rc_record_as_tuple(args[0]);
    }
    return functions_astuple_slowly(module, args, n_args, kwnames);
}

PyDoc_STRVAR(replace_doc,
"replace($module, record, /, **changes)\n"
"--\n\n"
"Return a new record with some fields changed; the old one stays as it is.\n\n"
"A class with `__post_init__`, converters, validators, InitVars or keyword-only fields makes the new\n"
"record by its steps, from the present values and the changes, as dataclasses.replace does.\n\n"
"Parameters\n"
"----------\n"
"record\n"
"    A record with named fields.\n"
"**changes\n"
"    New values by the names of fields.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    Not a record with named fields, or a change names none of them or one with init=False.\n"
"AttributeError\n"
"    A field is unset.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, replace\n"
">>> replace(recordclass('Point', 'x y')(1, 2), y=5)\n"
"Point(x=1, y=5)");

static PyObject *
functions_replace(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t n_args,
                  PyObject *kwnames)
{
    PyObject *op = functions_named_borrow("replace", args, n_args);
    return op == NULL ? NULL : rc_record_replace(op, args + n_args, kwnames, PyExc_TypeError);
}

PyDoc_STRVAR(update_doc,
"update($module, record, /, **changes)\n"
"--\n\n"
"Change fields of a record in place: all of them, or after an error none.\n\n"
"Parameters\n"
"----------\n"
"record\n"
"    A record with named fields.\n"
"**changes\n"
"    New values by the names of fields.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    Not a record with named fields, or a change names none of them or a readonly one.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, update\n"
">>> point = recordclass('Point', 'x y')(1, 2)\n"
">>> update(point, x=7, y=8)\n"
">>> point\n"
"Point(x=7, y=8)");

static PyObject *
functions_update(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t n_args,
                 PyObject *kwnames)
{
    PyObject *op = functions_named_borrow("update", args, n_args);
    if (op == NULL || rc_record_update(op, args + n_args, kwnames) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* The values of an iterable in front of the keyword values: what a vectorcall takes. */
static PyObject **
functions_pack(PyObject *values, PyObject *const *more, Py_ssize_t n_more)
{
    Py_ssize_t n = PyTuple_GET_SIZE(values);
    PyObject **packed = PyMem_Malloc((size_t)(n + n_more + 1) * sizeof(PyObject *));
    if (packed == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        packed[i] = PyTuple_GET_ITEM(values, i);
    }
    for (Py_ssize_t i = 0; i < n_more; i++) {
        packed[n + i] = more[i];
    }
    return packed;
}

PyDoc_STRVAR(make_doc,
"make($module, cls, args=(), /, **kwargs)\n"
"--\n\n"
"Make a record from an iterable of leading values and from keywords.\n\n"
"An `__init__` or `__new__` of the class itself is not called; `__post_init__` is.\n\n"
"Parameters\n"
"----------\n"
"cls\n"
"    A record class.\n"
"args\n"
"    An iterable of values for the first arguments.\n"
"**kwargs\n"
"    The others by their names.\n\n"
"Raises\n"
"------\n"
"TypeError\n"
"    `cls` is no record class, or the values are too few, too many or of unknown names.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, make\n"
">>> make(recordclass('Point', 'x y'), [1], y=2)\n"
"Point(x=1, y=2)");

static PyObject *
functions_make(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t n_args,
               PyObject *kwnames)
{
    if (n_args < 1 || n_args > 2) {
        PyErr_Format(PyExc_TypeError, "make() takes 1 or 2 positional arguments (%zd given)",
                     n_args);
        return NULL;
    }
    if (!PyType_Check(args[0]) || !rc_class_check((PyTypeObject *)args[0])) {
        PyErr_Format(PyExc_TypeError, "make() needs a record class, not %R", args[0]);
        return NULL;
    }
    RcClassObject *cls = RcClassObject_CAST(args[0]);
    Py_ssize_t n_keywords = kwnames != NULL ? PyTuple_GET_SIZE(kwnames) : 0;
    PyObject *result = NULL;
    if (n_args == 2 && n_keywords == 0 && rc_record_is_direct(cls)) {
        result = rc_record_from_row(cls, args[1]);
        if (result != NULL || PyErr_Occurred()) {
            return result;
        }
    }
    PyObject *values = n_args == 2 ? PySequence_Tuple(args[1]) : PyTuple_New(0);
    if (values == NULL) {
        return NULL;
    }
    PyObject **packed = functions_pack(values, args + n_args, n_keywords);
    if (packed != NULL) {
        result = rc_record_make(cls, packed, PyTuple_GET_SIZE(values), kwnames);
    }
    PyMem_Free(packed);
    Py_DECREF(values);
    return result;
}

PyDoc_STRVAR(is_record_doc,
"is_record($module, object, /)\n"
"--\n\n"
"Whether an object is a record, of any family; a class is none.\n\n"
"Parameters\n"
"----------\n"
"object\n"
"    Anything.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import recordclass, is_record\n"
">>> Point = recordclass('Point', 'x y')\n"
">>> is_record(Point(1, 2)), is_record(Point), is_record((1, 2))\n"
"(True, False, False)");

static PyObject *
functions_is_record(PyObject *Py_UNUSED(module), PyObject *object)
{
    return PyBool_FromLong(rc_class_check(Py_TYPE(object)));
}

#define FUNCTIONS_ENTRY(name)                                                                     \
    {#name, (PyCFunction)(void (*)(void))functions_##name, METH_FASTCALL | METH_KEYWORDS,         \
     name##_doc}

static PyMethodDef functions_methods[] = {
    FUNCTIONS_ENTRY(asdict),  FUNCTIONS_ENTRY(astuple),
    FUNCTIONS_ENTRY(replace), FUNCTIONS_ENTRY(update),
    FUNCTIONS_ENTRY(make),    {"is_record", functions_is_record, METH_O, is_record_doc},
    {NULL, NULL, 0, NULL},
};

int
rc_functions_init(PyObject *module, RcState *Py_UNUSED(state))
{
    return PyModule_AddFunctions(module, functions_methods);
}
