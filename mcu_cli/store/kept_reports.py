"""Reports of periods that are over, kept as they were drawn: the same question of the same commit has one answer.

A kept report is taken for what it says only where its question is the very one asked, the commit and the program
included; all else is drawn anew. Reports for everybody alone are kept: they hold no personal data.
"""

from __future__ import annotations

import json
import os
import re
from binascii import crc32
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.active_characters import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "reports"
MOST = 40  # reports of one commit
_COMMIT = "commit"
# No report holds a character that acts on a reader, so that a file which does is none of ours.
_ACTIVE = re.compile(rf"\t|{ACTIVE.pattern}")


def kept_report(private: Path, question: Mapping[str, Any]) -> str | None:
    """Return the report kept in the folder `private` that answers `question`, None where there is none."""
    try:
        kept = json.loads((private / FOLDER / _name(question)).read_text(encoding="utf-8"))
        if kept["question"] != dict(question):
            return None
        report = kept["report"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # it is derived: whatever is wrong with it, the report is drawn again
    return report if isinstance(report, str) and not _ACTIVE.search(report) else None


def keep_report(private: Path, question: Mapping[str, Any], report: str) -> None:
    """Keep a report beside others of its commit, and those of no other; where that cannot be, it is not kept."""
    folder = private / FOLDER
    beside = folder / f".{os.getpid()}.tmp"
    if folder.is_symlink() or _ACTIVE.search(report):
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        _make_room(folder, question)
        try:
            text = json.dumps({"question": dict(question), "report": report}, ensure_ascii=False)
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(folder / _name(question))
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _make_room(folder: Path, question: Mapping[str, Any]) -> None:
    """Take the reports of other commits away, and all where there are too many."""
    found = [path for path in folder.iterdir() if path.suffix == ".json"]
    own = [path for path in found if path.name.startswith(str(question[_COMMIT]))]
    for path in found if len(own) >= MOST else set(found) - set(own):
        path.unlink(missing_ok=True)


def _name(question: Mapping[str, Any]) -> str:
    asked = json.dumps(dict(question), sort_keys=True).encode()
    return f"{question[_COMMIT]}-{crc32(asked):08x}.json"
