"""repr, ==, <, hash, copy and pickle of records that hold themselves, or are nested deeply; what
calls itself without a frame of Python between."""

import copy
import functools
import operator
import pickle

from recordclass import _core, dataobject, litelist, memoryslots, recordclass, structclass

R = recordclass("R", "x", hashable=True)
S = structclass("S", "x", hashable=True)


class D(dataobject, hashable=True, gc=True):
    x: object


def fails(function):
    try:
        function()
    except RecursionError:
        return
    raise AssertionError("no RecursionError")


for cls in (R, S, D):
    a, b = cls(None), cls(None)
    a.x, b.x = a, b
    assert repr(a) == f"{cls.__name__}(x={cls.__name__}(...))"
    a.x, b.x = b, a
    fails(lambda: hash(a))
    c, d = cls(None), cls(None)
    c.x, d.x = d, c
    fails(lambda: a == c)
    fails(lambda: a < c)
    c.x = d.x = None
    c = copy.deepcopy(a)
    assert c.x.x is c
    assert c is not a
    a.x = b.x = c.x.x = c.x = None

    deep = None
    for _ in range(100_000):
        deep = cls(deep)
    other = None
    for _ in range(100_000):
        other = cls(other)
    for function in (
        lambda: repr(deep),
        lambda: hash(deep),
        lambda: deep == other,
        lambda: deep < other,
        lambda: copy.deepcopy(deep),
        lambda: pickle.dumps(deep),
    ):
        fails(function)
    deep = other = function = None

m = memoryslots(None)
m[0] = m
assert repr(m) == "memoryslots(memoryslots(...))"
m[0] = None


# -- C that calls C: no frame of Python counts the depth --


def itself(function):
    """Give an iterator that calls the function with itself for each value."""
    rows = []
    iterator = map(function, iter(rows))
    rows.extend([iterator] * 200_000)
    return iterator


class Cursor:
    description = ()


class Cached(dataobject):
    a: object
    x = functools.cached_property(operator.attrgetter("x"))


later = functools.partial(print)
converting = _core.rowmaker(R, ((0, None, later, False),), (), print)
later.__setstate__((converting, (), {}, None))
row = []
row.append(row)
prepare = functools.partial(print)
prepared = _core.rowfactory(prepare)
prepare.__setstate__((prepared, (Cursor,), {}, None))
given = _core.rowfactory(lambda cursor: functools.partial(given, cursor))
plain = _core.rowmaker(R)
for function in (
    lambda: litelist(itself(litelist)),
    lambda: litelist().extend(itself(litelist)),
    lambda: R.from_rows([itself(R.from_rows)]),
    lambda: R._make(itself(R._make)),
    lambda: plain(itself(plain)),
    lambda: converting(row),
    lambda: prepared(Cursor, (1,)),
    lambda: given(Cursor, (1,)),
    lambda: Cached(1).x,
):
    fails(function)
