"""Metaclasses for records that also stand below ``abc.ABC`` or ``typing.Protocol``.

Python wants one metaclass that derives from those of all bases.  Abstract methods alone need
none of this: a record class with an ``@abstractmethod`` makes no instances, whatever its bases.
"""

from __future__ import annotations

from abc import ABCMeta

from ._core import datatype

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

__all__ = ["abcdatatype", "make_protocoldatatype"]


class abcdatatype(ABCMeta, datatype):  # noqa: N801 - a metaclass beside datatype
    """The metaclass of records that stand below ``abc.ABC``.

    Raises
    ------
    TypeError
        The class asks for ``immutable_type=True``: an abstract base class keeps what is
        registered with it in an attribute of the class.

    Examples
    --------
    >>> from abc import ABC, abstractmethod
    >>> from recordclass import abcdatatype, dataobject
    >>> class Shape(ABC):
    ...     @abstractmethod
    ...     def area(self): ...
    >>> class Square(dataobject, Shape, metaclass=abcdatatype):
    ...     side: float
    ...     def area(self):
    ...         return self.side ** 2
    >>> Square(3.0).area(), isinstance(Square(1.0), Shape)
    (9.0, True)
    """

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], /, **options: Any
    ) -> Any:
        """Make the class as ABCMeta does, with the record below it."""
        if options.get("immutable_type"):
            raise TypeError(
                f"{name}: immutable_type=True and ABCMeta contradict each other: an abstract base "
                "class keeps its registry in an attribute of the class"
            )
        return super().__new__(mcls, name, bases, namespace, **options)


def make_protocoldatatype() -> type[datatype]:
    """Make the metaclass of records that stand below ``typing.Protocol``."""
    from typing import Protocol

    meta: Any = type(Protocol)

    class protocoldatatype(meta, abcdatatype):  # type: ignore[misc]  # noqa: N801
        """The metaclass of records that stand below ``typing.Protocol``.

        Examples
        --------
        >>> from typing import Protocol
        >>> from recordclass import dataobject, protocoldatatype
        >>> class HasArea(Protocol):
        ...     def area(self) -> float: ...
        >>> class Square(dataobject, HasArea, metaclass=protocoldatatype):
        ...     side: float
        ...     def area(self) -> float:
        ...         return self.side ** 2
        >>> Square(3.0).area()
        9.0
        """

    protocoldatatype.__module__ = "recordclass"
    protocoldatatype.__qualname__ = "protocoldatatype"
    return protocoldatatype
