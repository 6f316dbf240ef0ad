"""The parts of both registries as plain values of JSON, and back; nothing is checked here, that was done before."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.domain.calendar import Hours
    from mcu_cli.domain.deadlines import ChannelRules, Rule
    from mcu_cli.domain.local_days import LocalDays
    from mcu_cli.domain.registry import Registry

# In which part each field of the registry is kept: fields that are asked for together are made together.
PARTS = {
    "municipality": "municipality",
    "departments": "departments",
    "sectors": "sectors",
    "categories": "categories",
    "hours": "time",
    "days_off": "time",
    "working_days": "time",
    "special_hours": "time",
    "checked_years": "time",
    "ladder": "ladder",
    "rules": "rules",
    "repeats": "repeats",
    "chatter": "routing",
    "lead": "routing",
    "intake": "intake",
    "summary": "summary",
    "retention": "retention",
}


def plain_part(part: str, registry: Registry) -> Any:
    """Return a part of `registry` as plain values."""
    return _PLAIN[part](registry)


def part_of(part: str, plain: Any) -> dict[str, Any]:
    """Return the fields of a part, by name, from its plain values.

    Raises LookupError, TypeError, ValueError, AttributeError or BadInputError for values that `plain_part` never
    gives.
    """
    fields: dict[str, Any] = _MADE[part](plain)
    return fields


def _plain_municipality(registry: Registry) -> Any:
    town = registry.municipality
    return {
        "name": town.name,
        "timezone": town.timezone.key,
        "language": town.language,
        "opened": town.opened.isoformat() if town.opened else None,
        "aliases": town.aliases,
        "population": dict(town.population),
        "pages": town.pages,
    }


def _municipality(plain: Any) -> dict[str, Any]:
    from zoneinfo import ZoneInfo

    from mcu_cli.domain.registry import Municipality

    return {
        "municipality": Municipality(
            name=str(plain["name"]),
            timezone=ZoneInfo(plain["timezone"]),
            language=str(plain["language"]),
            opened=date.fromisoformat(plain["opened"]) if plain["opened"] else None,
            aliases=_words(plain["aliases"]),
            population={str(name): int(number) for name, number in plain["population"].items()},
            pages=_words(plain["pages"]),
        )
    }


def _plain_departments(registry: Registry) -> Any:
    return [
        (
            *(one.id, one.name, one.kind, one.parent, one.head, one.email, one.aliases),
            *(one.area.districts, one.area.settlements, one.area.streets),
        )
        for one in registry.departments.values()
    ]


def _departments(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.registry import Area, Department

    nowhere = Area()
    found = {}
    for name, called, kind, parent, head, email, aliases, *places in plain:
        area = Area(*map(_words, places)) if any(places) else nowhere
        found[name] = Department(name, called, kind, parent, _words(aliases), head, email, area)
    return {"departments": found}


def _categories(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.registry import Category

    return {
        "categories": {
            name: Category(name, called, sector, department, _words(aliases), _words(words))
            for name, called, sector, department, aliases, words in plain
        }
    }


def _plain_categories(registry: Registry) -> Any:
    return [
        (one.id, one.name, one.sector, one.department, one.aliases, one.words) for one in registry.categories.values()
    ]


def _plain_time(registry: Registry) -> Any:
    return {
        "week": [_plain_hours(day) for day in registry.hours.by_weekday],
        "short_by": registry.hours.short_by // timedelta(seconds=1),
        "off": _plain_days(registry.days_off),
        "working": _plain_days(registry.working_days),
        "special": {day.isoformat(): _plain_hours(hours) for day, hours in registry.special_hours.items()},
        "checked": sorted(registry.checked_years),
    }


def _time(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.calendar import WorkingHours

    return {
        "hours": WorkingHours(tuple(map(_hours, plain["week"])), timedelta(seconds=plain["short_by"])),
        "days_off": _days(plain["off"]),
        "working_days": _days(plain["working"]),
        "special_hours": {date.fromisoformat(day): _hours(hours) for day, hours in plain["special"].items()},
        "checked_years": frozenset(map(int, plain["checked"])),
    }


def _plain_hours(hours: Iterable[Hours]) -> list[tuple[str, str]]:
    return [(start.isoformat(), end.isoformat()) for start, end in hours]


def _hours(plain: Any) -> tuple[Hours, ...]:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in plain)


def _plain_days(days: Any) -> Any:
    return sorted(day.isoformat() for day in days.dated), sorted(days.yearly)


def _days(plain: Any) -> LocalDays:
    from mcu_cli.domain.local_days import LocalDays

    dated, yearly = plain
    return LocalDays(
        frozenset(map(date.fromisoformat, dated)), frozenset((int(month), int(day)) for month, day in yearly)
    )


def _plain_ladder(registry: Registry) -> Any:
    return [(one.id, one.title, one.at, one.name, one.email, one.department) for one in registry.ladder]


def _ladder(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.registry import Rung

    return {"ladder": tuple(Rung(*values) for values in plain)}


def _plain_rules(registry: Registry) -> Any:
    return {channel.value: _plain_channel(rules) for channel, rules in registry.rules.items()}


def _rules(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.vocabulary import Channel

    return {"rules": {Channel(channel): _channel(rules) for channel, rules in plain.items()}}


def _plain_channel(rules: ChannelRules) -> Any:
    return {
        "clocks": _plain_clocks(rules.clocks),
        "priority": {priority.value: _plain_clocks(clocks) for priority, clocks in rules.by_priority.items()},
        "category": {category: _plain_channel(inner) for category, inner in rules.by_category.items()},
    }


def _channel(plain: Any) -> ChannelRules:
    from mcu_cli.domain.deadlines import ChannelRules
    from mcu_cli.domain.vocabulary import Priority

    return ChannelRules(
        _clocks(plain["clocks"]),
        {Priority(priority): _clocks(clocks) for priority, clocks in plain["priority"].items()},
        {category: _channel(inner) for category, inner in plain["category"].items()},
    )


def _plain_clocks(clocks: Mapping[str, Rule]) -> Any:
    return {
        clock: (rule.within.amount, rule.within.unit, rule.on_day_off, rule.source, rule.confidence, rule.times)
        for clock, rule in clocks.items()
    }


def _clocks(plain: Any) -> dict[str, Rule]:
    from mcu_cli.domain.deadlines import Rule
    from mcu_cli.domain.terms import Term, Unit

    return {
        clock: Rule(Term(amount, Unit(unit)), on_day_off, source, confidence, times)
        for clock, (amount, unit, on_day_off, source, confidence, times) in plain.items()
    }


def _plain_repeats(registry: Registry) -> Any:
    rule = registry.repeats
    return rule.days, rule.source, rule.confidence


def _repeats(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.repeats import RepeatRule

    days, source, confidence = plain
    return {"repeats": RepeatRule(days, source, confidence)}


def _plain_routing(registry: Registry) -> Any:
    chatter = registry.chatter
    return sorted(chatter.texts), chatter.without_words, registry.lead.group, registry.lead.topic


def _routing(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.registry import Chatter, Lead

    texts, without_words, group, topic = plain
    return {"chatter": Chatter(frozenset(map(_words, texts)), without_words), "lead": Lead(group, topic)}


def _plain_summary(registry: Registry) -> Any:
    daily = registry.summary
    return daily.to, daily.hot.times, daily.hot.least


def _summary(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.registry import DailySummary, HotTopics

    to, times, least = plain
    return {"summary": DailySummary(_words(to), HotTopics(times, least))}


def _plain_retention(registry: Registry) -> Any:
    rule = registry.retention
    return rule.years, rule.counted_from, rule.source, rule.address, rule.system, rule.official


def _retention(plain: Any) -> dict[str, Any]:
    from mcu_cli.domain.retention import CountedFrom, RetentionRule

    years, counted_from, *rest = plain
    return {"retention": RetentionRule(int(years), CountedFrom(counted_from), *map(str, rest))}


def _words(plain: Any) -> tuple[str, ...]:
    if not isinstance(plain, list):
        raise TypeError(plain)
    return tuple(plain)


_PLAIN: dict[str, Any] = {
    "municipality": _plain_municipality,
    "departments": _plain_departments,
    "sectors": lambda registry: dict(registry.sectors),
    "categories": _plain_categories,
    "time": _plain_time,
    "ladder": _plain_ladder,
    "rules": _plain_rules,
    "repeats": _plain_repeats,
    "routing": _plain_routing,
    "intake": lambda registry: registry.intake,
    "summary": _plain_summary,
    "retention": _plain_retention,
}
_MADE: dict[str, Any] = {
    "municipality": _municipality,
    "departments": _departments,
    "sectors": lambda plain: {"sectors": dict(plain)},
    "categories": _categories,
    "time": _time,
    "ladder": _ladder,
    "rules": _rules,
    "repeats": _repeats,
    "routing": _routing,
    "intake": lambda plain: {"intake": str(plain)},
    "summary": _summary,
    "retention": _retention,
}
