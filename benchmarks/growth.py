"""How the cost grows, with fields, records, depth of subclasses: ``python -m benchmarks.growth``.

Three parts, each a range of points and a few rows; a process for each kind, the rounds interleaved,
the least of each kept.  Costs are those of a unit: of a field, a record, a call.  What grows as it
should is a flat line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import peers
from benchmarks.growth_kinds import GROWN
from benchmarks.peers import Kind
from benchmarks.runner import Worker, machine

#: Rounds of a point; of the dearest, those of a million records and more, as in ``Part.once``.
ROUNDS = 3


@dataclass(frozen=True)
class Part:
    """One way to grow.

    Parameters
    ----------
    name : str
        What ``--parts`` takes.
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


def table(parts: list[Part], found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines: for each row of a part a kind a line, a point a column."""
    for part in parts:
        for row, title in part.rows.items():
            figures = found[part.name]["rows"][row]
            points = sorted({n for kind in figures.values() for n, _ in kind})
            yield ""
            yield f"{title}; {part.axis}: " + ", ".join(f"{n:,}" for n in points)
            for kind, pairs in figures.items():
                known = dict(pairs)
                cells = [f"{known[n]:9.1f}" if n in known else f"{'-':>9}" for n in points]
                yield f"{kind:16}" + "".join(cells)
        for kind, reason in found[part.name]["failed"].items():
            yield f"- {kind}: {reason} ({part.name})"


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""

    def names(text: str) -> list[str]:
        return [name for name in text.split(",") if name]

    parser = argparse.ArgumentParser(
        "python -m benchmarks.growth", description="Measure how the cost of records grows."
    )
    parser.add_argument(
        "--parts", type=names, default=[], metavar="A,B", help=f"of {', '.join(PARTS)}"
    )
    parser.add_argument(
        "--kinds", type=names, default=[], metavar="A,B", help="as of python -m benchmarks"
    )
    parser.add_argument("--quick", action="store_true", help="few points: a look")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to keep the JSON")
    options = parser.parse_args(argv)
    try:
        options.parts = chosen(options.parts)
        options.kinds = peers.chosen(options.kinds)
    except ValueError as error:
        parser.error(str(error))
    return options


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = arguments(argv)
    installed = []
    for kind in options.kinds:
        if kind.name in GROWN and (reason := peers.install(kind)):
            print(f"{kind.name}: {reason}", file=sys.stderr)
        else:
            installed.append(kind)
    found = grown(options.parts, installed, options.quick)
    for line in table(options.parts, found):
        print(line)
    if options.output:
        result = {**machine(), "quick": options.quick, "growth": found}
        options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
