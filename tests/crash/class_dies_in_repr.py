"""The class of a record is replaced and collected while the repr of a value runs."""

import copy
import gc
import pickle

from recordclass import dataobject


class Base(dataobject, hashable=True, sequence=True):
    x: object
    y: object


class Evil:
    def leave(self, *args):
        r.__class__ = Base
        gc.collect()
        return [bytes(64) for _ in range(1000)]

    def __repr__(self):
        self.leave()
        return "evil"

    def __eq__(self, other):
        return not self.leave()

    def __hash__(self):
        return len(self.leave())

    def __index__(self):
        return len(self.leave()) - 1000

    def __deepcopy__(self, memo):
        return len(self.leave())

    def __reduce__(self):
        self.leave()
        return (int, ())

    def __iter__(self):
        self.leave()
        return iter([1, 2])


def make():
    class Sub(Base):
        pass

    return Sub(Evil(), 2)


for act in (
    repr,
    hash,
    lambda r: r == r.__copy__(),
    lambda r: r == (1, 2),
    lambda r: 5 in r,
    lambda r: r.index(2),
    lambda r: r.count(2),
    lambda r: r[Evil()],
    lambda r: r[Evil() :],
    lambda r: r.__setitem__(Evil(), 1),
    lambda r: r.__setitem__(slice(None), Evil()),
    lambda r: r * Evil(),
    copy.deepcopy,
    pickle.dumps,
):
    r = make()
    try:
        act(r)
    except (pickle.PicklingError, TypeError, AttributeError):
        pass
r = make()
assert repr(r) == "Sub(x=evil, y=2)"
