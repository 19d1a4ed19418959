"""From answers to ``docs/comparison.md``."""

from __future__ import annotations

import platform

from .kinds import COLUMNS, KINDS
from .reasons import REASONS
from .rows import ROWS

#: Kind -> row -> (answer, reason).
Answers = dict[str, dict[str, tuple[str, str]]]

_HEAD = """\
# What the kinds can do

Each cell was tried on the package itself: a program per row makes a class as that package writes
it, uses it, and checks the result. *yes* means that it held, *no* that it did not or cannot be
written, *crashes* that the interpreter died. A column with several families says yes where one of
them does.
`make comparison` tries all again and writes this page; the probes are in
[benchmarks/features/rows.py](../benchmarks/features/rows.py).

The probes write every option that a kind has for the row (`readonly`, `gc=False`, `sequence=True`
and so on), not its defaults.
"""


def cell(column: str, row: str, answers: Answers) -> str:
    """Sum up what the families of a column answered."""
    got = {n: answers[n][row][0] for n, k in KINDS.items() if k.column == column and n in answers}
    yes = [name for name, answer in got.items() if answer == "yes"]
    if yes and len(yes) < len(got) and column == "ours":
        return f"yes: {', '.join(yes)}"
    return "yes" if yes else "crashes" if "crashes" in got.values() else next(iter(got.values()))


def page(answers: Answers, versions: dict[str, str | None]) -> str:
    """Write the whole page."""
    columns = [c for c in COLUMNS if any(KINDS[name].column == c for name in answers)]
    lines = [_HEAD, f"Python {platform.python_version()}; " + ", ".join(_versions(versions)) + "."]
    group = ""
    for name, row in ROWS.items():
        if row.group != group:
            group = row.group
            heads = " | ".join(_title(column) for column in columns)
            lines += ["", f"## {group}", "", f"| | {heads} |", "|---" * (len(columns) + 1) + "|"]
        cells = " | ".join(cell(column, name, answers) for column in columns)
        lines.append(f"| {name} | {cells} |")
    lines += ["", "## Where ours says no", ""]
    no = [name for name in ROWS if not cell("ours", name, answers).startswith("yes")]
    lines += [f"- {name}: {REASONS[name]}" for name in no if name in REASONS] or ["Nowhere."]
    return "\n".join(lines) + "\n"


def _title(column: str) -> str:
    return "**ours**" if column == "ours" else column


def _versions(versions: dict[str, str | None]) -> list[str]:
    found = {
        "ours" if KINDS[name].column == "ours" else f"{KINDS[name].requirement} {version}"
        for name, version in versions.items()
        if version
    }
    return sorted(found - {"ours"})
