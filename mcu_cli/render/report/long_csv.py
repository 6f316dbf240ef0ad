"""A report as CSV in the long form: one figure a line, for a spreadsheet that makes its own tables of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.spreadsheets import guarded_cell
from mcu_cli.language import spoken
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.parts.overview import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.render.report.text import Data

HEADINGS = ("section", "id", "title", "indicator", "value")
_RECORDS = ("backlog", "first_answer", "final_answer", "urgent")
_NUMBERS = ("letters", "questions", "overdue", "answers_per_working_day")
_LISTS = ("channels", "networks", "groups", "topics", "departments", "districts", "outcomes")


def csv_report(data: Data) -> str:
    """Return a report as lines of section, id, title, indicator and value, with semicolons between.

    Names of sections and indicators are those of the JSON form. Decimals follow the language spoken: a Russian
    spreadsheet takes `12.5` for the 12th of May.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    for section, row_id, title, indicator, value in _figures(data):
        writer.writerow(
            [section, guarded_cell(clean_line(row_id)), guarded_cell(clean_line(title)), indicator, _cell(value)]
        )
    return written.getvalue()


def _figures(data: Data) -> Iterator[tuple[str, str, str, str, Any]]:
    yield "report", "", "", "municipality", data["municipality"]
    for name, value in data["period"].items():
        yield "report", "", "", name, value
    if data["where"]:
        yield "report", "", "", "where", data["where"]
    for section in (*INDICATORS, *_RECORDS):
        for name, value in data[section].items():
            yield section, "", "", name, value
    for name in _NUMBERS:
        yield "report", "", "", name, data[name]
    for section in _LISTS:
        for row in data[section]:
            for name, value in row.items():
                if name not in {"id", "title"}:
                    yield section, row["id"], row["title"], name, value


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case float():
            return str(value).replace(".", ",") if spoken() == "ru" else str(value)
        case int():
            return str(value)
        case _:
            return guarded_cell(clean_line(str(value)))
