"""Classes that are nowhere to import, sent by cloudpickle and made anew in another process."""

from __future__ import annotations

import pickle
import subprocess
import sys
import textwrap
import types

import pytest

from recordclass import dataobject, memoryslots
from recordclass._byvalue import ClassByValue

cloudpickle = pytest.importorskip("cloudpickle")

SENDER = """
import functools, sys
import cloudpickle
from abc import abstractmethod
from typing import Generic, TypeVar
from recordclass import *

def send(*values):
    sys.stdout.buffer.write(cloudpickle.dumps(values))
"""


def travels(making: str, checking: str) -> None:
    """Run `making` in one process, which sends `values`, and `checking` with them in another."""
    run = {"check": True, "timeout": 120, "stdout": subprocess.PIPE}
    made = SENDER + textwrap.dedent(making)
    data = subprocess.run([sys.executable, "-c", made], **run).stdout
    received = "import pickle, sys\nvalues = pickle.load(sys.stdin.buffer)\n" + textwrap.dedent(
        checking
    )
    subprocess.run([sys.executable, "-W", "error", "-c", received], input=data, **run)


def test_class_statements():
    travels(
        """
        def build():
            class Base(dataobject, sequence=True):
                x: int
                def total(self):
                    return self.x

            class P(Base, mapping=True, use_weakref=True):
                y: list = Factory(list)
                v: InitVar[int] = 3
                _: KW_ONLY
                k: int = Field(2, converter=int, repr=False, alias="kay")
                seen: int = Field(0, init=False)

                def __post_init__(self, v):
                    self.k += v
                    self.seen = v

                def total(self):
                    return super().total() + self.k

                @functools.cached_property
                def cached(self):
                    return self.x * 100

                @property
                def prop(self):
                    return __class__.__name__

                @classmethod
                def made(cls):
                    return cls.__name__

                @staticmethod
                def static():
                    return "static"

                def __len__(self):
                    return 99

            return P

        P = build()
        send(P(1, kay="4"), P)
        """,
        """
        p, P = values
        assert type(p) is P
        assert repr(p) == "P(x=1, y=[], seen=3)", p
        assert (p.k, p.total(), p.cached, p.prop, p.made(), p.static(), len(p)) == (
            7, 8, 100, "P", "P", "static", 99)
        assert p["x"] == p[0] == 1
        q = P(2, [1], 5, kay="6")
        assert (q.k, q.seen, q.y) == (11, 5, [1])
        q.k = "12"
        assert q.k == 12
        assert P(1).y is not P(1).y
        import weakref
        assert weakref.ref(q)() is q
        """,
    )


def test_factories():
    travels(
        """
        R = recordclass("R", "a b", [5], mapping=True, readonly=True)
        S = structclass("S", "a b", gc=True, use_dict=True)
        A = make_arrayclass("A", 3)
        D = make_dataclass("D", [("x", int)], eq=False)
        s = S(1, 2)
        s.other = 3
        send(R(1), s, A(1, 2, 3), D(1), [R, S, A, D])
        """,
        """
        r, s, a, d, (R, S, A, D) = values
        assert (repr(r), repr(s), repr(a), repr(d)) == (
            "R(a=1, b=5)", "S(a=1, b=2)", "A(1, 2, 3)", "D(x=1)")
        assert r == R(1) and hash(r) == hash((1, 5)) and r["b"] == 5
        assert R._make([1, 2])._replace(a=7)._asdict() == {"a": 7, "b": 2}
        assert s.other == 3 and repr(A(1)) == "A(1, None, None)"
        assert D(1) != D(1)
        import gc
        assert gc.is_tracked(s)
        for change in (lambda: setattr(r, "a", 1), lambda: r.__setitem__(0, 1)):
            try:
                change()
            except (AttributeError, TypeError):
                pass
            else:
                raise SystemExit("changed")
        try:
            R()
        except TypeError as error:
            assert str(error) == "R() missing 1 required positional argument: 'a'"
        """,
    )


def test_heirs_generics_and_abstract_classes():
    travels(
        """
        class M(memoryslots):
            pass

        class H(recordclass("R", "a b")):
            def size(self):
                return super().__len__()

        T = TypeVar("T")

        class G(dataobject, Generic[T]):
            x: T

        class Open(dataobject):
            x: int
            @abstractmethod
            def area(self): ...

        class E(dataobject, immutable_type=True):
            x: int

        send(M(1, 2), H(1, 2), G(5), E(1), [M, H, G, Open])
        """,
        """
        m, h, g, e, (M, H, G, Open) = values
        assert m == (1, 2) and h.size() == 2 and h == (1, 2) and g.x == 5 and e.x == 1
        assert G[int](3).x == 3
        h.note = 1
        try:
            Open(1)
        except TypeError as error:
            assert "abstract" in str(error)
        else:
            raise SystemExit("made")
        """,
    )


def test_what_the_bases_look_like():
    class P(dataobject):
        x: int

    class Q(P):
        pass

    assert P.__dict__["__orig_bases__"] == (dataobject,)
    assert Q.__dict__["__orig_bases__"] == (P,)
    assert P.__orig_bases__ == (dataobject,)
    base, described = pickle.loads(pickle.dumps(P.__orig_bases__))
    assert base is dataobject
    assert type(described) is ClassByValue
    assert types.resolve_bases((base, described)) == (dataobject,)
    assert memoryslots.__orig_bases__ == (object,)
    P.__orig_bases__ = (dataobject, 1)
    assert P.__orig_bases__ == (dataobject, 1)
    del P.__orig_bases__
    assert P.__orig_bases__ == (dataobject,)
    with pytest.raises(AttributeError, match="type object 'P' has no attribute '__orig_bases__'"):
        del P.__orig_bases__
    with pytest.raises(TypeError, match="immutable type"):
        dataobject.__orig_bases__ = ()


@pytest.mark.parametrize(
    "given",
    [
        (1, -1, 0, 0, False),
        ((1,), -1, 0, 0, False),
        ((("x", 1, 0, None),), "n", 0, 0, False),
        ((("x", 1, 0, None),), -1, -1, 0, False),
        ((("x", 1, 0, None),), -1, 1 << 30, 0, False),
        ((("x", 1, 0, None),), -1, 0, 1 << 30, False),
        (None, -5, 0, 0, False),
    ],
)
def test_descriptions_that_nobody_wrote(given):
    with pytest.raises((TypeError, ValueError, OverflowError)):
        types.new_class("P", (dataobject, ClassByValue(*given)))


def test_a_post_init_that_never_came():
    description = ClassByValue((("x", 1, 0, None),), -1, 0, 0, True)
    P = types.new_class("P", (dataobject, description))
    with pytest.raises(TypeError, match="class 'P' is not complete"):
        P()
