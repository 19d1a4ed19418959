"""Subinterpreters: each has a module, types and constants of its own."""

import sys
import threading

import pytest

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


def run(code, own_gil=True):
    """Run code in an interpreter of its own, and destroy it."""
    if sys.version_info >= (3, 13):
        name = interpreters.create("isolated" if own_gil else "legacy")
    elif sys.version_info >= (3, 12):
        name = interpreters.create(isolated=own_gil)
    else:
        name = interpreters.create(isolated=False)
    try:
        failure = interpreters.run_string(name, code)
        assert failure is None, vars(failure)
    finally:
        interpreters.destroy(name)


@pytest.mark.parametrize("own_gil", [True, False])
def test_records_work_and_end_with_their_interpreter(own_gil):
    run(USE, own_gil)
    run(USE, own_gil)


def test_state_is_per_interpreter():
    from recordclass import MISSING, _core, dataobject

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
