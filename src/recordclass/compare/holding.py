"""Table (b): a whole data set held as records of one kind.

What is measured, in this order, in a process that does nothing else:

1. The rows are loaded as tuples of values that already exist. All that exists so far is then put
   out of the collector's sight.
2. Memory: a list of the right length is filled with records, and the growth of the resident
   memory is divided by their number. So the records are counted, with the headers and the
   rounding of the allocator; the values and the list are not.
3. Time: a list of records is built; a full garbage collection is run while it is alive; one field
   of each record is read into a list; one field of each record is changed. The shortest of a few
   repetitions counts.
"""

from __future__ import annotations

import gc
from itertools import cycle, islice
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Any

from recordclass.compare.operations import Operations, compile_for
from recordclass.compare.resident import resident_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from recordclass.compare.dataset import Dataset
    from recordclass.compare.kinds import Kind

# A call is repeated so often, and for so long at least.
_CALLS = 3
_SECONDS = 0.05

# Resident memory moves in pages and arenas. So many fields are held, rows repeated where there
# are fewer, that this does not show.
_FIELDS_HELD = 1_000_000
_PRIMING_BYTES = 1 << 20
_PRIMING_STEP = 64


def measure(kind: Kind, dataset: Dataset, place: int) -> Mapping[str, float]:
    """Measure one kind.

    Parameters
    ----------
    kind
        The kind.
    dataset
        The rows.
    place
        The position of the field that is read and changed.

    Returns
    -------
    mapping of str to float
        ``bytes_per_record`` (absent where the platform does not tell) and, in seconds for all
        records, ``build_s``, ``collect_s``, ``read_s`` and ``change_s``.
    """
    operations = compile_for(kind, dataset.names, dataset.types, dataset.names[place])
    rows = dataset.rows()
    gc.collect()
    gc.freeze()
    size = _bytes_per_record(operations, rows)
    figures = _times(operations, rows, rows[0][place])
    return figures if size is None else {"bytes_per_record": size, **figures}


def _bytes_per_record(operations: Operations, rows: Sequence[tuple[Any, ...]]) -> float | None:
    """Return by how many bytes a record lets the resident memory grow."""
    count = max(len(rows), -(-_FIELDS_HELD // len(rows[0])))
    records: list[Any] = [None] * count
    primer = _use_up_free_blocks(operations, rows)
    before = resident_bytes()
    operations.fill(records, islice(cycle(rows), count))
    after = resident_bytes()
    del primer
    if before is None or after is None:
        return None
    return (after - before) / count


def _use_up_free_blocks(operations: Operations, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Make records until the memory grows, and return them.

    What was freed earlier is still resident, and the first records would be put there, uncounted.
    """
    start = resident_bytes() or 0
    primer: list[Any] = []
    steady = cycle(rows)
    while len(primer) * len(rows[0]) < _FIELDS_HELD:
        primer += operations.build(islice(steady, _PRIMING_STEP))
        if (resident_bytes() or 0) - start > _PRIMING_BYTES:
            break
    return primer


def _times(
    operations: Operations, rows: Sequence[tuple[Any, ...]], value: object
) -> Mapping[str, float]:
    """Time what is done with the records."""
    build = _shortest(operations.build, rows)
    records = operations.build(rows)
    return {
        "build_s": build,
        "collect_s": _shortest(gc.collect),
        "read_s": _shortest(operations.read, records),
        "change_s": _shortest(operations.change, records, value),
    }


def _shortest(function: Callable[..., object], *arguments: object) -> float:
    """Return the shortest time of some calls; what a call returns is freed outside the time."""
    shortest, total, calls = inf, 0.0, 0
    while calls < _CALLS or total < _SECONDS:
        start = perf_counter()
        result = function(*arguments)
        elapsed = perf_counter() - start
        del result
        shortest = min(shortest, elapsed)
        total += elapsed
        calls += 1
    return shortest
