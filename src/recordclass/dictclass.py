"""``make_dictclass``: records that behave as dicts with a fixed set of keys."""

from __future__ import annotations

from _collections_abc import ItemsView, KeysView, Mapping, ValuesView

from . import _core
from ._build import field_names
from ._core import dataobject, datatype
from ._named import calling_module
from ._storage import ClassStorage
from .dataclass import make_dataclass

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

__all__ = ["DictclassStorage", "make_dictclass"]


def _iterate(self: Any) -> Iterator[str]:
    """Iterate over the keys."""
    return iter(_names(self))


def _reversed(self: Any) -> Iterator[str]:
    """Iterate over the keys from the last to the first."""
    return reversed(_names(self))


def _names(self: Any) -> tuple[str, ...]:
    """Ask the core for the keys: nothing that a program may change has a say."""
    cls: Any = type(self)
    return field_names(cls)


def _keys(self: Any) -> KeysView[str]:
    """Give a view of the keys, as a dict does."""
    return KeysView(self)


def _values(self: Any) -> ValuesView[Any]:
    """Give a view of the values, as a dict does."""
    return ValuesView(self)


def _items(self: Any) -> ItemsView[str, Any]:
    """Give a view of the pairs of key and value, as a dict does."""
    return ItemsView(self)


def _or(self: Any, other: Any) -> dict[Any, Any]:
    """Join with another mapping into a dict; a record could not take more keys."""
    return {**self, **other} if isinstance(other, Mapping) else NotImplemented


def _ror(self: Any, other: Any) -> dict[Any, Any]:
    """Join with a mapping on the left."""
    return {**other, **self} if isinstance(other, Mapping) else NotImplemented


def _ior(self: Any, other: Any) -> Any:
    """Change values by key in place."""
    self.update(other)
    return self


#: What the class has beside the mapping protocol of the core.
_METHODS: dict[str, Any] = {
    "__iter__": _iterate,
    "__reversed__": _reversed,
    "__or__": _or,
    "__ror__": _ror,
    "__ior__": _ior,
    "keys": _keys,
    "values": _values,
    "items": _items,
}


def _update(self: Any, other: Any = (), /, **changes: Any) -> None:
    """Change values by key: all of them, or after an error none."""
    given = dict(other)
    unknown = [key for key in (*given, *changes) if key not in self]
    if unknown:
        raise KeyError(unknown[0])
    _core.update(self, **{**given, **changes})


#: No key may hide a method: a program that asks for ``r.items()`` must get the items.
_TAKEN = ("keys", "values", "items", "get", "update")


def make_dictclass(
    typename: str,
    keys: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
    defaults: Iterable[Any] | Mapping[str, Any] | None = None,
    *,
    bases: tuple[type, ...] | None = None,
    namespace: Mapping[str, Any] | None = None,
    readonly: bool = False,
    module: str | None = None,
    fast_new: bool = True,
    **options: Any,
) -> datatype:
    """Make a class of records that behave as dicts with a fixed set of keys.

    Parameters
    ----------
    typename
        Name of the class.
    keys
        Field names, as in :func:`make_dataclass`; they are the keys.
    defaults, bases, namespace, readonly, module, **options
        As in :func:`make_dataclass`.
    fast_new
        Accepted, and without effect: construction is always fast.

    Returns
    -------
    datatype
        A class with ``r["x"]``, ``"x" in r``, ``len``, ``iter`` (over the keys), ``keys``,
        ``values``, ``items``, ``get``, ``update``, ``reversed``, ``|`` (which gives a dict) and
        ``|=``; a ``collections.abc.Mapping``.  It has nothing that adds or removes keys, and
        equals records of its own class only.

    Raises
    ------
    ValueError
        A key is not valid, appears twice, or is called as one of the methods.

    Examples
    --------
    >>> from recordclass import make_dictclass
    >>> point = make_dictclass("Point", "x y")(1, y=2)
    >>> point["x"] = 10
    >>> dict(point), list(point), point.get("z")
    ({'x': 10, 'y': 2}, ['x', 'y'], None)
    """
    del fast_new
    body: dict[str, Any] = {**_METHODS, "update": _update, **(namespace or {})}
    cls = make_dataclass(
        typename,
        keys,
        defaults,
        bases=bases or (dataobject,),
        namespace=body,
        module=calling_module(1) if module is None else module,
        **{"mapping": True, "readonly": readonly, "invalid_names": _TAKEN, **options},
    )
    mapping: Any = Mapping
    mapping.register(cls)
    return cls


class DictclassStorage(ClassStorage):
    """Keeps the classes that :func:`make_dictclass` made, by name and keys."""

    def make_dictclass(
        self,
        name: str,
        keys: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
        defaults: Iterable[Any] | Mapping[str, Any] | None = None,
        **options: Any,
    ) -> datatype:
        """Give the class of that name, those keys and those options; make it at first."""
        options.setdefault("module", calling_module(1))
        return self._get(make_dictclass, name, keys, defaults, options)
