"""Addresses of pages and pictures in the ledgers: those that a browser opens, and nothing that would act there."""

from __future__ import annotations

from urllib.parse import urlsplit

from mcu_cli.errors import UsageError
from mcu_cli.language import _

_SCHEMES = frozenset({"http", "https"})
_LONGEST = 2000  # more than any browser takes


def is_link(text: str) -> bool:
    """Whether `text` is the address of a page: with its scheme and a host, without blanks and without a password."""
    if len(text) > _LONGEST or not text.isprintable() or any(letter in ' <>"' for letter in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # a bracket that opens no address of IPv6
        return False


def link_of(typed: str) -> str:
    """Return an address as it was typed, without blanks around it; raises UsageError where it is none."""
    text = typed.strip()
    if text and not is_link(text):
        raise UsageError(
            _("{text!r} is not the address of a page; it begins with http:// or https://").format(text=text)
        )
    return text
