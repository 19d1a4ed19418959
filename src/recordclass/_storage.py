"""Caches of classes: the same name, fields and options give the same class, from any thread."""

from __future__ import annotations

from _thread import RLock

from ._fields import parse_field_list

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from ._core import datatype

__all__ = ["ClassStorage"]


class ClassStorage:
    """Keeps the classes that one factory made."""

    def __init__(self) -> None:
        self._classes: dict[Any, list[tuple[Any, datatype]]] = {}
        self._lock = RLock()

    def clear_storage(self) -> None:
        """Forget all classes; those that are in use live on."""
        with self._lock:
            self._classes.clear()

    def _get(
        self,
        factory: Callable[..., datatype],
        name: str,
        fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
        defaults: Iterable[Any] | Mapping[str, Any] | None,
        options: dict[str, Any],
    ) -> datatype:
        """Give the class that was made of equal arguments, or make it.

        Names are the key; types, defaults and options may not be hashable and are compared.
        """
        rename = bool(options.get("rename"))
        names, types = parse_field_list(name, fields, rename=rename)
        if defaults is not None:
            keyed = hasattr(defaults, "keys")
            defaults = dict(defaults) if keyed else tuple(defaults)
        wanted = (types, defaults, options)
        with self._lock:
            known = self._classes.setdefault((name, names), [])
            for made_of, cls in known:
                if _same(made_of, wanted):
                    return cls
            pairs = [(n, types[n]) if n in types else n for n in names]
            cls = factory(name, pairs, defaults, **options)
            known.append((wanted, cls))
            return cls


def _same(a: object, b: object) -> bool:
    """Whether two descriptions are equal in value and in type: 1 is not True, nor 1.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(map(_same, a, b))
    return a is b or bool(a == b)
