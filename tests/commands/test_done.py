"""`mcu done`: what was done because of appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import language
from tests.working_day import (
    ACTIVE,
    FIRST,
    HOSTILE,
    SECOND,
    Typed,
    at_a_terminal,
    last_commit,
    refused,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

ONE, TWO = "W-2026-0001", "W-2026-0002"
PATH = "works/2026/W-2026-0001.yaml"
BUMPS = "Установлены искусственные неровности"


def listed(mcu: Mcu, *options: str) -> list[Any]:
    return list(mcu("done", "list", *options, "--json").data)


def test_a_sentence_is_enough(mcu: Mcu, store: StoreFolder) -> None:
    shown = mcu("done", BUMPS)
    assert (shown.stdout, shown.stderr) == (f"{ONE}: {BUMPS}, 2026-11-20\n", "")
    commit = last_commit(store)
    assert commit.subject == f"done {ONE}: registered"
    assert commit.changes == (f"A {PATH}",)
    assert listed(mcu) == [
        {
            "id": ONE,
            "status": "done",
            "what": BUMPS,
            "count": None,
            "day": "2026-11-20",
            "place": None,
            "district": None,
            "department": None,
            "appeals": [],
            "instruction": None,
            "photo": None,
        }
    ]
    assert mcu("check").code == 0


def test_all_that_is_told_of_it_is_kept(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu, "Снова яма.")
    mcu("instruct", "add", "--text", "Поставить.", "--to", "roads")
    told = ("--count", "12", "--place", "улица  Мира", "--day", "вчера", "--appeal", "1", "--appeal", SECOND)
    more = ("-d", "УДХ", "--instruction", "1", "--photo", "https://town.example/1.jpg", "--district", "Заречный")
    shown = mcu("done", f"  {BUMPS}\n", *told, *more)
    assert shown.stdout == f"{ONE}: {BUMPS} — 12, улица Мира, 2026-11-19, because of 2 appeals\n"
    assert "mcu instruct done I-2026-0001" in shown.stderr
    (work,) = listed(mcu, "--appeal", "2")
    assert work == {
        "id": ONE,
        "status": "done",
        "what": BUMPS,
        "count": 12,
        "day": "2026-11-19",
        "place": "улица Мира",
        "district": "Заречный",
        "department": "roads",
        "appeals": [FIRST, SECOND],
        "instruction": "I-2026-0001",
        "photo": "https://town.example/1.jpg",
    }
    assert listed(mcu, "-d", "housing") == []
    assert "Done because of it:\n  W-2026-0001: " in mcu("show", "1").stdout
    assert last_commit(store).trailers[0] == "Mcu-Action: done"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("lsit",), 2, "is none of add, withdraw, list, show"),
        (("Ограждение",), 2, "stands behind `mcu done add`"),
        (("Установлено ограждение", "школы"), 2, "put what was done in quotes"),
        (("list", "1"), 2, "is too much"),
        (("add",), 2, "say what was done"),
        (("add", " "), 2, "say what was done"),
        ((BUMPS, "--count", "0"), 2, "out of range"),
        ((BUMPS, "--count", "1.5"), 2, "is not a number"),
        ((BUMPS, "--count", "1000000000"), 2, "more than can be"),
        ((BUMPS, "--photo", "javascript:alert(1)"), 2, "http://"),
        ((BUMPS, "--day", "tomorrow"), 4, "still to come"),
        ((BUMPS, "--day", "31.02.2026"), 2, "there is no day"),
        ((BUMPS, "--appeal", "7"), 3, "there is no appeal '7'"),
        ((BUMPS, "--instruction", "7"), 3, "there is no '7'"),
        ((BUMPS, "-d", "нет такого"), 3, "there is no department"),
        ((BUMPS, "--reason", "x"), 2, "takes no --reason"),
        (("withdraw", "7", "--reason", "x"), 3, "there is no '7'"),
        (("show",), 2, "say which"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    mcu: Mcu, store: StoreFolder, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, store, "done", *arguments, code=code)
    assert status_of(store) == ""


@pytest.mark.usefixtures("store")
def test_one_word_stands_behind_add(mcu: Mcu) -> None:
    assert mcu("done", "add", "Ограждение").stdout == f"{ONE}: Ограждение, 2026-11-20\n"


def test_a_district_is_spelt_as_the_registry_does(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  population: {}", "  population: {Заречный район: 1000}"), encoding="utf-8", newline="\n"
    )
    mcu("record")
    assert mcu("done", BUMPS, "--district", "заречный  РАЙОН").stderr == ""
    assert (
        "knows no district 'Луна'; it has Заречный район" in mcu("done", "Что-то другое", "--district", "Луна").stderr
    )
    assert [work["district"] for work in listed(mcu)] == ["Луна", "Заречный район"]


@pytest.mark.usefixtures("store")
def test_the_same_work_again_is_told(mcu: Mcu) -> None:
    mcu("done", BUMPS, "--place", "улица Мира")
    assert mcu("done", BUMPS, "--place", "улица Победы").stderr == ""
    shown = mcu("done", BUMPS.upper(), "--place", "УЛИЦА Мира")
    assert shown.stderr == f"{ONE} says the same already; if it is the same work, take this one back with `mcu undo`\n"
    mcu("undo")
    assert [work["id"] for work in listed(mcu)] == [TWO, ONE]


@pytest.mark.usefixtures("store")
def test_texts_that_reports_print_are_looked_at(mcu: Mcu) -> None:
    assert "looks like a person's name" in mcu("done", "Починили дверь Петрову Ивану Сергеевичу").stderr
    assert "looks like the number of a flat" in mcu("done", BUMPS, "--place", "улица Мира, 5, кв. 12").stderr


def test_what_was_withdrawn_does_not_count(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("done", BUMPS, "--appeal", "1")
    assert "a reason is needed" in refused(mcu, store, "done", "withdraw", "1", code=2)
    mcu("done", "withdraw", "1", "--reason", "Дважды.")
    assert listed(mcu) == []
    assert f"{BUMPS} (withdrawn)" in mcu("done", "list", "--all").stdout
    assert "Done because of it" not in mcu("show", "1").stdout
    assert mcu("done").stderr.startswith("no work is on record")


def test_a_dry_run_writes_nothing(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    shown = mcu("done", BUMPS, "--dry-run")
    assert (shown.stdout, shown.stderr) == (f"{ONE}: {BUMPS}, 2026-11-20\n", "dry run: nothing was written\n")
    assert (store.head, status_of(store)) == (head, "")


@pytest.mark.usefixtures("store")
def test_the_list_is_short_where_it_is_asked_to_be(mcu: Mcu) -> None:
    for day in ("2026-11-18", "2026-11-20", "2026-11-19"):
        mcu("done", BUMPS, "--day", day)
    shown = mcu("done", "--limit", "2")
    assert [line.split()[1] for line in shown.stdout.splitlines()[1:]] == ["2026-11-20", "2026-11-19"]
    assert shown.stderr == "2 of 3; --limit shows more\n"
    assert mcu("done", "list", "--ids", "--limit", "1").stdout == "W-2026-0002\n"


def test_a_hand_edit_is_recorded(mcu: Mcu, store: StoreFolder) -> None:
    mcu("done", BUMPS, "--count", "12")
    path = store.root / PATH
    path.write_text(store.read(PATH).replace("count: 12", "count: 13"), encoding="utf-8", newline="\n")
    mcu("record", "--reason", "Пересчитали.")
    assert listed(mcu)[0]["count"] == 13
    assert mcu("check").code == 0


def test_a_hand_edit_gives_no_address_that_would_act(mcu: Mcu, store: StoreFolder) -> None:
    mcu("done", BUMPS, "--photo", "https://town.example/1.jpg")
    path = store.root / PATH
    path.write_text(
        store.read(PATH).replace("https://town.example/1.jpg", "javascript:alert(1)"), encoding="utf-8", newline="\n"
    )
    assert "is not the address of a page" in mcu("record", code=4).stderr


def test_a_work_that_cannot_be_read_is_named(mcu: Mcu, store: StoreFolder) -> None:
    mcu("done", BUMPS)
    mcu("done", "Починили ограду")
    (store.root / PATH).write_text("format: 1\nid: [\n", encoding="utf-8", newline="\n")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    for action in (("show", "1"), ("withdraw", ONE, "--reason", "x")):
        shown = mcu("done", *action, code=6)
        assert f"{ONE} is on record and cannot be read" in shown.stderr
    assert [work["id"] for work in listed(mcu)] == [TWO]
    assert mcu("done", "Ещё одно дело", "--json").data["item"]["id"] == "W-2026-0003"


@pytest.mark.usefixtures("store")
def test_strangers_words_do_not_act(mcu: Mcu) -> None:
    mcu("done", HOSTILE, "--place", HOSTILE, "--district", HOSTILE)
    for arguments in (("done",), ("done", "show", "1")):
        shown = mcu(*arguments).stdout
        assert not set(shown) & set(ACTIVE)
        assert "[bold]" in shown
    assert mcu("check").code == 0


@pytest.mark.usefixtures("store")
def test_words_of_actions_may_be_russian(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    with language.speaking("ru"):
        add, show = (language._(word) for word in ("add", "list"))
    monkeypatch.setenv("MCU_LANG", "ru")
    mcu("done", add, "Ограждение")
    assert ONE in mcu("done", show).stdout


def test_what_is_missing_is_asked_at_a_terminal(mcu: Mcu, store: StoreFolder) -> None:
    code, shown = at_a_terminal(
        "done",
        "add",
        cwd=store.root,
        typed=(
            Typed("What was done?", f"{BUMPS}\n"),
            Typed("How many", "0\n"),
            Typed("is not a number from 1", "12\n"),
            Typed("Where", "улица Мира\n"),
        ),
    )
    assert code == 0, shown
    (work,) = listed(mcu)
    assert (work["what"], work["count"], work["place"]) == (BUMPS, 12, "улица Мира")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Отремонтированы фонари.", "Отремонтированы фонари"),
        ("Уложено 40 кв. м.", "Уложено 40 кв. м."),
        ("Ждём...", "Ждём..."),
    ],
)
def test_a_full_stop_at_the_end_of_what_was_done_is_left_out(
    mcu: Mcu, store: StoreFolder, typed: str, kept: str
) -> None:
    assert mcu("done", "add", typed, "--json").data["item"]["what"] == kept
    assert mcu("done", "удалить", "1", "--reason", "Ошибка.", "--json").data["item"]["status"] == "withdrawn"
    assert store.git("status", "--porcelain") == ""
