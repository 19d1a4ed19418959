"""What a record refers to, as the core enumerates it."""

from recordclass import _core, find_cycles, structclass


def test_every_family(family):
    r = family(1, "two", None)
    assert _core.referents(r)[:3] == [1, "two", None]
    assert [value for _, value in _core.named_referents(r)][:3] == [1, "two", None]


def test_labels_and_unset_fields():
    r = structclass("S", "x y", use_dict=True)(1, 2)
    r.extra = 3
    del r.x
    assert _core.named_referents(r) == [(".y", 2), (".__dict__", {"extra": 3})]


def test_no_record():
    assert _core.referents([1]) == []
    assert _core.named_referents(int) == []


def test_cycles():
    Node = structclass("Node", "next children")
    a, b = Node(None, []), Node(None, [])
    assert find_cycles(a, b) == []
    a.next = b
    b.children += [1, a]
    (cycle,) = find_cycles([a])
    assert cycle.path == "Node.next -> Node.children[1] -> Node"
    assert [id(x) for x in cycle.objects] == [id(a), id(b), id(b.children)]
    b.children.clear()
    assert find_cycles(a) == []


def test_the_collector_sees_these():
    r = structclass("R", "x", gc=True)([])
    r.x.append(r)
    assert find_cycles(r) == []


def test_a_long_chain():
    S = structclass("S", "x")
    last = top = S(None)
    for _ in range(50_000):
        top = S(top)
    assert find_cycles(top) == []
    last.x = top
    (cycle,) = find_cycles(top)
    assert len(cycle.objects) == 50_001
    last.x = None
