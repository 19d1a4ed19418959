"""Records as light as C structs that behave as Python people expect.

``recordclass`` makes mutable named tuples with the memory of a tuple, ``structclass`` the same
with the memory of an object with ``__slots__``; ``class P(dataobject)`` makes records from a
class statement; ``arrayclass`` makes compact arrays of a fixed length.

>>> from recordclass import recordclass
>>> Point = recordclass("Point", "x y")
>>> p = Point(1, 2)
>>> p.x = 10
>>> p
Point(x=10, y=2)
"""

from __future__ import annotations

from . import _sequence_abc as _sequence_abc

# Modules first, names after: `recordclass.memoryslots` is a module for import and the class for
# everyone else, and an import that came later would put the module in the class's place.
from . import arrayclass as _arrayclass_module
from . import dataclass as _dataclass_module
from . import dataobject as _dataobject_module
from . import datatype as _datatype_module
from . import litelist as _litelist_module
from . import litetuple as _litetuple_module
from . import memoryslots as _memoryslots_module
from . import recordclass as _recordclass_module
from . import structclass as _structclass_module
from ._convert import fields
from ._core import (
    MISSING,
    asdict,
    astuple,
    is_record,
    itemgetset,
    make,
    replace,
    update,
)
from ._cycles import find_cycles
from ._join import join_classes, join_dataclasses
from ._metaclasses import abcdatatype
from .adapter import as_dataclass, as_record
from .dictclass import make_dictclass

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from ._specifiers import KW_ONLY, Factory, Field, InitVar
else:
    from ._field import KW_ONLY, Factory, Field, InitVar

arrayclass = _arrayclass_module.arrayclass
make_arrayclass = _arrayclass_module.make_arrayclass
arrayclasstype = _arrayclass_module.arrayclasstype
structclasstype = _arrayclass_module.structclasstype
dataobjectgetset = _arrayclass_module.dataobjectgetset
dataclassgetset = _arrayclass_module.dataclassgetset
make_dataclass = _dataclass_module.make_dataclass
make_class = _dataclass_module.make_class
make_structclass = _dataclass_module.make_structclass
datastruct = _dataclass_module.datastruct
dataobject = _dataobject_module.dataobject
datatype = _datatype_module.datatype
MATCH = _datatype_module.MATCH
litelist = _litelist_module.litelist
litelist_fromargs = _litelist_module.litelist_fromargs
litetuple = _litetuple_module.litetuple
mutabletuple = _litetuple_module.mutabletuple
memoryslots = _memoryslots_module.memoryslots
recordclasstype = _memoryslots_module.recordclasstype
recordclass = _recordclass_module.recordclass
RecordClass = _recordclass_module.RecordClass
structclass = _structclass_module.structclass
StructClass = _structclass_module.StructClass
clone = replace

__all__ = [
    "KW_ONLY",
    "MATCH",
    "MISSING",
    "Factory",
    "Field",
    "InitVar",
    "RecordClass",
    "StructClass",
    "abcdatatype",
    "arrayclass",
    "arrayclasstype",
    "as_dataclass",
    "as_record",
    "asdict",
    "astuple",
    "clone",
    "dataclassgetset",
    "dataobject",
    "dataobjectgetset",
    "datastruct",
    "datatype",
    "fields",
    "find_cycles",
    "is_record",
    "itemgetset",
    "join_classes",
    "join_dataclasses",
    "litelist",
    "litelist_fromargs",
    "litetuple",
    "make",
    "make_arrayclass",
    "make_class",
    "make_dataclass",
    "make_dictclass",
    "make_structclass",
    "memoryslots",
    "mutabletuple",
    "recordclass",
    "recordclasstype",
    "replace",
    "structclass",
    "structclasstype",
    "update",
]


def __getattr__(name: str) -> object:
    """``__version__`` and ``protocoldatatype``, made when someone asks."""
    if name == "__version__":
        from importlib.metadata import version

        return version("recordclass")
    if name == "protocoldatatype":  # made when asked for: it needs typing
        from ._metaclasses import make_protocoldatatype

        return globals().setdefault(name, make_protocoldatatype())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
