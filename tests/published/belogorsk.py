"""The year 2021 of Belogorsk, in an invented town: the fourth yardstick.

Published: the review of citizens' appeals to the head of the city of Belogorsk for 2021. More than 2.1 thousand written
and oral appeals, 23 % more than in 2020; 22 personal receptions, 6 of them in the field, 106 citizens received, 165
instructions given; every second appeal decided in favour, the others explained by those who know; about 2,000 messages
in the social networks. Only these figures are theirs; every appeal here is invented.

                                                 2020   2021
    letters and their further questions         1,104  1,352   (13 and 16 of these are further questions)
    personal receptions                            41     64
    telephone                                     585    712
                                                -----  -----
                                                1,730  2,128   2,128 / 1,730 = 1.2301
    social networks                               900  2,004

The growth is the same where each letter counts once however much it asks: 2,112 / 1,717 = 1.2301. In each channel
exactly one half of those handled in 2021 with an outcome is decided in favour, the other half explained. No outcome
have the duplicates and what was closed without an answer; ten appeals were reopened when the year was over, and twenty
were carried over from the year before, and these too are halves.

Receptions of 2021: 16 by timetable with 4 citizens each, 6 in the field with 7 each, 64 + 42 = 106. Instructions: 139
done in time, 14 done late, 5 overdue, 7 not yet due, 139 + 14 + 5 + 7 = 165. Receptions and instructions of the years
around it, and those withdrawn, are not counted.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, Rank, ReceptionForm
from mcu_cli.domain.vocabulary import Channel, EventKind, Outcome
from tests.published.town import (
    ASSIGNED,
    CLOSED,
    FINAL,
    INTERIM,
    LINKED,
    PROMPT,
    REOPENED,
    Case,
    Stage,
    Town,
)

ZONE = ZoneInfo("Asia/Yakutsk")
# In percent of what is written and said to the head, and of what is posted.
TOPICS = {
    "housing/heating": 14,
    "housing/capital-repair": 9,
    "housing/bills": 8,
    "landscaping/yards": 12,
    "landscaping/trees": 9,
    "roads/repair": 10,
    "roads/lighting": 7,
    "social/aid": 7,
    "social/housing": 4,
    "property/plots": 8,
    "education/kindergartens": 4,
    "public-transport/schedule": 3,
}


def town() -> Town:
    """Return the town with all its appeals."""
    made = Town(
        name="город Белозорск",
        zone=ZONE,
        opened=date(2019, 4, 1),
        now=datetime(2022, 1, 31, 10, 0, tzinfo=ZONE),
        population={"Восточный район": 28_300, "Западный район": 24_900, "село Низинное": 12_600},
        seed=20210022,
    )
    _year_2020(made)
    _year_2021(made)
    _about_what(made)
    _receptions(made)
    _instructions(made)
    made.settle()
    return made


def _year_2020(town: Town) -> None:
    days, new_year = ("2020-01-09", "2020-12-18"), town.at("2021-01-01")
    final = FINAL.between(until=new_year)
    letters = town.cohort(1_071, days, [ASSIGNED, final], channel=Channel.LETTER)
    for letter in letters[:13]:
        town.split(letter, 1, [ASSIGNED, final])
    carried = [ASSIGNED, FINAL.between(since=town.at("2021-01-11"))]
    _halved(town, town.cohort(20, ("2020-12-14", "2020-12-30"), carried, channel=Channel.LETTER))
    town.cohort(41, days, [ASSIGNED, final], channel=Channel.RECEPTION)
    town.cohort(585, days, [ASSIGNED, PROMPT], channel=Channel.PHONE)
    town.cohort(900, days, [ASSIGNED, PROMPT], channel=Channel.INCIDENT)
    # The record reaches back beyond the year that is compared with.
    town.one("2019-12-30 10:00", (FINAL, "2019-12-30 15:00"), channel=Channel.PHONE)


def _year_2021(town: Town) -> None:
    _letters(town)
    days, end = ("2021-01-11", "2021-12-17"), town.at("2022-01-01")
    prompt, linked = PROMPT.between(until=end), LINKED.between(until=end)
    _halved(town, town.cohort(64, days, [ASSIGNED, FINAL], channel=Channel.RECEPTION))
    _halved(town, town.cohort(702, days, [ASSIGNED, prompt], channel=Channel.PHONE))
    town.cohort(10, ("2021-12-27", "2021-12-31"), [ASSIGNED], channel=Channel.PHONE)
    posts = town.cohort(1_899, days, [ASSIGNED, prompt], channel=Channel.INCIDENT)
    posts += town.cohort(80, days, [ASSIGNED, INTERIM, FINAL], channel=Channel.INCIDENT)
    posts.append(town.one("2021-12-31 22:10", (PROMPT, "2021-12-31 23:50"), channel=Channel.INCIDENT))
    _halved(town, posts)
    town.cohort(14, days, [ASSIGNED, CLOSED.between(until=end)], channel=Channel.INCIDENT)
    town.doubled(10, days, linked, channel=Channel.INCIDENT)


def _letters(town: Town) -> None:
    days, end, later = ("2021-01-11", "2021-12-17"), town.at("2022-01-01"), town.at("2022-01-10")
    final = FINAL._replace(within=timedelta(days=29)).between(until=end)
    long = FINAL._replace(within=timedelta(days=70)).between(until=end)
    letters = town.cohort(1_184, days, [ASSIGNED, final], channel=Channel.LETTER)
    answered = [*letters, *(part for letter in letters[:8] for part in town.split(letter, 2, [ASSIGNED, final]))]
    extended = Stage(EventKind.EXTENDED, {"reason": "Нужна экспертиза.", "until": date(2021, 12, 24)})
    answered += town.cohort(30, ("2021-10-04", "2021-11-12"), [ASSIGNED, extended, long], channel=Channel.LETTER)
    _halved(town, answered)
    again = [ASSIGNED, final, REOPENED.between(since=later)]
    _halved(town, town.cohort(10, ("2021-12-06", "2021-12-17"), again, channel=Channel.LETTER))
    town.cohort(42, ("2021-12-06", "2021-12-31"), [ASSIGNED], channel=Channel.LETTER)
    town.cohort(60, ("2021-12-15", "2021-12-31"), [ASSIGNED, FINAL.between(since=later)], channel=Channel.LETTER)
    town.doubled(10, days, LINKED.between(until=end), channel=Channel.LETTER)


def _halved(town: Town, cases: list[Case]) -> None:
    """Decide every second one in favour: most of these by what was done, some by what stands in the plan."""
    half, fifth = len(cases) // 2, len(cases) // 5
    deck = {Outcome.RESOLVED: half - fifth, Outcome.MEASURES_TAKEN: fifth, Outcome.EXPLAINED: half}
    town.deal(cases, "outcome", deck)


def _about_what(town: Town) -> None:
    for year in ("2020", "2021"):
        cases = town.registered_in(f"{year}-01-01", f"{year}-12-31")
        town.deal(cases, "category", {name: len(cases) * part // 100 for name, part in TOPICS.items()}, "safety/fire")


def _receptions(town: Town) -> None:
    months = range(1, 13)
    scheduled = [f"2021-{month:02}-{day}" for month in months for day in (12, 26)][:16]
    for day in scheduled:
        _reception(town, day, ReceptionForm.SCHEDULED, citizens=2, cards=2)
    for month in (2, 4, 5, 7, 9, 11):
        _reception(town, f"2021-{month:02}-17", ReceptionForm.FIELD, citizens=7)
    for day in ("2020-10-14", "2020-12-16", "2022-01-19"):
        _reception(town, day, ReceptionForm.FIELD, citizens=9)
    mistaken = (ItemEvent.WITHDRAWN, {"reason": "Введено дважды."})
    town.enter(Ledger.RECEPTION, mistaken, citizens=7, **_facts("2021-11-17", ReceptionForm.FIELD))


def _reception(town: Town, day: str, form: ReceptionForm, *, citizens: int, cards: int = 0) -> None:
    """Add a reception of as many citizens without a card, and of those with one."""
    town.enter(Ledger.RECEPTION, *_CARDS[:cards], citizens=citizens, **_facts(day, form))


def _card(name: str, outcome: Outcome, answer: str) -> tuple[ItemEvent, dict[str, object]]:
    question = {"text": "Когда починят дорогу?", "category": "roads/repair", "outcome": outcome}
    return ItemEvent.RECEIVED, {"name": name, "questions": (question | {"answer": answer, "consent": True},)}


_CARDS = (
    _card("Верба А. Б.", Outcome.RESOLVED, "Её починят в этом месяце."),
    _card("Сойка В. Г.", Outcome.EXPLAINED, "Она стоит в плане будущего года."),
)


def _facts(day: str, form: ReceptionForm) -> dict[str, object]:
    return {"day": day, "form": form, "official": "Глава города", "rank": Rank.HEAD}


def _instructions(town: Town) -> None:
    for number in range(139):
        _instruction(town, number, f"2021-{number % 11 + 1:02}-{number % 27 + 1:02}", done=9)
    for number in range(139, 153):
        _instruction(town, number, f"2021-{number % 10 + 1:02}-{number % 27 + 1:02}", done=25)
    for number in range(153, 158):
        _instruction(town, number, f"2021-11-{number - 140}")
    for number in range(158, 165):
        _instruction(town, number, f"2021-12-{number - 140}", term=90)
    for number in range(165, 205):
        _instruction(town, number, f"2020-{number % 11 + 1:02}-{number % 27 + 1:02}", done=9)
    mistaken = (ItemEvent.WITHDRAWN, {"reason": "Введено дважды."})
    town.enter(Ledger.INSTRUCTION, mistaken, **_order(205, "2021-11-20", "2021-12-04"))


def _instruction(town: Town, number: int, given: str, *, term: int = 14, done: int | None = None) -> None:
    """Add an instruction with a term of so many days, done after so many days or not at all."""
    first = date.fromisoformat(given)
    ends = () if done is None else ((ItemEvent.DONE, {"day": str(first + timedelta(days=done))}),)
    town.enter(Ledger.INSTRUCTION, *ends, **_order(number, given, str(first + timedelta(days=term))))


def _order(number: int, given: str, due: str) -> dict[str, object]:
    return {
        "number": f"П-{number + 1}",
        "given": given,
        "due": due,
        "official": "Глава города",
        "text": "Осмотреть и привести в порядок двор, доложить.",
        "executor": "city-services",
    }
