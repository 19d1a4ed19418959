"""Every hostility below against every family of records: a program for each pair.

A program finds `C`, a class with the fields a and b; `SEQ`, whether records have indices; and
`GC`, whether the collector sees them.
"""

FAMILIES = {
    "recordclass": ('C = recordclass("C", "a b")', True, False),
    "structclass": ('C = structclass("C", "a b")', True, False),
    "dataobject": ('C = datatype("C", (dataobject,), dict(BODY))', False, False),
    "collected": ('C = datatype("C", (dataobject,), dict(BODY), gc=True)', False, True),
    "sequence": (
        'C = datatype("C", (dataobject,), dict(BODY), sequence=True, gc=True)',
        True,
        True,
    ),
    "memoryslots": ('C = datatype("C", (memoryslots,), dict(BODY), gc=True)', True, True),
    "full": (
        'C = datatype("C", (dataobject,), dict(BODY), gc=True, use_dict=True, use_weakref=True)',
        False,
        True,
    ),
}

PRELUDE = """
import copy, gc, pickle, sys, threading, weakref
from recordclass import (asdict, astuple, dataobject, datatype, make, memoryslots,
                         recordclass, replace, structclass, update)

"""

HOSTILITIES = {
    "unset_reads": """
r = C(1, 2)
del r.a
raises(AttributeError, lambda: r.a)
raises(AttributeError, delattr, r, "a")
assert "<unset>" in repr(r)
for act in (astuple, pickle.dumps, lambda r: r == C(1, 2), lambda r: C(1, 2) == r,
            lambda r: replace(r, b=3)):
    assert "unset" in str(raises(AttributeError, act, r))
raises(TypeError, hash, r)
for act in (copy.copy, copy.deepcopy):
    assert repr(act(r)) == repr(r)
assert replace(r, a=3) == C(3, 2)
r.a = 5
assert (r.a, r.b) == (5, 2)
""",
    "unset_index": """
if SEQ:
    r = C(1, 2)
    del r.a
    raises(AttributeError, lambda: r[0])
    raises(AttributeError, lambda: r[-2])
    assert r[1] == 2
    r[0] = 3
    assert r[0] == 3
""",
    "half_built": """
r = C.__new__(C, 1, 2)
assert r == C(1, 2)
raises(TypeError, object.__new__, C)
raises(TypeError, C.__new__, int)
raises(TypeError, C.__new__, object)
raises(TypeError, C.__new__, 3)
raises(TypeError, C.__new__)
""",
    "call_wrongly": """
raises(TypeError, C, 1, 2, 3)
raises(TypeError, C, 1, a=1, b=2)
raises(TypeError, C, 1, 2, c=3)
raises(TypeError, C, **{"": 1})
raises(TypeError, C, 1, **{"\\ud800": 1})
raises(TypeError, C, 1, **{"b\\0": 1})
raises(TypeError, C, *range(1000))
raises(TypeError, C, 1, **{str(i): i for i in range(1000)})
raises(TypeError, type.__call__, C, 1, 2, 3)
assert type.__call__(C, 1, b=2) == C(1, 2)
""",
    "eq_replaces_fields": """
class Evil:
    def __eq__(self, other):
        l.a = l.b = r.a = r.b = None
        return True
l, r = C(Evil(), [1]), C(Evil(), [1])
assert (l == r) is True
assert l.a is l.b is r.a is r.b is None
""",
    "eq_deletes_fields": """
class Evil:
    def __eq__(self, other):
        del l.a, l.b, r.a, r.b
        return True
l, r = C(Evil(), [1]), C(Evil(), [1])
try:
    l == r
except AttributeError:
    pass
assert "<unset>" in repr(l) and "<unset>" in repr(r)
""",
    "eq_raises": """
class Evil:
    def __eq__(self, other):
        raise KeyError("eq")
raises(KeyError, lambda: C(Evil(), 1) == C(Evil(), 1))
raises(KeyError, lambda: C(Evil(), 1) != C(Evil(), 1))
""",
    "truth_raises": """
class Truth:
    def __bool__(self):
        r.a = r.b = None
        raise KeyError("bool")
class Evil:
    def __eq__(self, other):
        return Truth()
r = C(Evil(), [])
raises(KeyError, lambda: r == C(Evil(), []))
""",
    "repr_deletes_fields": """
class Evil:
    def __repr__(self):
        del r.a
        r.b = "new"
        return "evil"
r = C(Evil(), [1])
assert "evil" in repr(r) and "new" in repr(r)
""",
    "repr_no_string": """
class Evil:
    def __repr__(self):
        r.a = None
        return 3
r = C(Evil(), 1)
raises(TypeError, repr, r)
""",
    "repr_of_itself": """
r = C(1, 2)
r.a = r
assert "..." in repr(r)
r.b = [r, {1: r}]
assert repr(r).count("...") >= 1
r.a = r.b = None
assert "..." not in repr(r)
""",
    "repr_raises_then_works": """
class Evil:
    def __repr__(self):
        raise KeyError("repr")
r = C(Evil(), 1)
raises(KeyError, repr, r)
r.a = 1
assert "..." not in repr(r)
""",
    "del_changes_record": """
class Evil:
    def __del__(self):
        seen.append(getattr(r, "a", "unset"))
        r.a = "from del"
seen = []
r = C(Evil(), 1)
r.a = "new"
assert seen == ["new"] and r.a == "from del"
r.a = Evil()
del r.a
assert seen == ["new", "unset"] and r.a == "from del"
""",
    "del_collects": """
class Evil:
    def __del__(self):
        gc.collect()
        for _ in range(100):
            C(1, 2)
for _ in range(200):
    r = C(Evil(), C(Evil(), None))
    r.b = None
    del r
""",
    "record_del_resurrects": """
kept = []
class D(C):
    def __del__(self):
        kept.append(self)
D(1, [2])
gc.collect()
r = kept.pop()
assert (r.a, r.b) == (1, [2])
del r
gc.collect()
assert len(kept) <= 1
kept.clear()
""",
    "record_del_raises_hooked": """
seen = []
sys.unraisablehook = lambda what: seen.append(what.exc_type)
class D(C):
    def __del__(self):
        raise KeyError(self.a)
D(1, 2)
gc.collect()
assert seen == [KeyError]
""",
    "class_assigned": """
class D(C):
    __slots__ = ()
r = C(1, 2)
for other in (int, object, list, type("P", (), {}), tuple, type, Exception,
              recordclass("O", "a b c"), structclass("O", "a"), dataobject, memoryslots):
    raises(TypeError, setattr, r, "__class__", other)
raises(TypeError, setattr, r, "__class__", 3)
raises(TypeError, delattr, r, "__class__")
assert type(r) is C and (r.a, r.b) == (1, 2)
class P: pass
raises(TypeError, setattr, P(), "__class__", C)
""",
    "bases_assigned": """
class D(C): pass
for bases in ((), (object,), (int,), (C, C), (D,), 3, (3,)):
    raises(TypeError, setattr, D, "__bases__", bases)
raises(TypeError, delattr, D, "__bases__")
assert D(1, 2).b == 2
""",
    "descriptors_carried": """
d = C.__dict__["a"]
class P: pass
P.a = d
raises(TypeError, lambda: P().a)
raises(TypeError, setattr, P(), "a", 1)
raises(TypeError, delattr, P(), "a")
other = recordclass("O", "a b c")(1, 2, 3)
for foreign in (other, 3, None, C, object(), [], type):
    if foreign is not None:
        raises(TypeError, d.__get__, foreign, type(foreign))
    raises(TypeError, d.__set__, foreign, 1)
    raises(TypeError, d.__delete__, foreign)
""",
    "descriptors_deleted": """
r = C(1, 2)
d = C.__dict__["a"]
del C.a
raises(AttributeError, lambda: r.a)
assert d.__get__(r, C) == 1
assert astuple(r) == (1, 2)
repr(r), copy.copy(r)
C.a = property(lambda self: 42)
assert r.a == 42
C.a = d
assert r.a == 1
""",
    "setstate_wrong": """
r = C(1, 2)
set_state = getattr(r, "__setstate__", None)
if set_state:
    for state in (None, 3, (), (1,), (1, 2, 3), {"zz": 1}, "ab", object(), ({}, {}), {1: 2}):
        try:
            set_state(state)
        except (TypeError, ValueError, AttributeError):
            pass
        repr(r)
for protocol in range(-2, 8):
    try:
        r.__reduce_ex__(protocol)
    except (TypeError, AttributeError):
        pass
raises(TypeError, r.__reduce_ex__, "2")
""",
    "reduce_parts": """
r = C(1, [2])
for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
    again = pickle.loads(pickle.dumps(r, protocol))
    assert type(again) is C and (again.a, again.b) == (1, [2])
act, args, *rest = r.__reduce_ex__(2)
for junk in ((), (None,), (C,), (C, None), (int,), (3, 4, 5), (object, (1, 2)), (C, ()),
             (C, 1, 2, 3)):
    try:
        act(*junk)
    except (TypeError, ValueError, AttributeError):
        pass
    except pickle.UnpicklingError:
        pass
""",
    "pickle_cut": """
data = pickle.dumps(C(1, [2, "x"]))
for end in range(len(data)):
    raises((EOFError, pickle.UnpicklingError), pickle.loads, data[:end])
""",
    "slices_absurd": """
if SEQ:
    r = C(1, 2)
    t = (1, 2)
    big = 10 ** 30
    for start in (None, 0, -1, big, -big, sys.maxsize):
        for stop in (None, 1, -1, big, -big):
            for step in (None, 1, -1, 2, big, -big, sys.maxsize, -sys.maxsize - 1):
                assert tuple(r[start:stop:step]) == t[start:stop:step]
    raises(ValueError, lambda: r[::0])
    raises(TypeError, lambda: r["x":])
    for index in (2, -3, big, -big):
        raises(IndexError, lambda: r[index])
        raises(IndexError, r.__setitem__, index, 0)
""",
    "index_hostile": """
if SEQ:
    class Evil:
        def __index__(self):
            del r.a, r.b
            return 0
    r = C(1, 2)
    raises(AttributeError, lambda: r[Evil()])
    r.a, r.b = 1, 2
    r[Evil()] = 7
    assert r[0] == 7
    class Raises:
        def __index__(self):
            raise KeyError("index")
    raises(KeyError, lambda: r[Raises()])
    raises(KeyError, lambda: r[Raises():])
""",
    "slice_assigned_from_itself": """
if SEQ:
    r = C(1, 2)
    try:
        r[:] = r[::-1]
        assert (r.a, r.b) == (2, 1)
    except TypeError:
        pass
    def values():
        r.a = r.b = None
        gc.collect()
        yield [1]
        del r.a, r.b
        yield [2]
    r.a = r.b = 1
    try:
        r[:] = values()
        assert (r.a, r.b) == ([1], [2])
    except TypeError:
        pass
    for wrong in ((), (1,), (1, 2, 3), 3):
        raises((TypeError, ValueError), r.__setitem__, slice(None), wrong)
""",
    "iterator_outlives": """
if hasattr(C, "__iter__"):
    r = C([1], [2])
    it = iter(r)
    assert next(it) == [1]
    r.b = "new"
    del r
    gc.collect()
    assert next(it) == "new"
    raises(StopIteration, next, it)
    raises(StopIteration, next, it)
    it = iter(C(1, 2))
    it.__reduce__() if "__reduce__" in type(it).__dict__ else None
    raises(TypeError, type(it))
""",
    "order_hostile": """
class Evil:
    def __eq__(self, other):
        l.a = r.a = None
        gc.collect()
        return False
    def __lt__(self, other):
        l.b = r.b = None
        return "yes"
l, r = C(Evil(), 1), C(Evil(), 2)
try:
    l < r
except TypeError:
    pass
raises(TypeError, lambda: l < object())
raises(TypeError, lambda: l >= 3)
""",
    "hash_hostile": """
class D(C):
    def __hash__(self):
        self.a = self.b = None
        return 7
assert hash(D(1, 2)) == 7
d = {D(1, 2): 1}
class H:
    def __hash__(self):
        r.a = None
        gc.collect()
        raise KeyError("hash")
r = C(H(), 1)
raises((TypeError, KeyError), hash, r)
""",
    "new_set_and_deleted": """
class D(C): pass
C.__new__ = lambda cls, *args: 42
assert D(1, 2) == 42 and C() == 42
del C.__new__
try:
    assert (C(1, 2).a, D(1, 2).b) == (1, 2)
except TypeError:
    assert False, "the class does not come back"
""",
    "init_set_and_deleted": """
def init(self, *args, **kwargs):
    self.b = "init"
C.__init__ = init
assert C(1, 2).b == "init"
C.__init__ = lambda self, *args: 3
raises(TypeError, C, 1, 2)
del C.__init__
assert C(1, 2).b == 2
""",
    "eq_set_and_deleted": """
C.__eq__ = lambda self, other: "mine"
assert (C(1, 2) == 3) == "mine"
del C.__eq__
assert C(1, 2) == C(1, 2) and C(1, 2) != C(1, 3)
""",
    "getattr_set_and_deleted": """
C.__getattr__ = lambda self, name: name * 2
r = C(1, 2)
assert r.zz == "zzzz" and r.a == 1
del r.a
assert r.a == "aa"
del C.__getattr__
raises(AttributeError, lambda: r.a)
""",
    "setattr_set_and_deleted": """
C.__setattr__ = lambda self, name, value: None
r = C(1, 2)
r.a = 5
assert r.a == 1
del C.__setattr__
r.a = 5
assert r.a == 5
""",
    "del_set_and_deleted": """
seen = []
C.__del__ = lambda self: seen.append(self.a)
C(1, 2)
gc.collect()
assert seen == [1]
del C.__del__
C(3, 4)
gc.collect()
assert seen == [1]
""",
    "chain_freed": """
r = None
for i in range(300_000):
    r = C(i, r)
del r
gc.collect()
""",
    "chain_freed_elsewhere": """
r = None
for i in range(100_000):
    r = C(r, i)
box = [r]
del r
worker = threading.Thread(target=box.clear)
worker.start()
worker.join()
assert not box
""",
    "chain_through_containers": """
r = None
for i in range(100_000):
    r = C([r], (r,))
    r = C({1: r}, None)
del r
gc.collect()
""",
    "deep_walks": """
def chain():
    r = None
    for i in range(100_000):
        r = C(1, r)
    return r
l, r = chain(), chain()
for act in (lambda: repr(l), lambda: l == r, lambda: copy.deepcopy(l), lambda: pickle.dumps(l)):
    raises(RecursionError, act)
try:
    hash(l)
except (RecursionError, TypeError):
    pass
del l, r
""",
    "cycles": """
for _ in range(100):
    r = C(1, 2)
    r.a = r
    r.b = [r]
    if GC:
        class Canary: pass
        canary = Canary()
        ref = weakref.ref(canary)
        r.b = [r, canary]
        del canary
    else:
        r.a = r.b = None
    del r
gc.collect()
if GC:
    assert ref() is None
""",
    "collector_looks": """
gc.set_threshold(1)
class Spy:
    def __eq__(self, other):
        for seen in gc.get_objects():
            if type(seen) is C:
                repr(seen)
        gc.get_referrers(self)
        return True
for _ in range(5):
    r = C(Spy(), 1)
    assert r == C(Spy(), 1)
    assert copy.copy(r) == r
""",
    "replace_and_update_hostile": """
r = C(1, 2)
raises(TypeError, replace, r, zz=1)
raises((TypeError, AttributeError), update, r, zz=1)
raises(TypeError, replace, 3, a=1)
raises(TypeError, update, 3, a=1)
raises(TypeError, asdict, 3)
raises(TypeError, astuple, 3)
raises(TypeError, make, 3)
raises(TypeError, make, C, (1, 2, 3))
raises(TypeError, make, C, 3)
assert replace(r, a=5).a == 5 and r.a == 1
""",
    "live_at_exit": """
import atexit
class Late:
    def __del__(self):
        C(1, 2)
kept = C(Late(), C(Late(), None))
kept.b.b = Late()
sys.modules["strange"] = C(kept, Late())
if SEQ:
    it = iter(C(Late(), kept))
    next(it)
atexit.register(lambda: repr(C(kept, 3)))
atexit.register(C, 1, Late())
kept.a = kept
""",
    "module_imported_again": """
old = C
for name in [name for name in sys.modules if name.startswith("recordclass")]:
    del sys.modules[name]
import recordclass as again
New = again.recordclass("C", "a b")
l, r = old(1, 2), New(1, 2)
l == r, l != r, repr(r)
raises(TypeError, setattr, l, "__class__", New)
raises(TypeError, setattr, r, "__class__", old)
raises(TypeError, old.__dict__["a"].__get__, r, New)
l.a, r.a = r, l
l.a = r.a = None
raises(TypeError, old.__new__, New)
gc.collect()
""",
}


def programs():
    """Each program as (name, source)."""
    for family, (made, seq, collected) in FAMILIES.items():
        head = f"{PRELUDE}{made}\nSEQ, GC = {seq}, {collected}\n"
        for name, body in HOSTILITIES.items():
            yield f"{family}-{name}", head + body
