"""The deadline rules of categories.yaml: one clock a term, with its legal source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.deadlines import CLOCKS, ChannelRules, Rule
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.registry_file import Path, RegistryFile

_CONFIDENCE = ("A", "B", "C")


def deadline_rules(file: RegistryFile) -> dict[Channel, ChannelRules]:
    """Return the rules of each channel that `deadlines` names, noting what is wrong in them."""
    rules = {}
    for channel, given in file.mapping(("deadlines",)).items():
        path: Path = ("deadlines", channel)
        if channel not in set(Channel):
            file.note(path, _("{text!r} is not one of {choices}").format(text=channel, choices=", ".join(Channel)))
            continue
        file.mapping(path, (*CLOCKS, "priority"), required=False)
        priorities = given.get("priority", {}) if isinstance(given, dict) else {}
        by_priority = {}
        for priority in priorities if isinstance(priorities, dict) else ():
            if priority in set(Priority):
                by_priority[Priority(priority)] = _clocks(file, (*path, "priority", priority))
            else:
                file.note(
                    (*path, "priority", priority),
                    _("{text!r} is not one of {choices}").format(text=priority, choices=", ".join(Priority)),
                )
        rules[Channel(channel)] = ChannelRules(_clocks(file, path), by_priority)
    return rules


def _clocks(file: RegistryFile, path: Path) -> dict[str, Rule]:
    found = {}
    given = file.mapping(path, required=False)
    for clock in CLOCKS:
        if clock in given:
            rule = _rule(file, (*path, clock))
            if rule is not None:
                found[clock] = rule
    return found


def _rule(file: RegistryFile, path: Path) -> Rule | None:
    given = file.mapping(path, ("within", "on_day_off", "source", "confidence"))
    on_day_off = file.word(path, given, "on_day_off", "earlier")
    confidence = file.word(path, given, "confidence", "C")
    for name, value, choices in (
        ("on_day_off", on_day_off, ("earlier", "later")),
        ("confidence", confidence, _CONFIDENCE),
    ):
        if value not in choices:
            file.note(
                (*path, name),
                _("{text!r} is not one of {choices}").format(text=value, choices=", ".join(choices)),
            )
            return None
    try:
        term = Term.parse(file.word(path, given, "within"))
    except BadInputError as error:
        file.note((*path, "within"), str(error))
        return None
    return Rule(
        within=term,
        on_day_off="later" if on_day_off == "later" else "earlier",
        source=file.word(path, given, "source", ""),
        confidence=confidence,
    )
