"""Every key that the file of an item may hold, in its order, with its type and meaning: one table a ledger.

Reader, writer, `check`, the index and docs/format.md follow these tables as they follow `domain.fields` for appeals.
"""

from __future__ import annotations

from mcu_cli.domain.fields import Field, Type, choice, number, text, word
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus, Rank, ReceptionForm
from mcu_cli.domain.vocabulary import Outcome


def _day(name: str, meaning: str, *, required: bool = False) -> Field:
    return Field(name, Type.DAY, meaning, required=required)


_HEAD = (
    number("format", "version of this format: 1", required=True),
    word("id", "letter of the ledger, year and number in that year", required=True),
)
_APPEALS = Field("appeals", Type.WORDS, "ids of the appeals that it is about")
QUESTION = (
    text("text", "what the citizen asks", required=True, personal=True),
    word("category", "id in categories.yaml"),
    text("answer", "the oral answer (59-ФЗ art. 13 part 3)", personal=True),
    Field(
        "consent", Type.FLAG, "the citizen was content with the oral answer, as the card notes: no written one is due"
    ),
    choice("outcome", Outcome, "what came of it, where it was answered at once"),
)
VOTE = (
    word("option", "one of `options`", required=True),
    number("votes", "how many chose it", required=True),
)
FACTS: dict[Ledger, tuple[Field, ...]] = {
    Ledger.RECEPTION: (
        *_HEAD,
        _day("day", "when citizens were received", required=True),
        choice("form", ReceptionForm, "how", required=True),
        word("official", "who received: post, and name if it is to be printed", required=True),
        choice("rank", Rank, "whether that is the head or a deputy", required=True),
        word("place", "where"),
        word("subject", "subject of a thematic reception"),
        number("citizens", "citizens received whose cards are not kept here"),
        number("no_shows", "citizens who had an appointment and did not come"),
    ),
    Ledger.INSTRUCTION: (
        *_HEAD,
        word("number", "number under which the administration knows it"),
        _day("given", "when it was given", required=True),
        word("official", "who gave it", required=True),
        text("text", "what is to be done", required=True),
        word("executor", "who has to do it: id in departments.yaml", required=True),
        _day("due", "by when it has to be done"),
        _APPEALS,
        word("reception", "id of the reception at which it was given"),
    ),
    Ledger.POLL: (
        *_HEAD,
        word("question", "what was asked", required=True),
        Field("options", Type.WORDS, "what could be chosen", required=True),
        _day("begins", "first day", required=True),
        _day("ends", "last day"),
        word("platform", "where it was held: a widget, a page, a messenger"),
        word("link", "address of the poll"),
    ),
    Ledger.WORK: (
        *_HEAD,
        word("what", "what was done, as a report prints it", required=True),
        number("count", "how many", least=1),
        _day("day", "when it was done", required=True),
        word("place", "where"),
        word("district", "district of the municipality, as in `population` of departments.yaml"),
        word("department", "who did it: id in departments.yaml"),
        Field("appeals", Type.WORDS, "ids of the appeals that caused it"),
        word("instruction", "id of the instruction that it fulfils"),
        word("photo", "address of a picture"),
    ),
}
EVENT = (
    word("id", "short id, unique in the file", required=True),
    Field("at", Type.MOMENT, "when it happened", required=True),
    Field("recorded", Type.MOMENT, "when it was written down; left out where equal to `at`; the commit's author date"),
    word("by", "e-mail of the operator who recorded it: the commit's author", required=True),
    choice("event", ItemEvent, "what happened", required=True),
)
_IN_EACH = {
    ItemEvent.REGISTERED: (),
    ItemEvent.WITHDRAWN: (text("reason", "why it does not count", required=True),),
    ItemEvent.CORRECTED: (
        Field("fields", Type.WORDS, "facts that the same commit changed", required=True),
        text("reason", "why"),
    ),
    ItemEvent.REDACTED: (
        Field("fields", Type.WORDS, "facts and events that the same commit made unreadable", required=True),
        text("reason", "why"),
    ),
}
EVENTS: dict[Ledger, dict[ItemEvent, tuple[Field, ...]]] = {
    Ledger.RECEPTION: {
        **_IN_EACH,
        ItemEvent.RECEIVED: (
            word("name", "name of the citizen", personal=True),
            word("phone", "telephone", personal=True),
            word("email", "e-mail", personal=True),
            word("address", "postal address for the answer", personal=True),
            Field("questions", Type.RECORDS, "what was asked", required=True, fields=QUESTION, personal=True),
        ),
    },
    Ledger.INSTRUCTION: {
        **_IN_EACH,
        ItemEvent.DONE: (
            _day("day", "when it was done", required=True),
            text("text", "what was done"),
        ),
        ItemEvent.EXTENDED: (
            _day("until", "new last day", required=True),
            text("reason", "why", required=True),
        ),
    },
    Ledger.POLL: {
        **_IN_EACH,
        ItemEvent.RESULT: (
            number("participants", "how many took part", required=True),
            Field("votes", Type.RECORDS, "how many chose what", fields=VOTE),
            text("decision", "what was decided by it"),
            word("link", "address of the result"),
        ),
    },
    Ledger.WORK: dict(_IN_EACH),
}
_STATUS = choice("status", ItemStatus, "where it stands", required=True)
STATE: dict[Ledger, tuple[Field, ...]] = {
    Ledger.RECEPTION: (
        _STATUS,
        number("citizens", "citizens received, those without a card here included", required=True),
        number("questions", "questions asked, of those with a card here"),
    ),
    Ledger.INSTRUCTION: (
        _STATUS,
        _day("due", "last day in force"),
        _day("done", "when it was done"),
    ),
    Ledger.POLL: (
        _STATUS,
        number("participants", "how many took part, by the last result"),
    ),
    Ledger.WORK: (_STATUS,),
}
