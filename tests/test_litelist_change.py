"""A litelist grows and shrinks: how often its buffer moves, and sizes that cannot be had."""

import sys

import pytest

from recordclass import litelist


def test_appending_moves_the_buffer_seldom():
    ours, sizes = litelist(), set()
    for i in range(100_000):
        ours.append(i)
        sizes.add(ours.__sizeof__())
    assert len(sizes) < 120
    assert ours.__sizeof__() < 8 * 100_000 * 1.2
    while ours:
        ours.pop()
    assert ours.__sizeof__() == litelist.__basicsize__


def test_sizes_that_cannot_be_had():
    a = litelist([1, 2, 3])
    for fail in (
        lambda: a * sys.maxsize,
        lambda: a * (sys.maxsize // 3),
        lambda: a.__imul__(sys.maxsize),
        lambda: a.__imul__(sys.maxsize // 8),
    ):
        with pytest.raises((MemoryError, OverflowError)):
            fail()
        assert a == [1, 2, 3]

    class Boasts:
        def __iter__(self):
            return iter(())

        def __length_hint__(self):
            return sys.maxsize // 2

    with pytest.raises(MemoryError):
        a.extend(Boasts())
    assert a == [1, 2, 3]


@pytest.mark.parametrize("method", ["append", "extend", "insert", "pop", "remove", "clear"])
def test_arguments_are_refused_as_a_lists(method):
    for arguments in ((), (1,), (1, 2), (1, 2, 3), ("a", 1), (1.5,), (2**70,), (2**70, 1)):
        outcomes = []
        for kind in (litelist, list):
            target = kind([1, 2, 3])
            try:
                got = getattr(target, method)(*arguments)
            except Exception as error:
                got = type(error)
            outcomes.append((got, [*target]))
        assert outcomes[0] == outcomes[1], arguments


def test_an_iterator_that_changes_the_list_it_fills():
    def some(target, change):
        for i in range(20):
            yield i
            if i % 7 == 3:
                change(target)

    for change in (
        lambda target: target.clear(),
        lambda target: target.pop(),
        lambda target: target.extend(range(100)),
        lambda target: target.__delitem__(slice(None, None, 2)),
        lambda target: target.sort(),
        lambda target: target.__init__("ab"),
    ):
        for start in ([], [1, 2, 3]):
            ours, model = litelist(start), list(start)
            for target in (ours, model):
                try:
                    target.extend(some(target, change))
                except TypeError:  # letters and numbers have no order
                    assert "b" in target
            assert ours == model
