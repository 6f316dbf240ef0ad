"""`mcu redact` where others are at work, where hooks wait, and in a store that is a folder among others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.redaction import MARK
from mcu_cli.store import index_file, lock, private_traces
from tests.conftest import StoreFolder
from tests.working_day import (
    FIRST,
    appeal_of,
    commit_count,
    editor,
    on_a_terminal,
    path_of,
    refused,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from tests.conftest import Mcu

NAME = "Чудоюдова Мария Ивановна"
LATER = "2026-11-21T09:00:00+05:00"


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal that has an author."""
    registered(mcu, f"Яма. {NAME}", "--name", NAME)
    return store


def test_what_another_command_changed_meanwhile_is_shown_again_and_not_redacted_unseen(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = lock.exclusive
    waiting = [lambda: mcu("note", "1", "--text", "Между тем.")]

    def first_another(*arguments: Any, **options: Any) -> Any:
        if waiting and options.get("purpose") == "redact":
            waiting.pop()()
        return real(*arguments, **options)

    monkeypatch.setattr("mcu_cli.store.repository.exclusive", first_another)
    assert "meanwhile" in mcu("redact", "1", "--author", "--yes", code=7).stderr
    assert "author" in appeal_of(mcu, "1")
    assert commit_count(one) == 3
    mcu("redact", "1", "--author", "--yes")
    assert "author" not in appeal_of(mcu, "1")


def test_a_card_that_was_taken_back_meanwhile_is_named(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("reception", "add", "--day", "today", "--official", "Глава", "--rank", "head", "--form", "scheduled")
    mcu("reception", "receive", "1", "--name", NAME, "--question", "Прошу лавку.")
    card = mcu("reception", "list", "--json").data[0]["id"]
    real = lock.exclusive
    waiting = [lambda: [mcu("undo", "--yes"), mcu("undo", "--yes")]]

    def first_another(*arguments: Any, **options: Any) -> Any:
        if waiting and options.get("purpose") == "redact":
            waiting.pop()()
        return real(*arguments, **options)

    monkeypatch.setattr("mcu_cli.store.repository.exclusive", first_another)
    assert f"{card} was taken back by another command" in mcu("redact", card, "--all", "--yes", code=7).stderr
    assert not status_of(store)


def test_of_one_record_the_reason_itself_is_told(mcu: Mcu, one: StoreFolder) -> None:
    mcu("redact", "1", "--author", "--yes")
    told = refused(mcu, one, "redact", "1", "--author", "--yes")
    assert FIRST in told
    assert "in any of" not in told


def test_a_hook_that_refuses_keeps_all_and_leaves_no_reminder(mcu: Mcu, one: StoreFolder) -> None:
    hook = one.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    head, standing = one.head, one.read(path_of(FIRST))
    assert "no" in mcu("redact", "1", "--all", "--yes", code=4).stderr
    assert (one.head, one.read(path_of(FIRST)), status_of(one)) == (head, standing, "")
    assert not (one.root / ".mcu" / "redacting").exists()


def test_with_a_hook_that_agrees_the_index_is_clean_too(mcu: Mcu, one: StoreFolder) -> None:
    hook = one.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    hook.chmod(0o755)
    mcu("redact", "1", "--all", "--yes")
    files = [path for path in (one.root / ".mcu").rglob("*") if path.is_file()]
    assert not [path for path in files if "доюдов".encode() in path.read_bytes()]
    assert mcu("list", "--json").data[0]["text"] == MARK


def test_a_store_in_a_folder_of_a_repository_is_redacted_alike(mcu: Mcu, tmp_path: Path) -> None:
    outer = StoreFolder(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    root = outer.root / "mcu"
    mcu("init", root)
    options = ("--store", root)
    mcu(*options, "add", "--channel", "phone", "--text", f"Яма. {NAME}", "--name", NAME)
    mcu(*options, "redact", "1", "--author", "--found", "--yes")
    assert NAME not in (root / path_of(FIRST)).read_text(encoding="utf-8")
    assert "0 violations" in mcu(*options, "verify").stdout


def test_where_no_copy_of_the_index_can_be_made_it_is_taken_away_and_built_anew(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(private_traces, "_copied", full)
        mcu("redact", "1", "--all", "--yes")
    assert not (one.root / ".mcu" / "index.sqlite").exists()
    assert mcu("list", "--json").data[0]["text"] == MARK


def test_an_index_that_cannot_be_written_is_named(mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> Iterator[bool]:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(index_file, "building", refused)
        finished = mcu("redact", "1", "--all", "--yes")
    assert "index.sqlite may still hold" in finished.stderr
    assert "author" not in appeal_of(mcu, "1")
    assert one.head


def test_a_link_among_private_files_is_not_followed(mcu: Mcu, one: StoreFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(NAME, encoding="utf-8")
    drafts = one.root / ".mcu" / "drafts"
    drafts.mkdir(exist_ok=True)
    (drafts / "note-x.txt").symlink_to(outside)
    mcu("redact", "1", "--all", "--yes")
    assert outside.read_text(encoding="utf-8") == NAME


def test_passages_are_marked_in_the_editor(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", editor(tmp_path, "sed -i 's/Мария Ивановна/[[Мария Ивановна]]/' \"$1\""))
    mcu("redact", "1", "--edit", stdin="y\n")
    assert appeal_of(mcu, "1")["text"] == f"Яма. Чудоюдова {MARK}"
    assert not [path for path in (one.root / ".mcu" / "drafts").iterdir() if FIRST in path.name]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sed -i 's/Яма/Люк/' \"$1\"", "changed"),
        ("sed -i 's/Яма/[[Яма/' \"$1\"", "closed"),
        ("true", "nothing was marked"),
        ("sed -i '/^#: text/d' \"$1\"", "changed"),
    ],
)
def test_a_text_that_was_changed_in_the_editor_is_refused(  # fixtures and cases
    mcu: Mcu, one: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", editor(tmp_path, script))
    head = one.head
    assert said in mcu("redact", "1", "--edit", stdin="y\n", code=4).stderr
    assert one.head == head
