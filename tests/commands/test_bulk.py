"""Several appeals at once: a preview, a question, one commit, one undo; all or none."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from mcu_cli import asking
from mcu_cli.domain.appeal import Appeal
from mcu_cli.store.repository import Store, Stored
from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    Typed,
    at_a_terminal,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from mcu_cli.context import Context
    from mcu_cli.store.rows import Entry
    from tests.conftest import Mcu, StoreFolder

CLOSE = ("close", "1", "2", "3", "--outcome", "withdrawn")


@pytest.fixture
def three(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with three new appeals."""
    for text in ("Яма.", "Фонарь.", "Снег."):
        registered(mcu, text)
    return store


def test_a_bulk_change_is_one_commit_of_all_its_files(mcu: Mcu, three: StoreFolder) -> None:
    commits = commit_count(three)
    mcu(*CLOSE, "--yes")
    commit = last_commit(three)
    assert commit_count(three) == commits + 1
    assert commit.subject == "close 3 appeals: withdrawn"
    assert commit.changes == tuple(f"M {path_of(one)}" for one in (FIRST, SECOND, THIRD))
    assert commit.trailers[:3] == (
        "Mcu-Action: close",
        "Mcu-Appeal: 3 appeals",
        f"Mcu-Appeal: {FIRST} {SECOND} {THIRD}",
    )
    assert commit.trailers[3].startswith("Mcu-Appeal: sha256:")
    assert status_of(three) == ""


def test_one_undo_takes_a_bulk_change_back(mcu: Mcu, three: StoreFolder) -> None:
    before = files_of(three)
    mcu(*CLOSE, "--yes")
    mcu("undo")
    assert files_of(three) == before
    assert mcu("list", "--open", "--ids").stdout.split() == [FIRST, SECOND, THIRD]


def test_an_appeal_named_twice_is_changed_once(mcu: Mcu, three: StoreFolder) -> None:
    changed = mcu("note", "1", FIRST, "1120-1", "--text", "Звонили.", "--json").data["appeals"]
    assert [one["id"] for one in changed] == [FIRST]
    assert last_commit(three).subject == f"note {FIRST}"


def test_the_refusal_of_one_refuses_all_and_each_reason_is_said(mcu: Mcu, three: StoreFolder) -> None:
    mcu("close", "2", "--outcome", "withdrawn")
    before, head = files_of(three), three.head
    finished = mcu("answer", "1", "2", "3", "--outcome", "explained", "--text", "Ответ.", "--yes", code=4)
    assert (files_of(three), three.head) == (before, head)
    assert "1 of 3 appeals cannot be changed this way, and nothing was changed; leave it out" in finished.stderr
    assert finished.stderr.count(SECOND) == 1
    assert f"{SECOND} is closed" in finished.stderr
    assert FIRST not in finished.stderr


def test_what_is_so_already_is_passed_over_with_a_note(mcu: Mcu, three: StoreFolder) -> None:
    mcu("assign", "2", "--to", "roads")
    finished = mcu("assign", "1", "2", "3", "--to", "roads", "--yes")
    assert finished.stderr == f"{SECOND} is assigned to Управление дорожного хозяйства already\n"
    assert last_commit(three).changes == (f"M {path_of(FIRST)}", f"M {path_of(THIRD)}")
    assert last_commit(three).subject == "assign 2 appeals: roads"
    head = three.head
    refused = mcu("assign", "1", "2", "--to", "roads", "--yes", code=4)
    assert "none of the 2 appeals is left to change" in refused.stderr
    assert f"{FIRST} is assigned to Управление дорожного хозяйства already" in refused.stderr
    assert three.head == head


@pytest.mark.parametrize(
    ("command", "shown", "question"),
    [
        ("prioritise 1 2 -p low", "важность: низкая", "Установить важность «низкая»: 2 обращения. Продолжить? [д/Н]"),
        ("classify 1 2 -c roads", "новое, Дороги", "Отнести к теме «Дороги»: 2 обращения. Продолжить? [д/Н]"),
        ("note 1 2 -t Звонили.", "новое, добавлено примечание", "Добавить примечание: 2 обращения. Продолжить? [д/Н]"),
    ],
)
def test_a_question_says_what_changes_in_the_language_of_the_operator(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: str, shown: str, question: str
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("MCU_LANG", "ru")
    asked = mcu(*command.split(), stdin="n\n", code=4).stderr
    assert question in asked
    assert asked.count(shown) == 2
    assert status_of(three) == ""


def test_nobody_to_ask_means_no_bulk_change(mcu: Mcu, three: StoreFolder) -> None:
    head = three.head
    assert "add --yes" in mcu(*CLOSE, code=2).stderr
    assert three.head == head


@pytest.mark.parametrize("said", ["y", "YES", "д", "Да"])
def test_a_yes_goes_on(mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    on_a_terminal(monkeypatch)
    finished = mcu(*CLOSE, stdin=f"{said}\n")
    assert "Close («withdrawn»): 3 appeals. Go on? [y/N]" in finished.stderr
    assert f"{FIRST}: closed, withdrawn: Яма." in finished.stderr
    assert last_commit(three).subject == "close 3 appeals: withdrawn"


@pytest.mark.parametrize("said", ["", "\n", "n\n", "нет\n", "yesterday\n"])
def test_anything_but_a_yes_changes_nothing(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    on_a_terminal(monkeypatch)
    head = three.head
    finished = mcu(*CLOSE, stdin=said, code=4)
    assert finished.stderr.endswith("mcu: not confirmed; nothing was changed\n")
    assert (three.head, status_of(three)) == (head, "")


def test_one_appeal_is_changed_without_a_question(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    assert "[y/N]" not in mcu("close", "1", "--outcome", "withdrawn").stderr
    assert last_commit(three).subject == f"close {FIRST}: withdrawn"


def test_a_long_preview_is_cut(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(mcu, channel="letter")
    mcu("split", "1", *(part for number in range(24) for part in ("--text", f"Вопрос {number}.")))
    on_a_terminal(monkeypatch)
    finished = mcu("close", *map(str, range(1, 26)), "--outcome", "withdrawn", stdin="n\n", code=4)
    preview = finished.stderr.splitlines()
    assert preview.index("and 5 more") == 20
    assert "25 appeals. Go on?" in finished.stderr
    assert status_of(store) == ""


def test_ids_come_from_a_list_by_standard_input(mcu: Mcu, three: StoreFolder) -> None:
    ids = mcu("list", "--ids").stdout
    mcu("assign", "-", "--to", "roads", "--yes", stdin=ids)
    assert last_commit(three).subject == "assign 3 appeals: roads"
    assert "no appeal is named" in mcu("assign", "-", "--to", "roads", stdin="", code=2).stderr


def test_ids_that_are_not_utf_8_are_refused_with_a_sentence(mcu: Mcu, three: StoreFolder) -> None:
    head = three.head
    assert "is not UTF-8" in mcu("assign", "-", "--to", "roads", "--yes", stdin=b"1 \xff", code=5).stderr
    assert three.head == head


def test_the_lock_is_free_while_the_operator_thinks(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the question another command writes, and what was chosen is judged again after the yes."""
    on_a_terminal(monkeypatch)
    meanwhile = []

    def asked(run: Context, question: str, *, yes: bool) -> None:
        meanwhile.append(mcu("reject", "2", "--ground", "anonymous"))
        asking.confirmed(run, question, yes=yes)

    monkeypatch.setattr("mcu_cli.change.confirmed", asked)
    finished = mcu(*CLOSE, stdin="y\n", code=4)
    assert len(meanwhile) == 1
    assert f"{SECOND} was left without an answer and cannot be closed" in finished.stderr
    assert last_commit(three).subject == f"reject {SECOND}: anonymous"
    assert mcu("list", "--open", "--ids").stdout.split() == [FIRST, THIRD]


def test_what_was_taken_back_while_the_operator_thinks_is_a_conflict(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)

    def asked(run: Context, question: str, *, yes: bool) -> None:
        mcu("undo", "--yes")
        asking.confirmed(run, question, yes=yes)

    monkeypatch.setattr("mcu_cli.change.confirmed", asked)
    finished = mcu(*CLOSE, stdin="y\n", code=7)
    assert f"{THIRD} was taken back by another command meanwhile" in finished.stderr
    assert mcu("list", "status:new", "--ids").stdout.split() == [FIRST, SECOND]
    assert status_of(three) == ""


def test_a_file_edited_while_the_operator_thinks_is_a_conflict(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    head = three.head
    edited = three.root / path_of(SECOND)

    def asked(run: Context, question: str, *, yes: bool) -> None:
        edited.write_text(edited.read_text(encoding="utf-8").replace("Фонарь", "Столб"), encoding="utf-8")
        asking.confirmed(run, question, yes=yes)

    monkeypatch.setattr("mcu_cli.change.confirmed", asked)
    assert "changed by hand" in mcu(*CLOSE, stdin="y\n", code=7).stderr
    assert three.head == head
    assert "Столб" in edited.read_text(encoding="utf-8")


def test_a_hand_edit_is_told_before_what_the_rules_refuse(mcu: Mcu, three: StoreFolder) -> None:
    mcu("reject", "2", "--ground", "anonymous")
    edited = three.root / path_of(SECOND)
    edited.write_text(edited.read_text(encoding="utf-8").replace("Фонарь", "Столб"), encoding="utf-8")
    assert "changed by hand" in mcu("close", "2", "--outcome", "withdrawn", code=7).stderr


def test_a_question_on_a_real_terminal(three: StoreFolder) -> None:
    head = three.head
    question = Typed("[y/N]", "n\n")
    code, shown = at_a_terminal(*CLOSE, cwd=three.root, typed=(question,))
    assert code == 4
    assert "not confirmed" in shown
    assert three.head == head
    code, shown = at_a_terminal(*CLOSE, cwd=three.root, typed=(Typed("[y/N]", "да\n"),))
    assert code == 0
    assert "3 appeals changed in commit" in shown
    assert three.git("rev-parse", "HEAD~1") == head


def test_an_interrupt_at_the_question_changes_nothing_and_ends_with_130(three: StoreFolder) -> None:
    head = three.head
    code, shown = at_a_terminal(*CLOSE, cwd=three.root, typed=(Typed("[y/N]", interrupt=True),))
    assert code == 130
    assert "Traceback" not in shown
    assert shown.replace("\r", "").endswith("\nmcu: interrupted; nothing was changed\n")
    assert (three.head, status_of(three)) == (head, "")


def test_naming_the_department_again_takes_no_executor_off(mcu: Mcu, three: StoreFolder) -> None:
    mcu("assign", "1", "--to", "roads", "--executor", "Участок № 2")
    done = mcu("assign", "1", "2", "--to", "roads", "--yes")

    assert "20261120-0001 is assigned to Управление дорожного хозяйства already" in done.stderr
    assert last_commit(three).subject == "assign 20261120-0002: roads"
    mcu("answer", "1", "--interim", "--text", "Проверяем.")
    assert "already" in mcu("assign", "1", "--to", "roads", code=4).stderr
    mcu("assign", "1", "--to", "roads", "--executor", "Участок № 3")


def test_where_nothing_is_left_to_change_that_is_said(mcu: Mcu, three: StoreFolder) -> None:
    mcu("assign", "1", "2", "--to", "roads", "--executor", "Участок № 2", "--yes")
    head = three.head
    refused = mcu("assign", "department:roads", "open", "--to", "roads", "--yes", code=4).stderr

    assert "none of the 2 appeals is left to change" in refused
    assert "20261120-0001 is assigned to" in refused
    assert three.head == head


def test_a_refusal_of_a_query_says_how_to_narrow_it(mcu: Mcu, three: StoreFolder) -> None:
    mcu("close", "2", "--outcome", "withdrawn")
    head = three.head
    refused = mcu("answer", "channel:phone", "--outcome", "explained", "--text", "Ответ.", "--yes", code=4).stderr

    assert "1 of 3 appeals that fit the query cannot be changed this way, and nothing was changed; " in refused
    assert "narrow the query, with `open` for one, or name the ids" in refused
    assert three.head == head


def test_what_is_passed_over_is_told_before_the_question_and_once(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("assign", "2", "--to", "roads")
    on_a_terminal(monkeypatch)
    said = mcu("assign", "1", "2", "3", "--to", "roads", stdin="y\n").stderr

    assert said.count(f"{SECOND} is assigned to") == 1
    assert said.index(f"{SECOND} is assigned to") < said.index("2 appeals. Go on?")
    assert last_commit(three).subject == "assign 2 appeals: roads"


def test_the_executor_that_is_set_is_shown(mcu: Mcu, three: StoreFolder) -> None:
    said = mcu("assign", "1", "--to", "roads", "--executor", "Участок № 2").stdout

    assert "executor: Участок № 2" in said
    assert "executor" not in mcu("assign", "2", "--to", "roads").stdout
    assert commit_count(three) == 6


@pytest.mark.parametrize("command", [("note", "channel:phone", "-t", "Звонили."), ("escalate", "--due")])
def test_a_bulk_change_holds_few_appeals_at_a_time(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    rows = "".join(f"Яма {n};2026-09-01 10:00;phone\n" for n in range(40))
    (store.root.parent / "rows.csv").write_text(f"text;received;channel\n{rows}", encoding="utf-8")
    mcu("import", str(store.root.parent / "rows.csv"))
    real, alive = Store.get, []

    def get(self: Store, entry: Entry) -> Stored:
        alive.append(sum(type(one) is Appeal for one in gc.get_objects()))
        return real(self, entry)

    monkeypatch.setattr(Store, "get", get)
    before = sum(type(one) is Appeal for one in gc.get_objects())
    mcu(*command, "--yes")
    assert len(alive) >= 40
    assert max(alive) - before < 8
