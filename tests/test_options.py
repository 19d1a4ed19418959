"""Class options: where they can be written, what they mean together, how they are inherited."""

from __future__ import annotations

import gc
import weakref

import pytest

from recordclass import (
    RecordClass,
    StructClass,
    _core,
    dataobject,
    datatype,
    join_classes,
    make_arrayclass,
    recordclass,
    structclass,
)
from recordclass._options import OPTION_BITS, option_flags, split_options


def statement(name, fields, **options):
    return datatype(name, (dataobject,), {"__fields__": fields}, **options)


def typed(form):
    def make(name, fields, **options):
        import types

        body = {"__annotations__": dict.fromkeys(fields.split(), int)}
        return types.new_class(name, (form,), options, lambda ns: ns.update(body))

    return make


def joined(name, fields, **options):
    return join_classes(name, [structclass("A", fields)], **options)


def array(name, fields, **options):
    return make_arrayclass(name, len(fields.split()), **options)


MAKERS = {
    "recordclass": recordclass,
    "structclass": structclass,
    "dataobject": statement,
    "RecordClass": typed(RecordClass),
    "StructClass": typed(StructClass),
    "join_classes": joined,
    "make_arrayclass": array,
}


@pytest.fixture(params=MAKERS)
def make(request):
    return MAKERS[request.param]


def test_gc(make):
    assert not gc.is_tracked(make("R", "x y")(1, 2))
    assert gc.is_tracked(make("R", "x y", gc=True)(1, 2))
    assert not gc.is_tracked(make("R", "x y", gc=False)(1, 2))


def test_use_dict(make):
    record = make("R", "x y", use_dict=True)(1, 2)
    record.other = 1
    assert record.__dict__ == {"other": 1}
    with pytest.raises(AttributeError):
        make("R", "x y", use_dict=False)(1, 2).other = 1


def test_use_weakref(make):
    record = make("R", "x y", use_weakref=True)(1, 2)
    assert weakref.ref(record)() is record
    with pytest.raises(TypeError):
        weakref.ref(make("R", "x y", use_weakref=False)(1, 2))


def test_hashable(make):
    assert hash(make("R", "x y", hashable=True)(1, 2)) == hash((1, 2))
    with pytest.raises(TypeError, match="unhashable"):
        hash(make("R", "x y")(1, 2))


def test_readonly(make):
    R = make("R", "x y", readonly=True)
    record = R(1, 2)
    assert hash(record) == hash((1, 2))
    with pytest.raises((AttributeError, TypeError)):
        record.x = 1
    assert repr(record) == repr(make("R", "x y")(1, 2))


def test_immutable_type(make):
    R = make("R", "x y", immutable_type=True)
    with pytest.raises(TypeError, match="immutable type"):
        R.more = 1
    make("R", "x y").more = 1


def test_mapping():
    for name in ("recordclass", "structclass", "dataobject", "RecordClass", "StructClass"):
        record = MAKERS[name]("R", "x y", mapping=True)(1, 2)
        assert record["x"] == 1
        assert list(record.keys()) == ["x", "y"]
        with pytest.raises(KeyError):
            record["z"]


def test_sequence_and_iterable():
    plain = statement("R", "x y")(1, 2)
    with pytest.raises(TypeError, match="not iterable"):
        iter(plain)
    with pytest.raises(TypeError):
        plain[0]
    iterable = statement("R", "x y", iterable=True)(1, 2)
    assert list(iterable) == [1, 2]
    with pytest.raises(TypeError):
        iterable[0]
    sequence = statement("R", "x y", sequence=True)(1, 2)
    assert list(sequence) == [1, 2]
    assert sequence[0] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("usedict", "use_dict"), ("weakref", "use_weakref"), ("assequence", "sequence")],
)
def test_spellings_of_the_first_releases(old, new):
    assert OPTION_BITS[old] == OPTION_BITS[new]
    a, b = statement("R", "x", **{old: True}), statement("R", "x", **{new: True})
    assert a.__option_flags__ == b.__option_flags__
    assert a.__basicsize__ == b.__basicsize__


def test_unknown_option(make):
    with pytest.raises(TypeError):
        make("R", "x y", no_such_option=True)


# -- inheritance --


INHERITED = ["sequence", "iterable", "mapping", "hashable", "gc", "use_dict", "use_weakref"]


@pytest.mark.parametrize("option", INHERITED)
def test_options_are_inherited(option):
    A = statement("A", "x", **{option: True})
    B = datatype("B", (A,), {"__annotations__": {"y": int}})
    assert A.__option_flags__ & OPTION_BITS[option] == OPTION_BITS[option]
    assert B.__option_flags__ & OPTION_BITS[option] == OPTION_BITS[option]
    B(1, 2)


@pytest.mark.parametrize("option", INHERITED)
def test_options_can_be_added_by_heirs(option):
    A = statement("A", "x")
    B = datatype("B", (A,), {"__annotations__": {"y": int}}, **{option: True})
    assert not A.__option_flags__ & OPTION_BITS[option]
    assert B.__option_flags__ & OPTION_BITS[option] == OPTION_BITS[option]
    assert (B(1, 2).x, B(1, 2).y) == (1, 2)


@pytest.mark.parametrize("option", INHERITED)
def test_options_cannot_be_turned_off(option):
    A = statement("A", "x", **{option: True})
    with pytest.raises(TypeError, match=f"B: option '{option}' is on in a base"):
        datatype("B", (A,), {}, **{option: False})


def test_readonly_cannot_be_turned_off():
    A = statement("A", "x", readonly=True)
    for value in (False, ()):
        try:
            B = datatype("B", (A,), {}, readonly=value)
        except TypeError:
            continue
        with pytest.raises(AttributeError):
            B(1).x = 5


def test_immutable_type_is_not_inherited():
    A = statement("A", "x", immutable_type=True)
    B = datatype("B", (A,), {})
    B.more = 1
    assert B.more == 1


def test_option_of_a_mixin_base_counts():
    Empty = statement("Empty", "", mapping=True)
    A = statement("A", "x")
    B = datatype("B", (A, Empty), {})
    assert B(1)["x"] == 1


# -- the functions --


def test_option_flags():
    assert option_flags("R", {}) == 0
    assert option_flags("R", {"gc": True, "mapping": 0}) == _core.OPT_GC
    assert option_flags("R", {"gc": True}, _core.OPT_GC) == _core.OPT_GC
    assert option_flags("R", {"sequence": 1}) == _core.OPT_SEQUENCE | _core.OPT_ITERABLE
    with pytest.raises(TypeError, match="R: option 'gc' is on in a base and cannot be turned off"):
        option_flags("R", {"gc": False}, _core.OPT_GC)


def test_split_options():
    assert split_options("P", {"gc": True, "readonly": ("x",), "mine": 1}) == (
        {"gc": True},
        ("x",),
        {"mine": 1},
    )
    assert split_options("P", {}) == ({}, False, {})


def test_frozen_is_readonly():
    class P(dataobject, frozen=True):
        x: int

    with pytest.raises(AttributeError):
        P(1).x = 2
    assert hash(P(1)) == hash((1,))
    assert P.__options__["readonly"] is True

    class Q(dataobject, frozen=True, readonly=True):
        x: int

    assert Q.__options__["readonly"] is True
    with pytest.raises(TypeError, match=r"^R: 'readonly' and 'frozen' are the same option"):

        class R(dataobject, frozen=False, readonly=["x"]):
            x: int
