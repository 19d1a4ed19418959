"""Every script in crash/ runs to its end, in a process of its own.

The first ones are the ways in which earlier packages of this kind died; a script that once
crashed this one stays here for good. A file in crash/tables/ yields many short programs.
Run as a program, this file prints how many there are.
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).with_name("crash")
SCRIPTS = sorted(HERE.glob("*.py"))

#: What every program of a table finds: `raises`, which returns the error that must come, and the
#: body of a class of two fields.
COMMON = """
BODY = {"__annotations__": {"a": object, "b": object}, "__module__": "__main__"}

def raises(errors, act, *args, **kwargs):
    try:
        result = act(*args, **kwargs)
    except errors as error:
        return error
    raise AssertionError(f"no error but {result!r:.100}")
"""
PROGRAMS = {
    name: COMMON + program
    for table in sorted((HERE / "tables").glob("*.py"))
    for name, program in runpy.run_path(str(table))["programs"]()
}


def run(*arguments):
    # a sanitizer may refuse a huge block as malloc does, instead of ending the process
    sanitizer = f"{os.environ.get('ASAN_OPTIONS', '')}:allocator_may_return_null=1"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", *arguments],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env=os.environ | {"ASAN_OPTIONS": sanitizer},
    )
    lines = [line for line in done.stderr.splitlines() if "failed to allocate" not in line]
    assert (done.returncode, lines) == (0, [])


def test_programs_are_found():
    assert len(SCRIPTS) >= 15
    assert len(SCRIPTS) + len(PROGRAMS) >= 560


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_crash(script):
    run(script)


def marks(name):
    if "memory_runs_out" in name:
        return [pytest.mark.no_sanitizer]  # which has too little itself, and ends the process
    return [pytest.mark.slow] if "slow_" in name else []


@pytest.mark.parametrize("name", [pytest.param(n, marks=marks(n)) for n in PROGRAMS])
def test_program(name):
    run("-c", PROGRAMS[name])


if __name__ == "__main__":
    print(len(SCRIPTS) + len(PROGRAMS))
