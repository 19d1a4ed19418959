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
from ._field import ATOMIC, is_init_var, is_kw_only, is_match
from ._fields import are_plain_names, check_field_name, describe_fields, parse_field_list
from ._options import declined_flags, option_flags, split_options

TYPE_CHECKING = False  # a checker takes it for true; typing itself is not imported
if TYPE_CHECKING:
    from typing import Any

    from ._description import ClassDescription, FieldDescription

__all__ = ["NAMED_TUPLE", "ClassForm", "describe_class", "describe_struct"]

#: What makes a record a named tuple.
NAMED_TUPLE = _core.OPT_NAMED | _core.OPT_SEQUENCE | _core.OPT_ITERABLE

#: Names that ask for room in the record and are no fields.
_ROOM = (("__dict__", _core.OPT_USE_DICT), ("__weakref__", _core.OPT_USE_WEAKREF))

#: Names that any body may have, with values that say nothing about the record.
_USUAL = frozenset(
    {
        "__annotate__",
        "__annotate_func__",
        "__annotations__",
        "__classcell__",
        "__classdictcell__",
        "__conditional_annotations__",
        "__firstlineno__",
        "__module__",
        "__orig_bases__",
        "__qualname__",
        "__static_attributes__",
    }
)

#: Names of field lists in a body.
_LISTS = ("__fields__", "__attrs__", "_fields")

#: Names in a body that are read here and do not stay in the class.
_WORDS = frozenset({"__options__", "__defaults__", "__slots__", *_LISTS})

#: Classes that are no marks among annotations, with what a docstring says of them.
_PLAIN_TYPES: dict[type, str] = {
    kind: f": {kind.__name__}"
    for kind in (bool, bytes, complex, dict, float, frozenset, int, list, object, set, str, tuple)
}

_UnionType: Any = type(int | None)  # that of types, without the import

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
        if len(bases) == 1 and bases[0] is self:
            return (self.root,)
        if any(isinstance(base, type) and issubclass(base, self.root) for base in bases):
            return ()
        return (self.root,)


class _Statement:
    """One class statement while it is read.

    Most statements are plain: one base, no keywords, and hardly a name in the body but those of
    fields and methods.  So what only few statements say has its usual value in the class, and a
    step that reads something unusual is taken where the statement has it.
    """

    #: keywords that are options, and those that are not
    options: dict[str, object] | None = None
    others: dict[str, object] | None = None
    flags = 0
    readonly: bool | tuple[str, ...] = False
    match: Any = None
    #: names in the body that are more than usual, in order; whether _WORDS are among them
    written: list[str] | tuple[()] = ()
    has_words = False
    declined = 0
    is_form = False
    fields: tuple[FieldDescription | str, ...] | None = None
    n_array = -1
    annotations: dict[str, object]
    init_vars: frozenset[str] = frozenset()
    kw_only: frozenset[str] = frozenset()

    def __init__(
        self,
        name: str,
        base: datatype,
        bases: tuple[type, ...],
        namespace: dict[str, object],
        keywords: dict[str, object],
    ) -> None:
        self.name = name
        self.base = base
        self.bases = bases
        self.namespace = body = dict(namespace)
        self.inherited = inherited = base.__option_flags__
        self.is_root = base is dataobject or base is memoryslots
        if not _USUAL.issuperset(body):
            self.written = [key for key in body if key not in _USUAL]
            self.has_words = not _WORDS.isdisjoint(self.written)
        if keywords or self.has_words or inherited & _core.OPT_CACHE_HASH:
            self.read_options(keywords)

    def read_options(self, keywords: dict[str, object]) -> None:
        """Read the keywords, and ``__options__`` in the body."""
        in_body: Any = self.namespace.pop("__options__", None)
        if in_body is not None:
            keywords = {**in_body, **keywords}
        options, self.readonly, others = split_options(self.name, keywords)
        if others:
            if _ends_keywords(self.bases):
                raise TypeError(f"{self.name}: unknown options: {sorted(others)}")
            self.others = others
        self.match = options.pop("match", None)
        self.flags = option_flags(self.name, options, self.inherited, self.readonly)
        self.declined = declined_flags(options, self.inherited)
        self.options = options

    def is_over_tuple(self) -> bool:
        """Whether the class stands below ``memoryslots``."""
        return issubclass(self.base, memoryslots)

    def has(self, option: int) -> bool:
        """Whether an option is in force, asked for or inherited."""
        return bool((self.flags | (self.inherited & ~self.declined)) & option)

    # -- which fields --

    def listed(self) -> tuple[str, ...] | None:
        """Fields of a list in the body, or None."""
        found: tuple[str, ...] | None = None
        spelled = ""
        for key in _LISTS:
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
            if key != "__fields__" or self.is_over_tuple():
                self.flags |= NAMED_TUPLE
        return None if found is None else self.unmarked(found)

    def unmarked(self, listed: tuple[str, ...]) -> tuple[str, ...]:
        """Heed what annotations say of listed names: InitVar, and KW_ONLY for those below it."""
        if _are_types(self.annotations):
            return listed
        names = []
        below_mark = False
        for name in listed:
            annotation = self.annotations.get(name)
            if is_kw_only(annotation):
                below_mark = True
                continue
            if is_init_var(annotation):
                self.init_vars |= {name}
            if below_mark:
                self.kw_only |= {name}
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
        if self.is_form:
            self.flags |= NAMED_TUPLE
        elif self.inherited & (_core.OPT_NAMED | _core.OPT_FILL_NONE):
            return None
        annotations = self.annotations
        names = tuple(annotations) if _are_types(annotations) else self.read_annotations()
        plain = are_plain_names(names)
        if not plain:
            for room, bit in _ROOM:
                if room in names:
                    self.flags |= bit
            names = tuple(name for name in names if name not in ("__dict__", "__weakref__"))
        if not self.is_form and self.is_over_tuple():
            if not names:
                return None
            self.flags |= NAMED_TUPLE
        if plain:
            return names
        for name in names:
            check_field_name(self.name, name)
            if name.startswith("_") and self.flags & _core.OPT_NAMED:
                raise ValueError(
                    f"{self.name}: field names cannot start with an underscore: {name!r}"
                )
        return names

    def read_annotations(self) -> tuple[str, ...]:
        """Names that the annotations make fields or InitVars of, in order."""
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
            inherited = field_names(self.base)
            by_name = self.init_vars | self.kw_only
            own = tuple(name for name in in_front if name not in by_name)
            self.match = merge_names(inherited, own)
        return self.unmarked(tuple(name for name in names if name != marks[0]))

    def says_names_only(self) -> bool:
        """Whether nothing but defaults in the body can say more of the fields than their names."""
        by_keyword = self.kw_only or (self.flags | self.inherited) & _core.OPT_KW_ONLY
        return not (by_keyword or self.readonly or self.init_vars)

    def describe(self, names: tuple[str, ...]) -> tuple[FieldDescription | str, ...]:
        """Take the defaults out of the body and describe the fields."""
        body = self.namespace
        defaults: dict[str, object] = {}
        if self.has_words:
            listed: Any = body.pop("__defaults__", None)
            if listed is not None:
                defaults = dict(listed)
        own = () if body.keys().isdisjoint(names) else names
        for name in own:
            value = body.pop(name, MISSING)
            if type(value) in ATOMIC:
                defaults[name] = value
                continue
            if value is MISSING or isinstance(value, itemgetset):
                continue
            if not isinstance(value, type) and hasattr(type(value), "__get__"):
                raise TypeError(
                    f"{self.name}: field {name!r} has a {type(value).__name__} for a default"
                )
            defaults[name] = value
        if not defaults and self.says_names_only():
            return names
        kw_only = True if self.has(_core.OPT_KW_ONLY) else self.kw_only
        return describe_fields(
            self.name,
            names,
            defaults=defaults,
            readonly=self.readonly,
            named=bool(self.flags & _core.OPT_NAMED),
            types=self.annotations,
            kw_only=kw_only,
            copy_default=self.has(_core.OPT_COPY_DEFAULT),
            init_vars=self.init_vars,
        )

    # -- what stands beside the fields --

    def refuse_hidden_fields(self) -> None:
        """Refuse attributes that would hide a field of the base: its value could not be read.

        Properties and methods in a field's place are the program's will; below named tuples all
        goes as below a namedtuple.
        """
        if self.inherited & _core.OPT_NAMED:
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
        given: Any = self.namespace.pop("__slots__", None) if self.has_words else None
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
        if self.options and not self.options.keys().isdisjoint(("use_dict", "usedict")):
            return False  # the statement says in words what it wants
        return bool(self.inherited & _core.OPT_NAMED) or self.is_over_tuple()

    def keep_cached_properties(self) -> None:
        """Give ``functools.cached_property`` a place where records have no ``__dict__``."""
        functools: Any = sys.modules.get("functools")  # whoever wrote one has imported it
        if functools is None or self.has(_core.OPT_USE_DICT):
            return
        cached_property = functools.cached_property
        body: dict[str, Any] = self.namespace
        value: Any
        for name in self.written:
            value = body[name]
            if type(value) is cached_property:
                self.flags |= _core.OPT_CACHE
                body[name] = cachedproperty(value.func, name, value.__doc__)

    def collect_abstract(self) -> None:
        """Name the abstract methods, as ABCMeta does, so that no instance can be made."""
        body = self.namespace
        names = {
            name for name in self.written if getattr(body[name], "__isabstractmethod__", False)
        }
        for base in self.bases:
            for name in getattr(base, "__abstractmethods__", ()):
                if name not in body and _is_still_abstract(self.bases, name):
                    names.add(name)
        if names:
            body["__abstractmethods__"] = frozenset(names)

    def read(self, names: tuple[str, ...] | None = None) -> ClassDescription:
        """Give the finished description; `names` are the fields, where a factory knows them."""
        body = self.namespace
        written = self.written
        found: Any = body.get("__annotations__")
        self.annotations = found if type(found) is dict else _annotations(body)
        if names is not None:
            names = self.unmarked(names)
        else:
            if self.has_words:
                names = self.listed()
            if names is None and self.n_array < 0:
                names = self.annotated()
        if self.readonly is True:
            self.flags |= _core.OPT_READONLY
        fields: tuple[FieldDescription | str, ...] | None = names
        if names is not None and (written or not self.says_names_only()):
            fields = self.describe(names)
        self.fields = fields
        over_root = self.is_root and len(self.bases) == 1
        if not over_root:
            self.refuse_hidden_fields()
        if self.has_words or fields is None:
            self.read_slots()
        if written:
            self.written = written = [name for name in written if name in body]
        if written:
            self.keep_cached_properties()
        if written or not over_root:
            self.collect_abstract()
        if "__orig_bases__" not in body:
            body["__orig_bases__"] = self.bases  # see _byvalue.py
        if names is not None:
            if self.init_vars:
                names = tuple(name for name in names if name not in self.init_vars)
            self.add_mirrors(names)
        elif self.match is not None:
            self.add_match(field_names(self.base))
        return (
            self.name,
            self.bases,
            body,
            fields,
            self.n_array,
            self.flags,
            self.others,
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
        body = self.namespace
        base = None if self.is_root else self.base
        names = own if base is None else merge_names(field_names(base), own)
        if self.match is not None:
            self.add_match(names)
        flags = self.flags | self.inherited
        mirror(body, base, names, self.fields, flags)
        if "__doc__" not in body:
            types = None if flags & _core.OPT_NAMED else self.annotations
            shown = _with_types(names, types) if types else names
            body["__doc__"] = f"{self.name}({', '.join(shown)})"


def _are_types(annotations: dict[str, Any]) -> bool:
    """Whether all annotations certainly are types and no marks; else a closer look is due."""
    for annotation in annotations.values():
        kind = type(annotation)
        # a hash is asked of classes only: those of other objects are the program's
        if (kind is type and annotation in _PLAIN_TYPES) or kind is _UnionType:
            continue
        if kind is str:
            if "Var" in annotation or "KW_ONLY" in annotation or "MATCH" in annotation:
                return False
        elif issubclass(kind, type):
            if annotation.__name__ == "InitVar" or hasattr(annotation, "__origin__"):
                return False
        elif annotation is not None and not _has_type_for_origin(annotation):
            return False
    return True


def _has_type_for_origin(annotation: Any) -> bool:
    """Whether an annotation is a type with parameters, as ``list[int]`` and ``Optional[int]``."""
    origin = getattr(annotation, "__origin__", None)
    if origin is None or isinstance(origin, type):
        return origin is not None
    typing = sys.modules.get("typing")  # whoever wrote Optional has imported it
    return typing is not None and origin is typing.Union


def _with_types(names: tuple[str, ...], types: dict[str, object]) -> list[str]:
    """``x: int``, for a docstring; the name alone where there is no type in words."""
    shown = []
    for name in names:
        given: Any = types.get(name, MISSING)
        if type(given) is type:
            shown.append(name + (_PLAIN_TYPES.get(given) or f": {given.__name__}"))
            continue
        text = given if isinstance(given, str) else getattr(given, "__name__", None)
        shown.append(f"{name}: {text}" if isinstance(text, str) else name)
    return shown


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
    base = base_of(bases)
    if base is None:
        raise TypeError(f"{name}: a record class needs dataobject or memoryslots as a base")
    is_form = False
    if "__orig_bases__" in namespace:
        written: Any = namespace["__orig_bases__"]
        look_closer = False
        for given in written:
            if isinstance(given, ClassForm):
                is_form = True
            elif not isinstance(given, type):
                look_closer = True
        if look_closer:
            from ._byvalue import described_by_value

            described = described_by_value(name, bases, namespace)
            if described is not None:
                return described
    statement = _Statement(name, base, bases, namespace, keywords)
    statement.is_form = is_form
    return statement.read()


def describe_struct(
    name: str, names: tuple[str, ...], namespace: dict[str, object]
) -> ClassDescription:
    """Describe a class over ``dataobject`` as a statement with these fields and that body would."""
    return _Statement(name, dataobject, (dataobject,), namespace, {}).read(names)
