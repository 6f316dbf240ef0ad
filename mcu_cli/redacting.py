"""How a command makes something unreadable: chosen, shown before and after, confirmed, in one commit, and gone.

Gone is what the record bears from now on, and what the private folder held of it; what git's history holds stays there
(docs/privacy.md says what to do about it).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.asking import confirmed
from mcu_cli.errors import AlreadySoError, ConflictError, McuError, PassedOverError, Problem
from mcu_cli.language import _, ngettext
from mcu_cli.store.spool import LongList
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.redactable import Record
    from mcu_cli.domain.redaction import Passage
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.bearers import Bearer
    from mcu_cli.store.private_traces import Traces
    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import Entry, ItemEntry
    from mcu_cli.store.transaction import Transaction

_PREVIEWED = 20
_LOOKED_FOR = 200  # records up to which their words are looked for in others
_NAMED = 6


class Choice(NamedTuple):
    """What goes of one record: values by their names, and passages of texts."""

    names: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One redaction of one or several records.

    `choose` says what goes of each, before the preview and again under the lock; raises AlreadySoError for a record of
    which nothing goes. `told` is what the question says. `also` puts more files into the commit, once all records are.
    """

    action: str
    told: str
    choose: Callable[[Record], Choice]
    reason: str = ""
    yes: bool = False
    dry_run: bool = False
    also: Callable[[Transaction, Act, Sequence[Redacted]], dict[str, Any]] | None = None


class Redacted(NamedTuple):
    """One record of which something goes: its id, the git object it was, its event and the names that it bears."""

    id: str
    blob: str
    event: str
    names: tuple[str, ...]


class Outcome(NamedTuple):
    """What was redacted, or would be; in which commit; where else the same words stand."""

    records: Sequence[Redacted]
    commit: str | None
    elsewhere: Sequence[Bearer]
    traces: Traces | None
    more: dict[str, Any]


def carry_out(mcu: Context, records: Sequence[str], plan: Plan) -> Outcome:
    """Redact the records of these ids in one commit, and say so; they are gone through one by one, however many.

    It is always shown and asked about before, for nothing brings back what goes. Records of which nothing goes are
    passed over with a note; what else the rules refuse is listed whole.
    """
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.bearers import bearers
    from mcu_cli.store.private_traces import begin, end, wipe
    from mcu_cli.store.recorded import write_recorded

    _name, email = mcu.store.git.operator()
    first = _Pass(mcu, plan, Act(by=email, at=mcu.local_now), len(records))
    for entry in mcu.out.progress(_standing(mcu.store, records), len(records)):
        first.look(entry)
    first.raise_refusals()
    ids = LongList(one.id for one in first.found)
    elsewhere = bearers(mcu.store, set(ids), first.pieces) if len(ids) <= _LOOKED_FOR else []
    if not (plan.yes and not plan.dry_run):
        first.show()
        _tell_elsewhere(mcu, elsewhere)
    if plan.dry_run:
        return _say(mcu, Outcome(first.found, None, elsewhere, None, {}), first.after)
    confirmed(mcu, _question(plan, len(ids)), yes=plan.yes)
    with mcu.store.writing(plan.action, now=mcu.local_now) as transaction:
        act = mcu.act(transaction)
        for one, entry in mcu.out.progress(zip(first.found, _standing(mcu.store, ids), strict=True), len(ids)):
            if entry.blob != one.blob:
                raise ConflictError(
                    _("{id} was changed by another command meanwhile; run the command again").format(id=entry.id)
                )
            after, _choice = _without(mcu.store, entry, plan, act)[1:]
            transaction.put(entry.path, write_recorded(after), replacing=entry.blob)
        more = plan.also(transaction, act, first.found) if plan.also is not None else {}
        begin(mcu.store, ids)
        try:
            commit = transaction.commit(_message(plan, first.found))
        except McuError:
            end(mcu.store)
            raise
        traces = wipe(mcu.store, ids, first.pieces)
    if plan.yes:
        _tell_elsewhere(mcu, elsewhere)
    return _say(mcu, Outcome(first.found, commit, elsewhere, traces, more), first.after)


def record_of(store: Store, entry: Entry | ItemEntry) -> Record:
    """Return the appeal or the item of an entry as HEAD holds it."""
    from mcu_cli.store.ledger_items import get_item
    from mcu_cli.store.rows import ItemEntry as OfLedger

    return get_item(store, entry).item if isinstance(entry, OfLedger) else store.get(entry).appeal


@dataclass
class _Pass:
    """The first going through the records: what goes of each, what is shown of it, what is refused."""

    mcu: Context
    plan: Plan
    act: Act
    total: int

    def __post_init__(self) -> None:
        self.found: LongList[Redacted] = LongList()
        self.after: list[dict[str, Any]] = []
        self.pieces: list[str] = []
        self._lines: list[str] = []
        self._refused: list[tuple[Problem, type[McuError]]] = []
        self._passed_over: list[str] = []

    def look(self, entry: Entry | ItemEntry) -> None:
        """Decide what goes of one record; nothing is written."""
        from mcu_cli.domain.redaction import removed_by
        from mcu_cli.render.redaction import after_json, preview

        try:
            record, after, choice = _without(self.mcu.store, entry, self.plan, self.act)
        except McuError as error:  # which holds all that was at work
            if self.total == 1:
                raise
            if not isinstance(error, PassedOverError):
                self._refused.append((Problem(str(error), file=entry.path), type(error)))
            elif len(self._passed_over) < _PREVIEWED:
                self._passed_over.append(str(error))
            return
        event = after.history[-1]
        names = event.details["fields"]
        self.found.append(Redacted(entry.id, entry.blob, event.id, names))
        if len(self.found) <= _LOOKED_FOR:
            self.pieces += removed_by(record, choice.names, choice.passages)
            self.after.append(after_json(after, names))
        if len(self.found) <= _PREVIEWED:
            self._lines += preview(record, after, choice.passages, self.mcu.out.width)

    def raise_refusals(self) -> None:
        """Raise what the rules refuse, or that nothing is left to do; tell what is passed over."""
        total = number_text(self.total)
        if self._refused:
            n = len(self._refused)
            sentence = ngettext(
                "{n} of {total} records cannot be redacted this way, and nothing was changed; leave it out",
                "{n} of {total} records cannot be redacted this way, and nothing was changed; leave them out",
                n,
            )
            problems = [problem for problem, _kind in self._refused]
            raise self._refused[0][1](sentence.format(n=number_text(n), total=total), problems)
        if not self.found:
            raise AlreadySoError(_("nothing is left to redact in any of the {total} records").format(total=total))
        for sentence in self._passed_over:
            self.mcu.out.note(sentence)

    def show(self) -> None:
        """Show the first records before and after."""
        for line in self._lines:
            self.mcu.out.note(line)
        left = len(self.found) - _PREVIEWED
        if left > 0:
            self.mcu.out.note(ngettext("and {n} more", "and {n} more", left).format(n=number_text(left)))


def _standing(store: Store, ids: Iterable[str]) -> Iterator[Entry | ItemEntry]:
    """Yield what the index says of each of the records `ids` now, in their order; few of them are held at a time.

    Raises ConflictError where one is not on record any more.
    """
    from mcu_cli.domain.ledgers.ledger import ledger_named

    for ledger, some in groupby(ids, key=ledger_named):
        if ledger is None:
            yield from store.entries_of(LongList(some))
            continue
        for name in some:
            standing = store.index.items("id = ?", (name,))
            if not standing:
                raise ConflictError(
                    _("{id} was taken back by another command meanwhile; run the command again").format(id=name)
                )
            yield standing[0]


def _without(store: Store, entry: Entry | ItemEntry, plan: Plan, act: Act) -> tuple[Record, Record, Choice]:
    """Return a record as it stands, as it is to be, and what goes; raises what the rules refuse."""
    from mcu_cli.domain.redaction import redacted_record

    record = record_of(store, entry)
    choice = plan.choose(record)
    return record, redacted_record(record, act, choice.names, choice.passages, plan.reason), choice


def _message(plan: Plan, records: Sequence[Redacted]) -> Any:
    """Return the message of the commit, which names and repeats nothing."""
    from mcu_cli.domain.identifiers import parse
    from mcu_cli.store.trailers import Message

    whom = records[0].id if len(records) == 1 else f"{len(records)} records"
    subject = f"{whom}: {', '.join(records[0].names)}" if len(records) == 1 else whom
    return Message(plan.action, subject, LongList(one.id for one in records if parse(one.id) is not None))


def _question(plan: Plan, n: int) -> str:
    return ngettext(
        "{change}: {n} record. This cannot be taken back. Go on?",
        "{change}: {n} records. This cannot be taken back. Go on?",
        n,
    ).format(change=plan.told, n=number_text(n))


def _tell_elsewhere(mcu: Context, elsewhere: Sequence[Bearer]) -> None:
    """Say where the same words stand in other records; the words themselves are not repeated."""
    if not elsewhere:
        return
    mcu.out.note(_("the same words stand elsewhere, and stay there until they are redacted there too:"))
    for bearer in elsewhere[:_PREVIEWED]:
        mcu.out.note(f"  {bearer.id}: {', '.join(bearer.names[:_NAMED])}")
    left = len(elsewhere) - _PREVIEWED
    if left > 0:
        mcu.out.note(ngettext("and {n} more", "and {n} more", left).format(n=number_text(left)))


def _say(mcu: Context, outcome: Outcome, after: list[dict[str, Any]]) -> Outcome:
    traces = outcome.traces
    data = {
        "commit": outcome.commit,
        "redacted": (
            {"id": one.id, "fields": list(one.names), "after": after[at] if at < len(after) else None}
            for at, one in enumerate(outcome.records)
        ),
        "elsewhere": [{"id": bearer.id, "fields": list(bearer.names)} for bearer in outcome.elsewhere],
        "private": None if traces is None else traces._asdict(),
        **outcome.more,
    }

    def human() -> None:
        if outcome.commit is None:
            mcu.out.note(_("dry run: nothing was written"))
            return
        n = len(outcome.records)
        if n == 1:
            mcu.out.say(f"{outcome.records[0].id}: {_('redacted')}: {', '.join(outcome.records[0].names)}")
        else:
            mcu.out.say(
                ngettext("{n} record redacted in commit {commit}", "{n} records redacted in commit {commit}", n).format(
                    n=number_text(n), commit=outcome.commit[:10]
                )
            )
        _tell_traces(mcu, traces)
        mcu.out.note(
            _("git's history still holds what was there; docs/privacy.md says how an administrator removes it")
        )

    if mcu.out.json:
        _tell_traces(mcu, traces)
    mcu.out.result(data, human)
    return outcome


def _tell_traces(mcu: Context, traces: Traces | None) -> None:
    if traces is None:
        return
    for name in traces.removed:
        mcu.out.note(_("the draft {name} was removed with it").format(name=name))
    for name in traces.rewritten:
        mcu.out.note(_("in {name} the same words were replaced").format(name=name))
    for name in traces.left:
        mcu.out.note(_("{name} may still hold what was removed; delete it").format(name=name))
