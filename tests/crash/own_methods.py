"""Special methods of the body or of a mixin win over those of the core."""

from recordclass import dataobject, memoryslots

methods = {
    "__hash__": (hash, 7),
    "__iter__": (list, ["own"]),
    "__len__": (len, 7),
    "__getitem__": (lambda r: r[0], "own"),
    "__contains__": (lambda r: 0 in r, True),
    "__repr__": (repr, "own"),
    "__eq__": (lambda r: r == 1, "own"),
    "__lt__": (lambda r: r < 1, "own"),
    "__add__": (lambda r: r + 1, "own"),
    "__mul__": (lambda r: r * 1, "own"),
    "index": (lambda r: r.index(), "own"),
    "keys": (lambda r: r.keys(), "own"),
    "_asdict": (lambda r: r._asdict(), "own"),
}
for name, (use, result) in methods.items():

    def own(self, *args, result=result):
        return iter(result) if isinstance(result, list) else result

    mixin = type("Mixin", (), {name: own})
    for options in (
        {"sequence": True},
        {"mapping": True},
        {"iterable": True},
        {"hashable": True},
        {"readonly": True},
        {},
    ):

        class Body(dataobject, **options):
            x: object
            locals()[name] = own

        class Heir(Body):
            y: object

        class Mixed(mixin, dataobject, **options):
            x: object

        for record in (Body(1), Heir(1, 2), Mixed(1)):
            assert use(record) == result, (name, options, type(record))

    class M(memoryslots):
        locals()[name] = own

    if name != "_asdict":
        assert use(M(1)) == result
