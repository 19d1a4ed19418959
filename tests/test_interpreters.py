"""Subinterpreters: each has a module, types and constants of its own."""

import contextlib
import gc
import importlib
import pickle
import sys
import threading

import pytest

from recordclass import dataobject, litelist, make_dataclass, memoryslots, recordclass

if sys.version_info >= (3, 13):
    interpreters = pytest.importorskip("_interpreters")
else:
    interpreters = pytest.importorskip("_xxsubinterpreters")

USE = """
import copy, gc, pickle, sys
from recordclass import dataobject, memoryslots, recordclass, _core
class Point(dataobject, sequence=True):
    x: int
    y: int = 2
sys.modules["__main__"].Point = Point
p = Point(1)
assert list(p) == [1, 2] and repr(p) == "Point(x=1, y=2)"
assert pickle.loads(pickle.dumps(p)) == p == copy.copy(p)
assert recordclass("Named", "a b")(1, 2)[:] == memoryslots(1, 2)
head = None
for i in range(2000):
    head = Point(head, i)
kept = [p, head]          # lives to the end of the interpreter
"""


@contextlib.contextmanager
def interpreter(own_gil=True):
    """A function that runs code in one interpreter, which lives as long as the block."""
    if sys.version_info >= (3, 13):
        name = interpreters.create("isolated" if own_gil else "legacy")
    elif sys.version_info >= (3, 12):
        name = interpreters.create(isolated=own_gil)
    else:
        name = interpreters.create(isolated=False)

    def execute(code, shared=None):
        if shared and sys.version_info >= (3, 13):
            # run_string() of 3.13.0 crashes where an object, of whatever type, is refused
            interpreters.set___main___attrs(name, shared)
            shared = None
        failure = interpreters.run_string(name, code, shared or {})
        assert failure is None, vars(failure)

    try:
        yield execute
    finally:
        interpreters.destroy(name)


def run(code, own_gil=True):
    """Run code in an interpreter of its own, and destroy it."""
    with interpreter(own_gil) as execute:
        execute(code)


@pytest.mark.parametrize("own_gil", [True, False])
def test_records_work_and_end_with_their_interpreter(own_gil):
    run(USE, own_gil)
    run(USE, own_gil)


def test_state_is_per_interpreter():
    from recordclass import MISSING, _core

    mine = [id(MISSING), id(dataobject), id(_core)]
    run(
        "from recordclass import MISSING, dataobject, _core\n"
        f"assert not {{id(MISSING), id(dataobject), id(_core)}} & set({mine})"
    )
    assert dataobject.__name__ == "dataobject"


def test_a_failure_in_one_is_reported():
    with pytest.raises(Exception, match="by design"):
        run("from recordclass import dataobject\nraise ValueError('by design')")


def test_several_at_once():
    errors = []

    def job():
        try:
            run(USE)
        except BaseException as error:  # the main thread reports it
            errors.append(error)

    threads = [threading.Thread(target=job, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []


CARRIED = """
from recordclass import dataobject, litelist, memoryslots, recordclass, structclass

class Point(dataobject, sequence=True):
    x: object
    y: object = 2

class Own(dataobject):
    a: object
    def __getnewargs__(self):
        return (self.a,)

Named = recordclass("Named", "a b")
Struct = structclass("Struct", "p")

def values():
    return [
        Point(1), Own("own"), Named(Point(3), [Struct(4)]), Struct(None),
        memoryslots(1, "two"), litelist([Named(5, 6)]),
    ]
"""


@pytest.mark.parametrize("protocol", [0, 2, pickle.HIGHEST_PROTOCOL])
def test_pickles_travel_as_bytes(protocol, tmp_path, monkeypatch):
    (tmp_path / "carried_records.py").write_text(CARRIED, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    carried = importlib.import_module("carried_records")
    try:
        there, back = pickle.dumps(carried.values(), protocol), tmp_path / "back"
        with interpreter() as execute:
            execute(
                f"import sys, pickle\nsys.path.insert(0, {str(tmp_path)!r})\n"
                f"import carried_records\nfound = pickle.loads({there!r})\n"
                "assert repr(found) == repr(carried_records.values())\n"
                "assert [type(v) for v in found] == [type(v) for v in carried_records.values()]\n"
                f"open({str(back)!r}, 'wb').write(pickle.dumps(found, {protocol}))\n"
            )
        found = pickle.loads(back.read_bytes())
        assert repr(found) == repr(carried.values())
        assert [type(value) for value in found] == [type(value) for value in carried.values()]
        assert found[0] == carried.Point(1)
    finally:
        del sys.modules["carried_records"]


Plain = make_dataclass("Plain", ["x"])


@pytest.mark.parametrize(
    "value",
    [Plain(1), Plain, dataobject, memoryslots(1, 2), recordclass("R", "x")(1), litelist([1])],
    ids=lambda value: type(value).__name__,
)
def test_nothing_of_ours_passes_into_another(value):
    assert interpreters.is_shareable(1)
    assert not interpreters.is_shareable(value)
    with interpreter() as execute:
        execute("assert value == 1", {"value": 1})
        with pytest.raises(Exception, match="does not support cross-interpreter data"):
            execute("raise SystemExit('reached')", {"value": value})
        execute("from recordclass import dataobject")


def test_the_module_goes_in_one_and_stays_in_another():
    kept = Plain([1])
    with interpreter() as first, interpreter() as second:
        first(USE)
        second(USE)
        first(
            "import weakref\n"
            "ref = weakref.ref(_core.datatype)\n"
            "for name in [name for name in sys.modules if name.startswith('recordclass')]:\n"
            "    del sys.modules[name]\n"
            "del recordclass, dataobject, memoryslots, _core, Point\n"
            "for _ in range(3): gc.collect()\n"
            "assert repr(p) == 'Point(x=1, y=2)' and p == copy.copy(p)  # its class is alive\n"
            "del p, head, kept\n"
            "for _ in range(3): gc.collect()\n"
            "assert ref() is None\n"
        )
        second(
            "assert Point(5).y == 2 and p == Point(1)\n"
            "assert pickle.loads(pickle.dumps(p)) == p and recordclass('M', 'a')(1).a == 1\n"
        )
        first(
            "from recordclass import dataobject\n"
            "class Again(dataobject):\n    x: int\n"
            "assert repr(Again(1)) == 'Again(x=1)'\n"
        )
    assert (repr(kept), kept == Plain([1])) == ("Plain(x=[1])", True)


def test_the_core_twice_in_one_interpreter():
    """Two module objects, two worlds, neither in the way of the other; both die."""
    run(
        "import gc, importlib.util, weakref\n"
        "from recordclass import _core\n"
        "def load():\n"
        "    spec = importlib.util.spec_from_file_location('recordclass._core', _core.__file__)\n"
        "    module = importlib.util.module_from_spec(spec)\n"
        "    spec.loader.exec_module(module)\n"
        "    return module\n"
        "def make(core):\n"
        "    fields = (('x', 5, 0, None),)\n"
        "    described = ('A', (core.dataobject,), {}, fields, -1, 0, {})\n"
        "    return core.make_class(core.datatype, described)\n"
        "twin = load()\n"
        "A, B = make(_core), make(twin)\n"
        "assert type(A) is not type(B) and repr(A()) == repr(B()) == 'A(x=5)'\n"
        "assert not _core.is_record(1) and A() != B() and A() == A() and B(6).x == 6\n"
        "try:\n"
        "    A().__class__ = B\n"
        "    raise SystemExit('two layouts were mixed')\n"
        "except TypeError:\n"
        "    pass\n"
        "ref = weakref.ref(twin.datatype)\n"
        "del twin, B\n"
        "for _ in range(3): gc.collect()\n"
        "assert ref() is None and A(7).x == 7\n"
    )


#: what the package imports, without it
IMPORTS = "import copy, gc, pickle, sys, collections.abc, keyword, _thread, types\n"


def blocks_left_by(code, times=6):
    """How many blocks of memory each interpreter that runs the code leaves behind."""
    for _ in range(2):
        run(code)
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(times):
        run(code)
    gc.collect()
    return (sys.getallocatedblocks() - before) / times


def test_many_in_sequence_leave_nothing():
    """The package is some 3,700 blocks, so a module or a type that stayed would show.

    From 3.12 on CPython itself leaves thousands of blocks behind, interned strings among them: the
    package's names are a few hundred.  To be used more adds nothing.
    """
    plain, used = blocks_left_by(IMPORTS), blocks_left_by(USE)
    more = blocks_left_by(
        USE + "for i in range(200):\n"
        "    made = recordclass(f'Named{i}', 'a b')\n"
        "    kept.append(made(i, [made]))\n"
    )
    assert used - plain < (1000 if sys.version_info >= (3, 12) else 50)
    assert more - used < 50
