"""How much memory this process has in RAM."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROLLUP = Path("/proc/self/smaps_rollup")
_STATM = Path("/proc/self/statm")


def resident_bytes() -> int | None:
    """Return the resident set size of this process in bytes, or None where there is no telling.

    On Linux the kernel adds up the pages of the process for the answer. Other counters are
    cheaper, but lag behind.
    """
    if sys.platform == "win32":
        return None
    try:
        if _ROLLUP.exists():
            return _from_rollup()
        if _STATM.exists():
            return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return _from_ps()
    except (OSError, ValueError):
        return None


def _from_rollup() -> int:
    for line in _ROLLUP.read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no line 'Rss:'")


def _from_ps() -> int:
    command = ["ps", "-o", "rss=", "-p", str(os.getpid())]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(answer.stdout) * 1024
