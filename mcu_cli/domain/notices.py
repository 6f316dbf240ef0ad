"""The day on which a citizen was told of something: the law asks for it, and it has to be one that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import RefusedError
from mcu_cli.language import _
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.steps import Act


def refuse_impossible_notice(appeal: Appeal, act: Act, notified: date | None) -> None:
    """Raise RefusedError where the citizen would have been told tomorrow, or before the appeal was registered.

    Days are those of the zone in which the act happens, which is the municipality's.
    """
    if notified is None:
        return
    if notified > act.at.date():
        raise RefusedError(
            _("{id}: {day} has not come yet; say on which day the citizen was told").format(
                id=appeal.id, day=day_text(notified)
            )
        )
    registered = appeal.registered.astimezone(act.at.tzinfo).date()
    if notified < registered:
        raise RefusedError(
            _("{id} was registered on {registered}, after {day}; say on which day the citizen was told").format(
                id=appeal.id, registered=day_text(registered), day=day_text(notified)
            )
        )
