"""The commands: one file each, none of them knows a rule or a format; imported when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

# Each with its module in this package and its function there, in the order in which a working day meets them;
# `mcu --help` lists them so.
_PLACES = {
    "init": ("init", "init"),
    "demo": ("demo", "demo"),
    "import": ("import_", "import_file"),
    "add": ("add", "add"),
    "agenda": ("agenda", "agenda"),
    "list": ("list", "list_appeals"),
    "show": ("show", "show"),
    "search": ("search", "search"),
    "likely": ("likely", "likely"),
    "filter": ("filter", "filter_"),
    "log": ("log", "log"),
    "route": ("route", "route"),
    "classify": ("classify", "classify"),
    "prioritise": ("prioritise", "prioritise"),
    "assign": ("assign", "assign"),
    "answer": ("answer", "answer"),
    "template": ("template", "template"),
    "escalate": ("escalate", "escalate"),
    "note": ("note", "note"),
    "link": ("link", "link"),
    "split": ("split", "split"),
    "defer": ("defer", "defer"),
    "extend": ("extend", "extend"),
    "forward": ("forward", "forward"),
    "reject": ("reject", "reject"),
    "close": ("close", "close"),
    "reopen": ("reopen", "reopen"),
    "reception": ("reception", "reception"),
    "instruct": ("instruct", "instruct"),
    "poll": ("poll", "poll"),
    "done": ("done", "done"),
    "edit": ("edit", "edit"),
    "recompute": ("recompute", "recompute"),
    "record": ("record", "record"),
    "redact": ("redact", "redact"),
    "retention": ("retention", "retention"),
    "undo": ("undo", "undo"),
    "report": ("report", "report"),
    "summary": ("summary", "summary"),
    "cron": ("cron", "cron"),
    "check": ("check", "check"),
    "verify": ("verify", "verify"),
    "doctor": ("doctor", "doctor"),
    "completion": ("completion", "completion"),
}


class _Commands(Mapping[str, Callable[..., Any]]):
    """The functions of the commands by name; looking one up imports its module."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        module, function = _PLACES[name]
        found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), function)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)

    def __contains__(self, name: object) -> bool:
        return name in _PLACES


COMMANDS: Mapping[str, Callable[..., Any]] = _Commands()
