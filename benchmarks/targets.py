"""What the package aims at: for each row, at most so many times a peer's figure, in the same run.

Goals, not promises: the report marks each that a run misses.
"""

from __future__ import annotations

from typing import NamedTuple

BEST = "best"
_MSGSPEC = ("msgspec", "msgspec-nogc")
_OLD = ("old-recordclass", "old-make", "old-dataobject")

#: Row -> (peers, of which the fastest counts; limit).
TARGETS: dict[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "new": ((("tuple",), 1.25), (_MSGSPEC, 0.85)),
    "new_kw": ((_MSGSPEC, 0.75),),
    "new_defaults": ((_MSGSPEC, 0.85),),
    "make": (((*_MSGSPEC, *_OLD), 1.0),),
    "get": ((("slots",), 1.05),),
    "set": ((("slots",), 1.05),),
    "get_i": ((("tuple",), 1.15),),
    "set_i": ((_OLD, 1.0),),
    "iterate": ((("namedtuple",), 1.1),),
    "unpack": ((("namedtuple",), 0.75),),
    "slice": (((BEST,), 1.0),),
    "contains": (((BEST,), 1.0),),
    "eq": ((_MSGSPEC, 1.0), (("tuple",), 1.0)),
    "eq_other": ((_MSGSPEC, 1.0), (("tuple",), 1.0)),
    "lt": (((BEST,), 1.0),),
    "hash": ((("tuple",), 1.0), (_MSGSPEC, 1.0)),
    "repr": ((_MSGSPEC, 0.8), (("namedtuple",), 0.6)),
    "copy": ((_MSGSPEC, 0.8),),
    "deepcopy": ((_MSGSPEC, 0.25),),
    "dumps": ((_MSGSPEC, 0.9),),
    "loads": ((_MSGSPEC, 0.9),),
    "dumps_1000": ((_MSGSPEC, 0.8),),
    "loads_1000": ((_MSGSPEC, 0.8),),
    "pickle_size": ((("namedtuple",), 1.0),),
    "asdict": ((_MSGSPEC, 0.85),),
    "astuple": ((_MSGSPEC, 1.0),),
    "replace": ((_MSGSPEC, 0.9),),
    "update": (((BEST,), 1.0),),
    "rows": (((BEST,), 1.0),),
    "rows_starmap": (((BEST,), 1.0),),
    "rows_map": (((BEST,), 1.0),),
    "getter": (((BEST,), 1.0), (("slots",), 0.75)),
    "getter_map": (((BEST,), 1.0), (("slots",), 0.75)),
    "getter_sort": (((BEST,), 1.0),),
    "csv": ((_MSGSPEC, 1.0),),
    "csv_typed": ((_MSGSPEC, 0.85),),
    "sqlite": ((_MSGSPEC, 1.0),),
    "sqlite_select": ((_MSGSPEC, 1.0),),
    "bulk_build": ((("msgspec-nogc",), 0.9),),
    "bulk_set": ((("msgspec-nogc",), 0.9),),
    "bulk_free": ((("msgspec-nogc",), 0.9),),
    "class_factory": ((("namedtuple",), 0.3),),
    "class_statement": ((_MSGSPEC, 1.2),),
    "import": ((("msgspec",), 0.25),),
}


class Miss(NamedTuple):
    """A goal that a figure misses."""

    peer: str
    ratio: float
    goal: float


def _fastest(names: tuple[str, ...], peers: dict[str, float]) -> tuple[str, float] | None:
    """Return the fastest of the peers that a goal means, with its figure; None if none has one."""
    meant = peers if names == (BEST,) else names
    known = [(figure, name) for name in meant if (figure := peers.get(name))]
    if not known:
        return None
    figure, name = min(known)
    return name, figure


def standing(
    row: str, ours: dict[str, float], peers: dict[str, float]
) -> dict[tuple[tuple[str, ...], float], tuple[str, str, float]]:
    """Return goal -> (the slowest of ours, the fastest of the peers meant, their ratio)."""
    found = {}
    for names, goal in TARGETS.get(row, ()) if ours else ():
        if best := _fastest(names, peers):
            slowest = max(ours, key=ours.__getitem__)
            found[names, goal] = slowest, best[0], ours[slowest] / best[1]
    return found


def misses(row: str, value: float, peers: dict[str, float]) -> list[Miss]:
    """Return, for one of our figures, each goal of the row that it misses."""
    found = []
    for names, goal in TARGETS.get(row, ()):
        best = _fastest(names, peers)
        if best and value / best[1] > goal:
            found.append(Miss(best[0], value / best[1], goal))
    return found
