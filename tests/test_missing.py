"""MISSING, the mark of a field without a default."""

import copy
import pickle

import pytest

from recordclass import MISSING


def test_it_is_one_object():
    assert repr(MISSING) == "MISSING"
    assert copy.copy(MISSING) is MISSING
    assert copy.deepcopy([MISSING])[0] is MISSING
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(MISSING, protocol)) is MISSING
    with pytest.raises(TypeError, match="cannot create"):
        type(MISSING)()
