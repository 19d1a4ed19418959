"""``find_cycles``, and what the core says of references."""

import functools
import gc
import importlib.util
import re
import sys
import types
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordclass import (
    RecordClass,
    StructClass,
    _core,
    _cycles,
    arrayclass,
    dataobject,
    find_cycles,
    litelist,
    litetuple,
    memoryslots,
    mutabletuple,
    recordclass,
    structclass,
)

Node = structclass("Node", "x y", defaults=(None, None))
Seen = structclass("Seen", "x y", defaults=(None, None), gc=True)


def paths(*objects, **options):
    return [cycle.path for cycle in find_cycles(*objects, **options)]


def follow(cycle):
    """Go along a path as a program would; give the last object."""
    op = cycle.objects[0]
    for step in cycle.path.split(" -> ")[:-1]:
        name, places = re.fullmatch(r"(\w+)(.+)", step).groups()
        assert type(op).__name__ == name
        op = eval(f"op{places}", {"op": op})
    return op


@pytest.fixture
def made():
    """Records whose fields are emptied after the test, so that their cycles do not leak."""
    made = []
    yield made
    for op in made:
        op.x = op.y = None


# ---- what the core says ----


def test_referents_of_every_family(family):
    inner = []
    r = family(1, inner, None)
    found = _core.referents(r)
    assert [x for x in found if x is inner] == [inner]
    assert not any(isinstance(x, (int, type)) for x in found)
    assert [value for _, value in _core.named_referents(r)][:3] == [1, inner, None]
    assert _core.is_hidden(r) is not family.can("gc")


def test_atoms_are_left_out():
    class Text(str):
        """Has a dict, so it may refer to anything."""

    record, inner = Node(1, 2), ("a",)
    values = [1, "a", 2.5, None, True, b"", 1j, ..., range(3), int, sys, record, inner, Text()]
    for holder in (values, memoryslots(*values)):
        assert {id(x) for x in _core.referents(holder)} == {id(x) for x in values[-3:]}


def test_what_is_hidden():
    for op in (Node(), memoryslots(), litetuple(1), mutabletuple(1), arrayclass("A", 1)()):
        assert _core.is_hidden(op)
    for op in (
        Seen(),
        [],
        1,
        None,
        Node,
        object(),
        sys,
        type("Heir", (memoryslots,), {}, gc=True)(),
    ):
        assert not _core.is_hidden(op)


def test_labels_and_unset_fields():
    r = structclass("S", "x y", use_dict=True)(1, 2)
    r.extra = 3
    del r.x
    assert _core.named_referents(r) == [(".y", 2), (".__dict__", {"extra": 3})]
    del r.y
    assert _core.referents(r) == [{"extra": 3}]
    assert find_cycles(r) == []


def test_no_record():
    assert _core.named_referents([1]) == []
    assert _core.named_referents(int) == []
    assert _core.referents(int) == []
    assert _core.referents(5) == []


def test_attribute_dicts():
    class Plain:
        pass

    op, r = Plain(), structclass("S", "x", use_dict=True)(1)
    assert _core.attribute_dicts(r) == []
    r.a = op.a = 1
    assert [d is r.__dict__ for d in _core.attribute_dicts(r)] == [True]
    assert [d is op.__dict__ for d in _core.attribute_dicts(op)] == [True]
    for other in (1, [], Node(), Plain, sys, object(), None):
        assert _core.attribute_dicts(other) == []


def test_the_collector_is_asked_in_its_own_words(monkeypatch):
    """A module of its own asks what stands in gc when it asks first."""
    again = importlib.util.module_from_spec(_core.__spec__)
    _core.__spec__.loader.exec_module(again)
    with monkeypatch.context() as patched:
        patched.setattr(gc, "get_referents", lambda *objects: objects)
        with pytest.raises(TypeError, match=r"^gc.get_referents\(\) must return a list$"):
            again.referents([])
        with pytest.raises(TypeError, match="must return a list"):  # the first is kept
            again.referents([[]])
    assert _core.referents([[]]) == [[]]


# ---- every family, every way through it ----


def test_every_family(family):
    places = (
        [f".{name}" for name in family.names(3)] if family.can("named") else ["[0]", "[1]", "[2]"]
    )
    for i, place in enumerate(places):
        inner = []
        r = family(*(inner if k == i else k for k in range(3)))
        assert find_cycles(r) == []
        inner.append(r)
        name = type(r).__name__
        expected = [] if family.can("gc") else [f"{name}{place}[0] -> {name}"]
        assert paths(r) == paths([{1: inner}]) == expected
        inner.clear()
        assert find_cycles(r) == []


def test_every_dict(dict_family):
    r = dict_family(1, 2)
    r.__dict__["extra"] = [r]
    name = type(r).__name__
    expected = [] if dict_family.can("gc") else [f"{name}.extra[0] -> {name}"]
    assert paths(r) == expected
    r.__dict__["not a name"] = r.__dict__.pop("extra")
    assert paths(r) == [path.replace(".extra", ".__dict__['not a name']") for path in expected]
    del r.__dict__["not a name"]


def test_nothing_is_kept_alive(weakref_family):
    inner = []
    r = weakref_family(inner, 2)
    inner.append(r)
    ref = weakref.ref(r)
    find_cycles(r)
    cycles = find_cycles(r, limit=1)
    inner.clear()
    del r, cycles
    assert ref() is None


@pytest.mark.parametrize("base", [dataobject, RecordClass, StructClass])
@pytest.mark.parametrize("options", [{}, {"use_dict": True}, {"use_weakref": True}, {"gc": True}])
def test_cached_properties(base, options):
    def own(self):
        return [self]

    cached = functools.cached_property(own)
    body = {"__annotations__": {"x": object}, "own": cached}
    cls = types.new_class("Cached", (base,), options, lambda ns: ns.update(body))
    r = cls(1)
    assert find_cycles(r) == []
    assert r.own == [r]
    assert paths(r) == ([] if "gc" in options else ["Cached.own[0] -> Cached"])
    del r.own
    assert find_cycles(r) == []


def test_litelists(made):
    class Heir(litelist):
        pass

    values, n = litelist([1, []]), Node()
    made.append(n)
    assert _core.named_referents(values) == [("[0]", 1), ("[1]", [])]
    assert _core.referents(values) == [[]]
    assert _core.is_hidden(values)
    values[1].append(values)
    assert paths(values) == ["litelist[1][0] -> litelist"]
    values[:] = [0, 0, n]
    n.x = values
    assert paths(n) == ["Node.x[2] -> Node"]
    n.x = Heir([n])
    assert not _core.is_hidden(n.x)
    assert paths(n) == ["Node.x -> Heir[0] -> Node"]
    n.x.clear()
    n.x.there = n
    assert paths(n) == ["Node.x -> Heir.there -> Node"]
    lone = Heir()
    lone.append(lone)
    assert find_cycles(lone) == []


def test_a_chain_through_litelists():
    top = last = litelist()
    for _ in range(20_000):
        top = litelist([top])
    assert find_cycles(top) == []
    last.append(top)
    assert [len(cycle.objects) for cycle in find_cycles(top)] == [20_001]
    last.clear()


def test_heirs():
    class Heir(recordclass("Base", "x")):
        pass

    class Compact(dataobject):
        x: object

    class Below(Compact):
        y: object

    for r, path in ((Heir([]), "Heir.x[0] -> Heir"), (Below(1, []), "Below.y[0] -> Below")):
        r[-1].append(r) if isinstance(r, Heir) else r.y.append(r)
        assert paths(r) == [path]
        (r.x if isinstance(r, Heir) else r.y).clear()


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda x: memoryslots(1, x), "memoryslots[1][0] -> memoryslots"),
        (lambda x: mutabletuple(1, x), "mutabletuple[1][0] -> mutabletuple"),
        (lambda x: litetuple(x, x), "litetuple[0][0] -> litetuple"),
        (arrayclass("Vec", 3), "Vec[0][0] -> Vec"),
        (arrayclass("Vec", 1, use_dict=True), "Vec[0][0] -> Vec"),
    ],
)
def test_containers_of_ours(make, path):
    inner = []
    inner.append(make(inner))
    assert paths(inner) == [path]
    inner.clear()


# ---- shapes ----


def test_two_and_one(made):
    a, b = Node(), Node()
    made += [a, b]
    assert find_cycles(a, b) == []
    a.x = b
    b.y = [1, a]
    (cycle,) = find_cycles([a])
    assert cycle.path == "Node.x -> Node.y[1] -> Node"
    assert repr(cycle) == "<Cycle Node.x -> Node.y[1] -> Node>"
    assert [id(x) for x in cycle.objects] == [id(a), id(b), id(b.y)]
    b.y.clear()
    assert find_cycles(a) == []
    b.y = b
    assert paths(a) == ["Node.y -> Node"]


def test_a_self_loop_in_a_larger_cycle(made):
    a, b = Node(), Node()
    made += [a, b]
    a.x, b.x, b.y = b, a, b
    assert paths(a) == ["Node.x -> Node.x -> Node"]
    assert paths(b) == ["Node.y -> Node", "Node.x -> Node.x -> Node"]


def test_shared_objects_are_no_cycle():
    leaf = Node([], {})
    middle = [leaf, leaf, Node(leaf, leaf)]
    assert find_cycles(Node(middle, middle), middle, leaf, leaf) == []


def test_the_collector_sees_these(made):
    r = Seen([])
    r.x.append(r)
    assert find_cycles(r) == []
    hidden = Node(Seen(r))
    assert find_cycles(hidden) == []  # leads into a cycle, lies on none
    hidden.x.y = hidden
    made.append(hidden)
    assert paths(r, hidden) == ["Node.x -> Seen.y -> Node"]


def test_a_tree_with_links_to_the_parent(made):
    root = Node(None, [])
    children = [Node(root, [Node(None, [])]) for _ in range(3)]
    root.y += children
    for child in children:
        child.y[0].x = child
    made += [root, *children]
    first, *others = paths(root)
    assert re.fullmatch(r"Node\.y\[\d\] -> Node\.x -> Node", first)
    grandchildren = ["Node.x -> Node.y[0] -> Node"] * 3
    # of the children, the first cycle has one
    children_left = {
        "Node.x -> Node.y[0] -> Node",
        *(f"Node.x -> Node.y[{i}] -> Node" for i in (1, 2)),
    }
    assert len(others) == 5
    assert sorted(others)[:3] == grandchildren
    assert set(others) <= children_left
    for cycle in find_cycles(root):
        assert follow(cycle) is cycle.objects[0]


def chain(n):
    """Make a chain of n records; give its ends."""
    last = top = Node()
    for _ in range(n - 1):
        top = Node(top, 5)
    return top, last


def test_a_long_chain():
    top, last = chain(50_000)
    assert find_cycles(top) == []
    last.x = top
    (cycle,) = find_cycles(top)
    assert len(cycle.objects) == 50_000
    twenty = " -> ".join(["Node.x"] * 20)
    assert cycle.path == f"{twenty} -> ... 49960 more objects ... -> {twenty} -> Node"
    last.x = None


@pytest.mark.slow
def test_a_chain_of_a_million():
    top, last = chain(1_000_000)
    last.x = last
    assert paths(top) == ["Node.x -> Node"]
    last.x = None


@pytest.fixture
def references(monkeypatch):
    """How many references have been given out."""
    counted = [0]
    real = _core.referents

    def referents(op):
        found = real(op)
        counted[0] += 1 + len(found)
        return found

    monkeypatch.setattr(_core, "referents", referents)
    return counted


@pytest.mark.parametrize("shape", ["star", "ring", "double"])
def test_the_work_is_linear(references, shape, made):
    n = 2000
    nodes = [Node() for _ in range(n)]
    made += nodes
    if shape == "star":
        nodes[0].x = nodes
        for node in nodes[1:]:
            node.y = nodes[0]
    else:
        for i, node in enumerate(nodes):
            node.x = nodes[(i + 1) % n]
        if shape == "double":
            nodes[-1].x = None
            for i in range(1, n):
                nodes[i].y = nodes[i - 1]
    cycles = find_cycles(nodes[0], limit=None)
    if shape == "star":  # nodes[0] stands in its own list
        places = [f"Node.y -> Node.x[{i}] -> Node" for i in range(1, n)]
        assert sorted(cycle.path for cycle in cycles) == sorted(["Node.x[0] -> Node", *places])
    elif shape == "ring":
        assert [len(cycle.objects) for cycle in cycles] == [n]
    else:
        assert {len(cycle.objects) for cycle in cycles} == {2}
        assert n // 2 <= len(cycles) < n
    assert references[0] < 10 * n


def test_a_cycle_that_is_broken_meanwhile(monkeypatch, made):
    a, b = Node(), Node()
    a.x, b.x = b, a
    made += [a, b]
    real, asked = _core.referents, set()

    def referents(op):
        first = id(op) not in asked
        asked.add(id(op))
        return real(op) if first else []

    monkeypatch.setattr(_core, "referents", referents)
    assert find_cycles(a) == []
    assert _cycles._meeting(b, a, {id(b): a}, {}) == []


# ---- limit ----


def test_limit(made):
    nodes = [Node() for _ in range(150)]
    made += nodes
    for node in nodes:
        node.x = node
    assert [len(find_cycles(nodes, limit=n)) for n in (0, 1, 7, 149, 150, 151)] == [
        0,
        1,
        7,
        149,
        150,
        150,
    ]
    assert len(find_cycles(nodes)) == 100
    assert len(find_cycles(nodes, limit=None)) == 150
    with pytest.raises(ValueError, match=r"^find_cycles\(\): limit must not be negative$"):
        find_cycles(limit=-1)
    for wrong in ("1", 1.5, []):
        with pytest.raises(TypeError):
            find_cycles(limit=wrong)
    assert find_cycles() == []


# ---- names ----


class Plain:
    pass


class Slots:
    __slots__ = ("a", "b")


class List(list):
    pass


class Dict(dict):
    pass


def test_instances(made):
    for op, name in (
        (Plain(), "Plain"),
        (Slots(), "Slots"),
        (List([1]), "List"),
        (Dict(k=1), "Dict"),
    ):
        n = Node(op)
        made.append(n)
        op.b = n
        for _ in range(2):
            assert paths(n) == [f"Node.x -> {name}.b -> Node"]
        if name != "Slots":
            op.__dict__["a b"] = op.__dict__.pop("b")
            assert paths(n) == [f"Node.x -> {name}.__dict__['a b'] -> Node"]


def test_containers(made):
    n = Node()
    made.append(n)
    for make, place in (
        (lambda: [0, n], "[1]"),
        (lambda: (0, 1, (n,)), "[2][0]"),
        (lambda: {"a'b": n}, '["a\'b"]'),
        (lambda: {-5: [n]}, "[-5][0]"),
        (lambda: {2.5: n}, "[<float>]"),
        (lambda: {Plain: n}, "[<type>]"),
        (lambda: List([n]), " -> List[0]"),
        (lambda: Dict(k=n), " -> Dict['k']"),
    ):
        n.x = make()
        assert paths(n) == [f"Node.x{place} -> Node"]


def test_sets_and_keys(made):
    cls = structclass("Key", "x", hashable=True)
    for make, place in (
        (lambda k: {k}, "{...}"),
        (lambda k: frozenset([k]), "{...}"),
        (lambda k: {k: 1}, ".<key>"),
        (lambda k: {"a": k, k: 1}, "['a']"),
    ):
        other, k = Plain(), cls(1)
        other.place = make(k)
        k.x = other
        assert paths(k) == [f"Key.x -> Plain.place{place} -> Key"]
        del other.place


def test_functions(made):
    n = Node()
    made.append(n)

    def closure():
        return n

    def default(a=n):
        pass

    def keyword(*, k=n):
        pass

    def attribute():
        pass

    attribute.mark = n

    def generator():
        yield n

    going = generator()
    next(going)
    for op, step in (
        (closure, "function.__closure__[0].cell_contents"),
        (default, "function.__defaults__[0]"),
        (keyword, "function.__kwdefaults__['k']"),
        (attribute, "function.mark"),
        (types.MethodType(print, n), "method.__self__"),
        (functools.partial(print, 1, n), "partial.args[1]"),
        (going, "generator.<cell>.cell_contents"),
        (weakref.ref(Plain, closure), None),
    ):
        n.x = op
        if step is None:
            assert find_cycles(n)[0].path.startswith("Node.x -> ReferenceType")
        else:
            assert paths(n) == [f"Node.x -> {step} -> Node"]
    n.x = [closure.__closure__[0]]
    assert paths(n) == ["Node.x[0].cell_contents -> Node"]


def test_weak_references_are_no_references():
    n = structclass("Weak", "x", use_weakref=True)(1)
    n.x = [weakref.ref(n), weakref.proxy(n), weakref.WeakSet([])]
    assert find_cycles(n) == []


def test_what_is_not_entered(made):
    n = Node()
    made.append(n)
    module = types.ModuleType("module")
    exec("def function(): pass", vars(module))
    module.n = Plain.n = n
    try:
        for x in (module, Plain, Plain(), module.function, sys._getframe()):
            n.x = x
            assert find_cycles(n, x) == []
    finally:
        del Plain.n


def test_an_iterator_is_not_consumed(made):
    n = Node()
    made.append(n)
    n.x = iter([n, 2])
    assert paths(n) == ["Node.x -> list_iterator.<list>[0] -> Node"]
    assert list(n.x) == [n, 2]


# ---- no code of a program runs ----

SPIED = (
    *("__eq__", "__hash__", "__getattribute__", "__iter__", "__len__", "__getitem__", "__bool__"),
    *("__repr__", "__str__", "__contains__", "__instancecheck__", "__subclasscheck__", "items"),
    *("keys", "mro", "__length_hint__", "__get__", "__format__", "__index__", "__class__"),
    *("__dict__", "__name__", "__flags__", "__mro__"),
)
METHOD = (types.FunctionType, types.WrapperDescriptorType, types.MethodDescriptorType)


class Spies:
    """Heirs of classes and metaclasses that tell of all they are asked, once `armed`."""

    def __init__(self):
        self.called = []
        self.armed = False

    def tell(self, name):
        if self.armed:
            self.called.append(name)

    def body(self, base):
        """Make a method or property for each of SPIED that `base` has."""
        body = {}
        for name in SPIED:
            original = next((vars(c)[name] for c in base.__mro__ if name in vars(c)), None)
            if name == "__class__":
                body[name] = property(lambda op: self.tell("__class__") or type(op))
            elif isinstance(original, METHOD):
                body[name] = self.method(name, original)
            elif isinstance(original, (types.GetSetDescriptorType, types.MemberDescriptorType)):
                body[name] = self.property(name, original)
        return body

    def method(self, name, original):
        def spy(op, *args):
            self.tell(name)
            return original(op, *args)

        return spy

    def property(self, name, original):
        def spy(op):
            self.tell(name)
            return original.__get__(op)

        return property(spy)

    def make(self, base):
        meta = type("Meta", (type(base),), self.body(type(base)))
        return meta("Spy", (base,), self.body(base) | {"__dict__": self.property("__dict__", None)})


@pytest.mark.parametrize("base", [object, list, dict, set, tuple, str, memoryslots, Node])
def test_no_code_of_a_program_runs(base, made):
    spies = Spies()
    cls = spies.make(base)
    op = cls()
    n = Node(op)
    made.append(n)
    if base is memoryslots:
        n.x = op = cls(n)
        attributes = {}
    elif base is Node:
        Node.x.__set__(op, n)
        attributes = {}
    else:
        (attributes,) = _core.attribute_dicts(op)
        attributes["a"] = {5: n} if base is str else {cls: n, n.x: 1} if base is object else [n]
    spies.armed = True
    cycles = find_cycles(n, op, limit=None)
    spies.armed = False
    path = cycles[0].path
    attributes.clear()
    assert spies.called == []
    assert len(cycles) == 1
    where = {memoryslots: "[0]", Node: ".x", str: ".a[5]", object: ".a[<Meta>]"}.get(base, ".a[0]")
    assert path == f"Node.x -> Spy{where} -> Node"


@pytest.mark.parametrize("base", [object, list, memoryslots])
def test_spies_tell(base):
    spies = Spies()
    cls = spies.make(base)
    op = cls()
    spies.armed = True
    assert op.__class__ is cls
    assert op != 1
    assert cls.__flags__
    assert cls.__name__ == "Spy"
    assert cls not in (int, str)
    spies.armed = False
    assert {"__class__", "__eq__", "__flags__", "__name__", "__getattribute__"} <= set(spies.called)


# ---- a model ----


KINDS = {"h": Node, "s": Seen, "l": list, "d": dict, "c": litelist}


@st.composite
def graphs(draw):
    """Give kinds of the nodes, their edges, and the roots."""
    n = draw(st.integers(1, 12))
    node = st.integers(0, n - 1)
    kinds = draw(st.lists(st.sampled_from("hhhsldc"), min_size=n, max_size=n))
    edges = draw(st.lists(st.tuples(node, node), max_size=3 * n))
    return kinds, edges, draw(st.lists(node, min_size=1, max_size=3))


def build(kinds, edges):
    """Make the objects; a record has at most two references, where more are kept in a list."""
    nodes = [KINDS[kind]() for kind in kinds]
    kept = []
    for a, b in edges:
        op, value = nodes[a], nodes[b]
        if kinds[a] in "hs":
            if op.x is not None and op.y is not None:
                continue
            setattr(op, "x" if op.x is None else "y", value)
        elif kinds[a] in "lc":
            op.append(value)
        else:
            op[len(op)] = value
        kept.append((a, b))
    return nodes, kept


def reachable(edges, starts):
    """Give what can be reached in one step or more."""
    found = set()
    while True:
        more = {b for a, b in edges if a in found or a in starts} - found
        if not more:
            return found
        found |= more


@given(graph=graphs())
def test_against_reachability(graph):
    kinds, edges, roots = graph
    nodes, edges = build(kinds, edges)
    number = {id(op): i for i, op in enumerate(nodes)}
    live = reachable(edges, roots) | set(roots)
    on_cycles = {i for i in live if kinds[i] in "hc" and i in reachable(edges, {i})}
    try:
        cycles = find_cycles(*(nodes[i] for i in roots), limit=None)
        covered = set()
        for cycle in cycles:
            way = [number[id(op)] for op in cycle.objects]
            assert len(set(way)) == len(way)
            assert set(zip(way, way[1:] + way[:1], strict=True)) <= set(edges)
            assert way[0] in on_cycles - covered
            covered.update(way)
            assert follow(cycle) is cycle.objects[0]
        assert covered & on_cycles == on_cycles
        limited = find_cycles(*(nodes[i] for i in roots), limit=2)
        assert [c.path for c in limited] == [c.path for c in cycles[:2]]
    finally:
        for op in nodes:
            if isinstance(op, (list, dict, litelist)):
                op.clear()
            else:
                op.x = op.y = None


def test_references_are_given_back():
    inner = []
    n = Node(inner, {"a": inner})
    inner.append(n)
    before = sys.getrefcount(n), sys.getrefcount(inner)
    for _ in range(100):
        find_cycles(n, limit=None)
        _core.named_referents(n), _core.referents(n), _core.attribute_dicts(n)
    gc.collect()
    assert (sys.getrefcount(n), sys.getrefcount(inner)) == before
    inner.clear()


def test_no_memory(faults):
    """Each request of memory fails in turn."""
    faults.run("""
    node = rc.structclass("Node", "x y", use_dict=True)
    class Plain:
        pass
    class CachedNode(dataobject):
        a: object
        @functools.cached_property
        def own(self):
            return [self]
    def ring():
        first, plain = node(1, rc.litelist([])), Plain()
        plain.there = first
        first.extra = (plain, lambda: first)
        first.y.append(first)
        return first
    first, cached = ring(), CachedNode(1)
    cached.own
    names = "is_hidden referents named_referents attribute_dicts".split()
    for function in (getattr(_core, name) for name in names):
        for op in (first, first.y, cached, first.extra[0], first.extra[1], [first], 5):
            sweep(function.__name__, lambda: function(op), lambda result: None)
    expected = [cycle.path for cycle in rc.find_cycles(first, cached)]
    assert len(expected) == 2
    def check(result):
        assert result is None or [cycle.path for cycle in result] == expected
    sweep("find_cycles", lambda: rc.find_cycles(first, cached), check)
    sweep("refused", lambda: failing(rc.find_cycles, limit=-1), lambda result: None)
    first.y.clear()
    del first.extra, cached.own
    """)
