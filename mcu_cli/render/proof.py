"""What a proof came to, for people and for programs."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.proof.kinds import KINDS, Finding, Kind
from mcu_cli.errors import Problem
from mcu_cli.language import _, ngettext
from mcu_cli.wording import moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.proof.found import Proof, Violation
    from mcu_cli.render.out import Out

SHORT = 10  # digits of a commit on the screen


def sentence_of(finding: Finding) -> str:
    """Return what is wrong, as a sentence of the language that is spoken."""
    values = dict(finding.values)
    if finding.kind is Kind.UNKNOWN_SIGNER:
        verdict = values["verdict"]
        values["verdict"] = _(verdict)
    return _(KINDS[finding.kind].sentence).format(**values)


class Report:
    """A proof as it is told."""

    def __init__(self, proof: Proof, zone: tzinfo | None) -> None:
        """Tell of `proof`, moments in `zone`."""
        self._proof = proof
        self._zone = zone
        self._found = proof.found

    def data(self) -> dict[str, Any]:
        """Return the result as JSON holds it."""
        proof, found = self._proof, self._found
        return {
            "fingerprint": proof.fingerprint,
            "start": str(proof.start),
            "since": proof.begun or None,
            "resumed": proof.resumed or None,
            "commits": found.commits,
            "versions": found.versions,
            "edges": found.edges,
            "open": len(found.open),
            "violations": (
                {
                    **self.violation(one),
                    "acknowledged": [
                        {"commit": said.commit, "by": said.author, "at": said.date, "reason": said.reason}
                        for said in found.of(one)
                    ],
                }
                for one in found.violations
            ),
            "more": dict(found.more),
        }

    @staticmethod
    def violation(one: Violation) -> dict[str, Any]:
        """Return a violation as JSON holds it."""
        return {
            "kind": str(one.finding.kind),
            "level": "doubt" if one.is_doubt else "violation",
            "message": sentence_of(one.finding),
            "commit": one.commit,
            "commit_author": one.author,
            "commit_date": one.date,
            "commit_subject": one.subject,
            "file": one.file or None,
            "event": one.finding.event or None,
        }

    def problems(self) -> list[Problem]:
        """Return what nobody has explained, and the doubts, as problems of files."""
        return [
            Problem(
                f"{one.commit[:SHORT]}: {sentence_of(one.finding)}", file=one.file, field=one.finding.event, level=level
            )
            for one in self._found.violations
            for level in ["warning" if one.is_doubt else "error"]
            if not self._found.of(one)
        ]

    def say(self, out: Out) -> None:
        """Tell it to a person: what is open first, then what was explained, then what was walked through."""
        found = self._found
        explained = [one for one in found.violations if not one.is_doubt and found.of(one)]
        doubts = [one for one in found.violations if one.is_doubt]
        for title, some in (
            (_("Violations"), found.open),
            (_("Acknowledged"), explained),
            (_("Doubts, which do not fail"), doubts),
        ):
            if some:
                out.say(f"{title}: {number_text(len(some))}")
                for line in self._lines(some):
                    out.say(line)
                out.say()
        kinds = dict.fromkeys(one.finding.kind for one in found.open)
        if kinds:
            out.say(_("What it means, and what to do:"))
            for kind in kinds:
                told = KINDS[kind]
                out.say(f"  {_(told.title)}: {_(told.meaning)} {_(told.remedy)}")
            out.say()
        for line in self._summary():
            out.say(line)

    def _lines(self, some: Sequence[Violation]) -> Iterator[str]:
        """Yield the lines of violations, those of one commit under its heading."""
        commit = ""
        for one in some:
            if one.commit != commit:
                commit = one.commit
                date = self._moment(one.date)
                yield f"  {commit[:SHORT]}  {date}  {one.author}  {one.subject}"
                for said in self._found.of(one):
                    at = self._moment(said.date)
                    text = _("acknowledged by {author}, {date}, commit {commit}: {reason}").format(
                        author=said.author, date=at, commit=said.commit[:SHORT], reason=" ".join(said.reason.split())
                    )
                    yield f"    {text}"
                more = self._found.more.get(commit, 0)
                if more:
                    text = ngettext("and {n} more, not shown", "and {n} more, not shown", more)
                    yield f"    {text.format(n=number_text(more))}"
            said_there = one.finding.kind is Kind.BY_HAND  # which files, the sentence says
            where = "" if said_there else ", ".join(filter(None, (one.file, one.finding.event)))
            title = _(KINDS[one.finding.kind].title)
            yield f"    {title}: " + (f"{where}: " if where else "") + sentence_of(one.finding)

    def _moment(self, date: str) -> str:
        return moment_text(datetime.fromisoformat(date).astimezone(self._zone))

    def _summary(self) -> Iterator[str]:
        proof, found = self._proof, self._found
        said = {
            "init": _("proved from the founding of the store, commit {commit}"),
            "since": _("proved from commit {commit} on, which leads to the record"),
            "edge": _("proved from the edge of this shallow clone on, commit {commit}"),
            "root": _("proved from the first commit on; none of them founds the store"),
        }
        yield said[str(proof.start)].format(commit=proof.begun[:SHORT])
        if found.edges:
            yield ngettext(
                "this clone is shallow: what came before {n} commit at its edge is not here, and not proved",
                "this clone is shallow: what came before {n} commits at its edge is not here, and not proved",
                found.edges,
            ).format(n=number_text(found.edges))
        commits = ngettext("{n} commit", "{n} commits", found.commits).format(n=number_text(found.commits))
        versions = ngettext("{n} version of a file", "{n} versions of files", found.versions)
        n = len(found.open)
        violations = ngettext("{n} violation", "{n} violations", n).format(n=number_text(n))
        yield f"{commits}, {versions.format(n=number_text(found.versions))}: {violations}"
        if proof.resumed:
            yield _("gone on from commit {commit}, where the last walk stood; --whole walks anew").format(
                commit=proof.resumed[:SHORT]
            )
        yield _("fingerprint of the record: {fingerprint}").format(fingerprint=proof.fingerprint)
