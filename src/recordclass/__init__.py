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

# The import loads the core and no other module, not even `__future__`: what is written in Python
# comes when a program first asks for its name.

import sys

from . import _sequence_abc as _sequence_abc
from ._core import (
    MISSING,
    asdict,
    astuple,
    dataobject,
    datatype,
    fieldgetter,
    is_record,
    itemgetset,
    litelist,
    litelist_fromargs,
    make,
    memoryslots,
    replace,
    update,
)

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
    "fieldgetter",
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

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from types import ModuleType

    from . import adapter as adapter
    from . import dataclass as dataclass
    from . import dictclass as dictclass
    from ._convert import fields
    from ._cycles import find_cycles
    from ._join import join_classes, join_dataclasses
    from ._metaclasses import abcdatatype
    from ._specifiers import KW_ONLY, Factory, Field, InitVar
    from .adapter import as_dataclass, as_record
    from .arrayclass import (
        arrayclass,
        arrayclasstype,
        dataclassgetset,
        dataobjectgetset,
        make_arrayclass,
        structclasstype,
    )
    from .dataclass import MATCH, datastruct, make_class, make_dataclass, make_structclass
    from .dictclass import make_dictclass
    from .litetuple import litetuple, mutabletuple
    from .memoryslots import memoryslots as memoryslots  # or checkers take it for the module
    from .memoryslots import recordclasstype
    from .recordclass import RecordClass, recordclass
    from .structclass import StructClass, structclass
else:
    ModuleType = type(sys)

#: Public name -> the module that has it; the other public names are those of the core.
_HOMES = {
    "KW_ONLY": "_field",
    "MATCH": "_field",
    "Factory": "_field",
    "Field": "_field",
    "InitVar": "_field",
    "RecordClass": "recordclass",
    "StructClass": "structclass",
    "abcdatatype": "_metaclasses",
    "arrayclass": "arrayclass",
    "arrayclasstype": "arrayclass",
    "as_dataclass": "adapter",
    "as_record": "adapter",
    "dataclassgetset": "arrayclass",
    "dataobjectgetset": "arrayclass",
    "datastruct": "dataclass",
    "fields": "_convert",
    "find_cycles": "_cycles",
    "join_classes": "_join",
    "join_dataclasses": "_join",
    "litetuple": "litetuple",
    "make_arrayclass": "arrayclass",
    "make_class": "dataclass",
    "make_dataclass": "dataclass",
    "make_dictclass": "dictclass",
    "make_structclass": "dataclass",
    "mutabletuple": "litetuple",
    "recordclass": "recordclass",
    "recordclasstype": "memoryslots",
    "structclass": "structclass",
    "structclasstype": "arrayclass",
}

#: Modules that are there without an import of their own.
_MODULES = ("adapter", "dataclass", "dictclass")

#: Names that are a module for import and something else for everyone else.
_TWOFOLD = frozenset(
    (
        "arrayclass",
        "dataobject",
        "datatype",
        "litelist",
        "litetuple",
        "memoryslots",
        "recordclass",
        "structclass",
    )
)


class _Package(ModuleType):
    """The package itself, in which no module takes the place of a public name.

    ``import recordclass.memoryslots`` ends by setting the module as an attribute of the package,
    whenever a program does it and from whichever thread.
    """

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute, but for a module where the class or function of its name stands."""
        if name not in _TWOFOLD or value is not sys.modules.get(f"{__name__}.{name}"):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

if not TYPE_CHECKING:  # or every name would be one for a checker

    def __getattr__(name: str) -> object:
        """Give what is made when someone first asks for it; it then stays."""
        # not importlib.import_module: importlib may not be loaded either
        if name in _HOMES:
            made = getattr(__import__(_HOMES[name], globals(), None, (name,), 1), name)
        elif name in _MODULES:
            return __import__(name, globals(), None, ("__all__",), 1)
        elif name == "__version__":
            from importlib.metadata import version

            return version(__name__)
        elif name == "protocoldatatype":  # it needs typing
            from ._metaclasses import make_protocoldatatype

            made = make_protocoldatatype()
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return globals().setdefault(name, made)

else:
    __version__: str
    protocoldatatype: type[datatype]


def __dir__() -> list[str]:
    """List the public names too that no one has asked for yet."""
    return sorted({*globals(), *__all__})
