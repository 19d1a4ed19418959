"""From fields and options to a class: what every factory and every class statement shares."""

from __future__ import annotations

from . import _core
from ._core import MISSING, dataobject, datatype, make_class, memoryslots
from ._field import Factory

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._description import FieldDescription

__all__ = [
    "alias_docs",
    "annotations_of",
    "base_of",
    "build",
    "defaults_of",
    "field_names",
    "match_args",
    "merge_names",
    "mirror",
]

_ALIAS_DOCS: list[str] = []

#: Fields that no position of a call fills.
_BY_NAME = _core.FIELD_KW_ONLY | _core.FIELD_NO_INIT


def alias_docs(names: tuple[str, ...], docs: Mapping[str, str] | None) -> dict[str, str]:
    """Docstrings for the fields of a named tuple: the given ones, else "Alias for ..."."""
    missing = range(len(_ALIAS_DOCS), len(names))
    _ALIAS_DOCS.extend(f"Alias for field number {i}" for i in missing)
    result = dict(zip(names, _ALIAS_DOCS, strict=False))
    if docs is not None:
        result.update(docs)
    return result


def field_names(cls: datatype) -> tuple[str, ...]:
    """Names of a class's fields, asked of the core; empty where fields have no names."""
    table = cls.__field_table__()
    return tuple([row[0] for row in table if row[0] is not None]) if table else ()


def merge_names(inherited: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Names of all fields: the base's first, then those that the class adds."""
    if not inherited:
        return own
    known = frozenset(inherited)
    return inherited + tuple(name for name in own if name not in known)


def base_of(bases: tuple[object, ...]) -> datatype | None:
    """Among bases, the record class whose fields come first: the one with the most."""
    if len(bases) == 1:
        return bases[0] if isinstance(bases[0], datatype) else None
    best: datatype | None = None
    for base in bases:
        if isinstance(base, datatype) and (
            best is None
            or len(field_names(base)) > len(field_names(best))
            or issubclass(base, best)
        ):
            best = base
    return best


def mirror(
    namespace: dict[str, object],
    base: datatype | None,
    names: tuple[str, ...],
    fields: tuple[FieldDescription | str, ...],
    flags: int,
) -> None:
    """Put into a namespace what programs read about the fields; the layout does not use it.

    `base` is None where it has no fields.
    """
    namespace["__fields__"] = names
    if "__match_args__" not in namespace:
        plain = fields is names  # then no base has others
        namespace["__match_args__"] = names if plain else _match_args(base, names, fields)
    if not flags & _core.OPT_NAMED:
        return
    defaults = {} if base is None else defaults_of(base)
    if defaults or fields is not names:
        for field in fields:
            name, default = (field, MISSING) if isinstance(field, str) else (field[0], field[1])
            if base is not None:
                defaults.pop(name, None)
            if default is not MISSING:
                defaults[name] = default
    namespace["__attrs__"] = namespace["_fields"] = names
    namespace["_field_defaults"] = defaults


def match_args(
    typename: str, names: tuple[str, ...], match: bool | str | Iterable[str] | None
) -> tuple[str, ...] | None:
    """Read the option `match`: names of fields, or true or false; None: not said."""
    if match is None or match is True:
        return None
    if match is False:
        return ()
    if not hasattr(type(match), "__iter__"):
        raise TypeError(f"{typename}: match must be a bool or names, not {type(match).__name__!r}")
    chosen = tuple(match.replace(",", " ").split() if isinstance(match, str) else match)
    for name in chosen:
        if name not in names:
            raise ValueError(f"{typename}: match names no field: {name!r}")
    return chosen


def _match_args(
    base: datatype | None, names: tuple[str, ...], fields: tuple[FieldDescription | str, ...]
) -> tuple[str, ...]:
    """Names for positional patterns: of the fields that positions fill."""
    left_out = {f[0] for f in fields if not isinstance(f, str) and f[2] & _BY_NAME}
    if base is not None:
        own = {f if isinstance(f, str) else f[0] for f in fields}
        left_out.update(
            row[0]
            for row in base.__field_table__() or ()
            if row[3] & _BY_NAME and row[0] is not None and row[0] not in own
        )
    return tuple(name for name in names if name not in left_out) if left_out else names


def defaults_of(cls: datatype) -> dict[str, object]:
    """Defaults of a class's fields by name, asked of the core; what ``cls.__defaults__`` shows.

    Where a factory makes the default, it stands there as a :class:`Factory`.
    """
    result: dict[str, object] = {}
    for name, _, default, flags, _, _ in cls.__field_table__() or ():
        if name is None or default is MISSING:
            continue
        if flags & _core.FIELD_FACTORY:
            assert callable(default)
            default = Factory(default, takes_self=bool(flags & _core.FIELD_SELF))
        result[name] = default
    return result


def annotations_of(cls: datatype) -> dict[str, Any]:
    """Annotations of a class and its bases, in any Python's form."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update(getattr(base, "__annotations__", {}) if base is not object else {})
    return found


def build(
    meta: type[datatype],
    name: str,
    bases: tuple[type, ...],
    namespace: dict[str, object],
    names: tuple[str, ...],
    fields: tuple[FieldDescription | str, ...],
    flags: int,
) -> datatype:
    """Make a class with fields for a factory: mirrors, docstring, then the core."""
    base = base_of(bases)
    if base is dataobject or base is memoryslots:
        base = None
    if base is not None:
        flags_in_force = flags | base.__option_flags__
        names = merge_names(field_names(base), names)
    else:
        flags_in_force = flags
    if namespace.get("__doc__") is None:
        namespace["__doc__"] = f"{name}({', '.join(names)})"
    namespace.setdefault("__orig_bases__", bases)  # see _byvalue.py
    mirror(namespace, base, names, fields, flags_in_force)
    return make_class(meta, (name, bases, namespace, fields, -1, flags, None))
