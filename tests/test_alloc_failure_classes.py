"""Memory runs out while classes are made and while the package is imported.

As in test_alloc_failure.py: MemoryError, nothing broken, nothing lost.  test_build_class() goes
through the core alone, the others through the Python layer too.
"""

import sys
import textwrap
from pathlib import Path

import pytest

import recordclass

MAKING = {
    "recordclass": 'recordclass("X", "a b", [[1]], module="m", mapping=True, readonly=True)',
    "structclass": 'structclass("X", "a b", {"b": 2.5}, module="m", gc=True, use_dict=True)',
    "renamed": 'recordclass("X", "a class a", rename=True, module="m")',
    "wide": 'recordclass("X", [f"f{i}" for i in range(20)], module="m")',
    "arrayclass": 'make_arrayclass("X", 3, module="m", use_weakref=True)',
    "dataclass": 'make_dataclass("X", [("a", int), ("b", int)], module="m", iterable=True)',
    "dictclass": 'make_dictclass("X", "a b", module="m")',
    "statement": 'type(D)("X", (D,), {"__annotations__": {"w": int}, "w": 1})',
    "steps": 'type(D)("X", (Steps,), {"__annotations__": {"w": int}, "w": Field(1, kw_only=True)})',
    "heir": 'type(R)("X", (R,), {"method": len})',
    "heir_of_array": 'type(A)("X", (A,), {})',
    "mixin": 'type(D)("X", (Mixin, D), {"__annotations__": {"w": int}, "w": 1})',
    "abstract": 'abcdatatype("X", (D,), {"method": Abstract.method})',
    "join": 'join_classes("X", [structclass("Y", "a"), structclass("Z", "b")], module="m")',
    "form": 'RecordClass("X", [("a", int), ("b", str)])',
    "hand": 'type(R)("X", (memoryslots,), {"__attrs__": ("a", "b"), "a": itemgetset(0)})',
    "adapted": "as_dataclass(Plain)",
    "described": "as_record(described)",
    "by_value": "by_value()",
    "hook": 'type(D)("X", (Hook,), {"__annotations__": {"w": int}}, word=1)',
    "metaclass": 'type("M", (type(D),), {})("X", (D,), {})',
    "two_families": 'refuse(type(R), "X", (D, S), {})',
    "bad_name": 'refuse(recordclass, "X", "a-b")',
    "bad_option": 'refuse(recordclass, "X", "a", no_such_option=1)',
    "bad_slots": 'refuse(type(D), "X", (D,), {"__slots__": ("a",)})',
    "bad_hook": 'refuse(type(D), "X", (Hook,), {})',
    "plain_heir": 'type(D)("X", (D,), {"__module__": "m", "__annotations__": {"w": int}, "w": 1})',
    "bad_plain_var": 'refuse(type(D), "X", (dataobject,), '
    '{"__module__": "m", "__annotations__": {"a": InitVar[int]}})',
    "bad_var": 'refuse(type(D), "X", (dataobject,), {"__annotations__": {"a": InitVar[int]}})',
}


@pytest.mark.parametrize("name", MAKING)
def test_make_class(name, faults):
    faults.run(f"""
    import types
    from abc import ABC, abstractmethod
    # generators of the Python layer that cannot even be closed
    sys.unraisablehook = lambda info: None
    class Mixin: pass
    class Plain:
        a: int
        b: int = 1
        def method(self): return self.a
    def described(a, b=1):
        return a
    class Abstract(ABC):
        @abstractmethod
        def method(self): ...
    class Hook(dataobject):
        def __init_subclass__(cls, word):
            cls.word = word
    class Steps(dataobject):
        a: object = Field(converter=list, alias="ay")
        v: InitVar[object] = 1
        b: list = Factory(list)
        def __post_init__(self, v): ...
    def by_value():
        original = Steps
        bases = types.resolve_bases(original.__orig_bases__)
        return types.new_class("X", original.__orig_bases__)
    def refuse(make, *args, **kwargs):
        try:
            make(*args, **kwargs)
        except (TypeError, ValueError):
            return None
        raise AssertionError("not refused")
    def check(result):
        if result is not None and not {name!r} in ("abstract", "steps", "by_value"):
            n = len(result.__field_table__())
            record = result(*range(n))
            repr(record); copy.copy(record)
            if hasattr(result, "_asdict"):
                assert list(record) == list(range(n))
        assert list(D(1, 2)) == [1, 2, [1, 2]]
    sweep({name!r}, lambda: making(lambda: {MAKING[name]}), check)
    """)


# (bases, fields, number of nameless fields, flags, keywords), for the core alone
DESCRIBED = {
    "dataobject": "(dataobject,), FIELDS, -1, 0, None",
    "memoryslots": "(memoryslots,), FIELDS, -1, 0, None",
    "everything": "(dataobject,), FIELDS, -1, (1 << 11) - 1, None",
    "everything_over_tuple": "(memoryslots,), FIELDS, -1, (1 << 11) - 1, None",
    "steps": "(dataobject,), STEPS, -1, _core.OPT_CACHE | _core.OPT_CACHE_HASH, None",
    "heir_of_steps": "(Steps,), OTHERS, -1, 0, None",
    "wide": "(memoryslots,), WIDE, -1, 0, None",
    "wide_steps": "(dataobject,), WIDE + STEPS, -1, 0, None",
    "heir_of_wide": "(Wide,), OTHERS, -1, 0, None",
    # its InitVar is the sixth name that the index of the heir gets: just there it grows
    "heir_with_a_var": "(Varied,), WIDE[:12], -1, 0, None",
    "two_bases": "(dataobject, Slim), FIELDS, -1, (1 << 11) - 1, None",
    "two_bases_iterable": "(dataobject, Slim), FIELDS, -1, _core.OPT_ITERABLE, None",
    "two_bases_named": "(memoryslots, Slim), FIELDS, -1, _core.OPT_NAMED, None",
    "array": "(dataobject,), None, 5, _core.OPT_SEQUENCE, None",
    "heir": "(D,), OTHERS, -1, 0, None",
    "override": "(D,), FIELDS[1:2], -1, 0, None",
    "heir_of_named": "(R,), None, -1, _core.OPT_USE_DICT, None",
    "mixin": "(Mixin, D), OTHERS, -1, 0, None",
    "hook": "(Hook,), FIELDS, -1, 0, {'word': 1}",
    "two_families": "(D, R), FIELDS, -1, 0, None",
    "twice": "(dataobject,), FIELDS + FIELDS, -1, 0, None",
    "array_below": "(D,), None, 5, 0, None",
    "names_below_array": "(A,), FIELDS, -1, 0, None",
    "required_after_default": "(D,), FIELDS[:1], -1, 0, None",
    "one_alias_for_two": "(dataobject,), ALIASES, -1, 0, None",
}
#: Those whose body says __module__, and nothing for which type.__new__ is needed.
DESCRIBED |= {
    f"{name}, plain": DESCRIBED[name]
    for name in (
        *("dataobject", "memoryslots", "everything", "everything_over_tuple", "wide", "array"),
        *("steps", "heir", "heir_of_steps", "heir_of_named", "override", "mixin"),
    )
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_build_class(name, faults):
    faults.run(f"""
    class Mixin: pass
    class Hook(dataobject):
        def __init_subclass__(cls, word):
            cls.word = word
    class Steps(dataobject):
        s: object = Field(1, converter=abs)
        t: InitVar[object] = 1
        def __post_init__(self, t): ...
    class Name(str): pass
    INFO = Field(1.5, converter=float, validator=print, alias=Name("other"), repr=repr)
    FIELDS = (("a", _core.MISSING, 0, "text"), ("y", [1.5], 0, None), ("c", None, 0, "text"))
    STEPS = (
        ("a", 1.5, 0, "text", INFO),
        ("v", _core.MISSING, _core.FIELD_INIT_VAR | _core.FIELD_KW_ONLY, None),
        (Name("b"), list, _core.FIELD_FACTORY | _core.FIELD_KW_ONLY, "text"),
        ("c", 2.5, _core.FIELD_NO_INIT | _core.FIELD_NO_EQ, None),
    )
    ALIASES = (("a", 1.5, 0, "text", INFO), ("b", 1.5, 0, "text", INFO))
    OTHERS = (("v", 1, 0, None), ("w", D, 0, "text"))
    WIDE = tuple((f"w{{i}}", 1, 0, None) for i in range(30))
    class Slim:
        __slots__ = ()
    Wide = _core.make_class(type(D), ("Wide", (dataobject,), {{}}, WIDE, -1, 0, None))
    VARIED = (*((f"v{{i}}", 1, 0, None) for i in range(5)),
              ("v", 1, _core.FIELD_INIT_VAR, None))
    space = {{"__post_init__": lambda record, v: None}}
    Varied = _core.make_class(type(D), ("Varied", (dataobject,), space, VARIED, -1, 0, None))
    REFUSED = ("two_families", "twice", "required_after_default", "array_below",
               "names_below_array", "one_alias_for_two")
    def check(result):
        if result is not None:
            n = len(result.__parameter_table__())
            offsets = [row[1] for row in result.__field_table__()]
            assert offsets == sorted(offsets)
            if not result.__option_flags__ & _core.OPT_KW_ONLY and "steps" not in {name!r}:
                for record in (result(*range(n)), result(*range(n))):
                    repr(record)
                    copy.copy(record)
        assert list(D(1, 2)) == [1, 2, [1, 2]]
    bases, *rest = {DESCRIBED[name]}
    def operation():
        namespace = {{"__post_init__": print, "__abstractmethods__": frozenset()}}
        if "steps" not in {name!r}:
            namespace = {{}}
        if {name!r}.endswith("plain"):
            namespace |= {{"__module__": "m", "__qualname__": "Outer.X"}}
            namespace.pop("__abstractmethods__", None)
        try:
            return making(lambda: _core.make_class(type(D), ("X", bases, namespace, *rest)))
        except (TypeError, ValueError):
            assert {name!r} in REFUSED
    sweep({name!r}, operation, check)
    """)


def test_numbers_beyond_the_small_ones(faults):
    """Positions from 257 on must be made; of so wide a class, only the first requests fail."""
    faults.run("""
    FIELDS = tuple((f"f{i}", 1, _core.FIELD_KW_ONLY * (i == 0), None) for i in range(261))
    def operation():
        description = ("X", (dataobject,), {}, FIELDS, -1, 0, None)
        return making(lambda: _core.make_class(type(D), description))
    def check(result):
        assert result is None or rc.astuple(result(*range(260), f0="x")) == ("x", *range(260))
    check(operation())
    assert first_requests("wide", operation, check, 60) > 40
    """)


def test_names_beyond_ascii(faults):
    """Their UTF-8 is kept beside them, for what C code is told."""
    faults.run("""
    def operation():
        fields = tuple(("name" + chr(228 + i), 1, 0, None, *info) for i, info in enumerate(INFO))
        description = ("X", (dataobject,), {}, fields, -1, 0, None)
        return making(lambda: _core.make_class(type(D), description))
    INFO = (), (Field(converter=int),)
    def check(result):
        assert result is None or [row[0][:-1] for row in result.__field_table__()] == ["name"] * 2
    sweep("names", operation, check)
    """)


def test_attributes_of_a_class(faults):
    faults.run("""
    class X(dataobject):
        a: object = 1
    def check(result):
        assert repr(X(2)).endswith("(a=2)")
    def assign(name, value):
        making(lambda: setattr(X, name, value))
        making(lambda: delattr(X, name))
    for name, value in {"__init__": lambda self, a: None, "__new__": lambda cls, a: None,
                        "new": 1, "__orig_bases__": ()}.items():
        sweep(name, lambda: assign(name, value), lambda result: None)
        if name in vars(X):
            delattr(X, name)
        check(None)
    sweep("refused", lambda: failing(setattr, dataobject, "__orig_bases__", ()), check)
    """)


def test_module_execution(faults):
    """The core executed anew, as a second interpreter would."""
    faults.run("""
    import importlib.util
    # 3.12 tells so of errors of its own in abc.register()
    sys.unraisablehook = lambda info: None
    spec = _core.__spec__
    def operation():
        try:
            core = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(core)
        except SystemError as error:
            # the interpreter's own PyType_FromModuleAndSpec() fails so where it copies a name
            assert "without setting an exception" in str(error)
            raise MemoryError
        except RuntimeError as error:  # 3.11 wraps what __set_name__ raises
            assert isinstance(error.__cause__, MemoryError)
            raise MemoryError
        except AttributeError as error:  # 3.13.0 says so where a type cannot take an attribute
            assert str(error).startswith("type object"), error
            raise MemoryError
        return core
    def check(result):
        if result is not None:
            assert repr(result.memoryslots(1)) == "memoryslots(1)"
    sweep("execution", operation, check)
    """)


def test_what_a_class_keeps(faults):
    """A blank dict, made when the first record becomes a dict; names of a pickle."""
    faults.run("""
    names = [f"f{i}" for i in range(40)]
    class Names(str):
        pass
    def first_dict():
        return rc.asdict(rc.recordclass("W", names)(*range(40)))
    def check(result):
        assert result is None or list(result.items()) == [*zip(names, range(40))]
    sweep("first dict", first_dict, check)
    W = rc.recordclass("W", names)
    def names_of_an_heir():
        return _core.unpickler(W, Names(" ".join(names[::-1])))
    sweep("names", names_of_an_heir, lambda result: None)
    """)


IMPORT = """
import ctypes, os, posix, signal, sys, traceback
faults = ctypes.PyDLL(os.environ["RECORDCLASS_FAULTS"])
faults.faults_arm.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_int]
faults.faults_arm.restype = None
spec = sys.meta_path[-1].find_spec("_core", [FOLDER])
init = ctypes.cast(ctypes.PyDLL(spec.origin).PyInit__core, ctypes.c_void_p)
faults.faults_start(init)
for name in os.environ["RECORDCLASS_SPARED"].split():
    faults.faults_exempt(name.encode(), 7)
sys.unraisablehook = lambda report: None
class Stuck(BaseException):
    pass
def stuck(*args):
    raise Stuck
signal.signal(signal.SIGALRM, stuck)
for n in range(START, 100000, STRIDE):
    print(n, flush=True)
    pid = posix.fork()
    if pid == 0:
        signal.alarm(15)
        try:
            faults.faults_arm(n, n + 1, MODE)
            import recordclass
            for name in recordclass.__all__:
                getattr(recordclass, name)
            code = 0 if faults.faults_disarm() > n else 3
        except MemoryError:
            faults.faults_disarm()
            code = 1
        except BaseException as error:
            faults.faults_disarm()
            # the interpreter's own: locks of its import system are RuntimeErrors
            own = type(error) in (SystemError, ImportError, AttributeError)
            code = 1 if own or str(error).startswith("can't allocate") else 4
            if isinstance(error.__cause__, MemoryError):
                code = 1  # 3.11 wraps what __set_name__ raises
            if type(error) is Stuck:  # the lock of a module, lost for want of memory: its own, too
                place = traceback.extract_tb(error.__traceback__)[-1]
                code = 1 if place.filename == "<frozen importlib._bootstrap>" else 4
            if code == 4:
                traceback.print_exc()
        posix._exit(code)
    status = posix.waitpid(pid, 0)[1]
    assert status in (0, 1 << 8, 3 << 8), status
    if status == 3 << 8:
        break
"""
ALL, CORE = 1, 2


def sweep_import(faults, start, stride, mode):
    """Import the package and its names, a fork for each request; give how many there were."""
    folder = str(Path(recordclass.__file__).parent)
    program = f"FOLDER = {folder!r}\nSTART, STRIDE, MODE = {start}, {stride}, {mode}\n"
    done = faults.start(program + textwrap.dedent(IMPORT), **faults.environment)
    last = done.stdout.splitlines()[-1:]
    assert (done.returncode, done.stderr) == (0, ""), f"at {last}: {done.stderr[-1500:]}"
    return int(last[0])


def test_import_requests_of_the_core(faults):
    assert sweep_import(faults, 0, 5, CORE) > 500


@pytest.mark.slow
def test_import_every_request_of_the_core(faults):
    assert sweep_import(faults, 0, 1, CORE) > 500


# From 3.12 on the interpreter itself crashes when its import system finds no memory (it returns
# from the release of a module's lock without an object), whatever is imported; debug builds of
# 3.11 stop at an assertion of their own there.
if sys.version_info < (3, 12) and not hasattr(sys, "gettotalrefcount"):

    def test_import_in_strides(faults):
        assert sweep_import(faults, 0, 211, ALL) > 5000

    @pytest.mark.slow
    def test_import(faults):
        assert sweep_import(faults, 5, 13, ALL) > 5000
