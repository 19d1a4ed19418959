"""Assignment to fields that convert or validate: no path goes round them."""

import pytest

from recordclass import Field, dataobject, datatype, itemgetset


def positive(record, field, value):
    if value < 0:
        raise ValueError(f"{type(record).__name__}.{field.name} must be positive: {value}")


class P(dataobject, sequence=True, mapping=True):
    x: int = Field(converter=int, validator=positive)
    y: int = 0


def by_name(record, value):
    record.x = value


def by_setattr(record, value):
    object.__setattr__(record, "x", value)


def by_descriptor(record, value):
    P.x.__set__(record, value)


def by_index(record, value):
    record[0] = value


def by_negative_index(record, value):
    record[-2] = value


def by_slice(record, value):
    record[:] = [value, record.y]


def by_key(record, value):
    record["x"] = value


def by_position(record, value):
    itemgetset(0).__set__(record, value)


WAYS = [
    by_name,
    by_setattr,
    by_descriptor,
    by_index,
    by_negative_index,
    by_slice,
    by_key,
    by_position,
]


@pytest.mark.parametrize("assign", WAYS)
def test_every_way_converts_and_validates(assign):
    record = P(1)
    assign(record, "5")
    assert record.x == 5
    with pytest.raises(ValueError, match=r"P\.x must be positive: -5"):
        assign(record, "-5")
    with pytest.raises(ValueError, match="invalid literal"):
        assign(record, "five")
    assert (record.x, record.y) == (5, 0)


def test_delete_and_heal():
    record = P(1)
    del record.x
    assert repr(record) == "P(x=<unset>, y=0)"
    for again in (lambda: record.x, lambda: delattr(record, "x")):
        with pytest.raises(AttributeError):
            again()
    record.x = "3"
    assert record.x == 3


def test_readonly_fields_convert_once():
    body = {"__annotations__": {"x": int}, "x": Field(converter=int, readonly=True)}
    R = datatype("R", (dataobject,), body)
    record = R("4")
    for change in (lambda: setattr(record, "x", 5), lambda: delattr(record, "x")):
        with pytest.raises(AttributeError):
            change()
    assert record.x == 4


def test_a_validator_that_changes_the_record():
    def meddle(record, field, value):
        if value == "go on":
            record.y = value
            record.x = "from inside"

    body = {"__annotations__": {"x": object, "y": object}, "x": Field(validator=meddle), "y": 0}
    M = datatype("M", (dataobject,), body)
    record = M(1)
    record.x = "go on"
    assert (record.x, record.y) == ("go on", "go on")


def test_a_validator_without_a_field_object():
    from recordclass._core import MISSING, make_class

    class Info:
        alias = converter = None
        repr = True

        @staticmethod
        def validator(record, field, value):
            seen.append(field)

    seen = []
    info = Info()
    C = make_class(
        datatype, ("C", (dataobject,), {}, (("x", MISSING, 0, None, info),), -1, 0, None)
    )
    C(1)
    assert seen == [info]


def test_docstring_of_such_a_field():
    body = {"__annotations__": {"x": int}, "x": Field(converter=int, doc="to the right")}
    D = datatype("D", (dataobject,), body)
    assert D.x.__doc__ == "to the right"
