"""What categories.yaml says of repeats: within how many calendar days after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.repeats import RepeatRule
from mcu_cli.domain.terms import Term, Unit
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.registry_file import Path, RegistryFile

_PATH: Path = ("repeats",)
_CONFIDENCE = ("A", "B", "C")


def repeat_rule(file: RegistryFile) -> RepeatRule:
    """Return the rule of repeats; that of the file that comes with mcu where this one does not have the key yet."""
    usual = RepeatRule()
    given = file.mapping(_PATH, ("within", "source", "confidence"), required=False)
    if not given:
        return usual
    confidence = file.word(_PATH, given, "confidence", usual.confidence)
    if confidence not in _CONFIDENCE:
        file.note(
            (*_PATH, "confidence"),
            _("{text!r} is not one of {choices}").format(text=confidence, choices=", ".join(_CONFIDENCE)),
        )
    within = file.word(_PATH, given, "within")
    days = _days(file, within) if within or given.get("within") == "" else usual.days
    return RepeatRule(days, file.word(_PATH, given, "source", usual.source), confidence)


def _days(file: RegistryFile, text: str) -> int:
    try:
        term = Term.parse(text)
    except BadInputError as error:
        file.note((*_PATH, "within"), str(error))
        return RepeatRule().days
    if term.unit is not Unit.CALENDAR_DAYS:
        file.note(
            (*_PATH, "within"),
            _("{text!r} is not counted in calendar days, as repeats are; write something like 30 calendar days").format(
                text=text
            ),
        )
    return term.amount
