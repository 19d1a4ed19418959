# What a checker takes Field, Factory, InitVar and KW_ONLY of the package for: a default in a class
# body has the type of its field, as with dataclasses.field().

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY as KW_ONLY
from dataclasses import InitVar as InitVar
from typing import Any, Literal, TypeVar, overload

_T = TypeVar("_T")

@overload
def Factory(factory: Callable[[], _T], takes_self: Literal[False] = False) -> _T: ...
@overload
def Factory(factory: Callable[[Any], _T], takes_self: Literal[True]) -> _T: ...
def Field(
    default: Any = ...,
    *,
    default_factory: Callable[..., Any] = ...,
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
    validator: Callable[[Any, Any, Any], object] | None = None,
    type: Any = ...,
) -> Any: ...
