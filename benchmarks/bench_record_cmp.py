"""Comparison and hash.

Of records that share their items, and of records whose items are equal but other objects.
"""

from .operation import Measure, Operation

MEASURES: tuple[Measure, ...] = (
    Operation(
        "eq",
        "==, the same items",
        ("x = r == s",),
        check="x is True and not r == t",
        setup="s = build(*values)\nt = build(*higher)",
    ),
    Operation(
        "eq_other", "==, equal items", ("x = r == s",), check="x is True", setup="s = build(*twins)"
    ),
    Operation(
        "lt",
        "<, the last differs",
        ("x = r < s",),
        check="x is True and not s < r",
        setup="s = build(*higher)",
    ),
    Operation(
        "hash", "hash", ("x = hash(r)",), check="x == hash(build(*twins))", variant="hashable"
    ),
)
