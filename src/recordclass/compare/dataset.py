"""A table of values, column by column, each distinct value once.

A column is a list of its distinct values and an array that says which of them stands in each row.
So the values are shared by all rows, as they would be by a careful reader of the file, and a
worker has the whole table back in a fraction of a second.

On disk: one line of JSON, then the arrays as they are in memory. The file lives for one run, on
one machine.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from recordclass.compare.columns import Value

_CODE = "I"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        The field name.
    type : str
        ``"int"``, ``"float"`` or ``"str"``.
    values : list
        The distinct values.
    codes : array
        For each row the place of its value in `values`.
    """

    name: str
    type: str
    values: list[Value]
    codes: array[int]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table: its name for people, and its columns, all of one length and at least one."""

    title: str
    columns: Sequence[Column]

    @property
    def names(self) -> list[str]:
        """The field names."""
        return [column.name for column in self.columns]

    @property
    def types(self) -> list[str]:
        """The type names, one for each field."""
        return [column.type for column in self.columns]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0].codes)

    def rows(self) -> list[tuple[Value, ...]]:
        """Return the rows as tuples that share their values."""
        columns: Iterable[Iterable[Value]] = (
            map(column.values.__getitem__, column.codes) for column in self.columns
        )
        return list(zip(*columns, strict=True))

    def save(self, path: Path) -> None:
        """Write the table to a file."""
        header = {
            "title": self.title,
            "length": len(self),
            "columns": [[column.name, column.type, column.values] for column in self.columns],
        }
        with path.open("wb") as file:
            file.write(json.dumps(header).encode("ascii") + b"\n")
            for column in self.columns:
                column.codes.tofile(file)

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """Read a table that `save` wrote."""
        with path.open("rb") as file:
            header = json.loads(file.readline())
            columns = []
            for name, type_, values in header["columns"]:
                codes = array(_CODE)
                codes.fromfile(file, header["length"])
                columns.append(Column(name, type_, values, codes))
        return cls(header["title"], columns)


class ColumnBuilder:
    """The texts of a column are collected; equal ones are kept once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = _Places()
        self._codes = array(_CODE)

    def extend(self, texts: Iterable[str]) -> None:
        """Add the texts of some more rows."""
        # Look-up, insertion and counting happen in C: a file of millions of cells is read in
        # seconds.
        self._codes.extend(map(self._places.__getitem__, texts))

    def distinct(self) -> Iterable[str]:
        """Return the distinct texts, in the order of their codes."""
        return self._places.keys()

    def codes(self) -> array[int]:
        """Return which of them stands in each row."""
        return self._codes


class _Places(dict[str, int]):
    """Numbers each new key with the next integer."""

    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        return place
