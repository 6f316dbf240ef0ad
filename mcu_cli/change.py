"""How a command changes appeals: fetch, decide, preview, save in one commit, say what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.asking import confirmed
from mcu_cli.chosen import Chosen, selected
from mcu_cli.errors import AlreadySoError, McuError, PassedOverError, Problem
from mcu_cli.language import _, ngettext
from mcu_cli.texts import text_for
from mcu_cli.values import dataclass
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.repository import Stored
    from mcu_cli.store.rows import Entry
    from mcu_cli.store.spool import LongList, Spool
    from mcu_cli.texts import TextSource

_PREVIEWED = 20
Decide = Callable[["Appeal", "Act"], "Appeal"]


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


class Changed(NamedTuple):
    """The ids of the appeals that were changed (or would be, in a dry run), and the commit if there is one."""

    ids: Sequence[str]
    commit: str | None = None


def carry_out(mcu: Context, entries: Sequence[Entry], change: Change) -> Changed:
    """Make the change in one commit, and say so; the appeals are gone through one by one, however many they are.

    Of several appeals either all change or none: what the rules refuse is listed whole. Those that are so already,
    and those that no rule can assign, are passed over with a note. What a query chose is asked about even if it is one.
    """
    named = not isinstance(entries, Chosen) or entries.named
    told: frozenset[str] = frozenset()
    if change.dry_run or ((len(entries) > 1 or not named) and not change.yes):
        _name, email = mcu.store.git.operator()
        preview = _Pass(mcu, change, by=email, named=named, total=len(entries))
        preview.go(entries, lambda _before, _after: None)
        if change.dry_run:
            return preview.say(commit=None)
        for sentence in preview.passed_over:
            mcu.out.note(sentence)
        told = frozenset(preview.passed_over)
        preview.confirm()
    with mcu.store.writing(change.action, now=mcu.local_now) as transaction:
        # The index was brought to HEAD under the lock: what was chosen is looked up again, not remembered.
        ids = entries.ids if isinstance(entries, Chosen) else [entry.id for entry in entries]
        found = Chosen(mcu.store, ids, named=named)
        saving = _Pass(mcu, change, by=transaction.by, named=named, total=len(ids), checked=True)
        saving.go(found, lambda before, after: save(transaction, [(before, after)]))
        commit = transaction.commit(message_of(change, saving.ids))
    return saving.say(commit=commit, told=told)


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
    return Message(change.action, subject, ids)


def entries_json(mcu: Context, appeals: Sequence[Appeal]) -> list[dict[str, Any]]:
    """Return appeals as lists show them in JSON."""
    from mcu_cli.render.entries import entry_json
    from mcu_cli.store.entries import entry_of

    zone = mcu.store.registry.municipality.timezone
    return [entry_json(entry_of(appeal, path="", blob=""), zone) for appeal in appeals]


def _fresh_spool() -> Spool:
    from mcu_cli.store.spool import Spool  # sqlite3

    return Spool()


def _none_yet() -> LongList[str]:
    from mcu_cli.store.spool import LongList  # for those who change something

    return LongList()


class _Refusal(NamedTuple):
    """Why an appeal cannot be changed, or was passed over."""

    path: str
    text: str
    kind: type[McuError]


@dataclass
class _Pass:
    """One going through the appeals: what becomes of each is decided, and what is to be said of it kept, on the disk.

    With `checked` a file that was changed by hand is refused. Of one appeal a refusal is raised as it is.
    """

    mcu: Context
    change: Change
    by: str
    named: bool
    total: int
    checked: bool = False
    ids: LongList[str] = field(default_factory=_none_yet)
    previews: list[str] = field(default_factory=list)
    _said: Spool = field(default_factory=_fresh_spool)
    _refusals: list[_Refusal] = field(default_factory=list)
    _passed_over: list[_Refusal] = field(default_factory=list)

    def go(self, entries: Iterable[Entry], keep: Callable[[Stored, Appeal], None]) -> None:
        """Decide on each appeal and `keep` it as it becomes; raises what the rules refuse, of all of them."""
        from mcu_cli.domain.steps import Act

        act = Act(by=self.by, at=self.mcu.local_now)
        for stored in self._stored(entries):
            try:
                after = self.change.decide(stored.appeal, act)
            except McuError as error:
                if self.total == 1:
                    raise
                kind = self._passed_over if isinstance(error, PassedOverError) else self._refusals
                kind.append(_Refusal(stored.path, str(error), type(error)))  # an error holds all that was at work
            else:
                if not self._refusals:  # else nothing is changed
                    keep(stored, after)
                    self._note(stored, after)
        self._raise_refusals()

    @property
    def passed_over(self) -> list[str]:
        """Return the sentences for what was passed over; of a sweep not for what was so already."""
        left_out = self._passed_over
        return [one.text for one in left_out if not (self.change.is_sweep and issubclass(one.kind, AlreadySoError))]

    def _stored(self, entries: Iterable[Entry]) -> Iterator[Stored]:
        for entry in self.mcu.out.progress(entries, self.total):
            if self.checked:
                self.mcu.store.refuse_edited(entry)
            yield self.mcu.store.get(entry)

    def _note(self, before: Stored, after: Appeal) -> None:
        from mcu_cli.render.entries import outcome_line, preview_line

        registry = self.mcu.store.registry
        self.ids.append(after.id)
        said = entries_json(self.mcu, [after])[0] if self.mcu.out.json else outcome_line(registry, after, before.appeal)
        self._said.put(f"{len(self.ids):09d}", said)
        if len(self.previews) < _PREVIEWED:
            self.previews.append(preview_line(registry, before.appeal, after, self.mcu.out.width))

    def _raise_refusals(self) -> None:
        n, total = len(self._refusals), number_text(self.total)
        if not n and self.ids:
            return
        # A sentence names its appeal itself; a program reads the file.
        told = [
            Problem(one.text, file=one.path if self.mcu.out.json else "") for one in self._refusals or self._passed_over
        ]
        if not n:
            raise PassedOverError(
                _("none of the {total} appeals is left to change; the reasons are listed").format(total=total), told
            )
        sentence = (
            ngettext(
                "{n} of {total} appeals cannot be changed this way, and nothing was changed; "
                "leave it out and run the command again",
                "{n} of {total} appeals cannot be changed this way, and nothing was changed; "
                "leave them out and run the command again",
                n,
            )
            if self.named
            else ngettext(
                "{n} of {total} appeals that fit the query cannot be changed this way, and nothing was changed; "
                "narrow the query, with `open` for one, or name the ids",
                "{n} of {total} appeals that fit the query cannot be changed this way, and nothing was changed; "
                "narrow the query, with `open` for one, or name the ids",
                n,
            )
        )
        raise self._refusals[0].kind(sentence.format(n=number_text(n), total=total), told)

    def confirm(self) -> None:
        """Show the first of what is to be done, and ask."""
        out = self.mcu.out
        left = len(self.ids) - len(self.previews)
        for line in self.previews:
            out.note(line)
        if left > 0:
            out.note(ngettext("and {n} more", "and {n} more", left).format(n=number_text(left)))
        appeals = appeals_text(len(self.ids))
        question = _("{change}: {appeals}. Go on?").format(change=self.change.told, appeals=appeals)
        confirmed(self.mcu, question, yes=self.change.yes)

    def say(self, *, commit: str | None, told: frozenset[str] = frozenset()) -> Changed:
        """Say what was done, or would be; of what was passed over only what is not `told` yet."""
        out = self.mcu.out
        for sentence in self.passed_over:
            if sentence not in told:
                out.note(sentence)

        def human() -> None:
            if commit is None:
                out.note(_("dry run: nothing was written"))
            for line in self._said.values():
                out.say(line)
            n = len(self.ids)
            if n > 1 and commit:
                out.say(
                    ngettext(
                        "{n} appeal changed in commit {commit}", "{n} appeals changed in commit {commit}", n
                    ).format(n=number_text(n), commit=commit[:10])
                )

        out.result({"commit": commit, "appeals": self._said.values(), **self.change.more()}, human)
        self._said.close()
        return Changed(self.ids, commit)
