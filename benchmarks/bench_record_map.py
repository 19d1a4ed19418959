"""A record and the mapping it stands for: asdict, and its siblings astuple, replace and update."""

from .operation import Measure, Operation

MEASURES: tuple[Measure, ...] = (
    Operation("asdict", "asdict", ("x = $asdict",), check="x == dict(zip('abcdef', values))"),
    Operation("astuple", "astuple", ("x = $astuple",), check="type(x) is tuple and x == values"),
    Operation(
        "replace",
        "replace one field",
        ("x = $replace",),
        check="values_of(x) == (z, *values[1:]) and values_of(r) == values",
        setup="z = 'new'",
    ),
    Operation(
        "update",
        "change two fields in place",
        ("$update",),
        check="values_of(r) == (z, z, *values[2:])",
        setup="z = 'new'",
    ),
)
