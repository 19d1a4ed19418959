"""The tables in the terminal, with rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from recordclass.compare.errors import INSTALL
from recordclass.compare.results import HOLDING, Results, Row, Table, interpreter, rounds
from recordclass.compare.units import Scale, scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

_OURS = "bold cyan"
_BEST = "bold"
_FAILED = "red"

_NONE = "\N{EN DASH}"
_TIMES = "\N{MULTIPLICATION SIGN}"


def show(console: Console, results: Results) -> None:
    """Print both tables and what there is to say about them.

    Parameters
    ----------
    console
        Where to print.
    results
        What was measured.
    """
    if results.access.rows:
        title = (
            f"One record of six fields: {results.loops:,} reads by attribute, by index; its size"
        )
        _print(console, title, results.access, results.access.rows)
    if results.holding.rows:
        title = f"{results.title}: {results.records:,} records of {results.fields} fields"
        _print(console, title, results.holding, _by_memory(results.holding))
    console.print()
    for line in _notes(results):
        console.print(Text(line, style="dim"))


def _by_memory(table: Table) -> list[Row]:
    """Return the rows, lightest first; those without a figure last."""

    def weight(row: Row) -> tuple[bool, float]:
        size = row.figure(HOLDING[0])
        return size is None, size or 0.0

    return sorted(table.rows, key=weight)


def _print(console: Console, title: str, table: Table, rows: Iterable[Row]) -> None:
    """Print one table."""
    scales = {measure: scale(measure.unit, table.figures(measure)) for measure in table.measures}
    best = {measure: min(table.figures(measure), default=None) for measure in table.measures}
    grid = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 0, 0, 1))
    grid.add_column("", no_wrap=True)
    for measure in table.measures:
        grid.add_column(
            Text(f"{measure.short}\n{scales[measure].name}"), justify="right", no_wrap=True
        )
    for row in rows:
        cells = [
            _cell(row.figure(measure), scales[measure], best[measure]) for measure in table.measures
        ]
        grid.add_row(
            Text(row.label, style=_OURS if row.ours else ""), *(cells if row.open else _excuse(row))
        )
    console.print()
    console.print(Text(title, style="bold"))
    console.print(grid)


def _cell(figure: float | None, scale_: Scale, best: float | None) -> Text:
    """Return a figure and how many times the best one it is."""
    if figure is None:
        return Text(_NONE, style="dim")
    text = Text(scale_.text(figure), style=_BEST if figure == best else "")
    if best:
        text.append(f" {_ratio(figure / best):>3}{_TIMES}", style="dim")
    return text


def _ratio(number: float) -> str:
    """Return a ratio, short enough for five columns in a terminal of 80 characters."""
    return f"{number:.1f}" if number < 9.95 else f"{number:,.0f}"


def _excuse(row: Row) -> list[Text]:
    """Say in the first cell why there are no figures."""
    return [Text("failed", style=_FAILED) if row.failure else Text("not installed", style="dim")]


def _notes(results: Results) -> Iterable[str]:
    """Yield the lines under the tables."""
    how = f"Smallest of {rounds(results)}, each in a fresh process"
    yield f"{interpreter()}. {how}; {_TIMES} relative to the best."
    if results.holding.measured():
        yield f"The values that records share are not counted. Read and changed: {results.field}."
    if any(row.key == "namedtuple" for row in results.holding.measured()):
        yield "A namedtuple cannot be changed: new records are made by _replace instead."
    if results.holding.measured() and not results.holding.figures(HOLDING[0]):
        yield "Memory is not measured on this platform."
    if results.missing():
        yield f"Left out, not installed: {', '.join(results.missing())}. {INSTALL} brings them."
    for row in results.failed():
        yield f"{row.label} failed: {row.failure}"
