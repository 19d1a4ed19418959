"""What recordclass and structclass share: namedtuple's interface on a record that can change."""

from __future__ import annotations

import copy
import sys

import pytest

from recordclass import datatype, recordclass, structclass
from recordclass._named import calling_module

REPLACE_ERROR = TypeError if sys.version_info >= (3, 13) else ValueError


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


@pytest.fixture
def Point(factory):
    return factory("Point", "x y")


def test_interface(Point):
    p = Point(11, y=22)
    assert p[0] + p[1] == 33
    x, y = p
    assert (x, y) == (11, 22)
    assert p.x + p.y == 33
    assert p._asdict() == {"x": 11, "y": 22}
    assert list(p._asdict()) == ["x", "y"]
    assert Point(**p._asdict()) == p
    assert p._replace(x=100) == Point(100, 22)
    assert p == Point(11, 22)
    assert Point._make([3, 4]) == Point(3, 4)


def test_assignment(Point):
    p = Point(1, 2)
    p.x = 10
    p[1] = 20
    assert p == Point(10, 20)
    p[:] = [5, 6]
    assert tuple(p) == (5, 6)
    with pytest.raises(ValueError):  # noqa: PT011
        p[:] = [1, 2, 3]
    with pytest.raises(TypeError):
        del p[0]
    assert tuple(p) == (5, 6)


def test_replace_returns_a_new_record(Point):
    p = Point([1], 2)
    q = p._replace(y=3)
    assert (p.y, q.y) == (2, 3)
    assert q.x is p.x
    assert p._replace() == p
    assert p._replace() is not p
    with pytest.raises(TypeError, match=r"Point\._replace\(\) takes no positional arguments"):
        p._replace(1)


@pytest.mark.parametrize("changes", [{"z": 1}, {"x": 1, "z": 2}, {"z": 1, "w": 2}])
def test_replace_with_unknown_fields(Point, changes):
    p = Point(1, 2)
    unknown = [name for name in changes if name in "zw"]
    with pytest.raises(REPLACE_ERROR) as caught:
        p._replace(**changes)
    assert str(unknown) in str(caught.value)
    assert tuple(p) == (1, 2)


def test_replace_keeps_the_class(Point):
    H = datatype("H", (Point,), {})
    h = H(1, 2)
    assert type(h._replace(x=5)) is H
    assert type(H._make([1, 2])) is H


@pytest.mark.parametrize("name", ["__replace__", "_replace"])
def test_replace_method(Point, name):
    assert getattr(Point(1, 2), name)(y=5) == Point(1, 5)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace() came with 3.13")
def test_copy_replace(Point):
    p = Point(1, 2)
    assert copy.replace(p, x=5) == Point(5, 2)
    assert p.x == 1


def test_make(Point):
    for items in ([1, 2], (1, 2), iter([1, 2]), {1: 0, 2: 0}, "12", range(1, 3)):
        assert len(Point._make(items)) == 2
    for items in ([], [1], [1, 2, 3], "1"):
        with pytest.raises(TypeError, match=f"expected 2 arguments, got {len(items)}"):
            Point._make(items)
    with pytest.raises(TypeError):
        Point._make(1)
    with pytest.raises(TypeError):
        Point._make()


def test_make_passes_errors_on(Point):
    def broken():
        yield 1
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        Point._make(broken())


def test_make_runs_neither_new_nor_init(Point):
    class P(Point):
        def __new__(cls, *args):
            raise AssertionError

        def __init__(self, *args):
            raise AssertionError

    p = P._make([1, 2])
    assert tuple(p) == (1, 2)
    assert tuple(p._replace(x=3)) == (3, 2)


def test_zero_fields(factory):
    Zero = factory("Zero", "")
    assert Zero._make([]) == Zero()
    assert Zero()._asdict() == {}
    assert Zero()._replace() == Zero()
    assert list(Zero()) == []
    assert not Zero()


def test_type_of_the_name(factory):
    for wrong in (1, None, b"R", ["R"]):
        with pytest.raises(TypeError, match="the class name must be a string"):
            factory(wrong, "x")
    for wrong in ("", "1", "class", "a b", "a.b"):
        with pytest.raises(ValueError, match="the class name"):
            factory(wrong, "x")


def test_name_of_a_str_subclass(factory):
    class Name(str):
        pass

    assert repr(factory(Name("R"), [Name("x")])(1)) == "R(x=1)"


def test_keyword_only_options(factory):
    with pytest.raises(TypeError):
        factory("R", "x", None, True)


def test_fields_named_like_the_interface(factory):
    R = factory("R", "index count keys items self cls update")
    record = R(*range(7))
    assert (record.index, record.count, record.keys) == (0, 1, 2)
    assert record._replace(index=5).index == 5
    assert record._asdict()["update"] == 6


def test_calling_module():
    assert calling_module(0) == __name__
    assert calling_module(10_000) == "__main__"


def test_getnewargs(Point):
    assert Point(1, 2).__getnewargs__() == (1, 2)


def test_subclass_of_a_call(factory):
    class Vector(factory("Vector", "x y")):
        __slots__ = ()

        @property
        def length(self):
            return (self.x**2 + self.y**2) ** 0.5

        def __str__(self):
            return f"<{self.x}, {self.y}>"

    v = Vector(3, 4)
    assert v.length == 5
    assert str(v) == "<3, 4>"
    assert not hasattr(v, "__dict__")
