"""The guard of instruction counts: what it calls slower, what it keeps, and what it counts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks" / "guard.py").is_file(),
    reason="the benchmarks are not part of this tree",
)

KEPT = {
    "python": "3.11.2",
    "references": {
        "tuple.new": 100.0,
        "slots.new": 400.0,
        "namedtuple.new": 500.0,
        "slots.get": 10.0,
        "tuple.copy": 50.0,
    },
    "operations": {"recordclass.new": 200.0, "recordclass.get": 20.0, "recordclass.copy": 1000.0},
}


@pytest.fixture
def guard(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import guard

    return guard


def words(guard, references, operations):
    """Name -> the word in its line of the table."""
    verdicts, _ = guard.compare(KEPT, references, operations)
    return {
        verdict.name: "slower" if verdict.slower else "faster" if verdict.faster else ""
        for verdict in verdicts
    }


def test_scale_is_the_median_of_the_references_of_the_operation(guard):
    kept = KEPT["references"]
    assert guard.scale("new", kept, kept) == 1
    moved = {"tuple.new": 110.0, "slots.new": 480.0, "namedtuple.new": 1500.0, "slots.get": 5.0}
    assert guard.scale("new", kept, moved) == pytest.approx(1.2)
    assert guard.scale("get", kept, moved) == 0.5
    # two are left: the mean of their ratios
    two = {"tuple.new": 110.0, "slots.new": 480.0, "slots.copy": 1.0}
    assert guard.scale("new", kept, two) == pytest.approx(1.15)
    with pytest.raises(ValueError, match="no reference for copy in common"):
        guard.scale("copy", kept, two)
    assert guard.scale("set_i", {"tuple.get_i": 8.0}, {"tuple.get_i": 10.0}) == 1.25


def test_slower_is_more_than_the_share_and_more_than_a_few_instructions(guard):
    same = KEPT["references"]
    # 8 % of 1000 is 80, of 200 is 16; of 20 it is less than fifteen instructions
    within = {"recordclass.new": 216.0, "recordclass.get": 35.0, "recordclass.copy": 1080.0}
    assert set(words(guard, same, within).values()) == {""}
    above = {"recordclass.new": 216.5, "recordclass.get": 35.5, "recordclass.copy": 1080.5}
    assert set(words(guard, same, above).values()) == {"slower"}
    below = {"recordclass.new": 183.5, "recordclass.get": 4.5, "recordclass.copy": 919.5}
    assert set(words(guard, same, below).values()) == {"faster"}
    nearly = {"recordclass.new": 184.0, "recordclass.get": 5.0, "recordclass.copy": 920.0}
    assert set(words(guard, same, nearly).values()) == {""}


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_another_build_is_no_regression(guard, factor):
    """All of an operation, or the part outside the core, or nothing of it changes as the others."""
    moved = {name: factor * count for name, count in KEPT["references"].items()}
    for share in (0, 0.5, 1):
        grown = share * factor + 1 - share
        counts = {name: grown * count for name, count in KEPT["operations"].items()}
        assert set(words(guard, moved, counts).values()) == {""}
    beyond = {"recordclass.copy": 1000.0 * max(1, factor) * 1.08 + 1}
    assert words(guard, moved, beyond) == {"recordclass.copy": "slower"}
    beyond = {"recordclass.copy": 1000.0 * min(1, factor) * 0.92 - 1}
    assert words(guard, moved, beyond) == {"recordclass.copy": "faster"}


def test_one_reference_excuses_no_other_operation(guard):
    moved = {**KEPT["references"], "slots.get": 20.0}
    assert words(guard, moved, {"recordclass.get": 40.0, "recordclass.copy": 1200.0}) == {
        "recordclass.get": "",
        "recordclass.copy": "slower",
    }


def test_what_only_one_side_has_is_named(guard):
    verdicts, alone = guard.compare(
        KEPT, KEPT["references"], {"recordclass.new": 200.0, "recordclass.lt": 90.0}
    )
    assert [(one.name, one.kept, one.scale, one.present) for one in verdicts] == [
        ("recordclass.new", 200.0, 1.0, 200.0)
    ]
    assert alone == ["recordclass.copy", "recordclass.get", "recordclass.lt"]


@pytest.mark.parametrize(
    ("count", "code", "said"),
    [
        (1000.0, 0, "recordclass.copy"),
        (1200.0, 1, "SLOWER"),
        (800.0, 0, "renews the figures"),
    ],
)
def test_the_exit_code_says_whether_anything_is_slower(guard, capsys, count, code, said):
    operations = {**KEPT["operations"], "recordclass.copy": count}
    assert guard.judged(KEPT, KEPT["references"], operations) == code
    captured = capsys.readouterr()
    assert said in captured.out
    assert ("slower than the kept figures: recordclass.copy\n" == captured.err) is (code == 1)


def test_without_a_common_reference_nothing_passes(guard, capsys):
    assert guard.judged(KEPT, {"other": 1.0}, KEPT["operations"]) == 1
    assert "no reference for new in common" in capsys.readouterr().err


def test_what_fails_to_be_counted_is_told_once(guard):
    found = {
        "recordclass": {"new": 5.0, "get": "failed: no", "set": "failed: no"},
        "tuple": {"new": 4.0},
    }
    assert guard.split(found) == (
        {"tuple.new": 4.0},
        {"recordclass.new": 5.0},
        ["recordclass: failed: no (get, set)"],
    )


def test_update_replaces_one_version_and_keeps_the_others(guard):
    fresh = guard.entry({"tuple.new": 3.14}, {"recordclass.new": 2.71})
    assert fresh["python"].startswith("{}.{}.{}".format(*sys.version_info[:3]))
    assert fresh["references"] == {"tuple.new": 3.1}
    assert fresh["operations"] == {"recordclass.new": 2.7}
    before = {"cpython-313": {"python": "3.13.0"}, "cpython-312": {"python": "3.12.1"}}
    after = guard.updated(before, "cpython-312", fresh)
    assert list(after) == ["cpython-312", "cpython-313"]
    assert after == {"cpython-312": fresh, "cpython-313": {"python": "3.13.0"}}
    assert before["cpython-312"] == {"python": "3.12.1"}


def test_counts_only_ours_and_the_standard_library(guard):
    from benchmarks.catalogue import MEASURES
    from benchmarks.operation import Operation
    from benchmarks.peers import KINDS

    assert all(KINDS[kind].ours for kind in guard.GUARDED)
    assert not any(KINDS[kind].requirement or KINDS[kind].ours for kind in guard.REFERENCES)
    for names in (*guard.GUARDED.values(), *guard.REFERENCES.values()):
        assert all(isinstance(MEASURES[name], Operation) for name in names)
    # each of ours has one to be scaled by
    referenced = {name for names in guard.REFERENCES.values() for name in names}
    for names in guard.GUARDED.values():
        assert {guard.LIKE.get(name, name) for name in names} <= referenced


def test_kept_figures_are_of_what_is_counted(guard):
    figures = json.loads(guard.FIGURES.read_text(encoding="utf-8"))
    assert "cpython-311" in figures
    for version, kept in figures.items():
        major, minor, _ = kept["python"].split(".")
        assert version == f"cpython-{major}{minor}"
        for part, kinds in (("operations", guard.GUARDED), ("references", guard.REFERENCES)):
            assert list(kept[part]) == [
                f"{kind}.{name}" for kind, names in kinds.items() for name in names
            ]
            assert all(count > 0 for count in kept[part].values())


def run(*arguments, **environment):
    command = [sys.executable, "-m", "benchmarks.guard", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment or None,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_version_without_figures_is_not_compared(tmp_path):
    done = run(f"--figures={tmp_path / 'none.json'}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing is compared" in done.stdout


def test_without_valgrind_it_says_so(guard, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps({guard.version(): KEPT}), encoding="utf-8")
    assert guard.main([f"--figures={figures}"]) == 2
    assert guard.main([f"--figures={tmp_path / 'new.json'}", "--update"]) == 2
    assert "valgrind is not installed" in capsys.readouterr().err
    assert not (tmp_path / "new.json").exists()
