"""structclass: namedtuple's interface in the memory of an object with slots."""

from __future__ import annotations

import collections
import operator
import sys

import pytest

from recordclass import StructClass, dataobject, memoryslots, recordclass, structclass

Point = structclass("Point", "x y")


def test_base():
    assert Point.__bases__ == (dataobject,)
    assert not isinstance(Point(1, 2), (tuple, memoryslots))


@pytest.mark.parametrize("n", [0, 1, 2, 6, 50])
def test_same_size_as_slots(n):
    names = [f"f{i}" for i in range(n)]
    Slots = type("Slots", (), {"__slots__": names})
    S = structclass("S", names)
    assert S(*range(n)).__sizeof__() == Slots.__basicsize__
    assert S.__basicsize__ == Slots.__basicsize__
    assert S.__basicsize__ == recordclass("R", names).__basicsize__ - 8


COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("other", [(1, 2), (1, 3), (0, 9), (2, 1)])
@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda f: f.__name__)
def test_compares_with_its_own_class(compare, other):
    assert compare(Point(1, 2), Point(*other)) is compare((1, 2), other)


def test_unequal_to_other_classes():
    Other = structclass("Point", "x y")
    for other in (Other(1, 2), (1, 2), [1, 2], memoryslots(1, 2), recordclass("R", "x y")(1, 2)):
        assert Point(1, 2) != other
        assert other != Point(1, 2)
        with pytest.raises(TypeError):
            Point(1, 2) < other


def test_sequence():
    p = Point(1, 2)
    assert len(p) == 2
    assert list(p) == [1, 2]
    assert list(reversed(p)) == [2, 1]
    assert 2 in p
    assert p.index(2) == 1
    assert p.count(1) == 1
    assert (p[-1], p[0]) == (2, 1)
    assert type(p[:]) is memoryslots
    assert p[::-1] == (2, 1)
    assert p + (3,) == (1, 2, 3)  # noqa: RUF005
    assert p * 2 == (1, 2, 1, 2)


def test_is_a_sequence_for_functions_that_ask():
    p = Point(1, 2)
    assert isinstance(p, collections.abc.Reversible)
    assert operator.length_hint(p) == 2
    assert max(p) == 2


def test_hash():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point(1, 2))
    assert hash(structclass("R", "x y", readonly=True)(1, 2)) == hash((1, 2))
    assert hash(structclass("R", "x y", hashable=True)(1, 2)) == hash((1, 2))


def test_plain_heir_has_a_dict():
    class V(Point):
        pass

    v = V(1, 2)
    v.z = 3
    assert v.__dict__ == {"z": 3}
    assert sys.getsizeof(v) == sys.getsizeof(Point(1, 2)) + 8


def test_form():
    P = StructClass("P", x=int, y=int)
    assert P.__bases__ == (dataobject,)
    assert tuple(P(1, 2)) == (1, 2)
