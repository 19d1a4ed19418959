"""memoryslots and dataobject: what all records stand below."""

from __future__ import annotations

import pickle

import pytest

import recordclass
from recordclass import dataobject, datatype, memoryslots

ROOTS = [memoryslots, dataobject]


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_is_a_record_class_directly_below_object(root):
    assert type(root) is datatype
    assert root.__mro__ == (root, object)
    assert root.__module__ == "recordclass"
    assert getattr(recordclass, root.__name__) is root
    assert pickle.loads(pickle.dumps(root)) is root


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("name", ["extra", "__new__", "__init__", "__eq__", "__doc__", "__name__"])
def test_a_root_cannot_be_changed(root, name):
    with pytest.raises(TypeError, match="immutable type"):
        setattr(root, name, None)
    with pytest.raises(TypeError):
        delattr(root, name)


@pytest.mark.parametrize("root", ROOTS)
def test_new_of_a_root_makes_only_its_own(root):
    other = ROOTS[1 - ROOTS.index(root)]
    assert type(root.__new__(root)) is root
    for wrong in (int, object, other):
        with pytest.raises(TypeError, match="is not a subtype of"):
            root.__new__(wrong)
    with pytest.raises(TypeError, match="first argument must be a class"):
        root.__new__(5)
    with pytest.raises(TypeError, match="first argument must be a class"):
        root.__new__()
    with pytest.raises(TypeError, match="not safe"):
        object.__new__(root)


def test_sizes_of_the_roots_are_those_of_tuple_and_object():
    assert memoryslots.__basicsize__ == tuple.__basicsize__
    assert memoryslots.__itemsize__ == tuple.__itemsize__
    assert dataobject.__basicsize__ == object.__basicsize__
    assert dataobject.__itemsize__ == 0


def test_memoryslots_takes_items_and_no_keywords():
    assert len(memoryslots()) == 0
    assert memoryslots([1, 2]) == ([1, 2],)
    with pytest.raises(TypeError, match=r"memoryslots\(\) takes no keyword arguments"):
        memoryslots(x=1)


def test_dataobject_has_no_fields():
    assert repr(dataobject()) == "dataobject()"
    with pytest.raises(TypeError, match=r"takes 0 positional arguments but 1 was given"):
        dataobject(1)


def test_a_record_class_needs_a_root():
    with pytest.raises(TypeError, match="P: a record class needs dataobject or memoryslots"):
        datatype("P", (), {})
    with pytest.raises(TypeError, match="P: a record class needs dataobject or memoryslots"):
        datatype("P", (object,), {})
