"""Why a row has no yes in our column; a row without a reason fails the test."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "dill from `__main__` to another process": (
        "dill saves a class as its dict, but for the names in `__slots__`, and a member descriptor "
        "as an attribute of the class that it is about to save; a record's fields are such "
        "descriptors and stand in no `__slots__`. It saves records of importable classes, and "
        "cloudpickle saves classes too."
    ),
}
