"""Other people's classes and functions as records: ``as_dataclass`` and ``as_record``."""

from __future__ import annotations

from ._core import dataobject, datatype
from .dataclass import datastruct, make_dataclass

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CellType, FunctionType
    from typing import Any, TypeVar, dataclass_transform, overload

    from . import _specifiers

    T = TypeVar("T")

__all__ = ["as_dataclass", "as_record"]

#: What a class has of its layout and not of its body.
_OF_THE_LAYOUT = ("__dict__", "__weakref__", "__slots__")


if TYPE_CHECKING:

    @overload
    @dataclass_transform(field_specifiers=(_specifiers.Field,))
    def as_dataclass(cls: type[T], /) -> type[T]: ...
    @overload
    @dataclass_transform(field_specifiers=(_specifiers.Field,))
    def as_dataclass(
        cls: None = None, /, *, module: str | None = None, rename: bool = False, **options: Any
    ) -> Callable[[type[T]], type[T]]: ...
    def as_dataclass(cls: Any = None, /, **options: Any) -> Any:
        """Say what a checker sees: the decorated class is like a dataclass."""

else:

    def as_dataclass(
        cls: type | None = None,
        /,
        *,
        module: str | None = None,
        rename: bool = False,
        **options: Any,
    ) -> Any:
        """Make a record class of an ordinary class with annotations.

        Parameters
        ----------
        cls
            The class, where the decorator stands without parentheses.
        module
            ``__module__`` of the new class; that of `cls` by default.
        rename
            Accepted as in ``make_dataclass``; names of a class body are always valid.
        **options
            As in a class statement over ``dataobject``.

        Returns
        -------
        datatype
            A new class: the same bases and ``dataobject``, the same body.  ``super()`` without
            arguments and ``__class__`` mean the new class.

        Raises
        ------
        TypeError
            `cls` is no class, or there are options for a class that is a record class already;
            without options, such a class is returned as it is.

        Examples
        --------
        >>> from recordclass import as_dataclass
        >>> @as_dataclass(sequence=True)
        ... class Point:
        ...     x: int
        ...     y: int = 0
        >>> Point(1), list(Point(1, 2))
        (Point(x=1, y=0), [1, 2])
        """
        del rename

        def adapt(original: type) -> datatype:
            if not isinstance(original, type):
                raise TypeError(f"as_dataclass() needs a class, not {original!r}")
            if isinstance(original, datatype):  # below a record class, the statement made it
                if options or module is not None:
                    raise TypeError(
                        f"as_dataclass(): {original.__name__!r} is a record class already: "
                        "give its options in the class statement"
                    )
                return original
            return _rebuilt(original, module, options)

        return adapt if cls is None else adapt(cls)


def _rebuilt(original: type, module: str | None, options: dict[str, Any]) -> datatype:
    """Make the record class that `original` describes."""
    slots: Any = original.__dict__.get("__slots__", ())
    left_out = {*_OF_THE_LAYOUT, *((slots,) if isinstance(slots, str) else slots)}
    body = {name: value for name, value in original.__dict__.items() if name not in left_out}
    if module is not None:
        body["__module__"] = module
    body["__qualname__"] = original.__qualname__
    bases = tuple(base for base in original.__bases__ if base is not object)
    if not any(isinstance(base, datatype) for base in bases):
        bases = (*bases, dataobject)
    made = type(original)
    meta: Any = datatype if made is type else _combined(made)
    result: datatype = meta(original.__name__, bases, body, **options)
    for cell in _class_cells(body.values()):
        if cell.cell_contents is original:
            cell.cell_contents = result
    return result


def _combined(meta: type) -> type:
    """Give a metaclass of records that derives from another one too."""
    from ._metaclasses import abcdatatype, make_protocoldatatype

    for known in (abcdatatype, make_protocoldatatype()):
        if issubclass(known, meta):
            return known
    return type(meta.__name__, (meta, datatype), {})


def _class_cells(values: Any) -> Iterator[CellType]:
    """Cells in which functions of a class body may hold the class, for super() and __class__."""
    for value in values:
        for function in _functions(value):
            for name, cell in zip(
                function.__code__.co_freevars, function.__closure__ or (), strict=True
            ):
                if name == "__class__":
                    yield cell


def _functions(value: Any) -> Iterator[FunctionType]:
    """Functions behind what stands in a class body: methods, properties, wrappers of them."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if hasattr(value, "__code__") and hasattr(value, "__closure__"):
            yield value
            waiting.extend(_contents(value))
        waiting.extend(
            part
            for name in ("__func__", "__wrapped__", "fget", "fset", "fdel", "func")
            if (part := getattr(value, name, None)) is not None
        )


def _contents(function: Any) -> Iterator[Any]:
    """Functions in the closure of a function: a decorator keeps the method it wraps there."""
    for cell in function.__closure__ or ():
        try:
            content = cell.cell_contents
        except ValueError:  # not filled yet
            continue
        if hasattr(content, "__code__"):
            yield content


_TAKES_MORE = 0x04 | 0x08  # inspect.CO_VARARGS, inspect.CO_VARKEYWORDS


def as_record(
    function: Callable[..., Any] | None = None,
    /,
    *,
    readonly: bool = False,
    copy_default: bool = False,
    **options: Any,
) -> Any:
    """Make a record class of a function: its parameters are the fields.

    Parameters
    ----------
    function
        The function, where the decorator stands without parentheses.  It is never called.
    readonly, copy_default, **options
        As in a class statement.

    Returns
    -------
    datatype
        A class over :class:`datastruct`; keyword-only parameters are keyword-only fields.

    Raises
    ------
    TypeError
        Not a function, or one with ``*args`` or ``**kwargs``.

    Examples
    --------
    >>> from recordclass import as_record
    >>> @as_record
    ... def Point(x: float, y: float, *, meta=None): pass
    >>> Point(1.0, 2.0)
    Point(x=1.0, y=2.0, meta=None)
    """
    options = {**options, "readonly": readonly, "copy_default": copy_default}

    def adapt(described: Callable[..., Any]) -> datatype:
        return _record_of(described, options)

    return adapt if function is None else adapt(function)


def _record_of(function: Any, options: dict[str, Any]) -> datatype:
    """Make the class that a function describes."""
    from ._field import KW_ONLY

    code = getattr(function, "__code__", None)
    if code is None:
        raise TypeError(f"as_record() needs a function, not {function!r}")
    if code.co_flags & _TAKES_MORE:
        raise TypeError(
            f"{function.__name__}: as_record() needs a parameter for each field: "
            "*args and **kwargs are none"
        )
    n_positional, n_keyword = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames[: n_positional + n_keyword]
    types = function.__annotations__
    fields: list[Any] = [(name, types[name]) if name in types else name for name in names]
    if n_keyword:
        fields.insert(n_positional, ("_", KW_ONLY))
    given = function.__defaults__ or ()
    defaults = dict(zip(names[n_positional - len(given) : n_positional], given, strict=True))
    defaults.update(function.__kwdefaults__ or {})
    namespace = {"__qualname__": function.__qualname__}
    if function.__doc__ is not None:
        namespace["__doc__"] = function.__doc__
    return make_dataclass(
        function.__name__,
        fields,
        defaults,
        bases=(datastruct,),
        namespace=namespace,
        module=function.__module__,
        **{"immutable_type": True, **options},
    )
