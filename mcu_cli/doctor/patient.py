"""Whom `mcu doctor` examines: one run of mcu, the store around it if there is one, and how far it can be reached."""

from __future__ import annotations

import contextlib
import os
from functools import cached_property
from typing import TYPE_CHECKING

from mcu_cli.errors import McuError, NotFoundError
from mcu_cli.store.git import Git
from mcu_cli.store.git_settings import git_folder, objects_folder
from mcu_cli.store.private_folder import plain_folder, trusted_head

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.context import Context


class Patient:
    """What the examinations look at. Nothing here puts anything right on the way, as `Store.index` would."""

    def __init__(self, mcu: Context) -> None:
        """Look around; a folder without a store is no error yet."""
        self.mcu = mcu
        self.root: Path | None = None
        self.why_not = ""
        self.is_whole = (
            True  # until an examination finds the objects of the record damaged: no other asks for them then
        )
        try:
            self.root = mcu.store.root
        except NotFoundError as error:
            self.why_not = str(error)
        self.git = Git(self.root or mcu.folder, mcu.environment)

    @cached_property
    def has_git(self) -> bool:
        """Whether the program git can be started."""
        try:
            self.git.try_run("version")
        except NotFoundError:
            return False
        return True

    @cached_property
    def is_reached(self) -> bool:
        """Whether git takes the store for a repository with files in a folder."""
        if self.root is None or not self.has_git:
            return False
        code, output = self.git.try_run("rev-parse", "--is-inside-work-tree")
        return not code and output.strip() == b"true"

    @cached_property
    def head(self) -> str | None:
        """The commit that is the record; None where there is none, or where it cannot be told."""
        with contextlib.suppress(McuError):
            return self.git.head() if self.is_reached else None
        return None

    @property
    def store_folder(self) -> Path:
        """The folder of the store, for examinations that need one."""
        assert self.root is not None  # noqa: S101  # they are asked for with one alone
        return self.root

    @cached_property
    def private(self) -> Path:
        """The folder `.mcu`, whether it is there or not; raises where it is a link, or where git tracks it."""
        trusted_head(self.git)
        return plain_folder(self.store_folder)

    @cached_property
    def git_folder(self) -> Path:
        """The folder in which git keeps this checkout."""
        return git_folder(self.git)

    @cached_property
    def objects(self) -> Path:
        """The folder in which git keeps the objects."""
        return objects_folder(self.git)

    @cached_property
    def disk_now(self) -> float:
        """The moment by the clock of the disk, in seconds as files bear them: the only one to tell their age by."""
        probe = self.private / f".clock.{os.getpid()}.tmp"
        try:
            descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:  # no such folder yet, or not ours to write to
            return self.mcu.now.timestamp()
        try:
            return os.fstat(descriptor).st_mtime
        finally:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                probe.unlink()
