"""Caches of classes."""

import threading

import pytest

from recordclass import KW_ONLY
from recordclass.dataclass import DataclassStorage
from recordclass.dictclass import DictclassStorage
from recordclass.recordclass import RecordclassStorage

STORAGES = [
    (DataclassStorage, "make_dataclass"),
    (DataclassStorage, "make_class"),
    (RecordclassStorage, "recordclass"),
    (DictclassStorage, "make_dictclass"),
]


@pytest.fixture(params=STORAGES, ids=[method for _, method in STORAGES])
def make(request):
    storage, method = request.param
    return getattr(storage(), method)


def test_the_same_class(make):
    A = make("A", "x y")
    for fields in ("x, y", ["x", "y"], ("x", "y"), iter(["x", "y"])):
        assert make("A", fields) is A
    assert A.__module__ == __name__
    assert A(1, 2).x == 1


def test_other_classes(make):
    A = make("A", "x y")
    for other in (
        make("B", "x y"),
        make("A", "y x"),
        make("A", "x y", [1]),
        make("A", [("x", int), "y"]),
        make("A", "x y", readonly=True),
        make("A", "x y", module="elsewhere"),
    ):
        assert other is not A
    assert make("A", "x y", [1]) is make("A", "x y", [1])
    assert make("A", "x y", [1]) is not make("A", "x y", [True])
    assert make("A", "x y", [[1]]) is not make("A", "x y", [[2]])


def test_clear(make):
    A = make("A", "x")
    make.__self__.clear_storage()
    assert make("A", "x") is not A
    assert A(1).x == 1


def test_errors_leave_nothing_behind(make):
    for _ in range(2):
        with pytest.raises(ValueError, match="duplicate"):
            make("A", "x x")
    with pytest.raises(TypeError, match="more default"):
        make("A", "x", [1, 2])
    assert make("A", "x") is make("A", "x")


def test_threads_get_one_class(make):
    barrier = threading.Barrier(8)
    found = []

    def ask():
        barrier.wait()
        found.append(make("A", "x y"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_marks_among_the_fields():
    make = DataclassStorage().make_dataclass
    P = make("P", [("x", int), ("_", KW_ONLY), ("y", int)])
    assert P(1, y=2).y == 2
    with pytest.raises(TypeError):
        P(1, 2)
