"""What kind of appeals came in: by 59-FZ, by form, by mark, and whether for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.reports.breakdowns import Names, as_data, break_down, break_down_tags

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
    rows = asked.source.query(
        "SELECT count(*), sum(duplicate_of <> ''), sum(duplicate_of = '' AND is_repeat), "  # noqa: S608  # words of ours
        "sum(duplicate_of = '' AND is_multiple) FROM (SELECT duplicate_of, "
        f"id IN (SELECT appeal FROM events WHERE {linked}) AS is_repeat, "
        f"id IN (SELECT appeal FROM events WHERE {linked} "
        f"AND target IN (SELECT appeal FROM main.events WHERE {linked})) AS is_multiple "
        "FROM appeals WHERE registered >= :start AND registered < :end)",
        asked.window._asdict(),
    )
    received, duplicates, repeat, multiple = (count or 0 for count in rows[0])
    return {
        "primary": received - duplicates - repeat,
        "repeat": repeat,
        "multiple": multiple,
        "duplicates": duplicates,
    }
