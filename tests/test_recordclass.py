"""recordclass: a mutable named tuple that is like a tuple in everything else."""

from __future__ import annotations

import collections
import operator
import sys

import pytest

from recordclass import RecordClass, memoryslots, recordclass, structclass

Point = recordclass("Point", "x y")
Model = collections.namedtuple("Model", "x y")  # noqa: PYI024


def test_base():
    assert Point.__bases__ == (memoryslots,)
    assert isinstance(Point(1, 2), collections.abc.Sequence)
    assert not isinstance(Point(1, 2), tuple)


@pytest.mark.parametrize("n", [0, 1, 2, 6, 50])
def test_same_struct_as_a_tuple(n):
    R = recordclass("R", [f"f{i}" for i in range(n)])
    assert R(*range(n)).__sizeof__() == tuple(range(n)).__sizeof__()


OTHERS = [(1, 2), (1, 3), (0, 9), (1,), (), (1, 2, 3), (2, 1)]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda f: f.__name__)
def test_compares_as_a_tuple(compare, other):
    ours, model = Point(1, 2), (1, 2)
    expected = compare(model, other)
    assert compare(ours, other) is expected
    assert compare(other, ours) is compare(other, model)
    assert compare(ours, memoryslots(*other)) is expected
    named = recordclass("N", [f"f{i}" for i in range(len(other))])
    assert compare(ours, named(*other)) is expected


def test_unequal_to_everything_else():
    for other in ([1, 2], "12", None, 1, {1: 2}, structclass("S", "x y")(1, 2)):
        assert Point(1, 2) != other
        assert other != Point(1, 2)
        with pytest.raises(TypeError):
            Point(1, 2) < other


@pytest.mark.parametrize(
    "index", [0, 1, -1, -2, slice(None), slice(1, None), slice(None, None, -1), slice(5, 9)]
)
def test_index_as_a_tuple(index):
    model = Model(1, 2)[index]
    ours = Point(1, 2)[index]
    assert ours == model
    if isinstance(index, slice):
        assert type(ours) is memoryslots


def test_concatenation_and_repetition():
    assert type(Point(1, 2) + (3,)) is memoryslots  # noqa: RUF005
    assert Point(1, 2) + (3,) == (1, 2, 3)  # noqa: RUF005
    assert Point(1, 2) * 2 == (1, 2, 1, 2)
    assert 2 * Point(1, 2) == (1, 2, 1, 2)


def test_hash():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point(1, 2))
    for options in ({"readonly": True}, {"hashable": True}):
        R = recordclass("R", "x y", **options)
        assert hash(R(1, 2)) == hash((1, 2))
        assert {R(1, 2): "found"}[(1, 2)] == "found"


def test_mutable_hashable():
    R = recordclass("R", "x y", hashable=True)
    r = R(1, 2)
    r.x = 5
    assert hash(r) == hash((5, 2))


def test_plain_heir_has_a_dict():
    class V(Point):
        pass

    v = V(1, 2)
    v.z = 3
    assert v.__dict__ == {"z": 3}
    assert sys.getsizeof(v) == sys.getsizeof(Point(1, 2)) + 8
    assert v == (1, 2)


def test_percent_formatting_and_unpacking():
    assert "{0.x} {0[1]}".format(Point(1, 2)) == "1 2"
    assert max(*Point(1, 2)) == 2
    assert sorted([Point(2, 1), Point(1, 2)]) == [(1, 2), (2, 1)]
    first, *rest = Point(1, 2)
    assert (first, rest) == (1, [2])


def test_form():
    P = RecordClass("P", x=int, y=int)
    assert P.__bases__ == (memoryslots,)
    assert P(1, 2) == (1, 2)
    assert P.__annotations__ == {"x": int, "y": int}
