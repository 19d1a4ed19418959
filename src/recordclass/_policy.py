"""How a class statement over a record class is read.

The metaclass calls :func:`describe_class` with what the interpreter gives a metaclass, and gets
back the finished description that the core builds from.  What counts as a field:

1. a field list in the body: ``__fields__``; ``__attrs__`` or ``_fields`` for a named tuple;
2. else, over ``dataobject``, ``RecordClass`` and ``StructClass``, the annotations, but for
   ``ClassVar``; a value in the body is the field's default, or a ``Field`` that says more;
   ``InitVar`` is an argument and no field, and below ``_: KW_ONLY`` fields are keyword-only;
3. below a class made by ``recordclass()`` or ``structclass()``, nothing: as below a namedtuple,
   annotations there describe attributes of the program's own.
"""

from __future__ import annotations

import sys

from . import _core
from ._build import base_of, field_names, match_args, merge_names, mirror
from ._core import MISSING, cachedproperty, dataobject, datatype, itemgetset, memoryslots
from ._field import is_init_var, is_kw_only, is_match
from ._fields import check_field_name, describe_fields, parse_field_list
from ._options import declined_flags, option_flags, split_options

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

    from ._description import ClassDescription, FieldDescription

__all__ = ["NAMED_TUPLE", "ClassForm", "describe_class"]

#: What makes a record a named tuple.
NAMED_TUPLE = _core.OPT_NAMED | _core.OPT_SEQUENCE | _core.OPT_ITERABLE

#: Names that ask for room in the record and are no fields.
_ROOM = (("__dict__", _core.OPT_USE_DICT), ("__weakref__", _core.OPT_USE_WEAKREF))

#: Where classes hand the keywords of ``__init_subclass__`` on to object's, which takes none.
_HAND_ON = frozenset({"typing", "recordclass.dataclass"})


class ClassForm:
    """A factory that can also stand among the bases of a class statement.

    ``class P(RecordClass)`` makes the class that ``RecordClass("P", ...)`` makes, as with
    ``typing.NamedTuple``: neither is a base of it.
    """

    #: the root that takes the form's place among the bases
    root: type = dataobject

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """Stand aside for the root, unless a subclass of it is already there."""
        if any(isinstance(base, type) and issubclass(base, self.root) for base in bases):
            return ()
        return (self.root,)


class _Statement:
    """One class statement while it is read."""

    def __init__(
        self,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, object],
        keywords: dict[str, object],
    ) -> None:
        self.name = name
        self.bases = bases
        self.namespace = dict(namespace)
        self.base = base_of(bases)
        self.inherited = self.base.__option_flags__ if self.base is not None else 0
        in_body: Any = self.namespace.pop("__options__", None)
        if in_body is not None:
            keywords = {**in_body, **keywords}
        self.options, self.readonly, self.others = split_options(name, keywords)
        if self.others and _ends_keywords(bases):
            raise TypeError(f"{name}: unknown options: {sorted(self.others)}")
        self.match = self.options.pop("match", None)
        self.flags = option_flags(name, self.options, self.inherited, self.readonly)
        self.declined = declined_flags(self.options, self.inherited)
        self.over_tuple = self.base is not None and issubclass(self.base, memoryslots)
        written: Any = namespace.get("__orig_bases__", ())
        self.is_form = any(isinstance(base, ClassForm) for base in written)
        self.fields: tuple[FieldDescription | str, ...] | None = None
        self.n_array = -1
        self.annotations: dict[str, object] = {}
        self.init_vars: set[str] = set()
        self.kw_only: set[str] = set()

    def has(self, option: int) -> bool:
        """Whether an option is in force, asked for or inherited."""
        return bool((self.flags | (self.inherited & ~self.declined)) & option)

    # -- which fields --

    def listed(self) -> tuple[str, ...] | None:
        """Fields of a list in the body, or None."""
        found: tuple[str, ...] | None = None
        spelled = ""
        for key in ("__fields__", "__attrs__", "_fields"):
            if key not in self.namespace:
                continue
            given: Any = self.namespace.pop(key)
            if isinstance(given, int) and key == "__fields__":
                self.n_array = self.array_length(given)
                continue
            names, _ = parse_field_list(self.name, self.without_room(given))
            if found is not None and names != found:
                raise TypeError(f"{self.name}: {spelled} and {key} name different fields")
            found, spelled = names, key
            if key != "__fields__" or self.over_tuple:
                self.flags |= NAMED_TUPLE
        return None if found is None else self.unmarked(found)

    def unmarked(self, listed: tuple[str, ...]) -> tuple[str, ...]:
        """Heed what annotations say of listed names: InitVar, and KW_ONLY for those below it."""
        names = []
        below_mark = False
        for name in listed:
            annotation = self.annotations.get(name)
            if is_kw_only(annotation):
                below_mark = True
                continue
            if is_init_var(annotation):
                self.init_vars.add(name)
            if below_mark:
                self.kw_only.add(name)
            names.append(name)
        return tuple(names)

    def array_length(self, given: int) -> int:
        """``__fields__ = 3``: so many fields without names."""
        if given < 0:
            raise ValueError(f"{self.name}: the number of fields must not be negative: {given}")
        self.flags |= _core.OPT_SEQUENCE | _core.OPT_ITERABLE
        return given

    def without_room(self, given: Any) -> Any:
        """Take ``__dict__`` and ``__weakref__`` out of a field list: they ask for room."""
        if isinstance(given, str):
            given = given.replace(",", " ").split()
        if not hasattr(given, "items"):
            given = list(given)
            for name, bit in _ROOM:
                if name in given:
                    given.remove(name)
                    self.flags |= bit
        return given

    def annotated(self) -> tuple[str, ...] | None:
        """Fields among the annotations, or None where annotations are not fields."""
        assert self.base is not None
        if self.is_form:
            self.flags |= NAMED_TUPLE
        elif self.inherited & (_core.OPT_NAMED | _core.OPT_FILL_NONE):
            return None
        names = self.read_annotations()
        for room, bit in _ROOM:
            if room in names:
                self.flags |= bit
        names = tuple(name for name in names if name not in ("__dict__", "__weakref__"))
        if self.over_tuple and not self.is_form:
            if not names:
                return None
            self.flags |= NAMED_TUPLE
        for name in names:
            check_field_name(self.name, name)
            if name.startswith("_") and self.flags & _core.OPT_NAMED:
                raise ValueError(
                    f"{self.name}: field names cannot start with an underscore: {name!r}"
                )
        return names

    def read_annotations(self) -> tuple[str, ...]:
        """Names that the annotations make fields or InitVars of, in order."""
        if all(map(_says_type, self.annotations.values())):
            return tuple(self.annotations)
        marks = [n for n, annotation in self.annotations.items() if is_kw_only(annotation)]
        if len(marks) > 1:
            raise TypeError(f"{self.name}: KW_ONLY has been said before {marks[1]!r}")
        names = tuple(n for n, given in self.annotations.items() if not _is_class_var(given))
        marks = [name for name in names if is_match(self.annotations[name])]
        if not marks:
            return self.unmarked(names)
        if len(marks) > 1:
            raise TypeError(f"{self.name}: MATCH has been said before {marks[1]!r}")
        in_front = self.unmarked(names[: names.index(marks[0])])
        if self.match is None and "__match_args__" not in self.namespace:
            inherited = field_names(self.base) if self.base is not None else ()
            by_name = self.init_vars | self.kw_only
            own = tuple(name for name in in_front if name not in by_name)
            self.match = merge_names(inherited, own)
        return self.unmarked(tuple(name for name in names if name != marks[0]))

    def describe(self, names: tuple[str, ...]) -> tuple[FieldDescription | str, ...]:
        """Take the defaults out of the body and describe the fields."""
        listed: Any = self.namespace.pop("__defaults__", None)
        defaults: dict[str, object] = {} if listed is None else dict(listed)
        for name in names:
            value = self.namespace.pop(name, MISSING)
            if value is MISSING or isinstance(value, itemgetset):
                continue
            if not isinstance(value, type) and hasattr(type(value), "__get__"):
                raise TypeError(
                    f"{self.name}: field {name!r} has a {type(value).__name__} for a default"
                )
            defaults[name] = value
        return describe_fields(
            self.name,
            names,
            defaults=defaults,
            readonly=self.readonly,
            named=bool(self.flags & _core.OPT_NAMED),
            types=self.annotations,
            kw_only=True if self.has(_core.OPT_KW_ONLY) else frozenset(self.kw_only),
            copy_default=self.has(_core.OPT_COPY_DEFAULT),
            init_vars=frozenset(self.init_vars),
        )

    # -- what stands beside the fields --

    def refuse_hidden_fields(self) -> None:
        """Refuse attributes that would hide a field of the base: its value could not be read.

        Properties and methods in a field's place are the program's will; below named tuples all
        goes as below a namedtuple.
        """
        if self.base is None or self.inherited & _core.OPT_NAMED:
            return
        for name in field_names(self.base):
            if name in self.annotations and _is_class_var(self.annotations[name]):
                raise TypeError(f"{self.name}: ClassVar {name!r} would hide a field of the base")
            if name not in self.namespace:
                continue
            value = self.namespace[name]
            if not hasattr(type(value), "__get__"):
                raise TypeError(
                    f"{self.name}: {name!r} would hide a field of the base; "
                    "with an annotation it is another default"
                )

    def read_slots(self) -> None:
        """``__slots__`` in a record's body can only ask for a dict or weak references."""
        given: Any = self.namespace.pop("__slots__", None)
        names = () if given is None else (given,) if isinstance(given, str) else given
        for name in names:
            if name == "__dict__":
                self.flags |= _core.OPT_USE_DICT
            elif name == "__weakref__":
                self.flags |= _core.OPT_USE_WEAKREF
            else:
                raise TypeError(
                    f"{self.name}: a record declares fields by annotations or __fields__; "
                    f"__slots__ cannot add {name!r}"
                )
        if given is None and self.is_plain_heir():
            self.flags |= _core.OPT_USE_DICT

    def is_plain_heir(self) -> bool:
        """Whether the body adds no field below a class whose model gives heirs a ``__dict__``."""
        if self.is_form or self.fields is not None:
            return False
        if not self.options.keys().isdisjoint(("use_dict", "usedict")):
            return False  # the statement says in words what it wants
        return self.over_tuple or bool(self.inherited & _core.OPT_NAMED)

    def keep_cached_properties(self) -> None:
        """Give ``functools.cached_property`` a place where records have no ``__dict__``."""
        functools: Any = sys.modules.get("functools")  # whoever wrote one has imported it
        if functools is None or self.has(_core.OPT_USE_DICT):
            return
        name: str
        value: Any
        for name, value in self.namespace.items():
            if type(value) is functools.cached_property:
                self.flags |= _core.OPT_CACHE
                self.namespace[name] = cachedproperty(value.func, name, value.__doc__)

    def collect_abstract(self) -> None:
        """Name the abstract methods, as ABCMeta does, so that no instance can be made."""
        names = {
            name
            for name, value in self.namespace.items()
            if getattr(value, "__isabstractmethod__", False)
        }
        for base in self.bases:
            for name in getattr(base, "__abstractmethods__", ()):
                if name not in self.namespace and _is_still_abstract(self.bases, name):
                    names.add(name)
        if names:
            self.namespace["__abstractmethods__"] = frozenset(names)

    def read(self) -> ClassDescription:
        """Give the finished description."""
        self.annotations = _annotations(self.namespace)
        names = self.listed()
        if names is None and self.n_array < 0:
            names = self.annotated()
        if self.readonly is True:
            self.flags |= _core.OPT_READONLY
        self.fields = None if names is None else self.describe(names)
        self.refuse_hidden_fields()
        self.read_slots()
        self.keep_cached_properties()
        self.collect_abstract()
        self.namespace.setdefault("__orig_bases__", self.bases)  # see _byvalue.py
        if names is not None:
            if self.init_vars:
                names = tuple(name for name in names if name not in self.init_vars)
            self.add_mirrors(names)
        elif self.match is not None:
            self.add_match(field_names(self.base) if self.base is not None else ())
        return (
            self.name,
            self.bases,
            self.namespace,
            self.fields,
            self.n_array,
            self.flags,
            self.others or None,
            self.declined,
        )

    def add_match(self, names: tuple[str, ...]) -> None:
        """Set ``__match_args__`` as the option `match` says: names, or true or false."""
        given: Any = self.match
        chosen = match_args(self.name, names, given)
        if chosen is not None:
            self.namespace["__match_args__"] = chosen

    def add_mirrors(self, own: tuple[str, ...]) -> None:
        """Show the fields to programs, and the call in the docstring where there is none."""
        assert self.fields is not None
        inherited = field_names(self.base) if self.base is not None else ()
        names = merge_names(inherited, own)
        self.add_match(names)
        mirror(self.namespace, self.base, names, self.fields, self.flags | self.inherited)
        if "__doc__" not in self.namespace:
            named = (self.flags | self.inherited) & _core.OPT_NAMED
            types = {} if named else self.annotations
            shown = ", ".join(_with_type(name, types) for name in names)
            self.namespace["__doc__"] = f"{self.name}({shown})"


def _says_type(annotation: Any) -> bool:
    """Whether an annotation certainly is a type and no mark; else a closer look is due."""
    if type(annotation) is type:
        return annotation.__name__ != "InitVar" and not hasattr(annotation, "__origin__")
    if type(annotation) is str:
        return not ("Var" in annotation or "KW_ONLY" in annotation or "MATCH" in annotation)
    return annotation is None


def _with_type(name: str, types: dict[str, object]) -> str:
    """``x: int``, for a docstring; the name alone where there is no type in words."""
    if name not in types:
        return name
    given = types[name]
    text = given if isinstance(given, str) else getattr(given, "__name__", None)
    return f"{name}: {text}" if isinstance(text, str) else name


def _ends_keywords(bases: tuple[type, ...]) -> bool:
    """Whether no base has an ``__init_subclass__`` that could take keywords."""
    return all(
        "__init_subclass__" not in vars(cls)
        for base in bases
        for cls in base.__mro__
        if cls is not object and cls.__module__ not in _HAND_ON
    )


def _is_still_abstract(bases: tuple[type, ...], name: str) -> bool:
    """Whether what the first base with an attribute `name` has is abstract."""
    for base in bases:
        value = getattr(base, name, MISSING)
        if value is not MISSING:
            return bool(getattr(value, "__isabstractmethod__", False))
    return False


def _annotations(namespace: dict[str, object]) -> dict[str, object]:
    """Annotations of a class body, in the form of any Python."""
    found: Any = namespace.get("__annotations__")
    if found is not None:
        return dict(found)
    if sys.version_info >= (3, 14):
        import annotationlib

        annotate = annotationlib.get_annotate_from_class_namespace(namespace)
        if annotate is not None:
            return annotationlib.call_annotate_function(annotate, annotationlib.Format.FORWARDREF)
    return {}


def _is_class_var(annotation: object) -> bool:
    """Whether an annotation says ClassVar, as an object or as text."""
    if isinstance(annotation, str):
        head = annotation.partition("[")[0].strip()
        return head == "ClassVar" or head.endswith(".ClassVar")
    typing = sys.modules.get("typing")  # whoever wrote ClassVar has imported it
    if typing is None:
        return False
    return annotation is typing.ClassVar or getattr(annotation, "__origin__", None) is (
        typing.ClassVar
    )


def describe_class(
    meta: type[datatype],
    name: str,
    bases: tuple[type, ...],
    namespace: dict[str, object],
    keywords: dict[str, object],
) -> ClassDescription:
    """Read a class statement; called by the metaclass.

    Parameters
    ----------
    meta, name, bases, namespace, keywords
        What the interpreter hands to a metaclass.

    Returns
    -------
    tuple
        ``(name, bases, namespace, fields, n_array, flags, kwargs)``, as ``make_class`` takes it.
    """
    del meta  # the core has settled it
    if base_of(bases) is None:
        raise TypeError(f"{name}: a record class needs dataobject or memoryslots as a base")
    if "__orig_bases__" in namespace:
        from ._byvalue import described_by_value

        described = described_by_value(name, bases, namespace)
        if described is not None:
            return described
    return _Statement(name, bases, namespace, keywords).read()
