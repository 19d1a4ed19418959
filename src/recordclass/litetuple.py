"""``litetuple`` and ``mutabletuple``: tuples that the collector never sees."""

from __future__ import annotations

from types import GenericAlias

from ._core import memoryslots

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

__all__ = ["litetuple", "mutabletuple"]


class litetuple(memoryslots, readonly=True, immutable_type=True):  # noqa: N801 - beside tuple
    """A tuple without the collector's header: 24 bytes and 8 an item.

    Parameters
    ----------
    *items
        The items; not an iterable, as for :class:`memoryslots`.

    Notes
    -----
    It equals, orders and hashes as the tuple of its items; slices, sums and products are
    litetuples.  A reference cycle through litetuples is never freed by itself.

    Examples
    --------
    >>> from recordclass import litetuple
    >>> t = litetuple(1, 2, 3)
    >>> t[1:], t + (4,), hash(t) == hash((1, 2, 3))
    (litetuple(2, 3), litetuple(1, 2, 3, 4), True)
    """

    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, key: Any, /) -> GenericAlias:
        return GenericAlias(cls, key)


class mutabletuple(memoryslots, immutable_type=True):  # noqa: N801 - beside tuple
    """A litetuple whose items can be replaced; its length cannot change.

    Examples
    --------
    >>> from recordclass import mutabletuple
    >>> t = mutabletuple(1, 2, 3)
    >>> t[0] = 10
    >>> t[1:] = t[:2]
    >>> t
    mutabletuple(10, 10, 2)
    """

    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, key: Any, /) -> GenericAlias:
        return GenericAlias(cls, key)
