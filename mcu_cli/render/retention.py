"""What is past the term for personal data, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcu_cli.domain.retention import Past, RetentionRule
    from mcu_cli.render.out import Out


def print_past(out: Out, rule: RetentionRule, found: Sequence[Past]) -> None:
    """Print the records past their term, those on hold marked, and by which rule."""
    from mcu_cli.render.tables import print_rows

    def cells(n: int) -> Iterator[Sequence[str]]:
        for one in found:
            yield (one.id, day_text(one.settled), day_text(one.until), ", ".join(one.held_by))[:n]

    print_rows(out, (_("record"), _("settled"), _("kept until"), _("on hold")), cells)
    n, held = len(found), sum(bool(one.held_by) for one in found)
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
