"""Records as pydantic takes them: validated from dicts and JSON, written as such."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recordclass import (
    KW_ONLY,
    Factory,
    Field,
    InitVar,
    arrayclass,
    dataobject,
    recordclass,
)

pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")


class Point(dataobject):
    x: int
    y: float = 0.5
    tags: list[str] = []


class Line(dataobject, gc=True):
    start: Point
    ends: list[Point] = Factory(list)
    _: KW_ONLY
    label: str = Field(default="", alias="name")


class Scaled(dataobject):
    side: float
    double: float = Field(init=False)
    scale: InitVar[int] = 1

    def __post_init__(self, scale):
        self.side *= scale
        self.double = 2 * self.side


def test_from_python():
    adapter = pydantic.TypeAdapter(Point)
    point = adapter.validate_python({"x": "3", "tags": ("a", "b")})
    assert (type(point), point) == (Point, Point(3, 0.5, ["a", "b"]))
    assert adapter.validate_python(point) is point
    assert adapter.validate_python({"x": 1}).tags is not adapter.validate_python({"x": 1}).tags


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, ("x",)),
        ({"x": "no"}, ("x",)),
        ({"x": 1, "z": 2}, ("z",)),
        ({"x": 1, "tags": [2]}, ("tags", 0)),
    ],
)
def test_errors_name_the_field(given, where):
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(Point).validate_python(given)
    assert any(error["loc"][-len(where) :] == where for error in caught.value.errors())


def test_json_both_ways():
    adapter = pydantic.TypeAdapter(Line)
    line = adapter.validate_json('{"start": {"x": 1}, "ends": [{"x": 2, "y": 3}], "name": "l"}')
    assert line == Line(Point(1), [Point(2, 3.0)], name="l")
    assert json.loads(adapter.dump_json(line)) == {
        "start": {"x": 1, "y": 0.5, "tags": []},
        "ends": [{"x": 2, "y": 3.0, "tags": []}],
        "label": "l",
    }
    assert set(adapter.json_schema()["$defs" if "$defs" in adapter.json_schema() else "properties"])


def test_init_vars_and_fields_that_are_no_arguments():
    adapter = pydantic.TypeAdapter(Scaled)
    scaled = adapter.validate_python({"side": 2, "scale": "3"})
    assert (scaled.side, scaled.double) == (6.0, 12.0)
    with pytest.raises(pydantic.ValidationError, match="double"):
        adapter.validate_python({"side": 2, "double": 1})
    assert adapter.dump_python(scaled) == {"side": 6.0, "double": 12.0}


def test_in_a_model():
    class Model(pydantic.BaseModel):
        point: Point
        row: Any = None

    model = Model.model_validate({"point": {"x": 1}})
    assert model.point == Point(1)
    assert Model(point=model.point).point is model.point
    assert model.model_dump() == {"point": {"x": 1, "y": 0.5, "tags": []}, "row": None}


def test_named_tuples_and_arrays():
    row = recordclass("Row", [("a", int), ("b", int)])
    assert pydantic.TypeAdapter(row).validate_python({"a": "1", "b": 2}) == row(1, 2)
    with pytest.raises(TypeError, match="pydantic needs named fields, which 'A' has not"):
        pydantic.TypeAdapter(arrayclass("A", 2))


def test_a_class_can_say_otherwise():
    class Own(dataobject):
        x: int

        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            return handler.generate_schema(int)

    assert pydantic.TypeAdapter(Own).validate_python("7") == 7
