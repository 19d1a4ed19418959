"""Long chains of every kind: freed in a small stack, walked too deep, short of memory.

A program finds `C`, which makes a link of two values, and `chain`.
"""

KINDS = {
    "recordclass": 'C = recordclass("C", "a b")',
    "structclass": 'C = structclass("C", "a b")',
    "readonly": 'C = recordclass("C", "a b", readonly=True)',
    "hashable": 'C = structclass("C", "a b", hashable=True)',
    "dataobject": 'C = datatype("C", (dataobject,), dict(BODY))',
    "kwonly": 'K = datatype("K", (dataobject,), dict(BODY), kw_only=True)\n'
    "C = lambda a, b: K(a=a, b=b)",
    "mapping": 'C = datatype("C", (dataobject,), dict(BODY), mapping=True)',
    "full": "O = dict(gc=True, use_dict=True, use_weakref=True)\n"
    'C = datatype("C", (dataobject,), dict(BODY), **O)',
    "weakref": 'C = datatype("C", (dataobject,), dict(BODY), use_weakref=True)',
    "finalized": 'C = datatype("C", (dataobject,), BODY | {"__del__": lambda self: None})',
    "array": 'C = make_arrayclass("C", 2)',
    "memoryslots": "C = memoryslots",
    "litetuple": "C = litetuple",
    "mutabletuple": "C = mutabletuple",
    "litelist": "C = litelist_fromargs",
    "litelist_heir": "class L(litelist): pass\nC = lambda a, b: L((a, b))",
    "litelist_slots": "class L(litelist): __slots__ = ()\nC = lambda a, b: L((a, b))",
    "mixed": """
import itertools
class H(litelist): pass
R = recordclass("R", "a b")
D = datatype("D", (dataobject,), dict(BODY), gc=True)
makers = itertools.cycle([R, litelist_fromargs, mutabletuple,
    D, lambda a, b: H([a, b])])
C = lambda a, b: next(makers)(a, b)
""",
}

PRELUDE = """
import copy, gc, pickle, sys, threading, weakref
from recordclass import *

def chain(n, last=None):
    for _ in range(n):
        last = C(last, 1)
    return last

"""

PROGRAMS = {
    "freed_in_a_small_stack": """
for size in (32 * 1024, 64 * 1024, 128 * 1024):
    try:
        threading.stack_size(size)
    except ValueError:
        continue
    break
box = [chain(60_000)]
worker = threading.Thread(target=box.clear)
worker.start()
worker.join()
assert not box
""",
    "slow_million": """
box = [chain(1_000_000)]
worker = threading.Thread(target=box.clear)
worker.start()
worker.join()
""",
    "walked": """
l, r = chain(100_000), chain(100_000)
for act in (lambda: repr(l), lambda: l == r, lambda: copy.deepcopy(l),
            lambda: pickle.dumps(l, 2)):
    raises(RecursionError, act)
raises((RecursionError, TypeError), hash, l)
del l, r
assert chain(5) == chain(5) and repr(chain(5)) == repr(chain(5))
""",
    "at_exit": """
import atexit
class Late:
    def __del__(self):
        assert C(1, self) is not None
kept = chain(50_000, Late())
ring = [C(Late(), None)]
ring.append(C(ring, Late()))
sys.modules["strange"] = C(ring, Late())
atexit.register(lambda: repr(C(1, 2)))
""",
    "memory_runs_out": """
import resource
hard = resource.getrlimit(resource.RLIMIT_AS)[1]
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (48 << 20), hard))
held = None
def fill():
    global held
    while True:
        held = C(held, b"x" * 4000)
raises(MemoryError, fill)
last = held
del last
held = None
assert chain(1000) is not None and "1" in repr(C(1, 2))
""",
}


def programs():
    """Each program as (name, source)."""
    for kind, made in KINDS.items():
        for name, body in PROGRAMS.items():
            yield f"{kind}-{name}", f"{PRELUDE}{made}\n{body}"
