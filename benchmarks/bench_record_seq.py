"""A record as a sequence: by index, in a loop, unpacked, sliced, searched."""

from .operation import Measure, Operation

_NAMES = "abcdef"

MEASURES: tuple[Measure, ...] = (
    Operation("get_i", "get by index", tuple(f"x = r[{i}]" for i in range(6)), check="x == f"),
    Operation(
        "set_i",
        "set by index",
        tuple(f"r[{i}] = {name}" for i, name in enumerate(_NAMES)),
        check="values_of(r) == values",
    ),
    Operation("iterate", "for v in r", ("for x in r:\n    pass",), check="x == f"),
    Operation(
        "unpack",
        "unpack into six names",
        ("u, v, w, x, y, z = r",),
        check="(u, v, w, x, y, z) == values",
    ),
    Operation("slice", "slice of four", ("x = r[1:5]",), check="tuple(x) == values[1:5]"),
    Operation("contains", "in, the last", ("x = f in r",), check="x is True"),
    Operation("len", "len", ("x = len(r)",), check="x == 6"),
)
