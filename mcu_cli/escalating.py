"""How the ladder is applied to many appeals: look, preview, look again under the lock, one commit, say who is told.

Unlike a change that somebody asks for, this one is made again and again by cron. That nothing is due is no error, and
an appeal that cannot be changed (a file edited by hand) does not keep the others from going up: it is named, and the
exit code is that of its trouble.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.asking import confirmed
from mcu_cli.change import save, selected
from mcu_cli.domain.ladder import Climb, climbed, due_climb
from mcu_cli.domain.steps import Act
from mcu_cli.errors import ExitCode, McuError, Problem
from mcu_cli.language import _, ngettext
from mcu_cli.render.escalation import climb_json, escalation_lines
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.store.entries import Entry
    from mcu_cli.store.repository import Stored

_PREVIEWED = 20  # appeals of one who is told, before the question
_OPEN = "is_open = 1 AND (due_first IS NOT NULL OR due_final IS NOT NULL OR promised != '')"


class _Step(NamedTuple):
    """An appeal that goes up: as it stands, as it will be, and what the ladder says of it."""

    entry: Entry
    before: Stored
    after: Appeal
    climb: Climb


class _LeftOut(NamedTuple):
    """An appeal that the ladder would take up and that cannot be changed."""

    entry: Entry
    error: McuError


class _Found(NamedTuple):
    """What one look at the appeals brought."""

    steps: list[_Step]
    left_out: list[_LeftOut]


def escalate_due(mcu: Context, words: Sequence[str], *, yes: bool, dry_run: bool) -> ExitCode:
    """Take the appeals that `words` choose, all open ones without any, to the step of the ladder that they reached.

    Return the code of its trouble where one of them cannot be changed; the others are.
    """
    if not any(rung.at is not None for rung in mcu.store.registry.ladder):
        sentence = _(
            "no step of the ladder in departments.yaml has a share of the term, so that nothing goes up by itself; "
            "write `at: 80 %` to the steps that are to be told and run `mcu record`"
        )
        mcu.out.result({"commit": None, "steps": []}, lambda: mcu.out.say(sentence))
        return ExitCode.DONE
    chosen = selected(mcu, words, may_be_none=True) if words else None
    entries = mcu.store.index.entries(_OPEN, (), "ORDER BY day, series, number") if chosen is None else chosen
    _name, email = mcu.store.git.operator()
    found = _look(mcu, entries, by=email)
    commit = None
    if (found.steps or found.left_out) and not dry_run:
        asked = bool(found.steps) and not yes and (len(found.steps) > 1 or chosen is None or not chosen.named)
        if asked:
            _confirm(mcu, found.steps)
        commit, found = _write(mcu, found, asked=asked)
    _say(mcu, found, commit, dry_run=dry_run)
    return max((one.error.exit_code for one in found.left_out), default=ExitCode.DONE)


def _look(mcu: Context, entries: Sequence[Entry], *, by: str) -> _Found:
    """Return what the ladder says of each appeal, on the record as it is now."""
    rules, act = mcu.rules, Act(by=by, at=mcu.local_now)
    found = _Found([], [])
    for entry in mcu.out.progress(entries, len(entries)):
        try:
            stored = mcu.store.get(entry)
            climb = due_climb(stored.appeal, rules, act.at)
            if climb is None:
                continue
            mcu.store.refuse_edited(entry)
            found.steps.append(_Step(entry, stored, climbed(stored.appeal, act, rules, climb), climb))
        except McuError as error:
            found.left_out.append(_LeftOut(entry, error))
    return found


def _write(mcu: Context, found: _Found, *, asked: bool) -> tuple[str | None, _Found]:
    """Look again under the lock at what is to go up, and put it on record; return the commit, None where none is left.

    Another run may have taken the same appeals up meanwhile, and a colleague may have answered one. What looked like a
    hand edit may have been a file that another command was just writing; if the operator was asked, but not about it,
    it is left to the next run.
    """
    from mcu_cli.store.trailers import Message

    previewed = {step.entry.id: step.entry.blob for step in found.steps}
    standing = {**previewed, **{one.entry.id: one.entry.blob for one in found.left_out}}
    with mcu.store.writing("escalate", now=mcu.local_now) as transaction:
        entries = [entry for name in standing for entry in mcu.store.index.entries("id = ?", (name,))]
        again = _look(mcu, entries, by=transaction.by)
        # What somebody has just been at may bear a moment after this run began: that is no trouble, the next run looks.
        trouble = [one for one in again.left_out if one.entry.blob == standing[one.entry.id]]
        settled = _Found([], trouble)
        for step in again.steps:
            if asked and step.entry.id not in previewed:
                continue
            try:
                save(transaction, [(step.before, step.after)])
                settled.steps.append(step)
            except McuError as error:  # a record that others have written so that it cannot be written again
                settled.left_out.append(_LeftOut(step.entry, error))
        if not settled.steps:
            return None, settled
        ids = tuple(step.entry.id for step in settled.steps)
        whom = ids[0] if len(ids) == 1 else f"{len(ids)} appeals"
        return transaction.commit(Message("escalate", f"{whom}: by the ladder", ids)), settled


def _confirm(mcu: Context, steps: Sequence[_Step]) -> None:
    zone = mcu.store.registry.municipality.timezone
    for line in escalation_lines([step.climb for step in steps], zone, most=_PREVIEWED):
        mcu.out.note(line)
    change = _("Escalate by the ladder")
    question = _("{change}: {appeals}. Go on?").format(change=change, appeals=appeals_text(len(steps)))
    confirmed(mcu, question, yes=False)


def _say(mcu: Context, found: _Found, commit: str | None, *, dry_run: bool) -> None:
    climbs = [step.climb for step in found.steps]
    zone = mcu.store.registry.municipality.timezone

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        for line in escalation_lines(climbs, zone):
            mcu.out.say(line)
        if not climbs and not found.left_out:
            mcu.out.say(_("nothing to escalate: no open appeal has reached a step of the ladder that it has not taken"))
        if commit:
            n = len(climbs)
            mcu.out.say(
                ngettext("{n} appeal changed in commit {commit}", "{n} appeals changed in commit {commit}", n).format(
                    n=number_text(n), commit=commit[:10]
                )
            )

    problems = [Problem(str(one.error), file=one.entry.path if mcu.out.json else "") for one in found.left_out]
    mcu.out.result({"commit": commit, "steps": [climb_json(climb, zone) for climb in climbs]}, human, problems)
    if problems:
        mcu.out.note(
            ngettext(
                "{n} appeal has to go up and cannot be changed; the next run tries again:",
                "{n} appeals have to go up and cannot be changed; the next run tries again:",
                len(problems),
            ).format(n=number_text(len(problems)))
        )
        for problem in problems:
            mcu.out.problem(problem)
