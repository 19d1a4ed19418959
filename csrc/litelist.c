/* litelist.c - a list without the collector's header: its life cycle and its type.

   What a list does, it does, with the same errors; the docstring tells the differences.  Its heirs
   written in Python have the header, which the interpreter gives them, and the collector sees their
   items through traverse and clear here, which litelist itself does not need.

   What may run Python code (comparison, keys, iterators, the end of an item) may change the list:
   items are held by strong references, loops ask for item i until there is none, and what goes out
   is dropped when the list is whole again.  Locks: see litelist.h. */
#include "litelist.h"
#include "trashcan.h"

static void litelist_dealloc(PyObject *op);

/* ---- life cycle ---- */

int
rc_litelist_check(PyObject *op)
{
    return rc_litelist_plain_borrow(Py_TYPE(op))->tp_dealloc == litelist_dealloc;
}

PyObject *
rc_litelist_new_like(PyObject *op)
{
    PyTypeObject *type = rc_litelist_plain_borrow(Py_TYPE(op));
    return type->tp_alloc(type, 0);
}

PyObject *
rc_litelist_name(PyObject *op)
{
    return PyType_GetName(Py_TYPE(op));
}

/* Arguments are init's: an heir may take others. */
static PyObject *
litelist_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    return type->tp_alloc(type, 0);
}

static int
litelist_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_VISIT(RcLiteListObject_CAST(op)->items[i]);
    }
    return 0;
}

static int
litelist_clear(PyObject *op)
{
    rc_litelist_empty(op);
    return 0;
}

void
rc_litelist_free_whole(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    rc_litelist_empty(op);
    type->tp_free(op);
    Py_DECREF(type);
}

/* An heir comes here from its own dealloc, without a dict, without weak references and unknown to
   the collector. */
static void
litelist_dealloc(PyObject *op)
{
    Py_ssize_t n = Py_SIZE(op);
    PyObject **items = RcLiteListObject_CAST(op)->items;
    /* numbers and strings take nothing along: no depth is counted */
    while (n > 0 && rc_trashcan_is_shallow(items[n - 1])) {
        Py_DECREF(items[--n]);
    }
    Py_SET_SIZE(op, n);
    if (n == 0) {
        rc_litelist_free_whole(op);
    }
    else {
        rc_trashcan_free(op);
    }
}

static PyObject *
litelist_sizeof(PyObject *op, PyObject *Py_UNUSED(unused))
{
    Py_ssize_t allocated;
    Py_BEGIN_CRITICAL_SECTION(op);
    allocated = RcLiteListObject_CAST(op)->allocated;
    Py_END_CRITICAL_SECTION();
    size_t room = allocated > 0 ? (size_t)allocated * sizeof(PyObject *) : 0;
    return PyLong_FromSize_t((size_t)Py_TYPE(op)->tp_basicsize + room);
}

static int
litelist_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *values = NULL;
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0 && Py_TYPE(op)->tp_new == litelist_new) {
        PyErr_SetString(PyExc_TypeError, "litelist() takes no keyword arguments");
        return -1;
    }
    if (!PyArg_UnpackTuple(args, "litelist", 0, 1, &values)) {
        return -1;
    }
    rc_litelist_empty(op);
    return values == NULL ? 0 : rc_litelist_extend_with(op, values);
}

/* The type called; heirs are called through tp_new and tp_init. */
static PyObject *
litelist_vectorcall(PyObject *type, PyObject *const *args, size_t n_args_flagged, PyObject *names)
{
    if (names != NULL && PyTuple_GET_SIZE(names) > 0) {
        PyErr_SetString(PyExc_TypeError, "litelist() takes no keyword arguments");
        return NULL;
    }
    Py_ssize_t n_args = PyVectorcall_NARGS(n_args_flagged);
    if (rc_litelist_check_count("litelist", n_args, 0, 1) < 0) {
        return NULL;
    }
    PyObject *op = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (op == NULL || n_args == 0) {
        return op;
    }
    /* an iterator may make a litelist for its next value, even one of itself */
    int result = Py_EnterRecursiveCall(" while making a litelist");
    if (result == 0) {
        result = rc_litelist_extend_with(op, args[0]);
        Py_LeaveRecursiveCall();
    }
    if (result != 0) {
        Py_CLEAR(op);
    }
    return op;
}

int
rc_litelist_check_count(const char *name, Py_ssize_t n, Py_ssize_t low, Py_ssize_t high)
{
    if (n >= low && n <= high) {
        return 0;
    }
    Py_ssize_t bound = n < low ? low : high;
    PyErr_Format(PyExc_TypeError, "%s expected %s%zd argument%s, got %zd", name,
                 low == high ? ""
                 : n < low   ? "at least "
                             : "at most ",
                 bound, bound == 1 ? "" : "s", n);
    return -1;
}

/* ---- the type ---- */

PyDoc_STRVAR(append_doc, "append($self, object, /)\n--\n\nPut object behind the last item.");

PyDoc_STRVAR(extend_doc,
"extend($self, iterable, /)\n--\n\nPut all that iterable gives behind the last item.");

PyDoc_STRVAR(insert_doc, "insert($self, index, object, /)\n--\n\nPut object in front of index.");

PyDoc_STRVAR(pop_doc,
"pop($self, index=-1, /)\n--\n\nTake the item at index out and return it; IndexError if there is none.");

PyDoc_STRVAR(clear_doc, "clear($self, /)\n--\n\nTake all items out.");

PyDoc_STRVAR(remove_doc,
"remove($self, value, /)\n--\n\nTake the first item that equals value out; ValueError if there is none.");

PyDoc_STRVAR(index_doc,
"index($self, value, start=0, stop=sys.maxsize, /)\n"
"--\n\n"
"Return the first position of value; ValueError if it is not there.");

PyDoc_STRVAR(count_doc, "count($self, value, /)\n--\n\nReturn how many items equal value.");

PyDoc_STRVAR(copy_doc, "copy($self, /)\n--\n\nReturn a litelist of the same items.");

PyDoc_STRVAR(reverse_doc, "reverse($self, /)\n--\n\nTurn the order of the items round.");

PyDoc_STRVAR(sort_doc,
"sort($self, /, *, key=None, reverse=False)\n"
"--\n\n"
"Put the items into ascending order, as list.sort() does: stable, in place.");

PyDoc_STRVAR(reduce_doc, "__reduce__($self, /)\n--\n\nTake the list apart for pickle and copy.");

static PyMethodDef litelist_methods[] = {
    {"append", rc_litelist_append, METH_O, append_doc},
    {"extend", rc_litelist_extend, METH_O, extend_doc},
    {"insert", (PyCFunction)(void (*)(void))rc_litelist_insert, METH_FASTCALL, insert_doc},
    {"pop", (PyCFunction)(void (*)(void))rc_litelist_pop, METH_FASTCALL, pop_doc},
    {"remove", rc_litelist_remove, METH_O, remove_doc},
    {"clear", rc_litelist_clear, METH_NOARGS, clear_doc},
    {"index", (PyCFunction)(void (*)(void))rc_litelist_index, METH_FASTCALL, index_doc},
    {"count", rc_litelist_count, METH_O, count_doc},
    {"sort", (PyCFunction)(void (*)(void))rc_litelist_sort, METH_VARARGS | METH_KEYWORDS,
     sort_doc},
    {"reverse", rc_litelist_reverse, METH_NOARGS, reverse_doc},
    {"copy", rc_litelist_copy, METH_NOARGS, copy_doc},
    {"__reversed__", rc_litelist_reversed, METH_NOARGS,
     PyDoc_STR(
         "__reversed__($self, /)\n--\n\nReturn an iterator from the last item to the first.")},
    {"__sizeof__", litelist_sizeof, METH_NOARGS,
     PyDoc_STR("__sizeof__($self, /)\n--\n\nReturn the bytes of the list and its buffer.")},
    {"__reduce__", rc_litelist_reduce, METH_NOARGS, reduce_doc},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     PyDoc_STR("__class_getitem__($type, key, /)\n--\n\nReturn litelist[key], for annotations.")},
    {NULL, NULL, 0, NULL},
};

PyDoc_STRVAR(litelist_doc,
"litelist(iterable=(), /)\n"
"--\n\n"
"A list that the collector never sees: 16 bytes smaller.\n\n"
"Parameters\n"
"----------\n"
"iterable : iterable\n"
"    Gives the items.\n\n"
"Notes\n"
"-----\n"
"It has the methods and operators of a list, and equals and orders with lists.  Slices, sums and\n"
"products are litelists.  A reference cycle through litelists is never freed by itself.\n\n"
"Examples\n"
"--------\n"
">>> from recordclass import litelist\n"
">>> a = litelist([3, 1])\n"
">>> a.append(2)\n"
">>> a.sort()\n"
">>> a, a[1:], a == [1, 2, 3]\n"
"(litelist([1, 2, 3]), litelist([2, 3]), True)");

static PyType_Slot litelist_slots[] = {
    {Py_tp_new, litelist_new},
    {Py_tp_init, litelist_init},
    {Py_tp_dealloc, litelist_dealloc},
    {Py_tp_traverse, litelist_traverse},
    {Py_tp_clear, litelist_clear},
    {Py_tp_repr, rc_litelist_repr},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_tp_richcompare, rc_litelist_richcompare},
    {Py_tp_iter, rc_litelist_iter},
    {Py_mp_length, rc_litelist_size},
    {Py_mp_subscript, rc_litelist_subscript},
    {Py_mp_ass_subscript, rc_litelist_ass_subscript},
    {Py_sq_length, rc_litelist_size},
    {Py_sq_item, rc_litelist_item},
    {Py_sq_ass_item, rc_litelist_ass_item},
    {Py_sq_contains, rc_litelist_contains},
    {Py_sq_concat, rc_litelist_concat},
    {Py_sq_inplace_concat, rc_litelist_inplace_concat},
    {Py_sq_repeat, rc_litelist_repeat},
    {Py_sq_inplace_repeat, rc_litelist_inplace_repeat},
    {Py_tp_methods, litelist_methods},
    {Py_tp_doc, (void *)litelist_doc},
    {0, NULL},
};

static PyType_Spec litelist_spec = {
    .name = "recordclass.litelist",
    .basicsize = sizeof(RcLiteListObject),
    .flags
    = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_SEQUENCE,
    .slots = litelist_slots,
};

PyDoc_STRVAR(fromargs_doc,
"litelist_fromargs($module, /, *items)\n"
"--\n\n"
"Return a litelist of the arguments.\n\n"
">>> from recordclass import litelist_fromargs\n"
">>> litelist_fromargs(1, 2)\n"
"litelist([1, 2])");

static PyObject *
litelist_fromargs(PyObject *module, PyObject *const *items, Py_ssize_t n)
{
    RcState *state = PyModule_GetState(module);
    if (state->litelist == NULL) {
        rc_error_module_gone();
        return NULL;
    }
    PyObject *op = state->litelist->tp_alloc(state->litelist, 0);
    RcTaken taken = {.items = taken.few};
    if (op != NULL
        && rc_litelist_splice_lock_held(RcLiteListObject_CAST(op), 0, 0, items, n, &taken) < 0) {
        Py_CLEAR(op);
    }
    return op;
}

static PyMethodDef litelist_functions[] = {
    {"litelist_fromargs", (PyCFunction)(void (*)(void))litelist_fromargs, METH_FASTCALL,
     fromargs_doc},
    {NULL, NULL, 0, NULL},
};

/* The interpreter has loaded this module long before. */
static int
litelist_register(PyObject *type)
{
    PyObject *abc = PyImport_ImportModule("_collections_abc"), *base = NULL, *result = NULL;
    if (abc != NULL) {
        base = PyObject_GetAttrString(abc, "MutableSequence");
        Py_DECREF(abc);
    }
    if (base != NULL) {
        result = PyObject_CallMethod(base, "register", "O", type);
        Py_DECREF(base);
    }
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int
rc_litelist_init(PyObject *module, RcState *state)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &litelist_spec, NULL);
    state->litelist = (PyTypeObject *)type;
    if (type != NULL) {
        state->litelist->tp_vectorcall = litelist_vectorcall;
    }
    if (type == NULL || litelist_register(type) < 0
        || PyModule_AddObjectRef(module, "litelist", type) < 0) {
        return -1;
    }
    return PyModule_AddFunctions(module, litelist_functions);
}
