"""Records below abc.ABC and typing.Protocol, and metaclasses of a program's own."""

import collections.abc
import pickle
from abc import ABC, abstractmethod
from typing import Protocol, runtime_checkable

import pytest

import recordclass as package
from recordclass import abcdatatype, dataobject, datatype, recordclass


class Shape(ABC):
    @abstractmethod
    def area(self): ...


@runtime_checkable
class HasArea(Protocol):
    def area(self): ...


class Square(dataobject, Shape, metaclass=abcdatatype):
    side: float

    def area(self):
        return self.side**2


def test_a_record_below_an_abc():
    assert Square(3).area() == 9
    assert isinstance(Square(3), Shape)
    assert issubclass(Square, Shape)
    assert pickle.loads(pickle.dumps(Square(3))) == Square(3)


def test_abstract_methods_forbid_instances():
    class Open(dataobject, Shape, metaclass=abcdatatype):
        side: float

    with pytest.raises(TypeError, match="abstract"):
        Open(1)

    class Closed(Open):
        def area(self):
            return 0

    assert Closed(1).area() == 0


def test_registered_classes():
    class Base(dataobject, ABC, metaclass=abcdatatype):
        x: int

    Base.register(int)
    assert isinstance(1, Base)
    assert not isinstance("", Base)


def test_a_subclass_hook_of_the_collections():
    class Row(dataobject, collections.abc.Sized, metaclass=abcdatatype):
        x: int

        def __len__(self):
            return 7

    assert len(Row(1)) == 7
    assert isinstance(Row(1), collections.abc.Sized)


def test_immutable_type_is_refused():
    with pytest.raises(TypeError, match="P: immutable_type=True and ABCMeta contradict"):
        abcdatatype("P", (dataobject, ABC), {}, immutable_type=True)


def test_options_and_init_subclass():
    seen = []

    class Base(dataobject, ABC, metaclass=abcdatatype, readonly=True):
        x: int

        def __init_subclass__(cls, word):
            seen.append(word)

    class Heir(Base, word="hello", sequence=True):
        y: int = 0

    assert seen == ["hello"]
    assert list(Heir(1)) == [1, 0]
    with pytest.raises(AttributeError):
        Heir(1).x = 2


def test_below_named_tuples():
    class P(recordclass("P", "x y"), ABC, metaclass=abcdatatype):
        pass

    assert P(1, 2) == (1, 2)


def test_protocols():
    meta = package.protocoldatatype
    assert meta is package.protocoldatatype
    assert issubclass(meta, datatype)

    class Disc(dataobject, HasArea, metaclass=meta):
        radius: float

        def area(self):
            return self.radius

    assert Disc(2).area() == 2
    assert isinstance(Disc(2), HasArea)


def test_abstract_methods_without_an_abc():
    class Open(dataobject):
        x: int

        @abstractmethod
        def area(self): ...

        @property
        @abstractmethod
        def size(self): ...

    assert Open.__abstractmethods__ == {"area", "size"}
    for make in (lambda: Open(1), lambda: Open.__new__(Open, 1), lambda: type.__call__(Open, 1)):
        with pytest.raises(TypeError, match="abstract"):
            make()

    class Half(Open):
        def area(self):
            return 1

    assert Half.__abstractmethods__ == {"size"}
    with pytest.raises(TypeError, match="abstract"):
        Half(1)

    class Sized:
        size = 3

    class Whole(Sized, Half):
        pass

    assert Whole(1).size == 3


def test_a_metaclass_of_a_program():
    class counting(datatype):
        def __new__(meta, name, bases, namespace, /, **options):
            made.append(name)
            return super().__new__(meta, name, bases, namespace, **options)

        @property
        def shout(cls):
            return cls.__name__.upper()

    made = []

    class P(dataobject, metaclass=counting, sequence=True):
        x: int

    class Q(P):
        y: int = 0

    assert made == ["P", "Q"]
    assert (P.shout, Q.shout) == ("P", "Q")
    assert list(Q(1)) == [1, 0]


def test_a_metaclass_that_leaves_datatype_out_of_its_mro():
    class Odd(type):
        def mro(cls):
            return [cls, type, object]

    class Meta(datatype, metaclass=Odd):
        pass

    with pytest.raises(TypeError):
        Meta("X", (dataobject,), {})


def test_a_metaclass_of_a_base_makes_the_class():
    made = []

    class Meta(datatype):
        def __new__(meta, *args, **options):
            made.append(args[0])
            return super().__new__(meta, *args, **options)

    base = Meta("Base", (dataobject,), {})
    heir = datatype("Heir", (base,), {})
    assert type(heir) is Meta
    assert made == ["Base", "Heir"]


def test_orig_bases_of_a_type_that_cannot_be_changed():
    descriptor = vars(datatype)["__orig_bases__"]
    with pytest.raises(TypeError, match="cannot set '__orig_bases__' attribute of immutable type"):
        descriptor.__set__(dataobject, ())
    assert "__orig_bases__" not in vars(dataobject)
