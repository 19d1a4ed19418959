"""namedtuple's interface: _make, _replace, _asdict, _fields, _field_defaults."""

from __future__ import annotations

import copy
import sys

import pytest

from recordclass import RecordClass, StructClass, dataobject, recordclass, structclass

FACTORIES = pytest.mark.parametrize("factory", [recordclass, structclass])
REPLACES = ["_replace", "__replace__"]

#: what namedtuple raises for a name that is no field
REPLACE_ERROR = TypeError if sys.version_info >= (3, 13) else ValueError


class Name(str):
    __slots__ = ()


def test_make(tuplenamed_family):
    cls = tuplenamed_family.cls(3)
    for source in ((1, 2, 3), [1, 2, 3], range(1, 4), iter((1, 2, 3)), {1: 0, 2: 0, 3: 0}):
        r = cls._make(source)
        assert type(r) is cls
        assert tuplenamed_family.values(r, 3) == (1, 2, 3)
    assert cls._make(cls(1, 2, 3)) == cls(1, 2, 3)


def test_make_with_the_wrong_number(tuplenamed_family):
    cls = tuplenamed_family.cls(2)
    for values in ((), (1,), (1, 2, 3), range(100)):
        with pytest.raises(TypeError, match=f"expected 2 arguments, got {len(values)}"):
            cls._make(values)


def test_make_takes_no_defaults():
    cls = recordclass("R", "x y", defaults=[2])
    with pytest.raises(TypeError, match="expected 2 arguments, got 1"):
        cls._make([1])


def test_make_of_something_else(tuplenamed_family):
    cls = tuplenamed_family.cls(2)
    with pytest.raises(TypeError, match="not iterable"):
        cls._make(5)
    with pytest.raises(TypeError):
        cls._make()
    with pytest.raises(TypeError):
        cls._make([1], [2])

    def fails():
        yield 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cls._make(fails())


def test_make_is_a_class_method(tuplenamed_family):
    class Sub(tuplenamed_family.cls(2)):
        pass

    assert type(Sub._make([1, 2])) is Sub
    assert type(Sub(1, 2)._make([3, 4])) is Sub


def test_make_runs_no_new_and_no_init(tuplenamed_family):
    class Sub(tuplenamed_family.cls(2)):
        def __new__(cls, *args):
            raise AssertionError("__new__ ran")

        def __init__(self, *args):
            raise AssertionError("__init__ ran")

    r = Sub._make([1, 2])
    assert tuplenamed_family.values(r, 2) == (1, 2)
    assert tuplenamed_family.values(r._replace(x=3), 2) == (3, 2)


@pytest.mark.parametrize("method", REPLACES)
def test_replace(tuplenamed_family, method):
    r = tuplenamed_family([1], 2, 3)
    replace = getattr(r, method)
    for changes, expected in (
        ({}, ([1], 2, 3)),
        ({"x": 9}, (9, 2, 3)),
        ({"z": 7, "y": 8}, ([1], 8, 7)),
        ({"x": 7, "y": 8, "z": 9}, (7, 8, 9)),
        ({Name("y"): r}, ([1], r, 3)),
    ):
        again = replace(**changes)
        assert type(again) is type(r)
        assert again is not r
        assert tuplenamed_family.values(again, 3) == expected
    assert tuplenamed_family.values(r, 3) == ([1], 2, 3)
    assert replace().x is r.x


@pytest.mark.parametrize("method", REPLACES)
def test_replace_of_a_field_that_is_not_there(tuplenamed_family, method):
    r = tuplenamed_family(1, 2)
    replace = getattr(r, method)
    with pytest.raises(REPLACE_ERROR, match=r"unexpected field names: \['q'\]"):
        replace(q=1)
    with pytest.raises(REPLACE_ERROR, match=r"unexpected field names: \['q', 'w'\]"):
        replace(q=1, x=2, w=3)
    with pytest.raises(TypeError):
        replace(1)
    assert tuplenamed_family.values(r, 2) == (1, 2)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace() came with Python 3.13")
def test_copy_replace(tuplenamed_family):
    r = tuplenamed_family(1, 2)
    assert tuplenamed_family.values(copy.replace(r, y=3), 2) == (1, 3)
    with pytest.raises(TypeError):
        copy.replace(r, q=3)


def test_replace_in_a_wide_record(tuplenamed_family):
    r = tuplenamed_family(*range(40))
    again = r._replace(f39="last", x="first", f20="middle")
    assert list(again) == ["first", *range(1, 20), "middle", *range(21, 39), "last"]


def test_replace_of_an_unset_field(tuplenamed_writable_family):
    r = tuplenamed_writable_family(1, 2)
    del r.x
    with pytest.raises(AttributeError, match="'x'"):
        r._replace(y=3)
    assert tuplenamed_writable_family.values(r._replace(x=3), 2) == (3, 2)


def test_replace_does_not_take_the_dict(tuplenamed_dict_family):
    """As with a subclass of a namedtuple."""
    r = tuplenamed_dict_family(1)
    r.extra = 2
    assert r._replace(x=3).__dict__ == {}


def test_asdict(tuplenamed_family):
    value = [1]
    r = tuplenamed_family(value, "two")
    d = r._asdict()
    assert type(d) is dict
    assert list(d.items()) == [("x", value), ("y", "two")]
    assert d["x"] is value
    assert tuplenamed_family()._asdict() == {}
    d["x"] = "changed"
    assert r.x is value


def test_asdict_is_not_deep(tuplenamed_family):
    inner = tuplenamed_family(1)
    assert tuplenamed_family(inner)._asdict() == {"x": inner}


def test_asdict_of_an_unset_field(tuplenamed_writable_family):
    r = tuplenamed_writable_family(1, 2)
    del r.y
    with pytest.raises(AttributeError, match="'y'"):
        r._asdict()
    r.y = 3
    assert r._asdict() == {"x": 1, "y": 3}


def test_fields(tuplenamed_family):
    cls = tuplenamed_family.cls(3)
    for name in ("_fields", "__fields__", "__attrs__", "__match_args__"):
        assert getattr(cls, name) == ("x", "y", "z")
        assert getattr(cls(1, 2, 3), name) == ("x", "y", "z")
    assert tuplenamed_family.cls(0)._fields == ()


@FACTORIES
def test_field_defaults(factory):
    assert factory("R", "x y")._field_defaults == {}
    value = [1]
    cls = factory("R", "x y z", defaults=[value, None])
    assert cls._field_defaults == {"y": value, "z": None}
    assert cls._field_defaults["y"] is value
    assert cls(0) == cls(0, [1], None)
    assert cls(0).y is not cls(0).y


@pytest.mark.parametrize("form", [RecordClass, StructClass])
def test_field_defaults_of_a_class_statement(form):
    class Base(form):
        x: int
        y: int = 2

    assert Base._fields == ("x", "y")
    assert Base._field_defaults == {"y": 2}
    assert Base(1)._asdict() == {"x": 1, "y": 2}


@FACTORIES
def test_fields_are_mirrors(factory):
    """Changing what programs read changes no record."""
    cls = factory("R", "x y")
    cls._fields = cls.__fields__ = cls.__attrs__ = ("a", "b", "c")
    cls._field_defaults = None
    r = cls(1, 2)
    assert r._asdict() == {"x": 1, "y": 2}
    assert repr(r._replace(x=3)) == "R(x=3, y=2)"
    assert cls._make([1, 2]) == r
    with pytest.raises(TypeError):
        cls._make([1, 2, 3])


@FACTORIES
def test_own_methods_win(factory):
    class Sub(factory("R", "x")):
        def _asdict(self):
            return {**super()._asdict(), "own": True}

        def _replace(self, **changes):
            return ("own", super()._replace(**changes))

    assert Sub(1)._asdict() == {"x": 1, "own": True}
    assert Sub(1)._replace(x=2) == ("own", Sub(2))


def test_not_on_the_others(notuplenamed_family):
    for name in ("_make", "_replace", "_asdict", "_fields", "_field_defaults"):
        assert not hasattr(notuplenamed_family.cls(2), name)


def test_methods_refuse_other_objects():
    cls = structclass("R", "x")

    class Other(dataobject):
        x: int

    for other in (Other(1), (1,), recordclass("Q", "x")(1), None):
        with pytest.raises(TypeError):
            cls._asdict(other)
        with pytest.raises(TypeError):
            cls._replace(other, x=1)


def test_references_are_counted(tuplenamed_family):
    value = object()
    r = tuplenamed_family(value, 1)
    before = sys.getrefcount(value)
    made = [r._replace(y=2), r._replace(x=value), type(r)._make([value, 1]), r._asdict()]
    assert sys.getrefcount(value) == before + 4
    made.clear()
    for _ in range(5):
        with pytest.raises(REPLACE_ERROR):
            r._replace(x=value, q=value)
    assert sys.getrefcount(value) == before
