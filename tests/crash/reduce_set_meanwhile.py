"""A key of the class gives it a method while pickle looks for one: it counts afterwards."""

from recordclass import dataobject, datatype

found = []


def own_reduce(self):
    found.append(1)
    return Record, (5,)


for name in ("__reduce__", "__getstate__", "__getnewargs__", "__getnewargs_ex__"):
    armed = []

    class Key(str):
        __slots__ = ()

        def __hash__(self):
            return hash(name)

        def __eq__(self, other):
            if armed:
                armed.clear()
                Record.__reduce__ = own_reduce
            return False

    Record = datatype("Record", (dataobject,), {"__annotations__": {"x": int}, Key("zz"): 1})
    record = Record(1)
    armed.append(1)
    record.__reduce_ex__(2)
    assert not armed
    for _ in range(3):
        found.clear()
        assert record.__reduce_ex__(2) == (Record, (5,))
        assert found
