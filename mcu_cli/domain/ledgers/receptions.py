"""Questions asked at a personal reception: how each is known, by when it is settled, the appeal that it becomes.

A question is settled by an oral answer that the citizen was content with, as the card notes (59-ФЗ art. 13 part 3), or
it becomes an appeal, which gets a written answer. Of the latter nothing is written into the card: the appeal names it.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.steps import step
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.vocabulary import Channel, Outcome, Priority
from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.rules import Rules
    from mcu_cli.domain.steps import Act

SYSTEM = Ledger.RECEPTION.value
"""The system that an appeal from a reception names as its source."""
# What a citizen leaves in the card; the appeals that come of it bear the same.
_CITIZEN = ("name", "phone", "email", "address")


class Question(NamedTuple):
    """One question of a reception.

    `number` counts from 1 through all its cards, as a clerk names it; `key` is the one by which its appeal is known:
    reception, event, and its place in that card. `card` holds the fields of the event, `asked` those of the question.
    """

    number: int
    key: str
    card: Mapping[str, Any]
    asked: Mapping[str, Any]

    @property
    def is_settled_orally(self) -> bool:
        """Whether it was answered on the spot and the citizen was content: no written answer is due."""
        return bool(self.asked.get("answer")) and bool(self.asked.get("consent"))


def questions_of(item: Item) -> list[Question]:
    """Return the questions of a reception, in the order in which they were entered."""
    received = ((event.id, event.details) for event in item.happened(ItemEvent.RECEIVED))
    return list(_numbered(item.id, received))


def questions_in(plain: Mapping[str, Any]) -> list[Question]:
    """Return the questions of a reception that is given as the plain values of its file, as the index keeps it."""
    cards = ((event["id"], event) for event in plain["history"] if event["event"] == ItemEvent.RECEIVED)
    return list(_numbered(plain["id"], cards))


def receive(item: Item, act: Act, citizen: Mapping[str, str], questions: Sequence[Mapping[str, Any]]) -> Item:
    """Return the reception with the card of one more citizen; unset fields are left out.

    Raises RefusedError where nothing was asked, and for a consent to an answer that was not given.
    """
    asked = tuple({name: value for name, value in one.items() if value} for one in questions)
    if not asked or not all("text" in one for one in asked):
        raise RefusedError(_("a card holds at least one question, and each of them its text; say what was asked"))
    for one in asked:
        if "consent" in one and "answer" not in one:
            raise RefusedError(
                _("a citizen is content with an answer, and none was given; write it down, or leave the consent out")
            )
        if one.get("outcome") is Outcome.NO_ANSWER:
            raise RefusedError(_("an answer was given on the spot; say what came of it with another outcome"))
    return step(item, ItemEvent.RECEIVED, act, **citizen, questions=asked)


def draft_of(item: Item, question: Question, place: Place, zone: tzinfo) -> Appeal:
    """Return the appeal that a question becomes, before it is registered: received when the reception was held."""
    return Appeal(
        id="",
        channel=Channel.RECEPTION,
        received=datetime.combine(item.day, time(), tzinfo=zone),
        text=question.asked["text"],
        source=Source(system=SYSTEM, key=question.key),
        author=Author(**{name: question.card.get(name, "") for name in _CITIZEN}),
        place=place,
    )


def register_by(rules: Rules, day: date) -> datetime | None:
    """Return by when a question asked on `day`, and not settled orally, has to be registered; None without such a term.

    It is the term of the channel `reception`, or where that has none the one of letters: what is to be answered in
    writing is registered in three days (59-ФЗ art. 8 part 2, art. 13 part 4).
    """
    for channel in (Channel.RECEPTION, Channel.LETTER):
        rule = rules.of_channel(channel).rule("register", Priority.NORMAL)
        if rule is not None:
            return rule.due(datetime.combine(day, time(), tzinfo=rules.calendar.tz), rules.calendar)
    return None


def _numbered(reception: str, cards: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Question]:
    """Yield the questions of cards, each of which comes with the id of its event."""
    number = 0
    for event, card in cards:
        for place, asked in enumerate(card["questions"], start=1):
            number += 1
            yield Question(number, f"{reception}/{event}/{place}", card, asked)
