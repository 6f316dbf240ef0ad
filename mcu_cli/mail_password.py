"""The password of the mail server: from the environment, or from a file that its owner alone may read.

It is shown nowhere: not in a sentence, not in an error behind one.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
from typing import TYPE_CHECKING

from mcu_cli.errors import ConflictError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.files import open_plain, reason_of

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.context import Context

VARIABLE = "MCU_SMTP_PASSWORD"
FILE = "smtp-password"

_LONGEST = 1_000
_SPOKEN = re.compile(r"[ -~]+")  # no other letter has a place in the logins that smtplib knows


def password_of(mcu: Context, *, unattended: bool) -> str:
    """Return the password; with `unattended` only that of the file, for cron has not the environment of whoever asks.

    Raises RefusedError where there is none, or where it lies open.
    """
    in_environment = "" if unattended else mcu.environment.get(VARIABLE, "")
    if in_environment:
        return _sound(in_environment, VARIABLE)
    path = mcu.store.private / FILE
    found = _read_private(path)
    if found is None:
        sentence = (
            _(
                "what runs under cron takes the password of the mail server from a file alone; write it on one line "
                "into {path}, then run `chmod 600 {quoted}` (docs/mail.md)"
            )
            if unattended
            else _(
                "the password of the mail server is nowhere; write it on one line into {path}, then run "
                "`chmod 600 {quoted}` (docs/mail.md)"
            )
        )
        raise RefusedError(sentence.format(path=path, quoted=shlex.quote(str(path))))
    kept = found.decode("utf-8-sig", "replace")  # what is replaced is refused below
    return _sound(kept.removesuffix("\n").removesuffix("\r"), str(path))


def _sound(text: str, place: str) -> str:
    """Return the password; the refusal does not show it."""
    if not text:
        raise RefusedError(_("{place} holds no password; write it there, on one line").format(place=place))
    if not _SPOKEN.fullmatch(text) or len(text) > _LONGEST:
        raise RefusedError(
            _(
                "the password in {place} is not one line of Latin letters, digits and signs; "
                "write it anew, and look at the keyboard layout"
            ).format(place=place)
        )
    return text


def _read_private(path: Path) -> bytes | None:
    """Return what a file holds that is ours and that nobody else may read, None where there is none.

    Anything else raises RefusedError.

    The descriptor is asked, not the name: nobody can swap the file between the question and the reading. Windows
    knows neither owner nor mode in this sense; there the rights of the folder hold.
    """
    try:
        descriptor = open_plain(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except ConflictError:
        raise RefusedError(
            _("{path} is not a plain file; replace it by one that holds the password").format(path=path)
        ) from None
    except OSError as error:
        raise RefusedError(
            _("the password of the mail server cannot be read from {path}: {reason}; put that right").format(
                path=path, reason=reason_of(error)
            )
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if hasattr(os, "geteuid"):
            if found.st_uid != os.geteuid():
                raise RefusedError(
                    _("{path} belongs to somebody else; replace it by a file of your own").format(path=path)
                )
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise RefusedError(
                    _("others may read or write {path}; run `chmod 600 {quoted}`").format(
                        path=path, quoted=shlex.quote(str(path))
                    )
                )
        return file.read(_LONGEST + 10)
