"""All measures of all ``bench_*`` files, in the order of the table."""

from __future__ import annotations

from . import (
    bench_class_build,
    bench_fieldgetter,
    bench_import,
    bench_memory,
    bench_record_attr,
    bench_record_cmp,
    bench_record_copy,
    bench_record_map,
    bench_record_new,
    bench_record_pickle,
    bench_record_repr,
    bench_record_rows,
    bench_record_seq,
    bench_rowmaker,
)
from .operation import Measure, Probe, Row

FILES = (
    bench_record_new,
    bench_record_attr,
    bench_record_seq,
    bench_record_map,
    bench_record_cmp,
    bench_record_repr,
    bench_record_copy,
    bench_record_pickle,
    bench_record_rows,
    bench_fieldgetter,
    bench_rowmaker,
    bench_memory,
    bench_class_build,
    bench_import,
)

MEASURES: dict[str, Measure] = {
    measure.name: measure for file in FILES for measure in file.MEASURES
}


def rows_of(measure: Measure) -> tuple[Row, ...]:
    """Return the table rows that ``measure`` fills."""
    if isinstance(measure, Probe):
        return measure.rows
    return (Row(measure.name, measure.title, measure.unit),)


def chosen(names: list[str]) -> list[Measure]:
    """Return the measures for some names; all for an empty list.

    A name is that of a measure, of a row that it fills, or of a file without ``bench_``.
    """
    if not names:
        return list(MEASURES.values())
    found: dict[str, Measure] = {}
    for name in names:
        hits = [
            measure
            for file in FILES
            for measure in file.MEASURES
            if name
            in {
                measure.name,
                file.__name__.rpartition("bench_")[2],
                *(row.name for row in rows_of(measure)),
            }
        ]
        if not hits:
            known = ", ".join(row.name for measure in MEASURES.values() for row in rows_of(measure))
            raise ValueError(f"no operation {name!r}; there are: {known}")
        found.update((measure.name, measure) for measure in hits)
    return list(found.values())
