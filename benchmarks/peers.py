"""The kinds of record: how each is written, how each spells an operation, where a peer comes from.

The standard record has six fields.  A kind is data: the source of its three classes, run in a
module of its own, and its phrases.  ``plain`` is what people write; ``defaults`` gives the last
three fields a default; ``hashable`` adds a hash where ``plain`` has none.

Peers from a package index are each installed into a folder of their own in ``benchmarks/.peers``.
Only the process that measures a peer has that folder on its path: one of them bears the same import
name as the package measured.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

PEERS_DIR = Path(__file__).parent / ".peers"

_LIST = "['a', 'b', 'c', 'd', 'e', 'f']"
_HEAD = "    a: int\n    b: float\n    c: str\n"
_FIELDS = _HEAD + "    d: int\n    e: float\n    f: str\n"
_DEFAULTS = _HEAD + "    d: int = 4004\n    e: float = 5.5\n    f: str = 'six'\n"

_CSV = "[Texts(*row) for row in reader(body)]"
_CSV_TYPED = "[{}(int(a), float(b), c, int(d), float(e), f) for a, b, c, d, e, f in reader(body)]"
_SQLITE = "[cls(*row) for row in cursor.execute(query)]"

#: Phrases that most kinds share; a kind overrides them, or drops one with None.
_PHRASES: dict[str, str | None] = {
    "new": "cls(a, b, c, d, e, f)",
    "new_kw": "cls(a=a, b=b, c=c, d=d, e=e, f=f)",
    "new_defaults": "cls(a, b, c)",
    "make": "cls(*items)",
    "rows": "list(starmap(cls, rows))",
    "rows_starmap": "list(starmap(cls, rows))",
    "rows_map": "list(map(cls, *columns))",
    "rows_comprehension": "[cls(*row) for row in rows]",
    "getter": "attrgetter('d')",
    "attrgetter": "attrgetter('d')",
    "tools": "",
    "texts": "type(r)",
    "csv": _CSV,
    "csv_comprehension": _CSV,
    "csv_typed": _CSV_TYPED.format("cls"),
    "csv_typed_comprehension": _CSV_TYPED.format("cls"),
    "row_factory": "None",
    "sqlite": _SQLITE,
    "sqlite_select": _SQLITE,
    "sqlite_comprehension": _SQLITE,
}
_NAMEDTUPLE_API: dict[str, str | None] = {
    "make": "cls._make(items)",
    "asdict": "r._asdict()",
    "astuple": "tuple(r)",
    "replace": "r._replace(a=z)",
}


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    Parameters
    ----------
    name : str
        What ``--kinds`` takes.
    heading : tuple of str
        Two lines at the head of a column.
    prelude : str
        Imports, run once.
    classes : dict
        Variant -> the source of its class.
    own : dict
        Phrases that differ from the common ones.
    requirement : str
        What to install for it; empty for the standard library and for the package measured.
    ours : bool
        Whether this is a kind of the package measured.
    """

    name: str
    heading: tuple[str, str]
    prelude: str
    classes: dict[str, str]
    own: dict[str, str | None] = field(default_factory=dict)
    requirement: str = ""
    ours: bool = False

    @property
    def phrases(self) -> dict[str, str]:
        """The templates' phrases, without those that the kind has not."""
        return {key: text for key, text in {**_PHRASES, **self.own}.items() if text is not None}

    @property
    def distribution(self) -> str:
        """The name to ask a version of; empty for the standard library."""
        return "recordclass" if self.ours else self.requirement.partition("==")[0]

    @property
    def path(self) -> Path | None:
        """The folder that goes in front of ``sys.path`` of this kind's process."""
        if not self.requirement:
            return None
        return (
            PEERS_DIR
            / f"{sys.implementation.cache_tag}{sys.abiflags}"
            / self.requirement.replace("==", "-")
        )


def _statements(template: str, hashable: str | None = None, fields: str = "") -> dict[str, str]:
    """Write the three classes from a template with $NAME and $FIELDS in it."""

    def source(name: str, body: str, text: str) -> str:
        return text.replace("$NAME", name).replace("$FIELDS", body)

    return {
        "plain": source("Plain", fields or _FIELDS, template),
        "defaults": source("Defaults", _DEFAULTS, template),
        "hashable": source("Hashable", fields or _FIELDS, hashable or template),
    }


def _factories(call: str, hashable: str = "", options: str = "") -> dict[str, str]:
    """Write the three classes as calls of a factory with namedtuple's arguments."""
    names = "'a b c d e f'"
    return {
        "plain": f"Plain = {call}('Plain', {names}{options})",
        "defaults": f"Defaults = {call}('Defaults', {names}, defaults=(4004, 5.5, 'six'){options})",
        "hashable": f"Hashable = {call}('Hashable', {names}{hashable}{options})",
    }


def _slots() -> dict[str, str]:
    def source(name: str, parameters: str) -> str:
        body = "".join(f"        self.{n} = {n}\n" for n in "abcdef")
        slots = "    __slots__ = ('a', 'b', 'c', 'd', 'e', 'f')\n"
        return f"class {name}:\n{slots}    def __init__(self, {parameters}):\n{body}"

    return {
        "plain": source("Plain", "a, b, c, d, e, f"),
        "defaults": source("Defaults", "a, b, c, d=4004, e=5.5, f='six'"),
    }


def _msgspec(name: str, heading: tuple[str, str], options: str) -> Kind:
    return Kind(
        name,
        heading,
        "import msgspec\nfrom msgspec.structs import asdict, astuple, replace\n",
        _statements(
            f"class $NAME(msgspec.Struct, order=True{options}):\n$FIELDS",
            f"class $NAME(msgspec.Struct, order=True, frozen=True{options}):\n$FIELDS",
        ),
        {
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "replace(r, a=z)",
            "factory": f"msgspec.defstruct('Plain', {_LIST}, order=True{options})",
            "statement": f"class Plain(msgspec.Struct, order=True{options}):\n{_FIELDS}",
            "import": "import msgspec",
        },
        requirement="msgspec",
    )


def _old(
    name: str, heading: tuple[str, str], classes: dict[str, str], own: dict[str, str | None]
) -> Kind:
    return Kind(
        name,
        heading,
        "import recordclass as rc\nfrom recordclass import asdict, astuple, make, update\n",
        classes,
        {
            "make": "make(cls, items)",
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "update": "update(r, a=z, b=z)",
            "import": "import recordclass",
            **own,
        },
        requirement="recordclass==0.24.1",
    )


def _ours(name: str, heading: str, classes: dict[str, str], own: dict[str, str | None]) -> Kind:
    return Kind(
        name,
        ("ours", heading),
        "import recordclass as rc\n"
        "from recordclass import asdict, astuple, fieldgetter, make, replace, update\n",
        classes,
        {
            "import": "import recordclass",
            "rows": "cls.from_rows(rows)",
            "getter": "fieldgetter(cls, 'd')",
            "tools": "from recordclass.tools.csv import RecordReader\n"
            "from recordclass.tools.sqlite import row_factory, select",
            "csv": "list(RecordReader(lines, Texts))",
            "csv_typed": "list(RecordReader(lines, cls, types=types))",
            "row_factory": "row_factory(cls)",
            "sqlite": "making.execute(query).fetchall()",
            "sqlite_select": "select(connection, cls, query)",
            **own,
        },
        ours=True,
    )


_OLD_SEQUENCE = "sequence=True, iterable=True"

_ALL = (
    Kind(
        "tuple",
        ("", "tuple"),
        "",
        {},
        {
            "new": "(a, b, c, d, e, f)",
            "make": "tuple(items)",
            **dict.fromkeys(["new_kw", "new_defaults", "rows", "rows_starmap", "rows_map"]),
            **dict.fromkeys(["rows_comprehension", "csv_comprehension"]),
            **dict.fromkeys(["csv_typed_comprehension", "sqlite_comprehension", "attrgetter"]),
            "getter": "itemgetter(3)",
            "csv": "list(map(tuple, reader(body)))",
            "csv_typed": _CSV_TYPED.format(""),
            "sqlite": "cursor.execute(query).fetchall()",
            "sqlite_select": "cursor.execute(query).fetchall()",
        },
    ),
    Kind(
        "namedtuple",
        ("named-", "tuple"),
        "from collections import namedtuple\nfrom typing import NamedTuple\n",
        _factories("namedtuple"),
        {
            **_NAMEDTUPLE_API,
            "factory": "namedtuple('Plain', 'a b c d e f')",
            "statement": f"class Plain(NamedTuple):\n{_FIELDS}",
            "import": "import collections",
            "getter": "itemgetter(3)",
        },
    ),
    Kind("slots", ("__slots__", "class"), "", _slots(), {"statement": _slots()["plain"]}),
    Kind(
        "dataclass",
        ("dataclass", "slots"),
        "import dataclasses\nfrom dataclasses import asdict, astuple, dataclass, replace\n",
        _statements(
            "@dataclass(slots=True, order=True)\nclass $NAME:\n$FIELDS",
            "@dataclass(slots=True, order=True, unsafe_hash=True)\nclass $NAME:\n$FIELDS",
        ),
        {
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "replace(r, a=z)",
            "factory": "dataclasses.make_dataclass('Plain', 'abcdef', slots=True, order=True)",
            "statement": f"@dataclass(slots=True, order=True)\nclass Plain:\n{_FIELDS}",
            "import": "import dataclasses",
        },
    ),
    Kind(
        "attrs",
        ("attrs", "define"),
        "import attrs\nfrom attrs import asdict, astuple, define, evolve\n",
        _statements(
            "@define(order=True)\nclass $NAME:\n$FIELDS",
            "@define(order=True, unsafe_hash=True)\nclass $NAME:\n$FIELDS",
        ),
        {
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "evolve(r, a=z)",
            "factory": f"attrs.make_class('Plain', {_LIST}, order=True, slots=True)",
            "statement": f"@define(order=True)\nclass Plain:\n{_FIELDS}",
            "import": "import attrs",
        },
        requirement="attrs",
    ),
    _msgspec("msgspec", ("msgspec", "gc"), ""),
    _msgspec("msgspec-nogc", ("msgspec", "gc=False"), ", gc=False"),
    _old(
        "old-recordclass",
        ("0.24.1", "recordcl."),
        _factories("rc.recordclass", ", hashable=True"),
        {
            **_NAMEDTUPLE_API,
            "factory": "rc.recordclass('Plain', 'a b c d e f')",
            "statement": f"class Plain(rc.RecordClass):\n{_FIELDS}",
        },
    ),
    _old(
        "old-make",
        ("0.24.1", "make_d.c."),
        _factories("rc.make_dataclass", ", hashable=True", f", {_OLD_SEQUENCE}"),
        {"factory": f"rc.make_dataclass('Plain', 'a b c d e f', {_OLD_SEQUENCE})"},
    ),
    _old(
        "old-dataobject",
        ("0.24.1", "dataobj."),
        _statements(
            "class $NAME(rc.dataobject):\n$FIELDS",
            "class $NAME(rc.dataobject, hashable=True):\n$FIELDS",
        ),
        {"statement": f"class Plain(rc.dataobject):\n{_FIELDS}"},
    ),
    _ours(
        "recordclass",
        "recordcl.",
        _factories("rc.recordclass", ", hashable=True"),
        {
            **_NAMEDTUPLE_API,
            "astuple": "astuple(r)",
            "update": "update(r, a=z, b=z)",
            "factory": "rc.recordclass('Plain', 'a b c d e f')",
            "statement": f"class Plain(rc.RecordClass):\n{_FIELDS}",
        },
    ),
    _ours(
        "structclass",
        "structcl.",
        _factories("rc.structclass", ", hashable=True"),
        {
            **_NAMEDTUPLE_API,
            "astuple": "astuple(r)",
            "update": "update(r, a=z, b=z)",
            "factory": "rc.structclass('Plain', 'a b c d e f')",
            "statement": f"class Plain(rc.StructClass):\n{_FIELDS}",
        },
    ),
    _ours(
        "dataobject",
        "dataobj.",
        _statements(
            "class $NAME(rc.dataobject):\n$FIELDS",
            "class $NAME(rc.dataobject, hashable=True):\n$FIELDS",
        ),
        {
            "make": "make(cls, items)",
            "asdict": "asdict(r)",
            "astuple": "astuple(r)",
            "replace": "replace(r, a=z)",
            "update": "update(r, a=z, b=z)",
            "texts": "rc.make_dataclass('Texts', 'a b c d e f')",
            "csv_typed": "list(RecordReader(lines, cls))",
            "factory": "rc.make_dataclass('Plain', 'a b c d e f')",
            "statement": f"class Plain(rc.dataobject):\n{_FIELDS}",
        },
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
OURS: tuple[str, ...] = tuple(kind.name for kind in _ALL if kind.ours)


def chosen(names: list[str]) -> list[Kind]:
    """Return the kinds for some names; all for an empty list.

    ``ours``, ``peers`` and ``stdlib`` stand for groups.
    """
    groups = {
        "ours": list(OURS),
        "peers": [kind.name for kind in _ALL if not kind.ours],
        "stdlib": [kind.name for kind in _ALL if not kind.ours and not kind.requirement],
    }
    wanted = {one for name in names for one in groups.get(name, [name])} or set(KINDS)
    if unknown := wanted - set(KINDS):
        raise ValueError(f"no kind {unknown.pop()!r}; there are: {', '.join([*KINDS, *groups])}")
    return [kind for kind in _ALL if kind.name in wanted]


def install(kind: Kind) -> str:
    """Put a peer into its folder, once; return why that failed, or nothing."""
    if kind.path is None or kind.path.is_dir():
        return ""
    partial = kind.path.with_name(kind.path.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
        str(partial),
        kind.requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [
            "pip failed"
        ]
        return textwrap.shorten(lines[-1], 200)
    partial.rename(kind.path)
    return ""
