"""Signing without anybody there: a key that would ask for a passphrase is found, even while an agent holds that."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.cron_steps import author_of
from mcu_cli.errors import RefusedError
from mcu_cli.store import signing
from mcu_cli.store.signing import refuse_passphrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import StoreFolder

_SECRET = "secret"  # noqa: S105  # of a key that lives for one test
_GPG = ("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase")
needs_gpg = pytest.mark.skipif(shutil.which("gpg-connect-agent") is None, reason="GnuPG is not installed")
needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")


def night(**more: str) -> dict[str, str]:
    """Return what a job of cron has around it, in the sealed home of the test."""
    names = ("HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GNUPGHOME")
    carried = {name: os.environ[name] for name in names if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", **carried, **author_of("operator@town.example"), **more}


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a keyring with a short path, as the sockets of its agent need it; end the agent afterwards."""
    home = Path(tempfile.mkdtemp(prefix="mcu-keys-"))
    monkeypatch.setenv("GNUPGHOME", str(home))
    yield home
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True)
    shutil.rmtree(home, ignore_errors=True)


def key(user: str, passphrase: str) -> None:
    """Make a signing key; gpg-agent keeps its passphrase for the minutes to come."""
    subprocess.run(
        [*_GPG, passphrase, "--quick-generate-key", user, "ed25519", "sign", "never"],
        check=True,
        capture_output=True,
    )


def signed_by_hand(store: StoreFolder) -> None:
    """Sign as the operator does at the desk, so that the agent holds the passphrase."""
    subprocess.run(
        [*_GPG, _SECRET, "--local-user", "operator@town.example", "--detach-sign"],
        input=b"",
        check=True,
        capture_output=True,
    )
    store.git("commit", "--allow-empty", "--quiet", "--gpg-sign", "--message", "by hand")


def test_without_signing_nothing_is_tried(store: StoreFolder) -> None:
    store.git("config", "gpg.program", "false")
    refuse_passphrase(store.root, night())
    store.git("config", "commit.gpgSign", "true")
    with pytest.raises(RefusedError, match="cannot do so without you"):
        refuse_passphrase(store.root, night())
    store.git("config", "commit.gpgSign", "no")
    refuse_passphrase(store.root, night())


@needs_gpg
@pytest.mark.usefixtures("keys")
def test_a_passphrase_that_the_agent_holds_now_is_found(store: StoreFolder) -> None:
    key("Анна <operator@town.example>", _SECRET)
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "user.signingKey", "operator@town.example")
    signed_by_hand(store)
    with pytest.raises(RefusedError, match="asks for a passphrase"):
        refuse_passphrase(store.root, night())


@needs_gpg
@pytest.mark.usefixtures("keys")
def test_a_key_without_a_passphrase_signs_at_night_and_leaves_no_object(store: StoreFolder) -> None:
    key("Анна <operator@town.example>", "")
    store.git("config", "commit.gpgSign", "true")
    objects = store.git("count-objects", "-v")
    # git looks for a key of mcu-cron, which has none, unless it is told which.
    with pytest.raises(RefusedError, match=r"user\.signingKey KEY"):
        refuse_passphrase(store.root, night())
    store.git("config", "user.signingKey", "operator@town.example")
    refuse_passphrase(store.root, night())
    assert store.git("count-objects", "-v") == objects


@needs_gpg
@pytest.mark.usefixtures("keys")
def test_a_key_that_does_not_sign_is_not_asked_about(store: StoreFolder) -> None:
    key("Анна <operator@town.example>", "")
    key("Другая <other@town.example>", _SECRET)
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "user.signingKey", "operator@town.example")
    refuse_passphrase(store.root, night())


@needs_ssh
def test_a_key_of_ssh_signs_only_without_a_passphrase(store: StoreFolder, tmp_path: Path) -> None:
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "gpg.format", "ssh")
    for name, passphrase in (("open", ""), ("guarded", _SECRET)):
        path = tmp_path / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(path)], check=True)
        store.git("config", "user.signingKey", str(path))
        if passphrase:
            with pytest.raises(RefusedError, match="cannot do so without you"):
                refuse_passphrase(store.root, night(SSH_AUTH_SOCK="/nowhere"))
        else:
            refuse_passphrase(store.root, night())


def test_a_program_that_waits_for_somebody_is_ended(
    store: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = tmp_path / "sign"
    waiting.write_text("#!/bin/sh\nsleep 1000 &\nwait\n", encoding="utf-8")
    waiting.chmod(0o755)
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "gpg.program", str(waiting))
    monkeypatch.setattr(signing, "_PATIENCE", 1.0)
    with pytest.raises(RefusedError, match="git waits for somebody"):
        refuse_passphrase(store.root, night())
