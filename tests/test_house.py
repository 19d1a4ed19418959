"""Rules of the house that a machine can check: what the binary shows, and that the map is true."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import recordclass
from recordclass import _core

ROOT = Path(__file__).resolve().parent.parent
CSRC = ROOT / "csrc"
PACKAGE = ROOT / "src" / "recordclass"
STEMS = sorted(path.stem for path in CSRC.glob("*.c"))

# Tables that CPython's API takes as writable and that nobody writes to.
TABLE = re.compile(r".*_(methods|functions|getset|members|slots|spec|def)|keywords\.\d+")
# The linker's own.
TOOLCHAIN = re.compile(r"completed\.\d+|__dso_handle|__TMC_END__|_DYNAMIC|_GLOBAL_OFFSET_TABLE_")
# Per thread, and the reason stands at the top of trashcan.c.
THREAD_LOCAL = {"trash"}

needs_tree = pytest.mark.skipif(not CSRC.is_dir(), reason="needs the source tree")
needs_elf = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("readelf") is None,
    reason="needs an ELF file and readelf",
)


def readelf(*options):
    command = ["readelf", "--wide", *options, _core.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def defined_symbols(option):
    """Yield (name, type, section number) of every symbol that the extension defines."""
    for row in readelf(option):
        if len(row) >= 8 and row[0].rstrip(":").isdigit() and row[6].isdigit():
            yield row[7], row[3], int(row[6])


def sections():
    """Return the names of sections by number."""
    rows = [
        re.match(r"\[\s*(\d+)\]\s+(\S+)", " ".join(row)) for row in readelf("--section-headers")
    ]
    return {int(row[1]): row[2] for row in rows if row}


@pytest.fixture
def plain_build():
    if any(
        re.match(r"__(asan|ubsan|gcov)", row[7]) for row in readelf("--symbols") if len(row) > 7
    ):
        pytest.skip("sanitizers and coverage bring globals of their own")


@needs_elf
def test_only_the_init_function_is_exported(plain_build):
    assert {name for name, _, _ in defined_symbols("--dyn-syms")} == {"PyInit__core"}


@needs_elf
def test_no_global_is_written_to(plain_build):
    name_of = sections()
    symbols = [s for s in defined_symbols("--symbols") if not TOOLCHAIN.fullmatch(s[0])]
    if not any(name == "rc_module_def" for name, _, _ in symbols):
        pytest.skip("the extension is stripped")
    data = {name for name, kind, at in symbols if kind == "OBJECT" and name_of[at] == ".data"}
    assert {name for name in data if not TABLE.fullmatch(name)} == set()
    assert {
        name for name, kind, at in symbols if kind == "OBJECT" and name_of[at] == ".bss"
    } == set()
    assert {name for name, kind, _ in symbols if kind == "TLS"} <= THREAD_LOCAL


def test_what_is_tested_is_installed():
    assert PACKAGE not in Path(recordclass.__file__).resolve().parents
    assert PACKAGE not in Path(_core.__file__).resolve().parents


@needs_tree
def test_the_whole_package_is_installed():
    def names(folder):
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix in {".py", ".pyi", ".typed"} and "__pycache__" not in path.parts
        }

    wanted = names(PACKAGE)
    assert {"__init__.py", "_core.pyi", "py.typed"} <= wanted
    assert wanted - names(Path(recordclass.__file__).parent) == set()


@needs_tree
def test_every_c_file_is_built():
    listed = re.findall(r"'(\w+)\.c'", (CSRC / "meson.build").read_text(encoding="utf-8"))
    assert sorted(listed) == STEMS


@needs_tree
def test_the_map_names_every_file_and_no_other():
    text = (CSRC / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b\w+\.(?:c|h|def)\b", text))
    assert named == {path.name for kind in ("c", "h", "def") for path in CSRC.glob(f"*.{kind}")}


@needs_tree
def test_every_c_file_has_its_tests():
    assert [stem for stem in STEMS if not (ROOT / "tests" / f"test_{stem}.py").is_file()] == []


@needs_tree
def test_only_compat_asks_which_python_this_is():
    asks = re.compile(r"\b(PY_VERSION_HEX|PY_M(AJOR|INOR)_VERSION|Py_GIL_DISABLED)\b")
    files = [*CSRC.glob("*.c"), *CSRC.glob("*.h"), *CSRC.glob("*.def")]
    asking = {path.name for path in files if asks.search(path.read_text(encoding="utf-8"))}
    assert asking <= {"compat.h"}


@needs_tree
@pytest.mark.skipif(sys.version_info < (3, 13), reason="the headers know no build without the GIL")
@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_the_core_compiles_without_the_gil():
    headers = sysconfig.get_path("include")
    command = ["cc", "-std=c11", "-Wall", "-Werror", "-fsyntax-only", "-DPy_GIL_DISABLED=1"]
    files = [str(path) for path in sorted(CSRC.glob("*.c"))]
    done = subprocess.run(
        [*command, f"-I{headers}", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
