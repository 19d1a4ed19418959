"""Records that are sequences count as collections.abc.Sequence; others do not."""

import collections.abc
import gc

import pytest

from recordclass import (
    dataobject,
    litetuple,
    make_arrayclass,
    memoryslots,
    mutabletuple,
    recordclass,
    structclass,
)

Sequence = collections.abc.Sequence


class Plain(dataobject):
    x: int


class Ordered(dataobject, sequence=True):
    x: int


class Iterable(dataobject, iterable=True):
    x: int


class Mapping(dataobject, mapping=True):
    x: int


@pytest.mark.parametrize(
    ("cls", "is_sequence"),
    [
        (memoryslots, True),
        (litetuple, True),
        (mutabletuple, True),
        (recordclass("R", "x"), True),
        (structclass("S", "x"), True),
        (make_arrayclass("A", 1), True),
        (Ordered, True),
        (dataobject, False),
        (Plain, False),
        (Iterable, False),
        (Mapping, False),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_families(cls, is_sequence):
    assert issubclass(cls, Sequence) is is_sequence
    assert issubclass(cls, collections.abc.Reversible) is is_sequence or cls is Iterable
    assert not issubclass(cls, collections.abc.MutableSequence)
    if cls is not dataobject:
        assert isinstance(cls(1), Sequence) is is_sequence
    heir = type(cls)("Heir", (cls,), {}) if cls not in (litetuple, mutabletuple) else cls
    assert issubclass(heir, Sequence) is is_sequence


def test_a_class_is_one_from_its_first_moment():
    seen = []

    class Base(dataobject, sequence=True):
        def __init_subclass__(cls):
            seen.append(issubclass(cls, Sequence))

    class Heir(Base):
        x: int

    assert seen == [True]
    assert isinstance(Heir(1), Sequence)


def test_what_is_no_class_is_refused_as_ever():
    with pytest.raises(TypeError):
        issubclass(1, Sequence)
    assert not isinstance(1, Sequence)
    assert issubclass(list, Sequence)
    assert not issubclass(dict, Sequence)


def test_the_registry_does_not_grow():
    from _abc import _get_dump

    gc.collect()
    before = len(_get_dump(Sequence)[0])
    kept = [structclass("S", "x y") for _ in range(50)]
    assert len(_get_dump(Sequence)[0]) == before
    assert all(issubclass(cls, Sequence) for cls in kept)
