"""What every record has, whatever its family: size, copying, pickling, and nothing by accident."""

from __future__ import annotations

import copy
import copyreg
import gc
import pickle
import sys

import pytest

from recordclass import dataobject, datatype, memoryslots, recordclass, structclass
from recordclass._core import unpickler

BASE_METHODS = ["__sizeof__", "__copy__", "__deepcopy__", "__reduce_ex__", "__getnewargs__"]


@pytest.mark.parametrize("root", [memoryslots, dataobject], ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", [*BASE_METHODS, "__repr__", "__eq__", "__lt__"])
def test_the_roots_have_the_base_protocol(root, name):
    assert name in vars(root)
    assert vars(root)[name].__objclass__ is root
    assert vars(root)[name].__doc__


def test_heirs_take_it_from_the_roots(family):
    cls = family.make()
    root = memoryslots if issubclass(cls, memoryslots) else dataobject
    for name in BASE_METHODS:
        assert getattr(cls, name) is getattr(root, name)


@pytest.mark.parametrize("root", [memoryslots, dataobject], ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", BASE_METHODS)
def test_signatures_can_be_read(root, name):
    import inspect

    assert "self" in inspect.signature(getattr(root, name)).parameters


def test_sizeof_takes_no_arguments(family):
    with pytest.raises(TypeError):
        family(1, 2, 3).__sizeof__(1)


def test_sizeof_counts_what_is_allocated():
    for n in (0, 1, 10, 1000):
        assert memoryslots(*range(n)).__sizeof__() == tuple(range(n)).__sizeof__()


def test_getsizeof_adds_the_collectors_header(family):
    record = family(1, 2, 3)
    header = sys.getsizeof(()) - ().__sizeof__() if family.gc else 0
    assert sys.getsizeof(record) == record.__sizeof__() + header


def test_copyreg_newobj(family):
    record = family(1, 2, 3)
    cls = type(record)
    function, arguments, *rest = record.__reduce_ex__(2)
    if cls.__field_table__() is None or cls.__field_table__()[0][0] is None:
        assert function is copyreg.__newobj__
        assert arguments == (cls, 1, 2, 3)
    else:
        assert type(function) is unpickler
        assert arguments == (1, 2, 3)
    assert not any(rest)
    again = copyreg.__newobj__(cls, 1, 2, 3)
    assert again == record
    assert copyreg.__newobj_ex__(cls, (1, 2, 3), {}) == record


def test_copyreg_reconstructor(family):
    """The constructor of protocols 0 and 1 makes no half-filled record."""
    cls = family.cls()
    with pytest.raises(TypeError):
        copyreg._reconstructor(cls, object, None)


def test_copyreg_dispatch_table():
    P = structclass("P", "x y")
    copyreg.pickle(P, lambda p: (tuple, ((p.x, p.y),)))
    try:
        assert pickle.loads(pickle.dumps(P(1, 2))) == (1, 2)
    finally:
        del copyreg.dispatch_table[P]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol(family, protocol):
    record = family(1, "two", [3.0])
    back = pickle.loads(pickle.dumps(record, protocol))
    assert type(back) is type(record)
    assert back == record
    assert family.values(back, 3) == (1, "two", [3.0])


def test_copies(family):
    inner = [1]
    record = family(inner, 2, 3)
    shallow, deep = copy.copy(record), copy.deepcopy(record)
    assert type(shallow) is type(deep) is type(record)
    assert family.get(shallow, 0) is inner
    assert family.get(deep, 0) == inner
    assert family.get(deep, 0) is not inner


def test_getnewargs(family):
    assert family(1, 2, 3).__getnewargs__() == (1, 2, 3)


def test_dir_and_repr_of_the_class(family):
    cls = family.cls()
    assert {"__copy__", "__repr__", "__eq__"} <= set(dir(cls))
    assert cls.__name__ in repr(cls)


def test_records_are_truthy_by_length(sequence_family):
    assert sequence_family(1, 2)
    assert not sequence_family.cls(0)()


def test_dataobject_without_fields_is_true():
    class P(dataobject):
        pass

    assert P()
    assert P() == P()
    assert repr(P()) == "P()"


def test_root_dataobject_can_be_made():
    assert repr(dataobject()) == "dataobject()"
    with pytest.raises(TypeError, match="takes 0 positional arguments but 1 was given"):
        dataobject(1)


def test_attributes_that_no_record_has(family):
    record = family(1, 2, 3)
    if not family.can("dict"):
        with pytest.raises(AttributeError):
            record.nothing = 1
        with pytest.raises(AttributeError):
            del record.nothing
    with pytest.raises(AttributeError):
        record.nothing


def test_many_records_leave_nothing_behind(family):
    cls = family.cls()
    marker = object()
    cls(1, 2, 3).__reduce_ex__(2)  # the class keeps what is made at the first pickling
    before = (sys.getrefcount(cls), sys.getrefcount(marker))
    for _ in range(100):
        record = cls(marker, marker, marker)
        repr(record)
        record == copy.copy(record)
        record.__reduce_ex__(2)
    del record
    assert (sys.getrefcount(cls), sys.getrefcount(marker)) == before


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_del_method_runs_once(factory):
    seen = []

    class P(factory("R", "x")):
        def __del__(self):
            seen.append(self.x)

    P(1)
    gc.collect()
    assert seen == [1]


def below(root):
    """Give an instance of a class that is put below `root` only afterwards."""

    class Plain:
        pass

    class Late(Plain):
        pass

    op = Late()
    Late.__bases__ = (Plain, root)
    return op


def test_methods_refuse_what_is_no_record():
    mapping = datatype("E", (dataobject,), {}, mapping=True)
    named = structclass("E", "")
    for root, name, args in (
        (mapping, "__len__", ()),
        (mapping, "keys", ()),
        (named, "_replace", ()),
        (named, "_asdict", ()),
        (named, "__copy__", ()),
    ):
        with pytest.raises(TypeError, match="Late"):
            getattr(below(root), name)(*args)
