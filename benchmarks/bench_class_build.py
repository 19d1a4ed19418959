"""Making a class of six fields: by the factory, and by a class statement."""

from .operation import Measure, Operation

MEASURES: tuple[Measure, ...] = (
    Operation(
        "class_factory",
        "class by factory",
        ("x = $factory",),
        check="isinstance(x, type)",
        unroll=False,
        unit="us",
    ),
    Operation("class_statement", "class by statement", ("$statement",), unroll=False, unit="us"),
)
