"""Equality, order and hash; the model is a tuple."""

from __future__ import annotations

import copy
import decimal
import fractions
import operator
from itertools import product

import pytest

from recordclass import Field, dataobject, memoryslots, recordclass, structclass

OPERATORS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
ORDERS = OPERATORS[2:]

NAN = float("nan")
TUPLES = (
    (),
    (1,),
    (2,),
    (1.0,),
    (NAN,),
    (1, 2),
    (1, 3),
    (2, 1),
    (1, 2, 3),
    (True, 2.0, 3),
    ("a", "b"),
    ("a", 1),
    (None, 1),
    ((1, 2), [3]),
    ((1, 2), [4]),
)


def outcome(call, *args):
    """Give the result of a call, or the type of its error."""
    try:
        return call(*args)
    except TypeError:
        return TypeError


# ---- with tuples ----


def test_as_tuples_do(tuplelike_family):
    other = recordclass("Other", "p q")
    for a, b in product(TUPLES, repeat=2):
        r, s = tuplelike_family(*a), tuplelike_family(*b)
        for op in OPERATORS:
            expected = outcome(op, a, b)
            assert outcome(op, r, s) == expected
            assert outcome(op, r, b) == expected
            assert outcome(op, a, s) == expected
            assert outcome(op, r, memoryslots(*b)) == expected
            assert outcome(op, memoryslots(*a), s) == expected
            if len(b) == 2:
                assert outcome(op, r, other(*b)) == expected


def test_tuplelike_with_something_else(tuplelike_family):
    r = tuplelike_family(1, 2)
    for other in ([1, 2], {1: 2}, None, object(), structclass("S", "x y")(1, 2), "12"):
        assert r != other
        assert other != r
        for op in ORDERS:
            with pytest.raises(TypeError, match="not supported between"):
                op(r, other)
            with pytest.raises(TypeError, match="not supported between"):
                op(other, r)


# ---- with the same class ----


def test_same_class_compares_as_tuples_do(notuplelike_family):
    for a, b in product(TUPLES, repeat=2):
        if len(a) != len(b):
            continue
        r, s = notuplelike_family(*a), notuplelike_family(*b)
        for op in OPERATORS:
            assert outcome(op, r, s) == outcome(op, a, b)


def test_another_class_is_another(notuplelike_family):
    family = notuplelike_family
    r = family(1, 2)

    class Sub(family.cls(2)):
        pass

    for other in (family.make(2)(1, 2), Sub(1, 2), (1, 2), memoryslots(1, 2), [1, 2], None):
        assert r != other
        assert other != r
        assert not r == other
        for op in ORDERS:
            with pytest.raises(TypeError, match="not supported between"):
                op(r, other)


def test_leaves_the_word_to_the_other_side(family):
    class Other:
        def __eq__(self, other):
            return "eq"

        def __lt__(self, other):
            return "lt"

        __hash__ = None

    r = family(1, 2)
    assert (r == Other()) == "eq"
    assert (r > Other()) == "lt"


# ---- values that are not equal to themselves, and other fine points ----


def test_the_same_object_is_equal(family):
    r, s = family(NAN, 1), family(NAN, 1)
    assert r == s
    assert r == r
    assert not r != s
    assert r <= s
    assert family(NAN) != family(float("nan"))


def test_copy_is_equal(family):
    r = family([1], NAN)
    assert copy.copy(r) == r


def test_order_gives_what_the_values_give(family):
    class Value:
        def __eq__(self, other):
            return False

        def __lt__(self, other):
            return "less"

        __hash__ = None

    assert (family(Value()) < family(Value())) == "less"
    assert (family(1, Value()) < family(1, Value())) == "less"
    assert (family(1, Value()) == family(1, Value())) is False
    with pytest.raises(TypeError):
        family(Value()) <= family(Value())


def test_only_the_first_difference_counts(family):
    class Untouchable:
        def __eq__(self, other):
            raise ZeroDivisionError

        __hash__ = None

    assert family(1, Untouchable()) != family(2, Untouchable())
    assert family(1, Untouchable()) < family(2, Untouchable())
    for op in OPERATORS:
        with pytest.raises(ZeroDivisionError):
            op(family(1, Untouchable()), family(1, Untouchable()))


def test_equality_that_answers_oddly(family):
    class Odd:
        def __init__(self, answer):
            self.answer = answer

        def __eq__(self, other):
            return self.answer

        __hash__ = None

    class Broken:
        def __bool__(self):
            raise ZeroDivisionError("no truth")

    assert family(Odd([1])) == family(1)
    assert family(Odd([])) != family(1)
    assert family(Odd(NotImplemented)) != family(1)
    with pytest.raises(ZeroDivisionError, match="no truth"):
        family(Odd(Broken())) == family(1)


def test_other_attributes_do_not_count(dict_family):
    r, s = dict_family(1), dict_family(1)
    r.extra = 1
    assert r == s


# ---- recursion ----


def test_recursion(writable_family):
    family = writable_family
    r, s = family(1, 2), family(1, 2)
    family.set(r, 1, r)
    family.set(s, 1, s)
    assert r == r
    for op in OPERATORS:
        with pytest.raises(RecursionError):
            op(r, s)
    assert family(1) == family(1)
    family.set(r, 1, None)
    family.set(s, 1, None)
    assert r == s


def test_deep_records(nodict_noweakref_family):
    family = nodict_noweakref_family
    r, s = family(None), family(None)
    for _ in range(50_000):
        r, s = family(r), family(s)
    with pytest.raises(RecursionError):
        r == s
    with pytest.raises(RecursionError):
        r < s


def test_deep_hash(hashable_nodict_noweakref_family):
    r = hashable_nodict_noweakref_family(None)
    for _ in range(50_000):
        r = hashable_nodict_noweakref_family(r)
    with pytest.raises(RecursionError):
        hash(r)


def test_hash_of_a_record_in_itself(hashable_writable_family):
    r = hashable_writable_family(1, 2)
    hashable_writable_family.set(r, 1, r)
    with pytest.raises(RecursionError):
        hash(r)
    hashable_writable_family.set(r, 1, None)
    assert hash(r) == hash((1, None))


# ---- values that change the records while they compare ----


def test_equality_that_drops_the_values(writable_family):
    family = writable_family

    class Meddler:
        def __eq__(self, other):
            for record in (r, s):
                family.set(record, 0, None)
                family.set(record, 1, None)
            return True

        __hash__ = None

    r, s = family(Meddler(), object()), family(Meddler(), object())
    assert r == s
    assert family.values(r, 2) == family.values(s, 2) == (None, None)


def test_equality_that_unsets(writable_family):
    family = writable_family

    class Meddler:
        def __eq__(self, other):
            family.unset(r, 1)
            return True

        __hash__ = None

    for op in OPERATORS:
        r, s = family(Meddler(), object()), family(Meddler(), object())
        with pytest.raises(AttributeError):
            op(r, s)


def test_order_that_drops_the_values(writable_family):
    family = writable_family

    class Meddler:
        def __eq__(self, other):
            family.set(r, 0, None)
            family.set(s, 0, None)
            return False

        def __lt__(self, other):
            return isinstance(other, Meddler)

        __hash__ = None

    r, s = family(Meddler(), 1), family(Meddler(), 1)
    assert r < s  # the pair that was compared is the pair that is ordered


def test_hash_that_changes_the_record(hashable_writable_family):
    family = hashable_writable_family

    class Meddler:
        def __hash__(self):
            family.set(r, 0, None)
            family.unset(r, 1)
            return 5

    r = family(Meddler(), 2)
    with pytest.raises(AttributeError):
        hash(r)


# ---- hash ----

HASHED = (
    0,
    -1,
    1,
    2**31,
    2**61 - 1,
    2**63,
    -(2**70),
    0.5,
    float("inf"),
    -float("inf"),
    1 + 2j,
    True,
    None,
    "",
    "text",
    "ß",
    b"bytes",
    (),
    (1, (2, 3)),
    frozenset({1, 2}),
    decimal.Decimal("1.5"),
    fractions.Fraction(1, 3),
    int,
    len,
    Ellipsis,
)


def test_hash_is_the_tuples(every_hashable_family):
    for values in ((), *((a,) for a in HASHED), HASHED, HASHED[::-1]):
        assert hash(every_hashable_family(*values)) == hash(values)


def test_hash_is_the_tuples_for_pairs():
    cls = recordclass("R", "x y", readonly=True)
    for values in product(HASHED, repeat=2):
        assert hash(cls(*values)) == hash(values)


def test_hash_is_the_tuples_for_any_length(hashable_family):
    for n in (1, 2, 3, 8, 17, 64):
        values = tuple(range(-3, n - 3))
        assert hash(hashable_family(*values)) == hash(values)


def test_found_in_a_dict(hashable_family):
    assert {hashable_family(1, "a"): "found"}[hashable_family(1.0, "a")] == "found"


def test_found_in_a_dict_by_a_tuple(hashable_tuplelike_family):
    assert {(1, 2): "found"}[hashable_tuplelike_family(1, 2)] == "found"
    assert {hashable_tuplelike_family(1, 2): "found"}[1, 2] == "found"


def test_unhashable(nohashable_family):
    r = nohashable_family(1, 2)
    with pytest.raises(TypeError, match="unhashable type"):
        hash(r)
    with pytest.raises(TypeError, match="unhashable type"):
        {r}
    assert type(r).__hash__ is None


def test_unhashable_value(hashable_family):
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(hashable_family(1, []))


def test_some_readonly_fields_give_no_hash():
    with pytest.raises(TypeError, match="unhashable"):
        hash(recordclass("R", "x y", readonly="x")(1, 2))


def test_own_hash_and_equality_win(family):
    namespace = {"__eq__": lambda self, other: "own", "__hash__": lambda self: 42}
    r = family.make(1, typename="Own", namespace=namespace)(1)
    assert hash(r) == 42
    assert (r == 1) == "own"
    assert (r != 1) is False


def test_own_equality_takes_the_hash_away():
    class R(dataobject, hashable=True):
        x: int

        def __eq__(self, other):
            return True

    class S(dataobject):
        x: int

        def __eq__(self, other):
            return True

    with pytest.raises(TypeError, match="unhashable"):
        hash(S(1))
    # asked for in so many words
    assert hash(R(1)) == hash((1,))


def test_subclass_keeps_the_hash(hashable_family):
    class Sub(hashable_family.cls(2)):
        pass

    assert hash(Sub(1, 2)) == hash((1, 2))


def test_sorting(family):
    records = [family(a, b) for a in (2, 1, 3) for b in ("b", "a")]
    records.sort()
    assert [family.values(r, 2) for r in records] == [
        (1, "a"),
        (1, "b"),
        (2, "a"),
        (2, "b"),
        (3, "a"),
        (3, "b"),
    ]
    assert family.values(max(records), 2) == (3, "b")


def test_ne_follows_an_own_eq_that_gives_no_answer():
    class P(dataobject):
        x: object

        def __eq__(self, other):
            if self.x is None:
                raise KeyError
            return NotImplemented

    a, b = P(1), P(1)
    assert a != b
    assert a == a
    with pytest.raises(KeyError):
        P(None).__ne__(b)


def test_fields_that_are_left_out_of_the_hash():
    class P(dataobject, readonly=True):
        x: object
        y: object = Field(eq=False, hash=False, order=False)
        z: object = 3

    assert hash(P(1, 2)) == hash(P(1, [])) == hash((1, 3))
