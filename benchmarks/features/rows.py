"""The rows: what people want of a record; a probe raises where a kind does not do it."""

from __future__ import annotations

import contextlib
import copy
import gc
import inspect
import pickle
import re
import sqlite3
import subprocess
import sys
import tempfile
import typing
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .kinds import Kind, NotOffered


@dataclass(frozen=True)
class Row:
    """A line of the table: its group, its text, and what tries it."""

    group: str
    name: str
    probe: Callable[[Kind], object]


ROWS: dict[str, Row] = {}
_Probe = Callable[[Kind], object]


def row(group: str, name: str) -> Callable[[_Probe], _Probe]:
    def add(probe: _Probe) -> _Probe:
        if name in ROWS:
            raise ValueError(f"two rows are called {name!r}")
        ROWS[name] = Row(group, name, probe)
        return probe

    return add


@contextlib.contextmanager
def raises(*kinds: type[BaseException]) -> Iterator[None]:
    try:
        yield
    except kinds:
        return
    raise AssertionError(f"no {kinds[0].__name__}")


def point(k: Kind, **options: Any) -> Any:
    return k.make("x: int", "y: int", **options)


def with_option(k: Kind, option: str, *body: str) -> Any:
    """Make a class with an option, where the kind has it; a plain one else."""
    body = body or ("x: int", "y: int")
    try:
        return k.make(*body, **{option: True})
    except NotOffered:
        return k.make(*body)


# -- making --

M = "Making records"


@row(M, "by position")
def _(k: Kind) -> None:
    assert point(k)(1, 2).y == 2 if k.name != "numpy" else point(k)(1, 2)["y"] == 2


@row(M, "by keyword")
def _(k: Kind) -> None:
    assert point(k)(y=1, x=2).x == 2


@row(M, "defaults")
def _(k: Kind) -> None:
    assert k.make("x: int", "y: int = 5")(1).y == 5


@row(M, "a default factory")
def _(k: Kind) -> None:
    try:
        text = k.spec(factory="list")
    except NotOffered:
        text = k.words.get("factory", "list")
    P = k.make("x: int", f"y: list = {text}")
    assert P(1).y == [] and P(1).y is not P(1).y


@row(M, "a list as default is refused or not shared")
def _(k: Kind) -> None:
    try:
        P = k.make("x: int", "y: list = [0]")
    except (ValueError, TypeError) as error:
        assert "mutable" in str(error), error
        return
    P(1).y.append(1)
    assert P(1).y == [0]


@row(M, "keyword-only fields")
def _(k: Kind) -> None:
    P = k.make("x: int", "y: int", kw_only=True)
    assert P(x=1, y=2).y == 2
    with raises(TypeError):
        P(1, 2)


@row(M, "fields that are no argument")
def _(k: Kind) -> None:
    P = k.make("x: int", f"y: int = {k.spec(default='7', no_init='')}")
    assert P(1).y == 7
    with raises(TypeError):
        P(1, y=2)


@row(M, "a step after construction (`__post_init__`)")
def _(k: Kind) -> None:
    for name in ("__post_init__", "__attrs_post_init__"):
        P = k.make("x: int", "y: int", f"def {name}(self):\n    self.y = self.x * 3")
        if P(1, 2).y == 3:
            return
    raise AssertionError("not called")


@row(M, "arguments for that step alone (`InitVar`)")
def _(k: Kind) -> None:
    if "initvar" not in k.words:
        raise NotOffered("InitVar")
    P = k.make(
        "x: int", f"n: {k.words['initvar']} = 2", "def __post_init__(self, n):\n    self.x *= n"
    )
    assert P(2, 5).x == 10


@row(M, "converters")
def _(k: Kind) -> None:
    try:
        P = k.make(f"x: int = {k.spec(converter='int')}")
    except NotOffered:
        P = k.make("x: int")
    r = P("12")
    assert (r["x"] if k.name == "numpy" else r.x) == 12


@row(M, "validators")
def _(k: Kind) -> None:
    def refuse(record: object, field: object, value: Any) -> None:
        if value < 0:
            raise ValueError

    try:
        text = k.spec(validator="refuse")
        P = k.make(f"x: int = {text}", space=k.space(refuse=refuse))
        bad = -1
    except NotOffered:
        P, bad = k.make("x: int"), "no number"
    P(1)
    with raises(ValueError):
        P(bad)


@row(M, "converters and validators see assignments")
def _(k: Kind) -> None:
    r = k.make(f"x: int = {k.spec(converter='int')}")(1)
    r.x = "5"
    assert r.x == 5


@row(M, "a missing argument is a TypeError or ValueError")
def _(k: Kind) -> None:
    with raises(TypeError, ValueError):
        point(k)(1)


@row(M, "an unknown argument is a TypeError or ValueError")
def _(k: Kind) -> None:
    with raises(TypeError, ValueError):
        point(k)(x=1, y=2, z=3)


@row(M, "from an iterable")
def _(k: Kind) -> None:
    P = point(k)
    assert k.do("iterable", P=P) == P(1, 2)


# -- fields --

F = "Fields"


@row(F, "assigned by name")
def _(k: Kind) -> None:
    r = point(k)(1, 2)
    r.x = 5
    assert r.x == 5


@row(F, "read by index")
def _(k: Kind) -> None:
    r = with_option(k, "sequence")(1, 2)
    assert r[1] == r[-1] == 2


@row(F, "assigned by index")
def _(k: Kind) -> None:
    r = with_option(k, "sequence")(1, 2)
    r[0] = 5
    assert r[0] == 5


@row(F, "read by slice")
def _(k: Kind) -> None:
    r = with_option(k, "sequence")(1, 2)
    assert tuple(r[:1]) == (1,)


@row(F, "assigned by slice")
def _(k: Kind) -> None:
    r = with_option(k, "sequence")(1, 2)
    r[:] = 3, 4
    assert tuple(r) == (3, 4)


@row(F, "iteration and unpacking")
def _(k: Kind) -> None:
    x, y = with_option(k, "sequence")(1, 2)
    assert (x, y) == (1, 2)


@row(F, "`len`, `in`, `index`, `count`")
def _(k: Kind) -> None:
    r = with_option(k, "sequence")(1, 2)
    assert len(r) == 2 and 2 in r and r.index(2) == 1 and r.count(1) == 1


@row(F, "mapping access `r['x']`")
def _(k: Kind) -> None:
    assert with_option(k, "mapping")(1, 2)["x"] == 1


@row(F, "`**r` and `dict(r)`")
def _(k: Kind) -> None:
    r = with_option(k, "mapping")(1, 2)
    assert {**r} == dict(r) == {"x": 1, "y": 2}


@row(F, "the whole record readonly")
def _(k: Kind) -> None:
    r = with_option(k, "frozen")(1, 2)
    with raises(AttributeError, TypeError, ValueError):
        r.x = 5


@row(F, "single fields readonly")
def _(k: Kind) -> None:
    r = k.make(f"x: int = {k.spec(readonly='')}", "y: int = 0")(1, 2)
    r.y = 5
    with raises(AttributeError, TypeError, ValueError):
        r.x = 5


@row(F, "docstrings of fields")
def _(k: Kind) -> None:
    P = k.make("x: int", "y: int")
    if (getattr(P, "x", None).__doc__ or "").startswith("Alias"):
        return
    P = k.make(f"x: int = {k.spec(doc=repr('the abscissa'))}")
    assert P.x.__doc__ == "the abscissa" or "the abscissa" in repr(P.__dataclass_fields__["x"])


@row(F, "another name for the argument (alias)")
def _(k: Kind) -> None:
    P = k.make(f"x: int = {k.spec(alias=repr('abscissa'))}")
    assert P(abscissa=1).x == 1


@row(F, "metadata")
def _(k: Kind) -> None:
    P = k.make(f"x: int = {k.spec(metadata='dict(unit=1)')}")
    space = k.space(P=P)
    assert eval("[f.metadata['unit'] for f in fields(P)]", space) == [1]


# -- values --

V = "As values"


@row(V, "equality by value")
def _(k: Kind) -> None:
    P = point(k)
    assert bool(P(1, 2) == P(1, 2)) and not bool(P(1, 2) == P(1, 3))


@row(V, "fields left out of equality")
def _(k: Kind) -> None:
    P = k.make("x: int", f"y: int = {k.spec(no_eq='', default='0')}")
    assert P(1, 2) == P(1, 3) != P(2, 3)


@row(V, "order")
def _(k: Kind) -> None:
    P = with_option(k, "order")
    assert P(1, 2) < P(1, 3) and sorted([P(2, 0), P(1, 0)])[0] == P(1, 0)


@row(V, "a hash by value, where readonly")
def _(k: Kind) -> None:
    P = with_option(k, "frozen")
    assert hash(P(1, 2)) == hash(P(1, 2)) and {P(1, 2): 3}[P(1, 2)] == 3


@row(V, "a mutable record has no hash, or is none")
def _(k: Kind) -> None:
    r = point(k)(1, 2)
    try:
        hash(r)
    except TypeError:
        return
    with raises(AttributeError):
        r.x = 5


@row(V, "equal to the tuple of its values")
def _(k: Kind) -> None:
    assert point(k)(1, 2) == (1, 2)


@row(V, "a repr with names and values")
def _(k: Kind) -> None:
    assert repr(point(k)(1, 2)).endswith("P(x=1, y=2)")


@row(V, "a repr of a record within itself")
def _(k: Kind) -> None:
    r = k.make("x: object", "y: list")(1, [])
    r.y.append(r)
    assert "..." in repr(r)


@row(V, "fields left out of the repr")
def _(k: Kind) -> None:
    P = k.make("x: int", f"y: int = {k.spec(no_repr='', default='0')}")
    assert "y" not in repr(P(1))


@row(V, "a repr for a single field")
def _(k: Kind) -> None:
    shown = "lambda value: 'secret'"
    assert "secret" in repr(k.make(f"x: int = {k.spec(repr=shown)}")(1))


@row(V, "`case P(x, y)`")
def _(k: Kind) -> None:
    space = k.space()
    space.update(P=point(k, space=space), result=None)
    exec("match P(1, 2):\n    case P(a, b):\n        result = a, b", space)
    assert space["result"] == (1, 2)


@row(V, "`case P(x=1)`")
def _(k: Kind) -> None:
    space = k.space()
    space.update(P=point(k, space=space), result=None)
    exec("match P(1, 2):\n    case P(x=1, y=b):\n        result = b", space)
    assert space["result"] == 2


@row(V, "`case [x, y]`")
def _(k: Kind) -> None:
    match with_option(k, "sequence")(1, 2):
        case [1, 2]:
            return
    raise AssertionError


@row(V, "`case {'x': x}`")
def _(k: Kind) -> None:
    match with_option(k, "mapping")(1, 2):
        case {"x": 1}:
            return
    raise AssertionError


# -- copying --

C = "Copying and conversion"


@row(C, "`copy.copy`")
def _(k: Kind) -> None:
    r = point(k)(1, 2)
    assert copy.copy(r) == r


@row(C, "`copy.deepcopy` of a record in a cycle")
def _(k: Kind) -> None:
    r = k.make("x: object", "y: list")(1, [])
    r.y.append(r)
    other = copy.deepcopy(r)
    assert other.y[0] is other is not r


@row(C, "a copy with some values replaced")
def _(k: Kind) -> None:
    r = point(k)(1, 2)
    new = k.do("replace", r=r)
    assert (new.x, new.y, r.y) == (1, 9, 2)


@row(C, "`copy.replace` (`__replace__`)")
def _(k: Kind) -> None:
    assert point(k)(1, 2).__replace__(y=9).y == 9


@row(C, "to a dict")
def _(k: Kind) -> None:
    assert k.do("asdict", r=point(k)(1, 2)) == {"x": 1, "y": 2}


@row(C, "to a dict, nested records too")
def _(k: Kind) -> None:
    P = k.make("x: object", "y: int")
    assert k.do("asdict_deep", r=P([P(1, 2)], 3)) == {"x": [{"x": 1, "y": 2}], "y": 3}


@row(C, "to a tuple")
def _(k: Kind) -> None:
    assert k.do("astuple", r=point(k)(1, 2)) == (1, 2)


@row(C, "pickle, protocols 0 to 5")
def _(k: Kind) -> None:
    r = point(k, space=k.space())(1, 2)
    for protocol in range(6):
        assert pickle.loads(pickle.dumps(r, protocol)) == r


@row(C, "an old pickle, after the class got a field with a default")
def _(k: Kind) -> None:
    data = pickle.dumps(k.make("x: int", "y: int", space=k.space())(1, 2))
    k.make("x: int", "y: int", "z: int = 3", space=k.space())
    r = pickle.loads(data)
    assert (r.x, r.y, r.z) == (1, 2, 3)


def _by_value(k: Kind, pickler: str, options: str = "") -> None:
    writer = (
        f"{k.prelude}{k.source('x: int', 'y: int')}"
        f"import sys, {pickler}\nsys.stdout.buffer.write({pickler}.dumps(P(1, 2){options}))\n"
    )
    reader = (
        f"import sys, {pickler}\nr = {pickler}.loads(sys.stdin.buffer.read())\nassert r.y == 2\n"
    )
    if k.name == "namedlist":
        reader = (
            "import collections, collections.abc\ncollections.Mapping = collections.Sequence = 0\n"
            + reader
        )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "writer.py").write_text(writer, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "writer.py"], cwd=folder, capture_output=True, check=True, timeout=50
        )
        subprocess.run([sys.executable, "-c", reader], input=done.stdout, check=True, timeout=50)


@row(C, "cloudpickle from `__main__` to another process")
def _(k: Kind) -> None:
    _by_value(k, "cloudpickle")


@row(C, "dill from `__main__` to another process")
def _(k: Kind) -> None:
    _by_value(k, "dill")


# -- classes --

K = "As classes"


@row(K, "a subclass adds fields")
def _(k: Kind) -> None:
    space = k.space()
    point(k, space=space)
    Q = k.make("z: int", name="Q", bases="P", space=space)
    assert Q(1, 2, 3).z == 3


@row(K, "a subclass gives a field another default")
def _(k: Kind) -> None:
    space = k.space()
    k.make("x: int", "y: int = 1", space=space)
    Q = k.make("y: int = 7", name="Q", bases="P", space=space)
    assert Q(1).y == 7


@row(K, "methods and properties")
def _(k: Kind) -> None:
    P = k.make("x: int", "y: int", "@property\ndef sum(self):\n    return self.x + self.y")
    assert P(1, 2).sum == 3


@row(K, "mixins without fields")
def _(k: Kind) -> None:
    class Mixin:
        __slots__ = ()

        def twice(self) -> Any:
            return self.x * 2  # type: ignore[attr-defined]

    P = k.make("x: int", "y: int", last="Mixin", space=k.space(Mixin=Mixin))
    assert P(1, 2).twice() == 2


@row(K, "abstract methods forbid instances")
def _(k: Kind) -> None:
    import abc

    body = ("x: int", "@abc.abstractmethod\ndef f(self): ...")
    try:
        P = k.make(*body, last="abc.ABC", space=k.space(abc=abc))
    except TypeError:  # of the metaclasses; perhaps it needs no ABC
        P = k.make(*body, space=k.space(abc=abc))
    with raises(TypeError):
        P(1)


@row(K, "`Generic`")
def _(k: Kind) -> None:
    T = typing.TypeVar("T")
    P = k.make("x: object", last="Generic[T]", space=k.space(T=T, Generic=typing.Generic))
    assert P[int](1).x == 1


@row(K, "two bases that have fields, or a function that joins them")
def _(k: Kind) -> None:
    space = k.space()
    k.make("x: int", name="A", space=space)
    k.make("y: int", name="B", space=space)
    if "join_classes" in space:
        P = space["join_classes"]("P", [space["A"], space["B"]])
    elif "join_dataclasses" in space:
        P = space["join_dataclasses"]("P", [space["A"], space["B"]])
    else:
        P = k.make(bases="A, B", space=space)
    r = P(**{"x": 1, "y": 2})
    assert (r.x, r.y) == (1, 2)


@row(K, "an own `__init__`")
def _(k: Kind) -> None:
    P = k.make("x: int", "def __init__(self, a, b):\n    self.x = a + b")
    assert P(1, 2).x == 3


@row(K, "`super()` without arguments")
def _(k: Kind) -> None:
    P = k.make("x: int", "def __repr__(self):\n    return '<' + super().__repr__() + '>'")
    assert repr(P(1)).startswith("<")


@row(K, "`functools.cached_property` without a `__dict__`")
def _(k: Kind) -> None:
    body = "@functools.cached_property\ndef c(self):\n    return []"
    import functools

    r = k.make("x: int", body, space=k.space(functools=functools))(1)
    assert r.c is r.c and not hasattr(r, "__dict__")


@row(K, "keywords for `__init_subclass__`")
def _(k: Kind) -> None:
    space = k.space()
    k.make("x: int", "def __init_subclass__(cls, unit):\n    cls.unit = unit", space=space)
    exec("class Q(P, unit='m'):\n    pass", space)
    assert space["Q"].unit == "m"


@row(K, "a class made at run time from a list of names")
def _(k: Kind) -> None:
    assert isinstance(k.do("runtime"), type)


@row(K, "invalid field names renamed on demand")
def _(k: Kind) -> None:
    P = k.do("rename")
    assert P(1, 2, 3)._1 == 2


@row(K, "`typing.get_type_hints`")
def _(k: Kind) -> None:
    assert typing.get_type_hints(point(k)) == {"x": int, "y": int}


@row(K, "`inspect.signature` names the fields")
def _(k: Kind) -> None:
    assert list(inspect.signature(point(k)).parameters) == ["x", "y"]


@row(K, "a list of the fields")
def _(k: Kind) -> None:
    assert list(k.do("fields", P=point(k))) == ["x", "y"]


# -- memory --

S = "Memory"


@row(S, "no header for the collector")
def _(k: Kind) -> None:
    P = with_option(k, "gc_off", "x: object", "y: object")
    assert not P.__flags__ & (1 << 14) and not gc.is_tracked(P([], []))


@row(S, "three fields in 40 bytes or fewer")
def _(k: Kind) -> None:
    P = with_option(k, "gc_off", "x: object", "y: object", "z: object")
    r = P(1, 2, 3)
    assert sys.getsizeof(r) <= 40


@row(S, "no `__dict__`")
def _(k: Kind) -> None:
    assert not hasattr(point(k)(1, 2), "__dict__")


@row(S, "a `__dict__` on demand")
def _(k: Kind) -> None:
    r = with_option(k, "dict")(1, 2)
    r.other = 3
    assert r.other == 3


@row(S, "weak references on demand")
def _(k: Kind) -> None:
    r = with_option(k, "weakref")(1, 2)
    assert weakref.ref(r)() is r


@row(S, "a chain of a million records is freed")
def _(k: Kind) -> None:
    P = with_option(k, "gc_off", "x: object")
    chain = None
    for _ in range(1_000_000):
        chain = P(chain)
    del chain


@row(S, "deleting a field is refused, or leaves it unset and safe")
def _(k: Kind) -> None:
    r = k.make("x: object", "y: object")([1], [2])
    try:
        del r.x
    except (AttributeError, TypeError):
        return
    for use in (lambda: r.x, lambda: r == r, lambda: copy.copy(r), lambda: pickle.dumps(r)):
        with contextlib.suppress(AttributeError, pickle.PicklingError):
            use()
    with raises(AttributeError):
        _ = r.x
    r.x = 3
    assert r.x == 3


# -- ecosystem --

E = "With other libraries"


@row(E, "`dataclasses.fields`, `asdict`, `replace`, `is_dataclass`")
def _(k: Kind) -> None:
    import dataclasses

    P: Any = point(k)
    r = P(1, 2)
    assert dataclasses.is_dataclass(r) and [f.name for f in dataclasses.fields(r)] == ["x", "y"]
    assert dataclasses.asdict(r) == {"x": 1, "y": 2}
    assert dataclasses.replace(r, y=9).y == 9


@row(E, "`json.dumps` of the record or its dict")
def _(k: Kind) -> None:
    import json

    r = point(k)(1, 2)
    assert json.loads(json.dumps(k.do("asdict", r=r))) == {"x": 1, "y": 2}


@row(E, "`msgspec.json.encode`, as an object")
def _(k: Kind) -> None:
    import msgspec

    assert msgspec.json.encode(point(k)(1, 2)) == b'{"x":1,"y":2}'


@row(E, "`orjson.dumps`, as an object")
def _(k: Kind) -> None:
    import orjson

    assert orjson.dumps(point(k)(1, 2)) == b'{"x":1,"y":2}'


@row(E, "rich prints names and values")
def _(k: Kind) -> None:
    from rich.pretty import pretty_repr

    text = pretty_repr(k.make("x: object", "y: int")("a" * 30, 2), max_width=30)
    assert re.search(r"\(\n +x='a+',\n +y=2\n\)", text), text


@row(E, "rows of sqlite3 (`row_factory`)")
def _(k: Kind) -> None:
    P = point(k)
    connection = sqlite3.connect(":memory:")
    try:
        connection.row_factory = lambda cursor, values: P(*values)
        assert connection.execute("select 1 as x, 2 as y").fetchone() == P(1, 2)
    finally:
        connection.close()


@row(E, "mypy knows the arguments")
def _(k: Kind) -> None:
    from mypy import api

    with tempfile.TemporaryDirectory() as folder:

        def errors(call: str) -> str:
            program = Path(folder, "program.py")
            program.write_text(
                f"{k.prelude}{k.source('x: int', 'y: int')}{call}\n", encoding="utf-8"
            )
            return api.run([str(program), "--cache-dir", folder, "--ignore-missing-imports"])[0]

        assert "call-arg" in errors("P(1)") or "misc" in errors("P(1)")
        assert "error" not in errors("P(1, 2)"), errors("P(1, 2)")
