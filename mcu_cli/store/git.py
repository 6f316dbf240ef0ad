"""The program git: the only place that starts a process.

git gets a clean environment (a hook or an alias that calls mcu exports GIT_DIR and the like), literal path names, and
no upkeep of its own in the middle of a command.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from mcu_cli.errors import NotFoundError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.git_errors import explained
from mcu_cli.store.git_streams import PIPE, Fed, Reading, all_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    # What reads many objects maps a pack piece by piece; by itself git takes all of it, and gains nothing by that.
    "-c", "core.packedGitWindowSize=1m",
    "-c", "core.packedGitLimit=8m",
    "-c", "core.deltaBaseCacheLimit=16m",
    # Upkeep holds back few differences: texts are short, and are made again as quickly.
    "-c", "pack.deltaCacheSize=16m",
    "-c", "pack.windowMemory=16m",
)  # fmt: skip
_MOST_ASKED = 256  # objects asked for before the first of them is read
_RUN_HOOKS = frozenset({"commit"})
# git reads its index, all of it, for each of these, and makes no use of it: 210 bytes of memory a file.
_NEEDS_NO_INDEX = frozenset({"diff-tree"})
# There is none, which to git is an empty one; Debian's policy (9.2.3) keeps the name of the folder free.
_NO_INDEX = "/nonexistent/index"


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

    def at(self, folder: Path) -> Git:
        """Return git in another folder, run as here."""
        return Git(folder, self._environment, self.keep_open)

    def holding(self, descriptor: int) -> Git:
        """Return git here that holds one more descriptor open, that of a lock, as long as it runs."""
        return Git(self.folder, self._environment, (*self.keep_open, descriptor))

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
        if arguments[0] in _RUN_HOOKS:
            with _scratch() as said, _scratch() as complained:
                code = self._run(arguments, given, extra, said, complained).returncode
                output, stderr = all_of(said), all_of(complained)
        else:
            done = self._run(arguments, given, extra, subprocess.PIPE, subprocess.PIPE)
            code, output, stderr = done.returncode, done.stdout, done.stderr
        if accept is not None and code not in accept:
            raise explained(arguments[0], stderr.decode("utf-8", "replace"), self.folder)
        return code, output

    def _run(
        self,
        arguments: Sequence[str],
        given: bytes | None,
        extra: Mapping[str, str] | None,
        said: IO[bytes] | int,
        complained: IO[bytes] | int,
    ) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603  # fixed program, arguments are ours and follow `--`
                ["git", *_SETTINGS, *arguments],  # noqa: S607  # the operator's git, from PATH
                cwd=self.folder,
                env={**self._environment_of(arguments), **(extra or {})},
                input=given if given is not None else b"",
                stdout=said,
                stderr=complained,
                check=False,
                pass_fds=self.keep_open if os.name != "nt" else (),
            )
        except FileNotFoundError:
            raise self._without_git() from None

    @contextmanager
    def feeding(self, *arguments: str) -> Iterator[Fed]:
        """Yield `git ARGUMENTS` to be fed while it works; raises GitError where it ends with anything but 0.

        What it is given when the block ends is all that it gets. Where the block fails, its standard input ends all
        the same: a command that must not take half for the whole has to know its end by itself.
        """
        with _scratch() as said, _scratch() as complained:
            try:
                process = subprocess.Popen(  # noqa: S603  # as in _run
                    ["git", *_SETTINGS, *arguments],  # noqa: S607
                    cwd=self.folder,
                    env=self._environment_of(arguments),
                    stdin=subprocess.PIPE,
                    stdout=said,
                    stderr=complained,
                    pass_fds=self.keep_open if os.name != "nt" else (),
                )
            except FileNotFoundError:
                raise self._without_git() from None
            fed = Fed(process)
            try:
                yield fed
            finally:
                fed.end()
            fed.output = all_of(said)
            if process.returncode:
                raise explained(arguments[0], all_of(complained).decode("utf-8", "replace"), self.folder)

    def reading(self, *arguments: str, given: bytes = b"") -> Reading:
        """Start `git ARGUMENTS`, whose output is read as it comes: git works while somebody does something else.

        What it is `given` stands on its standard input at once, whole.
        """
        complained = _scratch()
        with _scratch() as asked:
            asked.write(given)
            asked.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603  # as in _run
                    ["git", *_SETTINGS, *arguments],  # noqa: S607
                    cwd=self.folder,
                    env=self._environment_of(arguments),
                    stdin=asked,
                    stdout=subprocess.PIPE,
                    stderr=complained,
                )
            except FileNotFoundError:
                complained.close()
                raise self._without_git() from None
        return Reading(process, complained, arguments[0])

    def _environment_of(self, arguments: Sequence[str]) -> Mapping[str, str]:
        if _NEEDS_NO_INDEX.isdisjoint(arguments):
            return self._environment
        return {**self._environment, "GIT_INDEX_FILE": _NO_INDEX}

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

    def _cat_file(self, complained: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603  # as in try_run
                ["git", *_SETTINGS, "cat-file", "--batch"],  # noqa: S607
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complained,
            )
        except FileNotFoundError:
            raise self._without_git() from None

    def _without_git(self) -> NotFoundError:
        if not self.folder.is_dir():
            return NotFoundError(_("the folder {path} is gone; go into a store").format(path=self.folder))
        return NotFoundError(_("the program git was not found; install git 2.36 or later"))

    @contextmanager
    def asking(self) -> Iterator[Callable[[Sequence[bytes]], Iterator[bytes | None]]]:
        """Yield what takes lines that name objects and gives the contents of these, in order; None for what is not.

        All lines are written before the first answer is read, so that git works meanwhile: they must fit into a pipe.
        Raises GitError where git ends before it has answered: nobody knows then what is there.
        """
        with _scratch() as complained, self._cat_file(complained) as process:
            assert process.stdin is not None  # noqa: S101  # asked for above
            assert process.stdout is not None  # noqa: S101
            lines, answers = process.stdin, process.stdout

            def ask(asked: Sequence[bytes]) -> Iterator[bytes | None]:
                # Where git ended at once (no repository, say) the pipe is broken; what it said is told below.
                with contextlib.suppress(BrokenPipeError):
                    lines.write(b"".join(asked))
                    lines.flush()
                for _line in asked:
                    try:
                        yield _next_object(answers)
                    except EOFError:
                        process.wait()
                        raise explained(
                            "cat-file", all_of(complained).decode("utf-8", "replace"), self.folder
                        ) from None

            try:
                yield ask
            finally:
                with contextlib.suppress(BrokenPipeError):
                    lines.close()
                answers.close()  # what nobody reads any more ends git

    def blobs(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Yield the contents of objects (`OID` or `HEAD:./path`), in order; None for one that does not exist."""
        with self.asking() as ask:
            for asked in _portions(names):
                yield from ask(asked)

    def records(self, *arguments: str) -> Iterator[bytes]:
        """Yield what `git ARGUMENTS` prints up to each NUL, as it comes; raises GitError where it fails."""
        reading = self.reading(*arguments)
        try:
            yield from reading
        finally:
            reading.close()


def _portions(names: Iterable[str]) -> Iterator[list[bytes]]:
    """Yield the lines that ask for objects, as many at once as a pipe takes while nobody reads the answers.

    The first portions are small, for whoever wants a few objects one after another.
    """
    asked: list[bytes] = []
    size, most = 0, 1
    for name in names:
        line = name.encode("utf-8", "surrogateescape") + b"\n"
        asked.append(line)
        size += len(line)
        if len(asked) >= most or size >= PIPE // 4:
            yield asked
            asked, size, most = [], 0, min(2 * most, _MOST_ASKED)
    if asked:
        yield asked


def _next_object(answers: IO[bytes]) -> bytes | None:
    """Read one answer of `git cat-file --batch`; None where the object does not exist, EOFError where git has ended."""
    header = answers.readline()
    if header.endswith((b" missing\n", b" ambiguous\n")):
        return None
    if not header.endswith(b"\n"):
        raise EOFError
    size = int(header.split()[2]) + 1
    data = answers.read(size)
    if len(data) != size:
        raise EOFError
    return data[:-1]


def _scratch() -> IO[bytes]:
    """Return a file without a name, in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("mcu-git"), "w+b")
    import tempfile  # dear to import  # pragma: no cover

    return tempfile.TemporaryFile()  # pragma: no cover
