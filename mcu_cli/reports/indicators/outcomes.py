"""How appeals ended: the share decided in favour of the citizen, and why some got no answer on the merits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import EventKind, NoAnswerReason, Outcome
from mcu_cli.language import _
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked

_IN_FAVOUR = (Outcome.RESOLVED, Outcome.MEASURES_TAKEN)


def members(asked: Asked) -> dict[str, Any]:
    """Return these members; numbers are appeals.

    - `decided_in_favour`: of those handled that have an outcome, `of` in number, those resolved or with measures taken:
      their `count` and `percent`;
    - `no_answer`: those left without an answer on the merits in the period, by the ground of 59-ФЗ art. 11, the most
      frequent first: `id`, `title`, `appeals`, `share_percent`.
    """
    return {"decided_in_favour": _decided_in_favour(asked), "no_answer": _no_answer(asked)}


def _decided_in_favour(asked: Asked) -> dict[str, Any]:
    handled = {outcome: counts[0] for (outcome,), counts in asked.tallies.handled.by("outcome").items() if outcome}
    whole = sum(handled.values())
    count = sum(handled.get(outcome, 0) for outcome in _IN_FAVOUR)
    return {"count": count, "of": whole, "percent": percent(count, whole)}


def _no_answer(asked: Asked) -> list[dict[str, Any]]:
    rows = asked.source.query(
        "SELECT ground, count(DISTINCT appeal) FROM events WHERE event = :event AND at >= :start AND at < :end "
        "GROUP BY ground ORDER BY 2 DESC, 1",
        {"event": EventKind.REJECTED.value, **asked.window._asdict()},
    )
    whole = sum(appeals for _ground, appeals in rows)
    return [
        {"id": ground, "title": _ground_title(ground), "appeals": appeals, "share_percent": percent(appeals, whole)}
        for ground, appeals in rows
    ]


def _ground_title(ground: str) -> str:
    try:
        return title(NoAnswerReason(ground))
    except ValueError:  # unset, or written by a newer version
        return ground or _("not specified")
