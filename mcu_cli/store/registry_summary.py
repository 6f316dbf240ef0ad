"""The daily summary in departments.yaml: who gets it by mail, and when it calls a topic hot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.registry import DailySummary, HotTopics
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.registry_file import Path, RegistryFile

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_HOT = {"times": 2, "least": 5}
_MOST = 99


def daily_summary(file: RegistryFile) -> DailySummary:
    """Return what is said of the daily summary, noting what is wrong; nobody gets it where nothing is said."""
    path: Path = ("summary",)
    given = file.mapping(path, ("to", "hot"), required=False)
    to = file.words(path, given, "to")
    for n, address in enumerate(to):
        if not _ADDRESS.fullmatch(address):
            file.note((*path, "to", n), _("{text!r} is not an address like clerk@town.example").format(text=address))
    return DailySummary(to, _hot_topics(file, (*path, "hot")))


def _hot_topics(file: RegistryFile, path: Path) -> HotTopics:
    given = file.mapping(path, tuple(_HOT), required=False)
    found = {}
    for name, usual in _HOT.items():
        text = file.word(path, given, name, str(usual))
        if text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST:
            found[name] = int(text)
        else:
            file.note((*path, name), _("{text!r} is not a whole number from 1 to {most}").format(text=text, most=_MOST))
            found[name] = usual
    return HotTopics(**found)
