"""From what a file or a database gives to what a field's annotation asks for."""

from __future__ import annotations

import builtins
import sys

from recordclass._build import annotations_of
from recordclass._core import FIELD_KW_ONLY, datatype, rowmaker, takes_positions

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    #: A type, of which values stay as they are (None: no type's do); what is called with any other
    #: value; whether None stays and an empty text becomes None.
    Conversion = tuple[type | None, Callable[[Any], Any], bool]

__all__ = ["check_columns", "converters_of", "field_names_of", "maker_of", "positions_of"]

_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off"})


def _bool(value: Any) -> bool:
    """Read a truth value: a number, or one of the usual words."""
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"no truth value: {value!r}")


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "int": int,
    "float": float,
    "str": str,
    "complex": complex,
    "bool": _bool,
    "bytes": _bytes,
}

#: Types of the standard library by module and name; the string makes a value of a text.
_ELSEWHERE = {
    ("datetime", "date"): "fromisoformat",
    ("datetime", "datetime"): "fromisoformat",
    ("datetime", "time"): "fromisoformat",
    ("decimal", "Decimal"): "",
    ("fractions", "Fraction"): "",
    ("uuid", "UUID"): "",
    ("pathlib", "Path"): "",
}


def field_names_of(cls: datatype) -> tuple[str, ...]:
    """Names of a class's arguments, of which rows are made; TypeError if it is no record class."""
    given: Any = cls
    table = given.__parameter_table__() if isinstance(given, datatype) else None
    names = [row[0] for row in table or () if row[0] is not None]
    if table is None or len(names) < len(table):
        raise TypeError(f"rows need a record class with named fields, not {cls!r}")
    return tuple(names)


def check_columns(cls: datatype, columns: tuple[str, ...], source: str) -> None:
    """Raise a TypeError if a column is no argument of the class, or comes twice."""
    names = set(field_names_of(cls))
    if len(names.intersection(columns)) == len(columns):
        return
    seen: set[str] = set()
    for column in columns:
        if column not in names:
            raise TypeError(f"{cls.__name__}: {source} has a column {column!r}, which is no field")
        if column in seen:
            raise TypeError(f"{cls.__name__}: {source} has the column {column!r} twice")
        seen.add(column)


def positions_of(cls: datatype, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the arguments that a row with these columns gives by position.

    Those are what the fields begin with; none of a class with an ``__init__`` of its own, whose
    parameters may stand in another order.
    """
    given = frozenset(columns)
    names: list[str] = []
    for row in (cls.__parameter_table__() or ()) if takes_positions(cls) else ():
        if row[0] not in given or row[3] & FIELD_KW_ONLY:
            break
        names.append(row[0])
    return tuple(names)


def maker_of(
    cls: datatype,
    columns: tuple[str, ...],
    conversions: list[Conversion | None],
    fault: Callable[[int, Any], Any],
) -> rowmaker:
    """Give what makes a record of a row with these columns, which are names of arguments.

    What is not given by position is given by name.
    """
    positions = positions_of(cls, columns)
    if positions == columns:
        keywords: tuple[str, ...] = ()
        places: Iterable[int] = range(len(columns))
    else:
        by_position = frozenset(positions)
        keywords = tuple([column for column in columns if column not in by_position])
        place_of = {name: place for place, name in enumerate(positions + keywords)}
        places = [place_of[column] for column in columns]
    described = [
        (place, None, None, False) if conversion is None else (place, *conversion)
        for place, conversion in zip(places, conversions, strict=True)
    ]
    return rowmaker(cls, tuple(described), keywords, fault)


def converters_of(cls: datatype, names: tuple[str, ...]) -> list[Conversion | None]:
    """For each name, how a value gets the field's type; None where it stays."""
    types = annotations_of(cls)
    return [_converter(types[name], cls.__module__) if name in types else None for name in names]


def _converter(annotation: Any, module: str) -> Conversion | None:
    if isinstance(annotation, str):
        annotation = _evaluated(annotation, module)
    if isinstance(annotation, type):
        return _of_type(annotation, optional=False)
    parts = getattr(annotation, "__args__", ())
    kinds = [part for part in parts if part is not type(None)]
    if len(kinds) == 1 and len(parts) > 1:
        return _of_type(kinds[0], optional=True)
    return None


def _evaluated(text: str, module: str) -> Any:
    """Give the annotation that a text means, or None where it cannot be found."""
    scope = vars(sys.modules[module]) if module in sys.modules else {}
    if text.isidentifier():  # most are, and need no compiler
        return scope.get(text, getattr(builtins, text, None))
    try:
        return eval(text, dict(scope))
    except Exception:  # a name that only type checkers know: the value stays as it is
        return None


def _of_type(kind: Any, *, optional: bool) -> Conversion | None:
    if not isinstance(kind, type):
        return None
    name = kind.__name__
    convert: Callable[[Any], Any] | None = None
    if kind.__module__ == "builtins":
        convert = _PLAIN.get(name)
    elif (kind.__module__.partition(".")[0], name) in _ELSEWHERE:
        method = _ELSEWHERE[kind.__module__.partition(".")[0], name]
        convert = getattr(kind, method) if method else kind
    return None if convert is None else (kind, convert, optional)
