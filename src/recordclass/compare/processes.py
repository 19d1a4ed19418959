"""One measurement in a process of its own, from outside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMAND = ("-m", "recordclass.compare.worker")
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one measurement: figures, or the package that is missing, or why it failed.

    Attributes
    ----------
    figures : mapping of str to float
        What was measured; empty where nothing was.
    version : str or None
        The version of the package that was measured.
    missing : str or None
        The package that is not installed.
    failure : str or None
        Why there is no other answer, in a few words.
    """

    figures: Mapping[str, float]
    version: str | None = None
    missing: str | None = None
    failure: str | None = None


def ask(request: Mapping[str, Any]) -> Answer:
    """Start a worker, hand it a request, and wait for its answer.

    Parameters
    ----------
    request
        See `recordclass.compare.worker.answer`.

    Returns
    -------
    Answer
        Always: a worker that dies is an answer too. No worker is left behind, also where this
        call is interrupted.
    """
    try:
        code, output, errors = _run(json.dumps(request))
    except subprocess.TimeoutExpired:
        return Answer({}, failure=f"no answer in {_SECONDS} s")
    except OSError as error:
        return Answer({}, failure=f"could not be started: {error.strerror or error}")
    return _parse(output) if code == 0 else Answer({}, failure=_why(code, errors))


def _run(text: str) -> tuple[int, str, str]:
    """Run a worker on some input and return its exit code, its output and its errors."""
    with subprocess.Popen(
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            output, errors = process.communicate(text, timeout=_SECONDS)
        except BaseException:
            # subprocess.run would not wait for the end where it is interrupted.
            process.kill()
            process.wait()
            raise
        return process.returncode, output, errors


def _parse(text: str) -> Answer:
    """Read the answer of a worker that ended well."""
    try:
        content = json.loads(text)
        if "missing" in content:
            return Answer({}, missing=str(content["missing"]))
        figures = {str(name): float(value) for name, value in content["figures"].items()}
        return Answer(figures, version=content.get("version"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Answer({}, failure="its answer could not be read")


def _why(code: int, errors: str) -> str:
    """Say in a few words how a worker ended."""
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    lines = errors.strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {code}"
