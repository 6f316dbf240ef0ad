"""The program git: the only place that starts a process.

git gets a clean environment (a hook or an alias that calls mcu exports GIT_DIR and the like), literal path names, and
no upkeep of its own in the middle of a command.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import subprocess
import tempfile
from typing import IO, TYPE_CHECKING

from mcu_cli.errors import ConflictError, McuError, NotFoundError, RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

OLDEST_GIT = (2, 36)
# Where another repository would be meant, or another index: https://git-scm.com/docs/git#_environment_variables
_DROPPED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_EXTERNAL_DIFF",
    "GIT_DEFAULT_HASH",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ATTR_SOURCE",
    "MCU_SMTP_PASSWORD",  # neither git nor a hook has a part in it
)
_SETTINGS = (
    "-c", "core.fsync=committed,loose-object,reference",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "core.quotePath=false",
    "-c", "user.useConfigOnly=true",
    "-c", "color.ui=false",
    "-c", "log.showSignature=false",
    "-c", "core.safecrlf=false",
    "-c", "safe.bareRepository=explicit",  # a folder of a clone that looks like a repository brings no settings
    "-c", "i18n.commitEncoding=UTF-8",
    "-c", "i18n.logOutputEncoding=UTF-8",
)  # fmt: skip


_RUN_HOOKS = frozenset({"commit"})


class GitError(McuError):
    """git refused; the message carries its own words."""

    exit_code = ConflictError.exit_code

    def __init__(self, message: str, *, stderr: str = "") -> None:
        """Keep git's own words in `stderr`."""
        super().__init__(message)
        self.stderr = stderr


class Git:
    """git in one folder. `environment` is the operator's; `keep_open` are descriptors that git inherits (the lock)."""

    def __init__(self, folder: Path, environment: Mapping[str, str], keep_open: Sequence[int] = ()) -> None:
        """Remember where and how to run."""
        self.folder = folder
        self._environment = {
            **{name: value for name, value in environment.items() if name not in _DROPPED},
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",  # what is on record is what the objects say
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
            "LANGUAGE": "C",
        }
        self.keep_open = tuple(keep_open)

    def run(
        self,
        *arguments: str,
        given: bytes | None = None,
        accept: Sequence[int] = (0,),
        extra: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what `git ARGUMENTS` printed; raises GitError for an exit code that is not accepted."""
        return self.try_run(*arguments, given=given, accept=accept, extra=extra)[1]

    def try_run(
        self,
        *arguments: str,
        given: bytes | None = None,
        accept: Sequence[int] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Return exit code and output of `git ARGUMENTS`; every code is accepted unless `accept` says which."""
        # A job that a hook leaves running inherits the streams: a pipe would keep us waiting for its end, a file does
        # not. Only what runs hooks pays for the files.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
            hooked = arguments[0] in _RUN_HOOKS
            try:
                done = subprocess.run(  # noqa: S603  # fixed program, arguments are ours and follow `--`
                    ["git", *_SETTINGS, *arguments],  # noqa: S607  # the operator's git, from PATH
                    cwd=self.folder,
                    env={**self._environment, **(extra or {})},
                    input=given if given is not None else b"",
                    stdout=said if hooked else subprocess.PIPE,
                    stderr=complained if hooked else subprocess.PIPE,
                    check=False,
                    pass_fds=self.keep_open if os.name != "nt" else (),
                )
            except FileNotFoundError:
                raise self._without_git() from None
            output, stderr = (_all_of(said), _all_of(complained)) if hooked else (done.stdout, done.stderr)
        if accept is not None and done.returncode not in accept:
            raise _explained(arguments[0], stderr.decode("utf-8", "replace"))
        return done.returncode, output

    def head(self) -> str | None:
        """Return the commit that HEAD names; None in a repository without commits."""
        code, output = self.try_run("rev-parse", "--verify", "--quiet", "HEAD", accept=(0, 1, 128))
        if code == 0:
            return output.decode().strip()
        self.run("rev-parse", "--git-dir")  # a repository that git refuses says so here
        return None

    def refuse_old(self) -> None:
        """Raise RefusedError where git is older than 2.36."""
        output = self.run("version").decode("utf-8", "replace")
        match = re.search(r"(\d+)\.(\d+)", output)
        if match and (int(match[1]), int(match[2])) < OLDEST_GIT:
            raise RefusedError(_("{version} is too old; mcu needs git 2.36 or later").format(version=output.strip()))

    def operator(self) -> tuple[str, str]:
        """Return name and e-mail of the operator, as git will write them; raises RefusedError where none is set."""
        code, output = self.try_run("var", "GIT_AUTHOR_IDENT")
        match = re.fullmatch(r"(.*) <(.*)> \d+ [+-]\d{4}", output.decode("utf-8", "replace").strip())
        if code or not match or not match[2]:
            raise RefusedError(
                _(
                    'git does not know who you are; run `git config --global user.name "Your Name"` '
                    "and `git config --global user.email you@town.example`"
                )
            )
        return match[1], match[2]

    def _cat_file(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603  # as in try_run
                ["git", *_SETTINGS, "cat-file", "--batch"],  # noqa: S607
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise self._without_git() from None

    def _without_git(self) -> NotFoundError:
        if not self.folder.is_dir():
            return NotFoundError(_("the folder {path} is gone; go into a store").format(path=self.folder))
        return NotFoundError(_("the program git was not found; install git 2.36 or later"))

    def blobs(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Yield the contents of objects (`OID` or `HEAD:./path`), in order; None for one that does not exist."""
        with self._cat_file() as process:
            assert process.stdin is not None  # noqa: S101  # asked for above
            assert process.stdout is not None  # noqa: S101
            try:
                for name in names:
                    # Where git ended at once (no repository, say) the pipe is broken: nothing is there to read.
                    with contextlib.suppress(BrokenPipeError):
                        process.stdin.write(name.encode() + b"\n")
                        process.stdin.flush()
                    header = process.stdout.readline()
                    if header.rstrip().endswith((b"missing", b"ambiguous")) or not header:
                        yield None
                        continue
                    size = int(header.split()[2])
                    yield process.stdout.read(size)
                    process.stdout.read(1)
            finally:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()


def blob_id(data: bytes, *, algorithm: str = "sha1") -> str:
    """Return the name that git gives a file of these bytes."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _explained(command: str, stderr: str) -> McuError:
    words = " ".join(stderr.split())
    if "No space left on device" in stderr or "Out of diskspace" in stderr:
        return ConflictError(_("no space is left on the disk; free some and run the command again"))
    if "dubious ownership" in stderr:
        return RefusedError(
            _("git distrusts the owner of this repository; if you trust it, run `{command}`").format(
                command=next(
                    (line.strip() for line in stderr.splitlines() if "safe.directory" in line and "git config" in line),
                    "git config --global --add safe.directory PATH",
                )
            )
        )
    if "not a git repository" in stderr:
        return NotFoundError(_("this store is in no git repository; run `mcu init` to make one"))
    if "index.lock" in stderr or ".lock': File exists" in stderr:
        return ConflictError(
            _(
                "another git process holds a lock of the repository; wait for it, "
                "or remove the file that git names: {words}"
            ).format(words=words)
        )
    return GitError(_("git {command} failed: {words}").format(command=command, words=words or "-"), stderr=stderr)
