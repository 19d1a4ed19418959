"""What a class body can say about one field: ``Field``, ``Factory``, ``InitVar``, ``KW_ONLY``."""

from __future__ import annotations

import sys

from . import _core
from ._core import MISSING

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._description import FieldDescription

__all__ = [
    "ATOMIC",
    "KW_ONLY",
    "MATCH",
    "Factory",
    "Field",
    "InitVar",
    "describe_field",
    "is_init_var",
    "is_kw_only",
    "is_match",
]


class Factory:
    """A default that is made anew for each record.

    Parameters
    ----------
    factory
        Called without arguments; with ``takes_self`` it gets the record, whose other fields
        stand already.
    takes_self
        Whether the factory gets the record.

    Examples
    --------
    >>> from recordclass import dataobject, Factory
    >>> class Basket(dataobject):
    ...     owner: str
    ...     items: list = Factory(list)
    ...     label: str = Factory(lambda basket: f"of {basket.owner}", takes_self=True)
    >>> Basket("Ada")
    Basket(owner='Ada', items=[], label='of Ada')
    """

    __slots__ = ("factory", "takes_self")

    def __init__(self, factory: Callable[..., Any], takes_self: bool = False) -> None:
        if not callable(factory):
            raise TypeError(
                f"Factory(): the factory must be callable, not {type(factory).__name__!r}"
            )
        self.factory = factory
        self.takes_self = bool(takes_self)

    def __repr__(self) -> str:
        rest = ", takes_self=True" if self.takes_self else ""
        return f"Factory({getattr(self.factory, '__qualname__', repr(self.factory))}{rest})"


class InitVar:
    """An annotation for an argument that goes to ``__post_init__`` and is no field.

    Examples
    --------
    >>> from recordclass import dataobject, InitVar
    >>> class Square(dataobject):
    ...     side: float
    ...     scale: InitVar[float] = 1.0
    ...     def __post_init__(self, scale):
    ...         self.side *= scale
    >>> Square(2.0, 3.0)
    Square(side=6.0)
    """

    __slots__ = ("type",)

    def __init__(self, type_: object, /) -> None:
        self.type = type_

    def __class_getitem__(cls, type_: object) -> InitVar:
        """Give ``InitVar[type]``."""
        return cls(type_)

    def __repr__(self) -> str:
        return f"InitVar[{getattr(self.type, '__name__', self.type)}]"


class _KwOnlyType:
    """The type of :data:`KW_ONLY`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "KW_ONLY"

    def __reduce__(self) -> str:
        return "KW_ONLY"


#: The annotation ``_: KW_ONLY`` makes the fields below it keyword-only.
KW_ONLY = _KwOnlyType()


class _Mark:
    """The type of MATCH."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MATCH"

    def __reduce__(self) -> str:
        return "MATCH"


#: As the type of ``"_"`` in a field list: positional patterns take the fields above it.
MATCH = _Mark()

_read_only: Any = type(type.__dict__)  # types.MappingProxyType, without the import
_NO_METADATA: Mapping[Any, Any] = _read_only({})


class Field:
    """All that can be said about a field, in the place of its default.

    Parameters
    ----------
    default, default_factory
        What the field holds where the call gives nothing: a value, or a callable that makes
        one (also a :class:`Factory`).  Not both.
    init
        Whether the call takes the field as an argument.
    repr
        Whether the repr shows the field; or a callable that makes the text from the value.
    eq, hash, order
        Whether the field takes part in ``==``, in the hash, in ``<``.  `hash` and `order` follow
        `eq` where they are None.
    kw_only
        Whether only a keyword can fill the field; None: as the class has it.
    readonly
        Refuse assignments to the field.
    alias
        The argument's name, where it is not the field's.
    metadata
        A mapping for the program's own use.
    doc
        The field's docstring.
    converter
        Called with each value that is to be stored; gives the value to store.
    validator
        Called as ``validator(record, field, value)``, after the converter; raises to refuse.
        Both see the arguments and defaults of a call, and every later assignment.
    type
        The field's type, where no annotation gives it.

    Attributes
    ----------
    name, type
        Of the field, once it belongs to a class.

    Raises
    ------
    TypeError
        An argument is of the wrong type, or two of them contradict each other.

    Examples
    --------
    >>> from recordclass import dataobject, Field
    >>> class Point(dataobject):
    ...     x: float = Field(converter=float)
    ...     tags: list = Field(default_factory=list, repr=False, kw_only=True)
    >>> Point("1.5")
    Point(x=1.5)
    """

    __slots__ = (
        "alias",
        "converter",
        "default",
        "default_factory",
        "doc",
        "eq",
        "hash",
        "init",
        "kw_only",
        "metadata",
        "name",
        "order",
        "readonly",
        "repr",
        "type",
        "validator",
    )

    def __init__(
        self,
        default: Any = MISSING,
        *,
        default_factory: Any = MISSING,
        init: bool = True,
        repr: bool | Callable[[Any], str] = True,
        eq: bool = True,
        hash: bool | None = None,
        order: bool | None = None,
        kw_only: bool | None = None,
        readonly: bool = False,
        alias: str | None = None,
        metadata: Mapping[Any, Any] | None = None,
        doc: str | None = None,
        converter: Callable[[Any], Any] | None = None,
        validator: Callable[[Any, Field, Any], object] | None = None,
        type: Any = MISSING,
    ) -> None:
        if default is not MISSING and default_factory is not MISSING:
            raise TypeError("Field(): cannot have both a default and a default_factory")
        if isinstance(default, Factory):
            default, default_factory = MISSING, default
        for what, value in (
            ("default_factory", default_factory),
            ("converter", converter),
            ("validator", validator),
        ):
            if value is None or value is MISSING or isinstance(value, Factory):
                continue
            if not callable(value):
                raise TypeError(f"Field(): {what} must be callable, not {_type_name(value)}")
        if not isinstance(repr, (bool, int)) and not callable(repr):
            raise TypeError(f"Field(): repr must be a bool or callable, not {_type_name(repr)}")
        if alias is not None and not isinstance(alias, str):
            raise TypeError(f"Field(): alias must be a string, not {_type_name(alias)}")
        if doc is not None and not isinstance(doc, str):
            raise TypeError(f"Field(): doc must be a string, not {_type_name(doc)}")
        if hash and not eq:
            raise TypeError("Field(): a field that == ignores cannot be part of the hash")
        self.default = default
        self.default_factory = default_factory
        self.init = bool(init)
        self.repr = repr if callable(repr) else bool(repr)
        self.eq = bool(eq)
        self.hash = self.eq if hash is None else bool(hash)
        self.order = self.eq if order is None else bool(order)
        self.kw_only = kw_only
        self.readonly = bool(readonly)
        self.alias = alias
        self.metadata = _NO_METADATA if metadata is None else _read_only(metadata)
        self.doc = doc
        self.converter = converter
        self.validator = validator
        self.name: str | None = None
        self.type = type

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={getattr(self, name)!r}"
            for name in ("name", "type", *_PARAMETERS)
            if getattr(self, name) not in (None, MISSING)
        )
        return f"Field({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: getattr(self, name) for name in self.__slots__ if name != "metadata"}
        return _restore, (state, dict(self.metadata))

    def bound(self, name: str, type_: object, kw_only: bool) -> Field:
        """Give the same for a field of a class, with its name, type and kw_only settled."""
        result = object.__new__(Field)
        for attribute in Field.__slots__:
            setattr(result, attribute, getattr(self, attribute))
        result.name = name
        if type_ is not MISSING:
            result.type = type_
        result.kw_only = kw_only
        return result


_PARAMETERS = (
    "default",
    "default_factory",
    "init",
    "repr",
    "eq",
    "hash",
    "order",
    "kw_only",
    "readonly",
    "alias",
    "metadata",
    "doc",
    "converter",
    "validator",
)


def _restore(state: dict[str, Any], metadata: dict[Any, Any]) -> Field:
    """Put a pickled Field together."""
    result = object.__new__(Field)
    for name, value in state.items():
        setattr(result, name, value)
    result.metadata = _read_only(metadata)
    return result


def _type_name(value: object) -> str:
    return repr(type(value).__name__)


# -- what annotations say --


def _says(annotation: object, name: str) -> bool:
    """Whether an annotation in the form of text names `name`, perhaps in a module."""
    if not isinstance(annotation, str):
        return False
    head = annotation.partition("[")[0].strip()
    return head == name or head.endswith(f".{name}")


def is_init_var(annotation: object) -> bool:
    """Whether an annotation says InitVar: ours, that of dataclasses, or as text."""
    if annotation is InitVar or isinstance(annotation, InitVar):
        return True
    theirs: Any = sys.modules.get("dataclasses")  # whoever wrote its InitVar has imported it
    if theirs is not None and (annotation is theirs.InitVar or type(annotation) is theirs.InitVar):
        return True
    return _says(annotation, "InitVar")


def is_kw_only(annotation: object) -> bool:
    """Whether an annotation says KW_ONLY: ours, that of dataclasses, or as text."""
    if annotation is KW_ONLY:
        return True
    theirs: Any = sys.modules.get("dataclasses")
    if theirs is not None and annotation is theirs.KW_ONLY:
        return True
    return _says(annotation, "KW_ONLY")


def is_match(annotation: object) -> bool:
    """Whether an annotation says MATCH, also as text."""
    return annotation is MATCH or _says(annotation, "MATCH")


# -- from what stands in the body to the core's description --


def _from_dataclasses(given: object) -> Field | None:
    """Read the result of ``dataclasses.field()``, if `given` is one."""
    theirs: Any = sys.modules.get("dataclasses")
    if theirs is None or not isinstance(given, theirs.Field):
        return None
    field: Any = given
    missing = theirs.MISSING
    return Field(
        MISSING if field.default is missing else field.default,
        default_factory=MISSING if field.default_factory is missing else field.default_factory,
        init=field.init,
        repr=field.repr,
        eq=field.compare,
        hash=field.hash,
        kw_only=None if field.kw_only is missing else field.kw_only,
        metadata=field.metadata,
        doc=getattr(field, "doc", None),
    )


#: Values that nobody can change, for which a copy would be the same.
ATOMIC = frozenset({int, float, bool, str, bytes, complex, type(None), type, tuple, frozenset})

#: Not hashable on some Pythons, but read-only: a view of a dict cannot even be copied.
_SHARED = frozenset({_read_only, slice, type({}.keys()), type({}.items())})

#: What the core copies itself, faster than ``copy.copy()``.
_COPIED_BY_CORE = frozenset({list, dict, set, bytearray})


def _is_mutable(value: object) -> bool:
    """Whether records must not share a default: what has no hash can change, as in dataclasses."""
    kind: Any = type(value)
    if kind in ATOMIC or kind in _SHARED or kind in _COPIED_BY_CORE:
        return False
    return kind.__hash__ is None or isinstance(value, (list, dict, set, bytearray))


def describe_field(
    typename: str,
    name: str,
    given: object,
    *,
    type_: object = MISSING,
    readonly: bool = False,
    kw_only: bool = False,
    copy_default: bool = False,
    init_var: bool = False,
    doc: str | None = None,
) -> FieldDescription:
    """Describe a field as the core wants it, from the default or Field in the class body."""
    flags = _core.FIELD_READONLY if readonly else 0
    if init_var:
        flags |= _core.FIELD_INIT_VAR
    field = given if isinstance(given, Field) else _from_dataclasses(given)
    if field is None:
        if kw_only:
            flags |= _core.FIELD_KW_ONLY
        default, more = _default(given, copy_default)
        return (name, default, flags | more, doc)
    if field.default_factory is not MISSING:
        made = field.default_factory
        given = made if isinstance(made, Factory) else Factory(made)
    else:
        given = field.default
    default, more = _default(given, copy_default)
    field = field.bound(name, type_, kw_only if field.kw_only is None else bool(field.kw_only))
    flags |= more
    for on, flag in (
        (field.readonly, _core.FIELD_READONLY),
        (field.kw_only, _core.FIELD_KW_ONLY),
        (not field.init, _core.FIELD_NO_INIT),
        (field.repr is False, _core.FIELD_NO_REPR),
        (not field.eq, _core.FIELD_NO_EQ),
        (not field.hash, _core.FIELD_NO_HASH),
        (not field.order, _core.FIELD_NO_ORDER),
    ):
        if on:
            flags |= flag
    if not field.init:
        if field.alias is not None:
            raise TypeError(
                f"{typename}: field {name!r} has init=False, so its alias would name no argument"
            )
        flags &= ~_core.FIELD_KW_ONLY
    return (name, default, flags, doc if field.doc is None else field.doc, field)


def _default(given: object, copy_default: bool) -> tuple[object, int]:
    """Part a default into the value or callable and the flags that say which."""
    if given is MISSING:
        return MISSING, 0
    if isinstance(given, Factory):
        more = _core.FIELD_SELF if given.takes_self else 0
        return given.factory, _core.FIELD_FACTORY | more
    if (copy_default and type(given) not in ATOMIC) or _is_mutable(given):
        return given, _core.FIELD_COPY
    return given, 0
