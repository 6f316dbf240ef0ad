"""The period of a report as an operator types it: `month`, `2021-11`, `year --date 2021`, `--from ... --to ...`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mcu_cli.domain.days import quarter_of, span_of
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.reports.periods import Kind, Period, around, between

if TYPE_CHECKING:
    from mcu_cli.domain.days import Span

_ONE_DAY = timedelta(days=1)


def typed_period(kind: Kind | None, on: str, first: str, last: str, *, today: date) -> Period:
    """Return the period that is meant by a kind, a day, month, quarter or year in it, or the ends of a range.

    Without a kind the stretch typed in `on` is the period itself. Raises UsageError where these contradict each other,
    RefusedError for days that no store can know.
    """
    if first or last or kind is Kind.RANGE:
        return _range(kind, on, first, last, today)
    if not on:
        return around(kind or Kind.DAY, today)
    span = stretch_of(on, today=today)
    period = around(kind or _kind_of(span), span.first)
    if span.last > period.last:
        raise UsageError(
            _("{text} is longer than the period asked for; name a day in it, or leave the period out").format(text=on)
        )
    return period


def stretch_of(text: str, *, today: date) -> Span:
    """Return the days of a day, month, quarter or year as typed; raises UsageError for anything else."""
    return quarter_of(text) or span_of(text, today=today, ahead=False)


def _range(kind: Kind | None, on: str, first: str, last: str, today: date) -> Period:
    if kind not in {None, Kind.RANGE} or on:
        raise UsageError(_("--from and --to make a range of their own; leave out the period and --date"))
    if not first:
        raise UsageError(_("a range needs its first day; add --from DAY"))
    begin = stretch_of(first, today=today).first
    return between(begin, stretch_of(last, today=today).last if last else max(begin, today))


def _kind_of(span: Span) -> Kind:
    """Return what a stretch is: nothing but a day, a month, a quarter or a year can be typed as one."""
    if span.first == span.last:
        return Kind.DAY
    after = span.last + _ONE_DAY
    months = 12 * (after.year - span.first.year) + after.month - span.first.month
    return {1: Kind.MONTH, 3: Kind.QUARTER}.get(months, Kind.YEAR)


def as_typed(period: Period) -> list[str]:
    """Return the arguments of `mcu report` that mean this period on any day."""
    first, last = period.first.isoformat(), period.last.isoformat()
    match period.kind:
        case Kind.DAY:
            return [first]
        case Kind.WEEK:
            return ["week", "--date", first]
        case Kind.MONTH:
            return [first[: len("2021-11")]]
        case Kind.QUARTER:
            return [f"{period.first.year}-Q{(period.first.month + 2) // 3}"]
        case Kind.YEAR:
            return [str(period.first.year)]
        case Kind.RANGE:
            return ["--from", first, "--to", last]
