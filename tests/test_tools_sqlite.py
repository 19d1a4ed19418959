"""Rows of real SQLite databases as records."""

from __future__ import annotations

import contextlib
import datetime
import gc
import sqlite3
import weakref
from decimal import Decimal
from typing import Optional

import pytest

from recordclass import KW_ONLY, Field, dataobject, memoryslots, recordclass
from recordclass.tools.sqlite import dataclass_row_factory, make_row_factory, row_factory, select


class Person(dataobject):
    name: str
    born: int
    email: str = "none"


class Typed(dataobject):
    name: str
    born: datetime.date
    paid: Decimal
    active: bool
    left: datetime.datetime | None = None
    note: Optional[int] = None  # noqa: UP045
    other: object = None


@pytest.fixture
def connection(tmp_path):
    connection = sqlite3.connect(tmp_path / "people.db")
    connection.executescript("""
        create table person (name text, born integer, email text);
        insert into person values ('Ada', 1815, 'ada@example.org'), ('Alan', 1912, null);
        create table typed (name text, born text, paid text, active text, "left" text, note text);
        insert into typed values ('Ada', '1815-12-10', '12.50', 'yes', null, '');
        insert into typed values ('Alan', '1912-06-23', '0.1', '0', '1954-06-07T10:00:00', '7');
    """)
    yield connection
    connection.close()


def test_classes_are_made(connection):
    connection.row_factory = make_row_factory()
    ada, alan = connection.execute("select * from person").fetchall()
    assert repr(ada) == "Row(name='Ada', born=1815, email='ada@example.org')"
    assert type(ada) is type(alan)
    other = connection.execute("select name, count(*) from person").fetchone()
    assert repr(other) == "Row(name='Ada', _1=2)"
    assert type(connection.execute("select * from person").fetchone()) is type(ada)


def test_two_cursors_at_once(connection):
    connection.row_factory = make_row_factory(recordclass, "Person", readonly=True)
    first = connection.execute("select name from person")
    second = connection.execute("select born, name from person")
    for _ in range(2):
        a, b = first.fetchone(), second.fetchone()
        assert a._fields == ("name",)
        assert b._fields == ("born", "name")
        assert a == (b.name,)
    with pytest.raises(AttributeError):
        a.name = "x"


def test_columns_that_are_no_names(connection):
    connection.row_factory = make_row_factory()
    row = connection.execute(
        'select 1 as "class", 2 as x, 3 as x, 4 as "a b", 5 as "_p"'
    ).fetchone()
    assert repr(row) == "Row(_0=1, x=2, _2=3, _3=4, _4=5)"


def test_by_position(connection):
    connection.row_factory = dataclass_row_factory(Person)
    assert connection.execute("select 'x', 5").fetchone() == Person("x", 5)
    with pytest.raises(TypeError, match="missing"):
        connection.execute("select 'x'").fetchone()
    connection.row_factory = dataclass_row_factory()
    assert connection.execute("select 1 as a").fetchone().a == 1


def test_by_name(connection):
    connection.row_factory = row_factory(Person)
    rows = connection.execute("select email, born, name from person order by born").fetchall()
    assert rows[0] == Person("Ada", 1815, "ada@example.org")
    assert connection.execute("select born, name from person").fetchone().email == "none"
    for sql, words in (
        ("select name, born, 1 as age from person", "Person: the query has a column 'age'"),
        ("select name, name from person", "Person: the query has the column 'name' twice"),
        ("select name from person", "missing 1 required positional argument: 'born'"),
    ):
        with pytest.raises(TypeError, match=words):
            connection.execute(sql).fetchone()


@pytest.mark.parametrize("fetch", ["factory", "select"])
def test_conversion(connection, fetch):
    sql = "select * from typed order by born"
    if fetch == "select":
        ada, alan = select(connection, Typed, sql, convert=True)
    else:
        connection.row_factory = row_factory(Typed, convert=True)
        ada, alan = connection.execute(sql).fetchall()
    assert ada == Typed("Ada", datetime.date(1815, 12, 10), Decimal("12.50"), True)
    assert alan.left == datetime.datetime(1954, 6, 7, 10)
    assert (alan.active, alan.note, ada.note) == (False, 7, None)
    with pytest.raises(ValueError, match="Typed: column 'active': no truth value: 'perhaps'"):
        select(connection, Typed, "select 'a' as name, 'perhaps' as active", convert=True)
    with pytest.raises(ValueError, match="Typed: column 'paid'"):
        select(connection, Typed, "select 'a' as name, 'x' as paid", convert=True)


def test_select(connection):
    sql = "select name, born from person where born > ? order by born"
    assert select(connection, Person, sql, [1900]) == [Person("Alan", 1912)]
    assert select(connection, Person, "select :n as name, 1 as born", {"n": "x"}) == [
        Person("x", 1)
    ]
    connection.row_factory = sqlite3.Row
    assert len(select(connection, Person, sql, [0])) == 2
    assert connection.row_factory is sqlite3.Row
    with pytest.raises(ValueError, match="Person: the statement gives no rows"):
        select(connection, Person, "create table t (x)")
    with pytest.raises(sqlite3.OperationalError):
        select(connection, Person, "select nonsense from nowhere")


class Swapped(dataobject):
    """Takes the columns by name alone."""

    name: str
    born: int

    def __init__(self, born, name):
        self.name, self.born = name, born


class Prepared(dataobject):
    name: str
    born: int

    def __post_init__(self):
        self.name = self.name.upper()


def test_a_factory_sees_what_has_changed_between_two_statements():
    class Point(dataobject):
        x: int
        y: Later  # noqa: F821

    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = row_factory(Point, convert=True)
        sql = "select '1' as x, '2' as y"
        assert connection.execute(sql).fetchall() == [Point(1, "2")]
        globals()["Later"] = float
        try:
            assert connection.execute(sql).fetchall() == [Point(1, 2.0)]
        finally:
            del globals()["Later"]

        def init(self, y, x):
            self.x, self.y = x, y

        Point.__init__ = init
        (row,) = connection.execute(sql).fetchall()
        assert (row.x, row.y) == (1, "2")


def test_select_in_the_order_of_the_fields():
    """Rows that are the arguments as they are go another way, to the same records."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        sql = "select 'Ada' as name, 1815 as born"
        for columns in ("name, born", "born, name"):
            query = f"select {columns} from ({sql})"
            for cls, name in ((Swapped, "Ada"), (Prepared, "ADA")):
                (row,) = select(connection, cls, query)
                assert (type(row), row.name, row.born) == (cls, name, 1815)
        assert select(connection, Person, f"select *, 'x' as email from ({sql})") == [
            Person("Ada", 1815, "x")
        ]
        assert select(connection, Person, f"{sql}, null as email limit 0") == []

        def fail(number):
            if number > 1:
                raise LookupError
            return number

        connection.create_function("fail", 1, fail)
        query = "select value as name, fail(value) as born, 0 as email from json_each('[1, 2]')"
        with pytest.raises(sqlite3.OperationalError):
            select(connection, Person, query)


def test_keyword_only_fields_and_aliases(connection):
    class Row(dataobject):
        name: str
        _: KW_ONLY
        born: int = Field(alias="year")

    for sql in ("select 'a' as name, 1 as year", "select 1 as year, 'a' as name"):
        assert select(connection, Row, sql) == [Row("a", year=1)]


def test_strangers():
    for wrong in (int, memoryslots, 1):
        for make in (row_factory, dataclass_row_factory):
            with pytest.raises(TypeError, match="rows need a record class"):
                make(wrong)


def test_make_row_factory_takes_a_record_class():
    class Planet(dataobject):
        name: str
        radius: int

    connection = sqlite3.connect(":memory:")
    connection.row_factory = make_row_factory(Planet)
    assert connection.execute("select 'Earth' as name, 6378 as r").fetchone() == Planet(
        "Earth", 6378
    )
    connection.close()


def test_a_factory_does_not_keep_makers_without_end(connection):
    """A program may ask for ever other columns: their classes die once they are forgotten."""
    born, died = [], []

    def cls_factory(name, fields):
        cls = recordclass(name, fields)
        born.append(1)
        weakref.finalize(cls, died.append, 1)
        return cls

    cursor = connection.cursor()
    cursor.row_factory = make_row_factory(cls_factory)
    for i in range(600):
        assert cursor.execute(f"select {i} as a{i}").fetchone()[0] == i
    gc.collect()
    assert len(born) == 600
    assert len(died) >= 300
    again = cursor.execute("select 5 as a599").fetchone()
    assert (again.a599, len(born)) == (5, 600)

    cursor.row_factory = row_factory(recordclass("R", [f"a{i}" for i in range(600)], [0] * 600))
    for i in range(600):
        assert cursor.execute(f"select {i} as a{i}").fetchone()[i] == i
