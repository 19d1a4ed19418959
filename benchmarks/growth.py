"""How the cost grows: with fields, with records, with the depth of subclasses.

Three parts, each a range of points and a few rows; a process for each kind, the rounds interleaved,
the least of each kept.  Costs are those of a unit: of a field, a record, a call.  What grows as it
should is a flat line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .growth_kinds import GROWN
from .peers import Kind
from .runner import Worker

#: Rounds of a point; of the dearest, those of a million records and more, as in ``Part.once``.
ROUNDS = 3


@dataclass(frozen=True)
class Part:
    """One way to grow.

    Parameters
    ----------
    name : str
        What ``--growth`` takes.
    title : str
        What it is, for a reader.
    axis : str
        What the points are numbers of.
    points : tuple of int
        In this order.
    rows : dict
        Row -> its title, with the unit.
    once : int
        From this point on one round is enough.
    fresh : bool
        Whether each point is measured in a process of its own.
    """

    name: str
    title: str
    axis: str
    points: tuple[int, ...]
    rows: dict[str, str]
    once: int = sys.maxsize
    fresh: bool = False


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part(
            "fields",
            "Records of 1 to 256 fields",
            "fields",
            tuple(2**i for i in range(9)),
            {
                "new": "construct by position, ns per field",
                "new_kw": "construct by keyword, ns per field",
                "last": "get the last field, ns",
                "eq": "==, the same items, ns per field",
                "repr": "repr, ns per field",
                "asdict": "asdict, ns per field",
                "class": "make the class, ns per field",
            },
        ),
        Part(
            "records",
            "10 to 10,000,000 records",
            "records",
            tuple(10**i for i in range(1, 8)),
            {
                "build": "build from a list of tuples, ns per record",
                "hold": "hold, resident bytes per record",
                "free": "free, ns per record",
                "collect": "gc.collect() over them, ns per record",
            },
            once=10**7,
            fresh=True,
        ),
        Part(
            "depth",
            "Subclasses 1 to 10 deep",
            "depth",
            tuple(range(1, 11)),
            {
                "new": "construct by position, ns",
                "get": "get by name, ns",
                "set": "set by name, ns",
                "class": "make one class more, ns",
            },
        ),
    )
}

#: Points that a quick run leaves out.
QUICK = {"fields": 16, "records": 1000, "depth": 2}


def chosen(names: list[str]) -> list[Part]:
    """Return the parts for some names; all for an empty list."""
    if unknown := set(names) - set(PARTS):
        raise ValueError(f"nothing grows as {unknown.pop()!r}; there are: {', '.join(PARTS)}")
    return [part for part in PARTS.values() if not names or part.name in names]


def grown(
    parts: list[Part],
    kinds: list[Kind],
    quick: bool = False,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Measure the parts; return part -> row -> kind -> list of [point, figure]."""
    workers = {
        kind.name: Worker([sys.executable, "-m", "benchmarks.growth_worker", kind.name])
        for kind in kinds
        if kind.name in GROWN
    }
    try:
        return {part.name: _part(part, workers, quick, progress) for part in parts}
    finally:
        for worker in workers.values():
            worker.close()


def _part(
    part: Part, workers: dict[str, Worker], quick: bool, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Measure one part."""
    best: dict[str, dict[str, dict[int, float]]] = {row: {} for row in part.rows}
    failed: dict[str, str] = {}
    for n in part.points:
        if quick and n > QUICK[part.name]:
            break
        for turn in range(1 if quick or n >= part.once else ROUNDS):
            progress(f"{part.title}: {n:,}, round {turn + 1}")
            for name, worker in workers.items():
                if name in failed:
                    continue
                request = {"part": part.name, "n": n, "quick": quick}
                answer = worker.ask(request, fresh=part.fresh)
                if part.fresh:
                    worker.close()  # what it holds must not be held beside the next one's
                if "values" not in answer:
                    failed[name] = answer.get("died") or answer.get("none") or "no answer"
                for row, value in answer.get("values", {}).items():
                    least = best[row].setdefault(name, {})
                    least[n] = min(value, least.get(n, value))
    return {
        "rows": {
            row: {kind: list(map(list, points.items())) for kind, points in figures.items()}
            for row, figures in best.items()
        },
        "failed": failed,
    }
