"""`mcu add`: an appeal by telephone, letter, visit or the urgent line, by options or by questions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.working_day import (
    BY,
    FIRST,
    SECOND,
    Typed,
    appeal_of,
    at_a_terminal,
    editor,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
    without_an_editor,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

FILE = """\
format: 1
id: 20261120-0001
channel: letter
received: '2026-11-19T00:00:00+03:00'
kind: complaint
author: {name: Житель Ж. Ж., phone: '+7 000 000-00-00'}
place: {district: Заречный, street: Лесная, house: '0012'}
text: |-
  Яма.

  Вторая неделя.
tags: [ямы, повтор]
state:
  status: assigned
  category: roads
  department: roads
  priority: normal
  due: {register: '2026-11-23T17:45:00+03:00', forward: '2026-11-27T16:30:00+03:00', final: '2026-12-18T16:30:00+03:00'}
history:
- id: '3213'
  at: '2026-11-20T16:00:00+03:00'
  by: operator@town.example
  event: registered
  category: roads
  priority: normal
  due: {register: '2026-11-23T17:45:00+03:00', forward: '2026-11-27T16:30:00+03:00', final: '2026-12-18T16:30:00+03:00'}
- {id: fb9c, at: '2026-11-20T16:00:00+03:00', by: operator@town.example, event: assigned, department: roads}
"""


def test_the_file_of_an_appeal_is_exactly_this(mcu: Mcu, store: StoreFolder) -> None:
    mcu(
        "add", "--channel", "letter", "--text", "Яма.\n\nВторая неделя.", "--received", "19.11.2026",
        "--kind", "complaint",
        "--category", "roads", "--to", "roads", "--name", "Житель Ж. Ж.", "--phone", "+7 000 000-00-00",
        "--district", "Заречный", "--street", "Лесная", "--house", "0012", "--tag", "ямы", "--tag", "повтор",
    )  # fmt: skip
    assert store.read(path_of(FIRST)) == FILE
    assert status_of(store) == ""


def test_an_appeal_is_registered_now_with_its_due_moments(mcu: Mcu, store: StoreFolder) -> None:
    finished = mcu("add", "--channel", "phone", "--text", "Яма на дороге.")
    assert finished.stdout == f"{FIRST}: new, due 2026-11-24 08:45\n"
    commit = last_commit(store)
    assert commit.subject == f"add {FIRST}: phone"
    assert commit.changes == (f"A {path_of(FIRST)}",)
    assert commit.trailers == ("Mcu-Action: add", f"Mcu-Appeal: {FIRST}", "Mcu-Format: 1")
    appeal = appeal_of(mcu, "1")
    assert appeal["received"] == appeal["history"][0]["at"] == commit.author_date == "2026-11-20T16:00:00+03:00"
    assert appeal["history"][0]["by"] == commit.email == BY
    assert status_of(store) == ""


def test_numbers_run_through_a_day_of_the_municipality(mcu: Mcu, store: StoreFolder) -> None:
    assert registered(mcu, now="2026-11-20T23:30:00+05:00") == FIRST
    assert registered(mcu, now="2026-11-20T20:59:59Z") == SECOND  # 23:59:59 in Moscow
    assert registered(mcu, now="2026-11-20T21:00:00Z") == "20261121-0001"
    assert status_of(store) == ""


def test_the_series_of_a_clone_stands_in_its_ids(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    store.git("config", "mcu.series", "B")
    assert registered(mcu) == "20261120-B0001"
    assert registered(mcu) == "20261120-B0002"
    assert mcu("list", "--ids").stdout.split() == [FIRST, "20261120-B0001", "20261120-B0002"]
    store.git("config", "mcu.series", "bee")
    assert "capital letter" in mcu("add", "--channel", "phone", "--text", "а", code=2).stderr


def test_the_thousandth_appeal_of_a_day_goes_into_a_folder_of_its_own(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    text = store.read(path_of(FIRST)).replace(FIRST, "20261120-0999")
    (store.root / path_of("20261120-0999")).write_bytes(text.encode())
    store.git("add", "--all")
    store.git("commit", "--quiet", "--message", "by hand")
    assert registered(mcu) == "20261120-1000"
    assert last_commit(store).changes == ("A appeals/2026/11/20/1/20261120-1000.yaml",)
    assert mcu("show", "1000", "--json").data["id"] == "20261120-1000"


def test_a_number_is_not_given_again_where_its_file_cannot_be_read(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    (store.root / path_of(FIRST)).write_text("broken: [", encoding="utf-8")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    assert registered(mcu) == SECOND
    (store.root / ".mcu" / "index.sqlite").unlink()
    assert registered(mcu) == "20261120-0003"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2026-11-19T10:05", "2026-11-19T10:05:00+03:00"),
        ("2026-11-19T10:05:07+05:00", "2026-11-19T08:05:07+03:00"),
        ("yesterday", "2026-11-19T00:00:00+03:00"),
        ("yesterday 9:30", "2026-11-19T09:30:00+03:00"),
        ("19.11.2026 10:05", "2026-11-19T10:05:00+03:00"),
        ("2026-11-19 10:05", "2026-11-19T10:05:00+03:00"),
        ("2026-11-20", "2026-11-20T00:00:00+03:00"),
    ],
)
def test_it_may_have_come_earlier(mcu: Mcu, store: StoreFolder, given: str, stored: str) -> None:
    registered(mcu, "Яма.", "--received", given)
    appeal = appeal_of(mcu, "1")
    assert appeal["received"] == stored
    assert appeal["history"][0]["at"] == "2026-11-20T16:00:00+03:00"
    assert status_of(store) == ""


@pytest.mark.parametrize(
    "given",
    ["tomorrow", "2026-11-20T16:01", "31.02.2026", "2026-11-20T25:00", "20.11.2026 10-30", "soon", "0001-01-01"],
)
def test_a_moment_that_cannot_be_is_refused(mcu: Mcu, store: StoreFolder, given: str) -> None:
    head = store.head
    mcu("add", "--channel", "phone", "--text", "Яма.", "--received", given, code=2)
    assert store.head == head


def test_the_urgent_line_is_urgent(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="urgent")
    state = appeal_of(mcu, "1")["state"]
    assert state["priority"] == "urgent"
    assert state["due"]["first"] == "2026-11-20T16:30:00+03:00"
    assert status_of(store) == ""


def test_an_argument_that_is_no_text_is_refused(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    finished = mcu("add", "--channel", "phone", "--text", "а", "--name", os.fsdecode(b"\xff"), code=2)
    assert "UTF-8" in finished.stderr
    assert store.head == head


def test_without_a_terminal_the_channel_is_wanted(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    assert "--channel phone|reception|letter|urgent|" in mcu("add", "--text", "Яма.", code=2).stderr
    assert store.head == head


def test_a_dry_run_takes_no_number(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    dry = mcu("add", "--channel", "phone", "--text", "Яма.", "--dry-run", "--json")
    assert dry.data["commit"] is None
    assert dry.data["appeals"][0]["id"] == FIRST
    assert store.head == head
    assert registered(mcu) == FIRST


def test_what_is_missing_is_asked(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Яма." > "$1"'))
    finished = mcu("add", stdin="p\nx\n99\nphone\nЖитель Ж. Ж.\n\nЛесная\n7\n")
    assert finished.stderr.count("number or word:") == 4  # `p` fits several, `x` and 99 none
    appeal = appeal_of(mcu, "1")
    assert (appeal["channel"], appeal["text"], appeal["author"]) == ("phone", "Яма.", {"name": "Житель Ж. Ж."})
    assert appeal["place"] == {"street": "Лесная", "house": "7"}
    assert status_of(store) == ""


def test_a_text_is_typed_where_there_is_no_editor(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    without_an_editor(monkeypatch, tmp_path)
    mcu("add", "--channel", "letter", "--name", "Житель", stdin="Яма.\n\nФонарь.\n.\n\n\n\n")
    appeal = appeal_of(mcu, "1")
    assert appeal["text"] == "Яма.\n\nФонарь."
    assert appeal["author"] == {"name": "Житель"}
    assert status_of(store) == ""


def test_an_end_of_the_answers_ends_the_questions(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    head = store.head
    assert "nothing was changed" in mcu("add", stdin="", code=4).stderr
    assert store.head == head


def test_the_questions_on_a_real_terminal(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_an_editor(monkeypatch, tmp_path)
    code, shown = at_a_terminal(
        "add",
        cwd=store.root,
        typed=(
            Typed("number or word:", "urgent\n"),
            Typed("single dot", "Прорвало трубу.\n.\n"),
            Typed("Name", "\n"),
            Typed("Telephone", "\n"),
            Typed("Street", "Лесная\n"),
            Typed("House", "\n"),
        ),
    )
    assert code == 0
    assert f"{FIRST}: new" in shown
    appeal = appeal_of(mcu, "1")
    assert (appeal["text"], appeal["place"]) == ("Прорвало трубу.", {"street": "Лесная"})
    assert "author" not in appeal
