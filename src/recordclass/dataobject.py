"""``dataobject`` under the module name that it had in the first releases."""

from .arrayclass import (
    arrayclasstype,
    dataclassgetset,
    dataobject,
    dataobjectgetset,
    structclasstype,
)

__all__ = [
    "arrayclasstype",
    "dataclassgetset",
    "dataobject",
    "dataobjectgetset",
    "structclasstype",
]
