"""Classes made without type.__new__: they are what type.__new__ would have made.

The model is type.__new__ itself, which makes a class whose body does not say ``__module__``.  Which
of the two has made a class is seen in its ``tp_doc``, which only type.__new__ sets.
"""

from __future__ import annotations

import copy
import ctypes
import gc
import pickle
import platform
import struct
import sys
import types
import weakref

import pytest

from recordclass import (
    RecordClass,
    StructClass,
    dataobject,
    datatype,
    make_dataclass,
    memoryslots,
    recordclass,
    structclass,
)

pytestmark = pytest.mark.skipif(
    struct.calcsize("P") != 8 or platform.python_implementation() != "CPython",
    reason="reads type objects as CPython lays them out in 64 bits",
)

#: Whether this interpreter lets plain classes be made by hand.
BY_HAND = sys.version_info < (3, 14) and getattr(sys, "_is_gil_enabled", lambda: True)()

#: Words of PyTypeObject, as the documentation lists its fields.
WORDS = """refcnt type size name basicsize itemsize dealloc vectorcall_offset getattr setattr
as_async repr as_number as_sequence as_mapping hash call str getattro setattro as_buffer flags doc
traverse clear richcompare weaklistoffset iter iternext methods members getset base dict descr_get
descr_set dictoffset init alloc new free is_gc bases mro cache subclasses weaklist del version_tag
finalize vectorcall""".split()

#: Those that differ between any two classes.
OWN = {
    *("refcnt", "name", "doc", "members", "dict", "base", "bases", "mro", "cache", "subclasses"),
    *("weaklist", "version_tag"),
    *("as_async", "as_number", "as_sequence", "as_mapping", "as_buffer"),
}

#: Pointers in the tables for async, number, sequence, mapping and buffer together.
TABLES = 4 + 36 + 10 + 3 + 2

VALID_VERSION_TAG = 1 << 19


def debug_words():
    """How many words a build that lists all objects puts in front."""
    return 2 if hasattr(sys, "getobjects") else 0


def words_of(cls):
    size = type(cls).__basicsize__ // 8
    words = struct.unpack(f"{size}P", ctypes.string_at(id(cls), 8 * size))
    return words[debug_words() :]


def slots_of(cls):
    """What stands in a type object, by name, without what is a class's own."""
    words = words_of(cls)
    found = {name: word for name, word in zip(WORDS, words, strict=False) if name not in OWN}
    found["flags"] &= ~VALID_VERSION_TAG
    start = (words[WORDS.index("as_async")] - id(cls)) // 8 - debug_words()
    assert start > WORDS.index("vectorcall")
    found.update((f"table {i}", words[start + i]) for i in range(TABLES))
    return found


def by_hand(cls):
    """Whether a class with a docstring was made without type.__new__."""
    assert cls.__doc__
    return words_of(cls)[WORDS.index("doc")] == 0


def shares_keys(base):
    """Whether type.__new__ gives the heirs of a class the keys that their dicts share."""
    return sys.version_info < (3, 12) and base.__dictoffset__ != 0


def both(name, bases, body, **options):
    """Make a class by hand, once its kind is known, and the same by type.__new__."""
    body = {"__doc__": "A class.", **body}
    model = datatype(name, bases, dict(body), **options)
    assert not by_hand(model)
    for _ in range(2):
        plain = datatype(name, bases, {"__module__": __name__, **body}, **options)
    assert by_hand(plain) == (BY_HAND and not shares_keys(bases[0]))
    return plain, model


XY = {"__annotations__": {"x": "int", "y": "int"}}
NAMED = {"__attrs__": ("x", "y")}
STRUCT = {"_fields": ("x", "y")}
KINDS = {
    "dataobject": ((dataobject,), XY, {}),
    "no fields": ((dataobject,), {"__fields__": ()}, {}),
    "array": ((dataobject,), {"__fields__": 3}, {}),
    "sequence": ((dataobject,), XY, {"sequence": True}),
    "iterable": ((dataobject,), XY, {"iterable": True}),
    "mapping": ((dataobject,), XY, {"mapping": True}),
    "sequence, mapping": ((dataobject,), XY, {"sequence": True, "mapping": True}),
    "hashable": ((dataobject,), XY, {"hashable": True}),
    "readonly": ((dataobject,), XY, {"readonly": True, "sequence": True}),
    "frozen field": ((dataobject,), XY, {"readonly": ("x",)}),
    "cache_hash": ((dataobject,), XY, {"readonly": True, "cache_hash": True}),
    "eq=False": ((dataobject,), XY, {"eq": False}),
    "order=False": ((dataobject,), XY, {"order": False}),
    "gc": ((dataobject,), XY, {"gc": True}),
    "room": ((dataobject,), XY, {"use_dict": True, "use_weakref": True}),
    "all room": ((dataobject,), XY, {"use_dict": True, "use_weakref": True, "gc": True}),
    "kw_only": ((dataobject,), XY, {"kw_only": True}),
    "default": ((dataobject,), {**XY, "y": 2}, {}),
    "named": ((memoryslots,), NAMED, {}),
    "named, gc": ((memoryslots,), NAMED, {"gc": True}),
    "named, mapping": ((memoryslots,), NAMED, {"mapping": True}),
    "named, readonly": ((memoryslots,), NAMED, {"readonly": True}),
    "named, hashable": ((memoryslots,), NAMED, {"hashable": True}),
    "named, room": ((memoryslots,), NAMED, {"use_dict": True, "use_weakref": True}),
    "unsized": ((memoryslots,), {}, {}),
    "unsized, gc": ((memoryslots,), {}, {"gc": True, "use_dict": False}),
    "struct": ((dataobject,), STRUCT, {"sequence": True}),
    "struct, mapping": ((dataobject,), STRUCT, {"sequence": True, "mapping": True}),
    "method": ((dataobject,), {**XY, "total": lambda self: self.x + self.y, "count": len}, {}),
}


def dict_of(cls):
    """The class's dict, in order; what differs between two classes by its kind."""
    return [
        (name, type(value) if hasattr(type(value), "__get__") else value)
        for name, value in vars(cls).items()
        if name != "__module__"
    ]


def assert_alike(plain, model):
    assert slots_of(plain) == slots_of(model)
    assert dict_of(plain) == dict_of(model)
    assert plain.__mro__[1:] == model.__mro__[1:]
    assert (plain.__bases__, plain.__base__) == (model.__bases__, model.__base__)
    assert (plain.__name__, plain.__qualname__) == (model.__name__, model.__qualname__)
    assert (plain.__doc__, plain.__text_signature__) == (model.__doc__, model.__text_signature__)
    assert plain.__options__ == model.__options__
    assert plain.__field_table__() == model.__field_table__()
    for name, value in vars(plain).items():
        owner = getattr(value, "__objclass__", plain)
        assert owner is plain, name
        qualname = getattr(value, "__qualname__", "") if owner is plain else ""
        assert qualname == getattr(vars(model)[name], "__qualname__", ""), name


@pytest.mark.parametrize("kind", KINDS)
def test_slots_and_dict_are_those_of_type_new(kind):
    bases, body, options = KINDS[kind]
    assert_alike(*both("P", bases, body, **options))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "array"])
def test_heirs(kind):
    bases, body, options = KINDS[kind]
    base, _ = both("Base", bases, body, **options)
    assert_alike(*both("Heir", (base,), {"__doc__": "An heir."}))
    more = {"__attrs__": ("z",)} if bases == (memoryslots,) else {"__annotations__": {"z": "int"}}
    if "unsized" not in kind and "_fields" not in body and "y" not in body:
        assert_alike(*both("Heir", (base,), {**more, "__doc__": "An heir."}))


def special(self, *args):
    return NotImplemented


SPECIAL = [
    *("__add__", "__mul__", "__getitem__", "__setitem__", "__len__", "__iter__", "__contains__"),
    *("__eq__", "__lt__", "__hash__", "__repr__", "__call__", "__init__", "__new__", "__del__"),
    *("__getattr__", "__getattribute__", "__setattr__", "__get__", "__set__", "__next__"),
    *("__bool__", "__index__", "__matmul__", "__await__", "__enter__", "__format__"),
]


@pytest.mark.parametrize("kind", ["dataobject", "struct", "named"])
@pytest.mark.parametrize("name", SPECIAL)
@pytest.mark.parametrize("later", [False, True], ids=["in the body", "later"])
def test_heirs_of_a_class_with_special_methods(kind, name, later):
    bases, body, options = KINDS[kind]
    own = {} if later else {name: special}
    base = datatype("Base", bases, {"__module__": __name__, **body, **own}, **options)
    if later:
        setattr(base, name, special)
    else:
        assert not by_hand(base)
    plain, model = both("Heir", (base,), {"__doc__": "An heir."})
    assert_alike(plain, model)
    heir, model = both("Heir", (plain,), {"__doc__": "An heir's heir."})
    assert_alike(heir, model)


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_a_base_reaches_its_heirs(kind):
    bases, body, options = KINDS[kind]
    base, model = both("Base", bases, body, **options)
    heir = datatype("Heir", (base,), {"__module__": __name__, "__doc__": "An heir."})
    likewise = datatype("Heir", (model,), {"__doc__": "An heir."})
    assert by_hand(heir) == (BY_HAND and not shares_keys(base))
    assert not by_hand(likewise)
    for name in ("__len__", "__getitem__", "__hash__", "__add__", "__repr__", "__init__"):
        for cls in (base, model):
            setattr(cls, name, special)
        assert slots_of(base) == slots_of(model), name
        assert slots_of(heir) == slots_of(likewise), name
    for name in ("__len__", "__getitem__", "__hash__", "__add__", "__repr__", "__init__"):
        for cls in (base, model):
            delattr(cls, name)
        assert slots_of(base) == slots_of(model), name
        assert slots_of(heir) == slots_of(likewise), name


# -- which classes are plain --


def made(body, bases=(dataobject,), **options):
    """Make a class of a kind that is known; say whether it was made by hand."""
    full = {"__module__": __name__, "__annotations__": {"x": "int"}, "__doc__": "A class."}
    for _ in range(2):
        cls = datatype("P", bases, {**full, **body}, **options)
    return cls, by_hand(cls)


@pytest.mark.parametrize(
    "name", [*SPECIAL, "__class_getitem__", "__set_name__", "__own__", "__sizeof__", "__reduce__"]
)
def test_a_special_method_in_the_body_needs_type_new(name):
    assert not made({name: special})[1]


def test_other_things_in_a_body_do_not():
    body = {
        "method": special,
        "_hidden": 1,
        "constant": None,
        "_P__mangled": [1],
        "static": staticmethod(special),
        "by_class": classmethod(special),
        "__post_init__": special,
        "__match_args__": (),
        "__orig_bases__": (dataobject,),
        "__firstlineno__": 3,
    }
    assert not made({**body, "__private": 2})[1]  # looks like a special name at its start
    cls, plain = made(body)
    assert plain == BY_HAND
    assert cls(1).method() is NotImplemented
    assert cls.static(1) is cls.by_class() is NotImplemented
    assert cls._P__mangled == [1]


def test_everyday_classes_are_plain():
    for _ in range(2):

        class Point(dataobject):
            """A point."""

            x: float
            y: float = 0.0

            def length(self):
                return (self.x**2 + self.y**2) ** 0.5

        class Named(RecordClass):
            x: int

        class Struct(StructClass):
            x: int

        found = [
            *(Point, Named, Struct, recordclass("P", "x y"), structclass("P", "x y")),
            *(recordclass("P", "x y", [1]), structclass("P", "x y", readonly=True)),
            *(make_dataclass("P", "x y"), make_dataclass("P", [("x", int)], sequence=True)),
        ]
    assert [by_hand(cls) for cls in found] == [BY_HAND] * len(found)
    assert Point(3.0, 4.0).length() == 5.0
    assert Point.__qualname__ == "test_everyday_classes_are_plain.<locals>.Point"
    assert Point.length.__qualname__ == Point.__qualname__ + ".length"


def test_set_name_is_called():
    seen = []

    class Named:
        def __set_name__(self, owner, name):
            seen.append((owner, name, owner(1).x))

    cls, plain = made({"one": Named()})
    assert not plain
    assert seen[-1] == (cls, "one", 1)


def test_set_name_of_a_property():
    class P(dataobject):
        """A class."""

        x: int

        nothing = property()

        @property
        def double(self):
            return 2 * self.x

    assert P(2).double == 4
    with pytest.raises(AttributeError, match=r"property 'nothing' of '.*P' object"):
        P(2).nothing  # __set_name__ has told it its name


def test_init_subclass_is_called():
    seen = []

    class Base(dataobject):
        def __init_subclass__(cls, word=None):
            seen.append((cls, word, cls(1).x))

    cls, plain = made({}, (Base,))
    assert not plain
    assert seen[-1] == (cls, None, 1)
    cls, plain = made({}, (Base,), word="w")
    assert seen[-1] == (cls, "w", 1)

    class Later(dataobject):
        y: int

    assert made({}, (Later,))[1] == BY_HAND
    Later.__init_subclass__ = classmethod(lambda cls: seen.append(cls))
    cls, plain = made({}, (Later,))
    assert not plain
    assert seen[-1] is cls


def test_super_and_class_in_methods():
    class P(dataobject):
        """A class."""

        x: int

        def who(self):
            return __class__, super().__repr__()

    assert not by_hand(P)
    assert P(1).who() == (P, "P(x=1)")


def test_names():
    assert made({"__qualname__": "Outer.P"})[0].__qualname__ == "Outer.P"
    assert "__qualname__" not in vars(made({"__qualname__": "Outer.P"})[0])
    assert made({})[0].__qualname__ == "P"
    with pytest.raises(TypeError, match="__qualname__ must be a str"):
        made({"__qualname__": 1})

    class Text(str):
        __slots__ = ()

    assert made({"__qualname__": Text("Outer.P")})[0].__qualname__ == "Outer.P"
    body = {"__module__": "m", "__annotations__": {"x": int}}
    assert datatype("Größe", (dataobject,), body)(1).x == 1
    with pytest.raises(ValueError, match="null character"):
        datatype("P\0", (dataobject,), body)
    cls, plain = made({})
    assert plain == BY_HAND
    cls.__name__ = cls.__qualname__ = "Q"
    assert repr(cls) == f"<class '{__name__}.Q'>"
    assert repr(cls(1)) == "Q(x=1)"
    cls, plain = made({"Größe": 1})
    assert (plain, cls.Größe) == (False, 1)


@pytest.mark.parametrize("make", [str, lambda text: "".join(list(text))], ids=["kept", "new"])
def test_names_are_known_by_their_letters(make):
    """A name in a body that a program has put together is not the one string that there is."""
    made({})
    with pytest.raises(TypeError, match="__qualname__ must be a str"):
        made({make("__qualname__"): 1})
    with pytest.raises(UnicodeEncodeError):
        datatype("P", (dataobject,), {"__module__": "m", make("__doc__"): "\ud800"})
    signed = "P(x, /)\n--\n\nA class."
    cls = datatype("P", (dataobject,), {"__module__": "m", make("__doc__"): signed})
    assert cls.__text_signature__ == "(x, /)"
    cls = datatype("P", (dataobject,), {"__module__": "m", make("__qualname__"): "Outer.P"})
    assert cls.__qualname__ == "Outer.P"
    cls = datatype("P", (dataobject,), {"__module__": "m", make("_recordclass_finish"): 1})
    assert not hasattr(cls, "_recordclass_finish")
    assert cls().__class__ is cls


def test_module():
    made({})
    cls = datatype("P", (dataobject,), {"__annotations__": {"x": int}})
    assert cls.__module__ == __name__
    assert made({"__module__": "elsewhere"})[0].__module__ == "elsewhere"
    assert made({"__module__": None})[0].__module__ is None


def test_docstrings():
    signed = "P(x, /)\n--\n\nA class."
    cls, plain = made({"__doc__": signed})
    assert not plain
    assert cls.__text_signature__ == "(x, /)"
    assert made({"__doc__": "Größe"})[0].__doc__ == "Größe"
    with pytest.raises(UnicodeEncodeError):
        made({"__doc__": "\ud800"})
    cls, plain = made({})
    cls.__doc__ = "Another text."
    assert cls.__doc__ == "Another text."


def test_other_metaclasses_and_keywords():
    class Meta(datatype):
        pass

    body = {"__module__": __name__, "__doc__": "A class.", "__annotations__": {"x": int}}
    for _ in range(2):
        cls = Meta("P", (dataobject,), body)
    assert not by_hand(cls)

    class Mixin:
        def method(self):
            return self.x

    cls, plain = made({}, (Mixin, dataobject))
    assert (plain, cls(1).method()) == (False, 1)


def test_a_metaclass_with_an_mro_of_its_own():
    seen = []

    class Meta(datatype):
        def mro(cls):
            seen.append(cls)
            with pytest.raises(TypeError):
                cls(1)
            return super().mro()

    body = {"__module__": __name__, "__doc__": "A class.", "__annotations__": {"x": int}}
    for _ in range(2):
        cls = Meta("P", (dataobject,), body)
    assert seen[-1] is cls
    assert not by_hand(cls)
    assert cls(1).x == 1


# -- what programs do with them --


@pytest.mark.parametrize("kind", ["dataobject", "all room"])
def test_class_assignment(kind):
    bases, body, options = KINDS[kind]
    base, strange = both("P", bases, body, **options)
    plain, model = both("P", (base,), {})
    for one, another in ((plain, model), (model, plain), (base, plain), (plain, base)):
        record = one(1, 2)
        record.__class__ = another
        assert (type(record), record.x, record.y) == (another, 1, 2)
    wider, _ = both("P", (base,), {"__annotations__": {"z": "int"}})
    for one, another in ((base, strange), (strange, base), (base, wider), (wider, model)):
        record = one(*range(len(one.__field_table__())))
        with pytest.raises(TypeError, match="object layout differs"):
            record.__class__ = another


def test_descriptors_are_the_class_s_own():
    first = [structclass("A", "x y") for _ in range(2)][1]
    second = structclass("B", "x y")
    for name in ("__getitem__", "__len__", "__contains__", "index", "_replace", "x"):
        assert vars(first)[name] is not vars(second)[name]
        assert vars(first)[name].__objclass__ is first
        assert repr(vars(first)[name]).endswith(" of 'A' objects>")
    with pytest.raises(TypeError, match="'__getitem__' requires a 'A' object"):
        vars(first)["__getitem__"](second(1, 2), 0)
    with pytest.raises(TypeError):
        vars(first)["x"].__get__(second(1, 2))


def test_a_hash_of_another_record_class_is_not_inherited():
    """A class with its own ``==`` and no hash asked for has none, wherever the base's is from."""
    hashed, _ = both("Hashed", (dataobject,), XY, hashable=True)
    base, _ = both("Base", (dataobject,), XY)
    base.__hash__ = vars(hashed)["__hash__"]
    for module in ({}, {"__module__": __name__}, {"__module__": __name__}):
        heir = datatype("Heir", (base,), {"__doc__": "An heir.", **module})
        assert heir.__hash__ is None
        with pytest.raises(TypeError, match="unhashable type: 'Heir'"):
            hash(heir(1, 2))


def test_they_are_listed_and_die():
    class Base(dataobject):
        x: int

    for _ in range(2):
        heir = datatype("Heir", (Base,), {"__module__": __name__})
    assert heir in Base.__subclasses__()
    assert gc.is_tracked(heir)
    alive = weakref.ref(heir)
    records = [heir(1) for _ in range(10)]
    del heir
    gc.collect()
    assert alive() is type(records[0])
    del records
    gc.collect()
    assert alive() is None
    assert Base.__subclasses__() == []


def test_pickle_and_copy():
    found = [Kept(1, [2]), KeptStruct(1, [2]), KeptNamed(1, [2])]
    for record in found:
        assert pickle.loads(pickle.dumps(record)) == record
        assert copy.deepcopy(record) == record
        assert type(copy.copy(record)) is type(record)


for _ in range(2):

    class Kept(dataobject):
        x: int
        y: list

    KeptStruct = structclass("KeptStruct", "x y")
    KeptNamed = recordclass("KeptNamed", "x y")


def test_type_objects_of_many_classes_do_not_share_tables():
    one, other = structclass("A", "x"), structclass("B", "x")
    one.__len__ = lambda self: 7
    assert (len(one(1)), len(other(1)), len(structclass("C", "x")(1))) == (7, 1, 1)
    del one.__getitem__
    assert other(1)[0] == 1
    assert isinstance(vars(structclass("C", "x"))["__getitem__"], types.WrapperDescriptorType)
