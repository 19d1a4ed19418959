"""``memoryslots`` under the module name that it had in the first releases."""

from ._core import datatype, itemgetset, memoryslots

__all__ = ["itemgetset", "memoryslots", "recordclasstype"]

#: Older name of the metaclass.
recordclasstype = datatype
