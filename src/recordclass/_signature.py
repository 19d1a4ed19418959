"""The signature of a record class, computed when inspect asks for it."""

from __future__ import annotations

from inspect import Parameter, Signature

from . import _core
from ._build import annotations_of
from ._core import MISSING

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from ._core import datatype

__all__ = ["signature_of"]


class _MadeAnew:
    """What a signature shows in the place of a default that a factory makes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<factory>"


def signature_of(cls: datatype) -> Signature:
    """Return how instances of `cls` are made, as ``inspect.signature(cls)`` shows it."""
    table = cls.__parameter_table__()
    if table is None:
        return Signature([Parameter("items", Parameter.VAR_POSITIONAL)])
    annotations = annotations_of(cls)
    parameters = []
    for i, (name, _, default, flags, _, field) in enumerate(table):
        shown = f"item{i}" if name is None else name
        kind = (
            Parameter.POSITIONAL_ONLY
            if name is None
            else Parameter.KEYWORD_ONLY
            if flags & _core.FIELD_KW_ONLY
            else Parameter.POSITIONAL_OR_KEYWORD
        )
        if default is MISSING:
            default = None if cls.__option_flags__ & _core.OPT_FILL_NONE else Parameter.empty
        elif flags & _core.FIELD_FACTORY:
            default = _MadeAnew()
        declared = shown if field is None or field.name is None else field.name
        annotation = annotations.get(declared, Parameter.empty)
        parameters.append(Parameter(shown, kind, default=default, annotation=annotation))
    return Signature(parameters)
