"""What has to hold of a store after anything: folder, git's index and SQLite's index are HEAD's, nothing lies about."""

from __future__ import annotations

import contextlib
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.store.git import Git
from mcu_cli.store.index import Index
from tests.store.index_tables import rows_of, unhurried
from tests.torture.town import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.torture.runner import Runner

_KEPT = re.compile(  # docs/format.md, "Private files, lock and journal"
    r"lock|index\.sqlite(-wal|-shm|\.lock)?|calendar-\d{4}\.json|registries\.jsonl|names\.json|(reports|drafts|rejected)"
    r"|cron\.(lock|json|log(\.1)?)|upkeep\.(json|lock|told|begun)|(verified|precedents|likely|acts).*"
)
# What a git that was killed leaves: its locks, its half-made packs, objects and graphs, its reports of a crash.
_LITTER = re.compile(r".*\.lock|.*tmp_.*|fast_import_crash_.*|.*\.tmp|.*\.new|\.tmp-.*|.*\.temp|sharedindex_.*")


class Chain(NamedTuple):
    """What HEAD says: its commit, and the trees of the commits upon the one named `since`, the oldest first."""

    head: str
    trees: tuple[str, ...]


def chain(store: Path, since: str) -> Chain:
    """Return where HEAD stands, and by which trees it came there from the commit `since` (empty: the beginning)."""
    if not git(store.parent, "-C", str(store), "for-each-ref", "refs/heads", code=None):
        return Chain("", ())  # not founded yet, or not even a repository
    upon = [f"{since}..HEAD"] if since else ["HEAD"]
    trees = git(store, "log", "--reverse", "--format=%T", "--first-parent", *upon).split()
    return Chain(git(store, "rev-parse", "HEAD"), tuple(trees))


def status(store: Path) -> frozenset[str]:
    """Return what git says of the folder and of its index, against HEAD."""
    told = git(store, "status", "--porcelain=v1", "-z", "--untracked-files=all", extra={"GIT_OPTIONAL_LOCKS": "0"})
    return frozenset(line for line in told.split("\0") if line)


def litter(store: Path, *, objects_too: bool = True) -> Iterator[str]:
    """Yield what lies about: in the folder, in `.mcu`, in `.git`, there among the objects too or not."""
    for path in sorted(store.rglob("*")):
        name = path.relative_to(store).as_posix()
        top = name.split("/", 1)[0]
        if name.startswith(".git/objects/") and not objects_too:
            continue
        known = (
            _KEPT.fullmatch(path.name) if top == ".mcu" and name.count("/") == 1 else not _LITTER.fullmatch(path.name)
        )
        empty = top not in {".mcu", ".git", "intake"} and path.is_dir() and not any(path.iterdir())
        if not known or empty:
            yield f"{name} lies about"


def broken(  # what is held against what
    runner: Runner,
    store: Path,
    *,
    expected: frozenset[str] = frozenset(),
    environment: Mapping[str, str],
    checked: bool = True,
    proved: bool = True,
    objects_too: bool = True,
) -> Iterator[str]:
    """Yield all that is not as it has to be; `expected` is what git may say of edits made by hand."""
    found = status(store)
    if found != expected:
        yield f"git status: {sorted(found - expected)} too much, {sorted(expected - found)} missing"
    yield from litter(store, objects_too=objects_too)
    done = subprocess.run(
        ["git", "fsck", "--full", "--strict", "--no-dangling"], cwd=store, capture_output=True, check=False
    )
    if done.returncode or b"error" in done.stderr:
        yield f"git fsck: {done.stderr.decode()}{done.stdout.decode()}"
    if checked:
        finished = runner.run("check", folder=store)
        if finished.code:
            yield f"mcu check: {finished.code}: {finished.stdout}{finished.stderr}"
    if proved:
        finished = runner.run("verify", folder=store)
        if finished.code:
            yield f"mcu verify: {finished.code}: {finished.stdout}{finished.stderr}"
    yield from index_differs(runner, store, environment)


def index_differs(runner: Runner, store: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield by which tables the index that stands differs from one that is built at once."""
    apart = runner.scratch.parent / f"{runner.scratch.name}.sqlite"
    standing = store / ".mcu" / "index.sqlite"
    if not standing.exists():
        yield "there is no index after a command that reads"
        return
    with contextlib.suppress(FileNotFoundError):
        apart.unlink()
    index = Index(apart, Git(store, dict(environment)), unhurried)
    index.follow(git(store, "rev-parse", "HEAD"))
    index.close()
    wanted, rows = rows_of(apart), rows_of(standing)
    for name in wanted:
        if rows[name] != wanted[name]:
            yield f"the index differs in {name}: {rows[name]} instead of {wanted[name]}"[:2000]
