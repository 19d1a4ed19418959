"""Nothing grows: uses of records that succeed and fail, the making of classes, life and death.

test_leaks.py walks through everything that the core has; here are the uses that need a context.
"""

import copy
import gc
import pickle
import sys
import weakref

import pytest

import recordclass
from recordclass import (
    RecordClass,
    _core,
    dataobject,
    itemgetset,
    join_classes,
    litelist,
    make_arrayclass,
    memoryslots,
    structclass,
)
from recordclass import recordclass as make_recordclass


class Mine(Exception):
    pass


#: how a use may end that the kind of record, or its values, refuse
REFUSALS = (
    Mine,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    MemoryError,
    OverflowError,
    pickle.PicklingError,
)


class Hostile:
    def fail(self, *args):
        raise Mine

    __eq__ = __lt__ = __gt__ = __repr__ = __hash__ = __index__ = fail
    __iter__ = __deepcopy__ = __reduce_ex__ = __len__ = fail


hostile = Hostile()


def use_of_itself(r):
    r.x = r
    try:
        repr(r)
    finally:
        r.x = None


#: what a record is asked; each is run with good values, with hostile ones, and with unset fields
USES = {
    "repr": repr,
    "hash": hash,
    "list": list,
    "tuple": tuple,
    "len": len,
    "iter": lambda r: [iter(r), iter(iter(r)).__reduce__(), iter(r).__length_hint__()],
    "iter_state": lambda r: iter(r).__setstate__(1),
    "iter_partly": lambda r: next(iter(r)),
    "reversed": lambda r: list(reversed(r)),
    "item": lambda r: r[0],
    "item_last": lambda r: r[-1],
    "item_wrong": lambda r: r[100],
    "item_type": lambda r: r[None],
    "item_hostile": lambda r: r[hostile],
    "slice": lambda r: [r[:], r[::-1], r[1:2], r[5:]],
    "slice_hostile": lambda r: r[hostile:],
    "key": lambda r: r["x"],
    "key_wrong": lambda r: r["no"],
    "keys": lambda r: [r.keys(), r.values(), r.items(), r.get("x"), r.get("no", [])],
    "set_key": lambda r: r.__setitem__("x", []),
    "set_item": lambda r: r.__setitem__(0, []),
    "set_wrong": lambda r: r.__setitem__(100, []),
    "set_hostile": lambda r: r.__setitem__(hostile, []),
    "set_slice": lambda r: r.__setitem__(slice(None), [[], [], []]),
    "set_slice_hostile": lambda r: r.__setitem__(slice(None), hostile),
    "set_slice_long": lambda r: r.__setitem__(slice(None), range(10)),
    "del_item": lambda r: r.__delitem__(0),
    "attribute": lambda r: [r.x, r.y],
    "attribute_wrong": lambda r: r.no,
    "set_attribute": lambda r: setattr(r, "x", []),
    "set_attribute_wrong": lambda r: setattr(r, "no", []),
    "del_attribute": lambda r: [delattr(r, "x"), setattr(r, "x", [])],
    "dict": lambda r: r.__dict__.update(a=[]),
    "set_dict": lambda r: setattr(r, "__dict__", {"b": []}),
    "weakref": lambda r: [weakref.ref(r)(), r.__weakref__],
    "weakref_callback": lambda r: weakref.ref(r, lambda ref: None),
    "contains": lambda r: [5 in r, "x" in r, [] in r],
    "index": lambda r: r.index(r[1]),
    "index_wrong": lambda r: r.index(object()),
    "index_hostile": lambda r: r.index(1, hostile),
    "count": lambda r: r.count([]),
    "add": lambda r: [(*r, 1), (1, *r), r + r],
    "add_wrong": lambda r: [*r, 1],
    "repeat": lambda r: [r * 3, 3 * r, r * 0, r * -1],
    "repeat_huge": lambda r: r * sys.maxsize,
    "repeat_hostile": lambda r: r * hostile,
    "equal": lambda r: [r == copy.copy(r), r == 1, r != (1, 2), r == (1, 2, 3)],
    "order": lambda r: [r < copy.copy(r), r >= copy.copy(r)],
    "order_wrong": lambda r: r < 1,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda r: [pickle.loads(pickle.dumps(r, p)) for p in range(6)],
    "reduce": lambda r: [r.__reduce_ex__(2), r.__getnewargs__()],
    "reduce_hostile": lambda r: r.__reduce_ex__(hostile),
    "sizeof": lambda r: sys.getsizeof(r),
    "replace": lambda r: [r._replace(x=1), r._replace(y=[])],
    "replace_wrong": lambda r: r._replace(no=1, never=2),
    "replace_positional": lambda r: r._replace(1),
    "asdict": lambda r: r._asdict(),
    "make": lambda r: [type(r)._make([1, 2, 3]), type(r)._make(iter("abc"))],
    "make_short": lambda r: type(r)._make([1]),
    "make_hostile": lambda r: type(r)._make(hostile),
    "class_getitem": lambda r: type(r)[int],
    "construct": lambda r: [type(r)([], [], []), type(r).__new__(type(r), [], [], [])],
    "construct_call": lambda r: type.__call__(type(r), [], [], []),
    "construct_keywords": lambda r: type(r)(z=[], x=[], y=[]),
    "construct_few": lambda r: type(r)([]),
    "construct_many": lambda r: type(r)([], [], [], [], []),
    "construct_twice": lambda r: type(r)([], [], [], x=[]),
    "construct_unknown": lambda r: type(r)([], [], no=[]),
    "construct_of_class": lambda r: type(r).__new__(int),
    "init": lambda r: r.__init__([], [], []),
    "init_wrong": lambda r: r.__init__([]),
    "assign_class": lambda r: setattr(r, "__class__", type(r)),
    "assign_class_wrong": lambda r: setattr(r, "__class__", int),
    "table": lambda r: [type(r).__field_table__(), type(r).__option_flags__],
    "signature": lambda r: type(r).__signature__,
    "position": lambda r: [itemgetset(0).__get__(r), repr(itemgetset(0))],
    "position_wrong": lambda r: itemgetset(50).__get__(r),
    "set_position": lambda r: itemgetset(0).__set__(r, []),
    "self": use_of_itself,
    "dir": dir,
}


def test_uses(family, assert_steady):
    """Each use of a record, whether the family has it or refuses it."""
    cls = family.cls(3)

    def use_all():
        for kind in ([], hostile, None):
            for use in USES.values():
                record = cls([kind], (1, 2), kind)
                try:
                    if kind is None:
                        family.unset(record, 1)
                    use(record)
                except REFUSALS:
                    pass

    assert_steady(use_all, runs=10)


@pytest.mark.parametrize("name", USES)
def test_use(name, assert_steady):
    """The same one by one, so that a failure names its cause."""
    body = {"__annotations__": dict.fromkeys("xyz", object), "__module__": __name__}
    classes = [
        make_recordclass("L", "x y z", mapping=True, hashable=True),
        structclass("L", "x y z", gc=True, use_dict=True, use_weakref=True),
        type(dataobject)("L", (dataobject,), body, sequence=True, mapping=True),
        memoryslots,
    ]

    def use_all():
        for cls in classes:
            for kind in ([], hostile):
                try:
                    USES[name](cls([kind], (1, 2), kind))
                except (
                    Mine,
                    TypeError,
                    ValueError,
                    AttributeError,
                    LookupError,
                    MemoryError,
                    pickle.PicklingError,
                ):
                    pass

    assert_steady(use_all)


def in_place(a, kind):
    a += [kind]
    a *= 2


#: what a litelist is asked beyond what records are
LIST_USES = {
    "append": lambda a, kind: a.append(kind),
    "extend": lambda a, kind: [a.extend([kind]), a.extend(a), a.extend(iter((kind,)))],
    "extend_hostile": lambda a, kind: a.extend(hostile),
    "insert": lambda a, kind: [a.insert(0, kind), a.insert(hostile, kind)],
    "pop": lambda a, kind: [a.pop(), a.pop(0), a.pop(9)],
    "remove": lambda a, kind: [a.remove((1, 2)), a.remove(kind), a.remove(hostile)],
    "clear": lambda a, kind: a.clear(),
    "sort": lambda a, kind: a.sort(),
    "sort_key": lambda a, kind: a.sort(key=id, reverse=True),
    "sort_hostile": lambda a, kind: a.sort(key=hostile.fail),
    "sort_changed": lambda a, kind: a.sort(key=lambda value: a.append(kind)),
    "reverse": lambda a, kind: a.reverse(),
    "del": lambda a, kind: [a.__delitem__(0), a.__delitem__(slice(None, None, -2))],
    "slice": lambda a, kind: [a.__setitem__(slice(1, 2), [kind] * 20), a[::2]],
    "slice_wrong": lambda a, kind: a.__setitem__(slice(None, None, 2), [kind] * 20),
    "in_place": in_place,
    "again": lambda a, kind: [a.__init__([kind]), a.__init__(hostile)],
    "sums": lambda a, kind: [a + [kind], a + a, a + (1,)],  # noqa: RUF005
    "iter": lambda a, kind: [[*iter(a)], [*reversed(a)], iter(a).__reduce__(), a == [*a]],
    "copies": lambda a, kind: [a.copy(), copy.copy(a), copy.deepcopy(a)],
    "fromargs": lambda a, kind: recordclass.litelist_fromargs(kind, a),
}


class LiteHeir(litelist):
    pass


@pytest.mark.parametrize("cls", [litelist, LiteHeir])
def test_uses_of_litelist(cls, assert_steady):
    uses = [(lambda a, kind, use=use: use(a)) for use in USES.values()]

    def use_all():
        for kind in ([], hostile):
            for use in [*uses, *LIST_USES.values()]:
                try:
                    use(cls([[kind], (1, 2), kind]), kind)
                except REFUSALS:
                    pass
        gc.collect()  # "self" makes a cycle; an heir's is collected

    assert_steady(use_all, runs=10)


def test_class_keeps_its_count(family):
    """A class has as many references as before, once 1,000 instances are gone."""
    cls = family.cls(3)
    cls(1, 2, 3)
    gc.collect()
    before = sys.getrefcount(cls)
    records = [cls(1, 2, 3) for _ in range(1000)]
    if before < 2**30:  # else the class is immortal, as types of some builds are
        assert sys.getrefcount(cls) == before + 1000
    records += [copy.copy(record) for record in records]
    records += [cls.__new__(cls, 1, 2, 3) for _ in range(1000)]
    for record in records[:100]:
        if family.can("iterable"):
            iter(record)
    del records, record
    gc.collect()
    assert sys.getrefcount(cls) == before


def test_dropped_class_dies(family):
    if family.form == "memoryslots":
        return  # the root itself: it is not made here
    cls = family.make()
    ref = weakref.ref(cls)
    record = cls([1], 2, 3)
    repr(record)
    heir = type(cls)("Heir", (cls,), {})
    heir_ref = weakref.ref(heir)
    del heir
    gc.collect()
    assert heir_ref() is None
    del cls
    gc.collect()
    assert ref() is type(record)
    del record
    gc.collect()
    assert ref() is None


def test_dropped_class_takes_its_defaults_along():
    class Value:
        pass

    refs = []

    def make():
        value = Value()
        refs.append(weakref.ref(value))
        body = {"__annotations__": {"x": object}, "x": value}
        cls = type(dataobject)("C", (dataobject,), body)
        value.cls = cls  # a cycle through the class
        value.heir = type(dataobject)("H", (cls,), {"__annotations__": {"y": object}, "y": cls})

    make()
    gc.collect()
    assert [ref() for ref in refs] == [None]


class Plain:
    pass


class Wide:
    __slots__ = ("a",)


class RefusesHeirs(dataobject):
    def __init_subclass__(cls, **kwargs):
        cls(1)
        raise Mine


class RefusesName:
    def __set_name__(self, owner, name):
        raise Mine


class FailingMeta(type(dataobject)):
    def mro(cls):
        raise Mine


A = structclass("A", "a b", defaults=[[1]])
B = make_recordclass("B", "c d", readonly=True)
X = [("x", _core.MISSING, 0, "text"), ("y", [1], 0, None)]
D = type(dataobject)


def describe(bases, fields=(), array=-1, flags=0, kwargs=None, name="C", namespace=None):
    own = None if fields is None else tuple(fields)
    return (name, bases, namespace or {}, own, array, flags, kwargs)


#: ways to make a class, those that fail at each stage included
MAKING = {
    "recordclass": lambda: make_recordclass("C", "x y", [[1]], mapping=True, readonly=["x"]),
    "structclass": lambda: structclass("C", "x y", {"y": 5}, gc=True, field_docs={"x": "text"}),
    "wide": lambda: structclass("C", [f"f{i}" for i in range(50)]),
    "arrayclass": lambda: make_arrayclass("C", 5, namespace={"method": len}),
    "join": lambda: join_classes("C", [structclass("P", "x"), structclass("Q", "y")]),
    "form": lambda: RecordClass("C", x=int, y=str),
    "statement": lambda: D("C", (A,), {"__annotations__": {"c": int}, "c": 1}),
    "mixin": lambda: D("C", (Plain, A), {}),
    "used": lambda: repr(D("C", (A,), {"__annotations__": {"c": int}, "c": 1})(1)),
    "core": lambda: _core.make_class(D, describe((dataobject,), X)),
    "core_everything": lambda: _core.make_class(D, describe((memoryslots,), X, -1, (1 << 11) - 1)),
    "bad_name": lambda: make_recordclass("1", "x"),
    "bad_field": lambda: structclass("C", "x class"),
    "bad_twice": lambda: structclass("C", "x x"),
    "bad_defaults": lambda: structclass("C", "x", [1, 2]),
    "bad_option": lambda: structclass("C", "x", no=1),
    "bad_readonly": lambda: structclass("C", "x", readonly=["q"]),
    "bad_slots": lambda: D("C", (A,), {"__slots__": ("q",)}),
    "bad_bases": lambda: D("C", (A, B), {}),
    "bad_layouts": lambda: D("C", (A, structclass("Q", "x")), {}),
    "bad_data": lambda: D("C", (Wide, A), {}),
    "bad_list": lambda: D("C", (A, list), {}),
    "bad_readonly_heir": lambda: D("C", (A,), {"__annotations__": {"q": int}}, readonly=True),
    "bad_order": lambda: D("C", (A,), {"__annotations__": {"q": int}}),
    "bad_mro": lambda: D("C", (dataobject, A), {}),
    "bad_metaclass": lambda: FailingMeta("C", (A,), {}),
    "bad_set_name": lambda: D("C", (A,), {"q": RefusesName()}),
    "bad_init_subclass": lambda: D("C", (RefusesHeirs,), {"__annotations__": {"x": int}}),
    "bad_keyword": lambda: D("C", (A,), {}, no_such_keyword=[]),
    "bad_doc": lambda: D("C", (A,), {"__doc__": "\udc80"}),
    "bad_classcell": lambda: D("C", (A,), {"__classcell__": 1}),
    "bad_core_meta": lambda: _core.make_class(type, describe((dataobject,), X)),
    "bad_core_flags": lambda: _core.make_class(D, describe((dataobject,), X, -1, 1 << 20)),
    "bad_core_length": lambda: _core.make_class(D, ("C",)),
    "bad_core_base": lambda: _core.make_class(D, describe((1,), X)),
    "bad_core_no_base": lambda: _core.make_class(D, describe((), X)),
    "bad_core_plain": lambda: _core.make_class(D, describe((Plain,), X)),
    "bad_core_field": lambda: _core.make_class(D, describe((dataobject,), [*X, ("z",)])),
    "bad_core_name": lambda: _core.make_class(D, describe((dataobject,), [*X, ("1", 1, 0, None)])),
    "bad_core_field_flags": lambda: _core.make_class(
        D, describe((dataobject,), [*X, ("z", 1, 99, None)])
    ),
    "bad_core_doc": lambda: _core.make_class(
        D, describe((dataobject,), [*X, ("z", 1, 0, "\udc80")])
    ),
    "bad_core_twice": lambda: _core.make_class(D, describe((dataobject,), X + X)),
    "bad_core_override": lambda: _core.make_class(D, describe((A,), [("a", [], 1, None)])),
    "bad_core_array": lambda: _core.make_class(D, describe((A,), None, 3)),
    "bad_core_huge": lambda: _core.make_class(D, describe((dataobject,), None, sys.maxsize)),
    "bad_core_finisher": lambda: D("C", (A,), {"_recordclass_finish": []}),
    "bad_weakref": lambda: D("C", (memoryslots,), {}, use_weakref=True),
}


@pytest.mark.parametrize("name", MAKING)
def test_making_classes(name, assert_steady):
    def make():
        try:
            MAKING[name]()
        except (Mine, TypeError, ValueError, MemoryError, OverflowError):
            return
        except RuntimeError as error:  # 3.11 wraps what __set_name__ raises
            assert isinstance(error.__cause__, Mine)

    gc.collect()
    alive = len(dataobject.__subclasses__()), len(A.__subclasses__())
    assert_steady(make, runs=30)
    gc.collect()
    assert (len(dataobject.__subclasses__()), len(A.__subclasses__())) == alive


def arguments():
    yield ()
    for one in (None, 0, -1, "x", (), [], int, dataobject, memoryslots(1), hostile, A, A(1)):
        yield (one,)
        yield (one, one)
        yield (A, one)
        yield (A(1), one)
        yield (memoryslots(1, 2), one)
        yield (one, 1, 2)


def call(function, args):
    try:
        function(*args)
    except Exception as error:
        assert not isinstance(error, SystemError), (function, args)


MODULE = sorted(name for name in vars(_core) if not name.startswith("__"))


@pytest.mark.parametrize("name", MODULE)
def test_everything_in_the_core(name, assert_steady):
    """Every function and type of the core, and every attribute of every type, called wrongly."""
    thing = getattr(_core, name)
    things = [thing] if callable(thing) else []
    if isinstance(thing, type):
        things += [value for key, value in vars(thing).items() if callable(value)]
        things += [
            getattr(value, part)
            for value in vars(thing).values()
            for part in ("__get__", "__set__")
            if hasattr(value, part)
        ]

    def call_all():
        for function in things:
            for args in arguments():
                call(function, args)

    assert_steady(call_all, runs=5)


def hidden_types():
    """Types of the core that its module does not show, found among those of all objects."""
    return [t for t in object.__subclasses__() if t.__module__.startswith("recordclass._core")]


def test_hidden_types_make_no_instances():
    found = hidden_types()
    assert found
    for hidden in found:
        for make in (hidden, lambda t=hidden: object.__new__(t)):
            with pytest.raises(TypeError):
                make()
        with pytest.raises(TypeError):
            type("Heir", (hidden,), {})


def test_each_type_is_owned_by_its_instances():
    """Instances of every type of the core hold, and give back, one reference to it."""
    record = memoryslots(1, 2)
    for make in (
        lambda: iter(record),
        lambda: itemgetset(1),
        lambda: memoryslots(1),
        lambda: dataobject(),
    ):
        kind = type(make())
        before = sys.getrefcount(kind)
        many = [make() for _ in range(500)]
        if before < 2**30:
            assert sys.getrefcount(kind) == before + 500
        del many
        assert sys.getrefcount(kind) == before


def test_package_names_called_wrongly(assert_steady):
    def call_all():
        for name in recordclass.__all__:
            thing = getattr(recordclass, name)
            for args in arguments():
                call(thing, args)

    assert_steady(call_all, runs=5)


def test_metaclasses_die(assert_steady):
    def make():
        meta = type("M", (D,), {})
        cls = meta("C", (dataobject,), {"__annotations__": {"x": int}})
        cls(1)

    make()
    gc.collect()
    assert not [t for t in D.__subclasses__(D) if t.__name__ == "M"]
    assert_steady(make)
