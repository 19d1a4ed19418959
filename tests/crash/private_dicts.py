"""What a class keeps to find its fields is nowhere to be found, and so not to be changed."""

import gc

from recordclass import Field, dataobject, recordclass

names = [f"f{i}" for i in range(40)]
Wide = recordclass("Wide", names)


class Called(dataobject):
    a: int = Field(alias="b", default=1)
    c: int = Field(kw_only=True, default=2)


seen = 0
for cls in (Wide, Called):
    for found in [*gc.get_referents(cls), *gc.get_objects()]:
        if type(found) is dict and set(found) in (set(names), {"b", "c"}):
            if all(type(value) is int for value in found.values()):
                found.update(dict.fromkeys(list(found), 10**7))
                seen += 1

values = {name: i for i, name in enumerate(names)}
assert tuple(Wide(**dict(reversed(values.items())))) == tuple(range(40))
called = Called(c=5, b=6)
assert (called.a, called.c) == (6, 5)
assert seen == 0
