"""Guards of one command: what it may write and where, what it believes, how it speaks and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.git_errors import explained
from tests.working_day import (
    BY,
    FIRST,
    SECOND,
    THIRD,
    appeal_of,
    commit_count,
    editor,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Finished, Mcu, StoreFolder

LATER = "2026-11-20T19:00:00+05:00"
FILE = path_of(FIRST)
posix = pytest.mark.skipif(os.name == "nt", reason="hooks in sh, links and file modes are those of POSIX")


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal, taken by telephone."""
    registered(mcu, "Яма.", "--street", "Лесная", "--house", "7")
    return store


def refused(mcu: Mcu, store: StoreFolder, *arguments: str, code: int = 4, now: str | None = None) -> Finished:
    """Run a command that must change neither a file nor the record nor what git thinks of them."""
    before = files_of(store), store.head, status_of(store)
    finished = mcu(*arguments, code=code, now=now)
    assert (files_of(store), store.head, status_of(store)) == before
    return finished


def by_hand(store: StoreFolder, old: str, new: str, path: str = FILE) -> None:
    """Change a file in the folder, past every command."""
    text = store.read(path)
    assert old in text
    (store.root / path).write_bytes(text.replace(old, new).encode())


def committed(store: StoreFolder, old: str, new: str, path: str = FILE) -> None:
    """Change a file and commit it with plain git."""
    by_hand(store, old, new, path)
    store.git("commit", "-qam", "by hand")


def hook(store: StoreFolder, name: str, script: str) -> None:
    """Set a hook of git, a script for `sh`."""
    path = store.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def mode(path: Path) -> int:
    """Return who may do what with a file, as `chmod` takes it."""
    return stat.S_IMODE(path.stat().st_mode)


def errors(mcu: Mcu) -> list[str]:
    """Return the fields in which `mcu check`, which must end with 6, finds errors."""
    problems = mcu("check", "--json", code=6).envelope["problems"]
    return [problem.get("field", "") for problem in problems if problem["level"] == "error"]


# What is written can be read


def test_a_change_that_would_make_an_unreadable_file_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    refused(mcu, one, "edit", "1", "--set", "source.network=vk")
    mcu("edit", "1", "--set", "source.system=journal", "--set", "source.network=vk")
    assert appeal_of(mcu, FIRST)["source"] == {"system": "journal", "network": "vk"}


def test_a_clock_behind_the_record_corrects_nothing(mcu: Mcu, one: StoreFolder) -> None:
    mcu("note", "1", "--text", "Заметка.", now=LATER)
    refused(mcu, one, "edit", "1", "--set", "place.street=Полевая")
    by_hand(one, "Лесная", "Полевая")
    refused(mcu, one, "record")
    mcu("record", now=LATER)
    assert mcu("check", "--json").data["errors"] == 0


@pytest.mark.parametrize(
    ("moment", "code"), [("9999-12-31T23:59:59-12:00", 2), ("0001-01-01T00:00:00+12:00", 2), (LATER, 4)]
)
def test_an_appeal_is_received_neither_in_the_future_nor_at_the_end_of_time(
    mcu: Mcu, one: StoreFolder, moment: str, code: int
) -> None:
    refused(mcu, one, "edit", "1", "--set", f"received={moment}", code=code)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("received: '2026-11-20T16:00:00+03:00'", "received: '9999-12-31T23:59:59-12:00'", "received"),
        ("event: registered", "event: rated\n  rating: 99999999999999999999", "history.0.rating"),
        ("event: registered", "event: rated\n  rating: 6", "history.0.rating"),
        ("event: registered", "event: escalated\n  to: mayor\n  level: 0", "history.0.level"),
    ],
)
def test_a_value_past_all_bounds_is_an_error_of_its_file_alone(
    mcu: Mcu, one: StoreFolder, old: str, new: str, field: str
) -> None:
    registered(mcu, "Люк.")
    if field != "received":
        old, new = f"{old}\n  priority: normal\n", f"{new}\n"
    committed(one, old, new)
    assert mcu("list", "--ids").stdout.split() == [SECOND]
    mcu("show", FIRST, code=6)
    assert field in errors(mcu)


@pytest.mark.parametrize("version", ["0", "-1", "1.0", "one", "''"])
def test_a_format_that_there_never_was_is_not_read(mcu: Mcu, one: StoreFolder, version: str) -> None:
    committed(one, "format: 1\n", f"format: {version}\n")
    refused(mcu, one, "note", FIRST, "--text", "Заметка.", code=6)
    assert errors(mcu)


def test_a_word_is_on_one_line(mcu: Mcu, one: StoreFolder) -> None:
    before = files_of(one), one.head
    mcu("add", "--channel", "phone", "--text", "Люк.", "--name", "Житель\nЖ. Ж.", code=4)
    assert (files_of(one), one.head) == before
    mcu("edit", "1", "--set", "author.name=Житель\nЖ. Ж.", code=2)
    assert (files_of(one), one.head) == before


def test_an_event_keeps_the_keys_that_a_later_version_gave_it(mcu: Mcu, one: StoreFolder) -> None:
    mcu("answer", "1", "--interim", "--text", "Едем.")
    head, events = one.read(FILE).split("\nhistory:\n")
    first, answered = events.split("\n- id: ", 1)
    first = first.replace("route: '2026-11-23T10:00:00+03:00', ", "")  # so that the due moments stay on one line
    first = first.replace("+03:00'}", "+03:00', pause: '2026-11-25'}\n  reason: Позже.\n  rating: '9'")
    answered = answered.partition("  due:")[0]
    answered += "  due: {final: '2026-12-03T17:45:00+03:00', second: soon}\n  department: roads\n  control: odd\n"
    (one.root / FILE).write_bytes(f"{head}\nhistory:\n{first}\n- id: {answered}".encode())
    one.git("commit", "-qam", "by a later version")

    standing = one.read(FILE).split("\nhistory:\n")[1]
    mcu("list", "--json")
    mcu("note", "1", "--text", "Заметка.", now=LATER)
    assert one.read(FILE).split("\nhistory:\n")[1].startswith(standing)
    assert appeal_of(mcu, FIRST)["history"][1]["control"] == "odd"


# What never changes


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("channel=letter", 4),
        ("source.key=zzz", 4),
        ("source.key=", 4),
        ("source.system=other", 4),
        ("source.system=", 2),
    ],
)
def test_how_an_appeal_is_known_never_changes(mcu: Mcu, one: StoreFolder, setting: str, code: int) -> None:
    mcu("edit", "1", "--set", "source.system=journal", "--set", "source.key=17")
    refused(mcu, one, "edit", "1", "--set", setting, code=code)


def test_a_channel_changed_by_hand_is_not_recorded(mcu: Mcu, one: StoreFolder) -> None:
    by_hand(one, "channel: phone", "channel: letter")
    refused(mcu, one, "record")


def test_a_hand_edit_of_form_alone_does_not_hold_up_the_others(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu, "Люк.")
    by_hand(one, "\n", "\r\n")
    by_hand(one, "Люк.", "Люк открыт.", path_of(SECOND))
    standing = one.read(FILE)
    done = mcu("record", now=LATER)
    assert last_commit(one).changes == (f"M {path_of(SECOND)}",)
    assert FILE in done.stderr
    assert one.read(FILE) == standing


def test_an_appeal_is_deferred_within_the_rules_of_its_channel(mcu: Mcu, one: StoreFolder) -> None:
    reason = ("--reason", "Ждём лета.")
    registered(mcu, "Прошу сообщить.", channel="letter")
    refused(mcu, one, "defer", "2", "--until", "2026-12-01", *reason)
    refused(mcu, one, "defer", "1", "--until", "2026-12-22", *reason)
    refused(mcu, one, "defer", "1", "--until", "2027-10-01", *reason)
    mcu("defer", "1", "--until", "2026-12-18", *reason)
    assert appeal_of(mcu, FIRST)["state"]["promised"] == "2026-12-18"


def test_a_deferral_that_would_end_on_a_day_off_ends_before_it(mcu: Mcu, one: StoreFolder) -> None:
    assert "defer: {within: 30 calendar days, on_day_off: earlier" in one.read("categories.yaml")
    refused(mcu, one, "defer", "1", "--until", "2026-12-21", "--reason", "Ждём.")  # the 20th is a Sunday


# A store from elsewhere is not believed


def _blob(store: StoreFolder) -> str:
    return store.git("rev-parse", "HEAD:departments.yaml")


def _journal(store: StoreFolder, name: str, *step: str) -> Path:
    path = store.root / ".mcu" / "journal.jsonl"
    lines = [{"action": "assign", "paths": 1}, [name, *step]]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["{outside}", "../planted", ".git/hooks/post-commit", "notes.txt", "appeals/../x"])
def test_a_journal_with_a_path_that_no_command_writes_is_not_believed(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, name: str
) -> None:
    name = name.format(outside=tmp_path / "planted")
    journal = _journal(one, name, "", "1" * 40, _blob(one))
    assert FIRST in mcu("list").stdout
    refused(mcu, one, "note", "1", "--text", "Заметка.", code=6)
    assert not (one.root / name).exists()
    assert journal.exists()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_journal_with_an_object_that_is_none_is_not_believed(mcu: Mcu, one: StoreFolder, place: int) -> None:
    step = ["", "1" * 40, _blob(one)]
    step[place] = "HEAD:./departments.yaml"
    _journal(one, path_of(SECOND), *step)
    mcu("list")
    refused(mcu, one, "note", "1", "--text", "Заметка.", code=6)
    assert not (one.root / path_of(SECOND)).exists()


@pytest.mark.parametrize("command", [("list",), ("add", "--channel", "phone", "--text", "Люк."), ("show", "1")])
def test_a_store_that_tracks_private_files_is_refused(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, command: tuple[str, ...]
) -> None:
    one.git("add", "-f", ".mcu/index.sqlite")
    one.git("commit", "-qm", "planted")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", one.root, clone], check=True)
    assert FIRST not in mcu(*command, code=6, cwd=clone).stdout


def test_check_puts_an_interrupted_command_right_first(mcu: Mcu, one: StoreFolder) -> None:
    before = one.git("rev-parse", f"HEAD:{FILE}")
    by_hand(one, "Лесная", "Полевая")
    _journal(one, FILE, before, one.git("hash-object", FILE))
    assert mcu("check", "--json").data["warnings"] == 0
    assert status_of(one) == ""
    assert not (one.root / ".mcu" / "journal.jsonl").exists()


@posix
@pytest.mark.parametrize("name", ["a\nb.yaml", "a\u2028b.yaml", "20261120-0002.yaml\n"])
def test_a_file_of_an_odd_name_is_refused_and_no_riddle(mcu: Mcu, one: StoreFolder, name: str) -> None:
    (one.root / "appeals" / name).write_text(one.read(FILE), encoding="utf-8")
    refused(mcu, one, "record")
    mcu("check", code=6)
    assert mcu("list", "--ids").stdout.split() == [FIRST]


@posix
@pytest.mark.parametrize("name", [".mcu", "appeals", "appeals/2026"])
@pytest.mark.parametrize("command", [("list",), ("add", "--channel", "phone", "--text", "Люк.")])
def test_a_folder_that_is_a_link_leads_mcu_nowhere(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(one.root / name)
    (one.root / name).symlink_to(elsewhere, target_is_directory=True)
    head = one.head
    mcu(*command, code=0 if command == ("list",) and name != ".mcu" else 7)
    assert list(elsewhere.iterdir()) == []
    assert one.head == head


# git: its hooks, its identities, its streams


@posix
def test_a_hook_that_puts_a_file_into_the_commit_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    hook(one, "pre-commit", "date > stats.txt\ngit add stats.txt")
    files, head = files_of(one), one.head
    mcu("assign", "1", "--to", "roads", code=4)
    assert one.head == head
    assert status_of(one) in {"", "?? stats.txt"}  # the file itself is the hook's
    assert {name: data for name, data in files_of(one).items() if name != "stats.txt"} == files
    (one.root / ".git" / "hooks" / "pre-commit").unlink()
    mcu("assign", "1", "--to", "roads")
    assert last_commit(one).changes == (f"M {FILE}",)


@posix
def test_a_hook_that_rewrites_an_appeal_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    hook(one, "pre-commit", f"sed 's/Яма/Ров/' {FILE} > {FILE}.new && mv {FILE}.new {FILE}\ngit add {FILE}")
    refused(mcu, one, "assign", "1", "--to", "roads")
    (one.root / ".git" / "hooks" / "pre-commit").unlink()
    mcu("assign", "1", "--to", "roads")
    assert appeal_of(mcu, FIRST)["text"] == "Яма."


@pytest.fixture
def jobs(store: StoreFolder) -> Iterator[Path]:
    """Name the file into which a hook writes the processes it leaves running; they end with the test."""
    path = store.root / ".git" / "jobs"
    yield path
    for job in path.read_text(encoding="utf-8").split() if path.exists() else ():
        try:
            os.kill(int(job), signal.SIGKILL)
        except ProcessLookupError:
            continue


@posix
@pytest.mark.parametrize("streams", [">/dev/null 2>&1", ""])
def test_a_job_that_a_hook_leaves_running_holds_up_nobody(
    mcu_process: Mcu, one: StoreFolder, jobs: Path, monkeypatch: pytest.MonkeyPatch, streams: str
) -> None:
    hook(one, "post-commit", f"sleep 60 {streams} &\necho $! >> .git/jobs")
    monkeypatch.setenv("MCU_LOCK_TIMEOUT", "0")
    mcu_process("assign", "1", "--to", "roads")
    (job,) = jobs.read_text(encoding="utf-8").split()
    os.kill(int(job), 0)  # it is there still: nobody has waited for its end
    mcu_process("note", "1", "--text", "Заметка.")
    os.kill(int(job), 0)


def test_the_committer_is_the_operator(mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Сервер")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "server@town.example")
    mcu("assign", "1", "--to", "roads")
    assert one.git("log", "-1", "--format=%ae %ce") == f"{BY} {BY}"
    assert one.git("log", "-1", "--format=%an") == one.git("log", "-1", "--format=%cn")


def test_a_legacy_code_page_loses_no_letter(
    mcu_process: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1251")
    text = "Ёлка 🎄 упала − совсем."
    mcu_process("add", "--channel", "phone", "--file", "-", stdin=text)
    assert text in mcu_process("show", "2").stdout
    assert "🎄" in mcu_process("list").stdout
    assert f"  {text}\n" in one.read(path_of(SECOND))


def test_input_that_is_not_utf8_is_refused_whatever_the_code_page(
    mcu_process: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1251")
    mcu_process("note", "1", "--file", "-", stdin="Заметка.".encode("cp1251"), code=5)
    assert commit_count(one) == 2


def test_a_disk_that_is_full_is_no_lock_of_somebody_else() -> None:
    index = "fatal: sha1 file '/store/.git/index.lock' write error. Out of diskspace"
    plain = "error: unable to write file: No space left on device"
    locked = "fatal: Unable to create '/store/.git/index.lock': File exists."
    assert str(explained("add", index)) == str(explained("add", plain))
    assert str(explained("add", locked)) != str(explained("add", plain))


def test_an_index_that_another_process_is_writing_is_left_alone(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcu_cli.store.index_file.PATIENCE", 0.05)
    index = one.root / ".mcu" / "index.sqlite"
    one.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
    inode = index.stat().st_ino
    with contextlib.closing(sqlite3.connect(index, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO used_ids VALUES ('20261120-0002', '')")
        assert mcu("list", "--ids").stdout.split() == [FIRST]
        other.execute("COMMIT")
    assert index.stat().st_ino == inode
    assert registered(mcu) == THIRD


# Who may read it


@posix
@pytest.mark.parametrize(("mask", "expected"), [(0o077, 0o600), (0o027, 0o640), (0o002, 0o664)])
def test_files_of_the_record_are_as_open_as_the_operator_lets_them_be(
    mcu: Mcu, store: StoreFolder, mask: int, expected: int
) -> None:
    before = os.umask(mask)
    try:
        registered(mcu)
    finally:
        os.umask(before)
    assert mode(store.root / FILE) == expected


@posix
def test_the_private_folder_is_the_operators_alone(mcu: Mcu, one: StoreFolder) -> None:
    shutil.rmtree(one.root / ".mcu")
    mcu("record")
    assert mode(one.root / ".mcu") == 0o700


@posix
def test_the_private_folder_is_the_operators_alone_after_a_look(mcu: Mcu, one: StoreFolder) -> None:
    shutil.rmtree(one.root / ".mcu")
    mcu("list")
    assert mode(one.root / ".mcu") == 0o700


@posix
def test_the_journal_is_for_the_operators_eyes(mcu: Mcu, one: StoreFolder) -> None:
    hook(one, "pre-commit", "ls -l .mcu/journal.jsonl > .git/seen")
    mcu("assign", "1", "--to", "roads")
    assert one.read(".git/seen").startswith("-rw------- ")


@posix
@pytest.mark.parametrize("command", [("edit", "1"), ("note", "1")])
def test_a_draft_is_for_the_operators_eyes(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'ls -l "$1" > "$0.seen"; exit 1'))
    head = one.head
    mcu(*command, code=4)
    assert one.head == head
    (draft,) = (one.root / ".mcu" / "drafts").iterdir()
    assert (tmp_path / "editor.sh.seen").read_text(encoding="utf-8").startswith("-rw------- ")
    assert mode(draft) == 0o600
