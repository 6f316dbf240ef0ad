"""The history of the store as git tells it: the commits of mcu, and which of them brought an event."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.ledger import FOLDERS
from mcu_cli.errors import McuError
from mcu_cli.store.documents import DOCUMENTS
from mcu_cli.store.trailers import trailers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from mcu_cli.store.git import Git
    from mcu_cli.store.index import Index

_FIELDS = "%H%x00%an%x00%ae%x00%aI%x00%s%x00%B"  # of a commit, as git log tells them
REDACTIONS = frozenset({"redact", "retention"})  # the commands that take words out of the past
_NONE = "0" * 40  # an object that no repository has


class Commit(NamedTuple):
    """One commit: `author` is `Name <email>`, `trailers` those of mcu, empty for a commit made by hand."""

    id: str
    author: str
    email: str
    date: str
    subject: str
    trailers: dict[str, list[str]]

    @property
    def action(self) -> str:
        """Return what mcu did, empty for a commit made by hand."""
        return self.trailers.get("Mcu-Action", [""])[0]

    @property
    def appeals(self) -> int:
        """Return how many appeals mcu changed, as it says itself."""
        told = self.trailers.get("Mcu-Appeal", [])
        count = re.match(r"(\d+) appeals$", told[0]) if told else None
        return int(count[1]) if count else len(told)

    @property
    def undoes(self) -> str:
        """Return the commit that this one takes back, empty for others."""
        return self.trailers.get("Mcu-Undoes", [""])[0]


def commits(git: Git, *paths: str, reverse: bool = False) -> Iterator[Commit]:
    """Yield the commits that lead to HEAD, newest first; with `paths` only those that touch one of them.

    They are read as git finds them: who wants the last one does not wait for all the years before.
    """
    order = ("--reverse",) if reverse else ()
    with closing(git.reading("log", "-z", f"--format={_FIELDS}", *order, "HEAD", "--", *(paths or (".",)))) as reading:
        parts = map(_text, reading)  # no message can hold a NUL
        for fields in zip(*[parts] * 6, strict=False):
            yield _commit(fields)


def _commit(fields: Sequence[str]) -> Commit:
    """Return the commit that git tells in _FIELDS."""
    name, author, email, date, subject, message = fields
    return Commit(name, f"{author} <{email}>", email, date, subject, trailers_of(message.strip()))


class Told(NamedTuple):
    """A commit as a list shows it: its short id, its day (ISO 8601, of its author), its subject."""

    id: str
    day: str
    subject: str


def latest_commits(git: Git, most: int) -> list[Told]:
    """Return the last `most` commits that touch the store, the newest first; none where there is no commit yet."""
    output = git.try_run("log", "-z", f"-{most}", "--abbrev=12", "--format=%h%x00%as%x00%s", "HEAD", "--", ".")[1]
    parts = iter(output.decode("utf-8", "replace").split("\0"))
    return [Told(*found) for found in zip(*[parts] * 3, strict=False)]


def changed_paths(git: Git, commit: str, *, by_year: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield the paths that a commit changed, relative to the store, each with its objects before and after.

    git holds all differences before it prints the first. Of a commit of mcu that changed very many appeals it is asked
    `by_year`: for the appeals of each year by themselves, and for all else.
    """
    if not by_year:
        yield from _changed(git, commit)
        return
    from mcu_cli.store.journal import FILES  # both import all that reads appeals: `mcu log` starts git before
    from mcu_cli.store.objects import years_at

    for year in years_at(git, commit, f"{commit}^"):  # the first commit of all has none before it
        yield from _changed(git, commit, "--", year)
    yield from _changed(git, commit, "--", *FOLDERS, *DOCUMENTS, *FILES)


_CHANGED = ("diff-tree", "-z", "--root", "--no-commit-id", "--no-renames", "--relative")


def _changed(git: Git, *asked: str) -> Iterator[tuple[str, str, str]]:
    """Yield path, object before and object after of what differs, as `asked`."""
    with closing(git.reading(*_CHANGED, "-r", *asked)) as reading:
        fields = iter(reading)
        for header, path in zip(fields, fields, strict=False):
            _old_mode, _new_mode, before, after, _status = header.decode().split()
            yield path.decode("utf-8", "surrogateescape"), _object(before), _object(after)


def _object(name: str) -> str:
    """Return the name of an object; empty for the zeros by which git means none."""
    return "" if set(name) == {"0"} else name


class Version(NamedTuple):
    """A commit that touched one file, and the object that the file is afterwards; empty where it is gone."""

    commit: Commit
    blob: str


class FileHistory:
    """The commits that touched the file at `path`, from HEAD back; git looks for them while we do something else."""

    def __init__(self, git: Git, path: str) -> None:
        """Start to look."""
        self.path = path
        self._reading = git.reading(
            "log", "-z", f"--format={_FIELDS}%x00%P", "--raw", "--no-abbrev", "--no-renames", "--no-follow",
            "--diff-merges=first-parent", "HEAD", "--", path,
        )  # fmt: skip

    def versions(self, *, came_once: bool) -> list[Version]:
        """Return the versions of the file, oldest first.

        Where the file `came_once`, and no commit ever took it away, nothing older than the commit that brought it is
        looked for: of an appeal of today git need not walk through the commits of all years.
        """
        found = []
        for version, is_birth, is_merge in self._found():
            found.append(version)
            came_once = came_once and not is_merge  # the other branch may have brought it as well
            if came_once and is_birth:
                break
        return found[::-1]

    def __enter__(self) -> Self:
        """Look until the block ends."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop looking."""
        self._reading.close()

    def _found(self) -> Iterator[tuple[Version, bool, bool]]:
        """Yield each version, newest first, with whether its commit brought the file and whether it joined branches."""
        pieces = map(_text, self._reading)
        head = next(pieces, None)
        while head is not None:
            commit = _commit([head, *islice(pieces, 5)])
            parents = next(pieces, "").split()
            told = head = next(pieces, None)
            # A line `:mode mode before after status` and the path follow, but where git draws no difference.
            fields = told.lstrip("\n:").split() if told is not None and told.startswith("\n:") else []
            if fields:
                next(pieces, None)
            after = fields[3] if fields else f"{commit.id}:./{self.path}"
            yield Version(commit, _object(after)), fields[4:] == ["A"], len(parents) > 1
            if fields:  # not before it is wanted: git may have to walk through all years for the next
                head = next(pieces, None)


def came_once(index: Index, name: str) -> bool:
    """Whether no commit ever took the file of this id away, so that just one can have brought it."""
    return not index.query("SELECT 1 FROM used_ids WHERE id = ?", (name,))


def _text(piece: bytes) -> str:
    return piece.decode("utf-8", "replace")


def commits_of_events(git: Git, versions: Sequence[Version], path: str) -> dict[str, Commit]:
    """Return for each event in the versions of the file at `path` the commit that its words come from.

    That is the one that brought the event; or, where somebody changed it afterwards otherwise than by a redaction, the
    one that did.
    """
    from mcu_cli.store.recorded import plain_history, read_recorded  # git looks for commits while this is imported

    found: dict[str, tuple[Commit, dict[str, Any]]] = {}
    contents = git.blobs(version.blob or _NONE for version in versions)
    for (commit, _blob), data in zip(versions, contents, strict=True):
        if data is None:
            found.clear()  # taken back: what a later commit brings again is its own
            continue
        try:
            events = plain_history(read_recorded(data, path))
        except McuError:  # a version that someone broke by hand brought no event that can be named
            continue
        told = {event["id"]: (commit, event) for event in events}
        found = {name: _words_from(found.get(name), told[name]) for name in told}
    return {name: commit for name, (commit, _event) in found.items()}


_Words = tuple[Commit, dict[str, Any]]


def _words_from(before: _Words | None, now: _Words) -> _Words:
    """Return an event as a version has it, with the commit that its words come from.

    A redaction takes words away and brings none.
    """
    if before is None or not (before[1] == now[1] or now[0].action in REDACTIONS):
        return now
    return before[0], now[1]


def undone_commits(versions: Sequence[Version]) -> list[tuple[Commit, Commit]]:
    """Return the commits on a file that were taken back, each with the undo that did it, oldest first."""
    by_id = {version.commit.id: version.commit for version in versions}
    return [(by_id[commit.undoes], commit) for commit, _blob in versions if commit.undoes in by_id]
