"""The copy module, on records of atomic values."""

from .operation import Measure, Operation

_SAME = "x is not r and type(x) is type(r) and values_of(x) == values"

MEASURES: tuple[Measure, ...] = (
    Operation("copy", "copy.copy", ("x = copy(r)",), check=_SAME, setup="from copy import copy"),
    Operation(
        "deepcopy",
        "copy.deepcopy",
        ("x = deepcopy(r)",),
        check=_SAME,
        setup="from copy import deepcopy",
    ),
)
