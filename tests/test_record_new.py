"""How records are made: positions, keywords, defaults, and what a program writes for itself."""

from __future__ import annotations

import ctypes
import gc
import inspect
import itertools
import weakref

import pytest

from recordclass import dataobject, make_arrayclass, memoryslots, recordclass, structclass


class Statement:
    """Marks the classes that fill in __init__, as dataclasses do."""

    __slots__ = ()


def statement(name, fields, defaults=(), **options):
    """Make a class by a class statement over dataobject."""
    names = fields.split() if isinstance(fields, str) else list(fields)
    body = {"__annotations__": dict.fromkeys(names, int), "__module__": __name__}
    body.update(zip(names[len(names) - len(defaults) :], defaults))
    return type(dataobject)(name, (Statement, dataobject), body, **options)


FACTORIES = {
    "recordclass": recordclass,
    "structclass": structclass,
    "dataobject": statement,
}


@pytest.fixture(params=FACTORIES)
def factory(request):
    return FACTORIES[request.param]


def values(record):
    """Read the fields by name."""
    return tuple(getattr(record, name) for name in type(record).__fields__)


def function(names, defaults=()):
    """A function with the signature of a record class, whose errors are Python's own."""
    n = len(names) - len(defaults)
    parameters = [*names[:n], *(f"{name}={value!r}" for name, value in zip(names[n:], defaults))]
    scope = {}
    exec(f"def R({', '.join(parameters)}): return ({' '.join(f'{n},' for n in names)})", scope)
    return scope["R"]


# -- what a call means, against a function of the same signature --


def outcome(call, args, kwargs):
    try:
        result = call(*args, **kwargs)
    except TypeError as error:
        return str(error)
    return result if type(result) is tuple else values(result)


@pytest.mark.parametrize("defaults", [(), (30,), (20, 30), (10, 20, 30)], ids=len)
def test_calls_agree_with_a_function(factory, defaults):
    names = ["a", "b", "c"]
    R = factory("R", names, defaults=defaults)
    f = function(names, defaults)
    n_calls = 0
    for n_args in range(6):
        for n_keywords in range(4):
            for keywords in itertools.permutations([*names, "zz"], n_keywords):
                # a surplus position and a wrong keyword: Python names one of the two
                if n_args > 3 and keywords:
                    continue
                args = tuple(range(n_args))
                kwargs = {name: 100 + i for i, name in enumerate(keywords)}
                assert outcome(R, args, kwargs) == outcome(f, args, kwargs), (args, kwargs)
                n_calls += 1
    assert n_calls == 4 * 41 + 2


@pytest.mark.parametrize("n", [0, 1, 2, 15, 16, 17, 18, 40, 255, 256, 257, 1000])
def test_wide_calls_agree_with_a_function(factory, n):
    names = [f"f{i}" for i in range(n)]
    R, f = factory("R", names), function(names)
    expected = tuple(range(n))
    by_name = dict(zip(names, expected))
    backwards = dict(reversed(by_name.items()))
    assert values(R(*expected)) == f(*expected) == expected
    assert values(R(**by_name)) == expected
    assert values(R(**backwards)) == expected
    assert values(R(*expected[: n // 2], **dict(list(by_name.items())[n // 2 :]))) == expected
    surplus = (*expected, 0)
    assert outcome(R, surplus, {}) == outcome(f, surplus, {})
    wrong = by_name | {"QQQQ": 1}  # like no field: newer Pythons would suggest one
    assert outcome(R, (), wrong) == outcome(f, (), wrong)
    if n:
        doubled = ((*expected,), {names[-1]: 1})
        assert outcome(R, *doubled) == outcome(f, *doubled)
        short = expected[:-1]
        assert outcome(R, short, {}) == outcome(f, short, {})
        assert outcome(R, (), {}) == outcome(f, (), {})


@pytest.mark.parametrize("n", [255, 256, 65_535])
def test_very_wide(factory, n):
    names = [f"f{i}" for i in range(n)]
    R = factory("R", names)
    record = R(*range(n))
    assert R.__fields__ == tuple(names)
    assert (record.f0, getattr(record, names[-1])) == (0, n - 1)
    setattr(record, names[-1], "end")
    assert values(record) == (*range(n - 1), "end")
    by_name = R(
        **dict.fromkeys(names, 1),
    )
    assert values(by_name) == (1,) * n
    with pytest.raises(TypeError, match=f"takes {n} positional arguments but {n + 1} were given"):
        R(*range(n + 1))
    with pytest.raises(TypeError, match=rf"missing {n - 1} required positional arguments: 'f1', "):
        R(0)


def test_zero_fields(factory):
    R = factory("R", "")
    record = R()
    assert values(record) == ()
    assert repr(record) == "R()"
    assert record == R()
    with pytest.raises(TypeError, match=r"^R\(\) takes 0 positional arguments but 1 was given$"):
        R(1)
    with pytest.raises(TypeError, match=r"^R\(\) got an unexpected keyword argument 'x'$"):
        R(x=1)


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ((), {}, "R() missing 2 required positional arguments: 'a' and 'b'"),
        ((1,), {}, "R() missing 1 required positional argument: 'b'"),
        ((), {"b": 1}, "R() missing 1 required positional argument: 'a'"),
        ((1, 2, 3, 4), {}, "R() takes from 2 to 3 positional arguments but 4 were given"),
        ((1, 2), {"a": 1}, "R() got multiple values for argument 'a'"),
        ((1, 2), {"x": 1}, "R() got an unexpected keyword argument 'x'"),
    ],
)
def test_error_wording(factory, args, kwargs, message):
    R = factory("R", "a b c", defaults=(0,))
    with pytest.raises(TypeError) as caught:
        R(*args, **kwargs)
    assert str(caught.value) == message
    with pytest.raises(TypeError) as caught:
        R.__new__(R, *args, **kwargs)
    assert str(caught.value) == message


# -- keywords of unusual kinds --


class Shout(str):
    """A str subclass with an equality and a hash of its own, which no call should ask."""

    def __eq__(self, other):
        raise AssertionError("asked a keyword for equality")

    __hash__ = str.__hash__


class Plain(str):
    pass


@pytest.mark.parametrize("n", [3, 16, 17, 100])
def test_str_subclass_as_keyword(factory, n):
    names = [f"f{i}" for i in range(n)]
    R = factory("R", names)
    given = {Plain(name): i for i, name in enumerate(names)}
    assert values(R(**given)) == tuple(range(n))
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'nix'"):
        R(**given, **{Plain("nix"): 1})


@pytest.mark.parametrize("n", [3, 17])
def test_hostile_str_subclass_as_keyword(factory, n):
    names = [f"f{i}" for i in range(n)]
    R = factory("R", names)
    record = R(*range(n - 1), **{Shout(names[-1]): "last"})
    assert getattr(record, names[-1]) == "last"
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'nix'"):
        R(*range(n - 1), **{Shout("nix"): 1})


def test_keyword_that_is_not_interned(factory):
    R = factory("R", "alpha beta")
    name = "".join(["al", "pha"])
    assert values(R(**{name: 1, "".join(["be", "ta"]): 2})) == (1, 2)


def test_keyword_must_be_string(factory):
    with pytest.raises(TypeError, match="keywords must be strings"):
        factory("R", "a")(**{1: 2})


@pytest.mark.parametrize("names", ["self cls", "args kwargs", "type name", "ä ñ ж"])
def test_awkward_field_names(factory, names):
    R = factory("R", names)
    fields = names.split()
    record = R(**dict(zip(fields, range(9))))
    assert values(record) == tuple(range(len(fields)))


# -- defaults --


@pytest.mark.parametrize(
    "default", [[1], {1: 2}, {1, 2}, bytearray(b"x")], ids=["list", "dict", "set", "bytearray"]
)
def test_mutable_default_is_never_shared(factory, default):
    R = factory("R", "a b", defaults=(default,))
    first, second = R(0), R(0)
    assert first.b == second.b == default
    assert first.b is not second.b
    assert first.b is not default
    first.b.clear()
    assert second.b == R(a=0).b
    assert len(second.b) > 0
    assert len(default) > 0
    assert type(first.b) is type(default)
    mine = type(default)()
    assert R(0, mine).b is mine
    assert R(0, b=mine).b is mine
    assert R.__new__(R, 0).b is not R.__new__(R, 0).b


def test_immutable_default_is_shared(factory):
    default = (object(),)
    R = factory("R", "a", defaults=(default,))
    assert R().a is default


def test_none_is_a_default(factory):
    assert factory("R", "a", defaults=(None,))().a is None


def test_arguments_are_kept_as_they_are(factory):
    R = factory("R", "a b")
    a, b = [], object()
    record = R(a, b=b)
    assert record.a is a
    assert record.b is b


# -- arrays and memoryslots --


def test_memoryslots_takes_items():
    assert memoryslots() == ()
    assert memoryslots(1, 2, 3) == (1, 2, 3)
    assert memoryslots([1, 2]) == ([1, 2],)
    assert memoryslots(*range(1000)) == tuple(range(1000))
    with pytest.raises(TypeError, match=r"^memoryslots\(\) takes no keyword arguments$"):
        memoryslots(a=1)


def test_array_fills_with_none():
    Triple = make_arrayclass("Triple", 3)
    assert list(Triple()) == [None, None, None]
    assert list(Triple(1, 2)) == [1, 2, None]
    with pytest.raises(TypeError, match=r"takes 3 positional arguments but 4 were given"):
        Triple(1, 2, 3, 4)
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'a'"):
        Triple(a=1)


# -- __new__ by a program --


def own_new(cls, *args, **kwargs):
    record = super(cls, cls).__new__(cls, *args, **kwargs)
    record.a = ("new", record.a)
    return record


@pytest.fixture
def heir(factory):
    """A class that can be changed, without fields of its own."""
    return type("Heir", (factory("R", "a b"),), {})


def test_own_new_in_the_body(factory):
    R = factory("R", "a b")

    class P(R):
        def __new__(cls, b, *, a=7):
            return super().__new__(cls, a, b)

    assert values(P(1)) == (7, 1)
    assert values(P(1, a=2)) == (2, 1)
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'c'"):
        P(1, c=2)


def test_own_new_assigned_and_deleted(heir):
    assert values(heir(1, 2)) == (1, 2)
    heir.__new__ = own_new
    assert values(heir(1, 2)) == (("new", 1), 2)
    assert values(heir(b=2, a=1)) == (("new", 1), 2)
    del heir.__new__
    assert values(heir(1, 2)) == (1, 2)
    assert values(heir(b=2, a=1)) == (1, 2)


def test_own_new_on_a_base(heir):
    below = type("Below", (heir,), {})
    assert values(below(1, 2)) == (1, 2)

    def new(cls, *args):
        record = super(heir, cls).__new__(cls, *args)
        record.b = "seen"
        return record

    heir.__new__ = new
    assert values(below(1, 2)) == (1, "seen")
    del heir.__new__
    assert values(below(1, 2)) == (1, 2)


def test_own_new_on_the_record_class(factory):
    R = factory("R", "a b")

    def new(cls, a):
        return super(R, cls).__new__(cls, a, a)

    R.__new__ = new
    assert values(R(3)) == (3, 3)
    del R.__new__
    assert values(R(3, 4)) == (3, 4)


def test_own_new_may_return_something_else(heir):
    heir.__new__ = lambda cls, *args: args
    heir.__init__ = lambda self, *args: 1 / 0
    assert heir(1, 2) == (1, 2)


# -- __init__ by a program --


def test_own_init_over_dataobject_fills_the_record():
    class P(dataobject):
        a: int
        b: int = 5

        def __init__(self, a):
            self.a = a * 2

    assert values(P(2)) == (4, 5)
    assert values(P(a=2)) == (4, 5)
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'b'"):
        P(1, b=2)


def test_own_init_over_dataobject_and_super():
    class P(dataobject):
        a: int
        b: int = 5

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.a = ("init", self.a)

    assert values(P(2)) == (("init", 2), 5)
    assert values(P(b=3, a=2)) == (("init", 2), 3)
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'a'"):
        P()


def test_own_init_over_dataobject_that_fills_nothing():
    class P(dataobject):
        a: int
        b: list = []

        def __init__(self):
            pass

    record = P()
    assert record.b == []
    assert record.b is not P().b
    with pytest.raises(AttributeError):
        record.a
    record.a = 1
    assert values(record) == (1, [])


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_own_init_below_a_named_tuple_gets_what_new_gets(factory):
    class P(factory("R", "a b")):
        def __init__(self, a, b):
            self.seen = (a, b, self.a, self.b)

    assert P(1, b=2).seen == (1, 2, 1, 2)


@pytest.mark.parametrize("factory", [recordclass, structclass])
@pytest.mark.parametrize("defaults", [(), (0, 0)], ids=["required", "defaults"])
def test_super_init_below_a_named_tuple_changes_nothing(factory, defaults):
    class P(factory("R", "a b", defaults=defaults)):
        def __init__(self, a, b):
            super().__init__()
            self.sum = a + b

    assert values(P(1, 2)) == (1, 2)
    assert P(1, b=2).sum == 3


def test_super_init_with_arguments_is_one_thing_in_both_named_tuples():
    def attempt(factory):
        class P(factory("R", "a b")):
            def __init__(self, a, b):
                super().__init__(a, b)

        try:
            return values(P(1, 2))
        except TypeError:
            return TypeError

    assert attempt(recordclass) == attempt(structclass)


def test_own_init_assigned_and_deleted(heir):
    seen = []

    def init(self, *args, **kwargs):
        if issubclass(heir, Statement):
            super(heir, self).__init__(*args, **kwargs)
        seen.append((args, kwargs))

    heir.__init__ = init
    assert values(heir(1, b=2)) == (1, 2)
    assert seen == [((1,), {"b": 2})]
    del heir.__init__
    assert values(heir(1, 2)) == (1, 2)
    assert len(seen) == 1


def test_own_init_on_a_base(heir):
    below = type("Below", (heir,), {})
    seen = []

    def init(self, *args):
        if issubclass(heir, Statement):
            super(heir, self).__init__(*args)
        seen.append(args)

    heir.__init__ = init
    assert values(below(1, 2)) == (1, 2)
    assert seen == [(1, 2)]
    del heir.__init__
    assert values(below(3, 4)) == (3, 4)
    assert seen == [(1, 2)]


def test_own_init_of_a_mixin(factory):
    seen = []

    class Mixin:
        def __init__(self, *args):
            super().__init__(*(args if isinstance(self, Statement) else ()))
            seen.append(args)

    class P(Mixin, factory("R", "a b")):
        pass

    assert values(P(1, 2)) == (1, 2)
    assert seen == [(1, 2)]


def test_own_init_must_return_none(heir):
    heir.__init__ = lambda self, *args: 1
    with pytest.raises(TypeError, match=r"__init__\(\) should return None"):
        heir(1, 2)


def test_own_new_and_own_init():
    calls = []

    class P(dataobject):
        a: int
        b: int

        def __new__(cls, *args):
            calls.append(("new", args))
            return super().__new__(cls, *args)

        def __init__(self, *args):
            calls.append(("init", args))
            super().__init__(*args)

    assert values(P(1, 2)) == (1, 2)
    assert calls == [("new", (1, 2)), ("init", (1, 2))]


def test_init_fills_a_record_again():
    class P(dataobject):
        a: int
        b: int = 5

    record = P(1, 2)
    record.__init__(3)
    assert values(record) == (3, 5)
    with pytest.raises(TypeError, match="takes from 1 to 2 positional arguments but 3 were given"):
        record.__init__(1, 2, 3)
    assert values(record) == (3, 5)


def test_init_cannot_change_readonly():
    class P(dataobject, readonly=True):
        a: int

    record = P(1)
    try:
        record.__init__(2)
    except (AttributeError, TypeError):
        pass
    assert record.a == 1


def test_own_init_fills_readonly_once():
    class P(dataobject, readonly=True):
        a: int

        def __init__(self, a):
            super().__init__(a + 1)

    record = P(1)
    assert record.a == 2
    with pytest.raises((AttributeError, TypeError)):
        record.__init__(5)
    assert record.a == 2


# -- __new__ as it is called by programs --


def test_object_new_is_refused(factory):
    R = factory("R", "a b")
    with pytest.raises(TypeError, match="is not safe"):
        object.__new__(R)
    with pytest.raises(TypeError, match="is not safe"):
        object.__new__(memoryslots)


def test_new_of_another_class_is_refused(factory):
    R = factory("R", "a")
    for wrong in (int, object, type, type(R)):
        with pytest.raises(TypeError, match="is not a subtype of"):
            R.__new__(wrong, 1)
    for wrong in ((), (1,), (None,)):
        with pytest.raises(TypeError, match="first argument must be a class"):
            R.__new__(*wrong)
    with pytest.raises(TypeError, match="is not a subtype of"):
        memoryslots.__new__(dataobject)
    with pytest.raises(TypeError, match="is not a subtype of"):
        dataobject.__new__(memoryslots)
    for builtin in (int, list, tuple, dict):
        with pytest.raises(TypeError):
            builtin.__new__(R)


def test_new_through_tp_new(factory):
    """``type.__call__`` takes the slot, not the vectorcall."""
    R = factory("R", "a b", defaults=(9,))
    assert values(type.__call__(R, 1)) == (1, 9)
    assert values(type.__call__(R, b=1, a=2)) == (2, 1)
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'a'"):
        type.__call__(R)


def test_metaclass_with_call(factory):
    R = factory("R", "a")
    calls = []

    class Meta(type(R)):
        def __call__(cls, *args):
            calls.append(args)
            return super().__call__(*args)

    class P(R, metaclass=Meta):
        pass

    assert P(1).a == 1
    assert calls == [(1,)]


def test_failed_call_keeps_nothing(factory):
    class Value:
        pass

    R = factory("R", "a b c")
    for args, kwargs in [((1,), {}), ((1, 2, 3, 4), {}), ((1,), {"a": 1}), ((1,), {"zz": 1})]:
        value = Value()
        ref = weakref.ref(value)
        with pytest.raises(TypeError):
            R(value, *args, **kwargs)
        del value
        gc.collect()
        assert ref() is None


def test_failed_call_runs_no_finalizer():
    class P(dataobject):
        a: int
        b: int

        def __del__(self):
            raise AssertionError("a record that never was")

    with pytest.raises(TypeError):
        P(1)


# -- signature --


def test_signature(factory):
    R = factory("R", "a b c", defaults=(1, None))
    parameters = inspect.signature(R).parameters
    assert list(parameters) == ["a", "b", "c"]
    assert [p.default for p in parameters.values()] == [inspect.Parameter.empty, 1, None]
    assert {p.kind for p in parameters.values()} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    assert inspect.signature(R).bind(1, c=2).arguments == {"a": 1, "c": 2}


def test_a_record_of_tp_alloc_has_unset_fields(family):
    """As C code gets it that calls tp_alloc itself."""
    make = ctypes.pythonapi.PyType_GenericNew
    make.restype, make.argtypes = ctypes.py_object, [ctypes.py_object] * 2 + [ctypes.c_void_p]
    cls = family.cls(2)
    record = make(cls, (), None)
    assert type(record) is cls
    assert repr(record) == family.text(*["<unset>"] * (2 if family.can("sized") else 0), cls=cls)
