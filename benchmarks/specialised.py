"""Is it the fast path?  What the interpreter made of reading, writing and calling each kind.

The adaptive interpreter replaces ``LOAD_ATTR`` by ``LOAD_ATTR_SLOT`` where a field is an ordinary
member descriptor: one load from a fixed offset, no call.  `specialised` reports the instructions
that a function ends up with; tests hold the package to it.  ``python -m benchmarks.specialised``
prints them for all kinds.
"""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

if not __package__:  # run by its path
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import peers
from benchmarks.runner import Worker

#: More calls than any version of the interpreter takes to make up its mind.
WARM = 200


def specialised(function: Callable[..., Any], *args: Any) -> list[str]:
    """Call a function until it is warm; return the names of its instructions as they are then.

    Parameters
    ----------
    function : callable
        A Python function without a loop: it is called `WARM` times.
    *args
        What to call it with.

    Returns
    -------
    list of str
        Such as ``["RESUME_CHECK", "LOAD_FAST", "LOAD_ATTR_SLOT", "RETURN_VALUE"]``.

    Examples
    --------
    >>> def second(t):
    ...     return t[1]
    >>> "BINARY_SUBSCR_TUPLE_INT" in specialised(second, (1, 2))
    True
    """
    for _ in range(WARM):
        function(*args)
    return [instruction.opname for instruction in dis.get_instructions(function, adaptive=True)]


def _get(record: Any) -> Any:
    return record.a


def _set(record: Any, value: Any) -> None:
    record.a = value


def attribute_instruction(record: Any, *, writing: bool = False) -> str:
    """Return the instruction with which ``record.a`` is read or written, once warm.

    The function is copied first, since its inline cache remembers the class that it saw last.
    """
    function = types.FunctionType((_set if writing else _get).__code__.replace(), globals())
    args = (record, record.a) if writing else (record,)
    return next(
        name
        for name in specialised(function, *args)
        if name.startswith(("LOAD_ATTR", "STORE_ATTR"))
    )


def call_instruction(cls: Callable[..., Any], values: tuple[Any, ...]) -> str:
    """Return the instruction with which ``cls(a, b, c, d, e, f)`` is called, once warm."""

    def call(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> Any:
        return cls(a, b, c, d, e, f)

    return next(name for name in reversed(specialised(call, *values)) if "CALL" in name)


def record_instructions(namespace: dict[str, Any]) -> list[str]:
    """Return the instructions that read a field, write one, and call the class."""
    found = []
    for writing in (False, True):
        try:
            found.append(attribute_instruction(namespace["r"], writing=writing))
        except AttributeError:
            found.append("-")
    found.append(
        call_instruction(namespace["cls"], namespace["values"]) if "cls" in namespace else "-"
    )
    return found


def main() -> int:
    """Print a line for each kind named on the command line (default: all)."""
    width = max(map(len, peers.KINDS))
    for kind in peers.chosen(sys.argv[1:]):
        if reason := peers.install(kind):
            print(f"{kind.name:{width}}  {reason}")
            continue
        worker = Worker.of(kind)
        answer = worker.ask({"specialised": True})
        worker.close()
        found = answer.get("instructions") or [str(answer.get("died") or answer.get("none"))]
        print(f"{kind.name:{width}}  " + "  ".join(f"{name:24}" for name in found).rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
