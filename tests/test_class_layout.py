"""Where things lie in an instance: sizes, offsets, prefixes, and which descriptions are refused."""

from __future__ import annotations

import gc
import itertools
import sys
import weakref

import pytest

from recordclass import (
    Field,
    _core,
    dataobject,
    datatype,
    join_classes,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)

#: bytes of an object without anything: the reference count and the type, by the interpreter's word
HEAD = object.__basicsize__
WORD = tuple.__itemsize__
#: what the collector puts in front, as getsizeof() counts it
GC = sys.getsizeof(()) - ().__sizeof__()

START = {"memoryslots": HEAD + WORD, "recordclass": HEAD + WORD}


def start_of(family):
    return START.get(family.maker, HEAD)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6, 20])
def test_size_of_instances(every_sized_family, n):
    family = every_sized_family
    cls = family.make(n)
    record = cls(*range(n))
    extra = WORD * (family.use_dict + family.use_weakref)
    assert cls.__basicsize__ == start_of(family) + n * WORD + extra
    assert cls.__itemsize__ == 0
    assert record.__sizeof__() == cls.__basicsize__
    assert sys.getsizeof(record) == cls.__basicsize__ + GC * family.gc


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6, 20])
def test_size_of_memoryslots(n):
    assert sys.getsizeof(memoryslots(*range(n))) == HEAD + WORD + n * WORD

    class Heir(memoryslots):
        pass

    class Slim(memoryslots):
        __slots__ = ()

    assert sys.getsizeof(Heir(*range(n))) == HEAD + WORD + n * WORD + WORD
    assert sys.getsizeof(Slim(*range(n))) == HEAD + WORD + n * WORD


def test_dict_and_weakref_offsets(every_sized_family):
    family = every_sized_family
    cls = family.make(3)
    end = start_of(family) + 3 * WORD
    assert cls.__dictoffset__ == (end if family.use_dict else 0)
    assert cls.__weakrefoffset__ == (end + WORD * family.use_dict if family.use_weakref else 0)


def test_dict_is_there_where_asked_for(every_sized_family):
    family = every_sized_family
    record = family.make()(1, 2, 3)
    if not family.use_dict:
        with pytest.raises(AttributeError):
            record.other = 1
        with pytest.raises(AttributeError):
            record.__dict__
        return
    assert record.__dict__ == {}
    record.other = 1
    assert vars(record) == {"other": 1}
    del record.other
    with pytest.raises(AttributeError):
        record.other
    record.__dict__ = {"swapped": 2}
    assert record.swapped == 2
    with pytest.raises(TypeError):
        record.__dict__ = 1
    with pytest.raises(TypeError, match="cannot delete __dict__"):
        del record.__dict__


def test_weakref_is_there_where_asked_for(every_sized_family):
    family = every_sized_family
    record = family.make()(1, 2, 3)
    if not family.use_weakref:
        with pytest.raises(TypeError, match="cannot create weak reference"):
            weakref.ref(record)
        with pytest.raises(AttributeError):
            record.__weakref__
        return
    assert record.__weakref__ is None
    dead = []
    ref = weakref.ref(record, dead.append)
    assert ref() is record
    assert record.__weakref__ is ref
    del record
    assert ref() is None
    assert dead == [ref]


def test_gc_flag(every_family):
    record = every_family(1, 2, 3)
    assert bool(type(record).__flags__ & (1 << 14)) == every_family.gc
    assert gc.is_tracked(record) == every_family.gc


def test_cycles_are_collected_where_asked_for():
    class Witness:
        pass

    for factory in (recordclass, structclass):
        R = factory("R", "other witness", gc=True)
        witness = Witness()
        ref = weakref.ref(witness)
        first, second = R(None, witness), R(None, None)
        first.other, second.other = second, first
        del first, second, witness
        gc.collect()
        assert ref() is None


def test_cycles_through_the_dict_are_collected():
    class Witness:
        pass

    for factory in (recordclass, structclass):
        R = factory("R", "x", gc=True, use_dict=True, use_weakref=True)
        record = R(1)
        record.me = record
        record.witness = Witness()
        ref, own = weakref.ref(record.witness), weakref.ref(record)
        del record
        gc.collect()
        assert ref() is None
        assert own() is None


def test_offsets_are_in_field_order(every_named_family):
    cls = every_named_family.make(5)
    offsets = [row[1] for row in cls.__field_table__()]
    start = start_of(every_named_family)
    assert offsets == [start + i * WORD for i in range(5)]


# -- heirs --


@pytest.mark.parametrize("options", [{}, {"use_dict": True}, {"use_weakref": True}, {"gc": True}])
def test_base_is_a_prefix(options):
    class A(dataobject, **options):
        x: int
        y: int

    class B(A):
        z: int
        w: int = 9

    assert B.__field_table__()[:2] == A.__field_table__()
    extra = WORD * (("use_dict" in options) + ("use_weakref" in options))
    assert B.__basicsize__ == HEAD + 4 * WORD + extra
    b = B(1, 2, 3)
    if "use_dict" in options:
        b.other = 5
    if "use_weakref" in options:
        ref = weakref.ref(b)
        assert ref() is b
    assert (b.x, b.y, b.z, b.w) == (1, 2, 3, 9)
    A.x.__set__(b, 10)
    assert b.x == 10
    if "use_dict" in options:
        assert b.__dict__ == {"other": 5}


def test_heir_adds_dict_and_weakref():
    class A(dataobject):
        x: int

    class B(A, use_dict=True, use_weakref=True):
        y: int

    b = B(1, 2)
    b.other = 3
    assert weakref.ref(b)() is b
    assert (b.x, b.y, b.__dict__) == (1, 2, {"other": 3})
    assert sys.getsizeof(b) == HEAD + 4 * WORD


def test_plain_heirs():
    """With a dict below a named tuple; compact below dataobject and arrays."""
    for factory, begin in ((recordclass, HEAD + WORD), (structclass, HEAD)):
        R = factory("R", "x y")
        H = datatype("H", (R,), {})
        HH = datatype("HH", (H,), {})
        S = datatype("S", (R,), {"__slots__": ()})
        sizes = [cls.__basicsize__ - begin - 2 * WORD for cls in (R, H, HH, S)]
        assert sizes == [0, WORD, WORD, 0]
    D = datatype("D", (dataobject,), {"__annotations__": {"x": int}})
    for base in (D, make_arrayclass("A", 1)):
        assert datatype("H", (base,), {}).__basicsize__ == base.__basicsize__


def test_gc_is_inherited_and_may_be_added():
    A = structclass("A", "x")
    B = datatype("B", (A,), {}, gc=True)
    C = datatype("C", (B,), {})
    assert [gc.is_tracked(cls(1)) for cls in (A, B, C)] == [False, True, True]
    for cls in (B, C):
        ref_cls = datatype("W", (cls,), {}, use_weakref=True)
        record = ref_cls(None)
        record.x = record
        ref = weakref.ref(record)
        del record
        gc.collect()
        assert ref() is None


def test_slots_in_the_body():
    for names, has_dict, has_ref in (
        ((), False, False),
        ("__dict__", True, False),
        (("__weakref__",), False, True),
        (("__dict__", "__weakref__"), True, True),
    ):

        class P(dataobject):
            __slots__ = names
            x: int

        assert bool(P.__dictoffset__) == has_dict
        assert bool(P.__weakrefoffset__) == has_ref
    for clash in ("x", ("x",), ("other",), ("__dict__", "y"), (1,)):
        with pytest.raises(TypeError):

            class Q(dataobject):
                __slots__ = clash
                x: int


def test_class_with_slots_below_is_refused():
    R = structclass("R", "x")
    with pytest.raises(TypeError, match="__slots__ cannot add 'more'"):

        class H(R):
            __slots__ = ("more",)


# -- arrays --


def test_array_layout():
    for n in (0, 1, 5, 1000):
        A = make_arrayclass("A", n)
        assert A.__basicsize__ == HEAD + n * WORD
        assert sys.getsizeof(A()) == HEAD + n * WORD


def test_array_cannot_get_named_fields():
    A = make_arrayclass("A", 2)
    with pytest.raises(TypeError, match="cannot add named fields to those of an array"):
        datatype("B", (A,), {"__fields__": "x"})


def test_array_below_fields_is_refused():
    from recordclass._core import make_class

    R = structclass("R", "x")
    with pytest.raises(TypeError, match="an array cannot be made below a class with fields"):
        make_class(datatype, ("A", (R,), {}, None, 3, 0, None))


@pytest.mark.parametrize("n", [2**58, 2**60, 2**61, 2**62, sys.maxsize])
def test_size_that_cannot_be(n):
    with pytest.raises((OverflowError, MemoryError)):
        make_arrayclass("A", n)


def test_weakref_needs_a_fixed_length():
    with pytest.raises(TypeError, match="use_weakref needs named fields"):

        class M(memoryslots, use_weakref=True):
            pass


# -- overriding in heirs --


def test_default_is_replaced_in_an_heir():
    class A(dataobject):
        x: int = 1
        y: int = 2

    class B(A):
        x: int = 10

    assert (A().x, B().x, B().y) == (1, 10, 2)
    assert B.__fields__ == ("x", "y")
    assert B.__basicsize__ == A.__basicsize__


def test_default_may_be_given_to_an_inherited_field():
    class A(dataobject):
        x: int
        y: int

    class B(A):
        y: int = 5

    assert B(1).y == 5
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):

        class C(A):
            x: int = 1


def test_required_field_after_inherited_defaults():
    class A(dataobject):
        x: int = 1

    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):

        class B(A):
            y: int


def test_readonly_heir_of_a_mutable_class_is_refused():
    class A(dataobject):
        x: int

    with pytest.raises(TypeError, match="a readonly class cannot inherit from 'A'"):

        class B(A, readonly=True):
            y: int

    with pytest.raises(TypeError, match="field 'x' cannot be made readonly"):

        class C(A, readonly=("x",)):
            x: int = 1


def test_readonly_is_inherited():
    class A(dataobject, readonly=True):
        x: int

    class B(A):
        y: int = 2

    b = B(1)
    for name in ("x", "y"):
        with pytest.raises(AttributeError):
            setattr(b, name, 5)


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_heir_with_fields_below_a_named_tuple(factory):
    R = factory("R", "x y")

    class H(R):
        __fields__ = ("z",)

    h = H(1, 2, 3)
    assert H._fields == ("x", "y", "z")
    assert (h.x, h.y, h.z, h[2]) == (1, 2, 3, 3)
    assert sys.getsizeof(h) == sys.getsizeof(R(1, 2)) + WORD


def test_joined_layout():
    for factory, begin in ((recordclass, HEAD + WORD), (structclass, HEAD)):
        parts = [
            factory("A", "a b", use_dict=True),
            factory("B", "", gc=True),
            factory("C", "c", use_weakref=True),
        ]
        for n in range(1, 4):
            for some in itertools.permutations(parts, n):
                D = join_classes("D", some)
                n_fields = sum(len(part._fields) for part in some)
                assert D.__basicsize__ == begin + n_fields * WORD
                assert (D.__dictoffset__, D.__weakrefoffset__) == (0, 0)
                assert not gc.is_tracked(D(*range(n_fields)))


def test_a_docstring_that_utf8_cannot_hold():
    for info in (None, Field(converter=int)):
        fields = (("a", 1, 0, "\ud800", *([info] if info else [])),)
        with pytest.raises(UnicodeEncodeError):
            _core.make_class(datatype, ("X", (dataobject,), {}, fields, -1, 0, None))
