"""What each kind of record can do, tried out: ``make comparison`` writes ``docs/comparison.md``."""
