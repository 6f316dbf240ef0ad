"""How many appeals came in, were passed on, answered, handled and closed: each beside other stretches of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel, EventKind
from mcu_cli.reports import source as rows
from mcu_cli.reports.breakdowns import Names, as_data, break_down
from mcu_cli.reports.indicator import Indicator, counted
from mcu_cli.reports.stays import counts_handled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.scope import Asked

# What comes to the head of a town by post, by telephone and at receptions, as yearly reviews count it together.
_WRITTEN_AND_ORAL = (Channel.LETTER, Channel.RECEPTION, Channel.PHONE)


def members(asked: Asked) -> dict[str, Any]:
    """Return the totals, and the breakdowns that concern what was done.

    - indicators, each in appeals (`answers` in answers), with `period`, `month_to_date`, `quarter_to_date`,
      `year_to_date`, `previous`, `last_year`, `change_percent`, `change_previous_percent`: `received`,
      `written_and_oral`, `assigned`, `answered`, `answers`, `handled`, `closed`;
    - numbers: `letters` and `questions`, without and with the parts split from letters;
    - rows: `departments`, `outcomes`.
    """
    source = asked.source
    by_channel = asked.tallies.received.by("channel")
    received = _sum(asked, by_channel.values())
    answered, answers = _of_events(asked, EventKind.ANSWERED)
    handled = counted(asked, counts_handled(source, asked.windows))
    indicators = {
        "received": received,
        "written_and_oral": _sum(asked, [by_channel.get((channel,), ()) for channel in _WRITTEN_AND_ORAL]),
        "assigned": _of_events(asked, EventKind.ASSIGNED, EventKind.FORWARDED)[0],
        "answered": answered,
        "answers": answers,
        "handled": handled,
        "closed": _of_events(asked, EventKind.CLOSED)[0],
    }
    names = Names(asked.registry)
    return {
        **{name: value.as_data() for name, value in indicators.items()},
        "letters": rows.count_letters(source, asked.window),
        "questions": received.period,
        "departments": as_data(break_down(asked, ("department",), names.department)),
        "outcomes": as_data(break_down(asked, ("outcome",), names.outcome, share_of="handled")),
    }


def _of_events(asked: Asked, *events: EventKind) -> tuple[Indicator, Indicator]:
    """Return the appeals that have such events, and the events themselves."""
    found = {window: rows.count_events(asked.source, window, *events) for window in dict.fromkeys(asked.windows)}
    appeals, times = zip(*(found[window] for window in asked.windows), strict=True)
    return counted(asked, appeals), counted(asked, times)


def _sum(asked: Asked, counts: Iterable[Sequence[int]]) -> Indicator:
    """Return the appeals of several facts together, from their counts in each window."""
    nothing = [0] * len(asked.windows)
    return counted(asked, map(sum, zip(nothing, *[count for count in counts if count], strict=True)))
