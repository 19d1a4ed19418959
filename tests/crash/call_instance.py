"""A record is not callable unless its class says so."""

from recordclass import dataobject, make_arrayclass, memoryslots, recordclass, structclass


class D(dataobject):
    x: object


for record in (
    D(1),
    memoryslots(1, 2, 3),
    recordclass("R", "x")(1),
    structclass("S", "x")(1),
    make_arrayclass("A", 3)(),
):
    assert not callable(record)
    try:
        record(1, 2, x=3)
    except TypeError:
        pass
    else:
        raise AssertionError


class C(dataobject):
    x: object

    def __call__(self, y):
        return self.x + y


assert C(1)(2) == 3
