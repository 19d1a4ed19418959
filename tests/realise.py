"""The same operations as ``model.Record`` has, on real records, and classes from its specs."""

from __future__ import annotations

import copy
import pickle
import sys
import types
from typing import Any

from model import MISSING, ClassSpec, FieldSpec, Level

from recordclass import (
    Factory,
    Field,
    RecordClass,
    StructClass,
    asdict,
    astuple,
    dataobject,
    replace,
    update,
)

ROOTS = {"dataobject": dataobject, "recordclass": RecordClass, "structclass": StructClass}
ERRORS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
#: where pickle finds the class
PLACE = sys.modules.setdefault("model_classes", types.ModuleType("model_classes"))


class Mixin:
    """A base without fields."""

    __slots__ = ()

    def shout(self) -> str:
        return "!"


def _stated(spec: FieldSpec) -> Any:
    """What stands in the class body for a field; MISSING for nothing."""
    if spec.plain and not spec.readonly:
        return spec.default if spec.factory is None else Factory(spec.factory)
    words: dict[str, Any] = {}
    if spec.default is not MISSING:
        words["default"] = spec.default
    if spec.factory is not None:
        words["default_factory"] = spec.factory
    for word in ("kw_only", "readonly", "eq", "hash", "order", "repr", "converter"):
        words[word] = getattr(spec, word)
    return Field(**words)


def make_level(base: Any, level: Level, *, mixin: bool = False) -> type:
    """Make the class of one statement."""
    body: dict[str, Any] = {
        "__module__": PLACE.__name__,
        "__annotations__": dict.fromkeys((spec.name for spec in level.fields), object),
    }
    for spec in level.fields:
        stated = _stated(spec)
        if stated is not MISSING:
            body[spec.name] = stated
    bases = (Mixin, base) if mixin else (base,)
    return types.new_class("R", bases, dict(level.options), lambda ns: ns.update(body))


def make_class(form: str, levels: list[Level], *, mixin: bool = False) -> type:
    """Make the class, level by level; pickle finds the last."""
    cls: Any = ROOTS[form]
    for level in levels:
        cls = make_level(cls, level, mixin=mixin and level is levels[-1] and len(levels) > 1)
    PLACE.R = cls  # type: ignore[attr-defined]
    return cls


def bound_by_pattern(record: Any, n: int) -> Any:
    """Match with n positional patterns."""
    cls = type(record)
    match n:
        case 0:
            match record:
                case cls():
                    return ()
        case 1:
            match record:
                case cls(a):
                    return (a,)
        case _:
            match record:
                case cls(a, b):
                    return (a, b)
    return None


class Real:
    """Operations on a record, under the names that the model gives them."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def get(self, name: str) -> Any:
        return getattr(self.record, name)

    def set(self, name: str, value: Any) -> None:
        setattr(self.record, name, value)

    def delete(self, name: str) -> None:
        delattr(self.record, name)

    def get_item(self, key: Any) -> Any:
        found = self.record[key]
        return tuple(found) if isinstance(key, slice) else found

    def set_item(self, key: Any, value: Any) -> None:
        self.record[key] = value

    def delete_item(self, key: Any) -> None:
        del self.record[key]

    def length(self) -> int:
        return len(self.record)

    def items(self) -> list[Any]:
        found = list(self.record)
        (*again,) = self.record
        assert len(again) == len(found)
        return found

    def contains(self, value: Any) -> bool:
        return value in self.record

    def keyed(self) -> dict[str, Any]:
        return {key: self.record[key] for key in self.record.keys()}

    def astuple(self) -> tuple[Any, ...]:
        return astuple(self.record)

    def asdict(self) -> dict[str, Any]:
        return asdict(self.record)

    def hash(self) -> Any:
        found = hash(self.record)
        return "identity" if found == object.__hash__(self.record) else found

    def text(self) -> str:
        text = repr(self.record)
        return "object's" if text == object.__repr__(self.record) else text.removeprefix("R")

    def compare(self, op: Any, other: Any) -> bool:
        return op(self.record, other.record if isinstance(other, Real) else other)

    def copied(self, how: str = "copy") -> Real:
        return Real(copy.copy(self.record) if how == "copy" else copy.deepcopy(self.record))

    def pickled(self, protocol: int = 5) -> Real:
        return Real(pickle.loads(pickle.dumps(self.record, protocol)))

    def replaced(self, changes: dict[str, Any], how: str = "replace") -> Real:
        if how == "method" and hasattr(self.record, "_replace"):
            return Real(self.record._replace(**changes))
        return Real(replace(self.record, **changes))

    def updated(self, changes: dict[str, Any]) -> None:
        update(self.record, **changes)

    def matched(self, n: int) -> Any:
        return bound_by_pattern(self.record, n)


def outcome(function: Any, *args: Any) -> Any:
    """Give the result of a call, or the type of its error."""
    try:
        return function(*args)
    except ERRORS as error:
        return type(error)


def same(a: Any, b: Any) -> bool:
    """Whether two results agree; a NaN agrees with a NaN."""
    return a is b or a == b or repr(a) == repr(b)


def agree(model: Any, real: Any, names: tuple[str, ...]) -> bool:
    """Whether two records, or two errors, are the same field by field."""
    if isinstance(real, type) or isinstance(model, type):
        return model is real
    return all(same(outcome(real.get, name), outcome(model.get, name)) for name in names)


__all__ = ["ClassSpec", "Real", "agree", "make_class", "outcome", "same"]
