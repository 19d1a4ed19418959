"""recordclass.datatype: the module beside the metaclass."""

import copy
import importlib
import pickle

import recordclass


def test_the_module_and_the_metaclass():
    module = importlib.import_module("recordclass.datatype")
    assert module.datatype is recordclass.datatype is type(recordclass.dataobject)
    assert module.Field is recordclass.Field


def test_match_is_one_object():
    mark = recordclass.MATCH
    assert repr(mark) == "MATCH"
    assert copy.deepcopy(mark) is mark
    assert pickle.loads(pickle.dumps(mark)) is mark
