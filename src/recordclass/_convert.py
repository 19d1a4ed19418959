"""``fields``, and ``asdict`` and ``astuple`` where an option is given; the short ways are in C."""

from __future__ import annotations

from . import _core
from ._build import annotations_of
from ._core import MISSING, datatype
from ._field import Factory, Field

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["asdict_with", "astuple_with", "fields"]


def fields(cls_or_record: Any) -> tuple[Field, ...]:
    """Describe the fields of a record class, in order.

    Parameters
    ----------
    cls_or_record
        A record class with named fields, or a record of one.

    Returns
    -------
    tuple of Field
        With `name` and `type` set.  Changing them changes nothing in the class.

    Raises
    ------
    TypeError
        Neither a record nor a record class, or its fields have no names.

    Examples
    --------
    >>> from recordclass import dataobject, fields
    >>> class Point(dataobject):
    ...     x: int
    ...     y: int = 0
    >>> [(f.name, f.type, f.default) for f in fields(Point)][1]
    ('y', <class 'int'>, 0)
    """
    cls: Any = cls_or_record if isinstance(cls_or_record, datatype) else type(cls_or_record)
    if not isinstance(cls, datatype):
        raise TypeError(f"fields() needs a record or a record class, not a {cls.__name__!r} object")
    table = cls.__field_table__()
    if table is None or any(row[0] is None for row in table):
        raise TypeError(f"fields() needs named fields, which {cls.__name__!r} has not")
    types = annotations_of(cls)
    return tuple(_field_of(row, types) for row in table)


def _field_of(row: Any, types: dict[str, object]) -> Field:
    name, _, default, flags, doc, given = row
    if isinstance(given, Field):
        result = given.bound(name, types.get(name, given.type), bool(flags & _core.FIELD_KW_ONLY))
    else:
        made = flags & _core.FIELD_FACTORY
        result = Field(
            MISSING if made else default,
            default_factory=Factory(default, bool(flags & _core.FIELD_SELF)) if made else MISSING,
        ).bound(name, types.get(name, MISSING), bool(flags & _core.FIELD_KW_ONLY))
    result.readonly = bool(flags & _core.FIELD_READONLY)
    if doc is not None:
        result.doc = doc
    return result


#: Of what a copy would be the same.
_ATOMIC = frozenset({int, float, bool, str, bytes, complex, type(None), type})


def asdict_with(
    record: Any,
    /,
    *,
    deep: bool = False,
    dict_factory: Callable[[list[tuple[str, Any]]], Any] = dict,
    filter: Callable[[Field, Any], object] | None = None,
) -> Any:
    """Do what ``asdict`` does, with options."""
    pairs = [
        (name, _deeply(value, dict_factory, filter, tuples=False) if deep else value)
        for name, value in _pairs(record, filter)
    ]
    return dict_factory(pairs)


def astuple_with(
    record: Any,
    /,
    *,
    deep: bool = False,
    tuple_factory: Callable[[list[Any]], Any] = tuple,
    filter: Callable[[Field, Any], object] | None = None,
) -> Any:
    """Do what ``astuple`` does, with options."""
    if not _has_names(record):
        if filter is not None:
            raise TypeError(f"astuple(): filter needs named fields, not a {_name(record)!r}")
        values = list(_core.astuple(record))
    else:
        values = [value for _, value in _pairs(record, filter)]
    if deep:
        values = [_deeply(value, tuple_factory, filter, tuples=True) for value in values]
    return tuple_factory(values)


# What an error about an argument says.
asdict_with.__qualname__ = "asdict"
astuple_with.__qualname__ = "astuple"


def _name(record: object) -> str:
    return type(record).__name__


def _has_names(record: Any) -> bool:
    table = type(record).__field_table__()
    return table is not None and all(row[0] is not None for row in table)


def _pairs(record: Any, chosen: Callable[[Field, Any], object] | None) -> list[tuple[str, Any]]:
    """Names and values, but for what the filter leaves out."""
    pairs = list(_core.asdict(record).items())
    if chosen is None:
        return pairs
    return [
        pair for field, pair in zip(fields(record), pairs, strict=True) if chosen(field, pair[1])
    ]


def _deeply(
    value: Any,
    factory: Callable[[Any], Any],
    chosen: Callable[[Field, Any], object] | None,
    *,
    tuples: bool,
) -> Any:
    """Convert what is in a value, as dataclasses do: records, and builtin containers of them."""
    kind = type(value)
    if _core.is_record(value):
        if not _has_names(value):  # an array has nothing to filter by
            make = factory if tuples else tuple
            return astuple_with(value, deep=True, tuple_factory=make)
        if tuples:
            return astuple_with(value, deep=True, tuple_factory=factory, filter=chosen)
        return asdict_with(value, deep=True, dict_factory=factory, filter=chosen)
    if isinstance(value, tuple) and hasattr(value, "_fields"):  # a namedtuple keeps its type
        return kind(*[_deeply(item, factory, chosen, tuples=tuples) for item in value])
    if isinstance(value, (list, tuple)):
        return kind([_deeply(item, factory, chosen, tuples=tuples) for item in value])
    if isinstance(value, dict):
        items = [
            (
                _deeply(key, factory, chosen, tuples=tuples),
                _deeply(item, factory, chosen, tuples=tuples),
            )
            for key, item in value.items()
        ]
        if kind is dict:
            return dict(items)
        from copy import copy

        made = copy(value)  # keeps the factory of a defaultdict; a Counter must not count pairs
        made.clear()
        for key, item in items:
            made[key] = item
        return made
    if kind in _ATOMIC:
        return value
    from copy import deepcopy  # not at the import of the package

    return deepcopy(value)
