"""What is known of a commit when its changes are judged, and what a version of a file is then."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item


class FileKind(StrEnum):
    """What a path of the store is."""

    APPEAL = "appeal"
    ITEM = "item"  # of a ledger
    REGISTRY = "registry"
    FILTERS = "filters"
    TEMPLATE = "template"  # of answers, or of press texts
    REPORT = "report"  # saved
    MISPLACED = "misplaced"  # in a folder of the store, and nothing that belongs there
    FOREIGN = "foreign"  # none of the store's


OWN_KINDS = frozenset(FileKind) - {FileKind.FOREIGN}
RECORDED_KINDS = frozenset({FileKind.APPEAL, FileKind.ITEM})


class Version(NamedTuple):
    """One version of an appeal or an item.

    `unlike_fold` are the keys in which its written state is not the fold; `is_canonical` says that its bytes are those
    that mcu writes for it.
    """

    recorded: Appeal | Item
    unlike_fold: tuple[str, ...] = ()
    is_canonical: bool = True


class Deed(NamedTuple):
    """A commit: its author's e-mail and date, what it says it is (empty: made by hand), and its trailers.

    `action` is a command that mcu has; a word that it has not is no command.
    """

    email: str
    date: datetime
    action: str
    trailers: Mapping[str, Sequence[str]]


_RECORDED = frozenset({FileKind.APPEAL, FileKind.ITEM})
_APPEALS = frozenset({FileKind.APPEAL})
_ALL = OWN_KINDS - {FileKind.MISPLACED, FileKind.REPORT}
WRITES: dict[str, frozenset[FileKind]] = {
    "init": frozenset({FileKind.REGISTRY, FileKind.FILTERS, FileKind.TEMPLATE}),
    "import": frozenset({FileKind.APPEAL, FileKind.REGISTRY}),
    "filter": frozenset({FileKind.FILTERS}),
    "summary": frozenset({FileKind.REPORT}),
    "record": _ALL,
    "check": _RECORDED,
    "undo": OWN_KINDS,
    "acknowledge": frozenset(),
    "redact": _RECORDED,
    "retention": _RECORDED | {FileKind.REPORT},
    **dict.fromkeys(("reception", "instruct", "poll", "done"), _RECORDED),
    **dict.fromkeys(
        (
            "add", "edit", "split", "note", "link", "classify", "prioritise", "assign", "answer", "defer", "extend",
            "forward", "escalate", "close", "reopen", "reject", "recompute",
        ),
        _APPEALS,
    ),
}  # fmt: skip
"""Which files each command writes, by the word of `Mcu-Action`."""
_ITEMS = frozenset({"registered", "received", "done", "extended", "result", "withdrawn", "corrected", "assigned"})
BRINGS: dict[str, frozenset[str]] = {
    "add": frozenset({"registered", "assigned"}),
    "split": frozenset({"registered", "linked"}),
    "note": frozenset({"noted"}),
    "link": frozenset({"linked"}),
    "classify": frozenset({"classified"}),
    "prioritise": frozenset({"prioritised"}),
    "assign": frozenset({"assigned", "classified"}),  # with --auto what it is about may have to be said first
    "answer": frozenset({"answered"}),
    "defer": frozenset({"deferred"}),
    "extend": frozenset({"extended"}),
    "forward": frozenset({"forwarded"}),
    "escalate": frozenset({"escalated"}),
    "close": frozenset({"closed"}),
    "reopen": frozenset({"reopened"}),
    "reject": frozenset({"rejected"}),
    "recompute": frozenset({"recomputed"}),
    "edit": frozenset({"corrected"}),
    "record": frozenset({"corrected"}),
    "redact": frozenset({"redacted"}),
    "retention": frozenset({"redacted"}),
    "check": frozenset(),
    "import": frozenset(EventKind) - {EventKind.REDACTED},
    **dict.fromkeys(("reception", "instruct", "poll", "done"), _ITEMS),
}
"""Which events each command brings, of appeals and of items; an import brings what it was told, and hides nothing."""
CREATES: dict[FileKind, frozenset[str]] = {
    FileKind.APPEAL: frozenset({"add", "import", "split", "reception"}),
    FileKind.ITEM: frozenset({"reception", "instruct", "poll", "done"}),
    FileKind.REGISTRY: frozenset({"init"}),
}
"""Which commands bring new files of a kind; of the other kinds any that writes them."""
REMOVES: dict[FileKind, frozenset[str]] = {
    FileKind.TEMPLATE: frozenset({"record"}),
    FileKind.FILTERS: frozenset({"record", "filter"}),
}
"""Which commands take files away beside an undo: those that people wrote, and nothing on record."""
ACKNOWLEDGE, UNDO, INIT, IMPORT, SUMMARY = "acknowledge", "undo", "init", "import", "summary"
GITS_OWN = frozenset({".gitignore", ".gitattributes"})
"""What `init` writes beside the files of the store."""
