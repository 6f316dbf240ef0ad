"""`mcu undo`: the exact inverse of the operator's last command, as a new commit, and of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

NOTE = ("note", "1", "--text", "Звонили.")


def another(monkeypatch: pytest.MonkeyPatch, email: str = "shift@town.example", name: str = "Сменщик") -> None:
    """Let another operator sit down."""
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", email)
    monkeypatch.setenv("GIT_AUTHOR_NAME", name)


def test_undo_restores_exactly_the_bytes_by_a_new_commit(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    before = files_of(store)
    mcu("assign", "1", "--to", "roads")
    undone, commits = store.head, commit_count(store)
    finished = mcu("undo", "--json")
    commit = last_commit(store)
    assert files_of(store) == before
    assert commit_count(store) == commits + 1
    assert commit.subject == f"undo assign {FIRST}: roads"
    assert commit.changes == (f"M {path_of(FIRST)}",)
    assert commit.trailers == (
        "Mcu-Action: undo",
        f"Mcu-Appeal: {FIRST}",
        f"Mcu-Undoes: {undone}",
        "Mcu-Format: 1",
    )
    assert finished.data == {
        "commit": commit.id,
        "undoes": undone,
        "subject": f"assign {FIRST}: roads",
        "paths": [path_of(FIRST)],
    }
    assert status_of(store) == ""
    mcu("check")


def test_undo_restores_bytes_that_mcu_would_write_otherwise(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    path = store.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace(b"channel: phone", b"channel:   'phone'   # by hand"))
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    before = files_of(store)
    mcu(*NOTE)
    assert b"by hand" not in path.read_bytes()
    mcu("undo")
    assert files_of(store) == before
    assert status_of(store) == ""


def test_several_in_a_row_go_back_step_by_step(mcu: Mcu, store: StoreFolder) -> None:
    states = [files_of(store)]
    registered(mcu)
    states.append(files_of(store))
    for command in ("assign 1 --to roads", "answer 1 --interim --text Ответ.", "close 1 --outcome resolved"):
        mcu(*command.split())
        states.append(files_of(store))
    for state in reversed(states[:-1]):
        mcu("undo")
        assert files_of(store) == state
    assert "cannot be taken back" in mcu("undo", code=4).stderr
    assert mcu("list", "--ids").stdout == ""


def test_a_command_after_an_undo_is_taken_back_first(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("assign", "1", "--to", "roads")
    mcu("undo")
    before = files_of(store)
    mcu(*NOTE)
    mcu("undo")
    assert files_of(store) == before
    mcu("undo")
    assert mcu("list", "--ids").stdout == ""


def test_the_founding_is_never_taken_back(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    assert "cannot be taken back" in mcu("undo", code=4).stderr
    assert store.head == head


def test_the_command_of_another_is_not_taken_back(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    another(monkeypatch)
    assert "no command of yours" in mcu("undo", code=4).stderr
    registered(mcu)
    mcu("undo")
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"
    assert store.git("status", "--porcelain") == ""


def test_what_another_touched_since_is_not_taken_back(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    registered(mcu)
    mcu("note", "1", "2", "--text", "Звонили.", "--yes")
    another(monkeypatch)
    mcu("assign", "2", "--to", "roads")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    head = store.head
    assert f"{path_of(SECOND)} was changed since" in mcu("undo", code=4).stderr
    assert store.head == head


def test_what_another_did_elsewhere_does_not_matter(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    mcu(*NOTE)
    another(monkeypatch)
    registered(mcu)
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    mcu("undo")
    assert last_commit(store).subject == f"undo note {FIRST}"
    assert mcu("list", "--ids").stdout.split() == [FIRST, SECOND]


def test_the_command_of_cron_is_not_taken_back(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(mcu)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "mcu-cron")
    mcu(*NOTE)
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    head = store.head
    assert f"{path_of(FIRST)} was changed since" in mcu("undo", code=4).stderr
    assert store.head == head


def test_a_commit_by_hand_is_no_command(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    (store.root / "README").write_text("by hand\n", encoding="utf-8")
    store.git("add", "README")
    store.git("commit", "--quiet", "--message", "mine\x1e with\x1f signs")
    mcu("undo")
    assert last_commit(store).subject == f"undo add {FIRST}: phone"
    assert (store.root / "README").is_file()


def test_a_number_taken_back_is_never_given_again(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu)
    mcu("undo")
    assert registered(mcu) == THIRD
    mcu("undo")
    (store.root / ".mcu" / "index.sqlite").unlink()
    assert registered(mcu) == "20261120-0004"


def test_the_folders_that_an_undo_leaves_empty_are_gone(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("undo")
    assert not (store.root / "appeals").exists()
    assert status_of(store) == ""


def test_a_hand_edit_stands_in_the_way(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu(*NOTE)
    path = store.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Яма".encode(), "Дыра".encode()))
    edited, head = path.read_bytes(), store.head
    assert "changed by hand" in mcu("undo", code=7).stderr
    assert (path.read_bytes(), store.head) == (edited, head)


def test_a_dry_run_says_what_would_be_taken_back(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    head = store.head
    finished = mcu("undo", "--dry-run")
    assert store.head == head
    assert f"registration {FIRST}: telephone (2026-11-20 16:00, 1 file)" in finished.stdout
    assert "dry run" in finished.stderr


def test_on_a_terminal_the_command_is_named_and_asked_for(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    on_a_terminal(monkeypatch)
    head = store.head
    refused = mcu("undo", stdin="n\n", code=4)
    assert f"take back: registration {FIRST}: telephone" in refused.stderr
    assert store.head == head
    assert "[y/N]" not in mcu("undo", "--yes").stderr
    assert mcu("list", "--ids").stdout == ""


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("answer 1 -o resolved -t Засыпано.", f"отменить: ответ {FIRST}: итоговый ответ, решено (20.11.2026 16:00"),
        ("assign 1 2 --to roads --yes", "отменить: назначение, 2 обращения: Управление дорожного хозяйства ("),
        ("classify 1 -c roads", f"отменить: тема {FIRST}: Дороги ("),
        ("defer 1 --until 2026-12-10 -r Весной.", f"отменить: отсрочка {FIRST}: до 10.12.2026 ("),
        ("prioritise 1 -p низкая", f"отменить: важность {FIRST}: низкая ("),
    ],
)
def test_the_question_speaks_the_language_of_the_operator(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: str, told: str
) -> None:
    registered(mcu)
    registered(mcu)
    monkeypatch.setenv("MCU_LANG", "ru")
    mcu(*command.split())
    on_a_terminal(monkeypatch)
    assert told in mcu("undo", stdin="n\n", code=4).stderr
    assert status_of(store) == ""


def test_an_undo_of_record_brings_the_recorded_bytes_back(mcu: Mcu, store: StoreFolder) -> None:
    before = files_of(store)
    path = store.root / "departments.yaml"
    path.write_bytes(path.read_bytes().replace("Наш город".encode(), "Верхнереченск".encode()))
    mcu("record")
    mcu("undo")
    assert files_of(store) == before
    assert last_commit(store).changes == ("M departments.yaml",)
