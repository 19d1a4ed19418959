"""The rows of instructions: under the time of a hot operation, how many instructions it takes.

A count does not depend on the machine's mood, and one is taken of an operation however often that
is timed.  Counted are our kinds, the tuple, and of the other peers the one that was fastest: which
one that is the times say, and they have moods.
"""

from __future__ import annotations

from collections.abc import Callable

from .callgrind import FAILED, HOTTEST, all_counted, available
from .operation import Measure, Operation, Row
from .peers import KINDS
from .runner import Cell, Table

#: The peer that is counted whatever its time.
YARDSTICK = "tuple"

#: Why most cells of these rows are empty.
LEFT_OUT = "no count"


def row_of(name: str) -> Row:
    """Return the row of instructions below the row of an operation."""
    return Row(f"{name}_instructions", "  instructions", "")


def due(measures: list[Measure]) -> list[Operation]:
    """Return the operations that are counted, of what is measured."""
    return [one for one in measures if isinstance(one, Operation) and one.name in HOTTEST]


def wanted(operations: list[Operation], times: Table) -> dict[str, list[Operation]]:
    """Return kind -> the operations that are counted of it, by the times that there are."""
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        cells = times[operation.name].items()
        best = {name: cell.best for name, cell in cells if cell.best is not None}
        others = [name for name in best if not KINDS[name].ours and name != YARDSTICK]
        fastest = min(others, key=best.__getitem__, default=None)
        for name in best:
            if KINDS[name].ours or name in {YARDSTICK, fastest}:
                found.setdefault(name, []).append(operation)
    return found


def count(
    measures: list[Measure], times: Table, progress: Callable[[str], None] = lambda text: None
) -> tuple[Table, str]:
    """Count the instructions of what has been timed.

    Parameters
    ----------
    measures : list of Measure
        What has been measured.
    times : dict
        The table of it, of all runs.
    progress : callable
        Told that counting begins.

    Returns
    -------
    tuple
        The rows of instructions, and the reason if there are none though some were due.
    """
    operations = due(measures)
    if not operations:
        return {}, ""
    if not available():
        return {}, "instructions are not counted: there is no valgrind"
    progress("counting instructions")
    found = all_counted(wanted(operations, times))
    table: Table = {}
    for operation in operations:
        cells = {name: Cell(reason=LEFT_OUT) for name in times[operation.name]}
        for name, figures in found.items():
            value = figures.get(operation.name)
            if isinstance(value, str):
                cells[name] = Cell(reason=value, died=value.startswith(FAILED))
            elif value is not None:
                cells[name] = Cell([value])
        if any(cell.reason != LEFT_OUT for cell in cells.values()):
            table[row_of(operation.name).name] = cells
    return table, ""
