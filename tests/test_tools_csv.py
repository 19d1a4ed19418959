"""CSV files as records, and records as CSV files."""

from __future__ import annotations

import datetime
import gc
import io
import weakref

import pytest

from recordclass import dataobject, make_arrayclass, make_dataclass, memoryslots, recordclass
from recordclass.tools import csv as records
from recordclass.tools.csv import RecordReader, RecordWriter
from recordclass.tools.csv_dataobject import GeneralReader, GeneralWriter


class Person(dataobject):
    name: str
    born: datetime.date
    score: float | None = None


def test_round_trip(tmp_path):
    people = [
        Person("Ada, Countess", datetime.date(1815, 12, 10), 9.5),
        Person('Al "T" an\nTuring', datetime.date(1912, 6, 23)),
    ]
    path = tmp_path / "people.csv"
    records.write(path, people)
    assert path.read_text(encoding="utf-8").startswith("name,born,score")
    assert records.read(path, Person) == people
    assert [row.born for row in records.read(path)] == ["1815-12-10", "1912-06-23"]


Number = float


class Named(dataobject):
    a: int
    b: Number
    c: OnlyForCheckers  # noqa: F821
    d: None
    e: list[int]
    f: Number | None


def test_annotations_are_texts_here():
    assert Named.__annotations__["b"] == "Number"
    (row,) = RecordReader(["a,b,c,d,e,f", "1,2,3,4,5,"], Named)
    assert row == Named(1, 2.0, "3", "4", "5", None)
    assert type(row.b) is float


def test_columns_in_any_order():
    reader = RecordReader(["score, born ,name", "1,2000-01-01,x", "", ",2000-01-02,y"], Person)
    assert list(reader) == [
        Person("x", datetime.date(2000, 1, 1), 1.0),
        Person("y", datetime.date(2000, 1, 2), None),
    ]
    assert reader.fieldnames == ("score", "born", "name")
    assert reader.line_num == 4


def test_no_header_and_other_types():
    rows = list(RecordReader(["1;2"], fieldnames=["a", "b"], types={"b": int}, delimiter=";"))
    assert repr(rows) == "[Row(a='1', b=2)]"
    with pytest.raises(ValueError, match="types names no column: 'c'"):
        RecordReader([], fieldnames=["a"], types={"c": int})


def test_headers_that_are_no_names():
    (row,) = RecordReader(["first name,class,x,x", "a,b,c,d"])
    assert repr(row) == "Row(first_name='a', _1='b', x='c', _3='d')"


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        (["name,born", "x"], ValueError, "Person: line 2 has 1 values for 2 columns"),
        (["name,born", "x,2000-01-01", "y,no"], ValueError, "Person: line 3, column 'born'"),
        (["name,born,age", "1,2,3"], TypeError, "Person: the file has a column 'age'"),
        (["name,name", "1,2"], TypeError, "Person: the file has the column 'name' twice"),
        (["name", "x"], TypeError, "missing 1 required positional argument: 'born'"),
        ([], ValueError, "the file is empty"),
    ],
)
def test_bad_files(lines, error, words):
    with pytest.raises(error, match=words):
        list(RecordReader(lines, Person))


def test_a_reader_dies_without_the_collector():
    reader = RecordReader(["name,born", "x,2000-01-01", "y,no"], Person)
    assert next(reader).name == "x"
    rows, ref = iter(reader), weakref.ref(reader)
    gc.disable()
    try:
        del reader
        assert ref() is None
    finally:
        gc.enable()
    with pytest.raises(ValueError, match="Person: line 3, column 'born'"):
        next(rows)


def test_strangers():
    for wrong in (int, memoryslots, make_arrayclass("A", 2)):
        with pytest.raises(TypeError, match="rows need a record class"):
            RecordReader([], wrong)


def test_writer():
    file = io.StringIO()
    writer = RecordWriter(file, ["y", "x"], lineterminator="|", delimiter=";")
    writer.write_header()
    writer.write_all([recordclass("P", "x y")(1, 2), make_dataclass("Q", "y z x")(3, 4, 5)])
    assert file.getvalue() == "y;x|2;1|3;5|"
    with pytest.raises(AttributeError, match="'R' record has no field 'y'"):
        writer.write(recordclass("R", "x")(1))
    with pytest.raises(TypeError, match="named fields"):
        writer.write(memoryslots(1))
    with pytest.raises(ValueError, match="not known"):
        RecordWriter(file).write_header()
    assert file.getvalue() == "y;x|2;1|3;5|"


def test_the_reader_of_024():
    lines = ["first name,n,f", "a,1,2.5", "", "b,2,3"]
    assert list(GeneralReader(lines)) == [("a", "1", "2.5"), ("b", "2", "3")]
    reader = GeneralReader(lines, fieldtypes=[("n", "int"), ("f", "float"), ("first_name", "str")])
    reader.factory = lambda names: make_dataclass("Row", names)
    assert [repr(row) for row in reader] == [
        "Row(first_name='a', n=1, f=2.5)",
        "Row(first_name='b', n=2, f=3.0)",
    ]
    assert reader.line_num == 4
    assert list(GeneralReader(["1|2"], ["a", "b"], delimiter="|")) == [("1", "2")]
    other = GeneralReader(["1,2"])
    other.fieldnames = ["x", "y"]
    assert (other.fieldnames, list(other)) == (("x", "y"), [("1", "2")])
    assert list(GeneralReader([])) == []


def test_what_the_reader_of_024_refuses():
    with pytest.raises(ValueError, match="must be str, int or float: 'date'"):
        GeneralReader([], fieldtypes=[("x", "date")])
    with pytest.raises(TypeError, match="'1x' is not an identifier"):
        next(GeneralReader(["1x"]))
    with pytest.raises(ValueError, match="line 2 has 1 values for 2 columns"):
        next(GeneralReader(["a,b", "1"]))
    with pytest.raises(ValueError, match="line 2, column 'a'"):
        next(GeneralReader(["a", "q"], fieldtypes=[("a", "int")]))


def test_the_writer_of_024():
    file = io.StringIO()
    writer = GeneralWriter(file, ("x", "y"), lineterminator="|")
    writer.writeheader()
    writer.writerow(recordclass("P", "x y")(1, 2))
    writer.writerows([(3, 4), make_arrayclass("A", 2)(5, 6)])
    assert file.getvalue() == "x,y|1,2|3,4|5,6|"
