"""The tables of ``docs/performance.md``: ``python -m benchmarks.markdown FILE.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.peers import OURS

#: A column's heading -> the kinds of which it shows the fastest.
COLUMNS: dict[str, tuple[str, ...]] = {
    "tuple": ("tuple",),
    "namedtuple": ("namedtuple",),
    "slots": ("slots",),
    "dataclass": ("dataclass",),
    "attrs": ("attrs",),
    "msgspec": ("msgspec", "msgspec-nogc"),
    "0.24.1": ("old-recordclass", "old-make", "old-dataobject"),
    **{name: (name,) for name in OURS},
}


def figure(row: dict[str, Any], kinds: tuple[str, ...]) -> float | None:
    """Return the least figure that some kinds have in a row."""
    cells = [row["kinds"].get(kind, {}) for kind in kinds]
    return min((cell["best"] for cell in cells if "best" in cell), default=None)


def scale(row: dict[str, Any]) -> tuple[str, float]:
    """Return the unit in which a row is shown, and how many kept units it is."""
    most = max((cell["best"] for cell in row["kinds"].values() if "best" in cell), default=0)
    if row["unit"] != "ns":
        return row["unit"], 1
    return ("ms", 1e6) if most >= 1e6 else ("µs", 1e3) if most >= 5e4 else ("ns", 1)


def shown(value: float | None) -> str:
    """Write a figure with as many places as mean something."""
    if value is None:
        return ""
    return f"{value:.0f}" if round(value, 1) >= 100 else f"{value:.1f}"


def table(result: dict[str, Any]) -> str:
    """Return the table: a row an operation, and the ratios of ours to the fastest peer."""
    heads = ["", *COLUMNS, "ratios", "to"]
    lines = [heads, ["---", *("---:" for _ in COLUMNS), ":---:", "---"]]
    for name, row in result["rows"].items():
        if name in {"loop", "import_modules"}:
            continue
        unit, factor = scale(row)
        ratios = [f"{row['ratios'][kind]:.2f}" if kind in row["ratios"] else "-" for kind in OURS]
        values = [figure(row, kinds) for kinds in COLUMNS.values()]
        figures = [shown(None if value is None else value / factor) for value in values]
        best = row["best_peer"] if set(ratios) != {"-"} else ""
        title = f"{row['title']}, {unit}" if unit else row["title"]
        lines.append([title, *figures, " ".join(ratios) if best else "", best])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def short(result: dict[str, Any]) -> str:
    """Return the goals that the run misses, a row each."""
    lines = []
    for row in result["rows"].values():
        worst: dict[tuple[str, float], float] = {}
        for missed in row["misses"].values():
            for peer, ratio, goal in missed:
                worst[peer, goal] = max(ratio, worst.get((peer, goal), 0))
        words = [f"{ratio:.2f} x {peer} (goal {goal:g})" for (peer, goal), ratio in worst.items()]
        if words:
            lines.append(f"| {row['title']} | {', '.join(words)} |")
    return "\n".join(["| | the slowest of ours |", "| --- | --- |", *lines])


def main() -> int:
    """Print the tables of a kept result."""
    if len(sys.argv) != 2:
        print("usage: python -m benchmarks.markdown FILE.json", file=sys.stderr)
        return 2
    result = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    versions = {
        name.partition("-")[0] if name != "old-recordclass" else "recordclass (peer)": version
        for name, version in result["versions"].items()
        if name in {"attrs", "msgspec", "old-recordclass", "recordclass"}
    }
    words = ", ".join(f"{name} {version}" for name, version in versions.items())
    where = "CPython {python} ({build}), {cpu}, {date}".format(**result)
    print(f"{where}; {words}.", table(result), short(result), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
