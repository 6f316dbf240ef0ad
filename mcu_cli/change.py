"""How a command changes appeals: fetch, decide, preview, save in one commit, say what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcu_cli.asking import confirmed
from mcu_cli.errors import (
    AlreadySoError,
    ConflictError,
    McuError,
    NotFoundError,
    PassedOverError,
    Problem,
    RefusedError,
    UsageError,
)
from mcu_cli.language import _, ngettext
from mcu_cli.selecting import is_meant_as_id, meant, read_query, shortened, typed
from mcu_cli.texts import read_stdin, text_for
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.entries import Entry
    from mcu_cli.store.repository import Stored
    from mcu_cli.texts import TextSource

MOST_SHOWN = 20  # appeals that a query may open whole: what fits more is a list
_PREVIEWED = 20
_STDIN = "-"
Decide = Callable[["Appeal", "Act"], "Appeal"]
Decided = tuple[list[tuple["Stored", "Appeal"]], list[str]]


@dataclass(frozen=True)
class Change:
    """One change of one or several appeals.

    `action` and `subject` make the commit's first line; `told` says the same to the operator («Close»); `decide` is
    called for each appeal, before a preview and again under the lock; `dry_run` stops after the preview; `yes` answers
    the question that a bulk change asks. `more` gives what the result holds in JSON besides. With `is_sweep` what is so
    already goes without saying: it is the rule, and what changes the exception.
    """

    action: str
    subject: str
    told: str
    decide: Decide
    yes: bool = False
    dry_run: bool = False
    more: Callable[[], dict[str, Any]] = dict
    is_sweep: bool = False


class Chosen(list["Entry"]):
    """The appeals that a command is about, each once; `named` where the operator named each of them by its id."""

    def __init__(self, entries: Iterable[Entry], *, named: bool) -> None:
        """Hold the appeals in their order."""
        super().__init__(entries)
        self.named = named


def selected(mcu: Context, words: Sequence[str], *, most: int | None = None, may_be_none: bool = False) -> Chosen:
    """Return the appeals that ids (short forms too) mean, in the order given; or those that fit a query, by id.

    A single `-` reads the ids from standard input, as `mcu list --ids` prints them. Raises NotFoundError where nothing
    fits (unless it `may_be_none`: that fits a query, or stands on standard input), RefusedError where a query fits more
    than `most`.
    """
    if _STDIN in words and len(words) > 1:
        raise UsageError(
            _("- reads the ids from standard input and stands alone; narrow them with `mcu list --ids` before")
        )
    texts = read_stdin(mcu).split() if list(words) == [_STDIN] else list(words)
    if list(words) == [_STDIN] and not texts and may_be_none:
        return Chosen((), named=True)
    if not any(text.strip() for text in texts):
        raise UsageError(_("no appeal is named; write ids, or - to read them from standard input, or a query"))
    if list(words) != [_STDIN] and not all(is_meant_as_id(text) for text in texts):
        return _fitting(mcu, texts, most, may_be_none=may_be_none)
    found: dict[str, Entry] = {}
    for text in texts:
        entry = mcu.store.resolve(text, now=mcu.now)
        found.setdefault(entry.id, entry)
    return Chosen(found.values(), named=True)


def _fitting(mcu: Context, words: Sequence[str], most: int | None, *, may_be_none: bool) -> Chosen:
    """Return the appeals that fit the query that the words of a command line are together."""
    from mcu_cli.domain.query.tree import EVERY_APPEAL
    from mcu_cli.store.selection import find  # sqlite3

    query = read_query(mcu, typed(words))
    if query.short_ids:
        raise UsageError(
            _(
                "{word!r} may be the number of an appeal or a word to look for; write the whole id, "
                "or «{word}» in quotes for the word"
            ).format(word=query.short_ids[0])
        )
    tree = meant(mcu, query)
    if tree == EVERY_APPEAL:
        raise UsageError(_("the query names no condition; say which appeals are meant"))
    entries, total = find(mcu.store.index, tree, mcu.store.registry, mcu.now, limit=most)
    if not entries and not may_be_none:
        raise NotFoundError(
            _("no appeal fits the query «{query}»; try it with `mcu list`").format(query=shortened(query.text))
        )
    if total > len(entries):
        raise RefusedError(
            ngettext(
                "{n} appeal fits the query, at most {most} are shown whole; look at it with `mcu list`",
                "{n} appeals fit the query, at most {most} are shown whole; look at them with `mcu list`",
                total,
            ).format(n=number_text(total), most=number_text(len(entries)))
        )
    return Chosen(entries, named=False)


def carry_out(mcu: Context, entries: Sequence[Entry], change: Change) -> list[Appeal]:
    """Make the change in one commit and say so; return the appeals as they are now (or would be, in a dry run).

    Of several appeals either all change or none: what the rules refuse is listed whole. Those that are so already,
    and those that no rule can assign, are passed over with a note. What a query chose is asked about even if it is one.
    """
    named = not isinstance(entries, Chosen) or entries.named
    told: frozenset[str] = frozenset()
    if change.dry_run or ((len(entries) > 1 or not named) and not change.yes):
        _name, email = mcu.store.git.operator()
        stored = [mcu.store.get(entry) for entry in mcu.out.progress(entries, len(entries))]
        planned, passed_over = _decided(mcu, stored, change, by=email, named=named)
        if change.dry_run:
            _say(mcu, planned, passed_over, change, commit=None)
            return [after for _before, after in planned]
        for sentence in passed_over:
            mcu.out.note(sentence)
        told = frozenset(passed_over)
        _confirm(mcu, planned, change)
    with mcu.store.writing(change.action, now=mcu.local_now) as transaction:
        # The index was brought to HEAD under the lock: what was chosen is looked up again, not remembered.
        stored = [mcu.store.get(_still_there(mcu, entry)) for entry in mcu.out.progress(entries, len(entries))]
        planned, passed_over = _decided(mcu, stored, change, by=transaction.by, named=named)
        save(transaction, planned)
        commit = transaction.commit(message_of(change, [after.id for _before, after in planned]))
    _say(mcu, planned, [sentence for sentence in passed_over if sentence not in told], change, commit=commit)
    return [after for _before, after in planned]


def carry_out_with_reason(  # noqa: PLR0913  # a change, and where its reason comes from
    mcu: Context,
    ids: Sequence[str],
    source: TextSource,
    question: str,
    *,
    action: str,
    subject: str,
    told: str,
    decide: Callable[[Appeal, Act, str], Appeal],
    yes: bool,
    dry_run: bool,
) -> None:
    """Make a change that needs a reason: given by an option or a file, or asked for in the editor with `question`."""
    entries = selected(mcu, ids)
    with text_for(mcu, source, name=f"{action}-{entries[0].id}", about=question) as words:
        change = Change(action, subject, told, lambda appeal, act: decide(appeal, act, words), yes=yes, dry_run=dry_run)
        carry_out(mcu, entries, change)


def save(transaction: Any, planned: Sequence[tuple[Stored, Appeal]]) -> None:
    """Put each appeal into the transaction, in place of the version that it was decided on."""
    from mcu_cli.store.schema import write_appeal

    for before, after in planned:
        transaction.put(before.path, write_appeal(after), replacing=before.blob)


def message_of(change: Change, ids: Sequence[str]) -> Any:
    """Return the commit message: the id, or how many, and what was done."""
    from mcu_cli.store.trailers import Message

    whom = ids[0] if len(ids) == 1 else f"{len(ids)} appeals"
    subject = f"{whom}: {change.subject}" if change.subject else whom
    return Message(change.action, subject, tuple(ids))


def entries_json(mcu: Context, appeals: Sequence[Appeal]) -> list[dict[str, Any]]:
    """Return appeals as lists show them in JSON."""
    from mcu_cli.render.entries import entry_json
    from mcu_cli.store.entries import entry_of

    zone = mcu.store.registry.municipality.timezone
    return [entry_json(entry_of(appeal, path="", blob=""), zone) for appeal in appeals]


def _still_there(mcu: Context, entry: Entry) -> Entry:
    found = mcu.store.index.entries("id = ?", (entry.id,))
    if not found:
        raise ConflictError(
            _("{id} was taken back by another command meanwhile; look at `mcu list`").format(id=entry.id)
        )
    mcu.store.refuse_edited(found[0])
    return found[0]


def _decided(mcu: Context, stored: Sequence[Stored], change: Change, *, by: str, named: bool) -> Decided:
    """Return each appeal with what becomes of it, and the sentences for those that are passed over."""
    from mcu_cli.domain.steps import Act

    act = Act(by=by, at=mcu.local_now)
    planned: list[tuple[Stored, Appeal]] = []
    refusals: list[tuple[Stored, McuError]] = []
    passed_over: list[tuple[Stored, McuError]] = []
    for one in mcu.out.progress(stored, len(stored)):
        try:
            planned.append((one, change.decide(one.appeal, act)))
        except McuError as error:
            if len(stored) == 1:
                raise
            (passed_over if isinstance(error, PassedOverError) else refusals).append((one, error))
    if refusals or not planned:
        if not refusals:
            raise PassedOverError(
                _("none of the {total} appeals is left to change; the reasons are listed").format(
                    total=number_text(len(stored))
                ),
                [Problem(str(error), file=one.path if mcu.out.json else "") for one, error in passed_over],
            )
        sentence = (
            ngettext(
                "{n} of {total} appeals cannot be changed this way, and nothing was changed; "
                "leave it out and run the command again",
                "{n} of {total} appeals cannot be changed this way, and nothing was changed; "
                "leave them out and run the command again",
                len(refusals),
            )
            if named
            else ngettext(
                "{n} of {total} appeals that fit the query cannot be changed this way, and nothing was changed; "
                "narrow the query, with `open` for one, or name the ids",
                "{n} of {total} appeals that fit the query cannot be changed this way, and nothing was changed; "
                "narrow the query, with `open` for one, or name the ids",
                len(refusals),
            )
        )
        raise type(refusals[0][1])(
            sentence.format(n=number_text(len(refusals)), total=number_text(len(stored))),
            # A sentence names its appeal itself; a program reads the file.
            [Problem(str(error), file=one.path if mcu.out.json else "") for one, error in refusals],
        )
    said = [error for _one, error in passed_over if not (change.is_sweep and isinstance(error, AlreadySoError))]
    return planned, [str(error) for error in said]


def _confirm(mcu: Context, planned: Sequence[tuple[Stored, Appeal]], change: Change) -> None:
    from mcu_cli.render.entries import preview_line

    lines = [preview_line(mcu.store.registry, before.appeal, after, mcu.out.width) for before, after in planned]
    left = len(lines) - _PREVIEWED
    for line in lines[:_PREVIEWED]:
        mcu.out.note(line)
    if left > 0:
        mcu.out.note(ngettext("and {n} more", "and {n} more", left).format(n=number_text(left)))
    question = _("{change}: {appeals}. Go on?").format(change=change.told, appeals=appeals_text(len(planned)))
    confirmed(mcu, question, yes=change.yes)


def _say(
    mcu: Context,
    planned: Sequence[tuple[Stored, Appeal]],
    passed_over: Sequence[str],
    change: Change,
    *,
    commit: str | None,
) -> None:
    from mcu_cli.render.entries import outcome_line

    appeals = [after for _before, after in planned]
    for sentence in passed_over:
        mcu.out.note(sentence)

    def human() -> None:
        if commit is None:
            mcu.out.note(_("dry run: nothing was written"))
        for before, after in planned:
            mcu.out.say(outcome_line(mcu.store.registry, after, before.appeal))
        if len(appeals) > 1 and commit:
            mcu.out.say(
                ngettext(
                    "{n} appeal changed in commit {commit}", "{n} appeals changed in commit {commit}", len(appeals)
                ).format(n=number_text(len(appeals)), commit=commit[:10])
            )

    mcu.out.result({"commit": commit, "appeals": entries_json(mcu, appeals), **change.more()}, human)
