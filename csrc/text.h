/* text.h - short texts that are put together without Python strings; see text.c. */
#ifndef RC_TEXT_H
#define RC_TEXT_H

#include "rc.h"

#define RC_TEXT_MAX 512

/* A text in the making: ASCII, `length` bytes of it so far. */
typedef struct {
    Py_ssize_t length;
    char bytes[RC_TEXT_MAX];
} RcText;

/* Each appends, and answers 1; or appends nothing and answers 0: there is no room, or the text is
   not of the simple kind.  None sets an error or runs Python code. */
int rc_text_put(RcText *text, const char *bytes, Py_ssize_t n);
int rc_text_put_name(RcText *text, PyObject *name);
int rc_text_put_repr(RcText *text, PyObject *value);

/* The text as a str. */
PyObject *rc_text_finish(RcText *text);

#endif
