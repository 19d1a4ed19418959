"""The kinds of record, as adapters: how each writes a class, a field, an operation.

A column of the table is one or more kinds: it says yes where one of them does.  A word that a kind
does not have raises NotOffered, which the probe of a row may answer by trying something else.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers import KINDS as PEERS
from benchmarks.peers import Kind as Peer


class NotOffered(Exception):
    """The kind has no way to say it."""


@dataclass(frozen=True)
class Kind:
    """A kind of record whose classes are class statements.

    Parameters
    ----------
    name, column
        What the kind is called, and the column that it belongs to.
    prelude
        Imports.
    decorator, base
        What stands above the class and between its parentheses.
    options, specifier
        Feature -> text of an option of the class, of an argument of the field specifier `called`.
    words
        Operation -> an expression over the record ``r`` or the class ``P``.
    requirement
        What to ask a version of; empty for the standard library.
    peer
        Where it must be installed into a folder of its own.
    """

    name: str
    column: str
    prelude: str
    decorator: str = ""
    base: str = ""
    options: dict[str, str] = field(default_factory=dict)
    called: str = ""
    specifier: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    requirement: str = ""
    peer: Peer | None = None

    @property
    def path(self) -> Path | None:
        return None if self.peer is None else self.peer.path

    def source(
        self, *body: str, name: str = "P", bases: str = "", last: str = "", **options: Any
    ) -> str:
        """Write a class: fields and methods in `body`, features as keywords.

        `last` are bases that stand behind the kind's own; `bases` take its place.
        """
        texts = []
        for key, value in options.items():
            if value is False:
                continue
            if key not in self.options:
                raise NotOffered(key)
            texts.append(self.options[key] if value is True else f"{key}={value}")
        head = [one for one in (bases or self.base, last) if one]
        above = ""
        if self.decorator:
            above = self.decorator.replace("$options", "".join(f", {one}" for one in texts)) + "\n"
            if "slots=False" in texts:
                above = above.replace("slots=True, ", "")
        else:
            head += texts
        return f"{above}class {name}({', '.join(head)}):\n" + indented(body)

    def make(self, *body: str, space: dict[str, Any] | None = None, **rest: Any) -> Any:
        """Make a class and give it; `space` holds the names that its body needs."""
        space = self.space() if space is None else space
        exec(self.source(*body, **rest), space)
        return space[rest.get("name", "P")]

    def space(self, **names: Any) -> dict[str, Any]:
        """Give the names that the kind's sources need, in a module of their own."""
        import types

        module = types.ModuleType("features_probe")
        sys.modules["features_probe"] = module
        exec(self.prelude, vars(module))
        vars(module).update(names)
        return vars(module)

    def spec(self, **features: str) -> str:
        """Write a field specifier."""
        texts = []
        for key, value in features.items():
            if key not in self.specifier:
                raise NotOffered(key)
            texts.append(self.specifier[key].replace("$", value))
        return f"{self.called}({', '.join(texts)})"

    def do(self, word: str, **names: Any) -> Any:
        """Evaluate one of the kind's words."""
        if word not in self.words:
            raise NotOffered(word)
        space = self.space(**names)
        return eval(self.words[word], space)


class Factory(Kind):
    """A kind whose classes are made by a call that takes names, types and defaults."""

    def source(
        self, *body: str, name: str = "P", bases: str = "", last: str = "", **options: Any
    ) -> str:
        names, types, defaults, rest = [], [], [], []
        for line in body:
            head, _, default = line.partition("=")
            one, colon, kind = head.partition(":")
            if colon and one.isidentifier():
                names.append(one)
                types.append(kind.strip())
                if default:
                    defaults.append(default.strip())
            else:
                rest.append(line)
        for key in options:
            if key not in self.options:
                raise NotOffered(key)
        word = "class"
        if bases and names:
            word = "heir"
            if word not in self.words:
                raise NotOffered("fields in a subclass")
        made = self.words[word].replace("$bases", bases)
        for key, value in (
            ("$pairs", "".join(f"({n!r}, {t}), " for n, t in zip(names, types, strict=True))),
            ("$names", " ".join(names)),
            ("$defaults", f"[{', '.join(defaults)}]"),
            ("$fields", "".join(f"({n!r}, {d}), " for n, d in paired(names, defaults))),
            ("$name", name),
        ):
            made = made.replace(key, value)
        if "$" in made or (defaults and "default" not in self.words["can"].split()):
            raise NotOffered("defaults")
        if last or (bases and word == "class"):
            heads = ", ".join(one for one in (bases or made, last) if one)
            return f"class {name}({heads}):\n" + indented(["__slots__ = ()", *rest])
        if rest:
            return f"class {name}({made}):\n" + indented(["__slots__ = ()", *rest])
        return f"{name} = {made}\n"


def paired(names: list[str], defaults: list[str]) -> list[tuple[str, str]]:
    """Pair names with their defaults, for those at the end that have one."""
    absent = len(names) - len(defaults)
    return [(n, "NO_DEFAULT" if i < absent else defaults[i - absent]) for i, n in enumerate(names)]


def indented(body: Any) -> str:
    lines = [line for part in body or ["pass"] for line in part.splitlines()]
    return "".join(f"    {line}\n" for line in lines)


_STANDARD_SPECIFIER = {
    "default": "default=$",
    "factory": "default_factory=$",
    "kw_only": "kw_only=True",
    "no_init": "init=False",
    "no_repr": "repr=False",
    "no_eq": "compare=False",
    "metadata": "metadata=$",
    "doc": "doc=$",
}
_TUPLE_WORDS = {
    "asdict": "r._asdict()",
    "astuple": "tuple(r)",
    "replace": "r._replace(y=9)",
    "iterable": "P._make([1, 2])",
    "fields": "P._fields",
}
_OUR_OPTIONS = {
    "frozen": "readonly=True",
    "order": "order=True",
    "kw_only": "kw_only=True",
    "gc_off": "gc=False",
    "weakref": "use_weakref=True",
    "dict": "use_dict=True",
    "sequence": "sequence=True",
    "mapping": "mapping=True",
}
_OUR_SPECIFIER = {
    **_STANDARD_SPECIFIER,
    "no_eq": "eq=False",
    "readonly": "readonly=True",
    "alias": "alias=$",
    "converter": "converter=$",
    "validator": "validator=$",
    "repr": "repr=$",
}
_OUR_WORDS = {
    "asdict": "asdict(r)",
    "asdict_deep": "asdict(r, deep=True)",
    "astuple": "astuple(r)",
    "replace": "replace(r, y=9)",
    "iterable": "make(P, [1, 2])",
    "fields": "[f.name for f in fields(P)]",
    "runtime": "make_dataclass('P', ['x', 'y'])",
    "initvar": "InitVar[int]",
}


def _ours(name: str, base: str, **words: str) -> Kind:
    return Kind(
        name,
        "ours",
        "from recordclass import *\n"
        "from recordclass import asdict, astuple, fields, make, replace\n",
        base=base,
        options=_OUR_OPTIONS,
        called="Field",
        specifier=_OUR_SPECIFIER,
        words={**_OUR_WORDS, **words},
        requirement="recordclass",
    )


def _old(name: str, base: str, **words: str) -> Kind:
    return Kind(
        name,
        "recordclass 0.24.1",
        "from recordclass import *\nimport recordclass as rc\n"
        "from recordclass import asdict, astuple, make, Factory\n",
        base=base,
        options={
            key: text for key, text in _OUR_OPTIONS.items() if key not in ("order", "kw_only")
        },
        words={
            "factory": "Factory(list)",
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "rc.replace(r, y=9)",
            "iterable": "make(P, [1, 2])",
            "runtime": "make_dataclass('P', ['x', 'y'])",
            "fields": "P.__fields__",
            **words,
        },
        requirement="recordclass",
        peer=PEERS["old-recordclass"],
    )


_ALL = (
    Factory(
        "namedtuple",
        "namedtuple",
        "from collections import namedtuple\n",
        words={
            **_TUPLE_WORDS,
            "class": "namedtuple('$name', '$names', defaults=$defaults)",
            "can": "default",
            "runtime": "namedtuple('P', ['x', 'y'])",
            "rename": "namedtuple('P', ['x', 'def', 'x'], rename=True)",
        },
        options={"frozen": "", "order": "", "gc_off": "", "sequence": ""},
    ),
    Kind(
        "NamedTuple",
        "NamedTuple",
        "from typing import NamedTuple\n",
        base="NamedTuple",
        options={"frozen": "", "order": "", "sequence": ""},
        words={**_TUPLE_WORDS, "runtime": "NamedTuple('P', [('x', int), ('y', int)])"},
    ),
    Kind(
        "dataclass",
        "dataclass",
        "import dataclasses\nfrom dataclasses import *\nfrom dataclasses import replace\n",
        decorator="@dataclass(slots=True$options)",
        options={
            "frozen": "frozen=True",
            "order": "order=True",
            "kw_only": "kw_only=True",
            "weakref": "weakref_slot=True",
            "dict": "slots=False",
        },
        called="field",
        specifier=_STANDARD_SPECIFIER,
        words={
            "asdict": "asdict(r)",
            "asdict_deep": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "replace(r, y=9)",
            "runtime": "make_dataclass('P', ['x', 'y'])",
            "fields": "[f.name for f in fields(P)]",
            "initvar": "InitVar[int]",
        },
    ),
    Kind(
        "attrs",
        "attrs",
        "import attrs\nfrom attrs import asdict, astuple, define, evolve, field, fields\n"
        "from attrs import make_class, setters\n",
        decorator="@define(slots=True$options)",
        options={
            "frozen": "frozen=True",
            "order": "order=True",
            "kw_only": "kw_only=True",
            "weakref": "weakref_slot=True",
            "dict": "slots=False",
        },
        called="field",
        specifier={
            "default": "default=$",
            "factory": "factory=$",
            "kw_only": "kw_only=True",
            "no_init": "init=False",
            "no_repr": "repr=False",
            "repr": "repr=$",
            "no_eq": "eq=False",
            "metadata": "metadata=$",
            "alias": "alias=$",
            "converter": "converter=$",
            "validator": "validator=$",
            "readonly": "on_setattr=setters.frozen",
        },
        words={
            "asdict": "asdict(r)",
            "asdict_deep": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "evolve(r, y=9)",
            "runtime": "make_class('P', ['x', 'y'])",
            "fields": "[f.name for f in fields(P)]",
        },
        requirement="attrs",
    ),
    Kind(
        "msgspec",
        "msgspec",
        "import msgspec\nfrom msgspec import field\nfrom msgspec.structs import *\n",
        base="msgspec.Struct",
        options={
            "frozen": "frozen=True",
            "order": "order=True",
            "kw_only": "kw_only=True",
            "weakref": "weakref=True",
            "dict": "dict=True",
            "gc_off": "gc=False",
        },
        called="field",
        specifier={"default": "default=$", "factory": "default_factory=$", "alias": "name=$"},
        words={
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "asdict_deep": "msgspec.to_builtins(r)",
            "replace": "replace(r, y=9)",
            "iterable": "msgspec.convert([1, 2], P)",
            "runtime": "msgspec.defstruct('P', ['x', 'y'])",
            "fields": "[f.name for f in fields(P)]",
        },
        requirement="msgspec",
    ),
    _old("old-RecordClass", "RecordClass", replace="r._replace(y=9)"),
    _old("old-dataobject", "dataobject"),
    Kind(
        "pydantic",
        "pydantic dataclass",
        "import dataclasses, pydantic\nfrom dataclasses import asdict, astuple, replace, fields\n"
        "from dataclasses import InitVar\nfrom pydantic.dataclasses import dataclass\n"
        "from pydantic import Field\n",
        decorator="@dataclass(slots=True$options)",
        options={
            "frozen": "frozen=True",
            "order": "order=True",
            "kw_only": "kw_only=True",
            "dict": "slots=False",
        },
        called="Field",
        specifier={
            "default": "default=$",
            "factory": "default_factory=$",
            "kw_only": "kw_only=True",
            "no_init": "init=False",
            "no_repr": "repr=False",
            "alias": "alias=$",
            "doc": "description=$",
            "readonly": "frozen=True",
        },
        words={
            "asdict": "asdict(r)",
            "asdict_deep": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "replace(r, y=9)",
            "fields": "[f.name for f in fields(P)]",
            "runtime": "dataclass(dataclasses.make_dataclass('P', [('x', int), ('y', int)]))",
            "initvar": "InitVar[int]",
        },
        requirement="pydantic",
    ),
    Factory(
        "numpy",
        "NumPy void",
        "import numpy\n"
        "def record(*pairs):\n"
        "    kind = numpy.dtype(list(pairs))\n"
        "    def P(*values):\n"
        "        return numpy.array([values], kind)[0]\n"
        "    return P\n",
        words={"class": "record($pairs)", "can": "", "astuple": "r.item()"},
        requirement="numpy",
    ),
    Factory(
        "ctypes",
        "ctypes.Structure",
        "import ctypes\n"
        "def struct(name, *pairs, bases=(ctypes.Structure,)):\n"
        "    kinds = {int: ctypes.c_longlong, float: ctypes.c_double}\n"
        "    fields = [(n, kinds.get(t, ctypes.py_object)) for n, t in pairs]\n"
        "    return type(name, bases, {'_fields_': fields, '__module__': __name__})\n",
        words={
            "class": "struct('$name', $pairs)",
            "heir": "struct('$name', $pairs bases=($bases,))",
            "can": "",
            "runtime": "struct('P', ('x', int))",
        },
    ),
    Factory(
        "namedlist",
        "namedlist",
        "import collections, collections.abc\ncollections.Mapping = collections.abc.Mapping\n"
        "collections.Sequence = collections.abc.Sequence\n"
        "from namedlist import namedlist, FACTORY, NO_DEFAULT\n",
        words={
            **_TUPLE_WORDS,
            "class": "namedlist('$name', [$fields])",
            "can": "default",
            "runtime": "namedlist('P', ['x', 'y'])",
            "rename": "namedlist('P', ['x', 'def', 'x'], rename=True)",
            "factory": "FACTORY(list)",
        },
        requirement="namedlist",
        peer=Peer("namedlist", ("", "namedlist"), "", {}, requirement="namedlist==1.8"),
    ),
    _ours(
        "recordclass",
        "RecordClass",
        runtime="recordclass('P', ['x', 'y'])",
        rename="recordclass('P', ['x', 'def', 'x'], rename=True)",
    ),
    _ours(
        "structclass",
        "StructClass",
        runtime="structclass('P', ['x', 'y'])",
        rename="structclass('P', ['x', 'def', 'x'], rename=True)",
    ),
    _ours("dataobject", "dataobject"),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(kind.column for kind in _ALL))
