"""``structclass``: a mutable named tuple that does not store its length."""

from __future__ import annotations

from ._core import dataobject
from ._named import NamedForm, make_named, named_options

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, ClassVar, Self, dataclass_transform

    from . import _specifiers
    from ._core import datatype

__all__ = ["StructClass", "structclass"]


def structclass(
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
    """Make a class of named tuples as small as objects with ``__slots__``.

    The parameters are those of :func:`recordclass`.  A record takes 16 bytes and 8 a field; it
    equals and orders with records of its own class only.

    Returns
    -------
    datatype
        A subclass of :class:`dataobject` with the interface of a namedtuple.

    Examples
    --------
    >>> import sys
    >>> from recordclass import structclass
    >>> Point = structclass("Point", "x y")
    >>> p = Point(1, 2)
    >>> p[0] = 10
    >>> p, sys.getsizeof(p)
    (Point(x=10, y=2), 32)
    """
    del sequence, iterable, fast_new, deep_dealloc  # always so
    given = (
        *(hashable, mapping, use_dict, use_weakref, gc, immutable_type, cache_hash),
        *(eq, order, repr, repr_omit_defaults, kw_only, copy_default),
    )
    return make_named(
        dataobject,
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


class _StructClassForm(NamedForm):
    """``class P(StructClass): x: int`` and ``StructClass("P", x=int)``: a typed structclass.

    Examples
    --------
    >>> from recordclass import StructClass
    >>> class Point(StructClass):
    ...     x: int
    ...     y: int = 0
    >>> Point(1)[1]
    0
    """

    root = dataobject


if TYPE_CHECKING:

    @dataclass_transform(field_specifiers=(_specifiers.Field,))
    class StructClass(dataobject):
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
    StructClass = _StructClassForm("StructClass")
