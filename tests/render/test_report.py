"""Reports as they are read: words and plurals, tables in four forms, and nothing of strangers that acts."""

from __future__ import annotations

import csv
import gettext
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mcu_cli import language
from mcu_cli.domain.registry import Department
from mcu_cli.domain.vocabulary import EventKind, Network
from mcu_cli.render.report.long_csv import csv_report
from mcu_cli.render.report.markdown import markdown_report, markdown_text
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.terminal import plain_report, terminal_report
from mcu_cli.render.report.text import change_text, heading, paragraph, period_title
from mcu_cli.reports.figures import as_data, figures
from mcu_cli.reports.periods import Kind, around, between
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, event, final

HOSTILE = "[red]x[/red]\x1b[2J|<b>\u202e=1"
NOW = at("11-20 18:00")


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


def data_of(kind: Kind = Kind.WEEK, *, department: str = "roads", now: str = "11-20 18:00") -> dict[str, Any]:
    registry = replace(REGISTRY, departments={**REGISTRY.departments, "x": Department("x", HOSTILE)})
    record = Record(
        [
            appeal(
                1,
                at("11-16 10:00"),
                event(EventKind.ASSIGNED, at("11-16 11:00"), department=department),
                final(at("11-17 10:00")),
                network=Network.VK,
                category="roads/snow",
            ),
            appeal(2, at("11-18 10:00"), category="=1+1", topic=HOSTILE),
            appeal(3, at("11-02 10:00")),
        ]
    )
    return as_data(figures(record, registry, CALENDAR, around(kind, date(2026, 11, 20)), at(now)))


@pytest.mark.parametrize(
    ("kind", "day", "title"),
    [
        (Kind.DAY, date(2026, 11, 20), "20 November 2026"),
        (Kind.WEEK, date(2026, 11, 20), "week from 16 to 22 November 2026"),
        (Kind.WEEK, date(2026, 12, 1), "week from 30 November to 6 December 2026"),
        (Kind.WEEK, date(2027, 1, 1), "week from 28 December 2026 to 3 January 2027"),
        (Kind.MONTH, date(2026, 11, 20), "November 2026"),
        (Kind.QUARTER, date(2026, 11, 20), "quarter 4 of 2026"),
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


def test_the_paragraph_says_what_happened() -> None:
    data = data_of()
    assert heading(data) == "Citizens' appeals: week from 16 to 22 November 2026"
    assert paragraph(data) == [
        "2 appeals were received.",
        "1 appeal was answered, 1 was handled, 1 was closed.".replace("1 was closed", "0 were closed"),
        "2 appeals are waiting at the end; 2 of them are overdue.",
        "The period is not over: the figures are as of 2026-11-20 18:00, the periods compared with are whole.",
    ]


def test_the_paragraph_compares_with_the_period_before_and_the_year_before() -> None:
    data = data_of()
    data["received"] |= {"change_previous_percent": 12.5, "change_percent": -3.0}
    assert paragraph(data)[0] == (
        "2 appeals were received; 12.5% more than in the period before; 3.0% fewer than a year earlier."
    )
    data["received"] |= {"change_previous_percent": 0.0, "change_percent": None}
    assert paragraph(data)[0] == "2 appeals were received; as many as in the period before."


def test_a_period_without_appeals_says_so() -> None:
    data = data_of(now="11-15 12:00")
    data["received"]["period"] = 0
    assert paragraph(data)[0] == "No appeals were received."


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
        assert paragraph(data)[0] == f"{said}."


def test_changes_are_shown_with_their_sign_and_share() -> None:
    assert change_text(110, 100, 10.0) == "+10 (+10.0%)"
    assert change_text(90, 100, -10.0) == "−10 (−10.0%)"
    assert change_text(100, 100, 0.0) == "0 (0.0%)"
    assert change_text(3, 0, None) == "+3"


def test_columns_of_the_month_stand_only_where_they_say_more_than_the_period() -> None:
    week, month = (
        next(one for one in sections(data_of(kind)) if one.title == "By channel") for kind in (Kind.WEEK, Kind.MONTH)
    )
    assert week.headings.count("in the month") == 3
    assert week.rows == [["Incident Management", "2", "3", "1", "1", "1", "1", "100.0%"]]
    assert month.headings.count("in the month") == 0
    assert month.rows == [["Incident Management", "3", "1", "1", "100.0%"]]


def test_breakdowns_of_what_is_never_set_are_left_out() -> None:
    titles = [section.title for section in sections(data_of())]
    assert "By district" not in titles
    assert titles == [
        "Received and done",
        "In work",
        "Speed of answers, in working hours",
        "By channel",
        "By social network",
        "Most asked topics",
        "By group of topics",
        "By department",
        "Outcomes",
    ]


def test_plain_text_has_aligned_tables() -> None:
    lines = plain_report(data_of(Kind.MONTH)).splitlines()
    assert lines[0] == "Верхнереченск"
    assert lines[2] == "Citizens' appeals: November 2026"
    start = lines.index("In work")
    assert [line.split() for line in lines[start + 3 : start + 8]] == [
        ["waiting", "at", "the", "start", "0"],
        ["came", "in", "3"],
        ["went", "out", "1"],
        ["waiting", "at", "the", "end", "2"],
        ["of", "these", "overdue", "2"],
    ]
    assert len({len(line) for line in lines[start + 2 : start + 8]}) == 1


@pytest.mark.parametrize("colour", [True, False])
def test_strangers_do_not_steer_the_terminal(*, colour: bool) -> None:
    data = data_of(department="x")
    drawn = terminal_report(data, width=200, colour=colour)
    assert "[red]x[/red]<U+001B>[2J|<b><U+202E>=1" in drawn
    assert "\x1b[2J" not in drawn
    assert "\u202e" not in drawn
    assert ("\x1b[1m" in drawn) is colour
    plain = plain_report(data)
    assert "\x1b" not in plain
    assert "[red]x[/red]<U+001B>[2J" in plain


def test_a_narrow_terminal_still_shows_every_figure() -> None:
    drawn = terminal_report(data_of(), width=60, colour=False)
    assert max(map(len, drawn.splitlines())) <= 60


def test_the_month_stands_beside_each_figure_where_there_is_room() -> None:
    wide, narrow = (terminal_report(data_of(), width=width, colour=False) for width in (120, 80))
    assert "in the month" in wide
    assert "in the month" not in narrow
    assert "Incident Management" in narrow  # on one line
    for column in ("a year earlier", "period before", "since 1 January"):
        assert column in " ".join(narrow.split()), column
    assert "Compared with other periods" in narrow
    assert "Compared with other periods" not in wide


def test_strangers_do_not_format_the_markdown() -> None:
    text = markdown_report(data_of(department="x"))
    assert "\\[red\\]x\\[/red\\]\\<U+001B\\>\\[2J\\|\\<b\\>\\<U+202E\\>=1" in text
    assert "\x1b" not in text
    assert "# Citizens' appeals: week from 16 to 22 November 2026\n" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert "| came in" in "\n".join(tables)
    assert markdown_text("a_b*c`d") == "a\\_b\\*c\\`d"


def test_csv_has_one_figure_a_line_and_no_formula() -> None:
    data = data_of(department="x")
    rows = list(csv.DictReader(io.StringIO(csv_report(data)), delimiter=";"))
    values = {(row["section"], row["id"], row["indicator"]): row["value"] for row in rows}
    assert values["received", "", "period"] == "2"
    assert values["received", "", "change_percent"] == ""
    assert values["backlog", "", "end"] == "2"
    assert values["channels", "incident", "received_month_to_date"] == "3"
    assert values["channels", "incident", "share_percent"] == "100.0"
    assert values["report", "", "from"] == "2026-11-16"
    assert not [row for row in rows for cell in (row["id"], row["title"]) if cell.startswith("=")]
    assert any(row["title"].startswith("'=1+1: [red]x[/red]<U+001B>") for row in rows)


@pytest.mark.usefixtures("_russian")
def test_csv_has_decimals_that_a_russian_spreadsheet_takes_for_numbers() -> None:
    with language.speaking("ru"):
        rows = list(csv.DictReader(io.StringIO(csv_report(data_of())), delimiter=";"))
    shares = [row["value"] for row in rows if row["indicator"] == "share_percent"]
    assert "100,0" in shares
    assert not [share for share in shares if "." in share]
