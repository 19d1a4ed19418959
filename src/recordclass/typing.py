"""``recordclass.typing``: where recordclass 0.24.1 keeps ``RecordClass``.

>>> from recordclass.typing import RecordClass
>>> class Point(RecordClass):
...     x: int
...     y: int = 0
>>> Point(1)
Point(x=1, y=0)
"""

from __future__ import annotations

from .recordclass import RecordClass
from .structclass import StructClass

__all__ = ["RecordClass", "StructClass"]
