"""One command's change of the store: files and one commit that touches exactly them, or nothing.

The order is journal, files and commit, git's index, and the journal away. Whatever fails on the way, the folder is
brought back to HEAD: by this process if it lives, by the next command if not.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.identifiers import from_path
from mcu_cli.errors import BadInputError, ConflictError, DamagedError, McuError, RefusedError
from mcu_cli.language import _
from mcu_cli.store import journal
from mcu_cli.store.files import inside, read_file, reason_of, remove_file, unusable, write_file
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.git_settings import learn_folders
from mcu_cli.store.index_landing import Landing
from mcu_cli.store.journal import Step
from mcu_cli.store.objects import algorithm_of, blob_id, blobs_in_head, refuse_hand_edit
from mcu_cli.store.private_folder import FOLDER, journal_of
from mcu_cli.store.recorded import is_recorded, read_recorded
from mcu_cli.store.recording import Recording, Signature, bring_index_up, flagged, refuse_locked, reset_index, staged
from mcu_cli.store.recovery import portions, restore
from mcu_cli.store.spool import Spool, give_back_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.store.git import Git
    from mcu_cli.store.index import Index, Progress
    from mcu_cli.store.recording import Ground
    from mcu_cli.store.trailers import Message

_MANY = 500  # paths from which on git is left the memory, and its knowledge of the folders is renewed


class _Pending(NamedTuple):
    """What is to become of one path: its bytes (None: gone), the object they replace, and how it came about."""

    data: bytes | None
    replacing: str
    standing: bytes | None = None
    gone: bool = False


class Outcome(NamedTuple):
    """What came of a change: its commit, empty where nothing is on record; whether the next command finds a rest."""

    commit: str = ""
    settled: bool = True


class Transaction:
    """What a command wants to change, gathered under the lock. `now` becomes the commit's date."""

    def __init__(  # noqa: PLR0913  # where, through what, who and when
        self,
        root: Path,
        git: Git,
        index: Index,
        found: Ground,
        *,
        operator: tuple[str, str],
        now: datetime,
        progress: Progress,
    ) -> None:
        """Start with nothing to change; `progress` wraps a long loop of known length to show a bar."""
        self.name, self.by = operator
        self._progress = progress
        self.now = now
        self._root = root
        self._git = git
        self._index = index
        self._ground = found
        head = found.head
        self._algorithm = algorithm_of(head) if head else git.run("rev-parse", "--show-object-format").decode().strip()
        self._pending = Spool()  # an import may bring more than fits into memory
        self._steps = Spool()
        self._looked_at: str | None = None
        self._folder = root
        self.outcome = Outcome()

    def put(self, path: str, data: bytes, *, replacing: str = "", standing: bytes | None = None) -> None:
        """Write `data` to `path` (relative, with `/`), which now is the git object `replacing`, or new if empty.

        `standing` are the bytes in the folder where they were changed by hand and the change is being taken in.
        """
        if is_recorded(path):  # the one guard that holds for every command to come: what is written can be read
            _refuse_unreadable(data, path)
        self._pending.put(path, _Pending(data, replacing, standing))

    def remove(self, path: str, *, replacing: str, gone: bool = False) -> None:
        """Remove the file at `path`, which now is the git object `replacing`; `gone` where somebody did so by hand."""
        self._pending.put(path, _Pending(None, replacing, gone=gone))

    def commit(self, message: Message, *, may_be_empty: bool = False) -> str | None:
        """Put everything on record and return the new commit; None where no byte would change.

        A commit that says something and changes nothing is made where it `may_be_empty`.

        Raises ConflictError where a file was changed by hand or a record changed meanwhile, RefusedError where a hook
        or the signing of git refuses; then nothing has changed.
        """
        count, others = self._settle()
        if not count and not may_be_empty:
            return None
        refuse_locked(self._ground)
        self._make_room(count)
        self._refuse_staged()
        journal_path = journal_of(self._root)
        steps = ((path, step) for path, (step, _seen) in self._steps.items())
        journal.begin(journal_path, message.action, steps, count, head=self._ground.head or "")
        self.outcome = Outcome(settled=False)
        # Hooks may look into the store themselves: no writer of the index must keep them waiting.
        landing = Landing(None, "") if self._ground.by_commit else self._index.landing(self._ground.head)
        try:
            head = self._record(message._replace(files=others), count, landing)
        except BaseException as error:
            landing.drop()
            self._take_back(error)
            raise
        self.outcome = Outcome(head, settled=False)
        self._pending.close()
        self._make_room(count)
        self._bring_index_up(head, count)
        self.outcome = Outcome(head)
        if self._ground.by_commit:
            with contextlib.suppress(McuError):  # what is made of the record may wait for a better day
                self._index.follow(head)  # a hook may have committed on top
        self._ground = self._ground._replace(head=head)
        self.close()
        self._pending, self._steps = Spool(), Spool()
        return head

    def _take_back(self, error: BaseException) -> None:
        """Bring the folder back to HEAD after a failure, as after a kill; raises what has to be said instead of it."""
        try:
            moved = restore(self._root, self._git)
        except McuError as trouble:
            commit = self._commit_on_record()
            if commit:
                raise _left_behind(commit, trouble) from error
            raise
        commit = (self._git.head() or "") if moved else ""
        self.outcome = Outcome(commit)
        if moved and isinstance(error, McuError):  # git complained after it had moved the branch
            raise ConflictError(
                _(
                    "the change is on record in commit {commit}, do not make it again; but there was trouble: {reason}"
                ).format(commit=commit[:10], reason=_reason(error))
            ) from error
        if isinstance(error, GitError):
            raise RefusedError(
                _("git refused the commit, nothing was changed: {words}").format(
                    words=" ".join(error.stderr.split()) or _("no reason was given")
                )
            ) from error

    def _commit_on_record(self) -> str:
        """Return the commit that HEAD names where it holds what this one was to hold; empty where not, or not told."""
        with contextlib.suppress(McuError):
            head = self._git.head() or ""
            paths = [*self._steps.keys()] if head != (self._ground.head or "") else []
            found = [portion for some in portions(paths) for portion in blobs_in_head(self._git, some).items()]
            if found and all(blob == self._steps.get(path)[0].after for path, blob in found):
                return head
        return ""

    def close(self) -> None:
        """Let go of what was gathered."""
        self._pending.close()
        self._steps.close()

    def _record(self, message: Message, count: int, landing: Landing) -> str:
        """Write the files, and the same bytes into the commit; the rows of the index stand ready when it is made."""
        self._looked_at = None  # again: time has passed
        self._keep()
        signature = Signature(self.name, self.by, self.now)
        aside = self._root / FOLDER
        recording = Recording(self._git, self._ground, message.text(), signature, aside, count=count)
        with landing.taking(count), recording.stream() as recorder:
            for path, (step, seen) in self._progress(self._steps.items(), count):
                if self._signature(path) != seen:
                    raise ConflictError(
                        _("{path} is being edited right now; save it and run the command again").format(path=path)
                    )
                data = self._pending.get(path).data
                self._write(path, data)
                recorder.put(path, data)
                landing.put(path, step.after, data)
            landing.complete()
        try:
            head = recording.finish()
        except RefusedError:
            for path in self._steps.keys():  # noqa: SIM118  # no mapping
                self._write(path, self._pending.get(path).data)  # what a hook wrote over, so that it is known again
            raise
        landing.finish(head)
        return head

    def _make_room(self, count: int) -> None:
        """Let go of what can be spared: git is about to hold all of its index in memory, 230 MB at a million files."""
        if count >= _MANY:
            self._index.rest()
            give_back_memory()

    def _bring_index_up(self, commit: str, count: int) -> None:
        """Let git's index follow the commit, which stands whatever comes now, and take the journal away."""
        try:
            try:
                # What somebody, or a hook, has changed in the folder since is not to be staged; and what git was told
                # to overlook it would leave as it was, for the next commit by hand to put back.
                among = [*self._steps.keys()] if count < _MANY else ["."]
                left = {path for path in flagged(self._git, among) if path in self._steps}
                left.update(path for path, (step, _seen) in self._steps.items() if not self._holds(path, step.after))
                bring_index_up(self._git, (path for path in self._steps.keys() if path not in left))  # noqa: SIM118  # no mapping
                if left:
                    reset_index(self._git, ((path, self._steps.get(path)[0].after) for path in left))
            except McuError:
                restore(self._root, self._git)  # as after a kill
            else:
                if count >= _MANY:
                    with contextlib.suppress(McuError):  # the change is on record, and the upkeep does the same
                        learn_folders(self._git)
                journal.done(journal_of(self._root))
        except McuError as error:
            raise _left_behind(commit, error) from error

    def _settle(self) -> tuple[int, tuple[str, ...]]:
        """Find what changes, after looking that HEAD and the folder still hold what is to be replaced.

        Return of how many paths, and which of them are no appeals.
        """
        count = 0
        others = []
        for path, pending, before in self._with_blobs():
            seen = self._signature(path)  # before the file is looked into
            if before != pending.replacing:
                raise ConflictError(
                    _("{path} was changed by another command meanwhile; run the command again").format(path=path)
                )
            folder = "" if pending.standing is None else self._standing(path, pending.standing)
            if not folder and not (pending.gone and read_file(self._inside(path)) is None):
                refuse_hand_edit(self._inside(path), path, before)
            after = "" if pending.data is None else blob_id(pending.data, algorithm=self._algorithm)
            if after == before:
                continue
            self._steps.put(path, (Step(before, after, folder), seen))
            count += 1
            if from_path(path) is None:
                others.append(path)
        return count, tuple(others)

    def _with_blobs(self) -> Iterator[tuple[str, _Pending, str]]:
        """Yield what is pending, each with the object that HEAD holds now."""
        for some in portions(self._progress(self._pending.items(), len(self._pending))):
            in_head = blobs_in_head(self._git, [path for path, _pending in some])
            for path, pending in some:
                yield path, pending, in_head[path]

    def _standing(self, path: str, standing: bytes) -> str:
        """Return the name of the object that a hand edit is, after a look that it still stands in the folder."""
        if (read_file(self._inside(path)) or b"") != standing:
            raise ConflictError(
                _("{path} is being edited right now; save it and run the command again").format(path=path)
            )
        return blob_id(standing, algorithm=self._algorithm)

    def _keep(self) -> None:
        """Keep the bytes of hand edits as git's objects, so that no failure can lose them."""
        for path, (step, _seen) in self._steps.items():
            if step.folder:
                self._git.run("hash-object", "-w", "--stdin", given=self._pending.get(path).standing)

    def _write(self, path: str, data: bytes | None) -> None:
        target = self._inside(path)
        if data is None:
            remove_file(target, up_to=self._root)
        else:
            write_file(target, data)

    def _refuse_staged(self) -> None:
        """Raise ConflictError where git's index holds something of a file that would be lost with it.

        That is neither what HEAD holds, nor what is recorded now, nor the edit made by hand that is being taken in.
        """
        if self._ground.head is None:
            return
        for path, blob in staged(self._git, self._ground.head):
            if path not in self._steps:
                continue
            step, _seen = self._steps.get(path)
            if blob not in {step.after, step.folder}:
                raise ConflictError(
                    _(
                        "{path} is staged for a commit by hand; take that back with `git restore --staged {path}`"
                    ).format(path=path)
                )

    def _signature(self, path: str) -> tuple[int, ...] | None:
        """Return by what a change of the file at `path` shows without reading it; None where there is none."""
        try:
            found = self._inside(path).lstat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unusable(self._root / path, error) from error
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def _holds(self, path: str, blob: str) -> bool:
        """Whether the file at `path` is the object `blob`; empty for none."""
        data = read_file(self._inside(path))
        return ("" if data is None else blob_id(data, algorithm=self._algorithm)) == blob

    def _inside(self, path: str) -> Path:
        """Return where `path` stands in the folder; neighbours, which follow each other, share one look at the way."""
        folder, _slash, name = path.rpartition("/")
        if folder != self._looked_at:
            self._folder = inside(self._root, path).parent
            self._looked_at = folder
        return self._folder / name


def _left_behind(commit: str, error: McuError) -> ConflictError:
    return ConflictError(
        _(
            "the change is on record in commit {commit}, do not make it again; "
            "git's index could not follow ({reason}), the next command brings it up"
        ).format(commit=commit[:10], reason=_reason(error))
    )


def _reason(error: McuError) -> str:
    """Return why the folder could not follow, without the words that nothing was changed."""
    cause = error.__cause__
    return f"{cause.filename}: {reason_of(cause)}" if isinstance(cause, OSError) else str(error)


def _refuse_unreadable(data: bytes, path: str) -> None:
    """Raise RefusedError where the file could not be read again."""
    try:
        read_recorded(data, path, strict=True)
    except (BadInputError, DamagedError) as error:
        raise RefusedError(
            _("this would make a file that cannot be read again; nothing was changed"), error.problems
        ) from error
