"""A row factory for any statement: what it asks its cursor, and what it lets go."""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import sys
import weakref

import pytest

from recordclass import structclass
from recordclass._core import rowfactory, rowmaker

Point = structclass("Point", "x y z", defaults=[9])


def test_a_factory_prepares_once_a_statement():
    class Cursor:
        description = ("a",)

    prepared = []

    def prepare(cursor):
        prepared.append(cursor.description)
        return rowmaker(Point) if len(prepared) < 3 else sum

    factory, cursor = rowfactory(prepare), Cursor()
    assert [factory(cursor, (1, 2)), factory(cursor, (3, 4))] == [Point(1, 2), Point(3, 4)]
    cursor.description = ("b",)
    assert factory(cursor, (1, 2)) == Point(1, 2)
    cursor.description = ("c",)
    assert factory(cursor, (1, 2)) == 3
    assert prepared == [("a",), ("b",), ("c",)]


def test_a_cursor_may_keep_its_description_in_a_dict():
    """A function has attributes, and a type that nobody can change."""

    def cursor():
        pass

    prepared = []

    def prepare(cursor):
        prepared.append(cursor.description)
        return rowmaker(Point)

    factory = rowfactory(prepare)
    for description in ("ab", "ab", "cd"):
        cursor.description = description
        assert factory(cursor, (1, 2)) == Point(1, 2)
    assert prepared == ["ab", "cd"]


class Heir(sqlite3.Cursor):
    pass


class Own(sqlite3.Cursor):
    @property
    def description(self):
        return Own


def test_cursors_of_any_type_say_which_statement_it_is():
    """That of sqlite3 is read in place, its heirs' may be anything."""
    prepared = []

    def prepare(cursor):
        prepared.append((type(cursor), cursor.description))
        return rowmaker(Point)

    factory = rowfactory(prepare)
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        cursors = [connection.cursor(cls) for cls in (sqlite3.Cursor, Heir, Own, sqlite3.Cursor)]
        for i, cursor in enumerate(cursors):
            cursor.execute(f"select 1 as a{i}, 2 as b{i}")
            for _ in range(3):
                assert factory(cursor, (1, 2)) == Point(1, 2)
        first, last = cursors[0].description, cursors[3].description
        assert prepared == [
            (sqlite3.Cursor, first),
            (Heir, cursors[1].description),
            (Own, Own),
            (sqlite3.Cursor, last),
        ]
        assert (first[0][0], last[1][0]) == ("a0", "b3")
        del prepared[:]
        # the same cursor with another statement, and one that has had none
        cursors[3].execute("select 3 as x")
        assert factory(cursors[3], [1, 2]) == factory(cursors[3], (1, 2))
        assert factory(connection.cursor(), (1, 2)) == Point(1, 2)
        assert [description and description[0][0] for _, description in prepared] == ["x", None]


def test_a_factory_lets_go_of_the_type_of_its_cursor():
    def use():
        with contextlib.closing(sqlite3.connect(":memory:")) as connection:
            factory = rowfactory(lambda cursor: rowmaker(Point))
            for sql in ("select 1", "select 2"):
                factory(connection.execute(sql), (1, 2))

    use()
    before = sys.getrefcount(sqlite3.Cursor)
    for _ in range(50):
        use()
    assert abs(sys.getrefcount(sqlite3.Cursor) - before) < 10


def test_wrong_calls():
    factory = rowfactory(lambda cursor: list)
    for args in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="a row factory takes a cursor and a row"):
            factory(*args)
    with pytest.raises(TypeError, match="a row factory takes a cursor and a row"):
        factory(1, row=2)
    with pytest.raises(TypeError, match="callable"):
        rowfactory(5)
    with pytest.raises(AttributeError, match="'int' object has no attribute 'description'"):
        factory(5, (1,))


def test_a_cycle_is_collected():
    class Prepare:
        def __call__(self, cursor): ...

    prepare = Prepare()
    prepare.factory = rowfactory(prepare)
    ref = weakref.ref(prepare)
    del prepare
    gc.collect()
    assert ref() is None
