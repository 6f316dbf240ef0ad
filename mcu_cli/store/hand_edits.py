"""Hand edits on their way into the record: facts through an event, registries after they were checked, nothing else."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain import corrections
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.identifiers import from_path
from mcu_cli.domain.ledgers import ledger as ledgers
from mcu_cli.domain.ledgers.item import Item
from mcu_cli.domain.ledgers.steps import correct as correct_item
from mcu_cli.errors import AlreadySoError, BadInputError, DamagedError, McuError, NotFoundError, Problem, RefusedError
from mcu_cli.language import _
from mcu_cli.store.checks import Judge, documents_in_head, out_of_place
from mcu_cli.store.documents import is_document
from mcu_cli.store.files import inside, read_file
from mcu_cli.store.history import commits
from mcu_cli.store.item_schema import ItemReading, examine_item, plain_item_state
from mcu_cli.store.ledger_items import COMMAND_OF
from mcu_cli.store.objects import blobs_in_head
from mcu_cli.store.plain_values import as_text
from mcu_cli.store.recorded import Recorded, is_recorded, recorded_at, write_recorded
from mcu_cli.store.registries import load
from mcu_cli.store.registry_names import REGISTRIES
from mcu_cli.store.schema import examine, plain_state
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.domain.steps import Act
    from mcu_cli.store.repository import Store
    from mcu_cli.store.transaction import Transaction

_NAMED = 3


class HandEdits(NamedTuple):
    """What is to be recorded: the paths, the facts changed in each appeal, the commit's message."""

    paths: tuple[str, ...]
    fields: Mapping[str, Sequence[str]]
    message: Message

    def __bool__(self) -> bool:
        """Whether there is anything to record."""
        return bool(self.paths)


def taken_in(  # noqa: PLR0913, PLR0917  # what, into what, by whom, and who judges it
    store: Store, transaction: Transaction, act: Act, wanted: Sequence[str], reason: str, judge: Judge
) -> HandEdits:
    """Put what was changed by hand into the transaction; `wanted` limits it to some paths.

    `judge` tells what is wrong with filters and templates, given by their paths.

    Raises RefusedError with all that cannot be taken in: a history, a state or an id changed by hand, a file removed
    or added; BadInputError where a registry or a file is broken; NotFoundError for a path that was not changed.
    """
    edited = store.edited_paths()
    for path in wanted:
        if path not in edited:
            raise NotFoundError(_("{path} was not changed by hand, or is no file of the store").format(path=path))
    paths = [path for path in edited if not wanted or path in wanted]
    strange = [path for path in paths if not is_document(path) and not is_recorded(path)]
    problems = [out_of_place(path) for path in strange]
    in_head = blobs_in_head(store.git, [path for path in paths if path not in strange])
    new = [path for path, blob in in_head.items() if not blob and not is_document(path)]
    problems += [Problem(_not_entered(path), file=path) for path in new]
    documents = _documents(store, [path for path in in_head if is_document(path)], problems)
    records = {path: blob for path, blob in in_head.items() if blob and not is_document(path)}
    fields: dict[str, Sequence[str]] = {}
    for (path, blob), was in zip(records.items(), store.git.blobs(records.values()), strict=True):
        try:
            data = read_file(inside(store.root, path))
            after, names = _corrected(store, path, data, was, act, reason)
        except AlreadySoError:
            store.around.note(
                _("{path} differs from the record in form only; `git checkout -- {path}` puts it back").format(
                    path=path
                )
            )
        except McuError as error:
            problems += error.problems or [Problem(str(error), file=path)]
        else:
            fields[path] = names
            transaction.put(path, after, replacing=blob, standing=data)
    problems += _broken_documents(store, documents, judge)
    if problems:
        problems.sort(key=lambda problem: problem.file)
        raise RefusedError(_("these hand edits cannot be recorded; nothing was changed"), problems)
    _refuse_broken_registries(store, documents)
    for path, data in documents.items():
        if data is None:
            transaction.remove(path, replacing=in_head[path], gone=True)
        else:
            transaction.put(path, data, replacing=in_head[path], standing=data)
    paths = [path for path in in_head if path in fields or path in documents]
    ids = tuple(str(appeal_id) for appeal_id in map(from_path, paths) if appeal_id is not None)
    subject = ids[0] if len(ids) == len(paths) == 1 else _few(paths)
    return HandEdits(tuple(paths), fields, Message("record", subject, ids))


def _not_entered(path: str) -> str:
    """Return what is said of a new file where records are."""
    item_id = ledgers.from_path(path)
    if item_id is None:
        return _("an appeal is registered with `mcu add` or `mcu import`, not by a new file; move it away")
    return _("it is entered with `mcu {command} add`, not by a new file; move it away").format(
        command=COMMAND_OF[item_id.ledger]
    )


def _documents(store: Store, paths: Sequence[str], problems: list[Problem]) -> dict[str, bytes | None]:
    """Return what the documents at `paths` are in the folder, None for one that is gone."""
    found: dict[str, bytes | None] = {}
    for path in paths:
        try:
            data = read_file(inside(store.root, path))
        except McuError as error:
            problems += error.problems or [Problem(str(error), file=path)]
        else:
            # A registry is never without its file: as an empty one it is refused with the reason.
            found[path] = data or b"" if path in REGISTRIES else data
    return found


def _corrected(  # noqa: PLR0913, PLR0917  # a file, what it was, and who corrects it
    store: Store, path: str, data: bytes | None, was: bytes | None, act: Act, reason: str
) -> tuple[bytes, Sequence[str]]:
    """Return the bytes to record for an appeal or an item edited by hand, and the facts that changed.

    `was` is what HEAD holds of it, None where git has lost that.
    """
    if data is None:
        item_id = ledgers.from_path(path)
        raise RefusedError(
            (
                _("an appeal is never deleted; bring it back with `git checkout -- {path}`")
                if item_id is None
                else _("what stands in a ledger is never deleted; bring it back with `git checkout -- {path}`")
            ).format(path=path)
        )
    try:
        before = recorded_at(path, was)
    except (BadInputError, DamagedError):
        return _mended(store, path, data, act, reason)
    return _taken(before, path, data, act, reason)


def _mended(store: Store, path: str, data: bytes, act: Act, reason: str) -> tuple[bytes, Sequence[str]]:
    """Return what to record in place of a version that cannot be read, as somebody committed it by hand.

    What it may differ from is the last version that can be read. Where nothing but that is put back, it goes on record
    byte by byte, and without an event: nothing has happened to it.
    """
    good = _last_readable(store, path)
    if good is None:
        raise DamagedError(
            _(
                "{path} cannot be read as it is on record, nor in any version before; look at `git log -p -- {path}`"
            ).format(path=path)
        )
    try:
        return _taken(good.recorded, path, data, act, reason)
    except AlreadySoError:
        return good.data, ()
    except McuError as error:
        way_back = _(
            "{path} cannot be read as it is on record; take back the version before the damage with "
            "`git show {commit}:./{path}`, then run `mcu record`"
        ).format(path=path, commit=good.commit[:12])
        problems = error.problems or [Problem(str(error), file=path)]
        raise RefusedError(str(error), [*problems, Problem(way_back, file=path)]) from error


class _Version(NamedTuple):
    """A version of a file on record: its commit, its bytes, and what is in them."""

    commit: str
    data: bytes
    recorded: Recorded


def _last_readable(store: Store, path: str) -> _Version | None:
    """Return the last version of a file that can be read; None where there is none since it was entered."""
    history = [commit.id for commit in commits(store.git, path)]
    for commit, data in zip(history, store.git.blobs(f"{commit}:./{path}" for commit in history), strict=True):
        if data is None:  # taken back: what stood there before was another one
            return None
        with contextlib.suppress(BadInputError, DamagedError):
            return _Version(commit, data, recorded_at(path, data))
    return None


def _taken(before: Recorded, path: str, data: bytes, act: Act, reason: str) -> tuple[bytes, Sequence[str]]:
    """Return the bytes to record and the facts that `data`, edited by hand, changed in what was `before`."""
    reading = examine_item(data, before.ledger, file=path) if isinstance(before, Item) else examine(data, file=path)
    edited = reading.item if isinstance(reading, ItemReading) else reading.appeal
    if edited is None:
        raise BadInputError(_("the file does not fit the format"), [p for p in reading.problems if p.level == "error"])
    if reading.written_state != as_text(_plain_state_of(before)):
        raise RefusedError(
            _("{id}: the state follows from the history and is not edited; put it back and use a command").format(
                id=before.id
            )
        )
    after = _correct(before, edited, act, reason)
    return write_recorded(after), after.history[-1].details["fields"]


def _plain_state_of(recorded: Recorded) -> dict[str, Any]:
    return plain_item_state(recorded) if isinstance(recorded, Item) else plain_state(recorded.state)


def _correct(before: Recorded, after: Recorded, act: Act, reason: str) -> Recorded:
    if isinstance(before, Item) and isinstance(after, Item):
        return correct_item(before, after, act, reason)
    assert isinstance(before, Appeal)  # noqa: S101  # the path says which of both it is
    assert isinstance(after, Appeal)  # noqa: S101
    return corrections.correct(before, after, act, reason)


def _broken_documents(store: Store, taken: Mapping[str, bytes | None], judge: Judge) -> list[Problem]:
    """Return what is wrong with the filters and templates in `taken`, among the others on record."""
    if all(path in REGISTRIES for path in taken):
        return []
    after = {path: data for path, data in {**documents_in_head(store), **taken}.items() if data is not None}
    return [problem for problem in judge(after) if problem.file in taken and problem.level == "error"]


def _refuse_broken_registries(store: Store, taken: Mapping[str, bytes | None]) -> None:
    """Raise BadInputError where the registries would not fit each other, as HEAD would then hold them."""
    if any(name in taken for name in REGISTRIES):
        standing = dict(zip(REGISTRIES, store.registry_bytes(), strict=True))
        load(*((taken[name] or b"") if name in taken else standing[name] for name in REGISTRIES))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
