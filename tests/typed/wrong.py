"""Wrong uses, each of which a checker must report: an ignore that ignores nothing is an error."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    RecordClass,
    StructClass,
    as_dataclass,
    asdict,
    dataobject,
    fieldgetter,
    recordclass,
    replace,
    structclass,
)


class P(dataobject):
    x: int
    _: KW_ONLY
    y: str = ""


class Fixed(dataobject, frozen=True):
    x: int


class ByName(dataobject, kw_only=True):
    x: int = Field(0, alias="ex")


class Row(RecordClass):
    a: int
    b: str = ""


class Small(StructClass):
    a: int


@as_dataclass
class Plain:
    x: int


class BadDefault(dataobject):
    x: int = ""  # type: ignore[assignment]
    y: list[int] = Factory(dict)  # type: ignore[arg-type]


class BadOrder(dataobject):
    x: int = 0
    y: int  # type: ignore[misc]


P()  # type: ignore[call-arg]
P("1")  # type: ignore[arg-type]
P(1, "y")  # type: ignore[call-arg]
P(1, z=1)  # type: ignore[call-arg]
P(1).z  # type: ignore[attr-defined]
P(1).x = "text"  # type: ignore[assignment]
Fixed(1).x = 2  # type: ignore[misc]
ByName(1)  # type: ignore[call-arg]
ByName(x=1)  # type: ignore[call-arg]
Row("1")  # type: ignore[arg-type]
Row(1, 2, 3)  # type: ignore[call-arg,arg-type]
Row(1)._replaced  # type: ignore[attr-defined]
Small()  # type: ignore[call-arg]
Small(a="1")  # type: ignore[arg-type]
Plain("1")  # type: ignore[arg-type]
replace()  # type: ignore[call-arg]
asdict(P(1), dict_factory=1)  # type: ignore[arg-type]
Factory(1)  # type: ignore[call-overload]
Field(redonly=True)  # type: ignore[call-arg]
recordclass("R")  # type: ignore[call-arg]
recordclass("R", "x", redonly=True)  # type: ignore[call-arg]
structclass(1, "x")  # type: ignore[arg-type]
fieldgetter(P, "x")("no record")  # type: ignore[arg-type]
fieldgetter(P)  # type: ignore[call-overload]
fieldgetter(P, 1.5)  # type: ignore[call-overload]
