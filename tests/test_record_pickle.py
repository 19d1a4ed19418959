"""Records through pickle, the C and the Python implementation, protocols 0 to 5."""

from __future__ import annotations

import copyreg
import io
import pickle

import pytest

from recordclass import (
    RecordClass,
    dataobject,
    datatype,
    join_classes,
    make,
    memoryslots,
    recordclass,
    structclass,
)

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def python_dumps(value, protocol):
    """As pickle.dumps(), by the implementation in Python."""
    file = io.BytesIO()
    pickle._Pickler(file, protocol).dump(value)
    return file.getvalue()


def python_loads(data):
    """As pickle.loads(), by the implementation in Python."""
    return pickle._Unpickler(io.BytesIO(data)).load()


def round_trips(value):
    """Give the value after each way through pickle."""
    for protocol in PROTOCOLS:
        for dumps in (pickle.dumps, python_dumps):
            data = dumps(value, protocol)
            yield pickle.loads(data)
            yield python_loads(data)


# ---- classes that pickle can find ----

Named = recordclass("Named", "x y", module=__name__)
Struct = structclass("Struct", "x y", readonly=True, module=__name__)
Joined = join_classes("Joined", [Named, recordclass("More", "z")], module=__name__)


class Typed(RecordClass):
    x: int
    y: int = 0


class Data(dataobject):
    x: int
    y: int = 0


class Heir(Named):
    """Has a __dict__."""

    def total(self):
        return self.x + self.y


class LongHeir(memoryslots):
    """Has a __dict__, behind the items."""


class Outer:
    class Inner(dataobject):
        x: int


class WithInit(dataobject):
    x: int

    def __init__(self, x):
        self.x = x * 2


class WithNewArgs(Named):
    def __new__(cls, both):
        return super().__new__(cls, both, both)

    def __getnewargs__(self):
        return (self.x,)


class WithNewArgsEx(Data):
    def __getnewargs_ex__(self):
        return (self.x,), {"y": self.y}


class WithState(Heir):
    def __getstate__(self):
        return {"state": "kept"}

    def __setstate__(self, state):
        self.restored = state["state"]


class WithReduce(Data):
    def __reduce__(self):
        return WithReduce, (self.x, "reduced")


class WithReduceEx(Data):
    def __reduce_ex__(self, protocol):
        return WithReduceEx, (self.x, f"protocol {protocol}")


class Registered(Data):
    pass


copyreg.pickle(Registered, lambda r: (Registered, (r.x, "registered")))


# ---- every family ----


def test_round_trip(every_family):
    r = every_family(1, "two", None)
    for again in round_trips(r):
        assert type(again) is type(r)
        assert again is not r
        assert every_family.values(again, 3) == (1, "two", None)


def test_dill(every_family):
    dill = pytest.importorskip("dill")
    r = every_family(1, "two", None)
    for protocol in range(6):
        again = dill.loads(dill.dumps(r, protocol=protocol))
        assert type(again) is type(r)
        assert again is not r
        assert every_family.values(again, 3) == (1, "two", None)


def test_no_fields(family):
    for again in round_trips(family()):
        assert type(again) is family.cls(0)
        assert repr(again) == family.text()


def test_many_fields(family):
    values = tuple(range(40))
    for again in round_trips(family(*values)):
        assert family.values(again, 40) == values


def test_nested(family):
    r = family(family(1), [family(2)])
    for again in round_trips(r):
        assert again == r
        assert type(family.get(again, 0)) is family.cls(1)


def test_other_attributes(dict_family):
    r = dict_family(1)
    r.extra = {"a": [2]}
    for again in round_trips(r):
        assert again.__dict__ == {"extra": {"a": [2]}}
        assert dict_family.values(again, 1) == (1,)
    del r.extra
    for again in round_trips(r):
        assert again.__dict__ == {}


def test_other_attribute_that_leads_back(dict_family):
    r = dict_family(1)
    r.me = r
    for again in round_trips(r):
        assert again.me is again
        del again.me
    del r.me


def test_sharing(family):
    shared = [1]
    r = family(shared, shared)
    for first, second in round_trips([r, r]):
        assert first is second
        a, b = family.values(first, 2)
        assert a is b


def test_hash_after_pickle(hashable_family):
    r = hashable_family(1, "two")
    for again in round_trips({r: 1}):
        assert again == {r: 1}


def test_readonly_after_pickle(nowritable_family):
    for again in round_trips(nowritable_family(1, 2)):
        with pytest.raises(AttributeError):
            nowritable_family.set(again, 0, 3)


def test_unset_field(writable_family):
    r = writable_family(1, 2)
    writable_family.unset(r, 1)
    for protocol in PROTOCOLS:
        for dumps in (pickle.dumps, python_dumps):
            with pytest.raises(AttributeError):
                dumps(r, protocol)
    writable_family.set(r, 1, 3)
    for again in round_trips(r):
        assert writable_family.values(again, 2) == (1, 3)


def test_deep_records(nodict_noweakref_family):
    family = nodict_noweakref_family
    r = family(None)
    for _ in range(50_000):
        r = family(r)
    with pytest.raises(RecursionError):
        pickle.dumps(r)


def test_value_that_cannot_be_pickled(family):
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        pickle.dumps(family(lambda: None))


def test_value_that_changes_the_record(writable_family):
    family = writable_family

    class Meddler:
        def __reduce__(self):
            family.set(r, 0, None)
            family.unset(r, 1)
            return str, ("meddler",)

    for protocol in PROTOCOLS:
        r = family(Meddler(), 2)
        again = pickle.loads(pickle.dumps(r, protocol))
        assert family.values(again, 2) == ("meddler", 2)  # the values were taken before


def test_getnewargs(family):
    assert family(1, [2]).__getnewargs__() == (1, [2])
    assert type(family(1, 2).__getnewargs__()) is tuple


def test_reduce_ex_argument(family):
    r = family(1)
    for wrong in ("2", None):
        with pytest.raises(TypeError):
            r.__reduce_ex__(wrong)
    with pytest.raises(OverflowError):
        r.__reduce_ex__(2**100)


def test_class_itself(sized_family):
    cls = sized_family.cls(3)
    for again in round_trips(cls):
        assert again is cls


def test_class_that_cannot_be_found(sized_family):
    r = sized_family.make(1, typename="Nowhere")(1)
    with pytest.raises(pickle.PicklingError, match="Nowhere"):
        pickle.dumps(r)


# ---- classes of a program ----


@pytest.mark.parametrize(
    "r",
    [
        Named(1, [2]),
        Struct(1, [2]),
        Joined(1, 2, [3]),
        Typed(1),
        Data(1, [2]),
        Heir(1, 2),
        Outer.Inner("in"),
        memoryslots(),
        memoryslots(1, [2]),
        LongHeir(1, 2, 3),
    ],
    ids=repr,
)
def test_class_of_a_module(r):
    for again in round_trips(r):
        assert type(again) is type(r)
        assert again == r
        assert repr(again) == repr(r)


def test_heir_with_a_dict():
    for r in (Heir(1, 2), LongHeir(1, 2)):
        r.extra = [3]
        for again in round_trips(r):
            assert type(again) is type(r)
            assert again == (1, 2)
            assert again.extra == [3]


def test_own_init_takes_the_arguments():
    r = WithInit(5)
    assert r.x == 10
    # __newobj__ calls __new__ with the values, and no __init__
    for again in round_trips(r):
        assert type(again) is WithInit
        assert again.x == 10


def test_own_getnewargs():
    for again in round_trips(WithNewArgs(7)):
        assert type(again) is WithNewArgs
        assert again == (7, 7)


def test_own_getnewargs_ex():
    for again in round_trips(WithNewArgsEx(7, 8)):
        assert again == WithNewArgsEx(7, 8)


def test_own_state():
    for again in round_trips(WithState(1, 2)):
        assert again == (1, 2)
        assert again.restored == "kept"


def test_own_reduce():
    for again in round_trips(WithReduce(1, 2)):
        assert again == WithReduce(1, "reduced")


@pytest.mark.filterwarnings("ignore:non-string key in the __dict__")
def test_a_class_that_changes_while_it_is_asked():
    """A key of the body, compared in a search for __getstate__, brings a __reduce__."""

    class Key:
        armed = False

        def __hash__(self):
            return hash("__getstate__")

        def __eq__(self, other):
            if Key.armed:
                Key.armed = False
                P.__reduce__ = lambda self: (str, ("own",))
            return False

    P = datatype("P", (dataobject,), {"__annotations__": {"x": int}, "x": 1, Key(): 1})
    record = P()
    Key.armed = True
    record.__reduce_ex__(2)
    assert not Key.armed
    assert record.__reduce_ex__(2) == (str, ("own",))


def test_own_reduce_ex():
    for protocol in PROTOCOLS:
        again = pickle.loads(pickle.dumps(WithReduceEx(1, 2), protocol))
        assert again == WithReduceEx(1, f"protocol {protocol}")


def test_registered_with_copyreg():
    for again in round_trips(Registered(1, 2)):
        assert again == Registered(1, "registered")


def test_pickle_of_another_length_is_refused():
    """More values than names: an error, and no record with a hole."""
    data = pickle.dumps(Data(1, 2), 2).replace(b"K\x01K\x02\x86", b"K\x01K\x02K\x03\x87")
    with pytest.raises(TypeError, match="a pickle of 2 fields has 3 values"):
        pickle.loads(data)


def test_newobj_with_too_few_values():
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        copyreg.__newobj__(Data)
    with pytest.raises(TypeError, match="missing 2 required positional arguments"):
        copyreg.__newobj__(Named)


class Taught(dataobject):
    """An own __init__ and the __reduce__ that recordclass 0.24 asks for beside it."""

    x: int
    y: int

    def __init__(self, x, y):
        self.x = 2 * x
        self.y = 3 * y

    def __reduce__(self):
        tp, args = dataobject.__reduce__(self)
        return make, (tp, args)


def test_reduce_of_the_root():
    assert Data(1).__reduce__() == (Data, (1, 0))
    assert Named(1, 2).__reduce__() == (Named, (1, 2))
    assert memoryslots(1, 2).__reduce__() == (memoryslots, (1, 2))
    heir = Heir(1, 2)
    heir.label = "l"
    assert heir.__reduce__() == (Heir, (1, 2), {"label": "l"})
    unset = Data(1)
    del unset.x
    with pytest.raises(AttributeError, match="'x': the field is unset"):
        unset.__reduce__()


def test_own_reduce_calls_the_root():
    record = Taught(10, 20)
    for again in round_trips(record):
        assert type(again) is Taught
        assert again == record
        assert (again.x, again.y) == (20, 60)


@pytest.mark.parametrize(
    ("name", "given", "error", "text"),
    [
        ("__getnewargs__", [1], TypeError, "__getnewargs__ should return a tuple, not 'list'"),
        (
            "__getnewargs_ex__",
            [1],
            TypeError,
            "__getnewargs_ex__ should return a tuple, not 'list'",
        ),
        (
            "__getnewargs_ex__",
            (1,),
            ValueError,
            "__getnewargs_ex__ should return a tuple of length 2, not 1",
        ),
    ],
)
def test_arguments_of_new_that_are_none(name, given, error, text):
    """The words are those of object.__reduce_ex__()."""
    for base in (recordclass("R", "x y"), tuple):
        cls = type("Heir", (base,), {name: lambda self: given})
        with pytest.raises(error) as caught:
            (cls(1, 2) if base is not tuple else cls()).__reduce_ex__(2)
        assert str(caught.value) == text
