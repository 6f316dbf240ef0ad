"""What people do with a proof: explain what was found, undo past it, and check one file with git alone."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.proof.deed import WRITES
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.store.proof import commits
from tests.proof.forging import BY, Forger, path_of, with_new
from tests.proof.test_forgeries import NOTE, other_answer
from tests.working_day import FIRST, SECOND, commit_count, last_commit

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

REASON = "Файл восстановлен из копии после сбоя диска.\nАкт № 3."
EVENING = "2026-11-20T20:00:00+05:00"


def forged(forger: Forger) -> str:
    return forger.as_command(forger.forged(FIRST, other_answer), FIRST)


def test_what_was_explained_stays_listed_and_does_not_fail(forger: Forger, mcu: Mcu) -> None:
    forgery = forged(forger)
    tree = forger.git("rev-parse", "HEAD^{tree}")
    done = mcu("record", "--acknowledge", forgery[:10], "--reason", REASON, "--json", now=EVENING)
    assert done.data["acknowledges"] == forgery
    assert [one["kind"] for one in done.data["violations"]] == ["event-changed"]
    assert forger.git("rev-parse", "HEAD^{tree}") == tree
    message = forger.git("log", "-1", "--format=%B")
    assert message.splitlines()[2:4] == REASON.splitlines()
    assert f"Mcu-Acknowledges: {forgery}" in message
    (told,) = mcu("verify", "--json").data["violations"]
    (said,) = told["acknowledged"]
    assert (said["commit"], said["at"]) == (forger.head, "2026-11-20T18:00:00+03:00")
    assert said["by"].endswith(f"<{BY}>")
    assert said["reason"] == REASON
    shown = mcu("verify", "--whole").stdout
    assert "Acknowledged: 1" in shown
    assert "0 violations" in shown
    assert "Акт № 3." in shown


def test_an_acknowledgement_says_each_file_once(forger: Forger, mcu: Mcu) -> None:
    forger.commit({"departments.yaml": forger.data("departments.yaml") + b"# by hand\n"})
    said = mcu("record", "--acknowledge", "HEAD", "--reason", REASON, now=EVENING).stdout
    assert said.splitlines()[0].count("departments.yaml") == 1


def test_only_violations_are_acknowledged_and_only_once_and_with_a_reason(forger: Forger, mcu: Mcu) -> None:
    forgery = forged(forger)
    honest = forger.git("rev-parse", "HEAD~2")
    before = forger.head
    refused = mcu("record", "--acknowledge", honest, "--reason", REASON, code=4)
    assert "nothing is wrong with commit" in refused.stderr
    assert "--reason" in mcu("record", "--acknowledge", forgery, code=2).stderr
    assert "there is no commit" in mcu("record", "--acknowledge", "no-such", "--reason", REASON, code=3).stderr
    arguments = ("record", "--acknowledge", forgery, "--reason", REASON)
    assert "takes no files" in mcu(*arguments, "departments.yaml", code=2).stderr
    assert "dry run" in mcu(*arguments, "--dry-run").stderr
    assert forger.head == before
    mcu(*arguments, now=EVENING)
    assert "already" in mcu(*arguments, code=4).stderr


@pytest.mark.usefixtures("forger")
def test_a_doubt_is_not_acknowledged(mcu: Mcu) -> None:
    mcu("add", "--channel", "phone", "--text", "Снег.", now="2026-11-20T12:00:00+05:00")
    assert mcu("verify", "--json").data["violations"][0]["level"] == "doubt"
    mcu("record", "--acknowledge", "HEAD", "--reason", REASON, code=4)


def test_an_undo_passes_an_acknowledgement_over(forger: Forger, mcu: Mcu) -> None:
    forged(forger)
    mcu("note", SECOND, "--text", "Звонил.", now="2026-11-20T19:30:00+05:00")
    noted = forger.head
    mcu("record", "--acknowledge", "HEAD~1", "--reason", REASON, now=EVENING)
    assert mcu("undo", "--yes", "--json", now="2026-11-20T20:30:00+05:00").data["undoes"] == noted
    assert mcu("verify", "--json").data["open"] == 0


def test_a_hook_sees_an_acknowledgement_like_any_commit(forger: Forger, mcu: Mcu) -> None:
    forgery = forged(forger)
    hook = forger.root / ".git" / "hooks" / "commit-msg"
    hook.write_text('#!/bin/sh\ngrep -q Mcu-Acknowledges "$1" && touch seen\nexit 0\n', encoding="utf-8")
    hook.chmod(0o755)
    count = int(forger.git("rev-list", "--count", "HEAD"))
    mcu("record", "--acknowledge", forgery, "--reason", REASON, now=EVENING)
    assert (forger.root / "seen").exists()
    assert int(forger.git("rev-list", "--count", "HEAD")) == count + 1
    assert mcu("verify", "--json").data["open"] == 0


def test_an_acknowledgement_that_changes_a_file_is_found(forger: Forger, mcu: Mcu) -> None:
    forgery = forged(forger)
    mcu("record", "--acknowledge", forgery, "--reason", REASON, now=EVENING)
    message = forger.git("log", "-1", "--format=%B")
    forger.git("reset", "--quiet", "--hard", "HEAD~1")
    files = forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE, at=EVENING))
    forger.commit(files, message, at=EVENING)
    found = mcu("verify", "--json", code=6).data["violations"]
    assert {one["kind"] for one in found if not one["acknowledged"]} == {"out-of-place", "touched-unnamed"}


@pytest.mark.parametrize("name", [FIRST, SECOND, "R-2026-0001"])
def test_git_alone_prints_what_an_auditor_is_told_it_has_to_print(forger: Forger, mcu: Mcu, name: str) -> None:
    proof = mcu("log", name, "--prove", "--json").data
    assert (proof["id"], proof["path"], proof["fingerprint"]) == (name, path_of(name), forger.head)
    shown = mcu("log", name, "--prove").stdout
    for check in proof["checks"]:
        assert f"$ {check['command']}\n" in shown
        ran = subprocess.run(["sh", "-c", check["command"]], cwd=forger.root, check=True, capture_output=True)
        if check["prints"] is not None:
            assert ran.stdout.decode().strip("\n") == check["prints"]
    brought = [check["prints"] for check in proof["checks"] if " -G " in check["command"]]
    events = forger.recorded(name).history
    assert len(brought) == len(events)
    for event, lines in zip(events, brought, strict=True):
        commit, email, date = lines.splitlines()[0].split()
        assert email == event.by
        assert event.id in forger.git("show", commit)
        assert event.recorded_at.isoformat() == date


def test_a_registry_removed_by_a_command_is_found(forger: Forger, mcu: Mcu) -> None:
    forger.as_command({"categories.yaml": None}, action="record", named=["categories.yaml"])
    found = mcu("verify", "--json", code=6).data["violations"]
    assert [one["kind"] for one in found] == ["file-removed"]


def test_a_walk_in_slices_is_the_walk_at_once(forger: Forger, mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    forged(forger)
    at_once = mcu("verify", "--whole", "--json", code=6).data
    for commits_at_once in (1, 3, at_once["commits"]):
        monkeypatch.setattr(commits, "_A_SLICE", commits_at_once)
        assert mcu("verify", "--whole", "--json", code=6).data == at_once


def test_a_walk_that_was_interrupted_goes_on(forger: Forger, mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    from mcu_cli.store.proof import verifying

    monkeypatch.setattr(verifying, "_SAVED_EVERY", 3)
    whole = mcu("verify", "--whole", "--json").data

    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(verifying, "_hold_against_head", stopped)
        mcu("verify", code=130)
    again = mcu("verify", "--json").data
    assert again["resumed"] == forger.git("rev-list", "--reverse", "HEAD").split()[8]
    assert again["commits"] == whole["commits"] == 9
    assert again["versions"] == whole["versions"]


def test_a_folder_that_cannot_be_written_keeps_nobody_from_the_proof(forger: Forger, mcu: Mcu) -> None:
    mcu("verify")
    (forger.root / ".mcu" / "verified.json").unlink()
    (forger.root / ".mcu" / "verified.json").mkdir()
    assert mcu("verify", "--json").data["open"] == 0


def test_every_command_that_commits_is_known_to_the_proof(mcu: Mcu, store: StoreFolder) -> None:
    """A command of another name would be taken for a commit by hand."""
    from mcu_cli.commands import COMMANDS

    silent = {
        "demo", "agenda", "list", "show", "search", "likely", "log", "route", "template", "report", "cron", "doctor",
        "completion", "verify",
    }  # fmt: skip
    assert set(COMMANDS) - silent <= set(WRITES)
    mcu("add", "--channel", "phone", "--text", "Яма.")
    assert commit_count(store) == 2
    assert any("Mcu-Action: add" in trailer for trailer in last_commit(store).trailers)
