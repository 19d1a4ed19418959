"""functools.cached_property on records without a `__dict__`: a hidden slot."""

import copy
import functools
import gc
import weakref

import pytest

from recordclass import dataobject, recordclass, structclass
from recordclass._core import cachedproperty


class P(dataobject):
    x: int

    @functools.cached_property
    def double(self):
        """Twice x."""
        counted.append(self.x)
        return self.x * 2

    @functools.cached_property
    def broken(self):
        raise ValueError(self.x)


counted = []


def test_computed_once():
    counted.clear()
    record, other = P(2), P(3)
    assert [record.double, record.double, other.double, record.double] == [4, 4, 6, 4]
    assert counted == [2, 3]


def test_assigned_and_forgotten():
    record = P(2)
    record.double = 7
    assert record.double == 7
    del record.double
    assert record.double == 4
    del record.double
    with pytest.raises(AttributeError, match="double"):
        del record.double
    with pytest.raises(AttributeError, match="double"):
        del P(1).double


def test_errors_are_not_kept():
    record = P(2)
    for _ in range(2):
        with pytest.raises(ValueError, match="2"):
            record.broken


def test_eight_bytes_for_all_of_them():
    class Plain(dataobject):
        x: int

    assert P(1).__sizeof__() == Plain(1).__sizeof__() + 8
    assert not hasattr(P(1), "__dict__")
    assert (P.double.func.__name__, P.double.attrname, P.double.__doc__) == (
        "double",
        "double",
        "Twice x.",
    )


def test_heirs_move_the_slot():
    class Q(P):
        y: int = 0

    class R(Q, use_dict=True, use_weakref=True, gc=True):
        @functools.cached_property
        def third(self):
            return self.x * 3

    assert (Q(2).double, R(2).double, R(2).third) == (4, 4, 6)
    record = R(2)
    record.third
    assert record.__dict__ == {"third": 6}


def test_copies_compute_anew():
    record = P(2)
    record.double = 100
    assert copy.copy(record).double == 4
    assert copy.deepcopy(record).double == 4


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_below_named_tuples(factory):
    class V(factory("V", "x")):
        __slots__ = ()

        @functools.cached_property
        def double(self):
            return self.x * 2

    assert V(4).double == 8
    assert not hasattr(V(4), "__dict__")


def test_the_collector_sees_what_is_kept():
    class C(dataobject, gc=True, use_weakref=True):
        x: object

        @functools.cached_property
        def me(self):
            return self

    record = C(1)
    record.me
    gone = weakref.ref(record)
    del record
    gc.collect()
    assert gone() is None


def test_foreign_objects():
    for stranger in (1, dataobject(), P):
        with pytest.raises(TypeError, match="does not apply"):
            P.double.__get__(stranger)
        with pytest.raises(TypeError, match="does not apply"):
            P.double.__set__(stranger, 1)
    assert P.double.__get__(None, P) is P.double


@pytest.mark.parametrize("args", [(), (1, "x"), (len, 1), (len,)])
def test_made_wrongly(args):
    with pytest.raises(TypeError):
        cachedproperty(*args)


def test_a_subclass_of_cached_property_is_left_alone():
    class Own(functools.cached_property):
        pass

    class O(dataobject):  # noqa: E742
        x: int
        double = Own(lambda self: self.x)

    with pytest.raises(TypeError):
        O(1).double
