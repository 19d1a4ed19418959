"""How a class statement is read; annotations here are strings, those of test_build are objects."""

from __future__ import annotations

import typing
import weakref
from dataclasses import dataclass
from typing import ClassVar

import pytest

from recordclass import (
    KW_ONLY,
    MATCH,
    RecordClass,
    StructClass,
    dataobject,
    datatype,
    itemgetset,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)


@pytest.fixture(params=[RecordClass, StructClass], ids=["RecordClass", "StructClass"])
def form(request):
    return request.param


def test_annotations_are_fields():
    class P(dataobject):
        x: int
        y: NoSuchName = 5  # noqa: F821

    assert P.__fields__ == ("x", "y")
    assert P.__annotations__ == {"x": "int", "y": "NoSuchName"}
    assert (P(1).x, P(1).y) == (1, 5)


def test_a_default_is_not_left_in_the_class():
    class P(dataobject):
        x: int = 5

    assert P.x is not 5  # noqa: F632
    assert P().x == 5


def test_value_without_annotation_is_an_attribute():
    class P(dataobject):
        x: int
        shared = []

    assert P.__fields__ == ("x",)
    assert P(1).shared is P.shared


def test_class_var_as_text():
    class P(dataobject):
        a: ClassVar
        b: ClassVar[int] = 1
        c: typing.ClassVar[typing.List[int]] = [2]  # noqa: UP006
        x: int = 4

    assert P.__fields__ == ("x",)
    assert (P.b, P.c, P().x) == (1, [2], 4)
    assert not hasattr(P, "a")


def test_no_annotations():
    class P(dataobject):
        pass

    class Q(dataobject):
        def method(self):
            return 1

    assert P.__fields__ == Q.__fields__ == ()
    assert Q().method() == 1


def test_fields_of_heirs_are_added():
    class A(dataobject):
        x: int

    class B(A):
        y: int

    class C(B):
        z: int = 3
        x: int = 1
        y: int = 2

    assert B.__fields__ == ("x", "y")
    assert C.__fields__ == ("x", "y", "z")
    assert repr(C()) == "C(x=1, y=2, z=3)"


def test_annotations_below_a_named_tuple_are_the_programs():
    for factory in (recordclass, structclass):

        class P(factory("R", "x")):
            note: str
            other: int = 5

        assert P._fields == ("x",)
        assert P(1).other == 5
        assert not hasattr(P(1), "note")


def test_annotations_below_an_array_are_the_programs():
    class P(make_arrayclass("A", 2)):
        note: str

    assert len(P()) == 2


def test_annotations_over_memoryslots():
    class P(memoryslots):
        x: int
        y: int = 2

    assert P._fields == ("x", "y")
    assert P(1) == (1, 2)


# -- lists in the body --


@pytest.mark.parametrize("key", ["__fields__", "__attrs__", "_fields"])
@pytest.mark.parametrize("root", [dataobject, memoryslots], ids=lambda c: c.__name__)
def test_list_in_the_body(root, key):
    for names in (("x", "y"), ["x", "y"], "x y", "x, y"):
        P = datatype("P", (root,), {key: names, "y": 7})
        assert P.__fields__ == ("x", "y")
        assert (P(1).x, P(1).y) == (1, 7)
        named = root is memoryslots or key != "__fields__"
        assert hasattr(P, "_asdict") is named


def test_lists_that_agree_and_disagree():
    P = datatype("P", (dataobject,), {"__fields__": "x y", "_fields": ("x", "y")})
    assert P._fields == P.__fields__ == ("x", "y")
    with pytest.raises(TypeError, match=r"P: __fields__ and _fields name different fields"):
        datatype("P", (dataobject,), {"__fields__": "x y", "_fields": "x"})


def test_list_goes_before_annotations():
    class P(dataobject):
        __fields__ = ("x",)
        x: int
        note: str = "text"

    assert P.__fields__ == ("x",)
    assert P.note == "text"


@pytest.mark.parametrize("names", ["1x", "class", "x x"])
def test_bad_names_in_a_list(names):
    with pytest.raises(ValueError):  # noqa: PT011
        datatype("P", (dataobject,), {"__fields__": names})


@pytest.mark.parametrize("name", ["__class__", "__doc__", "__init__", "__hash__"])
def test_special_names_are_no_fields(name):
    with pytest.raises((ValueError, TypeError)):
        datatype("P", (dataobject,), {"__fields__": (name,)})
    with pytest.raises((ValueError, TypeError)):
        datatype("P", (dataobject,), {"__annotations__": {name: int}})
    with pytest.raises(ValueError):  # noqa: PT011
        recordclass("P", [name])


def test_private_names_over_dataobject():
    class P(dataobject):
        _x: int
        __y: int = 2

    assert P.__fields__ == ("_x", "_P__y")
    assert P(1)._x == 1


def test_itemgetset_in_the_body_gives_way():
    class P(memoryslots):
        __attrs__ = ("x", "y")
        x = itemgetset(0)
        y = itemgetset(1)
        second = itemgetset(1)

    p = P(1, 2)
    p.second = 5
    assert (p.x, p.y, p.second) == (1, 5, 5)
    assert type(vars(P)["second"]) is itemgetset


@pytest.mark.parametrize(
    "value", [property(lambda self: 1), lambda self: 1, classmethod(lambda c: 1)]
)
def test_descriptor_for_a_default(value):
    with pytest.raises(TypeError, match=r"P: field 'x' has a .* for a default"):
        datatype("P", (dataobject,), {"__annotations__": {"x": int}, "x": value})


# -- options of the statement --


def test_readonly_names():
    class P(dataobject, readonly=("x",)):
        x: int
        y: int

    p = P(1, 2)
    p.y = 5
    with pytest.raises(AttributeError):
        p.x = 5
    with pytest.raises(ValueError, match="P: readonly names no field: 'nix'"):
        datatype("P", (dataobject,), {"__fields__": "x"}, readonly=("nix",))


def test_readonly_of_a_wrong_kind():
    for wrong in (1.5, object(), [1], [None]):
        with pytest.raises((TypeError, ValueError)):
            datatype("P", (dataobject,), {"__fields__": "x"}, readonly=wrong)


def test_plain_heirs_of_roots():
    class M(memoryslots):
        pass

    class D(dataobject):
        pass

    M(1, 2).other = 1
    with pytest.raises(AttributeError):
        D().other = 1


# -- forms --


def test_form(form):
    class P(form):
        """Text."""

        x: int
        y: int = 0

        def sum(self):
            return self.x + self.y

    assert P.__bases__ == (form.root,)
    assert P.__orig_bases__ == (form,)
    assert P._fields == ("x", "y")
    assert P._field_defaults == {"y": 0}
    assert P.__doc__ == "Text."
    assert P(1, y=2).sum() == 3
    assert P(1)._replace(x=5)[0] == 5
    assert P.x.__doc__ == "Alias for field number 0"


def test_form_with_options(form):
    class P(form, readonly=True, use_weakref=True):
        x: int

    with pytest.raises(AttributeError):
        P(1).x = 2


def test_form_beside_its_own_heir(form):
    class P(form):
        x: int

    class Q(P):
        note: int

    class R(P, form):
        y: int = 2

    assert Q._fields == ("x",)
    assert Q(1).__dict__ == {}
    assert R._fields == ("x", "y")
    assert R(1).y == 2


def test_form_with_mixin(form):
    class Mixin:
        def hello(self):
            return self.x

    class P(Mixin, form):
        x: int

    assert P(3).hello() == 3


def test_form_is_not_for_isinstance(form):
    with pytest.raises(TypeError):
        isinstance(1, form)
    with pytest.raises(TypeError):
        issubclass(int, form)


# -- defaults --


def test_order_of_defaults():
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):

        class P(dataobject):
            x: int = 1
            y: int


def test_mutable_default_in_the_body():
    class P(dataobject):
        items: list = []

    P().items.append(1)
    assert P().items == []


def test_type_hints_resolve():
    class P(dataobject):
        x: int
        y: typing.Optional[str] = None  # noqa: UP045

    assert typing.get_type_hints(P) == {"x": int, "y": typing.Optional[str]}  # noqa: UP045


def test_dataclass_decorator_leaves_layout_alone():
    """No sense in it, but nothing may break."""

    class P(dataobject):
        x: int

    try:
        D = dataclass(P)
    except TypeError:
        return
    assert D(1).x == 1


def test_annotations_that_ask_for_room():
    class P(dataobject):
        x: int
        __dict__: dict
        __weakref__: object

    p = P(1)
    p.other = 2
    assert weakref.ref(p)() is p
    assert P.__fields__ == ("x",)
    assert p.__dict__ == {"other": 2}
    assert repr(p) == "P(x=1)"
    with pytest.raises(ValueError, match="special name: '__module_name__'"):

        class Q(dataobject):
            __module_name__: str


def test_a_field_of_the_base_cannot_be_hidden():
    class Base(dataobject):
        x: int
        y: int = 0

    with pytest.raises(TypeError, match=r"^P: 'x' would hide a field of the base; with an annot"):

        class P(Base):
            x = 5

    with pytest.raises(TypeError, match=r"^P: ClassVar 'y' would hide a field of the base$"):

        class P(Base):
            y: ClassVar[int]

    with pytest.raises(TypeError, match=r"^P: ClassVar 'y' would hide a field of the base$"):

        class P(Base):
            y: ClassVar[int] = 1

    class Doubled(Base):
        @property
        def x(self):
            return Base.x.__get__(self) * 2

        def y(self):
            return "method"

    assert Doubled(3).x == 6
    assert Doubled(3).y() == "method"

    class Heir(recordclass("R", "x y")):  # as below a namedtuple
        x = 5

    assert Heir(1, 2).x == 5


def test_unknown_options_are_named():
    with pytest.raises(TypeError, match=r"^P: unknown options: \['redonly', 'squence'\]$"):

        class P(dataobject, squence=True, redonly=True, gc=True):
            x: int

    T = typing.TypeVar("T")
    with pytest.raises(TypeError, match=r"^Q: unknown options: \['redonly'\]$"):

        class Q(dataobject, typing.Generic[T], redonly=True):
            x: T

    class Mixin:
        def __init_subclass__(cls, tag):
            cls.tag = tag

    class Tagged(Mixin, dataobject, tag="t"):
        x: int

    assert Tagged.tag == "t"


def test_match_mark_in_a_class_statement():
    class User(dataobject):
        first: str
        last: str
        _: MATCH
        age: int = 0

    assert User.__fields__ == ("first", "last", "age")
    assert User.__match_args__ == ("first", "last")
    match User("a", "b", 3):
        case User(first, last, age=age):
            assert (first, last, age) == ("a", "b", 3)
        case _:
            pytest.fail("no match")

    class Heir(User):
        note: str = ""
        _: KW_ONLY
        more: int = 0
        __: MATCH
        end: str = ""

    assert Heir.__match_args__ == ("first", "last", "age", "note")
    assert Heir.__fields__ == ("first", "last", "age", "note", "more", "end")

    class Form(RecordClass):
        a: int
        _: MATCH
        b: int

    assert Form._fields == ("a", "b")
    assert Form.__match_args__ == ("a",)
    assert Form(1, 2) == (1, 2)

    class Said(dataobject, match="b"):
        a: int
        _: MATCH
        b: int

    assert Said.__match_args__ == ("b",)
    with pytest.raises(TypeError, match=r"^P: MATCH has been said before '__'$"):

        class P(dataobject):
            _: MATCH
            __: MATCH
