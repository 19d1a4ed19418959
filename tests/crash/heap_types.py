"""Each instance owns a reference to its class: classes live as long as instances, no longer."""

import gc
import weakref

from recordclass import dataobject, make_arrayclass, recordclass, structclass


def statement(name, **options):
    return type(dataobject)(name, (dataobject,), {"__annotations__": {"x": object}}, **options)


for make in (
    lambda: recordclass("R", "x"),
    lambda: recordclass("R", "x", gc=True),
    lambda: structclass("S", "x", use_dict=True, use_weakref=True),
    lambda: make_arrayclass("A", 1),
    lambda: statement("D", gc=True),
    lambda: statement("D"),
):
    cls = make()
    dead = weakref.ref(cls)
    records = [cls(i) for i in range(200)]
    del cls
    gc.collect()
    assert dead() is type(records[0])
    for r in records:
        assert repr(r).endswith(")")
    del records[1:], r
    gc.collect()
    assert dead() is type(records[0])
    iterator = iter(records.pop()) if hasattr(dead(), "__iter__") else records.clear()
    gc.collect()
    del iterator
    gc.collect()
    assert dead() is None
