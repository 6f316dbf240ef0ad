"""Longer texts: by an option, a file, standard input or the editor, whose draft a refusal does not lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import FIRST, appeal_of, editor, on_a_terminal, registered, status_of, without_an_editor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


def noted(mcu: Mcu) -> str:
    """Return the text of the last event."""
    return str(appeal_of(mcu, "1")["history"][-1]["text"])


def drafts(store: StoreFolder) -> list[str]:
    """Return the names of the drafts kept."""
    folder = store.root / ".mcu" / "drafts"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Make a store with one appeal, and an operator at a terminal with a deaf editor."""
    registered(mcu)
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", "false")
    return store


@pytest.mark.parametrize("option", ["--text", "--file"])
def test_a_dash_reads_standard_input(mcu: Mcu, one: StoreFolder, option: str) -> None:
    mcu("note", "1", option, "-", stdin="\nПервая строка.\r\n\r\n  Вторая.  \n\n")
    assert noted(mcu) == "Первая строка.\n\n  Вторая."
    assert drafts(one) == []


def test_a_file_with_a_mark_of_byte_order_and_windows_line_ends(mcu: Mcu, one: StoreFolder, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffСтрока.\r\nЕщё.\r\n".encode())
    mcu("note", "1", "--file", path)
    assert noted(mcu) == "Строка.\nЕщё."
    assert status_of(one) == ""


def test_a_file_is_found_from_the_working_folder(mcu: Mcu, one: StoreFolder, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Рядом.", encoding="utf-8")
    mcu("--store", one.root, "note", "1", "--file", "note.txt", cwd=tmp_path)
    assert noted(mcu) == "Рядом."


@pytest.mark.parametrize(
    ("content", "word"),
    [(None, "there is no file"), ("folder", "is a folder"), (b"\xff\xfe\x00", "is not UTF-8")],
)
def test_a_file_that_cannot_be_read_is_bad_input(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, content: bytes | str | None, word: str
) -> None:
    path = tmp_path / "note.txt"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    head = one.head
    assert word in mcu("note", "1", "--file", path, code=5).stderr
    assert one.head == head


def test_standard_input_that_is_no_text_is_bad_input(mcu: Mcu, one: StoreFolder) -> None:
    head = one.head
    assert "UTF-8" in mcu("note", "1", "--file", "-", stdin=b"\xff\xfe", code=5).stderr
    assert one.head == head


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_text_is_refused(mcu: Mcu, one: StoreFolder, text: str) -> None:
    assert "the text is empty" in mcu("note", "1", "--text", "-", stdin=text, code=2).stderr
    assert "the text is empty" in mcu("note", "1", "--text", text, code=2).stderr
    assert drafts(one) == []


def test_a_text_given_twice_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    assert "once" in mcu("note", "1", "--text", "а", "--file", "б", code=2).stderr
    assert status_of(one) == ""


def test_without_a_terminal_a_text_is_wanted(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "--text" in mcu("note", "1", code=2).stderr
    assert drafts(store) == []


def test_the_editor_shows_what_it_is_about_and_its_text_is_taken(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    script = f'cp "$1" {seen}; printf "Ответ.\\n" | cat - {seen} > "$1"'
    monkeypatch.setenv("EDITOR", editor(tmp_path, script))
    mcu("answer", "1", "--outcome", "explained")
    assert noted(mcu) == "Ответ."
    about = seen.read_text(encoding="utf-8").strip().splitlines()
    assert all(line.startswith("#: ") for line in about)
    assert any(FIRST in line for line in about)
    assert "#: Яма на дороге." in about
    assert drafts(one) == []


def test_visual_goes_before_editor_and_may_have_arguments(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = editor(tmp_path, 'printf Текст > "$1"')
    monkeypatch.setenv("VISUAL", f"sh {script}")
    mcu("note", "1")
    assert noted(mcu) == "Текст"
    assert status_of(one) == ""


def test_a_refused_draft_is_kept_and_offered_again(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mcu("close", "1", "--outcome", "withdrawn")
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Долгий ответ.\\n" > "$1"'))
    refused = mcu("answer", "1", "--outcome", "explained", code=4)
    assert drafts(one) == [f"answer-{FIRST}.txt"]
    assert "offered again" in refused.stderr
    assert str(one.root / ".mcu" / "drafts" / f"answer-{FIRST}.txt") in refused.stderr
    mcu("reopen", "1", "--reason", "Ошибка.")
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Ещё строка.\\n" >> "$1"'))
    mcu("answer", "1", "--outcome", "explained")
    assert noted(mcu) == "Долгий ответ.\nЕщё строка."
    assert drafts(one) == []


def test_an_empty_draft_is_not_kept(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, "exit 0"))
    assert "the text is empty" in mcu("note", "1", code=2).stderr
    assert drafts(one) == []


def test_a_draft_without_a_word_of_ours_is_not_offered(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    mcu("note", "1", code=2)  # what the editor would have shown was written already
    without_an_editor(monkeypatch, tmp_path)
    monkeypatch.delenv("EDITOR")
    finished = mcu("note", "1", stdin="Звонили.\n.\n")
    assert "was kept" not in finished.stdout + finished.stderr
    assert noted(mcu) == "Звонили."
    assert drafts(one) == []


def test_an_editor_that_fails_keeps_the_draft_and_changes_nothing(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    head = one.head
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Начало" > "$1"; exit 1'))
    assert "the draft is kept" in mcu("note", "1", code=4).stderr
    assert one.head == head
    assert drafts(one) == [f"note-{FIRST}.txt"]


def test_an_editor_that_is_not_there_is_said(mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    assert "set EDITOR" in mcu("note", "1", code=2).stderr
    assert status_of(one) == ""


@pytest.mark.parametrize(
    ("script", "code", "word"), [('printf "\\377\\376" > "$1"', 5, "UTF-8"), ('rm "$1"', 2, "removed")]
)
def test_a_draft_that_cannot_be_read_back_is_a_clear_error(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, code: int, word: str
) -> None:
    head = one.head
    monkeypatch.setenv("EDITOR", editor(tmp_path, script))
    assert word in mcu("note", "1", code=code).stderr
    assert one.head == head


@pytest.mark.parametrize("command", ["escalate 1", "defer 1 --until 2026-12-10", "extend 1 --until 2027-01-12"])
def test_a_reason_comes_by_option_file_or_editor(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    registered(mcu, channel="phone" if command.startswith("defer") else "letter")
    notified = ("--notified", "today") if command.startswith("extend") else ()
    mcu(*command.split(), *notified, "--file", "-", stdin="Причина из файла.")
    assert appeal_of(mcu, "1")["history"][-1]["reason"] == "Причина из файла."
    mcu("undo")
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Причина из редактора." > "$1"'))
    mcu(*command.split(), *notified)
    assert appeal_of(mcu, "1")["history"][-1]["reason"] == "Причина из редактора."
    assert drafts(store) == []
