"""`mcu reception`: who was received, what was asked, and what became of each question, from file to screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.working_day import (
    ACTIVE,
    BY,
    FIRST,
    HOSTILE,
    SECOND,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    path_of,
    refused,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

RECEPTION = "R-2026-0001"
PATH = "receptions/2026/R-2026-0001.yaml"
FILE = """\
format: 1
id: R-2026-0001
day: '2026-11-19'
form: thematic
official: Заместитель главы по ЖКХ
rank: deputy
place: 'Администрация, кабинет 12'
subject: Капитальный ремонт
citizens: 3
no_shows: 1
state:
  status: done
  citizens: 4
  questions: 2
history:
- {id: '1621', at: '2026-11-20T16:00:00+03:00', by: operator@town.example, event: registered}
- id: '0706'
  at: '2026-11-20T16:00:00+03:00'
  by: operator@town.example
  event: received
  name: Житель Ж. Ж.
  phone: '+7 000 000-00-00'
  address: 'улица Мира, 5'
  questions:
  - text: |-
      Когда починят крышу?
    category: housing
    answer: |-
      В июле.
    consent: true
    outcome: measures-taken
  - text: |-
      Не горит фонарь.
    category: roads
"""


def entered(mcu: Mcu, *options: str, form: str = "scheduled") -> Any:
    """Enter a reception; return what JSON says of it."""
    return mcu("reception", "add", "--form", form, *options, "--json").data


def received(mcu: Mcu, question: str = "Когда починят крышу?", *options: str, now: str | None = None) -> Any:
    """Enter a card with a question; return what JSON says of it."""
    return mcu("reception", "receive", "1", "--question", question, *options, "--json", now=now).data


def shown(mcu: Mcu, named: str = "1") -> Any:
    return mcu("reception", "show", named, "--json").data


# --- What is entered


def test_the_file_of_a_reception_is_exactly_this(mcu: Mcu, store: StoreFolder) -> None:
    finished = mcu(
        "reception", "add", "--official", "Заместитель главы по ЖКХ", "--rank", "deputy", "--day", "yesterday",
        "--form", "thematic", "--place", " Администрация,  кабинет 12", "--subject", "Капитальный ремонт",
        "--citizens", "3", "--no-shows", "1",
        "--name", "Житель Ж. Ж.", "--phone", "+7 000 000-00-00", "--address", "улица Мира, 5",
        "--question", "Когда починят крышу?", "--question", "Не горит фонарь.", "--answer", "В июле.", "--answer", "",
        "--consent", "--outcome", "measures-taken", "--category", "housing", "--category", "roads",
    )  # fmt: skip
    assert store.read(PATH) == FILE
    assert finished.stdout == (
        "R-2026-0001: 2026-11-19, on one subject, 4 citizens received, 2 questions\n"
        "  1. answered on the spot, the citizen was content\n"
        "  2. neither answered nor registered; `mcu reception appeal R-2026-0001 2` registers it as an appeal; "
        "to be by 2026-11-23 17:45\n"
    )
    commit = last_commit(store)
    assert commit.subject == "reception R-2026-0001: received"
    assert commit.changes == (f"A {PATH}",)
    assert commit.trailers == ("Mcu-Action: reception", f"Mcu-File: {PATH}", "Mcu-Format: 1")
    assert commit.email == BY
    assert status_of(store) == ""
    assert "0 errors, 0 warnings" in mcu("check").stdout


def test_what_is_not_said_is_today_and_the_head(mcu: Mcu, store: StoreFolder) -> None:
    data = entered(mcu)
    assert data["item"] == {
        "id": RECEPTION,
        "day": "2026-11-20",
        "form": "scheduled",
        "official": "Глава города",
        "rank": "head",
        "place": None,
        "subject": None,
        "status": "done",
        "citizens": 0,
        "no_shows": 0,
        "questions": 0,
        "oral": 0,
        "appeals": 0,
        "unsettled": 0,
    }
    assert data["commit"] == store.head
    assert data["questions"] == data["appeals"] == []
    assert last_commit(store).subject == "reception R-2026-0001: registered"


@pytest.mark.parametrize(
    ("official", "rank"),
    [("Глава города Фамилия И. О.", "head"), ("глава ГОРОДА", "head")],
)
def test_the_head_is_known_by_the_ladder(mcu: Mcu, store: StoreFolder, official: str, rank: str) -> None:
    assert entered(mcu, "--official", official)["item"]["rank"] == rank
    assert store.read(PATH).count(f"official: {official}\n") == 1


def test_the_year_of_the_number_is_that_of_the_day(mcu: Mcu, store: StoreFolder) -> None:
    assert entered(mcu, "--day", "2025-12-12", form="nationwide")["item"]["id"] == "R-2025-0001"
    assert entered(mcu)["item"]["id"] == RECEPTION
    assert (store.root / "receptions/2025/R-2025-0001.yaml").is_file()
    assert shown(mcu, "2025-1")["form"] == "nationwide"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--day", "tomorrow"), 4, "is still to come"),
        (("--day", "1999-12-31"), 2, "before 2000"),
        (("--official", "Иной"), 2, "--rank head|deputy|other"),
        (("--rank", "deputy"), 2, "say who received with --official"),
        (("--citizens", "100000"), 2, "more than one reception can hold"),
        (("--name", "Житель"), 2, "say what was asked with --question"),
        (("--reason", "-"), 2, "`mcu reception add` takes no --reason"),
        (("--question", "А?", "--consent"), 2, "--answer"),
        (("--question", "А?", "--outcome", "explained"), 2, "--answer"),
        (("--question", " "), 2, "the text is empty"),
        (("--question", "А?", "--category", "nothing"), 3, "no category"),
        (("--question", "А?", "--register", "--to", "nobody"), 3, "nobody"),
        (("--question", "А?", "--to", "roads"), 2, "add --register"),
        (("--question", "А?", "--street", "Мира"), 2, "add --register"),
        (("--question", "А?", "--question", "Б?", "--answer", "Да."), 2, "questions: 2, --answer: 1"),
        (("--question", "А?", "--category", "roads", "--category", "roads"), 2, "questions: 1, --category: 2"),
        (("--question", "А?", "--answer", "Да.", "--consent", "--register"), 2, "nothing is left to register"),
    ],
)
def test_what_cannot_be_entered_is_refused(
    mcu: Mcu, store: StoreFolder, options: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, store, "reception", "add", "--form", "field", *options, code=code)
    assert status_of(store) == ""


def test_the_form_is_asked_for_where_nobody_can_answer(mcu: Mcu, store: StoreFolder) -> None:
    assert "--form scheduled|field|thematic|nationwide" in refused(mcu, store, "reception", "add", code=2)


def test_a_text_of_a_question_may_come_from_standard_input(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field", "--question", "-", stdin="Первая строка.\r\nВторая.\n")
    assert shown(mcu)["history"][1]["questions"][0]["text"] == "Первая строка.\nВторая."
    assert status_of(store) == ""


def test_each_citizen_is_one_event_and_questions_are_numbered_through(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu, "--citizens", "2")
    assert received(mcu, "А?", "--question", "Б?", "--name", "Первый")["item"]["citizens"] == 3
    data = received(mcu, "В?", "--name", "Второй")
    assert [one["number"] for one in data["questions"]] == [3]
    whole = shown(mcu)
    assert [event["event"] for event in whole["history"]] == ["registered", "received", "received"]
    assert whole["state"] == {"status": "done", "citizens": 4, "questions": 3}
    events = [event["id"] for event in whole["history"][1:]]
    assert [one["key"] for one in whole["questions"]] == [
        f"{RECEPTION}/{events[0]}/1",
        f"{RECEPTION}/{events[0]}/2",
        f"{RECEPTION}/{events[1]}/1",
    ]
    assert last_commit(store).changes == (f"M {PATH}",)


def test_an_answer_without_consent_says_that_a_written_one_is_due(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    said = mcu("reception", "receive", "1", "--question", "А?", "--answer", "Посмотрим.").stdout
    assert "answered on the spot without consent, a written answer is due; `mcu reception appeal R-2026-0001 1`" in said
    (question,) = shown(mcu)["questions"]
    assert (question["settled"], question["due"]) == (None, "2026-11-23T17:45:00+03:00")
    assert status_of(store) == ""


# --- What becomes an appeal


def test_a_question_becomes_an_appeal_in_the_commit_of_its_card(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu, "--day", "2026-11-19")
    before = commit_count(store)
    data = received(
        mcu, "Крыша течёт.", "--question", "Не горит фонарь.", "--question", "Когда снег?",
        "--answer", "Латаем.", "--answer", "", "--answer", "Завтра.", "--consent",
        "--category", "housing", "--category", "roads", "--category", "", "--name", "Житель Ж. Ж.", "--phone", "+7 000",
        "--email", "a@town.example", "--address", "улица Мира, 5", "--register", "--to", "roads",
        "--district", "Заречный", "--street", "Лесная", "--house", "3",
    )  # fmt: skip
    assert commit_count(store) == before + 1
    assert last_commit(store).changes == (f"A {path_of(FIRST)}", f"M {PATH}")
    assert last_commit(store).trailers == (
        "Mcu-Action: reception",
        f"Mcu-Appeal: {FIRST}",
        f"Mcu-File: {PATH}",
        "Mcu-Format: 1",
    )
    appeal = appeal_of(mcu, "1")
    event = shown(mcu)["history"][1]["id"]
    assert appeal["channel"] == "reception"
    assert appeal["source"] == {"system": "reception", "key": f"{RECEPTION}/{event}/2"}
    assert appeal["received"] == "2026-11-19T00:00:00+03:00"
    assert appeal["author"] == {
        "name": "Житель Ж. Ж.",
        "phone": "+7 000",
        "email": "a@town.example",
        "address": "улица Мира, 5",
    }
    assert appeal["place"] == {"district": "Заречный", "street": "Лесная", "house": "3"}
    assert appeal["text"] == "Не горит фонарь."
    assert appeal["state"]["category"] == "roads"
    assert appeal["state"]["department"] == "roads"
    assert [one["event"] for one in appeal["history"]] == ["registered", "assigned"]
    assert [one["settled"] for one in data["questions"]] == ["orally", "appeal", "orally"]
    assert data["questions"][1]["appeal"] == data["appeals"][0]["id"] == FIRST
    assert (data["item"]["oral"], data["item"]["appeals"], data["item"]["unsettled"]) == (2, 1, 0)
    assert "0 errors, 0 warnings" in mcu("check").stdout


def test_a_question_becomes_an_appeal_later_by_its_number(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    received(mcu, "А?", "--question", "Б?", "--category", "roads")
    card = store.read(PATH)
    finished = mcu("reception", "appeal", "1", "2", "--category", "housing", "--to", "housing")
    assert f"  2. registered as an appeal, {FIRST}: assigned" in finished.stdout
    commit = last_commit(store)
    assert commit.subject == f"reception {RECEPTION}: question 2, {FIRST}"
    assert commit.changes == (f"A {path_of(FIRST)}",)
    assert store.read(PATH) == card
    assert appeal_of(mcu, "1")["state"]["category"] == "housing"
    mcu("reception", "appeal", "1")  # the one that is left
    assert appeal_of(mcu, "2")["text"] == "А?"
    assert appeal_of(mcu, "2")["state"]["category"] == "roads"
    assert status_of(store) == ""


def test_a_question_becomes_one_appeal_and_never_two(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    received(mcu, "А?", "--question", "Б?", "--register")
    said = refused(mcu, store, "reception", "appeal", "1", "2")
    assert f"question 2 of {RECEPTION} is registered already: {SECOND}" in said
    assert "every question" in refused(mcu, store, "reception", "appeal", "1")
    mcu("undo")  # the card and both appeals
    received(mcu, "А?")
    assert mcu("reception", "appeal", "1", "1", "--json").data["questions"][0]["appeal"] == "20261120-0003"


def test_a_question_must_be_named_where_several_wait(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    assert "no card yet" in refused(mcu, store, "reception", "appeal", "1")
    received(
        mcu,
        "А?",
        "--question",
        "Б?",
        "--question",
        "В?",
        "--answer",
        "",
        "--answer",
        "Да.",
        "--answer",
        "",
        "--consent",
    )
    assert "say which question of R-2026-0001: 1, 3" in refused(mcu, store, "reception", "appeal", "1", code=2)
    assert "has no question 4" in refused(mcu, store, "reception", "appeal", "1", "4", code=3)
    assert "is too much" in refused(mcu, store, "reception", "show", "1", "4", code=2)


def test_what_was_settled_on_the_spot_may_be_wanted_in_writing(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    received(mcu, "А?", "--answer", "Да.", "--consent")
    finished = mcu("reception", "appeal", "1", "1")
    assert "is an appeal all the same" in finished.stderr
    row = mcu("reception", "--json").data[0]
    assert (row["questions"], row["oral"], row["appeals"], row["unsettled"]) == (1, 0, 1, 0)
    assert status_of(store) == ""


def test_a_question_registered_late_is_said_to_be(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu, "--day", "2026-11-10")
    finished = mcu("reception", "receive", "1", "--question", "А?")
    assert "it was to be by 2026-11-13 16:30" in finished.stdout
    assert "registered late: it was to be by 2026-11-13 16:30" in mcu("reception", "appeal", "1").stderr
    assert status_of(store) == ""


def test_the_appeal_looks_like_an_earlier_one(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Не горит фонарь у дома 5 по улице Мира уже вторую неделю.")
    entered(mcu)
    said = mcu(
        "reception", "receive", "1", "--question", "Не горит фонарь у дома 5 по улице Мира уже вторую неделю.",
        "--register",
    ).stdout  # fmt: skip
    assert f"mcu link {SECOND}" in said
    assert FIRST in said
    assert status_of(store) == ""


def test_nothing_is_written_in_a_dry_run(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    data = entered(mcu, "--question", "А?", "--register", "--dry-run")
    assert data["commit"] is None
    assert [one["id"] for one in data["appeals"]] == [FIRST]
    assert store.head == head
    assert status_of(store) == ""
    entered(mcu, "--question", "А?")
    before = files_of(store)
    for arguments in (
        ("receive", "1", "--question", "Б?"),
        ("appeal", "1", "1"),
        ("withdraw", "1", "--reason", "Дважды."),
    ):
        finished = mcu("reception", *arguments, "--dry-run")
        assert "dry run: nothing was written" in finished.stderr
    assert files_of(store) == before


# --- What is shown


PAGE = """\
R-2026-0001  personal reception

  day:                    2026-11-19
  form:                   in the field
  official:               Глава города
  rank:                   head of the municipality
  place:                  Школа № 4
  without a card here:    2
  did not come:           1
  citizens received:      4

Citizen 1: Житель Ж. Ж., +7 000
  1. Крыша течёт.
     Вторую весну.
     category: ЖКХ
     outcome: explained
     Answer: Латаем.
     → answered on the spot, the citizen was content
  2. Не горит фонарь.
     category: ЖКХ
     → registered as an appeal, 20261120-0001: new, due 2026-12-18 16:30

Citizen 2: name not given
  3. Когда снег?
     → neither answered nor registered; `mcu reception appeal R-2026-0001 3` registers it as an
       appeal; to be by 2026-11-23 17:45

2026-11-20 16:00  entered
2026-11-20 16:00  citizen received, Житель Ж. Ж., +7 000, 2 questions
2026-11-20 16:00  citizen received, 1 question
"""


@pytest.fixture
def held(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with a reception that has a question of each fate."""
    entered(mcu, "--place", "Школа № 4", "--citizens", "2", "--no-shows", "1", "--day", "2026-11-19", form="field")
    received(
        mcu, "Крыша течёт.\nВторую весну.", "--question", "Не горит фонарь.", "--answer", "Латаем.", "--answer", "",
        "--consent", "--outcome", "explained", "--register", "--category", "housing",
        "--name", "Житель Ж. Ж.", "--phone", "+7 000",
    )  # fmt: skip
    received(mcu, "Когда снег?")
    return store


@pytest.mark.parametrize("command", [("reception", "show", "1"), ("show", "R-1"), ("show", "r-2026-1")])
def test_the_page_of_a_reception(mcu: Mcu, held: StoreFolder, command: tuple[str, ...]) -> None:
    page = mcu(*command)
    assert page.stdout == PAGE
    assert page.stderr == ""
    assert status_of(held) == ""


def test_json_of_a_reception_is_its_file_with_what_became_of_the_questions(mcu: Mcu, held: StoreFolder) -> None:
    whole = shown(mcu)
    assert list(whole)[:5] == ["format", "id", "day", "form", "official"]
    assert [one["settled"] for one in whole["questions"]] == ["orally", "appeal", None]
    assert [one["due"] for one in whole["questions"]] == [None, None, "2026-11-23T17:45:00+03:00"]
    assert [one["id"] for one in whole["appeals"]] == [FIRST]
    assert mcu("show", RECEPTION, "--json").data == whole
    assert [one["id"] for one in mcu("show", "r-1", FIRST, "R-2026-1", FIRST, "--json").data] == [RECEPTION, FIRST]
    assert status_of(held) == ""


def test_the_list_shows_numbers_and_no_names(mcu: Mcu, held: StoreFolder) -> None:
    listed = mcu("reception")
    lines = [line.split() for line in listed.stdout.splitlines()]
    assert lines[0] == [
        *("id", "day", "form", "official", "citizens", "questions", "unsettled", "on", "the", "spot", "appeals")
    ]
    assert lines[1] == [RECEPTION, "2026-11-19", "in", "the", "field", "Глава", "города", *"43111"]
    assert listed.stderr == "1 reception, 4 citizens received\n"
    everything = listed.stdout + listed.stderr + mcu("reception", "list", "--json").stdout
    for personal in ("Житель", "+7 000", "Крыша", "фонарь", "Латаем"):
        assert personal not in everything
    assert status_of(held) == ""


def test_the_list_is_narrowed_by_days_and_form_and_begins_with_the_newest(mcu: Mcu, store: StoreFolder) -> None:
    for day, form in (
        ("2026-11-05", "field"),
        ("2025-12-12", "nationwide"),
        ("2026-11-19", "field"),
        ("2026-11-20", "scheduled"),
    ):
        entered(mcu, "--day", day, form=form)

    def ids(*options: str) -> list[str]:
        return mcu("reception", "list", "--ids", *options).stdout.split()

    assert ids() == ["R-2026-0003", "R-2026-0002", "R-2026-0001", "R-2025-0001"]
    assert ids("--from", "2026-11-05", "--to", "19.11.2026") == ["R-2026-0002", "R-2026-0001"]
    assert ids("--form", "field") == ["R-2026-0002", "R-2026-0001"]
    assert ids("--limit", "1") == ["R-2026-0003"]
    assert [one["id"] for one in mcu("reception", "--form", "nationwide", "--json").data] == ["R-2025-0001"]
    assert ids("--to", "2025-01-01") == []
    assert "there is no such reception" in mcu("reception", "--to", "2025-01-01").stderr
    assert "the period ends before it begins" in refused(
        mcu, store, "reception", "--from", "2026-11-20", "--to", "2026-11-19", code=2
    )


def test_an_appeal_names_the_reception_that_it_came_from(mcu: Mcu, held: StoreFolder) -> None:
    page = mcu("show", FIRST).stdout
    assert "  asked at:               personal reception R-2026-0001\n" in page
    assert "/2" not in page
    assert status_of(held) == ""


def test_the_log_names_the_commit_of_each_event(mcu: Mcu, held: StoreFolder) -> None:
    whole = mcu("log", "R-1", "--json").data
    assert whole["id"] == RECEPTION
    assert [event["commit_subject"] for event in whole["history"]] == [
        f"reception {RECEPTION}: registered",
        f"reception {RECEPTION}: received",
        f"reception {RECEPTION}: received",
    ]
    assert whole["taken_back"] == []
    mcu("undo")
    whole = mcu("log", "R-1", FIRST, "--json").data
    assert [len(one["history"]) for one in whole] == [2, 1]
    assert [one["commit_subject"] for one in whole[0]["taken_back"]] == [f"reception {RECEPTION}: received"]
    page = mcu("log", "R-1").stdout
    assert "taken back: personal reception R-2026-0001: citizen received" in page
    assert status_of(held) == ""


def test_what_is_unknown_is_not_found(mcu: Mcu, held: StoreFolder) -> None:
    for arguments in (("reception", "show", "9"), ("show", "R-9"), ("log", "R-2025-1"), ("reception", "receive", "9")):
        assert "`mcu reception list` shows those there are" in refused(mcu, held, *arguments, code=3)
    assert "write it like R-2026-0007" in refused(mcu, held, "reception", "show", "I-1", code=2)
    assert "`mcu reception list` shows the ids" in refused(mcu, held, "reception", "show", code=2)


# --- What does not count


def test_a_reception_withdrawn_stays_on_record_and_takes_nothing_more(mcu: Mcu, held: StoreFolder) -> None:
    finished = mcu("reception", "withdraw", "1", "--reason", "Введён дважды.")
    assert finished.stdout == (
        "R-2026-0001: 2026-11-19, in the field, 4 citizens received, 3 questions, withdrawn, does not count\n"
    )
    assert f"appeals that came of it stay as they are: {FIRST}" in finished.stderr
    assert last_commit(held).subject == f"reception {RECEPTION}: withdrawn"
    assert mcu("reception", "--ids").stdout == ""
    assert mcu("reception", "--ids", "--all").stdout == f"{RECEPTION}\n"
    assert "withdrawn, does not count" in mcu("reception", "--all").stdout
    page = mcu("reception", "show", "1").stdout
    assert page.startswith("R-2026-0001  personal reception  withdrawn, does not count\n")
    assert "    Введён дважды.\n" in page
    assert "mcu reception appeal" not in page
    for arguments in (
        ("receive", "1", "--question", "А?"),
        ("appeal", "1", "3"),
        ("withdraw", "1", "--reason", "Дважды."),
    ):
        assert "was withdrawn and does not count" in refused(mcu, held, "reception", *arguments)
    mcu("undo")
    assert mcu("reception", "--ids").stdout == f"{RECEPTION}\n"
    assert "say with --reason why" in refused(mcu, held, "reception", "withdraw", "1", code=2)


# --- Undo, hand edits, check


def test_a_reception_from_which_an_appeal_came_is_not_taken_back(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field", "--question", "А?")
    store.git("config", "user.email", "other@town.example")
    mcu("reception", "appeal", "1")
    store.git("config", "user.email", BY)
    assert f"{FIRST} is linked to {RECEPTION}" in refused(mcu, store, "undo")
    store.git("config", "user.email", "other@town.example")
    mcu("undo")
    store.git("config", "user.email", BY)
    mcu("undo")
    assert not (store.root / PATH).exists()
    assert entered(mcu)["item"]["id"] == "R-2026-0002"  # a number is never given again


def test_a_card_from_which_an_appeal_came_is_not_taken_back(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu)
    received(mcu, "А?", "--question", "Б?", "--register")
    received(mcu, "В?")
    store.git("config", "user.email", "other@town.example")
    mcu("reception", "appeal", "1", "3")
    store.git("config", "user.email", BY)
    said = refused(mcu, store, "undo")
    assert f"20261120-0003 came of a question of {RECEPTION} that would vanish" in said
    store.git("config", "user.email", "other@town.example")
    mcu("undo")
    store.git("config", "user.email", BY)
    mcu("undo")
    mcu("undo")  # its own two appeals go with their card
    assert mcu("list", "--ids").stdout == ""
    assert shown(mcu)["state"]["questions"] == 0
    assert "0 errors, 0 warnings" in mcu("check").stdout


def test_facts_are_put_right_by_hand_and_recorded(mcu: Mcu, held: StoreFolder) -> None:
    text = held.read(PATH)
    (held.root / PATH).write_bytes(text.replace("citizens: 2\n", "citizens: 5\n").replace("№ 4", "№ 5").encode())
    assert "was changed by hand" in mcu("reception", "show", "1").stderr
    assert "was changed by hand" in mcu("show", "R-1").stderr
    said = refused(mcu, held, "reception", "receive", "1", "--question", "А?", code=7)
    assert f"{PATH} was changed by hand" in said
    mcu("reception", "appeal", "1")  # the card is not touched by it, and read from the record
    mcu("record", "--reason", "Пересчитали.")
    whole = shown(mcu)
    assert whole["place"] == "Школа № 5"
    assert whole["state"]["citizens"] == 7
    assert whole["history"][-1]["event"] == "corrected"
    assert whole["history"][-1]["fields"] == ["place", "citizens"]
    assert "corrected: place, without a card here\n    Пересчитали.\n" in mcu("reception", "show", "1").stdout
    assert "0 errors, 0 warnings" in mcu("check").stdout
    mcu("undo")
    assert shown(mcu)["place"] == "Школа № 4"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("text: |-\n      Когда снег?", "text: |-\n      Когда лёд?", "the history is written by commands only"),
        ("  citizens: 4\n", "  citizens: 40\n", "the state follows from the history"),
        ("id: R-2026-0001", "id: R-2026-0002", "the id never changes"),
        ("day: '2026-11-19'", "day: '2026-11-21'", "is still to come"),
        ("form: field", "form: secret", "'secret' is not one of"),
    ],
)
def test_a_hand_edit_that_cannot_be_is_refused(mcu: Mcu, held: StoreFolder, old: str, new: str, said: str) -> None:
    text = held.read(PATH)
    assert text.count(old) == 1
    (held.root / PATH).write_bytes(text.replace(old, new).encode())
    assert said in refused(mcu, held, "record")


def test_check_names_an_appeal_whose_question_is_not_on_record(mcu: Mcu, held: StoreFolder) -> None:
    text = held.read(path_of(FIRST)).replace("R-2026-0001/", "R-2026-0009/")
    (held.root / path_of(FIRST)).write_bytes(text.encode())
    held.git("commit", "--quiet", "--all", "--message", "by hand")
    finished = mcu("check", "--json").envelope
    (problem,) = finished["problems"]
    assert problem["file"] == path_of(FIRST)
    assert problem["field"] == "source.key"
    assert problem["level"] == "warning"
    assert "R-2026-0009/" in problem["message"]


# --- Strangers' words


NASTY = f"{HOSTILE}\n- id: 'x'\n  event: withdrawn\n: |\n\t\u2028\x85 # да\r\n---\n=SUM(A1)"


def test_words_of_strangers_harm_neither_the_file_nor_the_terminal(mcu: Mcu, store: StoreFolder) -> None:
    mcu(
        "reception", "add", "--form", "field", "--place", HOSTILE, "--name", HOSTILE, "--address", "=HYPERLINK(1)",
        "--question", NASTY, "--answer", NASTY, "--register",
    )  # fmt: skip
    whole = shown(mcu)
    (question,) = whole["history"][1]["questions"]
    assert question["text"] == question["answer"] == NASTY.replace("\r\n", "\n")
    assert [event["event"] for event in whole["history"]] == ["registered", "received"]
    assert appeal_of(mcu, "1")["text"] == question["text"]
    outputs = [
        mcu(*command)
        for command in (
            ("reception",),
            ("reception", "show", "1"),
            ("reception", "show", "1", "--json"),
            ("show", "R-1"),
            ("log", "R-1"),
            ("show", "1"),
            ("reception", "withdraw", "1", "--reason", NASTY),
            ("reception", "list", "--all"),
        )
    ]
    for finished in outputs:
        assert not set(finished.stdout + finished.stderr) & set(ACTIVE)
    assert json.loads(outputs[2].stdout)["mcu"] == 1
    assert not set(store.git("log", "--format=%B")) & set(ACTIVE)
    assert "0 errors, 0 warnings" in mcu("check").stdout
    assert status_of(store) == ""


def test_a_word_on_several_lines_is_put_on_one(mcu: Mcu, store: StoreFolder) -> None:
    entered(mcu, "--place", "Школа\n№ 4", "--question", "А?", "--name", "Житель\nЖ. Ж.")
    whole = shown(mcu)
    assert whole["place"] == "Школа № 4"
    assert whole["history"][1]["name"] == "Житель Ж. Ж."
    assert status_of(store) == ""
