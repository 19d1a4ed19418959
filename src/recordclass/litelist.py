"""``litelist``: a list that the collector never sees."""

from __future__ import annotations

from ._core import litelist, litelist_fromargs

__all__ = ["litelist", "litelist_fromargs"]
