"""Whoever looks for records through gc during __init__ finds none that will be freed by force."""

import gc

from recordclass import dataobject


class P(dataobject, gc=True):
    x: object
    y: object

    def __init__(self, x, y):
        super().__init__(x, y)


class Old:
    def __del__(self):
        for op in gc.get_objects():
            if type(op) is P and op is not p:
                kept.append(op)


kept = []
p = P(Old(), 1)
p.__init__(object(), object())
gc.collect()
junk = [bytes(48) for _ in range(1000)]
for record in kept:
    repr(record)
del junk, kept[:]
gc.collect()
