"""Import is cheap: what only some programs need is imported when they need it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import pytest

import recordclass

PARENT = os.path.dirname(os.path.dirname(os.path.abspath(recordclass.__file__)))

HEAVY = ["typing", "inspect", "dataclasses", "copy", "numpy", "re", "enum", "importlib.metadata"]


def output_of(program):
    """What a program prints in a fresh interpreter."""
    code = f"import sys\nsys.path.insert(0, {PARENT!r})\n{program}"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def imported_after(program):
    """Names of the modules that a fresh interpreter has after a program."""
    return set(output_of(f"{program}\nprint(*sys.modules)").split())


@pytest.fixture(scope="module")
def baseline():
    return imported_after("")


@pytest.fixture(scope="module")
def by_import():
    return imported_after("import recordclass")


@pytest.mark.parametrize("name", HEAVY)
def test_import_does_not_bring(name, baseline, by_import):
    assert name not in by_import - baseline, name


def test_import_brings_the_core_and_nothing_else(baseline, by_import):
    new = {name for name in by_import - baseline if not name.startswith("encodings")}
    new.discard("_collections_abc")  # which `site` has loaded, where it runs
    assert new == {"recordclass", "recordclass._core", "recordclass._sequence_abc"}


#: What the first class of a kind may bring, beside what the import does; all are small.
SMALL = {"__future__", "_operator", "operator", "keyword", "types"}


@pytest.mark.parametrize(
    ("program", "parts"),
    [
        ("recordclass.asdict", ""),
        ("recordclass.litelist([1])", ""),
        ("recordclass.memoryslots(1)[0:1] + (2,)", ""),
        ("class P(recordclass.dataobject): x: int", ""),
        ("recordclass.recordclass('P', 'x y')", "recordclass _named _storage"),
        ("recordclass.structclass('P', 'x y')", "structclass _named"),
        ("class P(recordclass.StructClass): x: int", "structclass _named _byvalue"),
        ("recordclass.make_dataclass('P', 'x y')", "dataclass _named _storage _join"),
        ("recordclass.make_arrayclass('P', 3)", "arrayclass _named"),
        ("recordclass.litetuple(1)", "litetuple"),
    ],
)
def test_a_program_brings_what_it_uses(program, parts, baseline, by_import):
    new = imported_after(f"import recordclass\n{program}") - baseline - by_import
    ours = {name.removeprefix("recordclass.") for name in new if name.startswith("recordclass.")}
    reading = {"_policy", "_build", "_field", "_fields", "_options"}
    assert ours <= reading | set(parts.split())
    assert {name for name in new if not name.startswith("recordclass.")} <= SMALL


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


# -- names that come when they are asked for --


@pytest.mark.parametrize("name", recordclass.__all__)
def test_a_name_alone_in_a_fresh_interpreter(name):
    imported_after(f"""
import recordclass
assert {name!r} in dir(recordclass)
from recordclass import {name} as given
assert given is recordclass.{name}
assert type(given) is not type(sys)
""")


def test_star_import_in_a_fresh_interpreter():
    imported_after("""
from recordclass import *
package = sys.modules["recordclass"]
assert all(globals()[name] is getattr(package, name) for name in package.__all__)
""")


def test_names_of_the_checkers_are_the_names_that_come():
    """What stands under TYPE_CHECKING is what a program finds."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(recordclass.__file__).read_text(encoding="utf-8"))
    (block,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.orelse
    )
    seen = {
        alias.name: line.module
        for line in block.body
        if isinstance(line, ast.ImportFrom) and line.module and line.level
        for alias in line.names
        if getattr(recordclass._core, alias.name, None) is not getattr(recordclass, alias.name)
    }
    homes = {**recordclass._HOMES}
    assert seen.keys() == homes.keys()
    typed_only = {"_specifiers": "_field"}
    for name, module in seen.items():
        home = importlib.import_module(f"recordclass.{typed_only.get(module, module)}")
        assert getattr(home, name) is getattr(recordclass, name), name


@pytest.mark.parametrize("name", sorted(recordclass._TWOFOLD))
def test_a_module_never_takes_the_place_of_a_name(name):
    """Whichever is asked for first, the module or the name, and by whichever statement."""
    asks = (
        f"import recordclass.{name}",
        f"from recordclass import {name}",
        f"recordclass.{name}",
        f"from recordclass.{name} import {name}",
        f"import importlib; importlib.import_module('recordclass.{name}')",
    )
    for first in asks:
        for second in asks:
            imported_after(f"""
import recordclass as before
def ask(statement):
    exec(statement, {{"recordclass": before}})
    assert before.{name} is not sys.modules.get("recordclass.{name}")
ask({first!r})
ask({second!r})
module = __import__("importlib").import_module("recordclass.{name}")
assert module is sys.modules["recordclass.{name}"] and type(module) is type(sys)
assert before.{name} is module.{name} is not module
""")


def test_every_module_with_a_public_name_is_known():
    folder = os.path.dirname(recordclass.__file__)
    stems = {entry.removesuffix(".py") for entry in os.listdir(folder)}
    assert stems & set(recordclass.__all__) == recordclass._TWOFOLD


def test_other_attributes_can_be_set():
    imported_after("""
import recordclass
recordclass.memoryslots = recordclass.own = marker = object()
assert recordclass.memoryslots is recordclass.own is marker
import recordclass.memoryslots
assert recordclass.memoryslots is marker
del recordclass.own
assert not hasattr(recordclass, "own")
""")


@pytest.mark.parametrize("name", ["adapter", "dataclass", "dictclass"])
def test_modules_that_need_no_import(name):
    imported_after(f"""
import recordclass
assert recordclass.{name} is sys.modules["recordclass.{name}"]
assert recordclass.{name}.__all__
""")


@pytest.mark.parametrize(
    "name",
    [
        "KW_ONLY",
        "MATCH",
        "RecordClass",
        "StructClass",
        "find_cycles",
        "Field",
        "litetuple",
        "datastruct",
        "make_dataclass",
        "fields",
    ],
)
def test_pickles_that_name_them(name):
    import pickle

    given = getattr(recordclass, name)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(given, protocol)
        imported_after(f"""
import pickle
given = pickle.loads({data!r})
import recordclass
assert given is recordclass.{name}
""")
    by_package = f"crecordclass\n{name}\n.".encode()
    imported_after(f"""
import pickle
given = pickle.loads({by_package!r})
import recordclass
assert given is recordclass.{name}
""")


def test_the_package_again():
    imported_after("""
import importlib, recordclass
Field = recordclass.Field
assert importlib.reload(recordclass) is recordclass
assert recordclass.Field is Field
import recordclass.memoryslots
assert recordclass.memoryslots is not sys.modules["recordclass.memoryslots"]
""")


def test_help():
    text = output_of("""
import pydoc, recordclass
print(pydoc.render_doc(recordclass, renderer=pydoc.plaintext))
""")
    for word in ("class Field", "class litetuple", "find_cycles(", "recordclass("):
        assert word in text


def test_threads_that_all_ask_first():
    """Nobody sees a module, or half of one, where a class or function belongs."""
    imported_after("""
import threading
sys.setswitchinterval(1e-6)
import recordclass
names = [*recordclass.__all__, "protocoldatatype"]
modules = [f"recordclass.{name}" for name in recordclass._TWOFOLD]
start = threading.Barrier(8)
seen, failures = [], []

def ask(k):
    try:
        start.wait()
        mine = {}
        for name in names[k * 5 :] + names[: k * 5]:
            if k % 2 and f"recordclass.{name}" in modules:
                __import__(f"recordclass.{name}")
            mine[name] = getattr(recordclass, name)
            assert type(mine[name]) is not type(sys), name
        seen.append(mine)
    except BaseException as error:
        failures.append(error)

threads = [threading.Thread(target=ask, args=(k,)) for k in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not failures, failures
assert all(mine[name] is getattr(recordclass, name) for mine in seen for name in names)
""")


def test_modules_of_the_package_import_each_other_in_no_circle():
    """Threads that import two such modules at once would see one of them half made."""
    import ast
    from pathlib import Path

    folder = Path(recordclass.__file__).parent
    needs = {}
    for path in folder.glob("*.py"):
        lines = ast.parse(path.read_text(encoding="utf-8")).body
        needs[path.stem] = {
            line.module or alias.name
            for line in lines
            if isinstance(line, ast.ImportFrom) and line.level == 1
            for alias in line.names
        }
    assert needs["recordclass"] >= {"_named", "_core"}
    settled = {"_core"}
    while True:
        ready = {name for name, wanted in needs.items() if wanted <= settled} - settled
        if not ready:
            break
        settled |= ready
    assert needs.keys() - settled == set()


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
            seen.append(D([3]).__deepcopy__({}))
            return None
        return getattr(copy, name)

def refused():
    try:
        D([1]).__deepcopy__({})
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
assert repr(seen) == "[1, D(x=[3])]"
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
