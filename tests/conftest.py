"""Families of records, for tests that hold for many of them.

A test says what it needs in the name of its argument, and runs once for each family that has it:

    def test_repr(family): ...                                 # all families
    def test_slice(sequence_writable_family): ...              # has slices, and can be changed
    def test_in(sequence_nomapping_family): ...                # a capability, and not another

An argument that starts with ``every_`` gets the full product of the options; without it, a
selection in which each pair of options meets.  The words are those of ``Family.capabilities``.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from recordclass import (
    dataobject,
    itemgetset,
    make_arrayclass,
    memoryslots,
    recordclass,
    structclass,
)

settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

#: form -> (what makes it, options that belong to the form)
FORMS: dict[str, tuple[str, dict[str, bool]]] = {
    "memoryslots": ("memoryslots", {}),
    "memoryslots_heir": ("memoryslots", {}),
    "recordclass": ("recordclass", {}),
    "recordclass_mapping": ("recordclass", {"mapping": True}),
    "structclass": ("structclass", {}),
    "structclass_mapping": ("structclass", {"mapping": True}),
    "dataobject": ("dataobject", {}),
    "dataobject_sequence": ("dataobject", {"sequence": True}),
    "dataobject_mapping": ("dataobject", {"mapping": True}),
    "dataobject_iterable": ("dataobject", {"iterable": True}),
    "dataobject_sequence_mapping": ("dataobject", {"sequence": True, "mapping": True}),
    "arrayclass": ("arrayclass", {}),
}

ACCESS = ("mutable", "hashable", "readonly")

#: each pair of values of two options stands in one row at least
PAIRWISE = (
    ("mutable", False, False, False),
    ("mutable", True, True, True),
    ("hashable", False, True, False),
    ("hashable", True, False, True),
    ("readonly", False, True, True),
    ("readonly", True, False, False),
)

CAPABILITIES = frozenset(
    {
        "named",  # the fields have names: r.x
        "tuplenamed",  # ... and namedtuple's interface: _make, _replace, _asdict, _fields
        "sequence",  # r[0], r[1:], r + r, r * 2, r.index(), r.count()
        "iterable",  # iter(r), len(r)
        "mapping",  # r["x"], r.keys(); `in` asks for keys
        "tuplelike",  # compares with tuples; otherwise with its own class alone
        "writable",  # fields can be set
        "hashable",  # has a hash: hashable=True, or readonly
        "gc",  # found by the garbage collector
        "dict",  # has a __dict__
        "weakref",  # can be weakly referenced
        "sized",  # the class fixes the number of fields
    }
)


@dataclass(frozen=True)
class Family:
    """A way to make record classes: a form and its options."""

    form: str
    access: str = "mutable"
    gc: bool = False
    use_dict: bool = False
    use_weakref: bool = False
    _classes: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        switches = {"gc": self.gc, "dict": self.use_dict, "weakref": self.use_weakref}
        words = [self.form, *(name for name, on in switches.items() if on)]
        return "-".join(words if self.access == "mutable" else [*words, self.access])

    @property
    def maker(self) -> str:
        """Which of the package's names makes the classes."""
        return FORMS[self.form][0]

    @property
    def options(self) -> dict[str, bool]:
        """Options of the class, as a program writes them."""
        given = {"gc": self.gc, "use_dict": self.use_dict, "use_weakref": self.use_weakref}
        if self.access != "mutable":
            given[self.access] = True
        return FORMS[self.form][1] | {name: True for name, on in given.items() if on}

    @property
    def capabilities(self) -> frozenset[str]:
        """What records of the family can do; words of ``CAPABILITIES``."""
        over_tuple = self.maker in ("memoryslots", "recordclass")
        options = FORMS[self.form][1]
        sequence = self.maker != "dataobject" or "sequence" in options
        has = {
            "named": self.maker not in ("memoryslots", "arrayclass"),
            "tuplenamed": self.maker in ("recordclass", "structclass"),
            "sequence": sequence,
            "iterable": sequence or "iterable" in options,
            "mapping": "mapping" in options,
            "tuplelike": over_tuple,
            "writable": self.access != "readonly",
            "hashable": self.access != "mutable",
            "gc": self.gc,
            "dict": self.use_dict or self.form == "memoryslots_heir",
            "weakref": self.use_weakref,
            "sized": self.maker != "memoryslots",
        }
        assert has.keys() == CAPABILITIES
        return frozenset(name for name, on in has.items() if on)

    def can(self, *words: str) -> bool:
        """Whether the family has all these capabilities; ``no...`` for one that it must lack."""
        return all(
            word in self.capabilities if word in CAPABILITIES else word[2:] not in self.capabilities
            for word in words
        )

    @staticmethod
    def names(n: int) -> tuple[str, ...]:
        """Give the names of n fields: x, y, z, f3, f4, ..."""
        return tuple("xyz"[i] if i < 3 else f"f{i}" for i in range(n))

    def make(
        self,
        n: int = 3,
        *,
        typename: str = "R",
        module: str | None = None,
        namespace: dict[str, Any] | None = None,
        **options: Any,
    ) -> type:
        """Make a new class with n fields."""
        module = __name__ if module is None else module
        names, options = self.names(n), self.options | options
        body = {"__module__": module, **(namespace or {})}
        if self.maker == "memoryslots":
            if self.form == "memoryslots" and not body.keys() - {"__module__"}:
                return memoryslots
            return types.new_class(typename, (memoryslots,), options, lambda ns: ns.update(body))
        if self.maker == "arrayclass":
            return make_arrayclass(typename, n, module=module, namespace=namespace, **options)
        if self.maker == "dataobject":
            body["__annotations__"] = dict.fromkeys(names, object)
            return types.new_class(typename, (dataobject,), options, lambda ns: ns.update(body))
        factory = recordclass if self.maker == "recordclass" else structclass
        cls = factory(typename, names, module=module, **options)
        for name, value in (namespace or {}).items():
            setattr(cls, name, value)
        return cls

    def cls(self, n: int = 3) -> type:
        """Give the class with n fields: always the same one, and pickle finds it."""
        if n not in self._classes:
            place = f"family_{self}"
            module = sys.modules.setdefault(place, types.ModuleType(place))
            cls = self.make(n, typename=f"R{n}", module=module.__name__)
            setattr(module, f"R{n}", cls)
            self._classes[n] = cls
        return self._classes[n]

    def __call__(self, *values: Any) -> Any:
        """Make a record of these values."""
        return self.cls(len(values))(*values)

    def text(self, *items: str, cls: type | None = None) -> str:
        """Give the repr of a record, from the reprs of its items."""
        if cls is None:
            cls = self.cls(len(items))
        if self.can("named"):
            items = tuple(map("=".join, zip(self.names(len(items)), items, strict=True)))
        return f"{cls.__name__}({', '.join(items)})"

    # Reading and writing by the plainest way the family has: an attribute, else a descriptor by
    # position.

    def get(self, record: Any, i: int) -> Any:
        """Read field i; AttributeError if it is unset."""
        if self.can("named"):
            return getattr(record, self.names(i + 1)[i])
        return itemgetset(i).__get__(record, type(record))

    def set(self, record: Any, i: int, value: Any) -> None:
        """Assign field i."""
        if self.can("named"):
            setattr(record, self.names(i + 1)[i], value)
        else:
            itemgetset(i).__set__(record, value)

    def unset(self, record: Any, i: int) -> None:
        """Delete field i."""
        if self.can("named"):
            delattr(record, self.names(i + 1)[i])
        else:
            itemgetset(i).__delete__(record)

    def values(self, record: Any, n: int) -> tuple[Any, ...]:
        """Read n fields one by one."""
        return tuple(self.get(record, i) for i in range(n))


def _exists(family: Family) -> bool:
    """Whether the options can be written for the form."""
    if family.form == "memoryslots":
        return family.options == {}
    if family.form == "memoryslots_heir":
        return not family.use_weakref and not family.use_dict  # a dict it has anyway
    return True


EVERY = tuple(
    family
    for form in FORMS
    for options in product(ACCESS, (False, True), (False, True), (False, True))
    if _exists(family := Family(form, *options))
)
SELECTED = tuple(
    family
    for family in EVERY
    if not family.can("sized")
    or (family.access, family.gc, family.use_dict, family.use_weakref) in PAIRWISE
)


def choose_families(argument: str) -> list[Family]:
    """Give the families that an argument's name asks for."""
    words = argument.removesuffix("family").strip("_").split("_")
    pool = SELECTED
    if words[0] == "every":
        pool = EVERY
        del words[0]
    words = [word for word in words if word]
    for word in words:
        if word not in CAPABILITIES and word.removeprefix("no") not in CAPABILITIES:
            raise ValueError(f"argument {argument!r} asks for {word!r}, which is no capability")
    chosen = [family for family in pool if family.can(*words)]
    if not chosen:
        raise ValueError(f"no family has all of {words}")
    return chosen


def pytest_collection_finish() -> None:
    """Hide the tests themselves from the collector: they are many, and it is called often."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for each family that it asks for."""
    for argument in metafunc.fixturenames:
        if argument == "family" or argument.endswith("_family"):
            metafunc.parametrize(argument, choose_families(argument), ids=str)


@pytest.fixture(scope="session")
def families() -> tuple[Family, ...]:
    """Give all families at once, for tests that choose among them by themselves."""
    return EVERY


@pytest.fixture(scope="session")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give what runs programs in which memory runs out: tests/faults/runner.py."""
    place = Path(__file__).parent / "faults" / "runner.py"
    spec = importlib.util.spec_from_file_location("faults_runner", place)
    assert spec is not None
    assert spec.loader is not None
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    found = runner.Faults(tmp_path_factory.mktemp("faults"))
    if not found.usable:
        pytest.skip("needs Linux and a C compiler")
    return found


def steady(function: Callable[[], object], runs: int = 40) -> None:
    """Run a function many times: caches fill up once, a leak comes every time.

    A debug build of Python counts all references; elsewhere the blocks of memory in use are
    counted.
    """
    counted = getattr(sys, "gettotalrefcount", sys.getallocatedblocks)

    def count() -> int:
        gc.collect()
        # the interpreter's cache of look-ups keeps names of classes that are gone
        sys._clear_type_cache()
        gc.collect()
        return counted()

    for _ in range(3):
        function()
    gc.collect()
    gc.disable()
    frozen = gc.get_freeze_count() > 0
    if not frozen:
        gc.freeze()  # what was there before need not be looked at again and again
    try:
        grown = []
        for _ in range(10):
            before = count()
            for _ in range(runs):
                function()
            grown.append(count() - before)
            if grown[-1] < runs // 2 + 3:  # counting takes two
                return
    finally:
        if not frozen:
            gc.unfreeze()
        gc.enable()
    raise AssertionError(f"{grown} in rounds of {runs}")


@pytest.fixture
def assert_steady() -> Callable[..., None]:
    """Give steady(), which fails where something grows; it need not look at earlier tests."""
    gc.collect()
    gc.freeze()
    return steady
