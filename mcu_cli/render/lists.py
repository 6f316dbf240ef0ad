"""Lists of appeals: a table for people, ids, CSV and JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mcu_cli.language import ngettext
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.render.entries import (
    JSON_COLUMNS,
    NARROW_COLUMNS,
    Columns,
    asked_for,
    entry_json,
    tags_text,
)
from mcu_cli.render.tables import print_rows
from mcu_cli.wording import appeals_text, from_seconds, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out

# The table's own format, that `import` reads back: headings are names of fields.
CSV_COLUMNS = (
    "id", "channel", "system", "key", "url", "network", "received", "registered", "answered", "closed",
    "status", "due_first", "due_final", "category", "topic", "department", "executor", "priority", "kind", "outcome",
    "rating", "municipality", "district", "settlement", "street", "house", "object", "author", "profile", "tags",
    "text",
)  # fmt: skip
_CSV_SOURCES = {"answered": "first_answer"}
_AROUND = 60
_TABLE = 60  # columns of a terminal below which a line an appeal says too little
_MOST_COLUMNS = 9


class Choice(Protocol):
    """The appeals to be shown, which are read as they are printed."""

    @property
    def limit(self) -> int | None:
        """How many are shown at most."""
        ...  # pragma: no cover  # a protocol

    def rows(self, columns: Sequence[str]) -> Iterator[Any]:
        """Yield what is known of each appeal in `columns`."""
        ...  # pragma: no cover  # a protocol

    def total(self) -> int:
        """Return how many there are in all, shown or not."""
        ...  # pragma: no cover  # a protocol


def print_ids(out: Out, entries: Iterable[Any]) -> None:
    """Print the ids, one a line."""
    for entry in entries:
        out.say(entry.id)


def print_list(out: Out, chosen: Choice, columns: Sequence[str], *, registry: Registry, now: datetime) -> None:
    """Print a table of appeals and how many there are; with --json an array of objects."""
    shown = Columns(registry, now)

    def cells(n: int) -> Iterator[Sequence[str]]:
        cells_of = shown.cells(columns[:n])
        return (cells_of(row) for row in chosen.rows(asked_for(columns[:n])))

    def human() -> None:
        if out.terminal and out.width < _TABLE and columns == NARROW_COLUMNS:
            n = _print_pairs(out, chosen, shown)
        elif out.terminal and len(columns) > _MOST_COLUMNS:
            n = _print_blocks(out, chosen, columns, shown)
        else:
            n = print_rows(out, [clean_line(shown.heading(name)) for name in columns], cells)
        out.note(shown_of(n, chosen.total() if n == chosen.limit else n))

    zone = registry.municipality.timezone
    out.result((entry_json(entry, zone) for entry in chosen.rows(JSON_COLUMNS)), human)


def _print_pairs(out: Out, chosen: Choice, shown: Columns) -> int:
    """Print two lines an appeal: where it stands, and its text as far as the line goes; return how many appeals."""
    n = 0
    for n, entry in enumerate(chosen.rows(asked_for(NARROW_COLUMNS)), 1):  # noqa: B007  # counts them
        out.say("  ".join(filter(None, (shown.cell(name, entry) for name in ("id", "status", "due")))))
        out.say("  " + shown.cell("text", entry, max(out.width - 2, _AROUND // 2)))
    return n


def _print_blocks(out: Out, chosen: Choice, columns: Sequence[str], shown: Columns) -> int:
    """Print a paragraph an appeal, with a line a column that has something to say: so many fit no table."""
    width = max(len(shown.heading(name)) for name in columns) + 2
    n = 0
    for n, entry in enumerate(chosen.rows(asked_for(columns)), 1):  # noqa: B007  # as above
        for name in columns:
            cell = shown.cell(name, entry, max(out.width - width, _AROUND // 2))
            if cell:
                out.say(f"{shown.heading(name)}:".ljust(width) + cell)
        out.say()
    return n


def csv_lines(chosen: Choice, zone: tzinfo) -> Iterator[str]:
    """Yield a table in CSV with `;`, cells guarded against being taken for formulas, a line at a time."""
    import csv  # where somebody wants one
    import io

    from mcu_cli.domain.spreadsheets import guarded_cell

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    yield buffer.getvalue()
    for entry in chosen.rows([_CSV_SOURCES.get(name, name) for name in CSV_COLUMNS]):
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([guarded_cell(clean(_csv_cell(name, entry, zone))) for name in CSV_COLUMNS])
        yield buffer.getvalue()


def shown_of(n: int, total: int) -> str:
    """Return how many of how many are shown."""
    if n == total:
        return appeals_text(total)
    return ngettext(
        "{n} of {total} appeal; --limit shows more", "{n} of {total} appeals; --limit shows more", total
    ).format(n=number_text(n), total=number_text(total))


def _csv_cell(name: str, entry: Any, zone: tzinfo) -> str:
    source = _CSV_SOURCES.get(name, name)
    value = getattr(entry, source)
    if value is None:
        return ""
    if name == "tags":
        return tags_text(value)
    if source in {"received", "registered", "first_answer", "closed", "due_first", "due_final"}:
        moment = from_seconds(value, zone)
        return moment.isoformat() if moment else ""
    return str(value)
