"""Small exports of the Incident Management system, made of invented rows: heading -> value."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

from mcu_cli.intake.files.workbook_library import cell_text
from mcu_cli.intake.incident_columns import COLUMNS, TEXT
from mcu_cli.intake.table import Row as TableRow
from mcu_cli.intake.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Row = Mapping[str, object]

HEADINGS = tuple(column.heading for column in COLUMNS)
NUMBER = "Номер инцидента"

# One incident with a value in each of the 47 columns; times are those of the municipality.
INCIDENT: dict[str, object] = {
    "Кабинет": "Заречная область",
    "ID": 90001,
    NUMBER: 700001,
    "Отдел": "Департамент городского хозяйства",
    "Исполнитель": "Жилищный отдел",
    "Общее время первого ответа": "2026-11-02 09:30:00",
    "Общий текст первого ответа": "'Передали бригаде.",
    "Время с даты создания инцидента до времени первого ответа": 0.5583,
    "Время с даты создания инцидента до времени первого ответа, рабочее время": 0.0417,
    "Время назначения последнего исполнителя": "2026-11-02 08:40:00",
    "Время 1го ответа ПИ": "2026-11-03 11:00:00",
    "Первая реакция с момента назн. ПИ": 1.0972,
    "Уложились или нет после назн. ПИ": "Да",
    "Время с начала создания инцидента до окончания": 8.6624,
    "Время отправки первого ответа ПИ на согласование": "2026-11-03 10:30:00",
    "Время, которое первый ответ ПИ находился на согласовании": 0.0208,
    "Текущий шаг инцидента": "Готово",
    "Дата создания": "2026-11-01 20:06:02",
    "Дата окончания": "2026-11-10 12:00:00",
    "Группа тем": "Дороги",
    "Тема": "Уборка дорог от снега и наледи",
    "Регион": "Заречная область",
    "Муниципалитет": "Верхнереченск г.о.",
    "Населенный пункт": "Верхнереченск",
    "Улица": "улица Мира",
    "Дом": "10А",
    "Объект старый": "Рынок",
    "Объект": "Школа № 3",
    "Тип инцидента": "Решаемый",
    "Итог": "Решено",
    "Есть медиафайл в ответе": "Да",
    "Есть медиафайл в сообщении": "Да",
    "Урл поста": "https://vk.com/wall-1_2?reply=3",
    "Урл блога": "https://vk.com/public1",
    TEXT: "'Второй день не чистят тротуар.",
    "1ый ответ ПИ": "'Тротуар очищен.",
    "2ой ответ ПИ": "'",
    "3ий ответ ПИ": "'",
    "Причина закрытия": "Автор доволен",
    "Аудитория": 1200,
    "Вовлеченность": 4,
    "URL автора": "https://vk.com/id1",
    "Аккаунт публикации ответа": "https://vk.com/town",
    "Теги": "снег, тротуар",
    "Примечание": "Звонил мастеру участка.",
    "Время попадания на шаг оценка удовлетворенности": "2026-11-03 11:00:01",
    "Опрос отправлен": "Нет",
}


def plain(number: int, text: str, **more: object) -> dict[str, object]:
    """Return a row with a number, a day of receipt and a text; `more` are further headings and values."""
    return {NUMBER: number, "Дата создания": "2026-11-01 10:00:00", TEXT: text, **more}


def without(row: Row, *headings: str) -> dict[str, object]:
    """Return `row` without some of its columns."""
    return {heading: value for heading, value in row.items() if heading not in headings}


def headings_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the headings that the rows have between them, in the order in which they come."""
    return tuple(dict.fromkeys(heading for row in rows for heading in row))


def workbook(*rows: Row, headings: Sequence[str] = (), above: int = 0) -> bytes:
    """Return an XLSX file of `rows`; `headings` repeats or orders columns, `above` leaves lines free on top."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Лист1")
    columns = tuple(headings) or headings_of(rows)
    for column, heading in enumerate(columns):
        sheet.write_string(above, column, heading)
        for n, row in enumerate(rows, start=above + 1):
            value = row.get(heading)
            if isinstance(value, str):
                sheet.write_string(n, column, value)
            elif value is not None:
                sheet.write(n, column, value)
    book.close()
    return buffer.getvalue()


def with_text(data: bytes, old: str, new: str) -> bytes:
    """Return the XLSX file with one text in place of another: for what XlsxWriter refuses to write."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(old.encode(), new.encode()))
    return buffer.getvalue()


def export(path: Path, *rows: Row, headings: Sequence[str] = ()) -> Path:
    """Write an XLSX file of `rows` to `path`, making its folder; return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(*rows, headings=headings))
    return path


def table(*rows: Row) -> Table:
    """Return what the reader makes of a sheet with `rows` (row 1 holds the headings)."""
    headings = headings_of(rows)
    cells = [tuple(cell_text(row.get(heading)) for heading in headings) for row in rows]
    return Table("export.xlsx", headings, [TableRow(n, row) for n, row in enumerate(cells, start=2)], heading_row=1)
