"""namedlist 1.8, the last one, on a Python of today.

It looks for names that left ``collections`` with Python 3.10. They are put back before it is
imported: in the process that measures it, which runs nothing else.
"""

from __future__ import annotations

import collections
import collections.abc
from typing import Any

from recordclass.compare.loading import load

_names: Any = vars(collections)
_names.update(Mapping=collections.abc.Mapping, Sequence=collections.abc.Sequence)

namedlist: Any = load("namedlist:namedlist")
