"""From what a file or a database gives to what a field's annotation asks for."""

from __future__ import annotations

import sys

from recordclass._build import annotations_of
from recordclass._core import FIELD_KW_ONLY, datatype, rowmaker, takes_positions

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Conversion = tuple[type | None, Callable[[Any], Any], bool]

__all__ = ["converters_of", "field_names_of", "maker_of"]

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
    if table is None or any(row[0] is None for row in table):
        raise TypeError(f"rows need a record class with named fields, not {cls!r}")
    return tuple(row[0] for row in table if row[0] is not None)


def maker_of(
    cls: datatype,
    columns: tuple[str, ...],
    conversions: list[Conversion | None],
    fault: Callable[[int, Any], Any],
) -> rowmaker:
    """Give what makes a record of a row with these columns, which are names of arguments.

    What fields in a row begin with is given by position, the rest by name; all by name to a class
    with an ``__init__`` of its own, whose parameters may stand in another order.
    """
    given = frozenset(columns)
    places: dict[str, int] = {}
    if takes_positions(cls):
        for row in cls.__parameter_table__() or ():
            if row[0] is None or row[0] not in given or row[3] & FIELD_KW_ONLY:
                break
            places[row[0]] = len(places)
    keywords = tuple(column for column in columns if column not in places)
    places |= {column: len(places) + i for i, column in enumerate(keywords)}
    described = tuple(
        (places[column], *(conversion or (None, None, False)))
        for column, conversion in zip(columns, conversions, strict=True)
    )
    return rowmaker(cls, described, keywords, fault)


def converters_of(cls: datatype, names: tuple[str, ...]) -> list[Conversion | None]:
    """For each name, how a value gets the field's type; None where it stays.

    A conversion is the type that stays, what is called with other values, and whether None stays
    and an empty text becomes None.
    """
    types = annotations_of(cls)
    return [_converter(types.get(name), cls.__module__) for name in names]


def _converter(annotation: Any, module: str) -> Conversion | None:
    if isinstance(annotation, str):
        annotation = _evaluated(annotation, module)
    optional = [part for part in getattr(annotation, "__args__", ()) if part is not type(None)]
    if len(optional) == 1 and type(None) in getattr(annotation, "__args__", ()):
        return _of_type(optional[0], optional=True)
    return _of_type(annotation, optional=False)


def _evaluated(text: str, module: str) -> Any:
    """Give the annotation that a text means, or None where it cannot be found."""
    scope = dict(vars(sys.modules[module])) if module in sys.modules else {}
    try:
        return eval(text, scope)
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
