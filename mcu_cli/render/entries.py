"""Appeals in lists: as JSON objects, as cells of a table, as one line that says what became of one."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind, Network, Outcome, Priority, Status
from mcu_cli.domain.workflow import Stage, stage
from mcu_cli.language import _
from mcu_cli.render.clean import clean_line, shortened
from mcu_cli.render.facts import facts_text
from mcu_cli.wording import day_text, from_seconds, moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, tzinfo

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Due, Event
    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out


def entry_json(row: Any, zone: tzinfo) -> dict[str, Any]:
    """Return an appeal as an object of a list: unset members are null, moments ISO 8601 with offset."""

    def moment(seconds: int | None) -> str | None:
        at = from_seconds(seconds, zone)
        return at.isoformat() if at else None

    return {
        "id": row.id,
        "status": row.status,
        "open": bool(row.is_open),
        "channel": row.channel,
        "network": row.network or None,
        "category": row.category or None,
        "topic": row.topic or None,
        "department": row.department or None,
        "executor": row.executor or None,
        "priority": row.priority,
        "kind": row.kind or None,
        "received": moment(row.received),
        "registered": moment(row.registered),
        "due": {
            "register": moment(row.due_register),
            "route": moment(row.due_route),
            "forward": moment(row.due_forward),
            "first": moment(row.due_first),
            "final": moment(row.due_final),
        },
        "first_answer": moment(row.first_answer),
        "handled": moment(row.handled),
        "closed": moment(row.closed),
        "promised": row.promised or None,
        "escalation": row.escalation,
        "outcome": row.outcome or None,
        "rating": row.rating,
        "duplicate_of": row.duplicate_of or None,
        "part_of": row.part_of or None,
        "system": row.system or None,
        "key": row.key or None,
        "url": row.url or None,
        "author": row.author or None,
        "place": {
            "municipality": row.municipality or None,
            "district": row.district or None,
            "settlement": row.settlement or None,
            "street": row.street or None,
            "house": row.house or None,
            "object": row.object or None,
        },
        "tags": [tag for tag in row.tags.split("\n") if tag],
        "text": row.text,
    }


# What the index has to be asked for, for an object of a list.
JSON_COLUMNS = (
    "id", "status", "is_open", "channel", "network", "category", "topic", "department", "executor", "priority", "kind",
    "received", "registered", "due_register", "due_route", "due_forward", "due_first", "due_final", "first_answer",
    "handled", "closed", "promised", "escalation", "outcome", "rating", "duplicate_of", "part_of", "system", "key",
    "url", "author", "municipality", "district", "settlement", "street", "house", "object", "tags", "text",
)  # fmt: skip
# And for each column that a list can show.
ASKED: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "status": ("stage",),
    "channel": ("channel",),
    "network": ("network",),
    "category": ("category", "topic"),
    "department": ("department",),
    "executor": ("executor",),
    "priority": ("priority",),
    "kind": ("kind",),
    "received": ("received",),
    "registered": ("registered",),
    "due": ("next_due", "is_open"),
    "due_first": ("due_first", "is_open", "first_answer"),
    "due_final": ("due_final", "is_open"),
    "first_answer": ("first_answer",),
    "handled": ("handled",),
    "closed": ("closed",),
    "outcome": ("outcome",),
    "rating": ("rating",),
    "district": ("district",),
    "place": ("settlement", "street", "house"),
    "author": ("author",),
    "key": ("key",),
    "url": ("url",),
    "tags": ("tags",),
    "text": ("text",),
}
# Few are borne by many appeals: each is worked out once.
_NAMES = frozenset(
    ("status", "channel", "network", "category", "department", "executor", "priority", "kind", "outcome", "district")
)
_CELL = 60  # letters


class Columns:
    """The columns that a list can show: a heading, and the cell of a row, for people and for machines."""

    def __init__(self, registry: Registry, now: datetime) -> None:
        """Remember by what names are looked up and what is late."""
        self._registry = registry
        self._now = now
        self._zone = registry.municipality.timezone

    def heading(self, name: str) -> str:
        """Return the heading of a column in the language spoken."""
        return {
            "id": _("id"),
            "status": _("status"),
            "channel": _("channel"),
            "network": _("network"),
            "category": _("category"),
            "department": _("department"),
            "executor": _("executor"),
            "priority": _("priority"),
            "kind": _("kind"),
            "received": _("received"),
            "registered": _("registered"),
            "due": _("due"),
            "due_first": _("first answer due"),
            "due_final": _("final answer due"),
            "first_answer": _("first answer"),
            "handled": _("handled"),
            "closed": _("closed"),
            "outcome": _("outcome"),
            "rating": _("rating"),
            "district": _("district"),
            "place": _("place"),
            "author": _("author"),
            "key": _("number at the source"),
            "url": _("address of the post"),
            "tags": _("tags"),
            "text": _("text"),
        }[name]

    def cell(self, name: str, row: Any, width: int = _CELL) -> str:
        """Return the cell for a reader, on one line."""
        return shortened(self._texts[name](row), width)

    def cells(self, names: Sequence[str]) -> Callable[[Any], list[str]]:
        """Return what gives the cells of a row in several columns."""
        makers = [self._maker(name) for name in names]
        return lambda row: [make(row) for make in makers]

    def _maker(self, name: str) -> Callable[[Any], str]:
        text = self._texts[name]
        if name not in _NAMES:
            return lambda row: shortened(text(row), _CELL)
        of = attrgetter(*ASKED[name])
        known: dict[Any, str] = {}

        def remembered(row: Any) -> str:
            key = of(row)
            found = known.get(key)
            if found is None:
                found = known[key] = shortened(text(row), _CELL)
            return found

        return remembered

    @cached_property
    def _texts(self) -> dict[str, Callable[[Any], str]]:
        registry = self._registry

        def at(seconds: int | None) -> str:
            return moment_text(from_seconds(seconds, self._zone))

        def due(row: Any, moment: int | None, *, runs: bool = True) -> str:
            late = runs and row.is_open and moment is not None and moment < self._now.timestamp()
            return ("! " if late else "") + at(moment)

        return {
            "id": lambda row: row.id,
            "status": lambda row: stage_title(row.stage),
            "channel": lambda row: title(Channel(row.channel)),
            "network": lambda row: title(Network(row.network)) if row.network else "",
            "category": lambda row: registry.category_title(row.category, row.topic),
            "department": lambda row: registry.department_title(row.department),
            "executor": lambda row: registry.department_title(row.executor),
            "priority": lambda row: title(Priority(row.priority)),
            "kind": lambda row: title(AppealKind(row.kind)) if row.kind else "",
            "received": lambda row: at(row.received),
            "registered": lambda row: at(row.registered),
            "due": lambda row: due(row, row.next_due),
            "due_first": lambda row: due(row, row.due_first, runs=row.first_answer is None),
            "due_final": lambda row: due(row, row.due_final),
            "first_answer": lambda row: at(row.first_answer),
            "handled": lambda row: at(row.handled),
            "closed": lambda row: at(row.closed),
            "outcome": lambda row: title(Outcome(row.outcome)) if row.outcome else "",
            "rating": lambda row: "" if row.rating is None else str(row.rating),
            "district": lambda row: row.district,
            "place": lambda row: place_text(row.settlement, row.street, row.house),
            "author": lambda row: row.author,
            "key": lambda row: row.key,
            "url": lambda row: row.url,
            "tags": lambda row: tags_text(row.tags),
            "text": lambda row: row.text,
        }


COLUMNS = (
    "id", "status", "channel", "network", "category", "department", "executor", "priority", "kind", "received",
    "registered", "due", "due_first", "due_final", "first_answer", "handled", "closed", "outcome", "rating",
    "district", "place", "author", "key", "url", "tags", "text",
)  # fmt: skip
WIDE_COLUMNS = ("id", "status", "due_first", "due_final", "category", "department", "text")
WIDE = 150
# Where there is less room, of the two moments that which comes next.
USUAL_COLUMNS = ("id", "status", "due", "category", "department", "text")
# On a narrow terminal the citizen's words matter more than where they went; `show` and --columns say the rest.
NARROW_COLUMNS = ("id", "status", "due", "text")
NARROW = 110


def asked_for(columns: Iterable[str]) -> list[str]:
    """Return what the index has to be asked for, each once, for the columns that are shown."""
    return [*dict.fromkeys(name for column in columns for name in ASKED[column])]


def usual_columns(out: Out) -> tuple[str, ...]:
    """Return the columns that fit where nobody asked for others; a pipe is as wide as it takes."""
    if not out.terminal or out.width >= WIDE:
        return WIDE_COLUMNS
    return USUAL_COLUMNS if out.width >= NARROW else NARROW_COLUMNS


def tags_text(tags: str) -> str:
    """Return the tags of a row for a reader, with commas."""
    return ", ".join(tag for tag in tags.split("\n") if tag)


def place_text(*parts: str) -> str:
    """Return the parts of an address that are there, with commas."""
    return ", ".join(part for part in parts if part)


def stage_title(name: str) -> str:
    """Return the status for a reader, an interim answer told apart."""
    return _("interim answer") if name == Stage.INTERIM else title(Status(name))


def outcome_line(registry: Registry, appeal: Appeal, before: Appeal | None = None) -> str:
    """Return what became of an appeal, in a line: id, status, department, what is due.

    With what it was `before`, also what was done to it that these do not show.
    """
    state = appeal.state
    parts = [stage_title(stage(state))]
    if before is not None:
        parts += filter(None, (_done(registry, event, before) for event in appeal.history[len(before.history) :]))
    if state.department and state.status not in (Status.FORWARDED, Status.REJECTED):
        parts.append(registry.department_title(state.department))
    if state.escalation:
        rung = registry.ladder[state.escalation - 1].title if state.escalation <= len(registry.ladder) else ""
        parts.append(_("escalated to: {title}").format(title=rung or state.escalation))
    if state.status is Status.FORWARDED:
        parts[0] += f": {registry.department_title(_body(appeal))}"
    elif state.outcome and state.outcome is not Outcome.NO_ANSWER:
        parts.append(title(state.outcome))
    if state.promised:
        parts.append(_("promised for {day}").format(day=day_text(state.promised)))
    due = state.next_due
    if due is not None and state.promised and due == state.due.first:
        moment = moment_text(due.astimezone(registry.municipality.timezone))
        parts.append(_("first answer due {moment}").format(moment=moment))
    elif due is not None:
        parts.append(_("due {moment}").format(moment=moment_text(due.astimezone(registry.municipality.timezone))))
    return clean_line(f"{appeal.id}: {', '.join(parts)}")


def preview_line(registry: Registry, before: Appeal, appeal: Appeal, width: int) -> str:
    """Return an appeal before a bulk change: id, what it will be, the first words of its text."""
    return shortened(f"{outcome_line(registry, appeal, before)}: {appeal.text}", max(width, 40))


def _moved(registry: Registry, before: Due, after: Due) -> str:
    """Return which due moments are others now, each with the one before."""
    zone = registry.municipality.timezone
    parts = []
    for name, then, now in (
        (_("first answer"), before.first, after.first),
        (_("final answer"), before.final, after.final),
        (_("to be assigned by"), before.route, after.route),
        (_("may be forwarded until"), before.forward, after.forward),
    ):
        if then != now:
            old, new = (moment_text(moment.astimezone(zone)) if moment else "—" for moment in (then, now))
            parts.append(_("{answer}: {before} → {after}").format(answer=name, before=old, after=new))
    return ", ".join(parts)


def _done(registry: Registry, event: Event, before: Appeal) -> str:
    """Return what an event brought that the state in a line does not show; empty where that shows it."""
    details = event.details
    match event.event:
        case EventKind.ASSIGNED if details.get("executor"):
            told = _("executor: {name}").format(name=registry.department_title(details["executor"]))
        case EventKind.CLASSIFIED:
            told = registry.category_title(details["category"], details.get("topic", ""))
        case EventKind.PRIORITISED:
            told = _("priority: {name}").format(name=title(details["priority"]))
        case EventKind.NOTED:
            told = _("note added")
        case EventKind.EXTENDED:
            told = title(event.event)
        case EventKind.RECOMPUTED:
            told = _moved(registry, before.state.due, details["due"])
        case EventKind.LINKED:
            told = f"{title(details['relation'])} {details['to']}"
        case EventKind.CORRECTED:
            told = f"{title(event.event)}: {facts_text(details['fields'])}"
        case EventKind.FORWARDED if details.get("control"):
            told = f"{title(event.event)}: {registry.department_title(details['to'])}"
        case _:
            told = ""
    return told


def _body(appeal: Appeal) -> str:
    return next(str(event.details["to"]) for event in reversed(appeal.history) if event.event is EventKind.FORWARDED)
