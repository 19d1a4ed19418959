"""datatype, the metaclass: class statements, metaclasses below it, life and death of classes."""

from __future__ import annotations

import abc
import collections.abc
import gc
import inspect
import types
import weakref
from typing import Generic, Protocol, TypeVar, runtime_checkable

import pytest

import recordclass as package
from recordclass import (
    dataobject,
    datatype,
    join_classes,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)
from recordclass._core import MISSING, OPT_GC, OPT_NAMED, make_class

T = TypeVar("T")


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


def test_historical_names():
    assert package.recordclasstype is datatype
    assert package.structclasstype is datatype
    assert package.arrayclasstype is datatype


def test_metaclass_of_everything(family):
    cls = family.cls()
    assert type(cls) is datatype
    assert isinstance(cls, type)
    assert issubclass(datatype, type)


def test_metaclass_is_immutable():
    with pytest.raises(TypeError, match="immutable type"):
        datatype.extra = 1
    with pytest.raises(TypeError, match="immutable type"):
        datatype.__call__ = None


@pytest.mark.parametrize("root", [memoryslots, dataobject], ids=lambda c: c.__name__)
def test_roots_are_immutable(root):
    assert root.__module__ == "recordclass"
    assert root.__base__ is object
    for name in ("x", "__init__", "__new__", "__eq__"):
        with pytest.raises(TypeError, match="immutable type"):
            setattr(root, name, None)


@pytest.mark.parametrize("args", [(), ("A",), ("A", ()), ("A", (), {}, 1), (1, (), {})])
def test_wrong_calls_of_the_metaclass(args):
    with pytest.raises(TypeError):
        datatype(*args)


def test_a_record_class_needs_a_root():
    with pytest.raises(TypeError, match=r"A: a record class needs dataobject or memoryslots"):
        datatype("A", (), {})
    with pytest.raises(TypeError, match=r"A: a record class needs dataobject or memoryslots"):

        class A(metaclass=datatype):
            x: int


def test_three_argument_call():
    P = datatype("P", (dataobject,), {"__annotations__": {"x": int}, "x": 5})
    assert P().x == 5
    Q = datatype("Q", (P,), {"__annotations__": {"y": int}, "y": 6}, readonly=False)
    assert (Q().x, Q().y) == (5, 6)


def test_types_new_class():
    P = types.new_class(
        "P", (dataobject,), {"sequence": True}, lambda ns: ns.update(__fields__="x")
    )
    assert list(P(1)) == [1]


# -- metaclasses below datatype --


class Meta(datatype):
    def __new__(meta, name, bases, namespace, **kwargs):
        cls = super().__new__(meta, name, bases, namespace, **kwargs)
        cls.made_by = meta.__name__
        return cls

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.inited = sorted(kwargs)

    def shout(cls):
        return cls.__name__.upper()


def test_metaclass_of_a_program():
    class P(dataobject, metaclass=Meta, sequence=True):
        x: int

    assert type(P) is Meta
    assert P.made_by == "Meta"
    assert P.inited == ["sequence"]
    assert P.shout() == "P"
    assert P(1)[0] == 1

    class Q(P):
        y: int

    assert type(Q) is Meta
    assert (Q(1, 2).x, Q(1, 2).y) == (1, 2)


def test_metaclass_with_prepare():
    class Ordered(datatype):
        @classmethod
        def __prepare__(meta, name, bases, **kwargs):
            return {"prepared": name}

    class P(dataobject, metaclass=Ordered):
        x: int

    assert P.prepared == "P"
    assert P(1).x == 1


def test_metaclass_with_own_attributes():
    class Counting(datatype):
        count = 0

        def __call__(cls, *args, **kwargs):
            Counting.count += 1
            return super().__call__(*args, **kwargs)

    class P(dataobject, metaclass=Counting):
        x: int

    assert P(1).x == 1
    assert P(x=2).x == 2
    assert Counting.count == 2


def test_metaclass_conflict():
    class Other(type):
        pass

    class Mixin(metaclass=Other):
        pass

    with pytest.raises(TypeError, match="metaclass conflict"):

        class P(Mixin, dataobject):
            x: int

    class Both(Other, datatype):
        pass

    class Q(Mixin, dataobject, metaclass=Both):
        x: int

    assert type(Q) is Both
    assert Q(1).x == 1


# -- ABC, Generic, Protocol --


def test_abc_through_a_joint_metaclass():
    class AbcMeta(abc.ABCMeta, datatype):
        pass

    class Shape(dataobject, metaclass=AbcMeta):
        x: int

        @abc.abstractmethod
        def area(self): ...

    class Square(Shape):
        def area(self):
            return self.x**2

    for attempt in (
        lambda: Shape(1),
        lambda: Shape(x=1),
        lambda: Shape.__new__(Shape, 1),
        lambda: type.__call__(Shape, 1),
    ):
        with pytest.raises(TypeError, match="abstract class Shape"):
            attempt()
    assert Square(3).area() == 9
    assert isinstance(Square(3), Shape)
    Shape.register(int)
    assert isinstance(1, Shape)


def test_abstract_named_tuple_is_not_made_by_make(factory):
    class AbcMeta(abc.ABCMeta, datatype):
        pass

    class Shape(factory("R", "x"), metaclass=AbcMeta):
        @abc.abstractmethod
        def area(self): ...

    with pytest.raises(TypeError):
        Shape._make([1])


def test_generic_statement():
    class Box(dataobject, Generic[T]):
        item: T

    box = Box[int](5)
    assert type(box) is Box
    assert box.item == 5
    assert Box.__orig_bases__ == (dataobject, Generic[T])
    assert Box.__parameters__ == (T,)

    class IntBox(Box[int]):
        more: int

    assert (IntBox(1, 2).item, IntBox(1, 2).more) == (1, 2)


def test_generic_first_among_the_bases():
    class Box(Generic[T], dataobject):  # noqa: PYI059
        item: T

    assert Box[str]("x").item == "x"
    assert Box("x") == Box("x")


def test_generic_named_tuple(factory):
    class Box(factory("R", "item"), Generic[T]):
        pass

    assert Box[int](5).item == 5


def test_protocol_is_met_structurally():
    @runtime_checkable
    class HasX(Protocol):
        x: int

    class P(dataobject):
        x: int

    assert isinstance(P(1), HasX)


@pytest.mark.parametrize("name", ["Sized", "Iterable", "Container", "Collection", "Reversible"])
def test_collections_abc(name, sequence_family):
    assert isinstance(sequence_family(1, 2), getattr(collections.abc, name))


def test_collections_abc_sequence(tuplelike_family):
    assert isinstance(tuplelike_family(1, 2), collections.abc.Sequence)


# -- several record bases --


def test_two_bases_with_fields_are_told_of_join_classes(factory):
    A, B = factory("A", "x y"), factory("B", "z")
    with pytest.raises(TypeError, match=r"C: bases 'A' and 'B' both have fields.*join_classes"):

        class C(A, B):
            pass

    D = join_classes("D", [A, B])
    assert D(1, 2, 3).z == 3


def test_two_families_do_not_mix():
    A, B = recordclass("A", "x"), structclass("B", "y")
    with pytest.raises(TypeError, match="different families"):

        class C(A, B):
            pass

    with pytest.raises(TypeError, match="different families"):

        class E(memoryslots, dataobject):
            pass


def test_base_with_its_own_base_again(factory):
    A = factory("A", "x y")

    class B(A):
        pass

    class C(B, A):
        pass

    assert (C(1, 2).x, C(1, 2).y) == (1, 2)


def test_diamond_without_fields(factory):
    A = factory("A", "x y")

    class B(A):
        __slots__ = ()

        def b(self):
            return self.x

    class C(A):
        __slots__ = ()

        def c(self):
            return self.y

    class D(B, C):
        pass

    d = D(1, 2)
    assert (d.b(), d.c()) == (1, 2)
    d.more = 3
    assert d.__dict__ == {"more": 3}


def test_diamond_of_heirs_with_a_dict_is_explained(factory):
    """The two dicts are two layouts for the interpreter."""
    A = factory("A", "x y")
    B, C = datatype("B", (A,), {}), datatype("C", (A,), {})
    with pytest.raises(TypeError, match=r"D: bases 'B' and 'C' have different layouts.*__slots__"):
        datatype("D", (B, C), {})


def test_diamond_with_fields_on_one_side():
    class A(dataobject):
        x: int

    class B(A):
        pass

    class C(A):
        y: int

    with pytest.raises(TypeError):

        class Wrong(A, C):
            pass

    try:

        class D(B, C):
            pass

    except TypeError as error:
        assert "D" in str(error)
    else:
        d = D(1, 2)
        assert (d.x, d.y) == (1, 2)


def test_empty_record_base_beside_one_with_fields():
    class Empty(dataobject):
        def hello(self):
            return "hello"

    class A(dataobject):
        x: int

    class B(Empty, A):
        pass

    class C(A, Empty):
        y: int

    assert (B(1).x, B(1).hello()) == (1, "hello")
    assert (C(1, 2).y, C(1, 2).hello()) == (2, "hello")


# -- the class object --


def test_field_table():
    class P(dataobject, readonly=("y",)):
        x: int
        y: int = 5

    assert P.__field_table__() == (
        ("x", 16, MISSING, 0, None, None),
        ("y", 24, 5, 1, None, None),
    ) or (P.__basicsize__ != 32)
    assert memoryslots.__field_table__() is None
    assert dataobject.__field_table__() == ()
    assert [row[0] for row in make_arrayclass("A", 2).__field_table__()] == [None, None]


def test_mirrors_are_only_mirrors(factory):
    R = factory("R", "x y")
    record = R(1, 2)
    for name in ("_fields", "__fields__", "__attrs__", "_field_defaults", "__match_args__"):
        setattr(R, name, ("nonsense",) * 100)
    assert repr(record) == "R(x=1, y=2)"
    assert len(record) == 2
    assert record._asdict() == {"x": 1, "y": 2}
    assert R(3, 4)[1] == 4
    for name in ("_fields", "__fields__", "__attrs__", "_field_defaults"):
        delattr(R, name)
    assert record._replace(x=5).x == 5
    assert repr(R(x=1, y=2)) == "R(x=1, y=2)"


def test_option_flags_are_read_only():
    with pytest.raises(TypeError):
        dataobject.__option_flags__ = 0
    with pytest.raises(AttributeError):
        structclass("A", "x").__option_flags__ = 0
    with pytest.raises((AttributeError, TypeError)):
        type(dataobject).__option_flags__.__set__(structclass("A", "x"), 1)


def test_methods_of_the_metaclass_on_other_classes():
    for method in (datatype.__field_table__,):
        for wrong in (int, 1, object, type):
            with pytest.raises(TypeError):
                method(wrong)
    with pytest.raises(TypeError):
        datatype.__dict__["__signature__"].__get__(int)


def test_name_and_qualname(factory):
    R = factory("R", "x")
    assert R.__name__ == R.__qualname__ == "R"
    R.__name__ = "Other"
    assert repr(R(1)) == "Other(x=1)"
    R.__qualname__ = "Outer.Other"
    R.__module__ = "elsewhere"
    assert repr(R) == "<class 'elsewhere.Outer.Other'>"
    with pytest.raises(TypeError):
        R.__name__ = 1

    class P(dataobject):
        x: int

    assert P.__qualname__ == "test_name_and_qualname.<locals>.P"


def test_doc_of_class_statement():
    class P(dataobject):
        """Text."""

        x: int
        y: int = 0

    class Q(P):
        pass

    assert P.__doc__ == "Text."
    assert inspect.getdoc(P) == "Text."
    assert "Q" in (Q.__doc__ or "Q")


def test_signature_of_metaclass_instances():
    class P(dataobject):
        x: int
        y: int = 5

    assert str(inspect.signature(P)) in ("(x: 'int', y: 'int' = 5)", "(x: int, y: int = 5)")


def test_signature_where_new_or_init_is_the_programs():
    class P(dataobject):
        x: int

        def __init__(self, one, two=2): ...

    class Q(dataobject):
        x: int

        def __new__(cls, one, *more): ...

    assert list(inspect.signature(P).parameters) == ["one", "two"]
    assert list(inspect.signature(Q).parameters) == ["one", "more"]


def test_help_can_be_written(family):
    import pydoc

    text = pydoc.plain(pydoc.render_doc(family.make(typename="Helped")))
    assert "Helped" in text or "memoryslots" in text


def test_immutable_type(factory):
    R = factory("R", "x", immutable_type=True)
    for name in ("x", "new", "__init__", "__doc__", "__name__", "__module__", "__bases__"):
        with pytest.raises(TypeError):
            setattr(R, name, (object,))
    with pytest.raises(TypeError):
        del R.x
    record = R(1)
    record.x = 2
    assert record.x == 2

    class Heir(R):
        pass

    Heir.more = 1
    assert Heir.more == 1


def test_classes_die(family):
    cls = family.make(namespace={"hello": lambda self: "hello"})  # memoryslots: an heir
    ref = weakref.ref(cls)
    record = cls(1, 2, 3)
    repr(record)
    copy = cls.__new__(cls, 1, 2, 3)
    assert copy is not record
    del cls, record, copy
    gc.collect()
    assert ref() is None


def test_class_lives_as_long_as_its_records(factory):
    R = factory("R", "x y")
    ref = weakref.ref(R)
    record = R(1, 2)
    del R
    gc.collect()
    assert ref() is not None
    assert repr(record) == "R(x=1, y=2)"
    del record
    gc.collect()
    assert ref() is None


def test_class_in_its_own_default_dies():
    """A cycle through the field table: the class is its own default's owner."""

    class Holder:
        pass

    holder = Holder()
    R = structclass("R", "x y", defaults=(holder,))
    holder.cls = R
    ref = weakref.ref(R)
    del R, holder
    gc.collect()
    assert ref() is None


def test_heirs_and_joined_classes_die(factory):
    def make():
        A = factory("A", "x")
        B = factory("B", "y", gc=True)

        class C(A):
            pass

        D = join_classes("D", [A, B])
        D(1, 2)
        C(1)
        return [weakref.ref(cls) for cls in (A, B, C, D)]

    refs = make()
    gc.collect()
    assert [ref() for ref in refs] == [None] * 4


def test_class_with_super_cell_dies():
    class P(dataobject):
        x: int

        def __init__(self, x):
            super().__init__(x)

    P(1)
    ref = weakref.ref(P)
    del P
    gc.collect()
    assert ref() is None


# -- make_class, the door of the Python layer --


RIGHT = ("R", (dataobject,), {}, (("x", MISSING, 0, None),), -1, 0, None)


def changed(**parts):
    keys = ("name", "bases", "namespace", "fields", "n_array", "flags", "kwargs")
    return tuple(parts.get(key, value) for key, value in zip(keys, RIGHT))


def test_make_class():
    R = make_class(datatype, RIGHT)
    assert R(1).x == 1


@pytest.mark.parametrize(
    "description",
    [
        (),
        RIGHT[:-1],
        (*RIGHT, None),
        (*RIGHT, OPT_GC),
        (*RIGHT, 0, 0),
        changed(name=1),
        changed(name=None),
        changed(bases=[dataobject]),
        changed(bases=()),
        changed(bases=(1,)),
        changed(bases=(object,)),
        changed(bases=(int,)),
        changed(bases=(dataobject, int)),
        changed(bases=(dataobject, dataobject)),
        changed(bases=(memoryslots, dataobject)),
        changed(namespace=None),
        changed(namespace=types.MappingProxyType({})),
        changed(fields=[("x", MISSING, 0, None)]),
        changed(fields="x"),
        changed(fields=(1,)),
        changed(fields=(("x",),)),
        changed(fields=(("x", MISSING, 0),)),
        changed(fields=(("x", MISSING, 0, None, None, 1),)),
        changed(fields=((1, MISSING, 0, None),)),
        changed(fields=(("x", MISSING, 4096, None),)),
        changed(fields=(("x", MISSING, -1, None),)),
        changed(fields=(("x", MISSING, "0", None),)),
        changed(fields=(("x", MISSING, 0, 1),)),
        changed(n_array=-2),
        changed(n_array="1"),
        changed(n_array=None),
        changed(flags=1 << 19),
        changed(flags=1 << 24),
        changed(flags=-1),
        changed(flags=None),
        changed(kwargs=()),
        changed(kwargs={1: 2}),
        changed(kwargs={"unknown": 2}),
    ],
)
def test_make_class_refuses(description):
    with pytest.raises(TypeError):
        make_class(datatype, description)


@pytest.mark.parametrize("name", ["", "1x", "a b", "x-y", "a\0b"])
def test_make_class_refuses_names_of_fields(name):
    with pytest.raises(ValueError):  # noqa: PT011
        make_class(datatype, changed(fields=((name, MISSING, 0, None),)))


def test_make_class_refuses_special_names_as_fields():
    for name in ("__class__", "__dict__", "__new__", "__init__", "__hash__", "__slots__"):
        try:
            record = make_class(datatype, changed(fields=((name, MISSING, 0, None),)))(1)
        except (TypeError, ValueError):
            continue
        repr(record)  # if it is taken, it may not break anything


def test_make_class_refuses_doubled_fields():
    row = ("x", MISSING, 0, None)
    with pytest.raises(ValueError, match="duplicate field name: 'x'"):
        make_class(datatype, changed(fields=(row, row)))


def test_make_class_refuses_a_surrogate_name():
    with pytest.raises((ValueError, UnicodeEncodeError)):
        make_class(datatype, changed(fields=(("\ud800", MISSING, 0, None),)))
    with pytest.raises((ValueError, UnicodeEncodeError)):
        make_class(datatype, changed(name="\ud800"))


@pytest.mark.parametrize("n", [2**58, 2**59, 2**60, 2**61, 2**62, 2**63 - 1])
def test_make_class_refuses_sizes_that_cannot_be(n):
    with pytest.raises((MemoryError, OverflowError)):
        make_class(datatype, changed(fields=None, n_array=n))


@pytest.mark.parametrize("meta", [type, int, abc.ABCMeta, 1, None, dataobject])
def test_make_class_refuses_metaclasses(meta):
    with pytest.raises(TypeError):
        make_class(meta, RIGHT)


def test_a_name_alone_describes_a_field():
    cls = make_class(datatype, changed(fields=("x", ("y", 5, 0, None)), flags=0))
    assert (cls(1).x, cls(1).y) == (1, 5)
    assert [row[4] for row in cls.__field_table__()] == [None, None]
    names = tuple(f"f{i}" for i in range(18))
    cls = make_class(datatype, changed(fields=names, flags=OPT_NAMED))
    assert [row[4] for row in cls.__field_table__()] == [
        f"Alias for field number {i}" for i in range(18)
    ]
    with pytest.raises(ValueError, match="duplicate field name: 'x'"):
        make_class(datatype, changed(fields=("x", "x")))
    with pytest.raises(ValueError, match="is not an identifier"):
        make_class(datatype, changed(fields=("1",)))


def test_make_class_takes_default_order_into_account():
    fields = (("x", 1, 0, None), ("y", MISSING, 0, None))
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):
        make_class(datatype, changed(fields=fields))


def test_make_class_with_a_str_subclass_as_name():
    class Name(str):
        def __eq__(self, other):
            raise AssertionError("asked for equality")

        __hash__ = str.__hash__

    try:
        R = make_class(datatype, changed(fields=((Name("x"), MISSING, 0, None),)))
    except TypeError:
        return
    assert [type(row[0]) for row in R.__field_table__()] == [str]
    assert R(x=1).x == 1


def test_make_class_does_not_change_the_namespace():
    namespace = {"method": lambda self: 1}
    before = dict(namespace)
    make_class(datatype, changed(namespace=namespace))
    assert namespace == before
