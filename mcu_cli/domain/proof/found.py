"""What a proof came to: violations, each with its commit, and what people have said of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.proof.kinds import KINDS, Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 50  # of one commit: what changes a thousand files by hand is said once


class Acknowledged(NamedTuple):
    """Who has explained a commit, when and how, and the commit that says so."""

    commit: str
    author: str
    date: str
    reason: str


class Violation(NamedTuple):
    """One thing that is wrong, with the commit in which it happened: its id, author, date (ISO 8601) and subject."""

    commit: str
    author: str
    date: str
    subject: str
    file: str
    finding: Finding

    @property
    def is_doubt(self) -> bool:
        """Whether it is told and does not fail."""
        return KINDS[self.finding.kind].doubt


@dataclass
class Found:
    """What was found so far; `commits` and `versions` count the commits and the versions of files looked at.

    `edges` counts the commits at which a shallow clone ends: their files are taken as they are.
    """

    commits: int = 0
    versions: int = 0
    edges: int = 0
    violations: list[Violation] = field(default_factory=list)
    acknowledged: dict[str, list[Acknowledged]] = field(default_factory=dict)
    more: Counter[str] = field(default_factory=Counter)
    _of_commit: Counter[str] = field(default_factory=Counter)

    def add(self, violation: Violation) -> None:
        """Take one in; of a commit with very many the others are only counted."""
        self._of_commit[violation.commit] += 1
        if self._of_commit[violation.commit] <= MOST:
            self.violations.append(violation)
        else:
            self.more[violation.commit] += 1

    def acknowledge(self, commit: str, said: Acknowledged) -> None:
        """Note that somebody has explained a commit."""
        self.acknowledged.setdefault(commit, []).append(said)

    def of(self, violation: Violation) -> list[Acknowledged]:
        """Return who has explained a violation; nobody where the list is empty."""
        return self.acknowledged.get(violation.commit, [])

    @property
    def open(self) -> list[Violation]:
        """Return what nobody has explained, doubts left out."""
        return [one for one in self.violations if not one.is_doubt and not self.of(one)]

    def as_plain(self) -> dict[str, Any]:
        """Return all of it as JSON takes it."""
        return {
            "commits": self.commits,
            "versions": self.versions,
            "edges": self.edges,
            "violations": [
                [*one[:5], one.finding.kind, one.finding.event, dict(one.finding.values)] for one in self.violations
            ],
            "acknowledged": {name: [list(one) for one in said] for name, said in self.acknowledged.items()},
            "more": dict(self.more),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Found:
        """Return what `as_plain` gave; raises KeyError, TypeError or ValueError for anything else."""
        found = cls(commits=int(plain["commits"]), versions=int(plain["versions"]), edges=int(plain["edges"]))
        for commit, author, date, subject, file, kind, event, values in plain["violations"]:
            told = Finding(Kind(kind), str(event), tuple((str(name), str(text)) for name, text in values.items()))
            found.add(Violation(commit, author, date, subject, file, told))
        for name, said in plain["acknowledged"].items():
            found.acknowledged[name] = [Acknowledged(*map(str, one)) for one in said]
        found.more = Counter({str(name): int(n) for name, n in plain["more"].items()})
        return found


class Start(StrEnum):
    """Where a walk begins."""

    INIT = "init"
    SINCE = "since"  # a fingerprint
    EDGE = "edge"  # of a shallow clone
    ROOT = "root"  # no commit founds the store


class Proof(NamedTuple):
    """What the walk came to. `begun` is the commit from which on it proves, `resumed` where the last one had stood."""

    fingerprint: str
    start: Start
    begun: str
    resumed: str
    found: Found
