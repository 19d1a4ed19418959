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
    harden.write_page(page, "new")
    assert page.read_text() == "a\n<!-- measured -->\nnew\n<!-- /measured -->\nb\n"
    page.write_text("no marks")
    with pytest.raises(SystemExit):
        harden.write_page(page, "new")


def test_a_step_without_a_figure_fails():
    harden = load("harden")
    step = harden.Step("x", "x", [["true"]], harden.counted)
    assert not harden.run(step).passed
    step = harden.Step("x", "x", [["echo", "3 passed in 0.1s"]], harden.counted)
    assert harden.run(step).passed
    step = harden.Step("x", "x", [["sh", "-c", "echo 3 passed in 0.1s; exit 1"]], harden.counted)
    assert not harden.run(step).passed
