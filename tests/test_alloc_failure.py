"""Memory runs out at each allocation in turn: MemoryError, nothing broken, nothing lost.

What is done with records is here, what makes classes in test_alloc_failure_classes.py.  Each test
is a process of its own, which prints what it tries before it tries, so that a crash tells where;
faults/sweeping.py says what a sweep is, faults/runner.py what CPython itself does not survive.
"""

import pytest

# operation -> what its result must be; `r` is a record of [7.5, 8.5, [9]], left as it is
READ = {
    "repr": ("repr(r)", "result.endswith(')')"),
    "repr_of_digits": ("repr(made(1 / 3, 'a', 2))", "'0.3333333333333333' in result"),
    "deepcopy_of_numbers": (
        "copy.deepcopy(made(1, 2.5, 'a'))",
        "list(values(result)) == [1, 2.5, 'a']",
    ),
    "slice": ("r[0:2]", "list(result) == [7.5, 8.5]"),
    "step_slice": ("r[::-2]", "list(result) == [[9], 7.5]"),
    "item": ("r[1]", "result == 8.5"),
    "list": ("list(r)", "result == [7.5, 8.5, [9]]"),
    "iter": ("iter(r)", "list(result) == [7.5, 8.5, [9]]"),
    "iter_many": (
        "[iter(r) for _ in range(9)]",
        "[list(i) for i in result] == [[7.5, 8.5, [9]]] * 9",
    ),
    "reversed": ("reversed(r)", "list(result) == [[9], 8.5, 7.5]"),
    "iter_reduce": ("iter(r).__reduce__()", "result[0] is iter"),
    "iter_used_up": ("(lambda i: (list(i), i.__reduce__()))(iter(r))", "result[1][0] is iter"),
    "iter_hint": ("iter(r).__length_hint__()", "result == 3"),
    "unpack": ("first(*r)", "result == 7.5"),
    "in": ("'q' in r if hasattr(r, 'keys') else 8.5 in r", "result is not hasattr(r, 'keys')"),
    "index": ("r.index([9])", "result == 2"),
    "count": ("r.count(7.5)", "result == 1"),
    "index_error": ("failing(r.index, 100)", "result is ValueError"),
    "item_error": ("failing(r.__getitem__, 100)", "result is IndexError"),
    "key_error": ("failing(r.__getitem__, None)", "result in (KeyError, TypeError)"),
    "add": ("r + (1,)", "list(result) == [7.5, 8.5, [9], 1]"),
    "add_record": ("r + r", "list(result) == [7.5, 8.5, [9]] * 2"),
    "add_error": ("failing(lambda: r + 1)", "result is TypeError"),
    "repeat": ("r * 3", "list(result) == [7.5, 8.5, [9]] * 3"),
    "equal": ("r == made(7.5, 8.5, [9])", "result is True"),
    "less": ("r < made(7.5, 8.75, [9])", "result is True"),
    "order_error": ("failing(lambda: r < 1)", "result is TypeError"),
    "hash": ("hash(h) if h else 1", "result == (hash((7.5, 8.5, 9.5)) if h else 1)"),
    "hash_error": ("failing(hash, r)", "result is TypeError"),
    "copy": ("copy.copy(r)", "same(result, r)"),
    "deepcopy": ("copy.deepcopy(r)", "same(result, r) and result[2] is not r[2]"),
    "reduce": ("r.__reduce_ex__(2)", "result[1][-3:] == (7.5, 8.5, [9])"),
    "getnewargs": ("r.__getnewargs__()", "result == (7.5, 8.5, [9])"),
    "pickle": ("dumps(r)", "same(pickle.loads(result), r)"),
    "pickle_0": ("dumps(r, 0)", "same(pickle.loads(result), r)"),
    "sizeof": ("r.__sizeof__()", "result > 0"),
    "position": ("itemgetset(1).__get__(r)", "result == 8.5"),
    "position_error": ("failing(itemgetset(7).__get__, r)", "result is AttributeError"),
    "astuple": ("rc.astuple(r)", "result == (7.5, 8.5, [9])"),
    "astuple_deep": ("rc.astuple(r, deep=True)", "result == (7.5, 8.5, [9])"),
    "make": ("rc.make(type(r), iter([7.5, 8.5, [9]]))", "same(result, r)"),
    "is_record": ("rc.is_record(r)", "result is True"),
    "set_readonly": ("failing(setattr, f, 'x', 1)", "result is AttributeError"),
}


def test_every_family_reads(faults):
    """Each operation on each family; what a family refuses is swept too."""
    faults.run(f"""
    f = Frozen(1)
    for cls in CLASSES:
        made = cls
        r = cls(7.5, 8.5, [9])
        h = cls(7.5, 8.5, 9.5)
        if not failing(hash, h) is None:
            h = None
        def check(result):
            assert values(r) == [7.5, 8.5, [9]]
            assert result is None or expected(result), (cls, name, result)
        for name, (operation, result) in {READ!r}.items():
            operation = eval("lambda: " + operation)
            expected = eval("lambda result: " + result)
            if name == "in" and isinstance(r, tuple):
                continue
            sweep(f"{{name}} {{cls.__name__}}", operation, check)
    """)


# `r` is a fresh record each time; after MemoryError it is as before, else as the last column says
WRITE = {
    "item": ("r.__setitem__(1, 100.25)", "[7.5, 100.25, [9]]"),
    "slice": ("r.__setitem__(slice(0, 2), [1.25, 2.25])", "[1.25, 2.25, [9]]"),
    "of_iterator": ("r.__setitem__(slice(None), iter([0.0, 1.0, 2.0]))", "[0.0, 1.0, 2.0]"),
    "step": ("r.__setitem__(slice(None, None, 2), {1.25: 1, 2.25: 2})", "[1.25, 8.5, 2.25]"),
    "too_long": ("failing(r.__setitem__, slice(None), range(9))", "[7.5, 8.5, [9]]"),
    "position": ("itemgetset(0).__set__(r, 1.25)", "[1.25, 8.5, [9]]"),
    "unset": ("(itemgetset(0).__delete__(r), itemgetset(0).__set__(r, 1))", "[1, 8.5, [9]]"),
    "unset_twice": (
        "(itemgetset(0).__delete__(r), failing(itemgetset(0).__delete__, r))",
        "None",
    ),
}


def test_every_family_writes(faults):
    faults.run(f"""
    for cls in set(CLASSES) - {{Frozen, litetuple}}:
        r = cls(7.5, 8.5, [9])
        for name, (operation, after) in {WRITE!r}.items():
            function = eval("lambda: (" + operation + ", 1)")
            def check(result):
                global r
                if name.startswith("unset"):
                    assert r[1:] == (8.5, [9]) and repr(r)
                else:
                    assert values(r) == ([7.5, 8.5, [9]] if result is None else eval(after)), name
                r = cls(7.5, 8.5, [9])
            sweep(f"{{name}} {{cls.__name__}}", function, check)
    """)


# records whose fields have names
NAMED = {
    "attribute": ("(r.x, r.z)", "result == (7.5, [9])"),
    "attribute_error": ("failing(getattr, r, 'no')", "result is AttributeError"),
    "asdict": ("rc.asdict(r)", "result == {'x': 7.5, 'y': 8.5, 'z': [9]}"),
    "asdict_deep": ("rc.asdict(r, deep=True)", "result == {'x': 7.5, 'y': 8.5, 'z': [9]}"),
    "replace": ("rc.replace(r, x=1.5, z=3.5)", "values(result) == [1.5, 8.5, 3.5]"),
    "dunder_replace": ("r.__replace__(y=1.5)", "values(result) == [7.5, 1.5, [9]]"),
    "replace_unknown": ("failing(rc.replace, r, q=1, w=2)", "result is TypeError"),
    "replace_position": ("failing(r.__replace__, 1)", "result is TypeError"),
    "update": ("(c := copy.copy(r), rc.update(c, x=1.5, y=2.5))[0]", "values(result)[1] == 2.5"),
    "update_unknown": ("failing(rc.update, r, q=1, w=2)", "result is TypeError"),
    "make": ("rc.make(type(r), [7.5], z=[9], y=8.5)", "same(result, r)"),
    "fields": ("rc.fields(r)", "[f.name for f in result] == ['x', 'y', 'z']"),
    "unpickle": ("pickle.loads(pickled)", "same(result, r)"),
    "unpickle_0": ("pickle.loads(pickled_0)", "same(result, r)"),
    "unpickler": ("_core.unpickler(type(r), 'x z y')(7.5, [9], 8.5)", "same(result, r)"),
    "unpickler_repr": ("repr(_core.unpickler(type(r), 'x'))", "'(' in result"),
    "unpickler_twice": ("failing(_core.unpickler, type(r), ('x', 'x'))", "result is TypeError"),
    "getter": ("rc.fieldgetter(type(r), 'x')(r)", "result == 7.5"),
    "getter_of_two": ("rc.fieldgetter(type(r), 'z', 0)(r)", "result == ([9], 7.5)"),
    "getter_known": ("(g(r), g(r))", "result == ((8.5, 7.5),) * 2"),
    "getter_repr": ("repr(g)", "result.endswith(\", 'y', 'x')\")"),
    "getter_reduce": ("g.__reduce__()", "result[1] == (type(r), 'y', 'x')"),
    "getter_unset": ("failing(g, u)", "result is AttributeError"),
    "getter_refused": ("failing(g, 1)", "result is TypeError"),
    "getter_unknown": ("failing(rc.fieldgetter, type(r), 'no')", "result is AttributeError"),
    "unpickler_short": ("failing(_core.unpickler(type(r), 'y'), 1)", "result is TypeError"),
    "positional": ("type(r)(7.5, 8.5, [9])", "same(result, r)"),
    "star": ("type(r)(*[7.5, 8.5, [9]])", "same(result, r)"),
    "defaults": ("type(r)(7.5)", "values(result)[0] == 7.5"),
    "keywords": ("type(r)(z=[9], y=8.5, x=7.5)", "same(result, r)"),
    "keywords_star": ("type(r)(**dict(z=[9], y=8.5, x=7.5))", "same(result, r)"),
    "mixed": ("type(r)(7.5, z=[9])", "values(result)[2] == [9]"),
    "type_call": ("type.__call__(type(r), 7.5, z=[9])", "values(result)[0] == 7.5"),
    "new": ("type(r).__new__(type(r), 7.5, z=[9], y=8.5)", "same(result, r)"),
    "new_star": ("type(r).__new__(*[type(r), 7.5], **dict(z=[9], y=8.5))", "same(result, r)"),
    "init": ("type(r).__init__(copy.copy(r), 7.5, z=[9])", "True"),
    "too_few": ("failing(type(r))", "result is TypeError"),
    "too_many": ("failing(type(r), 1, 2, 3, 4)", "result is TypeError"),
    "twice": ("failing(type(r), 1, x=1)", "result is TypeError"),
    "unknown": ("failing(type(r), 1, q=1)", "result is TypeError"),
    "of_class": ("failing(type(r).__new__, int)", "result is TypeError"),
    "table": ("type(r).__field_table__()", "len(result) == 3"),
    "parameters": ("type(r).__parameter_table__()", "len(result) == 3"),
    "signature": ("type(r).__signature__", "len(result.parameters) == 3"),
    "options": ("(type(r).__options__, type(r).__defaults__)", "'y' in result[1]"),
    "orig_bases": ("type(r).__orig_bases__", "result"),
}


def test_every_family_with_names(faults):
    faults.run(f"""
    for cls in NAMED:
        r = cls(7.5, 8.5, [9])
        pickled, pickled_0 = pickle.dumps(r), pickle.dumps(r, 0)
        g, u = rc.fieldgetter(cls, "y", "x"), cls(7.5, 8.5, [9])
        if cls is not Frozen:
            del u.x
        def check(result):
            assert values(r) == [7.5, 8.5, [9]]
            assert result is None or expected(result), (cls, name, result)
        for name, (operation, result) in {NAMED!r}.items():
            if cls is Frozen and name == "getter_unset":
                continue
            if cls is Frozen and name in ("update", "init"):
                continue
            operation = eval("lambda: " + operation)
            expected = eval("lambda result: " + result)
            sweep(f"{{name}} {{cls.__name__}}", operation, check)
    """)


def test_named_tuples(faults):
    faults.run("""
    def check(result):
        assert values(r) == [7.5, 8.5, [9]]
        assert result is None or result == [1.5, 2.5, 3.5], result
    for cls in (R, RG, S, U):
        r = cls(7.5, 8.5, [9])
        sweep("make", lambda: values(cls._make([1.5, 2.5, 3.5])), check)
        sweep("iterator", lambda: values(cls._make(iter([1.5, 2.5, 3.5]))), check)
        sweep("replace", lambda: values(r._replace(x=1.5, z=3.5)._replace(y=2.5)), check)
        sweep("asdict", lambda: list(cls(x=1.5, y=2.5, z=3.5)._asdict().values()), check)
        for refused in (lambda: failing(r._replace, q=1), lambda: failing(cls._make, [1])):
            sweep("refused", lambda: refused() and [1.5, 2.5, 3.5], check)
    """)


def test_mapping(faults):
    faults.run("""
    for cls in (D, G, R):
        r = cls(7.5, 8.5, [9])
        def check(result):
            assert values(r) == [7.5, 8.5, [9]]
        for name in ("keys", "values", "items"):
            sweep(name, getattr(r, name), check)
        sweep("get", lambda: (r.get("z"), r.get("q", 1)), check)
        sweep("in", lambda: "q" in r, check)
        sweep("getitem", lambda: r["x"], check)
        sweep("missing", lambda: failing(r.__getitem__, "q"), check)
        def change():
            changed = copy.copy(r)
            changed["x"] = 1.25
            return changed
        sweep("setitem", change, check)
    """)


def test_without_names(faults):
    faults.run("""
    for cls in set(CLASSES) - set(NAMED):
        def check(result):
            assert result is None or result == [7.5, 8.5, [9]] or cls is I, result
        sweep("positional", lambda: values(cls(7.5, 8.5, [9])), check)
        sweep("star", lambda: values(cls(*[7.5, 8.5, [9]])), check)
        sweep("new", lambda: values(cls.__new__(cls, 7.5, 8.5, [9])), check)
        sweep("call", lambda: values(type.__call__(cls, 7.5, 8.5, [9])), check)
        for kwargs in ({"q": 1}, {"q": 1, "w": 2}):
            sweep("refused", lambda: failing(cls, 1, **kwargs) and None, check)
    v = A(7.5, 8.5, [9])
    def check(result):
        assert result is None or result == (8.5, (7.5, [9])), result
    sweep("getter", lambda: (rc.fieldgetter(A, 1)(v), rc.fieldgetter(A, 0, -1)(v)), check)
    sweep("getter_repr", lambda: repr(rc.fieldgetter(A, 0, -1)) and None, check)
    many = rc.fieldgetter(make_arrayclass("Many", 300), *range(260, 300))
    sweep("getter_reduce", lambda: many.__reduce__() and None, check)
    blank = many.__reduce__()[1][0]()
    itemgetset(299).__delete__(blank)
    sweep("getter_unset", lambda: failing(many, blank) and None, check)
    sweep("none", lambda: [type(A(1)), memoryslots(), litetuple()] and None, check)
    sweep("wide", lambda: W(f7=1, f39=2) and None, check)
    sweep("wide_refused", lambda: failing(W, 1, f0=2) and None, check)
    sweep("wide_replace", lambda: W()._replace(f7=1, f39=2) and None, check)
    sweep("wide_repr", lambda: repr(W(f7=1)) and None, check)
    sweep("wide_repr_of_lists", lambda: repr(W(f7=[])) and None, check)
    sweep("wide_tuple", lambda: [rc.astuple(W()), W().__getnewargs__()] and None, check)
    # more than the class keeps the memory of
    sweep("many", lambda: [S(1, 2, n) for n in range(70)] and None, check)
    sweep("long", lambda: values(memoryslots(*range(300, 340)) * 3) and None, check)
    """)


def test_attributes(faults):
    faults.run("""
    import weakref
    for cls in (G, RG):
        r = cls(7.5, 8.5, [9])
        def operation():
            r.new_attribute = 1.5
            r.__dict__
            return pickle.loads(pickle.dumps(copy.deepcopy(copy.copy(r))))
        def check(result):
            global r
            assert values(r) == [7.5, 8.5, [9]]
            assert result is None or result.new_attribute == 1.5
            r = cls(7.5, 8.5, [9])
        def pickled():
            try:
                return operation()
            except pickle.PicklingError:
                raise MemoryError
        sweep("dict", pickled, check)
        sweep("update", lambda: r.__dict__.update(a=1) and None, check)
        sweep("replaced", lambda: setattr(r, "__dict__", {"a": 1}), check)
        sweep("weakref", lambda: weakref.ref(r) and None, check)
        sweep("callback", lambda: [weakref.ref(r, print), r.__weakref__] and None, check)
    def fresh():
        description = ("X", (dataobject,), {}, fields, -1, 0, None)
        cls = making(lambda: _core.make_class(type(D), description))
        return list(rc.asdict(cls(*range(8))).values())
    fields = tuple((f"f{i}", 1, 0, None) for i in range(8))
    sweep("asdict of a class without a pattern yet", fresh, lambda result: None)
    for cls in (U, Frozen):
        r = cls(7.5, 8.5, [9])
        sweep("weakref", lambda: weakref.ref(r) and None, lambda result: None)
    """)


def test_unset(faults):
    faults.run("""
    for cls in (D, G, P, R, S):
        r = cls(1, 2, 3)
        del r.y
        def check(result):
            assert (r.x, r.z, hasattr(r, "y")) == (1, 3, False)
            assert result in (None, AttributeError) or "<unset>" in result
        for read in (list, tuple, hash, rc.asdict, rc.astuple, rc.replace, lambda r: r == cls(1),
                     lambda r: r[1], lambda r: r[:], lambda r: r.y, lambda r: r.__getnewargs__()):
            sweep(f"{read} {cls}", lambda: failing(read, r) and None, check)
        sweep("repr", lambda: repr(r), check)
        sweep("copy", lambda: repr(copy.deepcopy(copy.copy(r))), check)
        sweep("pickle", lambda: failing(dumps, r) and None, check)
    """)


def test_descriptors(faults):
    faults.run("""
    def nothing(result):
        pass
    sweep("itemgetset", lambda: itemgetset(3), lambda result: repr(result))
    sweep("repr", lambda: repr(itemgetset(3)), nothing)
    sweep("reduce", lambda: itemgetset(3).__reduce__(), nothing)
    sweep("refused", lambda: failing(itemgetset, "x"), nothing)
    sweep("wrong record", lambda: failing(itemgetset(3).__get__, 5), nothing)
    cached = _core.cachedproperty
    sweep("cachedproperty", lambda: cached(len, "x", "text").__reduce__(), nothing)
    sweep("cachedproperty refused", lambda: failing(cached), nothing)
    class Cached(dataobject):
        a: object
        @functools.cached_property
        def twice(self):
            return self.a * 2
    # more dicts than the interpreter keeps the memory of
    sweep("cached", lambda: [c.twice for c in [Cached(1) for _ in range(100)]] and None, nothing)
    sweep("missing", lambda: [repr(_core.MISSING), copy.copy(_core.MISSING)], nothing)
    u = _core.unpickler(D, "x")
    sweep("unpickler", lambda: u.__reduce__(), nothing)
    sweep("unpickler refused", lambda: [failing(u), failing(u, 1, 2), failing(u, a=1)], nothing)
    """)


# operation -> what its result must be; all on a class that is made in steps
STEPS = {
    "positions": ("Steps('1', 2)", "repr(result) == 'Steps(a=1, made=[], late=1)'"),
    "keywords": ("Steps(v=2, ay='1', k=3.5)", "result.k == 3.5"),
    "many": ("Many(**MANY)", "result.f29 == 29.5"),
    "too_many": ("failing(Steps, 1, 2, 3, 4, 5)", "result is TypeError"),
    "missing": ("failing(Steps)", "result is TypeError"),
    "missing_keyword": ("failing(Needs)", "result is TypeError"),
    "doubled": ("failing(Steps, 1, 2, ay=1)", "result is TypeError"),
    "unknown": ("failing(Steps, 1, 2, q=1)", "result is TypeError"),
    "refused": ("failing(Steps, 'x', 2)", "result is ValueError"),
    "own_init": ("Own('3')", "result.a == 3 and result.made == []"),
    "own_init_default": ("OwnDefault()", "(result.a, result.b) == (3, [])"),
    "own_new": ("OwnNew(1.5)", "result.a == 1.5"),
    "no_init": ("NoInit(1)", "(result.a, result.b) == (1, 7)"),
    "copied": ("Copied()", "result.a == {1: [2]}"),
    "assign": ("setattr(r, 'a', '7')", "r.a == 7"),
    "slice": ("r.__setitem__(slice(0, 2), ['8', 9.5])", "r.a == 8"),
    "update": ("rc.update(r, a='9', k=1.5)", "(r.a, r.k) == (9, 1.5)"),
    "update_refused": ("failing(rc.update, r, k=1, a='x')", "(r.k, result) == (0.5, ValueError)"),
    "init": ("r.__init__('5', 1)", "r.a == 5"),
    "replace": ("rc.replace(r, a='4', v=1)", "result.a == 4"),
    "replace_refused": ("failing(rc.replace, r, q=1)", "result is TypeError"),
    "replace_no_init": ("failing(rc.replace, NoInit(1), b=1)", "result is TypeError"),
    "make": ("rc.make(Steps, ['5', 1], k=2.5)", "result.a == 5"),
    "as_dict": ("rc.asdict(r)", "list(result) == ['a', 'made', 'late', 'k']"),
    "cached": ("r.twice", "result == 2 * r.a"),
    "cached_kept": ("setattr(r, 'twice', 5)", "r.twice == 5"),
    "forget": ("(r.twice, delattr(r, 'twice'))", "True"),
    "hash": ("hash(Kept(1.5, 2.5))", "result == hash((1.5, 2.5))"),
    "reduce": ("r.__reduce_ex__(2)", "len(result[1]) == 4"),
    "unpickle": ("make((1.5, 2.5))", "result.b == 2.5 and result.c == [1]"),
    "unpickle_late": ("late(1.5)", "result.b == 1.5"),
    "parameters": ("Steps.__parameter_table__()", "len(result) == 5"),
    "omit": ("repr(Omit(1.5, 2.5))", "result == 'Omit(a=1.5)'"),
    "shown": ("repr(Shown(1.5))", "result == 'Shown(a=<1.5>)'"),
    "partial": ("Part(1, 2) == Part(1, 3)", "result is True"),
    "abstract": ("failing(Abstract, 1)", "result is TypeError"),
}


@pytest.mark.parametrize("name", STEPS)
def test_steps(name, faults):
    operation, check = STEPS[name]
    if name == "abstract" and faults.bare("refused(Abstract)") is None:
        pytest.skip("object.__new__() of this CPython crashes for any abstract class")
    faults.run(f"""
    from abc import abstractmethod

    def positive(record, field, value):
        if value < 0:
            raise ValueError

    class Steps(dataobject, sequence=True):
        a: int = Field(converter=int, validator=positive, alias="ay")
        v: InitVar[object]
        made: list = Factory(list)
        late: object = Factory(lambda record: record.a, takes_self=True)
        k: object = Field(0.5, kw_only=True, repr=False)

        def __post_init__(self, v):
            pass

        @functools.cached_property
        def twice(self):
            return self.a * 2

    class Own(Steps):
        def __init__(self, a):
            super().__init__(a, 1)

    class OwnDefault(dataobject):
        a: int = Field("3", converter=int)
        b: list = Factory(list)
        def __init__(self):
            pass

    class OwnNew(dataobject):
        a: object
        def __new__(cls, a):
            return super().__new__(cls, a)

    class NoInit(dataobject):
        a: object
        b: int = Field("7", init=False, converter=int)

    class Copied(dataobject, copy_default=True):
        a: object = functools.partial(print).keywords | {{1: [2]}}

    class Needs(dataobject, kw_only=True):
        a: object
        b: object

    class Kept(dataobject, readonly=True, cache_hash=True):
        a: object
        b: object

    class Omit(dataobject, repr_omit_defaults=True):
        a: object
        b: object = 2.5

    class Shown(dataobject):
        a: object = Field(repr="<{{}}>".format)

    class Part(dataobject):
        a: object
        b: object = Field(eq=False, order=False, hash=False)

    class Added(dataobject):
        b: object
        c: object = [1]

    class Late(dataobject):
        a: object
        b: object = Factory(lambda record: record.a, takes_self=True)

    class Abstract(dataobject, metaclass=abcdatatype):
        a: object
        @abstractmethod
        def method(self): ...

    Many = type(dataobject)(
        "Many", (dataobject,), {{"__fields__": [f"f{{i}}" for i in range(30)]}}, kw_only=True
    )
    MANY = {{f"f{{i}}": i + 0.5 for i in range(30)}}
    restore = _core.unpickler(Added, "gone b")
    late = _core.unpickler(Late, "a")
    def make(values):
        return restore(*values)
    r = Steps("1", 2)
    r.twice, repr(r), rc.replace(r, v=1), {operation}
    r = Steps("1", 2)
    done, kept = False, None
    def operation():
        global done, kept
        done = False
        kept = {operation}
        done = True
        return True
    def check(result):
        global r, kept
        if done:
            result = kept
            assert {check}, result
        else:
            again = {name!r} == "init"  # stores, then completes: as far as it came
            assert again or (r.a, r.made, r.late, r.k) == (1, [], 1, 0.5), r
        r, kept = Steps("1", 2), None
    sweep({name!r}, operation, check)
    """)


def test_rows_of_files_and_databases(faults):
    """recordclass.tools."""
    faults.run("""
    import io, sqlite3
    from recordclass.tools.csv import RecordReader, RecordWriter
    from recordclass.tools.sqlite import row_factory, select
    class Row(dataobject):
        a: int
        b: float
    database = sqlite3.connect(":memory:")
    database.execute("create table t (a, b)")
    database.executemany("insert into t values (?, ?)", [(1, 2.5), (3, 4.5)])
    def written():
        text = io.StringIO()
        RecordWriter(text).write_all([Row(1, 2.5), Row(3, 4.5)])
        return list(RecordReader(text.getvalue().splitlines(), Row))
    def by_factory():
        cursor = database.cursor()
        try:
            cursor.row_factory = row_factory(Row, convert=True)
            return cursor.execute("select a, b from t").fetchall()
        finally:
            cursor.close()
    def check(result):
        assert result is None or [rc.astuple(row) for row in result] == [(1, 2.5), (3, 4.5)]
    sweep("csv", written, check)
    sweep("select", lambda: select(database, Row, "select a, b from t"), check)
    sweep("row factory", by_factory, check)
    database.close()
    wide = rc.make_dataclass("Wide", [f"f{i}" for i in range(20)])
    columns = tuple((19 - i, None, None, False) for i in range(20))
    def wide_check(result):
        assert result is None or rc.astuple(result) == tuple(range(319, 299, -1)), result
    def described():
        return _core.rowmaker(wide, columns, (), print)
    make, row = described(), tuple(range(300, 320))
    sweep("wide row", lambda: make(row), wide_check)
    sweep("wide rows", lambda: wide.from_rows([row[::-1], [*row[::-1]]])[1], wide_check)
    sweep("wide maker", lambda: described()(row), wide_check)
    """)


# operation -> what its result must be; `a` is a fresh litelist of [7.5, 8.5, [9]]
LITELIST = {
    "make": ("litelist([1.5, 2.5])", "result == [1.5, 2.5]"),
    "make_iterator": ("litelist(map(float, range(30)))", "len(result) == 30"),
    "fromargs": ("litelist_fromargs(1.5, a)", "result[1] is a"),
    # of a fresh one: Py_ReprLeave() may fail to take its mark away, which makes a later repr dots
    "repr": ("repr(litelist([7.5, 8.5, [9]]))", "result == 'litelist([7.5, 8.5, [9]])'"),
    "slice": ("a[::-2]", "result == [[9], 7.5]"),
    "copy": ("a.copy()", "result == a"),
    "copy_copy": ("copy.copy(a)", "result == a"),
    "deepcopy": ("copy.deepcopy(a)", "result == a and result[2] is not a[2]"),
    "add": ("a + [1]", "result[3:] == [1]"),
    "repeat": ("a * 9", "len(result) == 27"),
    "iter": ("[iter(a), reversed(a), iter(a).__reduce__()]", "True"),
    "index": ("a.index([9])", "result == 2"),
    "less": ("a < [7.5, 8.75]", "result is True"),
    "pickle": ("dumps(a)", "pickle.loads(result) == a"),
}
# operation -> what the list is afterwards; on failure it is as it was
LITELIST_CHANGES = {
    "append": ("a.append(1)", "[7.5, 8.5, [9], 1]"),
    "insert": ("a.insert(0, 1)", "[1, 7.5, 8.5, [9]]"),
    "extend": ("a.extend((1,) * 20)", "[7.5, 8.5, [9]] + [1] * 20"),
    "extend_self": ("a.extend(a)", "[7.5, 8.5, [9]] * 2"),
    "slice": ("a.__setitem__(slice(0, 2), map(str, range(20)))", "[*map(str, range(20)), [9]]"),
    "steps": ("a.__setitem__(slice(None, None, 2), {1.5: 1, 2.5: 2})", "[1.5, 8.5, 2.5]"),
    "del": ("a.__delitem__(slice(None, None, 2))", "[8.5]"),
    "repeat": ("a.__imul__(20)", "[7.5, 8.5, [9]] * 20"),
    "sort": ("a.sort(key=id, reverse=True)", "sorted([*a], key=id, reverse=True)"),
    "many_steps": ("(a.extend((*range(40),)), a.__delitem__(slice(3, None, 2)))", None),
    "many_out": ("(a.extend((*range(40),)), a.__delitem__(slice(3, 30)))", None),
}


@pytest.mark.parametrize("name", LITELIST)
def test_litelist(name, faults):
    operation, check = LITELIST[name]
    faults.run(f"""
    from recordclass import litelist, litelist_fromargs
    a = litelist([7.5, 8.5, [9]])
    {operation}
    def check(result):
        assert a == [7.5, 8.5, [9]]
        assert result is None or ({check}), result
    sweep({name!r}, lambda: {operation}, check)
    """)


@pytest.mark.parametrize("name", LITELIST_CHANGES)
def test_litelist_changes(name, faults):
    operation, expected = LITELIST_CHANGES[name]
    faults.run(f"""
    from recordclass import litelist
    a = litelist([7.5, 8.5, [9]])
    def operation():
        {operation}
        return 1
    def check(result):
        global a
        if result is not None and {name!r} == "many_steps":
            assert a == [7.5, 8.5, [9], *range(1, 40, 2)], a
        elif result is not None:
            assert a == {expected or "[7.5, 8.5, [9], *range(27, 40)]"}, a
        elif {name!r} == "sort":
            assert sorted(a[:], key=str) == [7.5, 8.5, [9]], a
        elif {name!r} in ("many_out", "many_steps"):
            assert a[:3] == [7.5, 8.5, [9]] and len(a) in (3, 43), a
        else:
            assert a == [7.5, 8.5, [9]], a
        a = litelist([7.5, 8.5, [9]])
    sweep({name!r}, operation, check)
    """)
