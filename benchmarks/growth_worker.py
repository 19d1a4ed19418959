"""The process of one kind that grows: ``python -m benchmarks.growth_worker KIND``.

A request a line on its input, ``{"part": PART, "n": N, "quick": BOOL}``, and an answer a line on
its output: ``{"values": {ROW: FIGURE}}``, in units of a field, a record or a call, or
``{"none": REASON}``.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .bench_memory import resident
from .growth_kinds import grow, phrases, values
from .operation import UNROLLED, Namespace, NotOffered, calibrated, make_loop, spelled
from .peers import KINDS, Kind
from .worker import MODULE, VALUES

#: Row -> the statement; of a field.
FIELDS = {
    "new": "x = $new",
    "new_kw": "x = $new_kw",
    "last": "x = $last",
    "eq": "x = r == s",
    "repr": "x = repr(r)",
    "asdict": "x = $asdict",
    "class": "$class",
}
#: Row -> the statements; of a call.
DEPTH = {
    "new": ("x = $new",),
    "get": tuple(f"x = r.f{i}" for i in range(6)),
    "set": tuple(f"r.f{i} = f{i}" for i in range(6)),
    "class": ("$below",),
}
#: Row -> what must hold once the statements have run.
CHECKS = {"eq": "x is True", "repr": "repr(f0) in x", "asdict": "x['f0'] == f0"}

#: Records that are made for one figure, at least: small numbers of them many times.
AT_LEAST = 200_000
#: Bytes that a record and the tuple that it is made from need, at most.
BYTES_EACH = 400


class Grower:
    """One kind: its module, and a round of each part."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.module = types.ModuleType(MODULE)
        sys.modules[MODULE] = self.module
        exec(kind.prelude, vars(self.module))
        self.loops: dict[tuple[str, int, str], tuple[Callable[[int], int], int, int]] = {}

    def space(self, n: int, depth: int = 0) -> Namespace:
        """Return a namespace with a class of n fields, two equal records of it and their values."""
        space = vars(self.module)
        grow(self.kind.name, space, n, depth)
        space |= {f"f{i}": value for i, value in enumerate(values(n))}
        space["z"] = space["f0"]
        new = spelled("$new", phrases(self.kind.name, n))
        space |= {"r": eval(new, space), "s": eval(new, space)}
        return space

    def timed(self, key: tuple[str, int, str], texts: tuple[str, ...], least_ns: int) -> float:
        """Time a round of statements; set them up, and check them, when first asked for."""
        part, n, row = key
        if key not in self.loops:
            fields, depth = (n, 0) if part == "fields" else (6, n)
            space = self.space(fields, depth)
            own = phrases(self.kind.name, fields)
            statements = [spelled(text, own) for text in texts]
            if row == "class":
                space["Above"] = space["cls"]
                space = {**space}  # the names that it binds are its own
            else:
                trial = {**space}
                exec("\n".join(statements), trial)
                if not eval(CHECKS.get(row, "True"), trial):
                    raise NotOffered(f"does not hold: {CHECKS[row]}")
            copies = 1 if row == "class" else math.ceil(UNROLLED / len(statements))
            if part == "fields" and row != "last":
                copies = math.ceil(copies / fields)
            loop = make_loop(statements * copies, space)
            gc.collect()
            gc.freeze()
            self.loops[key] = (loop, len(statements) * copies, calibrated(loop, least_ns))
        loop, per_turn, turns = self.loops[key]
        return loop(turns) / (turns * per_turn)

    def fields(self, n: int, quick: bool) -> dict[str, float]:
        """Time the operations on records of n fields; per field, but the last one's as it is."""
        found = {}
        for row, text in FIELDS.items():
            try:
                spent = self.timed(("fields", n, row), (text,), 500_000 if quick else 4_000_000)
            except NotOffered:
                continue
            found[row] = spent if row == "last" else spent / n
        return found

    def depth(self, n: int, quick: bool) -> dict[str, float]:
        """Time the operations on records of a class n below one of six fields; per call."""
        if not phrases(self.kind.name, 6).get("below"):
            raise NotOffered("no classes")
        found = {}
        for row, texts in DEPTH.items():
            try:
                found[row] = self.timed(("depth", n, row), texts, 500_000 if quick else 4_000_000)
            except (NotOffered, AttributeError):  # read-only
                continue
        return found

    def records(self, n: int, quick: bool) -> dict[str, float]:
        """Build n records from a list of tuples, hold them, collect over them, free them."""
        if n * BYTES_EACH > available() / 2:
            raise NotOffered("not enough memory")
        space = self.space(6)
        if not phrases(self.kind.name, 6).get("class"):
            raise NotOffered("a tuple of a tuple is the same")
        make = spelled("$make", phrases(self.kind.name, 6))
        text = "def fill(out, source, cls, make):\n"
        text += f"    for i, items in enumerate(source):\n        out[i] = {make}\n"
        exec(text, space)
        gc.disable()
        a, b, c, d, e, f = VALUES
        source = [(a, b, c, d, e, f) for _ in range(n)]
        gc.enable()
        gc.collect()
        gc.freeze()
        batches = max(1, (AT_LEAST // 20 if quick else AT_LEAST) // n)
        outs: list[list[Any]] = [[None] * n for _ in range(batches)]
        args = source, space["cls"], space.get("make")

        def fill_all() -> None:
            for out in outs:
                space["fill"](out, *args)

        def free_all() -> None:
            for out in outs:
                out.clear()

        before = resident()
        found = {"build": spent(fill_all) / n / batches}
        found["hold"] = (resident() - before) / n / batches
        found["free"] = spent(free_all) / n / batches
        outs = [[None] * n]
        fill_all()
        found["collect"] = min(spent(gc.collect) for _ in range(3)) / n
        return found


def spent(function: Callable[[], object]) -> int:
    """Return the nanoseconds of a call."""
    start = time.thread_time_ns()
    function()
    return time.thread_time_ns() - start


def available() -> float:
    """Return the bytes of memory that may still be had, as far as the system tells."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return math.inf
    return next(int(line.split()[1]) * 1024.0 for line in lines if line.startswith("MemAvailable"))


def main() -> None:
    """Serve one kind; whatever else is printed in this process goes to the error stream."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    kind = KINDS[sys.argv[1]]
    if kind.path is not None:
        sys.path.insert(0, str(kind.path))
    grower = Grower(kind)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer: dict[str, Any] = {
                "values": getattr(grower, request["part"])(request["n"], request["quick"])
            }
        except NotOffered as reason:
            answer = {"none": str(reason)}
        except Exception as error:
            answer = {"none": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
