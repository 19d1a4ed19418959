# What the Python layer and the core tell each other about a class; for checkers only.

from typing import TypeAlias

from ._field import Field

# name, default or MISSING, flags, doc, and the Field where one was written
FieldDescription: TypeAlias = (
    tuple[str, object, int, str | None] | tuple[str, object, int, str | None, Field | None]
)
# name, bases, namespace, fields, n_array, flags, keywords for __init_subclass__, declined flags
ClassDescription: TypeAlias = (
    tuple[
        str,
        tuple[type, ...],
        dict[str, object],
        tuple[FieldDescription | str, ...] | None,
        int,
        int,
        dict[str, object] | None,
    ]
    | tuple[
        str,
        tuple[type, ...],
        dict[str, object],
        tuple[FieldDescription | str, ...] | None,
        int,
        int,
        dict[str, object] | None,
        int,
    ]
)
# name, offset, default or MISSING, flags, doc, Field
FieldRow: TypeAlias = tuple[str | None, int, object, int, str | None, Field | None]
