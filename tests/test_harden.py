"""The gates of ``make harden`` close: each fails on what it is there for."""

import importlib.util
import json
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.is_dir(), reason="needs the source tree")

LINE = '[[line]]\nfile = "csrc/lazy.c"\nfunction = "f"\ntext = {text}\nreason = "{reason}"\n'


def load(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def gate(tmp_path):
    source = (TOOLS.parent / "csrc" / "lazy.c").read_text().splitlines()
    text = json.dumps(source[0].strip())

    def run(entries, counts=(0, *[1] * 99)):
        rows = [
            {"line_number": i + 1, "count": n, "function_name": "f"} for i, n in enumerate(counts)
        ]
        report = tmp_path / "report.json"
        report.write_text(json.dumps({"files": [{"file": "csrc/lazy.c", "lines": rows}]}))
        named = tmp_path / "named.toml"
        named.write_text(entries)
        return load("coverage_gate").main([str(report), "--named", str(named)])

    return run, text


def test_a_line_with_a_reason(gate):
    run, text = gate
    assert run(LINE.format(text=text, reason="why")) == 0


def test_lines_without_reason_or_entry(gate):
    run, text = gate
    assert run("") == 1
    assert run(LINE.format(text=text, reason=" ")) == 1


def test_an_entry_whose_line_is_run(gate):
    run, text = gate
    assert run(LINE.format(text=text, reason="why"), counts=[1] * 20) == 1


def test_too_few_lines(gate):
    run, text = gate
    assert run(LINE.format(text=text, reason="why"), counts=(0, *[1] * 20)) == 1


def test_valgrind_counts_what_is_ours():
    report = "==1== Invalid read of size 8\n==1==    at 0x1: f (in {})\n==1== \n"
    errors = load("valgrind_gate").errors_of_core
    assert errors(report.format("/x/libpython3.11.so")) == []
    assert len(errors(report.format("/x/recordclass/_core.cpython-311.so") * 2)) == 2


def test_page(tmp_path):
    harden = load("harden")
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- measured -->\nold\n<!-- /measured -->\nb\n")
    assert harden.write_page(page, "new")
    assert page.read_text() == "a\n<!-- measured -->\nnew\n<!-- /measured -->\nb\n"
    page.write_text("no marks")
    with pytest.raises(SystemExit):
        harden.write_page(page, "new")


def test_without_the_page(tmp_path, capsys):
    harden = load("harden")
    assert not harden.write_page(tmp_path / "page.md", "new")
    assert capsys.readouterr().out == "there is no page.md: the table is not written\n"
    assert not list(tmp_path.iterdir())


def test_figures():
    harden = load("harden")
    tests = "5 passed, 2 deselected in 7.1s (0:00:07)"
    assert harden.counted(f"...\n{tests}\n") == "5 passed, 2 deselected"
    gate = "a line\n4200 of 4300 lines of csrc run: 97.67 %; 90 named with a reason\n"
    assert harden.covered(gate) == "97.67 % of 4300 lines; 90 named with a reason"
    planted = f"x\nthe planted leak was found\n{tests}\n"
    assert harden.leaked(planted) == "0 leaks; 5 passed, 2 deselected"
    assert harden.leaked(planted + "Direct leak of 8 bytes\n") == "1 leaks; 5 passed, 2 deselected"
    assert harden.watched(f"{tests}\nVALGRIND: 0 errors with") == "0 errors; 5 passed, 2 deselected"
    assert harden.fuzzed("stat::number_of_executed_units: 4342\n") == "4,342 inputs"
    assert harden.searched("- 1000 passing examples\n- 234 passing") == "1,234 examples"


@pytest.mark.parametrize("name", ["counted", "covered", "leaked", "watched", "fuzzed", "searched"])
def test_output_without_a_figure(name):
    harden = load("harden")
    for output in ("", "3 failed in 0.1s", "leak of", "0 passing examples"):
        with pytest.raises(ValueError, match=r"."):
            getattr(harden, name)(output)


def test_main(tmp_path, monkeypatch, capsys):
    """A gate that fails gives 1, all that pass 0; the figures are kept either way."""
    harden = load("harden")
    echo = ["echo", "3 passed in 0.1s"]
    steps = [
        harden.Step("good", "what is good", [echo], harden.counted),
        harden.Step("bad", "what is bad", [echo, ["false"]], harden.counted),
    ]
    monkeypatch.setattr(harden, "steps", lambda *arguments: steps)
    monkeypatch.setattr(harden, "BUILD", tmp_path)
    monkeypatch.setattr(harden, "PAGE", tmp_path / "page.md")
    assert harden.main(["--docs"]) == 1
    rows = json.loads((tmp_path / "harden.json").read_text())
    assert [(row["name"], row["figure"], row["passed"]) for row in rows] == [
        ("good", "3 passed", True),
        ("bad", "3 passed", False),
    ]
    out = capsys.readouterr().out
    assert "| what is bad | 3 passed | **fail** |" in out
    assert "page.md stays as it is" in out
    assert harden.main(["--only", "good", "--docs"]) == 0
    assert "there is no page.md" in capsys.readouterr().out
    (tmp_path / "page.md").write_text("<!-- measured -->\n<!-- /measured -->\n")
    assert harden.main(["--only", "good", "--docs"]) == 0
    assert "| what is good | 3 passed | pass | 0 |" in (tmp_path / "page.md").read_text()
    with pytest.raises(SystemExit):
        harden.main(["--only", "none"])
    (tmp_path / "page.md").write_text("no marks")
    with pytest.raises(SystemExit):
        harden.main(["--docs"])


def test_a_step_without_a_figure_fails():
    harden = load("harden")
    step = harden.Step("x", "x", [["true"]], harden.counted)
    assert not harden.run(step).passed
    step = harden.Step("x", "x", [["echo", "3 passed in 0.1s"]], harden.counted)
    assert harden.run(step).passed
    step = harden.Step("x", "x", [["sh", "-c", "echo 3 passed in 0.1s; exit 1"]], harden.counted)
    assert not harden.run(step).passed


def test_a_step_does_not_see_the_arguments_of_make_harden(monkeypatch):
    harden = load("harden")
    monkeypatch.setenv("MAKEFLAGS", " -- ARGS=no.figures")
    monkeypatch.setenv("ARGS", "no.figures")
    command = ["sh", "-c", 'echo "3 passed$ARGS$MAKEFLAGS in 0.1s"']
    assert harden.run(harden.Step("x", "x", [command], harden.counted)).figure == "3 passed"
