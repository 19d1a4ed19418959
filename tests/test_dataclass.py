"""make_dataclass, make_structclass, datastruct."""

from typing import ClassVar

import pytest

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    InitVar,
    dataobject,
    datastruct,
    make_class,
    make_dataclass,
    make_structclass,
)


@pytest.mark.parametrize(
    "fields",
    ["x y", "x, y", ["x", "y"], [("x", int), ("y", int)], {"x": int, "y": int}, [("x", int), "y"]],
)
def test_forms_of_the_field_list(fields):
    P = make_dataclass("P", fields, [7])
    assert repr(P(1)) == "P(x=1, y=7)"
    assert P.__module__ == __name__
    assert P.__fields__ == ("x", "y")
    assert P.__mro__[1] is dataobject
    assert not hasattr(P, "_fields")


def test_make_class_is_the_same():
    assert make_class is make_dataclass


def test_types():
    P = make_dataclass("P", [("x", int), "y"])
    assert P.__annotations__ == {"x": int}
    assert P.__doc__ == "P(x: int, y)"


def test_marks_and_pseudo_fields():
    P = make_dataclass(
        "P",
        [("x", int), ("v", InitVar[int]), ("_", KW_ONLY), ("k", int)],
        {"k": 3},
        namespace={"__post_init__": lambda self, v: setattr(self, "x", v)},
    )
    assert repr(P(1, 2)) == "P(x=2, k=3)"
    assert P.__fields__ == ("x", "k")


def test_defaults_of_every_kind():
    P = make_dataclass("P", "a b c d", {"b": Factory(list), "c": Field(1, repr=False), "d": len})
    assert repr(P(0)) == f"P(a=0, b=[], d={len!r})"
    with pytest.raises(ValueError, match="P: defaults names no field: 'z'"):
        make_dataclass("P", "x", {"z": 1})
    with pytest.raises(TypeError, match="P: got more default values than field names"):
        make_dataclass("P", "x", [1, 2])


def test_bases_and_namespace():
    class Base(dataobject):
        a: int

        def double(self):
            return self.a * 2

    class Mixin:
        def triple(self):
            return self.a * 3

    P = make_dataclass("P", "b", bases=(Mixin, Base), namespace={"four": lambda self: self.a * 4})
    record = P(1, 2)
    assert (record.double(), record.triple(), record.four(), record.b) == (2, 3, 4, 2)
    with pytest.raises(TypeError):
        make_dataclass("P", "b", bases=(Mixin,))


def test_names():
    assert make_dataclass("P", "class x x", rename=True).__fields__ == ("_0", "x", "_2")
    with pytest.raises(ValueError, match="P: a field cannot be called 'keys'"):
        make_dataclass("P", "keys", invalid_names=["keys"])
    for name in ("1P", "class"):
        with pytest.raises(ValueError, match="class name"):
            make_dataclass(name, "x")
    with pytest.raises(TypeError, match="class name must be a string"):
        make_dataclass(1, "x")
    assert make_dataclass("P", "x", module="somewhere").__module__ == "somewhere"


def test_options():
    P = make_dataclass(
        "P", "x y", sequence=True, readonly=True, gc=True, fast_new=True, deep_dealloc=True
    )
    assert list(P(1, 2)) == [1, 2]
    with pytest.raises(AttributeError):
        P(1, 2).x = 3
    with pytest.raises(TypeError, match=r"^P: unknown options: \['unknown'\]$"):
        make_dataclass("P", "x", unknown=True)
    with pytest.raises(TypeError, match=r"^P: unknown options: \['unknown'\]$"):
        make_structclass("P", "x", unknown=True)


def test_structs():
    S = make_structclass("S", "x y", [1])
    assert repr(S(0)) == "S(x=0, y=1)"
    assert issubclass(S, datastruct)
    assert S.__module__ == __name__
    assert S(0).__sizeof__() == make_dataclass("P", "x y")(1, 2).__sizeof__()
    with pytest.raises(TypeError, match="immutable"):
        S.z = 1
    with pytest.raises(AttributeError):
        S(0).z = 1


@pytest.mark.parametrize(
    ("body", "options", "words"),
    [
        ({}, {"use_dict": True}, "P: a datastruct cannot have use_dict=True"),
        ({}, {"use_weakref": True}, "P: a datastruct cannot have use_weakref=True"),
        ({"__init__": lambda self: None}, {}, "P: a datastruct cannot have its own __init__"),
        ({"__new__": lambda cls: None}, {}, "P: a datastruct cannot have its own __new__"),
    ],
)
def test_what_a_struct_cannot_have(body, options, words):
    with pytest.raises(TypeError, match=words):
        make_structclass("P", "x", namespace=body, **options)


def test_class_variables_are_no_fields():
    class P(dataobject):
        x: int
        limit: ClassVar[int] = 5

    assert P.__fields__ == ("x",)
    assert P.limit == 5
