"""The deadline rules of categories.yaml: one clock a term, with its legal source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.deadlines import CLOCKS, ChannelRules, Rule
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Collection

    from mcu_cli.store.registry_file import Path, RegistryFile

_CONFIDENCE = ("A", "B", "C")
_OFTEN = 100


def deadline_rules(file: RegistryFile, categories: Collection[str]) -> dict[Channel, ChannelRules]:
    """Return the rules of each channel that `deadlines` names, noting what is wrong in them.

    `categories` are the ids that rules of single categories may name.
    """
    rules = {}
    for channel in file.mapping(("deadlines",)):
        path: Path = ("deadlines", channel)
        if channel not in set(Channel):
            file.note(path, _("{text!r} is not one of {choices}").format(text=channel, choices=", ".join(Channel)))
            continue
        by_category = {}
        file.mapping(path, (*CLOCKS, "priority", "category"), required=False)
        for category in file.mapping((*path, "category"), required=False):
            inner = (*path, "category", category)
            if category not in categories:
                file.note(inner, _("there is no category {name!r} here").format(name=category))
            file.mapping(inner, (*CLOCKS, "priority"))
            by_category[category] = ChannelRules(_clocks(file, inner), _by_priority(file, inner))
        rules[Channel(channel)] = ChannelRules(_clocks(file, path), _by_priority(file, path), by_category)
    return rules


def _by_priority(file: RegistryFile, path: Path) -> dict[Priority, dict[str, Rule]]:
    found: dict[Priority, dict[str, Rule]] = {}
    for priority in file.mapping((*path, "priority"), required=False):
        inner = (*path, "priority", priority)
        if priority in set(Priority):
            file.mapping(inner, CLOCKS)
            found[Priority(priority)] = _clocks(file, inner)
        else:
            file.note(inner, _("{text!r} is not one of {choices}").format(text=priority, choices=", ".join(Priority)))
    return found


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
    given = file.mapping(path, ("within", "on_day_off", "source", "confidence", "times"))
    times = file.word(path, given, "times", "")
    if times and not (times.isascii() and times.isdecimal() and 0 < int(times) < _OFTEN and path[-1] == "defer"):
        file.note((*path, "times"), _("`times` says how often may be deferred; a number from 1 to 99, with `defer`"))
        return None
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
        times=int(times) if times else None,
    )
