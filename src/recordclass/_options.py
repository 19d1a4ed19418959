"""Class options: the words that users write and the bits that the core reads."""

from __future__ import annotations

from . import _core

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["OPTION_BITS", "option_flags", "split_options"]

#: Option -> bit.  The last three are the spellings of the first releases.
OPTION_BITS: dict[str, int] = {
    "sequence": _core.OPT_SEQUENCE | _core.OPT_ITERABLE,
    "iterable": _core.OPT_ITERABLE,
    "mapping": _core.OPT_MAPPING,
    "hashable": _core.OPT_HASHABLE,
    "gc": _core.OPT_GC,
    "use_dict": _core.OPT_USE_DICT,
    "use_weakref": _core.OPT_USE_WEAKREF,
    "immutable_type": _core.OPT_IMMUTABLE,
    "usedict": _core.OPT_USE_DICT,
    "weakref": _core.OPT_USE_WEAKREF,
    "assequence": _core.OPT_SEQUENCE | _core.OPT_ITERABLE,
}


def option_flags(typename: str, options: Mapping[str, object], inherited: int = 0) -> int:
    """Turn options into bits; refuse to turn off what a base has turned on.

    Parameters
    ----------
    typename
        Name of the class, for messages.
    options
        Names of :data:`OPTION_BITS` with true or false values.
    inherited
        Bits of the bases.

    Returns
    -------
    int
        The bits of the options that are on; the core adds the inherited ones.
    """
    flags = 0
    for name, value in options.items():
        if value:
            flags |= OPTION_BITS[name]
        elif inherited & OPTION_BITS[name]:
            raise TypeError(f"{typename}: option {name!r} is on in a base and cannot be turned off")
    return flags


def split_options(
    keywords: Mapping[str, object],
) -> tuple[dict[str, object], bool | tuple[str, ...], dict[str, object]]:
    """Part the keywords of a class statement: options, readonly, and those of the user."""
    options: dict[str, object] = {}
    others: dict[str, object] = {}
    readonly: bool | tuple[str, ...] = False
    for name, value in keywords.items():
        if name == "readonly":
            readonly = _readonly(value)
        elif name in OPTION_BITS:
            options[name] = value
        else:
            others[name] = value
    return options, readonly, others


def _readonly(value: Any) -> bool | tuple[str, ...]:
    """Read `readonly`: true or false, or names."""
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    if value is None or isinstance(value, (bool, int)):
        return bool(value)
    return tuple(value)
