"""A finalizer that runs while the collector takes makers of records apart calls them."""

import gc
import itertools

from recordclass import _core, dataobject, recordclass


class Bomb(dataobject):  # without gc: dies while the collector clears what held it
    x: object

    def __del__(self):
        for op in gc.get_objects():
            for act in ACTS.get(type(op), ()):
                try:
                    answers.add((type(op), type(act(op))))
                except Exception as error:
                    assert type(error) is not SystemError
                    answers.add((type(op), str(error)))


class Cursor:
    description = ()


ACTS = {
    _core.rowmaker: (lambda op: op((1, 2)), lambda op: op([1, "2"]), lambda op: op(None, "12")),
    _core.rowfactory: (lambda op: op(Cursor, (1, 2)),),
    _core.unpickler: (lambda op: op(1, 2), lambda op: op(1), repr, lambda op: op.__reduce__()),
}
answers = set()


def prepare(cursor):
    return len


def fault(column, problem):
    raise ValueError(column)


def looped(*items):
    held = [*items]
    held.append(held)
    return held


def plant(order, direct):
    """A dead cycle of makers, and of bombs that go off before and after they are cleared."""
    Doomed = recordclass("Doomed", "x y", defaults=[[1], []], gc=not direct)
    columns = ((0, None, None if direct else int, False), (1, None, None, False))
    makers = {
        "bomb": lambda: looped(Bomb(1)),
        "maker": lambda: _core.rowmaker(Doomed, columns, (), fault),
        "factory": lambda: _core.rowfactory(prepare),
        "unpickler": lambda: _core.unpickler(Doomed, "y x"),
    }
    made = [makers[name]() for name in order]
    made += [looped(thing) for thing in made]
    made += [looped(Bomb(1)), made]
    Doomed.made = made
    looped(made, looped(Bomb(1)))


gc.disable()
for order in itertools.permutations(("bomb", "maker", "factory", "unpickler")):
    for direct in (False, True):
        plant(order, direct)
        gc.collect()
assert (_core.rowmaker, "the collector has cleared this rowmaker") in answers
assert (_core.unpickler, "unpickler takes values, and no keyword arguments") in answers
assert any(kind is _core.rowfactory for kind, _ in answers)
