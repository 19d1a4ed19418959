"""A coverage-guided fuzz: bytes choose a class, operations on its records, and pickles.

    make fuzz SECONDS=600

The first choice: a description of a class, as the tests of the model have it, is made a class,
and its records must do what the model says; or a litelist must do what a list does; or a pickle
is put together from opcodes and loaded.  The unpickler finds recordclass's own names and classes
of this file, and nothing else: what a pickle calls is ours.
"""

from __future__ import annotations

import io
import operator
import pickle
import pickletools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

if TYPE_CHECKING:
    from collections.abc import Callable

with atheris.instrument_imports(include=["recordclass"]):
    import recordclass

from model import ClassSpec, FieldSpec, Level, Refused
from realise import PLACE, Real, agree, make_class, outcome, same

NAMES = ("a", "b", "c", "d")
VALUES = [None, 0, 1, -1, 2**70, 1.5, "", "x", b"y", (), (1, 2), True]
TRUE = (
    "sequence", "iterable", "mapping", "hashable", "use_dict", "use_weakref", "readonly",
    "cache_hash", "repr_omit_defaults", "kw_only", "gc",
)  # fmt: skip
FALSE = ("eq", "order", "repr")
OPERATORS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


STEPS = (
    "get set delete get_item set_item contains updated compare length items keyed astuple asdict "
    "hash copied pickled replaced"
).split()


LIST_STEPS = (
    "append remove count pop __mul__ __imul__ reverse clear copy insert index sort read compare "
    "pickled extend __add__ __iadd__ __getitem__ __setitem__ __delitem__"
).split()


class Plain(recordclass.dataobject, sequence=True, gc=True):
    """A record that pickles may name."""

    a: object
    b: object = 1


class Pair(recordclass.RecordClass, readonly=True):
    """A named tuple that pickles may name."""

    a: object
    b: object = recordclass.Factory(list)


Array = recordclass.make_arrayclass("Array", 3)

#: all that a pickle of the fuzz can reach
GLOBALS = {
    "unpickler": recordclass._core.unpickler,
    "memoryslots": recordclass.memoryslots,
    "litetuple": recordclass.litetuple,
    "make": recordclass.make,
    "asdict": recordclass.asdict,
    "replace": recordclass.replace,
    "update": recordclass.update,
    "itemgetset": recordclass.itemgetset,
    "dataobject": recordclass.dataobject,
    "datatype": recordclass.datatype,
    "Plain": Plain,
    "Pair": Pair,
    "Array": Array,
    "tuple": tuple,
    "list": list,
    "dict": dict,
    "int": int,
    "object": object,
}
GLOBAL_NAMES = list(GLOBALS)


class Unpickler(pickle.Unpickler):
    """Finds the names above and the class that is being tried."""

    def find_class(self, module: str, name: str) -> object:
        """Give a global, or refuse."""
        if module == PLACE.__name__ and name == "R":
            return PLACE.R  # type: ignore[attr-defined]
        if name in GLOBALS:
            return GLOBALS[name]
        raise pickle.UnpicklingError(name)


def spec_of_field(data: atheris.FuzzedDataProvider, name: str) -> FieldSpec:
    """Read what is said of one field."""
    spec = FieldSpec(name)
    kind = data.ConsumeIntInRange(0, 4)
    if kind == 1:
        spec.default = data.PickValueInList(VALUES)
    elif kind == 2:
        spec.default = [1]
    elif kind == 3:
        spec.factory = list
    bits = data.ConsumeIntInRange(0, 255)
    spec.converter = str if bits & 3 == 3 else None
    spec.kw_only = bits & 12 == 12
    spec.repr = bits & 48 != 48
    spec.eq = spec.hash = spec.order = bits & 192 != 192
    return spec


def description(data: atheris.FuzzedDataProvider) -> tuple[str, list[Level], bool]:
    """Read a description of a class."""
    form = data.PickValueInList(["dataobject", "recordclass", "structclass"])
    levels = []
    for depth in range(data.ConsumeIntInRange(1, 3) if form == "dataobject" else 1):
        mask = data.ConsumeIntInRange(0 if depth else 1, 15)
        names = [name for i, name in enumerate(NAMES) if mask >> i & 1]
        levels.append(Level([spec_of_field(data, name) for name in names]))
        switches = TRUE[:6] if depth else TRUE
        mask = data.ConsumeIntInRange(0, (1 << len(switches)) - 1)
        mask &= data.ConsumeIntInRange(0, (1 << len(switches)) - 1)
        levels[-1].options.update((name, True) for i, name in enumerate(switches) if mask >> i & 1)
        if not depth:
            mask = data.ConsumeIntInRange(0, 63)
            levels[0].options.update((name, False) for i, name in enumerate(FALSE) if mask == i)
    return form, levels, data.ConsumeBool()


def key_of(data: atheris.FuzzedDataProvider) -> object:
    """Read a position, a slice or a name."""
    kind = data.ConsumeIntInRange(0, 2)
    if kind == 0:
        return data.ConsumeIntInRange(-6, 6)
    if kind == 1:
        parts = [data.ConsumeIntInRange(-6, 6) for _ in range(3)]
        return slice(*(None if part == 6 else part for part in parts[:2]), parts[2] or None)
    return data.PickValueInList([*NAMES, "z"])


def values_of(data: atheris.FuzzedDataProvider, most: int) -> list[object]:
    """Read a few values."""
    return [data.PickValueInList(VALUES) for _ in range(data.ConsumeIntInRange(0, most))]


def try_class(data: atheris.FuzzedDataProvider) -> None:
    """Make a class and compare its records with the model's."""
    form, levels, mixin = description(data)
    try:
        spec = ClassSpec(form, levels)
    except Refused:
        assert outcome(lambda: make_class(form, levels, mixin=mixin)) is TypeError
        return
    cls = make_class(form, levels, mixin=mixin)
    args = tuple(values_of(data, 4))
    kwargs = {name: data.PickValueInList(VALUES) for name in spec.names if data.ConsumeBool()}
    if data.ConsumeBool():  # a call that fits
        args = args[: len(spec.match_args)]
        kwargs = {name: 1 for name in spec.names if name not in spec.match_args[: len(args)]}
    model = outcome(spec.new, args, kwargs)
    real = outcome(lambda: Real(cls(*args, **kwargs)))
    assert agree(model, real, spec.names)
    while data.remaining_bytes() and not isinstance(model, type):
        step(data, spec, model, real)
        assert real.text() == model.text()
        assert agree(model, real, spec.names)


def step(data: atheris.FuzzedDataProvider, spec: ClassSpec, model: object, real: Real) -> None:
    """Do one thing to the record and to its model."""
    what = data.PickValueInList(STEPS)
    args: tuple[object, ...] = ()
    if what in ("get", "set", "delete"):
        args = (data.PickValueInList(list(spec.names)),)
    elif what in ("get_item", "set_item"):
        args = (key_of(data),)
    if what == "set" or what == "contains":
        args = (*args, data.PickValueInList(VALUES))
    elif what == "set_item":
        one = data.PickValueInList(VALUES)
        args = (*args, values_of(data, 4) if isinstance(args[0], slice) else one)
    elif what in ("updated", "replaced"):
        args = ({name: data.PickValueInList(VALUES) for name in NAMES if data.ConsumeBool()},)
    elif what == "compare":
        args = (data.PickValueInList(OPERATORS), tuple(values_of(data, 4)))
    expected = outcome(getattr(model, what), *args)
    found = outcome(getattr(real, what), *args)
    if what in ("copied", "pickled", "replaced"):
        assert agree(expected, found, spec.names), (what, args)
    else:
        assert same(found, expected), (what, args)


def plain(value: object) -> object:
    """Give lists for litelists, in tuples too."""
    if isinstance(value, recordclass.litelist):
        return list(value)
    return tuple(map(plain, value)) if type(value) is tuple else value


def list_call(data: atheris.FuzzedDataProvider) -> Callable[[Any], object]:
    """Read something to be done to a list and to a litelist."""
    what = data.PickValueInList(LIST_STEPS)
    value, place = data.PickValueInList(VALUES), data.ConsumeIntInRange(-6, 6)
    if what in ("append", "remove", "count"):
        return lambda a: getattr(a, what)(value)
    if what in ("pop", "__mul__", "__imul__"):
        return lambda a: getattr(a, what)(place)
    if what in ("reverse", "clear", "copy"):
        return lambda a: getattr(a, what)()
    if what == "insert":
        return lambda a: a.insert(place, value)
    if what == "index":
        stop = data.ConsumeIntInRange(-6, 6)
        return lambda a: a.index(value, place, stop)
    if what == "sort":
        return lambda a: a.sort(key=(repr if place & 1 else None), reverse=place > 0)
    if what == "read":
        return lambda a: (list(a), list(reversed(a)), len(a), value in a, repr(list(a)))
    if what == "compare":
        other, operation = values_of(data, 4), data.PickValueInList(OPERATORS)
        return lambda a: (operation(a, other), operation(a, a[:place]))
    if what == "pickled":
        return lambda a: pickle.loads(pickle.dumps(a, abs(place) % 6))
    if what in ("extend", "__add__", "__iadd__"):
        other = values_of(data, 20)
        if place == 0:  # itself
            return lambda a: getattr(a, what)(a)
        return lambda a: getattr(a, what)(other if place > 0 or what == "__add__" else iter(other))
    key = key_of(data)
    if what == "__setitem__" and isinstance(key, slice):
        other = values_of(data, 6)
        return lambda a: a.__setitem__(key, a if place == 0 else other)
    if what == "__setitem__":
        return lambda a: a.__setitem__(key, value)
    return lambda a: getattr(a, what)(key)  # __getitem__, __delitem__


def try_litelist(data: atheris.FuzzedDataProvider) -> None:
    """Do the same to a litelist and to a list."""
    values = values_of(data, 12)
    ours, theirs = recordclass.litelist(values), list(values)
    while data.remaining_bytes() and len(theirs) < 2000:
        call = list_call(data)
        expected, found = outcome(call, theirs), outcome(call, ours)
        # reprs: True is not 1 here
        assert repr(plain(found)) == repr(expected), (found, expected)
        assert type(ours) is recordclass.litelist
        assert repr(ours) == f"litelist({theirs!r})"


def pickle_of(data: atheris.FuzzedDataProvider) -> bytes:
    """Put a pickle together from opcodes and our globals."""
    out = [b"\x80\x04"]
    for _ in range(data.ConsumeIntInRange(1, 60)):
        kind = data.ConsumeIntInRange(0, 9)
        if kind <= 1:
            out.append(b"crecordclass\n" + data.PickValueInList(GLOBAL_NAMES).encode() + b"\n")
        elif kind == 2:
            name = data.PickValueInList([*NAMES, "z", "__dict__", "__class__"]).encode()
            out.append(b"\x8c" + bytes([len(name)]) + name)
        elif kind == 3:
            out.append(b"K" + bytes([data.ConsumeIntInRange(0, 255)]))
        elif kind == 4:
            out.append(data.PickValueInList([b"N", b")", b"]", b"}", b"\x88", b"\x8f"]))
        elif kind == 5:
            out.append(data.PickValueInList([b"\x85", b"\x86", b"\x87", b"(", b"t", b"l"]))
        elif kind <= 7:
            out.append(data.PickValueInList([b"R", b"\x81", b"b", b"\x92"]))
        elif kind == 8:
            out.append(data.PickValueInList([b"\x94", b"s", b"u", b"a", b"e", b"2", b"0"]))
        else:
            out.append(b"h" + bytes([data.ConsumeIntInRange(0, 5)]))
    return b"".join([*out, b"."])


def is_modest(raw: bytes) -> bool:
    """Whether all opcodes are whole and none asks pickle itself for a huge memo or string."""
    try:
        return all(
            "PUT" not in opcode.name or int(argument) < 1000  # type: ignore[call-overload]
            for opcode, argument, _ in pickletools.genops(raw)
        )
    except Exception:
        return False


def try_pickle(raw: bytes) -> None:
    """Load a pickle; what comes out must be usable, what went wrong an ordinary error."""
    try:
        made = Unpickler(io.BytesIO(raw)).load()
    except Exception:  # a pickle can ask for anything; only a crash is an error here
        return
    if recordclass.is_record(made):
        for use in (repr, hash, list, recordclass.astuple, recordclass.asdict, pickle.dumps):
            try:
                use(made)
            except Exception:
                continue


def one_input(raw: bytes) -> None:
    """Try one input."""
    data = atheris.FuzzedDataProvider(raw)
    kind = data.ConsumeIntInRange(0, 4)
    if kind <= 1:
        try_class(data)
    elif kind == 4:
        try_litelist(data)
    elif kind == 2:
        try_pickle(pickle_of(data))
    else:
        raw = data.ConsumeBytes(512)
        if is_modest(raw):
            try_pickle(raw)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
