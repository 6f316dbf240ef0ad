"""The history of the store as git tells it: the commits of mcu, and which of them brought an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import McuError
from mcu_cli.store.recorded import plain_history, read_recorded
from mcu_cli.store.trailers import trailers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.git import Git


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
    def undoes(self) -> str:
        """Return the commit that this one takes back, empty for others."""
        return self.trailers.get("Mcu-Undoes", [""])[0]


def commits(git: Git, *paths: str, reverse: bool = False) -> Iterator[Commit]:
    """Yield the commits that lead to HEAD, newest first; with `paths` only those that touch one of them."""
    output = git.run(
        "log", "-z", "--format=%H%x00%an%x00%ae%x00%aI%x00%s%x00%B",
        *(("--reverse",) if reverse else ()), "HEAD", "--", *(paths or (".",)),
    ).decode("utf-8", "replace")  # fmt: skip
    parts = iter(output.split("\0"))  # no message can hold a NUL
    for name, author, email, date, subject, message in zip(*[parts] * 6, strict=False):
        yield Commit(name, f"{author} <{email}>", email, date, subject, trailers_of(message.strip()))


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


def changed_paths(git: Git, commit: str) -> dict[str, tuple[str, str]]:
    """Return the paths that a commit changed, relative to the store, each with its objects before and after."""
    output = git.run("diff-tree", "-r", "-z", "--root", "--no-commit-id", "--no-renames", "--relative", commit).decode(
        "utf-8", "surrogateescape"
    )
    fields = output.split("\0")
    found = {}
    for header, path in zip(fields[:-1:2], fields[1::2], strict=False):
        _old_mode, _new_mode, before, after, _status = header.split()
        found[path] = tuple("" if set(name) == {"0"} else name for name in (before, after))
    return found  # type: ignore[return-value]  # two names each


def commits_of_events(git: Git, path: str) -> dict[str, Commit]:
    """Return for each event in the versions of the file at `path` the commit that its words come from.

    That is the one that brought the event; or, where somebody changed it afterwards, the one that did.
    """
    found: dict[str, tuple[Commit, dict[str, Any]]] = {}
    history = list(commits(git, path, reverse=True))
    versions = git.blobs(f"{commit.id}:./{path}" for commit in history)
    for commit, data in zip(history, versions, strict=True):
        if data is None:
            found.clear()  # taken back: what a later commit brings again is its own
            continue
        try:
            events = plain_history(read_recorded(data, path))
        except McuError:  # a version that someone broke by hand brought no event that can be named
            continue
        told = {event["id"]: (commit, event) for event in events}
        found = {
            name: found[name] if name in found and found[name][1] == told[name][1] else told[name] for name in told
        }
    return {name: commit for name, (commit, _event) in found.items()}


def undone_commits(git: Git, path: str) -> list[tuple[Commit, Commit]]:
    """Return the commits on the file at `path` that were taken back, each with the undo that did it, oldest first."""
    history = list(commits(git, path, reverse=True))
    by_id = {commit.id: commit for commit in history}
    return [(by_id[commit.undoes], commit) for commit in history if commit.undoes in by_id]
