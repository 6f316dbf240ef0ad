"""The words of a daily summary: its heading, the time it tells of, its sentences, and how long something takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from mcu_cli.language import _, marked, ngettext, spoken
from mcu_cli.wording import decimal_text, full_day_text, long_day_text, number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

# Translators: a day of the week and its day, as «с пятницы, 20 ноября».
_SINCE = (
    marked("from Monday, {day},"),
    marked("from Tuesday, {day},"),
    marked("from Wednesday, {day},"),
    marked("from Thursday, {day},"),
    marked("from Friday, {day},"),
    marked("from Saturday, {day},"),
    marked("from Sunday, {day},"),
)
# Translators: the other end, as «до 8:00 понедельника, 23 ноября».
_UNTIL = (
    marked("to {time} on Monday, {day}"),
    marked("to {time} on Tuesday, {day}"),
    marked("to {time} on Wednesday, {day}"),
    marked("to {time} on Thursday, {day}"),
    marked("to {time} on Friday, {day}"),
    marked("to {time} on Saturday, {day}"),
    marked("to {time} on Sunday, {day}"),
)
_WHOLE_FROM = 10
_END_OF_DAY = "24:00"
_HOUR = 60
_DAY = 24 * _HOUR
_DETAILED = 10 * _HOUR  # below it hours are told with their minutes
_IN_DAYS = 2 * _DAY
_SHORT, _GROUP = 12, 4  # digits of a fingerprint that are compared by eye, and of them at a glance


def heading(data: Data) -> str:
    """Return the title of a summary: «Сводка: понедельник, 23 ноября 2026 г.»."""
    return _("Daily summary: {day}").format(day=full_day_text(date.fromisoformat(data["day"])))


def mail_subject(data: Data) -> str:
    """Return the subject of the mail that brings a summary."""
    return _("{heading}, {municipality}").format(heading=heading(data), municipality=data["municipality"])


def stretch_text(data: Data) -> str:
    """Return the time that a summary tells of: «с пятницы, 20 ноября, до 8:00 понедельника, 23 ноября»."""
    start, end = (datetime.fromisoformat(data[name]) for name in ("from", "to"))
    first, last = start.date(), date.fromisoformat(data["day"])
    said = _day_of_month if first.year == last.year else long_day_text
    time = _END_OF_DAY if data["is_over"] else f"{end.hour}:{end:%M}"
    since = _(_SINCE[first.weekday()]).format(day=said(first))
    return f"{since} {_(_UNTIL[last.weekday()]).format(time=time, day=said(last))}"


def paragraph(data: Data) -> list[str]:
    """Return the sentences with which a summary begins: received, answered, handled, waiting, overdue."""
    return [_received(data), _answered(data), _waiting(data)]


def usual_text(usual: float | None) -> str:
    """Return a usual number for a reader: from ten on whole, below with one decimal, a dash for none."""
    if usual is None:
        return "—"
    return number_text(round(usual)) if usual >= _WHOLE_FROM or usual == int(usual) else decimal_text(usual)


def duration_text(minutes: int | None) -> str:
    """Return a time as one says it: minutes, then hours, from two days on in days; a dash for none."""
    if minutes is None:
        return "—"
    if minutes < _HOUR:
        return _("{n} min").format(n=minutes)
    if minutes < _DETAILED and minutes % _HOUR:
        return _("{hours} h {minutes} min").format(hours=minutes // _HOUR, minutes=minutes % _HOUR)
    if minutes < _IN_DAYS:
        return _("{n} h").format(n=minutes // _HOUR)
    days = minutes // _DAY
    return ngettext("{n} day", "{n} days", days).format(n=number_text(days))


def fingerprint_text(fingerprint: str) -> str:
    """Return the beginning of a fingerprint in groups, to be compared by eye or read out on the telephone."""
    return " ".join(fingerprint[at : at + _GROUP] for at in range(0, _SHORT, _GROUP))


def witness_text() -> str:
    """Return what the fingerprint is good for."""
    return _(
        "The fingerprint names the state of the whole record that these figures come from. As long as it is found "
        "among the commits of the record, nothing that stood there then was rewritten."
    )


def _received(data: Data) -> str:
    n, usual = data["received"]["appeals"], data["received"]["usual"]
    if not n:
        said = _("No appeals were received")
    else:
        said = ngettext("{n} appeal was received", "{n} appeals were received", n).format(n=number_text(n))
    if usual is None:
        return f"{said}."
    return _("{received}; usually {usual} in such a time.").format(received=said, usual=usual_text(usual))


def _answered(data: Data) -> str:
    answered, handled = data["answered"], data["handled"]
    n = answered["appeals"]
    said = (
        ngettext(
            "{n} appeal was answered (first answers: {first}, final answers: {final})",
            "{n} appeals were answered (first answers: {first}, final answers: {final})",
            n,
        ).format(n=number_text(n), first=number_text(answered["first"]), final=number_text(answered["final"]))
        if n
        else _("No answers were given")
    )
    done = ngettext("{n} was handled", "{n} were handled", handled).format(n=number_text(handled))
    return f"{said}, {done}."


def _waiting(data: Data) -> str:
    n, late, today = data["waiting"], data["overdue"], data["due_today"]
    if not n:
        return _("No appeals are waiting.")
    said = ngettext("{n} appeal is waiting", "{n} appeals are waiting", n).format(n=number_text(n))
    overdue = _overdue(late, data["overdue_before"])
    if not today:
        return f"{said}; {overdue}."
    due = ngettext("{n} more falls due today", "{n} more fall due today", today).format(n=number_text(today))
    return f"{said}; {overdue}, {due}."


def _overdue(late: int, before: int) -> str:
    """Return how many of the waiting appeals are overdue, and how many were: the reader wants to see where it goes."""
    if late:
        return ngettext(
            "{n} of them is overdue (at the beginning of this time: {before})",
            "{n} of them are overdue (at the beginning of this time: {before})",
            late,
        ).format(n=number_text(late), before=number_text(before))
    if before:
        return _("none of them is overdue (at the beginning of this time: {before})").format(before=number_text(before))
    return _("none of them is overdue")


def _day_of_month(day: date) -> str:
    """Return a day without its year: `20 ноября`, `November 20`."""
    from babel.dates import format_skeleton  # 20 ms

    return format_skeleton("MMMMd", day, locale=spoken())
