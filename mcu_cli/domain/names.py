"""How the words of the vocabulary are called for a reader, and which word a reader means by what he types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus, Rank, ReceptionForm
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    AppealForm,
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
from mcu_cli.domain.words import fold
from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from enum import StrEnum

Word = TypeVar("Word", bound="StrEnum")  # the syntax of 3.12 comes when 3.11 goes

_PAIRS: tuple[tuple[StrEnum, str], ...] = (
    (Channel.INCIDENT, marked("Incident Management")),
    (Channel.POS, marked("POS platform")),
    (Channel.LETTER, marked("letter")),
    (Channel.RECEPTION, marked("personal reception")),
    (Channel.PHONE, marked("telephone")),
    (Channel.URGENT, marked("urgent line")),
    (Channel.BOT, marked("chat bot")),
    (Channel.MAIL, marked("e-mail")),
    (Channel.PAGE, marked("official page")),
    (AppealForm.WRITTEN, marked("written")),
    (AppealForm.ELECTRONIC, marked("electronic")),
    (AppealForm.ORAL, marked("oral")),
    (Network.VK, marked("VKontakte")),
    (Network.OK, marked("Odnoklassniki")),
    (Network.TELEGRAM, marked("Telegram")),
    (Network.MAX, marked("MAX")),
    (Network.INSTAGRAM, marked("Instagram")),
    (Network.FACEBOOK, marked("Facebook")),
    (Status.NEW, marked("new")),
    (Status.ASSIGNED, marked("assigned")),
    (Status.ANSWERED, marked("answered")),
    (Status.CLOSED, marked("closed")),
    (Status.DEFERRED, marked("deferred")),
    (Status.FORWARDED, marked("forwarded")),
    (Status.REJECTED, marked("no answer due")),
    (Status.DUPLICATE, marked("duplicate")),
    (Outcome.RESOLVED, marked("resolved")),
    (Outcome.MEASURES_TAKEN, marked("measures taken")),
    (Outcome.EXPLAINED, marked("explained")),
    (Outcome.REFUSED, marked("refused")),
    (Outcome.NOT_RESOLVED, marked("not resolved")),
    (Outcome.FORWARDED, marked("forwarded to the competent body")),
    (Outcome.WITHDRAWN, marked("withdrawn")),
    (Outcome.NO_ANSWER, marked("left without an answer")),
    (Priority.LOW, marked("low")),
    (Priority.NORMAL, marked("normal")),
    (Priority.HIGH, marked("high")),
    (Priority.URGENT, marked("urgent")),
    (AppealKind.PROPOSAL, marked("proposal")),
    (AppealKind.STATEMENT, marked("statement")),
    (AppealKind.COMPLAINT, marked("complaint")),
    (AppealKind.THANKS, marked("thanks")),
    (IncidentType.SOLVABLE, marked("solvable")),
    (IncidentType.INFORMATIONAL, marked("informational")),
    (IncidentType.UNSOLVABLE, marked("unsolvable")),
    (AnswerKind.INTERIM, marked("interim answer")),
    (AnswerKind.FINAL, marked("final answer")),
    (Via.COMMENT, marked("by a comment")),
    (Via.DIRECT_MESSAGE, marked("by a direct message")),
    (Via.LETTER, marked("by letter")),
    (Via.WORD_OF_MOUTH, marked("by word of mouth")),
    (Relation.DUPLICATE_OF, marked("duplicate of")),
    (Relation.REPEAT_OF, marked("repeat of")),
    (Relation.PART_OF, marked("part of")),
    (Relation.HAS_PART, marked("has a part")),
    (Relation.RELATED_TO, marked("related to")),
    (NoAnswerReason.ANONYMOUS, marked("no name or no address (59-FZ art. 11 part 1)")),
    (NoAnswerReason.COURT_DECISION, marked("complaint about a court decision (59-FZ art. 11 part 2)")),
    (NoAnswerReason.OBSCENE, marked("obscene, insulting or threatening (59-FZ art. 11 part 3)")),
    (NoAnswerReason.ILLEGIBLE, marked("illegible (59-FZ art. 11 part 4)")),
    (NoAnswerReason.UNCLEAR, marked("the substance cannot be made out (59-FZ art. 11 part 4.1)")),
    (
        NoAnswerReason.CORRESPONDENCE_ENDED,
        marked("answered several times, correspondence ended (59-FZ art. 11 part 5)"),
    ),
    (NoAnswerReason.STATE_SECRET, marked("the answer would disclose a secret (59-FZ art. 11 part 6)")),
    (NoAnswerReason.PUBLISHED, marked("the answer is published on the official site (59-FZ art. 11 part 5.1)")),
    (NoAnswerReason.NOT_AN_APPEAL, marked("not an appeal (advertising, chatter, sent by mistake)")),
    (EventKind.REGISTERED, marked("registered")),
    (EventKind.CLASSIFIED, marked("classified")),
    (EventKind.PRIORITISED, marked("priority set")),
    (EventKind.ASSIGNED, marked("assigned")),
    (EventKind.ANSWERED, marked("answered")),
    (EventKind.DEFERRED, marked("deferred")),
    (EventKind.EXTENDED, marked("term extended")),
    (EventKind.ESCALATED, marked("escalated")),
    (EventKind.FORWARDED, marked("forwarded")),
    (EventKind.NOTED, marked("note")),
    (EventKind.LINKED, marked("linked")),
    (EventKind.REJECTED, marked("left without an answer")),
    (EventKind.REOPENED, marked("reopened")),
    (EventKind.CLOSED, marked("closed")),
    (EventKind.RATED, marked("rated")),
    (EventKind.RECOMPUTED, marked("due dates recomputed")),
    (EventKind.CORRECTED, marked("corrected")),
    (EventKind.REDACTED, marked("redacted")),
    (ItemStatus.OPEN, marked("in work")),
    (ItemStatus.DONE, marked("done")),
    (ItemStatus.WITHDRAWN, marked("withdrawn, does not count")),
    (ItemEvent.REGISTERED, marked("entered")),
    (ItemEvent.RECEIVED, marked("citizen received")),
    (ItemEvent.DONE, marked("done")),
    (ItemEvent.EXTENDED, marked("term extended")),
    (ItemEvent.RESULT, marked("result")),
    (ItemEvent.WITHDRAWN, marked("withdrawn, does not count")),
    (ItemEvent.CORRECTED, marked("corrected")),
    (ItemEvent.REDACTED, marked("redacted")),
    (ReceptionForm.SCHEDULED, marked("by timetable")),
    (ReceptionForm.FIELD, marked("in the field")),
    (ReceptionForm.THEMATIC, marked("on one subject")),
    (ReceptionForm.NATIONWIDE, marked("nationwide day of receptions")),
    (Rank.HEAD, marked("head of the municipality")),
    (Rank.DEPUTY, marked("deputy head")),
    (Rank.OTHER, marked("another official")),
)
# Equal words of two vocabularies («assigned» the status and the event) are equal as members; the type parts them.
_TITLES = {(type(word), word.value): text for word, text in _PAIRS}


# Other names of a word, folded, beside its title.
_ALSO: dict[tuple[type[StrEnum], str], tuple[str, ...]] = {(Channel, Channel.RECEPTION.value): ("прием",)}


def title(word: StrEnum) -> str:
    """Return how `word` is called in the language spoken."""
    return _(_TITLES[type(word), word.value])


def titles() -> Iterator[str]:
    """Yield how the words of the vocabulary are called in the language spoken."""
    return (_(text) for text in _TITLES.values())


def word_and_title(word: StrEnum, title_of: Callable[[Any], str] = title) -> str:
    """Return a word for a list to choose from: `resolved (решено)`; alone where the title says no more."""
    called = title_of(word)
    return str(word) if fold(called) == word.replace("-", " ") else f"{word} ({called})"


def find_word(words: Iterable[Word], typed: str, title_of: Callable[[Any], str] = title) -> Word | None:
    """Return the one of `words` that `typed` is: itself or its title, or the beginning of one of them alone.

    Case and ё do not matter. None where nothing fits, or several do.
    """
    wanted = fold(typed)
    named = [
        (word, name)
        for word in words
        for name in (word.value, fold(title_of(word)), *_ALSO.get((type(word), word.value), ()))
    ]
    exact = {word for word, name in named if name == wanted}
    fitting = exact or {word for word, name in named if wanted and name.startswith(wanted)}
    return fitting.pop() if len(fitting) == 1 else None
