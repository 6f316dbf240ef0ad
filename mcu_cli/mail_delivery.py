"""The conversation with a mail server: encrypted as configured, bounded in time, each refusal told apart."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
from typing import TYPE_CHECKING, Any

from mcu_cli import mail_troubles as troubles
from mcu_cli.mail_settings import Encryption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.errors import McuError
    from mcu_cli.mail_settings import MailSettings

# Seconds for each step, and for all of them: a server that sends a letter now and then passes the first bound for ever.
STEP = 30.0
WHOLE = 150.0
# Seconds for what a server does with the mail that it has got: to leave too early is to send it twice (RFC 5321,
# 4.5.3.2.6, would wait ten minutes).
LAST = 300.0

# How we introduce ourselves: what RFC 5321, 4.1.4 leaves to one without a name in the DNS. The name of this machine
# is nobody's business, and the domain of the sender would be a lie that servers have learnt to refuse.
_OURSELVES = "[127.0.0.1]"
_LOGINS = ("PLAIN", "LOGIN", "CRAM-MD5")  # the last one gains nothing where all is encrypted
_TAKEN = frozenset({250, 251})  # 251: the server will pass it on
_GO_ON = 354
_REFUSALS = 400  # codes from here on
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)  # is doubled: RFC 5321, 4.5.2
_MOST_LINES = 200  # of one reply; the longest that is known to be sent, to EHLO, has some twenty
_NO_REPLY = b"???\r\n"  # a line that ends a reply and has no code


class _Measured:
    """The replies as smtplib reads them, none of them without end: it would keep all of it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.left = _MOST_LINES

    def readline(self, size: int) -> bytes:
        """Return the next line; beyond the bound one that speaks no SMTP."""
        self.left -= 1
        line: bytes = self._file.readline(size) if self.left >= 0 else _NO_REPLY
        return line

    def close(self) -> None:
        """Close what is read from."""
        self._file.close()


class _Server(smtplib.SMTP):
    """A server in the clear, at first; the length of its replies is bounded."""

    def getreply(self) -> tuple[int, bytes]:
        """Return code and words of a reply."""
        if self.file is None and self.sock is not None:
            self.file = _Measured(self.sock.makefile("rb"))
        if isinstance(self.file, _Measured):
            self.file.left = _MOST_LINES
        return super().getreply()


class _EncryptedServer(_Server, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def deliver(settings: MailSettings, recipients: Sequence[str], mail: bytes) -> None:
    """Hand `mail` (whole, lines ended by CRLF) to the server for all `recipients`.

    Raises RefusedError where the server takes it for nobody, ConflictError where it cannot be reached, does not hold
    out, or takes it for some of them only: then the error names who gets it and, one by one, who does not. Where the
    server may have the mail, and nobody can know, PerhapsSentError.
    """
    delivery = _Delivery(settings, recipients, mail)
    # The looking up of a name and a reply without end know no timeout of their own; a thread can be left behind, and
    # ends with the process.
    thread = threading.Thread(target=delivery.run, name="mail", daemon=True)
    thread.start()
    thread.join(WHOLE)
    if delivery.handed_over and not delivery.settled:
        thread.join(LAST)
    if not delivery.settled:
        raise delivery.left_open() if delivery.handed_over else troubles.too_slow(settings)
    if delivery.failure is not None:
        raise delivery.failure


class _Delivery:
    """One mail on its way: `handed_over` once the server may have it, `settled` once it is known what became of it."""

    def __init__(self, settings: MailSettings, recipients: Sequence[str], mail: bytes) -> None:
        self.settings = settings
        self.recipients = recipients
        self.mail = mail
        self.taken = tuple(recipients)
        self.handed_over = False
        self.settled = False
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Deliver; what goes wrong is kept in `failure`."""
        server: smtplib.SMTP | None = None
        try:
            server = self._connected()
            self._log_in(server)
            self._hand_over(server)
        except OSError as error:  # SMTPException is one
            self.failure = self.left_open() if self.handed_over else troubles.explained(self.settings, error)
        except BaseException as error:  # noqa: BLE001  # raised again by the thread that waits
            self.failure = error
        self.settled = True
        if server is not None:
            _wait_at_most(STEP, server)
            with contextlib.suppress(OSError):  # the mail is out or not, whatever becomes of the farewell
                server.quit()
            server.close()

    def left_open(self) -> McuError:
        """Return the error for a mail of which nobody knows whether it went out."""
        return troubles.broken_off(self.settings, self.taken)

    def _connected(self) -> smtplib.SMTP:
        """Return the open connection, encrypted where the settings say so, whatever the server offers."""
        host, port = self.settings.server, self.settings.port
        if self.settings.encryption is Encryption.TLS:
            trusted = ssl.create_default_context()
            return _EncryptedServer(host, port, local_hostname=_OURSELVES, timeout=STEP, context=trusted)
        server = _Server(host, port, local_hostname=_OURSELVES, timeout=STEP)
        if self.settings.encryption is Encryption.STARTTLS:
            try:
                server.starttls(context=ssl.create_default_context())
            except smtplib.SMTPNotSupportedError:
                server.close()
                raise troubles.no_encryption(self.settings) from None
            except BaseException:
                server.close()
                raise
        return server

    def _log_in(self, server: smtplib.SMTP) -> None:
        if not self.settings.user:
            return
        server.ehlo_or_helo_if_needed()
        offered = server.esmtp_features.get("auth", "").upper().split()
        # One way alone: smtplib would try the next one after a refusal, and enough failed logins lock a mailbox.
        server.esmtp_features["auth"] = next((way for way in _LOGINS if way in offered), "")
        try:
            server.login(self.settings.user, self.settings.secret)
        except smtplib.SMTPAuthenticationError as error:
            raise troubles.login_refused(self.settings, error) from None
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
            raise
        except (smtplib.SMTPException, ValueError):  # no AUTH at all, no way of it that Python knows, a broken one
            raise troubles.no_login(self.settings) from None

    def _hand_over(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        size = [f"size={len(self.mail)}"] if server.has_extn("size") else []
        code, reply = server.mail(self.settings.sender, size)
        if code not in _TAKEN:
            raise troubles.sender_refused(self.settings, code, reply)
        replies = {address: server.rcpt(address) for address in self.recipients}
        refused = {address: reply for address, reply in replies.items() if reply[0] not in _TAKEN}
        if len(refused) == len(replies):
            raise troubles.all_refused(self.settings, refused)
        self.taken = tuple(address for address in self.recipients if address not in refused)
        code, reply = server.docmd("DATA")
        if code != _GO_ON:
            raise troubles.mail_refused(self.settings, code, reply)
        self.handed_over = True  # from here on a broken connection leaves it open whether the mail went out
        _wait_at_most(LAST, server)
        server.send(_LEADING_DOT.sub(b"..", self.mail) + b".\r\n")
        code, reply = server.getreply()
        if code < _REFUSALS and code not in _TAKEN:  # no answer that SMTP knows
            raise self.left_open()
        if code not in _TAKEN:
            raise troubles.mail_refused(self.settings, code, reply)
        if refused:
            raise troubles.some_refused(self.settings, self.taken, refused)


def _wait_at_most(seconds: float, server: smtplib.SMTP) -> None:
    if server.sock is not None:  # it is None once the connection is gone
        server.sock.settimeout(seconds)
