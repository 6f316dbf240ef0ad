"""Which appeals of the record are precedents for another."""

from __future__ import annotations

import pytest

from mcu_cli.domain.appeal import Author
from mcu_cli.store.precedents import same_author, thread_of


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
    ],
)
def test_the_thread_is_the_post_without_what_names_a_comment(url: str, thread: str) -> None:
    assert thread_of(url) == thread


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Author(profile="https://vk.com/id1"), Author(profile="https://vk.com/id1"), True),
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
    assert same_author(one, other) is same
