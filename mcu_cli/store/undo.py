"""Undo: the exact inverse of the operator's last command, as a new commit."""

from __future__ import annotations

import json
from itertools import tee
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.identifiers import from_path
from mcu_cli.domain.ledgers import ledger as ledgers
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import SYSTEM, questions_of
from mcu_cli.domain.proof.deed import ACKNOWLEDGE
from mcu_cli.domain.redaction import redacted_names
from mcu_cli.errors import ConflictError, McuError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.history import REDACTIONS, Commit, changed_paths, commits
from mcu_cli.store.item_schema import read_item
from mcu_cli.store.objects import blobs_in_head
from mcu_cli.store.recorded import id_at, is_recorded, recorded_at
from mcu_cli.store.recovery import portions
from mcu_cli.store.spool import LongList
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from mcu_cli.domain.ledgers.receptions import Question
    from mcu_cli.store.repository import Store
    from mcu_cli.store.transaction import Transaction

CRON = "mcu-cron"
_VERY_MANY = 50_000  # appeals from which on git does not hold all that one commit changed
_NEVER = {"init", *REDACTIONS}


class Target(NamedTuple):
    """What is to be taken back: the commit, and the paths that it changed."""

    commit: Commit
    paths: LongList[str]


def last_of(store: Store, email: str, *, expected: str = "") -> Target:
    """Return the last command of the operator that is not taken back yet and may be.

    Raises RefusedError where there is none, where it is of the kind that stays, or where what it wrote was changed
    since; ConflictError where it is not the `expected` one any more.
    """
    undone = set()
    for commit in commits(store.git):
        if commit.undoes:
            undone.add(commit.undoes)
        elif (
            commit.action
            and commit.action != ACKNOWLEDGE  # a word on what stands, which changes nothing
            and commit.email == email
            and not commit.author.startswith(f"{CRON} ")
            and commit.id not in undone
        ):
            break
    else:
        raise RefusedError(_("there is no command of yours to take back; `git log` shows what was done"))
    if expected and commit.id != expected:
        raise ConflictError(_("another command came in between; look at `git log` and run `mcu undo` again"))
    if commit.action in _NEVER:
        raise RefusedError(
            _("your last command was `{subject}`, which cannot be taken back").format(subject=commit.subject)
        )
    return _unchanged_since(store, commit)


def _changed(store: Store, commit: Commit) -> Iterator[tuple[str, str, str]]:
    return changed_paths(store.git, commit.id, by_year=commit.appeals > _VERY_MANY)


def _unchanged_since(store: Store, commit: Commit) -> Target:
    """Return what taking `commit` back comes to; raises RefusedError where something else stands upon it."""
    target = Target(commit, LongList())
    gone: set[str] = set()
    cards = []
    for some in portions(_changed(store, commit)):
        in_head = blobs_in_head(store.git, [path for path, _before, _after in some])
        for path, before, after in some:
            if in_head[path] != after:
                if _is_redacted_since(store, in_head[path], after, path):
                    raise RefusedError(
                        _(
                            "your last command was `{subject}`, and {path} was redacted since; "
                            "taking it back would bring back what was removed"
                        ).format(subject=commit.subject, path=path)
                    )
                raise RefusedError(
                    _(
                        "your last command was `{subject}`, and {path} was changed since; "
                        "it can only be mended by further commands"
                    ).format(subject=commit.subject, path=path)
                )
            target.paths.append(path)
            if not before:
                gone.add(id_at(path))
            elif after and _is_card(path):
                cards.append((path, before, after))
    _refuse_orphans(store, gone - {""})
    _refuse_lost_questions(store, cards, gone)
    return target


def _is_redacted_since(store: Store, now: str, then: str, path: str) -> bool:
    """Whether what is at `path` was redacted between two objects that it was."""
    if not (is_recorded(path) and now and then):
        return False
    counted = []
    for data in store.git.blobs((then, now)):
        try:
            counted.append(len(redacted_names(recorded_at(path, data))))
        except McuError:  # it cannot be read, and so has not been redacted by us
            return False
    return counted[0] < counted[1]


def _is_card(path: str) -> bool:
    item_id = ledgers.from_path(path)
    return item_id is not None and item_id.ledger is Ledger.RECEPTION


def _refuse_orphans(store: Store, gone: AbstractSet[str]) -> None:
    """Raise RefusedError where one of the appeals that are to vanish is what another one doubles or belongs to."""
    question = "SELECT id, duplicate_of, part_of FROM appeals WHERE duplicate_of != '' OR part_of != ''"
    for name, *others in store.index.stream(question) if gone else ():
        for other in others:
            if other in gone and name not in gone:
                raise _linked(name, other)
    for name, other in _named_in_ledgers(store) if gone else ():
        if other in gone and name not in gone:
            raise _linked(name, other)


def _refuse_lost_questions(store: Store, cards: Sequence[tuple[str, str, str]], gone: AbstractSet[str]) -> None:
    """Raise RefusedError where a card of a reception loses a question of which an appeal came that is not `gone`."""
    for path, *blobs in cards:
        kept, asked = ({one.key for one in _questions(store, blob, path)} for blob in blobs)
        for key in sorted(asked - kept):
            entry = store.find_by_key(SYSTEM, key)
            if entry is not None and entry.id not in gone:
                raise RefusedError(
                    _(
                        "{id} came of a question of {reception} that would vanish; "
                        "it can only be mended by further commands"
                    ).format(id=entry.id, reception=id_at(path))
                )


def _questions(store: Store, blob: str, path: str) -> list[Question]:
    data = next(store.git.blobs([blob]))
    assert data is not None  # noqa: S101  # git holds the object of a commit it holds
    return questions_of(read_item(data, Ledger.RECEPTION, file=path))


def _named_in_ledgers(store: Store) -> Iterator[tuple[str, str]]:
    """Yield what names another one, and which: items by their facts, appeals by the reception they came from."""
    for entry in store.index.items():
        named = json.loads(entry.data)
        for other in (*named.get("appeals", ()), named.get("reception"), named.get("instruction")):
            if other:
                yield entry.id, other
    for name, key in store.index.query("SELECT id, key FROM appeals WHERE system = ?", (SYSTEM,)):
        yield name, key.partition("/")[0]


def _linked(name: str, other: str) -> RefusedError:
    return RefusedError(
        _("{id} is linked to {other}, which would vanish; take that link back first").format(id=name, other=other)
    )


def put_back(store: Store, transaction: Transaction, target: Target) -> str | None:
    """Commit exactly the bytes that stood before the target, for exactly its paths."""
    steps, names = tee(_changed(store, target.commit))
    contents = store.git.blobs(before or "0" * 40 for _path, before, _after in names)
    for (path, before, after), data in zip(steps, contents, strict=True):
        if not before:
            transaction.remove(path, replacing=after)
        else:
            assert data is not None  # noqa: S101  # git holds the object of a commit it holds
            transaction.put(path, data, replacing=after)
    ids = LongList(sorted(str(found) for found in map(from_path, target.paths) if found is not None))
    subject = target.commit.subject
    return transaction.commit(Message("undo", subject, ids, undoes=target.commit.id))
