"""Bases replaced after the fact bring no memory that instances do not have."""

import itertools

from recordclass import dataobject, make_arrayclass, memoryslots, recordclass, structclass


class Plain:
    pass


class Slotted:
    __slots__ = ("slot",)


def kinds():
    yield from (dataobject, memoryslots, Plain, Slotted, list, Exception)
    for use_dict, use_weakref, gc in itertools.product((False, True), repeat=3):
        options = {"use_dict": use_dict, "use_weakref": use_weakref, "gc": gc}
        for n in (0, 1):
            body = {"__annotations__": {"x": object} if n else {}}
            yield type(dataobject)("D", (dataobject,), dict(body), **options)
            if not use_weakref:
                yield type(dataobject)("M", (memoryslots,), {}, **options)
    yield recordclass("R", "x", mapping=True)
    yield structclass("S", "x", hashable=True)
    yield make_arrayclass("A", 1)


all_kinds = list(kinds())
for base, other in itertools.product(all_kinds, all_kinds):
    if not isinstance(base, type(dataobject)):
        continue
    heir = type(dataobject)("H", (base,), {"__annotations__": {}})
    for bases in ((base, other), (other, base), (other,)):
        try:
            heir.__bases__ = bases
        except TypeError:
            continue
        for args in ((), (1,)):
            try:
                r = heir(*args)
            except TypeError:
                continue
            for name in dir(r):
                try:
                    getattr(r, name, None)
                except Exception as error:
                    assert not isinstance(error, SystemError)
            for act in (repr, list, hash, lambda r: r.__weakref__, lambda r: r.__dict__):
                try:
                    act(r)
                except (TypeError, AttributeError):
                    pass
    try:
        record = base(1)
    except TypeError:
        record = base()
    try:
        record.__class__ = other
    except TypeError:
        continue
    repr(record)
    dir(record)
