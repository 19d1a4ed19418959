"""recordclass.typing: the forms of class statements under 0.24.1's module name."""

import runpy
from pathlib import Path

import recordclass
import recordclass.typing


def test_the_forms_are_those_of_the_package():
    assert recordclass.typing.RecordClass is recordclass.RecordClass
    assert recordclass.typing.StructClass is recordclass.StructClass


def test_the_standard_module_is_another():
    import typing

    assert typing is not recordclass.typing
    assert typing.get_type_hints(recordclass.typing.RecordClass("P", x=int)) == {"x": int}


def test_the_program_for_checkers_runs():
    names = runpy.run_path(str(Path(__file__).parent / "typed" / "programs.py"))
    assert repr(names["heir"]) == "Heir(name='n', size=1, tags=['t'], owner='n')"
    assert names["Fixed"].__options__["readonly"] is True
