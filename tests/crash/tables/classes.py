"""Classes made, changed and dropped in hostile ways; the core's own entry points with rubbish."""

PRELUDE = """
import abc, copy, gc, itertools, keyword, pickle, sys, threading, typing, weakref
from recordclass import *
from recordclass import _core

def body(*names):
    return {"__annotations__": dict.fromkeys(names, object), "__module__": "__main__"}

RUBBISH = (None, 0, -1, 2**70, 1.5, "", "x", "\\0", "\\ud800", b"x", (), (1,), [], {},
           {1: 2}, object,
           object(), int, type, datatype, dataobject, memoryslots, ..., NotImplemented, len,
           lambda *a, **k: None, iter(()), slice(None), MISSING)
ORDINARY = (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError,
            RuntimeError, pickle.UnpicklingError, StopIteration)

def try_all(act, most=3):
    for n in range(most):
        for args in itertools.product(RUBBISH, repeat=n):
            try:
                act(*args)
            except ORDINARY as error:
                assert type(error) is not SystemError
"""

PROGRAMS = {
    **{
        f"rubbish_{name}": f"try_all(_core.{name}, 3)"
        for name in (
            "asdict",
            "astuple",
            "cachedproperty",
            "dataobject",
            "datatype",
            "fieldgetter",
            "is_record",
            "itemgetset",
            "make",
            "make_class",
            "memoryslots",
            "replace",
            "rowfactory",
            "rowmaker",
            "takes_positions",
            "unpickler",
            "update",
        )
    },
    "rubbish_datatype_three": "try_all(_core.datatype, 4)",
    "rubbish_methods": """
R = recordclass("R", "a b")
options = dict(sequence=True, mapping=True, gc=True, use_dict=True)
D = datatype("D", (dataobject,), body("a", "b"), **options)
for cls in (R, D, structclass("S", "a b"), make_arrayclass("A", 2)):
    for name in dir(cls):
        if name in ("__class__", "__init_subclass__", "__subclasshook__"):
            continue
        for arg in ((),) + tuple((x,) for x in RUBBISH) + tuple((x, x) for x in RUBBISH):
            r = cls(1, 2)
            try:
                getattr(r, name)(*arg)
            except ORDINARY:
                pass
            try:
                getattr(cls, name)(*arg)
            except ORDINARY:
                pass
            repr(r)
""",
    "rubbish_class_options": """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # Python's own, of what it is given here
for option in ("readonly", "hashable", "eq", "order", "repr", "kw_only", "iterable", "sequence",
               "mapping", "use_dict", "use_weakref", "gc", "match", "cache_hash", "copy_default"):
    for value in RUBBISH:
        try:
            cls = datatype("D", (dataobject,), body("a", "b"), **{option: value})
        except ORDINARY:
            continue
        repr(cls)
        try:
            r = cls(a=1, b=2)
            repr(r), r == r
        except ORDINARY:
            pass
""",
    **{
        f"fields_{n}": f"""
names = [f"f{{i}}" for i in range({n})]
cls = datatype("D", (dataobject,), body(*names), sequence=True)
r = cls(*range({n}))
assert len(r) == {n} and list(r) == list(range({n}))
raises(IndexError, lambda: r[{n}])
raises(TypeError, cls, *range({n} + 1))
if {n}:
    r[-1] = "last"
    assert getattr(r, names[-1]) == "last"
    raises(TypeError, cls)
assert copy.copy(r) == r
"""
        for n in (0, 1, 2, 254, 255, 256, 257, 1000)
    },
    **{
        f"{'slow_' if n > 256 else ''}fields_{n}_{maker}": f"""
cls = {made}("R", [f"f{{i}}" for i in range({n})])
r = cls(*range({n}))
assert astuple(r) == tuple(range({n}))
if {n}:
    assert getattr(r, "f{n - 1}") == {n - 1}
    assert astuple(cls(*range({n - 1}), **{{"f{n - 1}": "last"}}))[-1] == "last"
raises(TypeError, cls, *range({n} + 1))
assert copy.copy(r) == r == pickle.loads(pickle.dumps(r)) if {n} < 300 else copy.copy(r) == r
"""
        for n in (0, 1, 255, 256, 65_535, 100_000)
        for maker, made in {
            "recordclass": "globals().__setitem__('R', recordclass(*a)) or R",
            "structclass": "globals().__setitem__('R', structclass(*a)) or R",
            "dataclass": "globals().__setitem__('R', make_dataclass(*a)) or R",
        }.items()
        for made in [f"(lambda *a: {made})"]
    },
    **{
        f"fields_{n}_array": f"""
cls = make_arrayclass("A", {n})
r = cls(*range({n}))
assert list(r) == list(range({n})) and r == copy.copy(r)
assert list(cls()) == [None] * {n}
raises(TypeError, cls, *range({n} + 1))
raises(IndexError, lambda: r[{n}])
"""
        for n in (0, 1, 255, 256, 65_535, 100_000)
    },
    "names_bad": """
for make_ in (recordclass, structclass):
    for name in ("class", "", "1a", "a b c".replace(" ", "-"), "a\\0", "\\ud800", "None"):
        raises((ValueError, TypeError, UnicodeError), make_, "R", [name])
    raises((ValueError, TypeError), make_, "R", ["a", "a"])
    raises((ValueError, TypeError), make_, "R", [3])
    raises((ValueError, TypeError), make_, "R", 3)
raises(ValueError, datatype, "R\\0", (dataobject,), {})
raises(UnicodeEncodeError, datatype, "\\ud800", (dataobject,), {})
""",
    "names_own_string": """
class Name(str):
    def __eq__(self, other):
        raise KeyError("eq")
    def __hash__(self):
        gc.collect()
        return str.__hash__(self)
try:
    cls = recordclass("R", [Name("a"), "b"])
    assert cls(1, 2)[0] == 1
except (TypeError, KeyError):
    pass
""",
    "mro_hostile": """
for answer in ([], [object], [int, object], 3, None, [3], [dataobject]):
    class Meta(datatype):
        def mro(cls):
            return answer
    raises(TypeError, Meta, "D", (dataobject,), body("a"))
""",
    "meta_prepare": """
for space in ({}, {"__doc__": object()}, {"__module__": 4}, {"__dict__": 1}, {"__weakref__": 1}):
    cls = datatype("D", (dataobject,), dict(space))
    assert repr(cls()) == "D()" and cls() == cls() and astuple(cls()) == ()
for space in ({"__annotations__": 3}, {"__annotations__": {3: 4}}, {"__slots__": ("a",)},
              {"__slots__": 3}, {"__qualname__": 3},
              {"__annotations__": {"a": int}, "a": property()}):
    raises(TypeError, datatype, "D", (dataobject,), dict(space))
class Space(dict):
    def __getitem__(self, name):
        gc.collect()
        return dict.__getitem__(self, name)
cls = datatype("D", (dataobject,), Space(body("a")))
assert cls(1).a == 1
""",
    "meta_own_call": """
class Meta(datatype):
    def __call__(cls, *args):
        return ("called", args)
cls = Meta("D", (dataobject,), body("a"))
assert cls(1) == ("called", (1,))
assert datatype.__call__(cls, 1).a == 1
del Meta.__call__
assert cls(1).a == 1
""",
    "meta_own_new": """
class Meta(datatype):
    def __new__(mcls, name, bases, space, **options):
        return 42
assert Meta("D", (dataobject,), {}) == 42
raises(TypeError, type.__new__, datatype, "D", (), {})
""",
    "meta_conflict": """
class Other(type): pass
class P(metaclass=Other): pass
raises(TypeError, datatype, "D", (dataobject, P), {})
raises(TypeError, type, "D", (dataobject, P), {})
class ABC(abc.ABC): pass
raises(TypeError, datatype, "D", (dataobject, ABC), {})
""",
    "layouts_clash": """
R, S = recordclass("R", "a"), structclass("S", "a")
D, E = (datatype(n, (dataobject,), body(n.lower())) for n in "DE")
for bases in itertools.permutations((R, S, D, E, int, list, Exception, dict, type, str), 2):
    raises(TypeError, datatype, "X", bases, {})
""",
    "mixins_slots": """
class M:
    __slots__ = ("m",)
class N:
    __slots__ = ()
raises(TypeError, datatype, "X", (dataobject, M), body("a"))
cls = datatype("X", (dataobject, N), body("a"))
assert cls(3).a == 3 and not hasattr(cls(3), "__dict__")
""",
    "init_subclass": """
class P(dataobject):
    a: int
    def __init_subclass__(cls, **options):
        gc.collect()
        try:
            repr(cls(1))
        except ORDINARY:
            pass
        super().__init_subclass__()
class D(P):
    b: int
assert D(1, 2).b == 2
class Q(dataobject):
    def __init_subclass__(cls):
        raise KeyError("no heirs")
raises(KeyError, lambda: datatype("E", (Q,), body("x")))
gc.collect()
""",
    "set_name": """
kept = []
class Spy:
    def __set_name__(self, owner, name):
        kept.append(owner)
        gc.collect()
        try:
            repr(owner(1))
        except ORDINARY:
            pass
cls = datatype("D", (dataobject,), body("a") | {"spy": Spy()})
assert kept[-1] is cls and cls(1).a == 1
""",
    "generic": """
T = typing.TypeVar("T")
class D(dataobject, typing.Generic[T]):
    a: T
assert D[int](1).a == 1 and D(2) == D(2)
""",
    "classes_die": """
refs = []
for i in range(50):
    cls = datatype("D", (dataobject,), body("a"), gc=True)
    cls.own = cls(cls)
    refs.append(weakref.ref(cls))
del cls
gc.collect()
assert not any(ref() for ref in refs)
""",
    "class_dies_before_record": """
class Watch:
    def __del__(self):
        seen.append(1)
seen = []
def lone():
    cls = datatype("D", (dataobject,), body("a"))
    return cls(Watch())
r = lone()
gc.collect()
assert type(r).__name__ == "D" and not seen
del r
gc.collect()
assert seen == [1]
""",
    "factory_hostile": """
from recordclass import Factory
class D(dataobject):
    a: object = Factory(lambda: peek())
    b: object = 2
def peek():
    for r in gc.get_objects():
        if type(r) is D:
            repr(r)
    del D.b
    gc.collect()
    return 1
d = D()
assert d.a == 1 and astuple(d) == (1, 2)
raises(AttributeError, lambda: d.b)
raises(AttributeError, D)
""",
    "post_init_hostile": """
class D(dataobject, gc=True):
    a: object
    def __post_init__(self):
        kept.append(self)
        del self.a
        gc.collect()
        raise KeyError("post")
kept = []
raises(KeyError, D, 1)
assert "<unset>" in repr(kept.pop())
""",
    "convert_validate_hostile": """
def convert(value):
    for r in gc.get_objects():
        if type(r) is D:
            repr(r)
    gc.collect()
    if value == 3:
        raise KeyError("convert")
    return value * 2
def no(*args):
    gc.collect()
    if args[-1] == 8:
        raise ValueError("validate")
class D(dataobject, gc=True):
    a: object = Field(converter=convert, validator=no)
assert D(1).a == 2
raises(KeyError, D, 3)
raises(ValueError, D, 4)
r = D(1)
raises(ValueError, setattr, r, "a", 4)
assert r.a == 2
""",
    "weakref_callback": """
class D(dataobject, use_weakref=True, gc=True):
    a: object
seen = []
def gone(ref):
    gc.collect()
    seen.append(ref())
    D(1)
for _ in range(50):
    r = D(None)
    r.a = r
    ref = weakref.ref(r, gone)
    r = None
    gc.collect()
assert seen == [None] * 50
""",
    "dict_replaced": """
class D(dataobject, use_dict=True, gc=True):
    a: object
r = D(1)
raises(TypeError, setattr, r, "__dict__", 3)
class Evil:
    def __del__(self):
        r.__dict__ = {"new": 1}
r.x = Evil()
r.__dict__ = {"y": 2}
gc.collect()
assert r.new == 1
r.__dict__ = r.__dict__
r.__dict__["me"] = r
repr(r)
""",
    "memory_limit": """
import resource
held = resource.getrlimit(resource.RLIMIT_AS)
R = recordclass("R", "a b")
raises((MemoryError, OverflowError, TypeError), lambda: R(1, 2) * sys.maxsize)
raises((MemoryError, OverflowError, TypeError), lambda: R(1, 2) * (sys.maxsize // 2))
raises((MemoryError, OverflowError, TypeError), make_arrayclass, "A", sys.maxsize)
raises((MemoryError, OverflowError, ValueError, TypeError), make_arrayclass, "A", -1)
raises((MemoryError, OverflowError, ValueError, TypeError), make_arrayclass, "A", 2**62)
""",
    "pickle_hostile": """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # Python's own, of what it is given here
R = recordclass("R", "a b")
data = pickle.dumps(R(1, [2]))
for at in range(len(data)):
    for byte in (0, 1, 40, 41, 46, 78, 82, 98, 255):
        if data[at:at + 1] in (b"\\x95", b"\\x8c"):
            continue
        try:
            repr(pickle.loads(data[:at] + bytes([byte]) + data[at + 1:]))
        except (MemoryError, EOFError, UnicodeError, ImportError, *ORDINARY):
            pass
""",
    "unpickler_meddled": """
D = datatype("D", (dataobject,), body("alpha", "gamma", "beta") | {"beta": 2})
class Garbage:
    def __init__(self):
        self.me = self
    def __del__(self):
        for op in gc.get_objects():
            if type(op) is list and len(op) == 2 and "alpha" in op:
                op.clear()
                op += [1, 2]
gc.set_threshold(1, 1, 1)
for _ in range(50):
    Garbage()
    r = _core.unpickler(D, "gamma alpha")("c", "a")
    assert astuple(r) == ("a", "c", 2)
""",
    "unpickler_freed_while_called": """
import sqlite3
connection = sqlite3.connect(":memory:")
def forget(*args):
    connection.text_factory = str
    gc.collect()
    filler.append([bytearray(n) for n in range(32, 1500, 8)])
    return 1
filler = []
for takes_self in (False, True):
    for gone in (False, True):
        D = datatype("D", (dataobject,), body("a", "b", "c") | {
            "a": 0, "b": Factory(forget, takes_self=takes_self),
            "c": Factory(forget, takes_self=True)})
        connection.text_factory = _core.unpickler(D, "gone" if gone else "a")
        del D
        row = connection.execute("select 'x'").fetchone()
        assert astuple(row[0]) == (0 if gone else b"x", 1, 1)
""",
    "threads_change": """
R = recordclass("R", "a b")
shared = R([], [])
stop = []
def change():
    while not stop:
        shared.a = [shared.b]
        shared.b = []
        repr(shared), shared == R([], []), copy.copy(shared)
workers = [threading.Thread(target=change) for _ in range(3)]
for w in workers: w.start()
threading.Event().wait(0.2)
stop.append(1)
for w in workers: w.join()
""",
    "slow_chain_ten_million": """
import time
R = recordclass("R", "a b")
def freed(n):
    r = None
    for i in range(n):
        r = R(None, r)
    start = time.process_time()
    del r
    return time.process_time() - start
assert freed(10_000_000) < 40 * freed(1_000_000) + 0.5
""",
    "subinterpreter": """
try:
    import _interpreters as sub
except ImportError:
    import _xxsubinterpreters as sub
code = "import recordclass as r; R = r.recordclass('R', 'a b'); x = R(1, 2); x.a = x; repr(x)"
R = recordclass("R", "a b")
for _ in range(3):
    which = sub.create()
    try:
        failed = sub.run_string(which, code)
        assert failed is None or "does not support" in str(failed), failed
    except Exception as error:
        assert "does not support" in str(error), error
    sub.destroy(which)
assert R(1, 2).b == 2
""",
    "two_modules_bases": """
old = dataobject, memoryslots, datatype, _core.make_class
for name in [name for name in sys.modules if name.startswith("recordclass")]:
    del sys.modules[name]
import recordclass as again
for l, r in itertools.permutations((old[0], old[1], again.dataobject, again.memoryslots), 2):
    raises(TypeError, type, "X", (l, r), {})
    raises(TypeError, l.__new__, r)
raises(TypeError, old[2], "X", (again.dataobject,), body("a"))
raises(TypeError, again.datatype, "X", (old[0],), body("a"))
# the functions read C fields only, which both states lay out alike
X = datatype("X", (old[0],), body("a"))
assert again.is_record(X(1)) and again.asdict(X(1)) == {"a": 1}
assert again.replace(X(1), a=2) == X(2) and again.make(X, (3,)) == X(3)
""",
    "class_assigned_hidden_memory": """
import functools
kinds = []
for base in (dataobject, memoryslots):
    for bits in itertools.product((0, 1), repeat=5):
        cache, use_dict, use_weakref, collected, n = bits
        space = body(*["x"][:n])
        if cache:
            space["p"] = functools.cached_property(lambda self: [1])
        try:
            cls = datatype("D", (base,), space, use_dict=bool(use_dict),
                           use_weakref=bool(use_weakref), gc=bool(collected))
        except TypeError:
            continue
        # where there is a __dict__, cached values lie there: no memory of their own
        kinds.append(((base, cache and not use_dict, *bits[1:]), n, cls))
assert len(kinds) > 30
for (l, n, a), (r, _, b) in itertools.permutations(kinds, 2):
    record = a(*range(n))
    try:
        record.__class__ = b
    except TypeError:
        continue
    assert l == r, (l, r)
    repr(record)
""",
    "class_attributes_overwritten": """
for base in (dataobject, memoryslots, datatype):
    raises(TypeError, setattr, base, "zz", 1)
    raises(TypeError, delattr, base, "__new__")
D = datatype("D", (dataobject,), body("a"))
for name in list(vars(D)):
    try:
        delattr(D, name)
    except ORDINARY:
        pass
repr(D), repr(D(1)), D(1) == D(1)
""",
}


def programs():
    """Each program as (name, source)."""
    for name, body in PROGRAMS.items():
        yield f"classes-{name}", PRELUDE + body
