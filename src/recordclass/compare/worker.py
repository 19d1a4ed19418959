"""One measurement, from inside.

A JSON object on standard input asks, a JSON object on standard output answers. Not for people:
`recordclass.compare.processes` starts it.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recordclass.compare import access, holding, kinds
from recordclass.compare.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping


def answer(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what a request asks for.

    Parameters
    ----------
    request
        ``table`` is ``"access"`` (with ``kind`` and ``loops``) or ``"holding"`` (with ``kind``,
        ``data``, the path of a saved data set, and ``place``, the position of a field).

    Returns
    -------
    mapping
        ``figures`` and ``version``; or ``missing``, the package that is not installed.
    """
    table = access.KINDS if request["table"] == "access" else kinds.KINDS
    kind = next(kind for kind in table if kind.key == request["kind"])
    try:
        if isinstance(kind, access.AccessKind):
            figures = access.measure(kind, request["loops"])
        else:
            figures = holding.measure(kind, Dataset.load(Path(request["data"])), request["place"])
    except ModuleNotFoundError as error:
        if kind.package is None or error.name != kind.package:
            raise
        return {"missing": kind.package}
    return {"figures": figures, "version": _version(kind.package)}


def _version(package: str | None) -> str | None:
    """Return the version of an installed package."""
    try:
        return None if package is None else version(package)
    except PackageNotFoundError:
        return None


def main() -> None:
    """Answer one request."""
    answers = sys.stdout
    # A library that prints when it is imported must not end up in the answer.
    sys.stdout = sys.stderr
    request = json.load(sys.stdin)
    json.dump(answer(request), answers)


if __name__ == "__main__":
    main()
