"""How a class comes to be: what code sees on the way, which bases fit, what may change later."""

from __future__ import annotations

import gc
import itertools
import sys

import pytest

from recordclass import (
    _core,
    dataobject,
    datatype,
    join_classes,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)


@pytest.fixture(params=[recordclass, structclass], ids=["recordclass", "structclass"])
def factory(request):
    return request.param


# -- code that runs while the class is made --


def test_init_subclass_runs_once_on_a_complete_class():
    seen = []

    class Base(dataobject):
        def __init_subclass__(cls, /, tag=None, **kwargs):
            super().__init_subclass__(**kwargs)
            record = cls(1, y=2)
            seen.append((cls.__name__, tag, record.x, record.y, cls.__fields__, repr(record)))
            assert cls.x.__get__(record) == 1
            assert sys.getsizeof(record) == cls.__basicsize__

    class P(Base, tag="t"):
        x: int
        y: int

    assert seen == [("P", "t", 1, 2, ("x", "y"), "P(x=1, y=2)")]

    class Q(P):
        z: int = 3

    assert seen[1:] == [("Q", None, 1, 2, ("x", "y", "z"), "Q(x=1, y=2, z=3)")]


def test_init_subclass_below_a_named_tuple(factory):
    seen = []

    class Base(factory("R", "x")):
        def __init_subclass__(cls, /, **kwargs):
            seen.append((cls.__name__, kwargs, cls(1)[0], cls._make([2]).x))

    class P(Base, flavour="sweet"):
        pass

    assert seen == [("P", {"flavour": "sweet"}, 1, 2)]


def test_options_do_not_reach_init_subclass():
    seen = []

    class Base(dataobject):
        def __init_subclass__(cls, **kwargs):
            seen.append(kwargs)

    class P(Base, sequence=True, readonly=True, gc=True, use_dict=True, mine=1):
        x: int

    assert seen == [{"mine": 1}]


def test_unknown_keyword_is_refused():
    with pytest.raises(TypeError, match=r"^P: unknown options: \['colour'\]$"):

        class P(dataobject, colour="red"):
            x: int


def test_init_subclass_that_raises():
    class Base(dataobject):
        def __init_subclass__(cls):
            raise KeyError("mine")

    for _ in range(3):
        with pytest.raises(KeyError, match="mine"):

            class P(Base):
                x: int

    gc.collect()
    assert Base.__subclasses__() == []


class Named:
    """Remembers what it sees in __set_name__."""

    def __set_name__(self, owner, name):
        self.name = name
        self.record = owner(1)
        self.fields = owner.__fields__


def test_set_name_sees_a_complete_class():
    class P(dataobject):
        x: int
        named = Named()

    assert P.named.name == "named"
    assert P.named.record == P(1)
    assert P.named.fields == ("x",)


def test_set_name_that_raises():
    class Bad:
        def __set_name__(self, owner, name):
            raise LookupError("mine")

    with pytest.raises((LookupError, RuntimeError)) as caught:

        class P(dataobject):
            x: int
            bad = Bad()

    error = caught.value
    assert isinstance(error, LookupError) or isinstance(error.__cause__, LookupError)


def test_set_name_that_swaps_the_class_dict_about():
    class Meddler:
        def __set_name__(self, owner, name):
            owner.added = name
            del owner.gone

    class P(dataobject):
        x: int
        gone = 1
        meddler = Meddler()

    assert P.added == "meddler"
    assert not hasattr(P, "gone")
    assert P(1).x == 1


def test_nothing_of_the_making_is_left_in_the_class(family):
    cls = family.make()
    assert not [name for name in vars(cls) if "finish" in name]


def test_body_may_not_hold_the_finisher():
    """The finisher of one class cannot complete another, kept or stolen."""
    stolen = []

    class Thief(datatype):
        def __new__(meta, name, bases, namespace, **kwargs):
            return super().__new__(meta, name, bases, namespace, **kwargs)

    class Spy:
        def __set_name__(self, owner, name):
            stolen.extend(
                value for key, value in vars(owner).items() if type(value).__name__ == "finisher"
            )

    class P(dataobject, metaclass=Thief):
        spy = Spy()
        x: int

    for value in [*stolen, *(o for o in gc.get_objects() if type(o).__name__ == "finisher")]:
        with pytest.raises(TypeError):
            value.__set_name__(P, "x")
    assert P(1).x == 1


@pytest.mark.parametrize("value", [1, None, Named, lambda *a: None])
def test_body_with_the_finishers_name(value):
    class P(dataobject):
        _recordclass_finish = value
        x: int

    assert P(1).x == 1


def test_class_cell_and_super_without_arguments():
    class P(dataobject):
        x: int

        def who(self):
            return __class__, super().__repr__()

    class Q(P):
        def who(self):
            return (__class__, *super().who())

        @classmethod
        def make(cls):
            return super().__new__(cls, 7)

    assert P(1).who() == (P, "P(x=1)")
    assert Q(1).who() == (Q, P, "Q(x=1)")
    assert Q.make().x == 7


def test_super_in_every_family(factory):
    class P(factory("R", "x y")):
        def __new__(cls, x):
            return super().__new__(cls, x, 2 * x)

        def __repr__(self):
            return "<" + super().__repr__() + ">"

        def __eq__(self, other):
            return super().__eq__(other)

        def __getitem__(self, i):
            return super().__getitem__(i)

        def __setitem__(self, i, value):
            super().__setitem__(i, value)

        def __setattr__(self, name, value):
            super().__setattr__(name, value)

        def _replace(self, **kwargs):
            return super()._replace(**kwargs)

    p = P(1)
    assert repr(p) == "<P(x=1, y=2)>"
    assert p == P(1)
    assert p[1] == 2
    p[1] = 5
    p.x = 4
    assert (p[0], p[1]) == (4, 5)
    assert p._replace(x=0)[0] == 0


def test_special_methods_of_the_body_win():
    class P(dataobject, sequence=True, mapping=True, hashable=True):
        x: int

        def __len__(self):
            return 77

        def __iter__(self):
            return iter("iter")

        def __getitem__(self, i):
            return ("item", i)

        def __contains__(self, value):
            return value == "in"

        def __hash__(self):
            return 42

        def __eq__(self, other):
            return other == "equal"

        def __repr__(self):
            return "repr"

        def __bool__(self):
            return False

        def keys(self):
            return ["k"]

    p = P(1)
    assert len(p) == 77
    assert list(p) == list("iter")
    assert p[3] == ("item", 3)
    assert "in" in p
    assert "out" not in p
    assert hash(p) == 42
    assert p == "equal"
    assert p != 1
    assert repr(p) == "repr"
    assert not p
    assert p.keys() == ["k"]


# -- mixins --


class Plain:
    def hello(self):
        return "hello"


class Slotless:
    __slots__ = ()

    def hello(self):
        return "hello"


class WithSlot:
    __slots__ = ("slot",)


class WithWeakref:
    __slots__ = ("__weakref__",)


class WithDict:
    __slots__ = ("__dict__",)


def roots():
    yield "memoryslots", memoryslots
    yield "dataobject", dataobject
    yield "recordclass", recordclass("R", "x y")
    yield "structclass", structclass("R", "x y")
    yield "arrayclass", make_arrayclass("R", 2)


ROOTS = dict(roots())


@pytest.fixture(params=ROOTS)
def root(request):
    return ROOTS[request.param]


def body(root):
    return {"__annotations__": {"x": int, "y": int}} if root is dataobject else {}


@pytest.mark.parametrize("first", [True, False], ids=["mixin first", "mixin last"])
@pytest.mark.parametrize("mixin", [Plain, Slotless])
def test_mixin(root, mixin, first):
    P = datatype("P", (mixin, root) if first else (root, mixin), body(root))
    p = P(1, 2)
    assert p.hello() == "hello"
    assert isinstance(p, mixin)
    assert repr(p).startswith("P(")
    assert p == P(1, 2)


@pytest.mark.parametrize("first", [True, False], ids=["mixin first", "mixin last"])
@pytest.mark.parametrize("mixin", [WithWeakref, WithDict])
def test_mixin_with_dict_or_weakref(root, mixin, first):
    try:
        P = datatype("P", (mixin, root) if first else (root, mixin), body(root))
    except TypeError:
        return
    for _ in range(100):
        p = P(1, 2)
        try:
            p.other = 1
        except AttributeError:
            pass
        try:
            import weakref

            weakref.ref(p)
        except TypeError:
            pass
        assert p == P(1, 2)
        del p


@pytest.mark.parametrize("first", [True, False], ids=["mixin first", "mixin last"])
@pytest.mark.parametrize("mixin", [WithSlot, int, list, tuple, dict, str, Exception, type])
def test_mixin_with_layout_is_refused(root, mixin, first):
    with pytest.raises(TypeError):
        datatype("P", (mixin, root) if first else (root, mixin), body(root))


def test_mixin_with_dict_of_the_program_keeps_records_compact():
    class P(Plain, dataobject):
        x: int

    assert sys.getsizeof(P(1)) == dataobject.__basicsize__ + 8
    with pytest.raises(AttributeError):
        P(1).other = 1


@pytest.mark.parametrize(
    "base", [bool, type(None), type(lambda: 0), memoryslots.__iter__.__class__]
)
def test_final_bases_are_refused(base):
    with pytest.raises(TypeError):
        datatype("P", (dataobject, base), {})


# -- __class__ and __bases__ assigned --


def many_classes():
    """Classes of all families, among which some pairs look alike from outside."""
    classes = [memoryslots, dataobject]
    for factory in (recordclass, structclass):
        for options in (
            {},
            {"gc": True},
            {"use_dict": True},
            {"use_weakref": True},
            {"use_dict": True, "use_weakref": True},
            {"readonly": True},
            {"hashable": True},
        ):
            classes += [factory("R", fields, **options) for fields in ("", "x", "x y", "u v w")]
        base = factory("B", "x y")
        frozen = factory("F", "x y", readonly=True)
        for b in (base, frozen):
            classes += [
                datatype("H", (b,), {}),
                datatype("H", (b,), {"__slots__": ()}),
                datatype("H", (Plain, b), {}),
                datatype("H", (b,), {"__fields__": ("z",)}),
            ]
        classes.append(join_classes("J", [base, factory("C", "z")]))
    for options in ({}, {"gc": True}, {"use_dict": True}):
        classes += [make_arrayclass("A", n, **options) for n in (0, 1, 2, 3)]
        classes += [
            datatype("D", (dataobject,), {"__annotations__": dict.fromkeys(names, int)}, **options)
            for names in ("", "x", "xy", "uvw")
        ]
        if "use_dict" not in options:
            classes += [datatype("M", (memoryslots,), {}, **options)]
            classes += [datatype("M", (memoryslots,), {"__slots__": ()}, **options)]
    classes += [object, int, list, tuple, Plain, Slotless, WithSlot, WithDict, WithWeakref]
    return classes


def build_one(cls):
    table = getattr(cls, "__field_table__", None)
    if table is None:
        return cls()
    rows = table()
    n = 3 if rows is None else len(rows)
    return cls(*([object()] * n))


def layout_of(cls):
    """What must be the same for an instance to change from one class to the other."""
    rows = cls.__field_table__()
    return (
        cls.__basicsize__,
        cls.__itemsize__,
        cls.__dictoffset__,
        cls.__weakrefoffset__,
        None if rows is None else len(rows),
        bool(cls.__flags__ & (1 << 14)),  # known to the collector
        issubclass(cls, memoryslots),
    )


def test_class_assignment_among_all_families():
    classes = many_classes()
    n_allowed = 0
    wrong = []
    for old, new in itertools.product(classes, repeat=2):
        if not isinstance(old, datatype) and not isinstance(new, datatype):
            continue
        record = build_one(old)
        try:
            record.__class__ = new
        except TypeError:
            assert type(record) is old
            continue
        assert isinstance(old, datatype)
        assert isinstance(new, datatype)
        assert type(record) is new
        if layout_of(old) != layout_of(new):
            wrong.append((old, layout_of(old), new, layout_of(new)))
            continue
        repr(record)
        assert sys.getsizeof(record) == sys.getsizeof(build_one(new))
        del record
        n_allowed += 1
    assert wrong == []
    assert n_allowed >= len([cls for cls in classes if isinstance(cls, datatype)]) - 2
    gc.collect()


def test_class_assignment_to_an_heir(factory):
    R = factory("R", "x y")
    Heir = datatype("Heir", (R,), {"__slots__": (), "double": lambda self: 2 * self.x})
    record = R(1, 2)
    record.__class__ = Heir
    assert type(record) is Heir
    assert record.double() == 2
    record.__class__ = R
    assert record == R(1, 2)


def test_bases_assignment_among_all_families():
    classes = many_classes()
    n_allowed = 0
    for old, new in itertools.product(classes, repeat=2):
        if not isinstance(old, datatype):
            continue
        heir = datatype("Heir", (old,), {})
        record = build_one(heir)
        before = layout_of(heir)
        try:
            heir.__bases__ = (new,)
        except TypeError:
            assert heir.__bases__ == (old,)
        else:
            n_allowed += 1
        assert layout_of(heir) == before
        repr(record)
        assert record == record
        build_one(heir)
        sys.getsizeof(record)
        try:
            record.__class__ = new
        except TypeError:
            pass
        del record, heir
    assert n_allowed >= 1
    gc.collect()


def test_bases_assignment_that_adds_a_mixin(factory):
    R = factory("R", "x y")

    class Heir(R):
        pass

    record = Heir(1, 2)
    try:
        Heir.__bases__ = (Slotless, R)
    except TypeError:
        pass
    else:
        assert record.hello() == "hello"
    assert (Heir(3, 4).x, record.y) == (3, 2)


def test_bases_of_a_plain_class_cannot_become_records():
    class P(Plain):
        pass

    for cls in many_classes():
        if isinstance(cls, datatype):
            with pytest.raises(TypeError):
                P.__bases__ = (cls,)


def test_a_class_that_is_not_complete_says_so():
    """Only a metaclass's mro() sees such a class."""
    seen = []

    class Early(type(dataobject)):
        def mro(cls):
            for name in ("__options__", "__defaults__", "__orig_bases__"):
                with pytest.raises(TypeError, match="class 'X' is not complete"):
                    getattr(cls, name)
                seen.append(name)
            with pytest.raises(TypeError):
                cls.__dict__["_recordclass_finish"].__set_name__()
            return super().mro()

    cls = Early("X", (dataobject,), {"__annotations__": {"a": int}})
    assert seen == ["__options__", "__defaults__", "__orig_bases__"]
    assert repr(cls(1)) == "X(a=1)"


def test_a_class_that_is_being_completed_is_no_base_and_makes_no_records():
    """The truth of __abstractmethods__ is asked for while it is not complete yet."""
    seen, said = [], []

    class Early(datatype):
        def mro(cls):
            seen.append(cls)
            return super().mro()

    class Truth:
        def __bool__(self):
            description = ("Heir", (seen[0],), {}, None, -1, 0, None)
            for act in (
                lambda: _core.make_class(datatype, description),
                seen[0],
                lambda: dataobject.__new__(seen[0], 1),
                lambda: seen[0].__options__,
            ):
                with pytest.raises(TypeError) as caught:
                    act()
                said.append(str(caught.value))
            return False

    fields = (("x", 1, 0, None),)
    namespace = {"__abstractmethods__": Truth()}
    cls = _core.make_class(Early, ("X", (dataobject,), namespace, fields, -1, 0, None))
    assert said == ["Heir: base 'X' is not complete"] + ["class 'X' is not complete"] * 3
    assert repr(cls(1)) == "X(x=1)"


def test_a_metaclass_that_takes_the_completion_away():
    class Thief(datatype):
        def mro(cls):
            del cls._recordclass_finish
            return super().mro()

    with pytest.raises(TypeError, match="X: the record class was not completed"):
        Thief("X", (dataobject,), {"__annotations__": {"a": int}})
