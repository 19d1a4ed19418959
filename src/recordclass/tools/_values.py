"""From what a file or a database gives to what a field's annotation asks for."""

from __future__ import annotations

import sys

from recordclass._build import annotations_of
from recordclass._core import datatype

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["converters_of", "field_names_of"]

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


def converters_of(cls: datatype, names: tuple[str, ...]) -> list[Callable[[Any], Any] | None]:
    """For each name, what makes a value of the field's type; None where the value stays."""
    types = annotations_of(cls)
    return [_converter(types.get(name), cls.__module__) for name in names]


def _converter(annotation: Any, module: str) -> Callable[[Any], Any] | None:
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


def _of_type(kind: Any, *, optional: bool) -> Callable[[Any], Any] | None:
    if not isinstance(kind, type):
        return None
    name = kind.__name__
    convert: Callable[[Any], Any] | None = None
    if kind.__module__ == "builtins":
        convert = _PLAIN.get(name)
    elif (kind.__module__.partition(".")[0], name) in _ELSEWHERE:
        method = _ELSEWHERE[kind.__module__.partition(".")[0], name]
        convert = getattr(kind, method) if method else kind
    if convert is None:
        return None
    chosen = convert

    def from_row(value: Any) -> Any:
        if type(value) is kind or (value is None and optional):
            return value
        if optional and value == "":
            return None
        return chosen(value)

    return from_row
