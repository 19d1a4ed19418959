"""The text of a litelist."""

import pytest

from recordclass import litelist


def test_cyclic_and_deep_repr():
    a = litelist([1])
    a.append(a)
    assert repr(a) == "litelist([1, litelist([...])])"
    a.clear()
    for _ in range(100_000):
        a = litelist([a])
    with pytest.raises(RecursionError):
        repr(a)


def test_an_error_of_an_item_leaves_no_mark():
    class Fails:
        broken = True

        def __repr__(self):
            if self.broken:
                raise KeyError("repr")
            return "whole"

    item = Fails()
    a = litelist([item])
    b = litelist([a, a])
    for _ in range(3):
        with pytest.raises(KeyError):
            repr(b)
    item.broken = False
    assert repr(b) == "litelist([litelist([whole]), litelist([whole])])"


def test_an_item_that_changes_the_list():
    class Grows:
        def __repr__(self):
            if len(a) < 4:
                a.append(Grows())
            else:
                a.pop(0)
            return "."

    a = litelist([Grows()])
    assert repr(a) == "litelist([., ., ., .])"
    assert len(a) == 3
