"""The one error that the demo shows to its user."""

from __future__ import annotations

INSTALL = 'pip install "recordclass[demo]"'


class CompareError(Exception):
    """Something the user can mend: its text is one line, and ends the program with code 2."""
