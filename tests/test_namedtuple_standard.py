"""The standard library's own tests of named tuples, run against readonly records.

The running interpreter's ``test.test_collections`` is loaded a second time under another name,
with the factory under test in the place of ``namedtuple``; its test class is then run as it is.
What it asks that only a tuple's subclass written in Python can give stands in ``EXCLUDED``.
"""

from __future__ import annotations

import collections
import functools
import importlib.util
import sys
import types
import unittest

import pytest

from recordclass import RecordClass, StructClass, recordclass, structclass

FACTORIES = {"recordclass": recordclass, "structclass": structclass}

GETTER = "looks into collections._tuplegetter, the private descriptor of namedtuple"
NEW = "looks into __new__ as a function written in Python"
TUPLE = "asks for a subclass of tuple"

#: test -> what it asks for that no record has
EXCLUDED = {
    "test_defaults": NEW,  # __new__.__defaults__
    "test_new_builtins_issue_43102": NEW,  # __new__.__globals__
    "test_factory": TUPLE,  # Point.__getitem__ == tuple.__getitem__
    "test_tupleness": TUPLE,  # isinstance(p, tuple)
    "test_field_descriptor": GETTER,  # pickles the descriptor, puts it into another class
    "test_field_doc": GETTER,  # assigns Point.x.__doc__
    "test_field_doc_reuse": GETTER,  # P.m.__doc__ is Q.o.__doc__
    "test_field_repr": GETTER,  # repr(Point.x)
}

TESTS = importlib.util.find_spec("test")
SPEC = None if TESTS is None else importlib.util.find_spec("test.test_collections")

if SPEC is None:
    pytest.skip(
        "this interpreter comes without the test package (Debian and others leave it out)",
        allow_module_level=True,
    )


def load_tests(kind: str) -> type[unittest.TestCase]:
    """Load the test module anew, with one of our factories as its ``namedtuple``."""
    name = f"test_collections_with_{kind}"
    spec = importlib.util.spec_from_file_location(name, SPEC.origin)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where pickle looks for TestNT
    spec.loader.exec_module(module)

    factory = functools.partial(FACTORIES[kind], readonly=True)
    module.namedtuple = factory
    module.collections = types.ModuleType("collections")
    vars(module.collections).update(vars(collections), namedtuple=factory)
    module.TestNT = factory("TestNT", module.TestNT._fields, module=name)

    class Tests(module.TestNamedTuple):
        def assertEqual(self, first, second, msg=None):
            # By design a structclass equals its own class only; its values must be right still.
            if kind == "structclass":
                if type(second) is tuple and hasattr(first, "_fields"):
                    first = tuple(first)
                elif type(first) is tuple and hasattr(second, "_fields"):
                    second = tuple(second)
            super().assertEqual(first, second, msg)  # noqa: PT009

    return Tests


@pytest.fixture(scope="module", params=FACTORIES)
def standard(request):
    yield load_tests(request.param)
    del sys.modules[f"test_collections_with_{request.param}"]


def outcome(standard: type[unittest.TestCase], name: str) -> unittest.TestResult:
    result = unittest.TestResult()
    standard(name).run(result)
    assert result.testsRun == 1
    assert not result.skipped
    return result


NAMES = unittest.defaultTestLoader.getTestCaseNames(load_tests("recordclass"))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in EXCLUDED])
def test_standard(standard, name):
    result = outcome(standard, name)
    complaints = "\n".join(text for _, text in result.errors + result.failures)
    assert not complaints, complaints


@pytest.mark.parametrize("name", EXCLUDED)
def test_excluded_is_still_out_of_reach(standard, name):
    assert name in NAMES
    assert not outcome(standard, name).wasSuccessful(), f"{name} passes: take it from the table"


def test_there_is_something_to_run():
    assert len(NAMES) - len(EXCLUDED) >= 13


@pytest.mark.parametrize("kind", FACTORIES)
def test_parts_of_the_excluded_that_hold(kind):
    """What the excluded tests ask beside the thing that excludes them."""
    factory = functools.partial(FACTORIES[kind], readonly=True)

    Point = factory("Point", "x y", defaults=(10, 20))
    assert Point._field_defaults == {"x": 10, "y": 20}
    assert tuple(Point(1, 2)) == (1, 2)
    assert tuple(Point(1)) == (1, 20)
    assert tuple(Point()) == (10, 20)
    Point = factory("Point", "x y", defaults=(20,))
    assert Point._field_defaults == {"y": 20}
    assert tuple(Point(1)) == (1, 20)
    assert factory("Point", "x y", defaults=())._field_defaults == {}
    assert factory("Point", "x y", defaults=None)._field_defaults == {}
    assert tuple(factory("Point", "x y", defaults=iter([10, 20]))()) == (10, 20)
    for wrong in ((10, 20, 30), 10, False):
        with pytest.raises(TypeError):
            factory("Point", "x y", defaults=wrong)

    assert Point.__name__ == "Point"
    assert Point.__slots__ == ()
    assert Point.__module__ == __name__
    assert Point._fields == ("x", "y")
    for typename, fields in [
        ("abc%", "efg ghi"),
        ("class", "efg ghi"),
        ("9abc", "efg ghi"),
        ("abc", "efg g%hi"),
        ("abc", "abc class"),
        ("abc", "8efg 9ghi"),
        ("abc", "_efg ghi"),
        ("abc", "efg efg ghi"),
    ]:
        with pytest.raises(ValueError):  # noqa: PT011
            factory(typename, fields)
    factory("Point0", "x1 y2")
    factory("_", "a b c")
    for wrong in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError):
            factory("Point", "x y")._make(wrong)

    assert Point.x.__doc__ == "Alias for field number 0"
    assert Point.y.__doc__ == "Alias for field number 1"

    p = Point(11, 22)
    assert (*p,) == (11, 22)
    x, y = p
    assert (x, y) == (p[0], p[1]) == (11, 22)
    with pytest.raises(IndexError):
        p[3]
    assert p[-1] == 22
    assert hash(p) == hash((11, 22))
    with pytest.raises(AttributeError):
        Point.x.__set__(p, 33)
    with pytest.raises(AttributeError):
        del p.x


# -- as typing.NamedTuple's tests ask, for the class-statement form --


@pytest.fixture(params=[RecordClass, StructClass], ids=["RecordClass", "StructClass"])
def form(request):
    return request.param


def test_typed_by_pairs(form):
    Emp = form("Emp", [("name", str), ("id", int)])
    joe = Emp("Joe", 42)
    jim = Emp(name="Jim", id=1)
    assert (joe.name, joe.id, jim.name, jim.id) == ("Joe", 42, "Jim", 1)
    assert Emp.__name__ == "Emp"
    assert Emp.__module__ == __name__
    assert Emp._fields == ("name", "id")
    assert Emp.__annotations__ == {"name": str, "id": int}


def test_typed_by_keywords(form):
    LocalEmployee = form("LocalEmployee", name=str, age=int)
    assert tuple(LocalEmployee("Nick", age=25)) == ("Nick", 25)
    assert LocalEmployee.__annotations__ == {"name": str, "age": int}
    assert LocalEmployee._fields == ("name", "age")


def test_typed_by_pairs_and_keywords(form):
    with pytest.raises(TypeError, match="not by both"):
        form("Name", [("x", int)], y=str)


def test_typed_statement(form):
    class CoolEmployee(form):
        name: str
        cool: int = 0

    assert CoolEmployee.__annotations__ == {"name": "str", "cool": "int"}
    assert CoolEmployee._fields == ("name", "cool")
    assert CoolEmployee._field_defaults == {"cool": 0}
    assert tuple(CoolEmployee("Joe")) == ("Joe", 0)
    assert repr(CoolEmployee("Joe", 1)) == "CoolEmployee(name='Joe', cool=1)"
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument 'x'"):

        class NonDefaultAfterDefault(form):
            x: int = 3
            y: int


def test_typed_statement_with_methods(form):
    class XMeth(form):
        x: int

        def double(self):
            return 2 * self.x

    class XRepr(form):
        x: int
        y: int = 1

        def __str__(self):
            return f"{self.x} -> {self.y}"

        def __add__(self, other):
            return 0

    assert XMeth(2).double() == 4
    assert str(XRepr(10)) == "10 -> 1"
    assert XRepr(10) + XRepr(20) == 0


def test_typed_field_may_not_begin_with_underscore(form):
    with pytest.raises(ValueError, match="cannot start with an underscore: '_x'"):

        class P(form):
            _x: int


def test_typed_statement_without_fields(form):
    class Empty(form):
        pass

    assert Empty._fields == ()
    assert len(Empty()) == 0
    with pytest.raises(TypeError, match=r"Empty\(\) takes 0 positional arguments but 1 was given"):
        Empty(1)


def test_typed_pickle(form):
    import pickle

    global Picklable
    Picklable = form("Picklable", [("x", int)])
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(Picklable(3), protocol))
        assert back == Picklable(3)


def test_form_is_no_class(form):
    import copy
    import pickle

    assert not isinstance(form, type)
    assert pickle.loads(pickle.dumps(form)) is form
    assert copy.copy(form) is form
    assert copy.deepcopy(form) is form
    assert repr(form) == f"<form of record class recordclass.{form.__name__}>"


def test_typed_generic(form):
    from typing import Generic, TypeVar

    T = TypeVar("T")

    class Box(form, Generic[T]):
        item: T

    box = Box[int](5)
    assert type(box) is Box
    assert box.item == 5
    assert Box[int].__origin__ is Box
    assert Box.__orig_bases__ == (form, Generic[T])
