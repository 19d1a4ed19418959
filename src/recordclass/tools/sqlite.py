"""Rows of SQLite queries as records.

Set one of the row factories as ``connection.row_factory`` or ``cursor.row_factory``, or take all
rows of a query at once by :func:`select`, which is faster.
"""

from __future__ import annotations

from recordclass._core import datatype, rowfactory, rowmaker
from recordclass._fields import rename_fields
from recordclass.dataclass import make_dataclass

from ._values import converters_of, field_names_of, maker_of

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    RowFactory = Callable[[sqlite3.Cursor, tuple[Any, ...]], Any]

__all__ = ["dataclass_row_factory", "make_row_factory", "row_factory", "select"]


def _columns(cursor: Any) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description)


def make_row_factory(
    cls_factory: Callable[..., Any] = make_dataclass, typename: str = "Row", **options: Any
) -> RowFactory:
    """Make a row factory that makes a class for each list of columns.

    Parameters
    ----------
    cls_factory
        :func:`recordclass.make_dataclass`, :func:`recordclass.recordclass` or another factory
        that takes a class name, a list of field names, and options.  A record class instead takes
        the columns by position, as with :func:`dataclass_row_factory`.
    typename
        Name of the classes.
    **options
        Options for `cls_factory`.

    Returns
    -------
    callable
        For ``connection.row_factory``.  Columns that cannot be fields, such as ``count(*)``, and
        repeated ones are called ``_0``, ``_1``, ... after their place.

    Examples
    --------
    >>> import sqlite3
    >>> from recordclass.tools.sqlite import make_row_factory
    >>> connection = sqlite3.connect(":memory:")
    >>> connection.row_factory = make_row_factory()
    >>> connection.execute("select 1 as x, 'one' as name, max(2, 3)").fetchone()
    Row(x=1, name='one', _2=3)
    >>> connection.close()
    """
    if isinstance(cls_factory, datatype):
        return dataclass_row_factory(cls_factory)
    classes: dict[tuple[str, ...], Any] = {}

    def make(columns: tuple[str, ...]) -> Any:
        cls = classes.get(columns)
        if cls is None:
            cls = classes[columns] = cls_factory(typename, rename_fields(list(columns)), **options)
        return cls

    def prepare(cursor: Any) -> Callable[[Any], Any]:
        cls = make(_columns(cursor))
        return rowmaker(cls) if isinstance(cls, datatype) else lambda row: cls(*row)

    return rowfactory(prepare)


def dataclass_row_factory(cls: datatype | None = None) -> RowFactory:
    """Make a row factory over ``make_dataclass``, or over one class by position.

    Parameters
    ----------
    cls
        A record class that takes the columns in their order; None: classes are made.

    Examples
    --------
    >>> import sqlite3
    >>> from recordclass import dataobject
    >>> from recordclass.tools.sqlite import dataclass_row_factory
    >>> class Point(dataobject):
    ...     x: int
    ...     y: int
    >>> connection = sqlite3.connect(":memory:")
    >>> connection.row_factory = dataclass_row_factory(Point)
    >>> connection.execute("select 1, 2").fetchall()
    [Point(x=1, y=2)]
    >>> connection.close()
    """
    if cls is None:
        return make_row_factory(make_dataclass)
    field_names_of(cls)
    return rowmaker(cls)


def row_factory(cls: datatype, *, convert: bool = False) -> RowFactory:
    """Make a row factory that fills the fields of a class by the names of the columns.

    Parameters
    ----------
    cls
        The class.
    convert
        Whether values are converted to the types of the annotations: int, float, str, bool,
        bytes, date, datetime, time, Decimal, Fraction, UUID, Path, and these or None.

    Returns
    -------
    callable
        For ``connection.row_factory``.  Names are checked once a statement.

    Raises
    ------
    TypeError
        `cls` is no record class; or, when a row is fetched, a column is no field or a field
        without a default has no column.

    Examples
    --------
    >>> import sqlite3
    >>> from recordclass import dataobject
    >>> from recordclass.tools.sqlite import row_factory
    >>> class Point(dataobject):
    ...     x: int
    ...     y: int = 0
    >>> connection = sqlite3.connect(":memory:")
    >>> connection.row_factory = row_factory(Point)
    >>> connection.execute("select 7 as y, 5 as x").fetchone()
    Point(x=5, y=7)
    >>> connection.close()
    """
    field_names_of(cls)
    return rowfactory(lambda cursor: _maker(cls, _columns(cursor), convert))


def _maker(cls: datatype, columns: tuple[str, ...], convert: bool) -> rowmaker:
    """Give what makes a record of the values of these columns."""
    names = frozenset(field_names_of(cls))
    for column in columns:
        if column not in names:
            raise TypeError(f"{cls.__name__}: the query has a column {column!r}, which is no field")
    if len(set(columns)) != len(columns):
        repeated = next(column for column in columns if columns.count(column) > 1)
        raise TypeError(f"{cls.__name__}: the query has the column {repeated!r} twice")

    def fault(column: int, problem: Any) -> None:
        if column < 0:
            raise ValueError(f"{cls.__name__}: a row has {problem} values, not {len(columns)}")
        raise ValueError(f"{cls.__name__}: column {columns[column]!r}: {problem}") from problem

    return maker_of(
        cls, columns, converters_of(cls, columns) if convert else [None] * len(columns), fault
    )


def select(
    connection: sqlite3.Connection,
    cls: datatype,
    sql: str,
    parameters: Iterable[Any] | Mapping[str, Any] = (),
    *,
    convert: bool = False,
) -> list[Any]:
    """Run a query and give all its rows as records; faster than a row factory.

    Parameters
    ----------
    connection
        An open connection; its own row factory is not used.
    cls, convert
        As for :func:`row_factory`.
    sql, parameters
        As for ``connection.execute()``.

    Returns
    -------
    list
        One record a row.

    Raises
    ------
    TypeError
        As for :func:`row_factory`.
    ValueError
        The statement gives no rows, or a value cannot be converted.

    Examples
    --------
    >>> import sqlite3
    >>> from recordclass import dataobject
    >>> from recordclass.tools.sqlite import select
    >>> class Point(dataobject):
    ...     x: int
    ...     y: int
    >>> connection = sqlite3.connect(":memory:")
    >>> select(connection, Point, "select ? as x, 2 as y", [1])
    [Point(x=1, y=2)]
    >>> connection.close()
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    try:
        given: Any = parameters
        cursor.execute(sql, given)
        if cursor.description is None:
            raise ValueError(f"{cls.__name__}: the statement gives no rows: {sql!r}")
        return list(map(_maker(cls, _columns(cursor), convert), cursor))
    finally:
        cursor.close()
