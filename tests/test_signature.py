"""inspect.signature() of record classes."""

from __future__ import annotations

import inspect
from inspect import Parameter

import pytest

from recordclass import (
    dataobject,
    join_classes,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


def text(cls):
    return str(inspect.signature(cls))


def test_fields(factory):
    assert text(factory("R", "x y")) == "(x, y)"
    assert text(factory("R", "")) == "()"
    assert text(factory("R", "x y", defaults=[None, "a"])) == "(x=None, y='a')"
    assert text(factory("R", [("x", int), ("y", "T")], [5])) == "(x: int, y: 'T' = 5)"


def test_dataobject():
    class P(dataobject):
        x: int
        y: str = "a"

    class Q(P):
        z: float = 0.5

    assert text(P) == "(x: 'int', y: 'str' = 'a')"
    assert text(Q) == "(x: 'int', y: 'str' = 'a', z: 'float' = 0.5)"


def test_memoryslots():
    assert text(memoryslots) == "(*items)"

    class M(memoryslots):
        pass

    assert text(M) == "(*items)"


def test_array():
    signature = inspect.signature(make_arrayclass("A", 2))
    assert [p.kind for p in signature.parameters.values()] == [Parameter.POSITIONAL_ONLY] * 2
    assert [p.default for p in signature.parameters.values()] == [None, None]


def test_joined(factory):
    J = join_classes("J", [factory("A", "a"), factory("B", "b", [1])])
    assert text(J) == "(a, b=1)"


def test_heirs(factory):
    R = factory("R", "x y")
    assert text(type(R)("H", (R,), {})) == "(x, y)"
    assert text(type(R)("H", (R,), {"__fields__": "z", "z": 1})) == "(x, y, z=1)"


def test_new_and_init_of_a_program(factory):
    R = factory("R", "x y")

    class New(R):
        def __new__(cls, one, *, two): ...

    class Init(R):
        def __init__(self, one, two=2): ...

    assert text(New) == "(one, *, two)"
    assert text(Init) == "(one, two=2)"
    del New.__new__
    del Init.__init__
    assert text(New) == text(Init) == "(x, y)"


def test_it_follows_the_layout_and_not_the_mirrors(factory):
    R = factory("R", "x y")
    R._fields = R.__fields__ = ("a",)
    assert text(R) == "(x, y)"


def test_bind(factory):
    signature = inspect.signature(factory("R", "x y z", defaults=[3]))
    bound = signature.bind(1, y=2)
    bound.apply_defaults()
    assert bound.arguments == {"x": 1, "y": 2, "z": 3}
    with pytest.raises(TypeError):
        signature.bind(1, 2, 3, 4)


def test_names_that_are_no_parameters():
    R = structclass("R", "self cls")
    assert text(R) == "(self, cls)"


def test_it_is_not_set():
    R = structclass("R", "x")
    assert "__signature__" not in vars(R)
    with pytest.raises(AttributeError):
        type(R).__signature__.__set__(R, None)
