"""The texts of one column become values: int, float or str, and None where one is missing.

A column is of the first type that fits all its texts that are not missing. Dates and times stay
str: what is compared is how records hold values, whatever those are.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Value = int | float | str | None

MISSING = frozenset({"", "NA"})

# No leading zero: a post code or an account number is a text. No underscores, no 'nan', no 'inf',
# which int() or float() would take.
_INT = re.compile(r"[+-]?(0|[1-9][0-9]{0,299})")
_FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]")


def convert(texts: Iterable[str]) -> tuple[str, list[Value]]:
    """Find the type of a column and convert its texts.

    Parameters
    ----------
    texts
        The texts of the column; the distinct ones are enough.

    Returns
    -------
    tuple of str and list
        The name of the type, and one value for each text.

    Examples
    --------
    >>> convert(["5", " 7", "NA"])
    ('int', [5, 7, None])
    >>> convert(["5", "0.5"])
    ('float', [5.0, 0.5])
    >>> convert(["02134", "5"])
    ('str', ['02134', '5'])
    """
    texts = list(texts)
    stripped = [text.strip() for text in texts]
    present = [text for text in stripped if text not in MISSING]
    name, converter = _fitting(present)
    if converter is None:
        return name, [
            None if short in MISSING else text for short, text in zip(stripped, texts, strict=True)
        ]
    return name, [None if text in MISSING else converter(text) for text in stripped]


def _fitting(texts: list[str]) -> tuple[str, Callable[[str], int | float] | None]:
    """Return the name of the type that fits all texts, and what converts to it if they change."""
    if texts and all(map(_INT.fullmatch, texts)):
        return "int", int
    if texts and all(map(_is_float, texts)):
        return "float", float
    return "str", None


def _is_float(text: str) -> bool:
    """Tell whether a text is a plain decimal number that a float can hold."""
    return (
        _FLOAT.fullmatch(text) is not None
        and not _LEADING_ZERO.match(text)
        and isfinite(float(text))
    )
