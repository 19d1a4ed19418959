"""Classes of records from field lists: ``make_dataclass`` and its relatives.

The factories of :mod:`recordclass` that make plain records over ``dataobject``, as class
statements do; ``recordclass`` and ``structclass`` make named tuples.
"""

from __future__ import annotations

from . import _core
from ._core import dataobject, datatype
from ._field import MATCH
from ._fields import check_iterable, check_name, parse_field_list
from ._join import join_dataclasses
from ._named import calling_module
from ._policy import describe_struct
from ._storage import ClassStorage

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

__all__ = [
    "MATCH",
    "DataclassStorage",
    "datastruct",
    "join_dataclasses",
    "make_class",
    "make_dataclass",
    "make_structclass",
]


class datastruct(dataobject):  # noqa: N801 - a root beside dataobject
    """A root of bare structs: no ``__dict__``, no weak references, no ``__init__`` of their own.

    Classes of :func:`make_structclass` and :func:`as_record` stand below it; they have
    ``immutable_type=True``.

    Raises
    ------
    TypeError
        An heir asks for one of these.

    Examples
    --------
    >>> from recordclass import datastruct
    >>> class Point(datastruct):
    ...     x: float
    ...     y: float
    >>> Point(1.0, 2.0)
    Point(x=1.0, y=2.0)
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        """Refuse what a bare struct has not."""
        super().__init_subclass__(**keywords)
        options = cls.__options__
        for option in ("use_dict", "use_weakref"):
            if options[option]:
                raise TypeError(f"{cls.__name__}: a datastruct cannot have {option}=True")
        for method in ("__new__", "__init__"):
            if method in cls.__dict__:
                raise TypeError(f"{cls.__name__}: a datastruct cannot have its own {method}")


def make_dataclass(
    typename: str,
    fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
    defaults: Iterable[Any] | Mapping[str, Any] | None = None,
    *,
    bases: tuple[type, ...] | None = None,
    namespace: Mapping[str, Any] | None = None,
    module: str | None = None,
    rename: bool = False,
    invalid_names: Iterable[str] = (),
    **options: Any,
) -> datatype:
    """Make a class of records over ``dataobject``, as a class statement does.

    Parameters
    ----------
    typename
        Name of the class.
    fields
        Field names: ``"x y"``, ``"x, y"``, an iterable of names or of ``(name, type)`` pairs, or
        a mapping from names to types.  ``ClassVar``, ``InitVar`` and ``KW_ONLY`` are understood
        among the types.  A name ``"_"`` or ``"*"`` without a type, or with the type ``MATCH``, is
        no field: positional patterns take the fields in front of it, as the option `match` says.
    defaults
        Defaults of the last fields, or a mapping from names; :class:`Field` and
        :class:`Factory` are understood.
    bases
        Bases of the class; one must be a record class.  ``(dataobject,)`` by default.
    namespace
        Methods and other attributes of the class.
    module
        ``__module__`` of the class; the caller's by default.
    rename
        Replace invalid names by ``_0``, ``_1``, ... instead of refusing them.
    invalid_names
        Names that no field may have.
    **options
        As in a class statement: ``readonly``, ``hashable``, ``cache_hash``, ``eq``, ``order``,
        ``repr``, ``repr_omit_defaults``, ``kw_only``, ``iterable``, ``sequence``, ``mapping``,
        ``use_dict``, ``use_weakref``, ``gc``, ``immutable_type``, ``match``, ``copy_default``;
        ``deep_dealloc`` and ``fast_new`` are accepted and change nothing.

    Returns
    -------
    datatype
        The class.

    Raises
    ------
    ValueError
        A name is not valid, or appears twice.
    TypeError
        There are more defaults than fields, or options contradict each other.

    Examples
    --------
    >>> from recordclass import make_dataclass
    >>> Point = make_dataclass("Point", [("x", int), ("y", int)], [0], sequence=True)
    >>> Point(1), list(Point(1, 2))
    (Point(x=1, y=0), [1, 2])

    See Also
    --------
    recordclass : named tuples that can be changed.
    """
    check_name("the class name", typename)
    fields, matched = _without_mark(typename, fields)
    if matched is not None and options.get("match") is None:
        options["match"] = matched
    names, types = parse_field_list(typename, fields, rename=rename)
    forbidden = frozenset(invalid_names)
    for name in names if forbidden else ():
        if name in forbidden:
            raise ValueError(f"{typename}: a field cannot be called {name!r}")
    if not (options or bases or namespace):  # no need to read the fields again
        body: dict[str, Any] = {
            "__module__": calling_module(1) if module is None else module,
            "__annotations__": types,
        }
        by_name = _defaults(typename, names, defaults)
        if by_name:
            body["__defaults__"] = by_name
        return _core.make_class(datatype, describe_struct(typename, names, body))
    body = dict(namespace or {})
    body.setdefault("__module__", calling_module(1) if module is None else module)
    if module is not None:
        body["__module__"] = module
    body["__annotations__"] = types
    body["__fields__"] = names
    body["__defaults__"] = _defaults(typename, names, defaults)
    return datatype(typename, tuple(bases) if bases else (dataobject,), body, **options)


make_class = make_dataclass


def _without_mark(typename: str, fields: Any) -> tuple[Any, tuple[str, ...] | None]:
    """Take the mark out of a field list, and give the names that stand in front of it."""
    if isinstance(fields, str):
        fields = fields.replace(",", " ").split()
    elif callable(getattr(fields, "items", None)):
        fields = fields.items()
    check_iterable(typename, "the fields", fields)
    fields = list(fields)
    if not any(map(_is_mark, fields)):
        return fields, None
    kept: list[Any] = []
    matched: tuple[str, ...] | None = None
    for item in fields:
        if _is_mark(item):
            matched = tuple(x[0] if isinstance(x, tuple) else x for x in kept)
        else:
            kept.append(item)
    return kept, matched or None


def _is_mark(item: Any) -> bool:
    """Whether an item of a field list is no field, but ends those for patterns."""
    if isinstance(item, tuple):
        return len(item) == 2 and item[1] is MATCH
    return isinstance(item, str) and item in ("_", "*")


def _defaults(
    typename: str,
    names: tuple[str, ...],
    defaults: Iterable[Any] | Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Give defaults by name."""
    if defaults is None:
        return {}
    if hasattr(defaults, "keys"):
        by_name: dict[str, Any] = dict(defaults)
        for name in by_name:
            if name not in names:
                raise ValueError(f"{typename}: defaults names no field: {name!r}")
        return by_name
    check_iterable(typename, "the defaults", defaults)
    values = tuple(defaults)
    if len(values) > len(names):
        raise TypeError(f"{typename}: got more default values than field names")
    return dict(zip(names[len(names) - len(values) :], values, strict=True))


def make_structclass(
    typename: str,
    fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
    defaults: Iterable[Any] | Mapping[str, Any] | None = None,
    *,
    bases: tuple[type, ...] | None = None,
    namespace: Mapping[str, Any] | None = None,
    module: str | None = None,
    **options: Any,
) -> datatype:
    """Make a class of bare structs, over :class:`datastruct`; see :func:`make_dataclass`.

    Examples
    --------
    >>> from recordclass import make_structclass
    >>> make_structclass("Point", "x y")(1, 2)
    Point(x=1, y=2)
    """
    return make_dataclass(
        typename,
        fields,
        defaults,
        bases=(datastruct,) if bases is None else bases,
        namespace=namespace,
        module=calling_module(1) if module is None else module,
        **{"immutable_type": True, **options},
    )


class DataclassStorage(ClassStorage):
    """Keeps the classes that :func:`make_dataclass` made, by name and fields.

    Examples
    --------
    >>> from recordclass.dataclass import DataclassStorage
    >>> storage = DataclassStorage()
    >>> storage.make_dataclass("A", "x y") is storage.make_dataclass("A", ["x", "y"])
    True
    """

    def make_dataclass(
        self,
        name: str,
        fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
        defaults: Iterable[Any] | Mapping[str, Any] | None = None,
        **options: Any,
    ) -> datatype:
        """Give the class of that name, those fields and those options; make it at first."""
        options.setdefault("module", calling_module(1))
        return self._get(make_dataclass, name, fields, defaults, options)

    make_class = make_dataclass
