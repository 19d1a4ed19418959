"""``find_cycles``: reference cycles through records that the collector does not see.

Identity only: no ``__eq__``, ``__hash__`` or attribute of a program's class is used.  Time and
memory grow with the number of references, not faster:

1. Strongly connected components (Tarjan's, with a stack of its own).  An object lies on a cycle
   if its component has several objects, or if it refers to itself.
2. In each component that holds hidden records, a tree of shortest ways out of one of them, and a
   tree of shortest ways back to it.  Each further hidden record has a cycle of the two ways
   between it and the first place at which they meet.
3. Names for what is reported.
"""

from __future__ import annotations

import itertools
import operator
import types

from . import _core

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

__all__ = ["Cycle", "find_cycles"]

_DONE = 2**62  # above every position: the component of that object is known
_SHOWN = 20  # so many objects at each end of a long cycle are named

# Parts of their owner: the path names the place in them, not them.
_CONTAINERS = (list, tuple, dict, set, frozenset, types.CellType, _core.litelist)

# As type itself defines them: a metaclass may define others.
_name_of = type.__dict__["__name__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_body_of = type.__dict__["__dict__"].__get__


class Cycle:
    """`objects`, each of which refers to the next, the last to the first; `path`, a text."""

    __slots__ = ("objects", "path")

    def __init__(self, objects: tuple[Any, ...], path: str) -> None:
        self.objects = objects
        self.path = path

    def __repr__(self) -> str:
        return f"<Cycle {self.path}>"


# ---- which objects lie on cycles ----


def _components(roots: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Yield the strongly connected components that hold a cycle."""
    referents = _core.referents
    position: dict[int, int] = {}  # of an object, by its id
    reached: list[Any] = []  # by position; alive, so that an id stays the object's
    low: list[int] = []  # the lowest position known to be reached from there, or _DONE
    opened: list[int] = []  # positions whose component is not yet known
    work: list[tuple[int, Iterator[Any]]] = []  # the way to here, and what is left there
    at, rest = -1, iter(roots)
    while True:
        for x in rest:
            there = position.get(id(x))
            if there is not None:
                if at >= 0 and low[there] < low[at]:
                    low[at] = low[there]
                continue
            there = len(reached)
            position[id(x)] = there
            reached.append(x)
            found = referents(x)
            if not found:
                low.append(_DONE)
                continue
            low.append(there)
            opened.append(there)
            work.append((at, rest))
            at, rest = there, iter(found)
            break
        else:
            if at < 0:
                return
            if low[at] == at:
                part = []
                while opened and opened[-1] >= at:  # they stand in order
                    there = opened.pop()
                    low[there] = _DONE
                    part.append(reached[there])
                if len(part) > 1 or any(x is part[0] for x in referents(part[0])):
                    yield part[::-1]
            here = low[at]
            at, rest = work.pop()
            if at >= 0 and here < low[at]:
                low[at] = here


# ---- a cycle through a given object ----


def _tree(start: Any, neighbours: dict[int, list[Any]]) -> dict[int, Any]:
    """Give for each object, by its id, the one before it on a shortest way from `start`.

    For `start` itself it is the last one of a shortest way round.
    """
    before: dict[int, Any] = {}
    layer = [start]
    while layer:
        after = []
        for op in layer:
            for x in neighbours[id(op)]:
                there = id(x)
                if there not in before and there in neighbours:
                    before[there] = op
                    if x is not start:
                        after.append(x)
        layer = after
    return before


def _cycles(part: list[Any], hidden: list[Any]) -> Iterator[list[Any]]:
    """Yield cycles of the component `part` until all of `hidden` lie on one.

    A shortest one through the first of `hidden`; the others begin at objects that lie on none so
    far.  What the program broke meanwhile is left out.
    """
    start = hidden[0]
    referrers: dict[int, list[Any]] = {id(op): [] for op in part}
    referents: dict[int, list[Any]] = {}
    for op in part:
        found = _core.referents(op)
        referents[id(op)] = found
        for x in found:
            if id(x) in referrers:
                referrers[id(x)].append(op)
    came_from = _tree(start, referents)
    goes_to = _tree(start, referrers)
    covered: set[int] = set()
    for op in hidden:
        if id(op) not in covered:
            if any(x is op for x in referrers[id(op)]):
                way = [op]
            elif op is start:
                way = _round(start, goes_to)
            else:
                way = _meeting(op, start, goes_to, came_from)
            covered.update(map(id, way))
            if way:
                yield way


def _round(start: Any, goes_to: dict[int, Any]) -> list[Any]:
    way = [start]
    while (x := goes_to.get(id(way[-1]))) is not start:
        if x is None:
            return []
        way.append(x)
    return way


def _meeting(op: Any, start: Any, goes_to: dict[int, Any], came_from: dict[int, Any]) -> list[Any]:
    """Give a cycle through `op`, in as many steps as it is long, or twice that.

    From `op` one way leads on to `start` and another back to it.  They are walked in turn, until
    one comes to where the other has been.
    """
    on = {id(op): op}
    back = {id(op): op}
    last, first = op, op
    while True:
        if last is not start:
            last = goes_to.get(id(last))
            if last is None:
                return []
            if id(last) in back:
                meeting = last
                break
            on[id(last)] = last
        if first is not start:
            first = came_from.get(id(first))
            if first is None:
                return []
            if id(first) in on:
                meeting = first
                break
            back[id(first)] = first
    way = list(itertools.takewhile(lambda x: x is not meeting, on.values()))
    before = list(itertools.takewhile(lambda x: x is not meeting, back.values()))
    return [*way, meeting, *before[:0:-1]]


# ---- names ----


def _is_one_of(kind: type, kinds: tuple[type, ...]) -> bool:
    """Look by identity: ``in`` would ask the metaclass of `kind` for ``__eq__``."""
    return any(kind is known for known in kinds)


def _key(key: Any) -> str:
    """Show a key of a dict; only the reprs of str and int run no code of a program."""
    return repr(key) if _is_one_of(type(key), (str, int)) else f"<{_name_of(type(key))}>"


def _attribute(key: Any) -> str:
    return f".{key}" if type(key) is str and key.isidentifier() else f".__dict__[{_key(key)}]"


def _members(op: Any) -> Iterator[tuple[str, Any]]:
    """Yield names and values of what the interpreter's or a slot's descriptors show."""
    for cls in _mro_of(type(op)):
        for name, member in list(_body_of(cls).items()):
            if type(member) is types.MemberDescriptorType:
                try:
                    yield f".{name}", member.__get__(op)
                except AttributeError:
                    pass  # unset
    if type(op) is types.FunctionType:
        yield ".__defaults__", op.__defaults__
        yield ".__kwdefaults__", op.__kwdefaults__
    elif type(op) is types.CellType:
        try:
            yield ".cell_contents", op.cell_contents
        except ValueError:
            pass  # emptied meanwhile


class _Names:
    """Names of references.

    `places` has what was found out of each container, so that many cycles through one large list
    do not search it again and again: what is at a position, a key or a name, by its id.
    """

    def __init__(self) -> None:
        self.places: dict[int, dict[int, Any]] = {}

    def place(self, op: Any, pairs: Callable[[], Iterable[tuple[Any, Any]]], target: Any) -> Any:
        """Find the first place of `target` in a container, None if it is not there."""
        if id(op) not in self.places:
            places: dict[int, Any] = {}
            for place, x in pairs():
                places.setdefault(id(x), place)
            self.places[id(op)] = places
        return self.places[id(op)].get(id(target))

    def label(self, op: Any, target: Any) -> str:
        """Say where in `op` the reference to `target` stands; nothing if that is not known."""
        kind = type(op)
        if issubclass(kind, (list, tuple)):
            iterate = (list if issubclass(kind, list) else tuple).__iter__
            place = self.place(op, lambda: enumerate(iterate(op)), target)
            if place is not None:
                return f"[{place}]"
        elif issubclass(kind, dict):
            place = self.place(op, lambda: list(dict.items(op)), target)
            if place is not None:
                return f"[{_key(place)}]"
            if any(key is target for key in dict.keys(op)):
                return ".<key>"
        elif issubclass(kind, (set, frozenset)):
            return "{...}"
        else:
            place = self.place(op, lambda: _core.named_referents(op), target)
            if place is not None:
                return str(place)
        for attributes in _core.attribute_dicts(op):
            label = self.attribute(attributes, target)
            if label is not None:
                return label
        return next((name for name, x in _members(op) if x is target), "")

    def attribute(self, attributes: dict[Any, Any], target: Any) -> str | None:
        """Name what stands in a dict of attributes."""
        place = self.place(attributes, lambda: list(dict.items(attributes)), target)
        return None if place is None else _attribute(place)

    def unknown(self, target: Any) -> str:
        """Name a reference by the kind of container it leads to, whose own name is not shown."""
        kind = type(target)
        return f".<{_name_of(kind)}>" if _is_one_of(kind, _CONTAINERS) else ""

    def steps(self, objects: Sequence[Any], after: Any) -> list[str]:
        """Name the references from each object to the next, and from the last to `after`."""
        steps: list[str] = []
        entered: Any = None  # the dict of attributes that the step before led into
        for op, target in zip(objects, [*objects[1:], after], strict=True):
            if op is entered:
                steps[-1] += self.attribute(op, target) or ".__dict__"
                entered = None
                continue
            if not _is_one_of(type(op), _CONTAINERS) or not steps:
                steps.append(_name_of(type(op)))
            if any(target is attributes for attributes in _core.attribute_dicts(op)):
                entered = target
            else:
                steps[-1] += self.label(op, target) or self.unknown(target)
        return steps

    def path(self, objects: list[Any]) -> str:
        """Name a whole cycle; a long one is cut in the middle."""
        start = objects[0]
        if len(objects) <= 2 * _SHOWN:
            steps = self.steps(objects, start)
        else:
            steps = self.steps(objects[:_SHOWN], objects[_SHOWN])
            steps.append(f"... {len(objects) - 2 * _SHOWN} more objects ...")
            steps += self.steps(objects[-_SHOWN:], start)
        return " -> ".join([*steps, _name_of(type(start))])


def find_cycles(*objects: Any, limit: int | None = 100) -> list[Cycle]:
    """Find the reference cycles that pass through records made without ``gc=True``, or litelists.

    The collector does not see these, so such a cycle is never freed unless the program
    breaks it.  What other references than the cycle's own hold is found too: it becomes a leak
    when they go.

    Parameters
    ----------
    *objects
        Where to begin.  All that they refer to is looked at: records, containers, instances,
        functions, and what else the collector can ask.  An iterator is not consumed.  Modules,
        classes, frames and the globals of functions are not entered.
    limit
        At most so many cycles; None for all of them.

    Returns
    -------
    list of Cycle
        A cycle has `objects`, a tuple, each of which refers to the next and the last to the
        first, and `path`, a text; the first object is such a record or litelist.  These are not
        all the cycles there are, of which a few objects can have very many: they are so many that
        each record without ``gc=True``, and each litelist, that lies on any cycle lies on one of
        these, and no more than there are of them.  Where `limit` ends the list, some may lie on
        none.  The cycles are short, not always the shortest.

    Raises
    ------
    TypeError
        `limit` is no integer.
    ValueError
        `limit` is negative.

    Notes
    -----
    Time and memory grow with the number of objects and references that are reached, and with the
    lengths of the cycles reported; `limit` ends the search when it is met.  No code of
    a program runs: no ``__eq__``, no ``__hash__``, no property.  Objects of other extension
    modules that hold references unknown to the collector hide what they hold.

    Examples
    --------
    >>> from recordclass import find_cycles, structclass
    >>> Node = structclass("Node", "children")
    >>> node = Node([])
    >>> node.children.append(node)
    >>> find_cycles(node)
    [<Cycle Node.children[0] -> Node>]
    >>> node.children.clear()
    >>> find_cycles(node)
    []
    """
    if limit is not None:
        limit = operator.index(limit)
        if limit < 0:
            raise ValueError("find_cycles(): limit must not be negative")
    found: list[Cycle] = []
    names = _Names()
    if limit == 0:
        return found
    for part in _components(objects):
        hidden = [op for op in part if _core.is_hidden(op)]
        for way in _cycles(part, hidden) if hidden else ():
            found.append(Cycle(tuple(way), names.path(way)))
            if len(found) == limit:
                return found
    return found
