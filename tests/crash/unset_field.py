"""A deleted field is unset: every way of looking at it ends in an answer or a clear error."""

import copy
import pickle

from recordclass import dataobject, make_arrayclass, recordclass, structclass

R = recordclass("R", "x y", mapping=True, hashable=True)
S = structclass("S", "x y", mapping=True, hashable=True)


class D(dataobject, sequence=True, hashable=True):
    x: object
    y: object


A = make_arrayclass("A", 2, hashable=True)


def fails(function):
    try:
        function()
    except (AttributeError, TypeError):
        return
    raise AssertionError("no error")


for cls in (R, S, D):
    r = cls(1, 2)
    del r.x
    assert repr(r) == f"{cls.__name__}(x=<unset>, y=2)"
    for function in (
        lambda: r.x,
        lambda: r[0],
        lambda: r[:],
        lambda: r + r,
        lambda: r * 2,
        lambda: list(r),
        lambda: tuple(r),
        lambda: 5 in iter(r),
        lambda: r.index(5),
        lambda: r.count(5),
        lambda: hash(r),
        lambda: r == cls(1, 2),
        lambda: cls(1, 2) < r,
        lambda: pickle.dumps(r),
        lambda: r.__getnewargs__(),
        lambda: delattr(r, "x"),
    ):
        fails(function)
    if hasattr(cls, "_asdict"):
        fails(r._asdict)
        fails(lambda: r._replace(y=1))
        fails(r.values)
        fails(r.items)
        assert r._replace(x=5) == cls(5, 2)
    assert repr(copy.copy(r)) == repr(copy.deepcopy(r)) == repr(r)
    r.x = 1
    assert r == cls(1, 2)
    del r.x
    r = function = None

a = A.__new__(A, 1)
assert list(a) == [1, None]
