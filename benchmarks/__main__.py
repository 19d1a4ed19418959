"""The command ``python -m benchmarks``, or ``python benchmarks`` from the repository."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import catalogue, counts, peers, report
from benchmarks.operation import Measure
from benchmarks.peers import Kind
from benchmarks.runner import Cell, Table, Worker, interleaved, machine

RESULTS = Path(__file__).resolve().parent / "results"


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""

    def names(text: str) -> list[str]:
        return [name for name in text.replace(",", " ").split() if name]

    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="Measure records of all kinds side by side; keep the result as JSON.",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="short rounds and small counts: a look, not a measurement",
    )
    parser.add_argument(
        "--ops",
        type=names,
        default=[],
        metavar="A,B",
        help="operations, or files without bench_ (default: all)",
    )
    parser.add_argument(
        "--kinds",
        type=names,
        default=[],
        metavar="A,B",
        help="kinds, or ours, peers, stdlib (default: all)",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="N",
        help="rounds of each operation (default: 9; with --quick 2)",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=1,
        metavar="N",
        help="whole runs, each of which holds a goal or does not (default: 1)",
    )
    parser.add_argument(
        "--instructions",
        action=argparse.BooleanOptionalAction,
        help="count the instructions of the hottest operations (default: unless --quick)",
    )
    parser.add_argument("--json", action="store_true", help="print the JSON instead of the table")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="where to keep the JSON (default: a new file in benchmarks/results)",
    )
    parser.add_argument(
        "--list", action="store_true", help="print the names of operations and kinds, and end"
    )
    options = parser.parse_args(argv)
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds: at least 1")
    if options.runs < 1:
        parser.error("--runs: at least 1")
    try:
        options.measures = catalogue.chosen(options.ops)
        options.chosen = peers.chosen(options.kinds)
    except ValueError as error:
        parser.error(str(error))
    options.rounds = options.rounds or (2 if options.quick else 9)
    if options.instructions is None:
        options.instructions = not options.quick
    return options


def tell(text: str) -> None:
    """Show what is being done, on one line of a terminal's error stream."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def measured(
    kinds: list[Kind], measures: list[Measure], rounds: int, quick: bool
) -> tuple[Table, dict[str, str]]:
    """Install what is missing and run; return the table, and the kinds' versions."""
    absent = {}
    for kind in kinds:
        tell(f"installing {kind.requirement}")
        if reason := peers.install(kind):
            absent[kind.name] = reason
    with contextlib.ExitStack() as stack:
        workers = {kind.name: Worker.of(kind) for kind in kinds if kind.name not in absent}
        for worker in workers.values():
            stack.callback(worker.close)
        versions = {
            kind.name: workers[kind.name].ask({"info": True}).get("version", "unknown")
            for kind in kinds
            if kind.distribution and kind.name in workers
        }
        table = interleaved(measures, workers, rounds=rounds, quick=quick, progress=tell)
    tell("")
    for row in table.values():
        row.update((name, Cell(reason=reason)) for name, reason in absent.items())
    for name, reason in absent.items():
        print(f"{name}: {reason}", file=sys.stderr)
    return table, versions


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = arguments(argv)
    if options.list:
        print(
            "operations:",
            *(row.name for measure in options.measures for row in catalogue.rows_of(measure)),
        )
        print("kinds:", *(kind.name for kind in options.chosen))
        return 0
    tables = []
    for _ in range(options.runs):
        table, versions = measured(options.chosen, options.measures, options.rounds, options.quick)
        tables.append(table)
    times = report.joined(tables)
    counted, note = (
        counts.count(options.measures, times, tell) if options.instructions else ({}, "")
    )
    tell("")
    about = {**machine(), "rounds": options.rounds, "quick": options.quick, "note": note}
    result = report.as_json(options.measures, options.chosen, tables, counted, about, versions)
    stamp = result["date"].replace("-", "").replace(":", "").partition("+")[0]
    path = options.output or RESULTS / f"{stamp}-{result['implementation']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(
        text
        if options.json
        else report.as_text(options.measures, options.chosen, {**times, **counted}, result),
        end="",
    )
    if not options.json:
        print(f"kept: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
