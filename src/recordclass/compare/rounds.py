"""Who is measured when.

The kinds take turns: a round measures each of them once, each time in a fresh process, and there
are several rounds. What slows the machine down for a while then strikes one round of all kinds,
not all rounds of one; the smallest figure of the rounds counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from recordclass.compare import access, kinds, results
from recordclass.compare.processes import ask
from recordclass.compare.results import Results, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from recordclass.compare.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Attributes
    ----------
    dataset : Dataset
        The rows for table (b).
    place : int
        The position of the field that is read and changed.
    rounds : int
        How many rounds.
    loops : int
        How often table (a) reads a field.
    keys : set of str
        The kinds.
    """

    dataset: Dataset
    place: int
    rounds: int
    loops: int
    keys: frozenset[str]

    def empty_results(self) -> Results:
        """Return the tables with a row for each kind and no figures."""
        chosen_access = [kind for kind in access.KINDS if kind.key in self.keys]
        chosen_kinds = [kind for kind in kinds.KINDS if kind.key in self.keys]
        return Results(
            title=self.dataset.title,
            records=len(self.dataset),
            fields=len(self.dataset.columns),
            field=self.dataset.names[self.place],
            rounds=self.rounds,
            loops=self.loops,
            access=Table(
                results.ACCESS, [Row(kind.key, kind.label, kind.ours) for kind in chosen_access]
            ),
            holding=Table(
                results.HOLDING, [Row(kind.key, kind.label, kind.ours) for kind in chosen_kinds]
            ),
        )


def all_keys() -> list[str]:
    """Return the kinds of both tables, each once, in their order."""
    return list(dict.fromkeys(kind.key for table in (access.KINDS, kinds.KINDS) for kind in table))


def run(plan: Plan, progress: Callable[[str, int, int], None]) -> Results:
    """Measure.

    Parameters
    ----------
    plan
        What is to be measured.
    progress
        Called before each step with a few words on what comes, the number of steps done, and the
        number of all steps.
    """
    outcome = plan.empty_results()
    with TemporaryDirectory(prefix="recordclass-compare-") as folder:
        data = Path(folder, "rows")
        plan.dataset.save(data)
        requests = (
            (outcome.access, {"table": "access", "loops": plan.loops}),
            (outcome.holding, {"table": "holding", "data": str(data), "place": plan.place}),
        )
        turns = list(_turns(requests, plan.rounds))
        for done, (number, row, request) in enumerate(turns):
            progress(f"round {number} of {plan.rounds}: {row.label}", done, len(turns))
            if row.open:
                row.add(ask({**request, "kind": row.key}))
    return outcome


def _turns(
    requests: Iterable[tuple[Table, dict[str, Any]]], rounds: int
) -> Iterator[tuple[int, Row, dict[str, Any]]]:
    """Yield the steps in order: the number of the round, the row, and what its worker is asked."""
    for table, request in requests:
        for number in range(1, rounds + 1):
            for row in table.rows:
                yield number, row, request
