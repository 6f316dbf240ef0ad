"""What an operator waits for at a desk, measured in a store: reads, reads after a night, one change of one appeal."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from benchmarks import growth
from benchmarks.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.measures import Result, Store

_HOUSE = re.compile(rb"house: '(\d+)'")
_ON_TERMINAL = ("list", "show", "search", "agenda", "month")
_EDITED = 200  # files that plain commits change, one after the other


def reads(store: Store) -> Result:
    """Measure what only looks, the index being there, with the start of mcu and of a bare program beside it."""
    shown = store.ids()[0]
    version = ("reads.version",)

    def read(key: str, *arguments: str, on_terminal: bool = False, **more: Any) -> Case:
        typed = "mcu " + " ".join(f"'{word}'" if " " in word or ":" in word else word for word in arguments)
        typed = typed.replace(shown, "ID") + (", on a terminal" if on_terminal else "")
        name = f"reads.{key}{'.terminal' if on_terminal else ''}"
        command = store.always(*arguments)
        return Case(name, typed, command, store.root, version, on_terminal=on_terminal, prints=True, **more)

    asked = {"_MCU_COMPLETE": "complete_zsh", "_MCU_LINE": f"mcu show {shown[:4]}", "_MCU_COLUMNS": "120"}
    started = Case("reads.version", "mcu --version", store.always("--version"), store.root, ("reads.bare",))
    commands = {
        "list": ("list", "-n", "20"),
        "query": ("list", "open", "department:roads", "-n", "20"),
        "show": ("show", shown),
        "search": ("search", "тротуар", "коляской"),
        "agenda": ("agenda",),
        "month": ("report", "month"),
        "year": ("report", "year"),
    }
    return store.turns(
        [
            Case("reads.bare", "a bare Typer program", store.place.bare, store.root),
            started,
            *(read(key, *words) for key, words in commands.items()),
            Case(
                "reads.complete",
                "completion of an id",
                store.always(),
                store.root,
                version,
                environment=asked,
                prints=True,
            ),
            *(read(key, *commands[key], on_terminal=True) for key in _ON_TERMINAL),
        ]
    )


def cold(store: Store) -> Result:
    """Measure the same where the system has forgotten the index and git's objects, as after a night."""
    shown = store.ids()[0]
    store.place.settle()

    def forgotten(*arguments: str) -> Callable[[], list[str]]:
        def command() -> list[str]:
            for folder in (".mcu", ".git"):
                for path in _files(store.root / folder):
                    _forget(path)
            return store.mcu(*arguments)

        return command

    words = {"list": ("list", "-n", "20"), "show": ("show", shown), "month": ("report", "month")}
    return store.turns(
        [
            Case(f"cold.{key}", f"mcu {' '.join(said)}".replace(shown, "ID"), forgotten(*said), store.root)
            for key, said in words.items()
        ]
    )


def _files(folder: Path) -> Iterator[str]:
    for parent, _folders, names in os.walk(folder):
        yield from (f"{parent}/{name}" for name in names)


def _forget(path: str) -> None:
    """Have the system drop what it keeps of a file in memory, where it can."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):  # a file that has just gone
            file = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)


def writes(store: Store) -> Result:
    """Measure one change of one appeal, each of another that is open, beside a plain commit in the same repository."""
    fresh = iter(store.ids("open", "-department:roads"))
    edited = iter(store.place.lines(store.root, ["git", "ls-files", "appeals"])[:: max(store.size // _EDITED, 1)])
    against = ("writes.version", "writes.commit")

    def plain_commit() -> list[str]:
        path = next(edited)
        data = (store.root / path).read_bytes()
        changed = _HOUSE.sub(lambda found: b"house: '%d'" % (int(found[1]) + 1), data, count=1)
        (store.root / path).write_bytes(changed)
        return ["git", "commit", "--quiet", "--message", "house", "--", path]

    def change(key: str, *arguments: str) -> Case:
        name, *words = arguments
        typed = f"mcu {name} ID " + " ".join(word if word.startswith("-") else "…" for word in words)
        return Case(
            f"writes.{key}", typed, lambda: store.mcu(name, next(fresh), *words), store.root, against, commits=True
        )

    return store.turns(
        [
            Case("writes.version", "mcu --version", store.always("--version"), store.root),
            Case("writes.commit", "git commit -- PATH", plain_commit, store.root, commits=True),
            Case(
                "writes.follow",
                "mcu list -n 1, after that commit",
                store.always("list", "-n", "1"),
                store.root,
                ("writes.version",),
            ),
            *(change(key, *words) for key, words in growth.COMMANDS.items()),
        ]
    )
