"""The index after any history: followed from commit to commit it is the one that is built at once."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.index_tables import built_at_once, index_at, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEMS = ("фонар", "ям", "лесн")
TEXTS = ("Не горит фонарь.", "Яма на дороге, и ещё яма.", "Снег. Фонари не горят.")
APPEAL = """\
format: 1
id: {id}
channel: phone
source: {{system: mcu}}
received: '2026-11-20T10:00:00+05:00'
author: {{name: Иванова А. А.}}
place: {{street: {street}}}
text: |-
  {text}
state:
  status: new
  category: roads
  priority: normal
history:
- id: 4f1d
  at: '2026-11-20T10:00:00+05:00'
  by: operator@town.example
  event: registered
  category: roads
  priority: normal
"""
NUMBERS = st.integers(min_value=1, max_value=6)
BRANCHES = st.sampled_from(("one", "two"))
STEPS = st.one_of(
    st.tuples(st.just("write"), NUMBERS, st.sampled_from(TEXTS), st.sampled_from(("Лесная", "Полевая"))),
    st.tuples(st.just("spoil"), NUMBERS),
    st.tuples(st.just("misplace"), NUMBERS),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("amend"), NUMBERS, st.sampled_from(TEXTS)),
    st.tuples(st.just("switch"), BRANCHES),
    st.tuples(st.just("merge"), BRANCHES),
    st.tuples(st.just("rebase"), BRANCHES),
    st.tuples(st.just("reset"), st.integers(min_value=0, max_value=40)),
    st.tuples(st.just("forget")),
    st.tuples(st.just("cut"), st.integers(min_value=1, max_value=3)),
    st.tuples(st.just("deepen")),
)


class Repository:
    """A folder under git in which histories are made as people make them, with git itself."""

    def __init__(self, root: Path) -> None:
        """Begin with one commit that holds one appeal."""
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=one")
        for name, value in (("name", "Оператор"), ("email", "operator@town.example")):
            self.git("config", f"user.{name}", value)
        (root / ".git" / "info" / "exclude").write_bytes(b".mcu/\n")
        self.write(1, TEXTS[0], "Лесная")
        self.seen = [self.head]

    def git(self, *arguments: str, may_fail: bool = False) -> str:
        """Run git; return what it printed."""
        done = subprocess.run(["git", *arguments], cwd=self.root, check=not may_fail, capture_output=True)
        return done.stdout.decode().strip()

    @property
    def head(self) -> str:
        """The commit that is the record now."""
        return self.git("rev-parse", "HEAD")

    def do(self, step: tuple[Any, ...]) -> None:
        """Take a step of a history; one that git refuses, for a conflict say, is taken back."""
        getattr(self, step[0])(*step[1:])
        if self.head not in self.seen:
            self.seen.append(self.head)

    def write(self, number: int, text: str, street: str) -> None:
        """Register or change an appeal, in a commit."""
        self._put(number, APPEAL.format(id=f"20261120-{number:04}", text=text, street=street))
        self._commit()

    def spoil(self, number: int) -> None:
        """Make a file that cannot be read."""
        self._put(number, "broken: [")
        self._commit()

    def misplace(self, number: int) -> None:
        """Put a file where none belongs."""
        (self.root / "appeals").mkdir(exist_ok=True)  # an undo may have taken it away
        (self.root / "appeals" / f"{number}.txt").write_bytes(b"no appeal")
        self._commit()

    def remove(self, number: int) -> None:
        """Take a file away."""
        self._path(number).unlink(missing_ok=True)
        self._commit()

    def undo(self) -> None:
        """Take the last commit back by another one."""
        self.git("revert", "--no-edit", "HEAD", may_fail=True)
        self._calm()

    def amend(self, number: int, text: str) -> None:
        """Put another commit in the place of the last one."""
        self._put(number, APPEAL.format(id=f"20261120-{number:04}", text=text, street=""))
        self.git("add", "--all")
        self.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "amended")

    def switch(self, branch: str) -> None:
        """Go to a branch, which begins here where there was none."""
        if self.git("branch", "--list", branch):
            self.git("switch", "--quiet", branch)
        else:
            self.git("switch", "--quiet", "--create", branch)

    def merge(self, branch: str) -> None:
        """Merge a branch; where both have changed a file, theirs is kept."""
        self.git("merge", "--quiet", "--no-edit", "--strategy-option=theirs", branch, may_fail=True)
        self._calm()

    def rebase(self, branch: str) -> None:
        """Put the commits of this branch upon another one."""
        self.git("rebase", "--quiet", "--strategy-option=theirs", branch, may_fail=True)
        self._calm()

    def reset(self, number: int) -> None:
        """Go to any commit that was HEAD once and is still there, backwards or forwards."""
        wanted = self.seen[number % len(self.seen)]
        self.git("reset", "--quiet", "--hard", wanted, may_fail=True)

    def forget(self) -> None:
        """Let git drop what no branch leads to."""
        self.git("reflog", "expire", "--expire=now", "--all")
        self.git("update-ref", "-d", "ORIG_HEAD")
        self.git("prune", "--expire=now")

    def cut(self, depth: int) -> None:
        """Let the history end so many commits ago, as in a shallow clone."""
        commits = self.git("rev-list", "--first-parent", f"--max-count={depth}", "HEAD").splitlines()
        (self.root / ".git" / "shallow").write_text(f"{commits[-1]}\n", encoding="ascii")

    def deepen(self) -> None:
        """Let it be whole again."""
        (self.root / ".git" / "shallow").unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self.root / "appeals" / "2026" / "11" / "20" / f"20261120-{number:04}.yaml"

    def _put(self, number: int, text: str) -> None:
        self._path(number).parent.mkdir(parents=True, exist_ok=True)
        self._path(number).write_bytes(text.encode())

    def _commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a step")

    def _calm(self) -> None:
        for command in ("revert", "merge", "rebase"):
            self.git(command, "--abort", may_fail=True)
        self.git("reset", "--quiet", "--hard")


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for repositories, one an example."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@given(steps=st.lists(STEPS, min_size=3, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_followed_through_any_history_it_is_as_built_at_once(scratch: Path, steps: list[tuple[Any, ...]]) -> None:
    repository = Repository(scratch / str(len(list(scratch.iterdir()))))
    followed = index_at(repository.root)
    try:
        for step in steps:
            repository.do(step)
            followed.follow(repository.head)
            assert followed.kept
            now = rows_of(repository.root / ".mcu" / "index.sqlite", *STEMS)
            assert now == built_at_once(repository.root, repository.head, scratch / "anew.sqlite", *STEMS), step
    finally:
        followed.close()
