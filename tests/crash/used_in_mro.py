"""A class that is still being made is called and asked, in its metaclass's mro()."""

from recordclass import dataobject, datatype, memoryslots


class Early(datatype):
    def mro(cls):
        for act in (
            lambda: cls(),
            lambda: cls(1),
            lambda: cls(x=1),
            lambda: type.__call__(cls),
            lambda: datatype.__call__(cls, 1),
            lambda: dataobject.__new__(cls, 1),
            lambda: memoryslots.__new__(cls, 1),
            lambda: object.__new__(cls),
            lambda: cls.__signature__,
            lambda: cls.__field_table__(),
            lambda: cls.__option_flags__,
            lambda: cls._make([1]),
            lambda: datatype("Heir", (cls,), {}),
            lambda: repr(cls),
            lambda: dir(cls),
        ):
            try:
                act()
            except (TypeError, AttributeError):
                pass
        return super().mro()


for root in (dataobject, memoryslots):

    class Record(root, metaclass=Early):
        x: object

    assert repr(Record(1)) == "Record(x=1)"
    assert repr(Record(x=1)) == "Record(x=1)"


class Own(datatype):
    def __call__(cls, *args):
        return args


class Called(dataobject, metaclass=Own):
    x: object


class Late(datatype):
    pass


class Changed(dataobject, metaclass=Late):
    x: object


for _ in range(100):
    assert Called(1, 2) == (1, 2)
    assert Changed(1).x == 1
Late.__call__ = Own.__call__
for _ in range(100):
    assert Changed(1, 2) == (1, 2)
del Late.__call__
for _ in range(100):
    assert Changed(1).x == 1
