"""A class where a function was expected: its own __init__, factory, converter; no end."""

from functools import partial

from recordclass import Factory, Field, dataobject, datatype, make, memoryslots, recordclass


def endless(act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except RecursionError:
        return
    raise AssertionError("no end was found, and no error came")


for base in (dataobject, memoryslots):
    for name in ("__init__", "__new__"):
        for options in ({}, {"gc": True}, {"use_dict": True}):
            cls = datatype("C", (base,), {"__annotations__": {"a": object}}, **options)
            setattr(cls, name, cls)
            endless(cls, 1)
            endless(cls, a=1)
            endless(type.__call__, cls, 1)


for base in (dataobject, memoryslots):
    for what in ("factory", "kw_only", "converter", "both"):
        call = partial(int)  # calls what it is told later, without a guard of its own
        options = {}
        if what != "converter":
            options["default"] = Factory(call)
        if what in ("converter", "both"):
            options["converter"] = call
        if what == "kw_only":
            options["kw_only"] = True
        body = {"__annotations__": {"a": object}, "a": Field(**options)}
        cls = datatype("D", (base,), body)
        call.__setstate__((cls, (), {}, None))
        endless(cls, *[1] * (what == "converter"))
        if what != "converter":
            endless(make, cls)
    after = partial(int)
    body = {"__annotations__": {"a": object}, "a": 1, "__post_init__": staticmethod(after)}
    cls = datatype("P", (base,), body)
    after.__setstate__((cls, (), {}, None))
    endless(cls)

R = recordclass("R", "a")
R.__init__ = R
endless(R, 1)
del R.__init__
assert R(1).a == 1
