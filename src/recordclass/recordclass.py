"""``recordclass``: a mutable named tuple, with the memory of a tuple."""

from __future__ import annotations

from ._core import memoryslots
from ._named import NamedForm, calling_module, make_named, named_options
from ._storage import ClassStorage

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, ClassVar, Self, dataclass_transform

    from . import _specifiers
    from ._core import datatype

__all__ = ["RecordClass", "RecordclassStorage", "recordclass"]


def recordclass(
    typename: str,
    fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
    defaults: Iterable[Any] | Mapping[str, Any] | None = None,
    *,
    rename: bool = False,
    module: str | None = None,
    doc: str | None = None,
    field_docs: Mapping[str, str] | None = None,
    readonly: bool | Iterable[str] = False,
    hashable: bool = False,
    mapping: bool = False,
    use_dict: bool = False,
    use_weakref: bool = False,
    gc: bool = False,
    immutable_type: bool = False,
    cache_hash: bool = False,
    eq: bool = True,
    order: bool | None = None,
    repr: bool = True,
    repr_omit_defaults: bool = False,
    kw_only: bool = False,
    copy_default: bool = False,
    match: bool | str | Iterable[str] | None = None,
    namespace: Mapping[str, Any] | None = None,
    bases: tuple[type, ...] | None = None,
    sequence: bool = True,
    iterable: bool = True,
    fast_new: bool = True,
    deep_dealloc: bool = False,
) -> datatype:
    """Make a class of named tuples whose items can be assigned.

    Parameters
    ----------
    typename
        Name of the class.
    fields
        Field names: ``"x y"``, ``"x, y"``, a sequence of names, of ``(name, type)`` pairs, or a
        mapping from names to types.
    defaults
        Defaults of the last fields, or a mapping from names.  A list, dict, set or bytearray is
        copied for each record.
    rename
        Replace invalid names by ``_0``, ``_1``, ... instead of refusing them.
    module
        ``__module__`` of the class; the caller's by default.
    doc, field_docs
        Docstrings of the class and, by name, of fields.
    readonly
        True, or the names of the fields that cannot be set.  A readonly record has a hash.
    hashable
        Give mutable records the hash of the tuple of their values.
    mapping
        Also ``r["x"]``, ``"x" in r``, ``r.keys()``.
    use_dict, use_weakref
        Room for other attributes, for weak references: 8 bytes each.
    gc
        Let the collector find reference cycles through the records: 16 bytes each.
    immutable_type
        Refuse assignments to attributes of the class.
    cache_hash
        Keep the hash in the record once it is known: 8 bytes; needs ``readonly=True``.
    eq, order, repr
        False: a record equals itself alone, has no order, shows as any object does.
    repr_omit_defaults
        Leave fields out of the repr that have their defaults.
    kw_only
        No position fills a field.
    copy_default
        Copy every default for each record, by ``copy.copy()``.
    match
        Names for positional patterns; False for none.
    namespace
        Methods and other attributes of the class.
    bases
        Bases in the place of :class:`memoryslots`, of which one must stand below it.
    sequence, iterable, fast_new, deep_dealloc
        Accepted, and without effect: records are sequences, construction is always fast, and
        chains of any depth are freed safely.

    Returns
    -------
    datatype
        A subclass of :class:`memoryslots` with the interface of a namedtuple.

    Raises
    ------
    ValueError
        A name is not valid, or appears twice.
    TypeError
        There are more defaults than fields.

    Examples
    --------
    >>> from recordclass import recordclass
    >>> Point = recordclass("Point", "x y", defaults=[0])
    >>> p = Point(1)
    >>> p.x += 10
    >>> p, p[1], p._asdict()
    (Point(x=11, y=0), 0, {'x': 11, 'y': 0})

    See Also
    --------
    structclass : the same without the stored length, 8 bytes smaller.
    """
    del sequence, iterable, fast_new, deep_dealloc  # always so
    given = (
        *(hashable, mapping, use_dict, use_weakref, gc, immutable_type, cache_hash),
        *(eq, order, repr, repr_omit_defaults, kw_only, copy_default),
    )
    return make_named(
        memoryslots,
        typename,
        fields,
        defaults,
        rename=rename,
        module=module,
        doc=doc,
        field_docs=field_docs,
        readonly=readonly,
        options=named_options(given, bases),
        match=match,
        namespace=namespace,
        bases=bases,
    )


class _RecordClassForm(NamedForm):
    """``class P(RecordClass): x: int`` and ``RecordClass("P", x=int)``: a typed recordclass.

    Examples
    --------
    >>> from recordclass import RecordClass
    >>> class Point(RecordClass):
    ...     x: int
    ...     y: int = 0
    >>> Point(1)
    Point(x=1, y=0)
    """

    root = memoryslots


if TYPE_CHECKING:

    @dataclass_transform(field_specifiers=(_specifiers.Field,))
    class RecordClass(memoryslots):
        """What a checker sees: a class statement over the form is that of a dataclass."""

        _fields: ClassVar[tuple[str, ...]]
        _field_defaults: ClassVar[dict[str, Any]]

        def __new__(cls, *args: Any, **kwargs: Any) -> Self:
            """Take the fields, which the checker knows from the class body."""
            return super().__new__(cls, *args, **kwargs)

        @classmethod
        def _make(cls, iterable: Iterable[Any], /) -> Self: ...
        def _replace(self, **changes: Any) -> Self: ...
        def _asdict(self) -> dict[str, Any]: ...

else:
    RecordClass = _RecordClassForm("RecordClass")


class RecordclassStorage(ClassStorage):
    """Keeps the classes that :func:`recordclass` made, by name and fields.

    Examples
    --------
    >>> from recordclass.recordclass import RecordclassStorage
    >>> storage = RecordclassStorage()
    >>> storage.recordclass("A", "x y") is storage.recordclass("A", ["x", "y"])
    True
    """

    def recordclass(
        self,
        name: str,
        fields: str | Iterable[str] | Iterable[tuple[str, Any]] | Mapping[str, Any],
        defaults: Iterable[Any] | Mapping[str, Any] | None = None,
        **options: Any,
    ) -> datatype:
        """Give the class of that name, those fields and those options; make it at first."""
        options.setdefault("module", calling_module(1))
        return self._get(recordclass, name, fields, defaults, options)
