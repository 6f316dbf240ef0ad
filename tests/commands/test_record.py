"""`mcu record`: hand edits of facts and registries come into the record, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.git import Git
from tests.working_day import (
    BY,
    FIRST,
    SECOND,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from typing import Any

    from tests.conftest import Mcu, StoreFolder


def edit(store: StoreFolder, old: str, new: str, path: str = path_of(FIRST)) -> bytes:
    """Change a file by hand; return its bytes then."""
    text = store.read(path)
    assert old in text
    (store.root / path).write_bytes(text.replace(old, new).encode())
    return (store.root / path).read_bytes()


def refused(mcu: Mcu, store: StoreFolder, *arguments: str, code: int = 4) -> str:
    """Run `mcu record`, which must change nothing; return what it said."""
    before, head = files_of(store), store.head
    finished = mcu("record", *arguments, code=code)
    assert (files_of(store), store.head) == (before, head)
    return finished.stderr


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one assigned appeal."""
    registered(mcu, "Яма.", "--street", "Лесная", "--house", "7", "--name", "Житель Ж. Ж.")
    mcu("assign", "1", "--to", "roads")
    return store


def test_all_that_is_wrong_is_listed_by_path(mcu: Mcu, one: StoreFolder) -> None:
    edit(one, "status: assigned", "status: closed")
    new = path_of(SECOND)
    (one.root / new).write_bytes((one.root / path_of(FIRST)).read_bytes())
    said = refused(mcu, one)
    assert "the state follows from the history" in said
    assert "not by a new file" in said
    assert said.index(path_of(FIRST)) < said.index(new)


def test_many_hand_edits_start_no_more_gits_than_one(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [registered(mcu, f"Яма {n}.") for n in range(3)]
    begun: list[object] = []
    original = Git._cat_file

    def counted(git: Git, *details: Any) -> Any:
        begun.append(git)
        return original(git, *details)

    monkeypatch.setattr(Git, "_cat_file", counted)
    edit(one, "  Яма.\n", "  Яма и люк.\n")
    mcu("record")
    of_one = len(begun)
    begun.clear()
    for n, name in enumerate(others):
        edit(one, f"  Яма {n}.\n", f"  Яма и люк {n}.\n", path_of(name))
    assert len(mcu("record", "--json").data["files"]) == len(others)
    assert len(begun) == of_one


def test_changed_facts_become_an_event_that_names_them(mcu: Mcu, one: StoreFolder) -> None:
    before = one.read(path_of(FIRST))
    edit(one, "street: Лесная, house: '7'", "street: Полевая, house: '8'")
    edit(one, "  Яма.\n", "  Яма и люк.\n")
    data = mcu("record", "--reason", "Ошибка при вводе.", "--json", now="2026-11-20T19:00:00+05:00").data
    fields = ["place.street", "place.house", "text"]
    commit = last_commit(one)
    assert data == {"commit": commit.id, "files": [{"path": path_of(FIRST), "fields": fields}]}
    assert commit.subject == f"record {FIRST}"
    assert commit.changes == (f"M {path_of(FIRST)}",)
    assert commit.trailers[0] == "Mcu-Action: record"
    event = appeal_of(mcu, "1")["history"][-1]
    assert event == {
        "id": event["id"],
        "at": "2026-11-20T17:00:00+03:00",
        "by": BY,
        "event": "corrected",
        "fields": fields,
        "reason": "Ошибка при вводе.",
    }
    # Exactly these bytes: what was changed by hand, and the event behind a history that stands as it stood.
    facts = before.partition("state:")[0].replace("Лесная, house: '7'", "Полевая, house: '8'")
    after = one.read(path_of(FIRST))
    assert after.startswith(facts.replace("Яма.", "Яма и люк.") + "state:" + before.partition("state:")[2])
    assert status_of(one) == ""
    mcu("check")


def test_an_unknown_key_is_a_fact_too(mcu: Mcu, one: StoreFolder) -> None:
    edit(one, "channel: phone\n", "channel: phone\nmood: злой\n")
    mcu("record")
    assert appeal_of(mcu, "1")["mood"] == "злой"
    assert appeal_of(mcu, "1")["history"][-1]["fields"] == ["mood"]
    mcu("note", "1", "--text", "Звонили.")
    assert "mood: злой" in one.read(path_of(FIRST))


def test_a_registry_changed_by_hand_is_in_force_when_recorded(mcu: Mcu, one: StoreFolder) -> None:
    edited = edit(
        one,
        "departments:\n",
        "departments:\n\n  # наш новый отдел\n  parks:\n    name: Отдел парков\n",
        "departments.yaml",
    )
    mcu("assign", "1", "--to", "parks", code=3)
    assert mcu("record").stdout == "departments.yaml\n1 file recorded\n"
    assert (one.root / "departments.yaml").read_bytes() == edited
    commit = last_commit(one)
    assert (commit.subject, commit.changes) == ("record departments.yaml", ("M departments.yaml",))
    mcu("assign", "1", "--to", "parks")
    assert appeal_of(mcu, "1")["state"]["department"] == "parks"


def test_both_registries_and_an_appeal_are_recorded_together(mcu: Mcu, one: StoreFolder) -> None:
    commits = commit_count(one)
    edit(one, "Яма.", "Люк.")
    edit(one, "name: Наш город", "name: Верхнереченск", "departments.yaml")
    edit(one, "name: Здравоохранение", "name: Медицина города", "categories.yaml")
    mcu("record")
    assert commit_count(one) == commits + 1
    assert {change[2:] for change in last_commit(one).changes} == {
        path_of(FIRST), "departments.yaml", "categories.yaml",
    }  # fmt: skip
    assert status_of(one) == ""


def test_only_the_files_named_are_recorded(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu)
    edit(one, "Яма.", "Люк.")
    edited = edit(one, "Яма на дороге.", "Колея.", path_of(SECOND))
    mcu("record", path_of(FIRST), cwd=one.root)
    assert last_commit(one).changes == (f"M {path_of(FIRST)}",)
    assert status_of(one) == f" M {path_of(SECOND)}"
    assert (one.root / path_of(SECOND)).read_bytes() == edited
    mcu("record", f"{SECOND}.yaml", cwd=(one.root / path_of(SECOND)).parent)
    assert status_of(one) == ""


def test_a_file_that_was_not_changed_is_not_found(mcu: Mcu, one: StoreFolder) -> None:
    assert "was not changed by hand" in refused(mcu, one, path_of(FIRST), code=3)
    assert "is not in the store" in refused(mcu, one, "/etc/hosts", code=2)
    assert mcu("record").stdout == "nothing was changed by hand\n"
    assert mcu("record", "--json").data == {"commit": None, "files": []}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("status: assigned", "status: closed", "state follows from the history"),
        ("department: roads\n", "department: housing\n", "state follows from the history"),
        ("event: assigned, department: roads", "event: assigned, department: housing", ""),
        ("event: assigned, department: roads", "event: closed, outcome: resolved", ""),
        (f"id: {FIRST}", f"id: {SECOND}", "id never changes"),
        (f"id: {FIRST}", "id: 7", "is not an id"),
        ("channel: phone", "channel: pigeon", "'pigeon' is not one of"),
        ("format: 1", "format: 2", "newer mcu"),
        ("channel: phone", "channel: phone\nchannel: mail", "twice"),
        ("text: |-", "text: [", ""),
        ("channel: phone\n", "", "'channel' is missing"),
    ],
)
def test_what_commands_write_is_not_edited_by_hand(mcu: Mcu, one: StoreFolder, old: str, new: str, word: str) -> None:
    edit(one, old, new)
    sentence = refused(mcu, one)
    assert "nothing was changed" in sentence
    assert path_of(FIRST) in sentence
    assert word in sentence


def test_an_event_taken_out_of_the_history_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    shorter = one.read(path_of(FIRST)).encode()
    mcu("note", "1", "--text", "Звонили.")
    (one.root / path_of(FIRST)).write_bytes(shorter)
    assert "the history is written by commands only" in refused(mcu, one)
    assert status_of(one) == f" M {path_of(FIRST)}"


def test_a_change_of_form_alone_is_no_change(mcu: Mcu, one: StoreFolder) -> None:
    edit(one, "channel: phone", "channel:  'phone'  # тот же")
    head = one.head
    finished = mcu("record")
    assert finished.stdout == "nothing was changed by hand\n"
    assert f"{path_of(FIRST)} differs from the record in form only" in finished.stderr
    assert one.head == head
    assert status_of(one) == f" M {path_of(FIRST)}"


def test_a_deletion_and_a_new_file_are_refused(mcu: Mcu, one: StoreFolder) -> None:
    new = one.root / path_of(SECOND)
    new.write_bytes(one.read(path_of(FIRST)).replace(FIRST, SECOND).encode())
    (one.root / path_of(FIRST)).unlink()
    sentence = refused(mcu, one)
    assert "an appeal is never deleted" in sentence
    assert "not by a new file" in sentence


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        ("departments.yaml", "timezone: Europe/Moscow", "timezone: Луна", "is not a time zone"),
        ("departments.yaml", "departments:\n", "departments: [\n", "departments.yaml:"),
        ("departments.yaml", "format: 1 ", "format: 2 ", "newer mcu"),
        ("categories.yaml", "department: health-ministry", "department: nobody", "there is no department 'nobody'"),
    ],
)
def test_a_broken_registry_is_refused_with_its_line(
    mcu: Mcu, one: StoreFolder, path: str, old: str, new: str, word: str
) -> None:
    edit(one, old, new, path)
    head = one.head
    finished = mcu("record", code=4 if "newer" in word else 5)
    assert word in finished.stderr
    assert path in finished.stderr
    assert one.head == head
    registered(mcu)  # the registry on record is in force as before


def test_a_dry_run_says_the_fields(mcu: Mcu, one: StoreFolder) -> None:
    edited, head = edit(one, "Яма.", "Люк."), one.head
    finished = mcu("record", "--dry-run")
    assert finished.stdout == f"{path_of(FIRST)}: text\n"
    assert one.head == head
    assert (one.root / path_of(FIRST)).read_bytes() == edited


def test_a_hand_edit_survives_a_hook_that_refuses(mcu: Mcu, one: StoreFolder) -> None:
    hook = one.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'не сегодня' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    edited, head = edit(one, "Яма.", "Люк."), one.head
    assert "не сегодня" in mcu("record", code=4).stderr
    assert (one.root / path_of(FIRST)).read_bytes() == edited
    assert one.head == head
    assert status_of(one) == f" M {path_of(FIRST)}"
    hook.unlink()
    mcu("record")
    assert appeal_of(mcu, "1")["text"] == "Люк."


@pytest.mark.parametrize(
    "command", ["note 1 --text а", "assign 1 --to housing", "undo", "edit 1 --set text=б", "split 1 -t в"]
)
def test_a_file_changed_by_hand_is_never_overwritten(mcu: Mcu, one: StoreFolder, command: str) -> None:
    edited, head = edit(one, "Яма.", "Люк."), one.head
    finished = mcu(*command.split(), code=7)
    assert f"{path_of(FIRST)} was changed by hand" in finished.stderr
    assert "mcu record" in finished.stderr
    assert (one.root / path_of(FIRST)).read_bytes() == edited
    assert one.head == head
    assert status_of(one) == f" M {path_of(FIRST)}"


def test_what_was_changed_by_hand_is_never_swept_into_a_commit(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu)
    edited = edit(one, "Яма.", "Люк.")
    edit(one, "name: Наш город", "name: Верхнереченск", "departments.yaml")
    (one.root / "notes.txt").write_text("мои заметки\n", encoding="utf-8")
    one.git("add", "notes.txt", "departments.yaml")
    mcu("note", "2", "--text", "Звонили.")
    assert last_commit(one).changes == (f"M {path_of(SECOND)}",)
    assert (one.root / path_of(FIRST)).read_bytes() == edited
    assert set(status_of(one).splitlines()) == {"M  departments.yaml", "A  notes.txt", f" M {path_of(FIRST)}"}


def test_a_file_removed_by_hand_stops_a_command_that_would_write_it(mcu: Mcu, one: StoreFolder) -> None:
    (one.root / path_of(FIRST)).unlink()
    head = one.head
    assert "removed" in mcu("note", "1", "--text", "а", code=7).stderr
    assert one.head == head


def test_a_file_in_the_way_of_a_new_appeal_is_left_alone(mcu: Mcu, one: StoreFolder) -> None:
    mine = one.root / path_of(SECOND)
    mine.write_text("мой файл\n", encoding="utf-8")
    head = one.head
    assert "in the way" in mcu("add", "--channel", "phone", "--text", "а", code=7).stderr
    assert mine.read_text(encoding="utf-8") == "мой файл\n"
    assert one.head == head


# Filters and templates


def test_a_template_written_by_hand_is_taken_in_and_its_removal_too(mcu: Mcu, one: StoreFolder) -> None:
    path = "templates/roads/ремонт-2.txt"
    (one.root / "templates/roads").mkdir(parents=True, exist_ok=True)
    (one.root / path).write_text("Дорогу отремонтируют в мае.\n", encoding="utf-8")

    assert mcu("record", "--json").data["files"] == [{"path": path, "fields": []}]
    assert last_commit(one).changes == (f"A {path}",)
    assert f"Mcu-File: {path}" in last_commit(one).trailers

    (one.root / path).unlink()
    mcu("record")
    assert last_commit(one).changes == (f"D {path}",)
    assert status_of(one) == ""

    mcu("undo", "--yes")
    assert one.read(path) == "Дорогу отремонтируют в мае.\n"


@pytest.mark.parametrize("name", ["notes.md", "нет точки", "a b.txt", "..txt", "roads/.txt"])
def test_what_is_no_template_is_refused_with_the_reason(mcu: Mcu, one: StoreFolder, name: str) -> None:
    target = one.root / "templates" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("x", encoding="utf-8")

    said = refused(mcu, one)

    assert f"templates/{name}: this is no template; templates end in .txt" in said


def test_a_removal_that_git_refuses_brings_the_file_back(mcu: Mcu, one: StoreFolder) -> None:
    path = one.root / "templates" / "прочее.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("Ответ.\n", encoding="utf-8")
    mcu("record")
    head = one.head
    hook = one.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    path.unlink()

    mcu("record", code=4)

    assert one.head == head
    assert path.read_text(encoding="utf-8") == "Ответ.\n"


BROKEN = {
    "filters.yaml": ("format: 1\nfilters:\n  мои: 'stauts:new'\n", "there is no field 'stauts'"),
    "templates/roads/explained.txt": ("Здравствуйте, {{ author.nome }}!\n", "author.nome"),
    "templates/прочее.txt": ("{% if %}x", "templates/прочее.txt:1"),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_filter_or_template_is_refused_and_checked(mcu: Mcu, one: StoreFolder, path: str) -> None:
    text, said = BROKEN[path]
    (one.root / path).parent.mkdir(parents=True, exist_ok=True)
    (one.root / path).write_text(text, encoding="utf-8")

    assert said in refused(mcu, one)
    checked = mcu("check", code=6).stdout
    assert said in checked
    assert "1 error" in checked

    one.git("add", "--all")
    one.git("commit", "--quiet", "--message", "by hand")
    assert said in mcu("check", code=6).stdout


def test_a_registry_that_is_being_recorded_is_not_said_to_wait(mcu: Mcu, one: StoreFolder) -> None:
    edit(one, "name: Наш город", "name: Невинск", "departments.yaml")

    assert "not in force" in mcu("list").stderr
    assert "not in force" not in mcu("record").stderr


# --- A damage that somebody committed by hand


def damaged_on_record(store: StoreFolder, path: str = path_of(FIRST)) -> bytes:
    """Commit by hand a file that cannot be read, and put the good text back on disk; return that text."""
    good = (store.root / path).read_bytes()
    (store.root / path).write_bytes(b"<<<<<<< HEAD\n" + good)
    store.git("commit", "--all", "--no-verify", "--message", "by hand")
    (store.root / path).write_bytes(good)
    return good


def test_a_damage_on_record_is_mended_by_the_text_that_stood_before(mcu: Mcu, one: StoreFolder) -> None:
    good = damaged_on_record(one)
    assert "1" in mcu("record").stdout
    assert one.git("show", f"HEAD:{path_of(FIRST)}").encode() == good.strip()
    assert last_commit(one).subject == f"record {FIRST}"
    assert len(appeal_of(mcu, FIRST)["history"]) == 2
    assert status_of(one) == ""
    mcu("check")
    mcu("note", "1", "--text", "Дальше.")


def test_facts_may_be_put_right_while_a_damage_is_mended(mcu: Mcu, one: StoreFolder) -> None:
    good = damaged_on_record(one)
    (one.root / path_of(FIRST)).write_bytes(good.replace("Лесная".encode(), "Лесная улица".encode()))
    mcu("record", "--reason", "Уточнено.")
    event = appeal_of(mcu, FIRST)["history"][-1]
    assert (event["event"], event["fields"]) == ("corrected", ["place.street"])
    mcu("check")


@pytest.mark.parametrize(
    ("old", "new"),
    [("department: roads", "department: health"), ("status: assigned", "status: closed"), ("format: 1", "format: x")],
)
def test_a_damage_is_never_mended_by_another_history_or_state(mcu: Mcu, one: StoreFolder, old: str, new: str) -> None:
    before = one.head
    good = damaged_on_record(one)
    assert old.encode() in good
    (one.root / path_of(FIRST)).write_bytes(good.replace(old.encode(), new.encode()))
    said = refused(mcu, one)
    assert "cannot be read as it is on record" in said
    assert f"`git show {before[:12]}:./{path_of(FIRST)}`" in said


def test_an_item_is_mended_like_an_appeal(mcu: Mcu, store: StoreFolder) -> None:
    path = "instructions/2026/I-2026-0001.yaml"
    mcu("instruct", "add", "--text", "Сделать.", "--to", "roads", "--until", "2026-11-25")
    good = damaged_on_record(store, path)
    (store.root / path).write_bytes(good.replace(b"2026-11-25", b"2026-11-26", 1))
    mcu("record")
    shown = mcu("instruct", "show", "1", "--json").data
    assert shown["due"] == "2026-11-26"
    assert [event["event"] for event in shown["history"]] == ["registered", "corrected"]
    mcu("check")


def test_a_press_text_says_that_its_figures_are_without_a_file(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu, "Темно.")
    damaged_on_record(one)
    told = mcu("report", "2026-11", "--kind", "press").stdout
    assert told.splitlines()[-1].startswith("1 файл ")
