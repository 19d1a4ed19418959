"""What a call can fill, and in which order."""

import inspect

import pytest

from recordclass import KW_ONLY, Factory, Field, InitVar, dataobject, datatype


def parameters(cls):
    return [(row[0], row[1]) for row in cls.__parameter_table__()]


def test_plain_classes_have_their_fields():
    class P(dataobject):
        x: int
        y: int = 1

    assert parameters(P) == [("x", P.__field_table__()[0][1]), ("y", P.__field_table__()[1][1])]


def test_order():
    class P(dataobject):
        a: int
        k: int = Field(kw_only=True)
        v: InitVar[int]
        hidden: int = Field(0, init=False)
        b: int = Field(alias="bee")
        _: KW_ONLY
        c: int = 3

        def __post_init__(self, v):
            pass

    assert [name for name, _ in parameters(P)] == ["a", "v", "bee", "k", "c"]
    assert dict(parameters(P))["v"] == -1
    assert str(inspect.signature(P)) == "(a: int, v: InitVar[int], bee: int, *, k: int, c: int = 3)"
    assert P.__match_args__ == ("a", "b")


def test_required_after_default():
    body = {"__annotations__": {"x": int, "y": int}, "x": 1}
    with pytest.raises(TypeError, match="P: non-default argument 'y' follows default argument 'x'"):
        datatype("P", (dataobject,), body)
    for free in (Field(kw_only=True), Field(init=False), Factory(int)):
        datatype("P", (dataobject,), {**body, "y": free})
    datatype("P", (dataobject,), body, kw_only=True)


def test_two_parameters_of_one_name():
    body = {"__annotations__": {"x": int, "y": int}, "y": Field(alias="x")}
    with pytest.raises(ValueError, match="P: two parameters are called 'x'"):
        datatype("P", (dataobject,), body)


def test_an_heir_continues_the_order_of_its_base():
    class Base(dataobject):
        a: int
        _: KW_ONLY
        k: int = 0

    class Heir(Base):
        b: int

    assert [name for name, _ in parameters(Heir)] == ["a", "b", "k"]
    record = Heir(1, 2, k=3)
    assert (record.a, record.b, record.k) == (1, 2, 3)
    # overridden without KW_ONLY, k has its place before b, as in a dataclass
    with pytest.raises(TypeError, match="'b' follows default argument 'k'"):
        datatype("Heir", (Base,), {"__annotations__": {"b": int, "k": int}, "k": 5})
