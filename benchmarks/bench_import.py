"""Import time: the import statement alone, timed inside a fresh interpreter; the least of several.

Byte code is cached: the first run never counts.
"""

from __future__ import annotations

import subprocess
import sys

from .operation import Measure, Namespace, NotOffered, Probe, Row

_CODE = """\
import sys, time
sys.path[:0] = {paths!r}
before = len(sys.modules)
start = time.thread_time_ns()
{statement}
print(time.thread_time_ns() - start, len(sys.modules) - before)
"""


def _import(namespace: Namespace, phrases: dict[str, str], quick: bool) -> dict[str, float]:
    if "import" not in phrases:
        raise NotOffered("nothing to import")
    code = _CODE.format(paths=namespace["__paths__"], statement=phrases["import"])
    runs = []
    for _ in range(2 if quick else 5):
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise NotOffered(done.stderr.strip().rpartition("\n")[2])
        spent, modules = map(int, done.stdout.split())
        runs.append((spent, modules))
    # The first run may have had to write byte code.
    return {"import": min(runs[1:])[0], "import_modules": runs[-1][1]}


MEASURES: tuple[Measure, ...] = (
    Probe(
        "import",
        (Row("import", "import", "ms"), Row("import_modules", "modules that it loads", "")),
        _import,
    ),
)
