"""Every script in crash/ runs to its end, in a process of its own.

The first ones are the ways in which earlier packages of this kind died; a script that once
crashed this one stays here for good.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted(Path(__file__).with_name("crash").glob("*.py"))


def test_scripts_are_found():
    assert len(SCRIPTS) >= 15


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_crash(script):
    # a sanitizer may refuse a huge block as malloc does, instead of ending the process
    sanitizer = f"{os.environ.get('ASAN_OPTIONS', '')}:allocator_may_return_null=1"
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", script],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env=os.environ | {"ASAN_OPTIONS": sanitizer},
    )
    lines = [line for line in done.stderr.splitlines() if "failed to allocate" not in line]
    assert (done.returncode, lines) == (0, [])
