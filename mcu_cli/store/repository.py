"""The store: a folder in a git repository whose HEAD is the record. Everything else asks here."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from mcu_cli.errors import ConflictError, DamagedError, McuError
from mcu_cli.language import _, ngettext
from mcu_cli.store.files import inside, read_file
from mcu_cli.store.git import Git
from mcu_cli.store.index import Index, Progress
from mcu_cli.store.lock import exclusive
from mcu_cli.store.objects import algorithm_of, blob_id, blobs_in_head, refuse_hand_edit
from mcu_cli.store.private_folder import FOLDER, LOCK, REDACTING, Head, has_journal, make, plain_folder, trusted_head
from mcu_cli.store.registry_kept import FILE as KEPT_REGISTRIES
from mcu_cli.store.registry_kept import keep, kept
from mcu_cli.store.registry_names import REGISTRIES
from mcu_cli.store.registry_objects import registry_files
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.rows import Entry, ItemEntry
    from mcu_cli.store.transaction import Outcome, Transaction

_AT_ONCE = 500  # appeals that one question to the index asks for by their ids


@dataclass(frozen=True, slots=True)
class Stored:
    """An appeal with its place: the file's path and the git object that holds it in HEAD."""

    appeal: Appeal
    path: str
    blob: str


@dataclass(frozen=True)
class Surroundings:
    """What the store needs from outside: environment of the operator, ways to tell and to show progress."""

    environment: Mapping[str, str]
    note: Callable[[str], None]
    progress: Progress
    lock_timeout: float = 10.0


@dataclass
class Store:
    """One store. Reads come from HEAD through the index; changes go through `writing`."""

    root: Path
    around: Surroundings
    recording: bool = False
    outcome: Outcome | None = None  # of the last change of this run that came to something
    _registry_blobs: dict[str, str] = field(default_factory=dict)
    _unsure_years: set[int] = field(default_factory=set)
    _trusted: bool = False

    @cached_property
    def git(self) -> Git:
        """Return git in the store's folder."""
        return Git(self.root, self.around.environment)

    @cached_property
    def index(self) -> Index:
        """Return the index, brought to HEAD; what an interrupted command left in the folder is put right first."""
        head = self._head  # looked at before anything that could be private is touched
        self.put_right()
        index = Index(self.private / "index.sqlite", self.git, self.around.progress)
        while index.follow(head.commit) != (head.commit or ""):  # another command has committed meanwhile
            self.__dict__["_head"] = head = self._looked_at()
            self._look_again()
        if not index.kept:
            text = (
                _("another process is writing the index {path}; this command works without it, slower")
                if index.busy
                else _("the index {path} cannot be written; this command works without it, slower")
            )
            self.around.note(text.format(path=self.private / "index.sqlite"))
        unreadable = index.unreadable()
        if unreadable:
            self.around.note(
                ngettext(
                    "{n} file on record cannot be read and is missing here; run `mcu check`",
                    "{n} files on record cannot be read and are missing here; run `mcu check`",
                    len(unreadable),
                ).format(n=number_text(len(unreadable)))
            )
        return index

    def close(self) -> None:
        """Let go of the index, where it was opened."""
        if "index" in self.__dict__:
            self.index.close()

    @property
    def commit(self) -> str | None:
        """Return the commit that HEAD names, None before the first one."""
        return self._head.commit

    @property
    def private(self) -> Path:
        """Return the folder of what is derived or private; raises where it is a link, or where git tracks it."""
        folder = plain_folder(self.root)
        if not self._trusted:
            self.__dict__["_head"] = self._looked_at()
        return folder

    @cached_property
    def _head(self) -> Head:
        """Return what HEAD is and holds as this run has seen it; it is looked at again once the store was locked."""
        return self._looked_at()

    def _looked_at(self) -> Head:
        head = trusted_head(self.git)
        self._trusted = True
        return head

    @cached_property
    def registry(self) -> Registry:
        """Return both registries as they stand in HEAD."""
        try:
            self._registry_blobs = {name: self._head.objects.get(name, "") for name in REGISTRIES}
            path: Path | None = self.private / KEPT_REGISTRIES
        except DamagedError:  # git tracks the private folder: nothing in it is read, and `mcu check` tells of it
            self._registry_blobs, path = self.registry_blobs(), None
        for name, blob in self._registry_blobs.items():
            data = read_file(inside(self.root, name))
            if not self.recording and (data is None or blob_id(data, algorithm=algorithm_of(blob)) != blob):
                self.around.note(
                    _("{name} was changed by hand and is not in force until `mcu record`").format(name=name)
                )
        if path is None:
            return self._registry_on_record()
        return kept(path, self._registry_blobs, self._registry_afresh) or self._registry_afresh()

    def _registry_afresh(self) -> Registry:
        """Return both registries out of their files on record, and keep what these say for the next command."""
        registry = self._registry_on_record()
        with suppress(McuError):  # as in `keep`
            make(self.private)
            keep(self.private / KEPT_REGISTRIES, self._registry_blobs, registry)
        return registry

    def _registry_on_record(self) -> Registry:
        from mcu_cli.store.registries import load  # yaml

        return load(*registry_files(self.git, [*self._registry_blobs.values()]))

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Return the working calendar of the municipality; of a year without a decree it warns once a run."""
        return self.calendar_telling(self._note_unsure)

    def calendar_telling(self, unsure: Callable[[int], None]) -> WorkingCalendar:
        """Return the calendar for a document that warns by itself: `unsure` gets each year without a decree, once."""
        from mcu_cli.store.calendars import calendar_of  # not for those who only read

        return calendar_of(self.registry, self.private, unsure)

    def _note_unsure(self, year: int) -> None:
        if year not in self._unsure_years:  # the calendar is made anew where the registry has changed
            self._unsure_years.add(year)
            from mcu_cli.store.calendars import unsure_year

            self.around.note(unsure_year(year))

    def registry_bytes(self) -> tuple[bytes, bytes]:
        """Return departments.yaml and categories.yaml as HEAD holds them."""
        return registry_files(self.git)

    def registry_blobs(self) -> dict[str, str]:
        """Return the git objects of the two registries in HEAD, by file name."""
        return blobs_in_head(self.git, REGISTRIES)

    def document(self, path: str) -> bytes | None:
        """Return the file at `path` (relative, with `/`) as HEAD holds it; None where it holds none."""
        return next(self.git.blobs([f"HEAD:./{path}"]))

    def differs(self, path: str, on_record: bytes | None) -> bool:
        """Whether the folder holds something else at `path` than `on_record`; line ends do not count.

        git writes other line ends on some systems.
        """
        data = read_file(inside(self.root, path))
        return (data or b"").replace(b"\r\n", b"\n") != (on_record or b"").replace(b"\r\n", b"\n")

    def documents(self, folder: str, commit: str = "HEAD") -> dict[str, bytes]:
        """Return the files below `folder` as HEAD, or an older commit, holds them, by their paths from the store."""
        if self.git.head() is None:
            return {}
        output = self.git.run("ls-tree", "-r", "-z", commit, "--", f"{folder}/").decode("utf-8", "surrogateescape")
        found = {
            path: header.split()[2] for header, path in (line.split("\t", 1) for line in output.split("\0") if line)
        }
        contents = self.git.blobs(found.values())
        return {path: data for path, data in zip(found, contents, strict=True) if data is not None}

    def find_by_key(self, system: str, key: str) -> Entry | None:
        """Return the appeal that came from `system` under the number `key`, or None."""
        # Of twins, which clones may have registered, the first stands.
        order = "ORDER BY day, series, number LIMIT 1"
        found = self.index.entries("system = ? AND key = ? AND key != ''", (system, key), order)
        return found[0] if found else None

    def resolve(self, text: str, *, now: datetime) -> Entry:
        """Return the appeal that `text` means: a whole id, or a short form that fits one; raises NotFoundError."""
        from mcu_cli.store.resolving import resolve

        return resolve(self, text, now=now)

    def entries_of(self, ids: Sequence[str], *, may_be_gone: bool = False) -> Iterator[Entry]:
        """Yield what the index says of each of the appeals `ids`, in their order; few of them are held at a time.

        One that is not on record any more raises ConflictError, or is passed over where it `may_be_gone`.
        """
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found = {entry.id: entry for entry in self.index.entries(f"id IN ({marks})", some)}
            for name in some:
                if name not in found:
                    if may_be_gone:
                        continue
                    raise ConflictError(
                        _("{id} was taken back by another command meanwhile; look at `mcu list`").format(id=name)
                    )
                yield found[name]

    def get(self, entry: Entry) -> Stored:
        """Return the appeal of an entry as HEAD holds it."""
        data = read_file(inside(self.root, entry.path))
        if data is None or blob_id(data, algorithm=algorithm_of(entry.blob)) != entry.blob:
            data = next(self.git.blobs([entry.blob]))
        if data is None:
            raise DamagedError(
                _("git has lost the object of {path}; run `git fsck` and restore it from a copy").format(
                    path=entry.path
                )
            )
        from mcu_cli.store.schema import read_appeal  # not for those who read the index alone

        return Stored(read_appeal(data, file=entry.path), entry.path, entry.blob)

    def is_edited(self, entry: Entry | ItemEntry) -> bool:
        """Whether the file of an entry was changed by hand in the folder, or removed there."""
        data = read_file(inside(self.root, entry.path))
        return data is None or blob_id(data, algorithm=algorithm_of(entry.blob)) != entry.blob

    def edited_paths(self, *among: str) -> list[str]:
        """Return the paths of appeals and documents that differ between HEAD and the folder, sorted.

        Only those in the folders `among`, where any is named: git looks at each file there is in them.
        """
        from mcu_cli.store.edits import overlooked

        with self.looking_for_edits(*among) as found:
            edited = found()
        # One git after the other: each holds the whole of its index in memory.
        return sorted({*edited, *overlooked(self.root, self.git, among)})

    @contextmanager
    def looking_for_edits(self, *among: str) -> Iterator[Callable[[], list[str]]]:
        """Let git look through the folder while the block does something else; yields what gives `edited_paths`."""
        from mcu_cli.store.edits import looking

        self.put_right()  # what an interrupted command left is no hand edit
        with looking(self.root, self.git, among) as found:
            yield found

    @contextmanager
    def writing(self, purpose: str, *, now: datetime) -> Iterator[Transaction]:
        """Hold the store's lock and yield a transaction; raises ConflictError where the lock is not to be had.

        First an interrupted command is put right, so that the folder agrees with HEAD.
        """
        from mcu_cli.store.recording import branch_moved, ground  # what a command that only reads never needs
        from mcu_cli.store.recovery import restore
        from mcu_cli.store.transaction import Transaction

        self.git.refuse_old()
        operator = self.git.operator()
        make(self.private)
        lock = exclusive(self.private / LOCK, timeout=self.around.lock_timeout, purpose=purpose, note=self.around.note)
        with lock as descriptor:
            git = Git(self.root, self.around.environment, keep_open=(descriptor,))
            found = ground(git)
            restore(self.root, git, self.around.note)
            if self.index.follow(found.head) != (found.head or ""):
                raise branch_moved()
            self._finish_redaction()
            self._look_again()
            self.__dict__.pop("_head", None)
            transaction = Transaction(
                self.root, git, self.index, found, operator=operator, now=now, progress=self.around.progress
            )
            try:
                yield transaction
            finally:
                if transaction.outcome.commit or not transaction.outcome.settled:
                    self.outcome = transaction.outcome
                transaction.close()
                self.__dict__.pop("_head", None)  # which the commit has moved

    def _look_again(self) -> None:
        """Forget the registries where another command has changed them since they were read."""
        if self._registry_blobs and self._registry_blobs != self.registry_blobs():
            for name in ("registry", "calendar"):
                self.__dict__.pop(name, None)

    def refuse_edited(self, entry: Entry) -> None:
        """Raise ConflictError where the file of an entry was changed by hand."""
        refuse_hand_edit(inside(self.root, entry.path), entry.path, entry.blob)

    def put_right(self, *, patience: float = 0.0) -> None:
        """Bring the folder back to HEAD where a command was interrupted; not while another one is writing.

        That is waited for up to `patience` seconds.
        """
        if not has_journal(self.root) and not os.path.lexists(self.root / FOLDER / REDACTING):
            return
        from mcu_cli.store.recovery import restore

        try:
            with exclusive(self.private / LOCK, timeout=patience, purpose="recover") as lock:
                restore(self.root, Git(self.root, self.around.environment, keep_open=(lock,)), self.around.note)
                self._finish_redaction()
        except ConflictError:
            pass  # another command is writing: it puts right what is to be put right
        except DamagedError as error:
            self.around.note(str(error))  # reads need HEAD alone; the next command that writes refuses

    def _finish_redaction(self) -> None:
        """Clear the private folder where a redaction was interrupted; under the lock."""
        if os.path.lexists(self.private / REDACTING):
            from mcu_cli.store.private_traces import finish  # hardly ever needed

            finish(self)
