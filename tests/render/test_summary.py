"""A daily summary in its forms: the same words everywhere, nothing that acts, one page that stands by itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.summary_html import html_summary
from mcu_cli.render.summary_markdown import markdown_summary
from mcu_cli.render.summary_sections import MOST_DEPARTMENTS, MOST_TOPICS, MOST_URGENT, sections
from mcu_cli.render.summary_terminal import plain_summary, terminal_summary
from mcu_cli.render.summary_text import (
    duration_text,
    fingerprint_text,
    heading,
    mail_subject,
    paragraph,
    stretch_text,
    usual_text,
)
from tests.working_day import ACTIVE, HOSTILE

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NASTY = f"<script>alert(1)</script> a|b `c` *d* [e](javascript:f) & \"g\" 'h' {{{{ 7*7 }}}} {HOSTILE}"


def line(name: str, title: str, received: int = 5, usual: float | None = 4.2) -> dict[str, Any]:
    return {"id": name, "title": title, "received": received, "usual": usual, "first": 3, "final": 1234}


def department(name: str, overdue: int = 1, minutes: int | None = 90, due: int = 0) -> dict[str, Any]:
    return {
        "id": name,
        "title": f"Department {name}" if name else "not assigned",
        "overdue": overdue,
        "longest_minutes": minutes,
        "due_today": due,
    }


def late_executor(name: str, overdue: int) -> dict[str, Any]:
    return {"id": name, "title": f"Department {name}", "overdue": overdue, "longest_days": 3}


def marked(title: str, appeals: int) -> dict[str, Any]:
    return {"id": title, "title": title, "appeals": appeals}


def waiting(number: int, topic: str | None = "Heating", street: str | None = "улица Мира") -> dict[str, Any]:
    return {
        "id": f"20261120-{number:04d}",
        "category": None,
        "topic": topic,
        "street": street,
        "since": "2026-11-20T10:00:00+06:00",
        "minutes": 3000 - number,
    }


def urgent(shown: list[dict[str, Any]], *, given: int = 0, late: int | None = None, **changes: Any) -> dict[str, Any]:
    """Return the urgent line with so many first answers, after 10, 25 and 50 minutes, and these open appeals."""
    times = {1: (25, 25, 25), 2: (10, 30, 50)}.get(given, (10, 25, 50)) if given else (None, None, None)
    names = ("shortest_minutes", "median_minutes", "longest_minutes")
    answers = {"given": given, "late": late, **dict(zip(names, times, strict=True))}
    return {"received": 2, "answered": given, "first_answers": answers, "waiting": shown, "elsewhere": [], **changes}


def summary(**changes: Any) -> dict[str, Any]:
    """Return a summary in which every part has something to say."""
    data: dict[str, Any] = {
        "municipality": "Город Невинск",
        "day": "2026-11-23",
        "from": "2026-11-20T00:00:00+06:00",
        "to": "2026-11-23T08:05:00+06:00",
        "is_over": False,
        "fingerprint": COMMIT,
        "received": {"appeals": 1234, "usual": 1100.0},
        "answered": {"appeals": 9, "first": 8, "final": 7},
        "handled": 6,
        "waiting": 21,
        "overdue": 2,
        "overdue_before": 5,
        "due_today": 1,
        "urgent": urgent([waiting(1)], given=4, late=1, elsewhere=[marked("phone", 2), marked("letter", 1)]),
        "channels": [
            {**line("incident", "Incident Management"), "networks": [line("vk", "VKontakte")]},
            {**line("phone", "telephone"), "networks": []},
        ],
        "departments": [department("roads", 2, 60 * 24 * 3, 1), department("", 1, 30)],
        "promises": {"today": 1, "today_overdue": 0, "kept": 2, "moved": 3, "broken": 4, "beyond": 5},
        "unrouted": 6,
        "registered_late": 7,
        "forwarded_late": 8,
        "hot_topics": [
            {"id": "roads/snow", "title": "Roads: snow", "received": 12, "usual": 3.2, "is_new": False},
            {"id": "roads/ice", "title": "Roads: ice", "received": 5, "usual": 0.0, "is_new": True},
        ],
        "repeats": 9,
        "reopened": 10,
        "escalated": [{"level": 1, "title": "Curator", "appeals": 11}],
        "instructions": {"overdue": 12, "due_today": 13, "executors": [late_executor("roads", 12)]},
        "polls_ended": 14,
        "questions": {"waiting": 15, "late": 16},
    }
    return {**data, **changes}


EMPTY = summary(
    received={"appeals": 0, "usual": None},
    answered={"appeals": 0, "first": 0, "final": 0},
    handled=0,
    waiting=0,
    overdue=0,
    overdue_before=0,
    due_today=0,
    urgent=urgent([], received=0),
    channels=[],
    departments=[],
    promises={"today": 0, "today_overdue": 0, "kept": 0, "moved": 0, "broken": 0, "beyond": 0},
    unrouted=0,
    registered_late=0,
    forwarded_late=0,
    hot_topics=[],
    repeats=0,
    reopened=0,
    escalated=[],
    instructions={"overdue": 0, "due_today": 0, "executors": []},
    polls_ended=0,
    questions={"waiting": 0, "late": 0},
)
FORMS = {
    "plain": plain_summary,
    "terminal": lambda data: terminal_summary(data, width=80, colour=False),
    "coloured": lambda data: terminal_summary(data, width=80, colour=True),
    "markdown": markdown_summary,
    "html": html_summary,
}


class Page(HTMLParser):
    """What a browser makes of a page: its tags, the text of each table cell, and all text outside of the style."""

    def __init__(self, text: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; all but those without an end are open from here."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self._open.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        """Hold the end of a tag against the one that is open."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text, and where it stands in a cell."""
        if "style" in self._open:
            return
        self.text += data
        if self._open and self._open[-1] in {"td", "th"}:
            self.cells[-1] += data


# --- Words


def test_the_heading_names_the_day_and_the_time_it_tells_of() -> None:
    data = summary()
    assert heading(data) == "Daily summary: Monday, November 23, 2026"
    assert stretch_text(data) == "from Friday, November 20, to 8:05 on Monday, November 23"
    assert mail_subject(data) == "Daily summary: Monday, November 23, 2026, Город Невинск"


def test_a_day_that_is_over_is_told_to_midnight() -> None:
    data = summary(is_over=True, to="2026-11-24T00:00:00+06:00")
    assert stretch_text(data) == "from Friday, November 20, to 24:00 on Monday, November 23"


def test_across_the_new_year_both_years_are_said() -> None:
    data = summary(**{"day": "2027-01-12", "from": "2026-12-30T00:00:00+06:00", "to": "2027-01-12T09:00:00+06:00"})
    assert stretch_text(data) == "from Wednesday, December 30, 2026, to 9:00 on Tuesday, January 12, 2027"


def test_the_paragraph_is_whole_sentences() -> None:
    assert paragraph(summary()) == [
        "1,234 appeals were received; usually 1,100 in such a time.",
        "9 appeals were answered (first answers: 8, final answers: 7), 6 were handled.",
        "21 appeals are waiting; 2 of them are overdue (at the beginning of this time: 5), 1 more falls due today.",
    ]
    assert paragraph(EMPTY) == [
        "No appeals were received.",
        "No answers were given, 0 were handled.",
        "No appeals are waiting.",
    ]
    quiet = summary(overdue=0, due_today=0)
    assert paragraph(quiet)[2] == (
        "21 appeals are waiting; none of them is overdue (at the beginning of this time: 5)."
    )
    assert paragraph({**quiet, "overdue_before": 0})[2] == "21 appeals are waiting; none of them is overdue."


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, "—"),
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (85, "1 h 25 min"),
        (605, "10 h"),
        (2879, "47 h"),
        (2880, "2 days"),
        (60 * 24 * 1500, "1,500 days"),
    ],
)
def test_times_are_told_as_exactly_as_they_matter(minutes: int | None, said: str) -> None:
    assert duration_text(minutes) == said


@pytest.mark.parametrize(("usual", "said"), [(None, "—"), (0.0, "0"), (3.2, "3.2"), (4.0, "4"), (1234.6, "1,235")])
def test_usual_numbers_have_decimals_where_they_are_small(usual: float | None, said: str) -> None:
    assert usual_text(usual) == said


def test_the_short_fingerprint_is_the_beginning_of_the_long_one() -> None:
    assert fingerprint_text(COMMIT) == "0123 4567 89ab"


# --- What stands in it, and what is left out


def test_every_part_is_there_in_its_order() -> None:
    assert [section.title for section in sections(summary())] == [
        "Urgent line",
        "New and answered by channel",
        "Terms by department",
        "Promises and steps on the way",
        "Hot topics",
        "Repeats and escalation",
        "Instructions, polls and receptions",
    ]
    said = [sentence for section in sections(summary()) for sentence in section.sentences]
    assert said == [
        "Received: 2, answered: 4, open now: 1. Half of the first answers came within 25 min. 1 of them was late.",
        "Marked urgent on other channels and open: 3 (phone: 2, letter: 1).",
        "1 appeal is promised for today.",
        "Promises that fell due: 2 kept, 3 moved to a later day, 4 broken.",
        "5 appeals still wait after the day that was promised.",
        "6 appeals have no department, and the time to give them one is over.",
        "7 appeals were registered late.",
        "8 appeals were forwarded late.",
        "9 new appeals repeat earlier ones.",
        "10 appeals were taken up again.",
        "Escalated to: Curator (11 appeals).",
        "12 instructions of the head are overdue (Department roads: 12).",
        "13 instructions are due today.",
        "14 polls are over and have no result yet.",
        "15 questions from personal receptions are not settled; overdue: 16.",
    ]


def test_empty_parts_are_left_out_but_that_nothing_is_overdue_is_said() -> None:
    assert [(one.title, one.sentences, one.table) for one in sections(EMPTY)] == [
        ("Terms by department", ["Nothing is overdue."], None)
    ]


def test_networks_stand_below_their_channel() -> None:
    table = sections(summary())[1].table
    assert table is not None
    assert [row[0] for row in table.rows] == ["Incident Management", "– VKontakte", "telephone"]
    assert table.rows[0][1:] == ["5", "4.2", "3", "1,234"]


def test_what_fell_due_on_a_day_that_is_over_needs_no_column() -> None:
    table = sections(summary(is_over=True))[2].table
    assert table is not None
    assert table.headings == ["", "overdue", "longest delay"]
    assert table.rows == [["Department roads", "2", "3 days"], ["not assigned", "1", "30 min"]]


def test_long_lists_are_cut_and_say_so() -> None:
    many = [department(f"d{n}", 20 - n, 60 * n) for n in range(1, 16)]
    data = summary(
        departments=[*many, department("?", 2), department("", 1)],
        hot_topics=[{"id": str(n), "title": str(n), "received": 9, "usual": 1.0, "is_new": False} for n in range(9)],
        urgent=urgent([waiting(n) for n in range(12)]),
        instructions={"overdue": 21, "due_today": 0, "executors": [late_executor(f"d{n}", n) for n in range(6, 0, -1)]},
    )
    urgent_line, _channels, terms, _promises, hot, _repeats, ledgers = sections(data)
    assert ledgers.sentences[0] == (
        "21 instructions of the head are overdue "
        "(Department d6: 6, Department d5: 5, Department d4: 4, Department d3: 3, others: 3)."
    )
    assert terms.table is not None
    assert len(terms.table.rows) == MOST_DEPARTMENTS + 2
    rest = many[MOST_DEPARTMENTS - 1 :]
    assert terms.table.rows[MOST_DEPARTMENTS - 1] == [
        f"{len(rest)} more departments",
        str(sum(one["overdue"] for one in rest)),
        "15 h",
        "—",
    ]
    assert [row[0] for row in terms.table.rows[-2:]] == ["Department ?", "not assigned"]
    assert hot.table is not None
    assert len(hot.table.rows) == MOST_TOPICS
    assert hot.sentences == [f"{9 - MOST_TOPICS} more topics are hot."]
    assert urgent_line.table is not None
    assert len(urgent_line.table.rows) == MOST_URGENT
    assert f"{12 - MOST_URGENT} more are open." in urgent_line.sentences[0]


def test_an_urgent_appeal_without_topic_and_street_is_shown_all_the_same() -> None:
    data = summary(urgent=urgent([waiting(1, topic=None, street=None)]))
    table = sections(data)[0].table
    assert table is not None
    assert table.rows == [["20261120-0001", "topic not set", "—", "2 days"]]


@pytest.mark.parametrize(
    ("given", "late", "said"),
    [
        (0, None, ""),
        (1, 0, " The first answer came after 25 min. It was in time."),
        (1, 1, " The first answer came after 25 min. It was late."),
        (1, None, " The first answer came after 25 min."),
        (2, 0, " The first answers came after 10 min and after 50 min. None of them was late."),
        (2, 1, " The first answers came after 10 min and after 50 min. 1 of them was late."),
        (3, 2, " Half of the first answers came within 25 min. 2 of them were late."),
    ],
)
def test_of_one_or_two_first_answers_no_half_is_told(given: int, late: int | None, said: str) -> None:
    section = sections(summary(urgent=urgent([], given=given, late=late)))[0]
    assert section.sentences == [f"Received: 2, answered: {given}, open now: 0.{said}"]


def test_what_is_marked_urgent_elsewhere_is_told_though_the_urgent_line_is_silent() -> None:
    section = sections({**EMPTY, "urgent": urgent([], received=0, elsewhere=[marked("phone", 1)])})[0]
    assert (section.title, section.table) == ("Urgent line", None)
    assert section.sentences == ["Marked urgent on other channels and open: 1 (phone: 1)."]


def test_promises_of_today_that_are_overdue_are_told_apart() -> None:
    promises = {**EMPTY["promises"], "today": 5, "today_overdue": 1}
    (_terms, section) = sections({**EMPTY, "promises": promises})
    assert section.sentences == ["5 appeals are promised for today; overdue already: 1."]


# --- The forms


@pytest.mark.parametrize("spoken", ["en", "ru"])
@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_says_the_same(form: str, spoken: str) -> None:
    with speaking(spoken):
        text = FORMS[form](summary())
        texts = [
            heading(summary()),
            *(cell for section in sections(summary()) if section.table for row in section.table.rows for cell in row),
        ]
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    read = re.sub(r"\\(.)", r"\1", Page(bare).text if form == "html" else bare)
    words = " ".join(read.split())
    missing = [one for one in texts if " ".join(one.split()) not in words]
    assert missing == []
    assert COMMIT in words
    assert "0123 4567 89ab" in words


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_quiet_day_has_every_form_too(form: str) -> None:
    assert "Nothing is overdue." in FORMS[form](EMPTY)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_same_summary_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form](summary()) == FORMS[form](summary())


def nasty() -> dict[str, Any]:
    return summary(
        municipality=NASTY,
        urgent=urgent([waiting(1, NASTY, NASTY)], elsewhere=[marked(NASTY, 1)]),
        channels=[{**line("x", NASTY), "networks": [line("y", NASTY)]}],
        departments=[{**department("roads"), "title": NASTY}],
        hot_topics=[{"id": "x", "title": NASTY, "received": 9, "usual": 1.0, "is_new": False}],
        escalated=[{"level": 1, "title": NASTY, "appeals": 1}],
    )


@pytest.mark.parametrize("form", ["plain", "terminal", "markdown", "html"])
def test_no_name_steers_a_terminal(form: str) -> None:
    assert [sign for sign in ACTIVE if sign in FORMS[form](nasty())] == []


def test_no_name_acts_in_a_page() -> None:
    page = Page(html_summary(nasty()))
    assert set(page.tags) == set(Page(html_summary(summary())).tags)
    assert page.text.count("<script>alert(1)</script>") == 10  # in the title and in each place, as text
    assert "{{ 7*7 }}" in page.text
    assert [name for name, _value in page.attributes if name.startswith("on")] == []


def test_no_name_acts_in_markdown() -> None:
    text = markdown_summary(nasty())
    assert re.search(r"(?<!\\)<", text) is None
    assert "](" not in text.replace("\\](", "")
    for row in (row for row in text.splitlines() if row.startswith("| ")):
        assert len(re.findall(r"(?<!\\)\|", row)) in {4, 5, 6}


def test_the_page_stands_by_itself() -> None:
    text = html_summary(summary())
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert {"script", "link", "img", "iframe", "object", "base", "a", "form"} & set(page.tags) == set()
    assert [name for name, _value in page.attributes if name in {"src", "href", "style"}] == []
    assert "url(" not in text
    assert "@import" not in text
    assert "://" not in text
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "size: A4" in text


def test_the_page_speaks_the_language_of_the_document() -> None:
    with speaking("ru"):
        page = Page(html_summary(summary()))
    assert ("lang", "ru") in page.attributes
    assert "понедельник, 23 ноября 2026\u00a0г." in page.text
    assert "1\u00a0234" in page.text


def test_numbers_in_the_page_are_set_to_the_right() -> None:
    text = html_summary(summary())
    assert '<td class="number">1,234</td>' in text
    assert '<td class="whole">20261120-0001</td>' in text


@pytest.mark.parametrize("spoken", ["en", "ru"])
def test_plain_text_fits_into_a_mail(spoken: str) -> None:
    long = "Комитет по управлению муниципальным имуществом и земельными ресурсами города"
    data = summary(
        departments=[{**department("roads"), "title": long}],
        urgent=urgent([waiting(1, long, long)], given=3, elsewhere=[marked(long, 1)]),
        hot_topics=[{"id": "x", "title": long, "received": 9, "usual": 1.0, "is_new": False}],
    )
    with speaking(spoken):
        text = plain_summary(data)
    assert [row for row in text.splitlines() if len(row) > 78] == []
    assert [row for row in text.splitlines() if row != row.rstrip()] == []


@pytest.mark.parametrize("form", ["plain", "terminal", "markdown"])
def test_several_sentences_are_a_list(form: str) -> None:
    text = "\n".join(row.rstrip() for row in FORMS[form](summary()).splitlines())
    assert "\n- 1 appeal is promised for today.\n- Promises that fell due: 2 kept" in text
    assert "- Nothing is overdue" not in FORMS[form](EMPTY)


def test_on_a_narrow_terminal_a_list_hangs_from_its_dash() -> None:
    rows = [row.rstrip() for row in terminal_summary(summary(), width=30, colour=False).splitlines()]
    first = rows.index("- 1 appeal is promised for")
    assert rows[first + 1] == "  today."


def test_the_page_is_narrow_on_a_telephone_and_in_a_small_window() -> None:
    assert "@media (max-width: 640px)" in html_summary(summary())


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_terminal_of_any_width_is_kept(width: int) -> None:
    text = terminal_summary(summary(), width=width, colour=False)
    assert max(map(len, text.splitlines())) <= width
