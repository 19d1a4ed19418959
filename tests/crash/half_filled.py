"""Code that runs while a record is made, or taken apart, finds no tuple with holes in it."""

import gc

from recordclass import Field, InitVar, dataobject, datatype


def look(value=None):
    """Read every tuple that the collector knows."""
    for found in gc.get_objects():
        if type(found) is tuple:
            list(found)
    return value


class Steps(dataobject):
    a: object = Field(converter=look)
    v: InitVar = 1
    w: InitVar = 2
    b: object = Field(converter=look, default=3)

    def __post_init__(self, v, w):
        self.b = v, w


assert Steps(1, 5, 6).b == (5, 6)
assert Steps(1, w=4).b == (1, 4)


class Finalized:
    """Garbage that runs code in the middle of whatever made the collector start."""

    def __init__(self):
        self.me = self

    def __del__(self):
        look()


names = [f"f{i}" for i in range(30)]
Wide = datatype("Wide", (dataobject,), {"__annotations__": dict.fromkeys(names, int)}, mapping=True)
record = Wide(*range(30))
assert len(gc.get_objects()) > 1000
gc.set_threshold(1, 1000, 1000)
for act in (record.items, Wide.__field_table__, Wide.__parameter_table__):
    for _ in range(3):
        Finalized()
        assert len(act()) == 30
gc.set_threshold(700, 10, 10)
del record.f29
for act in (record.items, record.values):
    try:
        act()
    except AttributeError as error:
        assert "f29" in str(error)
    else:
        raise AssertionError("an unset field was read")
