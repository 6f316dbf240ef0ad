"""The message of a commit: a subject for people, trailers for auditors and programs."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.active_characters import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "1"
_PER_LINE = 6
_MOST_LINES = 20
_SUBJECT_LENGTH = 120
_BREAKS = re.compile(rf"[\x09\x0a{ALWAYS}\u200d]+")
_TRAILER = re.compile(r"^(Mcu-[A-Za-z]+): (.*)$", re.MULTILINE)


class Message(NamedTuple):
    """What mcu says of a commit of its own.

    `appeals` are the ids of all appeals touched, `files` the paths of what is no appeal, `undoes` a whole commit id,
    `body` is a text that stands between subject and trailers.
    """

    action: str
    subject: str
    appeals: Sequence[str] = ()
    undoes: str = ""
    files: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def text(self) -> str:
        """Return subject and trailers; what strangers wrote is kept to one harmless line."""
        subject = one_line(f"{self.action} {self.subject}".strip())
        if len(subject) > _SUBJECT_LENGTH:
            subject = subject[: _SUBJECT_LENGTH - 1] + "…"
        trailers = [f"Mcu-Action: {self.action}", *(f"Mcu-Appeal: {line}" for line in appeal_lines(self.appeals))]
        trailers += [f"Mcu-File: {one_line(path)}" for path in self.files]
        if self.undoes:
            trailers.append(f"Mcu-Undoes: {self.undoes}")
        trailers += [f"{name}: {one_line(value)}" for name, value in self.others]
        trailers.append(f"Mcu-Format: {FORMAT}")
        body = "\n".join(one_line(line) for line in self.body.strip().splitlines())
        return "\n\n".join([subject, *([body] if body else []), "\n".join(trailers)]) + "\n"


def appeal_lines(appeals: Sequence[str]) -> list[str]:
    """Return the values of `Mcu-Appeal`: one id; or the count, the ids (at most a screenful) and their digest."""
    if len(appeals) <= 1:
        return list(appeals)
    shown = appeals[: _PER_LINE * _MOST_LINES]
    lines = [f"{len(appeals)} appeals"]
    lines += [" ".join(shown[at : at + _PER_LINE]) for at in range(0, len(shown), _PER_LINE)]
    if len(shown) < len(appeals):
        lines[-1] += " ..."
    return [*lines, f"sha256:{list_digest(appeals)}"]


def list_digest(appeals: Sequence[str]) -> str:
    """Return the SHA-256 of the ids, sorted, each followed by a line feed."""
    return hashlib.sha256("".join(f"{name}\n" for name in sorted(appeals)).encode()).hexdigest()


def one_line(text: str) -> str:
    """Return `text` on one line, without the characters that act on a reader or hide from him."""
    return " ".join(_BREAKS.sub(" ", text).split())


def trailers_of(message: str) -> dict[str, list[str]]:
    """Return the `Mcu-` trailers of a commit message, each with its values in order."""
    found: dict[str, list[str]] = {}
    for name, value in _TRAILER.findall(message.rpartition("\n\n")[2] if "\n\n" in message else ""):
        found.setdefault(name, []).append(value.strip())
    return found
