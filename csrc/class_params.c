/* class_params.c - the third step of making a class: what a call can fill, and in which order.

       params = [f for f in sorted(fields + vars, key=rank) if f.init]
       params = those a position can fill + the keyword-only ones

   In most classes the parameters are the fields, in order: then there is no table, and position k
   of a call fills field k. */
#include "rc.h"

/* Whether position k fills field k and there is nothing else. */
static int
params_are_fields(RcClassBuild *build)
{
    for (Py_ssize_t i = 0; i < build->n_fields; i++) {
        if ((build->fields[i].flags
             & (RC_FIELD_KW_ONLY | RC_FIELD_NO_INIT | RC_FIELD_SELF | RC_FIELD_CHECKED))
            || build->fields[i].alias != NULL) {
            return 0;
        }
    }
    return build->n_vars == 0;
}

/* Fill build->params in order of rank, first without and then with KW_ONLY. */
static int
params_sort(RcClassBuild *build)
{
    Py_ssize_t n = build->n_fields + build->n_vars;
    build->params = PyMem_Calloc((size_t)n + 1, sizeof(Py_ssize_t));
    Py_ssize_t *by_rank = PyMem_Calloc((size_t)n + 1, sizeof(Py_ssize_t));
    if (build->params == NULL || by_rank == NULL) {
        PyMem_Free(by_rank);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        by_rank[build->fields[i].rank] = i; /* ranks are 0 ... n-1, each once */
    }
    build->n_params = 0;
    for (unsigned int kind = 0; kind <= RC_FIELD_KW_ONLY; kind += RC_FIELD_KW_ONLY) {
        for (Py_ssize_t rank = 0; rank < n; rank++) {
            unsigned int flags = build->fields[by_rank[rank]].flags;
            if ((flags & RC_FIELD_KW_ONLY) == kind && !(flags & RC_FIELD_NO_INIT)) {
                build->params[build->n_params++] = by_rank[rank];
            }
        }
        if (kind == 0) {
            build->n_positional = build->n_params;
        }
    }
    PyMem_Free(by_rank);
    return 0;
}

/* The names that a call uses; two parameters cannot share one. */
static int
params_index(RcClassBuild *build, PyObject *name)
{
    build->param_index = rc_private_dict();
    if (build->param_index == NULL) {
        return -1;
    }
    for (Py_ssize_t k = 0; k < build->n_params; k++) {
        RcField *field = &build->fields[build->params[k]];
        PyObject *called = field->alias != NULL ? field->alias : field->name;
        PyObject *number = PyLong_FromSsize_t(k);
        if (number == NULL) {
            return -1;
        }
        int known = PyDict_Contains(build->param_index, called);
        if (known > 0) {
            PyErr_Format(PyExc_ValueError, "%U: two parameters are called '%U'", name, called);
        }
        if (known != 0 || PyDict_SetItem(build->param_index, called, number) < 0) {
            Py_DECREF(number);
            return -1;
        }
        Py_DECREF(number);
    }
    return 0;
}

/* A parameter without a default cannot follow one with: positions would not say which is meant. */
static int
params_check_defaults(RcClassBuild *build, PyObject *name)
{
    RcField *with_default = NULL;
    build->n_required = 0;
    for (Py_ssize_t k = 0; k < build->n_positional; k++) {
        RcField *field = &build->fields[build->params != NULL ? build->params[k] : k];
        if (field->default_value != NULL) {
            with_default = with_default != NULL ? with_default : field;
        }
        else if (with_default != NULL) {
            PyErr_Format(PyExc_TypeError,
                         "%U: non-default argument '%U' follows default argument '%U'", name,
                         field->name, with_default->name);
            return -1;
        }
        else {
            build->n_required++;
        }
    }
    return 0;
}

int
rc_class_params_compute(RcClassBuild *build, PyObject *name)
{
    assert(build->n_fields >= 0); /* an unsized class has no fields yet, and gets no others */
    build->n_params = build->n_positional = build->n_fields;
    if (!params_are_fields(build) && (params_sort(build) < 0 || params_index(build, name) < 0)) {
        return -1;
    }
    return params_check_defaults(build, name);
}
