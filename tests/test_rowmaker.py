"""What makes records of rows for recordclass.tools: places, conversions, faults."""

from __future__ import annotations

import gc
import weakref

import pytest

from recordclass import dataobject, memoryslots, structclass
from recordclass._core import rowmaker, takes_positions

Point = structclass("Point", "x y z", defaults=[9])
STAY = (None, None, False)


def fault(column, problem):
    raise LookupError(column, problem)


def maker(*columns, kwnames=(), cls=Point):
    return rowmaker(cls, columns, kwnames, fault)


def test_by_position():
    make = rowmaker(Point)
    assert [make((1, 2)), make(None, [1, 2, 3]), make(iter("abc"))] == [
        Point(1, 2),
        Point(1, 2, 3),
        Point("a", "b", "c"),
    ]
    with pytest.raises(TypeError, match="missing 1 required"):
        make((1,))


def test_places_names_and_conversions():
    make = maker((1, int, int, True), (0, *STAY), (2, None, str, False), kwnames=("z",))
    assert make(["5", "a", 7]) == Point("a", 5, "7")
    assert make(("", None, "")) == Point(None, None, "")
    assert make(iter([None, 1, 2])) == Point(1, None, "2")


def test_faults():
    make = maker((0, int, int, False), (1, *STAY))
    for wrong, n in (((1,), 1), ([1, 2, 3], 3), (iter("abcd"), 4)):
        with pytest.raises(LookupError) as caught:
            make(wrong)
        assert caught.value.args == (-1, n)
    with pytest.raises(LookupError) as caught:
        make(("no", 2))
    assert caught.value.args[0] == 0
    assert type(caught.value.args[1]) is ValueError

    def fail(value):
        raise KeyError(value)

    with pytest.raises(KeyError):
        maker((0, None, fail, False), (1, *STAY))((1, 2))
    silent = rowmaker(Point, ((0, int, int, False),), (), lambda column, problem: None)
    with pytest.raises(ValueError, match="cannot be converted"):
        silent(("no",))


def test_a_conversion_may_change_the_row():
    row = ["1", "2", "3"]

    def clear(value):
        row.clear()
        return int(value)

    assert maker(*((i, None, clear, False) for i in range(3)))(row) == Point(1, 2, 3)


def test_more_columns_than_few():
    names = [f"f{i}" for i in range(40)]
    Wide = structclass("Wide", names)
    make = maker(*((39 - i, int, int, False) for i in range(40)), cls=Wide)
    assert list(make([str(i) for i in range(40)])) == list(range(39, -1, -1))


@pytest.mark.parametrize(
    "args",
    [
        (int,),
        (memoryslots, 5),
        (Point, ((0, *STAY),)),
        (Point, ((0, *STAY),), (), None),
        (Point, (5,), (), fault),
        (Point, ((0,),), (), fault),
        (Point, ((1, *STAY),), (), fault),
        (Point, ((0, *STAY), (0, *STAY)), (), fault),
        (Point, ((0, 5, None, False),), (), fault),
        (Point, ((0, None, 5, False),), (), fault),
        (Point, (), ("x",), fault),
        (Point, ((0, *STAY),), (5,), fault),
    ],
)
def test_wrong_descriptions(args):
    with pytest.raises(TypeError):
        rowmaker(*args)


def test_wrong_calls():
    make = rowmaker(Point)
    for args in ((), (1, 2, 3)):
        with pytest.raises(TypeError, match="a rowmaker takes a row, or a cursor and a row"):
            make(*args)
    with pytest.raises(TypeError, match="a rowmaker takes a row, or a cursor and a row"):
        make(1, row=2)


def test_who_takes_positions():
    class Own(dataobject):
        x: int

        def __init__(self, x): ...

    assert takes_positions(Point)
    assert not takes_positions(Own)
    with pytest.raises(TypeError):
        takes_positions(5)


def test_a_cycle_is_collected():
    class Fault:
        def __call__(self, column, problem): ...

    call = Fault()
    call.make = rowmaker(Point, ((0, *STAY),), (), call)
    ref = weakref.ref(call)
    del call
    gc.collect()
    assert ref() is None
