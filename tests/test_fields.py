"""Field lists: every form in which they are written, and what is refused."""

from __future__ import annotations

import pytest

from recordclass import (
    join_classes,
    make_arrayclass,
    make_dataclass,
    make_dictclass,
    make_structclass,
    recordclass,
    structclass,
)
from recordclass._core import FIELD_READONLY, MISSING
from recordclass._fields import check_name, describe_fields, parse_field_list, rename_fields


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


class Text(str):
    pass


@pytest.mark.parametrize(
    "fields",
    [
        "x y",
        "x, y",
        "x,y",
        " x\t,\n y ,",
        ["x", "y"],
        ("x", "y"),
        {"x": 1, "y": 2}.keys(),
        Text("x y"),
        [Text("x"), Text("y")],
    ],
    ids=repr,
)
def test_names(fields):
    names, types = parse_field_list("R", fields)
    assert names == ("x", "y")
    assert types == {}
    assert [type(name) for name in names] == [str, str]


def test_names_from_an_iterator(factory):
    assert factory("R", iter("xyz"))._fields == ("x", "y", "z")


@pytest.mark.parametrize(
    "fields",
    [
        [("x", int), ("y", "str")],
        {"x": int, "y": "str"},
        {"x": int, "y": "str"}.items(),
    ],
    ids=["list", "dict", "items"],
)
def test_names_with_types(factory, fields):
    R = factory("R", fields)
    assert R._fields == ("x", "y")
    assert R.__annotations__ == {"x": int, "y": "str"}


def test_types_from_an_iterator(factory):
    R = factory("R", (pair for pair in [("x", int), ("y", "str")]))
    assert R.__annotations__ == {"x": int, "y": "str"}


def test_some_names_with_types(factory):
    R = factory("R", ["x", ("y", int)])
    assert R._fields == ("x", "y")
    assert R.__annotations__ == {"y": int}


@pytest.mark.parametrize("fields", ["", [], (), {}, " , "])
def test_no_names(fields):
    assert parse_field_list("R", fields) == ((), {})


@pytest.mark.parametrize("fields", [[1], [None], [("x",)], [("x", 1, 2)], [b"x"], [(1, int)], [[]]])
def test_names_must_be_strings(fields):
    with pytest.raises(TypeError, match="R: field names must be strings, not"):
        parse_field_list("R", fields)


@pytest.mark.parametrize("fields", [1, None, 1.5, object()])
def test_not_a_list(fields):
    with pytest.raises(TypeError):
        parse_field_list("R", fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("1x", "R: a field name must be a valid identifier: '1x'"),
        ("a-b", "R: a field name must be a valid identifier: 'a-b'"),
        ("x class", "R: a field name cannot be a keyword: 'class'"),
        ("None", "R: a field name cannot be a keyword: 'None'"),
        ("x x", "R: duplicate field name: 'x'"),
        ([""], "R: a field name must be a valid identifier: ''"),
        (["a b"], "R: a field name must be a valid identifier: 'a b'"),
    ],
)
def test_bad_names(factory, fields, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        factory("R", fields)
    assert str(caught.value) == message


def test_underscore(factory):
    with pytest.raises(ValueError, match="R: field names cannot start with an underscore: '_x'"):
        factory("R", "_x")
    assert parse_field_list("R", "_x") == (("_x",), {})
    assert factory("R", "_x", rename=True)._fields == ("_0",)


@pytest.mark.parametrize("name", ["match", "case", "type", "_"])
def test_soft_keywords_are_names(name):
    check_name("a field name", name)


def test_names_are_compared_as_python_does(factory):
    R = factory("R", "ñ é")
    assert R(1, é=2).é == 2


@pytest.mark.parametrize(
    ("names", "renamed"),
    [
        (["efg", "g%hi"], ["efg", "_1"]),
        (["abc", "class"], ["abc", "_1"]),
        (["8efg", "9ghi"], ["_0", "_1"]),
        (["abc", "_efg"], ["abc", "_1"]),
        (["abc", "efg", "efg", "ghi"], ["abc", "efg", "_2", "ghi"]),
        (["", "x"], ["_0", "x"]),
        ([], []),
    ],
)
def test_rename(factory, names, renamed):
    assert rename_fields(names) == renamed
    assert factory("R", names, rename=True)._fields == tuple(renamed)


def test_rename_keeps_types_and_defaults(factory):
    R = factory("R", [("x", int), ("class", str)], rename=True, defaults=[5])
    assert R.__annotations__ == {"x": int, "_1": str}
    assert R(1)._1 == 5


# -- describe_fields --


def test_describe():
    described = describe_fields("R", ("x", "y"), defaults=[5], readonly=("x",), docs={"y": "text"})
    assert described == (("x", MISSING, FIELD_READONLY, None), ("y", 5, 0, "text"))


def test_describe_readonly():
    assert [row[2] for row in describe_fields("R", ("x", "y"), readonly=True)] == [1, 1]
    assert describe_fields("R", ("x", "y"), readonly=False) == ("x", "y")
    assert [row[2] for row in describe_fields("R", ("x", "y"), readonly="y")] == [0, 1]
    assert [row[2] for row in describe_fields("R", ("x", "y"), readonly=iter("xy"))] == [1, 1]


@pytest.mark.parametrize("option", ["readonly", "docs", "defaults"])
def test_describe_names_no_field(option):
    given = ("z",) if option == "readonly" else {"z": "text"}
    with pytest.raises(ValueError, match=f"R: {option} names no field: 'z'"):
        describe_fields("R", ("x",), **{option: given})


def test_defaults_by_name(factory):
    R = factory("R", "x y z", {"y": 1, "z": 2})
    assert tuple(R(0)) == (0, 1, 2)
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):
        factory("R", "x y", {"x": 1})


def test_too_many_defaults(factory):
    with pytest.raises(TypeError, match="R: got more default values than field names"):
        factory("R", "x", [1, 2])


@pytest.mark.parametrize(
    "make",
    [recordclass, structclass, make_dataclass, make_structclass, make_dictclass],
    ids=lambda make: make.__name__,
)
def test_wrong_arguments_of_factories(make):
    for fields in (5, None):
        kind = type(fields).__name__
        with pytest.raises(TypeError, match=rf"^P: the fields must be iterable, not '{kind}'$"):
            make("P", fields)
    with pytest.raises(TypeError, match=r"^P: the defaults must be iterable, not 'int'$"):
        make("P", "x", 5)
    with pytest.raises(
        TypeError, match=r"^P: readonly, if no bool, must be iterable, not 'float'$"
    ):
        make("P", "x", readonly=1.5)
    with pytest.raises(TypeError, match=r"^P: match must be a bool or names, not 'int'$"):
        make("P", "x", match=5)
    with pytest.raises(TypeError, match=r"^the class name must be a string, not 'int'$"):
        make(5, "x")


def test_class_names_of_other_factories():
    with pytest.raises(TypeError, match=r"^the class name must be a string, not 'int'$"):
        make_arrayclass(5, 2)
    with pytest.raises(TypeError, match=r"^the class name must be a string, not 'int'$"):
        join_classes(5, [recordclass("P", "x")])
