"""Records as the standard library's dataclasses, and as rich shows them; imported when asked for.

The core calls these functions, and keeps what ``dataclass_fields_of`` gives.
"""

from __future__ import annotations

import dataclasses
from copy import copy
from types import SimpleNamespace

from . import _core
from ._build import annotations_of
from ._core import MISSING
from ._field import Factory, Field

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

__all__ = ["dataclass_fields_of", "dataclass_params_of", "rich_repr_of"]

#: By these marks the module `dataclasses` tells fields and InitVars apart.
_FIELD: Any = vars(dataclasses)["_FIELD"]
_INITVAR: Any = vars(dataclasses)["_FIELD_INITVAR"]

#: Defaults of these types are copied for each record.
_COPIED = (list, dict, set, bytearray)


def dataclass_fields_of(cls: Any) -> dict[str, dataclasses.Field[Any]]:
    """Make what ``__dataclass_fields__`` holds, from the tables of the core."""
    types = annotations_of(cls)
    rows = [(row, _FIELD) for row in cls.__field_table__()]
    rows += [(row, _INITVAR) for row in cls.__parameter_table__() if row[1] == -1]
    return {row[0]: _field_of(cls, row, types, mark) for row, mark in rows}


def _field_of(cls: Any, row: Any, types: dict[str, object], mark: object) -> Any:
    name, _, default, flags, doc, given = row
    info = given if isinstance(given, Field) else None
    result: Any = dataclasses.field(
        init=not flags & _core.FIELD_NO_INIT,
        repr=not flags & _core.FIELD_NO_REPR,
        compare=not flags & _core.FIELD_NO_EQ,
        hash=None if info is None else info.hash,
        metadata=None if info is None else info.metadata,
        kw_only=bool(flags & _core.FIELD_KW_ONLY),
        **_default_of(cls, name, default, flags),
    )
    result.name = name
    result.type = types.get(name, object if info is None or info.type is MISSING else info.type)
    if hasattr(result, "doc"):  # from Python 3.14 on
        result.doc = doc
    result._field_type = mark
    return result


def _default_of(cls: Any, name: str, default: Any, flags: int) -> dict[str, Any]:
    if default is MISSING:
        return {}
    if flags & _core.FIELD_SELF:

        def refuse() -> object:
            raise TypeError(f"{cls.__name__}: the default of {name!r} needs the record")

        return {"default_factory": refuse}
    if flags & _core.FIELD_FACTORY:
        return {"default_factory": default.factory if isinstance(default, Factory) else default}
    if flags & _core.FIELD_COPY or type(default) in _COPIED:
        return {"default_factory": lambda: copy(default)}
    return {"default": default}


def dataclass_params_of(cls: Any) -> SimpleNamespace:
    """Make what ``__dataclass_params__`` holds: the options, in the words of ``dataclass()``."""
    flags = cls.__option_flags__
    return SimpleNamespace(
        init=True,
        repr=not flags & _core.OPT_NO_REPR,
        eq=not flags & _core.OPT_NO_EQ,
        order=not flags & (_core.OPT_NO_ORDER | _core.OPT_NO_EQ),
        unsafe_hash=bool(flags & _core.OPT_HASHABLE),
        frozen=bool(flags & _core.OPT_READONLY),
        match_args=True,
        kw_only=bool(flags & _core.OPT_KW_ONLY),
        slots=True,
        weakref_slot=bool(flags & _core.OPT_USE_WEAKREF),
    )


class _Shown:
    """A value that shows as a text given by the field's own repr."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def rich_repr_of(record: Any) -> list[tuple[Any, ...]]:
    """List what rich shows of a record: names with values, or values alone where none has a name.

    An unset field is left out, as is a field with ``repr=False``.
    """
    cls = type(record)
    table = cls.__field_table__()
    if table is None or any(row[0] is None for row in table):
        return [(value,) for value in _core.astuple(record)]
    omit = cls.__option_flags__ & _core.OPT_OMIT_DEFAULTS
    result: list[tuple[Any, ...]] = []
    for name, _, default, flags, _, given in table:
        if flags & _core.FIELD_NO_REPR or not hasattr(record, name):
            continue
        value = getattr(record, name)
        if isinstance(given, Field) and callable(given.repr):
            value = _Shown(given.repr(value))
        plain = default is not MISSING and not flags & _core.FIELD_FACTORY
        result.append((name, value, default) if omit and plain else (name, value))
    return result
