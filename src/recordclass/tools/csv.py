"""CSV files as records, and records as CSV files."""

from __future__ import annotations

import csv as _csv

from recordclass import _core
from recordclass._fields import rename_fields
from recordclass.dataclass import make_dataclass

from ._values import check_columns, converters_of, field_names_of, maker_of

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from recordclass._core import datatype, rowmaker

__all__ = ["RecordReader", "RecordWriter", "read", "write"]


def _fault_of(cls: datatype, columns: tuple[str, ...], reader: Any) -> Callable[[int, Any], None]:
    """Give what raises an error that says where.

    It does not know the `RecordReader`, which has it: that would be a cycle.
    """

    def fault(column: int, problem: Any) -> None:
        where = f"{cls.__name__}: line {reader.line_num}"
        if column < 0:
            raise ValueError(f"{where} has {problem} values for {len(columns)} columns")
        raise ValueError(f"{where}, column {columns[column]!r}: {problem}") from problem

    return fault


class RecordReader:
    """Iterates over the rows of a CSV file as records.

    Parameters
    ----------
    file
        Lines, as for ``csv.reader``; an open file with ``newline=""``.
    cls
        The class of the records; its annotations say the types, and a column that is no field is
        an error.  None: a class is made of the header, and values stay strings.
    fieldnames
        Names of the columns, where the file has no header.
    types
        Types by column, for what the annotations do not say.
    dialect, **options
        As for ``csv.reader``.

    Raises
    ------
    ValueError
        A row is too short or too long, or a value cannot be converted: with the line's number
        and the column's name.
    TypeError
        The header and the fields of `cls` do not fit.

    Examples
    --------
    >>> from recordclass import dataobject
    >>> from recordclass.tools.csv import RecordReader
    >>> class Point(dataobject):
    ...     x: int
    ...     y: float = 0.0
    >>> list(RecordReader(["x,y", "1,2.5", "3,4"], Point))
    [Point(x=1, y=2.5), Point(x=3, y=4.0)]
    """

    def __init__(
        self,
        file: Iterable[str],
        cls: datatype | None = None,
        *,
        fieldnames: Iterable[str] | None = None,
        types: Mapping[str, Callable[[str], Any]] | None = None,
        dialect: Any = "excel",
        **options: Any,
    ) -> None:
        if cls is not None:
            field_names_of(cls)
        self.cls = cls
        self._reader = _csv.reader(file, dialect, **options)
        self._columns: tuple[str, ...] | None = None
        self._types = dict(types or {})
        self._make: rowmaker | None = None
        if fieldnames is not None:
            self._settle(tuple(fieldnames))

    @property
    def line_num(self) -> int:
        """Lines read so far."""
        return self._reader.line_num

    @property
    def fieldnames(self) -> tuple[str, ...]:
        """Names of the columns; reads the header, where none were given."""
        if self._columns is None:
            header = next(self._reader, None)
            if header is None:
                raise ValueError("the file is empty: there is no header")
            self._settle(tuple([name.strip() for name in header]))
        assert self._columns is not None
        return self._columns

    def _settle(self, columns: tuple[str, ...]) -> None:
        """Find out what each column means."""
        for name in self._types:
            if name not in columns:
                raise ValueError(f"types names no column: {name!r}")
        if self.cls is None:
            names = tuple(rename_fields([name.replace(" ", "_") for name in columns]))
            self.cls = make_dataclass("Row", names)
            arguments = names
        else:
            check_columns(self.cls, columns, "the file")
            arguments = columns
        conversions = converters_of(self.cls, arguments)
        for i, name in enumerate(columns if self._types else ()):
            if name in self._types:
                conversions[i] = (None, self._types[name], False)
        self._make = maker_of(
            self.cls, arguments, conversions, _fault_of(self.cls, columns, self._reader)
        )
        self._columns = columns

    def __iter__(self) -> Iterator[Any]:
        """Give an iterator over the rows that are left, which is faster than ``next(reader)``."""
        self.fieldnames  # noqa: B018 - reads the header
        assert self._make is not None
        return map(self._make, filter(None, self._reader))

    def __next__(self) -> Any:
        """Give the next record; blank lines are passed over."""
        return next(iter(self))


class RecordWriter:
    """Writes records as rows of a CSV file.

    Parameters
    ----------
    file
        What ``csv.writer`` writes to; a file opened with ``newline=""``.
    fieldnames
        The fields to write, in this order; None: those of the first record.
    dialect, **options
        As for ``csv.writer``.

    Examples
    --------
    >>> import io
    >>> from recordclass import recordclass
    >>> from recordclass.tools.csv import RecordWriter
    >>> Point = recordclass("Point", "x y")
    >>> file = io.StringIO()
    >>> RecordWriter(file, lineterminator="|").write_all([Point(1, 2), Point(3, "a,b")])
    >>> file.getvalue()
    'x,y|1,2|3,"a,b"|'
    """

    def __init__(
        self,
        file: Any,
        fieldnames: Iterable[str] | None = None,
        *,
        dialect: Any = "excel",
        **options: Any,
    ) -> None:
        self._writer = _csv.writer(file, dialect, **options)
        self.fieldnames = None if fieldnames is None else tuple(fieldnames)
        self._has_header = False

    def write_header(self) -> None:
        """Write the names of the fields; done by itself before the first record."""
        if self.fieldnames is None:
            raise ValueError("the field names are not known before the first record")
        self._writer.writerow(self.fieldnames)
        self._has_header = True

    def write(self, record: Any) -> None:
        """Write a record.

        Raises
        ------
        TypeError
            Not a record with named fields.
        AttributeError
            It has not all the fields, or one is unset.
        """
        values = _core.asdict(record)
        if self.fieldnames is None:
            self.fieldnames = tuple(values)
        try:
            row = [values[name] for name in self.fieldnames]
        except KeyError as error:
            raise AttributeError(
                f"{type(record).__name__!r} record has no field {error.args[0]!r}"
            ) from None
        if not self._has_header:
            self.write_header()
        self._writer.writerow(row)

    def write_all(self, records: Iterable[Any]) -> None:
        """Write records, one after the other."""
        for record in records:
            self.write(record)


def read(path: Any, cls: datatype | None = None, **options: Any) -> list[Any]:
    """Read a CSV file.

    Parameters
    ----------
    path
        The file's name.
    cls, **options
        As for :class:`RecordReader`; and `encoding`, UTF-8 by default.

    Returns
    -------
    list
        One record a row.

    Raises
    ------
    ValueError, TypeError
        As from :class:`RecordReader`.

    Examples
    --------
    >>> import os, tempfile
    >>> from recordclass import dataobject
    >>> from recordclass.tools.csv import read, write
    >>> class Point(dataobject):
    ...     x: int
    ...     y: int
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "points.csv")
    ...     write(path, [Point(1, 2), Point(3, 4)])
    ...     read(path, Point)
    [Point(x=1, y=2), Point(x=3, y=4)]
    """
    encoding = options.pop("encoding", "utf-8")
    with open(path, newline="", encoding=encoding) as file:
        return list(RecordReader(file, cls, **options))


def write(path: Any, records: Iterable[Any], **options: Any) -> None:
    """Write a CSV file; :func:`read` has an example.

    Parameters
    ----------
    path
        The file's name; what is there is replaced.
    records
        Records with named fields.
    **options
        As for :class:`RecordWriter`; and `encoding`, UTF-8 by default.

    Raises
    ------
    TypeError, AttributeError
        As from :meth:`RecordWriter.write`.
    """
    encoding = options.pop("encoding", "utf-8")
    with open(path, "w", newline="", encoding=encoding) as file:
        RecordWriter(file, **options).write_all(records)
