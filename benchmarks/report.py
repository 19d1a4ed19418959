"""The table that a person reads, and the JSON that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .catalogue import rows_of
from .counts import LEFT_OUT, row_of
from .operation import Measure, Row
from .peers import Kind
from .runner import Cell, Table
from .targets import misses, standing

#: Unit as shown -> how many kept units (ns, bytes, pieces) it is.
_SCALE = {"ns": 1, "us": 1e3, "ms": 1e6, "B": 1, "": 1}


def joined(tables: list[Table]) -> Table:
    """Return one table of several runs: all rounds of each, and what failed in any."""
    whole: Table = {}
    for table in tables:
        for row, cells in table.items():
            for kind, cell in cells.items():
                one = whole.setdefault(row, {}).setdefault(kind, Cell())
                one.rounds += cell.rounds
                one.reason = one.reason or cell.reason
                one.died = one.died or cell.died
    return whole


def _rows(measures: list[Measure], table: Table) -> Iterator[tuple[Row, str]]:
    """Yield the rows of a table, each with the name of the one that has its times.

    That is its own, save for a row of instructions, which stands below the times it belongs to.
    """
    for row in (row for measure in measures for row in rows_of(measure)):
        yield row, row.name
        if (instructions := row_of(row.name)).name in table:
            yield instructions, row.name


def as_json(
    measures: list[Measure],
    kinds: list[Kind],
    tables: list[Table],
    counted: Table,
    about: dict[str, Any],
    versions: dict[str, str],
) -> dict[str, Any]:
    """Return everything that was measured, as plain data; times are in nanoseconds.

    ``tables`` are those of all runs: a figure is the least of them, a goal is held in each or not.
    ``counted`` are the rows of instructions.
    """
    rows = {}
    table = {**joined(tables), **counted}
    for row, timed in _rows(measures, table):
        runs = [counted] if row.name in counted else tables
        cells = {
            name: {
                "best": cell.best,
                "runs": [run[row.name][name].best for run in runs],
                "rounds": cell.rounds,
            }
            if cell.best is not None
            else {"reason": cell.reason, "died": cell.died}
            for name, cell in table[row.name].items()
        }
        figures = {
            "title": row.title.strip(),
            "unit": "ns" if row.unit in {"ns", "us", "ms"} else row.unit,
            "kinds": cells,
        }
        rows[row.name] = {**figures, **_ratios(row.name, kinds, table[row.name], table[timed])}
    goals = [goal for row in tables[0] for goal in _goals(row, kinds, tables)]
    return {**about, "runs": len(tables), "versions": versions, "rows": rows, "goals": goals}


def _goals(row: str, kinds: list[Kind], tables: list[Table]) -> list[dict[str, Any]]:
    """Return, for each goal of a row, how the slowest of ours stood to it in each run."""
    goals: dict[tuple[tuple[str, ...], float], list[dict[str, Any]]] = {}
    for table in tables:
        best = {kind.name: value for kind in kinds if (value := table[row][kind.name].best)}
        ours = {kind.name: best[kind.name] for kind in kinds if kind.ours and kind.name in best}
        others = {name: value for name, value in best.items() if name not in ours}
        for goal, (kind, peer, ratio) in standing(row, ours, others).items():
            goals.setdefault(goal, []).append({"kind": kind, "peer": peer, "ratio": ratio})
    return [
        {
            "row": row,
            "peers": list(names),
            "limit": limit,
            "held": sum(run["ratio"] <= limit for run in runs),
            "runs": runs,
        }
        for (names, limit), runs in goals.items()
    ]


def _ratios(
    row: str, kinds: list[Kind], cells: dict[str, Cell], times: dict[str, Cell]
) -> dict[str, Any]:
    """Return a row's best peer, the ratio of each of ours to it, and the goals each misses.

    The best peer is, of those that have a figure in the row, the one with the least time.  In a row
    of instructions it need not be the one with the least of them: which that is would depend on who
    was counted.  Such a row has no goals.
    """
    best = {kind.name: cells[kind.name].best for kind in kinds}
    peers = {kind.name: value for kind in kinds if not kind.ours and (value := best[kind.name])}
    ours = {kind.name: value for kind in kinds if kind.ours and (value := best[kind.name])}
    fast = {peer: value for peer in peers if (value := times[peer].best)}
    if not fast:
        return {"best_peer": None, "ratios": {}, "misses": {}}
    name = min(fast, key=fast.__getitem__)
    return {
        "best_peer": name,
        "ratios": {kind: value / peers[name] for kind, value in ours.items()},
        "misses": {
            kind: missed for kind, value in ours.items() if (missed := misses(row, value, peers))
        },
    }


def _shown(cell: Cell, unit: str) -> str:
    if cell.best is None:
        return "died" if cell.died else "-"
    value = cell.best / _SCALE[unit]
    return f"{value:.0f}" if round(value, 1) >= 100 or unit == "" else f"{value:.1f}"


def _ratio(facts: dict[str, Any], kind: str) -> str:
    if kind not in facts["ratios"]:
        return "-"
    return f"{facts['ratios'][kind]:.2f}" + ("!" if kind in facts["misses"] else " ")


def _line(row: Row, kinds: list[Kind], cells: dict[str, Cell], facts: dict[str, Any]) -> list[str]:
    unit = {"us": "µs"}.get(row.unit, row.unit)
    ratios = [_ratio(facts, kind.name) for kind in kinds if kind.ours]
    return [
        row.title,
        unit,
        *(_shown(cells[kind.name], row.unit) for kind in kinds),
        *ratios,
        facts["best_peer"] or "-",
    ]


def as_text(
    measures: list[Measure], kinds: list[Kind], table: Table, result: dict[str, Any]
) -> str:
    """Return the table, what it was made with, what falls short of the goals, and what failed."""
    ours = [kind for kind in kinds if kind.ours]
    heads = [
        ["", "", *(kind.heading[0] for kind in kinds), *("ratio" for _ in ours), "best"],
        [
            "operation",
            "",
            *(kind.heading[1] for kind in kinds),
            *(kind.heading[1] for kind in ours),
            "peer",
        ],
    ]
    body = [
        _line(row, kinds, table[row.name], result["rows"][row.name])
        for row, _ in _rows(measures, table)
    ]
    widths = [max(map(len, column)) for column in zip(*heads, *body, strict=True)]
    left = {0, 1, len(widths) - 1}
    lines = [
        " ".join(
            text.ljust(width) if i in left else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in heads + body
    ]
    lines.insert(2, "-" * max(map(len, lines)))
    about = [
        "{implementation} {python} ({build}), {cpu}, {system}, {date}".format(**result),
        ", ".join(f"{name} {version}" for name, version in result["versions"].items()),
    ]
    table_lines = [line.rstrip() for line in lines]
    return "\n".join([*about, "", *table_lines, "", *_notes(kinds, table, result), ""])


def _notes(kinds: list[Kind], table: Table, result: dict[str, Any]) -> list[str]:
    """Say what misses a goal, which processes died, and what ours does not offer."""
    notes = [result["note"]] if result["note"] else []
    if result["runs"] > 1:
        for goal in result["goals"]:
            ratios = ", ".join(f"{run['ratio']:.2f}" for run in goal["runs"])
            notes.append(
                f"{goal['row']}: held {goal['held']}/{len(goal['runs'])},"
                f" {ratios} x {'/'.join(goal['peers'])}, goal {goal['limit']:g}"
            )
    for row, facts in result["rows"].items():
        short: dict[tuple[str, float], list[str]] = {}
        for kind, missed in facts["misses"].items():
            for peer, ratio, goal in missed:
                short.setdefault((peer, goal), []).append(f"{kind} {ratio:.2f}")
        for (peer, goal), ratios in short.items():
            notes.append(f"! {row}: {', '.join(ratios)} x {peer}, goal {goal:g}")
    failed: dict[tuple[str, bool, str], list[str]] = {}
    for row, cells in table.items():
        for kind in kinds:
            cell = cells[kind.name]
            if cell.reason and (cell.died or (kind.ours and not cell.reason.startswith("no "))):
                failed.setdefault((kind.name, cell.died, cell.reason), []).append(row)
    for (name, died, reason), rows in failed.items():
        tried = [row for row, cells in table.items() if cells[name].reason != LEFT_OUT]
        where = "every row" if rows == tried else ", ".join(rows)
        notes.append(f"{'died' if died else '-'} {name}: {reason} ({where})")
    return notes
