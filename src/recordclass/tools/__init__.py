"""Records from databases and files: :mod:`.sqlite`, :mod:`.csv`."""
