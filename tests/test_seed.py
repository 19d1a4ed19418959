"""Every statement, class and figure of the founding document, run as it is printed there.

Cells are code, ``%time`` lines are loops that run a few times, and what a cell prints is what the
test expects.  The figures are those of a 64-bit build; a build without the GIL has a header that
is 16 bytes longer.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import sysconfig
import textwrap
from collections import namedtuple
from importlib.util import find_spec

import pytest

from recordclass import (
    itemgetset,
    join_classes,
    memoryslots,
    recordclass,
    recordclasstype,
    structclass,
)

HEADER = 16 if sysconfig.get_config_var("Py_GIL_DISABLED") else 0


class Record:
    """The document's records over ``__slots__``, against which the others are compared."""

    __slots__ = ()

    def __init__(self, *args):
        assert len(self.__slots__) == len(args)
        for field, value in zip(self.__slots__, args):
            setattr(self, field, value)

    def __getitem__(self, index):
        return getattr(self, self.__slots__[index])

    def __len__(self):
        return len(self.__slots__)

    def __eq__(self, that):
        if not isinstance(that, type(self)):
            return NotImplemented
        return all(item == iota for item, iota in zip(self, that))

    def __repr__(self):
        args = ", ".join(repr(item) for item in self)
        return "%s(%s)" % (type(self).__name__, args)  # noqa: UP031

    def __getstate__(self):
        return tuple(self)

    def __setstate__(self, state):
        self.__init__(*state)


class RETest(Record):
    __slots__ = "a", "b", "c", "d", "e", "f"


NTTest = namedtuple("NTTest", "a b c d e f")  # noqa: PYI024
RCTest = recordclass("RCTest", "a b c d e f")
RCTest2 = structclass("RCTest2", "a b c d e f")

SIX = {
    "namedtuple": NTTest(1, 2, 3, 4, 5, 6),
    "recordclass": RCTest(1, 2, 3, 4, 5, 6),
    "structclass": RCTest2(1, 2, 3, 4, 5, 6),
    "Record": RETest(1, 2, 3, 4, 5, 6),
}


@pytest.fixture(params=SIX)
def six(request):
    return SIX[request.param]


@pytest.fixture
def letters():
    """The classes of the fourth cell."""
    A1 = structclass("A", "a b c")
    A2 = structclass("A", "d e f", gc=True)
    A3 = structclass("A", "d e f")
    return A1, A2, A3


@pytest.fixture
def heirs(letters):
    """The classes of the fifth cell."""
    A1, A2, _ = letters

    class B(A1):
        pass

    class C(B):
        pass

    return B, C, join_classes("D", [A1, A2])


def printed(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        print(*arguments)
    return out.getvalue()


# -- the two schemes of classes written by hand --


def test_recordclass_scheme():
    class C(memoryslots, metaclass=recordclasstype):
        __attrs__ = ("attr_1", "attr_2", "attr_m")

        attr_1 = itemgetset(0)
        attr_2 = itemgetset(1)
        attr_m = itemgetset(2)

        def __new__(cls, attr_1, attr_2, attr_m):
            "Create new instance of C(attr_1, attr_2, attr_m)"
            return memoryslots.__new__(cls, attr_1, attr_2, attr_m)

    c = C(1, attr_m=3, attr_2=2)
    assert isinstance(c, memoryslots)
    assert type(C) is recordclasstype
    assert C.__attrs__ == ("attr_1", "attr_2", "attr_m")
    assert C.__new__.__doc__ == "Create new instance of C(attr_1, attr_2, attr_m)"
    assert (c.attr_1, c.attr_2, c.attr_m) == (1, 2, 3)
    assert (c[0], c[1], c[2]) == (1, 2, 3)
    c.attr_1 = 10
    c[2] = 30
    c[1:2] = [20]
    assert c == (10, 20, 30)
    assert len(c) == 3
    assert list(c) == [10, 20, 30]
    assert repr(c) == "C(attr_1=10, attr_2=20, attr_m=30)"
    assert sys.getsizeof(c) == 24 + 3 * 8 + HEADER
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'attr_m'"):
        C(1, 2)


@pytest.mark.parametrize("descriptor", ["dataobjectgetset", "dataclassgetset"])
def test_structclass_scheme(descriptor):

    module = sys.modules["recordclass.arrayclass"]  # ... and the module of that name
    dataobject, structclasstype = module.dataobject, module.structclasstype
    getset = getattr(module, descriptor)

    class C(dataobject, metaclass=structclasstype):
        __attrs__ = ("attr_1", "attr_2", "attr_m")

        attr_1 = getset(0)
        attr_2 = getset(1)
        attr_m = getset(2)

        def __new__(cls, attr_1, attr_2, attr_m):
            "Create new instance of C(attr_1, attr_2, attr_m)"
            return dataobject.__new__(cls, attr_1, attr_2, attr_m)

    c = C(1, attr_m=3, attr_2=2)
    assert type(C) is structclasstype
    assert C.__attrs__ == ("attr_1", "attr_2", "attr_m")
    assert (c.attr_1, c.attr_2, c.attr_m) == (1, 2, 3)
    c.attr_1 = 10
    c[2] = 30
    c[1:2] = [20]
    assert list(c) == [10, 20, 30]
    assert len(c) == 3
    assert repr(c) == "C(attr_1=10, attr_2=20, attr_m=30)"
    assert sys.getsizeof(c) == 16 + 3 * 8 + HEADER


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("from recordclass import memoryslots, itemgetset", "memoryslots itemgetset"),
        ("from recordclass import recordclass, structclass", "recordclass structclass"),
        ("from recordclass import join_classes", "join_classes"),
        (
            "from recordclass.arrayclass import dataobject, dataobjectgetset, structclasstype",
            "dataobject dataobjectgetset structclasstype",
        ),
        ("from recordclass.arrayclass import dataclassgetset, arrayclasstype", "arrayclasstype"),
        (
            "from recordclass.memoryslots import memoryslots, itemgetset, recordclasstype",
            "memoryslots itemgetset recordclasstype",
        ),
        (
            "from recordclass.dataobject import dataobject, dataobjectgetset, structclasstype",
            "dataobject",
        ),
    ],
)
def test_import_paths(statement, names):
    import recordclass as package

    scope = {}
    exec(statement, scope)
    for name in names.split():
        assert scope[name] is getattr(package, name)


def test_memoryslots_has_the_tuple_struct():
    assert memoryslots.__basicsize__ == tuple.__basicsize__
    assert memoryslots.__itemsize__ == tuple.__itemsize__
    for n in range(7):
        assert memoryslots(*range(n)).__sizeof__() == tuple(range(n)).__sizeof__()


# -- first cell --


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f"])
def test_attribute_access(six, name):
    value = None
    for _ in range(100):
        value = getattr(six, name)
    assert value == "abcdef".index(name) + 1


def test_index_access(six):
    for _ in range(100):
        six[3]
    assert [six[i] for i in range(6)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("kind", "size"), [("recordclass", 72), ("structclass", 64)])
def test_object_size(kind, size):
    assert sys.getsizeof(SIX[kind]) == size + HEADER


def test_object_size_against_the_others():
    size = {kind: record.__sizeof__() for kind, record in SIX.items()}
    # the collector's header, which getsizeof() counts for the two others, is 16 more
    assert size["recordclass"] == size["namedtuple"]
    assert size["structclass"] == size["Record"]
    assert sys.getsizeof(SIX["recordclass"]) < sys.getsizeof(SIX["namedtuple"])
    assert sys.getsizeof(SIX["structclass"]) < sys.getsizeof(SIX["Record"])
    assert sys.getsizeof(SIX["structclass"]) < sys.getsizeof(SIX["recordclass"])


def test_record_behaves(six):
    assert len(six) == 6
    assert repr(six).startswith(type(six).__name__ + "(")


def test_namedlist():
    if find_spec("namedlist") is None:
        pytest.skip("namedlist is not installed")
    # namedlist 1.8 wants names that Python 3.10 took out of collections
    program = """
        import collections, collections.abc
        collections.Mapping = collections.abc.Mapping
        collections.Sequence = collections.abc.Sequence
        from namedlist import namedlist
        import sys
        from recordclass import recordclass, structclass
        fields = "a b c d e f"
        NLTest = namedlist("NLTest", fields)
        nltest = NLTest(1, 2, 3, 4, 5, 6)
        for _ in range(100):
            nltest.c
            nltest[3]
        assert nltest.c == 3 and nltest[3] == 4
        size = sys.getsizeof(nltest)
        for factory in (recordclass, structclass):
            record = factory("R", fields)(1, 2, 3, 4, 5, 6)
            assert list(record) == list(nltest)
            assert sys.getsizeof(record) < size, (factory, size)
        print("ran")
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("ran\n", "", 0)


# -- the other cells --


def test_cell_2_last_item():
    rctest2 = RCTest2(1, 2, 3, 4, 5, 6)
    assert rctest2[-1] == 6


def test_cell_4_print(letters):
    A1, _, A3 = letters
    assert printed(A1(1, 2, 3)) == "A(a=1, b=2, c=3)\n"
    assert printed(A3(1, 2, 3)) == "A(d=1, e=2, f=3)\n"


def test_cells_5_and_6_dict(heirs):
    B, C, D = heirs
    b = B(1, 2, 3)
    c = C(1, 2, 3)
    d = D(1, 2, 3, 4, 5, 6)
    b.fff = 100
    c.ggg = 200
    assert (b.__dict__, c.__dict__) == ({"fff": 100}, {"ggg": 200})
    assert (d.a, d.b, d.c, d.d, d.e, d.f) == (1, 2, 3, 4, 5, 6)
    assert repr(d) == "D(a=1, b=2, c=3, d=4, e=5, f=6)"


def test_cell_7_sizes(letters, heirs):
    A1, _, A3 = letters
    B, C, D = heirs
    a, a3 = A1(1, 2, 3), A3(1, 2, 3)
    b, c, d = B(1, 2, 3), C(1, 2, 3), D(1, 2, 3, 4, 5, 6)
    b.fff = 100
    c.ggg = 200
    sizes = [sys.getsizeof(record) - HEADER for record in (a3, a, b, c, d)]
    assert sizes == [40, 40, 48, 48, 64]


def test_cells_8_to_10_point():
    Point = structclass("Point", "x y")
    p = Point(1, 2)
    lines = []
    try:
        p.__dict__
    except AttributeError:
        lines.append("*** There is no __dict__ ***")
    try:
        p.__weakref__
    except AttributeError:
        lines.append("*** There is no __weakref__ ***")
    assert lines == ["*** There is no __dict__ ***", "*** There is no __weakref__ ***"]
    assert printed(p, "sizeof:", sys.getsizeof(p)) == f"Point(x=1, y=2) sizeof: {32 + HEADER}\n"


def test_cells_11_and_12_vector():
    Point = structclass("Point", "x y")

    class Vector(Point):
        pass

    v = Vector(1, 2)
    assert printed(v, "sizeof:", sys.getsizeof(v)) == f"Vector(x=1, y=2) sizeof: {40 + HEADER}\n"
    assert printed("__dict__:", v.__dict__) == "__dict__: {}\n"
