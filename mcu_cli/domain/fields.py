"""Every key an appeal's file may hold, in its order, with its type and meaning: the one table of the format.

The reader and the writer of files, `check`, the index and docs/format.md all follow this table, so that a field is
added in one place.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from mcu_cli.domain.vocabulary import (
    AnswerKind,
    AppealKind,
    Channel,
    EventKind,
    IncidentType,
    Network,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
    Status,
    Via,
)
from mcu_cli.values import dataclass


class Type(StrEnum):
    """How a value is written and read."""

    WORD = "word"  # one line of text
    TEXT = "text"  # text of any length, a `|` block in the file
    NUMBER = "number"  # a whole number
    FLAG = "flag"  # true or false
    MOMENT = "moment"  # ISO 8601 with offset, to the second
    DAY = "day"  # ISO date
    CHOICE = "choice"  # one word of a closed list
    WORDS = "words"  # a list of words
    RECORD = "record"  # a mapping with fields of its own
    RECORDS = "records"  # a list of such mappings


Choices = type[StrEnum]  # named here: inside Field, `type` is the field


@dataclass(frozen=True, slots=True)
class Field:
    """One key: name, type, words allowed (CHOICE), range (NUMBER), fields inside (RECORD, RECORDS), its meaning."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    choices: Choices | None = None
    fields: tuple[Field, ...] = ()
    personal: bool = False
    least: int = 0
    most: int = 999_999_999_999_999  # whole in JSON, in SQLite and in every other reader


def word(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Field:
    """Return a field of one line."""
    return Field(name, Type.WORD, meaning, required=required, personal=personal)


def moment(name: str, meaning: str, *, required: bool = False) -> Field:
    """Return a field of a moment with its offset."""
    return Field(name, Type.MOMENT, meaning, required=required)


def choice(name: str, choices: type[StrEnum], meaning: str, *, required: bool = False) -> Field:
    """Return a field that takes one of `choices`."""
    return Field(name, Type.CHOICE, meaning, required=required, choices=choices)


def number(name: str, meaning: str, *, required: bool = False, least: int = 0, most: int | None = None) -> Field:
    """Return a field of a whole number from `least` to `most`; without `most` up to what every reader takes."""
    field = Field(name, Type.NUMBER, meaning, required=required, least=least)
    return field if most is None else replace(field, most=most)


def text(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Field:
    """Return a field of a text of any length."""
    return Field(name, Type.TEXT, meaning, required=required, personal=personal)


_MOST_STEPS = 99
SOURCE = (
    word("system", "system that the appeal came from, with `key` its identity there", required=True),
    word("key", "number of the appeal in that system"),
    word("url", "address of the post", personal=True),
    choice("network", Network, "network of the post"),
    word("blog", "address of the page on which the post stands"),
    choice("type", IncidentType, "«Тип инцидента»"),
    number("audience", "people reached by the page, as the source counted at the first import"),
    number("engagement", "reactions to the post, as the source counted at the first import"),
)
AUTHOR = (
    word("name", "name of the citizen or the organisation", personal=True),
    word("profile", "address of the author's page", personal=True),
    word("phone", "telephone", personal=True),
    word("email", "e-mail", personal=True),
    word("address", "postal address for the answer", personal=True),
)
PLACE = (
    word("region", "region"),
    word("municipality", "municipality"),
    word("district", "district of the municipality, as in `population` of departments.yaml"),
    word("settlement", "town, village"),
    word("street", "street"),
    word("house", "house", personal=True),
    word("flat", "flat", personal=True),
    word("object", "school, stop, park or other object"),
)
DUE = (
    moment("register", "has to be registered"),
    moment("route", "has to have a department"),
    moment("forward", "what others are competent for has to be forwarded"),
    moment("first", "first answer is due"),
    moment("final", "final answer is due"),
)
_DUE = Field("due", Type.RECORD, "due moments computed by the rules in force then", fields=DUE)
_DEPARTMENT = word("department", "id in departments.yaml, or the name as the source gave it")
_CATEGORY = word("category", "id in categories.yaml (`group` or `group/topic`), or the group as the source named it")
_TOPIC = word("topic", "topic as the source named it, where categories.yaml does not know it")
_REASON = text("reason", "why")
_AUTO = Field("auto", Type.FLAG, "chosen by the rules alone and by nobody; no precedent for others")
_NOTIFIED = Field("notified", Type.DAY, "day on which the citizen was told")

STATE = (
    choice("status", Status, "where the appeal stands", required=True),
    _CATEGORY,
    _TOPIC,
    _DEPARTMENT,
    word("executor", "unit or person within the department"),
    choice("priority", Priority, "how much it presses"),
    Field("due", Type.RECORD, "due moments in force", fields=DUE),
    Field("promised", Type.DAY, "day promised to the citizen"),
    number("escalation", "steps up the ladder so far", least=1, most=_MOST_STEPS),
    moment("first_answer", "first answer, interim or final"),
    moment("handled", "left the backlog"),
    choice("outcome", Outcome, "what came of it"),
    number("rating", "the citizen's mark, 1 to 5", least=1, most=5),
    word("duplicate_of", "the appeal that this one doubles"),
    word("part_of", "the letter of which this is one question"),
)
EVENT = (
    word("id", "short id, unique in the file", required=True),
    moment("at", "when it happened", required=True),
    moment("recorded", "when it was written down; left out where equal to `at`; the commit's author date"),
    word("by", "e-mail of the operator who recorded it: the commit's author", required=True),
    word("actor", "who acted, where it was someone else"),
    word("origin", "system that reported it"),
    choice("event", EventKind, "what happened", required=True),
)
_OWN: dict[EventKind, tuple[Field, ...]] = {
    EventKind.REGISTERED: (
        _CATEGORY,
        _TOPIC,
        choice("priority", Priority, "priority at the start"),
        _DUE,
    ),
    EventKind.CLASSIFIED: (_CATEGORY, _TOPIC, _REASON, _AUTO, _DUE),
    EventKind.PRIORITISED: (
        choice("priority", Priority, "new priority", required=True),
        _REASON,
        _DUE,
    ),
    EventKind.ASSIGNED: (
        _DEPARTMENT,
        word("executor", "unit or person within the department"),
        _REASON,
        _AUTO,
    ),
    EventKind.ANSWERED: (
        choice("kind", AnswerKind, "interim or final", required=True),
        choice("via", Via, "how it reached the citizen"),
        choice("outcome", Outcome, "what came of it; with a final answer"),
        Field("media", Type.FLAG, "with a picture or a film"),
        Field("approximate", Type.FLAG, "the source gives no moment of its own: `at` is the latest it can be"),
        word("account", "page or account that published the answer"),
        text("text", "text of the answer; a source may not give it", personal=True),
    ),
    EventKind.DEFERRED: (
        Field("until", Type.DAY, "day promised to the citizen; a source may not name it"),
        text("reason", "why", required=True),
        _DUE,
    ),
    EventKind.EXTENDED: (
        Field("until", Type.DAY, "new last day", required=True),
        text("reason", "why", required=True),
        _NOTIFIED,
        _DUE,
    ),
    EventKind.ESCALATED: (
        number("level", "step of the ladder, from 1", required=True, least=1, most=_MOST_STEPS),
        word("to", "id of that step in departments.yaml", required=True),
        text("reason", "why", required=True),
        _AUTO,
    ),
    EventKind.FORWARDED: (
        word("to", "body or department outside", required=True),
        Field("control", Type.FLAG, "the appeal stays on the centre's control and in its backlog"),
        _NOTIFIED,
        _REASON,
    ),
    EventKind.NOTED: (text("text", "text of the note", required=True, personal=True),),
    EventKind.LINKED: (
        choice("relation", Relation, "how", required=True),
        word("to", "id of the other appeal", required=True),
        _REASON,
        _AUTO,
    ),
    EventKind.REJECTED: (
        choice("ground", NoAnswerReason, "legal ground for no answer", required=True),
        text("reason", "in words"),
        _NOTIFIED,
    ),
    EventKind.REOPENED: (text("reason", "why", required=True), _DUE),
    EventKind.CLOSED: (
        choice("outcome", Outcome, "what came of it, where no final answer said so"),
        _REASON,
    ),
    EventKind.RATED: (number("rating", "the citizen's mark, 1 to 5", required=True, least=1, most=5),),
    EventKind.RECOMPUTED: (_REASON, _DUE),
    EventKind.CORRECTED: (
        Field("fields", Type.WORDS, "facts that the same commit changed", required=True),
        _REASON,
    ),
    EventKind.REDACTED: (
        Field("fields", Type.WORDS, "facts and events that the same commit made unreadable", required=True),
        _REASON,
    ),
}
# Any event may move the terms, so any may carry what they are then.
EVENTS: dict[EventKind, tuple[Field, ...]] = {
    kind: fields if _DUE in fields else (*fields, _DUE) for kind, fields in _OWN.items()
}
FACTS = (
    number("format", "version of this format: 1", required=True),
    word("id", "day of registration and number in that day", required=True),
    choice("channel", Channel, "the way on which it came", required=True),
    Field("source", Type.RECORD, "where it came from", fields=SOURCE),
    moment("received", "when the citizen sent it", required=True),
    choice("kind", AppealKind, "kind by 59-ФЗ art. 4"),
    Field("author", Type.RECORD, "who sent it", fields=AUTHOR, personal=True),
    Field("place", Type.RECORD, "where it is about", fields=PLACE),
    text("text", "what the citizen wrote", required=True, personal=True),
    text("original", "the text as it came, where its markup says more", personal=True),
    Field(
        "against",
        Type.WORDS,
        "whom a complaint is about, by ids or names: never assigned or forwarded to them (59-ФЗ art. 8 part 6)",
        personal=True,
    ),
    Field("tags", Type.WORDS, "free marks"),
    Field("media", Type.FLAG, "came with a picture or a film"),
)
# Personal facts by the names under which a query asks for them: a record that is personal as a whole by its own. Texts
# are no words: who looks for words in them looks for no person.
PERSONAL_WORDS = frozenset(
    field.name if field.personal else part.name
    for field in FACTS
    for part in field.fields or (field,)
    if (field.personal or part.personal) and part.type is not Type.TEXT
)
