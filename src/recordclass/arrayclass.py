"""``arrayclass``: records with a fixed number of items that have no names."""

from __future__ import annotations

import operator

from . import _core
from ._core import dataobject, datatype, itemgetset, make_class
from ._fields import check_name
from ._named import calling_module
from ._options import option_flags

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "arrayclass",
    "arrayclasstype",
    "dataclassgetset",
    "dataobject",
    "dataobjectgetset",
    "itemgetset",
    "make_arrayclass",
    "structclasstype",
]

#: Older names of the metaclass and of the descriptor by position.
arrayclasstype = structclasstype = datatype
dataobjectgetset = dataclassgetset = itemgetset


def make_arrayclass(
    typename: str,
    n_fields: int,
    *,
    namespace: Mapping[str, object] | None = None,
    module: str | None = None,
    readonly: bool = False,
    hashable: bool = False,
    use_dict: bool = False,
    use_weakref: bool = False,
    gc: bool = False,
    immutable_type: bool = False,
) -> datatype:
    """Make a class of compact arrays of a fixed length.

    Parameters
    ----------
    typename
        Name of the class.
    n_fields
        Number of items of every instance; 8 bytes each after the 16 of the header.
    namespace
        Methods and other attributes of the class.
    module, readonly, hashable, use_dict, use_weakref, gc, immutable_type
        As for :func:`recordclass`.

    Returns
    -------
    datatype
        A subclass of :class:`dataobject`.  Called with fewer items, it fills up with None.

    Raises
    ------
    ValueError
        `n_fields` is negative.
    OverflowError
        No instance of that size can exist.

    Examples
    --------
    >>> from recordclass import arrayclass
    >>> Triple = arrayclass("Triple", 3)
    >>> Triple(1, 2)
    Triple(1, 2, None)
    """
    check_name("the class name", typename)
    n = operator.index(n_fields)
    if n < 0:
        raise ValueError(f"{typename}: the number of items must not be negative: {n}")
    flags = option_flags(
        typename,
        {
            "sequence": True,
            "hashable": hashable,
            "use_dict": use_dict,
            "use_weakref": use_weakref,
            "gc": gc,
            "immutable_type": immutable_type,
        },
    )
    flags |= _core.OPT_FILL_NONE | (_core.OPT_READONLY if readonly else 0)
    own: dict[str, object] = dict(namespace or {})
    own["__module__"] = calling_module(1) if module is None else module
    own.setdefault("__orig_bases__", (dataobject,))  # see _byvalue.py
    own.setdefault("__doc__", f"{typename}: an array of {n} item{'' if n == 1 else 's'}")
    return make_class(datatype, (typename, (dataobject,), own, None, n, flags, None))


arrayclass = make_arrayclass
