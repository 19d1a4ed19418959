"""Record classes that travel by value: what cloudpickle sends of a class that is nowhere to import.

cloudpickle makes a class anew in two steps: ``types.new_class()`` with the bases and hardly a
name in the namespace, and then every attribute by ``setattr``.  The layout of a record cannot
wait for the second step, so it comes with the bases: ``__orig_bases__``, which cloudpickle prefers
to ``__bases__``, is a tuple that pickles with a :class:`ClassByValue` at its end.  It stands for no
base, and the metaclass finds it in the namespace, where ``types.new_class()`` puts the bases as
they were written.
"""

from __future__ import annotations

from ._core import datatype

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

    from ._description import ClassDescription, FieldDescription

__all__ = ["ClassByValue", "described_by_value", "orig_bases_of"]


class ClassByValue:
    """The part of a class's description that its attributes do not tell.

    Parameters
    ----------
    fields
        The fields that the class adds to its bases, as the core takes them; None: none declared.
    n_array
        The number of nameless fields, or -1.
    flags, declined
        Options that the class has, and those of its bases that it has not.
    post_init
        Whether records call a ``__post_init__``, which is set only later.
    """

    __slots__ = ("declined", "fields", "flags", "n_array", "post_init")

    def __init__(
        self,
        fields: tuple[FieldDescription | str, ...] | None,
        n_array: int,
        flags: int,
        declined: int,
        post_init: bool,
    ) -> None:
        self.fields = fields
        self.n_array = n_array
        self.flags = flags
        self.declined = declined
        self.post_init = post_init

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """Stand for no base."""
        return ()

    def __reduce__(self) -> tuple[Any, ...]:
        return ClassByValue, tuple(
            getattr(self, name) for name in ("fields", "n_array", "flags", "declined", "post_init")
        )


class _OrigBases(tuple):  # type: ignore[type-arg]
    """The bases of a class as they were written; a pickler also gets the class's description."""

    cls: datatype

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, ((*self, _description(self.cls)),)


def orig_bases_of(cls: datatype) -> tuple[object, ...]:
    """Give the bases as they were written."""
    result = _OrigBases(cls.__dict__.get("__orig_bases__", cls.__bases__))
    result.cls = cls
    return result


def _description(cls: datatype) -> ClassByValue:
    """Describe what a class adds to its bases."""
    from . import _core

    inherited = 0
    base_rows: dict[Any, Any] = {}
    n_base = 0
    for base in cls.__bases__:
        if isinstance(base, datatype):
            inherited |= base.__option_flags__ & ~_core.OPT_IMMUTABLE
            rows = base.__field_table__() or ()
            n_base = max(n_base, len(rows))
            base_rows.update((row[0], row) for row in rows)
    # a class that travels gets its attributes after it is made, so it cannot be immutable
    flags = cls.__option_flags__ & ~_core.OPT_IMMUTABLE
    table = cls.__field_table__()
    post_init = getattr(cls, "__post_init__", None) is not None
    declined = inherited & ~flags
    if table is None:
        return ClassByValue(None, -1, flags, declined, post_init)
    if any(row[0] is None for row in table):
        n_array = len(table) if n_base == 0 else -1
        return ClassByValue(None, n_array, flags, declined, post_init)
    fields = [_field(row) for row in table if not _same(row, base_rows.get(row[0]))]
    variables = [
        _field(row) for row in cls.__parameter_table__() or () if row[3] & _core.FIELD_INIT_VAR
    ]
    own = _in_order(fields, variables, cls)
    return ClassByValue(own, -1, flags, declined, post_init)


def _same(row: Any, base_row: Any) -> bool:
    """Whether a class has a field as its base has it; the offsets agree in any case."""
    return base_row is not None and all(
        a is b or a == b for a, b in zip(row, base_row, strict=True)
    )


def _field(row: Any) -> FieldDescription:
    name, _, default, flags, doc, field = row
    if field is not None and field.name is not None:
        name = field.name
    return (name, default, flags, doc, field)


def _in_order(
    fields: list[FieldDescription], variables: list[FieldDescription], cls: datatype
) -> tuple[FieldDescription, ...]:
    """Put InitVars where they were declared, as the order of the parameters tells."""
    if not variables:
        return tuple(fields)
    order = [
        row[0] if row[5] is None or row[5].name is None else row[5].name
        for row in cls.__parameter_table__() or ()
    ]
    known = {item[0]: item for item in (*fields, *variables)}
    first = [known.pop(name) for name in order if name in known]
    return (*first, *known.values())


def described_by_value(
    name: str, bases: tuple[type, ...], namespace: dict[str, object]
) -> ClassDescription | None:
    """Give the description that came with the bases, or None."""
    written: Any = namespace.get("__orig_bases__", ())
    for given in written:
        if isinstance(given, ClassByValue):
            break
    else:
        return None
    body = dict(namespace)
    body["__orig_bases__"] = tuple(base for base in written if base is not given)
    if given.post_init and "__post_init__" not in body:
        body["__post_init__"] = _set_later
    return (
        name,
        bases,
        body,
        given.fields,
        given.n_array,
        given.flags,
        None,
        given.declined,
    )


def _set_later(self: Any, *values: Any) -> None:
    """Hold the place of a ``__post_init__`` that is set once the class is made."""
    raise TypeError(f"class {type(self).__name__!r} is not complete: its __post_init__ is missing")
