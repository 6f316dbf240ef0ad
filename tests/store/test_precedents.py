"""Which appeals of the record are precedents for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.appeal import Author
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.store.precedents import is_settled, same_person, thread_of
from tests.reports.history import appeal, at, event, final, interim

if TYPE_CHECKING:
    from mcu_cli.domain.event import Event


@pytest.mark.parametrize(
    ("url", "thread"),
    [
        ("https://vk.com/wall-1_2", "https://vk.com/wall-1_2"),
        ("https://vk.com/wall-1_2?reply=3", "https://vk.com/wall-1_2"),
        ("https://vk.com/wall-1_2?reply=30&thread=3", "https://vk.com/wall-1_2"),
        ("https://vk.com/town?w=wall-1_2_r7", "https://vk.com/town?w=wall-1_2"),
        ("https://vk.com/town?w=wall-1_2", "https://vk.com/town?w=wall-1_2"),
        ("https://t.me/town/12?comment=5&single", "https://t.me/town/12"),
        ("https://town.example/page/?id=4#comment-2", "https://town.example/page?id=4"),
        ("", ""),
        ("wall-1_2", ""),
        ("https://[vk.com/wall-1_2", ""),
        ("https://town\u2100example/wall", ""),
    ],
)
def test_the_thread_is_the_post_without_what_names_a_comment(url: str, thread: str) -> None:
    assert thread_of(url) == thread


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Author(profile="https://vk.com/id1"), Author(profile="https://vk.com/id1"), True),
        (Author(profile="https://vk.com/club1"), Author(profile="https://vk.com/club1"), False),
        (Author(name="Иванова А."), Author(name="Иванова А."), False),
        (Author(name="Иванова А.", phone="8 900 000-00-01"), Author(name="Иванова А.", phone="+79000000001"), True),
        (Author(name="Иванова А.", email="a@b.ru"), Author(name="ИВАНОВА А.", email="A@b.ru"), True),
        (Author(name="Иванова А.", email="a@b.ru"), Author(name="Петрова А.", email="a@b.ru"), False),
        (Author(name="Иванова А.", phone="89000000001"), Author(name="Иванова А.", phone="89000000002"), False),
        (Author(), Author(), False),
    ],
)
def test_an_author_is_known_by_profile_or_by_name_with_telephone_or_address(
    one: Author,
    other: Author,
    same: bool,  # noqa: FBT001  # parametrised
) -> None:
    assert same_person(one, other) is same


def assigned(*, auto: bool = False) -> Event:
    """Return an assignment, by hand or by the rules."""
    return event(EventKind.ASSIGNED, at("11-20 10:00"), department="roads", **({"auto": True} if auto else {}))


ANSWER, FIRST_REACTION = final(at("11-20 12:00")), interim(at("11-20 11:00"))


@pytest.mark.parametrize(
    ("steps", "settled"),
    [
        ([], False),
        ([assigned()], True),
        ([assigned(auto=True)], False),
        ([assigned(auto=True), FIRST_REACTION], True),
        ([assigned(auto=True), ANSWER], True),
        ([ANSWER, assigned(auto=True)], False),
        ([assigned(auto=True), assigned()], True),
        ([assigned(), assigned(auto=True)], False),
        ([assigned(), ANSWER, assigned(auto=True)], False),  # what was answered was answered from elsewhere
        ([assigned(), ANSWER, assigned(auto=True), ANSWER], True),
        ([ANSWER], False),
    ],
)
def test_what_a_person_decided_or_answered_from_is_settled(
    steps: list[Event],
    settled: bool,  # noqa: FBT001  # parametrised
) -> None:
    assert is_settled(appeal(1, at("11-20 09:00"), *steps)) is settled
