"""Where an appeal belongs and why, for a reader; and how good the routing was found to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.routing.deciding import sentence_by
from mcu_cli.domain.routing.evidence import Source, by_points
from mcu_cli.domain.routing.router import Doubt
from mcu_cli.language import _
from mcu_cli.render.clean import shortened
from mcu_cli.render.tables import print_table
from mcu_cli.wording import decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.routing.evidence import Reason
    from mcu_cli.domain.routing.measuring import Measurement
    from mcu_cli.domain.routing.router import Routing, Suggestion
    from mcu_cli.render.out import Out

_CONFUSIONS_SHOWN = 15


def say_routing(out: Out, registry: Registry, routing: Routing, text: str, appeal_id: str = "") -> None:
    """Say where an appeal belongs, each reason with its points, and what else is near."""
    head = f"{appeal_id}  {text}" if appeal_id else text
    out.say(shortened(head, out.width))
    for line in _lines(registry, routing):
        out.say(f"  {line}")


def _lines(registry: Registry, routing: Routing) -> Iterator[str]:
    if routing.category is None:
        yield _doubt(routing.doubt or Doubt.NOTHING)
    else:
        yield _("category: {id} ({title})").format(
            id=routing.category.id, title=registry.category_title(routing.category.id)
        )
        if routing.department is not None:
            yield _("department: {id} ({title})").format(id=routing.department.id, title=routing.department.name)
        else:
            rivals = ", ".join(f"{rival.id} ({rival.name})" for rival in routing.rivals)
            yield _("department: not sure, these serve the place alike: {names}").format(names=rivals)
        for source in Source:
            for of_category in (True, False):
                told = [r for r in routing.reasons if r.source is source and bool(r.category) is of_category]
                if told:
                    counted = of_category and source is not Source.NAME
                    yield sentence_by(source).format(what=_listed(told, counted=counted))
    if routing.best:
        yield _("nearest:")
        for suggestion in routing.best:
            yield f"  {_suggestion(registry, suggestion)}"


def _listed(reasons: Iterable[Reason], *, counted: bool = True) -> str:
    """Return what reasons name, with their points where those are counted together: not for a department."""
    found = by_points(reasons)
    return ", ".join(f"{what} {_points(points, signed=True)}" if counted else what for what, points in found.items())


def _suggestion(registry: Registry, one: Suggestion) -> str:
    told = _listed(one.reasons)
    return _("{points}  {id} ({title}): {reasons}").format(
        points=_points(one.score), id=one.category.id, title=registry.category_title(one.category.id), reasons=told
    )


def _points(points: float, *, signed: bool = False) -> str:
    text = decimal_text(points, 0 if points == int(points) else 1)
    return f"+{text}" if signed else text


def _doubt(doubt: Doubt) -> str:
    if doubt is Doubt.NOTHING:
        return _("category: not sure, nothing says what it is about")
    return _("category: not sure, too little lies between it and the next")


def routing_json(routing: Routing, appeal_id: str = "") -> dict[str, Any]:
    """Return a routing as an object of JSON: unset members are null."""
    return {
        "id": appeal_id or None,
        "category": routing.category.id if routing.category else None,
        "department": routing.department.id if routing.department else None,
        "doubt": routing.doubt,
        "rivals": [rival.id for rival in routing.rivals],
        "reasons": [_reason_json(reason) for reason in routing.reasons],
        "best": [
            {
                "category": one.category.id,
                "points": one.score,
                "reasons": [_reason_json(reason) for reason in one.reasons],
            }
            for one in routing.best
        ],
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "source": reason.source,
        "what": reason.what,
        "points": reason.points,
        "category": reason.category or None,
        "department": reason.department or None,
    }


def say_measurement(out: Out, registry: Registry, found: Measurement) -> None:
    """Say how good the routing is: shares, each group, and the pairs most often taken for each other."""
    for name, value in _figures(found):
        out.say(f"{name}: {value}")
    rows = sorted(found.groups.items(), key=lambda group: (-group[1].rows, group[0]))
    out.say()
    print_table(
        out,
        (_("group"), _("texts"), _("guessed"), _("precision"), _("recall")),
        [
            (
                registry.category_title(name),
                number_text(one.rows),
                number_text(one.guessed),
                _share(one.precision),
                _share(one.recall),
            )
            for name, one in rows
        ],
        numbers_from=1,
    )
    if found.confusions:
        out.say()
        print_table(
            out,
            (_("people said"), _("mcu guessed"), _("texts")),
            [
                (registry.category_title(label), registry.category_title(guess) if guess else "-", number_text(count))
                for (label, guess), count in _confusions(found)[:_CONFUSIONS_SHOWN]
            ],
            numbers_from=2,
        )


def _figures(found: Measurement) -> Iterator[tuple[str, str]]:
    def of(part: int, whole: int) -> str:
        share = _share(part / whole if whole else None)
        return _("{share} ({part} of {whole})").format(share=share, part=number_text(part), whole=number_text(whole))

    yield _("texts read"), number_text(found.rows)
    yield _("with a group that the registry knows"), of(found.labelled, found.rows)
    yield _("group right, all guesses"), of(found.right, found.labelled)
    yield _("group among the best three"), of(found.among_three, found.labelled)
    yield _("group taken for sure"), of(found.decided, found.labelled)
    yield _("group right where it is sure"), of(found.decided_right, found.decided)
    yield _("topic right, all guesses"), of(found.topic_guessed_right, found.with_topic)
    yield _("topic taken for sure"), of(found.topic_decided, found.with_topic)
    yield _("topic right where it is sure"), of(found.topic_decided_right, found.topic_decided)


def _confusions(found: Measurement) -> list[tuple[tuple[str, str], int]]:
    return sorted(found.confusions.items(), key=lambda pair: (-pair[1], pair[0]))


def _share(share: float | None) -> str:
    return "-" if share is None else f"{decimal_text(share * 100)} %"


def measurement_json(found: Measurement) -> dict[str, Any]:
    """Return a measurement as an object of JSON: counts, and shares in percent (null of nothing)."""

    def percent(part: int, whole: int) -> float | None:
        return round(part / whole * 100, 1) if whole else None

    return {
        "rows": found.rows,
        "labelled": found.labelled,
        "unknown": dict(sorted(found.unknown.items())),
        "right": found.right,
        "right_percent": percent(found.right, found.labelled),
        "among_three": found.among_three,
        "among_three_percent": percent(found.among_three, found.labelled),
        "sure": found.decided,
        "sure_percent": percent(found.decided, found.labelled),
        "sure_right": found.decided_right,
        "sure_right_percent": percent(found.decided_right, found.decided),
        "with_topic": found.with_topic,
        "topic_right": found.topic_guessed_right,
        "topic_right_percent": percent(found.topic_guessed_right, found.with_topic),
        "topic_sure": found.topic_decided,
        "topic_sure_percent": percent(found.topic_decided, found.with_topic),
        "topic_sure_right": found.topic_decided_right,
        "topic_sure_right_percent": percent(found.topic_decided_right, found.topic_decided),
        "groups": [
            {
                "id": name,
                "texts": one.rows,
                "guessed": one.guessed,
                "right": one.right,
                "precision_percent": percent(one.right, one.guessed),
                "recall_percent": percent(one.right, one.rows),
            }
            for name, one in sorted(found.groups.items(), key=lambda group: (-group[1].rows, group[0]))
        ],
        "confusions": [
            {"label": label, "guess": guess or None, "texts": count} for (label, guess), count in _confusions(found)
        ],
    }
