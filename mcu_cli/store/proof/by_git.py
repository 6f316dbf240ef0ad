"""What an auditor types to check one file with plain git, and what git prints then: found by asking git just that."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.store.git import Git

_COMMITS = "%H%n%an <%ae>, %aI%nsignature %G?%n%s"
_SHORT = "%H %ae %aI"


class Check(NamedTuple):
    """A command of git, what it shows (to be translated), and what it has to print; None for what is to be read."""

    shows: str
    command: str
    prints: str | None


def checks(git: Git, path: str, events: Sequence[str], signed: Sequence[str]) -> Iterator[Check]:
    """Yield what proves the file at `path`: `events` are the ids in its history, `signed` its signed commits."""
    here = f"./{path}"
    yield _asked(git, marked("The record is this commit, its fingerprint:"), "rev-parse", "HEAD")
    yield _asked(git, marked("In it the file is this object:"), "rev-parse", f"HEAD:{here}")
    name = git.run("rev-parse", f"HEAD:{here}").decode().strip()
    pipe = f"{shlex.join(['git', 'cat-file', 'blob', name])} | git hash-object --stdin"
    yield Check(marked("And the name of the object is the digest of its bytes:"), pipe, name)
    yield _asked(
        git,
        marked("These commits changed the file, the first one first, each with its objects before and after:"),
        "log", "--full-history", "--reverse", "--raw", "--no-abbrev", "--no-renames", f"--format={_COMMITS}",
        "--", here,
    )  # fmt: skip
    for event in events:
        yield _asked(
            git,
            marked("This commit brought the event; others here changed its line:"),
            "log", "--full-history", "--reverse", f"--format={_SHORT}", "-G", f"^- .?id: .?{event}", "--", here,
        )  # fmt: skip
    for commit in signed:
        shows = marked("The signature of this commit is good, exit code 0:")
        yield Check(shows, shlex.join(["git", "verify-commit", commit]), None)
    shows = marked("No line of an event was ever taken away, but by an undo or a redaction; read it:")
    yield Check(shows, shlex.join(["git", "log", "--full-history", "--reverse", "-p", "--", here]), None)
    shows = marked("Every object of the repository is what its name says, exit code 0:")
    yield Check(shows, "git fsck --full --strict", None)


def signed_commits(git: Git, path: str) -> list[str]:
    """Return the commits on the file at `path` that bear a signature, whether it is good or not."""
    output = git.run("log", "--full-history", "--reverse", "--format=%H %G?", "--", f"./{path}").decode()
    return [commit for commit, verdict in map(str.split, output.splitlines()) if verdict != "N"]


def _asked(git: Git, shows: str, *arguments: str) -> Check:
    printed = git.run(*arguments).decode("utf-8", "replace").strip("\n")
    return Check(shows, shlex.join(["git", *arguments]), printed)
