"""litelist does what list does: a model, Python code that runs in between; its heirs."""

import collections.abc
import gc
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import recordclass
from recordclass import litelist, litelist_fromargs, memoryslots, structclass

VALUES = st.integers(-2, 3) | st.sampled_from(["a", "b", 1.5, None])
SEVERAL = st.lists(VALUES, max_size=12)
INDEX = st.integers(-14, 14) | st.sampled_from([2**70, -(2**70), 1.5, sys.maxsize])
BOUND = st.none() | st.integers(-14, 14)
SLICE = st.builds(slice, BOUND, BOUND, BOUND)


class Breaks:
    """Gives some items, and then an error."""

    def __init__(self, items):
        self.items = items

    def __iter__(self):
        yield from self.items
        raise KeyError("broken")


def inplace_add(a, values):
    a += values
    return a


def inplace_mul(a, n):
    a *= n
    return a


#: name -> (what to do, strategies of its arguments)
OPERATIONS = {
    "append": (lambda a, v: a.append(v), [VALUES]),
    "extend": (lambda a, v: a.extend(v), [SEVERAL]),
    "extend_tuple": (lambda a, v: a.extend(tuple(v)), [SEVERAL]),
    "extend_iterator": (lambda a, v: a.extend(iter(v)), [SEVERAL]),
    "extend_generator": (lambda a, v: a.extend(x for x in v), [SEVERAL]),
    "extend_broken": (lambda a, v: a.extend(Breaks(v)), [SEVERAL]),
    "extend_self": (lambda a: a.extend(a), []),
    "extend_iter_self": (lambda a: a.extend(x for x in a[:]), []),
    "extend_wrong": (lambda a, v: a.extend(v), [st.sampled_from([1, None])]),
    "insert": (lambda a, i, v: a.insert(i, v), [INDEX, VALUES]),
    "pop": (lambda a: a.pop(), []),
    "pop_at": (lambda a, i: a.pop(i), [INDEX]),
    "remove": (lambda a, v: a.remove(v), [VALUES]),
    "clear": (lambda a: a.clear(), []),
    "index": (lambda a, v: a.index(v), [VALUES]),
    "index_within": (lambda a, v, i, k: a.index(v, i, k), [VALUES, INDEX, INDEX]),
    "count": (lambda a, v: a.count(v), [VALUES]),
    "contains": (lambda a, v: v in a, [VALUES]),
    "sort": (lambda a, r: a.sort(reverse=r), [st.booleans()]),
    "sort_key": (lambda a, r: a.sort(key=str, reverse=r), [st.booleans()]),
    "sort_wrong": (lambda a: a.sort(wrong=1), []),
    "reverse": (lambda a: a.reverse(), []),
    "copy": (lambda a: a.copy(), []),
    "get": (lambda a, i: a[i], [INDEX]),
    "set": (lambda a, i, v: a.__setitem__(i, v), [INDEX, VALUES]),
    "del": (lambda a, i: a.__delitem__(i), [INDEX]),
    "get_slice": (lambda a, s: a[s], [SLICE]),
    "set_slice": (lambda a, s, v: a.__setitem__(s, v), [SLICE, SEVERAL]),
    "set_slice_iterator": (lambda a, s, v: a.__setitem__(s, iter(v)), [SLICE, SEVERAL]),
    "set_slice_broken": (lambda a, s, v: a.__setitem__(s, Breaks(v)), [SLICE, SEVERAL]),
    "set_slice_self": (lambda a, s: a.__setitem__(s, a), [SLICE]),
    "set_slice_same": (lambda a, s: a.__setitem__(s, a[s]), [SLICE]),
    "set_slice_wrong": (lambda a, s: a.__setitem__(s, 5), [SLICE]),
    "del_slice": (lambda a, s: a.__delitem__(s), [SLICE]),
    "add": (lambda a, v: a + v, [SEVERAL]),
    "add_wrong": (lambda a, v: a + v, [st.sampled_from([(1,), 1, "ab"])]),
    "mul": (lambda a, n: a * n, [st.integers(-1, 3)]),
    "rmul": (lambda a, n: n * a, [st.integers(-1, 3)]),
    "iadd": (inplace_add, [SEVERAL]),
    "iadd_text": (inplace_add, [st.text("xy", max_size=3)]),
    "imul": (inplace_mul, [st.integers(0, 2)]),
    "imul_wrong": (inplace_mul, [st.sampled_from([1.5, "a"])]),
    "again": (lambda a, v: a.__init__(v), [SEVERAL]),
    "len": (len, []),
    "bool": (bool, []),
    "reversed": (lambda a: [*reversed(a)], []),
    "iter": (lambda a: [*iter(a)], []),
    "less": (lambda a, v: a < v, [SEVERAL]),
    "at_least": (lambda a, v: a >= v, [SEVERAL]),
    "equal": (lambda a, v: (a == v, a != v), [SEVERAL]),
    "hash": (hash, []),
}
STEP = st.one_of(
    *[
        st.tuples(st.just(name), *arguments).map(lambda step: (step[0], step[1:]))
        for name, (_, arguments) in OPERATIONS.items()
    ]
)


def outcome(function, *args):
    try:
        return function(*args), None
    except Exception as error:
        return None, type(error)


@given(start=SEVERAL, steps=st.lists(STEP, max_size=12))
def test_as_a_list(start, steps):
    ours, model = litelist(start), list(start)
    for name, arguments in steps:
        if len(model) > 2000:
            break
        (got, error), (expected, expected_error) = (
            outcome(OPERATIONS[name][0], ours, *arguments),
            outcome(OPERATIONS[name][0], model, *arguments),
        )
        assert error is expected_error, (name, arguments)
        if name != "sort" or error is None:
            assert [*ours] == model, (name, arguments)
        else:
            ours, model = litelist(start), list(start)  # a sort that fails leaves any order
        if expected is model:
            assert got is ours
        elif type(expected) is list and name not in ("iter", "reversed"):
            assert (type(got), [*got]) == (litelist, expected)
        else:
            assert got == expected
        assert repr(ours) == f"litelist({model!r})"


def test_making():
    assert [*litelist()] == []
    assert [*litelist("ab")] == ["a", "b"]
    assert [*litelist_fromargs()] == []
    assert [*litelist_fromargs([1], "ab")] == [[1], "ab"]
    assert type(litelist_fromargs(1)) is litelist
    assert recordclass.litelist is litelist
    for wrong in (
        lambda: litelist(1, 2),
        lambda: litelist(iterable=[]),
        lambda: litelist(5),
        lambda: litelist_fromargs(x=1),
    ):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(TypeError, match="litelist expected at most 1 argument, got 2"):
        litelist(1, 2)
    for call in (litelist, lambda **named: litelist(*[], **named)):
        with pytest.raises(TypeError):
            call(x=1)
    assert type.__call__(litelist, "ab") == litelist(*["ab"]) == ["a", "b"]


def test_size_and_collector():
    header = sys.getsizeof(()) - tuple.__basicsize__
    for n in (0, 1, 7, 100):
        assert litelist(range(n)).__sizeof__() == litelist.__basicsize__ + n * 8
        assert sys.getsizeof(litelist([0] * n)) == sys.getsizeof([0] * n) - header
    assert litelist.__basicsize__ == list.__basicsize__
    assert not gc.is_tracked(litelist([[]]))
    assert not hasattr(litelist(), "__dict__")


def test_what_it_is_an_instance_of():
    assert isinstance(litelist(), collections.abc.MutableSequence)
    assert not isinstance(litelist(), list)
    assert litelist[int].__origin__ is litelist
    assert litelist.__hash__ is None
    missing = {name for name in dir(list) if name not in dir(litelist)}
    assert missing == set()
    with pytest.raises(TypeError):
        litelist.x = 1
    match litelist([1, 2]):
        case [a, b]:
            assert (a, b) == (1, 2)
        case _:
            pytest.fail("no match")


class Heir(litelist):
    def __init__(self, items=(), *, note=None):
        super().__init__(items)
        self.note = note


class Slim(litelist):
    __slots__ = ()


def test_heirs():
    heir = Heir("ab", note=1)
    assert (heir.note, repr(heir), [*heir]) == (1, "Heir(['a', 'b'])", ["a", "b"])
    assert type(heir[:]) is type(heir + []) is type(heir * 2) is type(heir.copy()) is litelist  # noqa: RUF005
    assert heir == litelist("ab")
    assert not hasattr(Slim(), "__dict__")
    with pytest.raises(TypeError):
        type("Both", (litelist, memoryslots), {})


@pytest.mark.parametrize("added", [None, (), ("x",), ("__dict__",), ("__weakref__",)])
def test_the_collector_frees_cycles_of_heirs(added):
    dead = []
    body = {} if added is None else {"__slots__": added}

    class Told(type("Added", (litelist,), body)):
        __slots__ = ()

        def __del__(self):
            dead.append([*map(type, self)])

    heir = Told()
    assert gc.is_tracked(heir)
    heir.append([1, heir])
    heir.extend([heir, "x"])
    del heir
    assert dead == []
    gc.collect()
    assert dead == [[list, Told, str]]


def test_the_collector_does_not_see_through_a_plain_one():
    class Told(litelist):
        def __del__(self):
            dead.append(1)

    dead = []
    heir = Told()
    between = litelist([heir])
    heir.append(between)
    del heir
    gc.collect()
    assert dead == []
    between.clear()
    assert dead == [1]


def test_the_collector_sees_what_an_heir_holds():
    held = [1]
    heir = Heir([held])
    heir.other = {}
    assert {id(x) for x in gc.get_referents(heir)} >= {id(held), id(Heir)}
    plain = Slim([held])
    header = sys.getsizeof(()) - tuple.__basicsize__
    assert {id(x) for x in gc.get_referents(plain)} == {id(held), id(Slim)}
    assert sys.getsizeof(plain) == sys.getsizeof(litelist([held])) + header


def test_the_class_of_an_heir_can_be_changed_where_the_layout_is_the_same():
    class Other(litelist):
        def __len__(self):
            return 7

    class Slim2(litelist):
        __slots__ = ()

    heir, slim = Heir("ab"), Slim("ab")
    heir.__class__ = Other
    slim.__class__ = Slim2
    assert (type(heir), len(heir), heir[1]) == (Other, 7, "b")
    assert (type(slim), slim[1]) == (Slim2, "b")
    for target, other in ((heir, Slim), (slim, Heir), (litelist(), Slim), (heir, list)):
        with pytest.raises(TypeError):
            target.__class__ = other


def changes(target):
    """Changes that an item, a key or an iterator makes in the middle of an operation."""
    return [
        target.clear,
        lambda: target.append(5),
        lambda: target.__setitem__(slice(None), range(50)),
        lambda: target.__delitem__(slice(0, 2)),
        lambda: target.__init__([1]),
        target.reverse,
    ]


USES = {
    "contains": lambda a, e: e in a,
    "index": lambda a, e: a.index(e),
    "count": lambda a, e: a.count(e),
    "remove": lambda a, e: a.remove(e),
    "equal": lambda a, e: a == litelist([e] * 4),
    "equal_list": lambda a, e: a == [e] * 4,
    "less": lambda a, e: a < [e] * 5,
    "get": lambda a, e: a[e],
    "set": lambda a, e: a.__setitem__(e, 1),
    "del": lambda a, e: a.__delitem__(e),
    "get_slice": lambda a, e: a[e:],
    "set_slice": lambda a, e: a.__setitem__(slice(e, None, 2), [1, 2]),
    "set_slice_values": lambda a, e: a.__setitem__(slice(1, 3), (e.__index__() for _ in range(2))),
    "del_slice": lambda a, e: a.__delitem__(slice(None, None, e)),
    "insert": lambda a, e: a.insert(e, 1),
    "pop": lambda a, e: a.pop(e),
    "extend": lambda a, e: a.extend(e.__index__() for _ in range(3)),
    "repr": lambda a, e: (a.insert(0, e), repr(a)),
    "sort": lambda a, e: (a.append(e), a.sort()),
    "sort_key": lambda a, e: a.sort(key=lambda v: e.__index__()),
    "mul": lambda a, e: a * e,
    "again": lambda a, e: a.__init__(e.__index__() for _ in range(3)),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("which", range(6))
def test_changes_in_the_middle(use, which):
    def make(kind):
        target = kind([object(), "x", 2.5, object()])

        class Evil:
            times = 3

            def act(self, *args):
                self.times -= 1
                if self.times >= 0:
                    changes(target)[which]()
                return 1

            def less(self, other):
                self.act()
                return False

            def __repr__(self):
                self.act()
                return "Evil"

            def __eq__(self, other):
                self.act()
                return False

            __index__ = act
            __lt__ = __gt__ = less
            __hash__ = None

        _, error = outcome(USES[use], target, Evil())
        return error, len(target)

    assert make(litelist) == make(list)


@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("leave", ["clear", "pop", "set", "slice", "del", "steps", "again", "imul"])
def test_the_end_of_an_item_changes_the_list(which, leave):
    def make(kind):
        class Item:
            def __del__(self):
                if len(target) < 50:
                    changes(target)[which]()

        target = kind()
        target.extend(Item() for _ in range(3))
        target.extend(range(3))
        {
            "clear": target.clear,
            "pop": lambda: target.pop(0),
            "set": lambda: target.__setitem__(0, 1),
            "slice": lambda: target.__setitem__(slice(0, 3), [1, 2]),
            "del": lambda: target.__delitem__(1),
            "steps": lambda: target.__delitem__(slice(0, 5, 2)),
            "again": lambda: target.__init__([1, 2]),
            "imul": lambda: target.__imul__(0),
        }[leave]()
        left = [value for value in target if not isinstance(value, Item)]
        while len(target):
            target.clear()
            target.extend(range(60))
            target.clear()
        return left

    if leave == "again":  # a list is filled before, and ours after: both are whole
        make(litelist)
        return
    assert make(litelist) == make(list)


def test_deep_chains_are_freed():
    a = litelist()
    for _ in range(1_000_000):
        a = litelist([a])
    del a
    Link = structclass("Link", "next")
    head = None
    for _ in range(100_000):
        head = litelist([Link(litelist([1, head, [head]]))])
    del head


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda a: a.insert(), "insert expected 2 arguments, got 0"),
        (lambda a: a.insert(1), "insert expected 2 arguments, got 1"),
        (lambda a: a.insert(1, 2, 3), "insert expected 2 arguments, got 3"),
        (lambda a: a.pop(1, 2), "pop expected at most 1 argument, got 2"),
        (lambda a: a.index(), "index expected at least 1 argument, got 0"),
        (lambda a: a.index(1, 2, 3, 4), "index expected at most 3 arguments, got 4"),
    ],
)
def test_numbers_of_arguments(call, text):
    for a in (litelist([1, 2]), [1, 2]):
        with pytest.raises(TypeError) as caught:
            call(a)
        assert str(caught.value) == text
        assert a == [1, 2]


def test_a_hint_of_items_that_do_not_come():
    class Boasts:
        def __iter__(self):
            return iter(())

        def __length_hint__(self):
            return 1000

    a = litelist(Boasts())
    assert a == []
    assert a.__sizeof__() == litelist().__sizeof__()


def test_sizes_that_differ_are_unequal_without_a_look():
    class Never:
        def __eq__(self, other):
            raise AssertionError

    for other in ([Never(), 1], litelist([Never(), 1])):
        assert not litelist([Never()]) == other
        assert litelist([Never()]) != other


def test_a_finalizer_changes_the_list_while_it_is_lent_to_be_sorted():
    """Making a list may start a collection; what that takes out must not be sorted in again."""
    a = litelist(range(5, 0, -1))
    shortened = []

    class Cycle:
        def __init__(self):
            self.me = self

        def __del__(self):
            if len(a) == 5:
                shortened.append(a.pop())

    threshold = gc.get_threshold()
    gc.collect()
    try:
        Cycle()
        gc.set_threshold(1)
        a.sort()
    finally:
        gc.set_threshold(*threshold)
    gc.collect()
    assert sorted([*a, *shortened]) == [1, 2, 3, 4, 5]
    assert len(a) == 4
    assert a == sorted(a)
