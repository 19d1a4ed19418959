"""Size of one record, and half a million of them: built, changed, collected over, held, freed.

All records share the same six values, and the list that holds them stands before the first look at
the resident memory: what is counted is the records alone.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from pathlib import Path

from .operation import Gauge, Measure, Namespace, Probe, Row, spelled

_LOOPS = """\
def fill(out, a, b, c, d, e, f, cls):
    for i in range(len(out)):
        out[i] = {new}

def change(out, f):
    for r in out:
        r.a = f
"""


def resident() -> int:
    """Return the bytes of this process that are in memory now."""
    import resource

    try:
        return (
            int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            * resource.getpagesize()
        )
    except OSError:  # no such file system: the peak is the next best thing
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _spent(function: Callable[..., object], *args: object) -> int:
    start = time.thread_time_ns()
    function(*args)
    return time.thread_time_ns() - start


def _bulk(namespace: Namespace, phrases: dict[str, str], quick: bool) -> dict[str, float]:
    count = 20_000 if quick else 500_000
    exec(_LOOPS.format(new=spelled("$new", phrases)), namespace)
    gc.collect()
    gc.freeze()  # what this process holds besides is not what the collection is timed for
    out = [None] * count
    found: dict[str, float] = {}
    before = resident()
    found["bulk_build"] = (
        _spent(namespace["fill"], out, *namespace["values"], namespace.get("cls")) / count
    )
    found["bulk_resident"] = (resident() - before) / count
    with contextlib.suppress(AttributeError, TypeError):  # read-only kinds
        found["bulk_set"] = _spent(namespace["change"], out, namespace["f"]) / count
    found["bulk_collect"] = min(_spent(gc.collect) for _ in range(3))
    found["bulk_free"] = _spent(out.clear) / count
    return found


MEASURES: tuple[Measure, ...] = (
    Gauge("sizeof", "sys.getsizeof", "getsizeof(r)", setup="from sys import getsizeof"),
    Probe(
        "bulk",
        (
            Row("bulk_resident", "resident, per record of 500,000", "B"),
            Row("bulk_build", "build 500,000, per record", "ns"),
            Row("bulk_set", "change a field of each", "ns"),
            Row("bulk_collect", "gc.collect() over them", "ms"),
            Row("bulk_free", "free them, per record", "ns"),
        ),
        _bulk,
    ),
)
