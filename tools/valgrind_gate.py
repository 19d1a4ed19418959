"""Count the errors in a log of valgrind that have the core on their stack.

    python tools/valgrind_gate.py LOG

An optimised interpreter has errors of its own, in its parser and its hash of strings; what was
called from the core, or is the core, is ours.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path


def errors_of_core(log: str) -> list[str]:
    """Give the reports with a frame of the core."""
    lines = [re.sub(r"^==\d+== ?", "", line) for line in log.splitlines() if line.startswith("==")]
    reports = "\n".join(lines).split("\n\n")
    return [report for report in reports if "   at 0x" in report and "_core.c" in report]


def main() -> int:
    """Print the reports; 0 if there are none."""
    log = Path(sys.argv[1]).read_text(errors="replace")
    if "ERROR SUMMARY" not in log:
        raise SystemExit("valgrind has not come to its end")
    found = errors_of_core(log)
    print("\n\n".join(found))
    print(f"VALGRIND: {len(found)} errors with the core on the stack")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
