"""Whose page an address is."""

from __future__ import annotations

import pytest

from mcu_cli.domain.profiles import personal_profile


@pytest.mark.parametrize(
    "profile",
    [
        "https://vk.com/club100",
        "https://vk.com/public7",
        "https://ok.ru/group/55",
        "https://web.telegram.org/#/im?p=@nevinsk_chat",
        "https://t.me/c/100/5",
    ],
)
def test_a_community_or_a_chat_is_nobody(profile: str) -> None:
    assert personal_profile(profile) == ""


@pytest.mark.parametrize("profile", ["https://vk.com/id1", "https://vk.com/clubber", "https://ok.ru/profile/5", ""])
def test_a_page_of_ones_own_is_an_author(profile: str) -> None:
    assert personal_profile(profile) == profile
