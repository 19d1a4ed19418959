"""Two copies of the module: a class of one is no base for the metaclass of the other."""

import sys

import recordclass as one

one.datatype("First", (one.dataobject,), {})  # what is imported at the first use, is

for name in [name for name in sys.modules if name.split(".")[0] == "recordclass"]:
    del sys.modules[name]
import recordclass as two  # noqa: E402

assert one.datatype is not two.datatype
for first, second in ((one, two), (two, one)):
    for _ in range(2):
        Base = first.datatype(
            "Base", (first.dataobject,), {"__module__": "m", "__fields__": ("x",)}
        )
    description = ("Heir", (Base,), {"__module__": "m"}, None, -1, 0, None)
    assert type(first._core.make_class(first.datatype, description)) is first.datatype
    try:
        second._core.make_class(second.datatype, description)
    except TypeError as error:
        assert "metaclass conflict" in str(error), error
    else:
        raise AssertionError
