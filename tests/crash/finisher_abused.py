"""What completes a class completes that class alone, once, in its turn."""

from recordclass import dataobject, datatype, memoryslots

KEY = "_recordclass_finish"


class A(dataobject):
    x: object
    y: object


a = A([1], [2])


def other(cls, finisher):
    A._recordclass_finish = 1
    finisher.__set_name__(A, "x")


def early(cls, finisher):
    finisher.__set_name__(cls, KEY)


def root(cls, finisher):
    finisher.__set_name__(memoryslots, KEY)


def strange(cls, finisher):
    for thing in (None, int, datatype, 1, object):
        try:
            finisher.__set_name__(thing, KEY)
        except TypeError:
            continue
        raise AssertionError(thing)


for attack in (other, early, root, strange):

    class M(datatype):
        def mro(cls, attack=attack):
            finisher = cls.__dict__.get(KEY)
            if finisher is not None:
                try:
                    attack(cls, finisher)
                except (TypeError, AttributeError):
                    pass
            return super().mro()

    try:

        class B(dataobject, metaclass=M):
            a: object
            b: object
            c: object
            d: object
    except (TypeError, RuntimeError):
        pass
    else:
        assert repr(B(1, 2, 3, 4)) == "B(a=1, b=2, c=3, d=4)"
        assert B.__base__ is dataobject
    assert repr(a) == "A(x=[1], y=[2])"
    assert repr(A(3, 4)) == "A(x=3, y=4)"
    assert len(A.__field_table__()) == 2

# a finisher of one class in the body of another
stolen = []


class Thief(datatype):
    def mro(cls):
        finisher = cls.__dict__.get(KEY)
        if finisher is not None and not stolen:
            stolen.append(finisher)
            try:
                inner = datatype("Inner", (memoryslots,), {KEY: finisher})
                inner2 = datatype("Inner", (A,), {KEY: finisher, "z": 1})
                repr(inner(1, 2))
                repr(inner2(1, 2))
            except (TypeError, RuntimeError):
                pass
        return super().mro()


try:

    class Outer(dataobject, metaclass=Thief):
        a: object
        b: object
        c: object
except (TypeError, RuntimeError):
    pass
else:
    assert repr(Outer(1, 2, 3)) == "Outer(a=1, b=2, c=3)"
for cls in memoryslots.__subclasses__() + A.__subclasses__() + dataobject.__subclasses__():
    try:
        repr(cls(1, 2))
    except TypeError:
        pass
