"""Forgeries: commits that no command makes, put on top of an honest history by git itself."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.identifiers import parse
from mcu_cli.domain.ledgers import ledger as ledgers
from mcu_cli.domain.steps import Act, event_of, with_event
from mcu_cli.store.recorded import read_recorded, write_recorded
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from mcu_cli.domain.event import Event
    from mcu_cli.domain.vocabulary import EventKind

BY = "operator@town.example"
NAME = "Анна Операторова"
LATER = "2026-11-20T19:00:00+05:00"


def path_of(name: str) -> str:
    """Return where the file of an appeal or an item stands."""
    found = parse(name) or ledgers.parse(name)
    assert found is not None
    return found.path


@dataclass(frozen=True)
class Forger:
    """Somebody who can write to the repository of the store at `root`, and knows what mcu writes."""

    root: Path

    def git(self, *arguments: str, given: bytes = b"", **around: str) -> str:
        """Run git in the store, `around` it these variables; return what it printed, without the last line break."""
        environment = {**os.environ, **around}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, input=given, env=environment
        )
        return done.stdout.decode().removesuffix("\n")

    @property
    def head(self) -> str:
        """The commit that is the record now."""
        return self.git("rev-parse", "HEAD")

    def data(self, path: str, commit: str = "HEAD") -> bytes:
        """Return the bytes of a file on record."""
        return subprocess.run(
            ["git", "show", f"{commit}:./{path}"], cwd=self.root, check=True, capture_output=True
        ).stdout

    def recorded(self, name: str) -> Any:
        """Return an appeal or an item as it is on record."""
        return read_recorded(self.data(path_of(name)), path_of(name))

    def forged(self, name: str, change: Callable[[Any], Any]) -> dict[str, bytes]:
        """Return the file of an appeal or an item, changed, canonical and with the state that its history leads to."""
        return {path_of(name): write_recorded(change(self.recorded(name)))}

    def commit(  # a commit has these parts
        self,
        files: Mapping[str, bytes | tuple[str, bytes] | None],
        message: str = "by hand",
        *,
        at: str = LATER,
        email: str = BY,
        parents: Sequence[str] | None = None,
        branch: str = "refs/heads/main",
        committer: str = "",
    ) -> str:
        """Make a commit of `files` (None: removed; a pair: mode and bytes), and let the folder follow.

        `committer` is who makes it and when, as git writes it, where that is not the author.
        """
        moment = datetime.fromisoformat(at)
        who = f"{NAME} <{email}> {int(moment.timestamp())} {moment:%z}"
        text = message.encode()
        first, *others = [self.head] if parents is None else [*parents, ""]
        out = [
            f"reset {branch}",
            f"commit {branch}",
            f"author {who}",
            f"committer {committer or who}",
            f"data {len(text)}",
        ]
        stream = "\n".join(out).encode() + b"\n" + text + b"\n"
        for word, parent in zip(("from", *["merge"] * len(others)), (first, *others), strict=True):
            stream += f"{word} {parent}\n".encode() if parent else b""
        for path, told in files.items():
            if told is None:
                stream += f"D {path}\n".encode()
                continue
            mode, data = told if isinstance(told, tuple) else ("100644", told)
            stream += f"M {mode} inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
        self.git("fast-import", "--quiet", "--force", given=stream)
        made = self.git("rev-parse", branch)
        if branch == "refs/heads/main":
            self.git("reset", "--quiet", "--hard")
        return made

    def as_command(  # a message has these parts
        self,
        files: Mapping[str, bytes | tuple[str, bytes] | None],
        *ids: str,
        action: str = "note",
        named: Sequence[str] = (),
        undoes: str = "",
        at: str = LATER,
        email: str = BY,
        committer: str = "",
    ) -> str:
        """Make a commit with the trailers of a command."""
        message = Message(action, ", ".join(ids), tuple(ids), undoes, tuple(named))
        return self.commit(files, message.text(), at=at, email=email, committer=committer)


def with_new(
    appeal: Any, kind: EventKind, details: Mapping[str, Any], *, at: str = LATER, by: str = BY, **values: Any
) -> Any:
    """Return an appeal with one more event, as a command makes it, with some `values` of its own."""
    act = Act(by, datetime.fromisoformat(at))
    return with_event(appeal, replace(event_of(appeal, kind, act, details), **values))


def with_history(appeal: Any, change: Callable[[tuple[Event, ...]], Sequence[Event]]) -> Any:
    """Return an appeal with another history."""
    return replace(appeal, history=tuple(change(appeal.history)))
