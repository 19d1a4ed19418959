"""Instructions an operation takes, counted by valgrind: ``python -m benchmarks.callgrind``.

A count does not depend on the machine's mood.  Each figure is the difference between a process that
turns the loop N times and one that turns it 2N times, divided by the operations in between:
start-up and set-up cancel out.  The hash seed is fixed, so that both processes do the same.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import catalogue, peers
from benchmarks.operation import NotOffered, Operation
from benchmarks.peers import Kind
from benchmarks.runner import ROOT

#: The hottest operations.
HOTTEST = ["new", "new_kw", "get", "set", "get_i", "iterate", "unpack", "eq", "hash", "asdict"]

_TOTAL = re.compile(r"^(?:summary|totals):\s*(\d+)", re.MULTILINE)


def counted(kind: Kind, operation: Operation, turns: int) -> tuple[int, int]:
    """Run a loop under callgrind; return the process's instructions and the loop's operations."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", sys.executable]
        command += ["-m", "benchmarks.callgrind", "--child"]
        command += ["--kinds", kind.name, "--ops", operation.name, "--turns", str(turns)]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if not line.startswith("==")]
            raise NotOffered(lines[-1] if lines else f"exit code {done.returncode}")
        total = _TOTAL.search(out.read_text(encoding="utf-8", errors="replace"))
    if total is None:
        raise NotOffered("callgrind wrote no total")
    return int(total[1]), int(done.stdout)


def instructions(kind: Kind, operation: Operation, turns: int = 200) -> float:
    """Return the instructions that one operation takes.

    Raises
    ------
    NotOffered
        If the kind has no such operation, or its process failed.
    """
    once, operations = counted(kind, operation, turns)
    twice, _ = counted(kind, operation, 2 * turns)
    return (twice - once) / operations


def child(kind: Kind, operation: Operation, turns: int) -> None:
    """Turn the loop, warm; print the number of operations of ``turns`` turns."""
    from benchmarks.worker import Bench

    if kind.path is not None:
        sys.path.insert(0, str(kind.path))
    try:
        loop, per_turn = Bench(kind).loop(operation)
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
    loop(100)
    loop(turns)
    print(turns * per_turn)


def table(kinds: list[Kind], operations: Iterable[Operation], turns: int) -> Iterable[str]:
    """Yield the lines: an operation each, a kind a column, and last which failed."""
    reasons = []
    yield " ".join([f"{'instructions':32}", *(f"{kind.name:>15}" for kind in kinds)])
    for operation in operations:
        line = f"{operation.title:32}"
        for kind in kinds:
            try:
                line += f" {instructions(kind, operation, turns):15.1f}"
            except NotOffered as reason:
                if str(reason).startswith(("exit code", "callgrind")):
                    reasons.append(f"- {operation.name}: {kind.name}: {reason}")
                line += f" {'-':>15}"
        yield line
    yield from reasons


def main() -> int:
    """Run the command; return its exit code."""
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
        default=200,
        metavar="N",
        help="turns of the loop between the two counts",
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        kinds = peers.chosen(options.kinds.split(","))
        operations = [
            measure
            for measure in catalogue.chosen(options.ops.split(","))
            if isinstance(measure, Operation)
        ]
    except ValueError as error:
        parser.error(str(error))
    if options.child:
        child(kinds[0], operations[0], options.turns)
        return 0
    from shutil import which

    if which("valgrind") is None:
        print("valgrind is not installed: nothing to count with", file=sys.stderr)
        return 2
    installed = [kind for kind in kinds if not peers.install(kind)]
    for line in table(installed, operations, options.turns):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
