/* lazy.c - what the core takes from Python modules, fetched when it is first needed.

   `import recordclass` stays cheap: no copy, no inspect.  The state keeps what was found; two
   threads may both look, and the first to store wins. */
#include "rc.h"

PyObject *
rc_lazy_import(PyObject *module, PyObject **place, const char *from, const char *attribute)
{
    PyObject *found, *source, *unused = NULL;
    Py_BEGIN_CRITICAL_SECTION(module);
    found = Py_XNewRef(*place);
    Py_END_CRITICAL_SECTION();
    if (found != NULL) {
        return found;
    }
    source = PyImport_ImportModule(from);
    if (source == NULL) {
        return NULL;
    }
    found = PyObject_GetAttrString(source, attribute);
    Py_DECREF(source);
    if (found == NULL) {
        return NULL;
    }
    Py_BEGIN_CRITICAL_SECTION(module);
    if (*place == NULL) {
        *place = Py_NewRef(found);
    }
    else {
        unused = found;
        found = Py_NewRef(*place);
    }
    Py_END_CRITICAL_SECTION();
    Py_XDECREF(unused);
    return found;
}
