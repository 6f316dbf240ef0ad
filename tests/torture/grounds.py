"""The ground that a store stands on, spoiled: hooks, git itself, its locks, its files, links, owners, the clock.

Each ground is made in a copy of the town, and a set of commands is run upon it. None may change anything but what its
exit code 0 says, none may write outside the store, and who refuses says what to do.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import ExitCode
from tests.torture.faults import ERRORS
from tests.torture.steps import Stop, Way
from tests.torture.town import Scratch, copied, git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.torture.runner import Finished, Runner

_APPEAL = "appeals/2026/11/20/20261120-0004.yaml"
_READS = (("list",), ("show", "4"), ("agenda",), ("check",), ("doctor",))
_WRITES = (
    ("assign", "4", "--to", "roads"),
    ("note", "2", "4", "--text", "Звонили.", "--yes"),
    ("add", "--channel", "phone", "--text", "Новое."),
    ("summary", "--save"),
    ("undo", "--yes"),
)
COMMANDS = _READS + _WRITES
_SENTENCE = re.compile(r"^mcu: .+", re.MULTILINE)
_DOCUMENTED = {*ExitCode} - {ExitCode.BUG, ExitCode.USAGE, ExitCode.INTERRUPTED}


class Ground(NamedTuple):
    """One way to spoil it; `writes` are the exit codes that commands which write may have, `told` what they must say.

    `reads` are those of commands that look. `around` is what the environment has more, `kept` the files that must stay;
    on a `full` one the folder of temporary files takes nothing more.
    """

    name: str
    spoil: Callable[[Scratch], None]
    writes: frozenset[int]
    told: str = ""
    reads: frozenset[int] = frozenset({0})
    around: Callable[[Scratch], Mapping[str, str]] = lambda _scratch: {}
    kept: tuple[str, ...] = ()
    full: bool = False
    possible: Callable[[], bool] = lambda: True


class Outcome(NamedTuple):
    """What came of one command on one ground."""

    ground: str
    command: str
    code: int
    findings: tuple[str, ...]


def tried(runner: Runner, scratch: Scratch, town: Path, ground: Ground, command: tuple[str, ...]) -> Outcome:
    """Run a command on a ground, and return what came of it."""
    copied(scratch, town)
    (scratch.outside / "victim").write_bytes(b"mine\n")
    ground.spoil(scratch)
    before, outside = _snapshot(scratch.store), _snapshot(scratch.outside, whole=True)
    head = _head(scratch.store)
    stop = Stop(1, Way.FAIL, ERRORS["ENOSPC"][1], error=errno.ENOSPC, lasting=True) if ground.full else None
    finished = runner.run(
        *command, folder=scratch.store, stop=stop, below=scratch.temporary, extra=ground.around(scratch)
    )
    findings = [*_told(ground, command, finished)]
    if _snapshot(scratch.outside, whole=True) != outside:
        findings.append("something was written outside the store")
    if finished.code or command in _READS:
        after = _snapshot(scratch.store)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        if changed:
            findings.append(f"exit code {finished.code}, and these changed: {changed}")
        if _head(scratch.store) != head:
            findings.append("HEAD has moved")
    findings += [f"{name} is gone" for name in ground.kept if not os.path.lexists(scratch.store / name)]
    return Outcome(ground.name, " ".join(command), finished.code, tuple(findings))


def _head(store: Path) -> str:
    """Return where HEAD stands; empty where git cannot tell."""
    return git(store, "rev-parse", "--verify", "--quiet", "HEAD", code=None)


def _told(ground: Ground, command: tuple[str, ...], finished: Finished) -> Iterator[str]:
    wanted = ground.reads if command in _READS else ground.writes
    said = finished.stderr + finished.stdout
    if finished.code not in _DOCUMENTED or "Traceback" in said:
        yield f"exit code {finished.code}: {finished.stderr}"
    elif finished.code not in wanted and command[0] not in {"check", "doctor"}:
        yield f"exit code {finished.code}, not one of {sorted(wanted)}: {finished.stderr}"
    if finished.code and command[0] not in {"check", "doctor"}:
        if not _SENTENCE.search(finished.stderr):
            yield f"exit code {finished.code}, and no sentence: {finished.stderr!r}"
        if command not in _READS and not re.search(ground.told, finished.stderr):
            yield f"not told: {ground.told!r} in {finished.stderr!r}"


def _snapshot(folder: Path, *, whole: bool = False) -> dict[str, bytes | str]:
    """Return every file below a folder with its bytes or where it links to, but what is private or git's own."""
    found: dict[str, bytes | str] = {}
    for place, folders, files in os.walk(folder):
        if not whole:
            folders[:] = [name for name in folders if name not in {".mcu", ".git"}]
        for name in (*folders, *files):
            path = Path(place) / name
            key = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[key] = str(path.readlink())
            elif path.is_file():
                found[key] = path.read_bytes()
    return found


def _hook(name: str, text: str = "echo 'the hook says no' >&2; exit 1") -> Callable[[Scratch], None]:
    def spoil(scratch: Scratch) -> None:
        path = scratch.store / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        path.chmod(0o755)

    return spoil


def _file(name: str, data: bytes) -> Callable[[Scratch], None]:
    """Write these bytes into a file of git's own."""

    def spoil(scratch: Scratch) -> None:
        path = scratch.store / name
        path.unlink(missing_ok=True)
        path.write_bytes(data)

    return spoil


def _detached(scratch: Scratch) -> None:
    git(scratch.store, "checkout", "--quiet", "--detach")


def _bare(scratch: Scratch) -> None:
    git(scratch.store, "config", "core.bare", "true")


def _object(scratch: Scratch, name: str) -> Path:
    blob = git(scratch.store, "rev-parse", name)
    return scratch.store / ".git" / "objects" / blob[:2] / blob[2:]


def _missing_blob(scratch: Scratch) -> None:
    _object(scratch, f"HEAD:{_APPEAL}").unlink()
    (scratch.store / _APPEAL).unlink()


def _missing_tree(scratch: Scratch) -> None:
    _object(scratch, "HEAD:appeals").unlink()


def _missing_commit(scratch: Scratch) -> None:
    _object(scratch, "HEAD").unlink()


def _cut_blob(scratch: Scratch) -> None:
    path = _object(scratch, f"HEAD:{_APPEAL}")
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def _damaged_pack(scratch: Scratch) -> None:
    git(scratch.store, "repack", "-a", "-d", "-q")
    for path in (scratch.store / ".git" / "objects" / "pack").glob("*.pack"):
        data = bytearray(path.read_bytes())
        path.chmod(0o600)
        middle = len(data) // 2
        data[middle : middle + 200] = bytes(200)
        path.write_bytes(bytes(data))


def _foreign(scratch: Scratch) -> None:
    for path in (scratch.store, scratch.store / ".git"):
        os.chown(path, 12345, 12345)


def _distrusting(scratch: Scratch) -> Mapping[str, str]:
    home = scratch.outside.parent / "home"
    home.mkdir(exist_ok=True)
    (home / "gitconfig").write_text("[user]\nname = A\nemail = a@town.example\n", "utf-8")
    return {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / "gitconfig")}


def _link(name: str, target: str) -> Callable[[Scratch], None]:
    """Put a link in place of a file or folder of the store, to one outside that holds the same."""

    def spoil(scratch: Scratch) -> None:
        path, elsewhere = scratch.store / name, scratch.outside / target
        if path.is_dir():
            shutil.copytree(path, elsewhere)
            shutil.rmtree(path)
        elif path.exists():
            shutil.copy(path, elsewhere)
            path.unlink()
        path.symlink_to(elsewhere)

    return spoil


def _without_git(scratch: Scratch) -> Mapping[str, str]:
    return {"PATH": str(scratch.outside)}


def _old_git(scratch: Scratch) -> Mapping[str, str]:
    folder = scratch.root / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / "git"
    real = shutil.which("git")
    program.write_text(
        '#!/bin/sh\nfor word; do [ "$word" = version ] && { echo git version 2.20.1; exit; }; done\n'
        f'exec {real} "$@"\n',
        "utf-8",
    )
    program.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def _clock(_scratch: Scratch) -> Mapping[str, str]:
    return {"MCU_NOW": "2026-11-20T09:00:00+05:00"}


def _nothing(_scratch: Scratch) -> None:
    pass


def _is_root() -> bool:
    return os.geteuid() == 0


def _codes(*codes: int) -> frozenset[int]:
    return frozenset(codes)


_LINKED = "not a plain f|is in the way|link"
GROUNDS = (
    Ground("pre-commit refuses", _hook("pre-commit"), _codes(4), "the hook says no"),
    Ground("commit-msg refuses", _hook("commit-msg"), _codes(4), "the hook says no"),
    Ground("prepare-commit-msg refuses", _hook("prepare-commit-msg"), _codes(4), "the hook says no"),
    Ground("post-commit fails", _hook("post-commit"), _codes(0)),
    Ground("reference-transaction refuses", _hook("reference-transaction"), _codes(4, 7), "hook"),
    Ground("git absent", _nothing, _codes(3), "git was not found", _codes(3), around=_without_git),
    Ground("git too old", _nothing, _codes(4), "2.36", around=_old_git),
    Ground("index.lock of another", _file(".git/index.lock", b""), _codes(7), "index.lock", kept=(".git/index.lock",)),
    Ground("HEAD.lock of another", _file(".git/HEAD.lock", b""), _codes(7), "lock", kept=(".git/HEAD.lock",)),
    Ground(
        "lock of the branch",
        _file(".git/refs/heads/main.lock", b""),
        _codes(7),
        "main.lock",
        kept=(".git/refs/heads/main.lock",),
    ),
    Ground("detached HEAD", _detached, _codes(7), "detached.*git switch"),
    Ground("bare repository", _bare, _codes(4), "is bare", _codes(0, 4)),
    Ground("lost object of an appeal", _missing_blob, _codes(0, 6, 7), "", _codes(0, 6)),
    Ground("cut object of an appeal", _cut_blob, _codes(0, 4, 6, 7), "", _codes(0, 4, 6, 7)),
    Ground("lost tree", _missing_tree, _codes(4, 6, 7), "", _codes(0, 4, 6, 7)),
    Ground("lost commit", _missing_commit, _codes(4, 6, 7), "", _codes(0, 4, 6, 7)),
    Ground("damaged pack", _damaged_pack, _codes(0, 4, 6, 7), "", _codes(0, 4, 6, 7)),
    Ground("damaged index of git", _file(".git/index", b"DIRCgarbage"), _codes(6), "git reset", _codes(0, 6)),
    Ground("empty ref", _file(".git/refs/heads/main", b""), _codes(3, 4, 6, 7), "", _codes(0, 3, 4, 6, 7)),
    Ground("damaged HEAD", _file(".git/HEAD", b"garbage\n"), _codes(3, 4, 6, 7), "", _codes(3, 4, 6, 7)),
    Ground("distrusted owner", _foreign, _codes(4), "safe.directory", _codes(4), _distrusting, possible=_is_root),
    Ground("appeals/ is a link", _link("appeals", "appeals"), _codes(0, 7), _LINKED, _codes(0, 7)),
    Ground("a day's folder is a link", _link("appeals/2026/11/20", "day"), _codes(0, 7), _LINKED, _codes(0, 7)),
    Ground("an appeal is a link", _link(_APPEAL, "victim"), _codes(0, 7), _LINKED, _codes(0, 7)),
    Ground("reports/ is a link", _link("reports", "reports"), _codes(0, 4, 7), ""),
    Ground(".mcu is a link", _link(".mcu", "private"), _codes(7), _LINKED, _codes(0, 7)),
    Ground("the index is a link", _link(".mcu/index.sqlite", "index"), _codes(7), _LINKED, _codes(7)),
    Ground("the lock is a link", _link(".mcu/lock", "lock"), _codes(7), _LINKED),
    Ground("the journal is a link", _link(".mcu/journal.jsonl", "victim"), _codes(6, 7), ""),
    Ground("a registry is a link", _link("departments.yaml", "departments"), _codes(0, 7), "", _codes(0, 7)),
    Ground("the temporary folder is full", _nothing, _codes(0, 7), "temporary|TMPDIR|space", _codes(0, 7), full=True),
    Ground("the clock is back", _nothing, _codes(0, 4), "", around=_clock),
)


def possible() -> Iterator[Ground]:
    """Yield the grounds that can be made by this user on this machine."""
    return (ground for ground in GROUNDS if ground.possible())
