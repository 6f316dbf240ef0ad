"""What is on record by the path of its file: an appeal, or an item of a ledger."""

from __future__ import annotations

from typing import Any

from mcu_cli.domain import identifiers
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.ledgers import ledger as ledgers
from mcu_cli.domain.ledgers.item import Item
from mcu_cli.errors import BadInputError, DamagedError
from mcu_cli.language import _
from mcu_cli.store.item_schema import examine_item, plain_item, read_item, write_item
from mcu_cli.store.schema import Reading, examine, plain_event, read_appeal, write_appeal

Recorded = Appeal | Item


def id_at(path: str) -> str:
    """Return the id of what belongs at `path` (relative to the store, with `/`); empty where nothing does."""
    return str(identifiers.from_path(path) or ledgers.from_path(path) or "")


def is_recorded(path: str) -> bool:
    """Whether an appeal or an item belongs at `path`."""
    return bool(id_at(path))


def read_recorded(data: bytes, path: str, *, strict: bool = False) -> Recorded:
    """Return what the file at `path` holds, by its path alone; raises DamagedError, or what reading YAML raises."""
    item_id = ledgers.from_path(path)
    if item_id is not None:
        return read_item(data, item_id.ledger, file=path, strict=strict)
    return read_appeal(data, file=path, strict=strict)


def examine_recorded(data: bytes, path: str) -> tuple[Recorded, Any]:
    """Return what the file at `path` holds and its state as it is written; raises as `read_recorded` does."""
    item_id = ledgers.from_path(path)
    reading = examine(data, file=path) if item_id is None else examine_item(data, item_id.ledger, file=path)
    found = reading.appeal if isinstance(reading, Reading) else reading.item
    if found is None:
        raise DamagedError(
            _("{file} does not fit the format; mend what is listed here").format(file=path),
            [problem for problem in reading.problems if problem.level == "error"],
        )
    return found, reading.written_state


def recorded_at(path: str, data: bytes | None) -> Recorded:
    """Return what is in the file at `path`; raises McuError where nothing is that belongs there."""
    name = id_at(path)
    if not name:
        raise BadInputError(misplaced(path))
    if data is None:
        raise DamagedError(_("git has lost the contents of this file; run `git fsck`"))
    found = read_recorded(data, path)
    if found.id != name:
        raise BadInputError(_("the id inside is {id}; put the file's own id back").format(id=found.id))
    return found


def write_recorded(recorded: Recorded) -> bytes:
    """Return the canonical bytes of the file of an appeal or an item."""
    return write_item(recorded) if isinstance(recorded, Item) else write_appeal(recorded)


def plain_history(recorded: Recorded) -> list[dict[str, Any]]:
    """Return the events of an appeal or an item as they are written, plain values."""
    if isinstance(recorded, Item):
        history: list[dict[str, Any]] = plain_item(recorded)["history"]
        return history
    return [plain_event(event) for event in recorded.history]


def misplaced(path: str) -> str:
    """Return what is wrong with a file that has no place in its folder."""
    folder = next((ledger.folder for ledger in ledgers.Ledger if path.startswith(f"{ledger.folder}/")), "")
    if folder:
        return _("nothing belongs here; files are named {folder}/YYYY/ID.yaml by their id").format(folder=folder)
    return _("no appeal belongs here; files are named appeals/YYYY/MM/DD/ID.yaml by their id")
