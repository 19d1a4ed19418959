"""Equality and order of litelists, with each other and with lists, as of two lists."""

import pytest

from recordclass import litelist, memoryslots


def test_comparison_with_lists_and_others():
    assert litelist([1, 2]) == litelist([1, 2]) == [1, 2]
    assert [1, 2] == litelist([1, 2])
    assert [1] < litelist([1, 0]) <= litelist([2])
    assert litelist([1]) != (1,)
    assert litelist([1]) != memoryslots(1)
    nan = float("nan")
    assert litelist([nan]) == litelist([nan])
    with pytest.raises(TypeError):
        litelist() < ()


def test_a_comparison_of_chains_is_no_deeper_than_the_stack():
    a, b = litelist(), litelist()
    for _ in range(100_000):
        a, b = litelist([a]), litelist([b])
    with pytest.raises(RecursionError):
        a == b


def test_items_that_empty_both_lists():
    class Evil:
        def __eq__(self, other):
            a.clear()
            b.clear()
            return True

        __hash__ = None

    for kind in (litelist, list):
        a, b = litelist([Evil(), 1]), kind([Evil(), 2])
        assert a == b
        a, b = litelist([Evil(), 1]), kind([Evil(), 2])
        assert not a < b
        assert (a, b) == ([], kind())


def test_an_error_of_an_item_comes_through():
    class Fails:
        def __eq__(self, other):
            raise KeyError("eq")

        __hash__ = None

    for use in (litelist.__eq__, litelist.__ne__, litelist.__lt__, litelist.__ge__):
        for kind in (litelist, list):
            with pytest.raises(KeyError):
                use(litelist([1, Fails()]), kind([1, 2]))
