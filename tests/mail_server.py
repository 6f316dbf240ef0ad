"""Mail servers on this machine for the tests: real ones and bad ones, on loopback, each stopped with its block."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

USER = "centre@town.example"
PASSWORD = "Pa ss=w0rd%"  # noqa: S105  # of the server below, which lives as long as a test
PATIENCE = 20.0  # seconds after which a server gives up that nobody has stopped


@dataclass
class Delivered:
    """One mail that the server took: from the envelope, and as bytes."""

    sender: str
    recipients: list[str]
    data: bytes
    greeting: str
    encrypted: bool
    user: str

    @property
    def mail(self) -> EmailMessage:
        """The mail, taken apart."""
        found = message_from_bytes(self.data, policy=default)
        assert not found.defects
        return found


@dataclass
class PostOffice:
    """What a server does, and what it got. `refused` says what it answers to a recipient, `answer` to the mail.

    Where it `falls_silent`, it takes the mail and hangs up without an answer.
    """

    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    sender_answer: str = ""
    falls_silent: bool = False
    got: list[Delivered] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def only(self) -> Delivered:
        """Return the one mail that came."""
        [delivered] = self.got
        return delivered

    # The names and parameters of the hooks are those of aiosmtpd.

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the sender, or answer what the test wants."""
        if not self.sender_answer:
            envelope.mail_from = address
        return self.sender_answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, unless it is one of the refused."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail."""
        assert server.transport is not None
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.got.append(
                Delivered(
                    sender=str(envelope.mail_from),
                    recipients=list(envelope.rcpt_tos),
                    data=envelope.content,
                    greeting=str(session.host_name),
                    encrypted=bool(session.ssl or server.transport.get_extra_info("ssl_object")),
                    user=self.logins[-1][0] if session.authenticated else "",
                )
            )
        if self.falls_silent:
            server.transport.close()
        return self.answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(data, LoginPassword)
        login = (data.login.decode(), data.password.decode())
        self.logins.append(login)
        return AuthResult(success=login == (USER, PASSWORD), handled=False)


class _OnItsOwnPort(Controller):
    """The server of aiosmtpd on a port that the system gives: a fixed one may be taken."""

    def __init__(self, handler: object, **options: Any) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, hostname="127.0.0.1", port=self._listening.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


@contextmanager
def post_office(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
    unknown: Iterable[str] = (),
) -> Iterator[PostOffice]:
    """Run a server inside the block: encrypted from the first byte (`tls`), after STARTTLS, or not at all.

    With `login` it takes mail from `USER` with `PASSWORD` alone, on whatever connection; of the ways to log in, PLAIN
    and LOGIN, it lacks what is `unknown` to it.
    """
    office = PostOffice()
    with warnings.catch_warnings():  # for the whole block: the server warns anew at each connection
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # that is what is tested
        server = _OnItsOwnPort(
            office,
            ssl_context=tls,
            tls_context=starttls,
            authenticator=office.authenticate if login else None,
            auth_required=login,
            auth_require_tls=False,
            auth_exclude_mechanism=unknown,
            ident="test",
        )
        server.start()
        office.port = server.port
        try:
            yield office
        finally:
            server.stop()


Talk = Callable[[socket.socket, threading.Event], None]


@contextmanager
def bad_server(talk: Talk) -> Iterator[int]:
    """Run `talk` with the first connection that comes inside the block; yield the port. The event ends the block."""
    over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):  # the other side may leave whenever it likes
            connection, _address = listening.accept()
            with connection:
                connection.settimeout(PATIENCE)
                talk(connection, over)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join(PATIENCE)


def says(answers: Mapping[str, str], *, greeting: str = "220 test") -> Talk:
    """Return a server that answers each command as it should, and some as `answers` says: the empty text hangs up.

    The key `.` stands for the end of the mail.
    """
    usual = {"EHLO": "250 test", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on", ".": "250 OK", "QUIT": "221"}
    told = {**usual, **answers}

    def talk(connection: socket.socket, _over: threading.Event) -> None:
        with connection.makefile("rwb") as stream:
            stream.write(f"{greeting}\r\n".encode())
            stream.flush()
            reading_mail, answered = False, {word.upper(): answer for word, answer in told.items()}
            for line in stream:
                if reading_mail and line != b".\r\n":
                    continue
                word = line.split()[0].decode().upper()
                answer = answered.get(word, "500 what?")
                if not answer:
                    return
                reading_mail = answer.startswith("354")
                stream.write(f"{answer}\r\n".encode())
                stream.flush()

    return talk


@dataclass(frozen=True)
class Certificate:
    """A certificate for `localhost` and 127.0.0.1, and the authority that issued it."""

    authority: Path
    context: ssl.SSLContext


def certificate(folder: Path, *, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificate:
    """Make an authority and a certificate by it with the program openssl; skip where there is none."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl, to make a certificate")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    folder.mkdir(parents=True, exist_ok=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", "-subj", "/CN=Authority",
        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    run("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server")
    (folder / "extensions").write_text(
        f"basicConstraints=critical,CA:FALSE\nsubjectAltName={names}\nauthorityKeyIdentifier=keyid\n", encoding="utf-8"
    )
    run("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
        "-out", "server.pem", "-extfile", "extensions")  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return Certificate(folder / "authority.pem", context)
