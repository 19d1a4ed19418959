"""The slots-based record that the founding document compares with.

What a Python programmer writes to have mutable records without a library: a base class that fills
the slots of its subclasses in a loop, and reads them by index through `getattr`.
"""

from __future__ import annotations


class Record:
    """A record whose fields are the ``__slots__`` of its class.

    Examples
    --------
    >>> class Point(Record):
    ...     __slots__ = ("x", "y")
    >>> point = Point(1, 2)
    >>> point.x, point[1], len(point)
    (1, 2, 2)
    >>> point
    Point(1, 2)
    """

    __slots__: tuple[str, ...] = ()

    def __init__(self, *values: object) -> None:
        if len(values) != len(self.__slots__):
            raise TypeError(
                f"{type(self).__name__}() takes {len(self.__slots__)} values, not {len(values)}"
            )
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)

    def __getitem__(self, index: int) -> object:
        return getattr(self, self.__slots__[index])

    def __len__(self) -> int:
        return len(self.__slots__)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return all(self[index] == other[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(repr(self[index]) for index in range(len(self)))})"
        )


def slotsclass(typename: str, fields: str) -> type[Record]:
    """Make a class of such records, as namedtuple does.

    Parameters
    ----------
    typename
        The name of the class.
    fields
        The field names, with spaces between them.
    """
    return type(typename, (Record,), {"__slots__": tuple(fields.split())})
