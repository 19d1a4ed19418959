"""``find_cycles``: reference cycles through records that the collector does not see.

Identity only: no ``__eq__``, ``__hash__`` or attribute of a program's class is used.
"""

from __future__ import annotations

import gc
import types

from . import _core

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["Cycle", "find_cycles"]

_NOT_ENTERED = (type, types.ModuleType, types.FrameType)
_CONTAINERS = (list, tuple, dict, set, frozenset)
_name_of = type.__dict__["__name__"].__get__


class Cycle:
    """`objects`, each of which refers to the next, the last to the first; `path`, a text."""

    __slots__ = ("objects", "path")

    def __init__(self, objects: tuple[Any, ...], path: str) -> None:
        self.objects = objects
        self.path = path

    def __repr__(self) -> str:
        return f"<Cycle {self.path}>"


def _is_record(op: Any) -> bool:
    return _core.is_record(op)


def _referents(op: Any) -> list[Any]:
    kind = type(op)
    if issubclass(kind, _NOT_ENTERED):
        return []
    if kind is types.FunctionType:
        found = [op.__closure__, op.__defaults__, op.__kwdefaults__]
    else:
        found = _core.referents(op) if _is_record(op) else gc.get_referents(op)
    return [x for x in found if (gc.is_tracked(x) or _is_record(x) or type(x) in _CONTAINERS)]


def _hidden(op: Any) -> bool:
    return _is_record(op) and not type(op).__flags__ & (1 << 14)  # Py_TPFLAGS_HAVE_GC


def _components(roots: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Strongly connected components that hold a cycle (Tarjan, with a stack of its own)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    waiting: dict[int, Any] = {}
    kept: list[Any] = []  # alive, so that an id stays the object's
    for root in roots:
        work = [] if id(root) in index else [(root, iter([root]))]
        first = True
        while work:
            op, rest = work[-1]
            if first:
                first = False
                index[id(op)] = low[id(op)] = len(index)
                waiting[id(op)] = op
                kept.append(op)
                rest = iter(_referents(op))
                work[-1] = (op, rest)
            for x in rest:
                if id(x) not in index:
                    work.append((x, iter(())))
                    first = True
                    break
                if id(x) in waiting:
                    low[id(op)] = min(low[id(op)], index[id(x)])
            if first:
                continue
            work.pop()
            if work:
                up = id(work[-1][0])
                low[up] = min(low[up], low[id(op)])
            if low[id(op)] == index[id(op)]:
                part: list[Any] = []
                while not part or part[-1] is not op:
                    part.append(waiting.popitem()[1])
                if len(part) > 1 or any(x is op for x in _referents(op)):
                    yield part[::-1]


def _shortest(start: Any, inside: set[int]) -> list[Any]:
    """Give the objects of a shortest cycle through `start`; none if it was broken meanwhile."""
    came: dict[int, Any] = {}
    layer = [start]
    while layer:
        after = []
        for op in layer:
            for x in _referents(op):
                if x is start:
                    way = [op]
                    while way[-1] is not start:
                        way.append(came[id(way[-1])])
                    return way[::-1]
                if id(x) in inside and id(x) not in came:
                    came[id(x)] = op
                    after.append(x)
        layer = after
    return []


def _label(op: Any, target: Any) -> str:
    kind = type(op)
    if _is_record(op):
        return next((name for name, x in _core.named_referents(op) if x is target), "")
    if issubclass(kind, (list, tuple)):
        items = (list if issubclass(kind, list) else tuple).__iter__(op)
        return next((f"[{i}]" for i, x in enumerate(items) if x is target), "")
    if issubclass(kind, dict):
        for key, x in dict.items(op):
            if x is target:
                return f"[{key!r}]" if type(key) in (str, int) else f"[<{_name_of(type(key))}>]"
    return ""


def _path(objects: list[Any]) -> str:
    text = ""
    for op, target in zip(objects, [*objects[1:], objects[0]], strict=True):
        if type(op) not in _CONTAINERS:
            text += (" -> " if text else "") + _name_of(type(op))
        text += _label(op, target)
    return f"{text} -> {_name_of(type(objects[0]))}"


def find_cycles(*objects: Any, limit: int = 100) -> list[Cycle]:
    """Find the reference cycles that pass through records made without ``gc=True``.

    Parameters
    ----------
    *objects
        Where to begin; a list is walked as any object is, and an iterator is not consumed.
    limit
        At most so many cycles.

    Returns
    -------
    list of Cycle
        Every such record that lies on a cycle lies on one of these, up to `limit`; each is a
        shortest one through its first object.  Modules, classes, frames and the globals of
        functions are not entered.

    Examples
    --------
    >>> from recordclass import find_cycles, structclass
    >>> Node = structclass("Node", "children")
    >>> node = Node([])
    >>> node.children.append(node)
    >>> find_cycles(node)
    [<Cycle Node.children[0] -> Node>]
    """
    found: list[Cycle] = []
    for part in _components(objects):
        inside = {id(op) for op in part}
        covered: set[int] = set()
        for op in part:
            if len(found) >= limit:
                return found
            if id(op) not in covered and _hidden(op):
                way = _shortest(op, inside)
                covered.update(map(id, way))
                if way:
                    found.append(Cycle(tuple(way), _path(way)))
    return found
