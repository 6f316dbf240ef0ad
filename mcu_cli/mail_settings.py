"""Where mail leaves from: the mail server in git's configuration, and what is an address.

The settings stand in git's configuration of the clone or of the user, never in a tracked file: whoever can change what
is tracked could send the password to a server of their own. A repository cloned from a stranger brings no
configuration with it; git never clones one.
"""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, RefusedError
from mcu_cli.language import _
from mcu_cli.mail_password import password_of
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from mcu_cli.context import Context

# One key a setting; git gives names in small letters. The address of git is the sender where none is named.
_KEYS = r"^(mcu\.(smtp(server|port|encryption|user)|mailfrom)|user\.email)$"
_PRINTED = re.compile(r"[!-~]+")
_HIGHEST_PORT = 65_535
# A dot-atom of RFC 5322, 3.2.3: what every server takes without quotes. Lengths: RFC 5321, 4.5.3.1.
_LOCAL = re.compile(r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class Encryption(StrEnum):
    """How the connection is protected: from its first byte, after a greeting in the clear, or not at all."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


# RFC 6409 (submission), RFC 8314 (from the first byte), RFC 5321.
_USUAL_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server (a name in ASCII, or an address of the network) and how to speak to it.

    `user` is empty where the server wants no login; `secret` is the password, and stands in no text that is shown.
    """

    server: str
    port: int
    encryption: Encryption
    sender: str
    user: str = ""
    secret: str = field(default="", repr=False)

    @property
    def named(self) -> str:
        """Return the server as messages name it."""
        return f"[{self.server}]:{self.port}" if ":" in self.server else f"{self.server}:{self.port}"


def settings_of(mcu: Context, *, unattended: bool = False) -> MailSettings:
    """Return the settings, complete and sound, with the password; nothing is connected to.

    `unattended` is for what cron will run: the password must be in its file, for cron has not the environment of
    whoever asks. Raises RefusedError, with the command that sets what is missing.
    """
    given = _configured(mcu)
    server = _server(given.get("mcu.smtpserver", ""))
    encryption = _encryption(given.get("mcu.smtpencryption", ""))
    port = _port(given.get("mcu.smtpport", ""), encryption)
    sender = _sender(mcu, given)
    user = given.get("mcu.smtpuser", "")
    if not user:
        return MailSettings(server, port, encryption, sender)
    if not _PRINTED.fullmatch(user):
        raise RefusedError(
            _(
                "mcu.smtpUser is {text!r}, and a login has Latin letters, digits and signs only; "
                "set it with `git config mcu.smtpUser NAME`"
            ).format(text=user)
        )
    if encryption is Encryption.NONE and not _is_this_machine(server):
        raise RefusedError(
            _(
                "the password would go to {server} unencrypted; set `git config mcu.smtpEncryption starttls` (or tls), "
                "or go without a login: `git config --unset mcu.smtpUser`"
            ).format(server=server)
        )
    return MailSettings(server, port, encryption, sender, user, password_of(mcu, unattended=unattended))


def mail_address(text: str) -> str:
    """Return an address as it goes to the server, a Cyrillic domain in the letters of the DNS.

    Names beside the address, quotes and comments are refused, so that what is shown is whom it goes to; raises
    BadInputError.
    """
    local, at, domain = text.strip().rpartition("@")
    host = _host(domain)
    if not at or host is None or host.rpartition(".")[2].isdecimal() or not _LOCAL.fullmatch(local):
        raise BadInputError(
            _(
                "{text!r} is no e-mail address that mcu can write to; give it as name@town.example, "
                "with Latin letters before the @"
            ).format(text=text)
        )
    return f"{local}@{host}"


def _configured(mcu: Context) -> dict[str, str]:
    """Return what git's configuration says, by key in small letters; the last of several counts, as for git itself."""
    question = ("config", "--null", "--get-regexp", _KEYS)
    _code, output = mcu.store.git.try_run(*question, accept=(0, 1))
    pairs = (entry.partition("\n") for entry in output.decode("utf-8", "replace").split("\0") if entry)
    return {key: value.strip() for key, _sign, value in pairs}


def _server(text: str) -> str:
    if not text:
        raise RefusedError(
            _("no mail server is named; name it with `git config mcu.smtpServer smtp.town.example` in the store")
        )
    import ipaddress  # for those who mail

    bare = text.removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        host = _host(text)
    if host is None:
        raise RefusedError(
            _(
                "mcu.smtpServer is {text!r}; it takes the bare name, as in `git config mcu.smtpServer "
                "smtp.town.example`, and the port stands in mcu.smtpPort"
            ).format(text=text)
        )
    return host


def _encryption(text: str) -> Encryption:
    try:
        return Encryption(text.casefold()) if text else Encryption.STARTTLS
    except ValueError:
        raise RefusedError(
            _(
                "mcu.smtpEncryption is {text!r}; set it with `git config mcu.smtpEncryption starttls`, "
                "or with tls or none in place of starttls"
            ).format(text=text)
        ) from None


def _port(text: str, encryption: Encryption) -> int:
    if not text:
        return _USUAL_PORTS[encryption]
    port = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(_HIGHEST_PORT)) else 0
    if not 1 <= port <= _HIGHEST_PORT:
        raise RefusedError(
            _("mcu.smtpPort is {text!r}; set it with `git config mcu.smtpPort {usual}`, or unset it").format(
                text=text, usual=_USUAL_PORTS[encryption]
            )
        )
    return port


def _sender(mcu: Context, given: dict[str, str]) -> str:
    """Return whom the mail is from; in cron's runs too it is the person's own address, which the server knows."""
    text = given.get("mcu.mailfrom") or given.get("user.email") or mcu.store.git.operator()[1]
    try:
        return mail_address(text)
    except BadInputError:
        raise RefusedError(
            _(
                "mail would come from {text!r}, which is no e-mail address; "
                "name the sender with `git config mcu.mailFrom name@town.example`"
            ).format(text=text)
        ) from None


def _host(text: str) -> str | None:
    """Return a name of the DNS in small ASCII letters; None where it is none."""
    try:
        name = text.encode("idna").decode("ascii").lower()
    except UnicodeError:  # an empty or overlong part, letters that no name has
        return None
    return name if _HOST.fullmatch(name) else None


def _is_this_machine(server: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(server).is_loopback
    except ValueError:
        return server == "localhost"
