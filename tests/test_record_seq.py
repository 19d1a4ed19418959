"""Records as sequences; the model is a tuple, or a list where items are assigned."""

# ruff: noqa: RUF005
from __future__ import annotations

import ctypes
import operator
import sys
from collections import namedtuple
from itertools import product

import pytest

from recordclass import litetuple, memoryslots, recordclass, structclass

BOUNDS = (None, -6, -4, -1, 0, 2, 4, 7)
STEPS = (None, -5, -2, -1, 1, 2, 3)
SLICES = [slice(*parts) for parts in product(BOUNDS, BOUNDS, STEPS)]


class Index:
    """An integer by __index__ alone."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class BrokenIndex:
    def __index__(self):
        raise ZeroDivisionError("no index")


# ---- reading one item ----


def test_get_item(every_sequence_family):
    values = ("a", 2, None, 4.0)
    r = every_sequence_family(*values)
    for i in range(-4, 4):
        assert r[i] is values[i]
        assert r[Index(i)] is values[i]
    assert r[True] == 2


def test_get_item_out_of_range(sequence_family):
    for n in (0, 1, 3):
        r = sequence_family(*range(n))
        for i in (n, n + 1, -n - 1, sys.maxsize, -sys.maxsize - 1, Index(n), Index(-n - 1)):
            with pytest.raises(IndexError, match="index out of range"):
                r[i]
        for i in (2**63, -(2**63) - 1, 10**100, Index(2**70)):
            with pytest.raises(IndexError, match="cannot fit"):
                r[i]


def test_get_item_by_something_else(sequence_family):
    for key in (1.0, None, (0,), b"x", object()):
        with pytest.raises(TypeError, match="indices must be integers or slices, not"):
            sequence_family(1, 2)[key]


def test_get_item_by_string(sequence_nomapping_family):
    with pytest.raises(TypeError, match="indices must be integers or slices, not str"):
        sequence_nomapping_family(1, 2)["x"]


def test_get_item_with_a_broken_index(sequence_family):
    r = sequence_family(1, 2)
    for key in (BrokenIndex(), slice(BrokenIndex()), slice(0, 1, BrokenIndex())):
        with pytest.raises(ZeroDivisionError):
            r[key]


# ---- assigning one item ----


def test_set_item(sequence_writable_family):
    r = sequence_writable_family(1, 2, 3)
    model = [1, 2, 3]
    for step, i in enumerate((0, 2, -1, -3, Index(1), Index(-2), True)):
        value = f"value {step}"
        r[i] = value
        model[i] = value
        assert sequence_writable_family.values(r, 3) == tuple(model)


def test_set_item_out_of_range(sequence_writable_family):
    r = sequence_writable_family(1, 2)
    for i in (2, -3, sys.maxsize, -sys.maxsize - 1):
        with pytest.raises(IndexError, match="assignment index out of range"):
            r[i] = 0
    for i in (2**63, -(2**70)):
        with pytest.raises(IndexError, match="cannot fit"):
            r[i] = 0
    assert sequence_writable_family.values(r, 2) == (1, 2)


def test_set_item_by_something_else(sequence_writable_family):
    r = sequence_writable_family(1, 2)
    for key in (1.0, None, b"x"):
        with pytest.raises(TypeError, match="indices must be integers or slices, not"):
            r[key] = 0
    with pytest.raises(ZeroDivisionError):
        r[BrokenIndex()] = 0
    assert sequence_writable_family.values(r, 2) == (1, 2)


def test_set_item_of_a_readonly_record(sequence_nowritable_family):
    r = sequence_nowritable_family(1, 2)
    for key, value in ((0, 9), (-1, 9), (slice(None), (8, 9)), (slice(0, 1), (9,))):
        with pytest.raises(TypeError, match="does not support item assignment"):
            r[key] = value
    assert sequence_nowritable_family.values(r, 2) == (1, 2)


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_set_item_of_a_readonly_field(factory):
    r = factory("R", "a b c", readonly=["b"])(1, 2, 3)
    r[0] = 10
    r[::2] = "xy"
    with pytest.raises(TypeError, match="field 'b' is readonly"):
        r[1] = 0
    with pytest.raises(TypeError, match="field 'b' is readonly"):
        r[:] = 7, 8, 9  # nothing is assigned, not even the first
    assert r._asdict() == {"a": "x", "b": 2, "c": "y"}


def test_old_value_is_dropped_after_the_new_one_stands(sequence_writable_family):
    seen = []

    class Old:
        def __del__(self):
            seen.append(r[0])

    r = sequence_writable_family(Old(), 2)
    r[0] = "new"
    assert seen == ["new"]
    r[0] = Old()
    r[:] = ("newer", 3)
    assert seen == ["new", "newer"]


# ---- deleting ----


def test_delete_item(sequence_family):
    r = sequence_family(1, 2)
    for key in (0, -1, 5, slice(None), slice(0, 0)):
        with pytest.raises(TypeError, match="doesn't support item deletion"):
            del r[key]
    assert tuple(r) == (1, 2)


# ---- slices ----


def test_get_slice(sequence_family):
    for n in (0, 1, 4, 5):
        model = tuple(range(10, 10 + n))
        r = sequence_family(*model)
        for key in SLICES:
            part = r[key]
            assert type(part) is memoryslots
            assert part == model[key], key


def test_get_slice_with_huge_bounds(sequence_family):
    r = sequence_family(1, 2, 3)
    big = 10**30
    assert r[-big:big] == (1, 2, 3)
    assert r[::big] == (1,)
    assert r[::-big] == (3,)
    assert r[big:-big:-1] == (3, 2, 1)
    assert r[Index(1) : Index(3)] == (2, 3)
    assert r[sys.maxsize : -sys.maxsize - 1 : -sys.maxsize] == (3,)


def test_get_slice_with_bad_parts(sequence_family):
    r = sequence_family(1, 2, 3)
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        r[::0]
    with pytest.raises(TypeError, match="slice indices must be integers"):
        r["a":]
    with pytest.raises(TypeError, match="slice indices must be integers"):
        r[:1.5]


def test_slice_is_a_copy(sequence_writable_family):
    r = sequence_writable_family(1, 2, 3)
    part = r[:]
    part[0] = "changed"
    assert r[0] == 1
    r[1] = "changed"
    assert part == ("changed", 2, 3)


def test_set_slice(sequence_writable_family):
    for n in (0, 1, 4, 5):
        r = sequence_writable_family(*range(n))
        model = list(range(n))
        for turn, key in enumerate(SLICES):
            size = len(model[key])
            values = [(turn, i) for i in range(size)]
            # a list's plain slice may change its length; ours never does
            for i, value in zip(range(n)[key], values, strict=True):
                model[i] = value
            r[key] = values
            assert sequence_writable_family.values(r, n) == tuple(model), key


def test_set_slice_of_the_wrong_size(sequence_writable_family):
    for wrong in (-1, 1, 3):
        values = tuple(range(5))
        r = sequence_writable_family(*values)
        for key in SLICES:
            size = len(values[key]) + wrong
            if size < 0:
                continue
            with pytest.raises(ValueError, match="attempt to assign sequence of size"):
                r[key] = ["new"] * size
            assert sequence_writable_family.values(r, 5) == values


def test_set_slice_from_any_iterable(sequence_writable_family):
    r = sequence_writable_family(1, 2, 3)
    for values in (
        (4, 5, 6),
        [7, 8, 9],
        range(3),
        "abc",
        b"xyz",
        {"p": 0, "q": 0, "s": 0},
        memoryslots(1, 2, 3),
        (x for x in "def"),
        map(str, range(3)),
        iter([1, 2, 3]),
    ):
        model = [None] * 3
        if iter(values) is values:  # take it once
            values = list(values)
            r[:] = iter(values)
        else:
            r[:] = values
        model[:] = values
        assert sequence_writable_family.values(r, 3) == tuple(model)


def test_set_slice_from_itself(sequence_writable_family):
    r = sequence_writable_family(1, 2, 3, 4)
    r[::-1] = r
    assert tuple(r) == (4, 3, 2, 1)
    r[1:] = r[:-1]
    assert tuple(r) == (4, 4, 3, 2)
    r[:] = reversed(r)
    assert tuple(r) == (2, 3, 4, 4)


def test_set_slice_from_something_else(sequence_writable_family):
    r = sequence_writable_family(1, 2)
    for value in (None, 5, object()):
        with pytest.raises(TypeError, match="can only assign an iterable"):
            r[:] = value
    assert tuple(r) == (1, 2)


def test_set_slice_from_a_generator_that_changes_the_record(sequence_writable_family):
    family = sequence_writable_family
    r = family(1, 2, 3)

    def values():
        r[0] = "in between"
        yield r[0]
        family.unset(r, 2)
        yield "b"
        r[:] = "xyz"
        yield r[2]

    r[:] = values()
    assert tuple(r) == ("in between", "b", "z")


def test_set_slice_from_a_generator_that_fails(sequence_writable_family):
    r = sequence_writable_family(1, 2, 3)

    def values():
        yield "a"
        yield "b"
        raise ZeroDivisionError("no more")

    with pytest.raises(ZeroDivisionError):
        r[:] = values()
    assert tuple(r) == (1, 2, 3)


def test_set_slice_keeps_a_type_error_from_within(sequence_writable_family):
    class Broken:
        def __iter__(self):
            raise TypeError("from within")

    r = sequence_writable_family(1, 2)
    with pytest.raises(TypeError, match="from within"):
        r[:] = Broken()


def test_set_slice_while_a_finalizer_reads(sequence_writable_family):
    seen = []

    class Old:
        def __del__(self):
            seen.append(len(tuple(r)))

    r = sequence_writable_family(Old(), Old(), Old())
    r[:] = (1, 2, 3)
    assert seen == [3, 3, 3]


# ---- len, in, index, count ----


def test_len(iterable_family):
    for n in (0, 1, 2, 7, 300):
        r = iterable_family(*range(n))
        assert len(r) == n
        assert bool(r) == (n > 0)


def test_no_len_without_a_protocol(noiterable_nomapping_family):
    r = noiterable_nomapping_family(1)
    with pytest.raises(TypeError, match="has no len"):
        len(r)
    with pytest.raises(TypeError, match="not subscriptable"):
        r[0]
    with pytest.raises(TypeError, match="not support item assignment"):
        r[0] = 1
    with pytest.raises(TypeError, match="not iterable"):
        iter(r)
    with pytest.raises(TypeError):
        1 in r
    with pytest.raises(TypeError, match="unsupported operand"):
        r + r
    with pytest.raises(TypeError, match="unsupported operand"):
        r * 2
    assert r  # as any object
    assert not hasattr(r, "index")
    assert not hasattr(r, "count")


def test_contains(sequence_nomapping_family):
    nan = float("nan")
    r = sequence_nomapping_family(1, "two", nan, None)
    for value in (1, 1.0, True, "two", nan, None):
        assert value in r
    for value in (2, "three", float("nan"), r):
        assert value not in r
    assert 1 not in sequence_nomapping_family()


def test_index_and_count(sequence_family):
    model = (1, 2, 1, "x", 1.0, None)
    r = sequence_family(*model)
    for value in (1, 2, "x", None, True):
        assert r.index(value) == model.index(value)
        assert r.count(value) == model.count(value)
        for start, stop in product((-9, -6, -3, 0, 2, 3, 6, 9, 10**30, -(10**30)), repeat=2):
            try:
                expected = model.index(value, start, stop)
            except ValueError:
                with pytest.raises(ValueError, match="not in"):
                    r.index(value, start, stop)
            else:
                assert r.index(value, start, stop) == expected
                assert r.index(value, Index(start), Index(stop)) == expected
    assert r.count("nothing") == 0
    with pytest.raises(ValueError, match="not in"):
        r.index("nothing")


def test_index_and_count_arguments(sequence_family):
    r = sequence_family(1, 2)
    for wrong in ((), (1, 2, 3, 4)):
        with pytest.raises(TypeError, match=r"expected at (least|most)"):
            r.index(*wrong)
    with pytest.raises(TypeError):
        r.index(1, None)
    with pytest.raises(TypeError):
        r.index(1, 0, "2")
    with pytest.raises(TypeError):
        r.index(value=1)
    with pytest.raises(ZeroDivisionError):
        r.index(1, BrokenIndex())
    for wrong in ((), (1, 2)):
        with pytest.raises(TypeError, match="exactly one argument"):
            r.count(*wrong)


class Unequal:
    def __eq__(self, other):
        raise ZeroDivisionError("no equality")

    __hash__ = None


def test_search_passes_errors_on(sequence_nomapping_family):
    r = sequence_nomapping_family(Unequal(), 1)
    with pytest.raises(ZeroDivisionError):
        1 in r
    with pytest.raises(ZeroDivisionError):
        r.index(1)
    with pytest.raises(ZeroDivisionError):
        r.count(1)
    assert r.index(1, 1) == 1


def test_search_finds_the_same_object_first(sequence_nomapping_family):
    value = Unequal()
    r = sequence_nomapping_family(value)
    assert value in r
    assert r.index(value) == 0
    assert r.count(value) == 1


@pytest.mark.parametrize("search", [operator.contains, operator.countOf])
def test_search_while_equality_changes_the_record(sequence_nomapping_writable_family, search):
    family = sequence_nomapping_writable_family

    class Meddler:
        def __eq__(self, other):
            r[0] = None  # which drops the one in hand
            r[1] = other
            return False

        __hash__ = None

    r = family(Meddler(), 2, 3)
    assert search(r, "wanted") == 1
    assert tuple(r) == (None, "wanted", 3)


# ---- + and * ----


def test_add(sequence_family):
    r = sequence_family(1, 2)
    pair = namedtuple("pair", "p q")  # noqa: PYI024
    for other in ((), (3,), (3, 4), memoryslots(3), memoryslots(), r, pair(5, 6)):
        for total, expected in (
            (r + other, (1, 2, *other)),
            (other + r, (*other, 1, 2)),
        ):
            assert type(total) is memoryslots
            assert total == expected
    assert sequence_family.values(r, 2) == (1, 2)


def test_add_records_of_two_families(sequence_family):
    other = structclass("Other", "p")(3)
    assert sequence_family(1, 2) + other == (1, 2, 3)
    assert other + sequence_family(1, 2) == (3, 1, 2)


def test_add_something_else(sequence_family):
    r = sequence_family(1, 2)
    for other in ([3], "3", 3, None, iter(()), {3: 3}, range(3)):
        with pytest.raises(TypeError):
            r + other
        with pytest.raises(TypeError):
            other + r


def test_add_leaves_the_word_to_the_other_side(sequence_family):
    class Other:
        def __add__(self, other):
            return "left"

        def __radd__(self, other):
            return "right"

    assert sequence_family(1) + Other() == "right"
    assert Other() + sequence_family(1) == "left"


def test_add_in_place_makes_another(sequence_family):
    r = before = sequence_family(1, 2)
    r += (3,)
    assert r == (1, 2, 3)
    assert r is not before
    assert sequence_family.values(before, 2) == (1, 2)
    r = before
    r *= 2
    assert type(r) is memoryslots
    assert r == (1, 2, 1, 2)
    assert sequence_family.values(before, 2) == (1, 2)


def test_repeat(sequence_family):
    for n in (0, 1, 3):
        values = tuple(range(n))
        r = sequence_family(*values)
        for times in (-5, -1, 0, 1, 2, 7, True, Index(3), Index(-3), -sys.maxsize - 1):
            expected = values * times
            for product_ in (r * times, times * r):
                assert type(product_) is memoryslots
                assert product_ == expected


def test_repeat_by_something_else(sequence_family):
    r = sequence_family(1, 2)
    for other in (1.5, "2", None, (), r, [2]):
        with pytest.raises(TypeError):
            r * other
        with pytest.raises(TypeError):
            other * r
    with pytest.raises(ZeroDivisionError):
        r * BrokenIndex()


def test_repeat_leaves_the_word_to_the_other_side(sequence_family):
    class Other:
        def __mul__(self, other):
            return "left"

        def __rmul__(self, other):
            return "right"

    assert sequence_family(1) * Other() == "right"
    assert Other() * sequence_family(1) == "left"


@pytest.mark.no_sanitizer
def test_huge_repeat(sequence_family):
    r = sequence_family(1, 2)
    for times in (sys.maxsize, sys.maxsize // 2, sys.maxsize // 8, 2**61, 2**60):
        with pytest.raises(MemoryError):
            r * times
        with pytest.raises(MemoryError):
            times * r
    for times in (2**63, 10**100, -(2**70)):
        with pytest.raises(OverflowError):
            r * times
        with pytest.raises(OverflowError):
            times * r
    assert sequence_family() * sys.maxsize == ()


def test_references_are_counted(sequence_family):
    value = object()
    r = sequence_family(value, 1)
    before = sys.getrefcount(value)
    made = [r[:], r + r, r * 3, (value,) + r, r[0]]
    assert sys.getrefcount(value) == before + 1 + 2 + 3 + 2 + 1
    made.clear()
    assert sys.getrefcount(value) == before


# ---- unpacking and patterns ----


def test_unpack(iterable_family):
    a, b, c = iterable_family(1, 2, 3)
    assert (a, b, c) == (1, 2, 3)
    first, *rest = iterable_family(1, 2, 3)
    assert (first, rest) == (1, [2, 3])
    with pytest.raises(ValueError, match="too many values to unpack"):
        a, b = iterable_family(1, 2, 3)
    with pytest.raises(ValueError, match="not enough values to unpack"):
        a, b = iterable_family(1)
    assert [*iterable_family(1, 2)] == [1, 2]
    assert max(*iterable_family(1, 2)) == 2


def test_sequence_pattern(sequence_family):
    match sequence_family(1, 2, 3):
        case [x, 2, *rest]:
            assert (x, rest) == (1, [3])
        case _:
            pytest.fail("no match")
    match sequence_family(1):
        case [_, _]:
            pytest.fail("one item matched two")
        case [x]:
            assert x == 1


def test_no_sequence_pattern_without_a_sequence(nosequence_family):
    match nosequence_family(1, 2):
        case [*_]:
            pytest.fail("matched as a sequence")


def test_class_pattern(named_family):
    cls = named_family.cls(2)
    match cls(1, 2):
        case cls(x, y=2):
            assert x == 1
        case _:
            pytest.fail("no match")
    match cls(1, 2):
        case cls(2):
            pytest.fail("1 matched 2")
        case cls(x=1):
            pass
        case _:
            pytest.fail("no match")


# ---- what a class body says wins ----


def test_own_methods_win(sequence_family):
    namespace = {
        "__len__": lambda self: 5,
        "__getitem__": lambda self, key: ("own", key),
        "__contains__": lambda self, value: value == "own",
        "__add__": lambda self, other: "sum",
        "__mul__": lambda self, other: "product",
        "index": lambda self, value: "index",
    }
    r = sequence_family.make(2, typename="Own", namespace=namespace)(1, 2)
    assert len(r) == 5
    assert r[0] == ("own", 0)
    assert r[1:2] == ("own", slice(1, 2))
    assert "own" in r
    assert 1 not in r
    assert r + () == "sum"
    assert r * 2 == "product"
    assert r.index(1) == "index"
    assert r.count(1) == 1


def test_methods_of_a_subclass_win(sequence_family):
    class Sub(sequence_family.cls(2)):
        def __getitem__(self, key):
            return "own" if key == 0 else super().__getitem__(key)

        def __add__(self, other):
            return [*super().__add__(other)]

    r = Sub("a", "b")
    assert r[0] == "own"
    assert r[1] == r[-1] == "b"
    assert r + (1,) == ["a", "b", 1]
    with pytest.raises(IndexError):
        r[2]


def test_positions_that_c_code_gives_are_checked(sequence_family):
    get, put = ctypes.pythonapi.PySequence_GetItem, ctypes.pythonapi.PySequence_SetItem
    get.restype, get.argtypes = ctypes.py_object, [ctypes.py_object, ctypes.c_ssize_t]
    put.argtypes = [ctypes.py_object, ctypes.c_ssize_t, ctypes.py_object]
    record = sequence_family(1, 2)
    assert [get(record, 1), get(record, -2)] == [2, 1]
    for wrong in (2, -3, sys.maxsize):
        with pytest.raises(IndexError):
            get(record, wrong)
        with pytest.raises((IndexError, TypeError)):
            put(record, wrong, 5)
    assert list(record) == [1, 2]


def test_bounds_that_are_no_integers():
    """In the words of tuple."""
    for kind in (memoryslots, litetuple):
        for bounds in ((None,), (0, "1")):
            with pytest.raises(TypeError) as ours:
                kind(1, 2).index(2, *bounds)
            with pytest.raises(TypeError) as theirs:
                (1, 2).index(2, *bounds)
            assert str(ours.value) == str(theirs.value)
