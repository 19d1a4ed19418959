"""pickle with the highest protocol: one record, and a list of 1,000 (per record)."""

from .operation import Gauge, Measure, Operation

_ONE = "from pickle import dumps, loads\ndata = dumps(r, -1)"
_MANY = """\
from pickle import dumps, loads
rows = [build(i + 1000, i * 0.5, f"name {i}", i + 5000, i * 2.5, "six") for i in range(1000)]
data = dumps(rows, -1)
"""

MEASURES: tuple[Measure, ...] = (
    Operation(
        "dumps",
        "pickle.dumps, one",
        ("x = dumps(r, -1)",),
        check="values_of(loads(x)) == values",
        setup=_ONE,
    ),
    Operation(
        "loads",
        "pickle.loads, one",
        ("x = loads(data)",),
        check="type(x) is type(r) and values_of(x) == values",
        setup=_ONE,
    ),
    Operation(
        "dumps_1000",
        "dumps of a list, per record",
        ("x = dumps(rows, -1)",),
        setup=_MANY,
        unroll=False,
        count=1000,
    ),
    Operation(
        "loads_1000",
        "loads of a list, per record",
        ("x = loads(data)",),
        check="[values_of(v) for v in x] == [values_of(v) for v in rows]",
        setup=_MANY,
        unroll=False,
        count=1000,
    ),
    Gauge("pickle_size", "pickle of the list, per record", "len(data) / 1000", setup=_MANY),
)
