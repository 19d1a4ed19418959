"""Plain classes skip the steps that read what is unusual; the classes must not tell.

Each class here is made twice: plainly, and with something that makes the unusual steps run and
asks for nothing new.
"""

import dataclasses
import enum
import inspect
import types
import typing
from abc import ABC
from typing import ClassVar

import pytest

from recordclass import (
    KW_ONLY,
    InitVar,
    RecordClass,
    StructClass,
    dataobject,
    make_dataclass,
    memoryslots,
    recordclass,
    structclass,
)


class Mixin:
    __slots__ = ()


def method(self):
    """Give the first field."""
    return self.x


BASES = {
    "dataobject": dataobject,
    "memoryslots": memoryslots,
    "RecordClass": RecordClass,
    "StructClass": StructClass,
    "heir of dataobject": make_dataclass("Base", "a b"),
}

BODIES = {
    "nothing": {},
    "fields": {"__annotations__": {"x": int, "y": str}},
    "types of all kinds": {"__annotations__": {"x": "int", "y": None, "z": Mixin, "u": list[int]}},
    "defaults": {"__annotations__": {"x": int, "y": list, "z": float}, "y": [1], "z": 0.5},
    "methods": {"__annotations__": {"x": int}, "method": method, "shared": 5},
    "text": {"__annotations__": {"x": int}, "__doc__": "A record."},
    "patterns": {"__annotations__": {"x": int, "y": int}, "__match_args__": ("y",)},
}

#: What asks for nothing: names for the body, more bases, keywords.
ASKS = {
    "slots": ({"__slots__": ()}, (), {}),
    "options": ({"__options__": {}}, (), {}),
    "no defaults": ({"__defaults__": {}}, (), {}),
    "mixin": ({}, (Mixin,), {}),
    "eq": ({}, (), {"eq": True}),
    "order": ({}, (), {"order": None}),
    "kw_only": ({}, (), {"kw_only": False}),
    "gc": ({"__options__": {"gc": True}}, (), {"gc": False}),
    "readonly": ({}, (), {"readonly": False, "frozen": False}),
    "readonly names": ({}, (), {"readonly": ()}),
    "match": ({}, (), {"match": True}),
    "always so": ({}, (), {"fast_new": True}),
}


def statement(base, body, bases=(), **keywords):
    given = {"__module__": "somewhere", **body}
    return types.new_class("P", (*bases, base), keywords, lambda namespace: namespace.update(given))


#: What can be compared; the others are made for each class.
PLAIN = (str, tuple, dict, int, type(None), types.FunctionType)


def facts(cls):
    """All that a class shows, but for where its functions stand."""
    shown = {
        key: value if isinstance(value, PLAIN) else type(value)
        for key, value in vars(cls).items()
        if key not in ("__orig_bases__", "__slots__", "__dict__", "__weakref__")
    }
    docs = [
        getattr(cls.__dict__.get(name), "__doc__", None) for name in getattr(cls, "__fields__", ())
    ]
    return {
        "dict": shown,
        "docs of fields": docs,
        "flags": cls.__option_flags__,
        "options": cls.__options__,
        "table": cls.__field_table__(),
        "parameters": cls.__parameter_table__(),
        "doc": cls.__doc__,
        "signature": inspect.signature(cls),
        "sizes": (cls.__basicsize__, cls.__dictoffset__, cls.__weakrefoffset__),
        "abstract": inspect.isabstract(cls),
    }


PAIRS = [(base, body) for base in BASES for body in BODIES]
PAIRS.remove(("memoryslots", "nothing"))  # __slots__ keeps such an heir from having a __dict__


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize(("base", "body"), PAIRS)
def test_a_statement_that_asks_for_nothing_more(base, body, ask):
    names, bases, keywords = ASKS[ask]
    plain = statement(BASES[base], BODIES[body])
    other = statement(BASES[base], {**BODIES[body], **names}, bases, **keywords)
    assert facts(other) == facts(plain)


@pytest.mark.parametrize("mark", [KW_ONLY, "KW_ONLY", ClassVar[int], "ClassVar"], ids=repr)
@pytest.mark.parametrize("base", BASES)
def test_a_mark_that_marks_nothing(base, mark):
    annotations = {"x": int, "y": "str"}
    plain = statement(BASES[base], {"__annotations__": annotations})
    other = statement(BASES[base], {"__annotations__": {**annotations, "mark": mark}})
    assert other.__annotations__.pop("mark") is mark
    assert facts(other) == facts(plain)


@pytest.mark.parametrize("base", ["dataobject", "RecordClass", "heir of dataobject"])
def test_the_same_fields_as_a_list(base):
    annotations = {"x": int, "y": "str"}
    body = {"__annotations__": annotations, "y": 3}
    plain = statement(BASES[base], body)
    assert facts(statement(BASES[base], {**body, "__fields__": ["x", "y"]})) == facts(plain)


class NoHash(type):
    """Its classes cannot be asked for a hash, so nobody may."""

    __hash__ = None


class Asked:
    """An annotation that does not want to be compared."""

    def __eq__(self, other):
        raise AssertionError

    def __hash__(self):
        raise AssertionError


ANNOTATIONS = {
    "Optional": typing.Optional[int],  # noqa: UP045
    "Union": typing.Union[int, str],  # noqa: UP007
    "union": int | None,
    "List": typing.List[int],  # noqa: UP006
    "Callable": typing.Callable[[int], int],
    "Literal": typing.Literal["ClassVar"],
    "Annotated": typing.Annotated[int, KW_ONLY],
    "Any": typing.Any,
    "enumeration": enum.Enum("Colour", "RED BLUE"),
    "abstract": ABC,
    "list": [int],
    "no hash": NoHash("N", (), {}),
    "of no hash": NoHash("N", (), {})(),
    "asked": Asked(),
}


@pytest.mark.parametrize("kind", ANNOTATIONS)
@pytest.mark.parametrize("base", BASES)
def test_annotations_that_are_no_marks(base, kind):
    def made(mark):
        annotations = {"x": int, "y": ANNOTATIONS[kind], "z": "str", **mark}
        cls = statement(BASES[base], {"__annotations__": annotations, "z": "text"})
        assert annotations["y"] is ANNOTATIONS[kind]
        del cls.__annotations__["y"]  # some cannot be compared
        return cls

    plain, other = made({}), made({"mark": ClassVar})
    del other.__annotations__["mark"]
    found = [{**facts(cls), "signature": None} for cls in (plain, other)]
    assert found[0] == found[1]
    assert plain.__fields__[-3:] == ("x", "y", "z")


class SaysClassVar:
    __origin__ = ClassVar


@pytest.mark.parametrize(
    "mark",
    [ClassVar, ClassVar[int], types.GenericAlias(ClassVar, (int,)), SaysClassVar, "ClassVar"],
)
def test_marks_of_class_variables(mark):
    cls = statement(dataobject, {"__annotations__": {"x": int, "y": mark, "z": int}, "y": 5})
    assert (cls.__fields__, cls.y) == (("x", "z"), 5)


@pytest.mark.parametrize(
    "mark",
    [InitVar, InitVar[int], dataclasses.InitVar, dataclasses.InitVar[int], "InitVar[int]"],
    ids=repr,
)
def test_marks_of_arguments(mark):
    body = {"__annotations__": {"x": int, "y": mark, "z": int}, "__post_init__": print}
    cls = statement(dataobject, body)
    assert cls.__fields__ == ("x", "z")
    assert list(inspect.signature(cls).parameters) == ["x", "y", "z"]


def test_what_plain_statements_give():
    class A(dataobject):
        first_name: str
        x1: int = 5

    class B(RecordClass):
        x: int
        y: "float"

    assert A.__doc__ == "A(first_name: str, x1: int)"
    assert A.__fields__ == A.__match_args__ == ("first_name", "x1")
    assert A.__orig_bases__ == (dataobject,)
    assert repr(A("Ada")) == "A(first_name='Ada', x1=5)"
    assert (B.__doc__, B._fields, B._field_defaults) == ("B(x, y)", ("x", "y"), {})
    assert B.__orig_bases__ == (RecordClass,)
    assert str(inspect.signature(B)) == "(x: int, y: 'float')"
    assert str(inspect.signature(A)) == "(first_name: str, x1: int = 5)"


def test_a_namespace_serves_twice():
    body = {"__annotations__": {"x": int, "y": int}, "y": 1, "__slots__": ()}
    before = {**body, "__annotations__": dict(body["__annotations__"])}
    made = [type(dataobject)("P", (dataobject,), body) for _ in range(2)]
    assert body == before
    assert facts(made[0]) == facts(made[1])
    assert made[1](5).y == 1


# -- the factories --

FIELDS = {
    "text": "x y z",
    "names": ["x", "y", "z"],
    "tuple": ("x", "y", "z"),
    "iterator": None,
    "pairs": [("x", int), ("y", "str"), ("z", list)],
    "mixed": ["x", ("y", int), "z"],
    "mapping": {"x": int, "y": str, "z": float},
}

DEFAULTS = {"no": None, "last": [1, [2]], "by name": {"x": 0, "y": "text", "z": 2.0}}

FACTORY_ASKS = {
    "bases": lambda factory: {"bases": (memoryslots if factory is recordclass else dataobject,)},
    "gc": lambda factory: {"gc": None},
    "repr": lambda factory: {"repr": 1},
    "order": lambda factory: {"order": True},
    "match": lambda factory: {"match": True},
    "readonly": lambda factory: {"readonly": []},
}


@pytest.mark.parametrize("ask", FACTORY_ASKS)
@pytest.mark.parametrize("defaults", DEFAULTS)
@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("factory", [recordclass, structclass, make_dataclass])
def test_a_factory_that_is_asked_for_nothing_more(factory, fields, defaults, ask):
    def given():
        return iter("xyz") if fields == "iterator" else FIELDS[fields]

    plain = factory("P", given(), DEFAULTS[defaults])
    other = factory("P", given(), DEFAULTS[defaults], **FACTORY_ASKS[ask](factory))
    assert facts(other) == facts(plain)
    assert plain.__module__ == __name__
    assert plain.__fields__ == ("x", "y", "z")


@pytest.mark.parametrize("fields", ["text", "names", "pairs", "mapping"])
def test_make_dataclass_is_a_statement(fields):
    made = make_dataclass("P", FIELDS[fields], [5], module="somewhere")
    hints = dict(FIELDS[fields]) if fields in ("pairs", "mapping") else {}
    body = {"__annotations__": hints, "__fields__": ("x", "y", "z"), "z": 5}
    assert facts(made) == facts(statement(dataobject, body))
    assert made.__doc__ == {
        "pairs": "P(x: int, y: str, z: list)",
        "mapping": "P(x: int, y: str, z: float)",
    }.get(fields, "P(x, y, z)")


# -- errors --


def refused(make, *args, **keywords):
    with pytest.raises((TypeError, ValueError)) as caught:
        make(*args, **keywords)
    return caught.type, str(caught.value)


WRONG_BODIES = {
    "keyword": ({"__annotations__": {"x": int, "class": int}}, ValueError, "cannot be a keyword"),
    "no name": ({"__annotations__": {"x": int, "1": int}}, ValueError, "valid identifier"),
    "empty": ({"__annotations__": {"": int}}, ValueError, "valid identifier"),
    "special": ({"__annotations__": {"__x__": int}}, ValueError, "special name"),
    "number": ({"__annotations__": {"x": int, 5: int}}, TypeError, "must be a string"),
    "method": ({"__annotations__": {"x": int}, "x": method}, TypeError, "has a function"),
    "property": ({"__annotations__": {"x": int}, "x": property()}, TypeError, "has a property"),
    "slots": ({"__annotations__": {"x": int}, "__slots__": ("y",)}, TypeError, "cannot add 'y'"),
}


@pytest.mark.parametrize("wrong", WRONG_BODIES)
@pytest.mark.parametrize("base", ["dataobject", "RecordClass", "StructClass"])
def test_a_wrong_body_is_refused_alike(base, wrong):
    body, error, part = WRONG_BODIES[wrong]
    found = refused(statement, BASES[base], body)
    assert found[0] is error
    assert part in found[1]
    assert found == refused(statement, BASES[base], {"__options__": {}, **body}, (Mixin,), eq=True)


def test_an_underscore_in_a_named_tuple_is_refused_alike():
    body = {"__annotations__": {"x": int, "_y": int}}
    expected = (ValueError, "P: field names cannot start with an underscore: '_y'")
    assert refused(statement, RecordClass, body) == expected
    assert refused(statement, RecordClass, body, (Mixin,), eq=True) == expected
    assert statement(dataobject, body).__fields__ == ("x", "_y")


def test_a_hidden_field_is_refused_alike():
    base = make_dataclass("Base", "a b")
    expected = (
        TypeError,
        "P: 'a' would hide a field of the base; with an annotation it is another default",
    )
    assert refused(statement, base, {"a": 1}) == expected
    assert refused(statement, base, {"a": 1}, (Mixin,), eq=True) == expected


@pytest.mark.parametrize(
    ("fields", "defaults", "error"),
    [
        ("x x", None, ValueError),
        (["x", "x"], None, ValueError),
        ([("x", int), ("x", int)], None, ValueError),
        (["x", "class"], None, ValueError),
        (["x", 5], None, TypeError),
        ([5, ["x"]], None, TypeError),
        ([("x", int), (5, int)], None, TypeError),
        ([("x", int, 5)], None, TypeError),
        (5, None, TypeError),
        ("x", [1, 2], TypeError),
        ("x", {"y": 1}, ValueError),
        ("x", 5, TypeError),
    ],
)
@pytest.mark.parametrize("factory", [recordclass, structclass, make_dataclass])
def test_a_wrong_field_list_is_refused_alike(factory, fields, defaults, error):
    found = refused(factory, "P", fields, defaults)
    assert found[0] is error
    assert found == refused(factory, "P", fields, defaults, **FACTORY_ASKS["bases"](factory))
    assert found[1].startswith("P: ") or "must be strings" in found[1]


def test_abstract_methods_and_cached_properties_are_seen():
    from abc import abstractmethod
    from functools import cached_property

    class A(dataobject):
        x: int

        @abstractmethod
        def area(self): ...

        @cached_property
        def twice(self):
            return 2 * self.x

    class B(A):
        def area(self):
            return self.twice

    assert A.__abstractmethods__ == {"area"}
    assert inspect.isabstract(A)
    assert B(4).area() == 8
    assert not inspect.isabstract(B)
