/* trashcan.c - chains of any depth are freed in bounded C stack.

   Dropping the last link of a chain of a million records must not take a million C frames.
   CPython's trashcan serves only objects that the collector tracks, and most records, and all
   litelists, are not tracked; so they have one of their own, and share it, since chains mix them.
   An object that dies more than RC_TRASH_DEPTH frames deep is not taken apart there: it is put on
   a list of its thread, and the outermost dealloc, once its own work is done, takes the list
   apart one by one:

       def dealloc(op):
           if depth == LIMIT: later.append(op); return
           depth += 1; free(op)
           if depth == 1:
               while later: free(later.pop())
           depth -= 1

   The list is threaded through the first word of the dead objects (compat.h says which word); the
   type of an object stays, and tells how to free it.  A weak reference must not find its object
   alive through that word, so an object with weak references loses them before it is listed.

   Depth and list belong to a C stack, that is to a thread, not to a module or an interpreter:
   they are the one thread-local variable of the core.  An interpreter entered from a finalizer
   runs on the same stack with another thread state; `owner` tells, and it gets a list of its own
   for the time. */
#include "trashcan.h"

#define RC_TRASH_DEPTH 40

typedef struct {
    PyThreadState *owner;
    PyObject *later;
    int depth;
} RcTrash;

static RC_THREAD_LOCAL RcTrash trash;

static inline void
trashcan_free_whole(PyObject *op)
{
    if (rc_class_check(Py_TYPE(op))) {
        rc_record_free_whole(op);
    }
    else {
        rc_litelist_free_whole(op);
    }
}

void
rc_trashcan_free(PyObject *op)
{
    RcTrash *mine = &trash;
    PyThreadState *here = PyThreadState_Get();
    if (mine->depth > 0 && mine->owner != here) {
        RcTrash outer = *mine;
        *mine = (RcTrash){0};
        rc_trashcan_free(op);
        *mine = outer;
        return;
    }
    if (mine->depth >= RC_TRASH_DEPTH) {
        rc_trashcan_clear_weakrefs(op);
        rc_dead_set_link(op, mine->later);
        mine->later = op;
        return;
    }
    mine->owner = here;
    mine->depth++;
    trashcan_free_whole(op);
    while (mine->depth == 1 && mine->later != NULL) {
        PyObject *next = mine->later;
        mine->later = rc_dead_take_link(next);
        trashcan_free_whole(next);
    }
    mine->depth--;
}
