"""as_dataclass and as_record."""

import functools
from abc import ABC, abstractmethod

import pytest

from recordclass import as_dataclass, as_record, dataobject, datastruct


def test_bare_and_called():
    @as_dataclass
    class A:
        """Text."""

        x: int
        y: int = 0

    @as_dataclass()
    class B:
        x: int

    @as_dataclass(sequence=True, readonly=True)
    class C:
        x: int
        y: list = []

    assert repr(A(1)) == "A(x=1, y=0)"
    assert A.__doc__ == "Text."
    assert A.__qualname__ == "test_bare_and_called.<locals>.A"
    assert A.__module__ == __name__
    assert issubclass(A, dataobject)
    assert repr(B(1)) == "B(x=1)"
    assert list(C(1)) == [1, []]
    assert C(1).y is not C(1).y
    assert not hasattr(A(1), "__dict__")


def test_super_and_class_cells():
    def passing(function):
        @functools.wraps(function)
        def inner(*args):
            return function(*args)

        return inner

    class Base:
        def who(self):
            return "base"

        @classmethod
        def make(cls):
            return "made"

    @as_dataclass(use_weakref=True)
    class P(Base):
        x: int

        def who(self):
            return super().who() + "!", __class__

        @classmethod
        def make(cls):
            return super().make() + "!"

        @staticmethod
        def static():
            return __class__

        @property
        def prop(self):
            return super().who()

        @functools.cached_property
        def cached(self):
            return super().who()

        @passing
        def wrapped(self):
            return super().who()

        def nested(self):
            return (lambda: __class__)()

    record = P(1)
    assert record.who() == ("base!", P)
    assert (P.make(), P.static(), record.prop, record.cached) == ("made!", P, "base", "base")
    assert record.wrapped() == "base"
    assert record.nested() is P
    assert isinstance(record, Base)


def test_slots_of_the_original_are_replaced():
    @as_dataclass
    class P:
        __slots__ = ("x", "y")
        x: int
        y: int

    assert repr(P(1, 2)) == "P(x=1, y=2)"


def test_abstract_bases():
    class Shape(ABC):
        @abstractmethod
        def area(self): ...

    @as_dataclass
    class Square(Shape):
        side: int

        def area(self):
            return self.side**2

    assert isinstance(Square(3), Shape)
    assert Square(3).area() == 9


def test_a_metaclass_of_its_own():
    class Meta(type):
        def shout(cls):
            return cls.__name__.upper()

    @as_dataclass
    class P(metaclass=Meta):
        x: int

    assert P.shout() == "P"
    assert P(1).x == 1


def test_what_is_refused():
    for wrong in (1, len, "x"):
        with pytest.raises(TypeError, match="needs a class"):
            as_dataclass(wrong)

    class R(dataobject):
        x: int

    with pytest.raises(TypeError, match="'R' is a record class already"):
        as_dataclass(readonly=True)(R)
    with pytest.raises(TypeError):
        as_dataclass(unknown=True)(type("P", (), {}))


def test_below_a_record_class_the_statement_has_made_it():
    @as_dataclass
    class Parent:
        x: int

    @as_dataclass
    class Child(Parent):
        y: int = 2

        def twice(self):
            return super().__repr__() * 2

    assert issubclass(Child, Parent)
    assert as_dataclass()(Child) is Child
    assert Child(1).twice() == repr(Child(1, 2)) * 2


def test_records_of_functions():
    @as_record
    def Point(x: float, y: float = 0.0, *, meta=None, needed):
        """A point."""
        local = x + y
        print(local)

    record = Point(1.0, needed=2)
    assert repr(record) == "Point(x=1.0, y=0.0, meta=None, needed=2)"
    assert Point.__doc__ == "A point."
    assert Point.__annotations__["x"] is float
    assert issubclass(Point, datastruct)
    assert Point.__module__ == __name__
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'needed'"):
        Point(1.0)
    with pytest.raises(TypeError, match="takes from 1 to 2 positional"):
        Point(1, 2, 3, needed=1)


def test_records_of_functions_with_options():
    @as_record(readonly=True, copy_default=True)
    def Point(x, y=[]):
        pass

    assert Point(1).y is not Point(1).y
    with pytest.raises(AttributeError):
        Point(1).x = 2


def test_functions_that_are_no_records():
    for wrong in (1, len, int):
        with pytest.raises(TypeError, match="needs a function"):
            as_record(wrong)

    def many(x, *args):
        pass

    def named(x, **kwargs):
        pass

    for wrong in (many, named):
        with pytest.raises(TypeError, match=f"{wrong.__name__}: as_record"):
            as_record(wrong)
