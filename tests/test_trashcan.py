"""Chains that mix records and litelists are freed in bounded C stack, in their order, once.

What could overflow a stack runs in a process of its own, on the main stack and on a small one.
Chains of records alone are in test_record_free.py.
"""

import functools

import chains
import pytest

PRELUDE = """
import functools, gc, sys, threading
from recordclass import litelist, litetuple, memoryslots, recordclass, structclass

Plain = recordclass("Plain", "next")
Seen = structclass("Seen", "next", gc=True, use_dict=True)

class Heir(litelist):
    pass

class Slim(litelist):
    __slots__ = ()

class Weak(litelist):
    __slots__ = ("__weakref__",)

class Attribute(litelist):
    def __init__(self, x):
        self.x = x

def one(x):
    return litelist([x])
"""

run = functools.partial(chains.run, PRELUDE)

LINKS = {
    "alone": "one",
    "wide": "lambda x: litelist([1, x, 'a', None])",
    "heir": "lambda x: Heir([x])",
    "slim": "lambda x: Slim([x])",
    "weak": "lambda x: Weak([x])",
    "record": "one, Plain",
    "gc_record": "one, Seen",
    "list": "one, lambda x: [x]",
    "iterator": "lambda x: iter(litelist([x]))",
    "partial": "one, lambda x: functools.partial(print, x)",
    "all": "one, Plain, lambda x: Heir([x]), lambda x: [x], Seen, litetuple, lambda x: (x, x)",
}


@pytest.mark.parametrize("links", LINKS)
def test_chains(links):
    run(f"""
    def work():
        head = chain(60_000, {LINKS[links]})
        del head
        head = chain(60_000, {LINKS[links]})
        (head if isinstance(head, litelist) else []).clear()
        del head
    everywhere(work)
    """)


def test_a_chain_through_attributes():
    # that is the interpreter's work: 3.13.0 ends a chain of any class so on a small stack
    run("""
    head = chain(60_000, Attribute)
    del head
    head = chain(60_000, Attribute, one, Plain)
    del head
    """)


def test_finalizers_of_a_mixed_chain_run_once_and_in_order():
    run("""
    def work():
        order = []
        class Told(litelist):
            def __del__(self):
                order.append(self[1])
        R = recordclass("R", "next number")
        R.__del__ = lambda self: order.append(self[1])
        head = None
        for i in range(0, 20_000, 2):
            head = Told([R(head, i), i + 1])
        del head
        assert order == list(range(19_999, -1, -1)), order[:100]
    everywhere(work)
    """)


def test_the_collector_frees_chains_of_heirs():
    run("""
    def work():
        first = last = Heir()
        for _ in range(50_000):
            last = Heir([last])
        first.append(last)
        del first, last
        assert gc.collect() >= 50_000
    everywhere(work)
    """)


def test_threads_have_lists_of_their_own():
    run("""
    def work():
        for _ in range(3):
            head = chain(5_000, one, Plain)
            del head
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    """)


@pytest.mark.slow
@pytest.mark.parametrize("links", ["heir", "told", "mixed"])
def test_a_million_heirs(links):
    run(f"""
    class Told(litelist):
        n_dead = 0
        def __del__(self):
            Told.n_dead += 1
    class ToldRecord(Plain):
        def __del__(self):
            Told.n_dead += 1
    kinds = {{
        "heir": [lambda x: Heir([x])],
        "told": [lambda x: Told([x]), ToldRecord],
        "mixed": [lambda x: Heir([x]), Plain, Seen, one],
    }}
    def work():
        Told.n_dead = 0
        head = chain(1_000_000, *kinds[{links!r}])
        del head
        assert Told.n_dead == (1_000_000 if {links!r} == "told" else 0)
    everywhere(work)
    """)
