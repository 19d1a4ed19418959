"""Every option with every other, on every family: really in force, or refused with the reason.

An entry of OPTIONS gives the keywords of a class and what a record of that class must then show.
Two entries are combined, the class is made in each way of FAMILIES, and both are checked; the
pairs in CONTRADICTIONS must be refused instead, in the words that stand there.
"""

from __future__ import annotations

import collections.abc
import gc
import weakref
from itertools import combinations

import pytest

from recordclass import (
    RecordClass,
    StructClass,
    dataobject,
    datatype,
    make_dataclass,
    make_dictclass,
    recordclass,
    structclass,
)

NAMES = ("x", "y", "z")
NAMED_TUPLES = {"recordclass", "structclass", "RecordClass", "StructClass"}


class Thing:
    """A default that only copy_default copies."""

    def __eq__(self, other):
        return type(other) is Thing

    def __hash__(self):
        return 5

    def __lt__(self, other):
        return False


THING = Thing()


def body():
    return {
        "__module__": __name__,
        "__annotations__": dict.fromkeys(NAMES, object),
        "z": THING,
    }


FAMILIES = {
    "statement": lambda **options: datatype("P", (dataobject,), body(), **options),
    "RecordClass": lambda **options: form(RecordClass, options),
    "StructClass": lambda **options: form(StructClass, options),
    "recordclass": lambda **options: recordclass("P", NAMES, [THING], **options),
    "structclass": lambda **options: structclass("P", NAMES, [THING], **options),
    "make_dataclass": lambda **options: make_dataclass("P", NAMES, [THING], **options),
    "make_dictclass": lambda **options: make_dictclass("P", NAMES, [THING], **options),
}


def form(base, options):
    """A class statement over a form, by call."""
    bases = base.__mro_entries__((base,))
    return datatype("P", bases, {**body(), "__orig_bases__": (base,)}, **options)


class Case:
    """A class in hand: how it was made, and what else it must be."""

    def __init__(self, family, options):
        self.family = family
        self.options = options
        self.cls = FAMILIES[family](**options)

    def make(self, *values):
        if self.options.get("kw_only"):
            return self.cls(**dict(zip(NAMES, values, strict=False)))
        return self.cls(*values)

    @property
    def sequence(self):
        return self.family in NAMED_TUPLES or bool(
            self.options.get("sequence") or self.options.get("assequence")
        )

    @property
    def mapping(self):
        return self.family == "make_dictclass" or bool(self.options.get("mapping"))

    @property
    def hashed(self):
        return bool(self.options.get("hashable") or self.options.get("readonly") is True)


# ---- what each option must show ----


def check_readonly(case):
    r = case.make(1, 2, 3)
    changes = [
        lambda: setattr(r, "x", 5),
        lambda: object.__setattr__(r, "x", 5),
        lambda: delattr(r, "x"),
        lambda: case.cls.x.__set__(r, 5),
        lambda: case.cls.x.__delete__(r),
    ]
    if case.sequence:
        changes += [lambda: r.__setitem__(0, 5), lambda: r.__setitem__(slice(0, 1), [5])]
    if case.mapping:
        changes += [lambda: r.__setitem__("x", 5)]
    for change in changes:
        with pytest.raises((AttributeError, TypeError)):
            change()
    for again in (lambda: r.__init__(7, 8, 9), lambda: type(r).__init__(r, x=7, y=8, z=9)):
        try:
            again()
        except (AttributeError, TypeError):
            pass
    assert (r.x, r.y, r.z) == (1, 2, 3)


def check_readonly_names(case):
    r = case.make(1, 2, 3)
    with pytest.raises((AttributeError, TypeError)):
        r.x = 5
    r.y = 6
    assert (r.x, r.y) == (1, 6)


def check_hashable(case):
    if case.options.get("eq") is not False:
        assert hash(case.make(1, 2, 3)) == hash(case.make(1, 2, 3)) == hash((1, 2, 3))


def check_cache_hash(case):
    class Counted:
        def __hash__(self):
            counts.append(1)
            return 7

    counts = []
    r = case.make(Counted(), 2, 3)
    assert hash(r) == hash(r) == hash(case.make(7, 2, 3)) or len(counts) == 1
    assert len(counts) == 1


def check_eq_false(case):
    r = case.make(1, 2, 3)
    assert r == r
    assert r != case.make(1, 2, 3)
    assert len({r, case.make(1, 2, 3)}) == 2


def check_order_false(case):
    a, b = case.make(1, 2, 3), case.make(2, 2, 3)
    with pytest.raises(TypeError, match="not supported between"):
        a < b
    assert a != b


def check_repr_false(case):
    assert repr(case.make(1, 2, 3)).startswith("<")


def check_repr_omit_defaults(case):
    assert repr(case.make(1, 2)) == "P(x=1, y=2)"
    assert repr(case.make(1, 2, 3)) == "P(x=1, y=2, z=3)"


def check_kw_only(case):
    with pytest.raises(TypeError, match="positional"):
        case.cls(1, 2, 3)
    r = case.cls(x=1, y=2, z=3)
    assert (r.x, r.y, r.z) == (1, 2, 3)


def check_iterable(case):
    expected = ["x", "y", "z"] if case.family == "make_dictclass" else [1, 2, 3]
    assert list(case.make(1, 2, 3)) == expected


def check_sequence(case):
    r = case.make(1, 2, 3)
    assert (r[0], r[-1], list(r[::-1]), len(r)) == (1, 3, [3, 2, 1], 3)
    assert isinstance(r, collections.abc.Sequence)
    if case.family != "make_dictclass":  # its iteration is that of a dict
        match r:
            case [a, *rest]:
                assert (a, rest) == (1, [2, 3])
            case _:
                pytest.fail("no sequence pattern")


def check_mapping(case):
    r = case.make(1, 2, 3)
    assert (r["x"], dict(**r), list(r.keys())) == (1, {"x": 1, "y": 2, "z": 3}, ["x", "y", "z"])
    assert "x" in r
    with pytest.raises(KeyError):
        r["nothing"]
    if not case.sequence:
        match r:
            case {"x": x}:
                assert x == 1
            case _:
                pytest.fail("no mapping pattern")


def check_use_dict(case):
    r = case.make(1, 2, 3)
    r.other = 5
    assert r.__dict__ == {"other": 5}


def check_use_weakref(case):
    r = case.make(1, 2, 3)
    assert weakref.ref(r)() is r


def check_gc(case):
    assert gc.is_tracked(case.make(1, 2, 3))
    r = case.make([], 2, 3)
    r.x.append(r)
    del r


def check_immutable_type(case):
    with pytest.raises(TypeError, match="immutable type"):
        case.cls.attribute = 1
    assert case.make(1, 2, 3).x == 1


def check_match(case):
    assert case.cls.__match_args__ == ("y", "x")
    P = case.cls
    match case.make(1, 2, 3):
        case P(a, b):
            assert (a, b) == (2, 1)
        case _:
            pytest.fail("no class pattern")


def check_copy_default(case):
    assert case.make(1, 2).z == THING
    assert case.make(1, 2).z is not THING
    assert case.make(1, 2).z is not case.make(1, 2).z


def check_nothing(case):
    assert case.make(1, 2, 3).z == 3


OPTIONS = {
    "readonly": ({"readonly": True}, check_readonly),
    "readonly names": ({"readonly": ("x",)}, check_readonly_names),
    "hashable": ({"hashable": True}, check_hashable),
    "cache_hash": ({"readonly": True, "cache_hash": True}, check_cache_hash),
    "eq": ({"eq": False}, check_eq_false),
    "order": ({"order": False}, check_order_false),
    "repr": ({"repr": False}, check_repr_false),
    "repr_omit_defaults": ({"repr_omit_defaults": True}, check_repr_omit_defaults),
    "kw_only": ({"kw_only": True}, check_kw_only),
    "iterable": ({"iterable": True}, check_iterable),
    "sequence": ({"sequence": True}, check_sequence),
    "mapping": ({"mapping": True}, check_mapping),
    "use_dict": ({"use_dict": True}, check_use_dict),
    "use_weakref": ({"use_weakref": True}, check_use_weakref),
    "gc": ({"gc": True}, check_gc),
    "immutable_type": ({"immutable_type": True}, check_immutable_type),
    "match": ({"match": ("y", "x")}, check_match),
    "copy_default": ({"copy_default": True}, check_copy_default),
    "fast_new": ({"fast_new": False}, check_nothing),
    "deep_dealloc": ({"deep_dealloc": True}, check_nothing),
}

#: The words in which two options are refused that cannot both be meant.
CONTRADICTIONS = {
    ("hashable", "eq"): "hashable=True contradicts eq=False",
    ("cache_hash", "eq"): "cache_hash=True contradicts eq=False",
    ("repr", "repr_omit_defaults"): "repr_omit_defaults=True contradicts repr=False",
}

#: Values of one keyword: no class can have both.
SAME_KEYWORD = {("readonly", "readonly names"), ("readonly names", "cache_hash")}

SPELLINGS = {"usedict": "use_dict", "weakref": "use_weakref", "assequence": "sequence"}


@pytest.mark.parametrize("way", FAMILIES)
@pytest.mark.parametrize("name", OPTIONS)
def test_alone(way, name):
    options, check = OPTIONS[name]
    check(Case(way, options))


@pytest.mark.parametrize("way", FAMILIES)
@pytest.mark.parametrize(("first", "second"), list(combinations(OPTIONS, 2)))
def test_in_pairs(way, first, second):
    if (first, second) in SAME_KEYWORD:
        return
    options = {**OPTIONS[first][0], **OPTIONS[second][0]}
    words = CONTRADICTIONS.get((first, second))
    if words is not None:
        with pytest.raises(TypeError, match=f"P: {words}"):
            Case(way, options)
        return
    if (first, second) == ("eq", "order"):
        Case(way, options)
        return
    for name in (first, second):
        OPTIONS[name][1](Case(way, options))


@pytest.mark.parametrize("old", SPELLINGS)
def test_older_spellings(old):
    check = OPTIONS[SPELLINGS[old]][1]
    check(Case("statement", {old: True}))
    with pytest.raises(TypeError, match="same option with two values"):
        Case("statement", {old: True, SPELLINGS[old]: False})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"eq": False, "order": True}, "P: order=True needs eq=True"),
        ({"cache_hash": True}, "P: cache_hash=True needs readonly=True"),
        ({"cache_hash": True, "readonly": ("x",)}, "P: cache_hash=True needs readonly=True"),
    ],
)
@pytest.mark.parametrize("way", FAMILIES)
def test_other_contradictions(way, options, words):
    with pytest.raises(TypeError, match=words):
        FAMILIES[way](**options)


def test_a_sequence_is_iterable():
    with pytest.raises(TypeError, match="P: a sequence is iterable"):
        Case("statement", {"sequence": True, "iterable": False})


def test_match_must_name_fields():
    for family in FAMILIES:
        with pytest.raises(ValueError, match="P: match names no field: 'q'"):
            FAMILIES[family](match="x q")
        assert FAMILIES[family](match=False).__match_args__ == ()
        assert FAMILIES[family](match=True).__match_args__ == NAMES


@pytest.mark.parametrize("name", [n for n in OPTIONS if n not in ("immutable_type", "match")])
def test_options_are_inherited(name):
    options, check = OPTIONS[name]
    base = datatype("B", (dataobject,), {"__annotations__": {"x": object}}, **options)

    class Heir(Case):
        def __init__(self):
            self.family, self.options = "statement", options
            rest = {"__annotations__": {"y": object, "z": object}, "z": THING}
            self.cls = datatype("P", (base,), rest)

    check(Heir())


@pytest.mark.parametrize(
    ("option", "check"),
    [
        ("eq", lambda P: P(1) == P(1)),
        ("order", lambda P: P(1) < P(2)),
        ("repr", lambda P: repr(P(1)) == "P(x=1)"),
        ("repr_omit_defaults", lambda P: repr(P(1)) == "P(x=1)"),
        ("kw_only", lambda P: P(1).x == 1),
        ("copy_default", lambda P: True),
    ],
)
def test_what_an_heir_can_decline(option, check):
    negated = option in ("eq", "order", "repr")
    given = {"__annotations__": {"x": object}}
    base = datatype("B", (dataobject,), {}, **{option: not negated})
    assert check(datatype("P", (base,), given, **{option: negated}))
    assert base.__options__[option] is not negated


@pytest.mark.parametrize(
    "option", ["gc", "use_dict", "use_weakref", "sequence", "mapping", "hashable"]
)
def test_what_an_heir_cannot_decline(option):
    base = datatype("B", (dataobject,), {}, **{option: True})
    with pytest.raises(TypeError, match=f"P: option '{option}' is on in a base"):
        datatype("P", (base,), {}, **{option: False})


def test_options_in_the_body():
    P = datatype("P", (dataobject,), {**body(), "__options__": {"sequence": True, "gc": True}})
    assert P(1, 2)[0] == 1
    assert P.__options__["gc"] is True
    P.__options__["gc"] = False
    assert P.__options__["gc"] is True
