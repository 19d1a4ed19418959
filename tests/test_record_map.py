"""Records as mappings from field names to values."""

from __future__ import annotations

import sys

import pytest

from recordclass import structclass


class Name(str):
    """A str that is not exactly one."""

    __slots__ = ()


def test_get(every_mapping_family):
    r = every_mapping_family(1, "two", None)
    assert (r["x"], r["y"], r["z"]) == (1, "two", None)
    assert r[Name("y")] == "two"
    assert r["".join(["", "y"])] == "two"


def test_get_in_a_wide_record(mapping_family):
    r = mapping_family(*range(40))
    for i, name in enumerate(mapping_family.names(40)):
        assert r[name] == r[Name(name)] == i
        assert name in r


def test_missing_key(mapping_family):
    r = mapping_family(1, 2)
    for key in ("q", "", "X", "x ", "__class__", "keys", Name("q"), "\ud800"):
        with pytest.raises(KeyError) as caught:
            r[key]
        assert caught.value.args == (key,)
        with pytest.raises(KeyError) as caught:
            r[key] = 1
        assert caught.value.args == (key,)
        assert key not in r


def test_other_keys_without_a_sequence(mapping_nosequence_family):
    r = mapping_nosequence_family(1, 2)
    for key in (0, None, 1.5, (1, 2), (), slice(0, 1), b"x", []):
        with pytest.raises(KeyError) as caught:
            r[key]
        assert caught.value.args == (key,)
        with pytest.raises(KeyError):
            r[key] = 1
        assert key not in r
    assert mapping_nosequence_family.values(r, 2) == (1, 2)


def test_positions_beside_names(mapping_sequence_family):
    r = mapping_sequence_family(1, 2, 3)
    assert (r[0], r["y"], r[-1], r[1:]) == (1, 2, 3, (2, 3))
    for key in (None, 1.5, b"x", ("x",)):
        with pytest.raises(TypeError, match="indices must be integers or slices"):
            r[key]


def test_set(mapping_writable_family):
    family = mapping_writable_family
    r = family(1, 2)
    r["x"] = 10
    r[Name("y")] = r
    assert family.values(r, 2) == (10, r)
    r["y"] = 20
    assert (r["x"], r["y"]) == (10, 20)


def test_set_of_a_readonly_record(mapping_nowritable_family):
    r = mapping_nowritable_family(1, 2)
    with pytest.raises(TypeError, match="does not support item assignment"):
        r["x"] = 10
    with pytest.raises(KeyError):
        r["q"] = 10
    assert mapping_nowritable_family.values(r, 2) == (1, 2)


def test_set_of_a_readonly_field():
    r = structclass("R", "a b", mapping=True, readonly="b")(1, 2)
    r["a"] = 10
    with pytest.raises(TypeError, match="field 'b' is readonly"):
        r["b"] = 20
    assert (r.a, r.b) == (10, 2)


def test_delete(mapping_family):
    r = mapping_family(1, 2)
    for key in ("x", "q", 0, None):
        with pytest.raises(TypeError, match="doesn't support item deletion"):
            del r[key]
    assert mapping_family.values(r, 2) == (1, 2)


def test_keys_values_items(mapping_family):
    r = mapping_family(1, [2], None)
    assert r.keys() == ("x", "y", "z")
    assert r.values() == (1, [2], None)
    assert r.items() == (("x", 1), ("y", [2]), ("z", None))
    empty = mapping_family()
    assert empty.keys() == empty.values() == empty.items() == ()


def test_get_method(mapping_family):
    r = mapping_family(1, None)
    assert r.get("x") == 1
    assert r.get("y", "otherwise") is None
    assert r.get("q") is None
    assert r.get("q", "otherwise") == "otherwise"
    assert r.get(0, "otherwise") == "otherwise"
    for wrong in ((), ("x", 1, 2)):
        with pytest.raises(TypeError):
            r.get(*wrong)


def test_contains_asks_for_keys(mapping_family):
    r = mapping_family("x", "value")
    assert "x" in r
    assert Name("y") in r
    for key in ("value", 0, None, [], ("x",)):
        assert key not in r


def test_len(mapping_family):
    assert len(mapping_family(1, 2, 3)) == 3
    assert len(mapping_family()) == 0


def test_keys_of_other_attributes_are_missing(mapping_dict_family):
    r = mapping_dict_family(1)
    r.extra = 2
    assert "extra" not in r
    assert len(r) == 1
    assert r.keys() == ("x",)
    with pytest.raises(KeyError):
        r["extra"]


def test_dict_and_keyword_call(mapping_family):
    r = mapping_family(1, 2)
    assert dict(r) == {"x": 1, "y": 2}
    assert {**r} == {"x": 1, "y": 2}
    assert (lambda **keywords: keywords)(**r) == {"x": 1, "y": 2}
    assert "{x}-{y}".format(**r) == "1-2"
    assert type(r)(**r) == r


def test_mapping_pattern(mapping_nosequence_family):
    match mapping_nosequence_family(1, 2):
        case {"q": _}:
            pytest.fail("a missing key matched")
        case {"x": 1, "y": value}:
            assert value == 2
        case _:
            pytest.fail("no match")


def test_pattern_of_a_sequence_that_is_a_mapping_too(mapping_sequence_family):
    match mapping_sequence_family(1, 2):
        case {"x": _}:
            pytest.fail("a sequence matched as a mapping")
        case [1, value]:
            assert value == 2
        case _:
            pytest.fail("no match")


def test_no_mapping_methods_without_the_option(nomapping_family):
    r = nomapping_family(1, 2)
    for name in ("keys", "values", "items", "get"):
        assert not hasattr(r, name)
    with pytest.raises(TypeError):
        r["x"]
    with pytest.raises(TypeError):
        r["x"] = 1


def test_fields_that_are_called_like_methods():
    cls = structclass("R", "keys values items get", mapping=True)
    r = cls(1, 2, 3, 4)
    assert (r.keys, r.values, r.items, r.get) == (1, 2, 3, 4)
    assert (r["keys"], r["get"]) == (1, 4)
    assert "values" in r


def test_own_methods_win(mapping_family):
    namespace = {
        "__getitem__": lambda self, key: ("own", key),
        "__contains__": lambda self, key: key == "own",
        "keys": lambda self: ["own"],
    }
    r = mapping_family.make(1, typename="Own", namespace=namespace)(1)
    assert r["q"] == ("own", "q")
    assert "own" in r
    assert "x" not in r
    assert dict(r) == {"own": ("own", "own")}


def test_references_are_counted(mapping_writable_family):
    r, value = mapping_writable_family(1, 2), object()
    before = sys.getrefcount(value)
    r["x"] = value
    assert sys.getrefcount(value) == before + 1
    made = [r["x"], r.get("x"), r.values(), r.items()]
    assert sys.getrefcount(value) == before + 5
    made.clear()
    r["x"] = None
    assert sys.getrefcount(value) == before
