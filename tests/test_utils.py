"""Sizes and names."""

import sys

import pytest

from recordclass import dataobject, make_arrayclass, memoryslots, recordclass, structclass, utils


def test_sizes_add_up():
    assert recordclass("R", "a b c")(1, 2, 3).__sizeof__() == (
        utils.pyvarobject_size + 3 * utils.ref_size
    )
    S = structclass("S", "a b", gc=True)
    assert sys.getsizeof(S(1, 2)) == utils.headgc_size + utils.pyobject_size + 2 * utils.ref_size
    assert utils.pyssize == utils.ref_size


def test_number_of_dataitems():
    assert utils.number_of_dataitems(recordclass("R", "a b c")) == 3
    assert utils.number_of_dataitems(make_arrayclass("A", 5)) == 5
    assert utils.number_of_dataitems(dataobject) == 0
    for wrong in (memoryslots, int, 1, None):
        with pytest.raises(TypeError, match="needs a record class"):
            utils.number_of_dataitems(wrong)


def test_check_name():
    assert utils.check_name("abc") == "abc"
    for bad in ("1a", "class", "a b", ""):
        with pytest.raises(ValueError, match="a name"):
            utils.check_name(bad)
        assert utils.check_name(bad, rename=True, i=7) == "_7"
    with pytest.raises(ValueError, match="taken"):
        utils.check_name("x", invalid_names=["x"])
    assert utils.check_name("x", True, 2, {"x"}) == "_2"
    with pytest.raises(TypeError, match="strings"):
        utils.check_name(1, rename=True)
