"""Unset fields: each way to read one is an AttributeError with the class and the field in it.

repr() shows ``x=<unset>`` and a copy keeps the field unset; assigning heals it.
"""

# ruff: noqa: RUF005
from __future__ import annotations

import copy
import operator
import pickle
import sys

import pytest

from recordclass import dataobject, itemgetset, memoryslots

MEDDLED = 1  # the position of the unset field


def with_hole(family):
    """A record of three fields, the second unset; and what its errors must say."""
    r = family("first", "second", "third")
    family.unset(r, MEDDLED)
    field = "'y'" if family.can("named") else "item 1"
    return r, rf"'{type(r).__name__}' object.*{field}"


def check(family, *uses):
    """Each use is an AttributeError on the record with the hole, and works once it is healed."""
    for use in uses:
        r, message = with_hole(family)
        with pytest.raises(AttributeError, match=message):
            use(r)
        # nothing else was changed by the try
        assert repr(r) == family.text("'first'", "<unset>", "'third'", cls=type(r))
        family.set(r, MEDDLED, "healed")
        use(r)
        assert family.values(r, 3) == ("first", "healed", "third")


def test_by_name(named_writable_family):
    family = named_writable_family
    r, _ = with_hole(family)
    # the words are the interpreter's: 3.11 names the field alone, 3.13 the class with its module
    message = "y" if sys.version_info < (3, 12) else r"R3' object has no attribute 'y'"
    for use in (
        lambda r: r.y,
        lambda r: getattr(r, "y"),
        operator.attrgetter("y"),
        lambda r: type(r).y.__get__(r),
        lambda r: object.__getattribute__(r, "y"),
    ):
        with pytest.raises(AttributeError, match=message):
            use(r)
    assert not hasattr(r, "y")
    assert getattr(r, "y", "otherwise") == "otherwise"
    # often enough to be specialised by the interpreter
    for _ in range(100):
        with pytest.raises(AttributeError):
            r.y
    r.y = "healed"
    assert [r.y for _ in range(100)] == ["healed"] * 100


def test_by_position(every_writable_family):
    check(every_writable_family, itemgetset(1).__get__)


def test_delete_twice(writable_family):
    r, _ = with_hole(writable_family)
    for _ in range(2):
        with pytest.raises(AttributeError):
            writable_family.unset(r, MEDDLED)
    writable_family.set(r, MEDDLED, "healed")
    writable_family.unset(r, MEDDLED)


def test_index_and_slices(sequence_writable_family):
    check(
        sequence_writable_family,
        lambda r: r[1],
        lambda r: r[-2],
        lambda r: r[:],
        lambda r: r[::-1],
        lambda r: r[1:2],
        operator.itemgetter(0, 1),
        operator.methodcaller("__getitem__", 1),
    )


def test_slices_without_the_field(sequence_writable_family):
    r, _ = with_hole(sequence_writable_family)
    assert r[::2] == ("first", "third")
    assert r[1:1] == ()
    assert (r[0], r[-1]) == ("first", "third")


def test_searches(sequence_nomapping_writable_family):
    check(
        sequence_nomapping_writable_family,
        lambda r: "nothing" in r,
        lambda r: r.count("first"),
        lambda r: r.index("third"),
        lambda r: operator.countOf(r, "first"),
    )
    r, _ = with_hole(sequence_nomapping_writable_family)
    assert "first" in r  # found before the hole
    assert r.index("first") == 0
    assert r.index("third", 2) == 2


def test_sums_and_products(sequence_writable_family):
    check(
        sequence_writable_family,
        lambda r: r + (1,),
        lambda r: (1,) + r,
        lambda r: r + r,
        lambda r: memoryslots(1) + r,
        lambda r: r * 2,
        lambda r: 1 * r,
    )


def test_iteration(iterable_writable_family):
    check(
        iterable_writable_family,
        list,
        tuple,
        set,
        lambda r: [*r],
        lambda r: dict.fromkeys(r),
        lambda r: operator.indexOf(r, "third"),
        lambda r: ", ".join(r),
        max,
    )
    r, message = with_hole(iterable_writable_family)
    with pytest.raises(AttributeError, match=message):
        _, _, _ = r


def test_reversed(sequence_writable_family):
    check(sequence_writable_family, lambda r: list(reversed(r)))


def test_mapping(mapping_writable_family):
    check(
        mapping_writable_family,
        lambda r: r["y"],
        lambda r: r.get("y"),
        lambda r: r.get("y", "otherwise"),
        lambda r: r.values(),
        lambda r: r.items(),
        dict,
    )
    r, _ = with_hole(mapping_writable_family)
    assert "y" in r
    assert r.keys() == ("x", "y", "z")
    assert r["x"] == "first"
    r["y"] = "healed"
    assert r["y"] == "healed"


def test_comparison(writable_family):
    family = writable_family
    whole = family("first", "second", "third")
    check(
        family,
        lambda r: r == whole,
        lambda r: whole == r,
        lambda r: r != whole,
        lambda r: r == copy.copy(r),
        lambda r: r < whole,
        lambda r: r <= whole,
        lambda r: r > whole,
        lambda r: whole >= r,
    )
    r, _ = with_hole(family)
    assert r != family("another", "second", "third")  # which the first field decides
    assert r > family("another", "second", "third")
    assert r != 5


def test_comparison_with_itself(writable_family):
    check(writable_family, lambda r: r == r)


def test_comparison_with_tuples(tuplelike_writable_family):
    check(
        tuplelike_writable_family,
        lambda r: r == ("first", "second", "third"),
        lambda r: ("first", "second", "third") == r,
        lambda r: ("first", "second") < r,
        lambda r: r < memoryslots("first", "second"),
    )
    r, _ = with_hole(tuplelike_writable_family)
    assert r != ("first", "third")  # which the lengths decide


def test_hash(hashable_writable_family):
    check(hashable_writable_family, hash, lambda r: {r}, lambda r: {}.get(r))


def test_pickle(writable_family):
    check(
        writable_family,
        *(
            lambda r, protocol=protocol: pickle.dumps(r, protocol)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
        ),
        lambda r: r.__getnewargs__(),
        lambda r: r.__reduce_ex__(2),
    )


def test_tuplenamed(tuplenamed_writable_family):
    family = tuplenamed_writable_family
    check(
        family,
        lambda r: r._asdict(),
        lambda r: r._replace(),
        lambda r: r._replace(x="new"),
        lambda r: r.__replace__(z="new"),
        lambda r: type(r)._make(r),
    )
    r, _ = with_hole(family)
    assert family.values(r._replace(y="new"), 3) == ("first", "new", "third")


def test_patterns(named_writable_family):
    r, _ = with_hole(named_writable_family)
    cls = type(r)
    match r:
        case cls(x=_, y=_, z=_):
            pytest.fail("an unset field matched")
        case cls(x="first", z="third"):
            pass
        case _:
            pytest.fail("no match")


def test_sequence_pattern(sequence_writable_family):
    r, message = with_hole(sequence_writable_family)
    with pytest.raises(AttributeError, match=message):
        match r:
            case [_, "second", _]:
                pass


def test_len_and_truth(iterable_writable_family):
    r, _ = with_hole(iterable_writable_family)
    assert len(r) == 3
    assert r


def test_repr(every_writable_family):
    r, _ = with_hole(every_writable_family)
    expected = every_writable_family.text("'first'", "<unset>", "'third'", cls=type(r))
    assert repr(r) == str(r) == f"{r}" == expected


def test_copies_keep_it_unset(every_writable_family):
    family = every_writable_family
    for make in (copy.copy, copy.deepcopy):
        r, message = with_hole(family)
        again = make(r)
        with pytest.raises(AttributeError, match=message):
            itemgetset(1).__get__(again)
        family.set(again, MEDDLED, "healed")
        assert family.values(again, 3) == ("first", "healed", "third")
        with pytest.raises(AttributeError, match=message):
            itemgetset(1).__get__(r)


def test_size_does_not_change(writable_family):
    r, _ = with_hole(writable_family)
    assert sys.getsizeof(r) == sys.getsizeof(writable_family(1, 2, 3))


def test_healing_by_each_way(sequence_writable_family):
    family = sequence_writable_family

    def by_index(r):
        r[1] = "healed"

    def by_slice(r):
        r[1:2] = ["healed"]

    def by_full_slice(r):
        r[:] = ["first", "healed", "third"]

    def by_descriptor(r):
        itemgetset(1).__set__(r, "healed")

    for heal in (by_index, by_slice, by_full_slice, by_descriptor):
        r, _ = with_hole(family)
        heal(r)
        assert tuple(r) == family.values(r, 3) == ("first", "healed", "third")


def test_all_unset(writable_family):
    family = writable_family
    r = family(1, 2, 3)
    for i in range(3):
        family.unset(r, i)
    assert repr(r) == family.text(*["<unset>"] * 3, cls=type(r))
    assert repr(copy.copy(r)) == repr(r)
    with pytest.raises(AttributeError):
        r == copy.copy(r)
    for i in range(3):
        family.set(r, i, i)
    assert family.values(r, 3) == (0, 1, 2)


def test_value_is_let_go(writable_family):
    value = object()
    r = writable_family(1, value)
    before = sys.getrefcount(value)
    writable_family.unset(r, 1)
    assert sys.getrefcount(value) == before - 1


def test_field_that_init_leaves_out():
    class R(dataobject, sequence=True):
        x: int
        y: int

        def __init__(self, x):
            self.x = x

    r = R(1)
    assert repr(r) == "R(x=1, y=<unset>)"
    with pytest.raises(AttributeError, match=r"'R' object.*'y'"):
        r[1]
    with pytest.raises(AttributeError, match=r"'R' object.*'y'"):
        list(r)
    r.y = 2
    assert list(r) == [1, 2]


def test_readonly_field_that_init_leaves_out():
    class R(dataobject, readonly=True):
        x: int

        def __init__(self):
            pass

    r = R()
    assert repr(r) == "R(x=<unset>)"
    for use in (hash, pickle.dumps, lambda r: r == copy.copy(r), itemgetset(0).__get__):
        with pytest.raises(AttributeError, match=r"'R' object.*'x'"):
            use(r)
