"""arrayclass and make_arrayclass: compact arrays whose items have no names."""

from __future__ import annotations

import gc
import sys

import pytest

from recordclass import arrayclass, dataobject, datatype, make_arrayclass, structclass


def test_two_names_of_one_factory():
    assert arrayclass is make_arrayclass


def test_array():
    Triple = arrayclass("Triple", 3)
    assert issubclass(Triple, dataobject)
    assert type(Triple) is datatype
    assert (Triple.__name__, Triple.__module__) == ("Triple", __name__)
    t = Triple(1, 2, 3)
    assert list(t) == [1, 2, 3]
    assert len(t) == 3
    assert (t[0], t[-1], list(t[1:])) == (1, 3, [2, 3])
    t[0] = 10
    t[1:] = [20, 30]
    assert list(t) == [10, 20, 30]
    assert 20 in t
    assert t.index(30) == 2
    assert t.count(10) == 1
    assert repr(t) == "Triple(10, 20, 30)"
    assert list(reversed(t)) == [30, 20, 10]
    assert sys.getsizeof(t) == object.__basicsize__ + 24


def test_fewer_items_are_filled_with_none():
    Triple = arrayclass("Triple", 3)
    assert repr(Triple()) == "Triple(None, None, None)"
    assert repr(Triple(1)) == "Triple(1, None, None)"


@pytest.mark.parametrize("n", [0, 1, 2, 17, 255, 1000, 65_535])
def test_lengths(n):
    A = arrayclass("A", n)
    a = A(*range(n))
    assert len(a) == n
    assert list(a) == list(range(n))
    assert a == A(*range(n))
    with pytest.raises(IndexError):
        a[n]
    plural = "" if n == 1 else "s"
    message = f"A() takes {n} positional argument{plural} but {n + 1} were given"
    if n == 0:
        message = "A() takes 0 positional arguments but 1 was given"
    with pytest.raises(TypeError) as caught:
        A(*range(n + 1))
    assert str(caught.value) == message


def test_length_may_be_any_index():
    class Three:
        def __index__(self):
            return 3

    assert len(arrayclass("A", Three())()) == 3
    assert len(arrayclass("A", True)()) == 1
    for wrong in (1.0, "3", None):
        with pytest.raises(TypeError):
            arrayclass("A", wrong)


def test_length_that_cannot_be():
    with pytest.raises(ValueError, match="A: the number of items must not be negative: -1"):
        arrayclass("A", -1)
    for n in (2**58, 2**61, 2**63 - 1, 2**63, 2**64, 2**100):
        with pytest.raises((OverflowError, MemoryError)):
            arrayclass("A", n)


@pytest.mark.parametrize("name", ["", "1", "class", "a b"])
def test_bad_name(name):
    with pytest.raises(ValueError, match="the class name"):
        arrayclass(name, 1)


def test_equality_within_the_class():
    A, B = arrayclass("A", 2), arrayclass("B", 2)
    assert A(1, 2) == A(1, 2)
    assert A(1, 2) != A(1, 3)
    assert A(1, 2) != B(1, 2)
    assert A(1, 2) != (1, 2)
    assert A(1, 2) < A(1, 3)


def test_namespace():
    A = arrayclass("A", 2, namespace={"total": lambda self: sum(self), "__doc__": "Text."})
    assert A(1, 2).total() == 3
    assert A.__doc__ == "Text."
    assert arrayclass("A", 2).__doc__ == "A: an array of 2 items"
    assert arrayclass("A", 1).__doc__ == "A: an array of 1 item"
    assert arrayclass("A", 1, module="elsewhere").__module__ == "elsewhere"


def test_namespace_may_define_special_methods():
    A = arrayclass(
        "A", 2, namespace={"__getitem__": lambda self, i: "mine", "__len__": lambda s: 9}
    )
    assert A()[0] == "mine"
    assert len(A()) == 9


def test_namespace_is_not_changed():
    namespace = {"a": 1}
    arrayclass("A", 2, namespace=namespace)
    assert namespace == {"a": 1}


def test_readonly_array():
    A = arrayclass("A", 2, readonly=True)
    a = A(1, 2)
    for attempt in (
        lambda: a.__setitem__(0, 5),
        lambda: a.__setitem__(slice(0, 1), [5]),
        lambda: a.__delitem__(0),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert list(a) == [1, 2]
    assert hash(a) == hash((1, 2))


def test_heirs_of_arrays():
    A = arrayclass("A", 2)

    class B(A):
        def first(self):
            return self[0]

    assert B(1).first() == 1
    assert repr(B(1)) == "B(1, None)"
    with pytest.raises(AttributeError):
        B().other = 1

    class C(A, use_dict=True):
        pass

    C().other = 1


def test_array_and_named_fields_do_not_mix():
    with pytest.raises(TypeError):
        datatype("C", (arrayclass("A", 2), structclass("B", "x")), {})


def test_cycles():
    A = arrayclass("A", 1, gc=True, use_weakref=True)
    import weakref

    a = A()
    a[0] = a
    ref = weakref.ref(a)
    del a
    gc.collect()
    assert ref() is None
