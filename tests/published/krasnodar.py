"""A week of December in Krasnodar, in an invented town: the second yardstick.

Published: the weekly note of the control centre of Krasnodar. In the week 259 appeals were answered in Incident
Management and 587 were handled there since 1 December; on the platform ПОС 163 were handled in the week and 385 were
received since 1 December; more than 400 in the week together. Networks: VKontakte, Odnoklassniki, Telegram. Most asked
about roads, transport, housing and utilities, waste, yards. Only these figures are theirs; every appeal is
invented, and the week is that of 13 to 19 December 2021.

Incident Management                                     answered  handled  handled since 1 December
    184  registered and answered in the week                 184      184      184
     22  registered before, answered in the week              22       22       22
     28  answered in the interim alone                        28
     11  promised before the week, answered in it             11       11       11
      8  answered in the interim, then finally                 8        8        8
      6  answered before, reopened, answered again             6        6        6
      5  closed without an answer                                       5        5
      4  duplicates                                                     4        4
      3  rejected                                                       3        3
    336  answered from 1 to 12 December                                        336
      8  closed without an answer from 1 to 12 December                          8
                                                         -----    -----    -----
                                                           259      243      587
      5  answered in November, reopened in December and still open
      3  answered on 30 November, five minutes before midnight
      2  answered on 20 December, five minutes after midnight

ПОС                                    answered  handled  received since 1 December
    131  since 1 December, answered in the week    131  131  131
     28  November, answered in the week             28   28
      4  since 1 December, rejected in the week           4    4
     96  from 1 to 12 December, answered then                 96
    154  since 1 December, still in work                     154
                                        -----    -----    -----
                                          159      163      385
     60  November, answered from 1 to 12 December
      9  November, still in work
      3  20 December

Together 259 + 159 = 418 appeals were answered in the week, and 243 + 163 = 406 were handled.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mcu_cli.domain.vocabulary import Channel, Network, Outcome
from tests.published.town import ASSIGNED, CLOSED, FINAL, INTERIM, LINKED, PROMPT, REJECTED, REOPENED, Case, Stage, Town

ZONE = ZoneInfo("Europe/Moscow")
# In percent; in this order each of them is asked more than any topic that follows.
TOPICS = {
    "roads/potholes": 14,
    "public-transport/schedule": 12,
    "housing/heating": 10,
    "waste/removal": 9,
    "landscaping/yards": 8,
    "roads/repair": 7,
    "public-transport/routes": 6,
    "housing/entrances": 5,
    "waste/containers": 4,
    "landscaping/trees": 3,
    "roads/lighting": 3,
    "education/meals": 3,
    "safety/stray-animals": 3,
    "social/aid": 3,
    "electricity/outages": 3,
    "property/plots": 2,
    "trade/shops": 2,
    "culture/events": 2,
}


def town() -> Town:
    """Return the town with all its appeals."""
    made = _empty(datetime(2021, 12, 20, 9, 30, tzinfo=ZONE))
    _incidents(made)
    _platform(made)
    for days in (("2021-11-15", "2021-11-30"), ("2021-12-01", "2021-12-12"), ("2021-12-13", "2021-12-20")):
        _deal(made, made.registered_in(*days))
    made.settle()
    return made


def told_later() -> Town:
    """Return what another export tells of the same week when the note is written: 14 appeals, answered in it."""
    made = _empty(datetime(2021, 12, 22, 11, 0, tzinfo=ZONE))
    made.series, made.seed = "B", 20211222
    week = ("2021-12-13", "2021-12-18")
    made.cohort(14, week, [ASSIGNED, PROMPT.between(until=made.at("2021-12-20"))], channel=Channel.INCIDENT)
    made.settle()
    return made


def _empty(now: datetime) -> Town:
    return Town(
        name="город Степнодар",
        zone=ZONE,
        opened=date(2021, 4, 1),
        now=now,
        population={"Западный округ": 312_000, "Карасукский округ": 285_500, "Прикубанский округ": 241_300},
        seed=20211219,
    )


def _incidents(town: Town) -> None:
    month, monday, end = town.at("2021-12-01"), town.at("2021-12-13"), town.at("2021-12-20")
    week, before, in_december = ("2021-12-13", "2021-12-18"), ("2021-12-06", "2021-12-12"), ("2021-12-01", "2021-12-09")
    final, promised = FINAL.between(since=monday, until=end), INTERIM.between(until=monday)

    def add(count: int, days: tuple[str, str], *stages: Stage) -> None:
        town.cohort(count, days, [ASSIGNED, *stages], channel=Channel.INCIDENT)

    add(184, week, PROMPT.between(until=end))
    add(22, before, final)
    add(28, week, INTERIM.between(until=end))
    add(11, ("2021-12-06", "2021-12-11"), promised, final)
    add(8, week, INTERIM.between(until=town.at("2021-12-19 20:00")), final)
    for days in (("2021-11-22", "2021-11-26"), ("2021-12-02", "2021-12-06")):
        again = REOPENED.between(until=monday)
        add(3, days, PROMPT, again, final)
    add(5, week, CLOSED.between(until=end))
    town.cohort(3, week, [REJECTED.between(until=end)], channel=Channel.INCIDENT)
    earlier = PROMPT.between(until=monday)
    add(290, in_december, earlier)
    add(46, ("2021-11-25", "2021-11-30"), FINAL.between(since=month, until=monday))
    add(8, in_december, CLOSED.between(until=monday))
    add(5, ("2021-11-15", "2021-11-26"), PROMPT, REOPENED.between(since=month))
    town.doubled(4, week, LINKED.between(until=end), channel=Channel.INCIDENT)
    for minute in range(3):
        town.one(f"2021-11-30 17:0{minute}", (FINAL, f"2021-11-30 23:5{minute + 5}"), channel=Channel.INCIDENT)
    for minute in range(2):
        town.one(f"2021-12-19 21:0{minute}", (FINAL, f"2021-12-20 00:0{minute + 5}"), channel=Channel.INCIDENT)


def _platform(town: Town) -> None:
    monday, end = town.at("2021-12-13"), town.at("2021-12-20")
    final = FINAL.between(since=monday, until=end)

    def add(count: int, days: tuple[str, str], *stages: Stage) -> None:
        town.cohort(count, days, [ASSIGNED, *stages], channel=Channel.POS)

    add(131, ("2021-12-01", "2021-12-18"), final)
    add(28, ("2021-11-22", "2021-11-30"), final)
    town.cohort(4, ("2021-12-10", "2021-12-17"), [REJECTED.between(since=monday, until=end)], channel=Channel.POS)
    add(96, ("2021-12-01", "2021-12-09"), FINAL.between(until=monday))
    add(154, ("2021-12-01", "2021-12-19"))
    add(60, ("2021-11-22", "2021-11-30"), FINAL.between(since=town.at("2021-12-01"), until=monday))
    add(9, ("2021-11-15", "2021-11-30"))
    for minute in range(3):
        town.one(f"2021-12-20 08:1{minute}", channel=Channel.POS)


def _deal(town: Town, cases: list[Case]) -> None:
    """Deal topics, networks and outcomes: in each stretch of time the same shares."""
    town.deal(cases, "category", {name: len(cases) * share // 100 for name, share in TOPICS.items()}, "sport/upkeep")
    posts = [case for case in cases if case.channel is Channel.INCIDENT]
    ok, telegram = len(posts) * 25 // 100, len(posts) * 14 // 100
    town.deal(posts, "network", {Network.OK: ok, Network.TELEGRAM: telegram}, rest=Network.VK)
    town.deal(cases, "outcome", {Outcome.RESOLVED: len(cases) // 2}, rest=Outcome.EXPLAINED)
