"""The extension as a module: names, several module objects, several interpreters."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
import sysconfig
import textwrap
import types
import weakref

import pytest

import recordclass
from recordclass import _core

PARENT = os.path.dirname(os.path.dirname(os.path.abspath(recordclass.__file__)))


def run(program, *arguments):
    """Run a program in a process of its own; give what it prints."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(program), PARENT, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_names():
    assert isinstance(_core, types.ModuleType)
    assert _core.__name__ == "recordclass._core"
    assert _core.__doc__
    for name in ("datatype", "dataobject", "memoryslots", "itemgetset", "make_class", "MISSING"):
        assert hasattr(_core, name)
    for name in recordclass.__all__:
        assert getattr(recordclass, name) is not None


def test_star_import():
    scope = {}
    exec("from recordclass import *", scope)
    assert set(recordclass.__all__) <= set(scope)


def test_classes_of_the_package_hide_modules_of_the_same_name():
    for name in ("recordclass", "structclass", "memoryslots", "dataobject", "arrayclass"):
        module = importlib.import_module(f"recordclass.{name}")
        assert isinstance(module, types.ModuleType)
        assert not isinstance(getattr(recordclass, name), types.ModuleType)
    out = run(
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        import recordclass.memoryslots, recordclass.arrayclass
        import recordclass
        print(recordclass.memoryslots.__name__, recordclass.arrayclass.__name__)
        """
    )
    assert out.split()[0] == "memoryslots"


def test_unknown_name():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        recordclass.nothing
    with pytest.raises(ImportError):
        exec("from recordclass import nothing")


def test_flags_are_distinct_bits():
    flags = [value for name, value in vars(_core).items() if name.startswith("OPT_")]
    assert len(flags) == 19
    assert len(set(flags)) == 19
    for flag in flags:
        assert flag.bit_count() == 1


def test_hidden_types_cannot_be_made(family):
    types_seen = {type(iter(family(1, 2)))} if family.can("iterable") else set()
    for cls in types_seen:
        with pytest.raises(TypeError, match="cannot create"):
            cls()


def load_again():
    spec = importlib.util.spec_from_file_location("recordclass._core", _core.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_module_objects_are_two_worlds():
    other = load_again()
    assert other is not _core
    assert other.datatype is not _core.datatype
    assert other.memoryslots is not _core.memoryslots
    assert other.MISSING is not _core.MISSING
    assert other.memoryslots(1, 2) == (1, 2)
    with pytest.raises(TypeError):
        _core.make_class(other.datatype, ("A", (_core.dataobject,), {}, (), -1, 0, None))
    for a, b in ((other, _core), (_core, other)):
        try:
            a.make_class(a.datatype, ("A", (b.dataobject,), {}, (), -1, 0, None))
        except TypeError:
            pass
    first, second = _core.memoryslots(1, 2), other.memoryslots(1, 2)
    assert first == (1, 2) == second
    repr((first == second, first * 2, second[:]))


def test_module_objects_die():
    other = load_again()
    record = other.make_class(
        other.datatype, ("A", (other.dataobject,), {}, (("x", 5, 0, None),), -1, 0, None)
    )()
    ref, cls_ref = weakref.ref(other), weakref.ref(other.datatype)
    del other
    gc.collect()
    assert record.x == 5
    assert repr(record) == "A(x=5)"
    del record
    for _ in range(3):
        gc.collect()
    assert ref() is None
    assert cls_ref() is None


def test_exit_with_records_alive():
    out = run(
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        from recordclass import recordclass, structclass, dataobject, memoryslots
        class Late:
            def __del__(self):
                print(record, record._replace(x=2))
        record = recordclass("R", "x y", gc=True)(1, None)
        record.y = record
        sys.kept = [Late(), structclass("S", "a", use_dict=True)(Late()), memoryslots(Late())]
        class D(dataobject, gc=True):
            x: object
        d = D(None); d.x = d
        sys.also = d
        print("end")
        """
    )
    assert out.startswith("end\n")


# -- several interpreters --

USE = """
import sys
sys.path[:0] = [{parent!r}]
from recordclass import dataobject, join_classes, make_arrayclass, memoryslots
from recordclass import recordclass, structclass
import copy, gc, inspect, pickle
for factory in (recordclass, structclass):
    R = factory("R", "x y", defaults=[0], gc=True, module="__main__")
    R.__module__ = "__main__"
    sys.modules["__main__"].R = R
    r = R(1, y=[2])
    assert copy.deepcopy(r) == r and pickle.loads(pickle.dumps(r)) == r
    assert str(inspect.signature(R)) == "(x, y=0)"
    r.x = r
    del r
class D(dataobject):
    a: int
    b: int = 5
assert repr(D(1)) == "D(a=1, b=5)"
assert join_classes("J", [structclass("A", "p"), structclass("B", "q")])(1, 2).q == 2
chain = None
for i in range(100_000):
    chain = D(chain)
del chain
assert memoryslots(1, 2) + (3,) == (1, 2, 3)
assert list(make_arrayclass("A", 2)(1)) == [1, None]
gc.collect()
"""

DRIVER = """
import sys
sys.path.insert(0, sys.argv[1])
own_gil = sys.argv[2] == "own"
program = sys.argv[3]
rounds = 4
if sys.version_info >= (3, 13):
    import _interpreters as interpreters
    def make():
        return interpreters.create("isolated" if own_gil else "legacy")
    def execute(which):
        failed = interpreters.run_string(which, program)
        assert failed is None, failed
else:
    import warnings
    warnings.simplefilter("ignore")
    import _xxsubinterpreters as interpreters
    def make():
        return interpreters.create(isolated=own_gil)
    def execute(which):
        interpreters.run_string(which, program)
if sys.argv[4] == "main-too":
    exec(program, {"__name__": "__main__"})
for _ in range(rounds):
    which = make()
    execute(which)
    execute(which)
    interpreters.destroy(which)
several = [make() for _ in range(rounds)]
if own_gil and sys.version_info >= (3, 12):
    import threading
    failures = []
    def work(which):
        try:
            execute(which)
        except BaseException as error:
            failures.append(error)
    threads = [threading.Thread(target=work, args=(which,)) for which in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
else:
    for which in several:
        execute(which)
for which in several:
    interpreters.destroy(which)
if sys.argv[4] == "main-too":
    exec(program, {"__name__": "__main__"})
print("ran")
"""


@pytest.mark.parametrize("order", ["alone", "main-too"])
@pytest.mark.parametrize("gil", ["own", "shared"])
def test_sub_interpreters(gil, order):
    assert run(DRIVER, gil, USE.format(parent=PARENT), order) == "ran\n"


def test_gil_stays_away():
    """Importing the package does not switch the GIL on in a build without one."""
    out = run(
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        import recordclass
        print(getattr(sys, "_is_gil_enabled", lambda: True)())
        """
    )
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    assert out == f"{not free}\n" or os.environ.get("PYTHON_GIL") == "1"
