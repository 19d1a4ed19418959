"""Instructions an operation takes, counted by valgrind: ``python -m benchmarks.callgrind``.

A count does not depend on the machine's mood.  All operations of a kind are counted in one process:
before and after each loop it calls `MARK`, at which callgrind writes down what it has counted
since the last time.  Each figure is the difference between a loop of N turns and one of 2N,
divided by the operations in between: start-up, set-up and the mark itself cancel out.  The hash
seed is fixed, so that each process does the same.

``--functions OP KIND`` prints instead which C function spends them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import catalogue, peers
from benchmarks.dump import Function, difference, parse, total
from benchmarks.operation import NotOffered, Operation
from benchmarks.peers import Kind
from benchmarks.runner import ROOT

#: The hottest operations, which ``make bench`` counts too.
HOTTEST = ["new", "new_kw", "get", "set", "get_i", "iterate", "unpack", "eq", "hash", "asdict"]

#: A C function that nothing but `mark` calls.
MARK = "getppid"

#: How the reason begins where counting itself failed: the kind may well have the operation.
FAILED = "failed: "

#: Seconds after which a process that is still counting is given up.
PATIENCE = 900.0

#: Operations in a loop of N turns, at least.
ENOUGH = 4800

#: Processes side by side: they do not disturb each other's counts.
SIDE_BY_SIDE = min(2, os.cpu_count() or 1)

T = TypeVar("T")


@dataclass(frozen=True)
class Loops:
    """The dumps of two loops, the second with as many ``operations`` more as the first has."""

    operations: int
    once: str
    twice: str

    def each(self) -> float:
        """Return the instructions of one operation."""
        return (total(self.twice) - total(self.once)) / self.operations

    def functions(self) -> dict[str, Function]:
        """Return the instructions of one operation by function."""
        return difference(parse(self.once), parse(self.twice), self.operations)


def available() -> bool:
    """Return whether there is a valgrind to count with."""
    return shutil.which("valgrind") is not None


def mark() -> None:
    """Have callgrind write a dump, and count from nothing again."""
    os.getppid()


def counted(
    kind: Kind,
    operations: list[Operation],
    enough: int = ENOUGH,
    read: Callable[[Loops], T] = Loops.each,  # type: ignore[assignment]
) -> dict[str, T | str]:
    """Count operations of a kind in one process.

    Parameters
    ----------
    kind : Kind
        What to count.
    operations : list of Operation
        In this order.
    enough : int
        Operations of the shorter loop, at least.
    read : callable
        What to make of the two dumps of an operation.

    Returns
    -------
    dict
        Name -> what ``read`` returns, or the reason why there is nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
        command += [f"--dump-before={MARK}", sys.executable, "-m", "benchmarks.callgrind"]
        command += ["--child", "--kinds", kind.name, "--turns", str(enough)]
        command += ["--ops", ",".join(operation.name for operation in operations)]
        names = {operation.name for operation in operations}
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": "0"},
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            return dict.fromkeys(names, f"{FAILED}no end in {PATIENCE:g} s")
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode or {answer["name"] for answer in answers} != names:
            lines = [line for line in done.stderr.splitlines() if not line.startswith("==")]
            reason = lines[-1] if lines else f"exit code {done.returncode}"
            return dict.fromkeys(names, FAILED + reason)
        return {
            name: loops if isinstance(loops, str) else read(loops)
            for name, loops in _dumped(answers, out)
        }


def _dumped(answers: list[dict[str, Any]], out: Path) -> Iterator[tuple[str, Loops | str]]:
    """Yield what a process has dumped for each answer, or the reason why that is nothing."""
    number = 0  # of the dump before
    for answer in answers:
        if "none" in answer:
            yield answer["name"], answer["none"]
            continue
        files = [out.with_name(f"{out.name}.{number + i}") for i in (2, 3)]
        number += 3  # one for each mark; the first holds what was before the loops
        if files[-1].is_file():
            texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
            yield answer["name"], Loops(answer["operations"], *texts)
        else:
            yield answer["name"], f"{FAILED}callgrind saw no call of {MARK}"


def all_counted(
    wanted: dict[str, list[Operation]], enough: int = ENOUGH
) -> dict[str, dict[str, float | str]]:
    """Count operations of several kinds, `SIDE_BY_SIDE`; return kind -> operation -> figure."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        tasks = {
            name: pool.submit(counted, peers.KINDS[name], operations, enough)
            for name, operations in wanted.items()
        }
    return {name: task.result() for name, task in tasks.items()}


def child(kind: Kind, operations: list[Operation], enough: int) -> None:
    """Turn the loops, warm, with marks around; print a line of JSON for each operation."""
    from benchmarks.worker import Bench

    if kind.path is not None:
        sys.path.insert(0, str(kind.path))
    bench = Bench(kind)
    for operation in operations:
        try:
            loop, per_turn = bench.loop(operation)
        except NotOffered as missing:
            print(json.dumps({"name": operation.name, "none": str(missing)}))
            continue
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            print(json.dumps({"name": operation.name, "none": reason}))
            continue
        turns = min(200, max(4, math.ceil(enough / per_turn)))
        loop(max(2, turns // 2))
        mark()
        loop(turns)
        mark()
        loop(2 * turns)
        mark()
        print(json.dumps({"name": operation.name, "operations": turns * per_turn}))


def table(kinds: list[Kind], operations: list[Operation], enough: int) -> Iterable[str]:
    """Yield the lines: an operation each, a kind a column, and last which failed."""
    found = all_counted({kind.name: operations for kind in kinds}, enough)
    reasons = []
    yield " ".join([f"{'instructions':32}", *(f"{kind.name:>15}" for kind in kinds)])
    for operation in operations:
        line = f"{operation.title:32}"
        for kind in kinds:
            value = found[kind.name][operation.name]
            if isinstance(value, str):
                line += f" {'-':>15}"
                if value.startswith(FAILED):
                    reasons.append(f"- {operation.name}: {kind.name}: {value}")
            else:
                line += f" {value:15.1f}"
        yield line
    yield from reasons


def by_function(operation: Operation, kind: Kind, enough: int, least: float) -> Iterable[str]:
    """Yield a line for each C function that spends at least ``least`` instructions."""
    found = counted(kind, [operation], enough, Loops.functions)[operation.name]
    if isinstance(found, str):
        raise NotOffered(found)
    yield f"{operation.title}, {kind.name}: {sum(part.own for part in found.values()):.1f}"
    yield f"{'own':>10} {'inclusive':>10}  function"
    for name, part in found.items():
        if part.own >= least:
            yield f"{part.own:10.1f} {part.inclusive:10.1f}  {name} [{part.of}]"
    objects: dict[str, float] = {}
    for part in found.values():
        objects[part.of] = objects.get(part.of, 0) + part.own
    yield ""
    for name, own in sorted(objects.items(), key=lambda item: -item[1]):
        if own >= least:
            yield f"{own:10.1f} {'':10}  all of {name}"


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.callgrind", description="Count the instructions that operations take."
    )
    parser.add_argument(
        "--ops", default=",".join(HOTTEST), metavar="A,B", help="operations (default: %(default)s)"
    )
    parser.add_argument(
        "--kinds",
        default="tuple,slots,msgspec-nogc,ours",
        metavar="A,B",
        help="kinds (default: %(default)s)",
    )
    parser.add_argument(
        "--turns",
        type=int,
        default=ENOUGH,
        metavar="N",
        help="operations between the two counts, at least (default: %(default)s)",
    )
    parser.add_argument(
        "--functions", nargs=2, metavar=("OP", "KIND"), help="which C function spends how much"
    )
    parser.add_argument(
        "--least",
        type=float,
        default=0.5,
        metavar="N",
        help="with --functions: instructions below which a function is left out",
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.functions:
        options.ops, options.kinds = options.functions
    try:
        options.kinds = peers.chosen(options.kinds.split(","))
        options.operations = [
            measure
            for measure in catalogue.chosen(options.ops.split(","))
            if isinstance(measure, Operation)
        ]
    except ValueError as error:
        parser.error(str(error))
    return options


def main() -> int:
    """Run the command; return its exit code."""
    options = arguments()
    if options.child:
        child(options.kinds[0], options.operations, options.turns)
        return 0
    if not available():
        print("valgrind is not installed: nothing to count with", file=sys.stderr)
        return 2
    installed = [kind for kind in options.kinds if not peers.install(kind)]
    if not installed:
        print("none of these kinds can be installed", file=sys.stderr)
        return 2
    if options.functions:
        operation = options.operations[0]
        lines = by_function(operation, installed[0], options.turns, options.least)
    else:
        lines = table(installed, options.operations, options.turns)
    try:
        for line in lines:
            print(line, flush=True)
    except NotOffered as reason:
        print(f"{installed[0].name}: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
