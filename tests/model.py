"""Records in plain Python: what a class description means, said a second time.

Nothing here imports recordclass.  A ``ClassSpec`` describes a class, level by level; a ``Record``
does what a record of it must do, on a list of values, and raises errors of the same types.  The
tests of the model and the fuzz compare the two.
"""

from __future__ import annotations

import operator
import sys
from dataclasses import dataclass, field
from typing import Any


class Mark:
    """Stands for the lack of a value; a copy of it is itself."""

    def __deepcopy__(self, memo):
        return self


UNSET = Mark()
MISSING = Mark()

#: options that a subclass has from its bases
TRUE_OPTIONS = (
    "sequence", "iterable", "mapping", "hashable", "cache_hash", "repr_omit_defaults", "kw_only",
    "copy_default", "gc", "use_dict", "use_weakref", "readonly",
)  # fmt: skip
FALSE_OPTIONS = ("eq", "order", "repr")


@dataclass
class FieldSpec:
    """One field: a name, and what a class body says about it."""

    name: str
    default: Any = MISSING
    factory: Any = None
    converter: Any = None
    kw_only: bool = False
    readonly: bool = False
    eq: bool = True
    hash: bool = True
    order: bool = True
    repr: bool = True

    @property
    def plain(self) -> bool:
        """Whether nothing but a default is said."""
        said = FieldSpec(self.name, self.default, self.factory, readonly=self.readonly)
        return self == said

    def has_default(self) -> bool:
        return self.default is not MISSING or self.factory is not None

    def make_default(self) -> Any:
        if self.factory is not None:
            return self.factory()
        return list(self.default) if type(self.default) is list else self.default


@dataclass
class Level:
    """One class statement: the fields it adds or replaces, and its options."""

    fields: list[FieldSpec]
    options: dict[str, bool] = field(default_factory=dict)


class Refused(Exception):
    """The description contradicts itself: a TypeError from the package."""


class ClassSpec:
    """A class: what its levels come to.  ``form`` is dataobject, recordclass or structclass."""

    def __init__(self, form: str, levels: list[Level]) -> None:
        self.form = form
        self.levels = levels
        self.named = form != "dataobject"
        self.options: dict[str, bool] = dict.fromkeys(FALSE_OPTIONS, True)
        self.options |= dict.fromkeys(TRUE_OPTIONS, False)
        self.fields: list[FieldSpec] = []
        for level in levels:
            self._add(level)
        self.names = tuple(spec.name for spec in self.fields)

    def _add(self, level: Level) -> None:
        options = self.options
        given = level.options
        if given.get("readonly") and not options["readonly"] and self.fields:
            raise Refused("a readonly class below one that is not")
        options.update(given)
        if given.get("eq") is False:
            options["order"] = False
        if options["sequence"] or self.named:
            options["sequence"] = options["iterable"] = True
        self._refuse_contradictions(given)
        for new in level.fields:
            if options["readonly"]:
                new.readonly = True
            if options["kw_only"]:
                new.kw_only = True
            for i, old in enumerate(self.fields):
                if old.name == new.name:
                    new.readonly = new.readonly or old.readonly
                    self.fields[i] = new
                    break
            else:
                self.fields.append(new)
        seen = False
        for spec in self.fields:
            if not spec.kw_only:
                if seen and not spec.has_default():
                    raise Refused("a field without a default after one with a default")
                seen = seen or spec.has_default()

    def _refuse_contradictions(self, given: dict[str, bool]) -> None:
        options = self.options
        if not options["eq"]:
            if given.get("order") or given.get("hashable") or options["cache_hash"]:
                raise Refused("eq=False")
        if options["repr_omit_defaults"] and not options["repr"]:
            raise Refused("repr=False")
        if options["cache_hash"] and not options["readonly"]:
            raise Refused("cache_hash without readonly")

    @property
    def selective(self) -> bool:
        """Whether some field takes no part in a comparison or the hash."""
        return any(not (spec.eq and spec.order and spec.hash) for spec in self.fields)

    @property
    def tuple_like(self) -> bool:
        """Whether records compare with tuples."""
        plain = self.options["eq"] and self.options["order"] and not self.selective
        return self.form == "recordclass" and plain

    @property
    def remade(self) -> bool:
        """Whether replace() goes by the steps of making."""
        return any(spec.converter is not None or spec.kw_only for spec in self.fields)

    @property
    def match_args(self) -> tuple[str, ...]:
        return tuple(spec.name for spec in self.fields if not spec.kw_only)

    def new(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Record:
        """Bind the arguments of a call and make the record."""
        given = dict(zip(self.match_args, args, strict=False))
        if len(args) > len(self.match_args) or given.keys() & kwargs.keys():
            raise TypeError
        if kwargs.keys() - set(self.names):
            raise TypeError
        given |= kwargs
        values = []
        for spec in self.fields:
            if spec.name not in given and not spec.has_default():
                raise TypeError
        for spec in self.fields:
            value = given[spec.name] if spec.name in given else spec.make_default()
            values.append(spec.converter(value) if spec.converter is not None else value)
        return Record(self, values)


class Record:
    """A record: a list of values, of which some may be unset."""

    def __init__(self, cls: ClassSpec, values: list[Any]) -> None:
        self.cls = cls
        self.values = values

    # -- one value --

    def _place(self, name: str) -> int:
        return self.cls.names.index(name)

    def _read(self, i: int) -> Any:
        if self.values[i] is UNSET:
            raise AttributeError
        return self.values[i]

    def _converted(self, i: int, value: Any) -> Any:
        converter = self.cls.fields[i].converter
        return value if converter is None else converter(value)

    def _can(self, option: str) -> None:
        if not self.cls.options[option]:
            raise TypeError

    def get(self, name: str) -> Any:
        if name not in self.cls.names:
            raise AttributeError
        return self._read(self._place(name))

    def set(self, name: str, value: Any) -> None:
        i = self._place(name)
        if self.cls.fields[i].readonly:
            raise AttributeError
        self.values[i] = self._converted(i, value)

    def delete(self, name: str) -> None:
        i = self._place(name)
        if self.cls.fields[i].readonly:
            raise AttributeError
        self._read(i)
        self.values[i] = UNSET

    # -- sequence and mapping --

    def _keyed(self, key: Any) -> int | range:
        """Positions that a key means."""
        sequence, mapping = self.cls.options["sequence"], self.cls.options["mapping"]
        if isinstance(key, str) and mapping:
            if key not in self.cls.names:
                raise KeyError
            return self._place(key)
        if sequence and not isinstance(key, str):
            return range(len(self.values))[key]
        raise KeyError if mapping else TypeError

    def get_item(self, key: Any) -> Any:
        place = self._keyed(key)
        if isinstance(place, range):
            return tuple(map(self._read, place))
        return self._read(place)

    def set_item(self, key: Any, value: Any) -> None:
        place = self._keyed(key)
        if isinstance(place, range):
            new = list(value)
            if len(new) != len(place):
                raise ValueError
        else:
            place, new = range(place, place + 1), [value]
        if any(self.cls.fields[i].readonly for i in place):
            raise TypeError
        new = [self._converted(i, value) for i, value in zip(place, new, strict=True)]
        for i, value in zip(place, new, strict=True):
            self.values[i] = value

    def delete_item(self, key: Any) -> None:
        raise TypeError

    def length(self) -> int:
        if not (self.cls.options["iterable"] or self.cls.options["mapping"]):
            raise TypeError
        return len(self.values)

    def items(self) -> list[Any]:
        self._can("iterable")
        return list(map(self._read, range(len(self.values))))

    def contains(self, value: Any) -> bool:
        if self.cls.options["mapping"]:
            return isinstance(value, str) and value in self.cls.names
        self._can("iterable")
        for i in range(len(self.values)):
            if self._read(i) is value or self.values[i] == value:
                return True
        return False

    def keyed(self) -> dict[str, Any]:
        """What ``r.keys()`` and ``r[key]`` give together."""
        if not self.cls.options["mapping"]:
            raise AttributeError
        return self.asdict()

    # -- the whole --

    def _whole(self) -> tuple[Any, ...]:
        return tuple(map(self._read, range(len(self.values))))

    def astuple(self) -> tuple[Any, ...]:
        return self._whole()

    def asdict(self) -> dict[str, Any]:
        return dict(zip(self.cls.names, self._whole(), strict=True))

    def hash(self) -> Any:
        options = self.cls.options
        if not options["eq"]:
            return "identity"
        if not (options["readonly"] or options["hashable"]):
            raise TypeError
        chosen = [i for i, spec in enumerate(self.cls.fields) if spec.hash]
        for i in chosen:
            hash(self._read(i))  # the first that is unset or has none decides
        return hash(tuple(self.values[i] for i in chosen))

    def text(self) -> str:
        if not self.cls.options["repr"]:
            return "object's"
        shown = []
        for spec, value in zip(self.cls.fields, self.values, strict=True):
            if not spec.repr or (
                self.cls.options["repr_omit_defaults"] and _is_default(spec, value)
            ):
                continue
            shown.append(f"{spec.name}={'<unset>' if value is UNSET else repr(value)}")
        return f"({', '.join(shown)})"

    def compare(self, op: Any, other: Any) -> bool:
        """Compare with another record of the class, or with a tuple."""
        equality = op in (operator.eq, operator.ne)
        options = self.cls.options
        foreign = isinstance(other, tuple)
        if not options["eq"] or (foreign and not self.cls.tuple_like):
            if not equality:
                raise TypeError
            return (self is other) == (op is operator.eq)
        if not options["order"] and not equality:
            raise TypeError
        if equality and foreign and len(self.values) != len(other):
            return op is operator.ne  # told without a look at the values, as of two tuples
        n = min(len(self.values), len(other)) if foreign else len(self.values)
        for i in range(n):
            spec = self.cls.fields[i]
            if not (spec.eq if equality else spec.order):
                continue
            a, b = self._read(i), other[i] if foreign else other._read(i)
            if a is b or a == b:
                continue
            return op is operator.ne if equality else op(a, b)
        return op(len(self.values), len(other)) if foreign else op(0, 0)

    def copied(self) -> Record:
        return Record(self.cls, list(self.values))

    def pickled(self) -> Record:
        return Record(self.cls, list(self._whole()))

    def replaced(self, changes: dict[str, Any], how: str = "replace") -> Record:
        if changes.keys() - set(self.cls.names):
            old = sys.version_info < (3, 13)  # as namedtuple's _replace
            raise ValueError if how == "method" and self.cls.named and old else TypeError
        values = {
            name: changes[name] if name in changes else self._read(i)
            for i, name in enumerate(self.cls.names)
        }
        if self.cls.remade:
            return self.cls.new((), values)
        return Record(self.cls, list(values.values()))

    def updated(self, changes: dict[str, Any]) -> None:
        if changes.keys() - set(self.cls.names):
            raise TypeError
        places = [self._place(name) for name in changes]
        if any(self.cls.fields[i].readonly for i in places):
            raise TypeError
        new = [self._converted(i, changes[self.cls.names[i]]) for i in places]
        for i, value in zip(places, new, strict=True):
            self.values[i] = value

    def matched(self, n: int) -> Any:
        """What ``case cls(a, b)`` binds for n patterns; None where it does not match."""
        if n > len(self.cls.match_args):
            raise TypeError
        places = [self._place(name) for name in self.cls.match_args[:n]]
        values = [self.values[i] for i in places]
        return None if any(value is UNSET for value in values) else tuple(values)


def _is_default(spec: FieldSpec, value: Any) -> bool:
    if value is UNSET or not spec.has_default():
        return False
    if spec.factory is not None:
        return type(value) is spec.factory and len(value) == 0
    return value is spec.default or value == spec.default
