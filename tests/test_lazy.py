"""Import is cheap: what only some programs need is imported when they need it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import recordclass

PARENT = os.path.dirname(os.path.dirname(os.path.abspath(recordclass.__file__)))

HEAVY = ["typing", "inspect", "dataclasses", "copy", "numpy", "re", "enum", "importlib.metadata"]


def imported_after(program):
    """Names of the modules that a fresh interpreter has after a program."""
    code = f"import sys\nsys.path.insert(0, {PARENT!r})\n{program}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def baseline():
    return imported_after("")


@pytest.fixture(scope="module")
def by_import():
    return imported_after("import recordclass")


@pytest.mark.parametrize("name", HEAVY)
def test_import_does_not_bring(name, baseline, by_import):
    assert name not in by_import - baseline, name


def test_import_brings_the_package_and_little_else(baseline, by_import):
    parts = ("recordclass", "encodings")  # and the encoding of standard output
    others = {name for name in by_import - baseline if not name.startswith(parts)}
    parts = ("collections", "functools", "itertools", "keyword", "operator", "reprlib", "types")
    allowed = {"__future__", "collections.abc", "_collections_abc"}
    allowed.update(parts, (f"_{part}" for part in parts))
    assert others <= allowed


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("import inspect; inspect.signature(recordclass.structclass('R', 'x'))", "inspect"),
        ("import copy; copy.deepcopy(recordclass.structclass('R', 'x')([1]))", "copy"),
    ],
)
def test_first_use_imports(program, name):
    assert name in imported_after(f"import recordclass; {program}")


def test_class_statements_need_no_typing(baseline):
    program = """
import recordclass
class P(recordclass.dataobject):
    x: int
    y: int = 0
p = P(1)
repr(p), p == P(1)
R = recordclass.recordclass("R", "x y")
R(1, 2)._replace(x=3)
class H(R): pass
recordclass.join_classes("J", [R, recordclass.recordclass("S", "z")])
"""
    seen = imported_after(program)
    assert "recordclass._policy" in seen
    assert not {"typing", "inspect", "dataclasses"} & (seen - baseline)


def test_deepcopy_without_copy_being_imported():
    program = """
import recordclass
assert "copy" not in sys.modules
r = recordclass.structclass("R", "x")([1])
s = r.__deepcopy__({})
assert s.x == [1] and s.x is not r.x
"""
    assert "copy" in imported_after(program)


def test_broken_policy_is_an_error_and_no_crash():
    program = """
import recordclass
sys.modules["recordclass._policy"] = None
del recordclass._policy
from recordclass import dataobject
try:
    class P(dataobject):
        x: int
except ImportError:
    pass
sys.modules["recordclass._signature"] = None
try:
    recordclass.structclass("R", "x").__signature__
except ImportError:
    pass
"""
    assert "recordclass" in imported_after(program)


def test_policy_that_returns_nonsense():
    program = """
import importlib.util, recordclass, types
# a second core, which has not yet asked for the policy
spec = importlib.util.find_spec("recordclass._core")
core = importlib.util.module_from_spec(spec)
spec.loader.exec_module(core)
for nonsense in (None, (), 1, ("a",), ("P", (), {}, None, -1, 0, None)):
    fake = types.ModuleType("recordclass._policy")
    fake.describe_class = lambda *args, nonsense=nonsense: nonsense
    sys.modules["recordclass._policy"] = fake
    try:
        class P(core.dataobject):
            x: int
    except TypeError:
        pass
    else:
        raise SystemExit("taken")
"""
    assert "recordclass" in imported_after(program)


def test_what_a_module_does_while_it_is_looked_into():
    """It is not there, lacks the name, or comes back to us before it has answered."""
    program = """
import copy, sys, types
from recordclass import dataobject

class D(dataobject):
    x: object = None

class Odd(types.ModuleType):
    def __getattr__(self, name):
        if name == "deepcopy" and not seen:
            seen.append(1)  # the look within ends first, and is the one that is kept
            seen.append(D(3).__deepcopy__({}))
            return None
        return getattr(copy, name)

def refused():
    try:
        D(1).__deepcopy__({})
    except Exception as error:
        return type(error)

seen = []
sys.modules["copy"] = None
assert refused() is ImportError or refused() is ModuleNotFoundError
sys.modules["copy"] = types.ModuleType("copy")
assert refused() is AttributeError
sys.modules["copy"] = Odd("copy")
value = [1]
made = D(value).__deepcopy__({})
assert made.x == [1] and made.x is not value  # not by the None of the outer look
assert repr(seen) == "[1, D(x=3)]"
"""
    imported_after(program)


def test_parts_of_the_package_that_cannot_be_imported():
    """The error of the import is what one sees, and the next attempt is free to succeed."""
    program = """
import importlib.util, sys
import recordclass._standard
from recordclass import _core, dataobject

class D(dataobject):
    x: object = None

module = sys.modules["recordclass._standard"]
sys.modules["recordclass._standard"] = None
try:
    D.__dataclass_fields__
except ImportError:
    sys.modules["recordclass._standard"] = module
assert list(D.__dataclass_fields__) == ["x"]
assert sys.modules["recordclass._standard"] is module

core = importlib.util.module_from_spec(_core.__spec__)
_core.__spec__.loader.exec_module(core)
sys.modules["recordclass._policy"] = None
try:
    core.datatype("X", (core.dataobject,), {})
except ImportError:
    sys.modules["recordclass._policy"] = module
assert sys.modules["recordclass._policy"] is module
"""
    imported_after(program)


def test_version():
    import re
    from importlib.metadata import PackageNotFoundError

    try:
        version = recordclass.__version__
    except PackageNotFoundError:  # imported from a folder, not installed
        return
    assert re.match(r"\d+\.\d+", version)
