"""Which of the appeals that hold a word come first: the best of the newest, and of equals the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.store import ranking
from tests.working_day import registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

OLD_AND_BEST, LONG, LONGER, TWIN, NEWEST = (f"20261120-000{n}" for n in range(1, 6))


@pytest.fixture
def five(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> Mcu:
    """Make a store with five appeals that hold a word, of which the newest three are ranked, and return mcu."""
    others = "На улице у нашего дома с прошлой недели никто ничего не убирал."
    for text in ("Яма.", f"Яма. {others}", f"Яма. {others} {others}", f"Яма. {others}", f"Яма. {others} {others}"):
        registered(mcu, text)
    assert store.git("rev-list", "--count", "HEAD") == "6"
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    return mcu


def found(mcu: Mcu, *arguments: str) -> list[str]:
    return mcu("search", "яма", "--ids", *arguments).stdout.split()


def test_of_very_many_the_newest_are_ranked_the_best_of_them_first(five: Mcu) -> None:
    assert found(five, "--limit", "1") == [TWIN]


def test_of_equals_the_newest_comes_first(five: Mcu) -> None:
    assert found(five, "--limit", "3") == [TWIN, NEWEST, LONGER]
    assert found(five, "--limit", "2") == [TWIN, NEWEST]


def test_whoever_asks_for_more_than_are_ranked_gets_them(five: Mcu) -> None:
    assert found(five, "--limit", "5") == [OLD_AND_BEST, TWIN, LONG, NEWEST, LONGER]


def test_all_are_counted_whichever_are_ranked(five: Mcu) -> None:
    assert "5" in five("search", "яма", "--limit", "1").stderr


def test_the_newest_are_asked_for_without_ranking(five: Mcu) -> None:
    assert found(five, "--sort", "newest", "--limit", "4") == [NEWEST, TWIN, LONGER, LONG]
