"""What moves the final answer to a later day: a promise to the citizen, or the extension of the law's term."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mcu_cli.domain.deadlines import end_of
from mcu_cli.domain.names import title
from mcu_cli.domain.notices import refuse_impossible_notice
from mcu_cli.domain.rules import clock_start, unextended_due
from mcu_cli.domain.steps import step
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import RefusedError
from mcu_cli.language import _, ngettext
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.rules import Rules
    from mcu_cli.domain.steps import Act


def defer(appeal: Appeal, act: Act, rules: Rules, until: date, reason: str) -> Appeal:
    """Return the appeal deferred to a promised day, at the end of which the final answer is due.

    Refused where the rules of the channel know no deferral (a letter is extended, with notice) or allow less.
    """
    _refuse_past(until, act, rules)
    rule = rules.rule(appeal, "defer")
    if rule is None:
        sentence = (
            _("{id}: the rules of the channel {channel} know no deferral; extend the term with `mcu extend`")
            if rules.rule(appeal, "extend")
            else _("{id}: the rules of the channel {channel} know no deferral; answer it by its term")
        )
        raise RefusedError(sentence.format(id=appeal.id, channel=title(appeal.channel)))
    start = clock_start(appeal)
    before = [event for event in appeal.history if event.event is EventKind.DEFERRED and event.at >= start]
    if rule.times is not None and len(before) >= rule.times:
        raise RefusedError(
            ngettext(
                "{id} was deferred {n} time already, which is the most ({source}); answer it",
                "{id} was deferred {n} times already, which is the most ({source}); answer it",
                len(before),
            ).format(id=appeal.id, n=len(before), source=rule.source or "categories.yaml")
        )
    limit = rule.due(act.at, rules.calendar).date()
    if until > limit:
        raise RefusedError(
            _("{id} can be deferred to {limit} at most ({source})").format(
                id=appeal.id, limit=day_text(limit), source=rule.source or "categories.yaml"
            )
        )
    due = replace(appeal.state.due, final=end_of(until, rules.calendar))
    return step(appeal, EventKind.DEFERRED, act, until=until, reason=reason, due=due)


def extend(  # noqa: PLR0913  # the law asks for each of these
    appeal: Appeal, act: Act, rules: Rules, *, until: date, reason: str, notified: date | None
) -> Appeal:
    """Return the appeal with a later final date; refused past the limit of the channel (59-ФЗ art. 12 part 2)."""
    rule = rules.rule(appeal, "extend")
    final = appeal.state.due.final
    if rule is None or final is None:
        sentence = (
            _("{id}: the rules of the channel {channel} know no extension; defer it with a promised day")
            if rules.rule(appeal, "defer")
            else _("{id}: the rules of the channel {channel} know no extension; answer it by its term")
        )
        raise RefusedError(sentence.format(id=appeal.id, channel=title(appeal.channel)))
    _refuse_past(until, act, rules)
    if act.at > final:
        raise RefusedError(
            _("{id} was due on {final}: a term is extended before it is over; answer it").format(
                id=appeal.id, final=day_text(final.date())
            )
        )
    limit = rule.due(unextended_due(appeal) or final, rules.calendar).date()
    if until > limit:
        raise RefusedError(
            _("{id} can be extended to {limit} at most ({source})").format(
                id=appeal.id, limit=day_text(limit), source=rule.source or "categories.yaml"
            )
        )
    if until <= final.date():
        raise RefusedError(
            _("{id} is due on {final}; an extension ends later than that").format(
                id=appeal.id, final=day_text(final.date())
            )
        )
    refuse_impossible_notice(appeal, act, notified)
    if notified is None:
        raise RefusedError(
            _("{id}: the citizen has to be told of an extension; say when with --notified").format(id=appeal.id)
        )
    due = replace(appeal.state.due, final=end_of(until, rules.calendar))
    return step(appeal, EventKind.EXTENDED, act, until=until, reason=reason, notified=notified, due=due)


def _refuse_past(day: date, act: Act, rules: Rules) -> None:
    today = act.at.astimezone(rules.calendar.tz).date()
    if day <= today:
        raise RefusedError(_("{day} is not in the future; name a later day").format(day=day_text(day)))
    if day > today + timedelta(days=366):
        raise RefusedError(_("{day} is more than a year ahead; name a nearer day").format(day=day_text(day)))
