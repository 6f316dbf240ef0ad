"""The words of the trade that stand in files and in JSON: closed lists, in English, never translated there."""

from __future__ import annotations

from enum import StrEnum

# The tag of what came in and is no appeal: «Начать», an answer to a button, a message without words.
CHATTER = "chatter"


class Channel(StrEnum):
    """The way on which an appeal came (DOMAIN: каналы)."""

    INCIDENT = "incident"
    POS = "pos"
    LETTER = "letter"
    RECEPTION = "reception"
    PHONE = "phone"
    URGENT = "urgent"
    BOT = "bot"
    MAIL = "mail"
    PAGE = "page"


# Written appeals and personal receptions: what 59-ФЗ says of notices holds for these (art. 4 and 13). E-mail is none
# since 30.03.2025 (547-ФЗ of 28.12.2024; B), messages from open sources never were one
# (A: docs.cntd.ru/document/570893550).
UNDER_59_FZ = frozenset({Channel.LETTER, Channel.RECEPTION})


class AppealForm(StrEnum):
    """How an appeal was made, as reviews under 59-ФЗ tell them apart (art. 4, part 1): the channel says it."""

    WRITTEN = "written"
    ELECTRONIC = "electronic"
    ORAL = "oral"


FORMS = {
    Channel.LETTER: AppealForm.WRITTEN,
    Channel.RECEPTION: AppealForm.ORAL,
    Channel.PHONE: AppealForm.ORAL,
    Channel.URGENT: AppealForm.ORAL,
    Channel.INCIDENT: AppealForm.ELECTRONIC,
    Channel.POS: AppealForm.ELECTRONIC,
    Channel.BOT: AppealForm.ELECTRONIC,
    Channel.MAIL: AppealForm.ELECTRONIC,
    Channel.PAGE: AppealForm.ELECTRONIC,
}


class Network(StrEnum):
    """The social network or messenger of a post; the last two appear in old records only."""

    VK = "vk"
    OK = "ok"
    TELEGRAM = "telegram"
    MAX = "max"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"


class Status(StrEnum):
    """Where an appeal stands; the fold of its history says which."""

    NEW = "new"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    DEFERRED = "deferred"
    FORWARDED = "forwarded"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class Outcome(StrEnum):
    """What came of an appeal (59-ФЗ practice and the Incident Management system's «Итог»)."""

    RESOLVED = "resolved"
    MEASURES_TAKEN = "measures-taken"
    EXPLAINED = "explained"
    REFUSED = "refused"
    NOT_RESOLVED = "not-resolved"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no-answer"


class NoAnswerReason(StrEnum):
    """Why the law allows to leave an appeal without an answer on the merits: 59-ФЗ art. 11."""

    ANONYMOUS = "anonymous"
    COURT_DECISION = "court-decision"
    OBSCENE = "obscene"
    ILLEGIBLE = "illegible"
    UNCLEAR = "unclear"
    CORRESPONDENCE_ENDED = "correspondence-ended"
    STATE_SECRET = "state-secret"  # noqa: S105  # a reason of the law, not a password
    PUBLISHED = "published"
    NOT_AN_APPEAL = "not-an-appeal"


class Priority(StrEnum):
    """How much an appeal presses; the rules of a channel may set other terms for it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class AppealKind(StrEnum):
    """The kinds of 59-ФЗ art. 4: предложение, заявление, жалоба; and thanks, which need no measures."""

    PROPOSAL = "proposal"
    STATEMENT = "statement"
    COMPLAINT = "complaint"
    THANKS = "thanks"


class IncidentType(StrEnum):
    """«Тип инцидента»: решаемый, информационный, не решаемый."""

    SOLVABLE = "solvable"
    INFORMATIONAL = "informational"
    UNSOLVABLE = "unsolvable"


class AnswerKind(StrEnum):
    """An interim answer promises; a final one answers the question."""

    INTERIM = "interim"
    FINAL = "final"


class Via(StrEnum):
    """How an answer reached the citizen."""

    COMMENT = "comment"
    DIRECT_MESSAGE = "direct-message"
    LETTER = "letter"
    WORD_OF_MOUTH = "word-of-mouth"


class Relation(StrEnum):
    """How one appeal is linked to another."""

    DUPLICATE_OF = "duplicate-of"
    REPEAT_OF = "repeat-of"
    PART_OF = "part-of"
    HAS_PART = "has-part"
    RELATED_TO = "related-to"


class EventKind(StrEnum):
    """What may happen to an appeal."""

    REGISTERED = "registered"
    CLASSIFIED = "classified"
    PRIORITISED = "prioritised"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    DEFERRED = "deferred"
    EXTENDED = "extended"
    ESCALATED = "escalated"
    FORWARDED = "forwarded"
    NOTED = "noted"
    LINKED = "linked"
    REJECTED = "rejected"
    REOPENED = "reopened"
    CLOSED = "closed"
    RATED = "rated"
    RECOMPUTED = "recomputed"
    CORRECTED = "corrected"
    REDACTED = "redacted"


# Two kinds of events that are one step of the work: an appeal goes to a department, or to a body outside.
PASSED_ON = frozenset({EventKind.ASSIGNED, EventKind.FORWARDED})
