"""make_dictclass: records that behave as dicts with a fixed set of keys."""

import collections.abc

import pytest

from recordclass import make_dictclass


@pytest.fixture
def P():
    return make_dictclass("P", "x y", [0])


def test_a_mapping(P):
    p = P(1)
    assert dict(p) == {"x": 1, "y": 0}
    assert {**p} == {"x": 1, "y": 0}
    assert (list(p), list(p.keys()), list(p.values())) == (["x", "y"], ["x", "y"], [1, 0])
    assert list(p.items()) == [("x", 1), ("y", 0)]
    assert ("x" in p, "z" in p, 1 in p, len(p)) == (True, False, False, 2)
    assert (p.get("x"), p.get("z"), p.get("z", 5)) == (1, None, 5)
    assert isinstance(p, collections.abc.Mapping)
    assert P.__module__ == __name__


def test_assignment(P):
    p = P(1)
    p["x"] = 5
    p.update({"y": 6})
    assert repr(p) == "P(x=5, y=6)"
    p.update([("x", 7)], y=8)
    p.update(x=9)
    assert dict(p) == {"x": 9, "y": 8}
    for change in (
        lambda: p.update({"x": 0, "z": 1}),
        lambda: p.update(x=0, z=1),
        lambda: p["z"],
        lambda: p.__setitem__("z", 1),
    ):
        with pytest.raises(KeyError, match="z"):
            change()
    assert dict(p) == {"x": 9, "y": 8}


def test_readonly():
    p = make_dictclass("P", "x", readonly=True)(1)
    with pytest.raises(TypeError):
        p["x"] = 2
    with pytest.raises(TypeError):
        p.update(x=2)
    assert p["x"] == 1


def test_options_and_namespace():
    P = make_dictclass(
        "P", [("x", int)], namespace={"double": lambda self: self.x * 2}, fast_new=False, gc=True
    )
    assert P(2).double() == 4


def test_patterns(P):
    match P(1):
        case {"x": 1, "y": y}:
            assert y == 0
        case _:
            pytest.fail("no match")


def test_views(P):
    p = P(1, 2)
    keys, items = p.keys(), p.items()
    p["x"] = 5
    assert (list(items), keys & {"x", "z"}, len(p.values())) == ([("x", 5), ("y", 2)], {"x"}, 2)
    assert (("x", 5) in items, 2 in p.values(), list(reversed(p))) == (True, True, ["y", "x"])


def test_join_with_mappings(P):
    p = P(1, 2)
    assert p | {"z": 3} == {"x": 1, "y": 2, "z": 3}
    assert {"x": 0, "z": 3} | p == {"x": 1, "y": 2, "z": 3}
    p |= {"y": 7}
    assert type(p) is P
    assert dict(p) == {"x": 1, "y": 7}
    with pytest.raises(KeyError, match="z"):
        p |= {"y": 0, "z": 3}
    assert p.y == 7
    with pytest.raises(TypeError):
        p | 3


@pytest.mark.parametrize("name", ["keys", "values", "items", "get", "update"])
def test_no_key_hides_a_method(name):
    with pytest.raises(ValueError, match=f"R: a field cannot be called '{name}'"):
        make_dictclass("R", ["x", name])
