"""Dict, weak references and fields never share memory, whatever the bases and __slots__."""

import weakref
from itertools import product

from recordclass import dataobject, memoryslots, recordclass, structclass

flags = list(product((False, True), repeat=3))
for first, second in product(flags, flags):

    def options(which):
        return dict(zip(("use_dict", "use_weakref", "gc"), which, strict=True))

    class A(dataobject, **options(first)):
        a: object
        b: object

    try:

        class B(A, **{k: v for k, v in options(second).items() if v}):
            c: object
            d: object
    except TypeError:
        continue
    r = B(1, 2, 3, 4)
    if hasattr(r, "__dict__"):
        r.extra = 5
        assert r.extra == 5
        assert r.__dict__ == {"extra": 5}
    if B.__weakrefoffset__:
        w = weakref.ref(r)
        assert w() is r
    assert (r.a, r.b, r.c, r.d) == (1, 2, 3, 4)
    r.d = r.b = 7
    assert (r.a, r.b, r.c, r.d) == (1, 7, 3, 7)
    del r
    if B.__weakrefoffset__:
        assert w() is None

for base in (dataobject, memoryslots, recordclass("R", "x"), structclass("S", "x")):
    for slots in (("x",), "x", ("y", "__dict__"), ("a", "b")):
        try:
            type(base)("C", (base,), {"__slots__": slots})
        except TypeError:
            continue
        raise AssertionError((base, slots))

    class H(base):
        pass

    h = H(1) if base is not dataobject else H()
    for i in range(10 if hasattr(h, "__dict__") else 0):
        setattr(h, f"a{i}", i)
    assert base is dataobject or h[0] == 1
