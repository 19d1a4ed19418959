"""cls.from_rows(rows): what a comprehension of calls gives, or an error that tells the row."""

from __future__ import annotations

import abc
import copy
import gc
import sys
import weakref
from collections import OrderedDict, deque
from itertools import chain, count, starmap

import pytest

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    InitVar,
    abcdatatype,
    dataobject,
    datatype,
    litetuple,
    make_arrayclass,
    make_dataclass,
    memoryslots,
    recordclass,
    structclass,
)


def values(record):
    return tuple(getattr(record, name) for name in type(record).__fields__)


class Plain(dataobject):
    x: object
    y: object = 7
    z: object = []


class Collected(dataobject, gc=True, use_dict=True, use_weakref=True):
    x: object
    y: object = 7
    z: object = []


class Stepwise(dataobject):
    x: object = Field(converter=lambda value: value)
    y: object = 7
    z: object = Factory(list)
    scale: InitVar = 1

    def __post_init__(self, scale):
        self.y = [self.y] * scale if scale != 1 else self.y


class Filling(dataobject):
    x: object
    y: object
    z: object

    def __init__(self, x, y=7, z=()):
        super().__init__(x, y, list(z))


KINDS = [
    Plain,
    Collected,
    Stepwise,
    Filling,
    recordclass("R", "x y z", defaults=[7, []]),
    structclass("S", "x y z", defaults=[7, []], gc=True, use_dict=True),
    make_dataclass("M", "x y z", [7, []], readonly=True),
]


@pytest.fixture(params=KINDS, ids=lambda cls: cls.__name__)
def cls(request):
    return request.param


class Iterates:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        return iter(self.items)


class Old:
    def __getitem__(self, i):
        return (1, 2, [3])[i]


#: what a row may be, all of (1, 2, [3])
ROWS = {
    "tuple": lambda: (1, 2, [3]),
    "list": lambda: [1, 2, [3]],
    "heir of tuple": lambda: type("T", (tuple,), {})((1, 2, [3])),
    "heir of list": lambda: type("L", (list,), {})([1, 2, [3]]),
    "generator": lambda: (item for item in (1, 2, [3])),
    "iterable": lambda: Iterates(1, 2, [3]),
    "by index": Old,
    "deque": lambda: deque([1, 2, [3]]),
    "memoryslots": lambda: memoryslots(1, 2, [3]),
    "litetuple": lambda: litetuple(1, 2, [3]),
    "record": lambda: recordclass("R", "x y z")(1, 2, [3]),
    "record without iter": lambda: Plain(1, 2, [3]),
    "record as a mapping": lambda: make_dataclass("D", "x y z", mapping=True)(1, 2, [3]),
    "array": lambda: make_arrayclass("A", 3)(1, 2, [3]),
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_of_every_kind(cls, kind):
    made = cls.from_rows([ROWS[kind](), (4, 5, [6]), ROWS[kind]()])
    assert type(made) is list
    assert [type(record) for record in made] == [cls] * 3
    assert [values(record) for record in made] == [(1, 2, [3]), (4, 5, [6]), (1, 2, [3])]


ITERABLES = {
    "list": list,
    "tuple": tuple,
    "iterator": iter,
    "generator": lambda rows: (row for row in rows),
    "deque": deque,
    "iterable": lambda rows: Iterates(*rows),
    "zip": lambda rows: zip(*zip(*rows, strict=True), strict=True),
}


@pytest.mark.parametrize("kind", ITERABLES)
@pytest.mark.parametrize("n", [0, 1, 5, 1000])
def test_iterables_of_every_kind(cls, kind, n):
    rows = [(i, i + 0.5, [i]) for i in range(n)]
    made = cls.from_rows(ITERABLES[kind](rows))
    assert [values(record) for record in made] == rows
    assert made == cls.from_rows(rows)
    made.append(1)  # a list like any other
    assert gc.is_tracked(made)


def test_defaults(cls):
    first, second = cls.from_rows([(1,), [2, 3]])
    assert (values(first), values(second)) == ((1, 7, []), (2, 3, []))
    assert first.z is not second.z


def test_no_reference_is_lost(cls):
    class Value:
        pass

    before = sys.getrefcount(cls)
    held = [Value() for _ in range(10)]
    refs = [weakref.ref(value) for value in held]
    made = cls.from_rows([(value, value, [value]) for value in held])
    del held
    gc.collect()
    assert all(ref() is not None for ref in refs)
    del made
    gc.collect()
    assert [ref() for ref in refs] == [None] * 10
    assert sys.getrefcount(cls) == before


def test_a_class_of_any_length():
    rows = [(), (1,), [1, 2], range(3)]
    for kind in (memoryslots, litetuple, type("Heir", (memoryslots,), {})):
        made = kind.from_rows(rows)
        assert [list(record) for record in made] == [list(row) for row in rows]
        assert [type(record) for record in made] == [kind] * 4


def test_arrays_take_short_rows():
    Four = make_arrayclass("Four", 4)
    assert [list(a) for a in Four.from_rows([(1,), (1, 2, 3, 4), ()])] == [
        [1, None, None, None],
        [1, 2, 3, 4],
        [None] * 4,
    ]


def test_no_fields():
    Empty = make_dataclass("Empty", "")
    assert len(Empty.from_rows([(), [], iter(())])) == 3
    with pytest.raises(TypeError, match=r"row 1: Empty\(\) takes 0 positional arguments but 1"):
        Empty.from_rows([(), (1,)])


# -- whose method it is --


def test_records_have_no_such_method(cls):
    assert not hasattr(cls(1), "from_rows")
    assert "from_rows" not in dir(cls(1))


def test_a_field_may_bear_the_name():
    class Odd(dataobject):
        from_rows: int

    assert Odd(3).from_rows == 3
    assert datatype.from_rows(Odd, [(1,), (2,)]) == [Odd(1), Odd(2)]


def test_below_another_metaclass():
    class Abstract(dataobject, metaclass=abcdatatype):
        x: int

        @abc.abstractmethod
        def method(self): ...

    class Concrete(Abstract):
        def method(self):
            return self.x

    assert [c.method() for c in Concrete.from_rows([(1,), (2,)])] == [1, 2]
    for rows in ([], [(1,)]):
        with pytest.raises(TypeError, match="abstract"):
            Abstract.from_rows(rows)


def test_the_call_of_a_metaclass_is_called():
    class Meta(datatype):
        def __call__(cls, *args):
            return "made", super().__call__(*args)

    class Record(dataobject, metaclass=Meta):
        x: int

    ((word, record),) = Record.from_rows([(1,)])
    assert (word, type(record), record.x) == ("made", Record, 1)


def test_methods_of_a_program_are_called():
    calls = []

    class Record(dataobject):
        x: int
        y: int

        def __new__(cls, *args):
            calls.append(("new", args))
            return super().__new__(cls, *args) if args[0] else "something else"

    assert Record.from_rows([(1, 2), [0, 3]])[1] == "something else"
    assert calls == [("new", (1, 2)), ("new", (0, 3))]

    class Other(dataobject):
        x: int

    assert Other.from_rows([(1,)]) == [Other(1)]
    Other.__init__ = lambda self, x: calls.append(("init", x))
    Other.from_rows([(5,)])
    assert calls[-1] == ("init", 5)
    del Other.__init__
    assert Other.from_rows([(1,)]) == [Other(1)]


def test_steps_are_taken():
    seen = []

    class Steps(dataobject):
        x: int = Field(converter=int)
        y: int = Field(default=2, validator=lambda record, field, value: seen.append(value))
        scale: InitVar = 1
        _: KW_ONLY
        k: int = 9

        def __post_init__(self, scale):
            self.x *= scale

    assert Steps.from_rows([("3",), ("4", 5, 10)]) == [Steps(3), Steps(4, 5, 10)]
    assert seen == [2, 5, 2, 5]
    with pytest.raises(TypeError, match=r"row 0: Steps\(\) takes from 1 to 3 positional arguments"):
        Steps.from_rows([(1, 2, 3, 4)])

    class Required(dataobject):
        x: int
        _: KW_ONLY
        k: int

    words = r"Required.from_rows\(\): row 0: Required\(\) missing 1 required keyword-only .*: 'k'"
    with pytest.raises(TypeError, match=words):
        Required.from_rows([(1,)])


# -- errors --


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((), r"missing 1 required positional argument: 'x'"),
        ((1, 2, 3, 4), r"Plain\(\) takes from 1 to 3 positional arguments but 4 were given"),
        ([1, 2, 3, 4], r"Plain\(\) takes from 1 to 3 positional arguments but 4 were given"),
        (iter(range(4)), r"Plain\(\) takes from 1 to 3 positional arguments but 4 were given"),
        (None, "an iterable of values is needed, not 'NoneType'"),
        (5, "an iterable of values is needed, not 'int'"),
        ("abc", "an iterable of values is needed, not 'str'"),
        (b"abc", "an iterable of values is needed, not 'bytes'"),
        (bytearray(3), "an iterable of values is needed, not 'bytearray'"),
        ({"x": 1}, "an iterable of values is needed, not 'dict'"),
        (OrderedDict(x=1), "an iterable of values is needed, not '.*OrderedDict'"),
        ({1, 2}, "an iterable of values is needed, not 'set'"),
        (frozenset([1]), "an iterable of values is needed, not 'frozenset'"),
    ],
)
def test_errors_of_ours_have_the_row(row, words):
    words = rf"^Plain\.from_rows\(\): row 2: .*{words}"
    for kind in (list, tuple, iter):
        rows = kind([(1,), (2,), copy.copy(row)])
        with pytest.raises(TypeError, match=words) as caught:
            Plain.from_rows(rows)
        assert not hasattr(caught.value, "__notes__")


def test_rows_that_are_none():
    for wrong in (5, None, Plain(1)):
        with pytest.raises(TypeError, match=r"Plain\.from_rows\(\) needs an iterable of rows, not"):
            Plain.from_rows(wrong)
    with pytest.raises(TypeError):
        Plain.from_rows()
    with pytest.raises(TypeError):
        Plain.from_rows([], [])


class Mine(Exception):
    pass


def fails(*args):
    raise Mine


class FailsToIterate:
    def __iter__(self):
        raise Mine


class Unset(dataobject):
    x: int
    y: int


def unset():
    record = Unset(1, 2)
    del record.y
    return record


class Checked(dataobject):
    x: object = Field(converter=lambda value: fails() if value == 3 else value)


class Refuses(dataobject):
    x: object

    def __post_init__(self):
        if self.x == 3:
            fails()


class Initialised(dataobject):
    x: object

    def __init__(self, x):
        if x == 3:
            fails()
        super().__init__(x)


class Created(dataobject):
    x: object

    def __new__(cls, x):
        return fails() if x == 3 else super().__new__(cls, x)


def failing_rows(n):
    yield from [(1,)] * n
    raise Mine


@pytest.mark.parametrize(
    ("cls", "rows", "n", "error"),
    [
        (Checked, [(1,), (2,), (3,)], 2, Mine),
        (Refuses, [(1,), (2,), [3]], 2, Mine),
        (Initialised, [(1,), (3,)], 1, Mine),
        (Created, [(3,)], 0, Mine),
        (Plain, [(1,), FailsToIterate()], 1, Mine),
        (Plain, [(1,), (fails() for _ in "a")], 1, Mine),
        (Plain, [(1,), unset()], 1, AttributeError),
        (Plain, failing_rows(0), 0, Mine),
        (Plain, failing_rows(3), 3, Mine),
        (Plain, FailsToIterate(), 0, Mine),
    ],
)
def test_errors_of_others_get_a_note(cls, rows, n, error):
    with pytest.raises(error) as caught:
        cls.from_rows(rows)
    assert caught.value.__notes__ == [f"{cls.__name__}.from_rows(): row {n}"]


def test_a_type_error_of_a_program_is_no_error_of_ours():
    class Record(dataobject):
        x: object

        def __init__(self, x):
            raise TypeError("mine")

    with pytest.raises(TypeError) as caught:
        Record.from_rows([(1,)])
    assert str(caught.value) == "mine"
    assert caught.value.__notes__ == ["Record.from_rows(): row 0"]


def test_the_class_of_an_exception_has_no_say_in_the_note():
    class Stubborn(Exception):
        def add_note(self, note):
            raise AssertionError

        def __setattr__(self, name, value):
            raise AssertionError

    def rows():
        raise Stubborn
        yield

    with pytest.raises(Stubborn):
        Plain.from_rows(rows())


# -- all or nothing --


def hints(n):
    class Rows:
        def __iter__(self):
            return iter([(1,), (2,)])

        def __length_hint__(self):
            return n() if callable(n) else n

    return Rows()


@pytest.mark.parametrize("hint", [0, 1, 2, 3, 1000, sys.maxsize])
def test_hints_may_be_wrong(hint):
    made = Plain.from_rows(hints(hint))
    assert [record.x for record in made] == [1, 2]
    assert sys.getsizeof(made) < 1000


def test_hints_may_fail():
    for wrong, error in ((fails, Mine), (-1, ValueError)):
        with pytest.raises(error) as caught:
            Plain.from_rows(hints(wrong))
        assert caught.value.__notes__ == ["Plain.from_rows(): row 0"]
    assert len(Plain.from_rows(hints(lambda: NotImplemented))) == 2


def lists_of(cls):
    """The lists that the collector shows with records of a class in them."""
    return [
        found
        for found in gc.get_objects()
        if type(found) is list and any(type(item) is cls for item in found)
    ]


def test_nobody_sees_the_list_before_it_is_whole(cls):
    gc.collect()
    before = len(lists_of(cls))
    seen = []

    def rows():
        for i in range(30):
            seen.append(len(lists_of(cls)) - before)
            yield (i,)

    made = cls.from_rows(rows())
    assert seen == [0] * 30
    assert len(lists_of(cls)) == before + 1
    assert len(made) == 30


def test_after_an_error_all_are_gone():
    class Record(dataobject, use_weakref=True):
        x: object

    refs = []

    class Row(tuple):
        __slots__ = ()

    def rows():
        for i in range(100):
            if i == 50:
                raise Mine
            yield (Value(i),)

    class Value:
        def __init__(self, i):
            refs.append(weakref.ref(self))

    with pytest.raises(Mine):
        Record.from_rows(rows())
    assert [ref() for ref in refs] == [None] * 50


def test_an_endless_iterable_ends_with_its_own_error():
    with pytest.raises(Mine):
        Plain.from_rows(chain(((i,) for i in range(100_000)), failing_rows(0)))
    numbers = count()
    with pytest.raises(ZeroDivisionError):
        Plain.from_rows((1 / (1000 - i),) for i in numbers)
    assert next(numbers) == 1001


# -- what Python code does meanwhile --


def test_the_list_of_rows_changes_meanwhile():
    class Row:
        def __init__(self, act):
            self.act = act

        def __iter__(self):
            self.act()
            return iter((1,))

    rows = [(0,), None, (2,), (3,)]
    rows[1] = Row(lambda: rows.__delitem__(slice(2, None)))
    assert [record.x for record in Plain.from_rows(rows)] == [0, 1]
    rows = [(0,), None]
    rows[1] = Row(lambda: rows.extend([(5,)] * 3))
    assert [record.x for record in Plain.from_rows(rows)] == [0, 1, 5, 5, 5]
    rows = [None]
    rows[0] = Row(rows.clear)
    assert [record.x for record in Plain.from_rows(rows)] == [1]


def test_the_class_changes_meanwhile():
    class Record(dataobject):
        x: object
        y: object = 0

    def rows():
        yield (1, 2)
        Record.__init__ = lambda self, x, y=9: self.__setattr__("x", -x)
        yield (3, 4)
        del Record.__init__
        yield (5, 6)
        Record.__new__ = lambda cls, *args: args
        yield (7, 8)

    first, second, third, fourth = Record.from_rows(rows())
    assert (values(first), second.x, values(third)) == ((1, 2), -3, (5, 6))
    assert fourth == (7, 8)


def test_a_row_that_changes_while_the_collector_runs():
    """A list as a row is read at once, whatever making the record lets run."""

    class Record(dataobject, gc=True):
        x: object
        y: object

    class Garbage:
        def __init__(self):
            self.me = self

        def __del__(self):
            row.clear()

    threshold = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        for _ in range(20):
            row = [[1], [2]]
            Garbage()
            try:
                made = Record.from_rows([row, (3, 4), (5, 6)])
            except TypeError as error:
                assert "missing 2" in str(error)
            else:
                assert [values(record) for record in made] == [([1], [2]), (3, 4), (5, 6)]
    finally:
        gc.set_threshold(*threshold)


def test_the_same_as_other_ways(cls):
    rows = [(i, str(i), [i]) for i in range(100)]
    expected = [cls(*row) for row in rows]
    columns = list(zip(*rows, strict=True))
    for made in (cls.from_rows(rows), list(starmap(cls, rows)), list(map(cls, *columns))):
        assert list(map(values, made)) == list(map(values, expected)) == rows


class Counted:
    """Rows by a method in Python, which ends as such methods do, or as it is told."""

    def __init__(self, end):
        self.n = 0
        self.end = end

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise self.end
        return (self.n,)


def test_an_iterator_in_python_ends_by_stop_iteration():
    assert recordclass("One", "x").from_rows(Counted(StopIteration())) == [(1,), (2,)]


def test_a_memory_error_gets_no_note():
    error = MemoryError("of the program's own")
    with pytest.raises(MemoryError, match="of the program's own") as caught:
        recordclass("One", "x").from_rows(Counted(error))
    assert caught.value is error
    assert not hasattr(error, "__notes__")
