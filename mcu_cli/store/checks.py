"""The store held against its format: every file on record and every hand edit, each problem with file and line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import tee
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.identifiers import from_path
from mcu_cli.domain.ledgers.receptions import SYSTEM
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.errors import McuError, Problem
from mcu_cli.language import _
from mcu_cli.store import journal, registries
from mcu_cli.store.documents import FILTERS, PRESS, TEMPLATES, is_document, is_in_reports
from mcu_cli.store.files import read_file
from mcu_cli.store.index import APPEALS
from mcu_cli.store.index_commits import count_files, files
from mcu_cli.store.item_checks import check_item, lost_names, lost_questions, sound_events
from mcu_cli.store.item_schema import write_item
from mcu_cli.store.plain_values import as_text
from mcu_cli.store.private_folder import FOLDER, JOURNAL
from mcu_cli.store.recorded import is_recorded, misplaced
from mcu_cli.store.schema import examine, plain_state, write_appeal
from mcu_cli.store.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.repository import Store

Judge = Callable[[Mapping[str, bytes]], list[Problem]]
_Link = tuple[str, int | None, Relation, str]


@dataclass
class Checked:
    """What a check found: files looked at, problems, and the canonical bytes of those that are safe to repair."""

    files: int = 0
    problems: list[Problem] = field(default_factory=list)
    repairs: dict[str, tuple[bytes, str]] = field(default_factory=dict)


def check_store(store: Store, judge: Judge, today: date) -> Checked:
    """Return all that is wrong with the record in HEAD and with the hand edits in the folder.

    `judge` tells what is wrong with filters and templates, given by their paths; `today` is the municipality's day.
    """
    checked = Checked()
    registry = _check_registries(store, checked)
    known = _Known()
    try:
        _check_files(store, registry, today, known, checked)
        checked.problems += _lost(known)
    finally:
        known.close()
    documents = documents_in_head(store)
    checked.files += len(documents)
    checked.problems += judge(documents)
    _check_folder(store, registry, checked, judge, today)  # puts right what an interrupted command left
    _check_private(store, checked)
    return checked


class _Known:
    """What is met in the files on record, for questions about all of them; names wait on the disk where they are many.

    `ids` are the appeals, `sources` their ids by system and key; `questions` by key those that came of a reception;
    `doubles` which appeal is the duplicate of which other, and its path; `links` and `items` as they are met.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self.ids, self.sources = Spool(), Spool()
        self.questions: dict[str, str] = {}
        self.doubles: dict[str, tuple[str, str]] = {}
        self.links: list[_Link] = []
        self.items: list[tuple[str, Item]] = []

    def twin(self, appeal: Appeal) -> str:
        """Note what an appeal is, and return the id of another one that came from the same source, or nothing."""
        self.ids.add(appeal.id, None)
        system, key = appeal.source.system, appeal.source.key
        if not system or not key or key == MARK:
            return ""
        if system == SYSTEM:
            self.questions.setdefault(key, appeal.id)
        source = f"{system}\0{key}"
        return "" if self.sources.add(source, appeal.id) else str(self.sources.get(source))

    def close(self) -> None:
        """Let go of the files."""
        self.ids.close()
        self.sources.close()


def _check_files(store: Store, registry: Registry | None, today: date, known: _Known, checked: Checked) -> None:
    """Look at each file on record by itself, and note what it says of others."""
    head = store.git.head()
    if head is None:
        return
    count = sum(count_files(store.git, head).values())
    listed, asked = tee(files(store.git, head))
    contents = store.git.blobs(blob for _path, blob in asked)
    for (path, blob), data in store.around.progress(zip(listed, contents, strict=True), count):
        checked.files += 1
        if data is None:
            checked.problems.append(Problem(_("git has lost the contents of this file; run `git fsck`"), file=path))
            continue
        if not path.startswith(f"{APPEALS}/"):
            item = check_item(path, data, registry, checked.problems, today)
            if item is not None:
                known.items.append((path, item))
                _note_canonical(path, blob, data, write_item(item), checked)
            continue
        appeal = _check_file(path, data, registry, checked, known.links)
        if appeal is not None:
            if appeal.state.duplicate_of:
                known.doubles[appeal.id] = (appeal.state.duplicate_of, path)
            twin = known.twin(appeal)
            if twin:
                message = _("{system} {key} is registered as {id} already; link one as the duplicate of the other")
                told = message.format(system=appeal.source.system, key=appeal.source.key, id=twin)
                checked.problems.append(Problem(told, file=path, field="source.key", level="warning"))
            _note_canonical(path, blob, data, write_appeal(appeal), checked)


def _lost(known: _Known) -> Iterator[Problem]:
    """Yield what is wrong between files: names of what is not on record, and circles."""
    yield from _circles(known.doubles)
    yield from lost_names(known.items, known.ids)
    yield from lost_questions(known.items, known.questions)
    for path, line, relation, other in known.links:
        if other not in known.ids:
            message = _("the link points to {id}, which is not on record").format(id=other)
            level = "error" if relation is Relation.DUPLICATE_OF else "warning"  # nobody answers it then
            yield Problem(message, file=path, line=line, field="history", level=level)


def _note_canonical(path: str, blob: str, data: bytes, canonical: bytes, checked: Checked) -> None:
    if canonical != data:
        checked.repairs[path] = (canonical, blob)
        message = _("the file is not in its canonical form; `mcu check --fix` writes it anew")
        checked.problems.append(Problem(message, file=path, level="warning"))


def documents_in_head(store: Store) -> dict[str, bytes]:
    """Return the filters and templates on record by their paths."""
    filters = store.document(FILTERS)
    templates = {**store.documents(TEMPLATES), **store.documents(PRESS)}
    known = {path: data for path, data in templates.items() if is_document(path)}
    return {**({} if filters is None else {FILTERS: filters}), **known}


def _circles(doubles: Mapping[str, tuple[str, str]]) -> Iterator[Problem]:
    """Yield the appeals that double each other in a circle: each waits for the answer to another, and none comes."""
    for name, (_other, path) in doubles.items():
        seen = {name}
        following = doubles[name][0]
        while following in doubles and following not in seen:
            seen.add(following)
            following = doubles[following][0]
        if following == name:
            message = _("this and {other} are duplicates of each other; reopen one of them")
            yield Problem(message.format(other=doubles[name][0]), file=path, field="state.duplicate_of")


def _check_registries(store: Store, checked: Checked) -> Registry | None:
    reading = registries.examine(*store.registry_bytes())
    checked.files += 2
    checked.problems += reading.problems
    return reading.registry


def _check_private(store: Store, checked: Checked) -> None:
    """Note a private folder that cannot be trusted, and a journal for which every command that writes is refused."""
    try:
        path = store.private / JOURNAL
    except McuError as error:
        checked.problems.append(Problem(str(error), file=FOLDER))
        return
    try:
        if os.path.lexists(path):  # with a file in place of the folder there is none
            journal.pending(path)
    except McuError as error:
        checked.problems.append(Problem(str(error), file=f"{FOLDER}/{JOURNAL}"))


def _check_file(
    path: str,
    data: bytes,
    registry: Registry | None,
    checked: Checked,
    links: list[_Link],
) -> Appeal | None:
    expected = from_path(path)
    if expected is None:
        checked.problems.append(out_of_place(path))
        return None
    try:
        reading = examine(data, file=path)
    except McuError as error:
        checked.problems += error.problems or [Problem(str(error), file=path)]
        return None
    checked.problems += reading.problems
    appeal = reading.appeal
    if appeal is None:
        return None
    checked.problems += _problems_of(appeal, path, reading.written_state, registry)
    if appeal.id != str(expected):
        checked.problems.append(
            Problem(_("the id inside is {id}; put the file's own id back").format(id=appeal.id), file=path, field="id")
        )
        return None
    links += [
        (path, None, event.details["relation"], event.details["to"])
        for event in appeal.history
        if event.event is EventKind.LINKED
    ]
    return appeal


def _problems_of(appeal: Appeal, path: str, written_state: Any, registry: Registry | None) -> Iterator[Problem]:
    if written_state != as_text(plain_state(appeal.state)):
        yield Problem(
            _("the state is not what the history leads to; `mcu check --fix` writes it anew"), file=path, field="state"
        )
    events = appeal.history
    if events and events[0].event is not EventKind.REGISTERED:
        yield Problem(_("the history does not begin with the event `registered`"), file=path, field="history.0")
    yield from sound_events(events, path)
    if registry is not None:
        yield from _unknown_names(appeal, path, registry)


def _unknown_names(appeal: Appeal, path: str, registry: Registry) -> Iterator[Problem]:
    state = appeal.state
    if state.department and registry.find_department(state.department) is None:
        message = _("departments.yaml does not know {name!r}; add it, or make it an alias").format(
            name=state.department
        )
        yield Problem(message, file=path, field="state.department", level="warning")
    if state.category:
        known = registry.find_category(state.category)
        if known is None:
            message = _("categories.yaml does not know {name!r}; add it, or make it an alias").format(
                name=state.category
            )
            yield Problem(message, file=path, field="state.category", level="warning")


def _check_folder(store: Store, registry: Registry | None, checked: Checked, judge: Judge, today: date) -> None:
    """Note every hand edit, and what would keep `record` from taking it in."""
    edited = store.edited_paths()
    for path in edited:
        if is_in_reports(path):
            checked.problems.append(out_of_place(path))
            continue
        checked.problems.append(
            Problem(_("changed by hand and not on record; `mcu record` takes it in"), file=path, level="warning")
        )
        try:
            data = read_file(store.root / path)
        except McuError as error:
            checked.problems.append(Problem(str(error), file=path))
            continue
        if not is_recorded(path) and not is_document(path):
            checked.problems.append(out_of_place(path))
        elif data is not None and from_path(path) is None and is_recorded(path):
            check_item(path, data, registry, checked.problems, today)
        elif data is not None and not is_document(path):
            in_folder = Checked()
            _check_file(path, data, registry, in_folder, [])
            checked.problems += in_folder.problems
    by_hand = {path for path in edited if is_document(path) and path not in registries.REGISTRIES}
    if by_hand:
        in_folder_now = {path: read_file(store.root / path) for path in by_hand}
        documents = {
            path: data for path, data in {**documents_in_head(store), **in_folder_now}.items() if data is not None
        }
        checked.problems += [problem for problem in judge(documents) if problem.file in by_hand]
    if any(path in registries.REGISTRIES for path in edited):
        files = [read_file(store.root / name) or b"" for name in registries.REGISTRIES]
        checked.problems += registries.examine(*files).problems


def out_of_place(path: str) -> Problem:
    """Return what is wrong with a file that is none of the store's."""
    if path.startswith((f"{TEMPLATES}/", f"{PRESS}/")):
        message = _("this is no template; templates end in .txt, their names are letters, digits, - and _")
        return Problem(message, file=path)
    if is_in_reports(path):
        message = _("only mcu writes here, and a saved report is never edited; move it away, or put it back with git")
        return Problem(message, file=path)
    return Problem(misplaced(path), file=path)
