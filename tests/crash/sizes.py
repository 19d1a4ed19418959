"""Sizes that no memory can hold are errors before anything is computed from them."""

import sys

from recordclass import make_arrayclass, memoryslots, recordclass

for n in (2**61, 2**62, 2**63 - 1, sys.maxsize, 2**64, 2**70, -1, -sys.maxsize - 1):
    try:
        make_arrayclass("A", n)
    except (MemoryError, OverflowError, ValueError):
        continue
    raise AssertionError(n)

R = recordclass("R", "a b c")
for n in (sys.maxsize, sys.maxsize // 3 + 1, sys.maxsize // 8, sys.maxsize // 24):
    for record in (memoryslots(1, 2, 3), R(1, 2, 3), memoryslots(1)):
        for act in (lambda: record * n, lambda: n * record):
            try:
                act()
            except (MemoryError, OverflowError):
                continue
            raise AssertionError(n)
assert len(memoryslots() * sys.maxsize) == 0
assert len(memoryslots(1) * -sys.maxsize) == 0
assert memoryslots(1, 2)[sys.maxsize :: sys.maxsize] == ()
assert memoryslots(1, 2)[-sys.maxsize - 1 :: sys.maxsize] == (1,)
assert memoryslots(1, 2)[:: -sys.maxsize] == (2,)
for i in (sys.maxsize, -sys.maxsize - 1, 2**100, -(2**100)):
    for act in (lambda: memoryslots(1)[i], lambda: memoryslots(1).__setitem__(i, 1)):
        try:
            act()
        except IndexError:
            continue
        raise AssertionError(i)
