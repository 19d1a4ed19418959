/* numeral.c - int(text) and float(text) for the plain numerals that files are full of.

       "-1024"  "0"  "007"                 # up to 18 ASCII digits
       "2.5"  "-0.125"  "3."  ".5"  "12"   # up to 15 ASCII digits, a point among them or not

   Everything else (spaces, underscores, exponents, "nan", other scripts, what is no number) is left
   to the interpreter, whose results these equal: an integer below 2**53 divided by an exact power
   of ten is rounded once, hence correctly. */
#include "rc.h"

#include <float.h>

/* The digits of a numeral. */
typedef struct {
    long long number;     /* all digits, without the point */
    Py_ssize_t n_digits;  /* how many there are */
    Py_ssize_t n_decimal; /* how many of them behind the point */
    int negative;
    int has_point;
} Numeral;

/* Whether `text` is a plain numeral of at most `most` digits. */
static int
numeral_read(PyObject *text, Py_ssize_t most, Numeral *numeral)
{
    if (!PyUnicode_IS_COMPACT_ASCII(text)) {
        return 0;
    }
    const char *at = (const char *)PyUnicode_DATA(text);
    const char *end = at + PyUnicode_GET_LENGTH(text);
    memset(numeral, 0, sizeof(*numeral));
    if (end - at > most + 2) {
        return 0;
    }
    if (at < end && (*at == '-' || *at == '+')) {
        numeral->negative = *at++ == '-';
    }
    for (; at < end; at++) {
        unsigned int digit = (unsigned int)(unsigned char)*at - '0';
        if (digit <= 9) {
            if (numeral->n_digits == most) {
                return 0; /* one more could overflow */
            }
            numeral->number = numeral->number * 10 + (long long)digit;
            numeral->n_digits++;
            numeral->n_decimal += numeral->has_point;
        }
        else if (*at == '.' && !numeral->has_point) {
            numeral->has_point = 1;
        }
        else {
            return 0;
        }
    }
    return numeral->n_digits > 0;
}

/* int(text) of a str */
PyObject *
rc_numeral_int(PyObject *text)
{
    Numeral numeral;
    if (numeral_read(text, 18, &numeral) && !numeral.has_point) {
        return PyLong_FromLongLong(numeral.negative ? -numeral.number : numeral.number);
    }
    return PyLong_FromUnicodeObject(text, 10);
}

/* float(text) of a str */
PyObject *
rc_numeral_float(PyObject *text)
{
    /* exact, all of them; wider registers would round twice */
    static const double powers[]
        = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    Numeral numeral;
    if (FLT_EVAL_METHOD == 0 && numeral_read(text, 15, &numeral)) {
        double value = (double)numeral.number / powers[numeral.n_decimal];
        return PyFloat_FromDouble(numeral.negative ? -value : value);
    }
    return PyFloat_FromString(text);
}
