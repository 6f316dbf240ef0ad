"""What is past the term for personal data, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mcu_cli.domain.retention import Past, RetentionRule
    from mcu_cli.render.out import Out


def print_past(out: Out, rule: RetentionRule, look: Callable[[], Iterable[Past]]) -> None:
    """Print the records past their term, those on hold marked, and by which rule; `look` finds them as often as asked.

    Of a long table they are looked for twice: how wide it is is known at its end.
    """
    from mcu_cli.render.tables import print_rows

    headings = (_("record"), _("settled"), _("kept until"), _("on hold"))
    held = 0

    def cells(n: int) -> Iterator[Sequence[str]]:
        nonlocal held
        for one in look():
            held += n == len(headings) and bool(one.held_by)  # else it is the width that is asked for
            yield (one.id, day_text(one.settled), day_text(one.until), ", ".join(one.held_by))[:n]

    n = print_rows(out, headings, cells)
    years = ngettext("{n} year", "{n} years", rule.years).format(n=rule.years)
    told = ngettext("{n} record is past its term", "{n} records are past their term", n).format(n=number_text(n))
    out.note(
        _("{told}, {held} of them on hold; term: {years} ({source})").format(
            told=told, held=number_text(held), years=years, source=rule.source or "-"
        )
    )


def past_json(rule: RetentionRule, found: Iterable[Past]) -> dict[str, Any]:
    """Return the rule and the records past their term."""
    return {
        "years": rule.years,
        "counted_from": rule.counted_from.value,
        "source": rule.source,
        "past": (
            {
                "id": one.id,
                "settled": one.settled.isoformat(),
                "until": one.until.isoformat(),
                "held_by": list(one.held_by),
            }
            for one in found
        ),
    }
