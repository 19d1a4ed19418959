"""replace and update: values changed by name, in a new record or in place."""

import copy
import sys

import pytest

from recordclass import (
    Factory,
    Field,
    InitVar,
    RecordClass,
    dataobject,
    recordclass,
    replace,
    structclass,
    update,
)


class Plain(dataobject):
    x: int
    y: int = 0


class Steps(dataobject):
    x: int = Field(converter=int, alias="ex")
    scale: InitVar[int] = 2
    y: int = Field(0, kw_only=True)
    total: int = Field(0, init=False)

    def __post_init__(self, scale):
        self.total = self.x * scale


def test_replace_takes_the_steps():
    record = Steps("3")
    assert (record.x, record.total) == (3, 6)
    again = replace(record, x="4")
    assert (again.x, again.y, again.total) == (4, 0, 8)
    assert replace(record, scale=10).total == 30
    assert replace(record, y=9).y == 9
    with pytest.raises(TypeError, match="Steps: field 'total' has init=False"):
        replace(record, total=1)
    with pytest.raises(TypeError, match=r"Steps: got unexpected field names: \['ex'\]"):
        replace(record, ex=1)
    with pytest.raises(ValueError, match="invalid literal"):
        replace(record, x="four")


def test_init_vars_without_a_default_must_be_given():
    class Needs(dataobject):
        x: int
        v: InitVar[int]

        def __post_init__(self, v):
            pass

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'v'"):
        replace(Needs(1, 2), x=3)
    assert replace(Needs(1, 2), x=3, v=4).x == 3


def test_unset_fields_in_steps():
    record = Steps(1)
    del record.x
    with pytest.raises(AttributeError, match="'x'"):
        replace(record)
    assert replace(record, x=5).x == 5


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace() came with Python 3.13")
def test_copy_replace():
    assert copy.replace(Plain(1), y=5) == Plain(1, 5)
    with pytest.raises(TypeError, match="unexpected field names"):
        copy.replace(Plain(1), z=5)


def test_dunder_replace():
    assert Plain(1).__replace__(y=5) == Plain(1, 5)
    with pytest.raises(TypeError, match="takes no positional arguments"):
        Plain(1).__replace__(1)


def test_named_tuples_take_the_steps():
    class P(RecordClass):
        x: int = Field(converter=int)
        y: int = 0

        def __post_init__(self):
            self.y = self.x

    assert P("3")._replace(x="4") == (4, 4)
    assert P._make(["7", 1]) == (7, 7)
    with pytest.raises(TypeError, match="takes from 1 to 2 positional"):
        P._make([1, 2, 3])


def test_update_is_all_or_nothing():
    def small(record, field, value):
        if value > 9:
            raise ValueError(f"{field.name} is too large")

    class P(dataobject, readonly=("c",)):
        a: int
        b: int = Field(validator=small)
        c: int = 0

    record = P(1, 2)
    for changes, error in (
        ({"a": 5, "b": 10}, ValueError),
        ({"a": 5, "c": 1}, TypeError),
        ({"a": 5, "z": 1}, TypeError),
    ):
        with pytest.raises(error):
            update(record, **changes)
        assert repr(record) == "P(a=1, b=2, c=0)"
    update(record, a=5, b=9)
    update(record)
    assert repr(record) == "P(a=5, b=9, c=0)"


def test_update_heals_and_is_readonly_proof():
    record = Plain(1)
    del record.x
    update(record, x=3)
    assert record.x == 3
    frozen = recordclass("R", "x", readonly=True)(1)
    with pytest.raises(TypeError, match="does not support item assignment"):
        update(frozen, x=2)
    assert frozen.x == 1


def test_old_values_that_meddle():
    class Meddler:
        def __del__(self):
            record.y = "from del"

    record = Plain(Meddler(), 1)
    update(record, x=1, y=2)
    assert record.x == 1
    assert record.y in (2, "from del")


def test_no_references_are_lost():
    value = object()
    before = sys.getrefcount(value)
    record = Plain(value, value)
    for _ in range(5):
        replace(record, x=value)
        update(record, x=value)
        with pytest.raises(TypeError):
            replace(record, z=value)
        with pytest.raises(TypeError):
            update(record, z=value)
    del record
    assert sys.getrefcount(value) == before


def test_factories_do_not_run_for_values_that_stand():
    made = []

    class P(dataobject):
        x: int
        items: list = Field(default_factory=Factory(lambda: made.append(1) or []), kw_only=True)

    record = P(1)
    assert replace(record, x=2).items is record.items
    assert made == [1]


def test_replace_in_an_array_made_in_steps():
    """Fields without names below a named class: a copy, made by the steps as the array was."""
    seen = []

    class Array(structclass("Empty", "")):
        __fields__ = 3

        def __post_init__(self):
            seen.append(self[1])

    array = Array(1, 2, 3)
    assert array._replace() == array
    assert seen == [2, 2]
    with pytest.raises((TypeError, ValueError), match=r"unexpected field names: \['a'\]"):
        array._replace(a=1)


def test_replace_where_no_record_can_be_made():
    """A class may become abstract after records of it were made."""

    class Stepped(dataobject):
        x: int = 1

        def __post_init__(self):
            pass

    record = Stepped()
    assert replace(record, x=2).x == 2
    Stepped.__abstractmethods__ = frozenset({"read"})
    with pytest.raises(TypeError, match="abstract"):
        replace(record, x=2)
    del Stepped.__abstractmethods__
    assert replace(record, x=3).x == 3
