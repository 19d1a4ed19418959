"""Table (b): the kinds of record, each as its users write it.

A class of a kind is made by running the class statement that a user would write, so that every
library sees exactly what it sees in ordinary code, whatever the version of Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recordclass.compare.loading import load

if TYPE_CHECKING:
    from collections.abc import Sequence

# What the annotations of a class statement mean. A field name never begins with an underscore, so
# nothing hides these.
_TYPES = {"int": int | None, "float": float | None, "str": str | None}

_BY_POSITION = "Row(*row)"
_BY_ATTRIBUTE = "record.{field}"
_ASSIGN = "record.{field} = value"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record in table (b).

    Attributes
    ----------
    key : str
        Its name on the command line and in the JSON file.
    label : str
        Its name for people.
    imports : str
        Where ``_base`` of the statement comes from, as ``module:name``.
    statement : str
        The code that makes a class named ``Row``; ``{body}`` stands for the fields, ``_names``
        for their names.
    package : str or None
        The distribution that it comes from, where it is not the standard library.
    ours : bool
        Whether it comes from recordclass.
    build, read : str
        The expressions that make a record of the tuple `row`, and read ``{field}`` of `record`.
    change : str
        The statement that gives ``{field}`` of `record` another value.
    replace : str or None
        For immutable kinds, instead of `change`: the expression that makes a changed record.
    """

    key: str
    label: str
    imports: str
    statement: str
    package: str | None = None
    ours: bool = False
    build: str = _BY_POSITION
    read: str = _BY_ATTRIBUTE
    change: str = _ASSIGN
    replace: str | None = None

    def namespace(self, names: Sequence[str], types: Sequence[str]) -> dict[str, Any]:
        """Run the class statement.

        Parameters
        ----------
        names
            The field names.
        types
            The names of their types: int, float or str.

        Returns
        -------
        dict
            The global names that `build` needs.

        Raises
        ------
        ImportError
            The library is not there.
        """
        body = "\n".join(f"    {name}: _{type_}" for name, type_ in zip(names, types, strict=True))
        namespace: dict[str, Any] = {
            "__name__": __name__,
            "_base": load(self.imports),
            "_names": tuple(names),
            **{f"_{name}": type_ for name, type_ in _TYPES.items()},
        }
        exec(self.statement.format(body=body), namespace)
        return namespace


KINDS = (
    Kind(
        "dict",
        "dict",
        "builtins:dict",
        "",
        build="dict(zip(_names, row))",
        read='record["{field}"]',
        change='record["{field}"] = value',
    ),
    Kind(
        "namedtuple",
        "namedtuple",
        "collections:namedtuple",
        'Row = _base("Row", _names)',
        replace="record._replace({field}=value)",
    ),
    Kind(
        "dataclass",
        "dataclass (slots)",
        "dataclasses:dataclass",
        "@_base(slots=True)\nclass Row:\n{body}",
    ),
    Kind(
        "attrs",
        "attrs (slots)",
        "attrs:define",
        "@_base\nclass Row:\n{body}",
        package="attrs",
    ),
    Kind(
        "msgspec",
        "msgspec",
        "msgspec:Struct",
        "class Row(_base):\n{body}",
        package="msgspec",
    ),
    Kind(
        "msgspec-nogc",
        "msgspec (gc=False)",
        "msgspec:Struct",
        "class Row(_base, gc=False):\n{body}",
        package="msgspec",
    ),
    Kind(
        "recordclass",
        "recordclass",
        "recordclass:recordclass",
        'Row = _base("Row", _names)',
        package="recordclass",
        ours=True,
    ),
    Kind(
        "structclass",
        "structclass",
        "recordclass:structclass",
        'Row = _base("Row", _names)',
        package="recordclass",
        ours=True,
    ),
    Kind(
        "dataobject",
        "dataobject",
        "recordclass:dataobject",
        "class Row(_base):\n{body}",
        package="recordclass",
        ours=True,
    ),
)
