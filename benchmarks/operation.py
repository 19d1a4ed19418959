"""What is measured, and the loop that measures it.

Three forms, all of them data, so that a file ``bench_<stem>.py`` is a list:

* `Operation`: statements, each of which counts as one operation; nanoseconds.
* `Gauge`: an expression whose value is the figure (a size in bytes).
* `Probe`: a function that runs in a fresh process and fills several rows.

The statements are templates: ``$new``, ``$asdict`` and so on stand for the way in which a kind
spells the thing; everything else is the same text for each kind.  The loop is a compiled function
whose every name is a local variable, so that no look-up of a global stands between the clock and
the operation.  Cheap statements are written out several times in the loop's body; what the loop and
the store into ``x`` then still cost is a row of its own (``loop``) and is subtracted from nothing.
The clock is the thread's processor time: what other processes take from the processor is not ours.
"""

from __future__ import annotations

import builtins
import itertools
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from string import Template
from typing import Any

Namespace = dict[str, Any]
Loop = Callable[[int], int]

#: Cheap statements are repeated in the loop's body until there are this many.
UNROLLED = 24


class NotOffered(Exception):
    """The kind has no such operation, or one that does something else."""


@dataclass(frozen=True)
class Operation:
    """Statements to time: one row of the table.

    Parameters
    ----------
    name : str
        The row, as ``--ops`` takes it.
    title : str
        What it is, for a reader.
    body : tuple of str
        Statements, each one operation; the result is left in ``x``.
    check : str
        An expression that must hold after the body has run once.
    variant : {"plain", "defaults", "hashable"}
        Which of the kind's classes ``cls`` and ``r`` are.
    setup : str
        Statements that run once, untimed.
    unroll : bool
        Write the body out several times in the loop.
    count : int
        Operations that one statement stands for (a list of 1,000: 1,000).
    unit : {"ns", "us"}
        How the row is shown; it is kept in nanoseconds.
    """

    name: str
    title: str
    body: tuple[str, ...]
    check: str = "True"
    variant: str = "plain"
    setup: str = ""
    unroll: bool = True
    count: int = 1
    unit: str = "ns"


@dataclass(frozen=True)
class Gauge:
    """An expression whose value is the figure: one row of the table."""

    name: str
    title: str
    expression: str
    variant: str = "plain"
    setup: str = ""
    unit: str = "B"


@dataclass(frozen=True)
class Row:
    """A row that a `Probe` fills."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True)
class Probe:
    """A function that fills rows: ``run(namespace, phrases, quick)``, in a fresh process."""

    name: str
    rows: tuple[Row, ...]
    run: Callable[[Namespace, dict[str, str], bool], dict[str, float]]


_LOOP = """\
def loop({head}):
    _start = _clock()
    for _ in _repeat(None, n):
{body}
    return _clock() - _start
"""

Measure = Operation | Gauge | Probe


def spelled(text: str, phrases: dict[str, str]) -> str:
    """Put the kind's phrases into a template; `NotOffered` names a phrase that the kind has not."""
    try:
        return Template(text).substitute(phrases)
    except KeyError as missing:
        raise NotOffered(f"no {missing.args[0]}") from None


def make_loop(statements: list[str], namespace: Namespace) -> Loop:
    """Compile ``statements`` into a function of the number of turns that returns nanoseconds.

    All names of ``namespace`` that the statements use become local variables.
    """

    def compiled(names: list[str]) -> Callable[..., int]:
        head = ", ".join(["n", "_clock", "_repeat", *names])
        body = textwrap.indent("\n".join(statements), " " * 8)
        text = _LOOP.format(head=head, body=body)
        target: Namespace = {}
        exec(compile(text, "<benchmark>", "exec"), namespace, target)
        loop: Callable[..., int] = target["loop"]
        return loop

    known = {**vars(builtins), **namespace}
    used = [name for name in compiled([]).__code__.co_names if name in known]
    values = [known[name] for name in used]
    function = compiled(used)
    clock, repeat = time.thread_time_ns, itertools.repeat

    def loop(n: int) -> int:
        return function(n, clock, repeat, *values)

    return loop


def calibrated(loop: Loop, least_ns: int) -> int:
    """Find the turns of ``loop`` that take ``least_ns``; warms the code up on the way."""
    turns = 1
    while (spent := loop(turns)) < least_ns:
        turns = max(turns * 2, min(turns * 10, int(turns * least_ns * 1.1 / max(spent, 1))))
    return turns
