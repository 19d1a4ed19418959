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
static inline int
rc_text_put(RcText *text, const char *bytes, Py_ssize_t n)
{
    if (n > RC_TEXT_MAX - text->length) {
        return 0;
    }
    memcpy(text->bytes + text->length, bytes, (size_t)n);
    text->length += n;
    return 1;
}

/* A name needs no quotes and no escapes. */
static inline int
rc_text_put_name(RcText *text, PyObject *name)
{
    return PyUnicode_IS_COMPACT_ASCII(name)
           && rc_text_put(text, (const char *)PyUnicode_1BYTE_DATA(name),
                          PyUnicode_GET_LENGTH(name));
}

int rc_text_put_repr(RcText *text, PyObject *value);

/* The text as a str. */
PyObject *rc_text_finish(RcText *text);

#endif
