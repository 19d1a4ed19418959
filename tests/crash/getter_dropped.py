"""The getter and the record are dropped while the getter's call runs code of the program."""

import functools
import gc

from recordclass import dataobject, fieldgetter


class Base(dataobject, use_dict=True):
    x: object
    y: object
    z: object


def leave(*_):
    """Let go of all that the call was given by: functools.partial holds it, and its caller not."""
    call.__setstate__((len, ((),), {}, None))
    gc.collect()
    return [[bytes(size) for _ in range(10)] for size in range(16, 200)]


class Left(Base):
    pass


class Finalized:
    def __init__(self):
        self.me = self

    def __del__(self):
        leave()


def programs():
    yield "property", lambda: setattr(Left, "x", property(leave))
    yield "last property", lambda: setattr(Left, "z", property(leave))
    yield "getattribute", lambda: setattr(Left, "__getattribute__", leave)
    yield "getattr", lambda: setattr(Left, "__getattr__", leave)
    yield "finalizer", Finalized
    yield "class", lambda: setattr(Left, "x", property(change))


def change(record):
    """The record gets another class, which goes."""
    record.__class__ = Base
    return leave()


done = 0
threshold = gc.get_threshold()
for fields in (("x",), ("x", "y", "z"), ("z", "x"), ("x",) * 50):
    for name, prepare in programs():
        for calls in range(3):

            class Left(Base):  # noqa: F811
                pass

            record = Left([1], [2], [3])
            if name == "getattr":
                del record.x, record.z
            getter = fieldgetter(Base, *fields)
            for _ in range(calls):
                if name != "getattr":
                    getter(record)
            prepare()
            call = functools.partial(getter, record)
            del getter, record
            if name == "finalizer":
                gc.set_threshold(1)
            try:
                assert call() is not None
            except TypeError as error:
                assert "__setstate__" not in str(error)
            gc.set_threshold(*threshold)
            done += 1
assert done == 72
