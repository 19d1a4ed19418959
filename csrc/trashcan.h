/* trashcan.h - what an object of the core needs to die, whichever kind it is. */
#ifndef RC_TRASHCAN_H
#define RC_TRASHCAN_H

#include "rc.h"

/* Free `op`, whose count is zero and which no collector tracks: now, or when the C stack has
   room. */
void rc_trashcan_free(PyObject *op);

/* What the trashcan calls to take an object apart, from what is left of it to its memory. */
void rc_record_free_whole(PyObject *op);
void rc_litelist_free_whole(PyObject *op);

static inline void
rc_trashcan_clear_weakrefs(PyObject *op)
{
    Py_ssize_t offset = Py_TYPE(op)->tp_weaklistoffset;
    if (offset != 0 && *(PyObject **)((char *)op + offset) != NULL) {
        PyObject_ClearWeakRefs(op);
    }
}

/* Whether dropping `value` runs no code but the freeing of its own memory. */
static inline int
rc_trashcan_is_shallow(PyObject *value)
{
    if (value == NULL || rc_has_other_owners(value)) {
        return 1;
    }
    PyTypeObject *type = Py_TYPE(value);
    return type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type
           || type == &PyBytes_Type;
}

#endif
