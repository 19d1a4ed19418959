"""The finalizer of a value that is replaced looks at the record: the new one stands already."""

from recordclass import dataobject, itemgetset, memoryslots, recordclass


class D(dataobject, mapping=True, sequence=True):
    x: object
    first = itemgetset(0)


R = recordclass("R", "x", mapping=True)


class Old:
    def __init__(self, record):
        self.record = record

    def __del__(self):
        seen.append(self.record[0])
        self.record[0] = "finalizer"


seen = []


def by_name(r):
    r.x = 1


def by_index(r):
    r[0] = 1


def by_key(r):
    r["x"] = 1


def by_slice(r):
    r[:] = [1]


def by_position(r):
    itemgetset(0).__set__(r, 1)


def by_init(r):
    D.__init__(r, 1)


for cls in (R, D, memoryslots):
    for act in (by_name, by_index, by_key, by_slice, by_position, by_init):
        if cls is memoryslots and act in (by_name, by_key):
            continue
        if cls is not D and act is by_init:
            continue
        r = cls(None)
        r[0] = Old(r)
        act(r)
        assert seen.pop() == 1, (cls, act)
        assert r[0] == "finalizer", (cls, act)
        assert not seen
