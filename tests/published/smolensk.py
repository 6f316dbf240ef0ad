"""The year 2021 of Smolensk, in an invented town: the first yardstick.

Published: the yearly report of the head of the city of Smolensk for 2021. The control centre works since August 2021
within the municipal «Городское информационное агентство»; 9,546 appeals were handled in the year, about 100 answers
are given a day and more, 342 appeals came by «Диспетчеру Администрации. Срочно!»; most are about landscaping, roads,
housing and utilities, education, public transport. Only these figures are theirs; every appeal here is invented.

The plan below is written so that a report which is careless in any way gives another number than 9,546:

    handled in 2021                            not handled in 2021
       24  carried over from 2020                  40  handled in 2020
        6  reopened, handled in 2020 and 2021       3  reopened since, and still open
    1,130  before the centre opened               160  answered in 2022
       46  registered before, answered after       64  answered in the interim in 2021, finally in 2022
    5,235  answered once                           29  open at the end (8 of them answered in the interim)
    2,567  answered in the interim, then finally   30  registered in 2022
      120  reopened and answered again
       35  reopened in 2022
       40  put off, then answered
       60  closed without an answer
       45  rejected
       70  forwarded without control
       30  forwarded with control, then answered
       96  duplicates
       42  questions of 14 letters
    -----
    9,546

Answers from the day of the opening on: 46 + 5,235 + 2 x 2,567 + 2 x 120 + 35 + 2 x 40 + 30 + 42 + 64 + 8 = 10,914,
which are 102.0 on each of the 107 working days from 2 August to 31 December 2021.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mcu_cli.domain.vocabulary import Channel, EventKind, Outcome
from tests.published.town import ASSIGNED, CLOSED, FINAL, INTERIM, LINKED, PROMPT, REJECTED, REOPENED, Stage, Town

ZONE = ZoneInfo("Europe/Moscow")
OPENED = date(2021, 8, 2)
TOPICS = {
    "landscaping/cleaning": 9,
    "landscaping/yards": 8,
    "landscaping/trees": 5,
    "landscaping/playgrounds": 4,
    "roads/potholes": 10,
    "roads/repair": 7,
    "roads/lighting": 5,
    "housing/heating": 8,
    "housing/management": 6,
    "housing/entrances": 4,
    "education/kindergartens": 6,
    "education/meals": 5,
    "public-transport/schedule": 5,
    "public-transport/routes": 4,
    "waste/removal": 4,
    "safety/stray-animals": 3,
    "social/aid": 2,
    "culture/events": 1,
}


def town() -> Town:
    """Return the town with all its appeals."""
    made = Town(
        name="город Заднепровск",
        zone=ZONE,
        opened=OPENED,
        now=datetime(2022, 2, 14, 10, 0, tzinfo=ZONE),
        population={"Фабричный район": 118_400, "Заречный район": 104_900, "Центральный район": 93_200},
        seed=20211231,
    )
    _before_the_opening(made)
    _since_the_opening(made)
    _other_ends(made)
    _not_in_the_year(made)
    _at_midnight(made)
    _what_about(made)
    return made


def _before_the_opening(town: Town) -> None:
    begin, opening, end = town.at("2021-01-01"), town.at("2021-08-02"), town.at("2022-01-01")
    town.cohort(24, ("2020-12-10", "2020-12-29"), [ASSIGNED, FINAL.between(since=town.at("2021-01-11"))])
    answered_2020 = [ASSIGNED, FINAL.between(until=begin)]
    again = [*answered_2020, REOPENED.between(since=town.at("2021-01-12"))]
    town.cohort(6, ("2020-11-10", "2020-11-30"), [*again, FINAL.between(until=end)])
    town.cohort(3, ("2020-11-10", "2020-11-30"), again)
    town.cohort(40, ("2020-11-10", "2020-12-05"), answered_2020)
    town.cohort(1_129, ("2021-01-11", "2021-07-20"), [ASSIGNED, FINAL.between(until=opening)])
    town.cohort(46, ("2021-07-19", "2021-07-30"), [ASSIGNED, FINAL.between(since=town.at("2021-08-03"), until=end)])


def _since_the_opening(town: Town) -> None:
    end = town.at("2022-01-01")
    prompt, final = PROMPT.between(until=end), FINAL.between(until=end)
    days = ("2021-08-02", "2021-12-30")
    at_once, soon = (ASSIGNED._replace(within=timedelta(minutes=6)), PROMPT._replace(within=timedelta(minutes=50)))
    urgent = town.cohort(341, days, [at_once, soon], channel=Channel.URGENT)
    town.deal(urgent, "category", {"housing/water-breaks": 150, "electricity/outages": 110, "safety/fire": 81})
    answered = town.cohort(2_891, days, [ASSIGNED, prompt])
    answered += town.cohort(2_000, days, [ASSIGNED, prompt, CLOSED])
    answered += town.cohort(2_567, days, [ASSIGNED, INTERIM.between(until=town.at("2021-12-31 20:00")), final])
    town.deal(answered, "channel", _CHANNELS, rest=Channel.INCIDENT)
    reopened = town.cohort(
        120, ("2021-08-02", "2021-11-20"), [ASSIGNED, FINAL, REOPENED, FINAL.between(until=end)], channel=Channel.POS
    )
    town.deal(reopened, "outcome", {Outcome.RESOLVED: 80}, rest=Outcome.EXPLAINED)
    late = [ASSIGNED, FINAL.between(until=end), REOPENED.between(since=town.at("2022-01-10"))]
    town.cohort(20, ("2021-12-10", "2021-12-24"), [*late, FINAL], channel=Channel.POS)
    town.cohort(15, ("2021-12-10", "2021-12-24"), late, channel=Channel.POS)
    put_off = Stage(EventKind.DEFERRED, {"reason": "Нужна техника.", "until": date(2021, 12, 20)})
    put_off_course = [ASSIGNED, INTERIM, put_off, FINAL.between(until=end)]
    town.cohort(40, ("2021-10-04", "2021-11-19"), put_off_course, channel=Channel.INCIDENT)


# Of those answered; all others of them are posts in the networks.
_CHANNELS = {Channel.POS: 1_900, Channel.PHONE: 1_300, Channel.LETTER: 700}


def _other_ends(town: Town) -> None:
    """Add what left the backlog by no answer of its own."""
    days, end = ("2021-08-02", "2021-12-24"), town.at("2022-01-01")
    town.cohort(60, days, [ASSIGNED, CLOSED.between(until=end)], channel=Channel.INCIDENT)
    town.cohort(45, days, [REJECTED.between(until=end)], channel=Channel.INCIDENT)
    away = Stage(EventKind.FORWARDED, {"to": "social-fund"}).between(until=end)
    town.cohort(70, days, [away], channel=Channel.LETTER)
    kept = Stage(EventKind.FORWARDED, {"to": "housing-inspectorate", "control": True}).between(until=end)
    town.cohort(30, days, [ASSIGNED, kept, FINAL.between(until=end)], channel=Channel.LETTER)
    letters = town.cohort(14, ("2021-08-09", "2021-11-12"), [ASSIGNED, FINAL], channel=Channel.LETTER)
    for letter in letters:
        town.split(letter, 2, [ASSIGNED, FINAL])
    town.doubled(96, days, LINKED.between(until=end), channel=Channel.INCIDENT)


def _not_in_the_year(town: Town) -> None:
    new_year = town.at("2022-01-01")
    after = FINAL.between(since=town.at("2022-01-10"))
    town.cohort(159, ("2021-12-13", "2021-12-31"), [ASSIGNED, after], channel=Channel.PHONE)
    promised = INTERIM.between(until=new_year)
    town.cohort(64, ("2021-12-13", "2021-12-30"), [ASSIGNED, promised, after], channel=Channel.INCIDENT)
    town.cohort(21, ("2021-11-08", "2021-12-30"), [ASSIGNED], channel=Channel.PHONE)
    town.cohort(8, ("2021-11-08", "2021-12-30"), [ASSIGNED, promised], channel=Channel.INCIDENT)
    town.cohort(29, ("2022-01-10", "2022-01-21"), [ASSIGNED, FINAL], channel=Channel.INCIDENT)


def _at_midnight(town: Town) -> None:
    """Add those that a clock of another zone, or a careless bound, would count on the wrong side."""
    town.one("2021-08-01 21:00", (FINAL, "2021-08-01 23:55"))
    town.one("2021-08-02 00:02", (FINAL, "2021-08-02 00:10"), channel=Channel.URGENT)
    town.one("2021-12-30 10:00", (FINAL, "2021-12-31 23:50"), channel=Channel.INCIDENT)
    town.one("2021-12-31 12:00", (FINAL, "2021-12-31 23:59"), channel=Channel.INCIDENT)
    town.one("2021-12-31 23:30", (FINAL, "2022-01-01 00:05"), channel=Channel.PHONE)
    town.one("2022-01-01 00:30", (FINAL, "2022-01-11 12:00"), channel=Channel.URGENT)


def _what_about(town: Town) -> None:
    """Deal the topics to those of the year in the order that was published, and outcomes to those still without."""
    year = [case for case in town.registered_in("2021-01-01", "2021-12-31") if case.channel is not Channel.URGENT]
    town.deal(year, "category", {name: len(year) * share // 100 for name, share in TOPICS.items()}, rest="sport/upkeep")
    usual = [case for case in town.cases if case.outcome is Outcome.EXPLAINED]
    third = len(usual) // 3
    town.deal(usual, "outcome", {Outcome.RESOLVED: third, Outcome.MEASURES_TAKEN: third}, rest=Outcome.EXPLAINED)
    town.settle()
