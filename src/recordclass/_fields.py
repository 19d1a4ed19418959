"""Field lists: from what a caller writes to names, types and the core's description.

A field list is a string (``"x y"``, ``"x, y"``), an iterable of names, an iterable of
``(name, type)`` pairs, or a mapping from names to types.
"""

from __future__ import annotations

from keyword import iskeyword, kwlist

from ._build import alias_docs
from ._core import FIELD_INIT_VAR, FIELD_KW_ONLY, FIELD_READONLY, MISSING
from ._field import ATOMIC, describe_field

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._description import FieldDescription

__all__ = [
    "are_plain_names",
    "check_field_name",
    "check_iterable",
    "check_name",
    "describe_fields",
    "parse_field_list",
    "rename_fields",
]


_KEYWORDS = frozenset(kwlist)


def are_plain_names(names: tuple[str, ...] | list[str]) -> bool:
    """Whether all are good field names in any class; else a closer look is due."""
    for name in names:
        if type(name) is not str or not name.isidentifier():
            return False
        if name[0] == "_" or name in _KEYWORDS:
            return False
    return True


def check_name(kind: str, name: object) -> None:
    """Refuse, with ValueError, a name that cannot be written as a name in a program."""
    if not isinstance(name, str):
        raise TypeError(f"{kind} must be a string, not {type(name).__name__!r}")
    if not name.isidentifier():
        raise ValueError(f"{kind} must be a valid identifier: {name!r}")
    if iskeyword(name):
        raise ValueError(f"{kind} cannot be a keyword: {name!r}")


def check_iterable(typename: str, what: str, given: object) -> None:
    """Refuse, with TypeError, what can be no list of fields, defaults or names."""
    kind = type(given)
    if not hasattr(kind, "__iter__") and not hasattr(kind, "__getitem__"):
        raise TypeError(f"{typename}: {what} must be iterable, not {kind.__name__!r}")


def check_field_name(typename: str, name: str) -> None:
    """Refuse, with ValueError, a name that cannot be an attribute of a record."""
    check_name(f"{typename}: a field name", name)
    if len(name) > 4 and name.startswith("__") and name.endswith("__"):
        raise ValueError(f"{typename}: a field cannot have a special name: {name!r}")


def rename_fields(names: list[str]) -> list[str]:
    """Replace invalid and repeated names by ``_0``, ``_1``, ..., as namedtuple does."""
    seen: set[str] = set()
    result = []
    for i, name in enumerate(names):
        bad = not name.isidentifier() or iskeyword(name) or name.startswith("_") or name in seen
        result.append(f"_{i}" if bad else name)
        seen.add(name)
    return result


def parse_field_list(
    typename: str,
    fields: str | Iterable[str] | Iterable[tuple[str, object]] | Mapping[str, object],
    *,
    rename: bool = False,
    underscore: bool = True,
) -> tuple[tuple[str, ...], dict[str, object]]:
    """Read a field list.

    Parameters
    ----------
    typename
        Name of the class, for messages.
    fields
        The list, in any of the forms that the module's text names.
    rename
        Replace names that are not valid instead of refusing them.
    underscore
        Whether a name may begin with an underscore; in a named tuple it may not.

    Returns
    -------
    tuple
        The names, and a dict of the types that were given.
    """
    names: list[str] = []
    types: dict[str, object] = {}
    if isinstance(fields, str):
        names = fields.replace(",", " ").split()
    else:
        items = getattr(fields, "items", None)
        source: Any = items() if callable(items) else fields  # a mapping gives its pairs
        check_iterable(typename, "the fields", source)
        for item in source:
            if type(item) is str:
                names.append(item)
            elif isinstance(item, tuple) and len(item) == 2:
                name, given = item
                if type(name) is not str:
                    name = _plain_name(typename, name)
                names.append(name)
                types[name] = given
            else:
                names.append(_plain_name(typename, item))
    if rename:
        renamed = rename_fields(names)
        types = {new: types[old] for old, new in zip(names, renamed, strict=True) if old in types}
        names = renamed
    _check_field_names(typename, names, underscore=underscore or rename)
    return tuple(names), types


def _plain_name(typename: str, item: object) -> str:
    """Give the name as an exact str, which is what the core interns."""
    if not isinstance(item, str):
        raise TypeError(f"{typename}: field names must be strings, not {type(item).__name__!r}")
    return str(item)


def _check_field_names(typename: str, names: list[str], *, underscore: bool) -> None:
    if len(set(names)) == len(names) and are_plain_names(names):
        return
    seen: set[str] = set()
    for name in names:
        check_field_name(typename, name)
        if name.startswith("_") and not underscore:
            raise ValueError(f"{typename}: field names cannot start with an underscore: {name!r}")
        if name in seen:
            raise ValueError(f"{typename}: duplicate field name: {name!r}")
        seen.add(name)


def describe_fields(
    typename: str,
    names: tuple[str, ...],
    *,
    defaults: Iterable[object] | Mapping[str, object] | None = None,
    readonly: bool | Iterable[str] = False,
    docs: Mapping[str, str] | None = None,
    types: Mapping[str, object] | None = None,
    kw_only: bool | frozenset[str] = False,
    copy_default: bool = False,
    init_vars: frozenset[str] = frozenset(),
    named: bool = False,
) -> tuple[FieldDescription | str, ...]:
    """Describe the fields of a class as the core wants them.

    ``defaults`` are those of the last fields, in order, or a mapping from names; a default may be
    a Field or a Factory.  ``readonly`` is True or the names that cannot be set, ``kw_only`` True
    or the names that only keywords fill; ``docs`` and ``types`` map names to docstrings and to
    types; ``init_vars`` are the names of arguments that are no fields; fields of a `named` tuple
    have docstrings in any case.  Where only names are known, they are the description.
    """
    by_name = _defaults_by_name(typename, names, defaults)
    if not by_name and readonly is False and not docs and not kw_only and not init_vars:
        return names
    if named:
        docs = alias_docs(names, docs)
    known = frozenset(names)
    frozen = names if readonly is True else () if readonly is False else _names_of(readonly)
    for what, given in (("readonly", frozen), ("docs", docs or ()), ("defaults", by_name)):
        if known.issuperset(given):
            continue
        for name in given:
            if name not in known:
                raise ValueError(f"{typename}: {what} names no field: {name!r}")
    fixed = frozenset(frozen) - init_vars
    if docs is None:
        docs = {}
    if types is None:
        types = {}
    by_keyword = frozenset(names if kw_only is True else kw_only or ())
    marked = fixed or by_keyword or init_vars
    described: list[FieldDescription] = []
    for name in names:
        default = by_name.get(name, MISSING)
        if default is MISSING or type(default) in ATOMIC:
            flags = 0
            if marked:
                flags |= FIELD_READONLY if name in fixed else 0
                flags |= FIELD_KW_ONLY if name in by_keyword else 0
                flags |= FIELD_INIT_VAR if name in init_vars else 0
            described.append((name, default, flags, docs.get(name)))
            continue
        described.append(
            describe_field(
                typename,
                name,
                default,
                type_=types.get(name, MISSING),
                readonly=name in fixed,
                kw_only=name in by_keyword,
                copy_default=copy_default,
                init_var=name in init_vars,
                doc=docs.get(name),
            )
        )
    return tuple(described)


def _names_of(readonly: Iterable[str]) -> tuple[str, ...]:
    return tuple(readonly.replace(",", " ").split() if isinstance(readonly, str) else readonly)


def _defaults_by_name(
    typename: str,
    names: tuple[str, ...],
    defaults: Iterable[object] | Mapping[str, object] | None,
) -> dict[str, object]:
    if defaults is None:
        return {}
    given: Any = defaults
    if hasattr(given, "keys"):
        return dict(given)
    check_iterable(typename, "the defaults", given)
    values = tuple(given)
    if len(values) > len(names):
        raise TypeError(f"{typename}: got more default values than field names")
    return dict(zip(names[len(names) - len(values) :], values, strict=True))
