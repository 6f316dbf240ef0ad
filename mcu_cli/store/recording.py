"""How files become a commit: streamed into `git fast-import`, which moves the branch; by `git commit` where hooks wait.

One file or a hundred thousand take the same way: git gets their bytes as they come, makes blobs, trees and commit of
them without looking at its index or at any other file, and moves the branch at the end, if nobody else has. That is the
cheapest of the ways measured (docs/performance.md). fast-import runs no hooks of commits and signs nothing
(https://git-scm.com/docs/git-fast-import); where the operator has configured either, the same stream makes a tree
aside, and git's own `commit` puts it on record.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import ConflictError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.dead_locks import remove_dead
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.private_folder import JOURNAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.store.git import Git
    from mcu_cli.store.git_streams import Fed

_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")  # of those that `git commit` runs
_SETTINGS = r"^(commit\.gpgsign|core\.hookspath|hook\..*)$"
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
# git keeps each folder that a commit touches, and the name of each file, in memory until the commit is made: so many
# files go into one, and a commit of more is made aside first, one upon the other, and takes the last one's tree.
_PORTION = 20_000
_ASIDE = "refs/mcu/prepared"
_PART = "mcu: a part of what one commit holds\n"
_ASIDE_INDEX = "commit-index"
_PATIENCE = 2.0  # seconds; a program that only looks, like an editor with git in it, is done by then
_PAUSE = 0.05
# Signs of `git ls-files -v`: small ones are of files assumed to be unchanged, S of those skipped in the folder.
_OVERLOOKED = frozenset(bytes([sign]) for sign in b"hmrckous" + b"S")
_FALSE = {"false", "no", "off", "0"}


class Ground(NamedTuple):
    """The repository as a commit finds it.

    `prefix` is the store's folder in it, empty or ending with `/`; `branch` the ref that HEAD names, `head` its commit
    (None: there is none yet); `index_file` is git's index; `by_commit` says that hooks or signing want `git commit`.
    """

    prefix: str
    branch: str
    head: str | None
    index_file: Path
    by_commit: bool


def ground(git: Git) -> Ground:
    """Return the repository as the next commit finds it.

    Raises ConflictError where HEAD names no branch, and where a merge or the like is under way.
    """
    code, branch = git.try_run("symbolic-ref", "--quiet", "HEAD")
    if code:
        raise ConflictError(_("HEAD is detached, a commit would be on no branch; go back with `git switch BRANCH`"))
    names = ("hooks", "index", *_UNDER_WAY)
    asked = [part for name in names for part in ("--git-path", name)]
    told = git.run("rev-parse", "--show-prefix", *asked).decode("utf-8", "surrogateescape").split("\n")
    hooks, index, *under_way = (git.folder / path for path in told[1:-1])
    for name, path in zip(_UNDER_WAY, under_way, strict=True):
        if path.exists():
            raise ConflictError(
                _("git is in the middle of something ({name}); finish it or give it up, `git status` tells how").format(
                    name=name
                )
            )
    return Ground(told[0], branch.decode().strip(), git.head(), index, _wants_commit(git, hooks))


def branch_moved() -> ConflictError:
    """Return what is said where HEAD is another than that a command has begun with."""
    return ConflictError(
        _("another program has moved the branch meanwhile; look at `git log` and run the command again")
    )


def refuse_locked(ground: Ground) -> None:
    """Raise ConflictError where another git holds the lock of the index, and does not let go of it for a while."""
    lock = ground.index_file.with_name(f"{ground.index_file.name}.lock")
    ends = time.monotonic() + _PATIENCE
    while os.path.lexists(lock):
        if time.monotonic() > ends:
            raise ConflictError(
                _(
                    "another git process holds a lock of the repository; wait for it, "
                    "or remove the file that git names: {words}"
                ).format(words=lock)
            )
        time.sleep(_PAUSE)


def _wants_commit(git: Git, hooks: Path) -> bool:
    """Whether hooks of commits or signing are configured."""
    _code, output = git.try_run("config", "--null", "--get-regexp", _SETTINGS)
    for setting in output.decode("utf-8", "replace").split("\0")[:-1]:
        name, _line_feed, value = setting.partition("\n")
        if name != "commit.gpgsign" or value.lower() not in _FALSE:
            return True  # hooks of elsewhere may be anything, and a signing without a value is on
    return any(os.access(hooks / name, os.X_OK) for name in _HOOKS)


class Recorder:
    """The commit that is being made: paths are given one by one, `finished` puts all of them on record."""

    def __init__(self, begun: Callable[[], Fed], prefix: str) -> None:
        """Give the paths to what was `begun`, and to the next one where that has its portion."""
        self._begun = begun
        self._fed = begun()
        self._count = 0
        self._prefix = prefix

    def put(self, path: str, data: bytes | None) -> None:
        """Let the commit hold `data` at `path` (relative to the store); None: nothing."""
        if self._count == _PORTION:
            self._fed, self._count = self._begun(), 0
        self._count += 1
        name = _quoted(f"{self._prefix}{path}")
        if data is None:
            self._fed.write(b"D %s\n" % name)
        else:
            self._fed.write(b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(data), data))


def _quoted(path: str) -> bytes:
    """Return a path as the stream takes any: in quotes, with what would end them or the line written otherwise."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.encode("utf-8", "surrogateescape")


class Signature(NamedTuple):
    """Who commits, and when."""

    name: str
    email: str
    at: datetime

    def line(self) -> str:
        """Return it as git writes it into a commit."""
        return f"{self.name} <{self.email}> {int(self.at.timestamp())} {self.at:%z}"


class Recording:
    """One commit on `ground`, made when `finish` is called and all paths were given; `message` is its whole text."""

    def __init__(  # noqa: PLR0913  # where, what, who, and what is needed on the way
        self, git: Git, ground: Ground, message: str, signature: Signature, aside: Path, *, count: int
    ) -> None:
        """Prepare for `count` paths; `aside` is a folder for what is needed on the way."""
        self._git = git
        self._ground = ground
        self._message = message
        self._signature = signature
        self._aside_index = aside / _ASIDE_INDEX
        self._is_large = count > _PORTION
        self._streamed = ""

    @contextlib.contextmanager
    def stream(self) -> Iterator[Recorder]:
        """Yield what takes the paths; when the block ends without an error, they are on record or prepared for it.

        Raises GitError where git refuses, ConflictError where the branch has moved meanwhile.
        """
        ground = self._ground
        is_aside = ground.by_commit or self._is_large
        with contextlib.ExitStack() as under_way:

            def begun() -> Fed:
                under_way.close()  # which makes a commit of the portion before
                ref, message = (_ASIDE, _PART) if is_aside else (ground.branch, self._message)
                return under_way.enter_context(self._feeding(ref, self._streamed or ground.head, message))

            yield Recorder(begun, ground.prefix)
        if self._is_large and not ground.by_commit:
            tree = self._git.run("rev-parse", f"{self._streamed}^{{tree}}").strip()
            with self._feeding(ground.branch, ground.head, self._message) as fed:
                fed.write(b'M 040000 %s ""\n' % tree)

    @contextlib.contextmanager
    def _feeding(self, ref: str, base: str | None, message: str) -> Iterator[Fed]:
        """Yield git that makes a commit upon `base` of what it is fed, and moves `ref` to it when the block ends."""
        ground = self._ground
        force = ("--force",) if ref == _ASIDE else ()  # what a killed one has left aside is written over
        fed = None
        try:
            with self._git.feeding("fast-import", "--quiet", "--done", *force) as fed:
                fed.write(self._beginning(ref, base, message.encode()))
                yield fed
                fed.write(b"get-mark :1\ndone\n")
        except GitError as error:
            if "does not contain" in error.stderr:  # Not updating refs/heads/main (new tip A does not contain B)
                raise branch_moved() from error
            raise
        finally:
            if fed is not None:  # where it fails it leaves a report beside git's index
                ground.index_file.with_name(f"fast_import_crash_{fed.pid}").unlink(missing_ok=True)
        self._streamed = fed.output.decode().strip()

    def finish(self) -> str:
        """Return the commit, after the block of `stream`; with hooks or signing it is made here.

        A hook may have put others on top of it; then it is the last of them.

        Raises GitError where a hook or the signing refuses, RefusedError where a hook changed what is recorded.
        """
        if self._ground.by_commit:
            return self._by_commit()
        if self._is_large:
            forget_aside(self._git, self._aside_index.parent)
        return self._streamed

    def _beginning(self, ref: str, base: str | None, message: bytes) -> bytes:
        line = self._signature.line()
        lines = [f"commit {ref}", "mark :1", f"author {line}", f"committer {line}", f"data {len(message)}"]
        start = "\n".join(lines).encode() + b"\n" + message + b"\n"
        return start + (f"from {base}\n".encode() if base else b"")

    def _by_commit(self) -> str:
        """Let `git commit` put the tree that was prepared on record: its hooks see an index with just that change."""
        git, index = self._git, self._aside_index
        date = self._signature.at.isoformat()
        aside = {"GIT_INDEX_FILE": str(index)}
        committer = {"GIT_COMMITTER_NAME": self._signature.name, "GIT_COMMITTER_EMAIL": self._signature.email}
        try:
            known = self._ground.index_file.exists()
            if known:  # what git knows of files that do not change spares it reading them
                shutil.copyfile(self._ground.index_file, index)
            git.run("read-tree", *(("--reset",) if known else ()), _ASIDE, extra=aside)
            git.run(
                "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file=-",
                given=self._message.encode(),
                extra={**aside, **committer, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
            )  # fmt: skip
            return self._made()
        finally:
            forget_aside(git, index.parent)

    def _made(self) -> str:
        """Return what `git commit` made; take it back where a hook put more, or less, into it than was prepared."""
        wanted = f"{_ASIDE}^{{tree}}"
        told = self._git.run("rev-parse", "HEAD", "HEAD^{tree}", wanted, "HEAD^@").decode().split()
        head, tree, prepared, *parents = told
        before = self._ground.head
        if parents != ([before] if before else []) or tree == prepared:
            return head
        other = self._git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", _ASIDE, "HEAD").split(b"\0")[0]
        self._git.run("update-ref", *(("HEAD", before, head) if before else ("-d", "HEAD", head)))
        raise RefusedError(
            _("a hook of git changed {path} in the commit; let it leave the commits of the store alone").format(
                path=other.decode("utf-8", "replace")
            )
        )


def forget_aside(git: Git, folder: Path) -> None:
    """Remove what a commit with hooks or signing has left aside, killed ones included."""
    for name in (_ASIDE_INDEX, f"{_ASIDE_INDEX}.lock"):
        (folder / name).unlink(missing_ok=True)
    code, _output = git.try_run("update-ref", "-d", _ASIDE)
    journal = folder / JOURNAL
    if code < 0 and journal.exists():  # killed by somebody while we live: its locks would stop the next commit
        remove_dead(git, journal.stat().st_mtime_ns)
        git.try_run("update-ref", "-d", _ASIDE)


def staged(git: Git, head: str) -> Iterator[tuple[str, str]]:
    """Yield each path for which git's index holds something else than `head`, and that object; empty for none."""
    fields = git.records("diff-index", "--cached", "-z", "--no-renames", "--relative", head)
    for told, name in zip(fields, fields, strict=False):
        blob = told.decode().split()[3]
        yield name.decode("utf-8", "backslashreplace"), "" if set(blob) == {"0"} else blob


def flagged(git: Git, among: Sequence[str]) -> Iterator[str]:
    """Yield the paths of which git was told to overlook every change, of the files or in the folders `among`."""
    for name in git.records("ls-files", "-v", "-z", "--", *among):
        if name[:1] in _OVERLOOKED:
            yield name[2:].decode("utf-8", "surrogateescape")


def bring_index_up(git: Git, paths: Iterator[str]) -> None:
    """Let git's own index know the files at `paths` (relative to the store) as they stand in the folder."""
    with git.feeding("update-index", "--add", "--remove", "-z", "--stdin") as fed:
        for path in paths:
            fed.write(path.encode("utf-8", "surrogateescape") + b"\0")


def reset_index(git: Git, objects: Iterator[tuple[str, str]]) -> None:
    """Let git's own index hold each path as HEAD does, whatever stands in the folder; empty for what HEAD has not."""
    with git.feeding("update-index", "-z", "--index-info") as fed:
        for path, blob in objects:
            mode, name = ("100644", blob) if blob else ("0", "0" * 40)
            fed.write(f"{mode} {name}\t{path}".encode("utf-8", "surrogateescape") + b"\0")
