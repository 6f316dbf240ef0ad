"""The facts of an appeal apart from its history: as a text to edit, and taken back from one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.fields import FACTS, Field, Type
from mcu_cli.errors import BadInputError, UsageError
from mcu_cli.language import _
from mcu_cli.store.scalars import scalar
from mcu_cli.store.schema import examine, plain_appeal
from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.appeal import Appeal

_KEPT = ("format", "id")
_WRITTEN_BY_COMMANDS = ("state", "history")


def facts_text(appeal: Appeal) -> bytes:
    """Return the facts as YAML, in the order of the file, without what commands write."""
    plain = plain_appeal(appeal)
    return write({name: value for name, value in plain.items() if name not in (*_KEPT, *_WRITTEN_BY_COMMANDS)})


def with_facts(appeal: Appeal, text: bytes, *, file: str) -> Appeal:
    """Return `appeal` with the facts of `text`; raises BadInputError with all that is wrong in them."""
    given = read(text, file=file).value
    for name in (*_KEPT, *_WRITTEN_BY_COMMANDS):
        if name in given:
            raise BadInputError(
                _("{file}: {name!r} is written by commands only; take it out").format(file=file, name=name)
            )
    plain = plain_appeal(appeal)
    whole = {name: plain[name] for name in _KEPT} | given | {name: plain[name] for name in _WRITTEN_BY_COMMANDS}
    reading = examine(write(whole), file=file)
    if reading.appeal is None:
        errors = [problem._replace(line=None) for problem in reading.problems if problem.level == "error"]
        raise BadInputError(_("{file} does not fit the format; mend it").format(file=file), errors)
    return replace(reading.appeal, history=appeal.history)


def with_settings(appeal: Appeal, settings: Mapping[str, str]) -> Appeal:
    """Return `appeal` with single facts set (`text`, `place.street`) or, by an empty value, unset."""
    for name, value in settings.items():
        appeal = _with_setting(appeal, name, value)
    return appeal


def _with_setting(appeal: Appeal, name: str, text: str) -> Appeal:
    outer, _dot, inner = name.partition(".")
    field = _field(FACTS, outer, name)
    if field.name in _KEPT:
        raise UsageError(_("{name!r} never changes").format(name=name))
    if field.type is not Type.RECORD:
        return replace(appeal, **{field.name: _value(field, text)})
    if not inner:
        names = ", ".join(f"{outer}.{part.name}" for part in field.fields)
        raise UsageError(_("{name!r} has parts; set one of {names}").format(name=name, names=names))
    part = _field(field.fields, inner, name)
    record = getattr(appeal, field.name)
    return replace(appeal, **{field.name: replace(record, **{part.name: _value(part, text)})})


def _field(fields: tuple[Field, ...], name: str, whole: str) -> Field:
    for field in fields:
        if field.name == name:
            return field
    raise UsageError(
        _("there is no fact {name!r}; docs/format.md lists them, here are {names}").format(
            name=whole, names=", ".join(field.name for field in fields if field.name not in _KEPT)
        )
    )


def _value(field: Field, text: str) -> Any:
    if field.type is Type.WORDS:
        return tuple(word.strip() for word in text.split(",") if word.strip())
    if not text:
        if field.required:
            raise UsageError(_("{name!r} cannot be left empty").format(name=field.name))
        return "" if field.type in (Type.WORD, Type.TEXT) else None
    try:
        return scalar(field, text)
    except ValueError as error:
        raise UsageError(str(error)) from None
