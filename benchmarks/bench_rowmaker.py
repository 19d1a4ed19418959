"""Records of a CSV file and of a query: 1,000 rows, per record, with what the source itself takes.

Lines and database are in memory, the freeing of the list before is included.  `RecordReader`, the
row factory and `select` are the package's own; for the peers those rows show the comprehension that
their users write, and for ours the last row of each group does.  The tuple's figures are what there
is to do without a record.
"""

from .operation import Measure, Operation

_ROWS = """\
rows = [(i + 1000, i * 0.5, f"name {i}", i + 5000, i * 2.5, "six") for i in range(1000)]
$tools
"""
_CSV = f"""\
{_ROWS}
from csv import reader
body = [",".join(map(str, row)) + "\\r\\n" for row in rows]
lines = ["a,b,c,d,e,f\\r\\n", *body]
types = {{"a": int, "b": float, "d": int, "e": float}}
Texts = $texts
"""
_SQLITE = f"""\
{_ROWS}
import sqlite3
connection = sqlite3.connect(":memory:")
connection.execute("create table t (a, b, c, d, e, f)")
connection.executemany("insert into t values (?, ?, ?, ?, ?, ?)", rows)
query = "select * from t"
cursor, making = connection.cursor(), connection.cursor()
making.row_factory = $row_factory
"""
_SAME = "len(x) == 1000 and values_of(x[7]) == rows[7] and type(x[7]) is type(r)"
_TEXTS = "len(x) == 1000 and values_of(x[7]) == tuple(map(str, rows[7])) and type(x[7]) is Texts"


def _each(name: str, title: str, setup: str, check: str = _SAME) -> Operation:
    return Operation(name, title, (f"x = ${name}",), check, setup=setup, unroll=False, count=1000)


MEASURES: tuple[Measure, ...] = (
    _each("csv", "csv texts: RecordReader", _CSV, _TEXTS),
    _each("csv_comprehension", "csv texts: [cls(*row) ...]", _CSV, _TEXTS),
    _each("csv_typed", "csv typed: RecordReader", _CSV),
    _each("csv_typed_comprehension", "csv typed: [cls(int(a), ...) ...]", _CSV),
    _each("sqlite", "sqlite: row_factory", _SQLITE),
    _each("sqlite_select", "sqlite: select", _SQLITE),
    _each("sqlite_comprehension", "sqlite: [cls(*row) ...]", _SQLITE),
)
