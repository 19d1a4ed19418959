"""The process of one kind: a request a line on its input, an answer a line on its output.

Run as ``python -m benchmarks.worker KIND``.  Requests and answers are JSON:

* ``{"info": true}`` asks for the version;
* ``{"specialised": true}`` asks for the instructions of its fields;
* ``{"measure": NAME, "least": SECONDS, "quick": BOOL}`` asks for one round, answered by
  ``{"values": {ROW: FIGURE}}``, or by ``{"none": REASON}`` where the kind offers no such thing.
  The first request for an operation also sets it up, checks that it does what it should, and finds
  its number of turns.
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import math
import os
import sys
import types
from typing import Any, TextIO

from .catalogue import MEASURES
from .operation import (
    UNROLLED,
    Gauge,
    Loop,
    Measure,
    Namespace,
    NotOffered,
    Operation,
    calibrated,
    make_loop,
    spelled,
)
from .peers import KINDS, Kind
from .specialised import record_instructions

#: The module in which the kind's classes live, so that pickle finds them.
MODULE = "benchmark_record"

_RECORD = "def build(a, b, c, d, e, f):\n    return $new\nr = build(*values)"

VALUES = (1001, 2.5, "three", 4004, 5.5, "six")
#: Equal to VALUES, and other objects; with a last item that is higher.
TWINS = (
    int("1001"),
    float("2.5"),
    "".join(["th", "ree"]),
    int("4004"),
    float("5.5"),
    "".join(["s", "ix"]),
)
HIGHER = (*VALUES[:-1], "siy")


def values_of(record: Any) -> tuple[Any, ...]:
    """Return the six values of a record of any kind."""
    if type(record) is tuple:
        return record
    return tuple([getattr(record, name) for name in "abcdef"])


class Bench:
    """One kind's classes and its operations, made when first asked for."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.module = types.ModuleType(MODULE)
        sys.modules[MODULE] = self.module
        exec(kind.prelude, vars(self.module))
        self.loops: dict[str, tuple[Loop, int, int]] = {}

    def namespace(self, variant: str, setup: str = "") -> Namespace:
        """Return the names an operation sees: the class ``cls``, a record ``r``, its values."""
        shared = vars(self.module)
        name = variant.capitalize()
        if self.kind.classes and name not in shared:
            if variant not in self.kind.classes:
                raise NotOffered(f"no {variant} class")
            exec(self.kind.classes[variant], shared)
        space: Namespace = {**shared, **dict(zip("abcdef", VALUES, strict=True))}
        space.update(values=VALUES, twins=TWINS, higher=HIGHER, values_of=values_of)
        space["__paths__"] = [str(self.kind.path)] if self.kind.path else []
        if self.kind.classes:
            space["cls"] = shared[name]
        exec(spelled(_RECORD, self.kind.phrases), space)
        exec(spelled(setup, self.kind.phrases), space)
        return space

    def loop(self, operation: Operation, unrolled: int = UNROLLED) -> tuple[Loop, int]:
        """Set an operation up and check it; return its loop, and the operations of a turn."""
        statements = [spelled(text, self.kind.phrases) for text in operation.body]
        space = self.namespace(operation.variant, operation.setup)
        trial = dict(space)
        exec("\n".join(statements), trial)
        if not eval(operation.check, trial):
            raise NotOffered(f"does not hold: {operation.check}")
        copies = math.ceil(unrolled / len(statements)) if operation.unroll else 1
        return make_loop(statements * copies, space), len(statements) * copies * operation.count

    def timed(self, operation: Operation, least: float) -> float:
        """Time one round of an operation; return nanoseconds."""
        least_ns = int(least * 1e9)
        if operation.name not in self.loops:
            loop, per_turn = self.loop(operation)
            gc.collect()
            gc.freeze()
            self.loops[operation.name] = (loop, per_turn, calibrated(loop, least_ns))
        loop, per_turn, turns = self.loops[operation.name]
        return loop(turns) / (turns * per_turn)

    def figures(self, measure: Measure, least: float, quick: bool) -> dict[str, float]:
        """Take one round of a measure; return row -> figure."""
        if isinstance(measure, Operation):
            return {measure.name: self.timed(measure, least)}
        if isinstance(measure, Gauge):
            return {
                measure.name: eval(
                    measure.expression, self.namespace(measure.variant, measure.setup)
                )
            }
        return measure.run(self.namespace("plain"), self.kind.phrases, quick)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one request."""
        if request.get("info"):
            return {"version": version_of(self.kind)}
        if request.get("specialised"):
            return {"instructions": record_instructions(self.namespace("plain"))}
        try:
            return {
                "values": self.figures(
                    MEASURES[request["measure"]], request["least"], request["quick"]
                )
            }
        except NotOffered as reason:
            return {"none": str(reason)}
        except Exception as error:
            return {"none": f"{type(error).__name__}: {error}"}


def version_of(kind: Kind) -> str:
    """Return the version of the kind's distribution; the interpreter's for the standard library."""
    if not kind.distribution:
        return sys.version.split()[0]
    try:
        return importlib.metadata.version(kind.distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def serve(kind: Kind, requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are none."""
    if kind.path is not None:
        sys.path.insert(0, str(kind.path))
    try:
        bench = Bench(kind)
    except Exception as error:
        for _ in requests:
            print(
                json.dumps({"none": f"{type(error).__name__}: {error}"}), file=answers, flush=True
            )
        return
    for line in requests:
        print(json.dumps(bench.answer(json.loads(line))), file=answers, flush=True)


def main() -> None:
    """Serve one kind; whatever else is printed in this process goes to the error stream."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(KINDS[sys.argv[1]], sys.stdin, answers)


if __name__ == "__main__":
    main()
