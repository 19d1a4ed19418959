"""The benchmark harness runs, without peers and with tiny counts, and reports honestly what it
could not measure."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks" / "runner.py").is_file(),
    reason="the benchmarks are not part of this tree",
)


@pytest.fixture
def on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


def run(*arguments, start=("-m", "benchmarks")):
    command = [sys.executable, *start, *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_measures_and_keeps_json(tmp_path):
    kept = tmp_path / "kept.json"
    done = run(
        "--quick",
        "--rounds=1",
        "--ops=loop,new,get,sizeof",
        "--kinds=tuple,slots,ours",
        f"--output={kept}",
    )
    assert done.returncode == 0, done.stderr
    assert "construct by position" in done.stdout
    result = json.loads(kept.read_text(encoding="utf-8"))
    assert set(result["rows"]) == {"loop", "new", "get", "sizeof"}
    assert {"date", "cpu", "python", "build", "versions", "rounds"} <= set(result)
    new = result["rows"]["new"]
    assert new["kinds"]["slots"]["best"] > new["kinds"]["tuple"]["best"] > 0
    assert new["best_peer"] == "tuple"
    assert set(new["ratios"]) == {"recordclass", "structclass", "dataobject"}
    assert result["rows"]["get"]["kinds"]["tuple"]["reason"]
    sizes = {name: cell["best"] for name, cell in result["rows"]["sizeof"]["kinds"].items()}
    if object.__basicsize__ == 16:  # 64 bit, with the GIL
        assert sizes["recordclass"] == 72
        assert sizes["structclass"] == sizes["dataobject"] == 64


def test_runs_by_its_path_and_prints_json(tmp_path):
    done = run(
        "--quick",
        "--rounds=1",
        "--ops=get",
        "--kinds=slots",
        "--json",
        f"--output={tmp_path / 'x.json'}",
        start=("benchmarks",),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))


def test_several_runs_say_how_often_a_goal_is_held(on_path):
    from benchmarks import report
    from benchmarks.catalogue import chosen
    from benchmarks.peers import KINDS
    from benchmarks.runner import Cell

    kinds = [KINDS[name] for name in ("slots", "recordclass", "dataobject")]
    # the goal is 1.05 times slots, for the slower of ours
    runs = [(10.0, 10.0, 10.4), (10.0, 11.0, 9.0), (20.0, 10.0, 12.0)]
    tables = [
        {"get": dict(zip((kind.name for kind in kinds), (Cell([x]) for x in run), strict=True))}
        for run in runs
    ]
    names = ("implementation", "python", "build", "cpu", "system", "date", "note")
    result = report.as_json(chosen(["get"]), kinds, tables, {}, dict.fromkeys(names, ""), {})
    assert result["runs"] == 3
    (goal,) = result["goals"]
    assert (goal["row"], goal["peers"], goal["limit"], goal["held"]) == ("get", ["slots"], 1.05, 2)
    assert [(run["kind"], run["ratio"]) for run in goal["runs"]] == [
        ("dataobject", 1.04),
        ("recordclass", 1.1),
        ("dataobject", 0.6),
    ]
    cell = result["rows"]["get"]["kinds"]["dataobject"]
    assert (cell["best"], cell["runs"]) == (9.0, [10.4, 9.0, 12.0])
    text = report.as_text(chosen(["get"]), kinds, report.joined(tables), result)
    assert "get: held 2/3, 1.04, 1.10, 0.60 x slots, goal 1.05\n" in text


def test_runs_are_kept_beside_each_other(tmp_path):
    kept = tmp_path / "kept.json"
    done = run(
        *("--quick", "--rounds=1", "--runs=2", "--ops=get", "--kinds=slots,dataobject"),
        f"--output={kept}",
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(kept.read_text(encoding="utf-8"))
    assert result["runs"] == len(result["goals"][0]["runs"]) == 2
    cell = result["rows"]["get"]["kinds"]["dataobject"]
    assert cell["best"] == min(cell["runs"])
    assert "get: held " in done.stdout


@pytest.mark.parametrize(
    "argument", ["--ops=nonsense", "--kinds=nonsense", "--rounds=0", "--runs=0"]
)
def test_unknown_names_are_refused_in_a_line(argument):
    done = run(argument)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_list_names_every_row_and_kind(on_path):
    done = run("--list")
    assert done.returncode == 0
    from benchmarks import catalogue, peers

    for measure in catalogue.MEASURES.values():
        for row in catalogue.rows_of(measure):
            assert row.name in done.stdout.split()
    assert all(name in done.stdout.split() for name in peers.KINDS)


def test_a_worker_that_dies_is_a_failed_cell(on_path):
    from benchmarks.catalogue import chosen
    from benchmarks.runner import Worker, interleaved

    workers = {
        "dies": Worker([sys.executable, "-c", "import os; input(); os.abort()"]),
        "hangs": Worker([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2),
        "tuple": Worker([sys.executable, "-m", "benchmarks.worker", "tuple"]),
    }
    try:
        table = interleaved(chosen(["new"]), workers, rounds=2, quick=True)
    finally:
        for worker in workers.values():
            worker.close()
    cells = table["new"]
    assert (cells["dies"].died, cells["dies"].reason, cells["dies"].best) == (
        True,
        "signal 6",
        None,
    )
    assert (cells["hangs"].died, cells["hangs"].best) == (True, None)
    assert len(cells["tuple"].rounds) == 2
    assert cells["tuple"].best == min(cells["tuple"].rounds)


def test_an_operation_that_does_something_else_is_not_timed(on_path):
    from benchmarks.operation import NotOffered, Operation
    from benchmarks.peers import KINDS
    from benchmarks.worker import Bench

    bench = Bench(KINDS["namedtuple"])
    with pytest.raises(NotOffered, match="does not hold"):
        bench.loop(Operation("x", "x", ("x = r",), check="x is not r"))
    with pytest.raises(NotOffered, match="no update"):
        bench.loop(Operation("x", "x", ("$update",)))
    loop, per_turn = bench.loop(Operation("x", "x", ("x = r.a", "x = r.b")))
    assert per_turn == 24
    assert loop(1) > 0


@pytest.mark.parametrize("kind", ["tuple", "slots", "recordclass", "structclass", "dataobject"])
def test_readers_make_the_records_of_each_kind(kind):
    """Setting a loop up runs it once, and checks what it has made."""
    names = "csv csv_typed sqlite sqlite_select".split()
    comprehensions = ["csv_comprehension", "csv_typed_comprehension", "sqlite_comprehension"]
    done = run(
        *("--child", f"--ops={','.join(names + comprehensions)}", f"--kinds={kind}", "--turns=1"),
        start=("-m", "benchmarks.callgrind"),
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    made = [answer["name"] for answer in answers if answer.get("operations") == 4000]
    refused = [answer["none"] for answer in answers if "none" in answer]
    assert made == names + (comprehensions if kind != "tuple" else [])
    assert refused == ([f"no {name}" for name in comprehensions] if kind == "tuple" else [])


def test_goals_are_compared_with_the_fastest_peer_named(on_path):
    from benchmarks.targets import misses

    peers = {"tuple": 40.0, "msgspec": 100.0, "msgspec-nogc": 80.0}
    assert misses("new", 50.0, peers) == []
    assert misses("new", 70.0, peers) == [("tuple", 1.75, 1.25), ("msgspec-nogc", 0.875, 0.85)]
    assert misses("new", 70.0, {}) == []
    assert misses("lt", 50.0, peers) == [("tuple", 1.25, 1.0)]


def test_goals_name_rows_and_kinds_that_exist(on_path):
    from benchmarks.catalogue import MEASURES, rows_of
    from benchmarks.peers import KINDS
    from benchmarks.targets import BEST, TARGETS

    assert set(TARGETS) <= {row.name for measure in MEASURES.values() for row in rows_of(measure)}
    assert {name for goals in TARGETS.values() for names, _ in goals for name in names} <= {
        *KINDS,
        BEST,
    }


def test_fields_are_specialised():
    done = run("slots", "ours", start=("-m", "benchmarks.specialised"))
    assert done.returncode == 0, done.stderr
    lines = [line.split()[:3] for line in done.stdout.splitlines()]
    assert lines == [
        [name, "LOAD_ATTR_SLOT", "STORE_ATTR_SLOT"]
        for name in ("slots", "recordclass", "structclass", "dataobject")
    ]


def test_callgrind_child_turns_the_loop():
    done = run(
        "--child", "--ops=get", "--kinds=slots", "--turns=2", start=("-m", "benchmarks.callgrind")
    )
    # four turns at least, so that the two counted loops differ enough
    assert json.loads(done.stdout) == {"name": "get", "operations": 96}


def test_growth_measures_each_point_and_keeps_json(tmp_path):
    kept = tmp_path / "kept.json"
    arguments = ("--quick", "--parts=fields,depth", "--kinds=slots,dataobject", f"--output={kept}")
    done = run(*arguments, start=("-m", "benchmarks.growth"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "get by name, ns; depth: 1, 2\n" in done.stdout
    result = json.loads(kept.read_text(encoding="utf-8"))
    assert result["quick"] is True
    for part, row, points in (("fields", "new", [1, 2, 4, 8, 16]), ("depth", "get", [1, 2])):
        assert result["growth"][part]["failed"] == {}
        figures = result["growth"][part]["rows"][row]
        assert set(figures) == {"slots", "dataobject"}
        for pairs in figures.values():
            assert [n for n, _ in pairs] == points
            assert all(value > 0 for _, value in pairs)


def test_growth_refuses_unknown_parts_in_a_line():
    done = run("--parts=nonsense", start=("-m", "benchmarks.growth"))
    assert done.returncode == 2
    assert "nothing grows as 'nonsense'" in done.stderr
