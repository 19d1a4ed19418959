"""Sizes in bytes, and what the factories do with names; for programs that reckon with them."""

from __future__ import annotations

import sys

from ._core import datatype
from ._fields import check_name as _check

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = [
    "check_name",
    "headgc_size",
    "number_of_dataitems",
    "pyobject_size",
    "pyssize",
    "pyvarobject_size",
    "ref_size",
]

#: Bytes of a reference.
ref_size: int = tuple.__itemsize__
#: Bytes of a stored length.
pyssize: int = tuple.__itemsize__
#: Bytes of an object without fields: the reference count and the class.
pyobject_size: int = object.__basicsize__
#: Bytes of an object that stores its length.
pyvarobject_size: int = pyobject_size + pyssize
#: Bytes of the header that the garbage collector puts in front of an object.
headgc_size: int = sys.getsizeof([]) - [].__sizeof__()


def number_of_dataitems(cls: Any) -> int:
    """Count the fields of a record class.

    Raises
    ------
    TypeError
        `cls` is no record class, or its records are of any length.

    Examples
    --------
    >>> from recordclass import structclass
    >>> from recordclass.utils import number_of_dataitems, pyobject_size, ref_size
    >>> Point = structclass("Point", "x y z")
    >>> Point(1, 2, 3).__sizeof__() == pyobject_size + number_of_dataitems(Point) * ref_size
    True
    """
    table = cls.__field_table__() if isinstance(cls, datatype) else None
    if table is None:
        raise TypeError(
            f"number_of_dataitems() needs a record class with a fixed number of fields, not {cls!r}"
        )
    return len(table)


def check_name(
    name: str, rename: bool = False, i: int = 0, invalid_names: Iterable[str] = ()
) -> str:
    """Give a name that a field or a class can have.

    Parameters
    ----------
    name
        The name to check.
    rename
        Give ``_i`` for a name that is not valid, instead of refusing it.
    i
        The number for that.
    invalid_names
        Names that are not valid either.

    Raises
    ------
    TypeError
        The name is no string.
    ValueError
        The name is not valid, and `rename` is false.

    Examples
    --------
    >>> from recordclass.utils import check_name
    >>> check_name("x"), check_name("class", rename=True, i=3)
    ('x', '_3')
    """
    if not isinstance(name, str):
        raise TypeError(f"names must be strings, not {type(name).__name__!r}")
    try:
        _check("a name", name)
        if name in invalid_names:
            raise ValueError(f"a name that is taken: {name!r}")
    except ValueError:
        if not rename:
            raise
        return f"_{i}"
    return name
