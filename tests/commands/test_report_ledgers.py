"""Instructions, polls and works in `mcu report`, from the commands that enter them to each form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import ACTIVE, HOSTILE, registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

BUMPS = "Установлены искусственные неровности"
MEMBERS = ("instructions", "polls", "works", "works_by_what")


@pytest.fixture
def town(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with something in each ledger."""
    registered(mcu)
    mcu("instruct", "add", "--text", "Поставить.", "--to", "roads", "--day", "2026-11-02", "--until", "2026-11-10")
    mcu("instruct", "done", "1", "--day", "2026-11-12")
    mcu("instruct", "add", "--text", "Осветить.", "--to", "roads", "--day", "2026-11-02", "--until", "2026-11-19")
    mcu("poll", "add", "Где быть катку?", "--option", "Парк", "--option", "Сквер", "--from", "2026-11-01")
    mcu("poll", "result", "1", "--participants", "1204", "--vote", "1=700", "--vote", "2=504")
    mcu("done", BUMPS, "--count", "5", "--place", "улица Мира", "--appeal", "1")
    mcu("done", f"{BUMPS}.".upper(), "--count", "7", "--day", "2026-11-01")
    mcu("done", "Закрыты открытые люки")
    return store


def test_one_report_counts_them_all(mcu: Mcu, town: StoreFolder) -> None:
    data = mcu("report", "month", "--json").data
    assert data["instructions"] == {
        "given": 2,
        "done": 1,
        "done_in_time": 0,
        "done_late": 1,
        "done_without_term": 0,
        "overdue": 1,
        "open": 1,
        "given_last_year": None,
    }
    assert [(poll["participants"], poll["options"][0]["share_percent"]) for poll in data["polls"]] == [(1204, 58.1)]
    assert data["works_by_what"] == [
        {"what": BUMPS.upper(), "count": 12, "works": 2},
        {"what": "Закрыты открытые люки", "count": None, "works": 1},
    ]
    assert [work["appeals"] for work in data["works"]] == [0, 1, 0]
    assert town.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("town")
def test_a_query_of_appeals_says_nothing_of_them(mcu: Mcu) -> None:
    data = mcu("report", "month", "--where", "open", "--json").data
    assert [data[name] for name in MEMBERS] == [None] * len(MEMBERS)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("form", ["terminal", "md", "html", "csv"])
def test_each_form_prints_them(mcu: Mcu, form: str) -> None:
    shown = mcu("report", "month", "--format", form).stdout
    for said in ("Где быть катку?", "улица Мира", "Закрыты открытые люки", "58,1"):
        assert said in shown, said


@pytest.mark.parametrize("form", ["terminal", "md", "html", "csv", "json"])
def test_what_stands_there_never_acts(mcu: Mcu, store: StoreFolder, form: str) -> None:
    registered(mcu)
    mcu("done", f"=cmd|' /C calc'!A0 <script>alert(1)</script> {HOSTILE}", "--place", "@SUM(1+1)")
    mcu("poll", "add", f"<img src=x> {HOSTILE}", "--option", "=1+1", "--option", "|a|")
    mcu("poll", "result", "1", "--participants", "2", "--vote", "=1+1=2", "--decision", HOSTILE)
    shown = mcu("report", "month", "--format", form).stdout
    assert not set(shown) & set(ACTIVE)
    if form in {"md", "html"}:
        assert "<script>" not in shown
        assert "<img src=x>" not in shown
    if form == "csv":
        assert ";=" not in shown
    assert store.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("town")
def test_a_text_that_looks_personal_stops_a_report_for_everybody(mcu: Mcu) -> None:
    mcu("done", "Починили дверь Петрову Ивану Сергеевичу")
    refusal = mcu("report", "month", code=4).stderr
    assert "W-2026-0004" in refusal
    assert "Петрову" not in refusal
    assert "Петрову" in mcu("report", "month", "--kind", "internal").stdout
    mcu("done", "withdraw", "4", "--reason", "Имя.")
    assert BUMPS.upper() in mcu("report", "month").stdout
