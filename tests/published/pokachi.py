"""The year 2022 of Pokachi, in an invented town: the fifth yardstick.

Published: the report of the head of the city of Pokachi for 2022. The control centre counts together what comes by the
social networks, by the platform ПОС and at personal receptions; there is more of it than in the year before; and the
report names what was done because of appeals: twelve speed bumps, a fence, street lamps repaired, manholes closed.
Only this is theirs; the numbers of appeals and every appeal are invented.

                          2021   2022
    social networks        655    812
    ПОС                    311    391
    personal receptions     74     97
                         -----  -----
                         1,040  1,300   25.0 % more

The twelve speed bumps were put in at three places (5 + 4 + 3). Those of the year before, and three that were entered by
mistake and withdrawn, are not counted.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, Rank, ReceptionForm
from mcu_cli.domain.vocabulary import Channel, Outcome
from tests.published.town import ASSIGNED, FINAL, INTERIM, LINKED, PROMPT, REOPENED, Town

ZONE = ZoneInfo("Asia/Yekaterinburg")
TOPICS = {
    "roads/signs": 13,
    "landscaping/lighting": 12,
    "landscaping/manholes": 9,
    "landscaping/fences": 8,
    "housing/heating": 12,
    "housing/entrances": 10,
    "roads/snow": 14,
    "waste/removal": 8,
    "education/meals": 6,
    "safety/stray-animals": 5,
}


def town() -> Town:
    """Return the town with all its appeals."""
    made = Town(
        name="город Покамск",
        zone=ZONE,
        opened=date(2021, 1, 11),
        now=datetime(2023, 1, 16, 9, 0, tzinfo=ZONE),
        population={"Первый микрорайон": 7_900, "Второй микрорайон": 6_200, "посёлок Нефтяников": 3_700},
        seed=20221231,
    )
    _year_2021(made)
    _year_2022(made)
    for year in ("2021", "2022"):
        cases = made.registered_in(f"{year}-01-01", f"{year}-12-31")
        made.deal(cases, "category", {name: len(cases) * part // 100 for name, part in TOPICS.items()}, "sport/upkeep")
        made.deal(cases, "outcome", {Outcome.RESOLVED: len(cases) * 3 // 5}, rest=Outcome.EXPLAINED)
    _receptions(made)
    _works(made)
    made.settle()
    return made


def _year_2021(town: Town) -> None:
    days = ("2021-01-11", "2021-12-30")
    # The centre opened on the first working day, and with it begins the record: it knows that year whole.
    town.one("2021-01-11 09:05", (FINAL, "2021-01-11 14:30"), channel=Channel.INCIDENT)
    town.cohort(654, days, [ASSIGNED, PROMPT], channel=Channel.INCIDENT)
    town.cohort(311, days, [ASSIGNED, FINAL], channel=Channel.POS)
    town.cohort(74, days, [ASSIGNED, FINAL], channel=Channel.RECEPTION)


def _year_2022(town: Town) -> None:
    days, end = ("2022-01-10", "2022-12-16"), town.at("2023-01-01")
    town.cohort(700, days, [ASSIGNED, PROMPT], channel=Channel.INCIDENT)
    town.cohort(80, days, [ASSIGNED, INTERIM, FINAL.between(until=end)], channel=Channel.INCIDENT)
    town.cohort(20, ("2022-02-01", "2022-11-01"), [ASSIGNED, PROMPT, REOPENED, FINAL], channel=Channel.INCIDENT)
    town.doubled(11, days, LINKED.between(until=end), channel=Channel.INCIDENT)
    town.one("2022-12-31 23:55", (FINAL, "2023-01-09 11:00"), channel=Channel.INCIDENT)
    town.one("2023-01-01 00:05", (FINAL, "2023-01-09 12:00"), channel=Channel.INCIDENT)
    town.cohort(391, days, [ASSIGNED, FINAL.between(until=end)], channel=Channel.POS)
    town.cohort(97, days, [ASSIGNED, FINAL.between(until=end)], channel=Channel.RECEPTION)


def _receptions(town: Town) -> None:
    """Add a reception a month; 97 citizens in all were received in the year, 60 in the year before."""
    for month in range(1, 13):
        for year, citizens in ((2021, 5), (2022, 9 if month == 1 else 8)):
            town.enter(
                Ledger.RECEPTION,
                day=f"{year}-{month:02}-25",
                form=ReceptionForm.SCHEDULED,
                official="Глава города",
                rank=Rank.HEAD,
                citizens=citizens,
            )


BUMPS = "Установлены искусственные неровности"
FENCE = "Установлено ограждение"
LAMPS = "Отремонтированы уличные фонари"
MANHOLES = "Закрыты колодезные люки"


def _works(town: Town) -> None:
    for day, count, what, place, category in (
        ("2021-06-18", 5, BUMPS, "улица Новая", "roads/signs"),
        ("2022-05-20", 5, BUMPS, "улица Мостовая", "roads/signs"),
        ("2022-06-10", 4, BUMPS, "улица Ясеневая", "roads/signs"),
        ("2022-07-08", 3, BUMPS, "проезд Лесной", "roads/signs"),
        ("2022-08-19", 1, FENCE, "школа на улице Заречной", "landscaping/fences"),
        ("2022-10-14", 9, LAMPS, "переулок Тихий", "landscaping/lighting"),
        ("2022-11-11", 6, MANHOLES, "улица Ясеневая", "landscaping/manholes"),
        ("2023-01-10", 2, LAMPS, "улица Новая", "landscaping/lighting"),
    ):
        causes = [case for case in town.registered_in("2021-01-11", day) if case.category == category][-3:]
        town.enter(
            Ledger.WORK, what=what, count=count, day=day, place=place, appeals=causes, department="city-services"
        )
    mistaken = (ItemEvent.WITHDRAWN, {"reason": "Введено дважды."})
    town.enter(Ledger.WORK, mistaken, what=BUMPS, count=3, day="2022-07-08", place="проезд Лесной")
