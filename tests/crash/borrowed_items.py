"""Comparing, searching and printing items whose own methods replace them."""

from recordclass import dataobject, memoryslots, recordclass, structclass

R = recordclass("R", "x y z")
S = structclass("S", "x y z")


class D(dataobject, sequence=True):
    x: object
    y: object
    z: object


class Hostile:
    """Drops every item of the record that holds it, in whichever method is called."""

    def __init__(self, *records):
        self.records = list(records)

    def strike(self):
        for record in self.records:
            for i in range(len(record)):
                record[i] = None
        return [bytes(48) for _ in range(100)]

    def __eq__(self, other):
        self.strike()
        return False

    def __lt__(self, other):
        self.strike()
        return True

    def __hash__(self):
        self.strike()
        return 1

    def __repr__(self):
        self.strike()
        return "hostile"

    def __index__(self):
        self.strike()
        return 1


for make in (R, S, D, lambda *items: memoryslots(*items)):
    for act in (
        lambda a, b: a == b,
        lambda a, b: a < b,
        lambda a, b: repr(a),
        lambda a, b: object() in a,
        lambda a, b: a.count(object()),
        lambda a, b: a.index(None, Hostile(a)),
        lambda a, b: a[Hostile(a)],
        lambda a, b: a[Hostile(a) :],
        lambda a, b: a.__setitem__(slice(0, Hostile(a)), [1]),
        lambda a, b: a == (1, 2, 3),
        lambda a, b: (1, 2, 3) == a,
    ):
        a = make(None, None, None)
        b = make(None, None, None)
        for i in range(3):
            a[i] = Hostile(a, b)
            b[i] = Hostile(a, b)
        try:
            act(a, b)
        except (ValueError, TypeError):
            pass
