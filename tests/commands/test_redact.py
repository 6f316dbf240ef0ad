"""`mcu redact`: what goes is gone from the record and from all that mcu keeps beside it, and nothing brings it back."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.redaction import MARK
from mcu_cli.intake.incident_columns import TEXT
from mcu_cli.store import private_traces
from tests.workbooks import INCIDENT, export, plain
from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    refused,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Finished, Mcu, StoreFolder

PHONE = "8 900 000-12-34"
NAME = "Чудоюдова Мария Ивановна"
_SHARED = 2  # letters
LATER = "2026-11-21T09:00:00+05:00"
MUCH_LATER = "2026-11-22T09:00:00+05:00"


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one answered appeal, full of what is personal."""
    text = f"Яма у квасцовки. Я, {NAME}, звонила. Мой номер {PHONE}!"
    registered(mcu, text, "--name", NAME, "--phone", PHONE, "--street", "Лесная", "--house", "7", "--flat", "5")
    mcu("note", "1", "--text", f"Перезвонить: {PHONE}")
    mcu("answer", "1", "--text", f"{NAME}, яма заквашена.", "--outcome", "resolved")
    return store


def private_bytes(store: StoreFolder) -> bytes:
    """Return all that lies in the private folder, one file behind the other."""
    files = sorted(path for path in (store.root / ".mcu").rglob("*") if path.is_file())
    return b"\n".join(path.read_bytes() for path in files)


def holds(store: StoreFolder, words: str) -> list[str]:
    """Return where the words, or their stems, stand: among the files of the record, and in the private folder.

    SQLite's full-text table keeps of a word what differs from the one before, so that the end of it is looked for.
    """
    found = [path for path, data in files_of(store).items() if words.encode() in data]
    return found + [".mcu"] * (words[_SHARED:].encode() in private_bytes(store))


def test_the_author_goes_from_the_record_and_the_event_names_him(mcu: Mcu, one: StoreFolder) -> None:
    before = appeal_of(mcu, "1")
    data = mcu("redact", FIRST, "--author", "--reason", "Просьба заявителя.", "--yes", "--json", now=LATER).data
    after = appeal_of(mcu, "1")
    assert "author" not in after
    assert after["history"][-1] | {"id": "x"} == {
        "id": "x",
        "at": "2026-11-21T07:00:00+03:00",
        "by": "operator@town.example",
        "event": "redacted",
        "fields": ["author"],
        "reason": "Просьба заявителя.",
    }
    assert after["history"][:-1] == before["history"]
    assert {key: value for key, value in after.items() if key != "history"} == {
        key: value for key, value in before.items() if key not in {"history", "author"}
    }
    assert data["redacted"] == [{"id": FIRST, "fields": ["author"], "after": {"author": None}}]
    assert data["commit"] == one.head


def test_the_commit_repeats_nothing_of_what_went(mcu: Mcu, one: StoreFolder) -> None:
    mcu("redact", "1", "--author", "--text", PHONE, "--text", NAME, "--yes")
    commit = last_commit(one)
    note, answer = (event["id"] for event in appeal_of(mcu, "1")["history"][1:3])
    assert commit.subject == f"redact {FIRST}: author, text, {note}.text, {answer}.text"
    assert commit.trailers == ("Mcu-Action: redact", f"Mcu-Appeal: {FIRST}", "Mcu-Format: 1")
    assert commit.changes == (f"M {path_of(FIRST)}",)


@pytest.mark.usefixtures("one")
def test_passages_go_from_text_note_and_answer_alike(mcu: Mcu) -> None:
    mcu("redact", "1", "--text", PHONE, "--text", NAME, "--yes")
    appeal = appeal_of(mcu, "1")
    assert appeal["text"] == f"Яма у квасцовки. Я, {MARK}, звонила. Мой номер {MARK}!"
    assert [event.get("text") for event in appeal["history"][1:3]] == [
        f"Перезвонить: {MARK}",
        f"{MARK}, яма заквашена.",
    ]
    assert "author" not in appeal  # both of it were such passages
    assert "0 violations" in mcu("verify").stdout


def test_nothing_of_it_stays_in_the_folder_nor_in_the_private_one(mcu: Mcu, one: StoreFolder) -> None:
    mcu("search", "квасцовки")
    mcu("assign", "1", "--to", "roads", code=4)
    assert holds(one, PHONE) == [path_of(FIRST), ".mcu"]
    mcu("redact", "1", "--all", "--yes")
    for words in (PHONE, NAME, "Чудоюдов", "чудоюдов", "квасцов", "заквашен"):
        assert holds(one, words) == []
    for word in ("квасцов", "Чудоюдова", "заквашена", "000-12-34"):
        mcu("search", word, code=0)
        assert mcu("search", word, "--json").data == []
    assert not status_of(one)
    assert "0 errors, 0 warnings" in mcu("check").stdout


def test_an_open_complaint_still_knows_whom_it_must_not_be_given_to(mcu: Mcu, one: StoreFolder) -> None:
    """59-ФЗ art. 8 part 6 holds until the complaint is settled."""
    del one
    mcu("reopen", "1", "--reason", "Жалуется на дорожников.")
    mcu("edit", "1", "--set", "against=roads")
    mcu("redact", "1", "--all", "--yes")
    assert appeal_of(mcu, FIRST)["against"] == ["roads"]
    mcu("assign", "1", "--to", "roads", code=4)
    mcu("redact", "1", "--field", "against", "--yes")
    assert "against" not in appeal_of(mcu, FIRST)


def test_words_of_older_versions_do_not_stay_in_the_index(mcu: Mcu, one: StoreFolder) -> None:
    for n in range(2):  # each writes the row anew, and leaves the old one in free pages
        mcu("note", "1", "--text", f"Ещё раз, {n}.")
    mcu("redact", "1", "--all", "--yes")
    assert holds(one, "квасцов") == []
    assert [entry["id"] for entry in mcu("list", "--json").data] == [FIRST]


def test_a_reader_of_the_index_does_not_keep_the_words_there(mcu: Mcu, one: StoreFolder) -> None:
    mcu("list")
    reader = sqlite3.connect(one.root / ".mcu" / "index.sqlite")
    reader.execute("BEGIN")
    assert reader.execute("SELECT author FROM appeals").fetchall() == [(NAME,)]
    mcu("redact", "1", "--all", "--yes")
    assert holds(one, PHONE) == []
    assert reader.execute("SELECT author FROM appeals").fetchall() == [(NAME,)]  # of the file that is gone
    reader.close()
    assert mcu("list", "--json").data[0]["author"] is None


def test_drafts_of_the_appeal_go_and_other_texts_of_ours_lose_the_words(mcu: Mcu, one: StoreFolder) -> None:
    drafts = one.root / ".mcu" / "drafts"
    drafts.mkdir(exist_ok=True)
    (drafts / f"answer-{FIRST}.txt").write_text("Ответ", encoding="utf-8")
    (drafts / "note-20261120-0009.txt").write_text(f"О соседке: {NAME}", encoding="utf-8")
    (one.root / ".mcu" / "cron.log").write_text(f"not sent to {NAME}\n", encoding="utf-8")
    (one.root / ".mcu" / "reports").mkdir(exist_ok=True)
    (one.root / ".mcu" / "reports" / "x.json").write_text("{}", encoding="utf-8")
    finished = mcu("redact", "1", "--author", "--yes")
    assert not (drafts / f"answer-{FIRST}.txt").exists()
    assert (drafts / "note-20261120-0009.txt").read_text(encoding="utf-8") == f"О соседке: {MARK}"
    assert (one.root / ".mcu" / "cron.log").read_text(encoding="utf-8") == f"not sent to {MARK}\n"
    assert not (one.root / ".mcu" / "reports" / "x.json").exists()
    assert f"the draft drafts/answer-{FIRST}.txt was removed" in finished.stderr


def test_a_redaction_killed_after_its_commit_is_finished_by_the_next_command(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(private_traces, "wipe", killed)
        mcu("redact", "1", "--all", "--yes", code=130)
    (one.root / ".mcu" / "drafts").mkdir(exist_ok=True)
    (one.root / ".mcu" / "drafts" / f"note-{FIRST}.txt").write_text("Позвонить", encoding="utf-8")
    assert holds(one, "квасцов") == [".mcu"]
    told = mcu("note", "1", "--text", "Дальше.").stderr
    assert f"note-{FIRST}.txt may still hold" in told
    assert holds(one, "квасцов") == []
    assert not (one.root / ".mcu" / "redacting").exists()


def test_an_incoming_table_with_the_words_is_named(mcu: Mcu, one: StoreFolder) -> None:
    (one.root / "intake").mkdir(exist_ok=True)
    (one.root / "intake" / "old.csv").write_text(f"{NAME};яма\n", encoding="cp1251")
    finished = mcu("redact", "1", "--author", "--yes")
    assert "intake/old.csv may still hold" in finished.stderr


def test_a_dry_run_shows_before_and_after_and_writes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    before = files_of(one), one.head, private_bytes(one)
    shown = mcu("redact", "1", "--author", "--text", PHONE, "--dry-run").stderr
    assert f"⟦{NAME}⟧" in shown
    assert f"ановна, звонила. Мой номер {MARK}!" in shown
    assert "dry run: nothing was written" in shown
    assert (files_of(one), one.head) == before[:2]


def test_nobody_is_asked_for_an_answer_where_nobody_can_give_one(mcu: Mcu, one: StoreFolder) -> None:
    assert "--yes" in mcu("redact", "1", "--author", code=2).stderr
    assert "say what goes" in refused(mcu, one, "redact", "1", code=2)


def test_a_no_changes_nothing_and_a_yes_does(mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    head = one.head
    assert "cannot be taken back" in mcu("redact", "1", "--author", stdin="n\n", code=4).stderr
    assert one.head == head
    mcu("redact", "1", "--author", stdin="y\n")
    assert "author" not in appeal_of(mcu, "1")


@pytest.mark.usefixtures("one")
def test_at_a_terminal_what_is_personal_is_offered_with_numbers(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    shown = mcu("redact", "1", stdin="\n", code=4).stderr
    lines = [line.split(maxsplit=1) for line in shown.splitlines() if line.split()[:1] and line.split()[0].isdecimal()]
    numbers = {told.split(":")[0]: number for number, told in lines}
    assert "telephone of the author (author.phone)" in numbers
    text = next(number for number, told in lines if told.startswith("text:") and "telephone" in told)
    typed = f"{numbers['telephone of the author (author.phone)']} {text}\nзвонила\nнет таких слов\n\ny\n"
    finished = mcu("redact", "1", stdin=typed)
    assert "no text here has these words" in finished.stderr
    appeal = appeal_of(mcu, "1")
    assert appeal["author"] == {"name": NAME}
    assert appeal["text"] == f"Яма у квасцовки. Я, {NAME}, {MARK}. Мой номер {MARK}!"


@pytest.mark.usefixtures("store")
def test_found_takes_what_looks_personal_and_the_name_in_any_case(mcu: Mcu) -> None:
    text = f"Яма у дома Чудоюдовой. Пишет Мария Ивановна Чудоюдова, тел. {PHONE}, kv@mail.example, кв. 12."
    registered(mcu, text, "--name", NAME)
    mcu("redact", "1", "--found", "--yes")
    shown = appeal_of(mcu, "1")["text"]
    for word in ("Чудоюдов", "Мария", "000", "kv@", "кв. 12"):
        assert word not in shown
    assert shown.startswith(f"Яма у дома {MARK}. Пишет {MARK}")


@pytest.mark.usefixtures("one")
def test_single_values_and_values_of_events_are_named(mcu: Mcu) -> None:
    answer = appeal_of(mcu, "1")["history"][2]["id"]
    mcu("redact", "1", "--field", "author.phone", "--field", "place.flat", "--field", f"{answer}.text", "--yes")
    appeal = appeal_of(mcu, "1")
    assert appeal["author"] == {"name": NAME}
    assert appeal["place"] == {"street": "Лесная", "house": "7"}
    assert appeal["history"][2]["text"] == MARK
    assert appeal["state"]["outcome"] == "resolved"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--field", "author.fax"), 2, "has no 'author.fax'"),
        (("--field", "received"), 4, "no personal data"),
        (("--text", "таких слов нет"), 3, "no text with these words"),
        (("--text", "Я"), 2, "at least 2 characters"),
        (("--author", "--reason", f"Просила {NAME}"), 4, "repeats"),
    ],
)
def test_what_cannot_be_redacted_is_refused_with_the_reason(
    mcu: Mcu, one: StoreFolder, options: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, one, "redact", "1", *options, "--yes", code=code)


def test_redacted_twice_is_said_and_changes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    mcu("redact", "1", "--all", "--yes")
    assert "nothing is left" in refused(mcu, one, "redact", "1", "--all", "--yes")
    assert "nothing is left" in refused(mcu, one, "redact", "1", "--author", "--yes")


def test_several_are_one_commit_and_those_without_are_passed_over(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu, "Без имени.")
    registered(mcu, "Снег.", "--name", "Иной Пётр Петрович")
    count = commit_count(one)
    data = mcu("redact", "1", "2", "3", "--author", "--yes", "--json").data
    assert [found["id"] for found in data["redacted"]] == [FIRST, THIRD]
    assert commit_count(one) == count + 1
    commit = last_commit(one)
    assert commit.subject == "redact 2 records"
    assert commit.trailers[1:3] == ("Mcu-Appeal: 2 appeals", f"Mcu-Appeal: {FIRST} {THIRD}")


@pytest.mark.usefixtures("one")
def test_a_query_chooses_like_anywhere_else(mcu: Mcu) -> None:
    registered(mcu, "Снег.", "--name", "Иной Пётр Петрович")
    mcu("redact", "status:answered", "--author", "--yes")
    assert "author" not in appeal_of(mcu, "1")
    assert "author" in appeal_of(mcu, "2")


@pytest.mark.usefixtures("one")
def test_other_records_with_the_same_words_are_named_by_their_ids(mcu: Mcu) -> None:
    registered(mcu, f"Опять я, {NAME.lower()}!")
    registered(mcu, "Повтор без слов.")
    mcu("link", "3", "--repeat-of", "1")
    mcu("redact", "3", "--text", "слов", "--yes")
    reception = (
        "reception",
        "add",
        "--day",
        "2026-11-18",
        "--official",
        "Глава",
        "--rank",
        "head",
        "--form",
        "scheduled",
        "--json",
    )
    mcu(*reception)
    mcu("reception", "receive", "1", "--name", NAME, "--question", "Прошу лавку.")
    data = mcu("redact", "1", "--author", "--text", PHONE, "--yes", "--json").data
    assert {found["id"] for found in data["elsewhere"]} == {SECOND, "R-2026-0001"}
    told = mcu("redact", "2", "--text", NAME, "--dry-run").stderr
    assert "stand elsewhere" in told
    assert "R-2026-0001" in told


def test_a_card_of_a_reception_is_redacted_by_the_same_command(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--day", "2026-11-18", "--official", "Глава", "--rank", "head", "--form", "scheduled")
    mcu("reception", "receive", "1", "--name", NAME, "--phone", PHONE, "--question", f"Я, {NAME}, прошу лавку.")
    before = mcu("show", "R-2026-0001", "--json").data
    finished = mcu("redact", "R-2026-0001", "--author", "--found", "--yes", "--json")
    after = mcu("show", "R-2026-0001", "--json").data
    text = json.dumps(after, ensure_ascii=False)
    assert PHONE not in text
    assert "Чудоюдова" not in text
    assert finished.data["redacted"][0]["fields"][0].endswith(".name")
    assert last_commit(store).trailers == (
        "Mcu-Action: redact", "Mcu-File: receptions/2026/R-2026-0001.yaml", "Mcu-Format: 1",
    )  # fmt: skip
    assert _counted(after) == _counted(before)
    assert holds(store, PHONE) == []
    assert "0 violations" in mcu("verify").stdout


def _counted(shown: Any) -> Any:
    return shown.get("state") or shown


def test_a_redaction_is_not_undone_and_no_older_command_brings_it_back(mcu: Mcu, one: StoreFolder) -> None:
    mcu("redact", FIRST, "--all", "--yes", now=LATER)
    assert "cannot be taken back" in refused(mcu, one, "undo", "--yes")
    one.git("config", "user.email", "other@town.example")
    registered(mcu, "Снег.", now=LATER)
    mcu("undo", "--yes", now=LATER)
    assert "no command of yours" in refused(mcu, one, "undo", "--yes")
    one.git("config", "user.email", "operator@town.example")
    assert "cannot be taken back" in refused(mcu, one, "undo", "--yes")
    assert PHONE not in one.read(path_of(FIRST))


def test_an_undo_of_what_came_before_by_another_operator_says_why_it_cannot(mcu: Mcu, one: StoreFolder) -> None:
    one.git("config", "user.email", "chief@town.example")
    mcu("redact", FIRST, "--all", "--yes", now=LATER)
    one.git("config", "user.email", "operator@town.example")
    said = refused(mcu, one, "undo", "--yes")
    assert "redacted since" in said
    assert PHONE not in one.read(path_of(FIRST))


def test_a_mark_set_by_hand_or_by_edit_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    path = one.root / path_of(FIRST)
    standing = path.read_bytes()
    path.write_bytes(standing.replace(f"Мой номер {PHONE}".encode(), f"Мой номер {MARK}".encode()))
    said = mcu("record", code=4).stderr
    assert f"`mcu redact {FIRST}`" in said
    path.write_bytes(standing)
    assert "mcu redact" in refused(mcu, one, "edit", "1", "--set", f"text={MARK}")


def test_a_mark_that_stands_is_not_written_over(mcu: Mcu, one: StoreFolder) -> None:
    mcu("redact", "1", "--text", PHONE, "--yes")
    assert "stays" in refused(mcu, one, "edit", "1", "--set", "text=Яма.")
    mcu("edit", "1", "--set", f"text=Яма, {MARK}.")
    path = one.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace(f"Яма, {MARK}.".encode(), f"Яма, {PHONE}.".encode()))
    assert "stays" in mcu("record", code=4).stderr


def test_a_file_edited_by_hand_is_not_swept_in(mcu: Mcu, one: StoreFolder) -> None:
    path = one.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Лесная".encode(), "Полевая".encode()))
    head = one.head
    assert "by hand" in mcu("redact", "1", "--author", "--yes", code=7).stderr
    assert one.head == head
    assert "Полевая" in path.read_text(encoding="utf-8")


def test_the_log_names_the_commit_that_brought_the_words_and_shows_none_that_went(mcu: Mcu, one: StoreFolder) -> None:
    before = [event["commit"] for event in mcu("log", "1", "--json").data["history"]]
    mcu("redact", "1", "--all", "--yes")
    after = mcu("log", "1", "--json").data["history"]
    assert [event["commit"] for event in after] == [*before, one.head]
    mcu("instruct", "add", "--text", "Починить лавку", "--official", "Чудоюдов А. А.", "--to", "roads")
    path = one.root / "instructions" / "2026" / "I-2026-0001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Чудоюдов А.", "Чудоюдов Б."), encoding="utf-8")
    mcu("record")
    assert "Чудоюдов Б." in mcu("log", "I-1").stdout
    mcu("redact", "I-1", "--field", "official", "--yes")
    assert "Чудоюдов" not in mcu("log", "I-1").stdout
    assert "Чудоюдов" not in mcu("show", "I-1").stdout


# Imports that come after


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def counts(finished: Finished) -> tuple[int, int, int]:
    data = finished.data
    return data["new"], data["updated"], data["unchanged"]


def test_a_later_export_of_the_same_incident_brings_nothing_back(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "a.xlsx", INCIDENT))
    appeal = mcu("list", "--json").data[0]
    mcu("redact", appeal["id"], "--all", "--yes", now=LATER)
    standing = files_of(store)
    again = mcu("import", export(inbox / "b.xlsx", INCIDENT), "--json", now=MUCH_LATER)
    assert counts(again) == (0, 0, 1)
    changed = {**INCIDENT, TEXT: f"{INCIDENT[TEXT]} Дополнено."}
    assert counts(mcu("import", export(inbox / "c.xlsx", changed), "--json", now=MUCH_LATER)) == (0, 0, 1)
    assert files_of(store) == standing


def test_rows_without_a_number_are_recognised_after_a_redaction_of_their_text(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    rows: list[dict[str, object]] = [{TEXT: f"Яма у дома, звоните {PHONE}"}, {TEXT: "Снег"}]
    mcu("import", export(inbox / "a.xlsx", *rows))
    found = next(entry for entry in mcu("list", "--json").data if "Яма" in entry["text"])
    mcu("redact", found["id"], "--text", PHONE, "--yes", now=LATER)
    appeal = appeal_of(mcu, found["id"])
    assert appeal["source"]["key"] == MARK
    assert appeal["history"][-1]["fields"] == ["source.key", "text"]
    standing = files_of(store)
    again = mcu("import", export(inbox / "b.xlsx", *rows), "--json", now=MUCH_LATER)
    assert counts(again) == (0, 0, 2)
    assert files_of(store) == standing
    more = mcu("import", export(inbox / "c.xlsx", *rows, rows[0]), "--json", now=MUCH_LATER)
    assert counts(more) == (1, 0, 2)  # one row stands for one appeal
    assert "0 violations" in mcu("verify", now=MUCH_LATER).stdout
    assert "0 errors, 0 warnings" in mcu("check").stdout


def test_nothing_in_the_file_is_made_of_a_text_that_was_redacted(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    first, second = ({TEXT: f"Яма, звоните {phone}"} for phone in (PHONE, "8 900 000-99-99"))
    ids = []
    for row in (first, second):
        mcu("import", export(inbox / "a.xlsx", row))
        name = mcu("list", "--json").data[0]["id"]
        ids.append([event["id"] for event in appeal_of(mcu, name)["history"]])
        mcu("undo", "--yes")
        (store.root / ".mcu" / "index.sqlite").unlink()
    # The numbers differ, so the ids do; a text that was guessed gives none of them.
    mcu("import", export(inbox / "a.xlsx", plain(1, "x"), first))
    assert ids[0] != ids[1]


def test_an_imported_note_or_answer_does_not_come_back_beside_its_mark(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    mcu("import", export(inbox / "a.xlsx", INCIDENT))
    name = mcu("list", "--json").data[0]["id"]
    texts = [f"{event['id']}.text" for event in appeal_of(mcu, name)["history"] if "text" in event]
    assert texts
    mcu("redact", name, *(part for text in texts for part in ("--field", text)), "--yes", now=LATER)
    standing = files_of(store)
    mcu("import", export(inbox / "b.xlsx", INCIDENT), now=MUCH_LATER)
    assert files_of(store) == standing
