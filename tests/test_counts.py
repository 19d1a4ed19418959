"""The rows of instructions: which kinds are counted, what they say, and how counting can fail."""

import json
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks" / "counts.py").is_file(),
    reason="the benchmarks are not part of this tree",
)

#: Nanoseconds; the tuple display is the fastest, and of the others it is msgspec.
NEW = {"tuple": 10.0, "slots": 90.0, "msgspec": 30.0, "recordclass": 20.0, "dataobject": 21.0}
LT = dict.fromkeys(NEW, 5.0)

#: What stands in for valgrind: runs the command, then writes three dumps for each of its answers,
#: of which the third has 7 instructions more for each operation than the second.
VALGRIND = """\
#!{python}
import json, subprocess, sys, time
{first}
prefix = "--callgrind-out-file="
out = next(word[len(prefix):] for word in sys.argv if word.startswith(prefix))
command = sys.argv[next(i for i, word in enumerate(sys.argv) if i and word[0] != "-"):]
done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
print(done.stdout, end="")
number = 0
for answer in map(json.loads, done.stdout.splitlines()):
    if "operations" in answer:
        for more in (999, 0, 7 * answer["operations"]):
            number += 1
            with open(f"{{out}}.{{number}}", "w") as file:
                print("summary:", 100_000 + more, file=file)
sys.exit(done.returncode)
"""


@pytest.fixture
def counts(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import counts

    return counts


@pytest.fixture
def valgrind(monkeypatch, tmp_path):
    """Put the stand-in, which begins with some lines, on the path."""

    def put(first=""):
        script = tmp_path / "valgrind"
        script.write_text(VALGRIND.format(python=sys.executable, first=first), encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return put


def timed(**rows):
    from benchmarks.runner import Cell

    return {
        row: {
            name: Cell(reason=value) if isinstance(value, str) else Cell([value])
            for name, value in times.items()
        }
        for row, times in rows.items()
    }


def measures(*names):
    from benchmarks.catalogue import chosen

    return chosen(list(names))


def figures(table):
    return {
        row: {
            name: cell.best if cell.best is not None else cell.reason for name, cell in of.items()
        }
        for row, of in table.items()
    }


def test_counts_ours_the_tuple_and_the_fastest_other_peer(counts):
    operations = measures("new", "get")
    get = {
        "tuple": "TypeError",
        "slots": 5.0,
        "msgspec": 5.1,
        "recordclass": 5.2,
        "dataobject": 5.3,
    }
    found = counts.wanted(operations, timed(new=NEW, get=get))
    assert {kind: [one.name for one in of] for kind, of in found.items()} == {
        "tuple": ["new"],
        "msgspec": ["new"],
        "slots": ["get"],
        "recordclass": ["new", "get"],
        "dataobject": ["new", "get"],
    }


def test_only_the_hottest_are_counted(counts):
    hottest = "new new_kw get set get_i iterate unpack eq hash asdict".split()
    assert sorted(one.name for one in counts.due(measures())) == sorted(hottest)
    assert counts.count(measures("lt", "sizeof"), timed(lt=LT)) == ({}, "")


def test_a_row_says_what_was_counted_and_what_not(counts, monkeypatch):
    told = []
    found = {
        "tuple": {"new": 400.0},
        "msgspec": {"new": "failed: it died"},
        "recordclass": {"new": 500.0},
        "dataobject": {"new": "no new"},
    }
    monkeypatch.setattr(counts, "available", lambda: True)
    monkeypatch.setattr(counts, "all_counted", lambda wanted: found)
    table, note = counts.count(measures("new", "lt"), timed(new=NEW, lt=LT), told.append)
    assert (note, len(told)) == ("", 1)
    assert figures(table) == {
        "new_instructions": {
            "tuple": 400.0,
            "slots": "no count",
            "msgspec": "failed: it died",
            "recordclass": 500.0,
            "dataobject": "no new",
        }
    }
    died = {name for name, cell in table["new_instructions"].items() if cell.died}
    assert died == {"msgspec"}


def test_a_row_of_which_nothing_was_counted_is_left_out(counts, monkeypatch):
    monkeypatch.setattr(counts, "available", lambda: True)
    monkeypatch.setattr(counts, "all_counted", lambda wanted: {})
    assert counts.count(measures("new"), timed(new=dict.fromkeys(NEW, "died"))) == ({}, "")


@pytest.fixture
def result(counts):
    """Two runs and one count: the tuple is the faster peer, and takes more instructions."""
    from benchmarks import report
    from benchmarks.peers import KINDS

    kinds = [KINDS[name] for name in NEW]
    counted = {
        "new_instructions": timed(
            new={**dict.fromkeys(NEW, "no count"), "tuple": 800.0, "msgspec": 500.0,
                 "recordclass": 600.0, "dataobject": 2400.0}
        )["new"]
    }  # fmt: skip
    about = dict.fromkeys(("implementation", "python", "build", "cpu", "system", "date"), "")
    runs = [timed(new=NEW, lt=LT), timed(new={**NEW, "slots": 80.0}, lt=LT)]
    kept = report.as_json(
        measures("new", "lt"), kinds, runs, counted, {**about, "note": ""}, {"attrs": "1"}
    )
    table = {**report.joined(runs), **counted}
    return kept, report.as_text(measures("new", "lt"), kinds, table, kept)


def test_the_row_stands_below_its_operation_with_ratios_to_the_fastest(result):
    kept, text = result
    assert list(kept["rows"]) == ["new", "new_instructions", "lt"]
    row = kept["rows"]["new_instructions"]
    assert row["best_peer"] == "tuple"
    assert row["ratios"] == {"recordclass": 0.75, "dataobject": 3.0}
    assert row["kinds"]["tuple"] == {"best": 800.0, "runs": [800.0], "rounds": [800.0]}
    assert row["kinds"]["slots"] == {"reason": "no count", "died": False}
    lines = text.splitlines()
    below = lines[next(i for i, line in enumerate(lines) if "by position" in line) + 1]
    assert below.split() == "instructions 800 - 500 600 2400 0.75 3.00 tuple".split()
    assert "no count" not in text


def test_without_the_fastest_the_next_one_that_was_counted(counts):
    from benchmarks import report
    from benchmarks.peers import KINDS

    table = timed(
        x={"tuple": 1.0, "namedtuple": 2.0, "slots": 3.0, "recordclass": 1.0},
        y={"tuple": "failed: no", "namedtuple": 90.0, "slots": 50.0, "recordclass": 45.0},
    )
    kinds = [KINDS[name] for name in table["x"]]
    facts = report._ratios("x_instructions", kinds, table["y"], table["x"])
    assert facts == {"best_peer": "namedtuple", "ratios": {"recordclass": 0.5}, "misses": {}}


def test_goals_are_those_of_times_alone(result):
    kept, text = result
    assert {goal["row"] for goal in kept["goals"]} == {"new", "lt"}
    assert all(len(goal["runs"]) == 2 for goal in kept["goals"])
    assert kept["rows"]["new_instructions"]["misses"] == {}
    assert kept["rows"]["new"]["misses"] != {}
    assert "new_instructions" not in text


def test_markdown_has_the_row(result):
    from benchmarks import markdown

    lines = markdown.table(result[0]).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| construct by position, ns",
        "| instructions",
        "| <, the last differs, ns",
    ]
    cells = [cell.strip() for cell in lines[3].split("|")[2:-1]]
    assert cells == ["800", "", "", "", "", "500", "", "600", "", "2400", "0.75 - 3.00", "tuple"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ([], True),
        (["--no-instructions"], False),
        (["--quick"], False),
        (["--quick", "--instructions"], True),
    ],
)
def test_quick_counts_only_when_asked(counts, words, asked):
    from benchmarks.__main__ import arguments

    assert arguments(words).instructions is asked


def test_a_command_counts_once_however_many_runs(counts, monkeypatch, tmp_path, capsys):
    from benchmarks import __main__ as command

    kept = tmp_path / "kept.json"
    wanted = []
    runs = iter([NEW, {**NEW, "slots": 8.0}])
    monkeypatch.setattr(command, "measured", lambda *args: (timed(new=next(runs)), {}))
    monkeypatch.setattr(counts, "available", lambda: True)

    def all_counted(asked):
        wanted.append(asked)
        return {"slots": {"new": 9.0}}

    monkeypatch.setattr(counts, "all_counted", all_counted)
    words = ["--runs=2", "--ops=new", f"--kinds={','.join(NEW)}", f"--output={kept}"]
    assert command.main(words) == 0
    # the fastest of both runs
    assert [set(asked) for asked in wanted] == [{"tuple", "slots", "recordclass", "dataobject"}]
    row = json.loads(kept.read_text(encoding="utf-8"))["rows"]["new_instructions"]
    assert row["kinds"]["slots"]["best"] == 9.0
    assert "instructions" in capsys.readouterr().out


def test_without_valgrind_one_note_says_so(counts, monkeypatch, tmp_path, capsys):
    from benchmarks import __main__ as command

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(command, "measured", lambda *args: (timed(new=NEW), {}))
    kept = tmp_path / "kept.json"
    words = ["--ops=new", f"--kinds={','.join(NEW)}", f"--output={kept}"]
    assert command.main(words) == 0
    captured = capsys.readouterr()
    note = "instructions are not counted: there is no valgrind"
    assert captured.out.count(note) == 1
    result = json.loads(kept.read_text(encoding="utf-8"))
    assert (result["note"], list(result["rows"])) == (note, ["new"])
    assert command.main([*words, "--no-instructions"]) == 0
    assert note not in capsys.readouterr().out


def test_counted_is_the_difference_of_two_loops(counts, valgrind):
    from benchmarks.callgrind import all_counted

    valgrind()
    assert shutil.which("valgrind")
    found = all_counted({"slots": measures("new", "get_i", "get"), "tuple": measures("new")}, 2)
    refused = found["slots"].pop("get_i")
    assert found == {"slots": {"new": 7.0, "get": 7.0}, "tuple": {"new": 7.0}}
    assert refused.startswith("TypeError: ")


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ("sys.exit('it gave up')", "failed: it gave up"),
        ("time.sleep(60)", "failed: no end in 0.2 s"),
        ("import os; os.abort()", "failed: exit code -6"),
    ],
)
def test_a_process_that_fails_is_a_reason(counts, valgrind, monkeypatch, first, reason):
    from benchmarks import callgrind

    valgrind(first)
    if "sleep" in first:
        monkeypatch.setattr(callgrind, "PATIENCE", 0.2)
    assert callgrind.all_counted({"slots": measures("new")}, 2) == {"slots": {"new": reason}}
