"""What recordclass and structclass share: named tuples from a field list."""

from __future__ import annotations

import sys

from . import _core
from ._build import base_of, build, match_args
from ._core import datatype
from ._fields import check_name, describe_fields, parse_field_list
from ._options import option_flags, read_readonly
from ._policy import NAMED_TUPLE, ClassForm

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._description import FieldDescription

__all__ = ["NamedForm", "calling_module", "make_named", "named_options"]

#: The options of the factories, in the order of named_options(), with their usual values.
_OPTIONS: dict[str, object] = {
    "hashable": False,
    "mapping": False,
    "use_dict": False,
    "use_weakref": False,
    "gc": False,
    "immutable_type": False,
    "cache_hash": False,
    "eq": True,
    "order": None,
    "repr": True,
    "repr_omit_defaults": False,
    "kw_only": False,
    "copy_default": False,
}
_USUAL = tuple(_OPTIONS.values())


def named_options(
    given: tuple[object, ...], bases: tuple[type, ...] | None
) -> dict[str, object] | None:
    """Give the options of a factory by name; None where nothing but the usual is said.

    Below other bases all of them are said, since what those have cannot be turned off.
    """
    if bases is None and given == _USUAL:
        return None
    return dict(zip(_OPTIONS, given, strict=True))


def calling_module(depth: int) -> str:
    """Name of the module of the caller, `depth` frames above this one's caller."""
    try:
        return str(sys._getframe(depth + 1).f_globals.get("__name__", "__main__"))
    except ValueError:  # called from C, with no frame that far up
        return "__main__"


def make_named(
    root: type,
    typename: str,
    fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
    defaults: Iterable[Any] | Mapping[str, Any] | None,
    *,
    rename: bool,
    module: str | None,
    doc: str | None,
    field_docs: Mapping[str, str] | None,
    readonly: bool | Iterable[str],
    options: Mapping[str, object] | None,
    match: bool | str | Iterable[str] | None = None,
    namespace: Mapping[str, Any] | None = None,
    bases: tuple[type, ...] | None = None,
    depth: int = 2,
) -> datatype:
    """Make a named-tuple class over `root`; the parameters are those of recordclass()."""
    check_name("the class name", typename)
    names, types = parse_field_list(typename, fields, rename=rename, underscore=False)
    if readonly is not False:
        readonly = read_readonly(typename, readonly)
    described: tuple[FieldDescription | str, ...] = names
    if options or readonly or defaults is not None or field_docs is not None:
        described = describe_fields(
            typename,
            names,
            defaults=defaults,
            readonly=readonly,
            docs=None if field_docs is None else dict(field_docs),
            named=True,
            types=types,
            kw_only=bool(options and options.get("kw_only")),
            copy_default=bool(options and options.get("copy_default")),
        )
    flags = NAMED_TUPLE
    if options or bases is not None:
        base = base_below(typename, root, bases)
        inherited = 0 if base is root else base.__option_flags__
        flags |= option_flags(typename, options or {}, inherited, readonly)
    if readonly is True:
        flags |= _core.OPT_READONLY
    body: dict[str, object] = dict(namespace or {})
    if doc is not None or "__doc__" not in body:
        body["__doc__"] = doc
    if module is not None or "__module__" not in body:
        body["__module__"] = calling_module(depth) if module is None else module
    if types:
        body["__annotations__"] = types
    if match is not None:
        chosen = match_args(typename, names, match)
        if chosen is not None:
            body["__match_args__"] = chosen
    return build(datatype, typename, bases or (root,), body, names, described, flags)


def base_below(typename: str, root: type, bases: tuple[type, ...] | None) -> Any:
    """Give the record class among the bases; it must stand below the root of the family."""
    if bases is None:
        return root
    found = base_of(bases)
    if found is None or not issubclass(found, root):
        raise TypeError(f"{typename}: one of the bases must be {root.__name__} or stand below it")
    return found


class NamedForm(ClassForm):
    """RecordClass or StructClass: a factory from typed fields, and a form of class statement."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = "recordclass"
        self.__doc__ = type(self).__doc__

    def __call__(
        self,
        typename: str,
        fields: Iterable[tuple[str, Any]] | Mapping[str, Any] | None = None,
        /,
        **types: Any,
    ) -> datatype:
        """Make a class from ``(name, type)`` pairs, a mapping, or keywords."""
        if fields is not None and types:
            raise TypeError(
                f"{self.__name__}(): fields are given by a list or by keywords, not by both"
            )
        return make_named(
            self.root,
            typename,
            types if fields is None else fields,
            None,
            rename=False,
            module=None,
            doc=None,
            field_docs=None,
            readonly=False,
            options=None,
        )

    def __repr__(self) -> str:
        return f"<form of record class recordclass.{self.__name__}>"

    def __reduce__(self) -> str:
        return self.__name__
