"""The order of a litelist: sorting with Python code that looks at the list and changes it."""

import threading

import pytest

from recordclass import litelist


def test_a_list_that_is_sorted_is_empty_and_must_not_change():
    seen = []
    a = litelist([3, 1, 2])

    def key(value):
        seen.append([*a])
        a.append(9)
        return value

    with pytest.raises(ValueError, match="modified during sort"):
        a.sort(key=key)
    assert seen[0] == []
    assert a == [1, 2, 3]
    a.sort(key=lambda value: a.sort() or -value)
    assert a == [3, 2, 1]

    def fail(value):
        raise KeyError(value)

    with pytest.raises(KeyError):
        a.sort(key=fail)
    assert sorted(a) == [1, 2, 3]


def test_the_argument_reverse_is_looked_at_while_the_list_is_whole():
    class Changes:
        def __init__(self, target):
            self.target = target

        def __index__(self):
            self.target.append(0)
            return 1

        def __bool__(self):
            return self.__index__() == 1

    ours, model = litelist([1, 3, 2]), [1, 3, 2]
    for target in (ours, model):
        target.sort(reverse=Changes(target))
    assert ours == model == [3, 2, 1, 0]


@pytest.mark.parametrize(
    "arguments",
    [
        {"reverse": "x"},
        {"reverse": None},
        {"reverse": 2**70},
        {"reverse": 1.5},
        {"reverse": -1},
        {"key": None},
        {"key": 5},
        {"wrong": 1},
    ],
    ids=repr,
)
@pytest.mark.parametrize("items", [[], [2], [2, 3, 1]])
def test_arguments_as_a_lists(arguments, items):
    outcomes = []
    for kind in (litelist, list):
        target = kind(items)
        try:
            got = target.sort(**arguments)
        except Exception as error:
            got = type(error), str(error)
        outcomes.append((got, [*target]))
    assert outcomes[0] == outcomes[1]


def test_no_positional_arguments():
    with pytest.raises(TypeError):
        litelist().sort(None)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_stable_and_backwards(n):
    pairs = [(i % 2, i) for i in range(n)]
    for reverse in (False, True):
        a = litelist(pairs)
        assert a.sort(key=lambda pair: pair[0], reverse=reverse) is None
        assert a == sorted(pairs, key=lambda pair: pair[0], reverse=reverse)
    a.reverse()
    assert a == sorted(pairs, key=lambda pair: pair[0], reverse=True)[::-1]


@pytest.mark.parametrize("change", ["append", "sort", "clear", "slice", "init", "reverse", "imul"])
def test_changes_while_sorted_are_told_as_a_lists(change):
    changes = {
        "append": lambda target: target.append(1),
        "sort": lambda target: target.sort(),
        "clear": lambda target: target.clear(),
        "slice": lambda target: target.__setitem__(slice(None), []),
        "init": lambda target: target.__init__(),
        "reverse": lambda target: target.reverse(),
        "imul": lambda target: target.__imul__(3),
    }
    outcomes = []
    for kind in (litelist, list):
        target = kind([3, 1, 2])

        def key(value, target=target):
            changes[change](target)
            return value

        try:
            target.sort(key=key)
        except ValueError as error:
            outcomes.append((str(error).replace("litelist", "list"), [*target]))
        else:
            outcomes.append((None, [*target]))
    assert outcomes[0] == outcomes[1]


def test_an_heir_that_only_the_sort_holds():
    class Heir(litelist):
        pass

    dead = []

    class Item:
        def __init__(self, n):
            self.n = n

        def __lt__(self, other):
            return self.n < other.n

        def __del__(self):
            dead.append(self.n)

    Heir(Item(n) for n in (2, 3, 1)).sort()
    assert sorted(dead) == [1, 2, 3]


def test_two_threads_sort_one_list():
    a = litelist(range(300))
    errors = []

    def work():
        for _ in range(30):
            try:
                a.sort(key=lambda value: -value)
            except ValueError as error:
                errors.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a.sort()
    assert a == list(range(300))
    assert set(errors) <= {"litelist modified during sort"}
