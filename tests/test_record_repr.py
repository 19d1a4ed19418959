"""repr() of records."""

from __future__ import annotations

import sys

import pytest

from recordclass import Factory, Field, dataobject, recordclass


def test_items_and_names(every_family):
    assert repr(every_family(1, "two", None)) == every_family.text("1", "'two'", "None")


def test_no_items(family):
    assert repr(family()) == f"{family.cls(0).__name__}()"


def test_one_item(family):
    assert repr(family([1])) == family.text("[1]")


def test_str_and_format_are_the_repr(family):
    r = family(1, 2)
    assert str(r) == f"{r}" == family.text("1", "2")


def test_many_fields(family):
    values = [str(i) for i in range(100)]
    assert repr(family(*range(100))) == family.text(*values)


def test_unset(writable_family):
    r = writable_family(1, 2, 3)
    writable_family.unset(r, 1)
    assert repr(r) == writable_family.text("1", "<unset>", "3")
    writable_family.unset(r, 0)
    writable_family.unset(r, 2)
    assert repr(r) == writable_family.text("<unset>", "<unset>", "<unset>")


def test_inside_itself(writable_family):
    r = writable_family(1, 2)
    name = type(r).__name__
    writable_family.set(r, 1, r)
    assert repr(r) == writable_family.text("1", f"{name}(...)")
    writable_family.set(r, 0, [r])
    assert repr(r) == writable_family.text(f"[{name}(...)]", f"{name}(...)")
    # the guard is taken away again
    writable_family.set(r, 0, 1)
    writable_family.set(r, 1, 2)
    assert repr(r) == writable_family.text("1", "2")


def test_inside_a_list_of_its_own(family):
    values = []
    r = family(values)
    values.append(r)
    assert repr(r) == family.text(f"[{type(r).__name__}(...)]")
    assert repr(values) == f"[{family.text('[...]', cls=type(r))}]"
    values.clear()


def test_twice_in_one_record(family):
    inner = family(0)
    assert repr(family(inner, inner)) == family.text(family.text("0"), family.text("0"))


def test_deep_nesting(nodict_noweakref_family):
    family = nodict_noweakref_family
    r = family(None)
    for _ in range(50_000):
        r = family(r)
    with pytest.raises(RecursionError):
        repr(r)
    assert repr(family(1)) == family.text("1")


def test_nesting_that_fits(family):
    text, r = "None", family(None)
    for _ in range(50):
        text, r = family.text(text), family(r)
    assert repr(r) == family.text(text)


def test_error_in_a_value(family):
    class Broken:
        def __repr__(self):
            raise ZeroDivisionError("no repr")

    r = family(1, Broken())
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="no repr"):
            repr(r)


def test_value_without_a_str(family):
    class NoText:
        def __repr__(self):
            return 1

    with pytest.raises(TypeError, match="__repr__ returned non-string"):
        repr(family(NoText()))


def test_value_with_a_str_subclass(family):
    class Text(str):
        __slots__ = ()

    class Value:
        def __repr__(self):
            return Text("<value>")

    assert repr(family(Value())) == family.text("<value>")


def test_value_that_unsets_and_sets(writable_family):
    family = writable_family

    class Meddler:
        def __repr__(self):
            family.unset(r, 0)
            family.set(r, 1, "new")
            family.unset(r, 2)
            return "meddler"

    r = family(Meddler(), "old", "gone")
    assert repr(r) == family.text("meddler", "'new'", "<unset>")


def test_not_ascii(family):
    assert repr(family("ß\U0001f600")) == family.text("'ß\U0001f600'")


def test_names_not_ascii():
    cls = recordclass("Größe", "länge straße")
    assert repr(cls(1, 2)) == "Größe(länge=1, straße=2)"


def test_renamed_class(sized_family):
    cls = sized_family.make(1, typename="Before")
    cls.__name__ = "After"
    assert repr(cls(1)) == sized_family.text("1", cls=cls)
    assert repr(cls(1)).startswith("After(")


def test_subclass(family):
    class Sub(family.cls(2)):
        pass

    assert repr(Sub(1, 2)) == family.text("1", "2", cls=Sub)


def test_subclass_with_more_fields():
    base = recordclass("Base", "a")

    class Sub(base):
        __fields__ = ("b",)

    assert repr(Sub(1, 2)) == "Sub(a=1, b=2)"


def test_own_repr_wins(family):
    cls = family.make(1, typename="Own", namespace={"__repr__": lambda self: "own"})
    assert repr(cls(1)) == str(cls(1)) == "own"


def test_nested_class_shows_its_name_only(family):
    cls = family.make(1, typename="Inner", namespace={"__qualname__": "Outer.Inner"})
    if family.can("named"):
        assert repr(cls(1)) == "Inner(x=1)"
    else:
        assert repr(cls(1)) == "Inner(1)"


def test_memory_is_not_kept(family):
    value = object()
    r = family(value)
    before = sys.getrefcount(value)
    for _ in range(10):
        repr(r)
    assert sys.getrefcount(value) == before


def test_a_fields_own_repr_must_give_a_string():
    class Shown(dataobject):
        x: object = Field(repr=len)

    with pytest.raises(TypeError, match="repr of field 'x' must return a string, not 'int'"):
        repr(Shown("abc"))


@pytest.mark.parametrize("made", [list, dict, set])
def test_an_empty_container_is_what_its_factory_makes(made):
    class Omits(dataobject, repr_omit_defaults=True):
        x: object
        y: object = Factory(made)

    full = made([(1, 2)])
    assert repr(Omits(1)) == "Omits(x=1)"
    assert repr(Omits(1, full)) == f"Omits(x=1, y={full!r})"
    assert repr(Omits(1, ())) == "Omits(x=1, y=())"
