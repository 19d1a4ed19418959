"""repr, ==, <, hash, copy and pickle of records that hold themselves, or are nested deeply."""

import copy
import pickle

from recordclass import dataobject, memoryslots, recordclass, structclass

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
