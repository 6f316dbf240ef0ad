"""What kind of appeals came in: by 59-FZ, by form, by mark, and whether for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.reports.breakdowns import Names, as_data, break_down, break_down_tags
from mcu_cli.reports.source import count_registered

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked


def members(asked: Asked) -> dict[str, Any]:
    """Return what kind of appeals came in.

    - rows: `forms` (written, electronic, oral: the channel says it), `kinds` (59-ФЗ art. 4), `tags` (free marks: an
      appeal counts with each of its marks, and not at all without one; shares are of all received);
    - `repeats`: of the appeals received `primary`, `repeat` (linked as a repeat of an earlier one), `multiple` of
      these (the earlier one is a repeat itself), and `duplicates`; primary, repeat and duplicates add up.
    """
    names = Names(asked.registry)
    return {
        "forms": as_data(break_down(asked, ("channel",), names.form)),
        "kinds": as_data(break_down(asked, ("kind",), names.kind)),
        "tags": as_data(break_down_tags(asked, names)),
        "repeats": _repeats(asked),
    }


def _repeats(asked: Asked) -> dict[str, int]:
    # An earlier appeal may be outside the part that is asked for.
    linked = f"event = '{EventKind.LINKED}' AND relation = '{Relation.REPEAT_OF}'"
    within = "registered >= :start AND registered < :end"
    rows = asked.source.query(
        f"SELECT count(*), total(is_multiple) FROM (SELECT e.appeal, "  # noqa: S608  # words of ours
        f"max(e.target IN (SELECT appeal FROM main.events WHERE {linked})) AS is_multiple "
        f"FROM events e CROSS JOIN appeals a ON a.id = e.appeal WHERE {linked} AND duplicate_of = '' AND {within} "
        "GROUP BY e.appeal)",
        asked.window._asdict(),
    )
    repeat, multiple = map(int, rows[0])
    duplicates = count_registered(asked.source, asked.window, "a.duplicate_of <> ''")
    received = sum(counts[0] for counts in asked.tallies.received.by("channel").values())
    return {
        "primary": received - duplicates - repeat,
        "repeat": repeat,
        "multiple": multiple,
        "duplicates": duplicates,
    }
