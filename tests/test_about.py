"""recordclass.about: what the distribution says of itself."""

import pytest

import recordclass
from recordclass import about


def test_it_is_what_is_installed():
    assert about.__title__ == "recordclass"
    assert about.__version__ == recordclass.__version__
    assert about.__license__ == "MIT"
    assert about.__summary__


def test_no_other_name():
    with pytest.raises(AttributeError, match=r"'recordclass\.about' has no attribute 'x'"):
        about.x
