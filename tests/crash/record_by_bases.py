"""A class that is no record class is put below one, after its instances were made."""

from recordclass import dataobject, datatype, recordclass


class Plain:
    pass


def fresh():
    class Heir(Plain):
        pass

    class Tuple(tuple):
        __slots__ = ()

    class Int(int):
        pass

    class List(list):
        pass

    class Error(Exception):
        pass

    return Heir, Tuple, Int, List, Error


def roots():
    yield dataobject
    yield datatype("E", (dataobject,), {}, sequence=True, mapping=True, hashable=True)
    yield datatype("E", (dataobject,), {}, iterable=True)
    yield datatype("E", (dataobject,), {}, gc=True, use_dict=True, use_weakref=True)
    yield recordclass("E", "")
    yield recordclass("E", "a")
    yield datatype("E", (dataobject,), {"__annotations__": {"a": int}})


allowed = 0
for root in roots():
    for i in range(len(fresh())):
        cls = fresh()[i]
        instance, other = cls(), cls()
        try:
            cls.__bases__ = (*cls.__bases__, root)
        except TypeError:
            continue
        allowed += 1
        for name in dir(root):
            if name in ("__class__", "__init_subclass__", "__subclasshook__", "__new__"):
                continue
            for args in ((), (other,), (2,), ({},), ((),), (0, 1), ("a", 1)):
                for act in (getattr(root, name), getattr(instance, name, None)):
                    try:
                        act(*((instance, *args) if act == getattr(root, name) else args))
                    except (TypeError, AttributeError, ValueError, IndexError, KeyError):
                        pass
        for act in (
            repr,
            hash,
            len,
            list,
            dir,
            lambda r: r == other,
            lambda r: r < other,
            lambda r: r + r,
            lambda r: r * 2,
            lambda r: 1 in r,
            lambda r: r[0],
        ):
            try:
                act(instance)
            except (TypeError, AttributeError, IndexError):
                pass
        try:
            dataobject.__copy__(instance)
        except TypeError as error:
            assert "no record" in str(error) or "requires a" in str(error)
        else:
            raise AssertionError("a copy of what is no record")
assert allowed
