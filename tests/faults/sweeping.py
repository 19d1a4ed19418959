"""What the programs of the allocation tests begin with: classes of all families, and sweep().

A sweep runs an operation again and again; request 0, 1, 2, ... for memory fails in it, until it
ends before the request that would have failed.  It does so twice: failing only what the core asks
for (faults.c says what that is), and failing everything.  The first is repeated to see that nothing
leaks, since then a growth is ours.
"""

import array
import copy
import ctypes
import functools
import gc
import os
import pickle
import sys

import recordclass as rc
from recordclass import (
    Factory,
    Field,
    InitVar,
    RecordClass,
    _core,
    abcdatatype,
    as_dataclass,
    as_record,
    dataobject,
    itemgetset,
    join_classes,
    litetuple,
    make_arrayclass,
    make_dataclass,
    make_dictclass,
    memoryslots,
    mutabletuple,
    recordclass,
    structclass,
)

__all__ = [
    "CLASSES",
    "HG",
    "NAMED",
    "RG",
    "A",
    "D",
    "Factory",
    "Field",
    "Frozen",
    "G",
    "H",
    "I",
    "InitVar",
    "P",
    "R",
    "RecordClass",
    "S",
    "U",
    "W",
    "_core",
    "abcdatatype",
    "as_dataclass",
    "as_record",
    "cls_name",
    "copy",
    "count",
    "dataobject",
    "dumps",
    "failing",
    "finish",
    "first",
    "first_requests",
    "functools",
    "gc",
    "itemgetset",
    "join_classes",
    "litetuple",
    "make_arrayclass",
    "make_dataclass",
    "make_dictclass",
    "making",
    "memoryslots",
    "mutabletuple",
    "os",
    "pickle",
    "rc",
    "recordclass",
    "same",
    "structclass",
    "sweep",
    "sys",
    "values",
]  # fmt: skip

faults = ctypes.PyDLL(os.environ["RECORDCLASS_FAULTS"])
faults.faults_arm.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_int]
faults.faults_arm.restype = None
faults.faults_disarm.restype = ctypes.c_long
faults.faults_start.argtypes = [ctypes.c_void_p]
init = ctypes.cast(ctypes.PyDLL(_core.__file__).PyInit__core, ctypes.c_void_p)
assert faults.faults_start(init) == 0
ALL, CORE, LEAKS = 1, 2, 4  # the modes of faults.c
for name in os.environ["RECORDCLASS_SPARED"].split():
    assert faults.faults_exempt(name.encode(), ALL | CORE | LEAKS) == 0, name
for name in os.environ["RECORDCLASS_LEAKS"].split():
    assert faults.faults_exempt(name.encode(), LEAKS) == 0, name

#: a debug build counts every reference, the others the blocks of memory in use
counted = getattr(sys, "gettotalrefcount", sys.getallocatedblocks)
#: A leak comes in each pass.  Where references are counted, some stay that are the interpreter's
#: (of small integers, say): one in eight failures may leave one.
PASSES = 3 if hasattr(sys, "gettotalrefcount") else 1

# ---- a class of each family, with each option somewhere; all take three values ----


class D(dataobject, sequence=True, mapping=True, hashable=True):
    x: object
    y: object = 1.5
    z: object = [1, 2]


class G(dataobject, sequence=True, mapping=True, gc=True, use_dict=True, use_weakref=True):
    x: object
    y: object = {1: 2}
    z: object = {1, 2}


class I(dataobject, sequence=True, gc=True):  # noqa: E742
    x: object
    y: object = 2
    z: object = 3

    def __init__(self, x, y=2, z=3):
        super().__init__(x, y, z)


class P(dataobject, sequence=True):
    """Made in steps."""

    x: object = Field(converter=functools.partial(max, 0.0))
    y: object = Factory(list)
    z: object = Factory(lambda record: record.y, takes_self=True)

    def __post_init__(self):
        pass


class Frozen(dataobject, readonly=True, cache_hash=True, sequence=True, use_weakref=True):
    x: object
    y: object = 1.5
    z: object = (1,)


R = recordclass("R", "x y z", defaults=[[1], bytearray(b"x")], mapping=True, hashable=True)
RG = recordclass("RG", "x y z", defaults=[None, 2], gc=True, use_dict=True, use_weakref=True)
S = structclass("S", "x y z", defaults=[(1,), {1: 2}], gc=True, hashable=True)
U = structclass("U", "x y z", defaults=[(1,), {1: 2}], use_weakref=True)
W = structclass("W", [f"f{i}" for i in range(40)], defaults=[None] * 40)
A = make_arrayclass("A", 3, hashable=True)


class H(memoryslots):
    pass


class HG(memoryslots, gc=True):
    pass


CLASSES = [D, G, I, P, Frozen, R, RG, S, U, A, memoryslots, litetuple, mutabletuple, H, HG]
NAMED = [D, G, P, Frozen, R, RG, S, U]


def cls_name(record):
    return type(record).__name__


def dumps(record, protocol=pickle.HIGHEST_PROTOCOL):
    try:
        return pickle.dumps(record, protocol)
    except pickle.PicklingError:  # pickle says so of any failure to look a class up
        raise MemoryError from None


def first(a, b, c):
    return a


def failing(function, *args, **kwargs):
    """Call a function that raises; give the type of what it raised."""
    try:
        function(*args, **kwargs)
    except MemoryError:
        raise
    except SystemError as error:
        if is_interpreters(error):
            raise MemoryError from None
        return SystemError
    except Exception as error:
        return type(error)


def making(function):
    """Make a class; what some versions of CPython raise for want of memory is MemoryError again."""
    try:
        return function()
    except RuntimeError as error:  # 3.11 wraps what __set_name__ raises
        if isinstance(error.__cause__, MemoryError):
            raise MemoryError from None
        raise
    except AttributeError as error:  # 3.13.0 says so where a type cannot take an attribute
        if str(error).startswith("type object '"):
            raise MemoryError from None
        raise


def values(record):
    """Read the values by a way of its own, which no option takes away."""
    return [itemgetset(i).__get__(record) for i in range(len(record))]


def same(a, b):
    return type(a) is type(b) and values(a) == values(b)


# what is looked up lazily is there before memory is short
for _cls in CLASSES:
    _record = _cls(1.5, [2], [3])
    copy.deepcopy(_record), copy.copy(_record), pickle.loads(pickle.dumps(_record)), repr(_record)


# The interpreter says when it forgoes something of its own for want of memory (3.12 does when a
# class is looked up among ABCs); that it says anything else would be news.
def unraisable(report, show=sys.unraisablehook):
    if report.exc_type is not MemoryError:
        show(report)


sys.unraisablehook = unraisable


def count():
    gc.collect()
    sys._clear_type_cache()
    gc.collect()
    return counted()


def disarm():
    while True:
        try:
            return faults.faults_disarm()
        except MemoryError:  # the request that fails is one that calling this makes
            pass


total = 0
#: Whether Python code, too, gets no memory.
faulting = False


def is_interpreters(error):
    """Whether the interpreter could not make the frame object of a traceback; from the core a
    SystemError is a fault."""
    return faulting or str(error).startswith("<function ")


def one_pass(name, operation, check, mode, limit):
    """Let every request fail once; give how many there were."""
    global total, faulting
    faulting = mode == ALL
    beyond = 0
    for n in range(limit):
        os.write(1, f"{name} {n}{'' if mode == ALL else ' of the core'}\n".encode())
        result = None
        failed = False
        try:
            faults.faults_arm(n, n + 1, mode)
            result = operation()
        except MemoryError:
            failed = True
        except SystemError as error:
            failed = is_interpreters(error)
            if not failed:
                raise
            del error
        finally:
            requests = disarm()
        check(None if failed else result)
        del result
        if requests > n:
            total += 1
            beyond = 0
        else:
            assert not failed, f"{name}: MemoryError though every request was met"
            beyond += 1  # what was in a cache this time may be asked for the next time
            if beyond > 3:
                return n - beyond + 1
    raise AssertionError(f"{name}: memory still fails after {limit} requests")


def first_requests(name, operation, check, n):
    """Let each of the first requests of the core fail, where all of them would take too long; give
    how many did."""
    failed = 0
    for i in range(n):
        os.write(1, f"{name} {i} of the core\n".encode())
        result = None
        try:
            faults.faults_arm(i, i + 1, CORE)
            result = operation()
        except MemoryError:
            failed += 1
        finally:
            disarm()
        check(result)
    return failed


def sweep(name, operation, check, limit=5000, leaks=True):
    check(operation())
    requests = one_pass(name, operation, check, CORE, limit)
    # A leak comes in every pass; the interpreter's free lists and caches fill up, though slowly.
    grown = array.array("q", [0] * 40)  # a list of ints would grow itself
    for i in range(1, len(grown) if leaks and requests else 1):
        grown[0] = count()
        for _ in range(PASSES):
            one_pass(name, operation, check, LEAKS, limit)
        grown[i] = count() - grown[0]
        if grown[i] < PASSES + (requests // 8 if PASSES > 1 else 0):
            break
    else:
        assert not requests or not leaks, f"{name} leaks, in each pass: {list(grown[1:])}"
    if not hasattr(sys, "gettotalrefcount"):  # that SystemError is an abort there
        one_pass(name, operation, check, ALL, limit)


def finish():
    os.write(1, f"{total} failures\n".encode())
