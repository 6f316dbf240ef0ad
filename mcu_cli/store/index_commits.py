"""What git says of the way from one commit to another: which files differ, which numbers were taken back.

All of it is a function of the two commits, whichever way one leads to the other, and of how far back the history goes
that git has: a clone may be shallow, and deepened later.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.store.files import read_file
from mcu_cli.store.index_standing import ENDS
from mcu_cli.store.objects import years_at
from mcu_cli.store.recorded import id_at
from mcu_cli.store.rows import APPEALS, RECORDED, Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcu_cli.store.git import Git
    from mcu_cli.store.git_streams import Reading

_LEFT = "<"
_MONTH = len("appeals/2026/11")  # what paths of appeals begin with that lie in one folder
_FEW_YEARS = 2
_PARTS = 2  # slashes in that
_ALL = "--ignore-submodules=none"  # another repository is no appeal, whatever .gitmodules says of it
_AT_ONCE = 200_000  # files of one question to `git log`, some 70 megabytes of its memory


class Retired(NamedTuple):
    """What happened to numbers between two commits: on the way to the old one alone, and to the new one alone."""

    forgotten: list[str]
    """Commits of the old history that took files away."""
    known: list[tuple[str, str]]
    """The id of each file that a commit of the new history took away, and that commit."""


def history_end(git: Git) -> str:
    """Return a digest of what cuts the history short, empty where it is whole."""
    names = [argument for name in ENDS for argument in ("--git-path", name)]
    paths = git.run("rev-parse", *names).decode("utf-8", "surrogateescape").splitlines()
    found = [read_file(git.folder / path) or b"" for path in paths]
    return hashlib.sha256(b"\0".join(found)).hexdigest() if any(found) else ""


def count_files(git: Git, head: str) -> Counter[str]:
    """Return how many files are on record in a commit, by the folder of a month."""
    records = git.records("ls-tree", "-r", "-z", "--name-only", head, "--", *RECORDED)
    counts = Counter(path[:_MONTH] for path in records)
    return Counter({folder.decode("utf-8", "surrogateescape"): n for folder, n in counts.items()})


def files(git: Git, head: str) -> Iterator[Change]:
    """Yield path and object of each file on record in a commit, by path."""
    for record in git.records("ls-tree", "-r", "-z", head, "--", *RECORDED):
        header, path = record.decode("utf-8", "backslashreplace").split("\t", 1)  # it has to go into the index
        yield Change(path, header.split()[2])


def differences(git: Git, old: str, new: str) -> Iterator[Change]:
    """Yield what differs between two commits; raises GitError where one of them is gone.

    git keeps all that differs in mind before it tells the first of it: of many years it is asked for year by year.
    """
    for share in _of_years(git, old, new):
        fields = git.records("diff-tree", "-r", "-z", "--no-renames", "--relative", _ALL, old, new, "--", *share)
        for header in fields:
            _old_mode, _new_mode, _old, blob, kind = header.decode().split()
            path = next(fields).decode("utf-8", "backslashreplace")
            yield Change(path, "" if kind == "D" else blob)


def _of_years(git: Git, old: str, new: str) -> Iterator[tuple[str, ...]]:
    """Yield sets of paths that together are all that is on record, each with the appeals of a few years at most."""
    folders = [f"{commit}:./{APPEALS}" for commit in (old, new)]
    code, output = git.try_run("diff-tree", "-z", "--name-only", *folders)
    if code == 0:
        years = [f"{APPEALS}/{name}" for name in output.decode("utf-8", "surrogateescape").split("\0")[:-1]]
    else:  # one of the two has no appeals; one that is gone git tells of when it is asked again
        years = years_at(git, old, new)
    if len(years) <= _FEW_YEARS:
        yield tuple(RECORDED)
        return
    for year in years:
        yield (year,)
    yield tuple(folder for folder in RECORDED if folder != APPEALS)


def retired(git: Git, old: str, new: str) -> Retired:
    """Return what commits that only one of two histories has took away.

    A merge takes away what one of its parents had and it has not.
    """
    found = Retired([], [])
    with contextlib.closing(_looking(git, f"{old}...{new}", RECORDED)) as begun:
        for side, commit, name in _removals(begun):
            if side == _LEFT:
                found.forgotten.append(commit)
            else:
                found.known.append((name, commit))
    return found


def ever_retired(git: Git, head: str, counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """Yield the id of each file that some commit of a history took away, and that commit; see `retiring`."""
    with retiring(git, head, counts) as found:
        yield from found


@contextlib.contextmanager
def retiring(git: Git, head: str, counts: Counter[str]) -> Iterator[Iterator[tuple[str, str]]]:
    """Yield what `ever_retired` does, while git looks for it beside whatever the block does first.

    `counts` is what `count_files` says of `head`. Of a commit git keeps in mind all files that it adds before it tells
    the first that it takes away; so a large record is asked for in shares, and the first of them is begun here.
    """
    first, *others = _shares(counts)
    with contextlib.closing(_looking(git, head, first)) as begun:
        yield chain(_told(begun), chain.from_iterable(_told_of(git, head, share) for share in others))


def _told_of(git: Git, head: str, share: Sequence[str]) -> Iterator[tuple[str, str]]:
    with contextlib.closing(_looking(git, head, share)) as begun:
        yield from _told(begun)


def _told(reading: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    return ((name, commit) for _side, commit, name in _removals(reading))


def _looking(git: Git, commits: str, paths: Sequence[str]) -> Reading:
    """Let git look for what the commits took away below `paths`."""
    return git.reading(
        "--no-literal-pathspecs", "log", "--full-history", "--diff-merges=separate", "--left-right",
        "--format=%x01%m%H", "--name-only", "-z", "--no-renames", "--diff-filter=D", "--relative", _ALL, commits,
        "--", *paths,
    )  # fmt: skip


def _removals(told: Iterable[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield side, commit and id for each file of which git told that one of the commits took it away."""
    side = commit = ""
    for record in told:
        text = record.decode("utf-8", "surrogateescape")
        if text.startswith("\x01"):
            side, commit = text[1], text[2:]
        else:
            name = id_at(text.lstrip("\n"))
            if name:
                yield side, commit, name


def _shares(counts: Counter[str]) -> Iterator[tuple[str, ...]]:
    """Yield sets of paths that together are all that can be on record, each with not too many files in it."""
    share: list[str] = []
    size = 0
    told = []
    if counts.total() > _AT_ONCE:
        for folder in sorted(name for name in counts if name.count("/") == _PARTS):
            if share and size + counts[folder] > _AT_ONCE:
                yield tuple(share)
                share, size = [], 0
            share.append(folder)
            told.append(folder)
            size += counts[folder]
        if share:
            yield tuple(share)
    yield (*RECORDED, *(f":(exclude){folder}" for folder in told))
