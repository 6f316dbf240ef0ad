"""`mcu edit`: facts corrected by --set or in the editor, never over what another corrected meanwhile."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.working_day import FIRST, appeal_of, editor, last_commit, on_a_terminal, path_of, registered, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

TO_POLEVAYA = 'sed -i.bak s/Лесная/Полевая/ "$1"'


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal."""
    registered(mcu, "Яма.", "--street", "Лесная", "--house", "7")
    return store


def drafts(store: StoreFolder) -> list[str]:
    """Return the names of the drafts kept, those of the editor itself aside."""
    folder = store.root / ".mcu" / "drafts"
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [name for name in names if not name.endswith(".bak")]


@pytest.mark.parametrize(
    ("settings", "field", "value"),
    [
        (("place.street=Полевая",), "place", {"street": "Полевая", "house": "7"}),
        (("place.house=",), "place", {"street": "Лесная"}),
        (("text= Люк = яма. ",), "text", "Люк = яма."),
        (("tags=а, б,,",), "tags", ["а", "б"]),
        (("kind=complaint",), "kind", "complaint"),
        (("author.name=Житель", "author.phone=+7"), "author", {"name": "Житель", "phone": "+7"}),
        (("received=2026-11-19T10:00:00+03:00",), "received", "2026-11-19T10:00:00+03:00"),
        (("source.system=card", "source.key=5"), "source", {"system": "card", "key": "5"}),
        (("media=true",), "media", True),
    ],
)
def test_a_fact_is_set(mcu: Mcu, one: StoreFolder, settings: tuple[str, ...], field: str, value: object) -> None:
    mcu("edit", "1", *(part for setting in settings for part in ("--set", setting)), "--reason", "Уточнение.")
    appeal = appeal_of(mcu, "1")
    assert appeal[field] == value
    event = appeal["history"][-1]
    assert (event["event"], event["reason"]) == ("corrected", "Уточнение.")
    assert {name.partition(".")[0] for name in event["fields"]} == {field}
    assert last_commit(one).subject == f"edit {FIRST}: {', '.join(s.partition('=')[0] for s in settings)}"
    mcu("check")


@pytest.mark.parametrize(
    ("setting", "code", "word"),
    [
        ("id=20261120-0009", 2, "never changes"),
        ("format=2", 2, "never changes"),
        ("place=Лесная", 2, "place.street"),
        ("place.planet=Земля", 2, "there is no fact 'place.planet'"),
        ("state=closed", 2, "there is no fact"),
        ("history=", 2, "there is no fact"),
        ("channel=pigeon", 2, "'pigeon' is not one of"),
        ("received=вчера", 2, "is not a moment"),
        ("text=", 2, "cannot be left empty"),
        ("street", 2, "is no setting"),
        ("place.street=Лесная", 4, "nothing was changed"),
    ],
)
def test_what_cannot_be_set_is_said(mcu: Mcu, one: StoreFolder, setting: str, code: int, word: str) -> None:
    head = one.head
    assert word in mcu("edit", "1", "--set", setting, code=code).stderr
    assert one.head == head


def test_without_a_terminal_a_setting_is_wanted(mcu: Mcu, one: StoreFolder) -> None:
    assert "--set" in mcu("edit", "1", code=2).stderr
    assert drafts(one) == []


def test_the_editor_gets_the_facts_alone(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    seen = tmp_path / "seen"
    monkeypatch.setenv("EDITOR", editor(tmp_path, f'cp "$1" {shlex.quote(str(seen))}; {TO_POLEVAYA}'))
    mcu("edit", "1", "--reason", "Уточнение.")
    text = seen.read_text(encoding="utf-8")
    assert "street: Лесная" in text
    assert "history" not in text
    assert "state" not in text
    appeal = appeal_of(mcu, "1")
    assert appeal["place"]["street"] == "Полевая"
    assert appeal["history"][-1]["fields"] == ["place.street"]
    assert drafts(one) == []


def test_a_broken_draft_is_refused_and_offered_again(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    head = one.head
    monkeypatch.setenv("EDITOR", editor(tmp_path, f'{TO_POLEVAYA}; echo "state: {{status: closed}}" >> "$1"'))
    assert "written by commands only" in mcu("edit", "1", code=5).stderr
    assert len(drafts(one)) == 1
    monkeypatch.setenv("EDITOR", editor(tmp_path, "sed -i.bak 's/^place/kind: praise\\nplace/; /^state/d' \"$1\""))
    assert "praise" in mcu("edit", "1", code=5).stderr
    assert one.head == head
    monkeypatch.setenv("EDITOR", editor(tmp_path, "sed -i.bak 's/praise/thanks/' \"$1\""))
    mcu("edit", "1")
    assert appeal_of(mcu, "1")["history"][-1]["fields"] == ["kind", "place.street"]
    assert drafts(one) == []


def test_what_another_corrected_meanwhile_is_not_put_back(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    other = f"{shlex.quote(sys.executable)} -m mcu_cli edit {FIRST} --set place.house=9 < /dev/null > /dev/null"
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"{TO_POLEVAYA}; {other}"))
    mcu("edit", "1", code=7)
    assert appeal_of(mcu, "1")["place"] == {"street": "Лесная", "house": "9"}
    assert last_commit(one).subject == f"edit {FIRST}: place.house"


def test_an_old_draft_does_not_put_back_what_was_corrected_since(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", "true")
    assert "nothing was changed" in mcu("edit", "1", code=4).stderr
    mcu("edit", "1", "--set", "place.house=9")
    monkeypatch.setenv("EDITOR", editor(tmp_path, TO_POLEVAYA))
    mcu("edit", "1")
    assert appeal_of(mcu, "1")["place"] == {"street": "Полевая", "house": "9"}
    assert status_of(one) == ""


def test_a_dry_run_changes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    before, head = one.read(path_of(FIRST)), one.head
    assert "dry run" in mcu("edit", "1", "--set", "text=Люк.", "--dry-run").stderr
    assert (one.read(path_of(FIRST)), one.head) == (before, head)
