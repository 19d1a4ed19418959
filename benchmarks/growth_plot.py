"""Plots of how the cost grows: ``python -m benchmarks.growth_plot FILE.json FOLDER``.

One SVG a part, a panel a row.  The text of a file depends on its figures alone, not on the day; it
reads on light and on dark paper.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.growth import PARTS, Part

mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "recordclass", "svg.fonttype": "none", "font.size": 9})

#: Kind -> its colour and its width: ours in front, the peers in quiet colours.
STYLES: dict[str, tuple[str, float]] = {
    "recordclass": ("#d9480f", 2.2),
    "dataobject": ("#f59f00", 2.2),
    "tuple": ("#8a8f98", 1.0),
    "namedtuple": ("#5b7fa6", 1.0),
    "slots": ("#5f9e8f", 1.0),
    "dataclass": ("#9d7bb0", 1.0),
    "msgspec-nogc": ("#4dabf7", 1.2),
    "old-dataobject": ("#b08968", 1.0),
}
#: Names that a reader knows.
NAMES = {"msgspec-nogc": "msgspec (gc=False)", "old-dataobject": "recordclass 0.24.1"}
_INK = "#7a7f87"  # of texts and axes: legible on white and on black


def plotted(part: Part, found: dict[str, Any], path: Path) -> None:
    """Draw one part into an SVG file."""
    from matplotlib import pyplot

    columns = 2
    height = -(-len(part.rows) // columns)
    figure, panels = pyplot.subplots(
        height, columns, figsize=(9, 2.6 * height), squeeze=False, layout="constrained"
    )
    shown: dict[str, Any] = {}
    for panel, (row, title) in zip(panels.flat, part.rows.items(), strict=False):
        for kind, (colour, width) in reversed(STYLES.items()):
            points = found["rows"][row].get(kind)
            if points:
                (line,) = panel.plot(*zip(*points, strict=True), color=colour, linewidth=width)
                shown[kind] = line
        panel.set_title(title, color=_INK, fontsize=9, loc="left")
        panel.set_yscale("log")
        if part.points[-1] > 20:
            panel.set_xscale("log", base=2 if part.name == "fields" else 10)
        panel.set_xlabel(part.axis, color=_INK)
        panel.tick_params(which="both", colors=_INK, labelsize=8)
        panel.grid(axis="y", color=_INK, alpha=0.25, linewidth=0.5)
        for side, spine in panel.spines.items():
            spine.set_visible(side in {"left", "bottom"})
            spine.set_color(_INK)
    for panel in list(panels.flat)[len(part.rows) :]:
        panel.axis("off")
    kinds = [kind for kind in STYLES if kind in shown]
    figure.legend(
        [shown[kind] for kind in kinds],
        [NAMES.get(kind, kind) for kind in kinds],
        loc="outside lower center",
        ncols=4,
        frameon=False,
        labelcolor=_INK,
    )
    figure.savefig(path, transparent=True, metadata={"Date": None})
    pyplot.close(figure)


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if len(words) != 2:
        print("usage: python -m benchmarks.growth_plot FILE.json FOLDER", file=sys.stderr)
        return 2
    growth = json.loads(Path(words[0]).read_text(encoding="utf-8"))["growth"]
    folder = Path(words[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in growth.items():
        plotted(PARTS[name], found, folder / f"growth-{name}.svg")
        print(folder / f"growth-{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
