"""What stands in a dump of callgrind: instructions by function, its own and those of what it calls.

The format is that of the valgrind manual, *Callgrind Format Specification*: ``fn=`` opens a
function, a line of two numbers is a cost of it, and the line after ``calls=`` is the cost of a call
that it makes.  A name is written once, with a number in brackets, and is the number afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_NAMED = re.compile(r"\((\d+)\)(?: (.*))?")
_COST = re.compile(r"[+\-*\d]\S* (\d+)")
_AGAIN = re.compile(r"'\d+$")
_TOTAL = re.compile(r"^(?:summary|totals): (\d+)", re.MULTILINE)


@dataclass
class Function:
    """The instructions of one function: those of its own, and with those of what it calls."""

    of: str = ""
    own: float = 0
    inclusive: float = 0


@dataclass
class Dump:
    """The instructions of one dump, by function."""

    total: int = 0
    functions: dict[str, Function] = field(default_factory=dict)


def total(text: str) -> int:
    """Return all instructions of a dump; ValueError where it has no such line."""
    found = _TOTAL.search(text)
    if found is None:
        raise ValueError("callgrind wrote no total")
    return int(found[1])


def parse(text: str) -> Dump:
    """Read a dump.

    A call of a function by itself is not added to what the function costs: that is in there.
    """
    dump = Dump(total(text))
    names: dict[tuple[str, str], str] = {}

    def named(what: str, value: str) -> str:
        found = _NAMED.match(value)
        if found is None:
            return value
        key = (what, found[1])
        if found[2]:
            names[key] = found[2]
        return names[key]

    here, called, of, calling = "", "", "", False
    for line in text.splitlines():
        what, equals, value = line.partition("=")
        if equals and what in {"ob", "cob"}:
            name = named("ob", value)
            of = name if what == "ob" else of
        elif equals and what in {"fn", "cfn"}:
            name = named("fn", value)
            if what == "cfn":
                called = name
            else:
                here = name
                dump.functions.setdefault(here, Function(Path(of).name))
        elif equals and what == "calls":
            calling = True
        elif here and (cost := _COST.match(line)):
            function = dump.functions[here]
            if not calling:
                function.own += int(cost[1])
            if not calling or called != here:
                function.inclusive += int(cost[1])
            calling = False
    return dump


def difference(once: Dump, twice: Dump, operations: int) -> dict[str, Function]:
    """Return what one operation costs by function, the dearest first: of two loops, one longer.

    callgrind tells a function that is entered again from itself by a ``'2`` behind its name.  Both
    are one here; what the outer one costs with its calls includes the inner one.
    """
    parts: dict[str, Function] = {}
    nothing = Function()
    for name, more in twice.functions.items():
        less = once.functions.get(name, nothing)
        part = parts.setdefault(_AGAIN.sub("", name), Function(more.of))
        part.own += (more.own - less.own) / operations
        part.inclusive = max(part.inclusive, (more.inclusive - less.inclusive) / operations)
    return dict(sorted(parts.items(), key=lambda part: -part[1].own))
