"""What a pickle holds of a class: names, so that other versions of the class can read it."""

import copy
import gc
import pickle
import sys
import weakref
from collections import namedtuple

import pytest

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    InitVar,
    dataobject,
    datatype,
    make_arrayclass,
    memoryslots,
    recordclass,
)
from recordclass._core import unpickler


class Now(dataobject):
    """What the tests put other versions of a class in the place of."""

    x: int
    y: int = 0


def version(fields, **options):
    """Make `Now` another version of the class and give it."""
    global Now
    body = {"__module__": __name__, "__qualname__": "Now", "__annotations__": {}}
    for name, default in fields.items():
        body["__annotations__"][name] = object
        if default is not ...:
            body[name] = default
    Now = datatype("Now", (dataobject,), body, **options)
    return Now


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_fields_added_removed_and_moved(protocol):
    old = version({"x": ..., "y": ..., "z": ...})
    data = pickle.dumps([old(1, 2, 3), old(4, 5, 6)], protocol)
    version({"z": ..., "x": ..., "new": 7, "made": Factory(list)})
    first, second = pickle.loads(data)
    assert repr(first) == "Now(z=3, x=1, new=7, made=[])"
    assert second.made == []
    assert second.made is not first.made


def test_an_added_field_whose_factory_takes_the_record():
    data = pickle.dumps(version({"x": ...})(1))
    version({"x": ..., "twice": Factory(lambda record: record.x * 2, takes_self=True)})
    assert pickle.loads(data).twice == 2

    def fail(record):
        raise ValueError("factory")

    version({"x": ..., "twice": Factory(fail, takes_self=True)})
    with pytest.raises(ValueError, match="factory"):
        pickle.loads(data)
    version({"x": ..., "twice": Factory(lambda: fail(1))})
    with pytest.raises(ValueError, match="factory"):
        pickle.loads(data)


def test_an_added_field_without_a_default():
    data = pickle.dumps(version({"x": ...})(1))
    version({"x": ..., "needed": ...})
    with pytest.raises(TypeError, match="Now: the pickle has no value for field 'needed'"):
        pickle.loads(data)


def test_an_added_field_that_no_argument_fills_stays_unset():
    data = pickle.dumps(version({"x": ...})(1))
    version({"x": ..., "later": Field(init=False)})
    assert repr(pickle.loads(data)) == "Now(x=1, later=<unset>)"


class Steps(dataobject, readonly=True):
    x: int = Field(converter=lambda v: v + 1, validator=lambda *a: steps.append("validate"))
    v: InitVar[int]
    _: KW_ONLY
    k: int = Field(alias="kay")
    hidden: int = Field(5, init=False)

    def __post_init__(self, v):
        steps.append("post")


steps = []


def test_no_step_runs_again():
    record = Steps(1, 2, kay=3)
    assert steps == ["validate", "post"]
    for again in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert again == record
        assert again.x == 2
    assert steps == ["validate", "post"]
    with pytest.raises(AttributeError):
        again.x = 1


class OwnNew(dataobject):
    x: int

    def __new__(cls, nothing):
        raise AssertionError("pickle must not call it")


def test_an_own_new_is_not_called():
    record = unpickler(OwnNew, "x")(7)
    assert pickle.loads(pickle.dumps(record)).x == 7


P6 = recordclass("P6", "a b c d e f", module=__name__)
N6 = namedtuple("N6", "a b c d e f")  # noqa: PYI024


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_list_of_records_is_no_larger_than_one_of_namedtuples(protocol):
    rows = [tuple(range(i, i + 6)) for i in range(1000)]

    def growth(cls):
        """Bytes that the second half of the rows costs."""
        records = [cls(*row) for row in rows]
        return len(pickle.dumps(records, protocol)) - len(pickle.dumps(records[:500], protocol))

    assert growth(P6) <= growth(N6) + 2  # a number in the memo may be the first of two bytes more
    assert len(pickle.dumps(P6(*rows[0]), protocol)) < 250


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "missing"),
        ((1, "x"), "must be type"),
        ((int, "x"), "no record class"),
        ((memoryslots, "x"), "no named fields"),
        ((make_arrayclass("A", 2), "x"), "no named fields"),
        ((P6, ["a"]), "must be a string, not 'list'"),
        ((P6, None), "must be a string, not 'NoneType'"),
        ((P6, (1,)), "expected str"),
        ((P6, ("a", "a")), "twice"),
        ((P6, "a b a"), "twice"),
    ],
)
def test_made_wrongly(args, words):
    with pytest.raises(TypeError, match=words):
        unpickler(*args)


def test_names_of_an_heir_of_str_are_read_as_a_plain_string():
    class Names(str):
        def split(self, *args):
            raise AssertionError("not asked")

    assert repr(unpickler(P6, Names("b a"))) == "unpickler(P6, 'b a')"
    make = unpickler(P6, Names(" ".join("abcdef")))
    assert make(*range(6)) == P6(*range(6))


def test_names_as_a_tuple_stand_in_pickles_of_the_first_version():
    assert repr(unpickler(P6, ("b", "a"))) == "unpickler(P6, 'b a')"
    assert unpickler(P6, tuple("abcdef")) is P6(*range(6)).__reduce_ex__(2)[0]


def test_a_pickle_of_one_record_holds_the_names_as_one_string():
    assert b"a b c d e f" in pickle.dumps(P6(*range(6)), pickle.HIGHEST_PROTOCOL)


def test_called_wrongly():
    make = unpickler(P6, "a b")
    for values in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match=f"P6: a pickle of 2 fields has {len(values)} values"):
            make(*values)
    with pytest.raises(TypeError, match="no keyword arguments"):
        make(1, 2, a=1)
    with pytest.raises(TypeError, match="no value for field 'c'"):
        make(1, 2)


def test_abstract_classes_stay_abstract():
    class A(dataobject):
        x: int

    make = unpickler(A, "x")
    assert make(1).x == 1
    A.__abstractmethods__ = frozenset({"f"})
    with pytest.raises(TypeError, match="abstract"):
        make(1)


def test_repr_and_copies():
    make = unpickler(P6, "a b c d e f")
    assert repr(make) == "unpickler(P6, 'a b c d e f')"
    assert pickle.loads(pickle.dumps(make))(*range(6)) == P6(*range(6))
    assert P6(*range(6)).__reduce_ex__(2)[0] is P6(*range(6)).__reduce_ex__(5)[0]


def test_the_class_is_not_kept_for_ever():
    def pickled():
        Q = recordclass("Q", "x")
        Q(1).__reduce_ex__(2)
        return weakref.ref(Q)

    gone = pickled()
    gc.collect()
    assert gone() is None


def test_no_references_are_lost():
    value = object()
    before = sys.getrefcount(value)
    make = unpickler(P6, "a zz")
    for _ in range(5):
        with pytest.raises(TypeError):
            make(value, value)
    assert sys.getrefcount(value) == before
