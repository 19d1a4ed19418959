"""The collector, asked in the middle of a construction, shows no record with missing fields."""

import gc

from recordclass import dataobject, recordclass, structclass


class D(dataobject, gc=True, sequence=True):
    x: object
    y: object = [1]
    z: object = {"a": 1}


R = recordclass("R", "x y z", defaults=[[1], {"a": 1}], gc=True)
S = structclass("S", "x y z", defaults=[[1], {"a": 1}], gc=True)


def look():
    for op in gc.get_objects():
        if type(op) in (D, R, S):
            assert "<unset>" not in repr(op)
            list(op)


def items():
    for i in range(3):
        look()
        gc.collect()
        yield i


class Finalized:
    def __init__(self):
        self.me = self

    def __del__(self):
        look()


gc.set_threshold(1)
for cls in (D, R, S):
    for _ in range(30):
        Finalized()
        r = cls(1)
        assert list(r) == [1, [1], {"a": 1}]
        assert cls(x=2).x == 2
        cls(1, 2, 3)[:]
        if cls is not D:
            cls._make(items())
            r._replace(x=1)
gc.set_threshold(700, 10, 10)
