"""Rows that become records in bad company: cls.from_rows(), makers and row factories.

A program of FROM_ROWS finds `C`, a class of two values, and `values`, which reads a record of it;
it is run for each of CLASSES.  Those of MAKERS find the makers of files and queries.
"""

CLASSES = {
    "direct": 'C = recordclass("C", "a b")',
    "collected": 'C = datatype("C", (dataobject,), dict(BODY), gc=True, use_weakref=True)',
    "steps": """
class C(dataobject):
    a: object = Field(converter=lambda value: value)
    b: object = Field(validator=lambda record, field, value: None)
    def __post_init__(self): ...
""",
    "init": """
class C(dataobject):
    a: object
    b: object
    def __init__(self, a, b):
        super().__init__(a, b)
""",
}

PRELUDE = """
import csv, gc, itertools, signal, sqlite3, sys, threading, weakref
from recordclass import *
from recordclass import _core
from recordclass.tools.csv import RecordReader
from recordclass.tools.sqlite import make_row_factory, row_factory, select

def values(record):
    return (record.a, record.b)

def lists_with(kind):
    return [l for l in gc.get_objects() if type(l) is list and any(type(x) is kind for x in l)]

class Value:
    pass

class Row:
    def __init__(self, act, *items):
        self.act, self.items = act, items
    def __iter__(self):
        self.act()
        yield from self.items
        self.act()

class Garbage:
    def __init__(self, act):
        self.me, self.act = self, act
    def __del__(self):
        self.act()
"""

FROM_ROWS = {
    "class_changes": """
def change():
    step = next(steps)
    if step % 6 == 0:
        C.__init__ = lambda self, *args: self.__setattr__("a", args)
    elif step % 6 == 2:
        C.__new__ = lambda cls, *args: args
    elif step % 6 == 4:
        C.__del__ = lambda self: gc.collect()
        C.__iter__ = lambda self: iter("ab")
    for name in ("__new__", "__init__", "__del__", "__iter__")[step % 4:]:
        if step % 2 and name in vars(C):
            delattr(C, name)
    C.__name__ = "C" * (step % 5 + 1)
    C.__doc__ = str(step)
steps = itertools.count()
rows = [Row(change, 1, 2) if i % 3 else (1, 2) for i in range(100)]
for kind in (list, tuple, iter, lambda rows: (row for row in rows)):
    assert len(C.from_rows(kind(rows))) == 100
""",
    "iterator_changes_class": """
class Iterator:
    n = 0
    def __iter__(self):
        return self
    def __next__(self):
        Iterator.n += 1
        if Iterator.n == 3:
            self.__class__ = Other
        return (1, 2)
class Other:
    def __next__(self):
        raise KeyError("other")
error = raises(KeyError, C.from_rows, Iterator())
assert error.__notes__ == ["C.from_rows(): row 3"]
class Loses:
    def __iter__(self):
        return self
    def __next__(self):
        if hasattr(Loses, "n"):
            del Loses.__next__
        Loses.n = 1
        return (1, 2)
raises((TypeError, AttributeError), C.from_rows, Loses())
""",
    "iterator_dies": """
class Iterator:
    def __iter__(self):
        return self
    def __next__(self):
        for frame in gc.get_referrers(self):
            if type(frame) is list:
                frame.clear()
        gc.collect()
        if len(seen) == 5:
            raise StopIteration
        seen.append(1)
        return [Value(), Value()]
seen = []
held = [Iterator()]
rows = map(tuple, held.pop())
made = C.from_rows(rows)
assert len(made) == 5 and type(made[0].a) is Value
""",
    "lengths_lie": """
class Lies:
    def __init__(self, length):
        self.length = length
    def __iter__(self):
        return iter([(1, 2), [3, 4]])
    def __length_hint__(self):
        gc.collect()
        if isinstance(self.length, type):
            raise self.length("length")
        return self.length
class Shrinks(list):
    def __len__(self):
        self.clear()
        return sys.maxsize
for length in (0, 1, 2, 3, 10**5, sys.maxsize, NotImplemented, True, TypeError):
    assert list(map(values, C.from_rows(Lies(length)))) == [(1, 2), (3, 4)]
for length in (-1, 2**64, "1", None, KeyError, KeyboardInterrupt):
    raises((ValueError, OverflowError, TypeError, KeyError, KeyboardInterrupt),
           C.from_rows, Lies(length))
assert C.from_rows(Shrinks([(1, 2)] * 50)) == []
""",
    "rows_freed": """
for act in (list.clear, list.pop, lambda l: l.__setitem__(slice(1, None), [(5, 6)]),
            lambda l: l.extend([(7, 8)] * (len(l) < 200))):
    rows = [None, *[[Value(), Value()] for _ in range(50)]]
    rows[0] = Row(lambda: (act(rows), gc.collect()), 1, 2)
    made = C.from_rows(rows)
    assert values(made[0]) == (1, 2) and len(made) <= 252
""",
    "row_shrinks": """
def shrink():
    row.clear()
    gc.collect()
gc.set_threshold(1, 1, 1)
for i in range(100):
    row = [Value(), Value()]
    Garbage(shrink)
    try:
        made = C.from_rows([row, (1, 2), row])
    except TypeError as error:
        assert "missing" in str(error)
    else:
        assert len(made) == 3 and type(made[0].a) is Value
""",
    "rows_hostile": """
class Items:
    def __init__(self, *items):
        self.items = items
    def __getitem__(self, i):
        gc.collect()
        if i < len(self.items):
            return self.items[i]
        raise IndexError
class Bad(Items):
    def __getitem__(self, i):
        raise self.items[0]
class NoIterator:
    def __iter__(self):
        return 5
class Refuses(list):
    __iter__ = None
class Endless(Row):
    def __iter__(self):
        return iter(C.from_rows([self]))
assert values(C.from_rows([(3, 4), Items(1, 2)])[1]) == (1, 2)
for row, error in (
    (Items(1), TypeError), (Items(1, 2, 3), TypeError), (Bad(KeyError), KeyError),
    (Bad(MemoryError), MemoryError), (Bad(KeyboardInterrupt), KeyboardInterrupt),
    (Bad(StopIteration), TypeError), (NoIterator(), TypeError), (Refuses([1, 2]), TypeError),
    (Endless(None), RecursionError), (Row(lambda: 1 / 0), ZeroDivisionError), ("ab", TypeError),
    (b"ab", TypeError), ({1: 2, 3: 4}, TypeError), ({1, 2}, TypeError), (None, TypeError),
    (object(), TypeError), (C, TypeError),
):
    for kind in (list, tuple, iter):
        raises(error, C.from_rows, kind([(1, 2), row]))
""",
    "records_as_rows": """
Other = datatype("Other", (dataobject,), dict(BODY))
class Heir(Other):
    pass
row = Other(1, 2)
assert values(C.from_rows([row, row])[1]) == (1, 2)
Other.__iter__ = lambda self: iter((self.b, setattr(self, "__class__", Heir)))
assert values(C.from_rows([row, row])[0]) == (2, None)
del Other.__iter__
del row.b
raises(AttributeError, C.from_rows, [row])
cleared = C(1, 2)
del cleared.a
raises((AttributeError, TypeError), C.from_rows, [cleared])
""",
    "raises_midway": """
class Stubborn(Exception):
    @property
    def __notes__(self):
        gc.collect()
        raise KeyError("notes")
    @__notes__.setter
    def __notes__(self, notes):
        raise KeyboardInterrupt
    def add_note(self, note):
        raise AssertionError
    def __str__(self):
        raise KeyError("str")
class Never(TypeError):
    def __new__(cls, *args):
        gc.collect()
        return TypeError.__new__(cls, *args)
    def __setattr__(self, name, value):
        raise KeyError(name)
refs = []
def rows(error):
    for i in range(20):
        row = (Value(), Value())
        refs.extend(map(weakref.ref, row))
        yield row
        del row
    raise error
for error in (Stubborn, Never, Never("x"), KeyError, SystemExit, GeneratorExit, MemoryError):
    kind = error if isinstance(error, type) else type(error)
    caught = raises(kind, C.from_rows, rows(error))
    del caught
    gc.collect()
    assert not any(ref() for ref in refs)
""",
    "enters_itself": """
def rows(depth):
    yield (1, 2)
    if depth:
        C.from_rows(rows(depth - 1))
        yield [C.from_rows([(depth, 2)])[0], 3]
for depth in range(5):
    made = C.from_rows(rows(depth))
    assert values(made[0]) == (1, 2) and len(made) == 1 + (depth > 0)
def itself():
    yield (1, 2)
    yield C.from_rows(me)
me = itself()
assert "already executing" in str(raises(ValueError, C.from_rows, me))
shared = iter([(1, 2), Row(lambda: seen.extend(C.from_rows(shared)), 3, 4), (5, 6), (7, 8)])
seen = []
assert [values(r) for r in C.from_rows(shared)] == [(1, 2), (3, 4)]
assert [values(r) for r in seen] == [(5, 6), (7, 8)]
""",
    "list_is_not_found": """
def look():
    found.append(len(lists_with(C)))
    for op in gc.get_objects():
        if type(op) is C:
            repr(op), values(op)
    for op in gc.get_referrers(C):
        if type(op) is C:
            assert "<unset>" not in repr(op)
found = []
for kind in (list, iter):
    made = C.from_rows(kind([Row(look, Value(), i) for i in range(20)]))
    assert len(made) == 20 and set(found) == {0}
    del made
""",
    "interrupted": """
class Interrupted(BaseException):
    pass
def interrupt(*args):
    raise Interrupted
signal.signal(signal.SIGALRM, interrupt)
for rows in (itertools.repeat((1, 2)), itertools.repeat([1, 2]), map(list, itertools.repeat("ab"))):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    error = raises(Interrupted, C.from_rows, rows)
    assert error.__notes__[-1].startswith("C.from_rows(): row ")
""",
    "threads": """
rows = [[i, i] for i in range(500)]
stop = []
def change():
    i = 0
    while not stop:
        i += 1
        row = rows[i % 400]
        row[:] = [None] * (i % 3)
        row[:] = [i, i]
        if i % 100 == 0:
            del rows[400:]
            rows.extend([[i, i] for _ in range(100)])
workers = [threading.Thread(target=change) for _ in range(2)]
sys.setswitchinterval(1e-5)
for worker in workers: worker.start()
try:
    for _ in range(20):
        for kind in (lambda rows: rows, iter, lambda rows: map(list, rows)):
            try:
                made = C.from_rows(kind(rows))
            except TypeError:
                continue
            assert all(type(r) is C for r in made)
finally:
    stop.append(1)
    for worker in workers: worker.join()
""",
}

MAKERS = {
    "from_rows_of_anything": """
for cls in (int, type, object, list, C):
    raises((TypeError, AttributeError), datatype.from_rows, cls)
    if cls is not C:
        raises(TypeError, datatype.from_rows, cls, [])
class Seen(datatype):
    def mro(cls):
        raises(TypeError, datatype.from_rows, cls, [()])
        raises(TypeError, datatype.from_rows, cls, [])
        return super().mro()
X = Seen("X", (dataobject,), dict(BODY))
assert len(X.from_rows([(1, 2)])) == 1
class Hook(dataobject):
    def __init_subclass__(cls):
        made.append(cls.from_rows([(1,), [2]]))
made = []
datatype("Heir", (Hook,), {"__annotations__": {"a": object}, "__module__": "m"})
assert [r.a for r in made[0]] == [1, 2]
""",
    "many_columns": """
n = 100_000
wide = tuple(range(n))
for kind in (make_arrayclass("A", n), memoryslots, litetuple, mutabletuple):
    made = kind.from_rows([wide, list(wide), iter(wide)])
    assert all(tuple(record) == wide for record in made)
for kind in (make_arrayclass("A", 0), memoryslots, recordclass("E", ""), make_dataclass("E", "")):
    assert len(kind.from_rows([(), [], iter(()), ()])) == 4
assert "but 100000 were given" in str(raises(TypeError, C.from_rows, [wide]))
A = make_arrayclass("A", n)
columns = tuple((n - 1 - i, None, None, False) for i in range(n))
make = _core.rowmaker(A, columns, (), print)
assert tuple(make(wide)) == wide[::-1] == tuple(make(iter(wide)))
E = make_dataclass("E", "")
make = _core.rowmaker(E, (), (), print)
assert [type(make(row)) for row in ((), [], iter(()))] == [E] * 3
""",
    "half_built": """
class Spy:
    def __init__(self, value):
        self.value = value
    def look(self):
        gc.collect()
        for op in (*gc.get_objects(), *gc.get_referrers(C), *gc.get_referrers(fault)):
            if type(op) is _core.rowmaker:
                found.append(op)
                try:
                    op([Value(), Value()])
                except Exception:
                    pass
        if isinstance(self.value, type):
            raise self.value
        return self.value
    __bool__ = __index__ = look
def fault(column, problem):
    raise ValueError(column)
found = []
for first in (None, lambda value: value):
    for second in (False, True, KeyError):
        columns = ((Spy(0), None, first, Spy(False)), (Spy(1), None, None, Spy(second)))
        for described in (columns, columns[::-1], columns * 2, columns[:1]):
            for keywords in ((), ("b",), ("a", "b")):
                try:
                    _core.rowmaker(C, described, keywords, fault)
                except (TypeError, KeyError):
                    pass
assert not found
""",
    "freed_while_called": """
connection = sqlite3.connect(":memory:")
def fault(column, problem):
    cursor.row_factory = None
    gc.collect()
    raise KeyError(column)
def convert(value):
    cursor.row_factory = None
    gc.collect()
    filler.append([bytearray(n) for n in range(32, 400, 8)])
    return 1 / value
def prepare(given):
    given.row_factory = None
    gc.collect()
    filler.append([bytearray(n) for n in range(32, 400, 8)])
    return _core.rowmaker(C, ((0, None, convert, False), (1, None, None, False)), (), fault)
class Sly(sqlite3.Cursor):
    @property
    def description(self):
        self.row_factory = None
        gc.collect()
        return super().description
filler = []
for number in (0, 1):
    for kind in (lambda: _core.rowmaker(C, columns, ("b",), fault), lambda: _core.rowfactory(
            lambda given: prepare(given))):
        for cursor in (connection.cursor(), connection.cursor(Sly)):
            columns = ((0, None, lambda value: convert(value), False), (1, None, None, False))
            cursor.row_factory = kind()
            del columns
            cursor.execute("select ?, 2", [number])
            if number:
                assert values(cursor.fetchone()) == (1, 2)
            else:
                raises(KeyError, cursor.fetchone)
            cursor.close()
""",
    "class_freed_while_called": """
connection = sqlite3.connect(":memory:")
cursor = connection.cursor()
def forget():
    cursor.row_factory = None
    gc.collect()
    filler.append([datatype("X", (dataobject,), dict(BODY)) for _ in range(3)])
    dead.append(ref() is None)
class Base(dataobject):
    a: object
    b: object
    c: object = Factory(list)
def by_new():
    class D(Base):
        def __new__(cls, *args):
            del cls
            forget()
            return 5
    return D
def by_init():
    class D(Base):
        def __init__(self, *args):
            self.__class__ = Base
            forget()
    return D
def by_step(**options):
    def make():
        class D(dataobject):
            a: object = Field(**options)
            b: object
            def __post_init__(self):
                forget()
                raise KeyError
        return D
    return make
def refuse(*args):
    forget()
    raise KeyError
filler, dead = [], []
for make in (by_new, by_init, by_step(), by_step(converter=refuse), by_step(validator=refuse)):
    for _ in range(3):
        cursor.row_factory = make()
        ref = weakref.ref(cursor.row_factory)
        try:
            got = cursor.execute("select 1").fetchone()
            assert got == 5 or (type(got) is Base and got.c == [])
        except KeyError:
            pass
""",
    "conversions_hostile": """
class D(dataobject, gc=True, sequence=True):
    a: object
    b: object
    c: object = 3
def look(value):
    for op in gc.get_objects():
        if type(op) is D:
            assert "<unset>" not in repr(op)
        elif type(op) is _core.rowmaker and op is not make and depth[0] == 0:
            depth[0] += 1
            try:
                op((1, 2, 3))
            except Exception:
                pass
            depth[0] -= 1
    gc.collect()
    row.clear()
    if type(value) is type:
        raise value
    return value
def again(value):
    return make([5, 6, "7"]) if value == 1 else value
def fault(column, problem):
    seen.append((column, type(problem)))
    if seen[-1][1] is not ArithmeticError:
        raise KeyError(column)
depth, seen = [0], []
columns = ((1, None, look, True), (0, None, again, False), (2, int, str, True))
for keywords in ((), ("c",), ("b", "c")):
    make = _core.rowmaker(D, columns, keywords, fault)
    for first in (0, Value(), "", None, ValueError, ArithmeticError, MemoryError):
        for last in (1, 2, None, "x"):
            row = [first, last, 9]
            try:
                made = make(row)
                assert made.b is (None if first == "" else first)
            except (KeyError, ValueError, MemoryError):
                pass
            for wrong in ((), (1,), [1, 2, 3, 4], 5, None, Row(lambda: 1 / 0)):
                raises((KeyError, TypeError, ZeroDivisionError), make, wrong)
for wrong in ((), (1, 2, 3)):
    raises(TypeError, make, *wrong)
raises(TypeError, make, (1, 2, 3), a=1)
D.__init__ = lambda self, *args, **kwargs: (row.append(1), kwargs.clear(), gc.collect())[0]
assert "<unset>" in repr(make([1, 2, 3]))
""",
    "factory_changes": """
class Cursor:
    def __init__(self, *descriptions):
        self.descriptions = itertools.cycle(descriptions)
    @property
    def description(self):
        gc.collect()
        return next(self.descriptions)
def prepare(cursor):
    n[0] += 1
    if n[0] % 7 == 0:
        return factory(cursor, (1, 2)) and make
    if n[0] % 5 == 0:
        raise KeyError
    return (make, len, C._make, 5, C)[n[0] % 5] if n[0] % 3 else make
n = [0]
make = _core.rowmaker(C)
factory = _core.rowfactory(prepare)
for cursor in (Cursor(1, 1, 2), Cursor("a", "b"), Cursor(Value(), None, 5, 5)) * 30:
    for row in ((1, 2), [3, 4], iter((5, 6)), None):
        try:
            factory(cursor, row)
        except (KeyError, TypeError):
            pass
for wrong in ((), (1,), (1, 2, 3), (1, 2)):
    raises((TypeError, AttributeError), factory, *wrong)
raises(TypeError, factory, cursor, (1, 2), x=1)
""",
    "threads_share_a_factory": """
connections = [sqlite3.connect(":memory:", check_same_thread=False) for _ in range(4)]
class D(dataobject):
    a: int
    b: object = None
factory = row_factory(D, convert=True)
failed = []
def work(connection, k):
    connection.row_factory = factory
    for i in range(150):
        sql = ("select ? as a, 2 as b", "select 2 as b, ? as a", "select ? as a")[(i + k) % 3]
        got = connection.execute(sql, [str(i)]).fetchone()
        if (got.a, got.b) != (i, None if "b" not in sql else 2):
            failed.append(got)
sys.setswitchinterval(1e-5)
workers = [threading.Thread(target=work, args=(c, k)) for k, c in enumerate(connections)]
for worker in workers: worker.start()
for worker in workers: worker.join()
assert not failed
""",
    "sqlite_enters_itself": """
class D(dataobject):
    a: object
    b: object
    c: object = 0
connection = sqlite3.connect(":memory:")
cursor = connection.cursor()
def convert(value):
    if left:
        left.pop()
        act()
    return value
acts = (lambda: cursor.execute("select 7, 8"), lambda: cursor.fetchone(), lambda: cursor.close(),
        lambda: connection.close(), lambda: setattr(cursor, "row_factory", D),
        lambda: D.__setattr__, lambda: setattr(D, "__init__", lambda self, *a, **k: None))
for act in acts:
    left = [1, 2, 3]
    cursor = connection.cursor()
    cursor.row_factory = _core.rowmaker(
        D, ((0, None, convert, False), (1, None, convert, False)), (), print)
    try:
        cursor.execute("select 1, 2 union select 3, 4").fetchall()
    except (sqlite3.Error, TypeError):
        pass
    connection = sqlite3.connect(":memory:")
""",
    "csv_hostile": """
class D(dataobject):
    a: int
    b: str = "x"
def lines(*acts):
    yield "a,b"
    for i, act in enumerate(acts):
        act()
        yield f"{i},y"
def drop():
    del reader._make
    gc.collect()
for act in (lambda: next(reader), lambda: list(reader), drop,
            lambda: setattr(D, "__init__", lambda self, *args, **kwargs: None),
            lambda: D.__init__ and delattr(D, "__init__"), lambda: setattr(reader, "cls", None),
            lambda: setattr(reader, "_columns", ()), lambda: 1 / 0):
    reader = RecordReader(lines(int, act, int), D)
    try:
        for record in reader:
            repr(record)
    except (ValueError, TypeError, AttributeError, ZeroDivisionError):
        pass
for text in (["a,b", "1"], ["a,b", "1,2,3"], ["a,b", "x,2"], ["a,b", "9" * 5000 + ",2"], [""],
             [","], ["a,a", "1,2"], ["\\ud800", "1"], ["a", "\\ud800"], [5], ["a,b", None]):
    try:
        assert list(RecordReader(text, D)) == []
    except (ValueError, TypeError, csv.Error):
        pass
wide = ",".join(f"c{i}" for i in range(3000))
assert len(list(RecordReader([wide, wide, wide]))) == 2
""",
}


def programs():
    """Each program as (name, source)."""
    for kind, made in CLASSES.items():
        for name, body in FROM_ROWS.items():
            yield f"rows-{kind}-{name}", f"{PRELUDE}{made}\n{body}"
    for name, body in MAKERS.items():
        yield f"rows-{name}", f"{PRELUDE}{CLASSES['direct']}\n{body}"
