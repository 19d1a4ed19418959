"""Which base's layout a class continues."""

from __future__ import annotations

import pytest

from recordclass import dataobject, memoryslots, recordclass, structclass


class A(dataobject):
    x: int


class B(dataobject):
    y: int


class Empty(dataobject):
    pass


class Plain:
    def hello(self) -> str:
        return f"hello {self.x}"


class Slotted:
    __slots__ = ("z",)


def test_the_base_with_fields_comes_first_wherever_it_stands():
    class First(A, Empty):
        z: int

    class Second(Empty, A):
        z: int

    for cls in (First, Second):
        assert repr(cls(1, 2)) == f"{cls.__name__}(x=1, z=2)"
        assert cls.__base__ is A
        assert isinstance(cls(1, 2), Empty)


def test_a_mixin_brings_methods_and_no_room():
    class P(Plain, A):
        pass

    class Q(A, Plain):
        pass

    for cls in (P, Q):
        assert cls(7).hello() == "hello 7"
        assert cls.__basicsize__ == A.__basicsize__
        assert not hasattr(cls(7), "__dict__")
        assert cls.__base__ is A


@pytest.mark.parametrize("foreign", [Slotted, int, tuple, list, Exception])
def test_a_base_with_data_of_its_own_is_refused(foreign):
    for bases in ((foreign, A), (A, foreign)):
        with pytest.raises(TypeError, match=r"P: base '\w+' has instance data of its own"):
            type(A)("P", bases, {})


def test_two_bases_with_fields_need_a_join():
    with pytest.raises(TypeError, match=r"P: bases 'A' and 'B' both have fields.*join_classes"):

        class P(A, B):
            pass


def test_the_two_families_do_not_mix():
    r = recordclass("R", "x")
    with pytest.raises(TypeError, match="P: bases 'A' and 'R' are of different families"):
        type(A)("P", (A, r), {})
    with pytest.raises(TypeError, match="different families"):
        type(A)("P", (memoryslots, dataobject), {})


@pytest.mark.parametrize("factory", [recordclass, structclass])
def test_a_diamond_of_heirs_that_add_nothing(factory):
    top = factory("Top", "x y")

    class Left(top):
        __slots__ = ()

    class Right(top):
        __slots__ = ()

    class Bottom(Left, Right):
        __slots__ = ()

    assert repr(Bottom(1, 2)) == "Bottom(x=1, y=2)"
    assert Bottom.__mro__[:4] == (Bottom, Left, Right, top)


def test_a_diamond_of_heirs_with_dicts_is_refused_in_words_that_help():
    top = structclass("Top", "x y")

    class Left(top):
        pass

    class Right(top):
        pass

    with pytest.raises(TypeError, match=r"different layouts.*use_dict.*__slots__ = \(\)"):

        class Bottom(Left, Right):
            pass


def test_the_longer_of_two_layouts_in_one_line_is_continued():
    class Longer(A):
        y: int

    class Same(A):
        pass

    class P(Same, Longer):
        z: int

    assert repr(P(1, 2, 3)) == "P(x=1, y=2, z=3)"
    assert P.__base__ is Longer


def test_options_of_all_bases_add_up():
    class Walk(dataobject, iterable=True):
        pass

    class Named(dataobject, mapping=True):
        pass

    class P(Walk, Named, A):
        pass

    p = P(5)
    assert list(p) == [5]
    assert p["x"] == 5
