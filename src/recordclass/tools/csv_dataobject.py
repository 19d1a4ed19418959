"""CSV under the names of recordclass 0.24; :mod:`recordclass.tools.csv` does more."""

from __future__ import annotations

import csv

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

__all__ = ["GeneralReader", "GeneralWriter"]

_TYPES: dict[str, Callable[[str], Any]] = {"str": str, "int": int, "float": float}


class GeneralReader:
    """Iterates over the rows of a CSV file as what a factory makes of them.

    Parameters
    ----------
    f
        Lines, as for ``csv.reader``.
    fieldnames
        Names of the columns; None: the first row has them.
    dialect
        As for ``csv.reader``.
    fieldtypes
        Pairs of a column's name and its type, ``"str"``, ``"int"`` or ``"float"``.
    *args, **kwds
        For ``csv.reader``.

    Attributes
    ----------
    factory
        Called with the names of the columns; gives what makes a row of its values.  Set it
        before the first row; without it, rows are tuples.

    Examples
    --------
    >>> from recordclass import make_dataclass
    >>> from recordclass.tools.csv_dataobject import GeneralReader
    >>> reader = GeneralReader(["x,y", "1,2"], fieldtypes=[("x", "int")])
    >>> reader.factory = lambda names: make_dataclass("Row", names)
    >>> next(reader)
    Row(x=1, y='2')
    """

    def __init__(
        self,
        f: Iterable[str],
        fieldnames: Iterable[str] | None = None,
        dialect: Any = "excel",
        fieldtypes: Iterable[tuple[str, str]] | None = None,
        *args: Any,
        **kwds: Any,
    ) -> None:
        self._fieldnames = None if fieldnames is None else tuple(fieldnames)
        self.reader = csv.reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self.factory: Callable[[tuple[str, ...]], Callable[..., Any]] | None = None
        self.row_factory: Callable[..., Any] | None = None
        self._types: dict[str, Callable[[str], Any]] = {}
        for name, kind in fieldtypes or ():
            if kind not in _TYPES:
                raise ValueError(f"the type of column {name!r} must be str, int or float: {kind!r}")
            self._types[name] = _TYPES[kind]

    @property
    def line_num(self) -> int:
        """Lines read so far."""
        return self.reader.line_num

    @property
    def fieldnames(self) -> tuple[str, ...] | None:
        """Names of the columns; reads the first row, where none were given; None: no row."""
        if self._fieldnames is None:
            header = next(self.reader, None)
            if header is not None:
                self._fieldnames = tuple(name.strip().replace(" ", "_") for name in header)
                for name in self._fieldnames:
                    if not name.isidentifier():
                        raise TypeError(f"field name {name!r} is not an identifier")
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value: Iterable[str]) -> None:
        self._fieldnames = tuple(value)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """Give the next row; blank lines are passed over."""
        names = self.fieldnames
        row: list[Any] = next(self.reader)
        while not row:
            row = next(self.reader)
        assert names is not None
        if len(row) != len(names):
            raise ValueError(f"line {self.line_num} has {len(row)} values for {len(names)} columns")
        for i, name in enumerate(names):
            if name in self._types:
                try:
                    row[i] = self._types[name](row[i])
                except ValueError as error:
                    raise ValueError(f"line {self.line_num}, column {name!r}: {error}") from error
        if self.row_factory is None and self.factory is not None:
            self.row_factory = self.factory(names)
        return tuple(row) if self.row_factory is None else self.row_factory(*row)


class GeneralWriter:
    """Writes rows, which are iterable, to a CSV file.

    Parameters
    ----------
    f
        What ``csv.writer`` writes to.
    fieldnames
        Names of the columns.
    dialect, *args, **kwds
        For ``csv.writer``.

    Examples
    --------
    >>> import io
    >>> from recordclass.tools.csv_dataobject import GeneralWriter
    >>> file = io.StringIO()
    >>> writer = GeneralWriter(file, ["x", "y"], lineterminator="|")
    >>> n = writer.writeheader()
    >>> writer.writerows([(1, 2), (3, 4)])
    >>> file.getvalue()
    'x,y|1,2|3,4|'
    """

    def __init__(
        self, f: Any, fieldnames: Iterable[str], dialect: Any = "excel", *args: Any, **kwds: Any
    ) -> None:
        self.fieldnames = tuple(fieldnames)
        self.writer = csv.writer(f, dialect, *args, **kwds)

    def writeheader(self) -> Any:
        """Write the names of the columns."""
        return self.writerow(self.fieldnames)

    def writerow(self, row: Iterable[Any]) -> Any:
        """Write one row."""
        return self.writer.writerow(list(row))

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        """Write rows, one after the other."""
        self.writer.writerows(map(list, rows))
