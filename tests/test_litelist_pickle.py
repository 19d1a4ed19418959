"""Copies of litelists: pickle, copy.copy, copy.deepcopy."""

import copy
import pickle

import pytest

from recordclass import litelist


class Heir(litelist):
    def __init__(self, items=(), *, note=None):
        super().__init__(items)
        self.note = note


class Slim(litelist):
    __slots__ = ()


class Slotted(litelist):
    __slots__ = ("note",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("cls", [litelist, Heir, Slim, Slotted])
def test_copies(cls, protocol):
    a = cls([1, "two", [3]])
    if cls in (Heir, Slotted):
        a.note = "kept"
    a.append(a)
    again = pickle.loads(pickle.dumps(a, protocol))
    shallow, deep = copy.copy(a), copy.deepcopy(a)
    for other in (again, shallow, deep):
        assert type(other) is cls
        assert other[:3] == [1, "two", [3]]
        assert getattr(other, "note", None) == getattr(a, "note", None)
    assert again[3] is again
    assert deep[3] is deep
    assert shallow[3] is a
    assert shallow[2] is a[2] is not deep[2]
    for other in (a, again, deep):
        other.clear()


def test_init_is_not_run():
    class Asks(litelist):
        def __init__(self, needed):
            super().__init__([needed])

    assert copy.copy(Asks(5)) == copy.deepcopy(Asks(5)) == [5]
