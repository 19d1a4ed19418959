"""The process of one kind: ``python -m benchmarks.features.worker KIND ROW...``.

A line of JSON a row, ``[ROW, ANSWER, REASON]``, printed before the next begins: a crash
shows by the first row without a line.
"""

from __future__ import annotations

import faulthandler
import importlib.metadata
import json
import os
import sys
import warnings

from .kinds import KINDS
from .rows import ROWS

SECONDS = 60  # what one row may take


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    kind = KINDS[sys.argv[1]]
    if kind.path is not None:
        sys.path.insert(0, str(kind.path))
        os.environ["PYTHONPATH"] = str(kind.path)
    version = importlib.metadata.version(kind.requirement) if kind.requirement else ""
    print(json.dumps(["", version, ""]), file=answers, flush=True)
    for name in sys.argv[2:]:
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        answer, reason = "yes", ""
        try:
            ROWS[name].probe(kind)
        except BaseException as error:
            answer, reason = "no", f"{type(error).__name__}: {error}"[:200]
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps([name, answer, reason]), file=answers, flush=True)


if __name__ == "__main__":
    main()
