"""While a class is being made, code finds it: it is no base, and no class of anything, yet.

The keys of a class body are a program's own: where type.__new__ looks names up in the body, their
__eq__ runs. The layout is written into the class later than the first of them.
"""

from recordclass import dataobject, datatype, memoryslots


class E0(dataobject):
    pass


class E1(dataobject):
    z: int


class E2(E1):
    pass


class G0(dataobject, gc=True):
    pass


class M0(memoryslots):
    __fields__ = ()


def plain(**body):
    return type("Plain", (), body)


def attack(cls):
    """All ways to make something of a class that is not complete."""
    done = []
    others = [plain(), plain(__slots__=()), plain(__slots__=("x",)), plain(__slots__=("__dict__",))]
    others += [plain(__slots__=("__weakref__",)), type("T", (tuple,), {"__slots__": ()})]
    others += [E0, type("H", (E0,), {}), type("H", (E1,), {}), type("H", (G0,), {}), M0]
    for other in others:
        try:
            instance = other(1)
        except TypeError:
            instance = other()
        for act in (
            lambda: setattr(instance, "__class__", cls),
            lambda: setattr(other, "__bases__", (cls,)),
            lambda: setattr(other, "__bases__", (cls, *other.__bases__)),
        ):
            try:
                act()
            except TypeError:
                continue
            done.append((other, act))
    for act in (
        cls,
        lambda: cls.__new__(cls),
        lambda: object.__new__(cls),
        lambda: datatype("Sub", (cls,), {}),
        lambda: datatype("Sub", (cls, dataobject), {}),
        lambda: datatype("Sub", (cls, E1), {}),
        lambda: datatype("Sub", (E1, cls), {}),
        lambda: datatype("Sub", (cls, memoryslots), {}),
        lambda: type("Sub", (cls, plain()), {}),
    ):
        try:
            act()
        except TypeError:
            continue
        done.append(act)
    return done


met, refused, number = set(), 0, 0
for name in ("__add__", "__getitem__", "__new__", "__qualname__", "__hash__", "__set_name__"):
    for base in (dataobject, memoryslots, E1, G0):
        done, busy = [], []
        called = f"Gap{number}"  # those that were refused may live on
        number += 1

        class Key(str):
            __slots__ = ()

            def __hash__(self):
                return hash(name)

            def __eq__(self, other):
                for cls in [] if busy else base.__subclasses__():
                    if cls.__name__ == called and cls.__basicsize__ < base.__basicsize__ + 16:
                        busy.append(cls)
                        met.add(name)
                        done.extend(attack(cls))
                        busy.clear()
                return False

        body = {"__annotations__": {"a": int, "b": int}, "__module__": "m", Key("zz"): 1}
        try:
            Gap = datatype(called, (base,), body)
        except TypeError as error:
            assert done
            assert "heirs" in str(error)
            refused += 1
            continue
        assert done == [], done
        assert not Gap.__subclasses__()
        record = Gap(*[5] * (len(Gap.__match_args__)))
        assert (record.a, record.b) == (5, 5)
assert met
assert refused
