"""Table (a): one record of six fields, read by name and by index a million times, and its size.

The founding document's measurement: the same field, the same index, the loop included in the
time, `sys.getsizeof` for the size (which counts the garbage collector's header where there is
one, but no values).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from time import thread_time
from typing import TYPE_CHECKING, Any

from recordclass.compare.loading import load

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = "a b c d e f"
VALUES = (1, 2, 3, 4, 5, 6)
REPEATS = 7


@dataclass(frozen=True, slots=True)
class AccessKind:
    """A kind of record in table (a).

    Attributes
    ----------
    key : str
        Its name on the command line and in the JSON file.
    label : str
        Its name for people.
    factory : str
        Where the function is that makes a class of a name and field names, as ``module:name``.
    package : str or None
        The distribution that it comes from, where it is not the standard library.
    ours : bool
        Whether it comes from recordclass.
    """

    key: str
    label: str
    factory: str
    package: str | None = None
    ours: bool = False


KINDS = (
    AccessKind("namedtuple", "namedtuple", "collections:namedtuple"),
    AccessKind(
        "namedlist", "namedlist", "recordclass.compare.old_namedlist:namedlist", package="namedlist"
    ),
    AccessKind(
        "recordclass", "recordclass", "recordclass:recordclass", package="recordclass", ours=True
    ),
    AccessKind(
        "structclass", "structclass", "recordclass:structclass", package="recordclass", ours=True
    ),
    AccessKind("record", "Record (slots)", "recordclass.compare.slots_record:slotsclass"),
)


def measure(kind: AccessKind, loops: int) -> Mapping[str, float]:
    """Measure one kind.

    Parameters
    ----------
    kind
        The kind.
    loops
        How often to read.

    Returns
    -------
    mapping of str to float
        ``attribute_s`` and ``index_s`` in seconds for all `loops` reads, ``sizeof_bytes``.
    """
    record = load(kind.factory)("Test", FIELDS)(*VALUES)
    return {
        "attribute_s": min(_attribute(record, loops) for _ in range(REPEATS)),
        "index_s": min(_index(record, loops) for _ in range(REPEATS)),
        "sizeof_bytes": sys.getsizeof(record),
    }


# The thread's own time: what other programs take of the processor does not count.
def _attribute(record: Any, loops: int) -> float:
    start = thread_time()
    for _ in range(loops):
        _ = record.c
    return thread_time() - start


def _index(record: Any, loops: int) -> float:
    start = thread_time()
    for _ in range(loops):
        _ = record[3]
    return thread_time() - start
