"""What can go wrong with a mail server, each cause in a sentence that says what to do.

RefusedError where the same would happen again until somebody changes something, ConflictError where it may pass. No
sentence, and no error behind one, holds the password.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from mcu_cli.errors import ConflictError, McuError, Problem, RefusedError
from mcu_cli.language import _
from mcu_cli.render.clean import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.mail_settings import MailSettings

    Replies = Mapping[str, tuple[int, bytes]]

_LONGEST_REPLY = 200
_PERMANENT = 500  # RFC 5321, 4.2.1: codes from here on are refusals for good, those from 400 for the moment
_TEMPORARY = 400
_NO_LOGIN_YET = 530  # RFC 4954, 6; RFC 3207, 4
_TOO_WEAK = 538
_OTHER_NAME = frozenset({62, 64})  # OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH
PERHAPS = "perhaps"  # the level of the problem that names who may have the mail
_SECOND_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")  # RFC 3463


class PerhapsSentError(ConflictError):
    """The server may have taken the mail, and nobody can know: to send it again may be to send it twice."""


def too_slow(settings: MailSettings) -> McuError:
    """Return the error for a server that does not answer, or does not come to an end."""
    return ConflictError(
        _(
            "the mail server {server} does not answer in time, nothing was sent; check the network, mcu.smtpPort "
            "and mcu.smtpEncryption (465 goes with tls, 587 with starttls)"
        ).format(server=settings.named)
    )


def broken_off(settings: MailSettings, taken: Sequence[str]) -> McuError:
    """Return the error for a connection that broke when the server had, perhaps, taken the mail for `taken`."""
    return PerhapsSentError(
        _(
            "the connection to the mail server {server} broke while it took the mail; ask whether it arrived "
            "before you send it again"
        ).format(server=settings.named),
        [Problem(_("nobody knows whether the mail went there"), field=address, level=PERHAPS) for address in taken],
    )


def no_encryption(settings: MailSettings) -> McuError:
    """Return the error for a server without STARTTLS."""
    return RefusedError(
        _(
            "the mail server {server} offers no encryption, so nothing was sent; ask its keeper, "
            "or set the right mcu.smtpPort and mcu.smtpEncryption (docs/mail.md)"
        ).format(server=settings.named)
    )


def no_login(settings: MailSettings) -> McuError:
    """Return the error for a server that knows no login, or none that we know."""
    return RefusedError(
        _(
            "the mail server {server} takes no login here; set the right mcu.smtpPort and mcu.smtpEncryption, "
            "or go without a login: `git config --unset mcu.smtpUser`"
        ).format(server=settings.named)
    )


def login_refused(settings: MailSettings, error: smtplib.SMTPAuthenticationError) -> McuError:
    """Return the error for a login that was refused, with the codes of the reply and nothing else of it.

    Some servers give back what they were sent, and that was the password.
    """
    second = _SECOND_CODE.match(reply_of(error))
    words = f"{error.smtp_code} {second[0].decode()}" if second else str(error.smtp_code)
    server, user = settings.named, settings.user
    if error.smtp_code in (_NO_LOGIN_YET, _TOO_WEAK):
        return RefusedError(
            _(
                "the mail server {server} takes a login on an encrypted connection only ({words}); "
                "set `git config mcu.smtpEncryption starttls` (or tls)"
            ).format(server=server, words=words)
        )
    if error.smtp_code < _TEMPORARY:
        return _no_smtp(settings)
    if error.smtp_code < _PERMANENT:
        return ConflictError(
            _("the mail server {server} cannot check the login of {user} now ({words}); try again later").format(
                server=server, user=user, words=words
            )
        )
    return RefusedError(
        _(
            "the mail server {server} refused the login of {user} ({words}); check mcu.smtpUser and the password: "
            "many providers want one that is made for programs"
        ).format(server=server, user=user, words=words)
    )


def sender_refused(settings: MailSettings, code: int, reply: bytes) -> McuError:
    """Return the error for a server that takes no mail from this sender."""
    server, words = settings.named, _words(settings, code, reply)
    if code < _TEMPORARY:
        return _no_smtp(settings)
    if code == _NO_LOGIN_YET:
        return RefusedError(
            _(
                "the mail server {server} wants a login or encryption: {words}; "
                "set mcu.smtpUser or mcu.smtpEncryption (docs/mail.md)"
            ).format(server=server, words=words)
        )
    return _by_code(code)(
        _(
            "the mail server {server} takes no mail from {sender}: {words}; "
            "name a sender that it knows with `git config mcu.mailFrom name@town.example`"
        ).format(server=server, sender=settings.sender, words=words)
    )


def all_refused(settings: MailSettings, refused: Replies) -> McuError:
    """Return the error for a server that takes the mail for none of the addresses."""
    if all(code < _TEMPORARY for code, _reply in refused.values()):
        return _no_smtp(settings)
    later = any(code < _PERMANENT for code, _reply in refused.values())
    return (ConflictError if later else RefusedError)(
        _("the mail server {server} takes the mail for nobody, nothing was sent; mend that and try again").format(
            server=settings.named
        ),
        _problems(settings, refused),
    )


def some_refused(settings: MailSettings, taken: Sequence[str], refused: Replies) -> McuError:
    """Return the error for a mail that was taken for some addresses and not for others."""
    return ConflictError(
        _("the mail went to {taken}, and did not go to {refused}; mend that, and send it to them alone").format(
            taken=", ".join(taken), refused=", ".join(refused)
        ),
        _problems(settings, refused),
    )


def mail_refused(settings: MailSettings, code: int, reply: bytes) -> McuError:
    """Return the error for a server that did not want the mail, or looked at it and did not take it."""
    if code < _TEMPORARY:  # no refusal that SMTP knows
        return _no_smtp(settings)
    return _by_code(code)(
        _("the mail server {server} did not take the mail, and nobody gets it: {words}; mend that").format(
            server=settings.named, words=_words(settings, code, reply)
        )
    )


def explained(settings: MailSettings, error: OSError) -> McuError:
    """Return the error for what ended the conversation before the mail was handed over."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_refused(settings, error)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return too_slow(settings)  # smtplib hides a timeout behind an error of its own
    if isinstance(error, smtplib.SMTPResponseException):
        if error.smtp_code < _TEMPORARY:  # smtplib says -1 where there is no number
            return _no_smtp(settings)
        return _by_code(error.smtp_code)(
            _("the mail server {server} turned us away, nothing was sent: {words}; ask its keeper").format(
                server=settings.named, words=_words(settings, error.smtp_code, reply_of(error))
            )
        )
    for kind, told in _CAUSES:
        if isinstance(error, kind):
            return told(settings, error)
    return _unreachable(settings, error)


def _certificate_refused(settings: MailSettings, error: ssl.SSLCertVerificationError) -> McuError:
    if error.verify_code in _OTHER_NAME:
        return RefusedError(
            _(
                "the certificate of the mail server {server} is for another name ({reason}), nothing was sent; "
                "name the server as its certificate does with `git config mcu.smtpServer NAME`"
            ).format(server=settings.named, reason=error.verify_message)
        )
    return RefusedError(
        _(
            "the certificate of the mail server {server} is not trusted ({reason}), nothing was sent; let the "
            "system trust whoever issued it, or name a file of trusted certificates in SSL_CERT_FILE"
        ).format(server=settings.named, reason=error.verify_message)
    )


def _no_smtp(settings: MailSettings) -> McuError:
    return RefusedError(
        _(
            "what answers at {server} speaks no SMTP, nothing was sent; check `git config mcu.smtpServer` "
            "and `git config mcu.smtpPort`"
        ).format(server=settings.named)
    )


def _no_tls(settings: MailSettings, error: OSError) -> McuError:
    reason = getattr(error, "reason", None) or type(error).__name__
    return RefusedError(
        _(
            "no encrypted connection to the mail server {server} ({reason}), nothing was sent; "
            "set mcu.smtpPort and mcu.smtpEncryption to fit each other (465 goes with tls, 587 with starttls)"
        ).format(server=settings.named, reason=reason)
    )


def _not_found(settings: MailSettings, _error: OSError) -> McuError:
    return ConflictError(
        _(
            "the mail server {server} was not found, nothing was sent; check the network and "
            "`git config mcu.smtpServer`"
        ).format(server=settings.named)
    )


def _nobody_listens(settings: MailSettings, _error: OSError) -> McuError:
    return ConflictError(
        _(
            "nobody listens at the mail server {server}, nothing was sent; check `git config mcu.smtpServer` "
            "and `git config mcu.smtpPort`"
        ).format(server=settings.named)
    )


def _disconnected(settings: MailSettings, _error: OSError) -> McuError:
    return ConflictError(
        _(
            "the mail server {server} broke the connection, nothing was sent; try again, and check "
            "mcu.smtpPort and mcu.smtpEncryption (465 goes with tls, 587 with starttls)"
        ).format(server=settings.named)
    )


def _unreachable(settings: MailSettings, error: OSError) -> McuError:
    return ConflictError(
        _("the mail server {server} cannot be reached, nothing was sent: {reason}; check the network").format(
            server=settings.named, reason=error.strerror or type(error).__name__
        )
    )


# The first that fits; what comes first may be a kind of what comes later.
_CAUSES = (
    (ssl.SSLError, _no_tls),
    (socket.gaierror, _not_found),
    (ConnectionRefusedError, _nobody_listens),
    ((smtplib.SMTPServerDisconnected, ConnectionError), _disconnected),
)


def _words(settings: MailSettings, code: int, reply: bytes) -> str:
    """Return a reply as it may be shown: code and words, without the words where they hold the password."""
    text = reply.decode("utf-8", "replace")
    forms = (settings.secret, _base64(settings.secret), _base64(f"\0{settings.user}\0{settings.secret}"))
    if settings.secret and any(form in text for form in forms):
        return str(code)
    return shortened(f"{code} {text}", _LONGEST_REPLY)


def _problems(settings: MailSettings, refused: Replies) -> list[Problem]:
    return [Problem(_words(settings, *reply), field=address) for address, reply in refused.items()]


def _by_code(code: int) -> type[McuError]:
    return RefusedError if code >= _PERMANENT else ConflictError


def reply_of(error: smtplib.SMTPResponseException) -> bytes:
    """Return the words of the server; where smtplib found none, its own."""
    said: bytes | str = error.smtp_error
    return said if isinstance(said, bytes) else said.encode("utf-8", "replace")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
