"""Many records of many rows: 1,000 tuples, per record, the freeing of the list before included.

``from_rows`` is the package's own; for the peers that row shows ``itertools.starmap``, the fastest
way that they have.
"""

from .operation import Measure, Operation

_ROWS = """\
from itertools import starmap
rows = [(i + 1000, i * 0.5, "three", i + 5000, i * 2.5, "six") for i in range(1000)]
columns = list(zip(*rows))
"""
_CHECK = "len(x) == 1000 and values_of(x[7]) == rows[7] and type(x[7]) is type(r)"


def _bulk(name: str, title: str, statement: str) -> Operation:
    return Operation(name, title, (statement,), check=_CHECK, setup=_ROWS, unroll=False, count=1000)


MEASURES: tuple[Measure, ...] = (
    _bulk("rows", "from_rows, per record", "x = $rows"),
    _bulk("rows_starmap", "list(starmap(cls, rows))", "x = $rows_starmap"),
    _bulk("rows_map", "list(map(cls, *columns))", "x = $rows_map"),
    _bulk("rows_comprehension", "[cls(*row) for row in rows]", "x = $rows_comprehension"),
)
