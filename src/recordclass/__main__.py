"""The command line: ``python -m recordclass COMMAND``.

Nothing that a command needs is imported until that command is asked for.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from recordclass.compare import cli, options

if TYPE_CHECKING:
    from collections.abc import Sequence


def build_parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    parser = ArgumentParser(
        prog="python -m recordclass",
        description="Tools that come with recordclass.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    options.add_command(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        The words after the program's name; ``sys.argv`` where left out.

    Returns
    -------
    int
        The exit code: 0 done, 1 a row failed, 2 wrong use or wrong input, 130 interrupted.
    """
    return cli.run(build_parser().parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
