"""What the dates of a commit, and who made it, leave in doubt: told, and no proof of anything."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING

from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.store.proof.commits import NO_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.git import Git
    from mcu_cli.store.proof.commits import Told

_REMEMBERED = 1_000  # commits whose dates are kept for those that stand on them


class Clocks:
    """The dates of the commits that were walked through, each held against those that it stands on."""

    def __init__(self, git: Git) -> None:
        """Remember nothing yet."""
        self._git = git
        self._dates: OrderedDict[str, datetime | None] = OrderedDict()

    def doubts(self, commit: Told) -> Iterator[Finding]:
        """Note the dates of a commit; yield what is doubtful about them, of a command alone."""
        date = commit.deed.date
        known = [self._dates[name] if name in self._dates else self._date_of(name) for name in commit.parents]
        before = max(filter(None, known), default=None)
        # What was committed by hand bears no date that counts: it would hide what is dated back after it.
        self._dates[commit.id] = date if commit.deed.action or before is None else before
        if len(self._dates) > _REMEMBERED:
            self._dates.popitem(last=False)
        if not commit.deed.action:
            return
        if before is not None and date < before:
            yield finding(Kind.CLOCK_BACK, date=date.isoformat(), before=before.isoformat())
        if (commit.committer, commit.committed) != (commit.author, date):
            committed = commit.committed.isoformat()
            yield finding(
                Kind.COMMITTED_OTHERWISE, committer=commit.committer, committed=committed, date=date.isoformat()
            )

    def _date_of(self, commit: str) -> datetime | None:
        """Return the date of the last command up to a commit that was not walked through now."""
        arguments = ("-1", "--format=%aI", "--grep=^Mcu-Action: ", commit, "--")
        code, output = self._git.try_run(*NO_GRAPH, "log", *arguments)
        return datetime.fromisoformat(output.decode().strip()) if not code and output.strip() else None
