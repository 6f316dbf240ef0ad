"""`mcu reception` on a terminal: what is missing is asked, and what was typed is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.working_day import (
    FIRST,
    SECOND,
    Typed,
    at_a_terminal,
    commit_count,
    editor,
    on_a_terminal,
    status_of,
    without_an_editor,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: StoreFolder) -> StoreFolder:
    """Sit an operator at a terminal without an editor: what `stdin` holds is what he types."""
    without_an_editor(monkeypatch, tmp_path)
    on_a_terminal(monkeypatch)
    return store


def typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def shown(mcu: Mcu) -> Any:
    return mcu("reception", "show", "1", "--json").data


def test_a_reception_is_asked_for_from_who_to_the_fate_of_each_question(mcu: Mcu, desk: StoreFolder) -> None:
    before = commit_count(desk)
    mcu(
        "reception", "add",
        stdin=typed(
            "Заместитель главы",
            "2",  # a deputy
            "вчераа", "вчера",
            "on one", "Школа № 4", "Ремонт",
            "двое", "2", "",
            "да",
            "Житель Ж. Ж.", "+7 000", "улица Мира, 5",
            "Когда починят", "крышу?", ".", "ничто", "жкх", "В июле.", "y", "y",
            "Не горит фонарь.", ".", "", "", "y", "",
        ),
    )  # fmt: skip
    assert commit_count(desk) == before + 1
    whole = shown(mcu)
    assert {name: whole[name] for name in ("official", "rank", "day", "form", "place", "subject", "citizens")} == {
        "official": "Заместитель главы",
        "rank": "deputy",
        "day": "2026-11-19",
        "form": "thematic",
        "place": "Школа № 4",
        "subject": "Ремонт",
        "citizens": 2,
    }
    assert "no_shows" not in whole
    card = whole["history"][1]
    assert (card["name"], card["phone"], card["address"]) == ("Житель Ж. Ж.", "+7 000", "улица Мира, 5")
    assert card["questions"] == [
        {"text": "Когда починят\nкрышу?", "category": "housing", "answer": "В июле.", "consent": True},
        {"text": "Не горит фонарь."},
    ]
    assert [one["appeal"] for one in whole["questions"]] == [None, FIRST]
    assert status_of(desk) == ""


def test_empty_answers_mean_the_head_today_and_no_card(mcu: Mcu, desk: StoreFolder) -> None:
    finished = mcu("reception", "add", stdin=typed("", "", "1", "", "", "", ""))
    assert "Who received (empty: Глава города)?" in finished.stderr
    assert finished.stdout == "R-2026-0001: 2026-11-20, by timetable, 0 citizens received, 0 questions\n"
    assert shown(mcu)["rank"] == "head"
    assert status_of(desk) == ""


def test_who_says_the_form_is_asked_nothing(mcu: Mcu, desk: StoreFolder) -> None:
    finished = mcu("reception", "add", "--form", "field")
    assert finished.stderr.endswith("`mcu reception receive R-2026-0001`\n")
    assert finished.stdout.startswith("R-2026-0001: ")
    assert "Who is that?" in mcu("reception", "add", "--form", "field", "--official", "Зам.", stdin="deputy\n").stderr
    assert status_of(desk) == ""


def test_options_answer_what_they_tell(mcu: Mcu, desk: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    finished = mcu(
        "reception", "receive", "1", "--name", "Житель Ж. Ж.", "--category", "roads", "--register",
        stdin=typed("", "", "Яма.", ".", "", "y", "Снег.", ".", "", "", ""),
    )  # fmt: skip
    assert "Name of the citizen" not in finished.stderr
    assert finished.stderr.count("a category (empty") == 1  # --category was told of one question
    assert finished.stderr.count("Register it as an appeal now?") == 0
    assert [one["appeal"] for one in shown(mcu)["questions"]] == [FIRST, SECOND]
    assert status_of(desk) == ""


def test_what_cannot_take_a_card_is_said_before_anything_is_asked(mcu: Mcu, desk: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    mcu("reception", "withdraw", "1", stdin=typed("Дважды.", "."))
    assert shown(mcu)["history"][1]["reason"] == "Дважды."
    finished = mcu("reception", "receive", "1", code=4)
    assert finished.stderr == "mcu: R-2026-0001 was withdrawn and does not count; nothing is done with it\n"
    assert "there is no '2'" in mcu("reception", "receive", "2", code=3).stderr
    assert status_of(desk) == ""


def test_a_question_typed_is_kept_and_offered_again_where_it_cannot_be_entered(mcu: Mcu, desk: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    path = desk.root / "receptions/2026/R-2026-0001.yaml"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"form: field", b"form: thematic"))
    lines = typed("", "", "", "Долгий вопрос.", ".", "", "", "", "")
    finished = mcu("reception", "receive", "1", stdin=lines, code=7)
    assert "the text is kept in" in finished.stderr
    (draft,) = (desk.root / ".mcu/drafts").iterdir()
    assert draft.read_text(encoding="utf-8").strip() == "Долгий вопрос."
    path.write_bytes(text)
    finished = mcu("reception", "receive", "1", stdin=typed("", "", "", "y", "", "", "", ""))
    assert "Долгий вопрос." in finished.stderr
    assert shown(mcu)["history"][1]["questions"] == [{"text": "Долгий вопрос."}]
    assert [*(desk.root / ".mcu/drafts").iterdir()] == []
    assert status_of(desk) == ""


def test_an_interrupted_card_changes_nothing(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_an_editor(monkeypatch, tmp_path)
    head = store.head
    code, said = at_a_terminal(
        "reception", "add", "--form", "field", "--name", "Житель Ж. Ж.", cwd=store.root,
        typed=(
            Typed("Telephone", "\n"),
            Typed("Postal", "\n"),
            Typed("single dot", "Вопрос.\n.\n"),
            Typed("What is it about", interrupt=True),
        ),
    )  # fmt: skip
    assert code == 130
    assert "interrupted; nothing was changed" in said
    assert store.head == head
    assert status_of(store) == ""


def test_the_editor_takes_a_long_question(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "Первая строка.\\nВторая.\\n" > "$1"'))
    on_a_terminal(monkeypatch)
    mcu("reception", "add", "--form", "field")
    mcu("reception", "receive", "1", stdin=typed("", "", "", "", "", "", ""))
    assert shown(mcu)["history"][1]["questions"] == [{"text": "Первая строка.\nВторая."}]
    assert status_of(store) == ""
