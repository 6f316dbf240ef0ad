"""How the ladder is applied to many appeals: look, preview, look again under the lock, one commit, say who is told.

Unlike a change that somebody asks for, this one is made again and again by cron. That nothing is due is no error, and
an appeal that cannot be changed (a file edited by hand) does not keep the others from going up: it is named, and the
exit code is that of its trouble.
"""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.asking import confirmed
from mcu_cli.change import save
from mcu_cli.chosen import selected
from mcu_cli.domain.ladder import Climb, Told, climbed, due_climb
from mcu_cli.domain.steps import Act
from mcu_cli.errors import ExitCode, McuError, Problem
from mcu_cli.language import _, ngettext
from mcu_cli.render.escalation import climb_json, escalation_lines
from mcu_cli.store.spool import LongList, Spool
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.store.repository import Stored

_PREVIEWED = 20  # appeals of one who is told, before the question
_OPEN = "is_open = 1 AND (due_first IS NOT NULL OR due_final IS NOT NULL OR promised != '')"


class _LeftOut(NamedTuple):
    """An appeal that the ladder would take up and that cannot be changed."""

    id: str
    blob: str
    path: str
    error: McuError


class _Found(NamedTuple):
    """What one look at the appeals brought: how those go up that do, and the others."""

    climbs: LongList[Climb]
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
    ids = _open_ids(mcu) if chosen is None else chosen.ids
    _name, email = mcu.store.git.operator()
    commit = None
    with closing(Spool()) as looked_at:
        found = _look(mcu, ids, looked_at, by=email)
        if (found.climbs or found.left_out) and not dry_run:
            asked = bool(found.climbs) and not yes and (len(found.climbs) > 1 or chosen is None or not chosen.named)
            if asked:
                _confirm(mcu, found.climbs)
            commit, found = _write(mcu, found, looked_at, asked=asked)
    _say(mcu, found, commit, dry_run=dry_run)
    return max((one.error.exit_code for one in found.left_out), default=ExitCode.DONE)


def _open_ids(mcu: Context) -> LongList[str]:
    question = f"SELECT id FROM appeals WHERE {_OPEN} ORDER BY day, series, number"  # noqa: S608  # words of ours
    return LongList(name for (name,) in mcu.store.index.query(question))


def _look(
    mcu: Context,
    ids: Sequence[str],
    looked_at: Spool | None,
    *,
    by: str,
    keep: Callable[[Stored, Appeal], bool] = lambda _before, _after: True,
) -> _Found:
    """Return what the ladder says of each appeal, on the record as it is now; one after the other, each kept by `keep`.

    What `keep` does not want is passed over, and what it raises is a trouble of its appeal. So is nothing where an
    appeal is not on record any more. `looked_at` takes the object of each that is told of.
    """
    rules, act = mcu.rules, Act(by=by, at=mcu.local_now)
    found = _Found(LongList(), [])
    told: dict[tuple[Told, ...], tuple[Told, ...]] = {}  # many appeals go up to the same few people
    for entry in mcu.out.progress(mcu.store.entries_of(ids, may_be_gone=True), len(ids)):
        try:
            stored = mcu.store.get(entry)
            climb = due_climb(stored.appeal, rules, act.at)
            if climb is None:
                continue
            mcu.store.refuse_edited(entry)
            if not keep(stored, climbed(stored.appeal, act, rules, climb)):
                continue
            # A ladder long forgotten has a hundred thousand of them.
            found.climbs.append(climb._replace(appeal=entry.id, told=told.setdefault(climb.told, climb.told)))
        except McuError as error:
            found.left_out.append(_LeftOut(entry.id, entry.blob, entry.path, error))
        if looked_at is not None:
            looked_at.put(entry.id, entry.blob)
    return found


def _write(mcu: Context, found: _Found, looked_at: Spool, *, asked: bool) -> tuple[str | None, _Found]:
    """Look again under the lock at what is to go up, and put it on record; return the commit, None where none is left.

    Another run may have taken the same appeals up meanwhile, and a colleague may have answered one. What looked like a
    hand edit may have been a file that another command was just writing; if the operator was asked, but not about it,
    it is left to the next run.
    """
    from mcu_cli.store.trailers import Message

    going_up = LongList(climb.appeal for climb in found.climbs)
    previewed = frozenset(going_up if asked else ())
    found.climbs.clear()  # the second look finds them again
    with mcu.store.writing("escalate", now=mcu.local_now) as transaction:

        def keep(before: Stored, after: Appeal) -> bool:
            if asked and before.appeal.id not in previewed:
                return False
            save(transaction, [(before, after)])
            return True

        ids = LongList(chain(going_up, (one.id for one in found.left_out)))
        again = _look(mcu, ids, None, by=transaction.by, keep=keep)
        # What somebody has just been at may bear a moment after this run began: that is no trouble, the next run looks.
        settled = _Found(again.climbs, [one for one in again.left_out if one.blob == looked_at.get(one.id)])
        if not settled.climbs:
            return None, settled
        up = LongList(climb.appeal for climb in settled.climbs)
        whom = up[0] if len(up) == 1 else f"{len(up)} appeals"
        return transaction.commit(Message("escalate", f"{whom}: by the ladder", up)), settled


def _confirm(mcu: Context, climbs: Sequence[Climb]) -> None:
    zone = mcu.store.registry.municipality.timezone
    for line in escalation_lines(climbs, zone, most=_PREVIEWED):
        mcu.out.note(line)
    change = _("Escalate by the ladder")
    question = _("{change}: {appeals}. Go on?").format(change=change, appeals=appeals_text(len(climbs)))
    confirmed(mcu, question, yes=False)


def _say(mcu: Context, found: _Found, commit: str | None, *, dry_run: bool) -> None:
    climbs = found.climbs
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

    problems = [Problem(str(one.error), file=one.path if mcu.out.json else "") for one in found.left_out]
    plain = (climb_json(climb, zone) for climb in climbs)
    mcu.out.result({"commit": commit, "steps": plain}, human, problems)
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
