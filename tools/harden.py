"""``make harden``: every gate there is, one after the other, and a table of what they found.

    python tools/harden.py [--only STEP,...] [--fuzz-seconds N] [--model-times N] [--docs] [--list]

A step is a command and a figure that is read from what it prints; a figure that cannot be read
fails the step.  The figures go to ``.build/harden.json``.  With ``--docs``, and when all steps have
passed, they replace what stands between ``<!-- measured -->`` and ``<!-- /measured -->`` in
``docs/guarantees.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
PAGE = ROOT / "docs" / "guarantees.md"
MARKS = "<!-- measured -->", "<!-- /measured -->"


@dataclass
class Step:
    """One gate: what is run, and how its figure is read."""

    name: str
    what: str
    commands: list[list[str]]
    figure: Callable[[str], str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """What a step came to."""

    name: str
    what: str
    figure: str
    passed: bool
    seconds: float


def counted(output: str) -> str:
    """Read pytest's last line, and refuse a run in which nothing passed."""
    found = re.findall(r"^=* ?((?:\d+ \w+,? ?)+) in [\d.]+s", output, re.MULTILINE)
    if not found or "passed" not in found[-1]:
        raise ValueError("pytest says nothing of tests that passed")
    return found[-1].strip()


def searched(output: str) -> str:
    """Add up the examples that hypothesis tells of."""
    found = [int(number) for number in re.findall(r"(\d+) passing", output)]
    if not sum(found):
        raise ValueError("hypothesis tells of no examples")
    return f"{sum(found):,} examples"


def fuzzed(output: str) -> str:
    """Read how many inputs libFuzzer ran."""
    found = re.search(r"number_of_executed_units: +(\d+)", output)
    if found is None:
        raise ValueError("libFuzzer tells of no inputs")
    return f"{int(found[1]):,} inputs"


def covered(output: str) -> str:
    """Read the last line of tools/coverage_gate.py."""
    found = re.search(r"^\d+ of (\d+) lines .*: ([\d.]+ %); (\d+) named", output, re.MULTILINE)
    if found is None:
        raise ValueError("the coverage gate tells of no lines")
    lines, percent, named = found.groups()
    return f"{percent} of {lines} lines; {named} named with a reason"


def leaked(output: str) -> str:
    """Read what make lsan says of the leak that is planted, and the tests that had none."""
    _, planted, rest = output.partition("\nthe planted leak was found\n")
    if not planted:
        raise ValueError("LeakSanitizer has not found what was planted")
    found = re.findall(r"^\w+ leak of", rest, re.MULTILINE)
    return f"{len(found)} leaks; {counted(rest)}"


def watched(output: str) -> str:
    """Read what tools/valgrind_gate.py says."""
    found = re.search(r"VALGRIND: (\d+) errors", output)
    if found is None:
        raise ValueError("valgrind has not come to its end")
    return f"{found[1]} errors; {counted(output)}"


def make(*words: str, **variables: str) -> list[str]:
    """Give a make command."""
    return ["make", "--no-print-directory", *words, *(f"{k}={v}" for k, v in variables.items())]


def steps(python: str, fuzz_seconds: int = 300, model_times: int = 20) -> list[Step]:
    """Give all steps, in the order in which they run."""

    def suite(arguments: str, target: str = "test") -> list[str]:
        return make(target, PYTHON=python, ARGS=arguments)

    times = {"RECORDCLASS_MODEL_TIMES": str(model_times)}
    return [
        Step("hostile", "hostile programs", [suite("-q tests/test_crash.py")], counted),
        Step(
            "model",
            "random classes and operations against the model",
            [suite("-q -n0 --timeout=3000 --hypothesis-show-statistics tests/test_model.py")],
            searched,
            times,
        ),
        Step(
            "fuzz",
            f"coverage-guided fuzz, {fuzz_seconds} s",
            [make("fuzz", PYTHON=python, SECONDS=str(fuzz_seconds))],
            fuzzed,
        ),
        Step("coverage", "lines of C run", [make("coverage", PYTHON=python, ARGS="-q")], covered),
        Step(
            "leaks",
            "leaks, by counting",
            [suite("-q tests/test_leaks.py tests/test_leaks_uses.py")],
            counted,
        ),
        Step("lsan", "leaks, by LeakSanitizer", [make("lsan", PYTHON=python)], leaked),
        Step(
            "allocation",
            "sweeps of failing allocations",
            [suite("-q tests/test_alloc_failure.py tests/test_alloc_failure_classes.py")],
            counted,
        ),
        Step(
            "sanitizers",
            "AddressSanitizer and UBSan",
            [suite("-q -m 'not no_sanitizer and not slow'", "asan")],
            counted,
        ),
        Step("debug", "debug interpreter", [make("debug", ARGS="-q -m 'not slow'")], counted),
        Step(
            "devmode",
            "-X dev, debug allocator",
            [make("devmode", PYTHON=python, ARGS="-q -m 'not slow'")],
            counted,
        ),
        Step("valgrind", "valgrind", [make("valgrind", PYTHON=python)], watched),
    ]


def inherited() -> dict[str, str]:
    """Give the environment without what make hands on: ARGS is ours, and not for every step."""
    ours = ("ARGS", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL")
    return {name: value for name, value in os.environ.items() if name not in ours}


def run(step: Step) -> Result:
    """Run a step, show what it prints, and read its figure."""
    begun = time.monotonic()
    lines: list[str] = []
    code = 0
    for command in step.commands:
        print(f"\n=== {step.name}: {' '.join(command)}", flush=True)
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=inherited() | step.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line)
        code = code or process.returncode
    try:
        figure = step.figure("".join(lines))
    except (ValueError, KeyError, OSError) as error:
        figure, code = str(error), code or 1
    return Result(step.name, step.what, figure, code == 0, round(time.monotonic() - begun, 1))


def table(results: list[Result]) -> str:
    """Give the results as a table of Markdown."""
    rows = ["| gate | figure | result | seconds |", "|---|---|---|---|"]
    rows += [
        f"| {r.what} | {r.figure} | {'pass' if r.passed else '**fail**'} | {r.seconds:.0f} |"
        for r in results
    ]
    return "\n".join(rows)


def where(python: str) -> str:
    """Tell on which Python and machine the figures came about."""
    command = [python, "-c", "import platform; print(platform.python_version())"]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f"Python {version}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores:"


def write_page(page: Path, text: str) -> bool:
    """Put the table between the two marks of a page; without the page, say so."""
    if not page.is_file():
        print(f"there is no {page.name}: the table is not written")
        return False
    old = page.read_text()
    head, begin, rest = old.partition(MARKS[0])
    _, end, tail = rest.partition(MARKS[1])
    if not (begin and end):
        raise SystemExit(f"{page.name}: {MARKS[0]} and {MARKS[1]} must stand there, in this order")
    page.write_text(f"{head}{begin}\n{text}\n{end}{tail}")
    print(f"the table is written into {page.name}")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the steps that are asked for; 0 if all passed."""
    parser = argparse.ArgumentParser(description="Every gate, and a table of what they found.")
    parser.add_argument("--only", help="names of steps, with commas between them")
    parser.add_argument("--python", default=sys.executable, help="the interpreter of the builds")
    parser.add_argument("--fuzz-seconds", type=int, default=300)
    parser.add_argument("--model-times", type=int, default=20, help="examples, times the suite's")
    parser.add_argument("--docs", action="store_true", help="write the table into the docs")
    parser.add_argument("--list", action="store_true", help="name the steps")
    given = parser.parse_args(arguments)
    chosen = steps(given.python, given.fuzz_seconds, given.model_times)
    if given.docs and PAGE.is_file() and not all(mark in PAGE.read_text() for mark in MARKS):
        parser.error(f"{PAGE.name} lacks the marks {MARKS[0]} and {MARKS[1]}")
    if given.list:
        print("\n".join(f"{step.name:12}{step.what}" for step in chosen))
        return 0
    if given.only:
        names = given.only.split(",")
        unknown = set(names) - {step.name for step in chosen}
        if unknown:
            parser.error(f"no such step: {', '.join(sorted(unknown))}")
        chosen = [step for step in chosen if step.name in names]
    results = [run(step) for step in chosen]
    BUILD.mkdir(exist_ok=True)
    (BUILD / "harden.json").write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n")
    print(f"\n{table(results)}")
    passed = all(result.passed for result in results)
    if given.docs and passed:
        write_page(PAGE, f"{where(given.python)}\n\n{table(results)}")
    elif given.docs:
        print(f"{PAGE.name} stays as it is: not all gates have passed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
