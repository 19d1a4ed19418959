"""asdict, astuple, replace, update, make, is_record: functions for records of every family."""

import pytest

from recordclass import (
    asdict,
    astuple,
    clone,
    dataobject,
    is_record,
    make,
    make_arrayclass,
    memoryslots,
    recordclass,
    replace,
    update,
)

FUNCTIONS = [asdict, astuple, replace, update]
P = recordclass("P", "x y z")


def test_every_family(family):
    r = family(1, "two", None)
    assert is_record(r)
    assert astuple(r) == (1, "two", None)
    assert type(astuple(r)) is tuple


def test_named_families(named_family):
    r = named_family(1, "two", None)
    names = [row[0] for row in type(r).__field_table__()]
    assert asdict(r) == dict(zip(names, (1, "two", None), strict=True))
    other = replace(r, **{names[1]: 2})
    assert (astuple(other), astuple(r)) == ((1, 2, None), (1, "two", None))
    assert type(other) is type(r)
    assert astuple(clone(r)) == astuple(r)
    assert astuple(make(type(r), [1], **{names[1]: 2, names[2]: 3})) == (1, 2, 3)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("stranger", [1, (1, 2), P, type, None, [], "x"])
def test_foreign_objects(function, stranger):
    with pytest.raises(TypeError, match=rf"{function.__name__}\(\) needs a record"):
        function(stranger)
    assert not is_record(stranger)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_number_of_arguments(function):
    for args in ((), (P(1, 2, 3), 1)):
        with pytest.raises(TypeError, match="takes exactly one positional argument"):
            function(*args)


@pytest.mark.parametrize("function", [asdict, replace, update])
@pytest.mark.parametrize("record", [memoryslots(1), make_arrayclass("A", 2)(1, 2)], ids=repr)
def test_records_without_names(function, record):
    with pytest.raises(TypeError, match=r"needs a record with named fields"):
        function(record)


def test_unset_fields():
    for function in (asdict, astuple, replace):
        r = P(1, 2, 3)
        del r.y
        with pytest.raises(AttributeError, match="'y'"):
            function(r)
    assert replace(r, y=5) == (1, 5, 3)


@pytest.mark.parametrize(
    ("args", "kwargs", "words"),
    [
        ((), {}, "takes 1 or 2 positional"),
        ((P, (), 1), {}, "takes 1 or 2 positional"),
        ((1, ()), {}, "needs a record class"),
        ((int, ()), {}, "needs a record class"),
        ((P, 1), {}, "not iterable"),
        ((P, [1, 2]), {}, "missing 1 required positional argument: 'z'"),
        ((P, [1, 2, 3, 4]), {}, "takes 3 positional arguments but 4 were given"),
        ((P, [1]), {"x": 2}, "multiple values for argument 'x'"),
        ((P, [1]), {"q": 2}, "unexpected keyword argument 'q'"),
    ],
)
def test_make_refuses(args, kwargs, words):
    with pytest.raises(TypeError, match=words):
        make(*args, **kwargs)


def test_make_goes_past_an_own_init():
    class Own(dataobject):
        x: int

        def __init__(self):
            raise AssertionError

    assert make(Own, [3]).x == 3
    assert make(memoryslots, range(3)) == (0, 1, 2)


def test_an_iterable_that_fails():
    def broken():
        yield 1
        raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        make(P, broken())
