"""What was measured: tables of rows, rows of figures; and the same as JSON."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recordclass.compare.processes import Answer


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of a table.

    Attributes
    ----------
    key : str
        Its name in the JSON file; the ending is the unit.
    title, short : str
        Its name for people, in full and for the head of a column.
    unit : str
        ``"s"`` or ``"B"``.
    """

    key: str
    title: str
    short: str
    unit: Literal["s", "B"]


ACCESS = (
    Measure("attribute_s", "Attribute access", "Attribute", "s"),
    Measure("index_s", "Index access", "Index", "s"),
    Measure("sizeof_bytes", "Object size", "Size", "B"),
)
HOLDING = (
    Measure("bytes_per_record", "Memory per record", "Memory", "B"),
    Measure("build_s", "Build", "Build", "s"),
    Measure("collect_s", "Full gc", "Full gc", "s"),
    Measure("read_s", "Read a field", "Read", "s"),
    Measure("change_s", "Change a field", "Change", "s"),
)


@dataclass(slots=True)
class Row:
    """A kind of record and what was measured of it, round by round."""

    key: str
    label: str
    ours: bool
    rounds: list[Mapping[str, float]] = field(default_factory=list)
    version: str | None = None
    missing: str | None = None
    failure: str | None = None

    def add(self, answer: Answer) -> None:
        """Take in the answer of one round."""
        self.missing = answer.missing
        self.failure = answer.failure
        self.version = answer.version
        if answer.figures:
            self.rounds.append(answer.figures)

    @property
    def open(self) -> bool:
        """Whether another round is worth while."""
        return self.missing is None and self.failure is None

    def figure(self, measure: Measure) -> float | None:
        """Return the smallest figure of all rounds, or None where there is none."""
        figures = [figures[measure.key] for figures in self.rounds if measure.key in figures]
        return min(figures) if figures and self.open else None

    def to_json(self, measures: Iterable[Measure]) -> dict[str, Any]:
        """Return the row as plain dicts and lists."""
        return {
            "kind": self.key,
            "label": self.label,
            "ours": self.ours,
            "version": self.version,
            "missing": self.missing,
            "failure": self.failure,
            "figures": {measure.key: self.figure(measure) for measure in measures},
            "rounds": list(self.rounds),
        }


@dataclass(slots=True)
class Table:
    """Rows, one for each kind, and the measures that they share."""

    measures: Sequence[Measure]
    rows: list[Row]

    def measured(self) -> list[Row]:
        """Return the rows that have figures."""
        return [row for row in self.rows if row.open and row.rounds]

    def figures(self, measure: Measure) -> list[float]:
        """Return what there is of one measure, in no order that matters."""
        return [figure for row in self.rows if (figure := row.figure(measure)) is not None]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the rows as plain dicts and lists."""
        return [row.to_json(self.measures) for row in self.rows]


@dataclass(slots=True)
class Results:
    """Both tables of one run, and what they were measured on."""

    title: str
    records: int
    fields: int
    field: str
    rounds: int
    loops: int
    access: Table
    holding: Table

    def rows(self) -> list[Row]:
        """Return the rows of both tables."""
        return self.access.rows + self.holding.rows

    def missing(self) -> list[str]:
        """Return the packages that are not installed."""
        return sorted({row.missing for row in self.rows() if row.missing is not None})

    def failed(self) -> list[Row]:
        """Return the rows that failed."""
        return [row for row in self.rows() if row.failure is not None]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain dicts and lists: times in seconds, sizes in bytes."""
        return {
            "python": sys.version,
            "platform": platform.platform(),
            "data": {
                "title": self.title,
                "records": self.records,
                "fields": self.fields,
                "field": self.field,
            },
            "rounds": self.rounds,
            "loops": self.loops,
            "access": self.access.to_json(),
            "holding": self.holding.to_json(),
        }


def interpreter() -> str:
    """Return the name and version of the running Python, for people."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} {platform.machine()}"


def rounds(results: Results) -> str:
    """Return how many rounds there were, for people."""
    return "one round" if results.rounds == 1 else f"{results.rounds} rounds"
