"""join_classes: one class with the fields of several."""

from __future__ import annotations

import gc
import itertools
import pickle
import sys

import pytest

from recordclass import (
    dataobject,
    datatype,
    join_classes,
    make_arrayclass,
    recordclass,
    structclass,
)


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


def test_fields_in_order(factory):
    A, B, C = factory("A", "a b"), factory("B", "c"), factory("C", "d e")
    for parts in itertools.permutations([A, B, C]):
        D = join_classes("D", parts)
        assert D._fields == sum((part._fields for part in parts), ())
        record = D(1, 2, 3, 4, 5)
        assert tuple(record) == (1, 2, 3, 4, 5)
        assert D(**dict.fromkeys("abcde", 0))[4] == 0


def test_one_class_and_none(factory):
    A = factory("A", "a b")
    assert join_classes("D", [A])._fields == ("a", "b")
    with pytest.raises(TypeError, match=r"D: join_classes\(\) needs at least one class"):
        join_classes("D", [])


def test_classes_may_come_from_an_iterator(factory):
    assert join_classes("D", iter([factory("A", "a"), factory("B", "b")]))._fields == ("a", "b")


def test_the_result(factory):
    A, B = factory("A", "a"), factory("B", "b")
    D = join_classes("D", [A, B])
    assert (D.__name__, D.__qualname__, D.__module__) == ("D", "D", __name__)
    assert D.__bases__ == (factory("R", "").__bases__)
    assert not issubclass(D, A)
    assert D.__doc__ == "D(a, b)"
    assert D.a.__doc__ == "Alias for field number 0"
    assert D(1, 2)._asdict() == {"a": 1, "b": 2}
    assert join_classes("D", [A, B], module="elsewhere").__module__ == "elsewhere"


def test_defaults_types_docs(factory):
    A = factory("A", [("a", int)], field_docs={"a": "first"})
    B = factory("B", [("b", str)], defaults=[[]], field_docs={"b": "second"})
    D = join_classes("D", [A, B])
    assert D.__annotations__ == {"a": int, "b": str}
    assert (D.a.__doc__, D.b.__doc__) == ("first", "second")
    assert D._field_defaults == {"b": []}
    assert D(1).b is not D(1).b
    with pytest.raises(TypeError, match="non-default argument 'a' follows default argument 'b'"):
        join_classes("D", [B, A])


def test_same_name_twice(factory):
    A, B = factory("A", "a b"), factory("B", "b c")
    with pytest.raises(ValueError, match="D: duplicate field name: 'b'"):
        join_classes("D", [A, B])
    with pytest.raises(ValueError, match="D: duplicate field name: 'a'"):
        join_classes("D", [A, A])


def test_families_do_not_mix():
    with pytest.raises(TypeError, match="joins classes of one family"):
        join_classes("D", [recordclass("A", "a"), structclass("B", "b")])


@pytest.mark.parametrize("wrong", [int, 1, None, "A", tuple, type])
def test_no_record_classes(wrong):
    with pytest.raises(TypeError, match="joins record classes, not"):
        join_classes("D", [structclass("A", "a"), wrong])
    with pytest.raises(TypeError):
        join_classes("D", wrong)


def test_array_has_no_names():
    with pytest.raises(TypeError, match="needs named fields"):
        join_classes("D", [structclass("A", "a"), make_arrayclass("B", 2)])


def test_bad_name():
    with pytest.raises(ValueError, match="the class name must be a valid identifier: '1'"):
        join_classes("1", [structclass("A", "a")])


def test_dataobjects_join():
    class A(dataobject):
        a: int

    class B(dataobject):
        b: int = 2

    D = join_classes("D", [A, B])
    assert repr(D(1)) == "D(a=1, b=2)"
    assert not hasattr(D, "_asdict")


def test_heirs_join(factory):
    A = factory("A", "a")
    H = datatype("H", (A,), {"__fields__": "h"})
    P = datatype("P", (factory("B", "b"),), {})
    assert join_classes("D", [H, P])._fields == ("a", "h", "b")


def test_readonly_parts_stay_readonly(factory):
    A, B = factory("A", "a", readonly=True), factory("B", "b")
    record = join_classes("D", [A, B])(1, 2)
    record.b = 5
    with pytest.raises(AttributeError):
        record.a = 5
    with pytest.raises(TypeError, match="unhashable"):
        hash(record)
    frozen = join_classes("D", [A, B], readonly=True)(1, 2)
    with pytest.raises(AttributeError):
        frozen.b = 5
    assert hash(frozen) == hash((1, 2))


def test_room_is_asked_for_here(factory):
    A = factory("A", "a", gc=True, use_dict=True, use_weakref=True)
    B = factory("B", "b", mapping=True)
    D = join_classes("D", [A, B])
    record = D(1, 2)
    assert not gc.is_tracked(record)
    assert (D.__dictoffset__, D.__weakrefoffset__) == (0, 0)
    assert record["b"] == 2
    D = join_classes("D", [A, B], gc=True, use_dict=True, use_weakref=True)
    assert gc.is_tracked(D(1, 2))
    assert D(1, 2).__dict__ == {}
    assert sys.getsizeof(D(1, 2)) > sys.getsizeof(record)


def test_pickle(factory):
    global Joined
    Joined = join_classes("Joined", [factory("A", "a"), factory("B", "b")])
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(Joined(1, 2), protocol)) == Joined(1, 2)
