"""Reports that are kept in the store, one file each, as they were: `reports/daily/YYYY/YYYY-MM-DD.md`.

A saved report names the commit that its figures come from, which is the parent of the commit that saves it. So it is
written by commands alone: an edit by hand would make it say what that commit does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import ConflictError
from mcu_cli.language import _
from mcu_cli.store.documents import DAILY
from mcu_cli.store.files import inside, read_file
from mcu_cli.store.history import changed_paths
from mcu_cli.store.objects import blobs_in_head
from mcu_cli.store.trailers import Message, trailers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mcu_cli.store.repository import Store
    from mcu_cli.store.transaction import Transaction

ACTION = "summary"


class Saved(NamedTuple):
    """Where a report stands, the commit that put it there (None: it was so already), and the commit that it names."""

    path: str
    commit: str | None
    fingerprint: str


def daily_path(day: date, form: str) -> str:
    """Return where the summary of `day` is kept in the form `md` or `html`, relative to the store."""
    return f"{DAILY}/{day.year:04}/{day.isoformat()}.{form}"


def save(store: Store, transaction: Transaction, day: date, form: str, text_at: Callable[[str], str]) -> Saved:
    """Put the summary of `day` on record, in place of one that was saved before.

    `text_at` gives the text that names a commit as the one that its figures come from. Raises ConflictError where the
    file was changed by hand, or one of that name is not of mcu.
    """
    path = daily_path(day, form)
    blob = blobs_in_head(store.git, [path])[path]
    standing = store.document(path) if blob else None
    if standing is not None:
        _refuse_edited(store, path, standing)
        parent = _parent_where_saved_last(store, path)
        if parent and text_at(parent).encode() == standing:
            return Saved(path, None, parent)  # nothing has happened since: it would only name its own commit anew
    head = store.git.head()
    assert head is not None  # noqa: S101  # the registry was read from it
    transaction.put(path, text_at(head).encode(), replacing=blob)
    return Saved(path, transaction.commit(Message(ACTION, day.isoformat())), head)


def _parent_where_saved_last(store: Store, path: str) -> str:
    """Return the parent of HEAD where HEAD saved just this file; else nothing."""
    message = store.git.run("log", "-1", "--format=%B").decode("utf-8", "replace").strip()
    saved = [changed for changed, _before, _after in changed_paths(store.git, "HEAD")]
    if trailers_of(message).get("Mcu-Action") != [ACTION] or saved != [path]:
        return ""
    return store.git.run("rev-parse", "HEAD^").decode().strip()


def _refuse_edited(store: Store, path: str, standing: bytes) -> None:
    """Raise ConflictError where the folder holds another text than the record; line ends do not count."""
    if store.differs(path, standing):
        in_folder = read_file(inside(store.root, path))
        raise ConflictError(
            (
                _("{path} is on record but was removed from the folder; bring it back with `git checkout -- {path}`")
                if in_folder is None
                else _(
                    "{path} was changed by hand, and a saved report is never edited; "
                    "keep your text elsewhere and put it back with `git checkout -- {path}`"
                )
            ).format(path=path)
        )
