"""Mail: real SMTP on loopback, every refusal in a sentence, and a password that is shown nowhere."""

from __future__ import annotations

import base64
import email.utils
import hmac
import io
import os
import shutil
import smtplib
import socket
import traceback
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli import mail, mail_delivery
from mcu_cli.context import Context
from mcu_cli.errors import BadInputError, ConflictError, ExitCode, McuError, RefusedError, UsageError
from mcu_cli.mail_settings import Encryption, mail_address, settings_of
from mcu_cli.mail_troubles import PERHAPS, PerhapsSentError
from mcu_cli.render.out import Out
from tests.conftest import NOW
from tests.mail_server import PASSWORD, USER, bad_server, certificate, post_office, says

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from email.message import MIMEPart
    from pathlib import Path

    from tests.conftest import StoreFolder
    from tests.mail_server import Certificate, PostOffice, Talk

HEAD = "head@town.example"
DEPUTY = "deputy@town.example"
SUBJECT = "Сводка за 19 ноября 2026 года: 12 обращений, из них 2 срочных и 3 просроченных — город Невинск"
TEXT = "Добрый день!\n\nСрочных: 2.\n.\nТочка выше стоит одна.\n"
HTML = "<!doctype html><html lang='ru'><p>Срочных: <b>2</b>.</p></html>"
NOT_NT = pytest.mark.skipif(os.name == "nt", reason="Windows knows neither owner nor mode of a file in this sense")


def _no_other_run(
    arguments: list[str], environment: Mapping[str, str], folder: Path, stdout: TextIO | None = None
) -> int:
    raise AssertionError(arguments, environment, folder, stdout)


@pytest.fixture
def desk(store: StoreFolder) -> Iterator[Context]:
    """Give what a command has in the store: the moment, the environment, the store."""
    mcu = Context(
        now=datetime.fromisoformat(NOW),
        environment=dict(os.environ),
        out=Out(io.StringIO(), io.StringIO()),
        stdin=io.StringIO(),
        interactive=False,
        folder=store.root,
        run=_no_other_run,
    )
    yield mcu
    mcu.close()


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Give a certificate that is good if its authority is trusted."""
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, issued: Certificate) -> Certificate:
    """Trust the authority of the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(issued.authority))
    return issued


def configure(store: StoreFolder, **settings: object) -> None:
    for name, value in settings.items():
        store.git("config", f"mcu.{name}", str(value))


def plain(store: StoreFolder, port: int, **more: object) -> None:
    """Name a server on loopback that speaks no TLS."""
    configure(store, smtpServer="127.0.0.1", smtpPort=port, smtpEncryption="none", **more)


def office_with(how: str, shown: Certificate) -> AbstractContextManager[PostOffice]:
    """Run a server that wants a login, encrypted by STARTTLS or from the first byte."""
    if how == "tls":
        return post_office(tls=shown.context, login=True)
    return post_office(starttls=shown.context, login=True)


def keep_password(store: StoreFolder, data: bytes = PASSWORD.encode() + b"\n", mode: int = 0o600) -> Path:
    path = store.root / ".mcu" / "smtp-password"
    path.write_bytes(data)
    path.chmod(mode)
    return path


def failure(desk: Context, kind: type[McuError], *to: str) -> McuError:
    """Send a mail that cannot go; return the error. No error holds the password, nor does any behind it."""
    with pytest.raises(McuError) as caught:
        mail.send(desk, to or (HEAD,), SUBJECT, TEXT)
    assert type(caught.value) is kind, caught.value
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.problems)
    for secret in (PASSWORD, coded(PASSWORD), coded(f"\0{USER}\0{PASSWORD}")):
        assert secret not in told
    return caught.value


def content(part: MIMEPart) -> str:
    """Return a text as a reader sees it: in the mail its lines end as the standard wants."""
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


# --- What arrives


def test_a_mail_arrives_as_it_was_written(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        assert mail.send(desk, [HEAD, DEPUTY], SUBJECT, TEXT, HTML) == (HEAD, DEPUTY)
    delivered = office.only()
    assert delivered.sender == "operator@town.example"
    assert delivered.recipients == [HEAD, DEPUTY]
    found = delivered.mail
    assert found["From"] == "operator@town.example"
    assert found["To"] == f"{HEAD}, {DEPUTY}"
    assert found["Subject"] == SUBJECT
    assert found.get_content_type() == "multipart/alternative"
    text, html = list(found.iter_parts())
    assert (text.get_content_type(), text.get_content_charset()) == ("text/plain", "utf-8")
    assert content(text) == TEXT
    assert (html.get_content_type(), html.get_content_charset()) == ("text/html", "utf-8")
    assert content(html) == f"{HTML}\n"
    assert found.get_body(("html",)) is html


def test_without_html_it_is_one_text(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        mail.send(desk, [HEAD], "plain", "Только текст.")
    assert office.only().mail.get_content_type() == "text/plain"
    assert content(office.only().mail) == "Только текст.\n"


def test_what_goes_out_is_seven_bits_and_short_lines(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        mail.send(
            desk, [f"somebody-{n}@a-long-name-of-a-department.town.example" for n in range(30)], SUBJECT, TEXT * 50
        )
    data = office.only().data
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert len(office.only().mail["To"].addresses) == 30


def test_the_head_bears_the_moment_of_the_run_and_no_name_of_this_machine(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port, mailFrom="summary@mail.town.example")
        mail.send(desk, [HEAD], SUBJECT, TEXT)
    found = office.only().mail
    assert found["Date"].datetime == datetime.fromisoformat(NOW)
    assert found["Date"].datetime.utcoffset() == desk.local_now.utcoffset()
    assert found["Message-ID"].endswith("@mail.town.example>")
    assert found["Auto-Submitted"] == "auto-generated"
    assert office.only().greeting == "[127.0.0.1]"
    assert socket.gethostname().encode() not in office.only().data
    assert set(found.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


def test_mails_of_one_moment_are_told_apart_and_the_same_mail_is_not(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        for to, text in [(HEAD, "1"), (HEAD, "2"), (DEPUTY, "1"), (HEAD, "1")]:
            mail.send(desk, [to], SUBJECT, text)
    first, second, third, again = [delivered.mail["Message-ID"] for delivered in office.got]
    assert len({first, second, third}) == 3
    assert again == first


def test_a_subject_cannot_bring_a_header_with_it(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        mail.send(desk, [HEAD], "Сводка\r\nBcc: all@town.example\r\n\r\nтекст", "\N{RIGHT-TO-LEFT OVERRIDE}\x00\ud800.")
    found = office.only().mail
    assert found["Subject"] == "Сводка Bcc: all@town.example текст"
    assert found["Bcc"] is None
    assert office.only().recipients == [HEAD]
    assert content(found) == "<U+202E><U+0000>?.\n"


def test_an_address_given_twice_gets_one_mail(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        assert mail.send(desk, [HEAD, DEPUTY, "HEAD@Town.Example "], "s", "t") == (HEAD, DEPUTY)
    assert office.only().recipients == [HEAD, DEPUTY]


def test_a_cyrillic_domain_goes_in_the_letters_of_the_dns(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        plain(store, office.port)
        mail.send(desk, ["mayor@невинск.рф"], "s", "t")
    assert office.only().recipients == ["mayor@xn--b1afkild2a.xn--p1ai"]
    assert office.only().mail["To"] == "mayor@xn--b1afkild2a.xn--p1ai"


# --- Encryption and login


@pytest.mark.parametrize("how", ["starttls", "tls"])
@pytest.mark.parametrize("server", ["localhost", "127.0.0.1"])
def test_it_goes_encrypted_and_with_a_login(
    how: str, server: str, desk: Context, store: StoreFolder, trusting: Certificate
) -> None:
    with office_with(how, trusting) as office:
        configure(store, smtpServer=server, smtpPort=office.port, smtpEncryption=how, smtpUser=USER)
        keep_password(store)
        mail.send(desk, [HEAD], SUBJECT, TEXT)
    assert office.only().encrypted
    assert office.only().user == USER
    assert office.only().mail["Subject"] == SUBJECT


def test_starttls_is_what_counts_where_nothing_is_said(
    desk: Context, store: StoreFolder, trusting: Certificate
) -> None:
    with post_office(starttls=trusting.context) as office:
        configure(store, smtpServer="localhost", smtpPort=office.port)
        mail.send(desk, [HEAD], SUBJECT, TEXT)
    assert office.only().encrypted
    assert office.only().user == ""


@pytest.mark.parametrize("unknown", [(), ("LOGIN",), ("PLAIN",)])
def test_a_server_may_know_one_way_of_logging_in_alone(
    unknown: tuple[str, ...], desk: Context, store: StoreFolder
) -> None:
    with post_office(login=True, unknown=unknown) as office:
        plain(store, office.port, smtpUser=USER)
        keep_password(store)
        mail.send(desk, [HEAD], SUBJECT, TEXT)
    assert office.only().user == USER


def test_an_old_server_gets_a_digest_of_the_password(desk: Context, store: StoreFolder) -> None:
    digest = coded(f"{USER} {hmac.digest(PASSWORD.encode(), b'<1@test>', 'md5').hex()}")
    answers = {"EHLO": "250-test\r\n250 AUTH GSSAPI CRAM-MD5", "AUTH": f"334 {coded('<1@test>')}", digest: "235 in"}
    with bad_server(says({**answers, "MAIL": "550 5.1.8 no"})) as port:
        plain(store, port, smtpUser=USER)
        keep_password(store)
        assert "takes no mail from operator@town.example: 550 5.1.8 no" in str(failure(desk, RefusedError))


def test_on_this_machine_a_login_may_go_unencrypted(desk: Context, store: StoreFolder) -> None:
    with post_office(login=True) as office:
        plain(store, office.port, smtpUser=USER)
        keep_password(store)
        mail.send(desk, [HEAD], SUBJECT, TEXT)
    assert office.only().user == USER


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    how: str, desk: Context, store: StoreFolder, issued: Certificate
) -> None:
    with office_with(how, issued) as office:
        configure(store, smtpServer="localhost", smtpPort=office.port, smtpEncryption=how, smtpUser=USER)
        keep_password(store)
        told = str(failure(desk, RefusedError))
    assert "is not trusted (" in told
    assert "SSL_CERT_FILE" in told
    assert (office.got, office.logins) == ([], [])


@pytest.mark.parametrize("how", ["starttls", "tls"])
@pytest.mark.parametrize("server", ["localhost", "127.0.0.1"])
def test_a_certificate_of_another_name_is_refused(
    how: str, server: str, desk: Context, store: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path / "other", names="DNS:other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.authority))
    with office_with(how, other) as office:
        configure(store, smtpServer=server, smtpPort=office.port, smtpEncryption=how, smtpUser=USER)
        keep_password(store)
        assert "is for another name (" in str(failure(desk, RefusedError))
    assert (office.got, office.logins) == ([], [])


def test_a_server_without_starttls_gets_neither_mail_nor_password(desk: Context, store: StoreFolder) -> None:
    with post_office(login=True) as office:
        configure(store, smtpServer="127.0.0.1", smtpPort=office.port, smtpUser=USER)
        keep_password(store)
        assert "offers no encryption, so nothing was sent" in str(failure(desk, RefusedError))
    assert (office.got, office.logins) == ([], [])


def test_a_server_that_takes_starttls_back_gets_nothing(desk: Context, store: StoreFolder) -> None:
    with bad_server(says({"EHLO": "250-test\r\n250 STARTTLS", "STARTTLS": "454 4.7.0 not now"})) as port:
        configure(store, smtpServer="127.0.0.1", smtpPort=port)
        assert "454 4.7.0 not now" in str(failure(desk, ConflictError))


def test_tls_where_the_server_speaks_in_the_clear_names_the_settings(desk: Context, store: StoreFolder) -> None:
    with post_office() as office:
        configure(store, smtpServer="127.0.0.1", smtpPort=office.port, smtpEncryption="tls")
        told = str(failure(desk, RefusedError))
    assert "no encrypted connection" in told
    assert "465 goes with tls, 587 with starttls" in told


def test_a_wrong_password_is_refused_with_the_code_alone(
    desk: Context, store: StoreFolder, trusting: Certificate
) -> None:
    with post_office(starttls=trusting.context, login=True) as office:
        configure(store, smtpServer="localhost", smtpPort=office.port, smtpUser=USER)
        keep_password(store, b"wrong\n")
        told = str(failure(desk, RefusedError))
    assert f"refused the login of {USER} (535 5.7.8); check mcu.smtpUser and the password" in told
    assert office.got == []
    assert office.logins == [(USER, "wrong")]  # once: more of that locks a mailbox


AUTH = {"EHLO": "250-test\r\n250 AUTH PLAIN LOGIN"}


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        ({**AUTH, "AUTH": "535 5.7.8 you said AUTH PLAIN {blob}"}, RefusedError, f"login of {USER} (535 5.7.8)"),
        ({**AUTH, "AUTH": "535 {password} is wrong"}, RefusedError, f"login of {USER} (535)"),
        ({**AUTH, "AUTH": "454 4.7.0 {password}"}, ConflictError, "(454 4.7.0); try again later"),
        ({**AUTH, "AUTH": "538 5.7.11 encrypt"}, RefusedError, "on an encrypted connection only (538 5.7.11)"),
        ({**AUTH, "AUTH": "235 in", "MAIL": "550 {password}?"}, RefusedError, "takes no mail from"),
        ({**AUTH, "AUTH": "235 in", "MAIL": "550 {blob}?"}, RefusedError, "takes no mail from"),
        ({**AUTH, "AUTH": "235 in", "RCPT": "550 {coded}"}, RefusedError, "for nobody"),
        ({**AUTH, "AUTH": "235 in", ".": "554 {password}"}, RefusedError, "nobody gets it: 554;"),
        ({**AUTH, "AUTH": "334 not base64!"}, RefusedError, "takes no login here"),
        ({**AUTH, "AUTH": ""}, ConflictError, "broke the connection"),
        ({"EHLO": "250-test\r\n250 AUTH GSSAPI"}, RefusedError, "takes no login here"),
        ({"EHLO": "250-test\r\n250 AUTH CRAM-MD5", "AUTH": "334 %"}, RefusedError, "login"),
        ({}, RefusedError, "takes no login here"),
    ],
)
def test_no_trouble_with_the_login_shows_the_password(
    answers: dict[str, str], kind: type[McuError], words: str, desk: Context, store: StoreFolder
) -> None:
    forms = {"password": PASSWORD, "coded": coded(PASSWORD), "blob": coded(f"\0{USER}\0{PASSWORD}")}
    with bad_server(says({word: answer.format(**forms) for word, answer in answers.items()})) as port:
        plain(store, port, smtpUser=USER)
        keep_password(store)
        assert words in str(failure(desk, kind))


# --- Refusals


def test_of_several_addresses_those_refused_are_named_and_the_others_served(desk: Context, store: StoreFolder) -> None:
    others = [DEPUTY, "gone@town.example", "full@town.example"]
    with post_office() as office:
        office.refused = {"gone@town.example": "550 5.1.1 No such user", "full@town.example": "452 4.2.2 Mailbox full"}
        plain(store, office.port)
        error = failure(desk, ConflictError, HEAD, *others)
    assert office.only().recipients == [HEAD, DEPUTY]
    assert str(error).startswith(
        f"the mail went to {HEAD}, {DEPUTY}, and did not go to gone@town.example, full@town.example; "
    )
    assert [(problem.field, problem.message) for problem in error.problems] == [
        ("gone@town.example", "550 5.1.1 No such user"),
        ("full@town.example", "452 4.2.2 Mailbox full"),
    ]


@pytest.mark.parametrize(
    ("second", "kind"), [("550 no such user", RefusedError), ("451 greylisted, come back", ConflictError)]
)
def test_a_mail_that_nobody_may_get_is_not_sent(
    second: str, kind: type[McuError], desk: Context, store: StoreFolder
) -> None:
    with post_office() as office:
        office.refused = {HEAD: "550 no", DEPUTY: second}
        plain(store, office.port)
        error = failure(desk, kind, HEAD, DEPUTY)
    assert "takes the mail for nobody, nothing was sent" in str(error)
    assert [problem.message for problem in error.problems] == ["550 no", second]
    assert office.got == []


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        (
            {"MAIL": "530 5.7.0 Must issue a STARTTLS"},
            RefusedError,
            "wants a login or encryption: 530 5.7.0 Must issue",
        ),
        ({"MAIL": "553 not yours"}, RefusedError, "`git config mcu.mailFrom name@town.example`"),
        ({"MAIL": "421 too busy"}, ConflictError, "421 too busy"),
        ({"RCPT": ""}, ConflictError, "broke the connection, nothing was sent"),
        ({"DATA": "554 no"}, RefusedError, "did not take the mail, and nobody gets it: 554 no"),
        ({".": "554 5.7.1 spam\x1b[2J"}, RefusedError, "554 5.7.1 spam<U+001B>[2J"),
        ({".": "451 later"}, ConflictError, "451 later"),
        ({".": "554 " + "x" * 500}, RefusedError, "xx…"),
        ({".": ""}, PerhapsSentError, "ask whether it arrived before you send it again"),
        ({".": "what"}, PerhapsSentError, "ask whether it arrived before you send it again"),
        ({".": "354 more"}, PerhapsSentError, "ask whether it arrived before you send it again"),
        ({"DATA": ""}, ConflictError, "broke the connection, nothing was sent"),
        ({"DATA": "250 OK"}, RefusedError, "speaks no SMTP, nothing was sent"),
        ({"DATA": "what"}, RefusedError, "speaks no SMTP, nothing was sent"),
        ({"MAIL": "what"}, RefusedError, "speaks no SMTP, nothing was sent"),
        ({"RCPT": "what"}, RefusedError, "speaks no SMTP, nothing was sent"),
        ({"EHLO": "500 no", "HELO": "550 not you"}, RefusedError, "turned us away, nothing was sent: 550 not you"),
        ({"EHLO": "250 " + "x" * 9000}, RefusedError, "Line too long"),
    ],
)
def test_what_a_server_refuses_is_told_in_its_words(
    answers: dict[str, str], kind: type[McuError], words: str, desk: Context, store: StoreFolder
) -> None:
    with bad_server(says(answers)) as port:
        plain(store, port)
        assert words in str(failure(desk, kind))


def test_no_reply_is_read_without_end(desk: Context, store: StoreFolder) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"220 test\r\n")
        while not over.is_set():
            connection.sendall(b"250-x\r\n" * 1000)

    with bad_server(talk) as port:
        plain(store, port)
        assert "speaks no SMTP, nothing was sent" in str(failure(desk, RefusedError))


def test_it_is_told_who_may_have_a_mail_that_nobody_knows_of(desk: Context, store: StoreFolder) -> None:
    with bad_server(says({".": ""})) as port:
        plain(store, port)
        error = failure(desk, PerhapsSentError, HEAD, DEPUTY)
    assert error.exit_code == ExitCode.CONFLICT
    assert [(problem.field, problem.level) for problem in error.problems] == [(HEAD, PERHAPS), (DEPUTY, PERHAPS)]


@pytest.mark.parametrize("answer", ["what", "250 OK"])
def test_what_answers_a_login_with_nonsense_speaks_no_smtp(answer: str, desk: Context, store: StoreFolder) -> None:
    keep_password(store)
    with bad_server(says({"EHLO": "250-test\r\n250 AUTH PLAIN", "AUTH": answer})) as port:
        plain(store, port, smtpUser=USER)
        assert "speaks no SMTP, nothing was sent" in str(failure(desk, RefusedError))


@pytest.mark.parametrize(
    ("greeting", "kind", "words"),
    [
        ("554 no service", RefusedError, "turned us away, nothing was sent: 554 no service"),
        ("421 come back", ConflictError, "421 come back"),
        ("SSH-2.0-Test", RefusedError, "speaks no SMTP"),
        ("HTTP/1.1 400 Bad Request", RefusedError, "speaks no SMTP"),
    ],
)
def test_a_greeting_that_is_no_welcome_is_told(
    greeting: str, kind: type[McuError], words: str, desk: Context, store: StoreFolder
) -> None:
    with bad_server(says({}, greeting=greeting)) as port:
        plain(store, port)
        assert words in str(failure(desk, kind))


def test_a_mail_is_sent_whatever_becomes_of_the_farewell(desk: Context, store: StoreFolder) -> None:
    for farewell in ("", "500 stay", "-"):
        with bad_server(says({"QUIT": farewell})) as port:
            plain(store, port)
            assert mail.send(desk, [HEAD], SUBJECT, TEXT) == (HEAD,)


def test_nobody_at_the_port_is_told(desk: Context, store: StoreFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    plain(store, port)
    assert f"nobody listens at the mail server 127.0.0.1:{port}" in str(failure(desk, ConflictError))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "smtp.town.example:25 was not found"),
        (OSError(113, "No route to host"), "cannot be reached, nothing was sent: No route to host"),
        (ConnectionResetError(104, "reset"), "broke the connection"),
        (TimeoutError("timed out"), "does not answer in time"),
    ],
)
def test_a_network_in_trouble_is_told(
    error: OSError, words: str, desk: Context, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(mail_delivery, "_Server", unreachable)
    configure(store, smtpServer="smtp.town.example", smtpEncryption="none")
    assert words in str(failure(desk, ConflictError))


# --- Patience


def silent(_connection: socket.socket, over: threading.Event) -> None:
    over.wait(20)


def dripping(connection: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.01):
        connection.sendall(b"220-and more\r\n")


@pytest.mark.parametrize(
    ("talk", "bound", "encryption"),
    [
        *((silent, bound, encryption) for bound in ("STEP", "WHOLE") for encryption in Encryption),
        # What drips there is no TLS: where that is expected, the first letter ends it.
        *((dripping, "WHOLE", encryption) for encryption in (Encryption.STARTTLS, Encryption.NONE)),
    ],
)
def test_a_server_that_never_answers_is_left(
    talk: Talk,
    bound: str,
    encryption: Encryption,
    desk: Context,
    store: StoreFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail_delivery, bound, 0.2)
    with bad_server(talk) as port:
        configure(store, smtpServer="127.0.0.1", smtpPort=port, smtpEncryption=encryption)
        assert "does not answer in time, nothing was sent" in str(failure(desk, ConflictError))


@pytest.mark.parametrize("longer", ["STEP", "WHOLE"])
def test_a_server_that_falls_silent_with_the_mail_leaves_it_open(
    longer: str, desk: Context, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        with connection.makefile("rwb") as stream:
            for answer in ("220", "250 test", "250", "250", "354"):
                stream.write(f"{answer}\r\n".encode())
                stream.flush()
                stream.readline()
            over.wait(20)

    for bound in {"STEP", "WHOLE", "LAST"} - {longer}:
        monkeypatch.setattr(mail_delivery, bound, 0.5)
    with bad_server(talk) as port:
        plain(store, port)
        assert "ask whether it arrived before you send it again" in str(failure(desk, PerhapsSentError))


def test_a_server_that_is_silent_at_the_farewell_has_taken_the_mail(
    desk: Context, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        says({"QUIT": ""})(connection, over)
        over.wait(20)

    monkeypatch.setattr(mail_delivery, "WHOLE", 0.5)
    with bad_server(talk) as port:
        plain(store, port)
        assert mail.send(desk, [HEAD], SUBJECT, TEXT) == (HEAD,)


def test_an_error_of_our_own_is_no_refusal_of_the_server(
    desk: Context, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise LookupError

    monkeypatch.setattr(mail_delivery, "_Server", broken)
    plain(store, 25)
    with pytest.raises(LookupError):
        mail.send(desk, [HEAD], SUBJECT, TEXT)


# --- Settings


def test_the_usual_port_goes_with_the_encryption(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="SMTP.town.example")
    found = settings_of(desk)
    assert (found.server, found.port, found.encryption) == ("smtp.town.example", 587, Encryption.STARTTLS)
    assert (found.sender, found.user, found.secret) == ("operator@town.example", "", "")
    for encryption, port in ((" TLS ", 465), ("none", 25), ("starttls", 587)):
        configure(store, smtpEncryption=encryption)
        assert settings_of(desk).port == port


def test_the_settings_of_the_user_hold_in_each_store(desk: Context, store: StoreFolder) -> None:
    store.git("config", "--global", "mcu.smtpServer", "smtp.region.example")
    assert settings_of(desk).server == "smtp.region.example"
    configure(store, smtpServer="smtp.town.example")
    assert settings_of(desk).server == "smtp.town.example"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "no mail server is named; name it with `git config mcu.smtpServer smtp.town.example`"),
        ({"smtpServer": ""}, "no mail server is named"),
        ({"smtpServer": "smtp://smtp.town.example"}, "takes the bare name"),
        ({"smtpServer": "smtp.town.example:587"}, "the port stands in mcu.smtpPort"),
        ({"smtpServer": "smtp town"}, "mcu.smtpServer is 'smtp town'"),
        ({"smtpServer": "a\nb"}, "takes the bare name"),
        ({"smtpServer": "-oProxy.example"}, "takes the bare name"),
        (
            {"smtpServer": "s.example", "smtpPort": "0"},
            "mcu.smtpPort is '0'; set it with `git config mcu.smtpPort 587`",
        ),
        ({"smtpServer": "s.example", "smtpPort": "65536"}, "mcu.smtpPort is '65536'"),
        ({"smtpServer": "s.example", "smtpPort": "9" * 5000}, "mcu.smtpPort is"),
        ({"smtpServer": "s.example", "smtpPort": "٥٨٧"}, "mcu.smtpPort is"),
        ({"smtpServer": "s.example", "smtpPort": "tls", "smtpEncryption": "tls"}, "`git config mcu.smtpPort 465`"),
        ({"smtpServer": "s.example", "smtpEncryption": "ssl"}, "`git config mcu.smtpEncryption starttls`"),
        ({"smtpServer": "s.example", "smtpUser": "анна"}, "`git config mcu.smtpUser NAME`"),
        ({"smtpServer": "s.example", "smtpUser": "a\nb"}, "`git config mcu.smtpUser NAME`"),
        ({"smtpServer": "s.example", "mailFrom": "Анна <a@b>"}, "`git config mcu.mailFrom name@town.example`"),
        ({"smtpServer": "s.example", "smtpUser": "a"}, "the password of the mail server is nowhere"),
        ({"smtpServer": "s.example", "smtpUser": "a", "smtpEncryption": "none"}, "would go to s.example unencrypted"),
        ({"smtpServer": "10.0.0.1", "smtpUser": "a", "smtpEncryption": "none"}, "would go to 10.0.0.1 unencrypted"),
    ],
)
def test_a_setting_that_is_missing_or_senseless_names_the_command_that_sets_it(
    settings: dict[str, str], words: str, desk: Context, store: StoreFolder
) -> None:
    configure(store, **settings)
    with pytest.raises(RefusedError) as caught:
        mail.check(desk)
    assert words in str(caught.value)
    assert str(failure(desk, RefusedError)) == str(caught.value)


@pytest.mark.parametrize("server", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_this_machine_is_known_by_its_addresses(server: str, desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer=server, smtpEncryption="none", smtpUser="a")
    keep_password(store)
    assert settings_of(desk).secret == PASSWORD


def test_servers_are_named_with_their_port(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="почта.невинск.рф")
    assert settings_of(desk).named == "xn--80a1acny.xn--b1afkild2a.xn--p1ai:587"
    configure(store, smtpServer="2001:db8::1", smtpPort=2525)
    assert settings_of(desk).named == "[2001:db8::1]:2525"


def test_a_tracked_file_names_no_server(desk: Context, store: StoreFolder) -> None:
    for name in (".gitconfig", ".mcuconfig", "config", ".lfsconfig"):
        (store.root / name).write_text("[mcu]\n\tsmtpServer = smtp.stranger.example\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="no mail server is named"):
        mail.check(desk)


def test_a_repository_that_a_stranger_tracks_inside_another_names_no_server(
    desk: Context, store: StoreFolder, tmp_path: Path
) -> None:
    shutil.copytree(store.root / ".git", tmp_path / "town", dirs_exist_ok=True)
    for name in ("departments.yaml", "categories.yaml"):
        shutil.copy(store.root / name, tmp_path / "town")
    settings = "[core]\n\trepositoryformatversion = 0\n\tworktree = .\n[mcu]\n\tsmtpServer = s.example\n"
    (tmp_path / "town" / "config").write_text(settings, encoding="utf-8")
    inside = replace(desk, folder=tmp_path / "town")
    version = inside.store.git.run("version").decode().split()[2]
    if tuple(map(int, version.split(".")[:2])) < (2, 38):
        pytest.skip(f"git {version} takes any folder for a repository that looks like one")
    with pytest.raises(RefusedError, match="no mail server is named"):
        mail.check(inside)


def test_under_cron_the_sender_is_the_person_who_installed_it(
    desk: Context, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(store, smtpServer="s.example")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "operator+mcu-cron@town.example")
    assert settings_of(desk).sender == "operator@town.example"


def test_a_sender_that_only_the_environment_names_counts(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="s.example")
    store.git("config", "--global", "--unset", "user.email")
    desk.environment = {**os.environ, "GIT_AUTHOR_EMAIL": "anna@town.example"}
    assert settings_of(desk).sender == "anna@town.example"
    desk.environment = dict(os.environ)
    del desk.__dict__["store"]
    with pytest.raises(RefusedError, match="git does not know who you are"):
        settings_of(desk)


def test_settings_shown_do_not_show_the_password(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="s.example", smtpUser=USER)
    keep_password(store)
    found = settings_of(desk)
    assert found.secret == PASSWORD
    assert PASSWORD not in f"{found!r} {found}"


# --- Password


@pytest.fixture
def login(store: StoreFolder) -> StoreFolder:
    """Configure a server that wants a password."""
    configure(store, smtpServer="s.example", smtpUser=USER)
    return store


def password(desk: Context) -> str:
    return settings_of(desk).secret


@pytest.mark.parametrize("data", [b"Secret 1", b"Secret 1\n", b"Secret 1\r\n", b"\xef\xbb\xbfSecret 1\r\n"])
def test_the_password_is_the_line_in_its_file(data: bytes, desk: Context, login: StoreFolder) -> None:
    keep_password(login, data)
    assert password(desk) == "Secret 1"


def test_blanks_belong_to_the_password(desk: Context, login: StoreFolder) -> None:
    keep_password(login, b" Secret \n")
    assert password(desk) == " Secret "


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no password"),
        (b"\n", "holds no password"),
        (b"\xef\xbb\xbf\r\n", "holds no password"),
        (b"Secret\nmore\n", "is not one line"),
        (b"Secret\n\n", "is not one line"),
        (b"Secret\x00", "is not one line"),
        ("Пароль".encode(), "look at the keyboard layout"),
        ("Пароль".encode("cp1251"), "look at the keyboard layout"),
        (b"Secret" * 1000, "is not one line"),
    ],
)
def test_a_file_that_holds_no_password_is_refused_without_showing_it(
    data: bytes, words: str, desk: Context, login: StoreFolder
) -> None:
    path = keep_password(login, data)
    with pytest.raises(RefusedError) as caught:
        mail.check(desk)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "Secret" not in str(caught.value)


def test_the_environment_comes_before_the_file(desk: Context, login: StoreFolder) -> None:
    desk.environment = {**desk.environment, "MCU_SMTP_PASSWORD": "from the environment"}
    assert password(desk) == "from the environment"
    keep_password(login)
    assert password(desk) == "from the environment"
    desk.environment = {**desk.environment, "MCU_SMTP_PASSWORD": ""}
    assert password(desk) == PASSWORD
    desk.environment = {**desk.environment, "MCU_SMTP_PASSWORD": "two\nlines"}
    with pytest.raises(RefusedError, match="the password in MCU_SMTP_PASSWORD is not one line"):
        settings_of(desk)


def test_for_cron_the_environment_does_not_count(desk: Context, login: StoreFolder) -> None:
    desk.environment = {**desk.environment, "MCU_SMTP_PASSWORD": "from the environment"}
    mail.check(desk)
    with pytest.raises(RefusedError, match="what runs under cron takes the password of the mail server from a file"):
        mail.check(desk, unattended=True)
    keep_password(login)
    mail.check(desk, unattended=True)
    assert settings_of(desk, unattended=True).secret == PASSWORD


@NOT_NT
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o777])
def test_a_file_that_others_may_touch_is_refused(mode: int, desk: Context, login: StoreFolder) -> None:
    path = keep_password(login, mode=mode)
    with pytest.raises(RefusedError) as caught:
        mail.check(desk)
    assert f"run `chmod 600 {path}`" in str(caught.value)


@NOT_NT
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_for_its_owner_alone_is_taken(mode: int, desk: Context, login: StoreFolder) -> None:
    keep_password(login, mode=mode)
    mail.check(desk)


@NOT_NT
def test_a_file_of_another_user_is_refused(desk: Context, login: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = keep_password(login)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(RefusedError, match="belongs to somebody else"):
        mail.check(desk)


@NOT_NT
def test_a_link_a_folder_or_a_pipe_holds_no_password(desk: Context, login: StoreFolder, tmp_path: Path) -> None:
    path = keep_password(login)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError, match="is not a plain file"):
        mail.check(desk)
    path.unlink()
    path.mkdir()
    with pytest.raises(RefusedError, match="is not a plain file"):
        mail.check(desk)
    path.rmdir()
    os.mkfifo(path, 0o600)
    with pytest.raises(RefusedError, match="is not a plain file"):
        mail.check(desk)


@NOT_NT
def test_a_file_that_the_system_withholds_is_told(
    desk: Context, login: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, opened = keep_password(login), os.open

    def withheld(name: Any, *arguments: Any, **options: Any) -> int:
        if name == path:
            raise PermissionError(13, "Permission denied")
        return opened(name, *arguments, **options)

    monkeypatch.setattr(os, "open", withheld)
    with pytest.raises(RefusedError, match="access is denied; put that right"):
        mail.check(desk)


def test_without_a_login_no_password_is_asked_for(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="s.example")
    keep_password(store, b"", mode=0o644)
    mail.check(desk)
    mail.check(desk, unattended=True)


# --- Addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@town.example", "anna@town.example"),
        (" anna@Town.Example ", "anna@town.example"),
        ("anna+mcu-cron@town.example", "anna+mcu-cron@town.example"),
        ("o'hara!x@town.example", "o'hara!x@town.example"),
        ("root@localhost", "root@localhost"),
        ("mayor@город.рф", "mayor@xn--c1ac3aaj.xn--p1ai"),
        ("a" * 64 + "@town.example", "a" * 64 + "@town.example"),
    ],
)
def test_an_address_is_written_for_the_server(text: str, address: str) -> None:
    assert mail_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "anna", "@town.example", "anna@", "anna@@town.example", "a@b@town.example", "anna@town..example",
        "anna@.example", "anna@town.example.", "anna@-town.example", "anna@town_hall.example", "anna@[10.0.0.1]",
        "anna@10.0.0.1", "Anna <anna@town.example>", "<anna@town.example>", "anna@town.example, b@town.example",
        '"an na"@town.example', "an na@town.example", "anna(head)@town.example", "анна@town.example",
        "anna@town.example\r\nBcc: b@town.example", "anna\n@town.example", "anna\x00@town.example",
        ".anna@town.example", "anna.@town.example", "an..na@town.example", "a" * 65 + "@town.example",
        "anna@" + "a" * 64 + ".example", "anna@" + "a." * 130 + "example", "anna@town.example>", "-- anna@x y",
        "anna@town\u202e.example", "anna\uff20town.example", "\ud800@town.example", "anna@\ud800.example",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(text: str, desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="s.example")
    for attempt in (mail_address, lambda given: mail.check(desk, [HEAD, given])):
        with pytest.raises(BadInputError, match="no e-mail address that mcu can write to"):
            attempt(text)
    failure(desk, BadInputError, HEAD, text)


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[^@\n]{1,20}@[^@\n]{1,20}", fullmatch=True)))
def test_an_address_that_is_taken_means_itself_to_every_reader(text: str) -> None:
    try:
        address = mail_address(text)
    except BadInputError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert email.utils.parseaddr(address) == ("", address)
    assert smtplib.quoteaddr(address) == f"<{address}>"
    assert mail_address(address) == address


def test_a_mail_to_nobody_is_wrong_usage(desk: Context, store: StoreFolder) -> None:
    configure(store, smtpServer="s.example")
    with pytest.raises(UsageError, match="there is nobody to write to"):
        mail.send(desk, [], SUBJECT, TEXT)


# --- The head in general

LOCAL = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,40}(\.[a-z0-9]{1,20})?", fullmatch=True)
DOMAIN = st.from_regex(r"([a-z0-9]{1,50}\.){1,4}[a-z]{2,10}", fullmatch=True)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=200),
    st.lists(st.builds("{}@{}".format, LOCAL, DOMAIN), min_size=1, max_size=5, unique=True),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]) | st.sampled_from("\n\t"), max_size=300),
)
def test_any_head_comes_back_as_it_was_given(subject: str, addresses: list[str], text: str) -> None:
    letter = mail._Letter(" ".join(subject.split()), mail._lines(text), "")
    sender = addresses[0]
    data = mail._message(sender, tuple(addresses), letter, datetime.fromisoformat(NOW))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert found["Subject"] == letter.subject
    assert [address.addr_spec for address in found["To"].addresses] == addresses
    assert found["From"].addresses[0].addr_spec == sender
    assert found["Message-ID"].endswith(f"@{sender.rpartition('@')[2]}>")
    assert content(found) == (letter.text or "\n")
