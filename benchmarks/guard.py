"""Has an operation become slower?  ``python -m benchmarks.guard``, or ``make guard``.

Instructions are counted (see `callgrind`) and compared with those of ``instructions.json``, kept
for each version of the interpreter.  Times would need margins in which a slower path hides; counts
repeat to within a few tenths of a per cent, whatever else the machine does.

What they do depend on is the build: an interpreter made by another compiler, or with other options,
runs the same source in other instructions.  So operations of the standard library are counted
beside ours, and each of ours has a *scale*: what the counts of its references have been multiplied
by, as the median; references are the same operation, or one like it, of other kinds.  An operation
of ours spends a part of its instructions in the interpreter, which changes as the references do,
and the rest in the core, which does not: it is to be found between 1 and the scale.  On the build
that the figures were taken with the scale is 1, and the guard is at its sharpest; on another it is
as much duller as that differs.  What another compiler makes of the core itself no reference shows.

An operation fails where it takes more than the greater of the two allows, by `TOLERANCE` and by
more than `LEAST` instructions.  One that takes so much less than the smaller is only told of:
``--update`` then takes new figures, which also is what to do after a change worth its price.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.callgrind import all_counted, available
from benchmarks.catalogue import MEASURES
from benchmarks.operation import Operation

FIGURES = Path(__file__).parent / "instructions.json"

#: What may come on top of the kept figure: the share, and the instructions.
TOLERANCE = 0.08
LEAST = 15.0

#: Kind -> what is held to the kept figures.  A count moves a little with what was counted before
#: it in the same process: a change of a list calls for new figures.
GUARDED: dict[str, tuple[str, ...]] = {
    "recordclass": (
        *("new", "new_kw", "new_defaults", "make", "get", "set", "get_i", "set_i"),
        *("iterate", "unpack", "eq", "lt", "hash", "repr", "astuple", "asdict", "replace"),
        *("copy", "deepcopy", "dumps_1000", "loads_1000", "class_factory"),
        *("slice", "contains", "rows", "getter"),
    ),
    "structclass": ("class_factory", "class_statement"),
    "dataobject": ("class_statement",),
}

#: Kind -> what the scales are taken from: kinds of the standard library alone.
REFERENCES: dict[str, tuple[str, ...]] = {
    "tuple": ("new", "make", "get_i", "iterate", "eq", "lt", "hash", "repr", "slice", "contains"),
    "slots": (
        *("new", "new_kw", "get", "set", "copy", "deepcopy", "class_statement", "rows", "getter"),
    ),
    "namedtuple": (
        *("new", "new_kw", "new_defaults", "iterate", "unpack", "asdict", "replace"),
        *("dumps_1000", "loads_1000", "class_factory"),
    ),
}

#: Operation -> the one whose references stand for it, where no reference has it.
LIKE = {"set_i": "get_i", "astuple": "make"}

#: ``KIND.OPERATION`` -> instructions.
Counts = dict[str, float]


@dataclass(frozen=True)
class Verdict:
    """One operation: the kept figure, the scale, and what it takes now."""

    name: str
    kept: float
    scale: float
    present: float

    @property
    def slower(self) -> bool:
        """Whether it takes more, by the tolerance."""
        expected = self.kept * max(1, self.scale)
        return self.present - expected > max(TOLERANCE * expected, LEAST)

    @property
    def faster(self) -> bool:
        """Whether it takes less, by the tolerance."""
        expected = self.kept * min(1, self.scale)
        return expected - self.present > max(TOLERANCE * expected, LEAST)


def scale(operation: str, kept: Counts, present: Counts) -> float:
    """Return the median of present / kept, over an operation's references that both have.

    Parameters
    ----------
    operation : str
        Without the kind: ``new``.
    kept, present : dict
        The counts of references.

    Raises
    ------
    ValueError
        If they have none in common.
    """
    operation = LIKE.get(operation, operation)
    ratios = [
        present[name] / count
        for name, count in kept.items()
        if name in present and name.partition(".")[2] == operation
    ]
    if not ratios:
        raise ValueError(f"no reference for {operation} in common: --update takes new figures")
    return statistics.median(ratios)


def compare(
    kept: dict[str, Any], references: Counts, operations: Counts
) -> tuple[list[Verdict], list[str]]:
    """Compare counts with what is kept of this interpreter.

    Parameters
    ----------
    kept : dict
        With the keys ``references`` and ``operations``, as `entry` makes it.
    references, operations : dict
        The present counts.

    Returns
    -------
    tuple
        A verdict on each operation that both have, and the names of those that only one has.
    """
    verdicts = [
        Verdict(
            name,
            kept["operations"][name],
            scale(name.partition(".")[2], kept["references"], references),
            count,
        )
        for name, count in operations.items()
        if name in kept["operations"]
    ]
    return verdicts, sorted(kept["operations"].keys() ^ operations.keys())


def entry(references: Counts, operations: Counts) -> dict[str, Any]:
    """Return what is kept of one interpreter: its version, and counts to a tenth."""
    return {
        "python": platform.python_version(),
        "references": {name: round(count, 1) for name, count in references.items()},
        "operations": {name: round(count, 1) for name, count in operations.items()},
    }


def updated(figures: dict[str, Any], version: str, fresh: dict[str, Any]) -> dict[str, Any]:
    """Return the figures with those of one version replaced, the versions in order."""
    return dict(sorted({**figures, version: fresh}.items()))


def split(
    found: dict[str, dict[str, float | str]],
) -> tuple[Counts, Counts, list[str]]:
    """Part what was counted into references, operations, and a line for each reason of failure."""
    references: Counts = {}
    operations: Counts = {}
    failed: dict[str, list[str]] = {}
    for kind, cells in found.items():
        counts = operations if kind in GUARDED else references
        for name, value in cells.items():
            if isinstance(value, str):
                failed.setdefault(f"{kind}: {value}", []).append(name)
            else:
                counts[f"{kind}.{name}"] = value
    return references, operations, [f"{why} ({', '.join(of)})" for why, of in failed.items()]


def count() -> tuple[Counts, Counts, list[str]]:
    """Count all there is to count; see `split`."""
    wanted: dict[str, list[Operation]] = {}
    for kind, names in {**GUARDED, **REFERENCES}.items():
        measures = [MEASURES[name] for name in names]
        wanted[kind] = [measure for measure in measures if isinstance(measure, Operation)]
    return split(all_counted(wanted))


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """Yield the lines: what was kept, what it takes, and where that is news."""
    yield f"{'instructions':28} {'kept':>10} {'present':>10} {'ratio':>7} {'scale':>7}"
    for one in verdicts:
        ratio = one.present / one.kept
        word = "  SLOWER" if one.slower else "  faster" if one.faster else ""
        line = f"{one.name:28} {one.kept:10.1f} {one.present:10.1f} {ratio:7.3f} {one.scale:7.3f}"
        yield line + word


def version() -> str:
    """Return the key of this interpreter's figures, such as ``cpython-313``."""
    return f"{sys.implementation.cache_tag}{sys.abiflags}"


def judged(kept: dict[str, Any], references: Counts, operations: Counts) -> int:
    """Print the comparison; return the exit code."""
    try:
        verdicts, alone = compare(kept, references, operations)
    except ValueError as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"kept with Python {kept['python']}; scale: what the references' counts grew by")
    print("\n".join(table(verdicts)))
    if alone:
        print(f"not compared, --update adds or drops them: {', '.join(alone)}")
    if any(verdict.faster for verdict in verdicts):
        print("some are faster: --update renews the figures, so that they stay so")
    slower = [verdict.name for verdict in verdicts if verdict.slower]
    if slower:
        print(f"slower than the kept figures: {', '.join(slower)}", file=sys.stderr)
    return 1 if slower else 0


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.guard",
        description="Compare the instructions that operations take with the kept figures.",
    )
    parser.add_argument(
        "--update", action="store_true", help="keep the present figures of this interpreter"
    )
    parser.add_argument(
        "--figures",
        type=Path,
        default=FIGURES,
        metavar="FILE",
        help=f"where they are kept (default: benchmarks/{FIGURES.name})",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code: 1 where something is slower, 2 without valgrind."""
    options = arguments(argv)
    figures: dict[str, Any] = {}
    if options.figures.is_file():
        figures = json.loads(options.figures.read_text(encoding="utf-8"))
    if not options.update and version() not in figures:
        print(f"no figures of {version()} are kept: nothing is compared; --update takes them")
        return 0
    if not available():
        print("valgrind is not installed: nothing to count with", file=sys.stderr)
        return 2
    references, operations, failed = count()
    if failed:
        print("could not be counted:", *failed, sep="\n", file=sys.stderr)
        return 1
    if not options.update:
        return judged(figures[version()], references, operations)
    figures = updated(figures, version(), entry(references, operations))
    options.figures.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"kept {len(operations)} operations of {version()}: {options.figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
