"""``recordclass.about``: what the installed distribution says of itself.

>>> from recordclass.about import __title__
>>> __title__
'recordclass'
"""

from __future__ import annotations

__all__ = ["__license__", "__summary__", "__title__", "__version__"]

#: Name -> field of the distribution's metadata, in the order in which to look.
_HEADERS = {
    "__version__": ("Version",),
    "__summary__": ("Summary",),
    "__license__": ("License-Expression", "License"),
}

__title__ = "recordclass"
__version__: str
__summary__: str
__license__: str


def __getattr__(name: str) -> str:
    """Read the metadata when someone asks: the import itself stays cheap."""
    if name not in _HEADERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import metadata

    found = metadata(__title__)
    return next((str(found[header]) for header in _HEADERS[name] if header in found), "")
