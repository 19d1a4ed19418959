"""Records as fields of pydantic's models.

The schema is that of a dict with the arguments of a call, of which the record is made; a record
of the class passes as it is.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from . import _core
from ._field import Field, is_init_var

__all__ = ["core_schema_of"]


def core_schema_of(cls: Any, handler: Any) -> Any:
    """Make what ``__get_pydantic_core_schema__`` gives for a class with named fields.

    Parameters
    ----------
    cls
        The record class.
    handler
        pydantic's ``GetCoreSchemaHandler``, which makes the schemas of the fields' types.

    Returns
    -------
    CoreSchema
        As `pydantic's documentation
        <https://docs.pydantic.dev/latest/concepts/types/#customizing-validation-with-__get_pydantic_core_schema__>`_
        has it.

    Raises
    ------
    TypeError
        The fields have no names.
    """
    from pydantic_core import core_schema  # who calls this has it

    table = cls.__field_table__()
    if table is None or any(row[0] is None for row in table):
        raise TypeError(f"pydantic needs named fields, which {cls.__name__!r} has not")
    types = get_type_hints(cls, include_extras=True)

    def schema_of(name: str) -> Any:
        hint = types.get(name, Any)
        return handler.generate_schema(getattr(hint, "type", Any) if is_init_var(hint) else hint)

    arguments = {}
    for name, _, default, _, _, info in cls.__parameter_table__():
        declared = info.name if isinstance(info, Field) and info.name is not None else name
        arguments[name] = core_schema.typed_dict_field(
            schema_of(declared), required=default is _core.MISSING
        )
    fields = {row[0]: core_schema.typed_dict_field(schema_of(row[0])) for row in table}
    given = core_schema.typed_dict_schema(arguments, extra_behavior="forbid", cls_name=cls.__name__)
    made = core_schema.no_info_after_validator_function(lambda given: cls(**given), given)
    return core_schema.json_or_python_schema(
        made,
        core_schema.union_schema([core_schema.is_instance_schema(cls), made], mode="left_to_right"),
        serialization=core_schema.plain_serializer_function_ser_schema(
            _core.asdict, return_schema=core_schema.typed_dict_schema(fields)
        ),
    )
