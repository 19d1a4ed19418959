"""The iterators of a litelist are a list's: they see changes, and pickle where they are."""

import copy
import pickle

import pytest

from recordclass import litelist

DIRECTIONS = pytest.mark.parametrize("direction", [iter, reversed])


@DIRECTIONS
def test_changes_during_a_loop(direction):
    def walk(kind, change):
        target, seen = kind(range(6)), []
        for value in direction(target):
            seen.append(value)
            if len(seen) == 2:
                change(target)
        return seen

    for change in (
        lambda a: a.append(9),
        lambda a: a.clear(),
        lambda a: a.insert(0, 9),
        lambda a: a.__delitem__(slice(0, 3)),
        lambda a: a.reverse(),
    ):
        assert walk(litelist, change) == walk(list, change)


@DIRECTIONS
def test_once_exhausted_it_stays_so(direction):
    a = litelist([1])
    it = direction(a)
    assert [*it] == [1]
    a.append(2)
    assert [*it] == []
    assert it.__length_hint__() == 0
    assert [*pickle.loads(pickle.dumps(it))] == []
    it.__setstate__(0)
    assert [*it] == []


@DIRECTIONS
@pytest.mark.parametrize("taken", range(4))
def test_copies_go_on_from_the_same_place(direction, taken):
    it, model = direction(litelist("abc")), direction(list("abc"))
    for _ in range(taken):
        assert next(it, None) == next(model, None)
    assert it.__length_hint__() == 3 - taken
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert [*pickle.loads(pickle.dumps(it, protocol))] == [*copy.copy(model)]
    assert [*copy.copy(it)] == [*model]


@DIRECTIONS
@pytest.mark.parametrize("state", [0, 1, 2, 3, 99])
def test_state(direction, state):
    it, model = direction(litelist("abc")), direction(list("abc"))
    it.__setstate__(state)
    model.__setstate__(state)
    assert [*it] == [*model]


def test_negative_state():
    """Versions of list differ here; this is what they did up to 3.12."""
    it, back = iter(litelist("abc")), reversed(litelist("abc"))
    it.__setstate__(-5)
    back.__setstate__(-5)
    assert ([*it], [*back]) == (["a", "b", "c"], [])


@DIRECTIONS
def test_it_is_made_by_lists_only(direction):
    with pytest.raises(TypeError):
        type(direction(litelist()))()
    with pytest.raises(TypeError):
        direction(litelist()).__setstate__("a")
