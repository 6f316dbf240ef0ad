"""What lies in the private folder beside the record, and must not outlive a redaction there.

The index is written anew, without the free pages in which SQLite leaves what was deleted; drafts of the appeals go;
kept reports go; other texts of mcu's own lose the words that were removed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.mark import MARK
from mcu_cli.errors import McuError
from mcu_cli.language import _
from mcu_cli.store import index_file
from mcu_cli.store.files import read_file, write_file
from mcu_cli.store.kept_reports import FOLDER as REPORTS
from mcu_cli.store.private_folder import REDACTING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from mcu_cli.store.repository import Store

_INDEX = "index.sqlite"
_DRAFTS = "drafts"
_TEXTS = (_DRAFTS, "rejected", "cron.log", "cron.log.1", "verified.json")
_LEAST = 6  # characters of what is taken out of our own texts: the number of a house stands everywhere in them


class Traces(NamedTuple):
    """Names of private files, from the private folder: `removed` ones, and those that were `rewritten`.

    `left` are files that could not be changed, or lie outside and may hold what was removed.
    """

    removed: list[str]
    rewritten: list[str]
    left: list[str]


def wipe(store: Store, ids: Collection[str], pieces: Sequence[str]) -> Traces:
    """Let nothing in the private folder hold what was redacted in the records `ids`; `pieces` are the words removed."""
    private = store.private
    traces = Traces([], [], [])
    if not write_index_anew(store):
        traces.left.append(_INDEX)
    for path in _files(private / REPORTS):
        _removed(path, private, traces)
    sought = sorted({piece for piece in pieces if len(piece) >= _LEAST}, key=len, reverse=True)
    for path in (path for name in _TEXTS for path in _files(private / name)):
        name = path.relative_to(private).as_posix()
        if name.startswith(_DRAFTS) and any(f"-{one}" in path.stem for one in ids):
            _removed(path, private, traces)
            traces.removed.append(name)
            continue
        _without(path, name, sought, traces)
    for path in _files(store.root / "intake"):
        with contextlib.suppress(McuError):
            data = read_file(path) or b""
            if any(piece.encode(code, "ignore") in data for piece in sought for code in ("utf-8", "cp1251")):
                traces.left.append(path.relative_to(store.root).as_posix())
    end(store)
    return traces


def begin(store: Store, ids: Sequence[str]) -> None:
    """Note that a redaction of the records `ids` is about to be on record, so that a killed one is finished."""
    write_file(store.private / REDACTING, "".join(f"{name}\n" for name in ids).encode(), sync=True, private=True)


def end(store: Store) -> None:
    """Forget what `begin` noted."""
    with contextlib.suppress(OSError):
        (store.private / REDACTING).unlink(missing_ok=True)


def finish(store: Store) -> None:
    """Do what a redaction that was killed could not: nobody knows its words any more, but what may hold them is known.

    Drafts stay, for nobody knows whether the redaction came on record; they are told.
    """
    ids = (read_file(store.private / REDACTING) or b"").decode("utf-8", "replace").split()
    write_index_anew(store)
    traces = Traces([], [], [])
    for path in _files(store.private / REPORTS):
        _removed(path, store.private, traces)
    for path in _files(store.private / _DRAFTS):
        if any(f"-{one}" in path.stem for one in ids):
            store.around.note(
                _("a redaction was interrupted; {path} may still hold what was removed").format(path=path)
            )
    end(store)


def _files(place: Path) -> Iterator[Path]:
    if place.is_symlink():
        return
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())


def _removed(path: Path, private: Path, traces: Traces) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        traces.left.append(path.relative_to(private).as_posix())


def _without(path: Path, name: str, pieces: Sequence[str], traces: Traces) -> None:
    """Put the mark in place of the pieces in a text of ours."""
    try:
        data = read_file(path) or b""
        text = data.decode("utf-8", "surrogateescape")
        for piece in pieces:
            text = text.replace(piece, MARK)
        after = text.encode("utf-8", "surrogateescape")
        if after != data:
            write_file(path, after, private=True)
            traces.rewritten.append(name)
    except McuError:
        traces.left.append(name)


def write_index_anew(store: Store) -> bool:
    """Let a file with the rows that count, and nothing else, take the place of the index; return whether it could.

    SQLite leaves in the file what it deletes, and its full-text table keeps deleted words until it merges its parts.
    Whoever reads the old file meanwhile reads on in it; it goes with the last of them. Where the copy fails, the index
    is taken away, and the next command builds it.
    """
    path = store.private / _INDEX
    if not path.exists():
        return True
    if "index" in store.__dict__:  # else it is about to be opened
        store.index.close()
    try:
        with index_file.building(path, lambda pauses, _total: pauses):
            try:
                _copied(path)
            except (sqlite3.Error, OSError):
                index_file.drop(path)
                index_file.take_away(path)
    except (OSError, McuError):
        return False
    return True


def _copied(path: Path) -> None:
    """Write the index at `path` anew beside itself and swap the two; only inside `building`."""
    index_file.begun(path).close()
    with contextlib.closing(index_file.opened(path).db) as standing:
        standing.execute("VACUUM INTO ?", (str(index_file.new_of(path)),))
    copy = sqlite3.connect(index_file.new_of(path), isolation_level=None)
    with contextlib.closing(copy):
        copy.execute("PRAGMA journal_mode = OFF")  # nobody else opens it, and where it fails it is thrown away
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("INSERT INTO search (search) VALUES ('optimize')")
        index_file.put_in_place(path, copy)
