"""What an examination finds: a value, so that one thing that is wrong hides no other."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mcu_cli.errors import ExitCode


class Level(StrEnum):
    """How bad it is. A note needs nobody; a warning costs time or safety; an error stops commands, or did harm."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Finding(NamedTuple):
    """One finding. `code` is the exit code with which commands meet an error; `repair` names what `--fix` does."""

    level: Level
    message: str
    code: ExitCode = ExitCode.DONE
    repair: str = ""


def fine(message: str) -> Finding:
    """Return what is in order."""
    return Finding(Level.OK, message)


def note(message: str, repair: str = "") -> Finding:
    """Return what is worth knowing."""
    return Finding(Level.NOTE, message, repair=repair)


def doubt(message: str, repair: str = "") -> Finding:
    """Return what costs time or safety."""
    return Finding(Level.WARNING, message, repair=repair)


def wrong(message: str, code: ExitCode, repair: str = "") -> Finding:
    """Return what stops commands with `code`, or harmed the record (DAMAGED)."""
    return Finding(Level.ERROR, message, code, repair)
