"""Upkeep without anybody asking for it: at night by cron, by day in one sentence to whoever sits at the desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.doctor import reminding
from mcu_cli.store import upkeep
from mcu_cli.store.lock import exclusive
from tests.working_day import on_a_terminal

if TYPE_CHECKING:
    from tests.conftest import Finished, Mcu, StoreFolder

NOW, LATER, NEXT_DAY = "2026-11-20T03:00:00+05:00", "2026-11-20T03:15:00+05:00", "2026-11-21T03:00:00+05:00"
RUN = ("cron", "run", "--summary-at", "23:59")


def loose(store: StoreFolder) -> int:
    return int(store.git("count-objects").split()[0])


def scatter(store: StoreFolder, number: int) -> None:
    """Put so many files into the folder of objects from which the number of all is told."""
    folder = store.root / ".git" / "objects" / "17"
    folder.mkdir(exist_ok=True)
    for n in range(number):
        (folder / f"{n:038x}").touch()


def steps(finished: Finished) -> list[str]:
    return [step["step"] for step in finished.data["steps"]]


@pytest.fixture
def due(store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Return a store in which a single object is enough."""
    monkeypatch.setattr(upkeep, "is_due", lambda _objects: loose(store) > 0)
    return store


def test_a_run_puts_together_what_has_come_together_once_a_day(mcu: Mcu, due: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.", now=NOW)
    assert loose(due)
    assert "upkeep" in steps(mcu(*RUN, "--json", now=NOW))
    assert loose(due) == 0
    mcu("note", "1", "--text", "Позвонили.", now=LATER)
    assert "upkeep" not in steps(mcu(*RUN, "--json", now=LATER))
    assert loose(due)
    assert "upkeep" in steps(mcu(*RUN, "--json", now=NEXT_DAY))
    assert loose(due) == 0
    assert due.git("fsck", "--no-dangling") == ""


def test_a_run_leaves_little_as_it_is(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.", now=NOW)
    before = loose(store)
    assert "upkeep" not in steps(mcu(*RUN, "--json", now=NOW))
    assert loose(store) == before


def test_an_upkeep_that_fails_is_told_and_does_not_fail_the_run(mcu: Mcu, due: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.", now=NOW)
    with exclusive(due.root / ".mcu" / upkeep.LOCK, timeout=0, purpose="upkeep"):
        run = mcu(*RUN, "--json", now=NOW)
        assert [sentence.partition(":")[0] for sentence in run.data["news"]] == ["upkeep"]
        assert mcu(*RUN, "--json", now=LATER).data["news"] == []
    state: dict[str, Any] = json.loads(due.read(".mcu/cron.json"))
    assert state["code"] == 0
    assert "upkeep" in due.read(".mcu/cron.log")


def test_whoever_looks_at_the_agenda_is_told_once_a_day(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("list")
    on_a_terminal(monkeypatch)
    assert "mcu doctor" not in mcu("agenda").stderr
    monkeypatch.setattr(reminding, "MANY_OBJECTS", 5 * 256)
    scatter(store, 5)
    assert "`mcu doctor --fix`" in mcu("agenda").stderr
    assert "mcu doctor" not in mcu("agenda").stderr
    assert "mcu doctor" in mcu("agenda", now="2026-11-21T18:00:00+05:00").stderr


def test_a_program_that_reads_the_agenda_is_told_nothing(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "MANY_OBJECTS", 0)
    scatter(store, 1)
    assert "mcu doctor" not in mcu("agenda").stderr
    on_a_terminal(monkeypatch)
    assert "mcu doctor" not in mcu("agenda", "--json").stderr
