"""Moments as one says them at a desk: «просрочено на 2 дня», «сегодня до 14:30», «в пятницу в 17:45».

Days are those of the zone of `now`. What is under an hour away is told in minutes, on whatever day it falls; what lies
more than six days away is told by its day, as a weekday would then mean two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from mcu_cli.language import _, marked, ngettext
from mcu_cli.wording import day_text, moment_text, number_text

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_SOON = 4  # hours to or since a moment beyond midnight that say more than its day would
_WEEK = 7

_DUE = (
    marked("Monday by {time}"),
    marked("Tuesday by {time}"),
    marked("Wednesday by {time}"),
    marked("Thursday by {time}"),
    marked("Friday by {time}"),
    marked("Saturday by {time}"),
    marked("Sunday by {time}"),
)
_PAST = (
    marked("on Monday at {time}"),
    marked("on Tuesday at {time}"),
    marked("on Wednesday at {time}"),
    marked("on Thursday at {time}"),
    marked("on Friday at {time}"),
    marked("on Saturday at {time}"),
    marked("on Sunday at {time}"),
)
_PROMISED = (
    marked("promised for Monday"),
    marked("promised for Tuesday"),
    marked("promised for Wednesday"),
    marked("promised for Thursday"),
    marked("promised for Friday"),
    marked("promised for Saturday"),
    marked("promised for Sunday"),
)


def due_text(due: datetime, now: datetime) -> str:
    """Return how a term stands: by how much it is over, or until when it runs. `now` is in the zone of the reader."""
    left = _seconds(now, due)
    local = due.astimezone(now.tzinfo)
    if left < 0:
        return _overdue_text(-left)
    if left < _MINUTE:
        return _("in less than a minute")
    if left < _HOUR:
        minutes = left // _MINUTE
        return ngettext("in {n} minute", "in {n} minutes", minutes).format(n=minutes)
    days = _days(now, local)
    if days and left < _SOON * _HOUR:
        hours = left // _HOUR
        return ngettext("in {n} hour", "in {n} hours", hours).format(n=hours)
    return _until(local, days)


def last_day_text(day: date, today: date) -> str:
    """Return how a term stands that has no hour, but a last day."""
    days = (day - today).days
    if days < 0:
        return ngettext("overdue by {n} day", "overdue by {n} days", -days).format(n=number_text(-days))
    if days == 0:
        return _("due today")
    return _("due tomorrow") if days == 1 else _("due {day}").format(day=day_text(day))


def past_text(moment: datetime, now: datetime) -> str:
    """Return when something happened: «5 минут назад», «вчера в 17:45». `now` is in the zone of the reader."""
    gone = _seconds(moment, now)
    local = moment.astimezone(now.tzinfo)
    if not 0 <= gone < _SOON * _HOUR:
        return _at(local, _days(local, now))
    if gone < _MINUTE:
        return _("just now")
    if gone < _HOUR:
        minutes = gone // _MINUTE
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = gone // _HOUR
    return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)


def promise_text(day: date, today: date) -> str:
    """Return how a promise stands: for which day it was given, or how long ago it was broken."""
    days = (day - today).days
    if days == 0:
        return _("promised for today")
    if days == 1:
        return _("promised for tomorrow")
    if days == -1:
        return _("broken yesterday")
    if days < 0:
        return ngettext("broken {n} day ago", "broken {n} days ago", -days).format(n=number_text(-days))
    if days < _WEEK:
        return _(_PROMISED[day.weekday()])
    return _("promised for {day}").format(day=day_text(day))


def _until(due: datetime, days: int) -> str:
    """Return until when a term runs that ends in so many days."""
    time = f"{due:%H:%M}"
    if days == 0:
        return _("today by {time}").format(time=time)
    if days == 1:
        return _("tomorrow by {time}").format(time=time)
    if days < _WEEK:
        return _(_DUE[due.weekday()]).format(time=time)
    return _("by {moment}").format(moment=moment_text(due))


def _at(moment: datetime, days: int) -> str:
    """Return when something was so many days ago; as a plain moment if that is to come, which a set clock can do."""
    time = f"{moment:%H:%M}"
    if days == 0:
        return _("today at {time}").format(time=time)
    if days == 1:
        return _("yesterday at {time}").format(time=time)
    if 0 < days < _WEEK:
        return _(_PAST[moment.weekday()]).format(time=time)
    return moment_text(moment)


def _overdue_text(late: int) -> str:
    """Return by how much a term is over: in minutes, in hours below a day, then in whole days, as the summary does."""
    if late < _MINUTE:
        return _("just overdue")
    if late < _HOUR:
        minutes = late // _MINUTE
        return ngettext("overdue by {n} minute", "overdue by {n} minutes", minutes).format(n=minutes)
    if late < _DAY:
        hours = late // _HOUR
        return ngettext("overdue by {n} hour", "overdue by {n} hours", hours).format(n=hours)
    days = late // _DAY
    return ngettext("overdue by {n} day", "overdue by {n} days", days).format(n=number_text(days))


def _seconds(start: datetime, end: datetime) -> int:
    """Return the seconds between two aware moments; below zero where the second comes first."""
    # In UTC: Python subtracts two moments of one zone by the wall clock.
    difference = end.astimezone(UTC) - start.astimezone(UTC)
    return difference.days * _DAY + difference.seconds


def _days(start: datetime, end: datetime) -> int:
    return (end.date() - start.date()).days
