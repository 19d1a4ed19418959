"""A litelist as a sequence: what a search does while the list changes; sums and products."""

import sys

import pytest

from recordclass import litelist


def test_sums_with_lists():
    both = [1]
    alias = both
    both += litelist([2])
    assert both is alias
    assert alias == [1, 2]
    with pytest.raises(TypeError):
        [1] + litelist([2])  # noqa: RUF005
    assert type(litelist([1]) + [2]) is litelist  # noqa: RUF005


def test_search_by_identity_first():
    nan = float("nan")
    a = litelist([0.0, nan, nan])
    assert nan in a
    assert (a.index(nan), a.index(nan, 2), a.count(nan), a.count(float("nan"))) == (1, 2, 2, 0)


def test_search_sees_what_is_added():
    class Adds:
        def __eq__(self, other):
            if len(a) < 10:
                a.append(Adds())
            return False

        __hash__ = None

    a = litelist([Adds()])
    assert "absent" not in a
    assert len(a) == 10
    del a[:]


def test_bounds_of_index():
    a = litelist("abcabc")
    for start, stop in ((0, 2**80), (-(2**80), 6), (-3, -1), (4, 4), (5, 2)):
        for value in "abc":
            outcomes = []
            for target in (a, [*a]):
                try:
                    outcomes.append(target.index(value, start, stop))
                except ValueError:
                    outcomes.append(None)
            assert outcomes[0] == outcomes[1], (value, start, stop)
    with pytest.raises(TypeError, match="slice indices must be integers or have"):
        a.index("a", None)
    with pytest.raises(ValueError, match="'x' is not in litelist"):
        a.index("x")


def test_what_is_made_has_no_more_room_than_it_needs():
    a = litelist()
    for i in range(100):
        a.append(i)
    empty = sys.getsizeof(litelist())
    for made, n in (
        (a.copy(), 100),
        (a[::3], 34),
        (a + a, 200),
        (a + [1, 2, 3], 103),  # noqa: RUF005
        (litelist() + a, 100),
        (a + [], 100),  # noqa: RUF005
        (a * 1, 100),
        (a * 7, 700),
        (litelist([1]) * 3, 3),
        (litelist() * 5, 0),
        (a * 0, 0),
        (litelist() + [], 0),  # noqa: RUF005
    ):
        assert (len(made), sys.getsizeof(made)) == (n, empty + 8 * n)
