"""Random classes and random operations, against a record written in Python."""

from __future__ import annotations

import copy
import operator
import os
import pickle

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from model import ClassSpec, FieldSpec, Level, Refused
from realise import Real as RealRecord
from realise import agree, make_class

from recordclass import fields, make

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.integers(),
    st.floats(),
    st.sampled_from(["", "a", "b"]),
    st.lists(st.integers(0, 2), max_size=2),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
INDICES = st.integers(-8, 8)
SLICES = st.builds(
    slice,
    st.none() | INDICES,
    st.none() | INDICES,
    st.none() | st.integers(-3, 3),
)
OPERATORS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
UNSET = object()

#: how much longer than in the suite the search goes; `make harden` asks for more
TIMES = int(os.environ.get("RECORDCLASS_MODEL_TIMES", "1"))


class Model:
    """What a record is: a list of values, of which some may be unset."""

    def __init__(self, family, values):
        self.family = family
        self.values = list(values)
        self.extra = {}

    def whole(self):
        """Give the values as a tuple; AttributeError if one is unset."""
        return tuple(map(self.read, range(len(self.values))))

    def read(self, i):
        if self.values[i] is UNSET:
            raise AttributeError
        return self.values[i]

    def need(self, *words):
        if not self.family.can(*words):
            raise TypeError

    def get_name(self, i):
        return self.read(i)

    def set_name(self, i, value):
        if not self.family.can("writable"):
            raise AttributeError
        self.values[i] = value

    def delete_name(self, i):
        if not self.family.can("writable"):
            raise AttributeError
        self.read(i)
        self.values[i] = UNSET

    def get_item(self, key):
        self.need("sequence")
        if isinstance(key, slice):
            return tuple(map(self.read, range(len(self.values))[key]))
        return self.read(range(len(self.values))[key])

    def set_item(self, key, value):
        self.need("sequence")
        if isinstance(key, slice):
            places = range(len(self.values))[key]
            value = list(value)
            if len(value) != len(places):
                raise ValueError
        else:
            places, value = [range(len(self.values))[key]], [value]
        if places:
            self.need("writable")
        for i, new in zip(places, value, strict=True):
            self.values[i] = new

    def delete_item(self, key):
        raise TypeError

    def length(self):
        if not (self.family.can("iterable") or self.family.can("mapping")):
            raise TypeError
        return len(self.values)

    def items(self):
        self.need("iterable")
        return list(self.whole())

    def contains(self, value):
        if self.family.can("mapping"):
            names = self.family.names(len(self.values))
            return isinstance(value, str) and value in names
        self.need("iterable")
        for i in range(len(self.values)):
            if self.read(i) is value or self.values[i] == value:
                return True
        return False

    def count(self, value):
        self.need("sequence")
        return self.whole().count(value)

    def add(self, other):
        self.need("sequence")
        return self.whole() + other

    def repeat(self, times):
        self.need("sequence")
        return self.whole() * times if times > 0 else ()

    def hash(self):
        self.need("hashable")
        for i in range(len(self.values)):
            hash(self.read(i))  # the first field that is unset or has none decides
        return hash(self.whole())

    def text(self):
        items = ["<unset>" if value is UNSET else repr(value) for value in self.values]
        return self.family.text(*items, cls=self.family.cls(len(items)))

    def compare(self, op, other):
        """Compare with another model of the same class, lazily, as tuples are."""
        for i in range(len(self.values)):
            a, b = self.read(i), other.read(i)
            if a is b or a == b:
                continue
            if op in (operator.eq, operator.ne):
                return op is operator.ne
            return op(a, b)
        return op(0, 0)

    def pickled(self):
        return self.whole()

    def asdict(self):
        self.need("tuplenamed")
        return dict(zip(self.family.names(len(self.values)), self.whole(), strict=True))

    def replace(self, i, value):
        self.need("tuplenamed")
        changed = Model(self.family, self.values)
        changed.values[i] = value
        return changed.whole()


class Real:
    """The same operations on a record."""

    def __init__(self, family, record):
        self.family = family
        self.record = record

    def get_name(self, i):
        return self.family.get(self.record, i)

    def set_name(self, i, value):
        self.family.set(self.record, i, value)

    def delete_name(self, i):
        self.family.unset(self.record, i)

    def get_item(self, key):
        result = self.record[key]
        return result[:] if isinstance(key, slice) else result

    def set_item(self, key, value):
        self.record[key] = value

    def delete_item(self, key):
        del self.record[key]

    def length(self):
        return len(self.record)

    def items(self):
        return list(self.record)

    def contains(self, value):
        return value in self.record

    def count(self, value):
        return self.record.count(value) if hasattr(self.record, "count") else self.refuse()

    def add(self, other):
        return self.record + other

    def repeat(self, times):
        return self.record * times

    def hash(self):
        return hash(self.record)

    def text(self):
        return repr(self.record)

    def compare(self, op, other):
        return op(self.record, other.record)

    def pickled(self):
        again = pickle.loads(pickle.dumps(self.record, pickle.HIGHEST_PROTOCOL))
        assert type(again) is type(self.record)
        return self.family.values(again, len(self.record.__getnewargs__()))

    def asdict(self):
        return self.record._asdict() if hasattr(self.record, "_asdict") else self.refuse()

    def replace(self, i, value):
        if not hasattr(self.record, "_replace"):
            self.refuse()
        name = self.family.names(i + 1)[i]
        again = self.record._replace(**{name: value})
        return self.family.values(again, len(self.record))

    def refuse(self):
        raise TypeError


def outcome(side, name, *args):
    """Give the result of an operation, or the type of its error."""
    try:
        return getattr(side, name)(*args)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return type(error)


def same(a, b):
    """Whether two results agree; a NaN agrees with a NaN."""
    return a is b or a == b or repr(a) == repr(b) or (a != a and b != b)


def draw_operation(data, n):
    """Draw the name and the arguments of an operation that n fields allow."""
    names = [
        "get_item", "set_item", "set_slice", "delete_item", "length", "items", "contains", "count",
        "add", "repeat", "hash", "text", "pickled", "asdict",
    ]  # fmt: skip
    if n > 0:
        names += ["get_name", "set_name", "delete_name", "set_name", "replace"]
    name = data.draw(st.sampled_from(names))
    field = st.integers(0, max(n - 1, 0))
    arguments = {
        "get_name": (field,),
        "set_name": (field, VALUES),
        "delete_name": (field,),
        "replace": (field, VALUES),
        "get_item": (INDICES | SLICES,),
        "set_item": (INDICES, VALUES),
        "set_slice": (SLICES, st.lists(VALUES, max_size=n + 1)),
        "delete_item": (INDICES | SLICES,),
        "contains": (VALUES | st.just("x"),),
        "count": (VALUES,),
        "add": (st.tuples(VALUES),),
        "repeat": (st.integers(-1, 3),),
    }.get(name, ())
    return name.replace("slice", "item"), tuple(data.draw(kind) for kind in arguments)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=400 * TIMES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_operations(families, data):
    family = data.draw(st.sampled_from(families))
    n = data.draw(st.integers(0, 5) | st.integers(16, 19))
    values = data.draw(st.lists(VALUES, min_size=n, max_size=n))
    model, real = Model(family, values), Real(family, family(*values))
    for _ in range(data.draw(st.integers(1, 15))):
        name, args = draw_operation(data, n)
        if name in ("get_item", "set_item", "delete_item") and not family.can("sequence"):
            # what is no sequence takes no position: KeyError from a mapping, else TypeError
            error = KeyError if family.can("mapping") and name != "delete_item" else TypeError
            if name == "set_item" and not family.can("mapping"):
                error = TypeError
            assert outcome(real, name, *args) in (error, TypeError)
            continue
        expected, found = outcome(model, name, *args), outcome(real, name, *args)
        assert same(found, expected), (name, args)
        assert real.text() == model.text()


@settings(max_examples=300 * TIMES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_comparison(families, data):
    family = data.draw(st.sampled_from(families))
    n = data.draw(st.integers(0, 4))
    values = data.draw(st.lists(VALUES, min_size=n, max_size=n))
    others = [data.draw(st.just(value) | VALUES) for value in values]
    a, b = Model(family, values), Model(family, others)
    r, s = Real(family, family(*values)), Real(family, family(*others))
    if n and family.can("writable") and data.draw(st.booleans()):
        hole = data.draw(st.integers(0, n - 1))
        for side in (a, r):
            side.delete_name(hole)
    for op in OPERATORS:
        assert same(outcome(r, "compare", op, s), outcome(a, "compare", op, b))


@settings(max_examples=100 * TIMES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_copies(families, data):
    family = data.draw(st.sampled_from(families))
    n = data.draw(st.integers(0, 6))
    values = data.draw(st.lists(VALUES, min_size=n, max_size=n))
    model, real = Model(family, values), Real(family, family(*values))
    holes = data.draw(st.sets(st.integers(0, n - 1))) if n and family.can("writable") else ()
    for hole in holes:
        model.delete_name(hole)
        real.delete_name(hole)
    for duplicate in (copy.copy, copy.deepcopy):
        again = duplicate(real.record)
        assert type(again) is type(real.record)
        assert repr(again) == model.text()
        if n and family.can("writable"):
            family.set(again, 0, "changed")
        assert repr(real.record) == model.text()


# -- classes from descriptions: every option, several levels; the model is in model.py --

NAMES = ("a", "b", "c", "d", "e")
PLAIN = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["", "x", "a"]), st.just(1.5))
VALUE = PLAIN | st.lists(st.integers(0, 2), max_size=2)
SWITCHES = ("sequence", "iterable", "mapping", "hashable", "use_dict", "use_weakref")
FIRST_SWITCHES = (*SWITCHES, "readonly", "cache_hash", "repr_omit_defaults", "kw_only", "gc")


def rarely(strategy, otherwise):
    return st.integers(0, 4).flatmap(lambda n: strategy if n == 4 else st.just(otherwise))


@st.composite
def field_specs(draw, name, inherited):
    spec = FieldSpec(name)
    kind = draw(st.sampled_from(["none", "none", "value", "mutable", "factory"]))
    if kind == "value":
        spec.default = draw(PLAIN)
    elif kind == "mutable":
        spec.default = draw(st.lists(st.integers(0, 2), max_size=2))
    elif kind == "factory":
        spec.factory = draw(st.sampled_from([list, dict]))
    spec.converter = draw(rarely(st.just(str), None))
    spec.kw_only = draw(rarely(st.booleans(), False))
    spec.repr = draw(rarely(st.booleans(), True))
    spec.eq = draw(rarely(st.booleans(), True))
    spec.hash = spec.eq and draw(rarely(st.booleans(), True))
    spec.order = draw(rarely(st.booleans(), True)) if spec.eq else False
    if not inherited:
        spec.readonly = draw(rarely(st.booleans(), False))
    return spec


@st.composite
def descriptions(draw):
    form = draw(st.sampled_from(["dataobject", "recordclass", "structclass"]))
    levels, seen = [], set()
    for depth in range(draw(st.integers(1, 3)) if form == "dataobject" else 1):
        names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
        if not depth and not names:
            names = ["a"]
        levels.append(Level([draw(field_specs(name, name in seen)) for name in names]))
        seen.update(names)
        for switch in SWITCHES if depth else FIRST_SWITCHES:
            if draw(st.integers(0, 3)) == 3:
                levels[-1].options[switch] = True
        for switch in () if depth else ("eq", "order", "repr"):
            if draw(st.integers(0, 5)) == 5:
                levels[-1].options[switch] = False
    return form, levels, draw(st.booleans())


class Machine(RuleBasedStateMachine):
    """One class, and a few records of it; each step is done to a record and to its model."""

    @initialize(description=descriptions(), data=st.data())
    def make_the_class(self, description, data):
        form, levels, mixin = description
        self.pairs = []
        try:
            self.spec = ClassSpec(form, levels)
        except Refused:
            event("refused")
            self.spec = None
            with pytest.raises(TypeError):
                make_class(form, levels, mixin=mixin)
            return
        self.cls = make_class(form, levels, mixin=mixin)
        assert tuple(field.name for field in fields(self.cls)) == self.spec.names
        assert self.cls.__match_args__ == self.spec.match_args
        self.construct(data)

    def keep(self, model, real):
        assert agree(model, real, self.spec.names), (model, real)
        if not isinstance(model, type):
            assert type(real.record) is self.cls
            self.pairs = [*self.pairs[-3:], (model, real)]

    @precondition(lambda self: self.spec is not None)
    @rule(data=st.data())
    def construct(self, data):
        args = tuple(data.draw(st.lists(VALUE, max_size=len(self.spec.match_args) + 1)))
        names = (*self.spec.names, "z")
        given_names = data.draw(st.sets(st.sampled_from(names)))
        if data.draw(st.booleans()):  # a call that fits
            args = args[: len(self.spec.match_args)]
            given_names = set(self.spec.names) - set(self.spec.match_args[: len(args)])
        kwargs = {name: data.draw(VALUE) for name in given_names}
        how = data.draw(st.sampled_from(["call", "make", "type"]))
        model = outcome_of(self.spec.new, args, kwargs)
        real = outcome_of(self.construct_real, how, args, kwargs)
        self.keep(model, real)

    @precondition(lambda self: self.spec is None)
    @rule()
    def refused(self):
        """There is nothing to do with a class that cannot be."""

    def construct_real(self, how, args, kwargs):
        if how == "make":
            return RealRecord(make(self.cls, args, **kwargs))
        # type.__call__() makes the record and then initialises it, as it does for any class: values
        # are converted twice, and factories and list defaults give twice, the second time for a
        # model that counts once.  The metaclass's own call, and make(), do it once.
        made_anew = any(spec.converter or spec.factory or type(spec.default) is list
                        for spec in self.spec.fields)  # fmt: skip
        if how == "type" and not made_anew:  # __init__ sees a record that is filled already
            return RealRecord(type.__call__(self.cls, *args, **kwargs))
        return RealRecord(self.cls(*args, **kwargs))

    def step(self, data, name, *args, more=()):
        """Do one thing to both sides."""
        model, real = data.draw(st.sampled_from(self.pairs))
        expected = outcome_of(getattr(model, name), *args)
        found = outcome_of(getattr(real, name), *args, *more)
        assert same(found, expected), (name, args)

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), value=VALUE)
    def attribute(self, data, value):
        name = data.draw(st.sampled_from(self.spec.names))
        what = data.draw(st.sampled_from(["get", "set", "set", "delete"]))
        self.step(data, what, name, *((value,) if what == "set" else ()))

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), key=st.integers(-6, 6) | SLICES | st.sampled_from([*NAMES, "z"]))
    def item(self, data, key):
        what = data.draw(st.sampled_from(["get_item", "set_item", "delete_item"]))
        values = st.lists(VALUE, max_size=5) if isinstance(key, slice) else VALUE
        self.step(data, what, key, *((data.draw(values),) if what == "set_item" else ()))

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), value=VALUE)
    def whole(self, data, value):
        self.step(data, "contains", value)
        for what in ("length", "items", "keyed", "astuple", "asdict", "hash"):
            self.step(data, what)

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), n=st.integers(0, 2))
    def pattern(self, data, n):
        self.step(data, "matched", n)

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), op=st.sampled_from(OPERATORS))
    def comparison(self, data, op):
        model, real = data.draw(st.sampled_from(self.pairs))
        other, real_other = data.draw(st.sampled_from(self.pairs))
        if data.draw(st.booleans()):
            other = real_other = tuple(data.draw(st.lists(VALUE, max_size=4)))
        expected = outcome_of(model.compare, op, other)
        assert same(outcome_of(real.compare, op, real_other), expected)

    @precondition(lambda self: self.pairs)
    @rule(data=st.data(), protocol=st.integers(0, 5))
    def duplicate(self, data, protocol):
        model, real = data.draw(st.sampled_from(self.pairs))
        how = data.draw(st.sampled_from(["copy", "deepcopy", "pickle"]))
        if how == "pickle":
            self.keep(outcome_of(model.pickled), outcome_of(real.pickled, protocol))
        else:
            self.keep(model.copied(), real.copied(how))
            if how == "deepcopy":  # nothing shared, on either side
                self.pairs[-1] = (copy.deepcopy(self.pairs[-1][0], {id(self.spec): self.spec}),
                                  self.pairs[-1][1])  # fmt: skip

    @precondition(lambda self: self.pairs)
    @rule(data=st.data())
    def change(self, data):
        model, real = data.draw(st.sampled_from(self.pairs))
        names = data.draw(st.sets(st.sampled_from([*self.spec.names, "z"]), max_size=3))
        changes = {name: data.draw(VALUE) for name in sorted(names)}
        if data.draw(st.booleans()):
            how = data.draw(st.sampled_from(["replace", "method"]))
            self.keep(
                outcome_of(model.replaced, changes, how), outcome_of(real.replaced, changes, how)
            )
        else:
            expected = outcome_of(model.updated, changes)
            assert same(outcome_of(real.updated, changes), expected), changes

    @invariant()
    def agreement(self):
        for model, real in getattr(self, "pairs", ()):
            assert real.text() == model.text()
            assert agree(model, real, self.spec.names)


def outcome_of(function, *args):
    """Give the result of a call, or the type of its error."""
    try:
        return function(*args)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return type(error)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=40 * TIMES,
    stateful_step_count=15,
    phases=[__import__("hypothesis").Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
