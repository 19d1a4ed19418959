"""What a record refers to, as the core enumerates it."""

from recordclass import _core, structclass


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
