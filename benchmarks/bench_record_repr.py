"""repr."""

from .operation import Measure, Operation

MEASURES: tuple[Measure, ...] = (
    Operation("repr", "repr", ("x = repr(r)",), check="repr(a) in x and repr(f) in x"),
)
