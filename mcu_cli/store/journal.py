"""The journal: what a command is about to change, written down before it does, so that a kill leaves no riddle.

It names for each path the git object before and after. Whatever then stands in the folder is one of the two, which is
ours to put right, or something else, which somebody wrote by hand and mcu leaves alone.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import DamagedError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.documents import is_document, is_saved_report
from mcu_cli.store.files import read_file, unusable, write_file
from mcu_cli.store.recorded import is_recorded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_FILES = frozenset({".gitignore", ".gitattributes"})
_OBJECT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})?")


class Step(NamedTuple):
    """The objects of one path before and after a command; empty where there is no file.

    `folder` is what stood in the folder instead of `before`, where the command takes in an edit made by hand.
    """

    before: str
    after: str
    folder: str = ""


def begin(path: Path, action: str, steps: Mapping[str, Step]) -> None:
    """Write the journal of `action` at `path`, on the disk before this returns.

    Raises RefusedError for a path that is none of the store's: what the next command would not believe, nobody writes.
    """
    for name in steps:
        if not _is_known(name):
            raise RefusedError(_("{path} is none of the files that mcu writes; nothing was changed").format(path=name))
    entry = {"action": action, "paths": {name: list(step) for name, step in steps.items()}}
    write_file(path, json.dumps(entry, ensure_ascii=False).encode(), sync=True, private=True)


def pending(path: Path) -> tuple[str, dict[str, Step]] | None:
    """Return action and steps of a command that did not finish; None where all did."""
    data = read_file(path)
    if data is None:
        return None
    try:
        entry = json.loads(data)
        steps = {name: Step(*step) for name, step in entry["paths"].items()}
        if not all(_is_ours(name, step) for name, step in steps.items()):
            raise ValueError  # noqa: TRY301  # said below
        return str(entry["action"]), steps
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(
            _("{path} is damaged; look at `git status`, put the folder right and remove that file").format(path=path)
        ) from error


def _is_ours(name: str, step: Step) -> bool:
    """Whether a step is one that a command can have written: a journal from elsewhere must not write anywhere."""
    return _is_known(name) and all(_OBJECT.fullmatch(str(blob)) for blob in step)


def _is_known(name: str) -> bool:
    return is_recorded(name) or is_document(name) or is_saved_report(name) or name in _FILES


def done(path: Path) -> None:
    """Take the journal away: the folder agrees with HEAD."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
