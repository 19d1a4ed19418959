"""What type checkers must accept, and what they must make of it; `make lint` has mypy read it."""

from __future__ import annotations

from dataclasses import InitVar  # pyright knows it by this import alone; the package's is the same
from typing import assert_type

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    RecordClass,
    StructClass,
    as_dataclass,
    asdict,
    astuple,
    dataobject,
    fields,
    litetuple,
    make,
    replace,
    update,
)


class Point(dataobject, readonly=True, sequence=True, eq=False):
    x: int
    y: int = 0
    scale: InitVar[float] = 1.0
    _: KW_ONLY
    tags: list[str] = Factory(list)
    note: str = Field(default="", repr=False, kw_only=True)

    def __post_init__(self, scale: float) -> None:
        pass

    def double(self) -> int:
        return self.x * 2


class Named(RecordClass):
    a: int
    b: str = "b"


class Struct(StructClass):
    a: int


@as_dataclass(gc=True)
class Adapted:
    x: int


point = Point(1, 2, 3.0, tags=["t"], note="n")
assert_type(point.x, int)
assert_type(point.tags, list[str])
assert_type(point.double(), int)
assert_type(replace(point, x=3), Point)
assert_type(make(Named, [1]), Named)
assert_type(Point.from_rows([(1, 2), [3]]), list[Point])
assert_type(Named.from_rows(zip([1], ["b"], strict=True)), list[Named])
assert_type(Named(1, b="x").b, str)
assert_type(Struct(1).a, int)
assert_type(Adapted(x=1).x, int)
assert_type(len(litetuple(1, 2)), int)
update(Named(1), a=2)
Point("1")  # type: ignore[arg-type]
Point(1, 2, 3.0, ["t"])  # type: ignore[call-arg]
Named()  # type: ignore[call-arg]
Named.from_rows([1])  # type: ignore[list-item]
print(asdict(point)["x"], astuple(point)[0], fields(Point)[0].name)
