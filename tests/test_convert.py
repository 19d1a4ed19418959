"""fields, and asdict and astuple with options."""

from collections import Counter, OrderedDict, defaultdict
from typing import NamedTuple

import pytest

from recordclass import (
    MISSING,
    Factory,
    Field,
    asdict,
    astuple,
    dataobject,
    fields,
    make_arrayclass,
    make_dataclass,
    memoryslots,
    recordclass,
)

A = make_arrayclass("A", 2)


class Pair(NamedTuple):
    a: object
    b: object


class P(dataobject):
    x: int
    y: object = Field(None, metadata={"secret": True}, doc="anything")
    z: list = Factory(list)


def test_fields():
    x, y, z = fields(P)
    assert (x.name, x.type, x.default, x.readonly) == ("x", int, MISSING, False)
    assert (y.name, y.metadata["secret"], y.doc, y.default) == ("y", True, "anything", None)
    assert z.default_factory.factory is list
    assert [f.name for f in fields(P(1))] == ["x", "y", "z"]
    x.name = "changed"
    assert fields(P)[0].name == "x"
    R = recordclass("R", "a b", defaults=[5], readonly=("b",))
    assert [(f.name, f.default, f.readonly) for f in fields(R)] == [
        ("a", MISSING, False),
        ("b", 5, True),
    ]


@pytest.mark.parametrize("stranger", [1, int, Pair(1, 2), A, A(1, 2), memoryslots, memoryslots(1)])
def test_fields_of_others(stranger):
    with pytest.raises(TypeError, match=r"fields\(\) needs"):
        fields(stranger)


def test_deep():
    r = P(P(1), [P(2), (P(3),)], {"k": P(4)})
    assert asdict(r, deep=True) == {
        "x": {"x": 1, "y": None, "z": []},
        "y": [{"x": 2, "y": None, "z": []}, ({"x": 3, "y": None, "z": []},)],
        "z": {"k": {"x": 4, "y": None, "z": []}},
    }
    assert astuple(r, deep=True)[0] == (1, None, [])
    assert asdict(r)["x"] is r.x


def test_containers_keep_their_kind():
    d = defaultdict(list, a=P(1))
    r = P(Pair(P(1), 2), OrderedDict(k=A(P(1), 2)), d)
    deep = asdict(r, deep=True)
    assert type(deep["x"]) is Pair
    assert deep["x"].a == {"x": 1, "y": None, "z": []}
    assert type(deep["y"]) is OrderedDict
    assert deep["y"]["k"] == ({"x": 1, "y": None, "z": []}, 2) or deep["y"]["k"][1] == 2
    assert deep["z"].default_factory is list
    assert deep["z"] is not d


def test_factories_and_filters():
    r = P(1, 2)
    assert asdict(r, dict_factory=list) == [("x", 1), ("y", 2), ("z", [])]
    assert astuple(r, tuple_factory=list) == [1, 2, []]
    public = {"filter": lambda field, value: not field.metadata}
    assert asdict(r, **public) == {"x": 1, "z": []}
    assert astuple(P(r), deep=True, **public) == ((1, []), [])
    assert astuple(A(P(1), 2), deep=True) == ((1, None, []), 2)
    with pytest.raises(TypeError, match="filter needs named fields"):
        astuple(A(1, 2), **public)


def test_wrong_options():
    for function in (asdict, astuple):
        with pytest.raises(TypeError, match="unexpected keyword"):
            function(P(1), wrong=1)


def test_endless_recursion():
    r = P(1)
    r.y = [r]
    for function in (asdict, astuple):
        with pytest.raises(RecursionError):
            function(r, deep=True)


def test_deep_shares_nothing_that_can_change():
    P = make_dataclass("P", "x")
    for value in ({1, 2}, bytearray(b"a"), [{3}], {"k": {4}}, ({5},)):
        made = asdict(P(value), deep=True)["x"]
        assert made == value
        assert made is not value
    inner = {3}
    assert astuple(P([inner]), deep=True)[0][0] is not inner


def test_deep_keeps_kinds_of_dict():
    P = make_dataclass("P", "x")
    counted = Counter("aab")
    made = asdict(P(counted), deep=True)["x"]
    assert (type(made), made) == (Counter, {"a": 2, "b": 1})
    given = defaultdict(list, {1: P(2)})
    made = asdict(P(given), deep=True)["x"]
    assert (made.default_factory, made) == (list, {1: {"x": 2}})
    assert given == {1: P(2)}


def test_an_unknown_option_is_refused_in_the_words_of_the_function():
    P = make_dataclass("P", "x")
    for function in (asdict, astuple):
        with pytest.raises(TypeError, match=rf"^{function.__name__}\(\) got an unexpected"):
            function(P(1), bogus=1)
