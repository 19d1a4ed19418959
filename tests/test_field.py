"""Field, Factory, InitVar, KW_ONLY: what a class body can say about one field."""

import array
import collections
import copy
import dataclasses
import pickle
import types

import pytest

from recordclass import (
    KW_ONLY,
    MISSING,
    Factory,
    Field,
    InitVar,
    dataobject,
    datatype,
    memoryslots,
    recordclass,
)
from recordclass._field import describe_field, is_init_var, is_kw_only


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"default": 1, "default_factory": list}, "both a default and a default_factory"),
        ({"default_factory": 1}, "default_factory must be callable, not 'int'"),
        ({"converter": 1}, "converter must be callable, not 'int'"),
        ({"validator": 1}, "validator must be callable, not 'int'"),
        ({"repr": "x"}, "repr must be a bool or callable, not 'str'"),
        ({"alias": 1}, "alias must be a string, not 'int'"),
        ({"doc": 1}, "doc must be a string, not 'int'"),
        ({"eq": False, "hash": True}, "a field that == ignores cannot be part of the hash"),
    ],
)
def test_field_checks_its_arguments(given, words):
    with pytest.raises(TypeError, match=words):
        Field(**given)


def test_a_factory_must_be_callable():
    with pytest.raises(TypeError, match="must be callable, not 'int'"):
        Factory(1)
    assert repr(Factory(list)) == "Factory(list)"
    assert repr(Factory(len, takes_self=True)) == "Factory(len, takes_self=True)"


def test_hash_and_order_follow_eq():
    assert (Field().hash, Field().order) == (True, True)
    assert (Field(eq=False).hash, Field(eq=False).order) == (False, False)
    assert Field(eq=True, hash=False).hash is False


def test_a_field_can_be_copied_and_pickled():
    field = Field(1, metadata={"unit": "m"}, alias="ex")
    for again in (copy.copy(field), pickle.loads(pickle.dumps(field))):
        assert (again.default, dict(again.metadata), again.alias) == (1, {"unit": "m"}, "ex")
    with pytest.raises(TypeError):
        field.metadata["x"] = 1
    assert repr(Field(1, kw_only=True)).startswith("Field(default=1, init=True")
    assert pickle.loads(pickle.dumps(KW_ONLY)) is KW_ONLY


@pytest.mark.parametrize(
    "annotation",
    [InitVar, InitVar[int], "InitVar", "InitVar[int]", "rc.InitVar[int]", dataclasses.InitVar[int]],
)
def test_init_var(annotation):
    assert is_init_var(annotation)
    assert not is_kw_only(annotation)


@pytest.mark.parametrize("annotation", [KW_ONLY, "KW_ONLY", "rc.KW_ONLY", dataclasses.KW_ONLY])
def test_kw_only(annotation):
    assert is_kw_only(annotation)
    assert not is_init_var(annotation)


@pytest.mark.parametrize("annotation", [int, "int", "MyInitVar", None, list[InitVar]])
def test_other_annotations(annotation):
    assert not is_init_var(annotation)
    assert not is_kw_only(annotation)


def test_fields_of_dataclasses_are_understood():
    class P(dataobject):
        x: int = dataclasses.field(default=1)
        y: list = dataclasses.field(default_factory=list, repr=False, compare=False)
        z: int = dataclasses.field(default=3, kw_only=True)

    assert repr(P(5)) == "P(x=5, z=3)"
    assert P(5, [1]) == P(5, [2])
    with pytest.raises(TypeError):
        P(1, 2, 3)


def test_descriptors_are_no_defaults():
    for value in (property(), classmethod(len), lambda: 1):
        with pytest.raises(TypeError, match="P: field 'x' has a"):
            datatype("P", (dataobject,), {"__annotations__": {"x": int}, "x": value})
    for value in (int, str):
        assert describe_field("P", "x", value) == ("x", value, 0, None)


def test_alias_without_init():
    with pytest.raises(TypeError, match="P: field 'x' has init=False"):
        describe_field("P", "x", Field(init=False, alias="y"))


def test_init_false_without_a_default_is_unset():
    class P(dataobject):
        x: int = Field(init=False)

    assert repr(P()) == "P(x=<unset>)"
    with pytest.raises(AttributeError):
        P().x
    with pytest.raises(TypeError):
        P(1)


def test_type_where_no_annotation_gives_it():
    field = Field(type=int)
    P = datatype("P", (dataobject,), {"__fields__": "x", "x": field})
    assert P.__field_table__()[0][5].type is int
    assert field.name is None
    assert Field().type is MISSING


def test_copy_default():
    class Box:
        def __init__(self):
            self.content = []

    box = Box()
    P = datatype("P", (dataobject,), {"__fields__": "x", "x": box}, copy_default=True)
    assert P().x is not box
    assert P().x is not P().x
    shared = datatype("S", (dataobject,), {"__fields__": "x", "x": box})
    assert shared().x is box

    class Uncopied:
        def __copy__(self):
            raise ValueError("no copy")

    Q = datatype("Q", (dataobject,), {"__fields__": "x", "x": Uncopied()}, copy_default=True)
    with pytest.raises(ValueError, match="no copy"):
        Q()


class Sub(list):
    pass


class Comparable:
    def __init__(self):
        self.content = 1

    def __eq__(self, other):
        return type(self) is type(other) and self.content == other.content


@pytest.mark.parametrize(
    "default",
    [
        Sub([1]),
        collections.deque([1]),
        collections.defaultdict(list, {1: 2}),
        collections.OrderedDict({1: 2}),
        collections.Counter("aab"),
        array.array("i", [1, 2]),
        memoryslots(1, 2),
        recordclass("R", "x y")(1, 2),
        Comparable(),
    ],
    ids=lambda default: type(default).__name__,
)
@pytest.mark.parametrize("wrap", [lambda x: x, Field], ids=["plain", "Field"])
def test_a_default_without_a_hash_is_copied(default, wrap):
    P = datatype("P", (dataobject,), {"__fields__": "x", "x": wrap(default)})
    one, two = P(), P()
    assert one.x is not default
    assert one.x is not two.x
    assert type(one.x) is type(default)
    assert one.x == two.x == default
    assert recordclass("Q", "x", defaults=[default])().x is not default


@pytest.mark.parametrize(
    "default", [types.MappingProxyType({1: 2}), {}.keys(), {}.items(), {}.values(), slice(1), (1,)]
)
def test_a_default_that_cannot_change_is_shared(default):
    P = datatype("P", (dataobject,), {"__fields__": "x", "x": default})
    assert P().x is default
