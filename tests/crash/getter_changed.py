"""The class is taken apart while records of it are sorted, mapped and grouped by a field."""

import gc
import itertools
import weakref

from recordclass import dataobject, fieldgetter, make_arrayclass


def fresh():
    class Base(dataobject):
        x: object
        y: object

    class Below(Base):
        pass

    return Base, Below


class Value:
    """Compares by changing the class of the records that are compared."""

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        act = next(acts)
        try:
            act()
        except (TypeError, AttributeError):
            pass
        return self.n < other.n


def unset():
    for record in records[::2]:
        record.__class__ = next(classes)
        del record.x


sorts = 0
for fields in (("x",), ("y", "x")):
    for run in range(30):
        Base, Below = fresh()
        classes = itertools.cycle((Base, Below))
        records = [next(classes)(Value(i * 7 % 20), i % 3) for i in range(20)]
        getter = fieldgetter(Base, *fields)
        member = vars(Base)["x"]
        acts = itertools.cycle(
            [
                lambda: setattr(Base, "x", property(lambda record: gc.collect())),
                lambda: setattr(Below, "x", 5),
                lambda: setattr(Base, "x", member),
                lambda: delattr(Below, "x"),
                lambda: setattr(Base, "__getattr__", lambda record, name: Value(1)),
                unset,
                lambda: setattr(Base, "__getattribute__", object.__getattribute__),
                lambda: delattr(Base, "x"),
            ][run % 8 :]
        )
        for use in (
            lambda: sorted(records, key=getter),
            lambda: min(records, key=getter),
            lambda: list(map(getter, records)),
            lambda: list(itertools.groupby(records, getter)),
        ):
            try:
                use()
                sorts += 1
            except (TypeError, AttributeError):
                pass
assert sorts

# the class is taken apart by the collector, and its getter still called, at each stage
last = []


class Late:
    def __init__(self, *parts):
        self.parts = parts

    def __del__(self):
        getter, cls = self.parts
        try:
            last.append(getter(cls([1], [2])))
        except (AttributeError, TypeError) as error:
            last.append(error)


def drop(cls):
    getter = fieldgetter(cls, 1, 0)
    assert getter(cls([1], [2])) == getter(cls([1], [2])) == ([2], [1])
    cls.late = Late(getter, cls)
    weak.append(weakref.ref(cls, lambda _: last.append(None)))


weak = []
for make in (lambda: fresh()[1], lambda: make_arrayclass("A", 2)):
    drop(make())
    gc.collect()
assert last == [None, ([2], [1])] * 2, last
