"""What an automatic escalation brought: grouped by who is told, a line an appeal; and the same for programs.

Neither holds a word of a citizen: both are handed on to those who are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ladder import climb_text
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from mcu_cli.domain.ladder import Climb, Told

_IDS_A_LINE = 4


def escalation_lines(climbs: Sequence[Climb], zone: tzinfo, *, most: int | None = None) -> Iterator[str]:
    """Yield who is told, from the foot of the ladder up, and below each the appeals, at most `most` of them.

    An appeal is told whole once, to the highest; those below them get its id.
    """
    width = max((len(climb.appeal) for climb in climbs), default=0)
    for told, theirs in _by_who_is_told(climbs):
        yield f"{_who(told)}: {appeals_text(len(theirs))}"
        own = [climb for climb in theirs if climb.told[-1] == told]
        others = [climb.appeal for climb in theirs if climb.told[-1] != told]
        for climb in own[:most]:
            yield f"  {climb.appeal:<{width}}  {clean_line(climb_text(climb, zone))}"
        for start in range(0, len(others[:most]), _IDS_A_LINE):
            ids = ", ".join(others[:most][start : start + _IDS_A_LINE])
            yield "  " + (_("below too: {ids}").format(ids=ids) if start == 0 else ids)
        left = len(own) + len(others) - len(own[:most]) - len(others[:most])
        if left:
            yield "  " + ngettext("and {n} more", "and {n} more", left).format(n=number_text(left))


def climb_json(climb: Climb, zone: tzinfo) -> dict[str, Any]:
    """Return one escalation as an object: what is not known of who is told is null, the share is in percent."""
    return {
        "appeal": climb.appeal,
        "level": climb.level,
        "to": climb.to,
        "told": [_told_json(told) for told in climb.told],
        "clock": climb.answer.value,
        "share": climb.share,
        "due": climb.due.astimezone(zone).isoformat(),
    }


def _told_json(told: Told) -> dict[str, Any]:
    members = {"id": told.id, "title": told.title, "department": told.department, "name": told.name}
    return {name: value or None for name, value in {**members, "email": told.email}.items()}


def _by_who_is_told(climbs: Sequence[Climb]) -> list[tuple[Told, list[Climb]]]:
    """Return the appeals of each one who is told, in the order of the ladder; of one appeal several may be."""
    found: dict[Told, list[Climb]] = {}
    for climb in climbs:
        for told in climb.told:
            found.setdefault(told, []).append(climb)
    return sorted(found.items())


def _who(told: Told) -> str:
    """Return `Head of the centre (Name, address)`; of the step of the department in charge, which one that is."""
    known = [part for part in (told.name, told.email) if part]
    who = told.title
    if told.in_charge:
        department = told.department or _("no department yet")
        who = f"{who}, {department}"
    return clean_line(f"{who} ({', '.join(known)})" if known else who)
