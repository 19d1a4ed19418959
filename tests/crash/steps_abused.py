"""Factories, converters, validators and __post_init__ that do what they should not."""

import gc
import sys

from recordclass import Factory, Field, InitVar, asdict, dataobject, replace, update


def everything(record):
    """Use a record in every way, whatever state it is in."""
    for use in (repr, hash, list, asdict, lambda r: r == r, lambda r: r < r):
        try:
            use(record)
        except Exception:
            pass


def find_half_made(cls):
    """What the collector would show of records that are being made."""
    for thing in gc.get_objects():
        if type(thing) is cls:
            everything(thing)


class Meddler(dataobject, gc=True, sequence=True, use_weakref=True):
    a: object = Factory(lambda: find_half_made(Meddler))
    b: object = Field(0, converter=lambda value: (gc.collect(), find_half_made(Meddler), value)[-1])
    c: object = Factory(
        lambda record: (everything(record), delattr(record, "a"), 1)[-1], takes_self=True
    )
    d: object = Field(
        None,
        validator=lambda record, field, value: (
            everything(record),
            setattr(record, "d", 5) if value is None else None,
        ),
    )
    v: InitVar[object] = 1

    def __post_init__(self, v):
        everything(self)
        del self.b
        everything(self)
        kept.append(self)


kept = []
for _ in range(50):
    record = Meddler()
    record.a = record
    everything(record)
    try:
        replace(record, d=None)
    except AttributeError:
        pass
    try:
        update(record, b=1, d=None)
    except AttributeError:
        pass
kept.clear()
gc.collect()


# the last reference to the class goes away while a record of it is made
def lose():
    class Lost(dataobject):
        x: object = Factory(lambda: drop())
        y: object = Field(1, converter=lambda value: drop() or value)

        def __post_init__(self):
            drop()

    def drop():
        holder.clear()
        gc.collect()

    holder = [Lost]
    del Lost
    return holder[0]()


for _ in range(20):
    everything(lose())


# another class of the same layout, given in the midst of the steps
class Base(dataobject):
    x: object = Field(0, converter=lambda value: swap() or value)
    y: object = Field(0, validator=lambda record, field, value: setattr(record, "__class__", Other))

    def __post_init__(self):
        self.__class__ = Base


class Other(Base):
    pass


def swap():
    for record in living:
        record.__class__ = Other


living = []
for _ in range(20):
    living.append(Base())
    living[-1].x = 1
    living[-1].y = 2
    everything(living[-1])


# re-entrance, and errors at every step
class Deep(dataobject):
    x: object = Factory(lambda: Deep())


try:
    Deep()
except RecursionError:
    pass


def fail(*args):
    raise KeyError


for field in (
    Factory(fail),
    Factory(fail, takes_self=True),
    Field(0, converter=fail),
    Field(0, validator=fail),
    Field(0, repr=fail),
):
    P = type(dataobject)("P", (dataobject,), {"__annotations__": {"x": object}, "x": field})
    before = sys.getrefcount(P)
    for _ in range(100):
        try:
            everything(P())
        except KeyError:
            pass
    assert abs(sys.getrefcount(P) - before) < 5, field
