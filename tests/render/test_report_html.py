"""A report as a page: it stands by itself, nothing in it acts, and it is the same each time."""

from __future__ import annotations

import re

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.report.html import html_report
from mcu_cli.render.report.sections import sections
from mcu_cli.reports.periods import Kind
from tests.render.drawn_reports import COMMIT, Page, data_of, hostile

_FETCHED = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "image"}


@pytest.fixture(scope="module")
def year() -> str:
    return html_report(data_of(Kind.YEAR))


def test_the_page_stands_by_itself(year: str) -> None:
    page = Page(year)
    assert year.startswith("<!DOCTYPE html>\n")
    assert _FETCHED & set(page.tags) == set()
    assert "src" not in dict(page.attributes)
    assert [link for link in page.all_of("href") if not link.startswith("#")] == []
    assert "://" not in year
    assert "@import" not in year
    assert [found for found in re.findall(r"url\(([^)]*)\)", year) if not found.startswith("#")] == []
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_each_link_and_reference_in_the_page_has_its_one_place(year: str) -> None:
    page = Page(year)
    ids = page.all_of("id")
    assert len(ids) == len(set(ids))
    named = [link.removeprefix("#") for link in page.all_of("href")]
    named += re.findall(r"url\(#([^)]*)\)", year)
    named += [word for value in page.all_of("aria-labelledby") for word in value.split()]
    assert named != []
    assert set(named) <= set(ids)


def test_no_name_acts_in_a_page() -> None:
    page = Page(html_report(hostile()))
    plain = Page(html_report(data_of(Kind.YEAR)))
    assert "script" not in page.tags
    assert set(page.tags) <= set(plain.tags)
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert "{{ 7*7 }}" in page.text
    assert [name for name, _value in page.attributes if name.startswith("on")] == []


def test_what_steers_a_screen_is_made_visible() -> None:
    text = html_report(data_of(Kind.YEAR, department="x"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]x[/red]&lt;U+001B&gt;[2J|&lt;b&gt;&lt;U+202E&gt;=1" in text


def test_the_same_report_gives_the_same_page() -> None:
    assert html_report(data_of(Kind.YEAR)) == html_report(data_of(Kind.YEAR))


def test_the_page_says_all_that_the_tables_hold() -> None:
    with speaking("ru"):
        data = data_of(Kind.MONTH)
        shown = " ".join(Page(html_report(data)).text.split())
        titles = [" ".join(section.title.split()) for section in sections(data)]
    assert [title for title in titles if title not in shown] == []
    assert COMMIT in shown
    assert "Верхнереченск" in shown


def test_the_page_speaks_the_language_of_the_document() -> None:
    with speaking("ru"):
        text = html_report(data_of())
    assert '<html lang="ru">' in text
    assert "100,0\u00a0%" in text


def test_numbers_of_the_lead_are_not_torn_apart_at_the_end_of_a_line() -> None:
    data = data_of()
    data["received"]["period"] = 9546
    with speaking("ru"):
        assert "9\u00a0546" in html_report(data)


def test_a_long_report_has_a_list_of_its_tables_and_a_short_one_none() -> None:
    long, short = (Page(html_report(data_of(kind))) for kind in (Kind.YEAR, Kind.DAY))
    assert "nav" in long.tags
    named = [link for link in long.all_of("href") if re.fullmatch(r"#s\d+", link)]
    assert len(named) == len(sections(data_of(Kind.YEAR)))
    assert "nav" not in short.tags


def test_charts_say_what_they_show_to_those_who_do_not_see_them(year: str) -> None:
    page = Page(year)
    charts = [value for value in page.all_of("role") if value == "img"]
    assert len(charts) >= 3
    assert page.tags.count("desc") == len(charts)
    assert "received: Incident Management 2, letter 1" in page.text


def test_the_page_is_made_for_paper_and_telephones(year: str) -> None:
    assert "size: A4" in year
    assert "display: table-header-group" in year
    assert "break-inside: avoid" in year
    assert "@media (max-width: 640px)" in year
    assert 'data-heading="handled"' in year


def test_a_report_for_the_office_says_so_first() -> None:
    page = Page(html_report(data_of() | {"kind": "internal"}))
    assert "Holds personal data" in page.text
    assert "Holds personal data" not in Page(html_report(data_of())).text


def test_a_text_for_the_press_is_its_paragraphs_alone() -> None:
    page = Page(html_report(data_of() | {"kind": "press", "paragraphs": ["Первый абзац.", "Второй <i>абзац</i>."]}))
    assert "Второй <i>абзац</i>." in page.text
    assert {"table", "svg", "ul", "i"} & set(page.tags) == set()


def test_two_growths_in_a_list_on_a_telephone_have_names_of_their_own() -> None:
    data = data_of(Kind.MONTH)
    for name in ("received", "answered", "answers", "handled"):
        data[name] |= {"previous": 4, "last_year": 5, "change_percent": 1.0, "change_previous_percent": 2.0}
    with speaking("ru"):
        told = Page(html_report(data)).all_of("data-heading")
    assert {"+/− к предыдущему", "% к предыдущему", "+/− к прошлому году", "% к прошлому году"} <= set(told)
    assert {"+/−", "%"} & set(told) == set()


def test_the_name_of_the_town_begins_with_a_capital() -> None:
    data = data_of() | {"municipality": "город Верхнереченск"}
    assert "<p>Город Верхнереченск</p>" in html_report(data)


def test_the_origin_is_one_line_below_all_tables() -> None:
    page = html_report(data_of(Kind.YEAR))
    assert page.index('<p class="origin">') > page.rindex("</table>")
    assert page.count('<p class="origin">') == 1
