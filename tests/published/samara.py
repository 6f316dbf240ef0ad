"""November 2021 of Samara, in an invented town: the third yardstick.

Published: the monthly note of the control centre of Samara. About 4,000 appeals were registered and passed on to those
who answer; the five groups asked about most are housing and utilities, landscaping, roads, public transport and the
coronavirus; residents vote in polls by a widget, and the answer goes out where the message was left. Only this is
theirs; every appeal here is invented.

                                                       registered  passed on
    3,930  registered and assigned in November              3,930      3,930  (64 of them twice)
       20  registered and forwarded, assigned to nobody        20         20
       38  noise of bots, rejected                             38
       30  registered at the end, assigned in December         30
       46  registered in October, assigned in November                    46
                                                            -----      -----
                                                            4,018      3,996

In the poll of November 2,417 residents took part, in that of October 1,130.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.vocabulary import Channel, EventKind, Network, Outcome
from tests.published.town import ASSIGNED, FINAL, INTERIM, PROMPT, REJECTED, Stage, Town

ZONE = ZoneInfo("Europe/Samara")
# In percent: of the five groups in the order that was published, and of others.
TOPICS = {
    "housing/heating": 14,
    "housing/entrances": 9,
    "housing/no-water": 6,
    "landscaping/cleaning": 12,
    "landscaping/yards": 10,
    "roads/potholes": 9,
    "roads/lighting": 7,
    "public-transport/schedule": 7,
    "public-transport/vehicles": 4,
    "covid/vaccination": 5,
    "covid/tests": 3,
    "education/meals": 5,
    "waste/removal": 4,
    "safety/stray-animals": 3,
}


def town() -> Town:
    """Return the town with all its appeals."""
    made = Town(
        name="город Приволжин",
        zone=ZONE,
        opened=date(2020, 12, 1),
        now=datetime(2021, 12, 13, 9, 0, tzinfo=ZONE),
        population={"Речной район": 201_000, "Заводской район": 176_400, "Степной район": 98_700},
        seed=20211130,
    )
    _november(made)
    _october(made)
    _polls(made)
    for days in (("2021-10-01", "2021-10-31"), ("2021-11-01", "2021-11-30")):
        month = made.registered_in(*days)
        made.deal(
            month, "category", {name: len(month) * share // 100 for name, share in TOPICS.items()}, "culture/events"
        )
        made.deal(month, "outcome", {Outcome.RESOLVED: len(month) * 2 // 5}, rest=Outcome.EXPLAINED)
    made.settle()
    return made


def _november(town: Town) -> None:
    december = town.at("2021-12-01")
    assigned, days = ASSIGNED.between(until=december), ("2021-11-01", "2021-11-30")
    passed_on = town.cohort(2_860, days, [assigned, PROMPT])
    passed_on += town.cohort(900, days, [assigned, INTERIM, FINAL])
    passed_on += town.cohort(106, days, [assigned])
    again = ASSIGNED._replace(within=ASSIGNED.within * 10).between(until=december)
    passed_on += town.cohort(64, days, [assigned, again, FINAL])
    channels = {Channel.POS: 700, Channel.BOT: 220, Channel.PAGE: 310}
    town.deal(passed_on, "channel", channels, rest=Channel.INCIDENT)
    away = Stage(EventKind.FORWARDED, {"to": "social-fund"}).between(until=december)
    town.cohort(20, days, [away], channel=Channel.POS)
    town.cohort(38, days, [REJECTED.between(until=december)], channel=Channel.BOT)
    later = ASSIGNED.between(since=town.at("2021-12-01 08:00"))
    town.cohort(29, ("2021-11-29", "2021-11-30"), [later, PROMPT], channel=Channel.INCIDENT)
    handed = ASSIGNED._replace(within=ASSIGNED.within * 8).between(since=town.at("2021-11-01"))
    town.cohort(45, ("2021-10-30", "2021-10-31"), [handed, PROMPT], channel=Channel.INCIDENT)
    town.one("2021-11-30 23:40", (ASSIGNED, "2021-12-01 00:05"), channel=Channel.INCIDENT, network=Network.VK)
    town.one("2021-10-31 23:40", (ASSIGNED, "2021-11-01 00:05"), channel=Channel.INCIDENT, network=Network.VK)


def _october(town: Town) -> None:
    """Add a month to compare with, in which everything was passed on."""
    days, november = ("2021-10-01", "2021-10-31"), town.at("2021-11-01")
    town.cohort(3_560, days, [ASSIGNED.between(until=november), PROMPT], channel=Channel.INCIDENT)


def _polls(town: Town) -> None:
    town.enter(
        Ledger.POLL,
        (ItemEvent.RESULT, {"participants": 1_130, "votes": _votes({"Клён": 590, "Липа": 540})}),
        question="Какие деревья посадить на улице Новой?",
        options=("Клён", "Липа"),
        begins="2021-10-04",
        ends="2021-10-15",
        platform="виджет на сайте города",
    )
    town.enter(
        Ledger.POLL,
        # Told first while it ran, and again when it was over: the last count holds.
        (ItemEvent.RESULT, {"participants": 1_902, "votes": _votes({"Речной сквер": 880})}),
        (
            ItemEvent.RESULT,
            {
                "participants": 2_417,
                "votes": _votes({"Речной сквер": 1_264, "Заводской сквер": 731, "Степной сквер": 422}),
                "decision": "В 2022 году благоустроят Речной сквер.",
            },
        ),
        question="Какой сквер благоустроить в 2022 году?",
        options=("Речной сквер", "Заводской сквер", "Степной сквер"),
        begins="2021-11-08",
        ends="2021-11-21",
        platform="виджет на сайте города",
    )


def _votes(counts: dict[str, int]) -> tuple[dict[str, object], ...]:
    return tuple({"option": option, "votes": votes} for option, votes in counts.items())
