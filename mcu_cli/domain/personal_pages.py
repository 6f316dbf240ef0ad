"""Addresses in a text: pages of people in social networks, and names of people that stand in any address.

Whether `vk.com/name` is a person or a community cannot be told from its name: what surely is nobody's is left out, and
the pages of a municipality are for its registry to name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

# The sites whose addresses name people, and what of theirs is a community, a post of one, or nobody's.
_PAGE = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:www\.|m\.)?"
    r"(?P<site>vk\.com|vk\.ru|vkontakte\.ru|ok\.ru|odnoklassniki\.ru|t\.me|telegram\.me|max\.ru|wa\.me"
    r"|instagram\.com|facebook\.com|fb\.com)/(?P<path>[^\s,;<>\"'«»()]+)"
    r"|tg://(?:user|resolve)\?\S+"
    r"|(?<![\w/])id\d{5,}\b",
    re.IGNORECASE,
)
_OF_NOBODY = re.compile(
    r"(?:club|public|event|app|topic)-?\d|(?:wall|photo|video|album|clip|doc|market|page|poll)s?-\d|\S*[?&][wz]=\w+-\d"
    r"|(?:feed|im|search|video|music|groups?|games|dk|help|hashtag|reel|p|share|addstickers)\b(?!\.)|group\d"
    r"|(?:c|joinchat)/|\+|s/",
    re.IGNORECASE,
)
_POST_OF_A_CHANNEL = re.compile(r"[A-Za-z]\w*/\d+")
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z]\w{3,31}\b(?!\.\w)")
_BEFORE_THE_SITE = re.compile(r"^(?:https?://)?(?:www\.|m\.)?")
_BETWEEN_WORDS = str.maketrans(dict.fromkeys("_-./+?=&#:;%", " "))
_TOKEN = re.compile(r"\S+")
_SIGNS_OF_AN_ADDRESS = ("://", "_", "%")


def personal_pages(text: str) -> Iterator[tuple[int, int]]:
    """Yield where pages of people, and their names in networks, stand in `text`, as start and end."""
    yield from (match.span() for match in _PAGE.finditer(text) if _may_be_of_somebody(match))
    yield from (match.span() for match in _HANDLE.finditer(text))


def page_names(address: str) -> tuple[str, str]:
    """Return how a page is told from others, `vk.com/town`, and how its owner is spoken of, `@town`."""
    page = _BEFORE_THE_SITE.sub("", address.strip().casefold()).rstrip("/.")
    return page, f"@{page.rpartition('/')[2]}"


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses and names of files stand in `text`, as start and end: words may be hidden in them."""
    for match in _TOKEN.finditer(text):
        if any(sign in match[0] for sign in _SIGNS_OF_AN_ADDRESS):
            yield match.span()


def as_words(address: str) -> str:
    """Return an address or the name of a file as words: percent signs read, and blanks for what parts the words."""
    return unquote(unquote(address)).translate(_BETWEEN_WORDS)  # twice: a link may be passed on within a link


def _may_be_of_somebody(match: re.Match[str]) -> bool:
    path = match["path"]
    if path is None:
        return True
    if match["site"].casefold() in {"t.me", "telegram.me"} and _POST_OF_A_CHANNEL.match(path):
        return False
    return not _OF_NOBODY.match(path)
