"""Questions of receptions that become appeals: with the card in the same commit, or later by their number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcu_cli import bookkeeping
from mcu_cli.commands.reception_cards import categories_of
from mcu_cli.commands.reception_saying import say
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import SYSTEM, draft_of, questions_of
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.errors import AlreadySoError, NotFoundError, RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.bookkeeping import Also
    from mcu_cli.commands.reception_cards import Filled, Wanted
    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal, Place
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.receptions import Question
    from mcu_cli.domain.registry import Department
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.transaction import Transaction


def register(mcu: Context, named: str, number: int | None, wanted: Wanted, *, dry_run: bool) -> None:
    """Register a question as an appeal; the card stays as it is, the appeal names it."""
    from mcu_cli.store.ledger_items import get_item
    from mcu_cli.store.trailers import Message

    category = categories_of(mcu, wanted.categories, 1)[0]
    department = mcu.store.registry.department(wanted.to) if wanted.to else None
    with mcu.store.writing(SYSTEM, now=mcu.local_now) as transaction:
        item = get_item(mcu.store, bookkeeping.found(mcu, Ledger.RECEPTION, named)).item
        if item.status is ItemStatus.WITHDRAWN:
            raise RefusedError(_("{id} was withdrawn and does not count; nothing is done with it").format(id=item.id))
        question = _chosen(mcu, item, number)
        act = mcu.act(transaction)
        (appeal,) = _registered(mcu, transaction, act, item, [question], category, department, wanted.place)
        commit = None
        if not dry_run:
            subject = f"{item.id}: question {question.number}, {appeal.id}"
            commit = transaction.commit(Message(SYSTEM, subject, (appeal.id,)))
    if question.is_settled_orally:
        mcu.out.note(
            _(
                "question {number} was answered on the spot and the citizen was content; it is an appeal all the same"
            ).format(number=question.number)
        )
    say(mcu, item, commit, [question], [appeal], dry_run=dry_run)


def newest(item: Item) -> list[Question]:
    """Return the questions of the card entered last."""
    *_before, last = item.happened(ItemEvent.RECEIVED)
    return questions_of(item)[-len(last.details["questions"]) :]


def registering(mcu: Context, one: Filled, appeals: list[Appeal]) -> Also:
    """Return what registers questions of the newest card in the same commit; the appeals go into `appeals` too."""

    def also(transaction: Transaction, act: Act, item: Item) -> tuple[str, ...]:
        chosen = [question for place, question in enumerate(newest(item)) if place in one.registered]
        appeals.extend(_registered(mcu, transaction, act, item, chosen, "", one.department, one.place))
        return tuple(appeal.id for appeal in appeals)

    return also


def _registered(  # which questions, of what, and what is decided at once
    mcu: Context,
    transaction: Transaction,
    act: Act,
    item: Item,
    questions: Iterable[Question],
    category: str,
    department: Department | None,
    place: Place,
) -> list[Appeal]:
    """Put the appeals that `questions` become into the transaction; without a `category` that of the card stands."""
    from mcu_cli.domain import decisions
    from mcu_cli.domain.vocabulary import Priority
    from mcu_cli.store.numbering import appeal_numbers
    from mcu_cli.store.schema import write_appeal

    next_id = appeal_numbers(mcu.store)
    made = []
    for question in questions:
        appeal_id = next_id(act.at)
        draft = replace(draft_of(item, question, place, mcu.store.registry.municipality.timezone), id=str(appeal_id))
        about = category or question.asked.get("category", "")
        appeal = decisions.register(draft, act, mcu.rules, category=about, priority=Priority.NORMAL)
        if department is not None:
            appeal = decisions.assign(appeal, act, mcu.store.registry, department)
        transaction.put(appeal_id.path, write_appeal(appeal))
        made.append(appeal)
    return made


def _chosen(mcu: Context, item: Item, number: int | None) -> Question:
    """Return the question of that number; without a number the only one that nobody has settled.

    Raises AlreadySoError for one that is an appeal already, NotFoundError for none, UsageError where it has to be said.
    """
    questions = questions_of(item)
    if not questions:
        raise RefusedError(
            _("{id} has no card yet; `mcu reception receive {id}` enters what a citizen asked").format(id=item.id)
        )
    if number is None:
        waiting = [one for one in questions if not one.is_settled_orally and not appeal_of(mcu, one)]
        if len(waiting) == 1:
            return waiting[0]
        if not waiting:
            raise AlreadySoError(_("every question of {id} is settled; name one by its number").format(id=item.id))
        raise UsageError(
            _("say which question of {id}: {numbers}").format(
                id=item.id, numbers=", ".join(str(one.number) for one in waiting)
            )
        )
    if number > len(questions):
        raise NotFoundError(
            _("{id} has no question {number}; `mcu reception show {id}` numbers them").format(id=item.id, number=number)
        )
    question = questions[number - 1]
    known = appeal_of(mcu, question)
    if known:
        raise AlreadySoError(
            _("question {number} of {id} is registered already: {appeal}").format(
                number=number, id=item.id, appeal=known
            )
        )
    return question


def appeal_of(mcu: Context, question: Question) -> str:
    """Return the id of the appeal that a question has become, empty where it has not; of twins the first."""
    found = mcu.store.find_by_key(SYSTEM, question.key)
    return found.id if found is not None else ""
