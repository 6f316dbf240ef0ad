"""What `mcu reception` says of what it has entered: the reception in a line, and each question with its fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.commands.add import resembling
from mcu_cli.domain.ledgers.receptions import register_by
from mcu_cli.language import _
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.receptions import Question


def say(  # what was entered, what came of it, and where it stands
    mcu: Context,
    item: Item,
    commit: str | None,
    questions: Sequence[Question],
    appeals: Sequence[Appeal],
    *,
    dry_run: bool,
) -> None:
    """Say what became of a reception and of the questions that this command was about."""
    from mcu_cli.change import entries_json
    from mcu_cli.render.likely import likely_lines
    from mcu_cli.render.receptions import Settlement, reception_line, row_json, row_of, settlement_json, settlement_text
    from mcu_cli.reports.ledgers import followed_questions
    from mcu_cli.store.item_schema import plain_item

    made: Mapping[str, Appeal] = {appeal.source.key: appeal for appeal in appeals}
    zone = mcu.store.registry.municipality.timezone
    due = register_by(mcu.rules, item.day) if questions else None
    settlements = [Settlement(question, made.get(question.key), due) for question in questions]
    found = {} if dry_run else {appeal.id: resembling(mcu, appeal.id) for appeal in made.values()}

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(reception_line(item))
        for one in settlements:
            told = settlement_text(one, item.id, mcu.store.registry, mcu.now)
            mcu.out.say(f"{one.question.number:>3}. {told}")
        if made and due is not None and mcu.local_now > due:
            mcu.out.note(
                _("registered late: it was to be by {moment}").format(moment=moment_text(due.astimezone(zone)))
            )
        for name, like in found.items():
            for line in likely_lines(name, like, zone):
                mcu.out.say(line)

    registered = {*followed_questions(mcu.store.index), *made}
    data = {
        "commit": commit,
        "item": row_json(row_of(plain_item(item), registered)),
        "questions": [settlement_json(one) for one in settlements],
        "appeals": entries_json(mcu, list(made.values())),
    }
    mcu.out.result(data, human)
