"""The loops over records, compiled for one kind and one field.

They are written out as source and compiled, so that each kind runs the bytecode of ordinary code
(``record.dep_delay``), which the interpreter specialises; a call of `getattr` or of a function
for each record would measure itself instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from recordclass.compare.kinds import Kind

_SOURCE = """
def build(rows):
    return [{build} for row in rows]

def fill(records, rows):
    for place, row in enumerate(rows):
        records[place] = {build}

def read(records):
    return [{read} for record in records]
"""

_CHANGE = """
def change(records, value):
    for record in records:
        {change}
"""

_REPLACE = """
def change(records, value):
    return [{replace} for record in records]
"""


@dataclass(frozen=True, slots=True)
class Operations:
    """What is done with the records of one kind.

    Attributes
    ----------
    build : callable
        Returns the list of records made of some rows.
    fill : callable
        Puts the records made of some rows into a list that is long enough.
    read : callable
        Returns the list of the values of the field.
    change : callable
        Sets the field of each record to a value; an immutable kind returns a new list of new
        records instead.
    """

    build: Callable[[Iterable[Any]], list[Any]]
    fill: Callable[[list[Any], Iterable[Any]], None]
    read: Callable[[list[Any]], list[Any]]
    change: Callable[[list[Any], Any], Any]


def compile_for(kind: Kind, names: Sequence[str], types: Sequence[str], field: str) -> Operations:
    """Make the class of a kind and compile the loops over its records.

    Parameters
    ----------
    kind
        The kind.
    names, types
        The field names, valid identifiers, and the names of their types.
    field
        The field that is read and changed.
    """
    namespace = kind.namespace(names, types)
    source = _SOURCE + (_CHANGE if kind.replace is None else _REPLACE)
    expressions = {
        "build": kind.build,
        "read": kind.read.format(field=field),
        "change": kind.change.format(field=field),
        "replace": (kind.replace or "").format(field=field),
    }
    exec(source.format(**expressions), namespace)
    return Operations(namespace["build"], namespace["fill"], namespace["read"], namespace["change"])
