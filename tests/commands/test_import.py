"""`mcu import`, as a clerk uses it: a file in, one commit, and nothing lost."""

from __future__ import annotations

import csv
import difflib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.errors import BadInputError, Problem
from mcu_cli.intake.files.bounds import LONGEST_ROW
from mcu_cli.intake.incident_columns import TEXT
from mcu_cli.store.spool import Spool
from mcu_cli.store.trailers import trailers_of
from tests.workbooks import HEADINGS, INCIDENT, NUMBER, export, plain, with_text, without, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Finished, Mcu, StoreFolder

REAL = Path(__file__).parents[2].parent / "shared/data/incident_export.xlsx"
REAL_ROWS = 39
FIRST = "20261101-0001"
LATER = "2026-11-21T09:00:00+05:00"
IN_WORK = without(
    INCIDENT,
    "Дата окончания",
    "Итог",
    "Причина закрытия",
    "Время 1го ответа ПИ",
    "1ый ответ ПИ",
    "Время попадания на шаг оценка удовлетворенности",
) | {"Текущий шаг инцидента": "Подготовка ответа"}
UNKNOWN = INCIDENT | {"Отдел": "Служба звёзд", "Исполнитель": "Отдел комет", "Группа тем": "Небо", "Тема": "Звёзды"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Make a folder for incoming files, outside the store."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def real() -> Path:
    """Name the real export, which is no part of the project."""
    if not REAL.is_file():
        pytest.skip("the real export lies outside the project and is not here")
    return REAL


def counts(done: Finished) -> tuple[int, ...]:
    """Return new, updated, unchanged, rejected of `--json`."""
    return tuple(done.data[name] for name in ("new", "updated", "unchanged", "rejected"))


def ids(mcu: Mcu) -> list[str]:
    return mcu("list", "--ids").stdout.split()


def shown(mcu: Mcu, appeal: str = FIRST) -> dict[str, Any]:
    found: dict[str, Any] = mcu("show", appeal, "--json").data
    return found


def events(mcu: Mcu, appeal: str = FIRST) -> list[str]:
    return [event["event"] for event in shown(mcu, appeal)["history"]]


def is_sound(mcu: Mcu, store: StoreFolder) -> bool:
    """Whether folder and record agree and `mcu check` finds no error (it exits with 6 if it does)."""
    return store.git("status", "--porcelain") == "" and mcu("check", "--json").data["errors"] == 0


# The first time


def test_an_export_is_taken_in_with_one_commit(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    before = store.head
    done = mcu("import", export(inbox / "day.xlsx", INCIDENT, plain(2, "Снег"), plain(3, "Свет")))

    assert done.stdout.startswith("new: 3 appeals\nupdated: 0 appeals\nunchanged: 0 appeals\n")
    assert f"commit {store.head[:10]}\n" in done.stdout
    assert store.git("rev-list", f"{before}..HEAD") == store.head
    assert store.git("show", "--format=", "--name-only").split("\n") == [
        f"appeals/2026/11/01/20261101-000{n}.yaml" for n in (1, 2, 3)
    ]
    assert is_sound(mcu, store)


def test_the_commit_names_file_counts_and_appeals(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", export(inbox / "day.xlsx", INCIDENT, plain(2, "Снег")), "--json")
    message = store.git("log", "-1", "--format=%B").strip()
    trailers = trailers_of(message)

    assert done.data["commit"] == store.head
    assert message.split("\n")[0] == "import day.xlsx: 2 new, 0 updated"
    assert trailers["Mcu-Action"] == ["import"]
    assert trailers["Mcu-Appeal"][:2] == ["2 appeals", "20261101-0001 20261101-0002"]
    assert trailers["Mcu-Appeal"][2].startswith("sha256:")
    assert trailers["Mcu-Source"] == ["day.xlsx"]
    assert trailers["Mcu-Format"] == ["1"]
    assert store.git("log", "-1", "--format=%ae %ad", "--date=iso-strict").startswith(
        "operator@town.example 2026-11-20T"
    )


def test_every_value_goes_where_the_table_of_columns_says(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "day.xlsx", INCIDENT))
    appeal = shown(mcu)

    assert appeal["channel"] == "incident"
    assert appeal["received"] == "2026-11-01T20:06:02+03:00"
    assert appeal["text"] == "Второй день не чистят тротуар."
    assert appeal["source"] == {
        "system": "incident",
        "key": "700001",
        "url": "https://vk.com/wall-1_2?reply=3",
        "network": "vk",
        "blog": "https://vk.com/public1",
        "type": "solvable",
        "audience": 1200,
        "engagement": 4,
    }
    assert appeal["author"] == {"profile": "https://vk.com/id1"}
    assert appeal["place"] == {
        "region": "Заречная область",
        "municipality": "Верхнереченск г.о.",
        "settlement": "Верхнереченск",
        "street": "улица Мира",
        "house": "10А",
        "object": "Школа № 3",
    }
    assert appeal["tags"] == ["снег", "тротуар"]
    assert appeal["media"] is True
    assert "original" not in appeal
    assert {name: appeal["state"][name] for name in ("status", "category", "department", "executor", "outcome")} == {
        "status": "closed",
        "category": "roads/snow",
        "department": "city-services",
        "executor": "housing",
        "outcome": "resolved",
    }
    assert "Второй день не чистят тротуар." in store.read(f"appeals/2026/11/01/{FIRST}.yaml")


@pytest.mark.usefixtures("store")
def test_the_history_is_rebuilt_with_its_moments_and_words(mcu: Mcu, inbox: Path) -> None:
    row = INCIDENT | {"2ой ответ ПИ": "'Проверили.", "3ий ответ ПИ": "'Всё готово.", "Причина закрытия": "5"}
    mcu("import", export(inbox / "day.xlsx", row))
    history = shown(mcu)["history"]

    assert [(event["event"], event["at"][:16], event.get("kind", "")) for event in history] == [
        ("registered", "2026-11-01T20:06", ""),
        ("assigned", "2026-11-02T08:40", ""),
        ("answered", "2026-11-02T09:30", "interim"),
        ("answered", "2026-11-03T11:00", "interim"),
        ("answered", "2026-11-03T11:00", "interim"),
        ("answered", "2026-11-03T11:00", "final"),
        ("rated", "2026-11-10T12:00", ""),
        ("closed", "2026-11-10T12:00", ""),
        ("noted", "2026-11-10T12:00", ""),
    ]
    assert [event["text"] for event in history if event["event"] == "answered"] == [
        "Передали бригаде.",
        "Тротуар очищен.",
        "Проверили.",
        "Всё готово.",
    ]
    assert history[6]["rating"] == 5
    assert history[7] | {"outcome": "resolved"} == history[7]
    assert "reason" not in history[7]
    assert history[8]["text"] == "Звонил мастеру участка."
    assert {event["by"] for event in history} == {"operator@town.example"}
    assert {event["recorded"] for event in history} == {"2026-11-20T16:00:00+03:00"}
    assert shown(mcu)["state"]["rating"] == 5


def test_two_later_answers_in_the_same_words_are_two_events(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    row = INCIDENT | {"2ой ответ ПИ": "'Вопрос на контроле.", "3ий ответ ПИ": "'Вопрос на контроле."}
    mcu("import", export(inbox / "day.xlsx", row))

    assert events(mcu).count("answered") == 4
    assert is_sound(mcu, store)
    assert counts(mcu("import", inbox / "day.xlsx", "--json", now=LATER)) == (0, 0, 1, 0)


@pytest.mark.usefixtures("store")
def test_an_incident_in_work_stays_open_and_a_deferred_one_says_why(mcu: Mcu, inbox: Path) -> None:
    deferred = without(INCIDENT, "Дата окончания", "Причина закрытия") | {
        "Итог": "Отложено",
        "Примечание": "В плане на май.",
        "Текущий шаг инцидента": "Контроль",
        "Время попадания на шаг оценка удовлетворенности": "",
        NUMBER: 700002,
    }
    mcu("import", export(inbox / "day.xlsx", IN_WORK, deferred))

    assert shown(mcu)["state"]["status"] == "answered"
    assert [event["kind"] for event in shown(mcu)["history"] if event["event"] == "answered"] == ["interim"]
    assert shown(mcu, "1101-2")["state"]["status"] == "deferred"
    assert [event["reason"] for event in shown(mcu, "1101-2")["history"] if event["event"] == "deferred"] == [
        "В плане на май."
    ]
    assert mcu("list", "--open", "--ids").stdout.split() == ["20261101-0001", "20261101-0002"]


def test_numbers_are_given_by_day_of_receipt_in_order(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    days = ("2026-11-02 09:00:00", "2026-11-01 12:00:00", "2026-11-01 08:00:00")
    rows = [plain(n, f"Яма {n}") | {"Дата создания": day} for n, day in enumerate(days, start=1)]
    mcu("import", export(inbox / "day.xlsx", *rows))

    assert ids(mcu) == ["20261101-0001", "20261101-0002", "20261102-0001"]
    assert [shown(mcu, appeal)["text"] for appeal in ids(mcu)] == ["Яма 3", "Яма 2", "Яма 1"]
    mcu("import", export(inbox / "more.xlsx", plain(4, "Ещё")))
    assert ids(mcu)[2] == "20261101-0003"
    assert is_sound(mcu, store)


@pytest.mark.usefixtures("store")
def test_any_order_and_form_of_the_headings_gives_the_same(mcu: Mcu, inbox: Path) -> None:
    mcu("import", export(inbox / "a.xlsx", INCIDENT))
    turned = {f" {heading.upper()}  ": INCIDENT[heading] for heading in reversed(HEADINGS)}

    assert counts(mcu("import", export(inbox / "b.xlsx", turned), "--json")) == (0, 0, 1, 0)


def test_the_text_alone_is_enough(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", {TEXT: "Яма"}, {TEXT: "Снег"})
    mcu("import", file)

    assert ids(mcu) == ["20261120-0001", "20261120-0002"]
    assert shown(mcu, "20261120-0001")["received"] == "2026-11-20T16:00:00+03:00"
    assert shown(mcu, "20261120-0001")["state"]["status"] == "new"
    assert is_sound(mcu, store)


@pytest.mark.usefixtures("store")
def test_a_table_without_dates_takes_the_day_of_receipt(mcu: Mcu, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", {TEXT: "Яма"})
    mcu("import", file, "--received", "05.11.2026")

    assert shown(mcu, "20261105-0001")["received"] == "2026-11-05T00:00:00+03:00"
    assert "an appeal cannot have come yet" in mcu("import", file, "--received", "tomorrow", code=2).stderr


def test_unknown_columns_are_named_and_left_alone(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", export(inbox / "day.xlsx", plain(1, "Яма", **{"Дата закрытия": "вчера"})))

    assert "the column «Дата закрытия» is not known and was left alone" in done.stderr
    assert is_sound(mcu, store)


def test_json_has_its_keys(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", export(inbox / "day.xlsx", UNKNOWN, plain(2, ""), plain(3, "Яма", Ещё="x")), "--json", code=5)

    assert done.data == {
        "commit": store.head,
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "adopted": 0,
        "adopted_departments": [],
        "adopted_categories": [],
        "unknown_departments": [{"name": "Отдел комет", "count": 1}, {"name": "Служба звёзд", "count": 1}],
        "unknown_topics": [{"group": "Небо", "topic": "Звёзды", "count": 1}],
        "unknown_columns": ["Ещё"],
        "chatter": 0,
        "likely": [],
        "notes": [
            "recognised: the export of the Incident Management system",
            "read as: workbook (XLSX), sheet «Лист1»",
        ],
        "rejected_file": str(inbox / "day.rejected.csv"),
    }
    assert done.envelope["problems"] == [
        {"message": "the text is empty", "file": "day.xlsx", "row": 3, "field": TEXT, "level": "error"}
    ]


def test_a_dry_run_counts_and_writes_nothing(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    before = store.head
    file = export(inbox / "day.xlsx", UNKNOWN, plain(2, ""), plain(3, "Яма"))
    done = mcu("import", file, "--dry-run", "--adopt", "--json", code=5)

    assert counts(done) == (2, 0, 0, 1)
    assert done.data["adopted"] == 4
    assert done.data["commit"] is None
    assert done.data["rejected_file"] is None
    assert store.head == before
    assert list(inbox.iterdir()) == [file]
    assert ids(mcu) == []
    assert is_sound(mcu, store)
    assert "dry run: nothing was written" in mcu("import", file, "--dry-run", code=5).stderr
    mcu("import", file, code=5)
    assert ids(mcu) == ["20261101-0001", "20261101-0002"]


# Again, and later


def test_the_same_file_again_changes_nothing_and_makes_no_commit(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", INCIDENT, UNKNOWN | {NUMBER: 2}, plain(3, "Яма"))
    mcu("import", file)
    before = store.head
    done = mcu("import", file, "--json", now=LATER)

    assert counts(done) == (0, 0, 3, 0)
    assert done.data["commit"] is None
    assert store.head == before
    assert is_sound(mcu, store)


@pytest.mark.parametrize(
    ("early", "late", "kinds"),
    [
        (IN_WORK, INCIDENT, ["answered", "closed"]),
        (INCIDENT, INCIDENT | {"2ой ответ ПИ": "'И ещё."}, ["answered"]),
        (
            IN_WORK,
            IN_WORK | {"Отдел": "Отдел транспорта", "Время назначения последнего исполнителя": "2026-11-12 09:00:00"},
            ["assigned"],
        ),
        (INCIDENT, INCIDENT | {"Тема": "Дороги прочее"}, ["classified"]),
        (without(INCIDENT, "Улица", "Дом"), INCIDENT, ["corrected"]),
        (without(INCIDENT, "Примечание"), INCIDENT, ["noted"]),
    ],
    ids=["closed later", "second answer", "reassigned", "another topic", "place filled in", "note"],
)
def test_a_later_export_adds_just_what_is_new(
    mcu: Mcu,
    store: StoreFolder,
    inbox: Path,
    early: dict[str, object],
    late: dict[str, object],
    kinds: list[str],
) -> None:
    mcu("import", export(inbox / "early.xlsx", early))
    before = events(mcu)
    done = mcu("import", export(inbox / "late.xlsx", late), "--json", now=LATER)

    assert counts(done) == (0, 1, 0, 0)
    assert events(mcu) == before + kinds
    assert store.git("log", "-1", "--format=%s") == "import late.xlsx: 0 new, 1 updated"
    assert trailers_of(store.git("log", "-1", "--format=%B").strip())["Mcu-Appeal"] == [FIRST]
    assert counts(mcu("import", inbox / "late.xlsx", "--json", now=LATER)) == (0, 0, 1, 0)
    assert is_sound(mcu, store)


def test_what_the_operator_did_since_is_not_overruled(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "early.xlsx", IN_WORK))
    mcu("classify", FIRST, "--category", "roads/other")
    mcu("edit", FIRST, "--set", "place.house=12", "--set", "text=Тротуар и остановка")
    late = IN_WORK | {"Тема": "Ремонт дорог", "Дом": "14", TEXT: "'Иной текст", "Теги": "новое"}
    done = mcu("import", export(inbox / "late.xlsx", late), "--json", now=LATER)
    appeal = shown(mcu)

    assert counts(done) == (0, 1, 0, 0)
    assert appeal["state"]["category"] == "roads/other"
    assert appeal["place"]["house"] == "12"
    assert appeal["text"] == "Тротуар и остановка"
    assert appeal["tags"] == ["новое"]
    assert is_sound(mcu, store)


def test_an_assignment_by_hand_outlives_a_file_with_fewer_columns(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "early.xlsx", IN_WORK))
    mcu("assign", FIRST, "--to", "transport")
    before = store.head
    few = {name: IN_WORK[name] for name in (NUMBER, TEXT, "Отдел", "Исполнитель")}

    assert counts(mcu("import", export(inbox / "few.xlsx", few), "--json", now=LATER)) == (0, 0, 1, 0)
    assert shown(mcu)["state"]["department"] == "transport"
    assert store.head == before


def test_a_file_changed_by_hand_is_not_overwritten(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "early.xlsx", IN_WORK))
    before = store.head
    path = store.root / f"appeals/2026/11/01/{FIRST}.yaml"
    edited = path.read_text(encoding="utf-8").replace("10А", "12")
    path.write_text(edited, encoding="utf-8", newline="\n")
    done = mcu("import", export(inbox / "late.xlsx", INCIDENT, plain(2, "Яма")), code=7, now=LATER)

    assert "was changed by hand" in done.stderr
    assert store.head == before
    assert path.read_text(encoding="utf-8") == edited


def test_an_import_is_undone_whole_and_can_be_made_again(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", UNKNOWN, plain(2, "Яма"))
    registry = store.read("departments.yaml")
    mcu("import", file, "--adopt")
    mcu("undo", "--yes")

    assert ids(mcu) == []
    assert store.read("departments.yaml") == registry
    mcu("import", file)
    assert ids(mcu) == ["20261101-0003", "20261101-0004"]
    assert is_sound(mcu, store)


def test_appeals_without_a_number_are_found_again_by_their_text(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    rows: list[dict[str, object]] = [{TEXT: "Яма у дома"}, {TEXT: "Яма у дома"}, {TEXT: "Снег"}]
    mcu("import", export(inbox / "a.xlsx", *rows))
    again = mcu("import", export(inbox / "b.xlsx", *reversed(rows)), "--json", now=LATER)
    more = mcu("import", export(inbox / "c.xlsx", *rows, rows[0], {TEXT: "Свет"}), "--json", now=LATER)

    assert counts(again) == (0, 0, 3, 0)
    assert counts(more) == (2, 0, 3, 0)
    assert len(ids(mcu)) == 5
    assert is_sound(mcu, store)


# The noise of bots


def test_chatter_is_taken_and_marked(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    texts = ["Начать", "да, ПОДТВЕРЖДАЮ!", "'", "🙏🙏", "Начать ремонт", "Спасибо, дорогу не почистили"]
    file = export(inbox / "day.xlsx", *(plain(n, text) for n, text in enumerate(texts, start=1)))
    mcu("import", file)
    tags = {entry["text"]: entry["tags"] for entry in mcu("list", "--json").data}

    assert tags == {
        "Начать": ["chatter"],
        "да, ПОДТВЕРЖДАЮ!": ["chatter"],
        "'": ["chatter"],
        "🙏🙏": ["chatter"],
        "Начать ремонт": [],
        "Спасибо, дорогу не почистили": [],
    }
    assert counts(mcu("import", file, "--json", now=LATER)) == (0, 0, 6, 0)
    assert is_sound(mcu, store)


def test_a_mark_taken_away_by_hand_does_not_come_back(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", plain(1, "Начать") | {"Теги": "бот"})
    mcu("import", file)
    mcu("edit", "1101-1", "--set", "tags=бот")
    mcu("import", file, now=LATER)

    assert shown(mcu, "1101-1")["tags"] == ["бот"]
    assert is_sound(mcu, store)


def test_a_rule_learnt_later_marks_what_is_imported_again(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", plain(1, "Плюсую") | {"Теги": "бот"})
    mcu("import", file)
    rules = store.root / "categories.yaml"
    rules.write_bytes(rules.read_bytes().replace("  - Начать\n".encode(), "  - Начать\n  - плюсую\n".encode()))
    mcu("record")
    mcu("import", file, now=LATER)

    assert shown(mcu, "1101-1")["tags"] == ["бот", "chatter"]


# What looks like something on record


def test_new_appeals_like_others_are_named_with_the_command_that_links_them(
    mcu: Mcu, store: StoreFolder, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Второй месяц не горят фонари во дворе дома, дети идут из школы в темноте"
    rows = [plain(1, text), plain(2, text.upper()), plain(3, "Снег")]
    done = mcu("import", export(inbox / "day.xlsx", *rows))
    assert "1 new appeal looks like another:\n  mcu link 20261101-0002 --duplicate-of 20261101-0001" in done.stderr
    assert is_sound(mcu, store)

    monkeypatch.setattr("mcu_cli.importing._MOST_COMPARED", 1)
    more = mcu("import", export(inbox / "more.xlsx", plain(4, text), plain(5, text)), now=LATER)
    assert "2 new appeals are too many to be compared with others at once; `mcu likely" in more.stderr
    assert "mcu link" not in more.stderr


# Names that the registries do not know


def test_unknown_names_are_reported_once_with_counts_and_kept(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", *(UNKNOWN | {NUMBER: n, "Исполнитель": ""} for n in (1, 2, 3)), plain(4, "Яма"))
    for now in (None, LATER):
        done = mcu("import", file, now=now)
        assert "departments that departments.yaml does not know:\n  Служба звёзд (3)\n" in done.stderr
        assert "topics that categories.yaml does not know:\n  Небо: Звёзды (3)\n" in done.stderr
        assert "their names are kept; add them as aliases, or import with --adopt" in done.stderr
        assert done.stderr.count("Служба звёзд") == 1

    state = shown(mcu, "1101-2")["state"]
    assert (state["department"], state["category"], state["topic"]) == ("Служба звёзд", "Небо", "Звёзды")
    assert is_sound(mcu, store)


def test_adopt_adds_them_to_both_files_in_the_same_commit(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    before = {name: store.read(name) for name in ("departments.yaml", "categories.yaml")}
    file = export(inbox / "day.xlsx", UNKNOWN)
    done = mcu("import", file, "--adopt", "--json")

    assert done.data["adopted"] == 4
    assert done.data["adopted_departments"] == [
        {"id": "sluzhba-zvezd", "name": "Служба звёзд"},
        {"id": "otdel-komet", "name": "Отдел комет"},
    ]
    assert done.data["adopted_categories"] == [
        {"id": "nebo", "name": "Небо"},
        {"id": "nebo/zvezdy", "name": "Звёзды"},
    ]
    assert done.data["unknown_departments"] == done.data["unknown_topics"] == []
    assert store.git("show", "--format=", "--name-only").split("\n") == [
        f"appeals/2026/11/01/{FIRST}.yaml",
        "categories.yaml",
        "departments.yaml",
    ]
    message = store.git("log", "-1", "--format=%B").strip()
    assert trailers_of(message)["Mcu-File"] == ["categories.yaml", "departments.yaml"]
    for name, text in before.items():
        lines = list(difflib.ndiff(text.split("\n"), store.read(name).split("\n")))
        assert not [line for line in lines if line.startswith("- ")]
        assert [line for line in lines if line.startswith("+ ")]
    state = shown(mcu)["state"]
    assert (state["department"], state["executor"]) == ("sluzhba-zvezd", "otdel-komet")
    assert state["category"] == "nebo/zvezdy"
    assert "topic" not in state
    assert is_sound(mcu, store)


def test_adopted_names_are_known_the_next_time(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "a.xlsx", UNKNOWN), "--adopt")
    before = store.head
    again = mcu("import", inbox / "a.xlsx", "--adopt", "--json", now=LATER)
    other = mcu("import", export(inbox / "b.xlsx", UNKNOWN | {NUMBER: 2, "Отдел": "СЛУЖБА ЗВЕЗД"}), "--json")

    assert counts(again) == (0, 0, 1, 0)
    assert again.data["adopted"] == 0
    assert store.git("rev-parse", "HEAD^") == before
    assert other.data["unknown_departments"] == other.data["unknown_topics"] == []
    assert shown(mcu, "1101-2")["state"]["department"] == "sluzhba-zvezd"


def test_adopt_leaves_appeals_that_know_the_names_as_they_are(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("import", export(inbox / "a.xlsx", UNKNOWN))
    done = mcu("import", inbox / "a.xlsx", "--adopt", "--json", now=LATER)

    assert counts(done) == (0, 0, 1, 0)
    assert done.data["adopted"] == 4
    assert store.git("show", "--format=", "--name-only").split("\n") == ["categories.yaml", "departments.yaml"]
    assert is_sound(mcu, store)


def test_adopt_does_not_touch_a_registry_changed_by_hand(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    edited = store.read("departments.yaml") + "# моё\n"
    (store.root / "departments.yaml").write_text(edited, encoding="utf-8", newline="\n")
    done = mcu("import", export(inbox / "a.xlsx", UNKNOWN), "--adopt", code=7)

    assert "departments.yaml was changed by hand" in done.stderr
    assert store.read("departments.yaml") == edited
    assert ids(mcu) == []
    mcu("import", inbox / "a.xlsx")


def test_the_executor_answers_where_the_department_is_the_municipality(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    registry = store.read("departments.yaml").replace("  aliases: []\n", "  aliases: [Администрация города]\n")
    (store.root / "departments.yaml").write_text(registry, encoding="utf-8", newline="\n")
    mcu("record")
    rows = (
        INCIDENT | {NUMBER: 1, "Отдел": "Администрация ГОРОДА"},
        INCIDENT | {NUMBER: 2, "Отдел": "наш город", "Исполнитель": "Служба звёзд"},
        INCIDENT | {NUMBER: 3, "Отдел": "Администрация города", "Исполнитель": ""},
    )
    done = mcu("import", export(inbox / "day.xlsx", *rows), "--adopt", "--json")

    assert done.data["adopted_departments"] == [{"id": "sluzhba-zvezd", "name": "Служба звёзд"}]
    assert done.data["unknown_departments"] == []
    assert [shown(mcu, f"1101-{n}")["state"].get("department") for n in (1, 2)] == ["housing", "sluzhba-zvezd"]
    assert "executor" not in shown(mcu)["state"]
    assert is_sound(mcu, store)


# Rows that cannot be taken


def rejected(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def test_bad_rows_are_listed_and_written_out_and_good_ones_kept(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    rows = (
        plain(1, "Яма"),
        plain(2, ""),
        plain(3, "Снег", **{"Дата окончания": "2026-02-30 10:00:00"}),
        plain(1, "=Свет"),
        plain(5, "Вода") | {"Дата создания": "2026-12-31 10:00:00"},
    )
    done = mcu("import", export(inbox / "day.xlsx", *rows), code=5)

    assert done.stdout.startswith("new: 1 appeal\n")
    assert "4 rows were not taken:" in done.stderr
    assert f"they are in {inbox / 'day.rejected.csv'}, each with its reason" in done.stderr
    assert "  day.xlsx, row 3, Текст инцидента: the text is empty\n" in done.stderr
    assert "  day.xlsx, row 4, Дата окончания: '2026-02-30 10:00:00' is no moment like" in done.stderr
    assert "  day.xlsx, row 5, Номер инцидента: the number 1 stands in row 2 already\n" in done.stderr
    assert "  day.xlsx, row 6, Дата создания: 2026-12-31 10:00:00 is in the future;" in done.stderr
    headings, *written = rejected(inbox / "day.rejected.csv")
    assert headings == ["mcu:row", "mcu:column", "mcu:reason", NUMBER, "Дата создания", TEXT, "Дата окончания"]
    assert [row[:2] for row in written] == [
        ["3", TEXT],
        ["4", "Дата окончания"],
        ["5", NUMBER],
        ["6", "Дата создания"],
    ]
    assert written[1][3:] == ["3", "2026-11-01 10:00:00", "Снег", "2026-02-30 10:00:00"]
    assert written[2][5] == "'=Свет"
    assert [shown(mcu, appeal)["text"] for appeal in ids(mcu)] == ["Яма"]
    assert is_sound(mcu, store)


def test_a_row_that_no_appeal_can_hold_is_rejected_and_the_longest_that_one_can_is_taken(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    """Signs that nobody sees take most bytes on record; the reader has a bound in bytes, the table one in letters."""
    longest = "\u200b" * (LONGEST_ROW - 200) + "я"
    with (inbox / "день.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [
                ["channel", "text", "street"],
                ["phone", longest, ""],
                ["phone", "я" * (LONGEST_ROW // 2), "я" * LONGEST_ROW],
                ["phone", "Яма", ""],
            ]
        )
    done = mcu("import", inbox / "день.csv", "--json", code=5)
    assert counts(done) == (2, 0, 0, 1)
    assert "1,048,576 letters" in done.envelope["problems"][0]["message"]
    assert is_sound(mcu, store)


@pytest.mark.usefixtures("store")
def test_rejected_rows_put_right_are_imported_as_the_input_was(mcu: Mcu, inbox: Path) -> None:
    table = inbox / "звонки.csv"
    table.write_text("text;channel;received;rating\n=яма;телефон;2026-02-30;9\nСнег;phone;2026-11-01;5\n", "utf-8")
    mcu("import", table, code=5)
    headings, *written = rejected(inbox / "звонки.rejected.csv")
    assert headings[:3] == ["mcu:row", "mcu:column", "mcu:reason"]
    assert [(row[0], row[1]) for row in written] == [("2", "received, rating")]

    file = inbox / "звонки.rejected.csv"
    text = file.read_text("utf-8-sig").replace("2026-02-30", "2026-11-02").replace(";9", ";4")
    file.write_text(text, "utf-8-sig")
    done = mcu("import", file, "--json")

    assert (counts(done), done.data["unknown_columns"]) == ((1, 0, 0, 0), [])
    assert [shown(mcu, appeal)["text"] for appeal in ids(mcu)] == ["Снег", "=яма"]


def test_a_file_of_rejected_rows_is_never_overwritten(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    (inbox / "day.rejected.csv").write_text("моё", encoding="utf-8")
    file = export(inbox / "day.xlsx", plain(1, ""))
    for _again in range(2):  # the same rows need no second file
        done = mcu("import", file, "--json", code=5)
        assert done.data["rejected_file"] == str(inbox / "day.rejected-2.csv")
    done = mcu("import", export(inbox / "day.xlsx", plain(1, ""), plain(2, "")), "--json", code=5)
    assert done.data["rejected_file"] == str(inbox / "day.rejected-3.csv")

    assert done.data["commit"] is None
    assert (inbox / "day.rejected.csv").read_text(encoding="utf-8") == "моё"
    assert ids(mcu) == []
    assert is_sound(mcu, store)


def test_an_export_in_the_store_and_its_rejected_rows_are_not_tracked(mcu: Mcu, store: StoreFolder) -> None:
    mcu("import", export(store.root / "day.xlsx", plain(1, "")), code=5)

    assert (store.root / "day.rejected.csv").is_file()
    seen = store.git("status", "--porcelain", "--ignored").splitlines()
    assert [line for line in seen if line != "!! .mcu/"] == ["!! day.rejected.csv", "!! day.xlsx"]


def test_where_the_folder_refuses_the_store_keeps_the_rejected_rows(
    mcu: Mcu, store: StoreFolder, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = export(inbox / "day.xlsx", plain(1, ""), plain(2, "Яма"))
    swap = os.replace

    def refusing(source: str, target: Path) -> None:
        if target.parent == inbox:  # root may write anywhere, so rights would not refuse
            raise PermissionError(13, "Permission denied")
        swap(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    done = mcu("import", file, "--json", code=5)

    assert done.data["rejected_file"] == str(store.root / ".mcu" / "rejected" / "day.rejected.csv")
    assert [row[1] for row in rejected(Path(done.data["rejected_file"]))[1:]] == [TEXT]
    assert len(ids(mcu)) == 1
    assert is_sound(mcu, store)


@pytest.mark.usefixtures("store")
def test_a_long_name_of_a_file_does_not_lose_its_rejected_rows(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", export(inbox / f"{'ж' * 120}.xlsx", plain(1, "")), "--json", code=5)

    assert rejected(Path(done.data["rejected_file"]))[1][0] == "2"


# Files that cannot be taken


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.xlsx": (b"", "is empty (0 bytes); export it again"),
    "cut.xlsx": (workbook(INCIDENT)[:3000], "cut.xlsx is damaged or cut off"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64,
        "locked.xlsx is protected by a password; save it without one and import that",
    ),
    "renamed.xlsx": (
        "Тема;Что случилось\nДороги;Яма\n".encode(),
        "renamed.xlsx has no headings that mcu knows: neither «Текст инцидента», nor `text`",
    ),
    "photo.xlsx": (b"\xff\xd8\xff\xe0JFIF", "photo.xlsx is a picture"),
    "letters.xlsx": (
        workbook({"Тема": "Дороги"}),
        "letters.xlsx has no headings that mcu knows: neither «Текст инцидента», nor `text`",
    ),
    "double.xlsx": (
        workbook(plain(1, "Яма"), headings=[NUMBER, TEXT, " номер ИНЦИДЕНТА"]),
        "double.xlsx has two columns «Номер инцидента» (A and C); remove one of them",
    ),
}


@pytest.mark.parametrize("name", list(BAD_FILES))
def test_a_bad_file_is_refused_with_its_sentence(mcu: Mcu, store: StoreFolder, inbox: Path, name: str) -> None:
    before = store.head
    data, sentence = BAD_FILES[name]
    (inbox / name).write_bytes(data)
    done = mcu("import", inbox / name, "--json", code=5)

    assert sentence in done.stderr
    assert done.stderr.startswith("mcu: ")
    assert done.envelope["data"] is None
    assert sentence in done.envelope["problems"][0]["message"]
    assert store.head == before
    assert list(inbox.iterdir()) == [inbox / name]


@pytest.mark.usefixtures("store")
def test_a_missing_file_and_a_folder_are_told_apart(mcu: Mcu, inbox: Path) -> None:
    assert "there is no file" in mcu("import", inbox / "none.xlsx", code=5).stderr
    assert "is a folder; name the file to import" in mcu("import", inbox, code=5).stderr


def test_without_a_store_nothing_is_imported(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", export(inbox / "day.xlsx", INCIDENT), cwd=inbox, code=3)

    assert "there is no store here" in done.stderr


def test_headings_without_rows_are_nothing_new(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    (inbox / "day.xlsx").write_bytes(workbook(headings=HEADINGS))
    before = store.head

    assert counts(mcu("import", inbox / "day.xlsx", "--json")) == (0, 0, 0, 0)
    assert store.head == before


# Strangers' words


def test_hostile_cells_are_kept_and_never_reach_the_terminal_raw(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    hostile = "=HYPERLINK(1)\x1b]0;x\x07\x1b[31m\u202eобратно\u2066\x9b"
    row = {
        heading: hostile if isinstance(value, str) and "2026" not in value else value
        for heading, value in INCIDENT.items()
    }
    file = export(inbox / "day.xlsx", row, row | {NUMBER: 2, TEXT: "", f"{hostile}": "x"})
    printed = "".join(
        done.stdout + done.stderr
        for done in (
            mcu("import", file, "--adopt", code=5),
            mcu("show", FIRST),
            mcu("list"),
            mcu("log", FIRST),
            mcu("show", FIRST, "--json"),
            mcu("import", file, "--json", code=5),
        )
    )

    assert not set("\x1b\x07\x9b\u202e\u2066") & set(printed)
    assert "обратно" in printed
    assert "обратно" in shown(mcu)["text"]
    assert not set("\x1b\u202e") & set(store.git("log", "-1", "--format=%B"))
    assert is_sound(mcu, store)


def test_a_text_of_a_megabyte_is_taken_whole(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    long = "яма на дороге, " * 40_000  # a sheet should hold 32,767 characters in a cell; not every writer keeps to it
    (inbox / "day.xlsx").write_bytes(with_text(workbook(plain(1, "КОРОТКО")), "КОРОТКО", long))
    mcu("import", inbox / "day.xlsx")

    assert len(long.encode()) > 1_000_000
    assert shown(mcu)["text"] == long.strip()
    assert is_sound(mcu, store)


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be there")
def test_a_hostile_name_of_a_file_stays_on_one_line(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "a\n\nMcu-Undoes: 0\x1b[2J\u202e.xlsx", plain(1, "Яма"), plain(2, ""))
    done = mcu("import", file, code=5)
    message = store.git("log", "-1", "--format=%B").strip()

    assert message.split("\n")[0] == "import a Mcu-Undoes: 0 [2J .xlsx: 1 new, 0 updated"
    assert trailers_of(message)["Mcu-Source"] == ["a Mcu-Undoes: 0 [2J .xlsx"]
    assert "Mcu-Undoes" not in trailers_of(message)
    assert not set("\x1b\u202e") & set(done.stdout + done.stderr)
    assert is_sound(mcu, store)


# As a process, and the real file


def test_the_program_itself_imports_and_says_what_it_did(mcu_process: Mcu, store: StoreFolder, inbox: Path) -> None:
    file = export(inbox / "day.xlsx", INCIDENT, plain(2, ""))
    done = mcu_process("--store", store.root, "import", "day.xlsx", cwd=inbox, code=5)

    assert done.stdout.split("\n")[0] == "new: 1 appeal"
    assert "1 row was not taken:" in done.stderr
    assert file.with_name("day.rejected.csv").is_file()


def test_the_real_export_is_taken_in_once(mcu: Mcu, store: StoreFolder, real: Path) -> None:
    first = mcu("import", real, "--json")
    head = store.head

    assert counts(first) == (REAL_ROWS, 0, 0, 0)
    assert first.data["commit"] == head
    assert first.data["unknown_columns"] == []
    assert first.data["unknown_topics"] == []
    assert is_sound(mcu, store)
    again = mcu("import", real, "--json", now=LATER)
    assert counts(again) == (0, 0, REAL_ROWS, 0)
    assert again.data["commit"] is None
    assert again.data["unknown_departments"] == first.data["unknown_departments"]
    assert store.head == head


def test_the_real_export_tells_what_its_description_counts(mcu: Mcu, store: StoreFolder, real: Path) -> None:
    mcu("import", real, "--adopt")
    appeals = mcu("show", *ids(mcu), "--json").data
    states = [appeal["state"] for appeal in appeals]
    happened = [event["event"] for appeal in appeals for event in appeal["history"]]

    assert [state["status"] for state in states].count("closed") == 38
    assert [state.get("outcome") for state in states].count("explained") == 35
    assert [state.get("outcome") for state in states].count("resolved") == 3
    assert [appeal["source"]["type"] for appeal in appeals].count("solvable") == 29
    assert {appeal["source"]["network"] for appeal in appeals} <= {"vk", "ok", "telegram"}
    assert all(appeal["source"]["network"] for appeal in appeals)
    assert [appeal.get("media") for appeal in appeals].count(True) == 5
    assert happened.count("registered") == happened.count("assigned") == REAL_ROWS
    assert happened.count("closed") == 38
    assert happened.count("rated") == 1
    assert [state.get("rating") for state in states if "rating" in state] == [5]
    assert not [appeal for appeal in appeals if appeal["text"].startswith("'") or "<br" in appeal["text"]]
    assert all(state.get("first_answer") for state in states)
    assert all("topic" not in state for state in states)
    assert is_sound(mcu, store)


def test_a_spool_is_let_go_of_where_the_reading_fails(
    mcu: Mcu, store: StoreFolder, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Spool] = []
    closed: list[Spool] = []
    make, close = Spool.__init__, Spool.close

    def noted_start(spool: Spool) -> None:
        made.append(spool)
        make(spool)

    def noted_end(spool: Spool) -> None:
        closed.append(spool)
        close(spool)

    monkeypatch.setattr(Spool, "__init__", noted_start)
    monkeypatch.setattr(Spool, "close", noted_end)

    def broken(*_arguments: object, **_named: object) -> Iterator[Problem]:
        yield Problem("one row is bad", row=2)
        raise BadInputError("cut off")

    monkeypatch.setattr("mcu_cli.intake.rows.read_incidents", broken)
    head = store.head

    assert "cut off" in mcu("import", export(inbox / "day.xlsx", plain(1, "Яма")), code=5).stderr
    assert made
    assert closed == made
    assert store.head == head
