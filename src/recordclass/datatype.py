"""``recordclass.datatype``: the metaclass, and what a class body may say about fields.

The module of that name in recordclass 0.24.1.  From the package, ``datatype`` is the metaclass.
"""

from __future__ import annotations

from ._core import datatype
from ._field import Factory, Field
from .dataclass import MATCH

__all__ = ["MATCH", "Factory", "Field", "datatype"]
