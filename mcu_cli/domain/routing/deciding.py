"""What a routing decides about an appeal: its category and its department, with the reasons in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.complaints import refuse_complained_about
from mcu_cli.domain.decisions import assign, classify
from mcu_cli.domain.routing.evidence import Source, by_points
from mcu_cli.domain.routing.router import Doubt
from mcu_cli.errors import PassedOverError, RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.routing.router import Routing
    from mcu_cli.domain.rules import Rules
    from mcu_cli.domain.steps import Act


def classify_by_rules(appeal: Appeal, act: Act, rules: Rules, routing: Routing, *, reason: str = "") -> Appeal:
    """Return the appeal with the category that a routing is sure of; its reasons stand in the history.

    Raises PassedOverError where none is sure, with the nearest ones, and where it has one already.
    """
    if routing.category is None:
        raise PassedOverError(_unsure(appeal, routing))
    why = reason or reasons_text(routing, of_category=True)
    return classify(appeal, act, rules, routing.category, reason=why, auto=True)


def assign_by_rules(  # noqa: PLR0913  # what was found, and what is said besides
    appeal: Appeal, act: Act, rules: Rules, routing: Routing, *, executor: str = "", reason: str = ""
) -> Appeal:
    """Return the appeal assigned to the department that a routing is sure of, classified first where it was not.

    Both steps stand in the history, each with its reasons. Raises PassedOverError where the category or the department
    is not sure, with what is near.
    """
    if routing.category is None:
        raise PassedOverError(_unsure(appeal, routing))
    if routing.department is None:
        raise PassedOverError(
            _("{id}: {category} is sure, but {names} serve the place alike; say who answers with --to").format(
                id=appeal.id,
                category=routing.category.id,
                names=", ".join(f"{rival.id} ({rival.name})" for rival in routing.rivals),
            )
        )
    if all(found.source is not Source.NAME for found in routing.reasons):
        appeal = classify_by_rules(appeal, act, rules, routing)
    why = reason or reasons_text(routing, of_category=False)
    try:
        refuse_complained_about(appeal, rules.registry, routing.department.id, executor)
    except RefusedError as error:  # a person has to say who answers
        raise PassedOverError(str(error)) from error
    return assign(appeal, act, rules.registry, routing.department, executor=executor, reason=why, auto=True)


def reasons_text(routing: Routing, *, of_category: bool) -> str:
    """Return the reasons for the category, or those for the department, as the history keeps them; empty for none."""
    told = [found for found in routing.reasons if bool(found.category) is of_category]
    parts = []
    for source in Source:
        own = by_points(found for found in told if found.source is source)
        shown = ", ".join(f"{what} {points:+g}" if of_category else what for what, points in own.items())
        if shown and source is not Source.NAME:
            parts.append(sentence_by(source).format(what=shown))
    return "; ".join(parts)


def sentence_by(source: Source) -> str:
    """Return the sentence about reasons of one source; `{what}` stands for them."""
    return {
        Source.NAME: _("as the appeal or its source says: {what}"),
        Source.WORDS: _("by the words: {what}"),
        Source.AUTHOR: _("by earlier appeals of the author: {what}"),
        Source.THREAD: _("by earlier appeals of the thread: {what}"),
        Source.PLACE: _("by the place: {what}"),
    }[source]


def _unsure(appeal: Appeal, routing: Routing) -> str:
    if routing.doubt is Doubt.NOTHING:
        return _(
            "{id}: nothing in it says what it is about; say it with `mcu classify`, or who answers with "
            "`mcu assign --to`"
        ).format(id=appeal.id)
    near = ", ".join(
        _("{category} with {points} points").format(category=one.category.id, points=f"{one.score:g}")
        for one in routing.best
    )
    return _(
        "{id}: no category is sure (nearest: {near}); say it with `mcu classify`, or who answers with `mcu assign --to`"
    ).format(id=appeal.id, near=near)
