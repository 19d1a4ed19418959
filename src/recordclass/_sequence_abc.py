"""What makes a record that is a sequence a ``collections.abc.Sequence``.

The registry of an abstract base class is searched one by one whenever it is asked about a class
that it does not know yet.  So it gets one entry that answers for all record classes, instead of
an entry a class, which would make the n-th class n times as slow to make as the first.
"""

from _collections_abc import Sequence  # loaded when Python starts

from ._core import OPT_SEQUENCE, datatype

__all__ = ["SequenceGate"]


class _SequenceGateType(type):
    """The metaclass of the entry."""

    def __subclasscheck__(cls, subclass: type) -> bool:
        """Tell whether the records of a class are sequences."""
        return isinstance(subclass, datatype) and bool(subclass.__option_flags__ & OPT_SEQUENCE)


class SequenceGate(metaclass=_SequenceGateType):
    """The entry; the registry holds it weakly, and this module keeps it."""

    __slots__ = ()


Sequence.register(SequenceGate)
