"""recordclass.typing: the forms of class statements under 0.24.1's module name."""

import recordclass
import recordclass.typing


def test_the_forms_are_those_of_the_package():
    assert recordclass.typing.RecordClass is recordclass.RecordClass
    assert recordclass.typing.StructClass is recordclass.StructClass


def test_the_standard_module_is_another():
    import typing

    assert typing is not recordclass.typing
    assert typing.get_type_hints(recordclass.typing.RecordClass("P", x=int)) == {"x": int}
