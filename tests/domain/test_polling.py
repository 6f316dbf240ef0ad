"""Options and results of polls as they are typed; addresses that a browser may open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.ledgers.links import is_link, link_of
from mcu_cli.domain.ledgers.polling import MOST, options_of, told
from mcu_cli.domain.ledgers.steps import register
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.steps import Act
from mcu_cli.errors import RefusedError, UsageError

ACT = Act("clerk@town.example", datetime(2026, 11, 20, 10, tzinfo=UTC))


def poll(*options: str, begins: str = "2026-11-01") -> Any:
    facts = {"question": "Что построить?", "options": options, "begins": date.fromisoformat(begins)}
    return register(ItemId(Ledger.POLL, 2026, "", 1), facts, ACT)


def votes_of(item: Any) -> dict[str, int]:
    (event,) = item.happened(ItemEvent.RESULT)
    return {vote["option"]: vote["votes"] for vote in event.details.get("votes", ())}


def result(item: Any, *votes: str, participants: int = 1000) -> dict[str, int]:
    return votes_of(told(item, ACT, participants=participants, votes=votes))


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("Парк=7", {"Парк": 7}),
        (" парк = 7 ", {"Парк": 7}),
        ("1=7", {"Парк": 7}),
        ("2=1 000", {"Каток у ёлки": 1000}),
        ("каток  у елки=0", {"Каток у ёлки": 0}),
        ("2=007", {"Каток у ёлки": 7}),
        ("a=b=7", {"a=b": 7}),
    ],
)
def test_an_option_is_named_by_its_words_or_its_number(typed: str, counted: dict[str, int]) -> None:
    assert result(poll("Парк", "Каток у ёлки", "a=b"), typed) == counted


def test_words_go_before_numbers() -> None:
    assert result(poll("2", "1"), "1=7", "2=8") == {"1": 7, "2": 8}


@pytest.mark.parametrize(
    "typed", ["Парк", "=7", "Парк=", "Парк=-1", "Парк=1.5", "Парк=много", "Парк=٣", f"Парк={MOST}0", "Парк=1e3"]
)
def test_votes_that_cannot_be_read_are_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="does not tell votes"):
        result(poll("Парк", "Сквер"), typed)


@pytest.mark.parametrize("typed", ["Каток=7", "0=7", "3=7", "99999999999=7"])
def test_an_option_that_there_is_not_is_refused_with_those_there_are(typed: str) -> None:
    with pytest.raises(RefusedError, match="Парк, Сквер"):
        result(poll("Парк", "Сквер"), typed)


def test_an_option_told_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="told twice"):
        result(poll("Парк", "Сквер"), "1=7", "парк=7")


def test_no_option_has_more_votes_than_took_part() -> None:
    with pytest.raises(RefusedError, match="more votes"):
        result(poll("Парк", "Сквер"), "1=11", participants=10)
    assert result(poll("Парк", "Сквер"), "1=10", "2=10", participants=10) == {"Парк": 10, "Сквер": 10}


def test_there_is_no_result_before_it_begins() -> None:
    with pytest.raises(RefusedError, match="begins on 2026-11-21"):
        result(poll("Парк", "Сквер", begins="2026-11-21"))


def test_nobody_may_have_taken_part() -> None:
    item = told(poll("Парк", "Сквер"), ACT, participants=0, votes=())
    assert item.state == {"status": "done", "participants": 0}


@pytest.mark.parametrize("typed", [[], ["Парк"], ["Парк", " "], ["Парк", "ПАРК "], ["Ёлка", "Парк", "елка"]])
def test_a_poll_needs_two_options_that_differ(typed: list[str]) -> None:
    with pytest.raises(UsageError):
        options_of(typed)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=5))
def test_options_are_lines_and_none_is_lost(typed: list[str]) -> None:
    try:
        found = options_of(typed)
    except UsageError:
        return
    assert found == tuple(" ".join(option.split()) for option in typed if option.split())
    assert all(len(option.splitlines()) == 1 for option in found)


@pytest.mark.parametrize(
    "text", ["https://town.example/p/1?a=b#c", "http://город.рф/фото.jpg", "https://[::1]:8080/", " https://x.example "]
)
def test_addresses_of_pages_are_taken(text: str) -> None:
    assert link_of(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "town.example/p",
        "https://",
        "https:///p",
        "https://u:p@town.example/",
        "https://town.example/a b",
        'https://town.example/"><script>',
        "https://town.example/\u202egpj",
        "https://town.example/\nx",
        "https://[x/",
        "https://town.example/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_a_page_is_refused(text: str) -> None:
    assert not is_link(text)
    with pytest.raises(UsageError):
        link_of(text)


def test_no_address_is_no_address() -> None:
    assert link_of("  ") == ""
