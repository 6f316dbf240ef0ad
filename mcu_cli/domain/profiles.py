"""Whose page an address is: exports of networks put the chat or the community where the author should stand."""

from __future__ import annotations

import re

_COMMUNITY = re.compile(
    r"(?:vk\.(?:com|ru)/(?:club|public|event)\d"
    r"|(?:ok|odnoklassniki)\.ru/group"
    r"|telegram\.org/\S*im\?p=[@cs]"
    r"|(?:t|telegram)\.me/(?:c|joinchat)/)",
    re.IGNORECASE,
)


def personal_profile(profile: str) -> str:
    """Return the address of an author's own page; empty for that of a community or a chat, which many share."""
    return "" if _COMMUNITY.search(profile) else profile
