"""Class options: the words that users write and the bits that the core reads."""

from __future__ import annotations

from . import _core
from ._fields import check_iterable

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._core import datatype

__all__ = [
    "NEGATED_BITS",
    "OPTION_BITS",
    "declined_flags",
    "option_flags",
    "options_of",
    "read_readonly",
    "split_options",
]

#: Option -> bit that turns it on.  The last three are the spellings of the first releases.
OPTION_BITS: dict[str, int] = {
    "sequence": _core.OPT_SEQUENCE | _core.OPT_ITERABLE,
    "iterable": _core.OPT_ITERABLE,
    "mapping": _core.OPT_MAPPING,
    "hashable": _core.OPT_HASHABLE,
    "cache_hash": _core.OPT_CACHE_HASH,
    "repr_omit_defaults": _core.OPT_OMIT_DEFAULTS,
    "kw_only": _core.OPT_KW_ONLY,
    "copy_default": _core.OPT_COPY_DEFAULT,
    "gc": _core.OPT_GC,
    "use_dict": _core.OPT_USE_DICT,
    "use_weakref": _core.OPT_USE_WEAKREF,
    "immutable_type": _core.OPT_IMMUTABLE,
    "usedict": _core.OPT_USE_DICT,
    "weakref": _core.OPT_USE_WEAKREF,
    "assequence": _core.OPT_SEQUENCE | _core.OPT_ITERABLE,
}

#: Option -> bit that turns it off: these are on by themselves.
NEGATED_BITS: dict[str, int] = {
    "eq": _core.OPT_NO_EQ,
    "order": _core.OPT_NO_ORDER,
    "repr": _core.OPT_NO_REPR,
}

#: What a class may decline though a base has it.
_DECLINABLE = (
    _core.OPT_NO_EQ
    | _core.OPT_NO_ORDER
    | _core.OPT_NO_REPR
    | _core.OPT_OMIT_DEFAULTS
    | _core.OPT_KW_ONLY
    | _core.OPT_COPY_DEFAULT
)

#: Accepted for programs of earlier releases: what they asked for is always so.
_ALWAYS_SO = frozenset({"deep_dealloc", "fast_new"})

_SPELLINGS = {"usedict": "use_dict", "weakref": "use_weakref", "assequence": "sequence"}


def option_flags(
    typename: str,
    options: Mapping[str, object],
    inherited: int = 0,
    readonly: bool | tuple[str, ...] | list[str] | Any = False,
) -> int:
    """Turn options into bits; refuse contradictions, and to turn off what a base needs.

    Parameters
    ----------
    typename
        Name of the class, for messages.
    options
        Names of :data:`OPTION_BITS` and :data:`NEGATED_BITS` with true or false values; None
        counts as not given.
    inherited
        Bits of the bases.
    readonly
        The option of that name.

    Returns
    -------
    int
        The bits of the options that are on; the core adds the inherited ones.

    Raises
    ------
    TypeError
        Two options contradict each other, or one would turn off what a base has turned on.
    """
    flags = 0
    for name, value in options.items():
        if value is None:
            continue
        if name in NEGATED_BITS:
            flags |= 0 if value else NEGATED_BITS[name]
        elif value:
            flags |= OPTION_BITS[name]
        elif inherited & OPTION_BITS[name] & ~(_DECLINABLE | _core.OPT_IMMUTABLE):
            raise TypeError(f"{typename}: option {name!r} is on in a base and cannot be turned off")
    if flags & _core.OPT_NO_EQ and not options.get("order"):
        flags |= _core.OPT_NO_ORDER
    if options or inherited:
        _refuse_contradictions(typename, options, flags, inherited, readonly)
    return flags


def _refuse_contradictions(
    typename: str, options: Mapping[str, object], flags: int, inherited: int, readonly: object
) -> None:
    """Raise TypeError where two options cannot both be meant."""
    for old, new in _SPELLINGS.items():
        if old in options and new in options and bool(options[old]) != bool(options[new]):
            raise TypeError(f"{typename}: {old!r} and {new!r} are the same option with two values")
    together = flags | (inherited & ~declined_flags(options, inherited))
    if flags & _core.OPT_SEQUENCE and options.get("iterable") is False:
        raise TypeError(
            f"{typename}: a sequence is iterable: sequence=True needs no iterable=False"
        )
    if together & _core.OPT_NO_EQ:
        if options.get("order"):
            raise TypeError(f"{typename}: order=True needs eq=True")
        if flags & _core.OPT_HASHABLE:
            raise TypeError(
                f"{typename}: hashable=True contradicts eq=False: records that are equal to "
                "themselves alone have the hash of any object"
            )
    if flags & _core.OPT_OMIT_DEFAULTS and together & _core.OPT_NO_REPR:
        raise TypeError(f"{typename}: repr_omit_defaults=True contradicts repr=False")
    if together & _core.OPT_CACHE_HASH:
        if readonly is not True and not inherited & _core.OPT_READONLY:
            raise TypeError(
                f"{typename}: cache_hash=True needs readonly=True: the hash of a record that "
                "changes would be wrong"
            )
        if together & _core.OPT_NO_EQ:
            raise TypeError(
                f"{typename}: cache_hash=True contradicts eq=False: nothing is computed"
            )


def declined_flags(options: Mapping[str, object], inherited: int) -> int:
    """Bits of the bases that the options turn off again."""
    if not inherited & _DECLINABLE:
        return 0
    off = 0
    for name, value in options.items():
        if value is None:
            continue
        if name in NEGATED_BITS:
            off |= NEGATED_BITS[name] if value else 0
        elif not value:
            off |= OPTION_BITS[name] & _DECLINABLE
    if off & _core.OPT_NO_EQ and options.get("order") is not False:
        off |= _core.OPT_NO_ORDER
    return off & inherited


def split_options(
    typename: str,
    keywords: Mapping[str, object],
) -> tuple[dict[str, object], bool | tuple[str, ...], dict[str, object]]:
    """Part the keywords of a class statement: options, readonly, and those of the user.

    ``frozen`` is ``readonly`` in the word that type checkers know.
    """
    options: dict[str, object] = {}
    others: dict[str, object] = {}
    readonly: bool | tuple[str, ...] | None = None
    for name, value in keywords.items():
        if name in ("readonly", "frozen"):
            said = read_readonly(typename, value)
            if readonly is not None and readonly != said:
                raise TypeError(
                    f"{typename}: 'readonly' and 'frozen' are the same option with two values"
                )
            readonly = said
        elif name in OPTION_BITS or name in NEGATED_BITS or name == "match":
            options[name] = value
        elif name not in _ALWAYS_SO:
            others[name] = value
    return options, readonly or False, others


def read_readonly(typename: str, value: Any) -> bool | tuple[str, ...]:
    """Read `readonly`: true or false, or names."""
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    if value is None or isinstance(value, (bool, int)):
        return bool(value)
    check_iterable(typename, "readonly, if no bool,", value)
    return tuple(value)


def options_of(cls: datatype) -> dict[str, object]:
    """Give the options in force for a class, by name; what ``cls.__options__`` shows."""
    flags = cls.__option_flags__
    result: dict[str, object] = {
        name: flags & bits == bits for name, bits in OPTION_BITS.items() if name not in _SPELLINGS
    }
    result.update((name, not flags & bits) for name, bits in NEGATED_BITS.items())
    names = tuple(
        row[0] for row in cls.__field_table__() or () if row[3] & _core.FIELD_READONLY and row[0]
    )
    result["readonly"] = True if flags & _core.OPT_READONLY else names or False
    return result
