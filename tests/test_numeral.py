"""Numerals of files: what int() and float() of the interpreter make of them, bit for bit."""

from __future__ import annotations

import random
import re
import struct

import pytest

from recordclass import dataobject
from recordclass._core import rowmaker


class One(dataobject):
    x: object


def fault(column, problem):
    raise problem


def read(kind, text):
    return rowmaker(One, ((0, kind, kind, False),), (), fault)((text,)).x


def same(kind, text):
    try:
        expected = kind(text)
    except ValueError as error:
        with pytest.raises(ValueError, match=f"^{re.escape(str(error))}$"):
            read(kind, text)
        return
    found = read(kind, text)
    assert type(found) is kind
    if kind is float:
        assert struct.pack("d", found) == struct.pack("d", expected), text
    else:
        assert found == expected, text


TEXTS = """
0 1 -1 +1 7 10 99 007 -0 +0 123456789012345678 -999999999999999999 999999999999999999
1234567890123456789 9223372036854775807 9223372036854775808 -9223372036854775809
1_000 _1 1_ - + -- +-1 1- 0x10 1e3 1E-3 .5 5. . -. -.5 +5. 1.2.3 0.1 0.3 2.5 -0.0 0.000 -0
0.1234567890123 123456789012345 1234567890123456 0.999999999999999 0.9999999999999999
9007199254740993 900719925474099.3 .000000000000001 .0000000000000001 nan inf -inf Infinity
1.7976931348623157e308 1e400 4.9e-324 12a a12 1,5 ٣ ٣.٥ 1\u00a0 é 100000.0 1.05 8.41 0.07
""".split()


@pytest.mark.parametrize("kind", [int, float])
def test_texts(kind):
    for text in [*TEXTS, "", " ", " 5 ", "\t-5\n", "5 5", "1" * 40, "-" + "9" * 40, "0" * 30]:
        same(kind, text)


def test_any_numeral():
    numbers = random.Random(7)
    for _ in range(20_000):
        digits = str(numbers.randrange(10 ** numbers.randrange(1, 20)))
        sign = numbers.choice(["", "-", "+"])
        same(int, sign + digits)
        point = numbers.randrange(len(digits) + 1)
        same(float, f"{sign}{digits[:point]}.{digits[point:]}")


def test_what_is_no_plain_text_goes_to_the_type():
    class Text(str):
        __slots__ = ()

        def __int__(self):
            return 77

    assert read(int, Text("5")) == int(Text("5"))
    assert read(float, 5) == 5.0
    assert read(int, b"12") == 12
    assert read(int, True) == 1
