"""Classes of any number of fields, and subclasses of any depth, as each kind writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .operation import Namespace
from .peers import KINDS

#: What the fields hold, in turn: the values of the standard record.
CYCLE = (1001, 2.5, "three")


def names(n: int) -> list[str]:
    """Return the names of n fields."""
    return [f"f{i}" for i in range(n)]


def values(n: int) -> tuple[object, ...]:
    """Return the values of n fields."""
    return tuple(CYCLE[i % len(CYCLE)] for i in range(n))


def _annotated(n: int) -> str:
    types = [type(value).__name__ for value in CYCLE]
    return "".join(f"    {name}: {types[i % len(types)]}\n" for i, name in enumerate(names(n)))


def _slots(n: int) -> str:
    head = ", ".join(names(n))
    body = "".join(f"        self.{name} = {name}\n" for name in names(n))
    return f"class Grown:\n    __slots__ = {names(n)!r}\n    def __init__(self, {head}):\n{body}"


@dataclass(frozen=True)
class Grown:
    """How one kind grows.

    Parameters
    ----------
    source : callable
        Number of fields -> the source of the class ``Grown``; None for a kind that has no class.
    below : str
        The source of a class ``Below`` under a class ``Above`` that adds nothing to it.
    """

    source: Callable[[int], str] | None
    below: str = ""


_PLAIN = "class Below(Above):\n    pass\n"
_EMPTY = "class Below(Above):\n    __slots__ = ()\n"

#: Kind -> how it grows.
GROWN: dict[str, Grown] = {
    "tuple": Grown(None),
    "namedtuple": Grown(lambda n: f"Grown = namedtuple('Grown', {names(n)!r})", _EMPTY),
    "slots": Grown(_slots, _EMPTY),
    "dataclass": Grown(
        lambda n: f"@dataclass(slots=True, order=True)\nclass Grown:\n{_annotated(n)}",
        f"@dataclass(slots=True, order=True)\n{_PLAIN}",
    ),
    "msgspec-nogc": Grown(
        lambda n: f"class Grown(msgspec.Struct, order=True, gc=False):\n{_annotated(n)}", _PLAIN
    ),
    "old-dataobject": Grown(lambda n: f"class Grown(rc.dataobject):\n{_annotated(n)}", _PLAIN),
    "recordclass": Grown(lambda n: f"Grown = rc.recordclass('Grown', {names(n)!r})", _EMPTY),
    "dataobject": Grown(lambda n: f"class Grown(rc.dataobject):\n{_annotated(n)}", _PLAIN),
}


def grow(kind: str, space: Namespace, n: int, depth: int = 0) -> None:
    """Put a class of n fields into a namespace as ``cls``, and so many classes below it."""
    grown = GROWN[kind]
    if grown.source is None:
        return
    exec(grown.source(n), space)
    space["cls"] = space["Grown"]
    for _ in range(depth):
        space["Above"] = space["cls"]
        exec(grown.below, space)
        space["cls"] = space["Below"]


def phrases(kind: str, n: int) -> dict[str, str]:
    """Return the kind's phrases, for a record ``r`` of n fields."""
    inside = ", ".join(names(n))
    own = {
        **KINDS[kind].phrases,
        "new": f"cls({inside})",
        "new_kw": f"cls({', '.join(f'{name}={name}' for name in names(n))})",
        "last": f"r.f{n - 1}",
    }
    grown = GROWN[kind]
    if grown.source is None:
        own |= {"new": f"({inside},)", "last": f"r[{n - 1}]"}
        del own["new_kw"]
    else:
        own |= {"class": grown.source(n), "below": grown.below}
    return own
