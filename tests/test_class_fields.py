"""Which fields a class has: descriptions checked by the core, and overriding a base's fields."""

import gc
import weakref

import pytest

from recordclass import Factory, Field, InitVar, dataobject, datatype
from recordclass._core import (
    FIELD_COPY,
    FIELD_FACTORY,
    FIELD_INIT_VAR,
    FIELD_NO_INIT,
    FIELD_READONLY,
    FIELD_SELF,
    MISSING,
    make_class,
)


class Info:
    """What the core asks of a Field."""

    alias = converter = validator = None
    repr = True

    def __init__(self, **given):
        vars(self).update(given)


def make(*fields, bases=(dataobject,), flags=0, **body):
    return make_class(datatype, ("P", bases, body, fields, -1, flags, None))


@pytest.mark.parametrize(
    ("info", "words"),
    [
        (Info(alias=1), "alias of field 'x' must be an identifier"),
        (Info(alias="a b"), "alias of field 'x' must be an identifier"),
        (Info(converter=1), "converter of field 'x' must be callable, not 'int'"),
        (Info(validator="v"), "validator of field 'x' must be callable, not 'str'"),
        (Info(repr=2.5), "repr of field 'x' must be callable, not 'float'"),
    ],
)
def test_info_is_checked(info, words):
    with pytest.raises(TypeError, match=words):
        make(("x", MISSING, 0, None, info))


@pytest.mark.parametrize("lacking", ["alias", "converter", "validator", "repr"])
def test_info_must_be_whole(lacking):
    class Part:
        alias = converter = validator = None
        repr = True

    delattr(Part, lacking)
    with pytest.raises(AttributeError, match=lacking):
        make(("x", MISSING, 0, None, Part()))
    with pytest.raises(AttributeError):
        make(("x", MISSING, 0, None, 1))


@pytest.mark.parametrize(
    ("default", "flags", "words"),
    [
        (MISSING, FIELD_FACTORY, "wrong description"),
        (MISSING, FIELD_COPY, "wrong description"),
        (list, FIELD_SELF, "wrong description"),
        (1, FIELD_FACTORY, "factory of field 'x' must be callable, not 'int'"),
        (1, FIELD_INIT_VAR | FIELD_NO_INIT, "InitVar 'x' is an argument and no field"),
        (1, FIELD_INIT_VAR | FIELD_READONLY, "InitVar 'x' is an argument and no field"),
        (list, FIELD_INIT_VAR | FIELD_FACTORY | FIELD_SELF, "InitVar 'x' is an argument"),
    ],
)
def test_flags_that_contradict(default, flags, words):
    with pytest.raises(TypeError, match=words):
        make(("x", default, flags, None))


def test_an_init_var_neither_converts_nor_validates():
    with pytest.raises(TypeError, match="InitVar 'x' is an argument and no field"):
        make(("x", MISSING, FIELD_INIT_VAR, None, Info(converter=int)))


def test_an_override_replaces_the_whole_field():
    class Base(dataobject):
        x: int = Field(1, repr=False, converter=int, alias="ex")
        y: int = 2

    class Heir(Base):
        x: int = 5

    assert repr(Heir()) == "Heir(x=5, y=2)"
    assert Heir(x="6").x == "6"
    record = Heir()
    record.x = "text"
    assert record.x == "text"
    assert Base(ex="3").x == 3


def test_an_override_can_bring_a_converter():
    class Base(dataobject, sequence=True):
        x: int
        y: int = 2

    class Heir(Base):
        x: int = Field(converter=int)

    record = Heir("4")
    record.x = "5"
    assert record.x == 5
    record[0] = "6"
    assert (record.x, record.y) == (6, 2)
    plain = Base("4")
    plain.x = "5"
    assert plain.x == "5"


def test_an_override_keeps_readonly_and_the_docstring():
    class Base(dataobject, readonly=("x",)):
        x: int = Field(1, doc="the first")

    class Heir(Base):
        x: int = 2

    assert Heir.__field_table__()[0][4] == "the first"
    record = Heir()
    with pytest.raises(AttributeError):
        record.x = 3
    assert record.x == 2


def test_init_var_and_field_do_not_change_places():
    class WithField(dataobject):
        x: int = 0

        def __post_init__(self, *given):
            pass

    class WithVar(dataobject):
        x: InitVar[int] = 0

        def __post_init__(self, *given):
            pass

    with pytest.raises(TypeError, match="'x' is a field in a base and an InitVar here"):
        datatype("Heir", (WithField,), {"__annotations__": {"x": InitVar[int]}, "x": 0})
    with pytest.raises(TypeError, match="'x' is an InitVar in a base and a field here"):
        datatype("Heir", (WithVar,), {"__annotations__": {"x": int}, "x": 0})


def test_init_vars_are_inherited_and_overridden():
    seen = []

    class Base(dataobject):
        a: int
        scale: InitVar[int] = 1
        b: int = 0

        def __post_init__(self, *given):
            seen.append(given)

    class Heir(Base):
        scale: InitVar[int] = 5
        more: InitVar[str] = "m"
        c: int = 9

    assert repr(Heir(1)) == "Heir(a=1, b=0, c=9)"
    assert repr(Heir(1, 2, 3, "n", 4)) == "Heir(a=1, b=3, c=4)"
    assert seen == [(5, "m"), (2, "n")]
    assert Heir.__fields__ == ("a", "b", "c")
    with pytest.raises(ValueError, match="duplicate"):
        make(("x", 1, FIELD_INIT_VAR, None), ("x", 1, FIELD_INIT_VAR, None))


def test_wide_classes_with_init_vars():
    names = [f"f{i}" for i in range(40)]
    body = {
        "__annotations__": {"scale": InitVar[int]} | dict.fromkeys(names, int),
        "__post_init__": lambda self, scale: setattr(self, "f0", scale),
    }
    P = datatype("P", (dataobject,), body)
    record = P(7, **{name: i for i, name in enumerate(names)})
    assert record.f0 == 7
    assert record.f39 == 39
    with pytest.raises(TypeError, match="unexpected keyword argument 'f40'"):
        P(7, f40=1)


def test_wide_classes_override_and_refuse_as_narrow_ones_do():
    """More names than are looked through one by one: those of an index."""
    names = [f"f{i}" for i in range(40)]
    wide = [(name, i, 0, None) for i, name in enumerate(names)]
    Base = make(*wide, ("v", 1, FIELD_INIT_VAR, None), __post_init__=print)
    Heir = make(("f30", "own", 0, "text"), ("more", 5, 0, None), bases=(Base,))
    assert Heir.__field_table__()[30][:3] == ("f30", Base.__field_table__()[30][1], "own")
    assert [row[0] for row in Heir.__field_table__()] == [*names, "more"]
    assert make(("v", 2, FIELD_INIT_VAR, None), bases=(Base,)).__parameter_table__()[40][2] == 2
    with pytest.raises(ValueError, match="duplicate field name: 'f7'"):
        make(*wide, ("f7", 1, 0, None))
    with pytest.raises(ValueError, match="duplicate field name: 'v'"):
        make(*wide, *[("v", 1, FIELD_INIT_VAR, None)] * 2)
    with pytest.raises(TypeError, match="'f7' is a field in a base and an InitVar here"):
        make(("f7", 1, FIELD_INIT_VAR, None), bases=(Base,))
    with pytest.raises(TypeError, match="'v' is an InitVar in a base and a field here"):
        make(("v", 1, 0, None), bases=(Base,))


def test_what_a_program_gave_does_not_keep_the_class():
    def make_and_drop():
        kept = []

        class P(dataobject):
            x: list = Factory(lambda: kept)
            y: int = Field(
                1,
                converter=lambda v: (kept, v)[1],
                validator=lambda *given: kept,
                repr=lambda v: str(kept),
            )

        kept.append(P)
        assert P().x is kept
        return weakref.ref(P)

    gone = make_and_drop()
    gc.collect()
    assert gone() is None
