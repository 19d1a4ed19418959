"""A library is imported when it is measured, and not before."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load(place: str) -> Any:
    """Import an object.

    Parameters
    ----------
    place
        Where it is, as ``module:name``.

    Raises
    ------
    ImportError
        The module is not there.

    Examples
    --------
    >>> load("math:floor")(2.5)
    2
    """
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
