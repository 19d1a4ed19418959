"""The picture, with matplotlib: table (b) as sorted bars, memory in the large panel.

No display is needed: the figure is drawn without pyplot, straight into the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings

from matplotlib import rc_context
from matplotlib.figure import Figure

from recordclass.compare.results import HOLDING, Measure, Results, Row, Table, interpreter, rounds
from recordclass.compare.units import scale

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

_OURS = "#0a7d6c"
_PEER = "#c3c9d0"
_INK = "#1f2933"
_FAINT = "#66717d"
# A figure so many times the next one has its bar cut.
_FAR = 6
_SUBTITLES = {
    "bytes_per_record": "growth of resident memory, values not counted",
    "build_s": "all records, from rows of values",
    "collect_s": "gc.collect() with all records alive",
    "read_s": "of all records, into a list",
    "change_s": "of all records; namedtuple: _replace",
}


def save(results: Results, paths: list[Path]) -> None:
    """Draw table (b) and save it.

    Parameters
    ----------
    results
        What was measured; at least one row of table (b) has figures.
    paths
        The files; each name's ending (``.png``, ``.svg``) chooses the format.
    """
    # The salt makes the identifiers in an SVG file depend on its content alone.
    style = rc_context({"font.size": 10.5, "text.color": _INK, "svg.hashsalt": "recordclass"})
    with style, catch_warnings():
        # A name in letters that the font does not have is shown as boxes: no reason to speak up.
        filterwarnings("ignore", message="Glyph")
        figure = draw(results)
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
            figure.savefig(path, dpi=144, facecolor="white", metadata=metadata)


def draw(results: Results) -> Figure:
    """Return the figure."""
    figure = Figure(figsize=(14, 8.2))
    figure.subplots_adjust(left=0.115, right=0.965, top=0.80, bottom=0.075)
    halves = figure.add_gridspec(1, 2, width_ratios=(1.0, 1.75), wspace=0.30)
    quarters = halves[1].subgridspec(2, 2, wspace=0.62, hspace=0.42)
    panels = (halves[0], *(quarters[row, column] for row in range(2) for column in range(2)))
    for panel, measure in zip(panels, HOLDING, strict=True):
        _bars(figure.add_subplot(panel), results.holding, measure)
    _words(figure, results)
    return figure


def _bars(axes: Axes, table: Table, measure: Measure) -> None:
    """Draw one panel: the smallest figure on top."""
    rows = _ranked(table, measure)
    figures = [figure for _, figure in rows]
    unit = scale(measure.unit, figures)
    longest = _longest_bar(figures)
    places = range(len(rows))
    axes.barh(
        places,
        [min(figure, longest) for figure in figures],
        color=[_bar_colour(row) for row, _ in rows],
        height=0.72,
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.17)
    axes.set_yticks(places, [row.label for row, _ in rows])
    for place, (row, figure), label in zip(places, rows, axes.get_yticklabels(), strict=True):
        colour, weight = (_OURS, "bold") if row.ours else (_INK, "normal")
        label.set(color=colour, fontweight=weight)
        axes.text(
            min(figure, longest),
            place,
            f" {unit.text(figure)}",
            va="center_baseline",
            color=colour,
            fontweight=weight,
        )
        if figure > longest:
            _cut(axes, longest * 0.9, place)
    _frame(axes, measure, unit.name)


def _longest_bar(figures: list[float]) -> float:
    """Return the length of the longest bar: one figure far from the rest is not to flatten them."""
    if not figures or figures[-1] <= 0:
        return 1.0
    second = figures[-2] if len(figures) > 1 else figures[-1]
    return second * 1.5 if figures[-1] > second * _FAR > 0 else figures[-1]


def _cut(axes: Axes, x: float, place: int) -> None:
    """Show that a bar is longer than it is drawn: two slanted gaps."""
    for shift in (0, 7):
        axes.annotate(
            "/",
            (x, place),
            (shift, 0),
            textcoords="offset points",
            ha="center",
            va="center_baseline",
            fontsize=22,
            fontweight="bold",
            color="white",
        )


def _bar_colour(row: Row) -> str:
    return _OURS if row.ours else _PEER


def _ranked(table: Table, measure: Measure) -> list[tuple[Row, float]]:
    """Return the rows that have a figure, the smallest first."""
    rows = [(row, figure) for row in table.rows if (figure := row.figure(measure)) is not None]
    return sorted(rows, key=lambda pair: pair[1])


def _frame(axes: Axes, measure: Measure, unit: str) -> None:
    """Give a panel its heading, and take away what the numbers beside the bars already say."""
    unit_name = "bytes" if unit == "B" else unit
    axes.annotate(
        f"{measure.title}, {unit_name}",
        (0, 1),
        (0, 22),
        "axes fraction",
        "offset points",
        fontsize=12.5,
        fontweight="bold",
    )
    axes.annotate(
        _SUBTITLES[measure.key],
        (0, 1),
        (0, 7),
        "axes fraction",
        "offset points",
        fontsize=9.5,
        color=_FAINT,
    )
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(_FAINT)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])


def _words(figure: Figure, results: Results) -> None:
    """Write the title, what the colours mean, and how it was measured."""
    ways = len(results.holding.measured())
    title = f"{results.records:,} records of {results.fields} fields, held {ways} ways"
    figure.text(0.02, 0.945, title, fontsize=19, fontweight="bold", parse_math=False)
    x = 0.02
    figure.text(x, 0.905, "Shorter bars are better.", fontsize=11.5, color=_FAINT)
    figure.text(x + 0.148, 0.905, "■ recordclass", fontsize=11.5, color=_OURS, fontweight="bold")
    figure.text(x + 0.252, 0.905, "■ others", fontsize=11.5, color="#98a1ab", fontweight="bold")
    how = (
        f"Data: {results.title}; field read and changed: {results.field}. {interpreter()}. "
        f"Smallest of {rounds(results)}, each in a fresh process."
    )
    ranked = (_ranked(results.holding, measure) for measure in HOLDING)
    if any(rows and rows[-1][1] > _longest_bar([figure for _, figure in rows]) for rows in ranked):
        how += " A bar with two gaps is longer than drawn."
    figure.text(0.02, 0.022, how, fontsize=9.5, color=_FAINT, parse_math=False)
