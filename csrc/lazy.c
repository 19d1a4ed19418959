/* lazy.c - what is made or fetched when it is first needed, and kept.

   `import recordclass` stays cheap: no copy, no inspect; and so does a class: no unpickler, no blank
   dict.  Two threads may both make it: the first to store wins, and both get what it stored. */
#include "rc.h"

/* Keep `fresh`, unless something is kept already; a new reference to what is.  NULL, for a failure
   to make it, stays NULL. */
PyObject *
rc_lazy_keep_steal(PyObject *owner, PyObject **place, PyObject *fresh)
{
    PyObject *kept;
    if (fresh == NULL) {
        return NULL;
    }
    Py_BEGIN_CRITICAL_SECTION(owner);
    if (*place == NULL) {
        *place = Py_NewRef(fresh);
    }
    kept = Py_NewRef(*place);
    Py_END_CRITICAL_SECTION();
    Py_DECREF(fresh);
    return kept;
}

PyObject *
rc_lazy_import(PyObject *module, PyObject **place, const char *from, const char *attribute)
{
    PyObject *kept = rc_lazy_kept(module, place);
    if (kept != NULL) {
        return kept;
    }
    PyObject *source = PyImport_ImportModule(from);
    PyObject *found = source == NULL ? NULL : PyObject_GetAttrString(source, attribute);
    Py_XDECREF(source);
    return rc_lazy_keep_steal(module, place, found);
}
