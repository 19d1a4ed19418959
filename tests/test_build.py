"""From fields to a class: mirrors, docstrings, bases; annotations here are objects, not strings."""

import sys
from typing import ClassVar, Generic, List, TypeVar  # noqa: UP035

import pytest

from recordclass import dataobject, datatype, make_arrayclass, memoryslots, recordclass, structclass
from recordclass._build import alias_docs, base_of, field_names

T = TypeVar("T")


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


def test_annotations_as_objects():
    class P(dataobject):
        x: int
        y: List[int]  # noqa: UP006
        z: "NotThere" = 1  # noqa: F821
        c: ClassVar[int] = 2
        d: ClassVar = 3
        e: "ClassVar[int]" = 4

    assert P.__fields__ == ("x", "y", "z")
    assert P.__annotations__["x"] is int
    assert (P.c, P.d, P.e) == (2, 3, 4)
    assert repr(P(0, [])) == "P(x=0, y=[], z=1)"


def test_generic_annotations():
    class Box(dataobject, Generic[T]):
        item: T

    assert Box[int](1).item == 1
    assert Box.__annotations__ == {"item": T}


def test_mirrors_of_a_named_tuple(factory):
    R = factory("R", "x y z", defaults=[2, 3])
    assert R._fields == R.__fields__ == R.__attrs__ == R.__match_args__ == ("x", "y", "z")
    assert R._field_defaults == {"y": 2, "z": 3}
    assert R.__slots__ == ()


def test_mirrors_of_a_dataobject():
    class P(dataobject):
        x: int
        y: int = 1

    assert P.__fields__ == P.__match_args__ == ("x", "y")
    assert not hasattr(P, "_fields")
    assert not hasattr(P, "_field_defaults")
    assert not hasattr(P, "_make")


def test_mirrors_of_heirs(factory):
    R = factory("R", "x y", defaults=[1, 2])

    class H(R):
        __fields__ = ("z", "x")
        z = 3
        x = 10

    assert H._fields == ("x", "y", "z")
    assert H._field_defaults == {"y": 2, "x": 10, "z": 3}
    assert tuple(H()) == (10, 2, 3)
    assert R._fields == ("x", "y")
    assert R._field_defaults == {"x": 1, "y": 2}


def test_mirrors_are_not_shared(factory):
    A, B = factory("A", "x", defaults=[1]), factory("B", "x", defaults=[1])
    assert A._field_defaults is not B._field_defaults
    A._field_defaults["x"] = "changed"
    assert A().x == 1


def test_docstring(factory):
    assert factory("R", "x y").__doc__ == "R(x, y)"
    assert factory("R", "").__doc__ == "R()"
    assert factory("R", "x", doc="Text.").__doc__ == "Text."

    class P(dataobject):
        x: int
        y: int

    assert P.__doc__ == "P(x: int, y: int)"


def test_module_and_qualname(factory):
    R = factory("R", "x")
    assert R.__module__ == __name__
    assert factory("R", "x", module="far.away").__module__ == "far.away"
    assert R.__qualname__ == "R"


def test_module_of_a_caller_without_a_name(factory):
    scope = {"factory": factory}
    exec("R = factory('R', 'x')", scope)
    assert scope["R"].__module__ in ("builtins", "__main__")
    scope = {"factory": factory, "__name__": "named"}
    exec("R = factory('R', 'x')", scope)
    assert scope["R"].__module__ == "named"


def test_alias_docs():
    names = tuple(f"f{i}" for i in range(50))
    docs = alias_docs(names, {"f3": "mine"})
    assert docs["f0"] == "Alias for field number 0"
    assert docs["f3"] == "mine"
    assert docs["f49"] == "Alias for field number 49"
    assert len(docs) == 50
    assert alias_docs(("a",), None) == {"a": "Alias for field number 0"}
    assert alias_docs((), None) == {}


def test_field_names():
    assert field_names(structclass("R", "x y")) == ("x", "y")
    assert field_names(memoryslots) == ()
    assert field_names(dataobject) == ()
    assert field_names(make_arrayclass("A", 3)) == ()


def test_base_of():
    A = structclass("A", "x y")
    B = datatype("B", (A,), {})
    Empty = datatype("Empty", (dataobject,), {})

    class Mixin:
        pass

    assert base_of((Mixin, A)) is A
    assert base_of((Empty, A)) is A
    assert base_of((A, Empty)) is A
    assert base_of((A, B)) is B
    assert base_of((Mixin,)) is None
    assert base_of(()) is None


@pytest.mark.skipif(sys.version_info < (3, 14), reason="deferred annotations came with 3.14")
def test_deferred_annotations():
    class P(dataobject):
        x: NotYet  # noqa: F821
        y: int = 5

    assert P.__fields__ == ("x", "y")
