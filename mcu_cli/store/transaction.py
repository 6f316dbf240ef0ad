"""One command's change of the store: files and one commit that touches exactly them, or nothing.

The order is journal, files, commit, index, and back. Whatever fails on the way, the folder is brought back to HEAD:
by this process if it lives, by the next command if not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.identifiers import from_path
from mcu_cli.errors import BadInputError, ConflictError, DamagedError, RefusedError
from mcu_cli.language import _
from mcu_cli.store import journal
from mcu_cli.store.files import inside, read_file, remove_file, remove_litter, write_file
from mcu_cli.store.git import Git, GitError, blob_id
from mcu_cli.store.journal import Step
from mcu_cli.store.private_folder import FOLDER, JOURNAL
from mcu_cli.store.recorded import is_recorded, read_recorded
from mcu_cli.store.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.store.index import Index, Progress
    from mcu_cli.store.recorded import Recorded
    from mcu_cli.store.trailers import Message


_CHANGED = re.compile(rb":\d+ \d+ \S+ (\S+) [^\0]*\0([^\0]*)\0")
_AT_ONCE = 10_000  # paths of one question to git, so that the answer for a hundred thousand never stands in memory


def _unlike(output: bytes, steps: Mapping[str, Step], prefix: str) -> list[str]:
    """Return the paths in which a commit, told by `git diff-tree -z`, differs from `steps`, sorted.

    Paths of the repository begin with `prefix` where the store is a folder of it.
    """
    met = 0
    other = []
    for path, blob in _changes(output):
        step = steps.get(path.removeprefix(prefix)) if path.startswith(prefix) else None
        met += step is not None
        if step is None or blob != (step.after or "0" * len(blob)):
            other.append(path)
    if met < len(steps):
        in_commit = {path for path, _blob in _changes(output)}
        other += [f"{prefix}{path}" for path in steps if f"{prefix}{path}" not in in_commit]
    return sorted(other)


def _changes(output: bytes) -> Iterator[tuple[str, str]]:
    """Yield path and object afterwards of each line of `git diff-tree -z`."""
    for found in _CHANGED.finditer(output):
        yield found[2].decode("utf-8", "surrogateescape"), found[1].decode()


class _Pending(NamedTuple):
    """What is to become of one path: its bytes (None: gone), the object they replace, and how it came about."""

    data: bytes | None
    replacing: str
    standing: bytes | None = None
    recorded: Recorded | None = None
    gone: bool = False


class Transaction:
    """What a command wants to change, gathered under the lock. `now` becomes the commit's date."""

    def __init__(  # noqa: PLR0913  # where, through what, who and when
        self, root: Path, git: Git, index: Index, *, operator: tuple[str, str], now: datetime, progress: Progress
    ) -> None:
        """Start with nothing to change; `progress` wraps a long loop of known length to show a bar."""
        self.name, self.by = operator
        self._progress = progress
        self.now = now
        self._root = root
        self._git = git
        self._index = index
        self._head = git.head()
        self._algorithm = (
            algorithm_of(self._head) if self._head else git.run("rev-parse", "--show-object-format").decode().strip()
        )
        self._pending = Spool()  # an import may bring more than fits into memory
        self._staged = False

    def put(self, path: str, data: bytes, *, replacing: str = "", standing: bytes | None = None) -> None:
        """Write `data` to `path` (relative, with `/`), which now is the git object `replacing`, or new if empty.

        `standing` are the bytes in the folder where they were changed by hand and the change is being taken in.
        """
        # The one guard that holds for every command to come: what is written can be read.
        recorded = _readable(data, path) if is_recorded(path) else None
        self._pending.put(path, _Pending(data, replacing, standing, recorded))

    def remove(self, path: str, *, replacing: str, gone: bool = False) -> None:
        """Remove the file at `path`, which now is the git object `replacing`; `gone` where somebody did so by hand."""
        self._pending.put(path, _Pending(None, replacing, gone=gone))

    def commit(self, message: Message) -> str | None:
        """Put everything on record and return the new commit; None where no byte would change.

        Raises ConflictError where a file was changed by hand or a record changed meanwhile, RefusedError where a hook
        or the signing of git refuses; then nothing has changed.
        """
        steps = self._steps()
        if not steps:
            return None
        journal_path = journal_of(self._root)
        journal.begin(journal_path, message.action, steps)
        try:
            for path in self._progress(steps, len(steps)):
                self._write(path)
            others = tuple(path for path in steps if from_path(path) is None)
            self._commit(message._replace(files=others), list(steps))
            head, direct = self._landed(steps)
        except BaseException as error:
            moved = restore(self._root, self._git, staged=self._staged)
            if isinstance(error, GitError) and not moved:
                raise RefusedError(
                    _("git refused the commit, nothing was changed: {words}").format(
                        words=" ".join(error.stderr.split()) or _("no reason was given")
                    )
                ) from error
            raise
        journal.done(journal_path)
        if direct:
            changes = ((path, step.after, self._pending.get(path).recorded) for path, step in steps.items())
            changed = self._progress(changes, len(steps))
            self._index.apply(self._head, head, changed)
        else:
            self._index.follow(head)  # a hook has committed on top
        self._head = head
        self._pending.close()
        self._pending = Spool()
        return head

    def close(self) -> None:
        """Let go of what was gathered."""
        self._pending.close()

    def _landed(self, steps: Mapping[str, Step]) -> tuple[str, bool]:
        """Return HEAD after the commit, and whether it is our commit; take it back where a hook put more into it."""
        head, *parents = self._git.run("show", "--no-patch", "--format=%H %P", "HEAD").decode().split()
        if parents != ([self._head] if self._head else []):
            return head, False
        output = self._git.run("diff-tree", "-r", "-z", "--root", "--no-commit-id", "--no-renames", "HEAD")
        prefix = self._git.run("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip()
        other = _unlike(output, steps, prefix)
        if other:
            self._git.run("update-ref", *(("HEAD", self._head, head) if self._head else ("-d", "HEAD", head)))
            for path in steps:
                self._write(path)  # what a hook wrote over, so that the journal knows it again
            raise RefusedError(
                _("a hook of git changed {path} in the commit; let it leave the commits of the store alone").format(
                    path=other[0]
                )
            )
        return head, True

    def _steps(self) -> dict[str, Step]:
        """Return what changes, after looking that HEAD and the folder still hold what is to be replaced."""
        paths = self._pending.keys()
        in_head: dict[str, str] = {}
        steps = {}
        for number, (path, pending) in enumerate(self._pending.items()):
            if number % _AT_ONCE == 0:
                in_head = blobs_in_head(self._git, paths[number : number + _AT_ONCE])
            before = in_head[path]
            if before != pending.replacing:
                raise ConflictError(
                    _("{path} was changed by another command meanwhile; run the command again").format(path=path)
                )
            folder = "" if pending.standing is None else self._kept(path, pending.standing)
            if not folder and not (pending.gone and read_file(inside(self._root, path)) is None):
                refuse_hand_edit(self._root, path, before)
            after = "" if pending.data is None else blob_id(pending.data, algorithm=self._algorithm)
            if after != before:
                steps[path] = Step(before, after, folder)
        return steps

    def _kept(self, path: str, standing: bytes) -> str:
        """Keep the bytes of a hand edit as a git object, so that no failure can lose it; return its name."""
        if (read_file(inside(self._root, path)) or b"") != standing:
            raise ConflictError(
                _("{path} is being edited right now; save it and run the command again").format(path=path)
            )
        return self._git.run("hash-object", "-w", "--stdin", given=standing).decode().strip()

    def _write(self, path: str) -> None:
        data = self._pending.get(path).data
        target = inside(self._root, path)
        if data is None:
            remove_file(target, up_to=self._root)
        else:
            write_file(target, data)

    def _commit(self, message: Message, paths: Sequence[str]) -> None:
        names = "\0".join(paths).encode("utf-8", "surrogateescape")
        from_stdin = ("--pathspec-from-file=-", "--pathspec-file-nul")
        date = self.now.isoformat()
        operator = {"GIT_COMMITTER_NAME": self.name, "GIT_COMMITTER_EMAIL": self.by}
        self._git.run("add", "--all", "--force", *from_stdin, given=names)
        self._staged = True
        self._git.run(
            "commit", "--quiet", "--only", "--cleanup=verbatim", "--message", message.text(), *from_stdin,
            given=names,
            extra={**operator, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
        )  # fmt: skip


def _readable(data: bytes, path: str) -> Recorded:
    """Return what is in `data`; raises RefusedError where the file could not be read again."""
    try:
        return read_recorded(data, path, strict=True)
    except (BadInputError, DamagedError) as error:
        raise RefusedError(
            _("this would make a file that cannot be read again; nothing was changed"), error.problems
        ) from error


def journal_of(root: Path) -> Path:
    """Return where the journal of the store in `root` lies."""
    return root / FOLDER / JOURNAL


def algorithm_of(commit: str | None) -> str:
    """Return the hash with which the repository names objects, told from the length of a name."""
    return "sha256" if commit and len(commit) == len("00" * 32) else "sha1"


def blobs_in_head(git: Git, paths: Sequence[str]) -> dict[str, str]:
    """Return for each path the name of its object in HEAD, empty where HEAD has none."""
    if not paths:
        return {}
    given = "".join(f"HEAD:./{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    lines = git.run("cat-file", "--batch-check", given=given).decode("utf-8", "surrogateescape").splitlines()
    return {
        path: "" if line.endswith((" missing", " ambiguous")) else line.split()[0]
        for path, line in zip(paths, lines, strict=True)
    }


def refuse_hand_edit(root: Path, path: str, in_head: str) -> None:
    """Raise ConflictError where the folder holds something else at `path` than the record does."""
    data = read_file(inside(root, path))
    on_disk = "" if data is None else blob_id(data, algorithm=algorithm_of(in_head))
    if on_disk == in_head:
        return
    if data is None:
        raise ConflictError(
            _(
                "{path} is on record but was removed from the folder; bring it back with `git checkout -- {path}`"
            ).format(path=path)
        )
    if not in_head:
        raise ConflictError(_("{path} is in the way: mcu did not write it; move it away").format(path=path))
    raise ConflictError(
        _(
            "{path} was changed by hand; take the change in with `mcu record`, or drop it with `git checkout -- {path}`"
        ).format(path=path)
    )


def restore(root: Path, git: Git, note: Callable[[str], None] | None = None, *, staged: bool = True) -> bool:
    """Bring the paths of an unfinished command back to HEAD and say so; return whether its commit is in HEAD.

    `staged` says whether git's own index may know of them; where it cannot, its lock is not needed.
    A file that is neither what stood there before nor what the command wrote was edited by hand, and stays.
    Only for whoever holds the lock: a journal that is still being written is taken for one that a kill left half.
    """
    path = journal_of(root)
    remove_litter(path)
    unfinished = journal.pending(path)
    if unfinished is None:
        return False
    action, steps = unfinished
    in_head = blobs_in_head(git, list(steps))
    moved = all(in_head[name] == step.after for name, step in steps.items())
    wanted = {name: in_head[name] if moved or not step.folder else step.folder for name, step in steps.items()}
    contents = git.blobs(wanted[name] or "0" * 40 for name in steps)
    kept = [
        name
        for (name, step), data in zip(steps.items(), contents, strict=True)
        if not _restore_file(root, name, step, wanted[name], data)
    ]
    if staged:
        _unstage(git, list(steps))
    journal.done(path)
    if note is not None:
        note(
            _("`mcu {action}` was interrupted after its commit; the folder was brought up to the record").format(
                action=action
            )
            if moved
            else _("`mcu {action}` was interrupted before its commit; it was taken back, run it again").format(
                action=action
            )
        )
        for name in kept:
            note(_("{path} holds other changes, made by hand; it was left as it is").format(path=name))
    return moved


def _unstage(git: Git, paths: Sequence[str]) -> None:
    names = "\0".join(paths).encode("utf-8", "surrogateescape")
    from_stdin = ("--pathspec-from-file=-", "--pathspec-file-nul")
    if git.head() is None:
        git.run("rm", "--cached", "-r", "-q", "--ignore-unmatch", *from_stdin, given=names)
    else:
        git.run("reset", "-q", *from_stdin, given=names)


def _restore_file(root: Path, name: str, step: Step, wanted: str, data: bytes | None) -> bool:
    """Bring one path to the object `wanted`; return False where it holds an edit made by hand."""
    path = inside(root, name)
    remove_litter(path)
    current = read_file(path)
    on_disk = "" if current is None else blob_id(current, algorithm=algorithm_of(step.after or step.before))
    if on_disk == wanted:
        return True
    ours = {step.before, step.after, *((step.folder,) if step.folder else ())}
    if on_disk not in ours:
        return False
    if data is None:
        remove_file(path, up_to=root)
    else:
        write_file(path, data)
    return True
