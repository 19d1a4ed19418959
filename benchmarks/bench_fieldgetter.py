"""A field as a key: 1,000 records sorted by it, or mapped to it, per record.

``getter`` and the rows that begin so use the fastest function that the kind has for it:
``fieldgetter`` for the package's own, ``itemgetter`` for tuples, ``attrgetter`` for all others.
"""

from .operation import Measure, Operation

_RECORDS = """\
import random
from operator import attrgetter, itemgetter
numbers = list(range(1000))
random.Random(0).shuffle(numbers)
records = [build(a, b, c, number, e, f) for number in numbers]
getter = $getter
"""
_SORTED = "[values_of(r)[3] for r in x] == list(range(1000)) and x[0] in records"


def _bulk(name: str, title: str, statement: str, check: str) -> Operation:
    return Operation(
        name, title, (statement,), check=check, setup=_RECORDS, unroll=False, count=1000
    )


MEASURES: tuple[Measure, ...] = (
    Operation("getter", "getter(r)", ("x = getter(r)",), check="x == d", setup=_RECORDS),
    _bulk(
        "getter_map", "list(map(getter, records))", "x = list(map(getter, records))", "x == numbers"
    ),
    _bulk("getter_sort", "sorted(records, key=getter)", "x = sorted(records, key=getter)", _SORTED),
    _bulk(
        "attrgetter_sort",
        "the same by attrgetter",
        "x = sorted(records, key=$attrgetter)",
        _SORTED,
    ),
)
