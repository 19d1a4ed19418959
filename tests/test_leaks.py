"""Nothing grows: every type and function of the core, found by walking it.

The walk goes through the module, through the types that it shows and those that it hides, and
through the classes of every family with every combination of options.  Each thing found is used
as its recipe says, which must succeed, and called with wrong arguments, which must not end in
SystemError.  A thing without a recipe fails the test, so nothing new escapes.

``python tests/test_leaks.py --count`` prints how much that is.
"""

import copy
import functools
import gc
import pickle
import sys
import types
import weakref

import pytest

from recordclass import (
    MISSING,
    Factory,
    _core,
    dataobject,
    fieldgetter,
    itemgetset,
    litelist,
    litetuple,
    memoryslots,
    structclass,
)

RUNS = 20
DESCRIPTION = (
    "C",
    (dataobject,),
    {},
    (("x", MISSING, 0, "text"), ("y", [1], 0, None)),
    -1,
    0,
    None,
)


class Point(dataobject, mapping=True, gc=True):
    x: object
    y: object = Factory(list)
    z: object = 3


NAMED = structclass("NAMED", "x y", gc=True)


class Fails:
    def fail(self, *args):
        raise ZeroDivisionError

    __eq__ = __lt__ = __repr__ = __hash__ = __index__ = __iter__ = __len__ = fail
    __deepcopy__ = __reduce_ex__ = __set_name__ = fail


class Cached(dataobject):
    x: object

    @functools.cached_property
    def twice(self):
        return [self.x]


def assign(record, name):
    old = getattr(record, name)
    delattr(record, name)
    setattr(record, name, old)


def raises(error, function, *args):
    with pytest.raises(error):
        function(*args)


def blank(cls):
    """A record with its first field unset."""
    record = cls([])
    del record.x
    return record


class Cursor:
    description = ()


def maker(_=None):
    """A rowmaker that swaps two columns, converts them and names one."""
    columns = ((1, int, int, True), (0, None, float, False))
    return _core.rowmaker(NAMED, columns, ("y",), raises)


# ---- recipes: what each thing is, and how it is used ----

CORE = {
    "datatype": lambda f: f("C", (dataobject,), {"__annotations__": {"x": int}}),
    "make_class": lambda f: f(_core.datatype, DESCRIPTION)(1),
    "memoryslots": lambda f: f([], 2, 3),
    "dataobject": lambda f: f(),
    "itemgetset": lambda f: f(1),
    "fieldgetter": lambda f: [f(Point, "y")(Point([])), f(Point, "x", -1)(Point([]))],
    "cachedproperty": lambda f: f(len, "name", "doc"),
    "unpickler": lambda f: f(Point, "z x")([], 2),
    "rowmaker": lambda f: [f(NAMED)((1, [])), f(NAMED)(None, [1, []]), maker()(["1", "2"])],
    "rowfactory": lambda f: [f(lambda cursor: list)(Cursor, ([],)), f(maker)(Cursor, ["1", "2"])],
    "takes_positions": lambda f: [f(NAMED), f(Point)],
    "asdict": lambda f: [f(Point(1)), f(Point([]), deep=True)],
    "astuple": lambda f: [f(Point(1)), f(Point([]), deep=True)],
    "replace": lambda f: f(Point(1), y=[]),
    "update": lambda f: f(Point(1), x=[], z=2),
    "make": lambda f: f(Point, [1], y=[]),
    "is_record": lambda f: [f(Point(1)), f(1)],
    "litelist": lambda f: f([[], 2]),
    "litelist_fromargs": lambda f: f([], 2),
    "is_hidden": lambda f: [f(memoryslots(1)), f([])],
    "referents": lambda f: [f(Point([])), f(memoryslots([])), f(litelist([[]])), f(Fails)],
    "named_referents": lambda f: [f(Point([])), f(memoryslots([])), f(litelist([[]])), f([[]])],
    "attribute_dicts": lambda f: [f(Fails()), f(Point([])), f(1)],
}

#: of a class; the attributes are those of the metaclass
CLASS = {
    "__call__": lambda c: type(c).__call__(c, 1, z=[]),
    "__defaults__": lambda c: c.__defaults__,
    "__delattr__": lambda c: (setattr(c, "new", []), delattr(c, "new")),
    "__field_table__": lambda c: c.__field_table__(),
    "__get_pydantic_core_schema__": lambda c: raises(
        (ImportError, AttributeError), c.__get_pydantic_core_schema__, c, None
    ),
    "__new__": lambda c: type(c)("Heir", (c,), {}),
    "__option_flags__": lambda c: c.__option_flags__,
    "__options__": lambda c: c.__options__,
    "__orig_bases__": lambda c: c.__orig_bases__,
    "__parameter_table__": lambda c: c.__parameter_table__(),
    "__setattr__": lambda c: [setattr(c, "new", value) for value in ([], [], 1)],
    "__signature__": lambda c: c.__signature__,
    "from_rows": lambda c: [
        c.from_rows([([],), [1, []]]),
        c.from_rows(iter([([],), Point([])])),
        raises(TypeError, c.from_rows, [([],), ()]),
        raises(ZeroDivisionError, c.from_rows, [([],), Fails()]),
    ],
    "__vectorcalloffset__": lambda c: type(c).__dict__["__vectorcalloffset__"].__get__(c),
}

#: of a record with three fields, the first of which holds a list
RECORD = {
    "__add__": lambda r: r.__add__((1, 2)),
    "__class_getitem__": lambda r: type(r)[int],
    "__contains__": lambda r: ["x" in r, "no" in r],
    "__copy__": copy.copy,
    "__deepcopy__": copy.deepcopy,
    "__delitem__": lambda r: raises(TypeError, r.__delitem__, 0),
    "__dict__": lambda r: r.__dict__.update(a=[]),
    "__eq__": lambda r: [r == copy.copy(r), r == 1],
    "__ge__": lambda r: r >= copy.copy(r),
    "__getitem__": lambda r: [r["x"]] if hasattr(r, "keys") else [r[0], r[::2]],
    "__getnewargs__": lambda r: r.__getnewargs__(),
    "__gt__": lambda r: r > copy.copy(r),
    "__hash__": lambda r: raises(TypeError, hash, r),  # of the list in it
    "__init__": lambda r: r.__init__(),
    "__iter__": lambda r: [iter(r), list(r)],
    "__le__": lambda r: r <= copy.copy(r),
    "__len__": len,
    "__lt__": lambda r: r < copy.copy(r),
    "__mul__": lambda r: r * 3,
    "__ne__": lambda r: r != copy.copy(r),
    "__new__": lambda r: type(r).__new__(type(r), [], 2, 3),
    "__radd__": lambda r: r.__radd__((1, 2)),
    "__dataclass_fields__": lambda r: type(r).__dataclass_fields__,
    "__dataclass_params__": lambda r: type(r).__dataclass_params__,
    "__reduce__": lambda r: r.__reduce__(),
    "__reduce_ex__": lambda r: [pickle.loads(pickle.dumps(r, p)) for p in range(6)],
    "__replace__": lambda r: r.__replace__(y=[]),
    "__repr__": repr,
    "__rich_repr__": lambda r: r.__rich_repr__(),
    "__rmul__": lambda r: 3 * r,
    "__setitem__": lambda r: r.__setitem__(*("x", []) if hasattr(r, "keys") else (0, [])),
    "__sizeof__": lambda r: r.__sizeof__(),
    "__weakref__": lambda r: [weakref.ref(r), r.__weakref__],
    "_asdict": lambda r: r._asdict(),
    "_make": lambda r: type(r)._make([[], 2, 3]),
    "_replace": lambda r: r._replace(y=[]),
    "count": lambda r: r.count(r[1]),
    "get": lambda r: [r.get("x"), r.get("no", [])],
    "index": lambda r: r.index(r[1]),
    "items": lambda r: r.items(),
    "keys": lambda r: r.keys(),
    "values": lambda r: r.values(),
    "x": lambda r: assign(r, "x"),
    "y": lambda r: assign(r, "y"),
    "z": lambda r: assign(r, "z"),
}

ITERATOR = {
    "__iter__": iter,
    "__length_hint__": lambda i: i.__length_hint__(),
    "__next__": lambda i: [next(i), list(i), next(i, None)],
    "__reduce__": lambda i: [i.__reduce__(), list(i), i.__reduce__()],
    "__setstate__": lambda i: i.__setstate__(1),
}
ITEMGETSET = {
    "__delete__": lambda d: d.__delete__(memoryslots([], [])),
    "__get__": lambda d: d.__get__(memoryslots([], [])),
    "__new__": lambda d: type(d)(5),
    "__reduce__": copy.copy,
    "__repr__": repr,
    "__set__": lambda d: d.__set__(memoryslots([], []), []),
    "index": lambda d: d.index,
}
FIELDGETTER = {
    "__call__": lambda g: [
        g(Point([])),
        raises(TypeError, g, memoryslots([], [])),
        raises(TypeError, g),
        raises(TypeError, functools.partial(g, x=1)),
        raises(AttributeError, g, blank(Point)),
    ],
    "__class_getitem__": lambda g: type(g)[Point, int],
    "__new__": lambda g: [
        type(g)(Point, "x"),
        raises(AttributeError, type(g), Point, "x", "no"),
        raises(IndexError, type(g), Point, 0, 7),
        raises(ZeroDivisionError, type(g), Point, 0, Fails()),
    ],
    "__reduce__": lambda g: pickle.loads(pickle.dumps(g)),
    "__repr__": repr,
    "__vectorcalloffset__": lambda g: type(g).__dict__["__vectorcalloffset__"].__get__(g),
}
CACHED = {
    "__delete__": lambda d: (lambda r: (r.twice, d.__delete__(r)))(Cached(1)),
    "__doc__": lambda d: d.__doc__,
    "__get__": lambda d: [d.__get__(Cached([])), Cached.twice],
    "__new__": lambda d: type(d)(len, "name", "doc"),
    "__reduce__": copy.copy,
    "__set__": lambda d: d.__set__(Cached(1), []),
    "attrname": lambda d: d.attrname,
    "func": lambda d: d.func,
}
UNPICKLER = {
    "__call__": lambda u: u([], 2),
    "__new__": lambda u: [type(u)(Point, "x"), type(u)(Point, "x y z")],
    "__reduce__": lambda u: u.__reduce__(),
    "__repr__": repr,
}
VIEW = {
    "__get__": lambda v: [v.__get__(Point(1)), v.__get__(None, Point)],
    "__reduce__": copy.copy,
}
ROWMAKER = {
    "__call__": lambda m: [
        m(["1", "2"]),
        m(None, ("", "2")),
        raises(TypeError, m),
        raises(Exception, m, ["a", "2"]),
        raises(Exception, m, ["1"]),
    ],
    "__new__": lambda m: maker(),
    "__vectorcalloffset__": lambda m: type(m).__dict__["__vectorcalloffset__"].__get__(m),
}
ROWFACTORY = {
    "__call__": lambda f: [f(Cursor, ["1", "2"]), raises(TypeError, f, Cursor)],
    "__new__": lambda f: type(f)(maker),
    "__vectorcalloffset__": lambda f: type(f).__dict__["__vectorcalloffset__"].__get__(f),
}
MAKEMETHOD = {
    "__get__": lambda m: [m.__get__(None, NAMED)([1, []]), m.__get__(NAMED(1, 2)).__self__],
    "__reduce__": copy.copy,
}


def in_place(items):
    items += [[]]
    items *= 2


LITELIST = {
    "__add__": lambda a: [a + [[]], a + a],  # noqa: RUF005
    "__class_getitem__": lambda a: type(a)[int],
    "__contains__": lambda a: [2 in a, 7 in a],
    "__delitem__": lambda a: [a.__delitem__(0), a.__delitem__(slice(None, None, -2))],
    "__eq__": lambda a: [a == a.copy(), a == list(a), a == 1],
    "__ge__": lambda a: a >= a.copy(),
    "__getitem__": lambda a: [a[0], a[-1], a[::2]],
    "__gt__": lambda a: a > a.copy(),
    "__hash__": lambda a: raises(TypeError, hash, a),
    "__iadd__": in_place,
    "__imul__": in_place,
    "__init__": lambda a: a.__init__([[], []]),
    "__iter__": lambda a: [iter(a), list(a)],
    "__le__": lambda a: a <= a.copy(),
    "__len__": len,
    "__lt__": lambda a: a < a.copy(),
    "__mul__": lambda a: a * 3,
    "__ne__": lambda a: a != a.copy(),
    "__new__": lambda a: type(a).__new__(type(a), [1]),
    "__reduce__": lambda a: [pickle.loads(pickle.dumps(a, p)) for p in range(6)],
    "__repr__": repr,
    "__reversed__": lambda a: [reversed(a), list(reversed(a))],
    "__rmul__": lambda a: 3 * a,
    "__setitem__": lambda a: [a.__setitem__(0, []), a.__setitem__(slice(1, 2), [[]] * 20)],
    "__sizeof__": lambda a: a.__sizeof__(),
    "append": lambda a: a.append([]),
    "clear": lambda a: a.clear(),
    "copy": lambda a: [a.copy(), copy.deepcopy(a)],
    "count": lambda a: a.count(2),
    "extend": lambda a: [a.extend([[]]), a.extend(a), a.extend(iter([[]]))],
    "index": lambda a: a.index(2),
    "insert": lambda a: a.insert(0, []),
    "pop": lambda a: [a.pop(), a.pop(0)],
    "remove": lambda a: a.remove(2),
    "reverse": lambda a: a.reverse(),
    "sort": lambda a: a.sort(key=id, reverse=True),
}
MARK = {"__reduce__": copy.deepcopy, "__repr__": repr}
FINISHER = {"__set_name__": lambda c: type(c)("Heir", (c,), {"_recordclass_finish": []})}

_POINTS = memoryslots(1, 2)

#: type -> (recipes, what makes the thing that they use)
TYPES = {
    "datatype": (CLASS, lambda: Point),
    "record_iter": (ITERATOR, lambda: iter(memoryslots([], []))),
    "itemgetset": (ITEMGETSET, lambda: itemgetset(1)),
    "fieldgetter": (FIELDGETTER, lambda: fieldgetter(Point, "x", "y")),
    "cachedproperty": (CACHED, lambda: vars(Cached)["twice"]),
    "unpickler": (UNPICKLER, lambda: _core.unpickler(Point, "z x")),
    "missing": (MARK, lambda: MISSING),
    "rowmaker": (ROWMAKER, maker),
    "rowfactory": (ROWFACTORY, lambda: _core.rowfactory(maker)),
    "makemethod": (MAKEMETHOD, lambda: _core.named_make),
    "standardview": (VIEW, lambda: _core.dataclass_fields),
    "litelist": (LITELIST, lambda: litelist([[], 2, 3.5])),
    "litelist_iter": (ITERATOR, lambda: iter(litelist([[], []]))),
    "finisher": (FINISHER, lambda: Point),
}


def wrong_arguments(thing):
    """Yield arguments that few functions take; the first may be the owner of a method."""
    for first in (thing, None, Point(1), memoryslots([]), Fails(), Point, int):
        yield (first,)
        for more in (None, -1, "no", [], (), Fails(), Point, slice(Fails())):
            yield (first, more)
            yield (first, more, more)
            yield (first, "x", 1, more)
    yield ()


def misuse(function, thing):
    for args in wrong_arguments(thing):
        for kwargs in ({}, {"no": args}):
            try:
                function(*args, **kwargs)
            except Exception as error:
                assert not isinstance(error, SystemError), (function, args)


def callables_of(value):
    """What of an attribute can be called: itself, or the parts of a descriptor."""
    parts = [getattr(value, part, None) for part in ("__get__", "__set__", "__delete__")]
    own = getattr(value, "__func__", value)
    parts = [part for part in parts if part is not None and not isinstance(value, type)]
    return [own, *parts] if callable(own) else parts


#: plain values, which are not called
DATA = (str, tuple, dict, int, type(None), frozenset, types.FunctionType)


def attributes(kind):
    """Yield the names and values of what a type of the core has itself, plain values left out."""
    for name, value in vars(kind).items():
        # copyreg leaves __slotnames__ in a class whose records another test has pickled
        if not isinstance(value, DATA) and name != "__slotnames__":
            yield name, value


def core_entries():
    """Yield (name, use, callables) for the functions and types of the module and their parts."""
    for name, value in vars(_core).items():
        if callable(value) and not name.startswith("__"):
            yield f"_core.{name}", lambda n=name, v=value: CORE[n](v), [value]
    shown = [value for value in vars(_core).values() if isinstance(value, type)]
    hidden = [t for t in object.__subclasses__() if t.__module__.startswith("recordclass._core")]
    for kind in {*shown, *hidden} - {memoryslots, dataobject}:
        short = kind.__name__
        if short.startswith("protocol_"):  # what records have; used with them
            for name, value in attributes(kind):
                yield f"{short}.{name}", lambda n=name: RECORD[n], callables_of(value)
            continue
        recipes, make = TYPES[short]
        for name, value in attributes(kind):
            if name not in ("__base__", "__doc__") or short == "cachedproperty":
                use = lambda r=recipes, n=name, m=make: r[n](m())  # noqa: E731
                yield f"{short}.{name}", use, callables_of(value)


def class_entries(cls):
    """Yield the same for what records of a class have, from the class or its bases of ours."""
    bases = [base for base in cls.__mro__ if isinstance(base, _core.datatype)]
    seen = {name: value for base in reversed(bases) for name, value in attributes(base)}
    for name, value in seen.items():
        yield f"record.{name}", lambda n=name: RECORD[n], callables_of(value)


def use_of_records(family, cls, name):
    """Use what a record has; what the family forbids is forbidden."""
    record = cls([1], 2, 3)
    writes = name in ("x", "y", "z", "__setitem__")
    if writes and not family.can("writable"):
        raises((AttributeError, TypeError), RECORD[name], record)
    elif name in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__") or writes:
        RECORD[name](record)
    elif name == "__replace__" and not family.can("named"):
        raises(TypeError, RECORD[name], record)
    elif name == "__init__":
        RECORD[name](record)
    else:
        RECORD[name](record)


def test_everything_in_the_core(assert_steady):
    for name, use, callables in core_entries():

        def everything(use=use, callables=callables):
            use()
            for function in callables:
                misuse(function, _POINTS)

        try:
            assert_steady(everything, runs=RUNS)
        except AssertionError as error:
            raise AssertionError(f"{name} grows: {error}") from error


def test_everything_of_every_family(every_family, assert_steady):
    """Every family x gc x dict x weakref x access."""
    cls = every_family.cls(3)
    entries = list(class_entries(cls))
    assert len(entries) > 15

    def run(entries):
        for name, _, callables in entries:
            use_of_records(every_family, cls, name.removeprefix("record."))
            record = cls([1], 2, 3)
            for function in callables:
                for args in ((), (record, Fails()), (record, None, None), (Fails(), record)):
                    try:
                        function(*args)
                    except Exception as error:
                        assert not isinstance(error, SystemError), (name, args)

    try:
        assert_steady(lambda: run(entries), runs=RUNS)
    except AssertionError as error:
        for entry in entries:  # which of them
            assert_steady(lambda e=entry: run([e]), runs=RUNS)
        raise AssertionError(f"all together: {error}") from error


def test_a_new_function_needs_a_recipe():
    """The walk sees what is there: another name in a class, and it has no recipe."""

    class New(Point):
        pass

    New.new_name = property(len)
    names = [name for name, _, _ in class_entries(New)]
    assert "record.new_name" in names
    assert "new_name" not in RECORD
    with pytest.raises(KeyError):
        use_of_records(None, New, "new_name")


DYING = {
    "record": lambda: Point([]),
    "iterator": lambda: iter(memoryslots([], [])),
    "itemgetset": lambda: itemgetset(1),
    "fieldgetter": lambda: fieldgetter(Point, "x"),
    "cachedproperty": lambda: _core.cachedproperty(len, "name"),
    "unpickler": lambda: _core.unpickler(Point, "x"),
    "litelist": lambda: litelist([1, 2]),
    "litelist_iter": lambda: iter(litelist([1])),
    "litetuple": lambda: litetuple(1, 2),
    "memoryslots": lambda: memoryslots(1, 2),
}


@pytest.mark.parametrize("name", DYING)
def test_instances_give_their_type_back(name):
    make = DYING[name]
    kind = type(make())
    gc.collect()
    before = sys.getrefcount(kind)
    many = [make() for _ in range(1000)]
    if before < 2**30:  # else the type is immortal, as types of some builds are
        assert sys.getrefcount(kind) == before + 1000
    del many
    gc.collect()
    assert sys.getrefcount(kind) == before


def test_modules_die():
    """A second module of the core goes with all that it made."""
    spec = _core.__spec__
    refs = []

    def make():
        import importlib.util

        again = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(again)
        cls = again.make_class(again.datatype, ("C", (again.dataobject,), *DESCRIPTION[2:]))
        cls(1), iter(again.memoryslots(1)), again.unpickler(cls, "x")
        refs.extend(map(weakref.ref, (again.datatype, again.memoryslots, again.unpickler, cls)))

    make()
    gc.collect()
    sys._clear_type_cache()
    gc.collect()
    assert [ref() for ref in refs] == [None] * 4


def main():
    """Print what the harness covers, after running all of it."""
    from conftest import EVERY, steady

    entries = list(core_entries())
    n_core = sum(len(callables) for _, _, callables in entries)
    n_records = 0
    test_everything_in_the_core(steady)
    for family in EVERY:
        n_records += sum(len(callables) for _, _, callables in class_entries(family.cls(3)))
        test_everything_of_every_family(family, steady)
    print(
        f"{n_core} callables of the core, {n_records} of the classes of {len(EVERY)} families, "
        f"{RUNS} runs of each in a round: nothing grows"
    )


if __name__ == "__main__" and "--count" in sys.argv:
    main()
