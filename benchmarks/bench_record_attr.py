"""Fields by name: read, written, all six in turn."""

from .operation import Measure, Operation

_NAMES = "abcdef"

MEASURES: tuple[Measure, ...] = (
    Operation("get", "get by name", tuple(f"x = r.{name}" for name in _NAMES), check="x == f"),
    Operation(
        "set",
        "set by name",
        tuple(f"r.{name} = {name}" for name in _NAMES),
        check="values_of(r) == values",
    ),
)
