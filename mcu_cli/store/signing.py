"""Signing without anybody there: whether the commits of cron can be signed at night, found out while somebody is.

A passphrase that an agent holds at the moment hides that it will be asked for later, so the key itself is looked at
before a signature is tried. The trial sees what a job of cron sees: no terminal, no desktop, no agent of ssh. What it
writes goes into a folder that vanishes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PATIENCE = 30.0  # seconds; a program that wants to ask somebody would wait for ever
_X509, _OPENPGP = "x509", "openpgp"
_PROGRAMS = {_OPENPGP: "gpg", _X509: "gpgsm"}
_ENCRYPTED, _ON_A_CARD = "P", "T"
_FLAG, _SERIAL, _CAPABILITIES = 1, 14, 11  # columns of `--with-colons`: doc/DETAILS of GnuPG


class _Done(NamedTuple):
    code: int
    said: str
    complained: str


def refuse_passphrase(root: Path, environment: Mapping[str, str]) -> None:
    """Raise RefusedError where git signs the commits of the store in `root` and that would ask for a passphrase.

    `environment` is the whole environment of the job, its author and committer included.
    """
    around = _Surroundings(root, environment)
    if around.setting("commit.gpgSign", "--type=bool") != "true":
        return
    kind = around.setting("gpg.format") or _OPENPGP
    if kind in _PROGRAMS:
        _refuse_guarded_key(around, kind)
    with tempfile.TemporaryDirectory(prefix="mcu-") as scratch:
        objects = around.run("git", "rev-parse", "--path-format=absolute", "--git-path", "objects").said.strip()
        aside = {"GIT_OBJECT_DIRECTORY": scratch, "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}
        trial = around.run("git", "commit-tree", "-S", "-m", "trial", "HEAD^{tree}", more=aside)
    if trial.code:
        raise RefusedError(
            _(
                "git is to sign commits and cannot do so without you; give it a key without a passphrase "
                "(`git config user.signingKey KEY` in the store), or switch signing off there "
                "(`git config commit.gpgSign false`): {words}"
            ).format(words=" ".join(trial.complained.split()) or "-")
        )


def _refuse_guarded_key(around: _Surroundings, kind: str) -> None:
    """Raise RefusedError where the key of GnuPG has a passphrase, or lies on a card that wants its number."""
    program = around.setting(f"gpg.{kind}.program") or around.setting("gpg.program") or _PROGRAMS[kind]
    if not os.path.basename(program).startswith("gpg"):  # noqa: PTH119  # a program of the operator's; the trial decides
        return
    key = around.setting("user.signingKey") or around.committer
    listed = around.run(program, "--batch", "--with-colons", "--with-keygrip", "--list-secret-keys", "--", key)
    for grip in _grips(listed.said):
        told = around.run("gpg-connect-agent", f"keyinfo {grip}", "/bye").said.split()
        # S KEYINFO grip type serial id cached protection ...
        if told[:2] == ["S", "KEYINFO"] and (told[3] == _ON_A_CARD or told[7] == _ENCRYPTED):
            raise RefusedError(
                _(
                    "the key with which git signs asks for a passphrase, and at night nobody answers; give it a key "
                    "without one (`git config user.signingKey KEY` in the store), or switch signing off there "
                    "(`git config commit.gpgSign false`)"
                )
            )


def _grips(listed: str) -> list[str]:
    """Return the names under which the agent knows the keys that can sign, from a list `--with-colons`."""
    found = []
    signs = False
    for line in listed.splitlines():
        columns = [*line.split(":"), *[""] * _SERIAL]
        if columns[0] in {"sec", "ssb", "crs"}:
            absent = columns[_SERIAL] == "#"
            signs = "s" in columns[_CAPABILITIES] and columns[_FLAG] not in {"e", "r"} and not absent
        elif columns[0] == "grp" and signs:
            found.append(columns[9])
    return found


class _Surroundings:
    """What a job of cron in the store has around it."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = {**environment, "LC_ALL": "C", "LANGUAGE": "C"}
        self.committer = "{GIT_COMMITTER_NAME} <{GIT_COMMITTER_EMAIL}>".format_map(self._environment)

    def setting(self, name: str, *options: str) -> str:
        """Return what git is configured for; empty where it is not."""
        return self.run("git", "config", *options, "--get", name).said.strip()

    def run(self, program: str, *arguments: str, more: Mapping[str, str] | None = None) -> _Done:
        """Run a program in a session of its own; a missing one, or one that waits for somebody, has failed."""
        environment = {**self._environment, **(more or {})}
        found = shutil.which(program, path=environment.get("PATH"))
        if found is None:
            return _Done(127, "", _("the program {name} was not found").format(name=program))
        # An agent that is started on the way keeps the streams open: files do not wait for it, pipes would.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
            with subprocess.Popen(  # noqa: S603  # git and what git is configured to sign with
                [found, *arguments],
                cwd=self._root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                start_new_session=True,
            ) as process:
                try:
                    code = process.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    _end(process)
                    return _Done(124, "", _("{name} waits for somebody").format(name=program))
            said.seek(0)
            complained.seek(0)
            return _Done(code, said.read().decode("utf-8", "replace"), complained.read().decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started: the session is ours alone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
