"""The end of records: chains of any depth, finalizers, weak references, order.

What could overflow a stack or touch freed memory runs in a process of its own.
"""

import gc
import subprocess
import sys
import textwrap
import tracemalloc
import weakref

import pytest

from recordclass import dataobject, itemgetset, memoryslots, structclass

PRELUDE = """
import gc, sys, threading, weakref
from itertools import product
from recordclass import dataobject, itemgetset, make_arrayclass
from recordclass import memoryslots, recordclass, structclass

N = 1_000_000

def statement(name, bases, body=(), **options):
    return type(dataobject)(name, bases, dict(body), **options)

def classes(body=(), **options):
    body = dict(body)
    both = {"next": itemgetset(0), **body}
    yield statement("D", (dataobject,), {"__annotations__": {"next": object}, **body}, **options)
    for factory in (recordclass, structclass):
        cls = factory("R", "next", **options)
        for name, value in body.items():
            setattr(cls, name, value)
        yield cls
    yield make_arrayclass("A", 1, namespace=both, **options)
    if not options.get("use_weakref"):
        yield statement("M", (memoryslots,), both, **options)

def chain(n, *links):
    head = None
    while n > 0:
        for link in links:
            head = link(head)
        n -= len(links)
    return head

def small_stack(function):
    threading.stack_size(256 * 1024)
    failed = []
    def run():
        try:
            function()
        except BaseException as error:
            failed.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
"""


def run(program, timeout=250):
    """Run a program, which must end well, in a process of its own; give what it prints."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", PRELUDE + textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


OPTIONS = [
    {},
    {"gc": True},
    {"use_dict": True},
    {"use_weakref": True},
    {"gc": True, "use_dict": True, "use_weakref": True},
    {"readonly": True},
]


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options) or "plain")
def test_million(options):
    run(f"""
    gc.disable()
    for cls in classes(**{options}):
        head = chain(N, cls)
        del head
    """)


@pytest.mark.slow
def test_bare_memoryslots():
    run("""
    head = chain(N, memoryslots)
    del head
    head = chain(N, lambda next: memoryslots(1, "s", next, 2.0, None))
    del head
    """)


@pytest.mark.parametrize(
    "options", [{}, {"gc": True}, {"use_dict": True}], ids=lambda options: "-".join(options)
)
def test_small_stack(options):
    run(f"""
    def work():
        for cls in classes(**{options}):
            head = chain(100_000, cls)
            del head
    small_stack(work)
    """)


@pytest.mark.slow
@pytest.mark.parametrize("gc", [False, True])
def test_million_finalizers(gc):
    run(f"""
    dead = 0
    def __del__(self):
        global dead
        dead += 1
    n = 0
    for cls in classes({{"__del__": __del__}}, gc={gc}):
        head = chain(200_000, cls)
        del head
        n += 200_000
        assert dead == n, (cls, dead, n)
    def work():
        for cls in classes({{"__del__": __del__}}, gc={gc}):
            head = chain(20_000, cls)
            del head
    small_stack(work)
    """)


def test_finalizer_drops_next_itself():
    run("""
    def __del__(self):
        itemgetset(0).__set__(self, None)
    def work():
        for gc, use_dict in product((False, True), repeat=2):
            for cls in classes({"__del__": __del__}, gc=gc, use_dict=use_dict):
                head = chain(20_000, cls)
                del head
    work()
    small_stack(work)
    """)


def test_finalizer_drops_another_chain():
    run("""
    others = []
    def __del__(self):
        if others:
            others.pop()
    for cls, plain in product(classes({"__del__": __del__}), classes()):
        others[:] = [chain(300, plain, cls) for _ in range(50)]
        head = chain(5_000, cls, plain)
        del head
        assert not others
    """)


def test_finalizers_of_a_chain_run_once_and_in_order():
    run("""
    for gc in (False, True):
        order = []
        def __del__(self):
            order.append(self[1] if len(self) > 1 else None)
        cls = recordclass("R", "next number", gc=gc)
        cls.__del__ = __del__
        head = None
        for i in range(10_000):
            head = cls(head, i)
        del head
        assert sorted(order) == list(range(10_000))
        assert order == list(range(9_999, -1, -1))
    """)


LINKS = {
    "list": "lambda x: [x]",
    "tuple": "lambda x: (x,)",
    "dict": "lambda x: {1: x}",
    "memoryslots": "memoryslots",
    "instance": "Node",
    "slots": "Slots",
    "method": "lambda x: Node(x).bound",
    "iterator": "lambda x: iter([x])",
    "record_iterator": "lambda x: iter(memoryslots(x))",
    "partial": "lambda x: functools.partial(print, x)",
    "generator": "generator",
    "cell": "closure",
    "exception": "lambda x: ValueError(x)",
}


@pytest.mark.parametrize("small", [False, True], ids=["main", "small_stack"])
@pytest.mark.parametrize("link", LINKS)
def test_mixed_chain(link, small):
    length = 10_000 if small else 40_000  # a frame each would fill a stack of its size many times
    run(f"""
    import functools
    class Node:
        def __init__(self, next):
            self.next = next
        def bound(self):
            pass
    class Slots:
        __slots__ = ("next",)
        def __init__(self, next):
            self.next = next
    def generator(x):
        def inner(x):
            yield x
            yield 1
        result = inner(x)
        next(result)
        return result
    def closure(x):
        return lambda: x
    def work():
        for options in ({{}}, {{"gc": True}}, {{"use_dict": True, "gc": True}}):
            for cls in classes(**options):
                head = chain({length}, cls, {LINKS[link]})
                del head
                head = chain({length}, cls, cls, {LINKS[link]}, {LINKS[link]})
                del head
    {"small_stack(work)" if small else "work()"}
    """)


def test_all_mixed():
    run("""
    def work():
        for kinds in zip(classes(), classes(gc=True), classes(use_dict=True, use_weakref=True)):
            head = chain(
                60_000, *kinds, lambda x: [x], *kinds, lambda x: (x, x), lambda x: {1: x}
            )
            del head
    work()
    small_stack(work)
    """)


def test_wide_tree_of_chains():
    run("""
    for cls in classes():
        head = [chain(500, cls) for _ in range(500)]
        del head
    cls = recordclass("R", "a b c d")
    head = None
    for i in range(50_000):
        head = cls(head, [head], cls(head, i, None, None), i)
    del head
    """)


def test_attribute_dict_carries_the_chain():
    run("""
    def work():
        for gc in (False, True):
            for cls in classes(use_dict=True, gc=gc):
                head = None
                for _ in range(50_000):
                    record = cls(None)
                    record.more = head
                    head = record
                del head, record
    work()
    small_stack(work)
    """)


def test_collector_runs_in_the_middle():
    run("""
    count = 0
    def __del__(self):
        global count
        count += 1
        if count % 100 == 0:
            gc.collect()
            cycle = []
            cycle.append(cycle)
    gc.set_threshold(5, 2, 2)
    for with_gc in (False, True):
        for cls in classes({"__del__": __del__}, gc=with_gc):
            count = 0
            head = chain(4_000, cls, lambda x: [x])
            del head
            assert count == 2_000, count
    """)


def test_collector_frees_chains_in_cycles():
    run("""
    for cls in classes(gc=True):
        for _ in range(3):
            head = chain(100_000, cls)
            ring = [head]
            ring.append(ring)
            del head, ring
            gc.collect()
        first = last = cls(None)
        for _ in range(100_000):
            last = cls(last)
        itemgetset(0).__set__(first, last)
        dead = []
        del first, last
        assert gc.collect() >= 100_000
    """)


def test_chain_in_cycle_with_finalizers_and_resurrection():
    run("""
    for keep in (False, True):
        kept, count = [], 0
        def __del__(self):
            global count
            count += 1
            if keep and count % 1000 == 0:
                kept.append(self)
        for cls in classes({"__del__": __del__}, gc=True):
            count = 0
            first = last = cls(None)
            for _ in range(9_999):
                last = cls(last)
            itemgetset(0).__set__(first, last)
            del first, last
            gc.collect()
            assert count == 10_000, count
            assert all(type(record) is cls for record in kept)
            if kept:
                itemgetset(0).__set__(kept[0], None)
            del kept[:]
            record = None
            gc.collect()
    """)


def test_freeing_while_an_exception_is_set():
    run("""
    class Stop(Exception):
        pass
    def __del__(self):
        try:
            raise KeyError("inner")
        except KeyError:
            pass
    for with_gc in (False, True):
        for cls in classes({"__del__": __del__}, gc=with_gc):
            def work():
                head = chain(5_000, cls, lambda x: [x])
                raise Stop
            try:
                work()
            except Stop as error:
                assert error.__context__ is None
                error.__traceback__ = None
            def gen():
                head = chain(5_000, cls)
                yield 1
            g = gen()
            next(g)
            try:
                g.throw(Stop)
            except Stop as error:
                assert error.__context__ is None
                error.__traceback__ = None
    """)


def test_finalizers_that_raise():
    run("""
    seen = []
    sys.unraisablehook = lambda info: seen.append(info.exc_type)
    def __del__(self):
        raise KeyError("x")
    for with_gc in (False, True):
        for cls in classes({"__del__": __del__}, gc=with_gc):
            del seen[:]
            head = chain(2_000, cls)
            del head
            assert seen == [KeyError] * 2_000
    """)


def test_nested_interpreter():
    run("""
    try:
        import _xxsubinterpreters as interpreters
        run_string = interpreters.run_string
    except ImportError:
        import _interpreters as interpreters
        run_string = interpreters.exec
    done = []
    program = '''if True:
        from recordclass import recordclass, structclass
        for options in ({}, {"gc": True}):
            for factory in (recordclass, structclass):
                cls = factory("R", "next", **options)
                head = None
                for _ in range(20_000):
                    head = cls(head)
                del head
    '''
    def __del__(self):
        if len(done) < 60 and self[1] % 20 == 0:
            inner = interpreters.create()
            assert not run_string(inner, program)
            interpreters.destroy(inner)
            done.append(1)
    for with_gc in (False, True):
        cls = recordclass("R", "next number", gc=with_gc)
        cls.__del__ = __del__
        head = None
        for i in range(100):
            head = cls(head, i)
        del head
    assert len(done) == 10
    """)


def test_many_threads():
    run("""
    def work():
        for cls in classes():
            for _ in range(3):
                head = chain(5_000, cls, lambda x: [x])
                del head
    threading.stack_size(256 * 1024)
    sys.setswitchinterval(1e-5)
    def __del__(self):
        sum(range(100))
    def slow():
        for cls in classes({"__del__": __del__}):
            head = chain(3_000, cls)
            del head
    threads = [threading.Thread(target=f) for f in (work, slow) * 4]
    for t in threads: t.start()
    for t in threads: t.join()
    """)


def test_weakref_callbacks_in_a_chain():
    run("""
    for with_gc in (False, True):
        for cls in classes(use_weakref=True, gc=with_gc):
            called = []
            refs, head = [], None
            def callback(ref):
                assert ref() is None
                called.append(ref)
                chain(100, cls)
            for _ in range(1_000):
                head = cls(head)
                refs.append(weakref.ref(head, callback))
            del head
            assert len(called) == 1_000
            assert all(ref() is None for ref in refs)
            del called, refs[:]
            called = []
    """)


def test_weakrefs_are_dead_before_fields_go():
    run("""
    class Field:
        def __del__(self):
            seen.append(ref())
    for with_gc in (False, True):
        for cls in classes(use_weakref=True, gc=with_gc):
            seen = []
            record = cls(Field())
            ref = weakref.ref(record)
            del record
            assert seen == [None]
    """)


def test_weakref_does_not_revive_what_waits():
    """A record that waits in the trash list is not reachable by any weak reference."""
    run("""
    for with_gc in (False, True):
        for cls in classes(use_weakref=True, gc=with_gc):
            refs, head, alive = [], None, []
            class Look:
                def __del__(self):
                    for ref in refs[-120:]:
                        op = ref()
                        if op is not None:
                            alive.append(sys.getrefcount(op))
            for _ in range(300):
                head = cls([head, Look()])
                refs.append(weakref.ref(head))
            del head
            assert all(count > 1 for count in alive)
            assert all(ref() is None for ref in refs)
    """)


def make_finalized(gc, **options):
    class R(dataobject, gc=gc, **options):
        x: object

        def __del__(self):
            self.x.append(self)

    return R


@pytest.mark.parametrize("gc", [False, True])
def test_resurrect(gc):
    kept = []
    cls = make_finalized(gc)
    cls(kept)
    (record,) = kept
    assert record.x is kept
    assert type(record) is cls
    kept.clear()
    assert record.x == []
    record.x = [1]
    assert record.x == [1]
    record.x = sink = []
    del record
    # as everywhere in Python: the collector remembers that a finalizer ran, other objects do not
    assert len(sink) == (0 if gc else 1)
    if sink:
        cls.__del__ = lambda self: None
        sink.clear()


@pytest.mark.parametrize("gc", [False, True])
def test_resurrected_keeps_dict(gc):
    kept = []
    cls = make_finalized(gc, use_dict=True)
    record = cls(kept)
    record.other = 5
    del record
    assert kept[0].other == 5
    cls.__del__ = lambda self: None
    kept.clear()


@pytest.mark.parametrize("gc", [False, True])
def test_resurrected_with_weakref(gc):
    kept = []
    cls = make_finalized(gc, use_weakref=True)
    record = cls(kept)
    ref = weakref.ref(record)
    del record
    assert ref() is kept[0]
    cls.__del__ = lambda self: None
    kept.clear()
    assert ref() is None


@pytest.mark.parametrize("gc", [False, True])
def test_class_assigned_in_finalizer(gc):
    class Base(dataobject, gc=gc):
        x: object

    class Heir(Base):
        def __del__(self):
            self.__class__ = Base

    before = sys.getrefcount(Base), sys.getrefcount(Heir)
    for _ in range(100):
        Heir([1])
    assert (sys.getrefcount(Base), sys.getrefcount(Heir)) == before


def test_finalizer_order(gc_family):
    dead = []

    class Value:
        def __init__(self, name):
            self.name = name

        def __del__(self):
            dead.append(self.name)

    record = family_record(gc_family, [Value(i) for i in range(3)])
    assert dead == []
    del record
    assert dead == [0, 1, 2]


def family_record(family, values):
    return family.cls(len(values))(*values)


def test_freed_at_once(family):
    class Value:
        pass

    value = Value()
    ref = weakref.ref(value)
    gc.disable()
    try:
        record = family_record(family, [value, 1, 2])
        del value
        assert ref() is not None
        del record
        assert ref() is None
    finally:
        gc.enable()


def test_values_return_their_references(family):
    value = object()
    before = sys.getrefcount(value)
    records = [family_record(family, [value, value, value]) for _ in range(100)]
    assert sys.getrefcount(value) == before + 300
    del records
    assert sys.getrefcount(value) == before


def test_finalizer_of_record_that_never_was():
    """A construction that fails runs no finalizer: there is no object yet."""
    dead = []

    class R(dataobject):
        x: object
        y: object

        def __del__(self):
            dead.append(self)

    for args, kwargs in (((1,), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})):
        with pytest.raises(TypeError):
            R(*args, **kwargs)
    assert dead == []
    R(1, 2)
    assert len(dead) == 1
    del R.__del__
    dead.clear()


def test_collector_sees_cycles_of_gc_records(gc_family):
    class Value:
        pass

    value = Value()
    ref = weakref.ref(value)
    box = [value]
    record = family_record(gc_family, [box, 1, 2])
    box.append(record)
    del value, box, record
    gc.collect()
    assert ref() is None


def test_tracked_exactly_with_gc(family):
    assert gc.is_tracked(family_record(family, [[], [], []])) == family.can("gc")


def test_subclass_of_itself_as_default():
    """A class and records of it in a cycle through a default, the class and the record."""

    class R(dataobject, gc=True):
        x: object = [0]

    R.__field_table__()[0][2].append(R())
    R.__field_table__()[0][2].append(R)
    ref = weakref.ref(R)
    del R
    gc.collect()
    assert ref() is None


def test_itemgetset_on_freed_class():
    class R(memoryslots):
        x = itemgetset(0)

    record = R(1)
    ref = weakref.ref(R)
    del R
    gc.collect()
    assert record.x == 1
    del record
    gc.collect()
    assert ref() is None


def test_wide_records_leave_no_memory_behind():
    """The memory of dead records is kept for the next ones only where they are small."""
    for width in (25, 1000):
        cls = structclass("R", [f"f{i}" for i in range(width)], defaults=[None] * width)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        records = [cls() for _ in range(50)]
        held = tracemalloc.get_traced_memory()[0] - before
        del records
        left = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert held >= 50 * 8 * width
        assert left < 8 * width * 5, (width, left)
