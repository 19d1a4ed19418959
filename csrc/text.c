/* text.c - short texts that are put together without Python strings.

       text.put("x=");  text.put_repr(2.5);  str(text)

   repr() of a record of numbers and strings spends most of its time on making and dropping the
   strings of its values, and on finding the shortest digits of its floats.  Here the values are
   written straight into a buffer, and the digits of the floats that people write (2.5, 19.99,
   48.856614) are found by a few divisions.

   Only the simple is written: ASCII strings that need no escape, ints of 64 bits, floats, None,
   True and False, as long as there is room.  For anything else the answer is 0, and the caller
   takes its long way. */
#include "text.h"

#include <float.h> /* FLT_EVAL_METHOD */
#include <math.h>  /* signbit(), fabs() */

/* ---- numbers ---- */

/* The digits of a number, at least n_least of them. */
static int
text_put_digits(RcText *text, unsigned long long number, int n_least)
{
    char digits[24];
    int first = (int)sizeof(digits);
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0 || (int)sizeof(digits) - first < n_least);
    return rc_text_put(text, digits + first, (Py_ssize_t)sizeof(digits) - first);
}

static int
text_put_int(RcText *text, PyObject *value)
{
    Py_ssize_t compact;
    int overflow = 0;
    long long number = rc_long_compact(value, &compact)
                           ? compact
                           : PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) {
        return 0;
    }
    if (number >= 0) {
        return text_put_digits(text, (unsigned long long)number, 1);
    }
    return rc_text_put(text, "-", 1) && text_put_digits(text, 0 - (unsigned long long)number, 1);
}

/* The most digits behind the point that are tried. */
#define TEXT_PLACES 6

/* The decimal m / 10**places of fewest places that a float is; 0 if there is none with at most
   TEXT_PLACES of them and 15 digits in all, or repr() would write it with an exponent.

   Decimals of 15 digits are further apart than doubles are (DBL_DIG), so no other of as few digits
   reads as the same float: it is the one that repr() is to show.  With m and 10**places exact, the
   quotient is rounded once, as reading the decimal is.  The product before is off by less than half,
   so that no m is missed. */
static int
text_find_decimal(double magnitude, unsigned long long *m, int *places)
{
#if FLT_EVAL_METHOD == 0 && DBL_DIG >= 15
    const double most = 1e15;
    if (!(magnitude < most) || (magnitude < 1e-4 && magnitude != 0)) {
        return 0;
    }
    double power = 1;
    for (*places = 0; *places <= TEXT_PLACES; *places += 1, power *= 10) {
        double scaled = magnitude * power + 0.5;
        if (!(scaled < most)) {
            return 0;
        }
        *m = (unsigned long long)scaled;
        if ((double)*m / power == magnitude) {
            return 1;
        }
    }
#else
    (void)magnitude;
    (void)m;
    (void)places;
#endif
    return 0;
}

static int
text_put_float(RcText *text, double value)
{
    static const unsigned long long powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    unsigned long long m;
    int places;
    if (text_find_decimal(fabs(value), &m, &places)) {
        if (signbit(value) && !rc_text_put(text, "-", 1)) {
            return 0;
        }
        return text_put_digits(text, m / powers[places], 1) && rc_text_put(text, ".", 1)
               && text_put_digits(text, m % powers[places], places > 0 ? places : 1);
    }
    char *digits = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL) {
        PyErr_Clear(); /* no memory: the long way will tell */
        return 0;
    }
    int result = rc_text_put(text, digits, (Py_ssize_t)strlen(digits));
    PyMem_Free(digits);
    return result;
}

/* ---- strings ---- */

/* In quotes, where nothing in it needs an escape or other quotes. */
static int
text_put_str(RcText *text, PyObject *value)
{
    if (!PyUnicode_IS_COMPACT_ASCII(value)
        || PyUnicode_GET_LENGTH(value) > RC_TEXT_MAX - 2 - text->length) {
        return 0;
    }
    const char *characters = (const char *)PyUnicode_1BYTE_DATA(value);
    Py_ssize_t n = PyUnicode_GET_LENGTH(value);
    char *to = text->bytes + text->length;
    *to++ = '\'';
    for (Py_ssize_t i = 0; i < n; i++) {
        char character = characters[i];
        if (character < ' ' || character > '~' || character == '\'' || character == '\\') {
            return 0;
        }
        *to++ = character;
    }
    *to = '\'';
    text->length += n + 2;
    return 1;
}

/* ---- any value ---- */

int
rc_text_put_repr(RcText *text, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    Py_ssize_t before = text->length;
    int done = 0;
    if (type == &PyUnicode_Type) {
        done = text_put_str(text, value);
    }
    else if (type == &PyLong_Type) {
        done = text_put_int(text, value);
    }
    else if (type == &PyFloat_Type) {
        done = text_put_float(text, PyFloat_AS_DOUBLE(value));
    }
    else if (value == Py_None) {
        done = rc_text_put(text, "None", 4);
    }
    else if (type == &PyBool_Type) {
        done = value == Py_True ? rc_text_put(text, "True", 4) : rc_text_put(text, "False", 5);
    }
    if (!done) {
        text->length = before;
    }
    return done;
}

PyObject *
rc_text_finish(RcText *text)
{
    PyObject *result = PyUnicode_New(text->length, 127);
    if (result != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(result), text->bytes, (size_t)text->length);
    }
    return result;
}
