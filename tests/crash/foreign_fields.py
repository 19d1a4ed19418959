"""Mirrors of the field list say nothing to the core: lies in them are harmless."""

import copy
import pickle

import recordclass
from recordclass import dataobject, datatype, memoryslots, structclass

S = structclass("S", "x y")
for lie in (1 << 60, (), tuple("abcdefghij"), None, "zz"):
    S.__fields__ = S._fields = S.__attrs__ = lie
    S._field_defaults = lie
    s = S(1, 2)
    assert repr(s) == "S(x=1, y=2)"
    assert copy.copy(s) == copy.deepcopy(s) == s == S._make([1, 2])
    assert s._replace(x=3)[0] == 3
    assert s._asdict() == {"x": 1, "y": 2}
    assert pickle.loads(pickle.dumps(s)) == s

for name in recordclass.__all__:
    thing = getattr(recordclass, name)
    for args in ((), (1,), (int,), ("X",), ("X", 3), ("X", "a"), (object(), object(), object())):
        try:
            thing(*args)
        except (TypeError, ValueError, AttributeError):
            pass

for root in (dataobject, memoryslots):
    for attribute in vars(root):
        for op in (1, int, object(), datatype, root, None, (), S(1, 2)):
            for more in ((), (1,), (1, 2), (op,), (int, op)):
                method = vars(root)[attribute]
                try:
                    method(op, *more)
                except Exception as error:
                    assert not isinstance(error, (SystemError, MemoryError)), (attribute, op, error)
for attribute in vars(S):
    for op in (1, int, object(), datatype, memoryslots(), None, ()):
        method = vars(S)[attribute]
        for act in (
            lambda: method(op),
            lambda: method.__get__(op),
            lambda: method.__get__(op, type(op)),
            lambda: method.__get__(None, int)(1),
            lambda: method.__set__(op, 1),
        ):
            try:
                act()
            except Exception as error:
                assert not isinstance(error, (SystemError, MemoryError)), (attribute, op, error)
