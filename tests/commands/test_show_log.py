"""`mcu show` and `mcu log`: one appeal to read, and the commit that proves each of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from mcu_cli.domain import words
from tests.working_day import FIRST, SECOND, path_of, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

PAGE = """\
20261120-0001  final answer

  channel:                letter
  received:               2026-11-19 00:00
  kind:                   complaint
  author:                 Житель Ж. Ж.
  place:                  Лесная, 12
  category:               Дороги
  department:             Управление дорожного хозяйства, Сидоров
  priority:               normal
  final answer due:       2026-12-18 16:30
  first answer:           2026-11-20 17:00
  handled:                2026-11-20 17:00
  outcome:                resolved

  Яма.

  Вторая неделя.

2026-11-20 16:00  registered, Дороги, priority: normal
2026-11-20 16:00  assigned, Управление дорожного хозяйства, Сидоров
    По заявке.
2026-11-20 17:00  final answer, by letter, resolved
    Засыпано.
"""


@pytest.fixture
def answered(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with a letter that was answered."""
    registered(
        mcu, "Яма.\n\nВторая неделя.", "--received", "2026-11-19", "--kind", "complaint", "--category", "roads",
        "--name", "Житель Ж. Ж.", "--street", "Лесная", "--house", "12", channel="letter",
    )  # fmt: skip
    mcu("assign", "1", "--to", "roads", "--executor", "Сидоров", "--reason", "По заявке.")
    mcu("answer", "1", "-o", "resolved", "--via", "letter", "-t", "Засыпано.", now="2026-11-20T17:00:00+03:00")
    return store


def test_the_page_of_an_appeal(mcu: Mcu, answered: StoreFolder) -> None:
    page = mcu("show", "1")
    assert page.stdout.splitlines()[1:] == PAGE.splitlines()[1:]
    assert page.stdout.startswith(f"{FIRST}  ")
    assert page.stderr == ""
    assert answered.git("status", "--porcelain") == ""


def test_the_page_in_russian(mcu: Mcu, answered: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCU_LANG", "ru")
    page = mcu("show", "1").stdout
    assert "20.11.2026 17:00" in page
    assert "channel:" not in page
    assert answered.git("status", "--porcelain") == ""


def test_several_pages_stand_apart(mcu: Mcu, answered: StoreFolder) -> None:
    registered(mcu, "Фонарь.")
    pages = mcu("show", "2", "1").stdout
    assert pages.startswith(f"{SECOND}  new\n")
    assert f"\n\n{FIRST}  " in pages
    assert [one["id"] for one in mcu("show", "2", "1", "--json").data] == [SECOND, FIRST]
    assert answered.git("status", "--porcelain") == ""


def test_the_whole_file_for_programs(mcu: Mcu, answered: StoreFolder) -> None:
    data = mcu("show", "1", "--json").data
    assert list(data) == [
        "format", "id", "channel", "received", "kind", "author", "place", "text", "state", "history",
    ]  # fmt: skip
    assert data["format"] == 1
    assert data["text"] == "Яма.\n\nВторая неделя."
    assert [event["event"] for event in data["history"]] == ["registered", "assigned", "answered"]
    assert answered.git("status", "--porcelain") == ""


def test_the_log_names_the_commit_of_each_event(mcu: Mcu, answered: StoreFolder) -> None:
    data = mcu("log", "1", "--json").data
    commits = answered.git("log", "--reverse", "--format=%H", "--", "appeals").split()
    assert data["id"] == FIRST
    assert [event["commit"] for event in data["history"]] == commits
    assert data["history"][2]["commit_author"] == "Анна Операторова <operator@town.example>"
    assert data["history"][2]["commit_subject"] == f"answer {FIRST}: final, resolved"
    page = mcu("log", "1").stdout
    for commit in commits:
        assert f"commit {commit[:12]} of Анна Операторова" in page
    assert f"event {data['history'][0]['id']} by operator@town.example" in page


def test_the_log_tells_events_taken_back_and_brought_again(mcu: Mcu, answered: StoreFolder) -> None:
    mcu("undo")
    mcu("answer", "1", "-o", "resolved", "--via", "letter", "-t", "Засыпано.", now="2026-11-20T17:00:00+03:00")
    data = mcu("log", "1", "--json").data
    assert [event["commit"] for event in data["history"]][2] == answered.head
    assert len(data["history"]) == 3


def test_the_log_tells_what_was_taken_back_and_by_which_undo(
    mcu: Mcu, answered: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("undo", now="2026-11-20T17:30:00+03:00")
    answer, undo = answered.git("rev-parse", "HEAD~1", "HEAD").split()
    (taken_back,) = mcu("log", "1", "--json").data["taken_back"]
    assert taken_back == {
        "commit": answer,
        "commit_author": "Анна Операторова <operator@town.example>",
        "commit_subject": f"answer {FIRST}: final, resolved",
        "at": "2026-11-20T17:00:00+03:00",
        "undone_by": undo,
        "undone_author": "Анна Операторова <operator@town.example>",
        "undone_at": "2026-11-20T17:30:00+03:00",
    }
    page = mcu("log", "1").stdout
    assert f"2026-11-20 17:00  taken back: answer {FIRST}: final answer, resolved\n" in page
    assert f"taken back 2026-11-20 17:30 by commit {undo[:12]} of Анна Операторова" in page
    monkeypatch.setenv("MCU_LANG", "ru")
    page = mcu("log", "1").stdout
    assert f"20.11.2026 17:00  отменено: ответ {FIRST}: итоговый ответ, решено\n" in page
    assert f"отменил 20.11.2026 17:30 коммит {undo[:12]}, автор Анна Операторова" in page


def test_the_log_names_the_commit_that_brought_a_removed_file_again(mcu: Mcu, answered: StoreFolder) -> None:
    answered.git("rm", "--quiet", path_of(FIRST))
    answered.git("commit", "--quiet", "--message", "by hand")
    answered.git("checkout", "--quiet", "HEAD~1", "--", path_of(FIRST))
    answered.git("commit", "--quiet", "--message", "brought again")
    assert {event["commit"] for event in mcu("log", "1", "--json").data["history"]} == {answered.head}


def test_the_log_survives_what_was_committed_by_hand(mcu: Mcu, answered: StoreFolder) -> None:
    path = answered.root / path_of(FIRST)
    good = path.read_bytes()
    path.write_bytes(b"broken: [")
    answered.git("commit", "--quiet", "--all", "--message", "broken\x1e by\x1f hand\n\nMcu-Action: add")
    path.write_bytes(good)
    answered.git("commit", "--quiet", "--all", "--message", "mended")
    data = mcu("log", "1", "--json").data
    assert [event["event"] for event in data["history"]] == ["registered", "assigned", "answered"]
    assert all(event["commit"] for event in data["history"])


def test_show_notes_a_hand_edit_and_shows_the_record(mcu: Mcu, answered: StoreFolder) -> None:
    path = answered.root / path_of(FIRST)
    path.write_text(path.read_text(encoding="utf-8").replace("Лесная", "Полевая"), encoding="utf-8")
    page = mcu("show", "1")
    assert "Лесная" in page.stdout
    assert "Полевая" not in page.stdout
    assert f"{path_of(FIRST)} was changed by hand" in page.stderr
    path.unlink()
    assert "Лесная" in mcu("show", "1").stdout


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("1", FIRST),
        (" 1 ", FIRST),
        ("0001", FIRST),
        ("1120-1", FIRST),
        ("20261120-1", FIRST),
        (FIRST, FIRST),
        ("1119-1", "20261119-0001"),
    ],
)
def test_short_ids(mcu: Mcu, store: StoreFolder, given: str, meant: str) -> None:
    registered(mcu, now="2026-11-19T18:00:00+05:00")
    registered(mcu)
    assert mcu("show", given, "--json").data["id"] == meant
    assert store.git("status", "--porcelain") == ""


def test_a_short_id_that_fits_several_is_not_guessed(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, now="2025-11-20T18:00:00+05:00")
    registered(mcu)
    store.git("config", "mcu.series", "B")
    registered(mcu)
    finished = mcu("show", "1120-1", code=3)
    assert "fits 3 appeals: 20261120-0001, 20261120-B0001, 20251120-0001; write more" in finished.stderr
    assert mcu("show", "1120-b1", "--json").data["id"] == "20261120-B0001"
    assert mcu("show", "20251120-1", "--json").data["id"] == "20251120-0001"
    assert "fits 2 appeals" in mcu("show", "1", code=3).stderr


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("2", 3), ("0", 3), ("1119-1", 3), ("20251120-0001", 3), (FIRST + "0", 3),
        ("1332-1", 2), ("x", 3), ("1-2-3", 2), ("", 2), ("../1", 3), ("20261332-0001", 2),
    ],
)  # fmt: skip
def test_an_id_of_nothing_is_said(mcu: Mcu, store: StoreFolder, given: str, code: int) -> None:
    registered(mcu)
    finished = mcu("show", given, code=code)
    assert finished.stdout == ""
    assert finished.stderr.startswith("mcu: ")
    assert store.git("status", "--porcelain") == ""


@pytest.mark.parametrize("command", [("show", "1"), ("list",), ("log", "1"), ("list", "status:new", "category:roads")])
def test_what_asks_for_no_word_stems_none(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """The registry holds thousands of words; stemming them took longer than all else that these commands do."""
    del store
    registered(mcu, "Яма на дороге.", "-c", "roads")
    stems = Mock()
    monkeypatch.setattr(words, "_russian_stem", stems)
    words.stemmed.cache_clear()
    words._pieces.clear()
    mcu(*command)
    assert stems.call_args_list == []


# --- Items of the ledgers


@pytest.fixture
def ledgers(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with an item in each ledger, and an appeal."""
    registered(mcu)
    mcu("reception", "add", "--form", "field")
    mcu("instruct", "add", "--text", "Починить.", "--to", "roads", "--until", "2026-11-30", "--reception", "1")
    mcu("poll", "add", "Что построить?", "--option", "Сквер", "--option", "Двор")
    mcu("poll", "result", "1", "--participants", "3", "--vote", "Сквер=2", "--vote", "Двор=1")
    mcu("done", "Отремонтированы фонари", "--appeal", "1", "--count", "2")
    return store


@pytest.mark.parametrize(
    ("typed", "own"),
    [
        ("R-1", ("reception", "show", "1")),
        ("i-2026-1", ("instruct", "show", "1")),
        ("P-2026-0001", ("poll", "show", "1")),
        ("w-1", ("done", "show", "1")),
    ],
)
def test_an_item_is_shown_as_the_command_of_its_ledger_shows_it(
    mcu: Mcu, ledgers: StoreFolder, typed: str, own: tuple[str, ...]
) -> None:
    assert mcu("show", typed).stdout == mcu(*own).stdout
    assert mcu("show", typed, "--json").data == mcu(*own, "--json").data
    log = mcu("log", typed, "--json").data
    assert log["id"].startswith(typed[0].upper())
    assert all(event["commit"] for event in log["history"])
    assert mcu("log", typed).stdout.startswith(f"{log['id']}  ")
    assert status_of(ledgers) == ""


def test_appeals_and_items_stand_in_the_order_named_each_once(mcu: Mcu, ledgers: StoreFolder) -> None:
    names = [one["id"] for one in mcu("show", "W-1", "1", "I-1", FIRST, "W-2026-0001", "--json").data]
    assert names == ["W-2026-0001", FIRST, "I-2026-0001"]
    assert "\n\nI-2026-0001  " in mcu("log", "1", "I-1").stdout
    assert status_of(ledgers) == ""


def test_beside_an_item_no_word_is_a_query(mcu: Mcu, ledgers: StoreFolder) -> None:
    finished = mcu("show", "R-1", "яма", code=2)
    assert "'яма'" in finished.stderr
    assert mcu("show", "X-1", code=3).stdout == ""
    assert status_of(ledgers) == ""
