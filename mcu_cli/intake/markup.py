"""The markup of the sources made readable: what a citizen saw, not what a system stored."""

from __future__ import annotations

import html
import re

from mcu_cli.domain.spreadsheets import GUARD

_BREAK = re.compile(r"<\s*(?:br\s*/?|/p|/div)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?\s*(?:p|div|span|b|i|u|em|strong)\b[^<>]*>", re.IGNORECASE)
# Bounded, so that a text made of nothing but their beginnings is not gone through from each to its end.
_MENTION = re.compile(r"\[(?:club|public|event|id)\d{1,20}(?::[^|\]\s]{0,100})?\|([^\]\n]{0,300})\]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_MANY_BREAKS = re.compile(r"\n{3,}")
# What begins all that is looked for here, an end of a line, or half a character; most cells have none of it.
_SUSPECT = re.compile("[<&\\[\r\n\0\ud800-\udfff]")


def without_guard(text: str) -> str:
    """Return `text` without the one apostrophe by which an export keeps spreadsheets from reading a formula."""
    return text.removeprefix(GUARD)


def readable(text: str) -> str:
    """Return `text` with breaks as line feeds, entities as letters, mentions as names, line ends as LF."""
    if _SUSPECT.search(text) is None:
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _BREAK.sub("\n", text)
    text = _TAG.sub("", text)
    text = _ENTITY.sub(lambda found: _letter(found.group()), text)
    text = _MENTION.sub(lambda found: found.group(1), text)
    lines = [line.rstrip() for line in text.split("\n")]
    text = _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip("\n").strip()
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written


def says_more(text: str) -> bool:
    """Whether the markup of `text` names pages or people that its readable form leaves out."""
    return _MENTION.search(text) is not None


def _letter(entity: str) -> str:
    letter = html.unescape(entity)
    return {"\u00a0": " ", "\r": "\n"}.get(letter, letter)
