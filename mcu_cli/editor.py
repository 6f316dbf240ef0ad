"""The operator's editor: a text goes in, what was saved comes out, and a draft is kept where a command refuses it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def editor_of(environment: Mapping[str, str], configured: str, *, system: str) -> str:
    """Return the operator's editor: VISUAL, EDITOR, what git is configured for, nano; empty where there is none.

    A clerk who never chose an editor is not put into one that she cannot leave.
    """
    named = environment.get("VISUAL") or environment.get("EDITOR") or configured
    if named or system == "nt":
        return named or "notepad"
    return shutil.which("nano", path=environment.get("PATH")) or ""


def edited(draft: Path, command: str) -> str:
    """Return what the operator made of the file `draft` in the editor `command`; the file stays until it is dropped.

    Raises RefusedError where the editor fails, UsageError where it cannot be started.
    """
    try:
        done = subprocess.run([*_words(command), str(draft)], check=False)  # noqa: S603  # the operator's own editor
    except (FileNotFoundError, ValueError, PermissionError):
        raise UsageError(
            _("the editor {command!r} cannot be started; set EDITOR, or give the text with --text or --file").format(
                command=command
            )
        ) from None
    if done.returncode:
        raise RefusedError(_("the editor ended with an error; the draft is kept in {path}").format(path=draft))
    try:
        return draft.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise UsageError(_("the editor removed {path}; nothing was changed").format(path=draft)) from None
    except UnicodeDecodeError:
        raise BadInputError(_("{path} is not UTF-8; save it in that encoding").format(path=draft)) from None


def _words(command: str) -> list[str]:
    """Return the parts of a command; the backslashes of a Windows path are no escapes."""
    import shlex

    if os.name != "nt":
        return shlex.split(command)
    return [word.strip('"') for word in shlex.split(command, posix=False)]  # pragma: no cover
