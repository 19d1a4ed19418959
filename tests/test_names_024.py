"""Every public name of recordclass 0.24.1, and that its calls are accepted here."""

import importlib
import inspect

import pytest

import recordclass

# Written down once from recordclass 0.24.1, with the defaults that it had.
REQUIRED = object()
LAYOUT = {
    "use_weakref": False,
    "hashable": False,
    "readonly": False,
    "gc": False,
    "module": None,
}
FACTORY = {
    "typename": REQUIRED,
    "fields": REQUIRED,
    "defaults": None,
    **LAYOUT,
    "fast_new": True,
    "copy_default": False,
    "mapping": False,
}
DATACLASS = {
    **FACTORY,
    "bases": None,
    "namespace": None,
    "use_dict": False,
    "sequence": False,
    "iterable": False,
    "invalid_names": (),
    "deep_dealloc": False,
    "rename": False,
    "immutable_type": False,
    "match": None,
}
# The default of bases was (datastruct,), which None stands for.
STRUCTCLASS = {
    **FACTORY,
    "bases": None,
    "namespace": None,
    "sequence": False,
    "iterable": False,
    "match": None,
}
SIGNATURES = {
    "as_dataclass": {
        "cls": None,
        **LAYOUT,
        "use_dict": False,
        "sequence": False,
        "mapping": False,
        "iterable": False,
        "fast_new": True,
        "rename": False,
    },
    "as_record": {"readonly": False, "copy_default": False},
    "join_dataclasses": {
        "name": REQUIRED,
        "classes": REQUIRED,
        **LAYOUT,
        "use_dict": False,
        "sequence": False,
        "fast_new": False,
        "iterable": True,
    },
    "make_arrayclass": {
        "typename": REQUIRED,
        "n_fields": REQUIRED,
        "namespace": None,
        **LAYOUT,
        "immutable_type": False,
    },
    "make_class": DATACLASS,
    "make_dataclass": DATACLASS,
    "make_dictclass": {
        "typename": REQUIRED,
        "keys": REQUIRED,
        "defaults": None,
        "bases": None,
        "namespace": None,
        "readonly": False,
        "module": None,
        "fast_new": True,
    },
    "make_structclass": STRUCTCLASS,
    "recordclass": {**FACTORY, "rename": False, "use_dict": False, "immutable_type": False},
    "structclass": STRUCTCLASS,
}
# These had no signature to read.
OTHERS = {
    "MATCH",
    "Factory",
    "Field",
    "RecordClass",
    "asdict",
    "astuple",
    "clone",
    "dataobject",
    "datastruct",
    "datatype",
    "litelist",
    "litelist_fromargs",
    "litetuple",
    "make",
    "mutabletuple",
    "update",
}
# Differences on purpose, told in docs/migrating: construction is always fast, named tuples are
# always sequences, and a record that can change has a hash only where someone asks for it.
DIFFERENT = {
    ("join_dataclasses", "fast_new"),
    ("join_dataclasses", "hashable"),
    ("structclass", "sequence"),
    ("structclass", "iterable"),
}
MODULES = {
    "about": ["__title__", "__version__", "__summary__", "__license__"],
    "adapter": ["as_dataclass", "as_record"],
    "arrayclass": ["make_arrayclass"],
    "dataclass": ["make_dataclass", "join_dataclasses", "DataclassStorage"],
    "datatype": ["datatype", "Field", "MATCH"],
    "dictclass": ["make_dictclass", "DictclassStorage"],
    "litelist": ["litelist", "litelist_fromargs"],
    "recordclass": ["recordclass", "RecordclassStorage"],
    "typing": ["RecordClass"],
}


@pytest.mark.parametrize("name", sorted({*SIGNATURES, *OTHERS}))
def test_name(name):
    assert name in recordclass.__all__
    assert getattr(recordclass, name) is not None


@pytest.mark.parametrize("function", sorted(SIGNATURES))
def test_signature(function):
    parameters = inspect.signature(getattr(recordclass, function)).parameters
    takes_more = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for name, default in SIGNATURES[function].items():
        if name not in parameters:  # an option handed on: "not given" is its default
            assert takes_more, name
        elif default is REQUIRED:
            assert parameters[name].default is inspect.Parameter.empty, name
        elif (function, name) not in DIFFERENT:
            assert parameters[name].default == default, name


@pytest.mark.parametrize("function", sorted(SIGNATURES))
def test_every_parameter_is_accepted_with_its_default(function):
    options = {k: v for k, v in SIGNATURES[function].items() if v is not REQUIRED}
    options.pop("cls", None)
    call = getattr(recordclass, function)
    if function == "as_dataclass":
        cls = call(**options)(type("P", (), {"__annotations__": {"x": int, "y": int}}))
    elif function == "as_record":

        def described(x, y): ...

        cls = call(**options)(described)
    elif function == "join_dataclasses":
        parts = [recordclass.make_dataclass(name, name) for name in "xy"]
        cls = call("P", parts, **options)
    else:
        cls = call("P", 2 if function == "make_arrayclass" else "x y", **options)
    assert recordclass.astuple(cls(1, 2)) == (1, 2)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module(module):
    found = importlib.import_module(f"recordclass.{module}")
    for name in MODULES[module]:
        assert getattr(found, name) is not None


@pytest.mark.parametrize(
    ("module", "storage", "method"),
    [
        ("dataclass", "DataclassStorage", "make_dataclass"),
        ("dataclass", "DataclassStorage", "make_class"),
        ("dictclass", "DictclassStorage", "make_dictclass"),
        ("recordclass", "RecordclassStorage", "recordclass"),
    ],
)
def test_storage(module, storage, method):
    made = getattr(importlib.import_module(f"recordclass.{module}"), storage)()
    make = getattr(made, method)
    first = make("P", "x y")
    assert make("P", ["x", "y"], None) is first
    assert make("P", "x y", readonly=True) is not first
    made.clear_storage()
    assert make("P", "x y") is not first


def test_a_module_never_takes_the_place_of_the_name():
    for name in ("datatype", "arrayclass", "recordclass"):
        importlib.import_module(f"recordclass.{name}")
    assert isinstance(recordclass.dataobject, recordclass.datatype)
    assert inspect.isfunction(recordclass.recordclass)
    assert inspect.isfunction(recordclass.arrayclass)


def test_star_import_binds_public_names_only():
    bound = {}
    exec("from recordclass import *", bound)
    del bound["__builtins__"]
    assert sorted(bound) == sorted(set(recordclass.__all__))
    assert not [name for name in bound if name.startswith("_")]
    assert not [name for name, value in bound.items() if inspect.ismodule(value)]


def test_the_mark_for_patterns():
    make, mark = recordclass.make_dataclass, recordclass.MATCH
    for fields in ("x y _ z", "x, y, *, z", ["x", "y", "_", "z"], [*"xy", ("_", mark), "z"]):
        cls = make("P", fields)
        assert (cls.__fields__, cls.__match_args__) == (("x", "y", "z"), ("x", "y"))
    assert make("P", "x _ y", match="y").__match_args__ == ("y",)
    assert make("P", "_ x").__match_args__ == ("x",)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("utils", ["check_name", "number_of_dataitems", "headgc_size", "pyobject_size"]),
        ("utils", ["pyssize", "pyvarobject_size", "ref_size"]),
        ("tools.sqlite", ["dataclass_row_factory", "make_row_factory"]),
        ("tools.csv_dataobject", ["GeneralReader", "GeneralWriter"]),
    ],
)
def test_names_of_the_tools(module, names):
    found = importlib.import_module(f"recordclass.{module}")
    assert set(names) <= set(found.__all__)
    assert all(hasattr(found, name) for name in names)
