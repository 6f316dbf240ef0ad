"""`mcu record --acknowledge`: a violation that `mcu verify` names, explained by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.context import Context


def acknowledge(mcu: Context, revision: str, reason: str, *, dry_run: bool) -> None:
    """Put on record that what is wrong with a commit is explained; the reason is kept in the message of a commit.

    Raises UsageError without a reason, RefusedError where nothing is wrong with that commit.
    """
    from mcu_cli import __version__
    from mcu_cli.domain.proof.kinds import VERSION, Kind
    from mcu_cli.render.proof import Report, sentence_of
    from mcu_cli.store.past import commit_of
    from mcu_cli.store.proof.acknowledging import acknowledge, violations_of
    from mcu_cli.store.proof.verifying import Wanted, verify

    if not reason.strip():
        raise UsageError(_("say how it is explained with --reason; it is kept for whoever reads the history"))
    commit = commit_of(mcu.store.git, revision)
    proof = verify(mcu.store, Wanted(), (__version__, VERSION))
    wrong = violations_of(proof.found, commit)
    made = None
    if not dry_run:
        with mcu.store.writing("record", now=mcu.local_now) as transaction:
            if mcu.store.git.head() != proof.fingerprint:
                raise RefusedError(_("another command came in between; look at `mcu verify` and acknowledge again"))
            made = acknowledge(transaction, commit, reason)

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        for one in wrong:
            is_said = not one.file or one.finding.kind is Kind.BY_HAND  # which files, the sentence says
            mcu.out.say(sentence_of(one.finding) if is_said else f"{one.file}: {sentence_of(one.finding)}")
        n = len(wrong)
        if made:
            said = ngettext(
                "{n} violation acknowledged in commit {commit}; `mcu verify` lists it and does not fail for it",
                "{n} violations acknowledged in commit {commit}; `mcu verify` lists them and does not fail for them",
                n,
            )
            mcu.out.say(said.format(n=number_text(n), commit=made[:10]))

    data = {"commit": made, "acknowledges": commit, "violations": [Report.violation(one) for one in wrong]}
    mcu.out.result(data, human)
