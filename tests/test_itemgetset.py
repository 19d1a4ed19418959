"""itemgetset: an attribute by position."""

from __future__ import annotations

import copy
import pickle
import sys

import pytest

from recordclass import (
    dataclassgetset,
    dataobject,
    dataobjectgetset,
    itemgetset,
    memoryslots,
    recordclass,
    recordclasstype,
    structclass,
)


def test_one_type_of_three_names():
    assert itemgetset is dataobjectgetset is dataclassgetset


def test_read_and_write(writable_family):
    r = writable_family(1, [2], 3)
    cls = type(r)
    assert [itemgetset(i).__get__(r, cls) for i in range(3)] == [1, [2], 3]
    assert itemgetset(0).__get__(r) == 1
    itemgetset(1).__set__(r, "new")
    assert writable_family.values(r, 3) == (1, "new", 3)


def test_delete(writable_family):
    r = writable_family(1, 2)
    second = itemgetset(1)
    second.__delete__(r)
    for use in (second.__get__, second.__delete__):
        with pytest.raises(AttributeError, match="unset"):
            use(r)
    second.__set__(r, 3)
    assert second.__get__(r) == 3


def test_readonly(nowritable_family):
    r = nowritable_family(1, 2)
    first = itemgetset(0)
    assert first.__get__(r) == 1
    with pytest.raises(AttributeError, match="readonly attribute"):
        first.__set__(r, 2)
    with pytest.raises(AttributeError, match="readonly attribute"):
        first.__delete__(r)
    assert first.__get__(r) == 1


def test_readonly_field():
    r = structclass("R", "a b", readonly="a")(1, 2)
    with pytest.raises(AttributeError, match="readonly attribute"):
        itemgetset(0).__set__(r, 9)
    itemgetset(1).__set__(r, 9)
    assert (r.a, r.b) == (1, 9)


def test_beyond_the_end(family):
    r = family(1, 2)
    for i in (2, 3, 1000, sys.maxsize):
        beyond = itemgetset(i)
        for use in (
            lambda d: d.__get__(r),
            lambda d: d.__set__(r, 0),
            lambda d: d.__delete__(r),
        ):
            with pytest.raises(AttributeError, match=f"has no item {i}"):
                use(beyond)


def test_other_objects():
    first = itemgetset(0)
    for other in ((1, 2), [1], object(), 5, "text", int):
        with pytest.raises(TypeError, match="applies to records"):
            first.__get__(other)
        with pytest.raises(TypeError, match="applies to records"):
            first.__set__(other, 1)
        with pytest.raises(TypeError, match="applies to records"):
            first.__delete__(other)


def test_in_a_foreign_class():
    class Foreign:
        first = itemgetset(0)

    with pytest.raises(TypeError, match="applies to records"):
        Foreign().first
    with pytest.raises(TypeError, match="applies to records"):
        Foreign().first = 1


def test_on_the_class():
    class Pair(memoryslots):
        first = itemgetset(0)

    assert isinstance(Pair.first, itemgetset)
    assert Pair.first.index == 0
    assert itemgetset(3).__get__(None, int).index == 3


def test_over_memoryslots():
    class Pair(memoryslots):
        first = itemgetset(0)
        second = itemgetset(1)

    pair = Pair(1, 2)
    pair.first, pair.second = pair.second, pair.first
    assert pair == (2, 1)
    assert pair[0] == pair.first == 2
    with pytest.raises(AttributeError, match="has no item 1"):
        Pair(1).second
    del pair.first
    with pytest.raises(AttributeError, match="'Pair' object: item 0 is unset"):
        pair.first


def test_alias_beside_named_fields():
    class Point(recordclass("Base", "x y")):
        first = itemgetset(0)

    p = Point(1, 2)
    p.first = 10
    assert (p.x, p.first, p[0]) == (10, 10, 10)


@pytest.mark.parametrize(
    ("base", "listing"),
    [(memoryslots, "__attrs__"), (memoryslots, "__fields__"), (dataobject, "__fields__")],
)
def test_class_written_by_hand(base, listing):
    body = {listing: ("a", "b"), "a": itemgetset(0), "b": itemgetset(1)}
    cls = recordclasstype("C", (base,), body)
    c = cls(1, 2)
    c.a += 10
    assert (c.a, c.b) == (11, 2)
    assert repr(c) == "C(a=11, b=2)"
    assert cls(b=1, a=2).a == 2
    del c.b
    with pytest.raises(AttributeError):
        c.b


def test_index():
    assert itemgetset(5).index == 5
    assert itemgetset(index=6).index == 6
    assert itemgetset(True).index == 1
    with pytest.raises(AttributeError):
        itemgetset(5).index = 6


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ((), TypeError),
        ((1, 2), TypeError),
        (("1",), TypeError),
        ((1.0,), TypeError),
        ((None,), TypeError),
        ((-1,), ValueError),
        ((-(2**70),), OverflowError),
        ((2**70,), OverflowError),
    ],
)
def test_arguments(wrong, error):
    with pytest.raises(error):
        itemgetset(*wrong)


def test_repr():
    assert repr(itemgetset(7)) == "itemgetset(7)"


def test_pickle_and_copy():
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(itemgetset(3), protocol)).index == 3
    assert copy.copy(itemgetset(3)).index == 3
    assert copy.deepcopy(itemgetset(3)).index == 3


def test_is_final_and_fixed():
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Sub", (itemgetset,), {})
    with pytest.raises(TypeError):
        itemgetset.attribute = 1
    with pytest.raises(AttributeError):
        itemgetset(1).attribute = 1


def test_old_value_is_dropped_after_the_new_one_stands():
    class Pair(memoryslots):
        first = itemgetset(0)

    class Old:
        def __del__(self):
            seen.append(pair.first)

    seen = []
    pair = Pair(Old())
    pair.first = "new"
    assert seen == ["new"]


def test_references_are_counted(writable_family):
    value, first = object(), itemgetset(0)
    r = writable_family(1, 2)
    before = sys.getrefcount(value)
    first.__set__(r, value)
    assert sys.getrefcount(value) == before + 1
    assert first.__get__(r) is value
    first.__delete__(r)
    assert sys.getrefcount(value) == before
    instances = sys.getrefcount(itemgetset)
    for _ in range(10):
        itemgetset(1)
    assert sys.getrefcount(itemgetset) == instances
