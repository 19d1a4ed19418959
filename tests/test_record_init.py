"""Classes with a __new__ or __init__ of their own."""

from __future__ import annotations

import copy
import pickle
from abc import abstractmethod

import pytest

from recordclass import (
    Factory,
    Field,
    abcdatatype,
    dataobject,
    datatype,
    memoryslots,
    recordclass,
    structclass,
)


class Double(dataobject):
    x: int
    y: list = []

    def __init__(self, x):
        self.x = 2 * x


def test_an_own_init_takes_the_arguments_and_finds_defaults():
    one, two = Double(1), Double(x=2)
    assert (one.x, one.y, two.x) == (2, [], 4)
    assert one.y is not two.y


def test_an_own_init_is_not_run_by_pickle_or_copy():
    record = Double(3)
    assert pickle.loads(pickle.dumps(record)) == record
    assert copy.copy(record) == record
    assert copy.deepcopy(record) == record


def test_super_init_fills_the_fields():
    class P(dataobject):
        x: int
        y: int = 5

        def __init__(self, x):
            super().__init__(x)

    class Q(P):
        z: int = 0

        def __init__(self, x, z):
            super().__init__(x)
            self.z = z

    assert repr(P(1)) == "P(x=1, y=5)"
    assert repr(Q(1, 3)) == "Q(x=1, y=5, z=3)"


def test_super_init_changes_nothing_when_it_fails():
    class P(dataobject):
        x: int
        y: int

        def __init__(self):
            self.x = self.y = 0

    p = P()
    for args, kwargs in [((1,), {}), ((1, 2, 3), {}), ((1,), {"z": 2}), ((1, 2), {"x": 1})]:
        with pytest.raises(TypeError, match=r"P\(\)"):
            super(P, p).__init__(*args, **kwargs)
        assert (p.x, p.y) == (0, 0)


def test_a_readonly_record_is_filled_once():
    class P(dataobject, readonly=True):
        x: int
        y: int = 5

        def __init__(self, text):
            super().__init__(int(text))

    p = P("1")
    assert (p.x, p.y) == (1, 5)
    with pytest.raises(TypeError, match="does not support item assignment"):
        p.__init__("2")
    with pytest.raises(TypeError, match="does not support item assignment"):
        super(P, p).__init__(1, 6)
    assert (p.x, p.y) == (1, 5)


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_a_named_tuple_is_filled_before_its_init(factory):
    seen = []

    class P(factory("Base", "x y", defaults=[0])):
        def __init__(self, *args, **kwargs):
            seen.append((tuple(self), args, kwargs))
            super().__init__()

    assert tuple(P(1, y=2)) == (1, 2)
    assert seen == [((1, 2), (1,), {"y": 2})]


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_a_named_tuple_is_filled_again_on_demand(factory):
    class P(factory("Base", "x y")):
        def __init__(self, x, y):
            super().__init__(y, x)

    assert tuple(P(1, 2)) == (2, 1)


def test_heirs_of_memoryslots_take_nothing_in_init():
    class V(memoryslots):
        def __init__(self, *items):
            super().__init__()
            self.n = len(items)

    assert V(1, 2).n == 2
    with pytest.raises(TypeError, match=r"V\.__init__\(\) takes no arguments"):
        super(V, V(1)).__init__(1)


def test_a_new_may_return_anything():
    class P(dataobject):
        x: int

        def __new__(cls, x):
            return "instead" if x else super().__new__(cls, x)

        def __init__(self, x):
            self.x = x + 1

    assert P(1) == "instead"
    assert P(0).x == 1


@pytest.mark.parametrize("name", ["__new__", "__init__"])
def test_assigned_late_and_taken_away(name):
    class P(dataobject):
        x: int

    class Heir(P):
        pass

    def new(cls, x):
        return dataobject.__new__(cls, x + 1)

    def init(self, x):
        self.x = x + 1

    for cls in (P, Heir):
        assert cls(1).x == 1
    setattr(P, name, {"__new__": new, "__init__": init}[name])
    for cls in (P, Heir):
        assert cls(1).x == 2
    delattr(P, name)
    for cls in (P, Heir):
        assert cls(1).x == 1
        with pytest.raises(TypeError, match="missing 1 required"):
            cls()


def test_a_failing_init_leaves_no_record():
    import gc

    class P(dataobject, gc=True):
        x: int = 0

        def __init__(self):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        P()
    gc.collect()
    assert not any(type(found) is P for found in gc.get_objects())


def test_the_call_of_a_metaclass_goes_through():
    calls = []

    class Meta(datatype):
        def __call__(cls, *args, **kwargs):
            calls.append(args)
            return super().__call__(*args, **kwargs)

    class P(dataobject, metaclass=Meta):
        x: int

    class Q(dataobject, metaclass=Meta):
        x: int

        def __init__(self):
            self.x = 9

    assert (P(4).x, P(x=5).x, Q().x) == (4, 5, 9)
    assert calls == [(4,), (), ()]


def test_new_alone_leaves_the_fields_to_an_own_init():
    class Own(dataobject):
        a: object
        b: object = 2

        def __init__(self, a):
            self.a = a

    blank = Own.__new__(Own)
    assert repr(blank) == "Own(a=<unset>, b=2)"
    blank.__init__(1)
    assert repr(blank) == "Own(a=1, b=2)"


def test_an_abstract_class_with_an_own_init_makes_nothing():
    class Abstract(dataobject, metaclass=abcdatatype):
        a: object

        def __init__(self, a):
            raise AssertionError("not called")

        @abstractmethod
        def method(self): ...

    with pytest.raises(TypeError, match="abstract"):
        Abstract(1)


def test_a_metaclass_with_its_own_call_makes_a_record_once():
    steps = []

    class Meta(datatype):
        def __call__(cls, *args, **kwargs):
            return super().__call__(*args, **kwargs)

    class P(dataobject, metaclass=Meta):
        x: tuple = Field(readonly=True, converter=tuple)
        y: list = Factory(lambda: steps.append("factory") or [])

        def __post_init__(self):
            steps.append("post_init")

    p = P([1, 2])
    assert (p.x, p.y, steps) == ((1, 2), [], ["factory", "post_init"])
    assert P(x=[3]).x == (3,)


def test_a_keyword_whose_hash_fails():
    class Name(str):
        fails = False

        def __hash__(self):
            if Name.fails:
                raise KeyError("no hash")
            return super().__hash__()

    class P(dataobject):
        x: object

        def __init__(self, **words):
            seen.append(words)

    seen = []
    words = {Name("x"): 1}
    Name.fails = True
    with pytest.raises(KeyError, match="no hash"):
        P(**words)
    assert seen == []
