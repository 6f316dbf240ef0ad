"""The import: drafts of a file into the store, in one commit; what cannot be taken is written out with its reason."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcu_cli.domain import arrivals
from mcu_cli.domain.arrivals import Names
from mcu_cli.domain.content_key import content_digest, with_content_key
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.spreadsheets import GUARD, guarded_cell
from mcu_cli.domain.vocabulary import CHATTER
from mcu_cli.errors import ConflictError, McuError, Problem
from mcu_cli.intake.table import OWN_HEADING
from mcu_cli.language import _
from mcu_cli.render.clean import clean
from mcu_cli.store.adoption import Adoption, NamesMet, adopted
from mcu_cli.store.files import write_file
from mcu_cli.store.index import TEXT
from mcu_cli.store.numbering import appeal_numbers
from mcu_cli.store.registries import load
from mcu_cli.store.registry_names import REGISTRIES
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.spool import LongList, Spool
from mcu_cli.store.trailers import Message
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.domain.draft import Draft
    from mcu_cli.domain.likeness import Alike
    from mcu_cli.intake.table import Table
    from mcu_cli.store.rows import Entry
    from mcu_cli.store.transaction import Transaction

_MOST_COMPARED = 20_000  # an archive is no day's work, and pairs grow faster than rows
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
    chatter: int = 0
    likely: list[Alike] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    likely_municipality: str = ""
    rejected_file: str = ""

    @property
    def rejected(self) -> int:
        """Return how many rows could not be taken."""
        return len({problem.row for problem in self.problems})


@dataclass
class _Gathered:
    """The drafts of a file, waiting on the disk in the order in which they get their numbers, and what they name."""

    spool: Spool = field(default_factory=Spool)
    names: NamesMet = field(default_factory=NamesMet)
    problems: list[Problem] = field(default_factory=list)


def take_in(  # noqa: PLR0913  # what is imported, from where, and how
    mcu: Context,
    table: Table,
    readings: Iterable[Draft | Problem],
    path: Path,
    *,
    adopt: bool,
    dry_run: bool,
    key_heading: str = "key",
    notes: Sequence[str] = (),
) -> Result:
    """Import what was read of `table` in the file at `path`; `adopt` adds unknown names to the registries.

    `key_heading` is the column with the number at the source, `notes` are sentences about the reading. The file is read
    to its end before the store is locked, and neither it nor its drafts ever stand in memory as a whole.
    """
    gathered = _Gathered()
    result = Result(problems=gathered.problems, notes=tuple(notes))
    try:
        _gather(mcu, table, readings, key_heading, gathered)
        with mcu.store.writing("import", now=mcu.local_now) as transaction:
            rules = mcu.rules
            if adopt:
                rules, result.adoption = _adopt(mcu, transaction, gathered.names)
            fresh, ids = _put_all(mcu, transaction, gathered.spool, table, rules, result)
            gathered.spool.close()  # git, which is next, needs the memory
            if not dry_run:
                counts = f"{result.new} new, {result.updated} updated"
                if result.adoption:
                    counts += f", {len(result.adoption)} adopted"
                name = path.name
                message = Message("import", f"{name}: {counts}", ids, others=(("Mcu-Source", name),))
                result.commit = transaction.commit(message)
    finally:
        gathered.spool.close()
    result.problems.sort(key=lambda problem: problem.row or 0)
    if result.commit:
        result.likely = _likely(mcu, fresh, result.new)
    if result.problems and not dry_run:
        result.rejected_file = _write_rejected(mcu, table, path, result.problems)
    return result


def _gather(
    mcu: Context, table: Table, readings: Iterable[Draft | Problem], key_heading: str, gathered: _Gathered
) -> None:
    """Read to the end: drafts to the disk, names and problems noted; a number that stands twice is a problem."""
    for reading in mcu.out.progress(readings, None, _("reading")):
        if isinstance(reading, Problem):
            gathered.problems.append(reading)
            continue
        system, key = arrivals.identity(reading)
        digest = "" if key else content_digest(reading)
        spooled = f"{system}\0{key}" if key else str(reading.row)
        order = (int(arrivals.registered_at(reading).timestamp()), reading.row)
        if gathered.spool.add(spooled, reading, order=order, mark=digest):
            gathered.names.note(reading)
            continue
        _moment, row = gathered.spool.order_of(spooled)
        message = _("the number {key} stands in row {row} already").format(key=key, row=row)
        gathered.problems.append(Problem(message, file=table.file, row=reading.row, field=key_heading))


def _adopt(mcu: Context, transaction: Transaction, names: NamesMet) -> tuple[Rules, Adoption]:
    """Put the registries with the unknown names of the drafts into the transaction; return the rules with them."""
    files = mcu.store.registry_bytes()
    in_head = mcu.store.registry_blobs()
    adoption = adopted(files, mcu.store.registry, names)
    if not adoption:
        return mcu.rules, adoption
    for name, data in zip(REGISTRIES, adoption.files, strict=True):
        transaction.put(name, data, replacing=in_head[name])
    return Rules(load(*adoption.files), mcu.store.calendar), adoption


def _put_all(  # noqa: PLR0913, PLR0917  # from where, into what, by which rules
    mcu: Context, transaction: Transaction, spool: Spool, table: Table, rules: Rules, result: Result
) -> tuple[list[str], LongList[str]]:
    """Put every new and every changed appeal into the transaction; return the ids of the new ones, and of all.

    Of the new ones no more are named than can be compared.
    """
    act = mcu.act(transaction)
    names = Names(rules.registry)
    next_id = appeal_numbers(mcu.store)
    fresh: list[str] = []
    ids: LongList[str] = LongList()
    recognised: set[str] = set()
    for draft, digest, ordinal in mcu.out.progress(spool.ranked(), len(spool), _("importing")):
        if _is_own(mcu, draft, table, result):
            continue
        known = with_content_key(draft, digest, ordinal) if digest else draft
        entry = mcu.store.find_by_key(*arrivals.identity(known))
        if entry is None and digest:
            entry = _redacted(mcu, known, recognised)
        if entry is None:
            appeal_id = next_id(arrivals.registered_at(known))
            appeal = arrivals.arrived(known, str(appeal_id), act, rules, names)
            transaction.put(appeal_id.path, write_appeal(appeal))
            result.new += 1
            result.chatter += CHATTER in appeal.tags
            ids.append(appeal.id)
            if result.new <= _MOST_COMPARED:
                fresh.append(appeal.id)
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
    return fresh, ids


def _redacted(mcu: Context, draft: Draft, recognised: set[str]) -> Entry | None:
    """Return the appeal that a row without a number stands for, where the digest of its text went with a redaction.

    What tells it is what was left: system, place, and the text between the marks; where nothing is left of the text,
    the moment of receipt. Each is `recognised` once.
    """
    from mcu_cli.domain.redaction import is_redaction_of  # where a row is new

    place = draft.place
    told = (draft.source.system, MARK, place.settlement, place.street, MARK, int(draft.received.timestamp()))
    where = f"system = ? AND key = ? AND settlement = ? AND street = ? AND ({TEXT} != ? OR received = ?)"
    for entry in mcu.store.index.entries(where, told, "ORDER BY day, series, number"):
        if entry.id not in recognised and is_redaction_of(entry.text, draft.text):
            recognised.add(entry.id)
            return entry
    return None


def _is_own(mcu: Context, draft: Draft, table: Table, result: Result) -> bool:
    """Whether a draft is an appeal of this very store, in a table that `mcu list --csv` made; it is counted here.

    Such a table brings nothing back: what was changed in it is a problem of its row.
    """
    found = mcu.store.index.entries("id = ?", (draft.own_id,)) if draft.own_id else []
    if not found or found[0].key != draft.source.key:
        return False
    own = found[0]
    if _as_listed(own.text) == _as_listed(draft.text):
        result.unchanged += 1
        return True
    told_alike = own.system == draft.source.system if own.key else own.received == int(draft.received.timestamp())
    if not told_alike or own.channel != draft.channel:
        return False  # an appeal of another store, whose id happens to be given here too
    message = _("{id} is an appeal of this store and its text differs; change the text with `mcu edit`")
    result.problems.append(Problem(message.format(id=draft.own_id), file=table.file, row=draft.row, field="id"))
    return True


def _as_listed(text: str) -> str:
    """Return a text as it comes back from a list: active characters shown, blanks around it gone."""
    return clean(text).strip()


def _likely(mcu: Context, ids: Sequence[str], new: int) -> list[Alike]:
    """Return which of the `new` appeals look like others; a failure here takes nothing back that is on record."""
    from mcu_cli.store.likely import likely_for  # where something was imported

    if new > _MOST_COMPARED:
        mcu.out.note(
            _(
                "{n} new appeals are too many to be compared with others at once; "
                "`mcu likely --from DAY --to DAY` does so for a period"
            ).format(n=number_text(new))
        )
        return []
    try:
        return [*likely_for(mcu.store, ids)]
    except McuError as error:
        mcu.out.note(str(error))
        return []


def _write_rejected(mcu: Context, table: Table, path: Path, problems: Sequence[Problem]) -> str:
    """Write the rows that were not taken beside the input, each once with its reasons; return the file's name.

    Put right, the file can be imported as the input was: the columns that mcu adds are left alone then.

    A file that is there already is kept: the next free number is taken. Where the folder refuses, the store's private
    folder takes it.
    """
    reasons: dict[int, list[Problem]] = {}
    for problem in problems:
        reasons.setdefault(problem.row or 0, []).append(problem)
    cells = {row.number: row.cells for row in table if row.number in reasons}
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(f"{OWN_HEADING}{name}" for name in ("row", "column", "reason")), *table.headings])
    for row, why in reasons.items():
        columns = ", ".join(dict.fromkeys(problem.field for problem in why if problem.field))
        sentences = "; ".join(problem.message for problem in why)
        # What the source has guarded itself stays as it is, for the reader to take off as in the input.
        given = (cell if cell.startswith(GUARD) else guarded_cell(cell) for cell in cells.get(row, ()))
        writer.writerow([str(row), *map(guarded_cell, (columns, sentences)), *given])
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
