"""The words of a report: how it and its period are called, and the paragraphs with which it begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import Network
from mcu_cli.language import _, marked
from mcu_cli.reports.kinds import OF_REVIEW

Data = Mapping[str, Any]

_MONTHS = (
    marked("January {year}"),
    marked("February {year}"),
    marked("March {year}"),
    marked("April {year}"),
    marked("May {year}"),
    marked("June {year}"),
    marked("July {year}"),
    marked("August {year}"),
    marked("September {year}"),
    marked("October {year}"),
    marked("November {year}"),
    marked("December {year}"),
)
# A month beside its day is another form of the word in Russian.
_DAYS = (
    marked("{day} January"),
    marked("{day} February"),
    marked("{day} March"),
    marked("{day} April"),
    marked("{day} May"),
    marked("{day} June"),
    marked("{day} July"),
    marked("{day} August"),
    marked("{day} September"),
    marked("{day} October"),
    marked("{day} November"),
    marked("{day} December"),
)
_MONTHS_IN_QUARTER = 3
_QUARTERS = ("I", "II", "III", "IV")
_BANNED = (Network.INSTAGRAM, Network.FACEBOOK)


def period_title(period: Data) -> str:
    """Return how a period (`kind`, `from`, `to`) is called: «неделя 16 – 22 ноября 2026 г.»."""
    first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
    match period["kind"]:
        case "day":
            return long_day(first)
        case "week":
            return _("week from {first} to {last}").format(first=_day_before(first, last), last=long_day(last))
        case "month":
            return _(_MONTHS[first.month - 1]).format(year=first.year)
        case "quarter":
            return _("quarter {quarter} of {year}").format(quarter=quarter_of(first), year=first.year)
        case "year":
            return _("year {year}").format(year=first.year)
        case _:
            return _("from {first} to {last}").format(first=_day_before(first, last), last=long_day(last))


def quarter_of(day: date) -> str:
    """Return the quarter of a day in Roman numerals, as documents have it."""
    return _QUARTERS[(day.month - 1) // _MONTHS_IN_QUARTER]


def heading(data: Data) -> str:
    """Return the title of a report."""
    if data["kind"] == "review":
        return _review_heading(data["period"])
    return _("Citizens' appeals: {period}").format(period=period_title(data["period"]))


def only_line(data: Data) -> str:
    """Return the line that says which appeals alone were counted; empty where all were."""
    if data["kind"] == "review" and data["where"] == OF_REVIEW:
        return _("Letters and appeals from personal receptions are counted.")
    return _("only: {query}").format(query=data["where"]) if data["where"] else ""


def paragraphs(data: Data) -> list[str]:
    """Return the paragraphs with which a report begins: those of a text for the press are ready."""
    from mcu_cli.render.report.review import review_paragraphs  # both need the words of this module
    from mcu_cli.render.report.sentences import opening

    if data.get("paragraphs"):
        return list(data["paragraphs"])
    return review_paragraphs(data) if data["kind"] == "review" else opening(data)


def legal_note(texts: Iterable[str]) -> str:
    """Return the note that the law asks for where one of `texts` names Instagram or Facebook, and none of them is it.

    The law on mass media (2124-1) art. 4 wants it wherever a banned organisation is named; the ban of the owner of both
    networks is a decision of the Tverskoy district court of Moscow of 21.03.2022.
    """
    said = list(texts)
    named = [name for name in map(title, _BANNED) if any(name in text for text in said)]
    if not named:
        return ""
    note = _(
        "* {names}: the owner is Meta, which is recognised as an extremist organisation and banned in Russia."
    ).format(names=", ".join(named))
    return "" if note in said else note


def long_day(day: date) -> str:
    """Return a day as a report writes it: `24 December 2025`."""
    return _("{day} {year}").format(day=_(_DAYS[day.month - 1]).format(day=day.day), year=day.year)


def _review_heading(period: Data) -> str:
    """Return the title of a review: «Обзор обращений граждан за I квартал 2026 года»."""
    first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
    match period["kind"]:
        case "day":
            return _("Review of citizens' appeals of {day}").format(day=long_day(first))
        case "month":
            return _("Review of citizens' appeals for {month}").format(month=period_title(period))
        case "quarter":
            return _("Review of citizens' appeals for quarter {quarter} of {year}").format(
                quarter=quarter_of(first), year=first.year
            )
        case "year":
            return _("Review of citizens' appeals for the year {year}").format(year=first.year)
        case _:
            return _("Review of citizens' appeals from {first} to {last}").format(
                first=_day_before(first, last), last=long_day(last)
            )


def _day_before(first: date, last: date) -> str:
    """Return the first day of a period with as much of its month and year as the last day does not say."""
    if first.year != last.year:
        return long_day(first)
    return str(first.day) if first.month == last.month else _(_DAYS[first.month - 1]).format(day=first.day)
