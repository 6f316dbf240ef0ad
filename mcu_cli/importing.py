"""The import: drafts of a file into the store, in one commit; what cannot be taken is written out with its reason."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mcu_cli.domain import arrivals
from mcu_cli.domain.arrivals import Names
from mcu_cli.domain.decisions import Rules
from mcu_cli.errors import ConflictError, McuError, Problem
from mcu_cli.intake.incident import Reading, read_incidents
from mcu_cli.language import _
from mcu_cli.render.clean import guarded_cell
from mcu_cli.store.adoption import Adoption, adopted
from mcu_cli.store.files import write_file
from mcu_cli.store.registries import REGISTRIES, load
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.domain.draft import Draft
    from mcu_cli.intake.workbook import Table
    from mcu_cli.store.transaction import Transaction

_LONGEST_STEM = 80  # a name has at most 255 bytes, two a letter


@dataclass
class Result:
    """What an import did, or would do."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    commit: str | None = None
    problems: list[Problem] = field(default_factory=list)
    adoption: Adoption = field(default_factory=Adoption)
    unknown_departments: Counter[str] = field(default_factory=Counter)
    unknown_topics: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_headings: tuple[str, ...] = ()
    likely_municipality: str = ""
    rejected_file: str = ""

    @property
    def rejected(self) -> int:
        """Return how many rows could not be taken."""
        return len({problem.row for problem in self.problems})


def take_in(  # noqa: PLR0913  # what is imported, from where, and how
    mcu: Context, table: Table, path: Path, *, adopt: bool, dry_run: bool, received: datetime | None
) -> Result:
    """Import the rows of `table`, read from the file at `path`; `adopt` adds unknown names to the registries."""
    zone = mcu.store.registry.municipality.timezone
    reading = read_incidents(table, zone=zone, now=mcu.local_now, received=received)
    result = Result(problems=reading.problems, unknown_headings=reading.unknown_headings)
    with mcu.store.writing("import", now=mcu.local_now) as transaction:
        rules = mcu.rules
        if adopt:
            rules, result.adoption = _adopt(mcu, transaction, reading)
        ids = _put_all(mcu, transaction, reading, rules, result)
        if not dry_run:
            counts = f"{result.new} new, {result.updated} updated"
            if result.adoption:
                counts += f", {len(result.adoption)} adopted"
            name = path.name
            message = Message("import", f"{name}: {counts}", tuple(ids), others=(("Mcu-Source", name),))
            result.commit = transaction.commit(message)
    if reading.problems and not dry_run:
        result.rejected_file = _write_rejected(mcu, table, path, reading.problems)
    return result


def _adopt(mcu: Context, transaction: Transaction, reading: Reading) -> tuple[Rules, Adoption]:
    """Put the registries with the unknown names of the drafts into the transaction; return the rules with them."""
    files = mcu.store.registry_bytes()
    in_head = mcu.store.registry_blobs()
    adoption = adopted(files, mcu.store.registry, reading.drafts)
    if not adoption:
        return mcu.rules, adoption
    for name, data in zip(REGISTRIES, adoption.files, strict=True):
        transaction.put(name, data, replacing=in_head[name])
    return Rules(load(*adoption.files), mcu.store.calendar), adoption


def _put_all(mcu: Context, transaction: Transaction, reading: Reading, rules: Rules, result: Result) -> list[str]:
    """Put every new and every changed appeal into the transaction; return their ids."""
    act = mcu.act(transaction)
    names = Names(rules.registry)
    next_id = mcu.store.numbering()
    seen: Counter[str] = Counter()
    ids = []
    standing = mcu.store.entries_by_key({draft.source.system for draft in reading.drafts})
    drafts = sorted(reading.drafts, key=lambda draft: (draft.received, draft.row))
    for draft in mcu.out.progress(drafts, len(drafts), _("importing")):
        known = _with_key(draft, seen)
        entry = standing.get(arrivals.identity(known))
        if entry is None:
            appeal_id = next_id(known.received)
            appeal = arrivals.arrived(known, str(appeal_id), act, rules, names)
            transaction.put(appeal_id.path, write_appeal(appeal))
            result.new += 1
            ids.append(appeal.id)
            continue
        stored = mcu.store.get(entry)
        appeal = arrivals.brought_up_to_date(stored.appeal, known, act, rules, names)
        if appeal is stored.appeal:
            result.unchanged += 1
            continue
        mcu.store.refuse_edited(entry)
        transaction.put(stored.path, write_appeal(appeal), replacing=stored.blob)
        result.updated += 1
        ids.append(appeal.id)
    result.unknown_departments = names.unknown_departments
    result.unknown_topics = names.unknown_topics
    result.likely_municipality = names.likely_municipality()
    return ids


def _with_key(draft: Draft, seen: Counter[str]) -> Draft:
    if draft.source.key:
        return draft
    return replace(draft, source=replace(draft.source, key=arrivals.content_key(draft, seen)))


def _write_rejected(mcu: Context, table: Table, path: Path, problems: Sequence[Problem]) -> str:
    """Write the rows that were not taken beside the input, with their reasons; return the file's name.

    A file that is there already is kept: the next free number is taken. Where the folder refuses, the store's private
    folder takes it.
    """
    cells = dict(table.rows)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("row"), _("column"), _("reason"), *table.headings])
    for problem in problems:
        row = [str(problem.row), problem.field, problem.message, *cells[problem.row or 0]]
        writer.writerow([guarded_cell(cell) for cell in row])
    data = buffer.getvalue().encode("utf-8-sig")
    for folder in (path.parent, mcu.store.private / "rejected"):
        try:
            target = _free(folder, path.stem, data)
            write_file(target, data, private=True)
        except (McuError, OSError):
            continue
        return str(target)
    raise ConflictError(
        _("the rejected rows could be written neither beside {path} nor into the store; free some space").format(
            path=path
        )
    )


def _free(folder: Path, stem: str, data: bytes) -> Path:
    """Return where to write: a name that is free, or that holds the same rows already."""
    number = 1
    stem = stem[:_LONGEST_STEM]
    target = folder / f"{stem}.rejected.csv"
    while target.exists() and target.read_bytes() != data:
        number += 1
        target = folder / f"{stem}.rejected-{number}.csv"
    return target
