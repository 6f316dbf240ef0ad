"""The kinds of violation that a history can hold: one table, from which docs/proof.md, screen and JSON follow."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mcu_cli.language import marked

VERSION = 3
"""Counts up with every change of what is judged: what an older version found in order is then looked at again."""


class Kind(StrEnum):
    """What is wrong with a commit, with a file in it, or with an event of that file."""

    EVENT_CHANGED = "event-changed"
    EVENT_REMOVED = "event-removed"
    EVENTS_REORDERED = "events-reordered"
    EVENT_TWICE = "event-twice"
    RECORDED_OTHERWISE = "recorded-otherwise"
    RECORDED_BACKWARDS = "recorded-backwards"
    RECORDED_BEFORE = "recorded-before"
    NOT_THE_AUTHOR = "not-the-author"
    STEP_NOT_ALLOWED = "step-not-allowed"
    OTHER_COMMAND = "other-command"
    STATE_NOT_FOLD = "state-not-fold"
    FACT_WITHOUT_EVENT = "fact-without-event"
    IDENTITY_CHANGED = "identity-changed"
    REDACTED_MORE = "redacted-more"
    FILE_REMOVED = "file-removed"
    ID_REUSED = "id-reused"
    UNREADABLE = "unreadable"
    OTHER_FORM = "other-form"
    NOT_A_PLAIN_FILE = "not-a-plain-file"
    OUT_OF_PLACE = "out-of-place"
    TOUCHED_UNNAMED = "touched-unnamed"
    NAMED_UNTOUCHED = "named-untouched"
    FALSE_LIST = "false-list"
    FALSE_UNDO = "false-undo"
    BY_HAND = "by-hand"
    MERGE_DROPPED = "merge-dropped"
    MERGE_INVENTED = "merge-invented"
    REWRITTEN = "rewritten"
    NO_BEGINNING = "no-beginning"
    OBJECT_FALSE = "object-false"
    UNSIGNED = "unsigned"
    UNKNOWN_SIGNER = "unknown-signer"
    CLOCK_BACK = "clock-back"
    COMMITTED_OTHERWISE = "committed-otherwise"


class Finding(NamedTuple):
    """One violation: its kind, the event it is about (its id, if any), and the values of its sentence."""

    kind: Kind
    event: str = ""
    values: tuple[tuple[str, str], ...] = ()


class Described(NamedTuple):
    """A kind of violation as people are told of it.

    `title` names it, `sentence` says it of one case (with the values of a finding), `meaning` says what can have
    happened, `remedy` what to do. A `doubt` is told and does not fail.
    """

    title: str
    sentence: str
    meaning: str
    remedy: str
    doubt: bool = False


def finding(kind: Kind, event: str = "", **values: object) -> Finding:
    """Return a finding with the values of its sentence."""
    return Finding(kind, event, tuple((name, str(value)) for name, value in values.items()))


_PUT_BACK = marked(
    "Put the version before it back (`git show COMMIT^:PATH`), record why, and acknowledge both commits."
)
_ASK_THE_AUTHOR = marked("Ask the author of the commit; if it is explained, acknowledge it with the explanation.")
_LOOK = marked("Look at the commit with `git show`; if it is explained, acknowledge it with the explanation.")

KINDS: dict[Kind, Described] = {
    Kind.EVENT_CHANGED: Described(
        marked("event changed"),
        marked("it says something else than before: {fields}"),
        marked("Somebody has rewritten what a history said. Only a redaction may change a past event."),
        _PUT_BACK,
    ),
    Kind.EVENT_REMOVED: Described(
        marked("event removed"),
        marked("it stands in the history no more"),
        marked("Something that happened was made not to have happened. Only an exact undo shortens a history."),
        _PUT_BACK,
    ),
    Kind.EVENTS_REORDERED: Described(
        marked("events in another order"),
        marked("the event stands in another place than it was recorded in"),
        marked(
            "The order of recording was changed, or an event was put between older ones: histories grow at the end."
        ),
        _PUT_BACK,
    ),
    Kind.EVENT_TWICE: Described(
        marked("event id twice"),
        marked("two events of the history have this id"),
        marked("The ids of events are unique in a file; one of the two was copied or made by hand."),
        _LOOK,
    ),
    Kind.RECORDED_OTHERWISE: Described(
        marked("recorded at another time"),
        marked("the event says that it was recorded {recorded}, its commit was made {date}"),
        marked(
            "An event was dated back or ahead: `recorded` (or `at`, where there is none) is the commit's author date."
        ),
        _ASK_THE_AUTHOR,
    ),
    Kind.RECORDED_BACKWARDS: Described(
        marked("recorded before the event above"),
        marked("the event says that it was recorded {recorded}, the one above it {before}"),
        marked("Time falls within one history: an event was dated back, or a merge put events in the wrong order."),
        _ASK_THE_AUTHOR,
    ),
    Kind.RECORDED_BEFORE: Described(
        marked("recorded before it happened"),
        marked("the event says that it happened {at} and was recorded {recorded}"),
        marked("Nobody can write down what has not been yet."),
        _ASK_THE_AUTHOR,
    ),
    Kind.NOT_THE_AUTHOR: Described(
        marked("event of another author"),
        marked("the event says that {by} recorded it, the commit is of {author}"),
        marked("Somebody acted in the name of another, or copied an event by hand."),
        _ASK_THE_AUTHOR,
    ),
    Kind.STEP_NOT_ALLOWED: Described(
        marked("step that is not allowed"),
        marked("the step `{step}` is not allowed at the stage `{stage}`"),
        marked("The table of steps would have refused it: no mcu made this commit, or one whose rules were changed."),
        _LOOK,
    ),
    Kind.OTHER_COMMAND: Described(
        marked("event of another command"),
        marked("`{action}` never brings the event `{step}`"),
        marked("The commit says that it did something else than it did."),
        _LOOK,
    ),
    Kind.STATE_NOT_FOLD: Described(
        marked("state that the history does not lead to"),
        marked("other than the history gives: {fields}"),
        marked("The state was written by hand: lists and reports that trust it would be wrong."),
        marked("`mcu check --fix` writes the state anew. Acknowledge the commit that broke it."),
    ),
    Kind.FACT_WITHOUT_EVENT: Described(
        marked("fact changed without its event"),
        marked("no event names the change of: {fields}"),
        marked("Who wrote, what, from where or about what was changed, and no event says by whom and why."),
        _PUT_BACK,
    ),
    Kind.IDENTITY_CHANGED: Described(
        marked("identity changed"),
        marked("{field} is by what it is known, and never changes"),
        marked("One record was put in the place of another: id, channel, and number at the source never change."),
        _PUT_BACK,
    ),
    Kind.REDACTED_MORE: Described(
        marked("redaction changed more than it named"),
        marked("it changed besides: {fields}"),
        marked("Under the name of a redaction something else was changed, or what was hidden came back."),
        _PUT_BACK,
    ),
    Kind.FILE_REMOVED: Described(
        marked("file removed or renamed"),
        marked("what stood here is gone"),
        marked("Nothing on record is ever deleted; only an exact undo of the command that brought it takes it away."),
        _PUT_BACK,
    ),
    Kind.ID_REUSED: Described(
        marked("id given twice"),
        marked("this id was given before, and taken back"),
        marked("Who was told the number would be told of another matter now: a number is never given twice."),
        _LOOK,
    ),
    Kind.UNREADABLE: Described(
        marked("file that cannot be read"),
        marked("it does not fit the format: {reason}"),
        marked("It was written by hand and does not fit the format; what it says is in no list and no report."),
        marked("Mend the file, take it in with `mcu record`, and acknowledge the commit that broke it."),
    ),
    Kind.OTHER_FORM: Described(
        marked("file in another form"),
        marked("the file is not written as mcu writes what it says"),
        marked("A comment or another way of writing was put in by hand: it can say what no event names."),
        marked("`mcu check --fix` writes the file anew. Acknowledge the commit that changed its form."),
    ),
    Kind.NOT_A_PLAIN_FILE: Described(
        marked("not a plain file"),
        marked("its mode in git is {mode}, not 100644"),
        marked("A link or a program stands where a file of the record has to be."),
        _PUT_BACK,
    ),
    Kind.OUT_OF_PLACE: Described(
        marked("file that the command never writes"),
        marked("`{action}` never writes such a file here"),
        marked("The trailers were written by hand, or a hook has put something into the commit."),
        _LOOK,
    ),
    Kind.TOUCHED_UNNAMED: Described(
        marked("touched and not named"),
        marked("the commit changes it, and its trailers do not name it"),
        marked("Something was slipped into a commit that says it did something else."),
        _LOOK,
    ),
    Kind.NAMED_UNTOUCHED: Described(
        marked("named and not touched"),
        marked("the trailers name {name}, and the commit does not change it"),
        marked("The message says that something was done which was not."),
        _LOOK,
    ),
    Kind.FALSE_LIST: Described(
        marked("list that is not that of the commit"),
        marked("the trailers tell of {told}, the commit changes {n} appeals; count or digest do not fit them"),
        marked("The list of a commit on several appeals was changed, or its contents were."),
        _LOOK,
    ),
    Kind.FALSE_UNDO: Described(
        marked("undo that is none"),
        marked("this does not put back exactly what the commit {commit} changed"),
        marked("Under the name of an undo something else was changed, or what cannot be undone was."),
        _PUT_BACK,
    ),
    Kind.BY_HAND: Described(
        marked("done by hand"),
        marked("files of the record were changed past mcu: {files}"),
        marked("Somebody committed with git itself: no rule was asked, and nothing says what was meant."),
        _ASK_THE_AUTHOR,
    ),
    Kind.MERGE_DROPPED: Described(
        marked("merge that lost something"),
        marked("the merge lost what a branch had: {what}"),
        marked("Two clones were merged and the work of one was thrown away, in whole or in part."),
        marked("Bring what is missing back from the branch (`git show COMMIT^2:PATH`), and acknowledge the merge."),
    ),
    Kind.MERGE_INVENTED: Described(
        marked("merge that invented something"),
        marked("the merge brought what no branch had: {what}"),
        marked("Under cover of a merge something was changed that no commit of a branch holds."),
        _LOOK,
    ),
    Kind.REWRITTEN: Described(
        marked("history rewritten"),
        marked("the commit {fingerprint} does not lead to the record any more"),
        marked("What stood on record when that fingerprint was printed was replaced by something else."),
        marked("Find a copy that still holds that commit (a clone, a backup) and compare: `git log --left-right`."),
    ),
    Kind.NO_BEGINNING: Described(
        marked("history without a beginning"),
        marked("no commit of `mcu init` founds this store"),
        marked("The record was copied into a new repository, or its beginning was cut off."),
        marked("Find the repository that it was copied from, else acknowledge the first commit."),
    ),
    Kind.OBJECT_FALSE: Described(
        marked("object that is not what its name says"),
        marked("the contents of the object {object} are lost, or are not what its name says"),
        marked("git's own files were changed or damaged: the name of an object is the digest of its contents."),
        marked("`git fsck` names all of them; restore the repository from a copy."),
    ),
    Kind.UNSIGNED: Described(
        marked("commit without a signature"),
        marked("nothing binds it to its author"),
        marked("Anybody who can write to the repository may have made it in the name of its author."),
        _ASK_THE_AUTHOR,
    ),
    Kind.UNKNOWN_SIGNER: Described(
        marked("signature that proves nothing"),
        marked("the signature is {verdict}; signer: {signer}"),
        marked("It was made with a key that nobody vouches for, or the commit was changed after it was signed."),
        marked("Get the key of the signer and let git trust it, or ask the author; then acknowledge the commit."),
    ),
    Kind.CLOCK_BACK: Described(
        marked("clock put back"),
        marked("the commit is dated {date}, the one that it stands on {before}"),
        marked("The clock of a computer was put right between the two, or the commit was dated back."),
        marked("Nothing, where the clock explains it: this is told and does not fail."),
        doubt=True,
    ),
    Kind.COMMITTED_OTHERWISE: Described(
        marked("committed by another, or at another time"),
        marked("the commit was made by {committer}, {committed}; it says that its author made it {date}"),
        marked(
            "A command of mcu is its author's, and of one moment. This one was made anew, as a rebase does, or with "
            "git in the name of another, or dated back."
        ),
        marked("Nothing, where a rebase explains it: this is told and does not fail. Else ask both."),
        doubt=True,
    ),
}
