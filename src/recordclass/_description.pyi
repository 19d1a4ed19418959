# What the Python layer and the core tell each other about a class; for checkers only.

from typing import TypeAlias

# name, default or MISSING, flags, doc
FieldDescription: TypeAlias = tuple[str, object, int, str | None]
# name, bases, namespace, fields, n_array, flags, keywords for __init_subclass__
ClassDescription: TypeAlias = tuple[
    str,
    tuple[type, ...],
    dict[str, object],
    tuple[FieldDescription, ...] | None,
    int,
    int,
    dict[str, object] | None,
]
# name, offset, default or MISSING, flags, doc
FieldRow: TypeAlias = tuple[str | None, int, object, int, str | None]
