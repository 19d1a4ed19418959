"""``join_classes``: one class with the fields of several."""

from __future__ import annotations

from . import _core
from ._build import build, field_names
from ._core import dataobject, datatype, memoryslots
from ._fields import check_name
from ._named import calling_module
from ._options import option_flags

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._description import FieldDescription

__all__ = ["join_classes", "join_dataclasses"]

#: What the joined class takes over from its parts; the rest is asked for by options.
_CARRIED = (
    _core.OPT_NAMED
    | _core.OPT_SEQUENCE
    | _core.OPT_ITERABLE
    | _core.OPT_MAPPING
    | _core.OPT_HASHABLE
)

#: What programs read of the fields, which the joined class has of its own.
_MIRRORS = {"_fields", "_field_defaults", "_abc_impl"}

#: What the core puts into a class.
_OF_THE_CORE = (type(list.append), type(dict.__dict__["fromkeys"]), type(int.__add__))


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
    options = {
        "hashable": hashable,
        "mapping": mapping,
        "use_dict": use_dict,
        "use_weakref": use_weakref,
        "gc": gc,
        "immutable_type": immutable_type,
    }
    module = calling_module(1) if module is None else module
    return _join(typename, classes, module, readonly, options)


def join_dataclasses(
    name: str,
    classes: Iterable[type],
    *,
    readonly: bool = False,
    use_dict: bool = False,
    gc: bool = False,
    use_weakref: bool = False,
    hashable: bool = False,
    sequence: bool = False,
    mapping: bool = False,
    iterable: bool = True,
    immutable_type: bool = False,
    fast_new: bool = True,
    module: str | None = None,
) -> datatype:
    """Make a class with the fields of several record classes; see :func:`join_classes`.

    Parameters
    ----------
    name
        Name of the class.
    classes
        Record classes over ``dataobject``; no two may have a field of the same name.
    readonly, use_dict, gc, use_weakref, hashable, sequence, mapping, iterable, immutable_type
        As in a class statement.
    fast_new
        Accepted, and without effect: construction is always fast.
    module
        ``__module__`` of the class; the caller's by default.

    Returns
    -------
    datatype
        A class over ``dataobject``.  It is no subclass of its parts.

    Examples
    --------
    >>> from recordclass import dataobject, join_dataclasses
    >>> class A(dataobject):
    ...     a: int
    >>> class B(dataobject):
    ...     b: int = 2
    ...     def twice(self):
    ...         return self.b * 2
    >>> joined = join_dataclasses("Joined", [A, B])
    >>> joined(1), joined(1).twice()
    (Joined(a=1, b=2), 4)
    """
    del fast_new
    parts = tuple(classes)
    for part in parts:
        if isinstance(part, datatype) and not issubclass(part, dataobject):
            raise TypeError(f"{name}: join_dataclasses() joins heirs of dataobject, not {part!r}")
    options = {
        "use_dict": use_dict,
        "gc": gc,
        "use_weakref": use_weakref,
        "hashable": hashable,
        "sequence": sequence,
        "mapping": mapping,
        "iterable": iterable or sequence,
        "immutable_type": immutable_type,
    }
    module = calling_module(1) if module is None else module
    return _join(name, parts, module, readonly, options)


def _join(
    typename: str,
    classes: Iterable[type],
    module: str,
    readonly: bool,
    options: dict[str, bool],
) -> datatype:
    """Make the class; what the two functions share."""
    check_name("the class name", typename)
    parts = tuple(classes)
    root = _common_root(typename, parts)
    namespace: dict[str, object] = {}
    fields: list[FieldDescription] = []
    annotations: dict[str, object] = {}
    flags = 0
    for part in parts:
        assert isinstance(part, datatype)
        fields.extend(_fields_of(typename, part, readonly=readonly))
        annotations.update(getattr(part, "__annotations__", {}))
        _carry(typename, part, namespace)
        flags |= part.__option_flags__ & _CARRIED
    flags |= option_flags(typename, options)
    if readonly:
        flags |= _core.OPT_READONLY
    namespace["__module__"] = module
    if annotations:
        namespace["__annotations__"] = annotations
    names = tuple(field[0] for field in fields if not field[2] & _core.FIELD_INIT_VAR)
    return build(datatype, typename, (root,), namespace, names, tuple(fields), flags)


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


def _carry(typename: str, part: datatype, namespace: dict[str, object]) -> None:
    """Take over the methods and other attributes of a part; those of the first part win.

    Special methods are not taken over: they speak of the part's own fields.
    """
    if hasattr(part, "__post_init__"):
        raise TypeError(
            f"{typename}: {part.__name__!r} has a __post_init__, which speaks of its own fields "
            "and cannot be carried over"
        )
    names = set(field_names(part)) | _MIRRORS
    for base in part.__mro__:
        if base in (memoryslots, dataobject, object):
            continue
        for name, value in base.__dict__.items():
            special = name.startswith("__") and name.endswith("__")
            if not special and name not in names and not isinstance(value, _OF_THE_CORE):
                namespace.setdefault(name, value)


def _fields_of(typename: str, part: datatype, *, readonly: bool) -> list[FieldDescription]:
    result: list[FieldDescription] = []
    for name, _, default, flags, doc, field in part.__field_table__() or ():
        if name is None:
            raise TypeError(f"{typename}: join_classes() needs named fields, {part!r} has none")
        result.append(
            (name, default, flags | _core.FIELD_READONLY if readonly else flags, doc, field)
        )
    return result
