"""Rows of SQLite queries as records.

Set one of the row factories as ``connection.row_factory`` or ``cursor.row_factory``, or take all
rows of a query at once by :func:`select`, which is faster.
"""

from __future__ import annotations

from recordclass._core import datatype, rowfactory, rowmaker, takes_positions
from recordclass._fields import rename_fields
from recordclass.dataclass import make_dataclass

from ._values import check_columns, converters_of, field_names_of, maker_of, positions_of

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar

    from ._values import Conversion

    _Key = TypeVar("_Key")
    _Maker = TypeVar("_Maker")
    RowFactory = Callable[[sqlite3.Cursor, tuple[Any, ...]], Any]

__all__ = ["dataclass_row_factory", "make_row_factory", "row_factory", "select"]


def _columns(cursor: Any) -> tuple[str, ...]:
    return tuple([column[0] for column in cursor.description])


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
    makers: dict[tuple[str, ...], Callable[[Any], Any]] = {}

    def make(columns: tuple[str, ...]) -> Callable[[Any], Any]:
        cls = cls_factory(typename, rename_fields(list(columns)), **options)
        return rowmaker(cls) if isinstance(cls, datatype) else lambda row: cls(*row)

    def prepare(cursor: Any) -> Callable[[Any], Any]:
        columns = _columns(cursor)
        maker = makers.get(columns)
        if maker is None:
            maker = _kept(makers, columns, make(columns))
        return maker

    return rowfactory(prepare)


#: So many makers a factory keeps at most: a program may ask for ever other columns.
_MOST = 256


def _kept(makers: dict[_Key, _Maker], key: _Key, maker: _Maker) -> _Maker:
    """Keep a maker, and let all others go where there are too many; give it back."""
    if len(makers) >= _MOST:
        makers.clear()
    makers[key] = maker
    return maker


def dataclass_row_factory(cls: datatype | None = None) -> RowFactory:
    """Make a row factory over ``make_dataclass``, or over one class by position.

    Parameters
    ----------
    cls
        A record class that takes the columns in their order; None: classes are made.

    Returns
    -------
    callable
        For ``connection.row_factory``.

    Raises
    ------
    TypeError
        `cls` is no record class with named fields; or, when a row is fetched, it has more columns
        than the class has fields, or none for a field without a default.

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
    makers: dict[tuple[Any, ...], rowmaker] = {}

    def prepare(cursor: Any) -> rowmaker:
        columns = _columns(cursor)
        # what a maker was made for may change meanwhile: an __init__, a name in an annotation
        conversions = _conversions(cls, columns, convert)
        key = (columns, takes_positions(cls), *conversions)
        maker = makers.get(key)
        if maker is None:
            maker = _kept(makers, key, _maker(cls, columns, conversions))
        return maker

    return rowfactory(prepare)


def _conversions(cls: datatype, columns: tuple[str, ...], convert: bool) -> list[Conversion | None]:
    return converters_of(cls, columns) if convert else [None] * len(columns)


def _maker(
    cls: datatype, columns: tuple[str, ...], conversions: list[Conversion | None]
) -> rowmaker:
    """Give what makes a record of the values of these columns."""
    check_columns(cls, columns, "the query")

    def fault(column: int, problem: Any) -> None:
        if column < 0:
            raise ValueError(f"{cls.__name__}: a row has {problem} values, not {len(columns)}")
        raise ValueError(f"{cls.__name__}: column {columns[column]!r}: {problem}") from problem

    return maker_of(cls, columns, conversions, fault)


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
        columns = _columns(cursor)
        if not convert and columns == field_names_of(cls) == positions_of(cls, columns):
            return datatype.from_rows(cls, cursor)
        maker = _maker(cls, columns, _conversions(cls, columns, convert))
        return list(map(maker, cursor))
    finally:
        cursor.close()
