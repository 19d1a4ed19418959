"""Numbers as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit that suits a whole column of figures: `size` in SI units, and its `name`."""

    size: float
    name: str

    def text(self, figure: float) -> str:
        """Return a figure in this unit: whole bytes, or three digits of a time."""
        return f"{figure:,.0f}" if self.name == "B" else digits(figure / self.size)


def scale(unit: Literal["s", "B"], figures: Sequence[float]) -> Scale:
    """Choose the unit for a column of figures, so that it suits most of them.

    Parameters
    ----------
    unit
        What the figures are in: seconds or bytes.
    figures
        The figures; may be empty.

    Examples
    --------
    >>> scale("s", [0.5, 0.002, 0.003])
    Scale(size=0.001, name='ms')
    >>> scale("B", [64.0])
    Scale(size=1.0, name='B')
    """
    if unit == "B":
        return Scale(1.0, "B")
    middle = median(figures or [1.0])
    fitting = (Scale(size, name) for size, name in _SECONDS if middle >= size)
    return next(fitting, Scale(*_SECONDS[-1]))


def digits(number: float) -> str:
    """Return a number with three digits that count, or all digits before the point.

    Examples
    --------
    >>> [digits(number) for number in (336776, 168, 27.34, 1.6, 0.0213)]
    ['336,776', '168', '27.3', '1.60', '0.02']
    """
    if abs(number) >= 99.95:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 9.995 else f"{number:.2f}"
