"""A finalizer that runs while the collector takes classes apart calls and reads such a class."""

import gc

from recordclass import dataobject, recordclass


class Bomb(dataobject):  # without gc: dies while the collector clears what held it
    x: object

    def __del__(self):
        for op in gc.get_objects():
            if isinstance(op, type) and op.__name__ == "Doomed":
                seen.append(op.__name__)
                for act in (
                    op,
                    lambda op=op: op(1),
                    op.__field_table__,
                    lambda op=op: repr(op(1, 2)),
                ):
                    try:
                        act()
                    except (TypeError, AttributeError):
                        pass


seen = []
gc.disable()
for order in range(4):
    bombs, classes = [], []
    for _ in range(3):
        if order & 1:
            holder = [Bomb(1)]
            holder.append(holder)
            bombs.append(holder)

        class Doomed(dataobject):
            x: object = [1]
            y: object = [2]
            z: object = []

        classes.append(Doomed)
        classes.append(recordclass("Doomed", "x y", defaults=[[1], []]))
        holder = [Bomb(1)]
        holder.append(holder)
        holder.append(Doomed)
        Doomed.holder = holder
        bombs.append(holder)
    if order & 2:
        bombs[-1].append(bombs[0])
        classes.append(classes)
    del bombs, classes, holder, Doomed
    gc.collect()
