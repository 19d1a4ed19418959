"""litetuple and mutabletuple: tuples that the collector never sees."""

import collections.abc
import copy
import gc
import pickle
import sys
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordclass import dataobject, litetuple, memoryslots, mutabletuple

BOTH = pytest.mark.parametrize("cls", [litetuple, mutabletuple])
ITEMS = st.lists(st.integers(-3, 3) | st.text(max_size=2), max_size=6)
BOUNDS = st.none() | st.integers(-8, 8)


@BOTH
@given(items=ITEMS, start=BOUNDS, stop=BOUNDS, step=BOUNDS.filter(lambda n: n != 0), n=BOUNDS)
def test_as_a_tuple(cls, items, start, stop, step, n):
    ours, model = cls(*items), tuple(items)
    assert (len(ours), list(ours), list(reversed(ours))) == (len(model), items, items[::-1])
    part = ours[start:stop:step]
    assert type(part) is cls
    assert tuple(part) == model[start:stop:step]
    product = ours * (n or 0)
    assert type(product) is cls
    assert tuple(product) == model * (n or 0)
    assert (ours == model, ours == memoryslots(*items), ours == litetuple(*items)) == (True,) * 3
    for value in (*items, "absent"):
        assert ours.count(value) == model.count(value)
        assert (value in ours) == (value in model)
        if value in items:
            assert ours.index(value) == model.index(value)
        else:
            with pytest.raises(ValueError, match="not in"):
                ours.index(value)


@BOTH
def test_sums(cls):
    t = cls(1, 2)
    for total in (t + (3,), t + cls(3), t + memoryslots(3)):
        assert type(total) is cls
        assert total == (1, 2, 3)
    assert type((0,) + t) is cls
    assert (0,) + t == (0, 1, 2)
    with pytest.raises(TypeError):
        t + [3]


def test_the_first_record_says_which_class_a_sum_is():
    assert type(litetuple(1) + mutabletuple(2)) is litetuple
    assert type(mutabletuple(1) + litetuple(2)) is mutabletuple
    assert type(memoryslots(1) + litetuple(2)) is memoryslots


def test_hash():
    assert hash(litetuple(1, "a")) == hash((1, "a"))
    assert {(1, 2): "found"}[litetuple(1, 2)] == "found"
    for unhashable in (mutabletuple(1), litetuple([])):
        with pytest.raises(TypeError, match="unhashable"):
            hash(unhashable)


def test_a_litetuple_cannot_change():
    t = litetuple(1, 2)
    for change in (
        lambda: t.__setitem__(0, 5),
        lambda: t.__setitem__(slice(0, 1), [5]),
        lambda: t.__delitem__(0),
        lambda: t.__init__(5, 6),
        lambda: setattr(t, "x", 1),
        lambda: setattr(litetuple, "x", 1),
    ):
        try:
            change()
        except (TypeError, AttributeError):
            pass
    assert t == (1, 2)
    with pytest.raises(TypeError, match="does not support item assignment"):
        t[0] = 5


def test_a_mutabletuple_can():
    t = mutabletuple(1, 2, 3)
    t[0], t[-1] = 10, 30
    t[:2] = [7, 8]
    assert t == (7, 8, 30)
    with pytest.raises(ValueError, match="size 1 to slice of size 2"):
        t[:2] = [1]
    with pytest.raises(TypeError, match="deletion"):
        del t[0]
    assert repr(t) == "mutabletuple(7, 8, 30)"
    t[0] = t
    assert repr(t) == "mutabletuple(mutabletuple(...), 8, 30)"


@BOTH
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_copies(cls, protocol):
    t = cls(1, "two", [3])
    for again in (pickle.loads(pickle.dumps(t, protocol)), copy.deepcopy(t), copy.copy(t)):
        assert type(again) is cls
        assert again == t


def test_deepcopy_of_a_cycle():
    t = mutabletuple(1, None)
    t[1] = t
    again = copy.deepcopy(t)
    assert again[1] is again
    t[1] = again[1] = None


@BOTH
def test_small_and_unseen(cls):
    assert sys.getsizeof(cls(1, 2, 3)) == sys.getsizeof((1, 2, 3)) - (sys.getsizeof(()) - 24)
    assert not gc.is_tracked(cls([]))
    assert not hasattr(cls(), "__dict__")


@BOTH
def test_deep_nesting_is_freed(cls):
    t = cls()
    for _ in range(300_000):
        t = cls(t)
    del t


@BOTH
def test_patterns(cls):
    match cls(1, 2, 3):
        case [first, *rest]:
            assert (first, rest) == (1, [2, 3])
        case _:
            pytest.fail("no match")


@BOTH
def test_heirs(cls):
    class Heir(cls):
        def total(self):
            return sum(self)

    t = Heir(1, 2)
    t.note = "there is a __dict__"
    assert t.total() == 3
    assert type(t[:1]) is memoryslots
    assert repr(t) == "Heir(1, 2)"


@BOTH
def test_keywords_are_refused(cls):
    with pytest.raises(TypeError, match="takes no keyword arguments"):
        cls(x=1)
    assert isinstance(cls(1), memoryslots)
    assert not isinstance(cls(1), dataobject)


@BOTH
def test_all_that_a_tuple_has(cls):
    assert {name for name in dir(tuple) if name not in dir(cls)} == set()
    assert isinstance(cls(), collections.abc.Sequence)
    assert isinstance(cls(), collections.abc.Hashable) == (cls is litetuple)
    assert not isinstance(cls(), collections.abc.MutableSequence)  # its length is fixed


@BOTH
def test_subscripted_for_annotations(cls):
    alias = cls[int, ...]
    assert (alias.__origin__, alias.__args__) == (cls, (int, ...))
    assert type(alias(1, 2)) is cls
    assert alias(1, 2) == (1, 2)
    assert repr(cls[int]) == f"recordclass.litetuple.{cls.__name__}[int]"

    class Heir(cls):
        pass

    assert Heir[str].__origin__ is Heir


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


QUESTIONS = {
    "index_kind": lambda t: t[Index(1)],
    "index_bool": lambda t: t[True],
    "index_far": lambda t: t[2**70],
    "index_out": lambda t: t[-4],
    "index_text": lambda t: t["a"],
    "slice_kind": lambda t: t[Index(0) : Index(2)],
    "slice_step_0": lambda t: t[::0],
    "slice_text": lambda t: t["a":],
    "slice_far": lambda t: t[-(2**70) : 2**70],
    "find": lambda t: (t.index(3, -1), t.index(2, Index(1), 2**70), t.index(1, -(2**70))),
    "find_out": lambda t: t.index(1, 1),
    "find_none": lambda t: t.index(),
    "find_bound": lambda t: t.index(1, None),
    "count": lambda t: (t.count(1), t.count("x")),
    "count_none": lambda t: t.count(),
    "add_list": lambda t: t + [1],
    "radd_list": lambda t: [1] + t,
    "mul": lambda t: (t * Index(2), Index(2) * t, t * -1, t * 0),
    "mul_float": lambda t: t * 1.5,
    "mul_huge": lambda t: t * sys.maxsize,
    "mul_huger": lambda t: t * 2**70,
    "order": lambda t: (t < (1, 2, 4), t <= (1, 2), t > (1, 2), (1, 2, 3) >= t, (0,) > t),
    "order_list": lambda t: t < [1],
    "order_mixed": lambda t: t < ("a",),
    "equal": lambda t: (t == (1, 2, 3), (1, 2) == t, t == [1, 2, 3], t != (1, 2, 3), t == 5),
    "in": lambda t: (2 in t, 2.0 in t, "2" in t),
    "iterate": lambda t: ([*t], [*reversed(t)], iter(t).__length_hint__(), max(t), sum(t)),
    "length": lambda t: (len(t), bool(t), bool(t[:0])),
    "unpack": lambda t: (lambda a, *rest: (a, rest))(*t),
    "keyword": lambda t: type(t)(iterable=()),
    "attribute": lambda t: t.absent,
    "set_attribute": lambda t: setattr(t, "x", 1),
    "format": lambda t: format(t, ">3"),
    "weak": weakref.ref,
    "namespace": vars,
}


def asked(question, t):
    try:
        answer = QUESTIONS[question](t)
    except Exception as error:
        return type(error)
    return as_plain(answer)


def as_plain(value):
    """Lite tuples, at any depth, as the tuples that they should equal."""
    if isinstance(value, tuple | list | memoryslots):
        return (*map(as_plain, value),)
    return value


@BOTH
@pytest.mark.parametrize("question", QUESTIONS)
def test_asked_as_a_tuple(cls, question):
    assert asked(question, cls(1, 2, 3)) == asked(question, (1, 2, 3))


@BOTH
def test_the_arguments_of_new_are_the_items(cls):
    assert cls(1, [2]).__getnewargs__() == (1, [2])
    assert cls().__getnewargs__() == ()
