"""Every line of the core that the suite does not run has a name and a reason.

    python tools/coverage_gate.py [--new] [--json OUT] REPORT.json ...

Reads the reports of ``gcovr --json``, one a Python, and takes a line for run that one of them has
run.  The others must stand in ``tests/uncovered.toml``, by file, function and text, so that an
entry outlives a line that moves.  It fails below 97 %, for a line without an entry, an entry
without a reason, and an entry whose line is run.  ``--new`` prints entries for the lines that have
none, to be given a reason and added.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = ROOT / "tests" / "uncovered.toml"
LEAST = 97.0

#: file, function, text
Key = tuple[str, str, str]
#: file and number of a line -> function, and whether it is run
Lines = dict[tuple[str, int], tuple[str, bool]]


def read_reports(paths: list[Path]) -> Lines:
    """Merge reports: a line is run if one of them has run it."""
    merged: Lines = {}
    for path in paths:
        for file in json.loads(path.read_text())["files"]:
            for line in file["lines"]:
                if line.get("gcovr/noncode") or line.get("gcovr/excluded"):
                    continue
                place = file["file"], line["line_number"]
                run = line["count"] > 0 or merged.get(place, ("", False))[1]
                merged[place] = line.get("function_name", ""), run
    return merged


def lines_not_run(lines: Lines) -> Counter[Key]:
    """Count the lines that are not run, by key."""
    texts: dict[str, list[str]] = {}
    found: Counter[Key] = Counter()
    for (file, number), (function, run) in sorted(lines.items()):
        if not run:
            if file not in texts:
                texts[file] = (ROOT / file).read_text().splitlines()
            found[file, function, texts[file][number - 1].strip()] += 1
    return found


def read_named(path: Path) -> tuple[Counter[Key], list[str]]:
    """Give the entries, and what is wrong with them by themselves."""
    named: Counter[Key] = Counter()
    wrong = []
    for entry in tomllib.loads(path.read_text()).get("line", []):
        key = entry["file"], entry["function"], entry["text"]
        if not entry.get("reason", "").strip():
            wrong.append(f"no reason: {show(key)}")
        if key in named:
            wrong.append(f"named twice: {show(key)}")
        named[key] += entry.get("times", 1)
    return named, wrong


def show(key: Key) -> str:
    """Give a key as a message has it."""
    return "{}: {}(): {}".format(*key)


def print_entries(keys: Counter[Key]) -> None:
    """Print entries of the file, without reasons."""
    for key, times in keys.items():
        print("[[line]]")
        for word, value in zip(("file", "function", "text"), key, strict=True):
            print(f"{word} = {json.dumps(value, ensure_ascii=False)}")
        if times > 1:
            print(f"times = {times}")
        print('reason = ""\n')


def compare(found: Counter[Key], named: Counter[Key]) -> list[str]:
    """Tell where the lines not run and the lines named differ."""
    wrong = [f"not run, not named: {show(key)}" for key in found if key not in named]
    for key, times in named.items():
        if key not in found:
            wrong.append(f"named, but run or gone: {show(key)}")
        elif found[key] != times:
            wrong.append(f"named {times} times, not run {found[key]} times: {show(key)}")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Compare; 0 if all is well."""
    parser = argparse.ArgumentParser(description="Lines of csrc that the suite does not run.")
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--new", action="store_true", help="print entries for lines without one")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--named", type=Path, default=NAMED, help="the file of entries")
    given = parser.parse_args(arguments)
    lines = read_reports(given.reports)
    found = lines_not_run(lines)
    named, wrong = read_named(given.named)
    if given.new:
        print_entries(Counter({key: n for key, n in found.items() if key not in named}))
        return 0
    wrong += compare(found, named)
    run = len(lines) - found.total()
    percent = 100 * run / len(lines) if lines else 0.0
    if percent < LEAST:
        wrong.append(f"{percent:.2f} % is less than {LEAST:g} %")
    print("\n".join(wrong), file=sys.stderr)
    print(
        f"{run} of {len(lines)} lines of csrc run: {percent:.2f} %; "
        f"{named.total()} named with a reason"
    )
    if given.json:
        figures = {"percent": round(percent, 2), "lines": len(lines), "named": named.total()}
        given.json.write_text(json.dumps(figures))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
