"""What the index says of an appeal, of an event and of an item: a row each, read without anything that makes one."""

from __future__ import annotations

from typing import Any, NamedTuple, get_type_hints

from mcu_cli.domain.ledgers.ledger import FOLDERS

APPEALS = "appeals"
RECORDED = (APPEALS, *FOLDERS)  # the folders of what is on record, a file each
UNREAD = ""  # stands for the commit where a number is in use because the file with it cannot be read


class Change(NamedTuple):
    """A path that differs between two commits; `blob` is the object there now, empty where the path is gone."""

    path: str
    blob: str


class Entry(NamedTuple):
    """One appeal as lists and reports see it. Moments are seconds since 1970 (UTC), unset texts are empty.

    `due_*` are the due moments in force, `next_due` that which comes next while the appeal is open; `first_answer_due`
    and `final_answer_due` those that were in force when the first answer and the first final one were given, and
    `handled_due` the final one that was when it left the backlog. `tags` stand between line feeds, so that one is found
    by itself between two; `text_key` is equal for equal texts. `facts` are those of `FACTS` in one text.
    """

    id: str
    path: str
    blob: str
    day: str
    series: str
    number: int
    channel: str
    network: str
    system: str
    key: str
    url: str
    status: str
    stage: str
    is_open: int
    category: str
    topic: str
    department: str
    executor: str
    priority: str
    kind: str
    type: str
    received: int
    registered: int
    due_register: int | None
    due_route: int | None
    due_forward: int | None
    due_first: int | None
    due_final: int | None
    next_due: int | None
    first_answer: int | None
    first_answer_due: int | None
    final_answer: int | None
    final_answer_due: int | None
    handled: int | None
    handled_due: int | None
    closed: int | None
    promised: str
    escalation: int
    outcome: str
    rating: int | None
    duplicate_of: str
    part_of: str
    author: str
    profile: str
    municipality: str
    district: str
    settlement: str
    street: str
    house: str
    object: str
    tags: str
    text_key: str
    text: str
    facts: str


class EventEntry(NamedTuple):
    """One event as reports count it.

    `due_*` are the due moments that it set; `forward_due` and `final_due` those of a forwarding and of the final answer
    that were in force when it happened. `target` is whom or what it names: a body, a step of the ladder, an appeal.

    `again` is when the appeal takes the same step the next time, null where this was the last: an appeal counts once in
    a stretch of time where the events are counted that have no `again` within it. An event that begins a stay in the
    backlog (`domain/stays.py`) tells of that stay: `came`, `since`, `gone` (null while it lasts), `gone_due`, and
    `gone_again`, the end of the next one, with the `priority` of the appeal, its due moments in force (`owed_first`,
    `owed_final`) and when its `first_answer` was given. `facts` are those of the appeal, on
    answers, reopenings and beginnings of stays.
    """

    appeal: str
    seq: int
    id: str
    at: int
    recorded: int
    by: str
    origin: str
    event: str
    kind: str
    outcome: str
    department: str
    category: str
    via: str
    level: int | None
    relation: str
    target: str
    ground: str
    rating: int | None
    control: int
    auto: int
    until: str
    due_first: int | None
    due_final: int | None
    forward_due: int | None
    final_due: int | None
    again: int | None
    came: int | None
    since: int | None
    gone: int | None
    gone_due: int | None
    gone_again: int | None
    owed_first: int | None
    owed_final: int | None
    first_answer: int | None
    priority: str
    facts: str


class ItemEntry(NamedTuple):
    """One item as lists and reports see it. Days are ISO, empty where unset.

    `day` is that by which it belongs to a period, `due` the last day in force, `done` the day on which an instruction
    was done. `data` is the file's content as JSON: items are few, and a report of them needs all they say.
    """

    id: str
    path: str
    blob: str
    ledger: str
    year: int
    series: str
    number: int
    day: str
    status: str
    due: str
    done: str
    data: str


def sql_columns(row: type[tuple[Any, ...]], *, without: str = "") -> str:
    """Return the column definitions of a table of such rows, but for one that is kept elsewhere."""
    return ", ".join(
        f'"{name}" {"TEXT NOT NULL" if kind is str else "INTEGER"}'
        for name, kind in get_type_hints(row).items()
        if name != without
    )
