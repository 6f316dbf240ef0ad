"""What the runs of cron remember from one to the next, in `.mcu/`: a small state, and a log that does not grow."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.store.files import open_plain, read_file, unusable, write_file

if TYPE_CHECKING:
    from pathlib import Path

MOST_LOG = 1_000_000  # bytes; then the log becomes `cron.log.1` and a new one begins

# What stands behind the day or the hour of a mail.
BEGUN = " ?"  # it was begun, and nobody knows whether it went
REFUSED = " !"  # login or recipient were refused; providers lock mailboxes that knock too often


@dataclass
class CronState:
    """Days are ISO days in the municipality, moments ISO 8601 with offset; empty where it never happened.

    `saved` is the day of the last summary that is on record; `mailed` tells by address the day of the last one that was
    mailed there, with ` ?` behind it while that is going on, or the hour in which it was refused with ` !`. `unlinked`
    says that an import waits for its repeats to be linked.
    `failures` are the steps of the last run that failed, each with its exit code. `told` holds what was said of a
    failure already: by the name of the failure the day, or the state of the file, for which it was said. `unsent` is
    what could not be mailed to the operator yet, and `refused` the hour in which that was refused. `importing` tells
    by the name of a file its state and how often an import of it has begun that did not come to its end. `upkept` is
    the day on which the repository was last put together.
    """

    began: str = ""
    ended: str = ""
    code: int = 0
    saved: str = ""
    mailed: dict[str, str] = field(default_factory=dict)
    unlinked: bool = False
    failures: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)
    refused: str = ""
    importing: dict[str, str] = field(default_factory=dict)
    upkept: str = ""

    @property
    def began_at(self) -> datetime | None:
        """The moment at which the last run began."""
        return datetime.fromisoformat(self.began) if self.began else None


# What the members of mappings and lists are.
_MEMBERS: dict[str, type] = {"failures": int, "told": str, "mailed": str, "unsent": str, "importing": str}
_MOMENTS, _DAYS = frozenset({"began", "ended"}), frozenset({"saved", "upkept"})


def read_state(path: Path) -> CronState:
    """Return the state at `path`; a new one where there is none, and without what cannot be understood.

    Raises ConflictError where the disk refuses, or something else than a file stands in the way.
    """
    try:
        found = json.loads(read_file(path) or b"{}")
    except (ValueError, RecursionError):  # damaged, or nested without end
        found = {}
    state = CronState()
    for one in fields(CronState):
        value = found.get(one.name) if isinstance(found, dict) else None
        if type(value) is type(getattr(state, one.name)) and _sound(one.name, value):
            setattr(state, one.name, value)
    return state


def _sound(name: str, value: Any) -> bool:
    try:
        if name in _MOMENTS and value:
            return datetime.fromisoformat(value).tzinfo is not None
        if name in _DAYS and value:
            date.fromisoformat(value)
    except ValueError:
        return False
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(isinstance(member, _MEMBERS[name]) for member in members)


def mail_status(mark: str) -> tuple[str, str] | None:
    """Return what became of a mail, `mailed`, `perhaps` or `refused`, with its day or hour; None for what is no mark.

    A day or hour of long ago says no more than that it was so then.
    """
    at = mark.removesuffix(BEGUN).removesuffix(REFUSED)
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return None
    return "perhaps" if mark.endswith(BEGUN) else "refused" if mark.endswith(REFUSED) else "mailed", at


def write_state(path: Path, state: CronState) -> None:
    """Put the state at `path`, whole or not at all; raises ConflictError where the disk refuses."""
    text: Any = json.dumps(asdict(state), ensure_ascii=False, indent=2)
    # Half a letter, as the name of a file may hold, is written as JSON escapes it.
    write_file(path, f"{text}\n".encode("utf-8", "backslashreplace"), sync=True, private=True)


class CronLog:
    """The log at `path`, for its owner's eyes."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made by the first line."""
        self.path = path

    def write(self, text: str) -> None:
        """Append lines; raises ConflictError where the disk refuses, or a link stands in the way."""
        try:
            descriptor = open_plain(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            with os.fdopen(descriptor, "ab") as file:
                file.write(f"{text}\n".encode("utf-8", "backslashreplace"))  # at once, so that lines never mix
        except OSError as error:
            raise unusable(self.path, error) from error

    def turn_over(self) -> None:
        """Begin a new log where this one is full; the older one of the two goes."""
        with contextlib.suppress(OSError):  # a log that is too long is no reason not to work
            if self.path.stat().st_size > MOST_LOG:
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
