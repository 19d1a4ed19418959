"""The iterator over the items of a record."""

from __future__ import annotations

import copy
import gc
import operator
import pickle
import sys
import weakref
from collections.abc import Iterable, Iterator, Reversible, Sequence, Sized
from itertools import product

import pytest

from recordclass import memoryslots


def test_items_in_order(iterable_family):
    for n in (0, 1, 2, 9):
        values = tuple(f"value {i}" for i in range(n))
        r = iterable_family(*values)
        assert list(r) == list(values)
        assert [value for value in r] == list(values)  # noqa: C416
        assert tuple(r) == values
        assert set(r) == set(values)


def test_iterator_protocol(iterable_family):
    it = iter(iterable_family(1, 2))
    assert iter(it) is it
    assert isinstance(it, Iterator)
    assert next(it) == 1
    assert next(it) == 2
    for _ in range(3):
        with pytest.raises(StopIteration):
            next(it)


def test_two_iterators_are_independent(iterable_family):
    r = iterable_family(1, 2)
    assert [(a, b) for a in r for b in r] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_abstract_classes(iterable_family):
    r = iterable_family(1)
    assert isinstance(r, Iterable)
    assert isinstance(r, Sized)


def test_memoryslots_is_a_registered_sequence(tuplelike_family):
    assert isinstance(tuplelike_family(1), Sequence)
    assert isinstance(tuplelike_family(1), Reversible)


def test_not_iterable(noiterable_family):
    r = noiterable_family(1, 2)
    for use in (iter, list, tuple, reversed, lambda r: [*r], lambda r: operator.countOf(r, 1)):
        with pytest.raises(TypeError):
            use(r)


def test_length_hint(iterable_family):
    it = iter(iterable_family(1, 2, 3))
    for left in (3, 2, 1):
        assert operator.length_hint(it) == left
        next(it)
    assert operator.length_hint(it) == 0
    assert next(it, None) is None
    assert operator.length_hint(it) == 0


def test_assignments_during_the_loop_are_seen(iterable_writable_family):
    family = iterable_writable_family
    r = family(1, 2, 3)
    seen = []
    for value in r:
        seen.append(value)
        family.set(r, 2, "new")
        family.set(r, 0, "too late")
    assert seen == [1, 2, "new"]


def test_unset_field(iterable_writable_family):
    family = iterable_writable_family
    r = family(1, 2, 3)
    family.unset(r, 1)
    it = iter(r)
    assert next(it) == 1
    with pytest.raises(AttributeError):
        next(it)
    assert next(it) == 3
    with pytest.raises(StopIteration):
        next(it)


def test_reversed(sequence_family):
    assert list(reversed(sequence_family(1, 2, 3))) == [3, 2, 1]
    assert list(reversed(sequence_family())) == []
    it = reversed(sequence_family(1, 2))
    assert operator.length_hint(it) == 2
    assert next(it) == 2


def test_reversed_without_a_sequence(nosequence_family):
    with pytest.raises(TypeError, match="not reversible"):
        reversed(nosequence_family(1, 2))


def test_pickle(iterable_family):
    for protocol, taken in product(range(pickle.HIGHEST_PROTOCOL + 1), (0, 1, 3)):
        it = iter(iterable_family(1, 2, 3))
        for _ in range(taken):
            next(it)
        again = pickle.loads(pickle.dumps(it, protocol))
        assert type(again) is type(it)
        assert list(again) == [1, 2, 3][taken:]
        assert list(it) == [1, 2, 3][taken:]
        # an exhausted one too
        assert list(pickle.loads(pickle.dumps(it, protocol))) == []


def test_copy(iterable_family):
    it = iter(iterable_family(1, 2, 3))
    next(it)
    again = copy.copy(it)
    assert list(again) == [2, 3]
    assert list(it) == [2, 3]
    assert list(copy.copy(it)) == []


def test_deepcopy(iterable_family):
    it = iter(iterable_family([1], [2]))
    next(it)
    again = copy.deepcopy(it)
    (value,) = again
    assert value == [2]
    assert value is not next(it)


def test_setstate(iterable_family):
    for index, left in ((0, 3), (2, 1), (3, 0), (99, 0), (-1, 3), (-sys.maxsize, 3), (True, 2)):
        it = iter(iterable_family(1, 2, 3))
        it.__setstate__(index)
        assert list(it) == [1, 2, 3][3 - left :]


def test_setstate_of_something_else(iterable_family):
    it = iter(iterable_family(1, 2, 3))
    for state in ("1", None, 1.0):
        with pytest.raises(TypeError):
            it.__setstate__(state)
    with pytest.raises(OverflowError):
        it.__setstate__(2**70)
    assert list(it) == [1, 2, 3]
    it.__setstate__(0)  # an exhausted one stays so
    assert list(it) == []


def test_type_makes_no_instances():
    kind = type(iter(memoryslots()))
    assert kind.__name__ == "record_iter"
    with pytest.raises(TypeError, match="cannot create"):
        kind()
    with pytest.raises(TypeError):
        type("Sub", (kind,), {})
    with pytest.raises(TypeError):
        kind.attribute = 1


def test_iterator_keeps_its_record(iterable_family):
    value = object()
    it = iter(iterable_family(value, 2))
    before = sys.getrefcount(value)
    assert next(it) is value
    assert sys.getrefcount(value) == before
    list(it)
    assert sys.getrefcount(value) == before - 1  # an exhausted iterator lets go


def test_iterator_of_itself_is_collected(iterable_gc_nodict_writable_weakref_family):
    family = iterable_gc_nodict_writable_weakref_family
    r = family(1, 2)
    family.set(r, 0, iter(r))
    ref = weakref.ref(r)
    del r
    assert ref() is not None
    gc.collect()
    assert ref() is None


def test_own_iter_wins(iterable_family):
    cls = iterable_family.make(2, typename="Own", namespace={"__iter__": lambda self: iter("own")})
    assert list(cls(1, 2)) == ["o", "w", "n"]


def test_value_that_fails_leaves_the_iterator_usable(sequence_writable_family):
    family = sequence_writable_family
    r = family(1, 2)
    family.unset(r, 0)
    with pytest.raises(AttributeError):
        list(r)
    r[0] = "healed"
    assert list(r) == ["healed", 2]
