"""fieldgetter: what attrgetter gives, of records of one class, whatever becomes of the class."""

import bisect
import copy
import gc
import heapq
import inspect
import itertools
import operator
import pickle
import sys
import weakref

import pytest

import recordclass as package
from recordclass import (
    Field,
    dataobject,
    datatype,
    fieldgetter,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)


class Point(dataobject):
    x: object
    y: object
    z: object = 3


class Heir(Point):
    z: object = 4
    w: object = 5


def fresh():
    """A class of its own to change, one below it, and a getter that knows both."""

    class Base(dataobject):
        x: object
        y: object

    class Below(Base):
        pass

    getter = fieldgetter(Base, "x")
    for record in (Base(1, 2), Below(3, 4)):
        assert [getter(record) for _ in range(4)] == [record.x] * 4
    return Base, Below, getter


def outcome(function, *args):
    """What a call gives, or raises: the error's type, text and attributes."""
    try:
        return function(*args)
    except Exception as error:
        return type(error), error.args, getattr(error, "name", 0), getattr(error, "obj", 0)


# ---- what it gives ----


def test_every_family_with_names(named_family):
    r = named_family([1], "b", 3.5)
    cls = type(r)
    for _ in range(4):  # the first calls look the names up
        assert fieldgetter(cls, "y")(r) == "b"
        assert fieldgetter(cls, "z", "x")(r) == (3.5, [1])
    getters = [fieldgetter(cls, name) for name in "xyz"]
    assert [[g(r) for g in getters] for _ in range(4)] == [[[1], "b", 3.5]] * 4
    assert getters[0](r) is r.x


def test_positions(sized_family):
    r = sized_family([1], "b", 3.5)
    cls = type(r)
    getters = [fieldgetter(cls, i) for i in (0, 1, 2, -1, -2, -3)]
    for _ in range(4):
        assert [g(r) for g in getters] == [[1], "b", 3.5, 3.5, "b", [1]]
        assert fieldgetter(cls, -1, 0)(r) == (3.5, [1])


def test_a_position_of_another_kind():
    class Two:
        def __index__(self):
            return 2

    assert fieldgetter(Point, Two(), True)(Point(1, 2, 3)) == (3, 2)


def test_more_fields_than_are_looked_through_one_by_one():
    names = [f"f{i}" for i in range(40)]
    cls = structclass("Wide", names)
    r = cls(*range(40))
    assert fieldgetter(cls, *reversed(names))(r) == tuple(reversed(range(40)))
    assert fieldgetter(cls, *["f7"] * 100)(r) == (7,) * 100


def test_classes_below():
    getter = fieldgetter(Point, "z", "x")
    mixed = [Point(1, 2), Heir(3, 4), Point(5, 6), Heir(7, 8, z=9)]
    assert [getter(r) for r in mixed * 3] == [(3, 1), (4, 3), (3, 5), (9, 7)] * 3
    assert list(map(fieldgetter(Point, "x"), mixed)) == [1, 3, 5, 7]
    with pytest.raises(TypeError, match="takes its records, not a 'Point' object"):
        fieldgetter(Heir, "x")(Point(1, 2))


def test_fields_that_convert_or_are_readonly():
    class Checked(dataobject):
        a: int = Field(converter=int)
        b: object = Field(2, readonly=True)

    class Below(Checked):
        b: object = Field(converter=str, default=5)

    for cls, expected in ((Checked, (7, 2)), (Below, (7, "5"))):
        getter, one = fieldgetter(Checked, "a", "b"), fieldgetter(Checked, 1)
        for _ in range(3):
            assert (getter(cls("7")), one(cls("7"))) == (expected, expected[1])


def test_a_record_dict_does_not_hide_the_field():
    cls = recordclass("R", "x", use_dict=True)
    r = cls(1)
    r.__dict__["x"] = "hidden"
    assert [fieldgetter(cls, "x")(r) for _ in range(3)] == [1, 1, 1]


def test_as_a_key():
    rows = [Point((i * 7919) % 31, i % 5, i) for i in range(200)]
    for fields in (("x",), ("y", "x"), ("z",)):
        mine, theirs = fieldgetter(Point, *fields), operator.attrgetter(*fields)
        assert sorted(rows, key=mine) == sorted(rows, key=theirs)
        assert sorted(rows, key=mine, reverse=True) == sorted(rows, key=theirs, reverse=True)
        assert (min(rows, key=mine), max(rows, key=mine)) == (
            min(rows, key=theirs),
            max(rows, key=theirs),
        )
        assert list(map(mine, rows)) == list(map(theirs, rows))
        assert heapq.nsmallest(9, rows, mine) == heapq.nsmallest(9, rows, theirs)
        groups = [
            [(key, list(group)) for key, group in itertools.groupby(rows, getter)]
            for getter in (mine, theirs)
        ]
        assert groups[0] == groups[1]
    rows.sort(key=fieldgetter(Point, "x"))
    assert bisect.bisect_left(rows, 10, key=fieldgetter(Point, "x")) == sum(r.x < 10 for r in rows)


# ---- unset ----


def test_unset_raises_what_the_attribute_raises(named_writable_family):
    r = named_writable_family(1, 2, 3)
    one, two = fieldgetter(type(r), "y"), fieldgetter(type(r), "x", "y")
    for _ in range(3):
        assert (one(r), two(r)) == (2, (1, 2))
    del r.y
    expected = outcome(lambda: r.y)
    assert issubclass(expected[0], AttributeError)
    for getter in (one, two, fieldgetter(type(r), "y"), fieldgetter(type(r), "y", "z")):
        assert outcome(getter, r) == expected
    r.y = 5
    assert (one(r), two(r)) == (5, (1, 5))


def test_unset_of_an_array():
    cls = make_arrayclass("A", 3)
    r = cls(1, 2, 3)
    getter, both = fieldgetter(cls, -1), fieldgetter(cls, 0, 2)
    for _ in range(3):
        assert (getter(r), both(r)) == (3, (1, 3))
    package.itemgetset(2).__delete__(r)
    for g in (getter, both):
        with pytest.raises(AttributeError, match="'A' object: item 2 is unset"):
            g(r)


def test_unset_of_a_field_that_converts():
    class Checked(dataobject):
        a: int = Field(converter=int)

    r = Checked(1)
    getter = fieldgetter(Checked, "a")
    assert [getter(r) for _ in range(3)] == [1, 1, 1]
    del r.a
    with pytest.raises(AttributeError, match=r"'Checked' object has no attribute 'a': .* unset"):
        getter(r)


# ---- the class changes ----


def test_a_property_in_the_place_of_the_field():
    base, below, getter = fresh()
    field = base.x
    base.x = property(lambda self: ("property", self.y))
    assert [getter(base(1, 2)), getter(below(3, 4))] == [("property", 2), ("property", 4)]
    base.x = field
    assert [getter(base(1, 2)) for _ in range(3)] == [1, 1, 1]
    del base.x
    assert outcome(getter, r := base(1, 2)) == outcome(lambda: r.x)
    base.x = 7  # no descriptor at all
    assert getter(base(1, 2)) == 7


def test_a_property_of_a_class_below():
    base, below, getter = fresh()
    below.x = property(lambda self: "mine")
    assert [getter(base(1, 2)), getter(below(1, 2)), getter(base(1, 2))] == [1, "mine", 1]
    del below.x
    assert [getter(below(1, 2)) for _ in range(3)] == [1, 1, 1]


def test_a_property_of_another_base():
    class Mixin:
        __slots__ = ()
        x = property(lambda self: "mixin")

    class Mixed(Mixin, Point):
        pass

    both = fieldgetter(Point, "x", "y")
    assert [both(Mixed(1, 2)), both(Point(1, 2))] * 2 == [("mixin", 2), (1, 2)] * 2


def test_the_bases_change():
    class Empty(dataobject):
        pass

    class Other(dataobject):
        x = property(lambda self: "other")

    class Heir(Empty, Point):
        pass

    getter = fieldgetter(Point, "x")
    assert [getter(Heir(1, 2)) for _ in range(3)] == [1, 1, 1]
    Heir.__bases__ = Other, Point
    assert getter(Heir(1, 2)) == "other"


def test_another_field_in_the_place_of_the_field():
    base, _, getter = fresh()
    base.x, base.y = base.y, base.x
    assert [getter(base(1, 2)) for _ in range(3)] == [2, 2, 2]


def test_a_field_of_another_class_in_its_place():
    base, _, getter = fresh()
    base.x = vars(Point)["x"]
    r = base(1, 2)
    expected = outcome(lambda: r.x)
    assert expected[0] is TypeError
    assert [outcome(getter, r) for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("name", ["__getattribute__", "__getattr__"])
def test_own_access(name):
    base, below, getter = fresh()
    setattr(base, name, lambda self, name: f"own {name}")
    r, s = base(1, 2), below(3, 4)
    del r.x
    assert getter(r) == "own x"
    assert getter(s) == ("own x" if name == "__getattribute__" else 3)
    delattr(base, name)
    assert [getter(s) for _ in range(3)] == [3, 3, 3]


def test_own_item_of_an_array():
    cls = make_arrayclass("A", 3)

    class Below(cls):
        pass

    getter = fieldgetter(cls, 1)
    assert [getter(r) for r in (cls(1, 2, 3), Below(4, 5, 6)) for _ in range(3)] == [2] * 3 + [
        5
    ] * 3
    Below.__getitem__ = lambda self, i: f"own {i}"
    assert [getter(cls(1, 2, 3)), getter(Below(4, 5, 6))] == [2, "own 1"]


def test_another_class_is_assigned():
    base, below, getter = fresh()
    below.x = property(lambda self: "below")
    r = base(1, 2)
    assert getter(r) == 1
    r.__class__ = below
    assert getter(r) == "below"
    r.__class__ = base
    assert getter(r) == 1


def test_changed_more_often_than_there_are_versions():
    """From 3.13 on the interpreter gives a class a thousand version tags, and then no more."""
    base, _, getter = fresh()
    field, r = base.x, base(1, 2)
    for i in range(1200):
        base.x = property(lambda self, i=i: i)
        assert getter(r) == i
        base.x = field
        assert getter(r) == 1


def test_a_key_of_the_class_that_runs_code():
    """Looking a name up compares it with keys of another kind, which can change the class."""

    class Key(str):
        __slots__ = ()

        def __hash__(self):
            return hash("x")

        def __eq__(self, other):
            if other == "x" and armed:
                armed.clear()
                base.x = property(lambda self: "changed")
            return False

    armed = []
    base = datatype("Base", (dataobject,), {Key("key"): 1, "__annotations__": {"x": object}})
    r = base(1)
    getter = fieldgetter(base, "x")
    armed.append(1)
    sys._clear_type_cache()
    assert getter(r) in (1, "changed")
    base.x = property(lambda self: "changed")
    assert [getter(r) for _ in range(3)] == ["changed"] * 3


# ---- refused ----


@pytest.mark.parametrize(
    ("args", "error", "text"),
    [
        ((), TypeError, r"takes a record class and at least one field \(0 given\)"),
        ((Point,), TypeError, r"takes a record class and at least one field \(1 given\)"),
        (("x", "x"), TypeError, "needs a record class, not 'x'"),
        ((int, "x"), TypeError, "needs a record class, not <class 'int'>"),
        ((Point(1, 2), "x"), TypeError, "needs a record class, not Point"),
        ((memoryslots, 0), TypeError, "class 'memoryslots' has no fields"),
        ((Point, "q"), AttributeError, "class 'Point' has no field 'q'"),
        ((Point, "x", "x.real"), AttributeError, "class 'Point' has no field 'x.real'"),
        ((Point, "w"), AttributeError, "class 'Point' has no field 'w'"),
        ((dataobject, "x"), AttributeError, "class 'dataobject' has no field 'x'"),
        ((make_arrayclass("A", 2), "x"), AttributeError, "class 'A' has no field 'x'"),
        ((Point, 3), IndexError, "class 'Point' has 3 fields, and none at 3"),
        ((Point, -4), IndexError, "class 'Point' has 3 fields, and none at -4"),
        ((Point, 2**80), IndexError, "cannot fit 'int'"),
        ((Point, 1.5), TypeError, "of class 'Point' is given by name or index, not by 'float'"),
        ((Point, b"x"), TypeError, "given by name or index, not by 'bytes'"),
    ],
)
def test_made_wrongly(args, error, text):
    with pytest.raises(error, match=text):
        fieldgetter(*args)


def test_made_with_keywords():
    with pytest.raises(TypeError, match=r"fieldgetter\(\) takes no keyword arguments"):
        fieldgetter(Point, field="x")


def test_called_wrongly():
    getter, two = fieldgetter(Point, "x"), fieldgetter(Point, "x", "y")
    for g in (getter, two):
        for wrong in (1, None, int, "x", recordclass("Point", "x y")(1, 2), [Point(1, 2)]):
            text = f"of class 'Point' takes its records, not a '{type(wrong).__name__}' object"
            with pytest.raises(TypeError, match=text):
                g(wrong)
        with pytest.raises(TypeError, match=r"exactly one argument \(0 given\)"):
            g()
        with pytest.raises(TypeError, match=r"exactly one argument \(2 given\)"):
            g(Point(1, 2), Point(1, 2))
        with pytest.raises(TypeError, match="no keyword arguments"):
            g(record=Point(1, 2))
        assert g(*[Point(1, 2)]) in (1, (1, 2))


def test_a_class_that_claims_to_be_another():
    class Claims:
        __class__ = Point
        x = 1

    with pytest.raises(TypeError, match="not a 'Claims' object"):
        fieldgetter(Point, "x")(Claims())


# ---- as an object ----


def test_repr():
    array = make_arrayclass("A", 3)
    assert repr(fieldgetter(Point, "x")) == "recordclass.fieldgetter(Point, 'x')"
    assert repr(fieldgetter(Point, -1, "x")) == "recordclass.fieldgetter(Point, 'z', 'x')"
    assert repr(fieldgetter(array, -1, 0)) == "recordclass.fieldgetter(A, 2, 0)"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol):
    for getter, expected in ((fieldgetter(Point, 1), 2), (fieldgetter(Point, "z", "x"), (3, 1))):
        again = pickle.loads(pickle.dumps(getter, protocol))
        assert (type(again), repr(again), again(Point(1, 2))) == (
            fieldgetter,
            repr(getter),
            expected,
        )


def test_copy():
    array = make_arrayclass("A", 3)
    for getter, record in (
        (fieldgetter(Point, "y", 0), Point(1, 2)),
        (fieldgetter(array, -1), array(1, 2, 3)),
    ):
        for again in (copy.copy(getter), copy.deepcopy(getter)):
            assert again(record) == getter(record)
            assert again.__reduce__() == getter.__reduce__()


def test_it_never_changes():
    getter = fieldgetter(Point, "x")
    with pytest.raises(AttributeError):
        getter.x = 1
    with pytest.raises(TypeError):
        fieldgetter.x = 1
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Sub", (fieldgetter,), {})
    with pytest.raises(TypeError):
        weakref.ref(getter)
    hash(getter)


def test_it_is_no_method():
    base, _, getter = fresh()
    base.by_x = getter
    assert base(1, 2).by_x is getter
    assert base.by_x(base(1, 2)) == 1


def test_it_has_a_signature():
    assert str(inspect.signature(fieldgetter)) == "(cls, field, /, *fields)"
    assert fieldgetter[Point, int].__args__ == (Point, int)


def test_the_class_and_its_getter_die_together():
    base, _, getter = fresh()
    base.by_x = base.by_two = getter
    base.by_two = fieldgetter(base, "x", "y")
    ref = weakref.ref(base)
    del base, _, getter
    gc.collect()
    assert ref() is None


def test_references_are_counted():
    class Own(dataobject):
        x: object
        y: object

    def counts():
        return [sys.getrefcount(o) for o in (value, record, Own, fieldgetter)]

    value, record = object(), Own(None, 1)
    record.x = value
    before = counts()
    getters = [fieldgetter(Own, "x"), fieldgetter(Own, "x", "x"), fieldgetter(Own, 0, "y")]
    got = [getter(record) for getter in getters * 10]
    after = counts()
    assert [b - a for a, b in zip(before, after, strict=True)][:3] == [10 + 20 + 10, 0, 3]
    del got, getters
    assert counts() == before


def test_the_collector_sees_the_class():
    assert Point in gc.get_referents(fieldgetter(Point, "x"))


def test_its_size_counts_the_fields():
    assert sys.getsizeof(fieldgetter(Point, "x", "y")) > sys.getsizeof(fieldgetter(Point, "x"))
