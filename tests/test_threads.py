"""Threads race over one record or class: no crash, no foreign value, no reference lost."""

import copy
import functools
import gc
import pickle
import sys
import threading

import pytest

from recordclass import dataobject, make_dataclass, memoryslots, recordclass

ROUNDS = 300


class Pair(dataobject, sequence=True, copy_default=False):
    a: object
    b: object


class Cached(dataobject):
    a: int

    @functools.cached_property
    def twice(self):
        return [self.a * 2]


class Value:
    """What writers store; readers find nothing else."""


@pytest.fixture(autouse=True)
def switch_often():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def race(*jobs, rounds=ROUNDS):
    """Run each job `rounds` times in a thread of its own, all from one barrier on."""
    barrier = threading.Barrier(len(jobs))
    errors = []

    def run(job):
        try:
            barrier.wait(10)
            for _ in range(rounds):
                job()
        except BaseException as error:  # the main thread reports it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []


READERS = {
    "attribute": lambda r: [r.a, r.b],
    "index": lambda r: [r[0], r[-1]],
    "slice": lambda r: list(r[:]),
    "iterate": list,
    "copy": lambda r: list(copy.copy(r)),
    "sum": lambda r: list(r + (r[0],)),  # noqa: RUF005
    "product": lambda r: list(r * 2),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_readers_find_what_writers_stored(read):
    values = [Value() for _ in range(4)]
    counts = [sys.getrefcount(value) for value in values]
    record = Pair(values[0], values[1])

    def write_attributes():
        record.a = values[2]
        record.b = values[3]

    def write_slice():
        record[:] = (values[0], values[1])

    def check():
        assert all(any(found is value for value in values) for found in read(record))

    race(write_attributes, write_slice, check, check)
    record[:] = (None, None)
    assert [sys.getrefcount(value) for value in values] == counts


def test_whole_records_beside_writers():
    record = Pair(1, 2)
    allowed = {(a, b) for a in (1, 3) for b in (2, 4)}
    texts = {f"Pair(a={a}, b={b})" for a, b in allowed}

    def write():
        record.a = 3
        record[1] = 4
        record[:] = (1, 2)

    def look():
        assert repr(record) in texts
        assert tuple(pickle.loads(pickle.dumps(record))) in allowed
        assert tuple(copy.deepcopy(record)) in allowed
        assert (record == Pair(7, 7)) is False

    race(write, look, look, rounds=100)


def test_fresh_values_die_once():
    class Counted:
        alive = 0

        def __init__(self):
            with lock:
                Counted.alive += 1

        def __del__(self):
            with lock:
                Counted.alive -= 1

    lock = threading.RLock()
    record = Pair(Counted(), Counted())

    def write():
        record.a = Counted()
        record[1] = Counted()

    race(write, write, lambda: list(record), lambda: gc.collect(0), rounds=20)
    assert Counted.alive == 2
    record[:] = (None, None)
    gc.collect()
    assert Counted.alive == 0


@pytest.mark.parametrize("name", ["label", "__getattr__", "__format__"])
def test_class_attributes_change_while_others_construct(name):
    class Changing(dataobject):
        a: int

    def change():
        setattr(Changing, name, lambda *args: "changed")
        delattr(Changing, name)

    def make():
        assert Changing(5).a == 5
        assert repr(Changing(6)).endswith("Changing(a=6)")

    race(change, make, make)


def test_classes_are_made_in_parallel():
    made = []

    def make():
        made.append(make_dataclass("Made", ["a", "b"]))
        assert made[-1](1, 2).b == 2
        assert recordclass("Named", "x y")(1, 2)[:] == memoryslots(1, 2)

    race(make, make, rounds=20)
    assert len({id(cls) for cls in made}) == 40


def test_cached_property_and_first_pickles():
    record = Cached(4)

    def look():
        assert record.twice == [8]

    def forget():
        try:
            del record.twice
        except AttributeError:
            pass

    race(look, look, forget)

    for _ in range(5):
        cls = make_dataclass("First", ["a"])
        found = []
        one = cls(1)
        race(*[lambda one=one, found=found: found.append(one.__reduce_ex__(2)[0])] * 3, rounds=1)
        assert len(found) == 3
        assert len({id(unpickler) for unpickler in found}) == 1


def test_deep_chains_are_freed_by_several_threads():
    def chain():
        head = None
        for _ in range(5000):
            head = Pair(head, None)
        del head

    race(chain, chain, chain, rounds=3)


@pytest.mark.slow
def test_readers_and_writers_for_longer():
    record = Pair(1, 2)

    def write():
        record[:] = (1, 2)
        record.a = 3

    def look():
        assert next(iter(record)) in (1, 3)

    race(write, look, look, lambda: gc.collect(0), rounds=2000)
