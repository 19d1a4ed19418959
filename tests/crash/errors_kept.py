"""What callbacks raise comes out as it was raised."""

import copy
import pickle

from recordclass import dataobject, memoryslots, recordclass, structclass


class Mine(Exception):
    pass


class Hostile:
    def fail(self, *args):
        raise Mine

    __eq__ = __lt__ = __gt__ = __repr__ = __hash__ = __index__ = fail
    __iter__ = __deepcopy__ = __reduce_ex__ = __set_name__ = __len__ = fail


h = Hostile()
R = recordclass("R", "x y", hashable=True)
S = structclass("S", "x y", hashable=True)


class D(dataobject, sequence=True, hashable=True):
    x: object
    y: object


def fails(function):
    try:
        function()
    except Mine:
        return
    raise AssertionError("no error")


for cls in (R, S, D):
    a, b = cls(h, h), cls(1, 2)
    for function in (
        lambda: repr(a),
        lambda: hash(a),
        lambda: a == b,
        lambda: b == a,
        lambda: a < b,
        lambda: 1 in a,
        lambda: a.index(1),
        lambda: a.count(1),
        lambda: a[h],
        lambda: a[h:],
        lambda: a.__setitem__(h, 1),
        lambda: a.__setitem__(slice(h), 1),
        lambda: b.__setitem__(slice(None), h),
        lambda: a * h,
        lambda: copy.deepcopy(a),
        lambda: pickle.dumps(a),
        lambda: recordclass("X", h),
        lambda: structclass("X", "a b", h),
    ):
        fails(function)
fails(lambda: R._make(h))
fails(lambda: memoryslots(h) == (1,))


def body(**kwargs):
    class X(dataobject):
        x: object
        other = h


try:
    body()
except (Mine, RuntimeError) as error:  # 3.11 wraps what __set_name__ raises
    assert isinstance(error, Mine) or isinstance(error.__cause__, Mine)
