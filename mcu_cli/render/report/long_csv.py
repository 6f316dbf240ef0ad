"""A report as CSV in the long form: one figure a line, for a spreadsheet that makes its own tables of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.spreadsheets import guarded_cell
from mcu_cli.language import spoken
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.banner import banner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mcu_cli.render.report.text import Data

HEADINGS = ("section", "id", "title", "indicator", "value")
_WHOLE = "report"  # the section of what stands by itself
_PROSE = "paragraphs"  # no figures
_NAMES = ("id", "title")  # what a row is called; its other members are its figures
_DAYS = ("from", "day")  # what a row without an id is known by


def csv_report(data: Data) -> str:
    """Return a report as lines of section, id, title, indicator and value, with semicolons between.

    Names of sections and indicators are those of the JSON form, a dot before what stands inside another. Decimals
    follow the language spoken: a Russian spreadsheet takes `12.5` for the 12th of May.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    if banner(data):
        writer.writerow(_line((_WHOLE, "", "", "banner", banner(data))))
    for name, value in data.items():
        if name != _PROSE:
            writer.writerows(map(_line, _figures(name, value)))
    return written.getvalue()


def _figures(name: str, value: Any) -> Iterator[tuple[str, str, str, str, Any]]:
    """Give the figures of a member: of itself, of what is in it, or of its rows."""
    match value:
        case dict():
            yield from _members(name, "", "", value)
        case list():
            yield from _rows(name, "", value)
        case _:
            yield _WHOLE, "", "", name, value


def _members(
    section: str, row_id: str, title: str, members: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str, Any]]:
    for name, value in members.items():
        match value:
            case dict():
                for inner, row, called, indicator, figure in _members(section, row_id, title, value):
                    yield inner, row, called, f"{name}.{indicator}", figure
            case list():
                yield from _rows(f"{section}.{name}", row_id, value)
            case _:
                yield section, row_id, title, name, value


def _rows(section: str, of: str, rows: Sequence[Any]) -> Iterator[tuple[str, str, str, str, Any]]:
    """Give the figures of rows, each known by its id, its day or its number, after the id of the row that has them."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield section, of, "", str(number), row
            continue
        known = next((row[name] for name in ("id", *_DAYS) if name in row), str(number))
        figures = {name: value for name, value in row.items() if name not in _NAMES}
        yield from _members(section, f"{of}/{known}" if of else str(known), row.get("title") or "", figures)


def _line(figure: tuple[str, str, str, str, Any]) -> list[str]:
    section, row_id, title, indicator, value = figure
    return [section, _text(row_id), _text(title), _text(indicator), _cell(value)]


def _text(text: str) -> str:
    return guarded_cell(clean_line(text))


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return str(value).replace(".", ",") if spoken() == "ru" else str(value)
        case int():
            return str(value)
        case _:
            return _text(str(value))
