"""Fingerprints outside of the walk: those that saved, printed and mailed summaries bear witness with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcu_cli.store.git import Git

_FINGERPRINT = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])")
_FOLDED = re.compile(rb"=\r?\n")  # a mail in quoted-printable breaks its lines so: RFC 2045, 6.7


def fingerprints_in(data: bytes) -> list[str]:
    """Return the names of commits that stand whole in a text, each once."""
    return list(dict.fromkeys(found.decode() for found in _FINGERPRINT.findall(_FOLDED.sub(b"", data))))


def leads_to(git: Git, fingerprint: str, head: str) -> bool:
    """Whether the commit of that name is there, and is one of those that lead to `head`."""
    code, _output = git.try_run("merge-base", "--is-ancestor", fingerprint, head)
    return code == 0
