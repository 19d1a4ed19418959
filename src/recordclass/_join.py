"""``join_classes``: one class with the fields of several."""

from __future__ import annotations

from . import _core
from ._build import build
from ._core import dataobject, datatype, memoryslots
from ._fields import check_name
from ._named import calling_module
from ._options import option_flags

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._description import FieldDescription

__all__ = ["join_classes"]

#: What the joined class takes over from its parts; the rest is asked for by options.
_CARRIED = (
    _core.OPT_NAMED
    | _core.OPT_SEQUENCE
    | _core.OPT_ITERABLE
    | _core.OPT_MAPPING
    | _core.OPT_HASHABLE
)


def join_classes(
    typename: str,
    classes: Iterable[type],
    *,
    module: str | None = None,
    readonly: bool = False,
    hashable: bool = False,
    mapping: bool = False,
    use_dict: bool = False,
    use_weakref: bool = False,
    gc: bool = False,
    immutable_type: bool = False,
) -> datatype:
    """Make a class with the fields of several record classes, one after the other.

    Parameters
    ----------
    typename
        Name of the class.
    classes
        Record classes of one family; no two may have a field of the same name.
    module, readonly, hashable, mapping, use_dict, use_weakref, gc, immutable_type
        As for :func:`recordclass`.  None of the room that a part makes for a dict, for weak
        references or for the collector is taken over: it is asked for here.

    Returns
    -------
    datatype
        A class over the same root.  It is no subclass of its parts.

    Examples
    --------
    >>> from recordclass import join_classes, structclass
    >>> A, B = structclass("A", "a b"), structclass("B", "c", defaults=[3])
    >>> join_classes("C", [A, B])(1, 2)
    C(a=1, b=2, c=3)
    """
    check_name("the class name", typename)
    parts = tuple(classes)
    root = _common_root(typename, parts)
    fields: list[FieldDescription] = []
    annotations: dict[str, object] = {}
    flags = 0
    for part in parts:
        assert isinstance(part, datatype)
        fields.extend(_fields_of(typename, part, readonly=readonly))
        annotations.update(getattr(part, "__annotations__", {}))
        flags |= part.__option_flags__ & _CARRIED
    flags |= option_flags(
        typename,
        {
            "hashable": hashable,
            "mapping": mapping,
            "use_dict": use_dict,
            "use_weakref": use_weakref,
            "gc": gc,
            "immutable_type": immutable_type,
        },
    )
    if readonly:
        flags |= _core.OPT_READONLY
    namespace: dict[str, object] = {
        "__module__": calling_module(1) if module is None else module,
    }
    if annotations:
        namespace["__annotations__"] = annotations
    return build(datatype, typename, (root,), namespace, tuple(fields), flags)


def _common_root(typename: str, parts: tuple[type, ...]) -> type:
    if not parts:
        raise TypeError(f"{typename}: join_classes() needs at least one class")
    for part in parts:
        if not isinstance(part, datatype) or part.__field_table__() is None:
            raise TypeError(f"{typename}: join_classes() joins record classes, not {part!r}")
    for root in (memoryslots, dataobject):
        if all(issubclass(part, root) for part in parts):
            return root
    raise TypeError(
        f"{typename}: join_classes() joins classes of one family, "
        "either over memoryslots or over dataobject"
    )


def _fields_of(typename: str, part: datatype, *, readonly: bool) -> list[FieldDescription]:
    result: list[FieldDescription] = []
    for name, _, default, flags, doc, field in part.__field_table__() or ():
        if name is None:
            raise TypeError(f"{typename}: join_classes() needs named fields, {part!r} has none")
        result.append(
            (name, default, flags | _core.FIELD_READONLY if readonly else flags, doc, field)
        )
    return result
