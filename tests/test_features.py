"""The comparison of features: its probes tell kinds apart, and its page is whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "comparison.md"

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks" / "features" / "rows.py").is_file(),
    reason="the benchmarks are not part of this tree",
)


@pytest.fixture
def features(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.features import kinds, page, reasons, rows

    return {"kinds": kinds, "page": page, "reasons": reasons, "rows": rows}


def run(*arguments):
    command = [sys.executable, "-m", "benchmarks.features", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_probes_tell_kinds_apart():
    done = run("--kinds=namedtuple,dataclass,recordclass,structclass,dataobject", "--rows=by index")
    assert done.returncode == 0, done.stderr
    found = {tuple(line.split()[:4:3] + line.split()[1:2]) for line in done.stdout.splitlines()}
    assert found == {
        ("namedtuple", "by", "yes"),
        ("namedtuple", "by", "no"),
        ("dataclass", "by", "no"),
        ("recordclass", "by", "yes"),
        ("structclass", "by", "yes"),
        ("dataobject", "by", "yes"),
    }


def test_a_crash_is_an_answer_and_the_next_row_runs(features, monkeypatch):
    from benchmarks.features import __main__ as runner

    monkeypatch.setattr(
        runner,
        "subprocess",
        type("Fake", (), {"run": staticmethod(fake_process)}),
    )
    version, answers = runner.tried(features["kinds"].KINDS["namedtuple"], ["a", "b", "c"])
    assert version == "1"
    assert answers == {"a": ("yes", ""), "b": ("crashes", "exit code -11"), "c": ("yes", "")}


def fake_process(command, **_):
    lines = ['["", "1", ""]']
    for name in command[4:]:
        if name == "b":
            return subprocess.CompletedProcess(command, -11, "\n".join(lines), "")
        lines.append(f'["{name}", "yes", ""]')
    return subprocess.CompletedProcess(command, 0, "\n".join(lines), "")


def test_the_page_names_every_row_and_column(features):
    text = PAGE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    named = [line.split(" | ")[0].removeprefix("| ") for line in rows]
    assert [name for name in features["rows"].ROWS if named.count(name) != 1] == []
    heads = [line for line in text.splitlines() if line.startswith("| | ")]
    for column in features["kinds"].COLUMNS:
        assert all(column in head for head in heads), column
    assert re.search(r"Python 3\.\d+\.\d+; attrs \d+\.\d+", text)


def test_ours_says_yes_or_the_page_says_why(features):
    text = PAGE.read_text(encoding="utf-8")
    seen = 0
    for line in text.splitlines():
        name, *cells = line.removeprefix("| ").removesuffix(" |").split(" | ")
        if name not in features["rows"].ROWS:
            continue
        seen += 1
        if not cells[-1].startswith("yes"):
            assert f"- {name}: {features['reasons'].REASONS[name]}" in text
    assert seen == len(features["rows"].ROWS) > 69


def test_two_rows_of_one_name_are_refused(features):
    with pytest.raises(ValueError, match="two rows are called 'by position'"):
        features["rows"].row("", "by position")(lambda kind: None)
