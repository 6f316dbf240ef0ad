"""Instructions for a reader and for programs: a line on what became of one, a table, objects of JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.terms import terms_of
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.domain.names import title
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line, shortened
from mcu_cli.render.tables import print_table
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out

_TEXT = 80


def instruction_line(plain: Mapping[str, Any], registry: Registry, today: date) -> str:
    """Return where an instruction stands, given as the plain values of its file, in a line."""
    stands = f"{registry.department_title(plain['executor'])}, {_stands(plain, today)}"
    return clean_line(f"{plain['id']}: {stands}: {shortened(plain['text'], _TEXT)}")


def _stands(plain: Mapping[str, Any], today: date) -> str:
    state = plain["state"]
    status = ItemStatus(state["status"])
    due = date.fromisoformat(state["due"]) if state.get("due") else None
    if status is ItemStatus.WITHDRAWN:
        return title(status)
    if status is ItemStatus.DONE:
        done = date.fromisoformat(state["done"])
        return _done(done, terms_of(plain).judging(done))
    if due is None:
        return _("without a term")
    if due < today:
        days = (today - due).days
        return ngettext("overdue by {n} day", "overdue by {n} days", days).format(n=number_text(days))
    return _("due {day}").format(day=day_text(due))


def _done(done: date, due: date | None) -> str:
    day = day_text(done)
    if due is None:
        return _("done on {day}").format(day=day)
    if done <= due:
        return _("done on {day}, in time").format(day=day)
    days = (done - due).days
    return ngettext("done on {day}, {n} day late", "done on {day}, {n} days late", days).format(
        day=day, n=number_text(days)
    )


def instruction_json(plain: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return an instruction, given as the plain values of its file, as an object of a list; unset members are null."""
    state = plain["state"]
    return {
        "id": plain["id"],
        "status": state["status"],
        "overdue": _is_overdue(state, today),
        "number": plain.get("number"),
        "given": plain["given"],
        "due": state.get("due"),
        "done": state.get("done"),
        "late": _is_late(plain),
        "official": plain["official"],
        "executor": plain["executor"],
        "text": plain["text"],
        "appeals": list(plain.get("appeals", ())),
        "reception": plain.get("reception"),
    }


def _is_overdue(state: Mapping[str, Any], today: date) -> bool:
    return state["status"] == ItemStatus.OPEN and bool(state.get("due")) and state["due"] < today.isoformat()


def _is_late(plain: Mapping[str, Any]) -> bool | None:
    """Return whether it was done late; None while it is not done, and where it had no term."""
    if plain["state"]["status"] != ItemStatus.DONE:
        return None
    done = date.fromisoformat(plain["state"]["done"])
    due = terms_of(plain).judging(done)
    return None if due is None else done > due


def print_instructions(out: Out, entries: Sequence[Any], registry: Registry, today: date, *, statuses: bool) -> None:
    """Print a table of instructions, what is overdue marked; where they stand in a column only with `statuses`."""
    rows = [json.loads(entry.data) for entry in entries]
    numbered = any("number" in row for row in rows)
    cells = [_cells(row, registry, today, statuses=statuses, numbered=numbered) for row in rows]
    headings = [
        _("id"),
        *([_("status")] if statuses else ()),
        _("due"),
        *([_("own number")] if numbered else ()),
        _("department"),
        _("text"),
    ]
    print_table(out, headings, cells)


def _cells(
    row: Mapping[str, Any], registry: Registry, today: date, *, statuses: bool, numbered: bool
) -> tuple[str, ...]:
    state = row["state"]
    due = state.get("due")
    return (
        row["id"],
        *([title(ItemStatus(state["status"]))] if statuses else ()),
        ("! " if _is_overdue(state, today) else "") + (day_text(date.fromisoformat(due)) if due else ""),
        *([clean_line(row.get("number", ""))] if numbered else ()),
        clean_line(registry.department_title(row["executor"])),
        shortened(row["text"], _TEXT),
    )
