"""A header becomes field names that every kind of record accepts."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

# attrs and msgspec write an ``__init__`` whose first parameter has such a name.
_TAKEN = frozenset({"self", "cls"})


def from_header(header: Iterable[str]) -> list[str]:
    """Turn the cells of a header into valid, unique identifiers.

    Parameters
    ----------
    header
        The cells, in order; any text, also empty.

    Returns
    -------
    list of str
        As many names, none a keyword, none with a leading underscore (namedtuple refuses those).

    Examples
    --------
    >>> from_header(["Unit price", "class", "2013", "", "class"])
    ['Unit_price', 'class_', 'column_2013', 'column_4', 'class__2']
    """
    names: list[str] = []
    seen: set[str] = set()
    for position, cell in enumerate(header, 1):
        name = _identifier(cell, position)
        unique, count = name, 1
        while unique in seen:
            count += 1
            unique = f"{name}_{count}"
        seen.add(unique)
        names.append(unique)
    return names


def _identifier(cell: str, position: int) -> str:
    """Return the name nearest to one cell."""
    # The compiler normalises names in source code the same way.
    name = re.sub(r"\W+", "_", normalize("NFKC", cell)).strip("_")
    if not name:
        return f"column_{position}"
    if name[0].isdigit():
        name = f"column_{name}"
    if iskeyword(name) or name in _TAKEN:
        name += "_"
    # ``\w`` lets through a few characters that no identifier may hold.
    return name if name.isidentifier() else f"column_{position}"
