"""copy.copy() and copy.deepcopy() of records."""

from __future__ import annotations

import copy
import gc
import sys

import pytest

from recordclass import dataobject, recordclass

COPIES = (copy.copy, copy.deepcopy)


def test_copy_has_the_same_values(every_family):
    values = ([1], {"a": 2}, object())
    r = every_family(*values)
    again = copy.copy(r)
    assert again is not r
    assert type(again) is type(r)
    assert all(map(lambda a, b: a is b, every_family.values(again, 3), values))


def test_deepcopy_has_copies_of_the_values(every_family):
    values = ([1, [2]], {"a": (3, [4])}, "text", 5.0, None)
    r = every_family(*values)
    again = copy.deepcopy(r)
    assert again is not r
    assert type(again) is type(r)
    copied = every_family.values(again, 5)
    assert copied == values
    assert copied[0] is not values[0]
    assert copied[0][1] is not values[0][1]
    assert copied[1]["a"][1] is not values[1]["a"][1]
    assert every_family.values(r, 5) == values


def test_copy_of_no_fields(family):
    for make in COPIES:
        again = make(family())
        assert type(again) is family.cls(0)
        assert repr(again) == family.text()


def test_copy_is_independent(writable_family):
    family = writable_family
    for make in COPIES:
        r = family(1, 2)
        again = make(r)
        family.set(again, 0, "changed")
        family.set(r, 1, "changed")
        assert family.values(r, 2) == (1, "changed")
        assert family.values(again, 2) == ("changed", 2)


def test_copy_of_a_readonly_record(nowritable_family):
    for make in COPIES:
        again = make(nowritable_family([1], 2))
        assert nowritable_family.values(again, 2) == ([1], 2)
        with pytest.raises(AttributeError):
            nowritable_family.set(again, 0, 3)
        with pytest.raises(AttributeError):
            nowritable_family.unset(again, 0)


def test_unset_stays_unset(writable_family):
    family = writable_family
    for make in COPIES:
        r = family([1], 2, 3)
        family.unset(r, 1)
        again = make(r)
        assert repr(again) == family.text("[1]", "<unset>", "3", cls=type(r))
        with pytest.raises(AttributeError):
            family.get(again, 1)
        family.set(again, 1, "healed")
        assert family.values(again, 3) == ([1], "healed", 3)
        with pytest.raises(AttributeError):
            family.get(r, 1)


def test_dict(dict_family):
    r = dict_family(1)
    r.extra = [2]
    again = copy.copy(r)
    assert again.__dict__ == {"extra": [2]}
    assert again.extra is r.extra
    again.more = 3
    assert not hasattr(r, "more")
    deep = copy.deepcopy(r)
    assert deep.extra == [2]
    assert deep.extra is not r.extra


def test_dict_that_was_never_used(dict_family):
    for make in COPIES:
        assert make(dict_family(1)).__dict__ == {}


def test_deepcopy_of_a_dict_that_leads_back(dict_family):
    r = dict_family(1)
    r.me = [r]
    again = copy.deepcopy(r)
    assert again.me[0] is again
    r.me = again.me = None


def test_deepcopy_of_a_cycle(writable_family):
    family = writable_family
    r = family(1, [])
    family.get(r, 1).append(r)
    family.set(r, 0, r)
    again = copy.deepcopy(r)
    assert again is not r
    assert family.get(again, 0) is again
    assert family.get(again, 1)[0] is again
    for record in (r, again):
        family.set(record, 0, None)
        family.set(record, 1, None)


def test_deepcopy_of_a_cycle_through_a_list(family):
    values = []
    r = family(values, 2)
    values.append(r)
    again = copy.deepcopy(r)
    assert again is not r
    copied = family.get(again, 0)
    assert copied is not values
    assert copied[0] is again
    values.clear()
    copied.clear()


def test_deepcopy_keeps_sharing(family):
    shared = [1]
    r = family(shared, shared)
    a, b = family.values(copy.deepcopy([r, r])[1], 2)
    assert a is b
    assert a is not shared
    first, second = copy.deepcopy([r, r])
    assert first is second


def test_deepcopy_uses_the_memo(family):
    value = [1]
    r = family(value)
    memo = {id(value): "from the memo"}
    assert family.get(copy.deepcopy(r, memo), 0) == "from the memo"
    again = copy.deepcopy(r, memo)
    assert memo[id(r)] is again
    assert copy.deepcopy(r, memo) is again


def test_memo_of_another_kind(family):
    r = family([1])
    for memo in (None, 1, []):
        with pytest.raises((TypeError, IndexError, AttributeError)):
            r.__deepcopy__(memo)


def test_deepcopy_calls_what_values_define(family):
    class Value:
        def __deepcopy__(self, memo):
            return ("copied", type(memo))

    assert family.get(copy.deepcopy(family(Value())), 0) == ("copied", dict)


def test_deepcopy_that_fails(family):
    class Value:
        def __deepcopy__(self, memo):
            raise ZeroDivisionError("no copy")

    r = family([1], Value(), 3)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="no copy"):
            copy.deepcopy(r)


def test_deepcopy_while_a_value_changes_the_record(writable_family):
    family = writable_family

    class Meddler:
        def __deepcopy__(self, memo):
            family.set(r, 0, None)
            family.unset(r, 1)
            family.set(r, 2, "new")
            return "copied"

    r = family(Meddler(), 2, [3])
    again = copy.deepcopy(r)
    assert repr(again) == family.text("'copied'", "<unset>", "'new'", cls=type(r))


def test_deepcopy_while_a_value_changes_the_copy(writable_family):
    family = writable_family

    class Meddler:
        def __deepcopy__(self, memo):
            half = memo[id(r)]
            assert repr(half) == family.text("1", "<unset>", "<unset>", cls=type(r))
            family.set(half, 1, "overwritten below")
            family.set(half, 2, "overwritten below")
            return "copied"

    r = family(1, Meddler(), 3)
    assert family.values(copy.deepcopy(r), 3) == (1, "copied", 3)


def test_deepcopy_of_deep_records(nodict_noweakref_family):
    family = nodict_noweakref_family
    r = family(None)
    for _ in range(50_000):
        r = family(r)
    with pytest.raises(RecursionError):
        copy.deepcopy(r)


def test_copy_runs_no_new_and_no_init(family):
    calls = []

    class Sub(family.cls(2)):
        def __init__(self, *args):
            calls.append(args)

    r = Sub(1, 2)
    calls.clear()
    for make in COPIES:
        again = make(r)
        assert type(again) is Sub
        assert repr(again) == repr(r)
    assert calls == []


def test_subclass_with_a_dict():
    class Sub(recordclass("Base", "x")):
        pass

    r = Sub([1])
    r.extra = [2]
    for make in COPIES:
        again = make(r)
        assert type(again) is Sub
        assert again == ([1],)
        assert again.extra == [2]


def test_own_methods_win(family):
    namespace = {"__copy__": lambda self: "copy", "__deepcopy__": lambda self, memo: "deep"}
    r = family.make(1, typename="Own", namespace=namespace)(1)
    assert copy.copy(r) == "copy"
    assert copy.deepcopy(r) == "deep"


def test_hash_of_a_deep_copy():
    class R(dataobject, readonly=True):
        x: object

    assert {copy.deepcopy(R((1, 2))): "found"}[R((1, 2))] == "found"


def test_collector_sees_the_copy(gc_family):
    for make in COPIES:
        assert gc.is_tracked(make(gc_family([1])))


def test_collector_does_not_see_the_copy(nogc_family):
    for make in COPIES:
        assert not gc.is_tracked(make(nogc_family([1])))


def test_references_are_counted(family):
    value = len
    r = family(value, value)
    before = sys.getrefcount(value)
    made = [copy.copy(r), copy.deepcopy(r)]
    assert sys.getrefcount(value) == before + 4
    made.clear()
    assert sys.getrefcount(value) == before


def test_deepcopy_where_the_stack_ends():
    record = recordclass("R", "x")([1])
    outcomes = set()

    def down():
        try:
            down()
        except RecursionError:
            pass
        try:
            outcomes.add(repr(record.__deepcopy__({})))
        except RecursionError:
            outcomes.add(RecursionError)

    down()
    assert outcomes == {RecursionError, "R(x=[1])"}
