"""Why a row has no yes in our column; a row without a reason fails the test."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "dill from `__main__` to another process": (
        "dill sends a class as its dict, member descriptors and all, and gives up on ours; it "
        "sends records of importable classes, and cloudpickle sends classes too."
    ),
}
