"""Construction: by position, by keyword, from defaults, from a list; and what the loop costs."""

from .operation import Measure, Operation

MEASURES: tuple[Measure, ...] = (
    Operation(
        "loop",
        "the loop itself, with x = a",
        tuple(f"x = {name}" for name in "abcdef"),
        check="x == f",
    ),
    Operation("new", "construct by position", ("x = $new",), check="values_of(x) == values"),
    Operation("new_kw", "construct by keyword", ("x = $new_kw",), check="values_of(x) == values"),
    Operation(
        "new_defaults",
        "construct, half from defaults",
        ("x = $new_defaults",),
        check="values_of(x) == values",
        variant="defaults",
    ),
    Operation(
        "make",
        "construct from a list",
        ("x = $make",),
        check="values_of(x) == values",
        setup="items = list(values)",
    ),
)
