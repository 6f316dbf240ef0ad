"""The terms that a new store begins with, against moments worked out by hand from the official calendar.

Each case bears the source of its rule. The hours of a new store are 08:30-13:00 and 14:00-17:45 from Monday to
Thursday (8:15 a day), 08:30-13:00 and 14:00-16:30 on Friday (7:00); a short day ends an hour earlier. The days off
are those of the official production calendars; how each moment was reached stands beside it, with what was left of
the term at the end of each day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.deadlines import CLOCKS, due_dates
from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.store.calendars import calendar_of
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

if TYPE_CHECKING:
    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.deadlines import Rule

DEFAULTS = resources.files("mcu_cli.store.defaults")
PEOPLE, TOPICS = ((DEFAULTS / name).read_text(encoding="utf-8") for name in (DEPARTMENTS, CATEGORIES))
REGISTRY = load(PEOPLE.encode(), TOPICS.encode())

# Clocks by the wall of the town: the same terms, hours and days give the same answer from the west to the east.
ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka")

SEVASTOPOL = "Севастополь, распоряжения 2020 года: sev.gov.ru/info/news/100718 [A]"
YAROSLAVL = "Ярославская область, проект указа, 60 минут: yarnews.net 47348 [B]; working hours are a default [C]"
LAW_59 = "59-ФЗ ст. 8, 12: docs.cntd.ru/document/499107252, base.garant.ru/25165482, /24492340 [B]"
BACK = "Вологодская область, регламент Правительства, п. 10.3.4: back to the working day before [B]"
RECEPTION = "59-ФЗ ст. 13: gusadmin.ru/priem [A], news.mail.ru/economics/68800715 [B]"
POS = "ПОС: sgpress.ru/news/356587, permokrug.ru [B]"
FAST_TRACK = "ПОС «Фаст-Трек»: Мурманск 25.08.2025, ivanovo-news.net 2025/04/25/72994 [B]"
VLADIVOSTOK = "Владивосток, МЦУ, 2023: vl.aif.ru [B]"
DISPATCHER = "срочный диспетчер, ЕДДС, 24×7: ruzaria.ru/93635 [B]; hours and minutes are a default [C]"
PAGES = "официальные страницы: no federal term found, as in «Инцидент» [C]"
PHONE = "телефон: no rule found, as in «Инцидент» [C]"
MAIL = "547-ФЗ от 28.12.2024: e-mail is no appeal under 59-ФЗ [B]; terms are a default [C]"
SHORT_DAY = "ст. 95 ч. 1 ТК РФ: docs.cntd.ru/document/901807664 [A]"
EXCHANGED = "a working Saturday is as long as the day it replaced: приказ 588н [C], official calendars"


@dataclass(frozen=True, slots=True)
class Case:
    """What is due for an appeal that was registered at `start`; '' where the channel has no such term.

    It was `received` then, too, where nothing else is said.
    """

    source: str
    channel: str
    start: str
    register: str = ""
    route: str = ""
    first: str = ""
    final: str = ""
    forward: str = ""
    priority: str = "normal"
    received: str = ""

    def __str__(self) -> str:
        """Return what names the case among the tests."""
        return f"{self.channel}-{self.priority}-{self.start}"


CASES = [
    # --- «Инцидент»: route 1 working hour, first answer 9 working hours, final 7 working days ---------------------
    Case(
        SEVASTOPOL,
        "incident",
        "2026-01-13T10:00",  # Tuesday
        route="2026-01-13T11:00",
        first="2026-01-14T10:45",  # 3:00 before lunch and 3:45 after it: 2:15 are left
        final="2026-01-22T17:45",  # 14 15 16, 19 20 21 22
    ),
    Case(
        SEVASTOPOL + "; lunch",
        "incident",
        "2026-01-13T13:20",
        route="2026-01-13T15:00",
        first="2026-01-14T14:45",  # 3:45 from 14:00: 5:15 are left; 4:30 until lunch: 0:45 are left
        final="2026-01-22T17:45",
    ),
    Case(
        SEVASTOPOL + "; the second of closing",
        "incident",
        "2026-01-13T17:45",
        route="2026-01-14T09:30",
        first="2026-01-15T09:15",  # 8:15 on the 14th: 0:45 are left
        final="2026-01-22T17:45",
    ),
    Case(
        SEVASTOPOL + "; the last evening hour",
        "incident",
        "2026-01-13T23:59:59",
        route="2026-01-14T09:30",
        first="2026-01-15T09:15",
        final="2026-01-22T17:45",
    ),
    Case(
        SEVASTOPOL + "; night, a message starts with the opening",
        "incident",
        "2026-01-14T02:00",
        route="2026-01-14T09:30",
        first="2026-01-15T09:15",
        final="2026-01-23T16:30",  # a day later than before midnight: 15 16, 19 20 21 22 23, a Friday
    ),
    Case(
        SEVASTOPOL + "; weekend",
        "incident",
        "2026-01-17T12:00",  # Saturday
        route="2026-01-19T09:30",
        first="2026-01-20T09:15",  # 8:15 on Monday: 0:45 are left
        final="2026-01-27T17:45",  # 19 to 23, 26 27
    ),
    Case(
        SEVASTOPOL + "; change of the month",
        "incident",
        "2026-03-31T17:00",  # Tuesday
        route="2026-04-01T08:45",  # 0:45 on the 31st: 0:15 are left
        first="2026-04-01T17:45",  # 8:15 are left, a whole day
        final="2026-04-09T17:45",  # 1 2 3, 6 7 8 9
    ),
    Case(
        SEVASTOPOL + "; New Year holidays, 31.12.2025 and 09.01.2026 off by decree",
        "incident",
        "2025-12-30T16:00",  # Tuesday, of full length: the next day is no holiday of the law
        route="2025-12-30T17:00",
        first="2026-01-12T16:45",  # 1:45 on the 30th: 7:15 are left; 4:30 and 2:45 on the 12th
        final="2026-01-20T17:45",  # 12 to 16, 19 20
    ),
    Case(
        SEVASTOPOL + "; in the night of New Year",
        "incident",
        "2026-01-01T00:30",
        route="2026-01-12T09:30",
        first="2026-01-13T09:15",
        final="2026-01-20T17:45",
    ),
    Case(
        SEVASTOPOL + "; 31.12.2019 was worked, and short: " + SHORT_DAY,
        "incident",
        "2019-12-31T15:00",  # Tuesday, until 16:45
        route="2019-12-31T16:00",
        first="2020-01-09T16:45",  # 1:45: 7:15 are left; 4:30 and 2:45 on Thursday the 9th
        final="2020-01-17T16:30",  # 9 10, 13 to 17, a Friday
    ),
    Case(
        SEVASTOPOL + "; to 29 February",
        "incident",
        "2024-02-28T17:00",  # Wednesday
        route="2024-02-29T08:45",
        first="2024-02-29T17:45",  # 0:45: 8:15 are left, a whole day
        final="2024-03-11T17:45",  # 29, 1, 4 5 6 7, 11: 8 March is a Friday
    ),
    Case(
        SEVASTOPOL + "; past 29 February, a Saturday, and 9 March 2020, off for Sunday the 8th",
        "incident",
        "2020-02-28T16:00",  # Friday
        route="2020-03-02T09:00",  # 0:30 on Friday: 0:30 are left
        first="2020-03-03T08:45",  # 8:30 are left; 8:15 on Monday
        final="2020-03-11T17:45",  # 2 to 6, 10 11
    ),
    Case(
        SEVASTOPOL + "; " + EXCHANGED + ", here Monday, 29.04.2024, of full length",
        "incident",
        "2024-04-26T15:30",  # Friday
        route="2024-04-26T16:30",  # with the last minute of the day
        first="2024-04-27T17:30",  # 1:00: 8:00 are left; 4:30 and 3:30 on Saturday
        final="2024-05-13T17:45",  # 27, 2 3, 6 7 8, 13: 29 and 30 April, 1, 9 and 10 May are off
    ),
    Case(
        SEVASTOPOL + "; " + EXCHANGED + ", here Monday, 30.12.2024, of full length; change of the year",
        "incident",
        "2024-12-27T16:00",  # Friday
        route="2024-12-28T09:00",
        first="2025-01-09T08:45",  # 0:30: 8:30 are left; 8:15 on Saturday the 28th: 0:15 are left
        final="2025-01-16T17:45",  # 28, 9 10, 13 14 15 16
    ),
    Case(
        SEVASTOPOL + "; " + EXCHANGED + ", here Monday, 03.11.2025, the eve of 4 November: short",
        "incident",
        "2025-10-31T16:00",  # Friday
        route="2025-11-01T09:00",
        first="2025-11-05T09:45",  # 0:30: 8:30 are left; 7:15 on Saturday until 16:45: 1:15 are left
        final="2025-11-12T17:45",  # 1, 5 6 7, 10 11 12
    ),
    Case(
        SEVASTOPOL + "; " + EXCHANGED + ", here Monday, 22.02.2027, the eve of 23 February: short",
        "incident",
        "2027-02-20T15:00",  # Saturday, until 16:45
        route="2027-02-20T16:00",
        first="2027-02-24T16:45",  # 1:45: 7:15 are left; 4:30 and 2:45 on Wednesday
        final="2027-03-04T17:45",  # 24 25 26, 1 2 3 4
    ),
    Case(
        SEVASTOPOL + "; a short Thursday: " + SHORT_DAY,
        "incident",
        "2026-04-30T14:00",  # until 16:45
        route="2026-04-30T15:00",
        first="2026-05-04T15:45",  # 2:45: 6:15 are left; 4:30 and 1:45 on Monday
        final="2026-05-13T17:45",  # 4 to 8, 12 13: 11 May is off for Saturday the 9th
    ),
    Case(
        SEVASTOPOL + "; a short Friday: " + SHORT_DAY,
        "incident",
        "2026-05-08T15:00",  # until 15:30
        route="2026-05-12T09:00",
        first="2026-05-13T08:45",  # 0:30: 8:30 are left; 8:15 on Tuesday the 12th
        final="2026-05-20T17:45",  # 12 to 15, 18 19 20
    ),
    # --- «Инцидент», of high importance: first answer 4 working hours ---------------------------------------------
    Case(
        SEVASTOPOL,
        "incident",
        "2026-01-13T10:00",
        priority="high",
        route="2026-01-13T11:00",
        first="2026-01-13T15:00",  # 3:00 before lunch, 1:00 after it
        final="2026-01-22T17:45",
    ),
    Case(
        SEVASTOPOL + "; over the weekend",
        "incident",
        "2026-01-16T15:00",  # Friday, until 16:30
        priority="high",
        route="2026-01-16T16:00",
        first="2026-01-19T11:00",  # 1:30: 2:30 are left
        final="2026-01-27T17:45",
    ),
    Case(
        SEVASTOPOL + "; over the New Year holidays",
        "incident",
        "2025-12-30T16:00",
        priority="high",
        route="2025-12-30T17:00",
        first="2026-01-12T10:45",  # 1:45: 2:15 are left
        final="2026-01-20T17:45",
    ),
    Case(
        "default [C]; nearest: Башкортостан 2025, 1 to 3 hours, news.mail.ru/society/68997360 [B]",
        "incident",
        "2026-01-13T12:30",
        priority="urgent",
        route="2026-01-13T14:30",
        first="2026-01-13T14:30",  # 0:30 before lunch, 0:30 after it
        final="2026-01-22T17:45",
    ),
    # --- Letters: register 3, forward 7, answer 30 calendar days, from the day after --------------------------------
    Case(
        LAW_59,
        "letter",
        "2026-01-13T10:00",
        register="2026-01-16T16:30",  # Friday
        forward="2026-01-20T17:45",
        final="2026-02-12T17:45",  # 18 days of January are left, and 12
    ),
    Case(
        LAW_59 + "; the answer counts from the registration, and that from the receipt",
        "letter",
        "2026-01-19T10:00",  # Monday
        received="2026-01-15T10:00",  # Thursday
        register="2026-01-19T17:45",  # 18 January is a Sunday
        forward="2026-01-26T17:45",
        final="2026-02-18T17:45",
    ),
    Case(
        LAW_59 + "; the last minute of the day is that day",
        "letter",
        "2026-01-13T23:59",
        register="2026-01-16T16:30",
        forward="2026-01-20T17:45",
        final="2026-02-12T17:45",
    ),
    Case(
        LAW_59 + "; the first minute is the next; registration by the working day after",
        "letter",
        "2026-01-14T00:01",
        register="2026-01-19T17:45",  # 17 January is a Saturday
        forward="2026-01-21T17:45",
        final="2026-02-13T16:30",  # Friday
    ),
    Case(
        BACK,
        "letter",
        "2026-01-15T10:00",
        register="2026-01-19T17:45",  # 18 January is a Sunday
        forward="2026-01-22T17:45",
        final="2026-02-13T16:30",  # 14 February is a Saturday
    ),
    Case(
        BACK + "; the New Year holidays",
        "letter",
        "2025-12-05T10:00",  # Friday
        register="2025-12-08T17:45",
        forward="2025-12-12T16:30",
        final="2025-12-30T17:45",  # 4 January is off, so are 1 to 3 and 31 December
    ),
    Case(
        BACK + "; a term without a working day in it ends on the day it began",
        "letter",
        "2025-12-30T10:00",
        register="2026-01-12T17:45",  # 2 January is off
        forward="2025-12-30T17:45",  # 6 January is off; back to the 30th, whose closing is ahead still
        final="2026-01-29T17:45",
    ),
    Case(
        BACK + "; where that closing is past, nobody could keep it: the next working day",
        "letter",
        "2025-12-30T18:00",
        register="2026-01-12T17:45",
        forward="2026-01-12T17:45",
        final="2026-01-29T17:45",
    ),
    Case(
        LAW_59 + "; the last day is 29 February, a Thursday",
        "letter",
        "2024-01-30T10:00",
        register="2024-02-02T16:30",  # Friday
        forward="2024-02-06T17:45",
        final="2024-02-29T17:45",
    ),
    Case(
        BACK + "; the last day is 29 February, a Saturday",
        "letter",
        "2020-01-30T10:00",
        register="2020-02-03T17:45",  # 2 February is a Sunday
        forward="2020-02-06T17:45",
        final="2020-02-28T16:30",  # Friday
    ),
    Case(
        LAW_59 + "; a year without 29 February",
        "letter",
        "2023-01-30T10:00",
        register="2023-02-02T17:45",
        forward="2023-02-06T17:45",
        final="2023-03-01T17:45",  # 1 day of January, 28 of February, 1 March
    ),
    Case(
        LAW_59 + "; registered on 29 February",
        "letter",
        "2024-02-29T10:00",
        register="2024-03-04T17:45",  # 3 March is a Sunday
        forward="2024-03-07T16:45",  # Thursday, the eve of 8 March
        final="2024-03-29T16:30",  # 30 March is a Saturday
    ),
    Case(
        LAW_59 + "; registered on the last day of a month with 31, a Saturday",
        "letter",
        "2026-01-31T11:00",
        register="2026-02-03T17:45",
        forward="2026-02-06T16:30",  # 7 February is a Saturday
        final="2026-03-02T17:45",  # 28 days of February, 2 of March
    ),
    Case(
        LAW_59 + "; the last day is a working Saturday, short: " + EXCHANGED,
        "letter",
        "2025-10-02T10:00",
        register="2025-10-06T17:45",  # 5 October is a Sunday
        forward="2025-10-09T17:45",
        final="2025-11-01T16:45",
    ),
    Case(
        LAW_59 + "; the last day is a working Saturday of full length: " + EXCHANGED,
        "letter",
        "2024-03-28T10:00",
        register="2024-04-01T17:45",  # 31 March is a Sunday
        forward="2024-04-04T17:45",
        final="2024-04-27T17:45",
    ),
    Case(
        LAW_59 + "; the last day is a working Saturday of full length: " + EXCHANGED,
        "letter",
        "2024-11-28T10:00",
        register="2024-12-02T17:45",  # 1 December is a Sunday
        forward="2024-12-05T17:45",
        final="2024-12-28T17:45",
    ),
    Case(
        LAW_59 + "; the last day is a working Saturday, short: " + EXCHANGED,
        "letter",
        "2027-01-21T10:00",
        register="2027-01-25T17:45",  # 24 January is a Sunday
        forward="2027-01-28T17:45",
        final="2027-02-20T16:45",
    ),
    Case(
        LAW_59 + "; the last day is short: " + SHORT_DAY,
        "letter",
        "2026-03-31T10:00",
        register="2026-04-03T16:30",
        forward="2026-04-07T17:45",
        final="2026-04-30T16:45",
    ),
    # --- Personal reception: as a letter, from the registration of the card ----------------------------------------
    Case(
        RECEPTION,
        "reception",
        "2026-06-11T15:00",  # Thursday; 12 June is off
        forward="2026-06-18T17:45",
        final="2026-07-10T16:30",  # 11 July is a Saturday
    ),
    # --- ПОС: 30 calendar days, 10 on the fast track ---------------------------------------------------------------
    Case(POS + "; " + BACK, "pos", "2025-12-25T20:06", final="2026-01-23T16:30"),  # 24 January is a Saturday
    Case(POS, "pos", "2026-02-23T12:00", final="2026-03-25T17:45"),  # 5 days of February, 25 of March
    Case(FAST_TRACK, "pos", "2026-01-13T10:00", final="2026-01-23T16:30", priority="high"),
    Case(
        FAST_TRACK + "; " + BACK,
        "pos",
        "2025-12-25T20:06",
        final="2025-12-30T17:45",  # 4 January is off
        priority="high",
    ),
    Case(
        FAST_TRACK + "; " + BACK,
        "pos",
        "2026-02-13T10:00",
        final="2026-02-20T16:30",  # Monday, 23 February, is off; the Friday before is no eve and not short
        priority="high",
    ),
    # --- The urgent line: minutes and hours round the clock ---------------------------------------------------------
    Case(
        DISPATCHER,
        "urgent",
        "2026-01-01T03:10",
        route="2026-01-01T03:20",
        first="2026-01-01T03:40",
        final="2026-01-02T03:10",
    ),
    Case(
        DISPATCHER + "; change of the year",
        "urgent",
        "2025-12-31T23:50",
        route="2026-01-01T00:00",
        first="2026-01-01T00:20",
        final="2026-01-01T23:50",
    ),
    Case(
        DISPATCHER + "; into 29 February",
        "urgent",
        "2024-02-28T23:45",
        route="2024-02-28T23:55",
        first="2024-02-29T00:15",
        final="2024-02-29T23:45",
    ),
    Case(
        DISPATCHER + "; no lunch",
        "urgent",
        "2026-01-13T12:55",
        route="2026-01-13T13:05",
        first="2026-01-13T13:25",
        final="2026-01-14T12:55",
    ),
    # --- The others --------------------------------------------------------------------------------------------------
    Case(
        PHONE,
        "phone",
        "2026-01-16T15:00",  # Friday, until 16:30
        route="2026-01-19T09:00",  # 1:30: 0:30 are left
        first="2026-01-19T17:00",  # 7:30 are left: 4:30 and 3:00
        final="2026-01-27T17:45",
    ),
    Case(
        PHONE,
        "phone",
        "2026-01-16T15:00",
        priority="high",
        route="2026-01-19T09:00",
        first="2026-01-19T11:00",
        final="2026-01-27T17:45",
    ),
    Case(VLADIVOSTOK, "bot", "2026-01-13T12:00", first="2026-01-13T15:00", final="2026-01-22T17:45"),
    Case(VLADIVOSTOK, "bot", "2026-01-16T22:00", first="2026-01-19T10:30", final="2026-01-27T17:45"),
    Case(MAIL, "mail", "2026-01-16T10:00", first="2026-01-19T17:45", final="2026-02-13T16:30"),  # 15 February: Sunday
    Case(MAIL, "mail", "2024-04-26T10:00", first="2024-04-27T17:45", final="2024-05-24T16:30"),  # 26 May: Sunday
    Case(PAGES, "page", "2026-01-17T12:00", first="2026-01-20T09:15", final="2026-01-27T17:45"),
    Case(PAGES, "page", "2026-01-13T10:00", first="2026-01-13T15:00", final="2026-01-22T17:45", priority="high"),
]


@pytest.fixture(scope="module", params=ZONES)
def within(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> WorkingCalendar:
    """Return the calendar of a new store in one of the zones."""
    registry = load(PEOPLE.replace("Europe/Moscow\n", f"{request.param}\n").encode(), TOPICS.encode())
    found = calendar_of(registry, tmp_path_factory.mktemp("decrees"))
    assert str(found.tz) == request.param
    return found


def moment(text: str, within: WorkingCalendar) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=within.tz) if text else None


def start_of(text: str, within: WorkingCalendar) -> datetime:
    found = moment(text, within)
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_due_when(case: Case, within: WorkingCalendar) -> None:
    start = start_of(case.start, within)
    received = start_of(case.received or case.start, within)
    due = due_dates(REGISTRY.rules[Channel(case.channel)], Priority(case.priority), start, within, received=received)

    for clock in ("register", "route", "first", "final", "forward"):
        assert getattr(due, clock) == moment(getattr(case, clock), within), (clock, case.source)


def rule_of(channel: str, clock: str, priority: str = "normal") -> Rule:
    found = REGISTRY.rules[Channel(channel)].rule(clock, Priority(priority))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "channel", "clock", "start", "expected"),
    [
        # After an interim answer: 7 working days from it.
        (SEVASTOPOL, "incident", "after_interim", "2026-01-14T10:45", "2026-01-23T16:30"),  # 15 16, 19 to 23
        (SEVASTOPOL, "incident", "after_interim", "2025-12-26T17:00", "2026-01-16T16:30"),  # 29 30, 12 to 16
        (SEVASTOPOL, "incident", "after_interim", "2026-05-06T09:00", "2026-05-18T17:45"),  # 7 8, 12 to 15, 18
        # The law's extension: at most 30 calendar days after the day on which the answer was due.
        (LAW_59, "letter", "extend", "2026-02-12T17:45", "2026-03-13T16:30"),  # 14 March is a Saturday
        (LAW_59, "letter", "extend", "2025-12-30T17:45", "2026-01-29T17:45"),
        (LAW_59, "letter", "extend", "2024-02-29T17:45", "2024-03-29T16:30"),  # 30 March is a Saturday
        (LAW_59, "letter", "extend", "2024-11-28T17:45", "2024-12-28T17:45"),  # a working Saturday
        (LAW_59, "reception", "extend", "2026-07-10T16:30", "2026-08-07T16:30"),  # 9 August is a Sunday
        # A deferral: at most 30 calendar days from the day on which it is promised.
        ("«отложено», default [C]", "incident", "defer", "2026-01-22T12:00", "2026-02-20T16:30"),  # 21: a Saturday
        ("«отложено», default [C]", "incident", "defer", "2025-12-02T12:00", "2025-12-30T17:45"),  # 1 January
        ("«отложено», default [C]", "pos", "defer", "2026-01-22T12:00", "2026-02-20T16:30"),
    ],
)
def test_what_a_later_step_may_ask_for(
    source: str, channel: str, clock: str, start: str, expected: str, within: WorkingCalendar
) -> None:
    assert rule_of(channel, clock).due(start_of(start, within), within) == moment(expected, within), source


@pytest.mark.parametrize(
    ("start", "earlier", "later"),
    [
        ("2026-01-13T10:00", "2026-02-12T17:45", "2026-02-12T17:45"),  # a Thursday: both the same
        ("2026-01-15T10:00", "2026-02-13T16:30", "2026-02-16T17:45"),  # 14 February is a Saturday
        ("2025-12-05T10:00", "2025-12-30T17:45", "2026-01-12T17:45"),  # 4 January
        ("2026-01-24T10:00", "2026-02-20T16:30", "2026-02-24T17:45"),  # 23 February is a Monday
        ("2024-03-30T10:00", "2024-04-27T17:45", "2024-05-02T17:45"),  # 29 April; Saturday before it is worked
        ("2025-10-04T10:00", "2025-11-01T16:45", "2025-11-05T17:45"),  # 3 November, off; 1 November is worked
    ],
)
def test_both_readings_of_a_last_day_that_is_off(start: str, earlier: str, later: str, within: WorkingCalendar) -> None:
    rule = rule_of("letter", "final")
    begin = start_of(start, within)

    assert rule.on_day_off == "earlier"
    assert rule.due(begin, within) == moment(earlier, within), BACK
    assert replace(rule, on_day_off="later").due(begin, within) == moment(later, within), "ст. 193 ГК РФ [B]"


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("landscaping", "2026-01-26T17:45"),  # 9 working days: 14 15 16, 19 to 23, 26
        ("waste", "2026-02-09T17:45"),  # 19: three, and five each from 19 and 26 January, 2 February; 9 February
        ("roads", "2026-02-12T17:45"),  # 30 calendar days, as for all
    ],
)
def test_a_category_has_its_own_term_where_the_registry_says_so(
    category: str, expected: str, within: WorkingCalendar
) -> None:
    """Hold the terms of «Наш Санкт-Петербург», 9 and 19 working days: gorod.gov.spb.ru classifikatorsoob [A]."""
    own = "\n".join(
        f"      {group}: {{final: {{within: {days} working days, source: gorod.gov.spb.ru, confidence: A}}}}"
        for group, days in (("landscaping", 9), ("waste", 19))
    )
    assert TOPICS.count("\n  pos:\n") == 1
    registry = load(PEOPLE.encode(), TOPICS.replace("\n  pos:\n", f"\n  pos:\n    category:\n{own}\n").encode())
    start = start_of("2026-01-13T10:00", within)
    due = due_dates(registry.rules[Channel.POS], Priority.NORMAL, start, within, category=category)

    assert due.final == moment(expected, within)


# The numbers themselves

DAYS_OF_LETTERS = "59-ФЗ"
DEFAULT = "умолчание программы"
NUMBERS = {
    # channel, priority, clock: (term, confidence, words of the source)
    ("incident", "", "route"): ("1 working hour", "C", "Ярославская область"),
    ("incident", "", "first"): ("9 working hours", "A", "sev.gov.ru/info/news/100718"),
    ("incident", "", "final"): ("7 working days", "C", DEFAULT),
    ("incident", "", "after_interim"): ("7 working days", "A", "sev.gov.ru/info/news/100718"),
    ("incident", "", "defer"): ("30 calendar days", "C", DEFAULT),
    ("incident", "high", "first"): ("4 working hours", "A", "sev.gov.ru/info/news/100718"),
    ("incident", "urgent", "first"): ("1 working hour", "C", DEFAULT),
    ("pos", "", "final"): ("30 calendar days", "B", "sgpress.ru/news/356587"),
    ("pos", "", "defer"): ("30 calendar days", "C", DEFAULT),
    ("pos", "high", "final"): ("10 calendar days", "B", "Мурманск и Иваново"),
    ("letter", "", "register"): ("3 calendar days", "B", "docs.cntd.ru/document/499107252"),
    ("letter", "", "forward"): ("7 calendar days", "B", "base.garant.ru/25165482"),
    ("letter", "", "final"): ("30 calendar days", "B", "base.garant.ru/24492340"),
    ("letter", "", "extend"): ("30 calendar days", "B", DAYS_OF_LETTERS),
    ("reception", "", "forward"): ("7 calendar days", "C", DAYS_OF_LETTERS),
    ("reception", "", "final"): ("30 calendar days", "B", "gusadmin.ru/priem"),
    ("reception", "", "extend"): ("30 calendar days", "B", DAYS_OF_LETTERS),
    ("phone", "", "route"): ("2 working hours", "C", DEFAULT),
    ("phone", "", "first"): ("9 working hours", "C", DEFAULT),
    ("phone", "", "final"): ("7 working days", "C", DEFAULT),
    ("phone", "", "after_interim"): ("7 working days", "C", DEFAULT),
    ("phone", "", "defer"): ("30 calendar days", "C", DEFAULT),
    ("phone", "high", "first"): ("4 working hours", "C", DEFAULT),
    ("urgent", "", "route"): ("10 minutes", "C", DEFAULT),
    ("urgent", "", "first"): ("30 minutes", "C", DEFAULT),
    ("urgent", "", "final"): ("24 hours", "C", DEFAULT),
    ("bot", "", "first"): ("2 working hours", "B", "vl.aif.ru"),
    ("bot", "", "final"): ("7 working days", "C", DEFAULT),
    ("bot", "", "after_interim"): ("7 working days", "C", DEFAULT),
    ("bot", "", "defer"): ("30 calendar days", "C", DEFAULT),
    ("mail", "", "first"): ("1 working day", "C", DEFAULT),
    ("mail", "", "final"): ("30 calendar days", "C", DEFAULT),
    ("page", "", "first"): ("9 working hours", "C", DEFAULT),
    ("page", "", "final"): ("7 working days", "C", DEFAULT),
    ("page", "", "after_interim"): ("7 working days", "C", DEFAULT),
    ("page", "", "defer"): ("30 calendar days", "C", DEFAULT),
    ("page", "high", "first"): ("4 working hours", "C", DEFAULT),
}


def rules_of_a_new_store() -> dict[tuple[str, str, str], Rule]:
    """Return every rule of the default categories.yaml, by channel, priority and clock."""
    return {
        (channel.value, priority, clock): rule
        for channel, rules in REGISTRY.rules.items()
        for priority, clocks in (("", rules.clocks), *((one.value, of) for one, of in rules.by_priority.items()))
        for clock, rule in clocks.items()
    }


def test_every_number_of_a_new_store_has_its_source_and_how_sure_it_is() -> None:
    found = rules_of_a_new_store()

    assert set(found) == set(NUMBERS)
    for place, (term, confidence, source) in NUMBERS.items():
        rule = found[place]
        assert (str(rule.within), rule.confidence) == (term, confidence), place
        assert source in rule.source, place
    assert not any(rules.by_category for rules in REGISTRY.rules.values())


def test_every_channel_has_a_term_and_every_clock_a_channel() -> None:
    assert set(REGISTRY.rules) == set(Channel)
    assert {clock for _channel, _priority, clock in NUMBERS} == set(CLOCKS)


def test_what_only_a_secondary_source_or_nobody_says_is_not_marked_as_read_in_the_document() -> None:
    for place, rule in rules_of_a_new_store().items():
        if rule.source.startswith(DEFAULT):
            assert rule.confidence == "C", place
        if rule.confidence == "A":
            assert "." in rule.source.partition("(")[2], place  # the page where it was read
