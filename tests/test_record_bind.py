"""Construction in steps: keyword-only, InitVar, converters, validators, `__post_init__`."""

import gc
import sys

import pytest

from recordclass import KW_ONLY, Factory, Field, InitVar, RecordClass, dataobject, datatype


class Wide(dataobject):
    a: int
    b: int = Field(2, alias="bee")
    _: KW_ONLY
    c: int
    d: list = Factory(list)


@pytest.mark.parametrize(
    ("args", "kwargs", "words"),
    [
        ((), {}, "Wide() missing 1 required positional argument: 'a'"),
        ((1,), {}, "Wide() missing 1 required keyword-only argument: 'c'"),
        ((1, 2, 3), {}, "Wide() takes from 1 to 2 positional arguments but 3 were given"),
        ((1,), {"c": 1, "z": 2}, "Wide() got an unexpected keyword argument 'z'"),
        ((1,), {"c": 1, "b": 2}, "Wide() got an unexpected keyword argument 'b'"),
        ((1,), {"c": 1, "a": 2}, "Wide() got multiple values for argument 'a'"),
    ],
)
def test_wrong_arguments(args, kwargs, words):
    with pytest.raises(TypeError) as caught:
        Wide(*args, **kwargs)
    assert str(caught.value) == words
    with pytest.raises(TypeError) as caught:
        type.__call__(Wide, *args, **kwargs)
    assert str(caught.value) == words


def test_keywords_that_are_no_plain_strings():
    class Text(str):
        def __hash__(self):
            raise RuntimeError

        def __eq__(self, other):
            raise RuntimeError

    assert Wide(a=1, c=3).c == 3
    with pytest.raises(TypeError, match="keywords must be strings"):
        Wide.__new__(Wide, a=1, **{1: 2})


def test_every_way_to_call():
    for record in (
        Wide(1, c=3),
        Wide(a=1, c=3),
        Wide(1, bee=2, c=3),
        Wide(a=1, c=3),
        Wide.__new__(Wide, 1, c=3),
        type.__call__(Wide, 1, c=3),
    ):
        assert repr(record) == "Wide(a=1, b=2, c=3, d=[])"
    assert Wide(1, c=3).d is not Wide(1, c=3).d


def test_more_parameters_than_lie_on_the_stack():
    names = [f"f{i}" for i in range(30)]
    P = datatype("P", (dataobject,), {"__annotations__": dict.fromkeys(names, int)}, kw_only=True)
    values = {name: object() for name in names}
    record = P(**dict(reversed(values.items())))
    assert all(getattr(record, name) is values[name] for name in names)
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'f7'"):
        P(**{name: 1 for name in names if name != "f7"})


def test_steps_come_in_order():
    steps = []

    def convert(value):
        steps.append(("convert", value))
        return value + 1

    def validate(record, field, value):
        steps.append(("validate", field.name, value, record.late))

    class P(dataobject):
        x: int = Field(converter=convert, validator=validate)
        v: InitVar[int]
        late: int = Factory(lambda record: steps.append(("late", record.x)) or 7, takes_self=True)
        hidden: int = Field(10, init=False, converter=convert)

        def __post_init__(self, v):
            steps.append(("post", v, self.x, self.late, self.hidden))

    P(1, 2)
    assert steps == [
        ("convert", 1),
        ("convert", 10),
        ("late", 2),
        ("validate", "x", 2, 7),
        ("post", 2, 2, 7, 11),
    ]
    steps.clear()
    P(1, 2, 3)
    assert ("late", 2) not in steps


class Broken(Exception):
    pass


def fail(*args):
    raise Broken


@pytest.mark.parametrize(
    "field",
    [
        Factory(fail),
        Factory(fail, takes_self=True),
        Field(0, converter=fail),
        Field(0, validator=fail),
        Field(0, init=False, converter=fail),
        Field(default_factory=fail, init=False),
        Field(default_factory=Factory(fail, takes_self=True), converter=int),
        Field(default_factory=Factory(lambda record: "x", takes_self=True), converter=fail),
    ],
    ids=range(8),
)
@pytest.mark.parametrize("options", [{}, {"gc": True}, {"use_dict": True, "use_weakref": True}])
def test_errors_of_the_steps_come_through(field, options):
    body = {"__annotations__": {"a": object, "x": object}, "x": field}
    P = datatype("P", (dataobject,), body, **options)
    value = object()
    before = sys.getrefcount(value)
    for _ in range(3):
        with pytest.raises(Broken):
            P(value)
    assert sys.getrefcount(value) == before


def test_an_error_in_post_init():
    class P(dataobject, gc=True):
        x: object
        v: InitVar[object]

        def __post_init__(self, v):
            raise Broken

    value = object()
    before = sys.getrefcount(value)
    with pytest.raises(Broken):
        P(value, value)
    assert sys.getrefcount(value) == before


def test_post_init_of_a_base_with_super():
    seen = []

    class A(dataobject):
        x: int

        def __post_init__(self):
            seen.append("A")

    class B(A):
        y: int = 0

        def __post_init__(self):
            super().__post_init__()
            seen.append("B")

    class C(B):
        pass

    C(1)
    assert seen == ["A", "B"]


def test_post_init_can_be_switched_off():
    class A(dataobject):
        x: int

        def __post_init__(self):
            raise Broken

    class B(A):
        __post_init__ = None

    assert B(1).x == 1


def test_named_tuples_take_the_same_steps():
    class P(RecordClass):
        x: int = Field(converter=int)
        y: int = 0

        def __post_init__(self):
            self.y = self.x * 2

    assert P("4") == (4, 8)
    record = P("4")
    record[0] = "5"
    record[0:2] = ["6", 7]
    assert record == (6, 7)
    with pytest.raises(ValueError, match="invalid literal"):
        record[0:2] = ["q", 9]
    assert record == (6, 7)


def test_an_own_init_ends_with_the_steps():
    seen = []

    class P(dataobject):
        x: int = Field(converter=int)
        items: list = Factory(lambda: seen.append("made") or [])

        def __init__(self, text):
            super().__init__(text)

        def __post_init__(self):
            seen.append(("post", self.x))

    assert P("4").items == []
    assert seen == ["made", ("post", 4)]


def test_an_own_init_that_leaves_fields_alone():
    class P(dataobject):
        x: int = 1
        items: list = Factory(list)
        late: int = Factory(lambda record: 5, takes_self=True)

        def __init__(self):
            pass

    record = P()
    assert (record.x, record.items) == (1, [])
    with pytest.raises(AttributeError):
        record.late

    class Bad(P):
        items: list = Factory(fail)

    with pytest.raises(Broken):
        Bad()


def test_init_vars_need_a_post_init():
    with pytest.raises(TypeError, match="P: InitVar 'v' needs a __post_init__"):
        datatype("P", (dataobject,), {"__annotations__": {"v": InitVar[int]}})


def test_the_collector_in_the_midst_of_it():
    class P(dataobject, gc=True):
        x: list = Factory(lambda: (gc.collect() and []) or [])
        y: object = Field(None, converter=lambda v: gc.collect())

        def __post_init__(self):
            gc.collect()
            self.self = [self] if hasattr(self, "__dict__") else None

    with pytest.raises(AttributeError):
        P()

    class Q(P, use_dict=True):
        pass

    assert Q().x == []


def test_keywords_that_are_no_strings():
    """As C code can give them, which calls with a dict."""

    class Steps(dataobject):
        x: object = Field(converter=int)
        y: object = 1

    for cls in (Steps, RecordClass("Plain", [("x", int), ("y", int)])):
        with pytest.raises(TypeError, match=r"\(\) keywords must be strings"):
            type.__call__(cls, 1, **{1: 2})


def test_keywords_where_the_parameters_are_the_fields():
    class P(dataobject):
        x: object
        y: object = 1

        def __post_init__(self):
            self.y = (self.x, self.y)

    assert P(x=1).y == (1, 1)
    assert P(y=2, x=1).y == (1, 2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        P(x=1, z=2)
