"""What users write, as checkers must understand it: inheritance, generics, factories, functions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar, assert_type

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    RecordClass,
    StructClass,
    abcdatatype,
    as_dataclass,
    as_record,
    asdict,
    astuple,
    clone,
    dataobject,
    datastruct,
    fieldgetter,
    fields,
    is_record,
    join_classes,
    make_arrayclass,
    make_dataclass,
    make_dictclass,
    memoryslots,
    mutabletuple,
    recordclass,
    replace,
    structclass,
)

T = TypeVar("T")


class Base(dataobject):
    limit: ClassVar[int] = 10
    name: str
    size: int = 0


class Heir(Base, gc=True, use_dict=True):
    size: int = 5
    tags: list[str] = Field(default_factory=list)
    owner: str = Factory(lambda record: str(record.name), takes_self=True)

    @property
    def label(self) -> str:
        return f"{self.name} {self.size}"

    @classmethod
    def of(cls, name: str) -> Heir:
        return cls(name)


class Fixed(dataobject, frozen=True):
    x: int
    y: int = 0


class ByName(dataobject, kw_only=True, order=False):
    x: int
    y: int = Field(0, alias="why")


class Marked(dataobject):
    x: int
    _: KW_ONLY
    y: int = 0


class Box(dataobject, Generic[T]):
    content: T

    def items(self) -> Iterator[T]:
        yield self.content


class Row(RecordClass, mapping=True):
    a: int
    b: str = ""


class Small(StructClass):
    a: int
    b: str = ""


class Struct(datastruct):
    x: float


class Shape(dataobject, metaclass=abcdatatype):
    name: str

    @abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    side: float = 1.0

    def area(self) -> float:
        return self.side**2


class Own(dataobject):
    x: int

    def __init__(self, text: str) -> None:
        super().__init__(int(text))


@as_dataclass
class Plain:
    x: int
    y: int = 0


@as_record
def Size(width: int, height: int = 1) -> None: ...


heir = Heir("n", 1, ["t"])
assert_type(heir.name, str)
assert_type(heir.owner, str)
assert_type(heir.label, str)
assert_type(Heir.of("n"), Heir)
assert_type(Heir.limit, int)
assert_type(replace(heir, size=2), Heir)
assert_type(clone(heir), Heir)
assert_type(Fixed(1).x, int)
assert_type(ByName(x=1, why=2).y, int)
assert_type(Marked(1, y=2).y, int)
assert_type(Box(1).content, int)
assert_type(Box[str]("a").content, str)
assert_type(Struct(1.0).x, float)
assert_type(Square("s", 2.0).area(), float)
assert_type(Own("1").x, int)
assert_type(Plain(1).y, int)
assert_type(asdict(heir), dict[str, Any])
assert_type(astuple(heir), tuple[Any, ...])
print(heir < Heir("m"), heir == heir, fields(Heir)[0].name, fields(heir)[0].type, is_record(heir))

by_size = fieldgetter(Heir, "size")
sized: fieldgetter[Base, int] = fieldgetter(Base, "size")
assert_type(by_size, fieldgetter[Heir, Any])
assert_type(fieldgetter(Heir, "size", -1)(heir), tuple[Any, Any])
assert_type(fieldgetter(Heir, 0, 1, 2)(heir), tuple[Any, Any, Any])
assert_type(fieldgetter(Heir, 0, 1, 2, "owner")(heir), tuple[Any, ...])
print(sorted([heir, Heir("m")], key=by_size), max([heir], key=fieldgetter(Base, "name", "size")))
print(list(map(sized, [heir])), fieldgetter[Heir, str])

row = Row(1, b="x")
assert_type(row.a, int)
assert_type(row._replace(a=2), Row)
assert_type(Row._make([1, "b"]), Row)
assert_type(row._asdict(), dict[str, Any])
assert_type(len(row), int)
assert_type(row[1:], memoryslots)
row[0] = 5
for value in row:
    print(value)
small = Small(1)
assert_type(small._replace(a=2), Small)
print(Row._fields, Row._field_defaults, Small._fields)

match heir:
    case Heir(name, size):
        assert_type(name, str)
        assert_type(size, int)

# What a function makes is a class of which a checker knows no fields.
Point = recordclass("Point", "x y", defaults=[0], readonly=["x"], gc=True)
point = Point(1, y=2)
point.y = point.x + point[1]
Pair = structclass("Pair", [("a", int), ("b", str)], module=__name__)
Pair(1, "b").a.bit_length()
Made = make_dataclass("Made", {"x": int}, {"x": 1}, sequence=True)
made: Sequence[Any] = Made()
Vector = make_arrayclass("Vector", 3)
Vector(1, 2)[0] = 5
Keyed = make_dictclass("Keyed", "a b")
print(Keyed(1, 2)["a"], join_classes("Joined", [Pair, structclass("S", "c")])(1, 2, 3).c, made[0])
Size(1, height=2)
print(mutabletuple(1, 2)[0])
