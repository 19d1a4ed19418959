"""Keys of a class body whose __eq__ raises: the error comes out, or the class is whole."""

from recordclass import dataobject, datatype, memoryslots


class Key(str):
    __slots__ = ("stands_for",)

    def __hash__(self):
        return hash(self.stands_for)

    def __eq__(self, other):
        raise ZeroDivisionError("eq")


OPTIONS = ({}, {"readonly": True}, {"mapping": True, "use_dict": True}, {"hashable": True})
NAMES = {"a", "zz", "_make", "_recordclass_finish", "keys", *vars(dataobject), *vars(memoryslots)}
NAMES |= {"__slots__", "__init_subclass__", "__post_init__", "__abstractmethods__", "__getstate__"}
NAMES |= {"__class_getitem__", "__dataclass_fields__", "__dataclass_params__", "__annotations__"}
whole = raised = 0
for name in sorted(NAMES):
    key = Key("zz")
    key.stands_for = name
    for base in (dataobject, memoryslots):
        for options in OPTIONS:
            try:
                body = {"__annotations__": {"a": int}, "__module__": "m", key: 1}
                cls = datatype("C", (base,), body, **options)
            except ZeroDivisionError as error:
                assert error.args == ("eq",)
                raised += 1
                continue
            # where the interpreter looks such a name up, it takes the error for "not there"
            if not name.startswith("__"):
                record = cls(1)
                assert record == cls(1)
                assert "a=1" in repr(record)
                whole += 1
assert min(whole, raised) > 10
