"""The buffer of a litelist: every slice of a small list, and that nothing is lost or doubled."""

import ctypes
import sys
from itertools import product

import pytest

from recordclass import litelist

BOUNDS = [None, -7, -3, -1, 0, 1, 2, 4, 6, 9]
STEPS = [None, 1, 2, 3, -1, -2, -9, sys.maxsize, -sys.maxsize]
SLICES = [slice(*parts) for parts in product(BOUNDS, BOUNDS, STEPS)]


def attempt(function, *args):
    try:
        return function(*args)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_every_slice(n):
    for part in SLICES:
        ours, model = litelist(range(n)), list(range(n))
        assert ours[part] == model[part], part
        del ours[part], model[part]
        assert ours == model, part
        for n_values in (0, 1, 3, 12):
            ours, model = litelist(range(n)), list(range(n))
            values = [chr(97 + i) for i in range(n_values)]
            for kind in (list, tuple, iter, litelist):
                got = attempt(ours.__setitem__, part, kind(values))
                assert got == attempt(model.__setitem__, part, values), part
                assert ours == model, part


def test_references_are_neither_lost_nor_doubled():
    value = object()
    before = sys.getrefcount(value)
    a = litelist([value] * 20)
    for part in (slice(3, 9), slice(0, 8, 3), slice(None, None, -4)):
        del a[part]
        assert sys.getrefcount(value) == before + len(a)
    a[2:3] = [value] * 30
    a[::2] = [value] * len(a[::2])
    a.insert(5, value)
    a[7] = value
    a *= 3
    a += a
    assert sys.getrefcount(value) == before + len(a)
    b = a[::-2] + a * 2
    assert sys.getrefcount(value) == before + len(a) + len(b)
    del a, b
    assert sys.getrefcount(value) == before


def test_keys_that_are_none():
    a = litelist([1])
    for key in (1.5, "0", None):
        for use in (a.__getitem__, a.__delitem__, lambda key: a.__setitem__(key, 1)):
            with pytest.raises(TypeError, match="litelist indices must be integers or slices"):
                use(key)
    for key in (1, -2, 2**80):
        for use in (a.__getitem__, a.__delitem__, lambda key: a.__setitem__(key, 1)):
            with pytest.raises(IndexError):
                use(key)
    for part in (slice("x", None), slice(None, 1.5), slice(None, None, [])):
        for use in (a.__getitem__, a.__delitem__, lambda key: a.__setitem__(key, [1])):
            with pytest.raises(TypeError, match="slice indices must be integers or None"):
                use(part)
    with pytest.raises(TypeError, match="can only assign an iterable"):
        a[:] = 5
    with pytest.raises(TypeError, match="must assign iterable to extended slice"):
        a[::2] = 5
    assert a == [1]


def test_positions_that_c_code_gives_are_checked():
    put = ctypes.pythonapi.PySequence_SetItem
    put.argtypes = [ctypes.py_object, ctypes.c_ssize_t, ctypes.py_object]
    a = litelist([1, 2])
    put(a, -1, 5)
    for wrong in (2, -3):
        with pytest.raises(IndexError, match="litelist assignment index out of range"):
            put(a, wrong, 7)
    assert a == [1, 5]


def test_an_index_for_pop_that_is_none():
    a = litelist([1])
    with pytest.raises(TypeError):
        a.pop("x")
    with pytest.raises(OverflowError):
        a.pop(2**80)
    assert a == [1]
