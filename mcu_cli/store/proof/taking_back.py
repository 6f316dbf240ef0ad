"""An undo held against what it takes back: the same paths, each put back to exactly the bytes from before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.proof.deed import ACKNOWLEDGE, INIT, UNDO
from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.proof.commits import Change, Told, differences, says_very_many, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.git import Git

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NEVER = frozenset({INIT, UNDO, ACKNOWLEDGE, "redact", "retention"})


class TakingBack:
    """The undo `commit` under way: changes come in git's order of paths, as those of the commit that it names do."""

    def __init__(self, git: Git, prefix: str, commit: Told) -> None:
        """Look up what is to be taken back."""
        (self._name, *others) = commit.deed.trailers.get("Mcu-Undoes", ["-"])
        self._coming: Iterator[Change] = iter(())
        self._is_false = bool(others) or not _may_be_taken_back(git, self._name, commit)
        if not self._is_false:
            self._coming = differences(git, prefix, self._name, by_year=says_very_many(commit.deed))

    def takes_back(self, change: Change) -> bool:
        """Whether this change puts back exactly the next one of the commit that is named."""
        if self._is_false:
            return False
        wanted = next(self._coming, None)
        exact = wanted is not None and (wanted.path, wanted.after, wanted.before) == (
            change.path,
            change.before,
            change.after,
        )
        self._is_false = not exact
        return exact

    def left(self) -> Iterator[Finding]:
        """Yield, once all changes are known, that this is no undo where it is none."""
        if self._is_false or next(self._coming, None) is not None:
            yield finding(Kind.FALSE_UNDO, commit=self._name[:12])


def _may_be_taken_back(git: Git, name: str, undo: Told) -> bool:
    """Whether `name` is a command of the same operator, on which the undo stands, and of a kind that can be undone."""
    if not _COMMIT.fullmatch(name):
        return False
    try:
        code, _output = git.try_run("merge-base", "--is-ancestor", name, undo.id)
        data = git.run("cat-file", "commit", name) if not code else b""
    except GitError:
        return False
    deed = told(name, data).deed
    return bool(data) and deed.action not in _NEVER and bool(deed.action) and deed.email == undo.deed.email
