"""The standard library, serialisers and rich take records over dataobject as dataclasses."""

import copy
import dataclasses
import gc
import subprocess
import sys
import weakref

import pytest

from recordclass import (
    Factory,
    Field,
    InitVar,
    arrayclass,
    dataobject,
    datatype,
    make_dataclass,
    memoryslots,
    recordclass,
    structclass,
)
from recordclass._core import dataclass_fields


class Point(dataobject):
    x: int
    y: int = 0


class Line(dataobject):
    start: Point
    ends: list = []
    label: str = Field("", repr=False, kw_only=True, metadata={"unit": "m"})


def test_fields():
    fields = dataclasses.fields(Line)
    assert fields == dataclasses.fields(Line(Point(1)))
    assert [(f.name, f.type) for f in fields] == [("start", Point), ("ends", list), ("label", str)]
    assert all(isinstance(f, dataclasses.Field) for f in fields)
    assert fields[0].default is dataclasses.MISSING is fields[0].default_factory
    assert fields[1].default_factory() == []
    assert fields[1].default_factory() is not fields[1].default_factory()
    label = fields[2]
    assert (label.default, label.repr, label.kw_only, label.compare) == ("", False, True, True)
    assert label.metadata == {"unit": "m"}
    assert [f.name for f in dataclasses.fields(structclass("S", "a b"))] == ["a", "b"]
    assert [f.name for f in dataclasses.fields(make_dataclass("D", "a b"))] == ["a", "b"]


def test_asdict_and_astuple_go_deep():
    line = Line(Point(1), [Point(2, 3)], label="l")
    assert dataclasses.asdict(line) == {
        "start": {"x": 1, "y": 0},
        "ends": [{"x": 2, "y": 3}],
        "label": "l",
    }
    assert dataclasses.astuple(line) == ((1, 0), [(2, 3)], "l")


def test_replace():
    assert dataclasses.replace(Point(1, 2), y=5) == Point(1, 5)
    with pytest.raises(TypeError, match="z"):
        dataclasses.replace(Point(1, 2), z=5)


def test_who_is_a_dataclass():
    for one in (Point, Point(1), structclass("S", "a"), type("Heir", (Point,), {})):
        assert dataclasses.is_dataclass(one)
    for one in (
        dataobject,
        memoryslots,
        recordclass("R", "a"),
        arrayclass("A", 2),
        Point.__class__,
    ):
        assert not dataclasses.is_dataclass(one)


def test_an_heir_has_fields_of_its_own():
    class Space(Point):
        z: int = 1

    assert [f.name for f in dataclasses.fields(Point)] == ["x", "y"]
    assert [f.name for f in dataclasses.fields(Space)] == ["x", "y", "z"]
    assert "__dataclass_fields__" in vars(Space)


def test_init_vars_are_no_fields():
    class Square(dataobject):
        side: float
        scale: InitVar[float] = 1.0

        def __post_init__(self, scale):
            self.side *= scale

    assert [f.name for f in dataclasses.fields(Square)] == ["side"]
    assert list(Square.__dataclass_fields__) == ["side", "scale"]
    assert dataclasses.replace(Square(2.0), scale=3.0).side == 6.0


def test_a_default_that_needs_the_record():
    class Basket(dataobject):
        owner: str
        label: str = Factory(lambda basket: basket.owner, takes_self=True)

    with pytest.raises(TypeError, match=r"Basket: the default of 'label' needs the record"):
        dataclasses.fields(Basket)[1].default_factory()


def test_a_dataclass_below_a_record_is_told_the_options():
    class Fixed(dataobject, readonly=True, eq=True):
        x: int

    assert Fixed.__dataclass_params__.frozen is True
    assert Point.__dataclass_params__.frozen is False
    with pytest.raises(TypeError, match="cannot inherit non-frozen dataclass from a frozen one"):
        dataclasses.dataclass(type("Below", (Fixed,), {}))


def test_what_the_body_says_wins():
    class Own(dataobject):
        __dataclass_fields__ = {}
        x: int

    assert dataclasses.fields(Own) == ()


def test_the_view_is_one_object_with_a_name():
    assert vars(Point)["__dataclass_fields__"] is dataclass_fields
    assert copy.deepcopy(dataclass_fields) is dataclass_fields
    with pytest.raises(AttributeError, match="'int' is no record class"):
        dataclass_fields.__get__(1)
    with pytest.raises(AttributeError, match="'type' is no record class"):
        dataclass_fields.__get__(int, type)
    with pytest.raises(AttributeError, match="'memoryslots' is no record class with named"):
        dataclass_fields.__get__(None, memoryslots)


def test_a_class_that_was_asked_dies():
    class Node(dataobject):
        next: object = None

    Node.__annotations__["next"] = Node
    assert dataclasses.fields(Node)[0].type is Node
    gone = weakref.ref(Node)
    del Node
    gc.collect()
    assert gone() is None


def test_dataclasses_is_imported_when_asked_for():
    program = """
import sys
from recordclass import dataobject
class P(dataobject):
    x: int
P(1)
assert 'dataclasses' not in sys.modules
P.__dataclass_fields__
assert 'dataclasses' in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_rich_repr():
    class Secret(dataobject):
        name: str
        key: str = Field("", repr=False)
        size: int = Field(0, repr=lambda n: f"{n} bytes")

    name, size = Secret("a", "k", 3).__rich_repr__()
    assert name == ("name", "a")
    assert (size[0], repr(size[1])) == ("size", "3 bytes")
    assert recordclass("R", "x y")(1, 2).__rich_repr__() == [("x", 1), ("y", 2)]
    assert arrayclass("A", 2)((1, 2), 3).__rich_repr__() == [((1, 2),), (3,)]
    assert memoryslots(1).__rich_repr__() == [(1,)]
    unset = Point(1, 2)
    del unset.x
    assert unset.__rich_repr__() == [("y", 2)]


def test_rich_repr_leaves_a_repr_of_ones_own_alone():
    class Own(dataobject):
        x: int

        def __repr__(self):
            return "mine"

    assert Own(1).__rich_repr__() is None


def test_rich_prints_it():
    pretty = pytest.importorskip("rich.pretty")
    line = Line(Point(1), [Point(2, 3)], label="hidden")
    assert pretty.pretty_repr(line) == "Line(start=Point(x=1, y=0), ends=[Point(x=2, y=3)])"
    assert pretty.pretty_repr(line, max_width=30).splitlines() == [
        "Line(",
        "    start=Point(x=1, y=0),",
        "    ends=[Point(x=2, y=3)]",
        ")",
    ]


def test_msgspec_writes_it():
    json = pytest.importorskip("msgspec").json
    line = Line(Point(1), [Point(2, 3)], label="l")
    assert json.encode(line) == b'{"start":{"x":1,"y":0},"ends":[{"x":2,"y":3}],"label":"l"}'


def test_orjson_writes_it():
    orjson = pytest.importorskip("orjson")
    line = Line(Point(1), [Point(2, 3)], label="l")
    assert orjson.loads(orjson.dumps(line)) == {
        "start": {"x": 1, "y": 0},
        "ends": [{"x": 2, "y": 3}],
        "label": "l",
    }


@pytest.mark.parametrize("owner", [5, "x", (), None])
def test_owners_that_are_no_classes(owner):
    with pytest.raises(TypeError):
        dataclass_fields.__get__(None, owner)


def test_owners_that_are_no_records():
    for owner in (int, memoryslots, arrayclass("A", 2)):
        with pytest.raises(AttributeError):
            dataclass_fields.__get__(None, owner)


def test_pydantic_asks_a_class_that_is_not_complete():
    seen = []

    class Meta(datatype):
        def mro(cls):
            with pytest.raises(TypeError, match="class 'P' is not complete"):
                cls.__get_pydantic_core_schema__(cls, None)
            seen.append(cls)
            return super().mro()

    class P(dataobject, metaclass=Meta):
        x: int

    assert seen
