"""The words of a report: how its period is called, and the paragraph with which it begins."""

from __future__ import annotations

import gettext
from datetime import date

import pytest

from mcu_cli import language
from mcu_cli.render.report.sentences import opening
from mcu_cli.render.report.text import heading, period_title
from mcu_cli.reports.periods import Kind, around, between
from tests.render.drawn_reports import data_of


class FakeRussian(gettext.NullTranslations):
    """A few Russian words with the three forms of a number, apart from the real catalogue."""

    forms = ("{n} обращение", "{n} обращения", "{n} обращений")

    def ngettext(self, msgid1: str, _msgid2: str, n: int) -> str:
        """Return the Russian form for the one sentence known; English for all others."""
        if msgid1 != "{n} appeal was received":
            return msgid1 if n == 1 else _msgid2
        if n % 10 == 1 and n % 100 != 11:
            return self.forms[0]
        return self.forms[1] if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else self.forms[2]


@pytest.fixture
def _russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(language._loaded, "ru", FakeRussian())


@pytest.mark.parametrize(
    ("kind", "day", "title"),
    [
        (Kind.DAY, date(2026, 11, 20), "20 November 2026"),
        (Kind.WEEK, date(2026, 11, 20), "week from 16 to 22 November 2026"),
        (Kind.WEEK, date(2026, 12, 1), "week from 30 November to 6 December 2026"),
        (Kind.WEEK, date(2027, 1, 1), "week from 28 December 2026 to 3 January 2027"),
        (Kind.MONTH, date(2026, 11, 20), "November 2026"),
        (Kind.QUARTER, date(2026, 11, 20), "quarter IV of 2026"),
        (Kind.YEAR, date(2026, 11, 20), "year 2026"),
    ],
)
def test_a_period_is_called_as_people_call_it(kind: Kind, day: date, title: str) -> None:
    period = around(kind, day)
    assert period_title({"kind": kind, "from": str(period.first), "to": str(period.last)}) == title


def test_a_range_names_both_ends() -> None:
    period = between(date(2026, 10, 30), date(2026, 11, 2))
    said = period_title({"kind": period.kind, "from": str(period.first), "to": str(period.last)})
    assert said == "from 30 October to 2 November 2026"


COMPARED = (
    "The period is not over: the figures are as of 2026-11-20 18:00, and they are compared with the same part of "
    "earlier periods."
)


def test_the_paragraph_says_what_happened() -> None:
    data = data_of()
    assert heading(data) == "Citizens' appeals: week from 16 to 22 November 2026"
    assert opening(data) == [
        "2 appeals were received.",
        "Answers were given to 1 appeal, 1 was handled, 0 were closed.",
        (
            "On average the first answer took 8.0 hours of working time. "
            "On average the final answer took 8.0 hours of working time."
        ),
        "2 appeals are waiting at the end; 2 of them are overdue.",
        COMPARED,
    ]
    data["received"] |= {"previous": None, "last_year": None}
    assert opening(data)[-1] == "The period is not over: the figures are as of 2026-11-20 18:00."


def test_the_paragraph_compares_with_the_period_before_and_the_year_before() -> None:
    data = data_of()
    data["received"] |= {"change_previous_percent": 12.5, "change_percent": -3.0}
    assert opening(data)[0] == (
        "2 appeals were received, 12.5% more than a week earlier and 3.0% fewer than a year earlier."
    )
    assert opening(data)[-1] == COMPARED
    data["received"] |= {"change_previous_percent": 0.0, "change_percent": None}
    assert opening(data)[0] == "2 appeals were received, as many as a week earlier."


@pytest.mark.parametrize(
    ("kind", "day", "as_of", "when"),
    [
        (Kind.DAY, date(2026, 11, 20), None, "a day earlier"),
        (Kind.MONTH, date(2026, 11, 20), None, "a month earlier"),
        (Kind.QUARTER, date(2026, 11, 20), None, "in quarter III"),
        (Kind.QUARTER, date(2026, 8, 20), None, "in the second quarter"),
        (Kind.QUARTER, date(2026, 2, 20), None, "in quarter IV of 2025"),
        (Kind.QUARTER, date(2026, 11, 20), "2026-11-20T18:00:00+06:00", "a quarter earlier"),
        (Kind.RANGE, date(2026, 11, 20), None, "in as many days before"),
        (Kind.RANGE, date(2026, 11, 20), "2026-11-20T18:00:00+06:00", "in the same part of as many days before"),
    ],
)
def test_the_period_before_is_called_by_its_kind(kind: Kind, day: date, as_of: str | None, when: str) -> None:
    data, period = data_of(), around(kind, day)
    data["period"] = {"kind": kind.value, "from": str(period.first), "to": str(period.last), "as_of": as_of}
    data["received"] |= {"change_previous_percent": 12.5, "change_percent": None}
    assert opening(data)[0] == f"2 appeals were received, 12.5% more than {when}."


def test_a_period_without_appeals_says_so() -> None:
    data = data_of(now="11-15 12:00")
    data["received"]["period"] = 0
    assert opening(data)[0] == "No appeals were received."


@pytest.mark.usefixtures("_russian")
@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "1 обращение"),
        (2, "2 обращения"),
        (5, "5 обращений"),
        (11, "11 обращений"),
        (21, "21 обращение"),
        (9546, "9\u00a0546 обращений"),
    ],
)
def test_russian_numbers_and_plurals_are_right(n: int, said: str) -> None:
    data = data_of()
    data["received"] |= {"period": n, "change_previous_percent": None, "change_percent": None}
    data["letters"] = n
    with language.speaking("ru"):
        assert opening(data)[0] == f"{said}."
