"""Texts of simple values, as repr() of a record writes them: the same as those of the values."""

import math
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordclass import arrayclass, dataobject, recordclass, structclass

One = recordclass("One", "x")
Two = structclass("Two", "x y")
LONGEST = 512  # bytes that the buffer holds; what is longer goes another way


def shown(value):
    """What the record shows for its one field."""
    text = repr(One(value))
    assert text.startswith("One(x=")
    assert text.endswith(")")
    return text[len("One(x=") : -1]


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1, -1, 9, 10, 2**30 - 1, 2**30, -(2**30), 2**63 - 1, -(2**63), 2**63, -(2**63) - 1),
        *(10**30, True, False, None, b"bytes", 1j, (1, "a"), [], {}),
        *(
            "",
            "plain",
            "it's",
            'say "so"',
            "back\\slash",
            "tab\t",
            "\x7f",
            "\x1f",
            "~ ",
            "é",
            "\u4e00",
        ),
        *("a" * 499, "a" * 500, "a" * 501, "a" * 505, "a" * 511, "a" * 512, "a" * 5000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_values(value):
    assert shown(value) == repr(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (2.5, "2.5"),
        (-19.99, "-19.99"),
        (48.856614, "48.856614"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.001, "0.001"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (1 / 3, "0.3333333333333333"),
        (100.0, "100.0"),
        (999999999999999.0, "999999999999999.0"),
        (999999999999999.9, "999999999999999.9"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1e22, "1e+22"),
        (5e-324, "5e-324"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_floats(value, text):
    assert shown(value) == text == repr(value)


@given(st.floats())
def test_any_float(value):
    assert shown(value) == repr(value)


@given(st.integers(-(10**16), 10**16), st.integers(0, 9))
def test_decimals_and_their_neighbours(number, places):
    value = number / 10**places
    for x in (value, math.nextafter(value, 0), math.nextafter(value, math.inf)):
        assert shown(x) == repr(x)


def test_many_floats_of_any_bits():
    source = random.Random(20)
    for _ in range(20_000):
        (value,) = struct.unpack("d", source.randbytes(8))
        assert shown(value) == repr(value)
        value = source.random() * 10 ** source.randrange(-6, 18)
        assert shown(value) == repr(value)


@given(st.text(st.characters(codec="latin-1")), st.integers(-(2**70), 2**70))
def test_texts_and_numbers(text, number):
    assert repr(Two(text, number)) == f"Two(x={text!r}, y={number!r})"


@pytest.mark.parametrize("n", range(LONGEST - 12, LONGEST + 3))
def test_where_the_buffer_ends(n):
    """Whatever is the first that finds no room."""
    for value in (1, -1.5, None, True, False, "z", 123456789.25, 1 / 3):
        text = "a" * n
        assert repr(One(text)) == f"One(x={text!r})"
        assert repr(Two(text[:-8], value)) == f"Two(x={text[:-8]!r}, y={value!r})"
        assert repr(Two(value, text[:-8])) == f"Two(x={value!r}, y={text[:-8]!r})"
    wide = recordclass("Wide", [f"f{i}" for i in range(n // 6)])
    values = range(n // 6)
    assert repr(wide(*values)) == f"Wide({', '.join(f'f{i}={i}' for i in values)})"


def test_names_that_are_not_ascii():
    class Größe(dataobject):
        breite: int
        höhe: int

    assert repr(Größe(1, 2)) == f"{Größe.__name__}(breite=1, höhe=2)"
    Größe.__name__ = "Size"
    assert repr(Größe(1, 2)) == "Size(breite=1, höhe=2)"
    Größe.__name__ = "S" * 600
    assert repr(Größe(1, 2)) == f"{'S' * 600}(breite=1, höhe=2)"


def test_an_array_has_no_names():
    assert repr(arrayclass("A", 3)(1, 2.5, "x")).endswith("(1, 2.5, 'x')")


def test_heirs_of_simple_types_have_reprs_of_their_own():
    class Loud(str):
        def __repr__(self):
            return "LOUD"

    class Number(int):
        def __repr__(self):
            return "number"

    class Real(float):
        def __repr__(self):
            return "real"

    assert [shown(v) for v in (Loud("x"), Number(1), Real(1.0))] == ["LOUD", "number", "real"]
