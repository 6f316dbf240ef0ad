"""Mail: one message through the SMTP server that git's configuration names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.mail_settings import mail_address, settings_of
from mcu_cli.render.clean import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.context import Context


class _Letter(NamedTuple):
    """What is said: the subject on one line, the text, and the same as HTML or nothing."""

    subject: str
    text: str
    html: str


# What stays whatever servers the mail passes: seven bits, lines of at most 78 characters (RFC 5322, 2.1.1).
_SEVEN_BITS = "7bit"


def check(mcu: Context, to: Iterable[str] = (), *, unattended: bool = False) -> None:
    """Raise what `send` would raise before it connects: for a command that writes something before it mails.

    `unattended` is for what cron will run later: a password in the environment of today does not count.
    """
    settings_of(mcu, unattended=unattended)
    for address in to:
        mail_address(address)


def send(mcu: Context, to: Iterable[str], subject: str, text: str, html: str = "") -> tuple[str, ...]:
    """Mail `text`, and the same as `html` where it is given, to each address; return the addresses that it went to.

    Raises UsageError where there is nobody to write to, BadInputError for what is no address, RefusedError for
    settings, a login or recipients that the server does not take, ConflictError where the server cannot be reached,
    breaks off, or took the mail for some and not for others.
    """
    from mcu_cli.mail_delivery import deliver  # smtplib and ssl, for those who mail

    settings = settings_of(mcu)
    recipients = _recipients(to)
    letter = _Letter(clean_line(subject), clean(_lines(text)), _lines(html))
    deliver(settings, recipients, _message(settings.sender, recipients, letter, mcu.local_now))
    return recipients


def _recipients(to: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses, each once, as it was first given."""
    addresses: dict[str, str] = {}
    for given in to:
        address = mail_address(given)
        addresses.setdefault(address.casefold(), address)
    if not addresses:
        raise UsageError(_("there is nobody to write to; name an address"))
    return tuple(addresses.values())


def _lines(text: str) -> str:
    """Return `text` with one kind of line end, one at its end, and nothing that UTF-8 cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return f"{lines.rstrip()}\n" if lines.strip() else ""


def _message(sender: str, recipients: tuple[str, ...], letter: _Letter, at: datetime) -> bytes:
    """Return the mail as it goes to the server, in seven bits; `at` is the moment that it bears."""
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import format_datetime

    policy = SMTP.clone(cte_type=_SEVEN_BITS)
    mail = EmailMessage(policy=policy)
    mail["From"] = sender
    mail["To"] = ", ".join(recipients)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    # The domain of the sender, not the name of this machine. Two mails of one second differ in what they say; a mail
    # that is sent twice by the same run at one moment is one mail, and servers may drop the second.
    digest = hashlib.sha256("\0".join((at.isoformat(), sender, *recipients, *letter)).encode())
    mail["Message-ID"] = f"<{digest.hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in reply
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    return mail.as_bytes(policy=policy)
