"""The words of a report: how a period is called, and the paragraph that says what happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mcu_cli.language import _, marked, ngettext
from mcu_cli.wording import decimal_text, moment_text, number_text

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


def period_title(period: Data) -> str:
    """Return how a period (`kind`, `from`, `to`) is called: «неделя с 16 по 22 ноября 2026 г.»."""
    first, last = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
    match period["kind"]:
        case "day":
            return _long_day(first)
        case "week":
            return _("week from {first} to {last}").format(first=_day_before(first, last), last=_long_day(last))
        case "month":
            return _(_MONTHS[first.month - 1]).format(year=first.year)
        case "quarter":
            quarter = (first.month - 1) // _MONTHS_IN_QUARTER + 1
            return _("quarter {quarter} of {year}").format(quarter=quarter, year=first.year)
        case "year":
            return _("year {year}").format(year=first.year)
        case _:
            return _("from {first} to {last}").format(first=_day_before(first, last), last=_long_day(last))


def heading(data: Data) -> str:
    """Return the title of a report."""
    return _("Citizens' appeals: {period}").format(period=period_title(data["period"]))


def only_line(data: Data) -> str:
    """Return the line that says which appeals alone were counted; empty where all were."""
    return _("only: {query}").format(query=data["where"]) if data["where"] else ""


def paragraph(data: Data) -> list[str]:
    """Return the sentences with which a report begins."""
    sentences = [_received(data), _done(data), _waiting(data)]
    urgent = data["urgent"]["received"]
    if urgent:
        sentences.append(
            ngettext("The urgent line received {n} appeal.", "The urgent line received {n} appeals.", urgent).format(
                n=number_text(urgent)
            )
        )
    as_of = data["period"]["as_of"]
    if as_of:
        sentences.append(
            _("The period is not over: the figures are as of {moment}, the periods compared with are whole.").format(
                moment=moment_text(datetime.fromisoformat(as_of))
            )
        )
    return sentences


def number_or_dash(number: float | None) -> str:
    """Return a number for a reader: whole ones in groups, others with one decimal, and a dash for none."""
    if number is None:
        return "—"
    return number_text(number) if isinstance(number, int) else decimal_text(number)


def change_text(now: int, then: int, change_percent: float | None) -> str:
    """Return a change as `+12 (+5.0%)`; without the percent where there was nothing before."""
    change = f"{'+' if now > then else '−' if now < then else ''}{number_text(abs(now - then))}"
    if change_percent is None:
        return change
    sign = "+" if change_percent > 0 else "−" if change_percent < 0 else ""
    return _("{change} ({sign}{percent}%)").format(change=change, sign=sign, percent=decimal_text(abs(change_percent)))


def share_text(share: float | None) -> str:
    """Return a share: `12.5%`, or a dash where there is nothing to be a part of."""
    return "—" if share is None else _("{percent}%").format(percent=decimal_text(share))


def _received(data: Data) -> str:
    received = data["received"]
    n = received["period"]
    if not n:
        return _("No appeals were received.")
    said = ngettext("{n} appeal was received", "{n} appeals were received", n).format(n=number_text(n))
    compared = [
        _compared(
            received["change_previous_percent"],
            more=_("{percent}% more than in the period before"),
            fewer=_("{percent}% fewer than in the period before"),
            same=_("as many as in the period before"),
        ),
        _compared(
            received["change_percent"],
            more=_("{percent}% more than a year earlier"),
            fewer=_("{percent}% fewer than a year earlier"),
            same=_("as many as a year earlier"),
        ),
    ]
    parts = [said, *(part for part in compared if part)]
    if data["letters"] != n:
        letters = data["letters"]
        parts.append(
            ngettext("they came in {n} letter", "they came in {n} letters", letters).format(n=number_text(letters))
        )
    return "; ".join(parts) + "."


def _done(data: Data) -> str:
    answered, handled, closed = (data[name]["period"] for name in ("answered", "handled", "closed"))
    parts = [
        ngettext("{n} appeal was answered", "{n} appeals were answered", answered).format(n=number_text(answered)),
        ngettext("{n} was handled", "{n} were handled", handled).format(n=number_text(handled)),
        ngettext("{n} was closed", "{n} were closed", closed).format(n=number_text(closed)),
    ]
    return ", ".join(parts) + "."


def _waiting(data: Data) -> str:
    n, late = data["backlog"]["end"], data["overdue"]
    if not n:
        return _("No appeals are waiting at the end.")
    said = ngettext("{n} appeal is waiting at the end", "{n} appeals are waiting at the end", n).format(
        n=number_text(n)
    )
    if not late:
        return said + "; " + _("none of them is overdue") + "."
    overdue = ngettext("{n} of them is overdue", "{n} of them are overdue", late).format(n=number_text(late))
    return f"{said}; {overdue}."


def _compared(change: float | None, *, more: str, fewer: str, same: str) -> str:
    if change is None:
        return ""
    if not change:
        return same
    return (more if change > 0 else fewer).format(percent=decimal_text(abs(change)))


def _long_day(day: date) -> str:
    return _("{day} {year}").format(day=_(_DAYS[day.month - 1]).format(day=day.day), year=day.year)


def _day_before(first: date, last: date) -> str:
    """Return the first day of a period with as much of its month and year as the last day does not say."""
    if first.year != last.year:
        return _long_day(first)
    return str(first.day) if first.month == last.month else _(_DAYS[first.month - 1]).format(day=first.day)
