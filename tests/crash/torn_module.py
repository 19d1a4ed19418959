"""A finalizer that runs while the collector takes the module apart uses what it has made.

A second module, of which nothing else is left, dies in one cycle with its classes and records.  It
is the first that is cleared.  An itertools.chain has no tp_clear: a finalizer finds it, and through
it all that the collector has not come to yet.  (From 3.14 on no chain can be given what is younger
than itself: there the finalizer finds only what is cleared.)
"""

import copy
import gc
import importlib.util
import itertools
import pickle
import sys
import warnings

from recordclass import _core, dataobject

warnings.simplefilter("ignore", DeprecationWarning)  # of chain.__setstate__()


class Bomb(dataobject):  # without gc: dies while the collector clears what held it
    x: object

    def __del__(self):
        for op in gc.get_objects():
            if type(op) is itertools.chain:
                for ways, thing in next(op, ()):
                    use(ways(thing))


def of_record(record):
    yield lambda: record[0:1]
    yield lambda: record + record
    yield lambda: record * 2
    yield lambda: list(record)
    yield lambda: repr(record)
    yield lambda: record == record
    yield lambda: hash(record)
    yield lambda: record["x"]
    yield lambda: record.keys()
    yield lambda: copy.copy(record)
    yield lambda: copy.deepcopy(record)
    yield lambda: pickle.dumps(record)
    yield lambda: record.__reduce_ex__(2)
    yield lambda: record.__reduce__()
    yield lambda: record._replace(x=1)
    yield lambda: record._asdict()
    yield lambda: record.__rich_repr__()
    yield lambda: _core.astuple(record)
    yield lambda: _core.update(record, x=2)
    yield lambda: record.__setitem__(slice(0, 1), [5])


def of_class(cls):
    yield lambda: cls()
    yield lambda: cls(y=1, x=2)
    yield lambda: cls.from_rows([(1, 2), (3,), iter([])])
    yield lambda: cls._make([1, 2])
    yield lambda: cls._make(iter([1, 2]))
    yield lambda: cls.__signature__
    yield lambda: cls.__options__
    yield lambda: cls.__field_table__()
    yield lambda: cls.__dataclass_fields__
    yield lambda: cls.__orig_bases__
    yield lambda: setattr(cls, "y", 1)
    yield lambda: setattr(cls, "__init__", lambda self, *args: None)
    yield lambda: delattr(cls, "__init__")
    yield lambda: type(cls)("Heir", (cls,), {})
    yield lambda: type(cls)("Heir", (cls,), {"__annotations__": {"z": int}, "z": 1})
    yield lambda: _core.make_class(type(cls), ("Heir", (cls,), {}, (), -1, 0, None))
    yield lambda: _core.unpickler(cls, "x y")(1, 2)
    yield lambda: _core.unpickler(cls, "y")(1)
    yield lambda: _core.rowmaker(cls)((1, 2))
    yield from of_record(cls(1, 2))


def of_list(items):
    yield lambda: list(items)
    yield lambda: list(reversed(items))
    yield lambda: items[0:1] + items * 2
    yield lambda: items.copy()
    yield lambda: repr(items)
    yield lambda: items.sort()
    yield lambda: copy.deepcopy(items)
    yield lambda: items.append(1)


class Slim:
    __slots__ = ()


def of_module(names):
    make_class, meta = names["make_class"], names["datatype"]
    for root in names["dataobject"], names["memoryslots"]:
        for bases, bit in itertools.product(((root,), (root, Slim)), range(19)):
            description = ("Late", bases, {}, FIELDS, -1, 1 << bit, None)
            yield lambda: make_class(meta, description)(1, 2)
        yield lambda: make_class(meta, ("Late", (root,), {}, None, 3, 0, None))()
        yield lambda: meta("Late", (root,), {"__annotations__": {"z": int}})
    for function in names.values():
        for args in ((), (1,), (1, 2), (1, 2, 3), (dataobject,), (Bomb, "x")):
            yield lambda: function(*args)
    yield from of_list(names["litelist_fromargs"](1, 2))


def use(uses):
    """Do all; what a class or a record cannot do any more, it says."""
    while not busy:
        busy.append(uses)
        try:
            next(uses)()
        except StopIteration:
            return
        except Exception as error:
            assert type(error) is not SystemError
            answers.append(str(error))
        finally:
            busy.clear()


busy, answers = [], []
FIELDS = (("x", [1], 0, None), ("y", 2, 0, None))


def looped(*items):
    held = [*items]
    held.append(held)
    return held


def plant(root, flags, place):
    """One bomb: behind the module, behind its types, or behind the classes.  A second one would
    meet attributes that the interpreter has kept of classes whose bases are cleared by then."""
    way = itertools.chain()
    core = importlib.util.module_from_spec(_core.__spec__)
    held = [looped(Bomb(1))] if place == 0 else []
    core.__spec__.loader.exec_module(core)
    held += [looped(Bomb(1))] if place == 1 else []
    root = getattr(core, root)
    flags |= core.OPT_GC
    body = {"__reduce__": lambda record: (str, ("reduced",))}
    cls = core.make_class(core.datatype, ("Torn", (root,), {}, FIELDS, -1, flags, None))
    own = core.make_class(core.datatype, ("Torn", (root,), body, FIELDS, -1, flags, None))
    heir = type("Heir", (core.litelist,), {})
    names = {name: value for name, value in vars(core).items() if not name.startswith("_")}
    rest = (
        *((of_record, record) for record in (cls(1, 2), own(3, 4))),
        *((of_class, kind) for kind in (cls, own)),
        (of_list, heir([1])),
        (of_module, names),
    )
    if hasattr(way, "__setstate__"):
        way.__setstate__((iter(()), iter((rest,))))
    held += [looped(Bomb(1))] if place == 2 else []
    looped(held, core, way, cls, own, heir)


gc.disable()
for root in "dataobject", "memoryslots":
    for flags in (
        _core.OPT_NAMED | _core.OPT_MAPPING,
        _core.OPT_HASHABLE | _core.OPT_SEQUENCE,
        _core.OPT_ITERABLE,
        _core.OPT_NO_EQ,
    ):
        for place in range(3):
            plant(root, flags, place)
            sys._clear_type_cache()
            gc.collect()
if hasattr(itertools.chain, "__setstate__"):
    assert answers.count("the module recordclass._core is being destroyed") > 50
