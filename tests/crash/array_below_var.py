"""Fields without names below a class that has no field but an InitVar: refused."""

from recordclass import InitVar, dataobject, datatype
from recordclass._core import make_class


class Base(dataobject):
    v: InitVar[int] = 0

    def __post_init__(self, v):
        pass


def by_statement():
    class Array(Base):
        __fields__ = 3


def by_description():
    make_class(datatype, ("Array", (Base,), {}, None, 3, 0, None))


for make in (by_statement, by_description):
    try:
        make()
    except TypeError as error:
        assert "Array: an array cannot be made below a class with an InitVar" in str(error), error
    else:
        raise AssertionError
assert "Base()" in repr(Base(1))
