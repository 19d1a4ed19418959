"""One run: a process for each kind, rounds interleaved across the kinds, the least of each kept."""

from __future__ import annotations

import datetime
import json
import math
import platform
import select
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .catalogue import rows_of
from .operation import Gauge, Measure, Operation, Probe
from .peers import Kind

ROOT = Path(__file__).parent.parent

#: Seconds after which a process that does not answer is given up.
PATIENCE = 120.0

#: Rounds that the processes of one pass live for.
A_PASS = 3

Answer = dict[str, Any]


class Worker:
    """A process that answers; a new one is started when the last has died.

    Parameters
    ----------
    command : list of str
        What to run.
    patience : float
        Seconds to wait for an answer.
    """

    def __init__(self, command: list[str], patience: float = PATIENCE) -> None:
        self.command = command
        self.patience = patience
        self.process: subprocess.Popen[str] | None = None

    @classmethod
    def of(cls, kind: Kind) -> Worker:
        """Return the worker of a kind."""
        return cls([sys.executable, "-m", "benchmarks.worker", kind.name])

    def ask(self, request: dict[str, Any], *, fresh: bool = False) -> Answer:
        """Send a request; return the answer, or ``{"died": REASON}``."""
        if fresh:
            self.close()
        if self.process is None:
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = ""
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
            if not select.select([self.process.stdout], [], [], self.patience)[0]:
                self.close()
                return {"died": f"no answer in {self.patience:g} s"}
            line = self.process.stdout.readline()
        except BrokenPipeError:
            pass
        if line:
            answer: Answer = json.loads(line)
            return answer
        code = self.process.wait()
        self.close()
        return {"died": f"signal {-code}" if code < 0 else f"exit code {code}"}

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.kill()
        process.communicate()


@dataclass
class Cell:
    """What one kind gave for one row: the figures of all rounds, or why there are none."""

    rounds: list[float] = field(default_factory=list)
    reason: str = ""
    died: bool = False

    @property
    def settled(self) -> bool:
        """Whether two rounds agree on the least, to 2 %."""
        least = sorted(self.rounds)[:2]
        return bool(self.reason) or (len(least) == 2 and least[1] <= least[0] * 1.02)

    @property
    def best(self) -> float | None:
        """The least of the rounds."""
        return min(self.rounds) if self.rounds and not self.died else None


Table = dict[str, dict[str, Cell]]


def interleaved(
    measures: list[Measure],
    workers: dict[str, Worker],
    *,
    rounds: int,
    quick: bool = False,
    progress: Callable[[str], None] = lambda text: None,
) -> Table:
    """Measure everything; return row -> kind -> `Cell`.

    The rounds are spread over several passes, each with new processes: where the objects of a
    process happen to lie in memory moves some figures by several per cent, for as long as it lives.

    Parameters
    ----------
    measures : list of Measure
        What to measure, in this order.
    workers : dict of str to Worker
        Kind -> its process.
    rounds : int
        Rounds of each measure.  In each round every kind has its turn, a different one first; one
        that fails has no further turn.  Until the two least of each kind agree, passes are added,
        up to as many again.
    quick : bool
        Rounds of 2 ms instead of 20, and small counts.
    progress : callable
        Told what comes next.
    """
    table: Table = {
        row.name: {kind: Cell() for kind in workers}
        for measure in measures
        for row in rows_of(measure)
    }
    passes = math.ceil(rounds / A_PASS)
    for number in range(passes if quick else 2 * passes):
        for measure in measures:
            cells = [table[row.name] for row in rows_of(measure)]
            if not _due(measure, cells, number, passes):
                continue
            turns = min(A_PASS, rounds) if isinstance(measure, Operation) else 1
            for turn in range(turns):
                progress(f"{measure.name}, pass {number + 1}, round {turn + 1}")
                _round(measure, cells, workers, first=number + turn, quick=quick)
        for worker in workers.values():
            worker.close()
    return table


def _due(measure: Measure, cells: list[dict[str, Cell]], number: int, passes: int) -> bool:
    """Return whether a measure takes part in the pass with this number."""
    if isinstance(measure, Gauge):
        return number == 0
    if number < passes or isinstance(measure, Probe):
        return number < passes
    return not all(cell.settled for row in cells for cell in row.values())


def _round(
    measure: Measure,
    cells: list[dict[str, Cell]],
    workers: dict[str, Worker],
    *,
    first: int,
    quick: bool,
) -> None:
    """Give every kind its turn, beginning with the one at ``first``, and enter what they answer."""
    request = {"measure": measure.name, "least": 0.002 if quick else 0.02, "quick": quick}
    order = list(workers)
    first %= len(order)
    for kind in order[first:] + order[:first]:
        if not any(row[kind].reason for row in cells):
            answer = workers[kind].ask(request, fresh=isinstance(measure, Probe))
            record(
                dict(zip((row.name for row in rows_of(measure)), cells, strict=True)), kind, answer
            )


def record(rows: dict[str, dict[str, Cell]], kind: str, answer: Answer) -> None:
    """Enter an answer into the rows of its measure."""
    for name, value in answer.get("values", {}).items():
        rows[name][kind].rounds.append(value)
    if "values" not in answer:
        for cells in rows.values():
            cells[kind].died = "died" in answer
            cells[kind].reason = answer.get("died") or answer.get("none") or "no answer"


def _build() -> list[str]:
    """Say how the interpreter was built, as far as its speed depends on it."""
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    words = {
        "--enable-optimizations": "PGO",
        "--with-lto": "LTO",
        "--with-pydebug": "debug",
        "--disable-gil": "no GIL",
    }
    return [word for option, word in words.items() if option in options] or ["neither PGO nor LTO"]


def machine() -> dict[str, str]:
    """Describe the machine and the interpreter."""
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu
        )
    except OSError:
        pass
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "cpu": cpu,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "implementation": f"{sys.implementation.cache_tag}{sys.abiflags}",
        "compiler": platform.python_compiler(),
        "build": ", ".join(_build()),
    }
