"""Try every row against every kind and write the page: ``python -m benchmarks.features``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.peers import install

from .kinds import KINDS, Kind
from .page import Answers, page
from .rows import ROWS

ROOT = Path(__file__).resolve().parents[2]


def tried(kind: Kind, names: list[str]) -> tuple[str | None, dict[str, tuple[str, str]]]:
    """Try rows in a process of the kind; another one goes on where that has crashed."""
    answers: dict[str, tuple[str, str]] = {}
    version = None
    left = list(names)
    while left:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.features.worker", kind.name, *left],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
        for line in done.stdout.splitlines():
            name, answer, reason = json.loads(line)
            if name:
                answers[name] = answer, reason
            else:
                version = answer
        if version is None:
            raise RuntimeError(f"{kind.name}: {done.stderr[-2000:]}")
        left = [name for name in names if name not in answers]
        if left:
            what = "hangs" if "Timeout (" in done.stderr else "crashes"
            answers[left.pop(0)] = what, f"exit code {done.returncode}"
    return version, answers


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.features", description=__doc__)
    parser.add_argument("--kinds", default=",".join(KINDS), help="names of kinds, with commas")
    parser.add_argument("--rows", default="", help="only rows whose name has this in it")
    parser.add_argument("--output", type=Path, help="the page; without it, answers are printed")
    options = parser.parse_args()
    names = [name for name in ROWS if options.rows in name]
    answers: Answers = {}
    versions: dict[str, str | None] = {}
    for kind in [KINDS[name] for name in options.kinds.split(",")]:
        if kind.peer is not None and (failure := install(kind.peer)):
            raise RuntimeError(f"{kind.name}: {failure}")
        versions[kind.name], answers[kind.name] = tried(kind, names)
        if options.output is None:
            for name, (answer, reason) in answers[kind.name].items():
                print(f"{kind.name:16} {answer:8} {name:60} {reason}", flush=True)
    if options.output is not None:
        options.output.write_text(page(answers, versions), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
