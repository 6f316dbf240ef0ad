"""What an appeal looks like, for a reader: which other one, why, and the command that confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.likeness import Alike, Likeness, Reason, Traits
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import Relation, Status
from mcu_cli.language import _, ngettext
from mcu_cli.wording import day_text, from_seconds, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from mcu_cli.render.out import Out

SHOWN = 3
"""Suggestions for one appeal; a fourth is passed by."""
LISTED = 10
"""Appeals named after an import."""


def likely_lines(appeal_id: str, found: Sequence[Likeness], zone: tzinfo) -> Iterator[str]:
    """Yield what the appeal looks like, under a heading: the first few, each with the command that links the two."""
    if not found:
        return
    yield _("Looks like:")
    for like in found[:SHOWN]:
        yield f"  {_what(like, appeal_id, zone)}"
        yield f"    {command(like)}"
    left = len(found) - SHOWN
    if left > 0:
        yield "  " + ngettext("and {n} more", "and {n} more", left).format(n=number_text(left))


def summary_lines(alike: Sequence[Alike], zone: tzinfo) -> Iterator[str]:
    """Yield what an import brought that looks like something on record: how many, the first few, where the rest is."""
    if not alike:
        return
    yield ngettext("{n} new appeal looks like another:", "{n} new appeals look like others:", len(alike)).format(
        n=number_text(len(alike))
    )
    for one in alike[:LISTED]:
        yield f"  {_line(one, zone)}"
    left = len(alike) - LISTED
    if left > 0:
        first = min(traits.registered for one in alike for traits in _asked(one))
        since = from_seconds(first, zone)
        day = since.date().isoformat() if since else ""
        yield "  " + ngettext(
            "and {n} more; `{command}` shows all", "and {n} more; `{command}` shows all", left
        ).format(n=number_text(left), command=f"mcu likely --from {day}")


def print_what_is_left(out: Out, pressing: Sequence[Likeness]) -> None:
    """Say what mcu leaves to a clerk once repeats are linked: the priority of open ones, and what was answered before.

    Both move terms or counts, so that nobody does them but a clerk. `pressing` are the open repeats, and of what.
    """
    shown = pressing[:LISTED]
    answered = dict.fromkeys(like.other.id for like in shown if not like.other.is_open)
    if shown:
        ids = " ".join(like.subject.id for like in shown)
        out.note(_("to raise the priority: `{command}`").format(command=f"mcu prioritise {ids} --priority high"))
    if answered:
        out.note(
            _("to take up again what was answered: `{command}`").format(command=f"mcu reopen {' '.join(answered)}")
        )
    left = len(pressing) - len(shown)
    if left:
        out.note(
            ngettext("and {n} more; `{command}` shows all", "and {n} more; `{command}` shows all", left).format(
                n=number_text(left), command="mcu list repeat open"
            )
        )


def linked_json(linked: Iterable[Likeness]) -> list[dict[str, Any]]:
    """Return what was linked as repeats: the id, that of the earlier one, and for what reasons."""
    return [
        {
            "id": like.subject.id,
            "repeat_of": like.other.id,
            "reasons": [str(reason) for reason in like.reasons],
        }
        for like in linked
    ]


def print_list(out: Out, alike: Iterable[Alike], total: int, zone: tzinfo) -> None:
    """Print the appeals that look like others, and how many there are in all."""
    n = sure = 0
    for one in alike:
        out.say(_line(one, zone))
        n += 1
        sure += any(like.is_sure and like.subject.id == one.id for like in one.found)
    if not total:
        out.note(_("no appeal looks like another"))
    elif n < total:
        out.note(_("{n} of {total} shown").format(n=number_text(n), total=number_text(total)))
    if sure:
        out.note(
            ngettext(
                "{n} of them is a sure repeat; with --link mcu links it",
                "{n} of them are sure repeats; with --link mcu links them",
                sure,
            ).format(n=number_text(sure))
        )


def _line(one: Alike, zone: tzinfo) -> str:
    """Return the command that links an appeal to what it looks like most, and why."""
    like = one.found[0]
    return f"{command(like)}  {why(like, zone)}"


def _asked(one: Alike) -> list[Traits]:
    return [traits for like in one.found[:1] for traits in (like.subject, like.other) if traits.id == one.id]


def command(like: Likeness) -> str:
    """Return the command that confirms a suggestion."""
    return f"mcu link {like.subject.id} --{like.relation} {like.other.id}"


def likely_json(appeal_id: str, found: Sequence[Likeness]) -> list[dict[str, Any]]:
    """Return the suggestions for an appeal: the id of the other, what the link would be, why, and how sure."""
    return [
        {
            "id": like.beside(appeal_id).id,
            "relation": str(like.relation),
            "sure": like.is_sure,
            "reasons": [str(reason) for reason in like.reasons],
        }
        for like in found
    ]


def _what(like: Likeness, appeal_id: str, zone: tzinfo) -> str:
    """Return `20251212-0007, 12.12.2025, answered: the same text`."""
    other = like.beside(appeal_id)
    registered = from_seconds(other.registered, zone)
    day = day_text(registered.date()) if registered else ""
    return f"{other.id}, {day}, {title(Status(other.status))}: {why(like, zone)}"


def why(like: Likeness, zone: tzinfo) -> str:
    """Return in words why two appeals are alike."""
    reasons = set(like.reasons)
    if like.relation is Relation.RELATED_TO:
        return _("the same place and topic, both open")
    text = _text(reasons)
    if like.relation is Relation.REPEAT_OF:
        answered = from_seconds(like.answered, zone)
        day = day_text(answered.date()) if answered else ""
        return _("{what}; answered on {day}").format(what=text or _author_or_place(like), day=day)
    return text


def _author_or_place(like: Likeness) -> str:
    author, place, topic = (
        reason in like.reasons for reason in (Reason.SAME_AUTHOR, Reason.SAME_PLACE, Reason.SAME_TOPIC)
    )
    if not author:
        return _("the same place and topic")
    if not topic:
        return (
            _("the same author and place, another topic or none")
            if place
            else _("the same author, another topic or none")
        )
    if not like.is_sure:
        return _("the same name and topic, another place")
    return _("the same author, place and topic") if place else _("the same author and topic")


def _text(reasons: set[Reason]) -> str:
    """Return what the texts have in common, and what else makes it sure; empty where they have nothing."""
    if Reason.SAME_TEXT in reasons:
        if Reason.SAME_AUTHOR in reasons:
            return _("the same text by the same author")
        return _("the same text about the same place") if Reason.SAME_PLACE in reasons else _("the same text")
    if Reason.NEAR_TEXT in reasons:
        if Reason.SAME_AUTHOR in reasons:
            return _("nearly the same text by the same author")
        if Reason.SAME_PLACE in reasons:
            return _("nearly the same text about the same place")
        return _("nearly the same text on the same topic")
    return ""
