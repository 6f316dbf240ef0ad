"""The lists of an internal report: late and waiting appeals, houses, people who wrote again, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Cell, Column, Kind, Section
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.render.report.text import Data

_NAME = "lists"


def sections(data: Data) -> list[Section]:
    """Return the lists that an internal report has; none in any other."""
    lists = data.get("lists")
    if not lists:
        return []
    return [
        *_appeals(_("Overdue appeals, the latest first"), lists["overdue"]),
        *_appeals(_("Appeals that wait, the oldest first"), lists["waiting"]),
        *_appeals(_("Waiting appeals without a department"), lists["without_department"]),
        *_addresses(lists["addresses"]),
        *_authors(lists["repeat_authors"]),
        *_operators(lists["operators"]),
    ]


def _appeals(title: str, found: dict[str, Any]) -> list[Section]:
    columns = (
        Column(_("number"), Kind.TEXT),
        Column(_("author"), Kind.TEXT),
        Column(_("address"), Kind.TEXT),
        Column(_("topic"), Kind.TEXT),
        Column(_("department"), Kind.TEXT),
        Column(_("registered"), Kind.DAY),
        Column(_("waits, days"), Kind.DECIMAL),
        Column(_("overdue by, days"), Kind.DECIMAL),
    )
    names = ("id", "author", "address", "topic", "department", "registered", "days_waiting", "days_overdue")
    return _list(title, columns, found, lambda row: [row[name] for name in names])


def _addresses(found: dict[str, Any]) -> list[Section]:
    columns = (
        Column(_("address"), Kind.TEXT),
        Column(_("received")),
        Column(_("most asked topic"), Kind.TEXT),
    )

    def cells(row: dict[str, Any]) -> list[Cell]:
        place = (row["settlement"], row["street"], row["house"], row["object"])
        return [", ".join(part for part in place if part), row["received"], row["topic"] and row["topic"]["title"]]

    return _list(_("Addresses with several appeals"), columns, found, cells)


def _authors(found: dict[str, Any]) -> list[Section]:
    columns = (
        Column(_("author"), Kind.TEXT),
        Column(_("received")),
        Column(_("which appeals"), Kind.TEXT),
        Column(_("page"), Kind.TEXT),
    )
    return _list(
        _("Authors who wrote more than once"),
        columns,
        found,
        lambda row: [row["author"], row["received"], ", ".join(row["appeals"]), row["profile"]],
    )


def _operators(found: dict[str, Any]) -> list[Section]:
    columns = (
        Column(_("operator"), Kind.TEXT),
        Column(_("answers")),
        Column(_("days with answers")),
        Column(_("answers a day"), Kind.DECIMAL),
    )
    names = ("operator", "answers", "days", "answers_per_day")
    return _list(_("Answers of each operator"), columns, found, lambda row: [row[name] for name in names])


def _list(
    title: str, columns: Sequence[Column], found: dict[str, Any], cells: Callable[[dict[str, Any]], list[Cell]]
) -> list[Section]:
    rows, total = found["rows"], found["total"]
    if not rows:
        return []
    note = ""
    if total > len(rows):
        note = ngettext("There is {n} in all.", "There are {n} in all.", total).format(n=number_text(total))
    return [Section(_NAME, title, tuple(columns), [cells(row) for row in rows], note=note)]
