"""Frozen dataclasses that cost a start of mcu a fifth of those of the standard library.

`dataclasses` writes six functions for each class and compiles them one by one, half a millisecond a class; a command
needs some forty classes. Here only `__init__` is written for a class, the rest is shared by all. What is made so is a
dataclass to everything else: `fields`, `replace`, `asdict` and `is_dataclass` take it, and so do type checkers, for
which this module hands on the decorator of the standard library.
"""

from __future__ import annotations

import dataclasses
from inspect import get_annotations
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_FIELDS = "__dataclass_fields__"
# The only way to be known to `fields`. A Python that has it no more makes such classes in its own, slower way.
_A_FIELD = getattr(dataclasses, "_FIELD", None)
_set = object.__setattr__


def _decorator(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
) -> type | Callable[[type], type]:
    """Return what makes a dataclass of a class; the options mean what they mean to `dataclasses.dataclass`."""
    if cls is not None:
        return dataclasses.dataclass(cls)
    if _A_FIELD is None or not (frozen and eq):
        return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq)

    def made(cls: type) -> type:
        own = _own_fields(cls)
        inherited = getattr(cls, _FIELDS, {})
        every = {**inherited, **own}
        names = tuple(every)
        known: dict[str, Any] = {_FIELDS: every, "__match_args__": names, "__slots__": tuple(own)}
        known["_compared"] = property(_together([name for name, told in every.items() if told.compare]))
        known["_hashed"] = property(
            _together([name for name, told in every.items() if (told.compare if told.hash is None else told.hash)])
        )
        known["__init__"] = _init(every, finish=hasattr(cls, "__post_init__"), slots=slots, module=cls.__module__)
        known |= {name: method for name, method in _SHARED.items() if name not in vars(cls)}
        if slots:
            return _with_slots(cls, known)
        del known["__slots__"]
        for name, method in known.items():
            setattr(cls, name, method)
        for name, described in own.items():
            if described.default is not dataclasses.MISSING:
                setattr(cls, name, described.default)
            elif name in vars(cls):
                delattr(cls, name)  # a `field` that says how the default is made
        return cls

    return made


def _own_fields(cls: type) -> dict[str, dataclasses.Field[Any]]:
    found = {}
    for name, annotation in get_annotations(cls).items():
        if str(annotation).startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = vars(cls).get(name, dataclasses.MISSING)
        described = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        if type(described.default).__hash__ is None or not described.init:
            raise ValueError(
                f"{cls.__name__}.{name} asks for what only `dataclasses` has, or for a default that changes"
            )
        described.name, described.type = name, annotation
        described._field_type = _A_FIELD  # type: ignore[union-attr]  # noqa: SLF001  # by which `fields` knows it
        found[name] = described
    return found


def _init(
    fields: Mapping[str, dataclasses.Field[Any]], *, finish: bool, slots: bool, module: str
) -> Callable[..., None]:
    """Return the `__init__` of a class: written out, for it is what each making of a value runs."""
    known: dict[str, Any] = {"_set": _set, "__name__": module}
    parameters, body = [], []
    for name, described in fields.items():
        given = name
        if described.default is not dataclasses.MISSING:
            known[f"_{name}"] = described.default
            parameters.append(f"{name}=_{name}")
        elif described.default_factory is not dataclasses.MISSING:
            known["_unset"] = dataclasses.MISSING
            known[f"_{name}"] = described.default_factory
            parameters.append(f"{name}=_unset")
            given = f"_{name}() if {name} is _unset else {name}"
        else:
            parameters.append(name)
        # A slot has its own setter, which need not look for the place of a name (`_with_slots`).
        body.append(f" _set_{name}(self, {given})" if slots else f" _set(self, {name!r}, {given})")
    if finish:
        body.append(" self.__post_init__()")
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(body or [" pass"]), known)  # noqa: S102  # our own names
    return known["__init__"]  # type: ignore[no-any-return]


def _together(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _with_slots(cls: type, known: Mapping[str, Any]) -> type:
    """Return the class anew: slots are laid out when a class is made."""
    kept = {
        name: kept for name, kept in vars(cls).items() if name not in {*known["__slots__"], "__dict__", "__weakref__"}
    }
    again = type(cls)(cls.__name__, cls.__bases__, {**kept, **known})
    again.__qualname__ = cls.__qualname__
    setters = {f"_set_{name}": getattr(again, name).__set__ for name in known[_FIELDS]}
    known["__init__"].__globals__.update(setters)
    return again


def _eq(self: Any, other: Any) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]  # as the language has it
    return bool(self._compared == other._compared)  # noqa: SLF001  # of the same class


def _hash(self: Any) -> int:
    return hash(self._hashed)


def _repr(self: Any) -> str:
    fields = getattr(self, _FIELDS).values()
    told = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields if field.repr)
    return f"{self.__class__.__qualname__}({told})"


def _frozen(self: Any, name: str, _value: object = None) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r} of {self.__class__.__name__}")


def _reduce(self: Any) -> tuple[Any, ...]:
    return self.__class__, tuple(getattr(self, name) for name in getattr(self, _FIELDS))


_SHARED: dict[str, Any] = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _frozen,
    "__delattr__": _frozen,
    "__reduce__": _reduce,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  # handed on
else:
    dataclass = _decorator
