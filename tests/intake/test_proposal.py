"""Maps proposed for tables of all kinds: each is tried as it was printed, on the table it was made from."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.draft import Draft
from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind, Outcome, Priority
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.incident_columns import COLUMNS
from mcu_cli.intake.layouts import find_table
from mcu_cli.intake.mapped import read_mapped
from mcu_cli.intake.proposing.cell_kinds import CellKind, kind_of
from mcu_cli.intake.proposing.heading_words import meanings
from mcu_cli.intake.proposing.proposal import propose
from mcu_cli.store.map_file import read_map
from tests.tables import NOW, ZONE, sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mcu_cli.domain.column_map import ColumnMap
    from mcu_cli.intake.table import Sheet

JOURNAL = (
    ("Администрация города Верхнереченска", "", "", "", "", "", "", ""),
    ("Журнал регистрации обращений граждан за ноябрь 2026 г.", "", "", "", "", "", "", ""),
    ("№ п/п", "Рег. №", "Дата регистрации", "Заявитель, адрес", "Краткое содержание", "Исполнитель", "Срок исполнения",
     "Результат рассмотрения"),
    ("1", "2", "3", "4", "5", "6", "7", "8"),
    ("1", "А-1/26", "02.11.2026", "Иванова А. А., улица Мира, 1", "Просит отремонтировать дорогу", "Отдел дорог",
     "02.12.2026", "Разъяснено"),
    ("2", "А-2/26", "03.11.2026", "Петров П. П.", "О благоустройстве двора", "Отдел дворов", "03.12.2026",
     "Меры приняты"),
    ("3", "А-3/26", "05.11.2026", "Коллективное", "О графике движения автобусов", "Отдел транспорта", "05.12.2026", ""),
    ("Итого", "3", "", "", "", "", "", ""),
)  # fmt: skip
HOTLINE = (
    ("Дата и время звонка", "Оператор", "ФИО звонившего", "Телефон", "Суть обращения", "Куда передано", "Статус"),
    ("01.11.2026 09:15", "Смирнова", "Козлов П. П.", "+7 900 000-00-01", "Нет отопления, второй день", "УК «Уют»",
     "Закрыто"),
    ("01.11.2026 10:40", "Смирнова", "Белова Н. Н.", "8-900-000-00-02", "Прорвало трубу в подвале", "Водоканал",
     "Не закрыто"),
)  # fmt: skip
FORM_US = (
    (
        "Timestamp",
        "Email Address",
        "Ваше имя",
        "Контактный телефон",
        "Опишите вашу проблему",
        "Адрес, где это случилось",
    ),
    ("11/5/2026 9:12:33", "a@town.example", "Анна", "89000000001", "Яма на дороге возле школы", "Школьная, 1"),
    ("11/17/2026 19:02:01", "b@town.example", "Борис", "89000000002", "Не горит фонарь у остановки", "Мира, 5"),
)
FORM_RU = (
    ("Отметка времени", "Тип обращения", "Текст обращения", "Фамилия", "Имя", "Отчество"),
    ("05.11.2026 9:12:33", "Жалоба", "Яма на дороге возле школы", "Иванов", "Иван", "Иванович"),
    ("17.11.2026 19:02:01", "Предложение", "Поставьте лавку у остановки", "Петров", "Пётр", ""),
    ("18.11.2026 19:02:01", "Иное", "Прошу справку о составе семьи", "Белова", "Нина", ""),
)
BARE = (
    ("05.11.2026", "Иванов И. И.", "89000000001", "Яма на дороге возле школы, опасно", "Жалоба"),
    ("06.11.2026", "Петров П. П.", "89000000002", "Не горит фонарь у остановки, темно", "Жалоба"),
    ("07.11.2026", "Белова Н. Н.", "89000000003", "Поставьте лавку у остановки", "Предложение"),
)
ENGLISH = (
    ("Ticket ID", "Created At", "Customer", "Category", "Description", "Priority", "Assigned To", "Resolved At",
     "Status", "E-mail", "Link"),
    ("T-100", "2026-11-01 10:00", "Anna K.", "Roads", "Pothole near the school", "High", "Roads dept",
     "2026-11-03 12:00", "Resolved", "a@town.example", "https://crm.example/100"),
    ("T-101", "2026-11-02 11:00", "Boris L.", "Lighting", "Street lamp is out", "Medium", "Lights dept", "", "Open",
     "b@town.example", "https://crm.example/101"),
)  # fmt: skip
RECORDS = [
    {
        "message_id": 101,
        "created_at": "2026-11-05T10:00:00+05:00",
        "user": {"name": "Анна", "username": "@anna"},
        "text": "Когда почистят снег на Лесной?",
        "rating": 5,
        "source": "telegram-bot",
    },
    {
        "message_id": 102,
        "created_at": "2026-11-06T11:00:00+05:00",
        "user": {"name": "Борис", "username": "@boris"},
        "text": "Не вывозят мусор третью неделю",
        "rating": None,
        "source": "telegram-bot",
    },
]


def tried(sheets: Sequence[Sheet], file: str = "map.yaml") -> tuple[ColumnMap, list[Draft | Problem]]:
    """Return the map that is proposed, read back from its text, and what it makes of the same sheets."""
    column_map = read_map(propose(sheets).encode(), file=file)
    table, layout = find_table(sheets, column_map)
    assert layout.column_map is not None
    return column_map, list(read_mapped(table, layout.column_map, zone=ZONE, now=NOW))


def drafts_of(*rows: Sequence[str], file: str = "table.csv") -> tuple[ColumnMap, list[Draft]]:
    column_map, found = tried([sheet_of(*rows, file=file)])
    assert [each for each in found if isinstance(each, Problem)] == []
    return column_map, [each for each in found if isinstance(each, Draft)]


def headings_of(column_map: ColumnMap) -> dict[str, str]:
    return {name: " + ".join(map(str, choices[0])) for name, choices in column_map.columns.items()}


# --- Tables of quite different kinds


def test_day_and_time_in_two_columns_are_joined() -> None:
    rows = (
        ("Дата", "Время", "Сообщение"),
        ("05.11.2026", "9:15", "Яма на дороге возле школы"),
        ("06.11.2026", "", "Не горит фонарь у остановки"),
    )
    column_map, drafts = drafts_of(*rows)
    assert headings_of(column_map)["received"] == "Дата + Время"
    assert [f"{draft.received:%d.%m %H:%M}" for draft in drafts] == ["05.11 09:15", "06.11 00:00"]


def test_of_two_lines_of_headings_the_lower_one_is_taken() -> None:
    rows = (
        ("№", "Заявитель", "", "Обращение", "", "Срок"),
        ("", "ФИО", "Адрес", "Дата", "Суть", ""),
        ("1", "Иванова А. А.", "Мира, 1", "05.11.2026", "Просит убрать снег", "05.12.2026"),
        ("2", "Петров П. П.", "Мира, 2", "06.11.2026", "Просит поставить лавку", "06.12.2026"),
    )
    column_map, drafts = drafts_of(*rows)
    assert headings_of(column_map) == {"text": "Суть", "received": "Дата", "author": "ФИО", "street": "Адрес"}
    assert [draft.row for draft in drafts] == [3, 4]


@pytest.mark.parametrize(
    ("file", "channel"),
    [
        ("Личный приём.csv", "reception"),
        ("горячая линия.csv", "phone"),
        ("vk_wall.csv", "incident"),
        ("1.csv", "letter"),
    ],
)
def test_the_channel_is_guessed_from_the_name_of_the_file(file: str, channel: str) -> None:
    proposed = propose([sheet_of(("Дата", "Сообщение"), ("05.11.2026", "Яма на дороге возле школы"), file=file)])
    assert f"\n  channel: {channel}  # no column says the channel" in proposed


def test_a_journal_of_a_document_system() -> None:
    column_map, drafts = drafts_of(*JOURNAL)
    assert headings_of(column_map) == {
        "text": "Краткое содержание",
        "key": "Рег. №",
        "registered": "Дата регистрации",
        "author": "Заявитель, адрес",
        "executor": "Исполнитель",
        "outcome": "Результат рассмотрения",
    }
    assert [draft.source.key for draft in drafts] == ["А-1/26", "А-2/26", "А-3/26"]
    assert {draft.channel for draft in drafts} == {Channel.LETTER}
    assert [event.details.get("outcome") for event in drafts[1].events] == [None, Outcome.MEASURES_TAKEN]


def test_the_log_of_a_hotline() -> None:
    column_map, drafts = drafts_of(*HOTLINE, file="hotline-2026-11.csv")
    assert (column_map.name, column_map.system) == ("hotline", "hotline")
    assert headings_of(column_map) == {
        "text": "Суть обращения",
        "received": "Дата и время звонка",
        "author": "ФИО звонившего",
        "phone": "Телефон",
        "department": "Куда передано",
        "status": "Статус",
    }
    assert {draft.channel for draft in drafts} == {Channel.PHONE}
    assert [[event.kind for event in draft.events] for draft in drafts] == [
        [EventKind.ASSIGNED, EventKind.CLOSED],
        [EventKind.ASSIGNED],
    ]


def test_the_answers_to_a_form_with_american_dates() -> None:
    column_map, drafts = drafts_of(*FORM_US)
    assert column_map.dates == ("%m/%d/%Y",)
    assert [f"{draft.received:%d.%m %H:%M}" for draft in drafts] == ["05.11 09:12", "17.11 19:02"]
    assert headings_of(column_map) == {
        "text": "Опишите вашу проблему",
        "received": "Timestamp",
        "author": "Ваше имя",
        "phone": "Контактный телефон",
        "email": "Email Address",
        "street": "Адрес, где это случилось",
    }
    assert {draft.channel for draft in drafts} == {Channel.PAGE}


def test_the_answers_to_a_form_with_russian_dates_and_names_in_parts() -> None:
    column_map, drafts = drafts_of(*FORM_RU)
    assert column_map.dates == ()
    assert headings_of(column_map)["author"] == "Фамилия + Имя + Отчество"
    assert [draft.author.name for draft in drafts] == ["Иванов Иван Иванович", "Петров Пётр", "Белова Нина"]
    assert [draft.kind for draft in drafts] == [AppealKind.COMPLAINT, AppealKind.PROPOSAL, None]


def test_the_records_of_a_chat_bot(tmp_path: Path) -> None:
    path = tmp_path / "bot.json"
    path.write_text(json.dumps(RECORDS, ensure_ascii=False), encoding="utf-8")
    column_map, found = tried(open_sheets(path))
    assert headings_of(column_map) == {
        "text": "text",
        "key": "message_id",
        "channel": "source",
        "received": "created_at",
        "author": "user.name",
        "profile": "user.username",
        "rating": "rating",
    }
    drafts = [each for each in found if isinstance(each, Draft)]
    assert [(draft.channel, draft.source.key) for draft in drafts] == [(Channel.BOT, "101"), (Channel.BOT, "102")]


def test_a_table_without_headings() -> None:
    column_map, drafts = drafts_of(*BARE)
    assert not column_map.header
    assert headings_of(column_map) == {"text": "D", "received": "A", "kind": "E", "phone": "C"}
    assert len(drafts) == 3
    assert drafts[2].kind is AppealKind.PROPOSAL


def test_a_title_above_a_table_without_headings_is_skipped() -> None:
    column_map, drafts = drafts_of(("Звонки за неделю", "", "", "", ""), *BARE)
    assert (column_map.header, column_map.skip, len(drafts)) == (False, 1, 3)


def test_english_headings() -> None:
    column_map, drafts = drafts_of(*ENGLISH)
    assert headings_of(column_map) == {
        "text": "Description",
        "key": "Ticket ID",
        "url": "Link",
        "received": "Created At",
        "priority": "Priority",
        "group": "Category",
        "author": "Customer",
        "email": "E-mail",
        "executor": "Assigned To",
        "closed": "Resolved At",
        "status": "Status",
    }
    assert [draft.priority for draft in drafts] == [Priority.HIGH, Priority.NORMAL]


def test_the_headings_of_the_incident_export() -> None:
    headings = tuple(column.heading for column in COLUMNS)
    values = {
        "Номер инцидента": "700001", "Дата создания": "2026-11-01 10:00:00", "Итог": "Отложено",
        "Дата окончания": "2026-11-05 10:00:00", "Общее время первого ответа": "2026-11-02 10:00:00",
        "Текст инцидента": "'Второй день не чистят",
        "ID": "90001", "Урл поста": "https://vk.com/wall-1_2", "URL автора": "https://vk.com/id1", "Отдел": "Отдел",
        "Время с даты создания инцидента до времени первого ответа": "0.52", "Есть медиафайл в сообщении": "Нет",
    }  # fmt: skip
    second = values | {"Номер инцидента": "700002", "ID": "90002", "Итог": "Решено"}
    rows = [tuple(row.get(heading, "") for heading in headings) for row in (values, second)]
    column_map, drafts = drafts_of(headings, *rows)
    expected = {
        "text": "Текст инцидента", "key": "Номер инцидента", "received": "Дата создания", "closed": "Дата окончания",
        "answered": "Общее время первого ответа", "group": "Группа тем", "topic": "Тема", "region": "Регион",
        "municipality": "Муниципалитет", "settlement": "Населенный пункт", "street": "Улица", "house": "Дом",
        "object": "Объект", "url": "Урл поста", "profile": "URL автора", "department": "Отдел", "tags": "Теги",
        "executor": "Исполнитель", "outcome": "Итог", "note": "Примечание",
    }  # fmt: skip
    assert expected.items() <= headings_of(column_map).items()
    assert [draft.source.key for draft in drafts] == ["700001", "700002"]
    assert {draft.text for draft in drafts} == {"Второй день не чистят"}  # without the guard of that export


# --- Dates in doubt


def dates_of(*texts: str) -> str:
    """Return what a proposal says of the dates of a column."""
    text = propose([sheet_of(("Дата", "Сообщение"), *((each, "Яма на дороге возле школы") for each in texts))])
    return text.partition("Яма")[0].rpartition("\n\n")[2]


def test_one_certain_date_settles_the_format_of_a_column() -> None:
    assert dates_of("05/06/2026", "25/06/2026").startswith("dates: '%d/%m/%Y'  # the day comes first")
    assert dates_of("05/06/2026", "06/25/2026").startswith("dates: '%m/%d/%Y'  # the month comes first")


def test_dates_that_fit_both_ways_are_left_to_the_clerk() -> None:
    said = dates_of("05/06/2026", "07/06/2026")
    assert "all rows fit both" in said
    assert said.splitlines()[1:] == ["# dates: '%d/%m/%Y'", "# dates: '%m/%d/%Y'"]


def test_dates_that_fit_no_way_are_told() -> None:
    said = dates_of("25/06/2026", "06/25/2026")
    assert "some rows fit only with the day first" in said
    assert said.splitlines()[1:] == ["# dates: '%d/%m/%Y'", "# dates: '%m/%d/%Y'"]


def test_all_rows_are_looked_at_for_the_dates() -> None:
    first = date(2026, 1, 1)
    early = [f"{first + timedelta(n % 12):%d/%m/%Y}" for n in range(2500)]
    assert "all rows fit both" in dates_of(*early)
    assert dates_of(*early, "28/01/2026").startswith("dates: '%d/%m/%Y'")


@pytest.mark.parametrize("line", ["dates: '%d/%m/%Y'", "dates: '%m/%d/%Y'"])
def test_the_line_that_the_clerk_chooses_works(line: str) -> None:
    sheets = [sheet_of(("Дата", "Сообщение"), ("05/06/2026", "Яма на дороге возле школы"))]
    chosen = propose(sheets).replace(f"# {line}", line)
    table, layout = find_table(sheets, read_map(chosen.encode(), file="map.yaml"))
    assert layout.column_map is not None
    [draft] = read_mapped(table, layout.column_map, zone=ZONE, now=NOW)
    assert isinstance(draft, Draft)
    assert f"{draft.received:%d.%m}" == ("05.06" if line.endswith("%d/%m/%Y'") else "06.05")


# --- What is not proposed


def test_an_ordinal_is_no_number_of_an_appeal() -> None:
    for heading in ("№ п/п", "№", "id"):
        rows = [(str(n), f"Яма номер {n} на дороге") for n in range(1, 5)]
        text = propose([sheet_of((heading, "Сообщение"), *rows)])
        assert "\n  key:" not in text
        assert f"  #?: '{heading}'  # numbers, 4 of 4 cells filled; an ordinal" in text


def test_columns_that_fill_nothing_can_be_taken_by_two_strokes() -> None:
    text = propose([sheet_of(*HOTLINE)])
    assert "  #?: 'Оператор'  # short texts, 2 of 2 cells filled\n" in text
    column_map = read_map(text.replace("#?: 'Оператор'", "note: 'Оператор'").encode(), file="map.yaml")
    assert headings_of(column_map)["note"] == "Оператор"


def test_numbers_are_days_only_under_a_heading_that_says_so() -> None:
    rows = [(str(45_990 + n), str(46_100 + n), f"Яма номер {n} на дороге") for n in range(3)]
    assert headings_of(drafts_of(("Дата", "Рег. №", "Сообщение"), *rows)[0]) == {
        "text": "Сообщение",
        "key": "Рег. №",
        "received": "Дата",
    }
    assert headings_of(drafts_of(*rows)[0]) == {"text": "C"}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("+7 (900) 000-00-01", CellKind.PHONE), ("89000000001", CellKind.PHONE), ("9000000001", CellKind.PHONE),
        ("2-34-56", CellKind.PHONE), ("(38555) 2-34-56", CellKind.PHONE), ("12345678", CellKind.NUMBER),
        ("700001", CellKind.NUMBER), ("45995", CellKind.SERIAL), ("a@town.example", CellKind.EMAIL),
        ("vk.com/id1", CellKind.URL), ("05/06/2026", CellKind.DOUBT), ("5 мая 2026", CellKind.MOMENT),
        ("9:15", CellKind.TIME), ("Мира, 5", CellKind.WORD), ("-", None),
    ],
)  # fmt: skip
def test_a_cell_is_what_it_looks_like(cell: str, kind: CellKind | None) -> None:
    assert kind_of(cell) is kind


def test_terms_of_the_source_are_named_and_not_mapped() -> None:
    assert "  #?: 'Срок исполнения'  # dates, 3 of 3 cells filled; mcu computes terms" in propose([sheet_of(*JOURNAL)])


def test_a_column_whose_cells_belie_its_heading_is_not_mapped() -> None:
    rows = (("Дата", "Телефон", "Сообщение"), ("вчера", "нет", "Яма на дороге возле школы"))
    assert headings_of(drafts_of(*rows)[0]) == {"text": "Сообщение"}


def test_no_cell_is_shown_but_words_of_closed_lists() -> None:
    shown = propose([sheet_of(*FORM_RU)]) + propose([sheet_of(*JOURNAL)]) + propose([sheet_of(*HOTLINE)])
    cells = {cell for row in (*FORM_RU[1:], *JOURNAL[4:7], *HOTLINE[1:]) for cell in row if len(cell) > 2}
    assert {cell for cell in cells if cell in shown} == {
        "Жалоба", "Предложение", "Иное", "Разъяснено", "Меры приняты", "Закрыто"
    }  # fmt: skip


def test_a_word_that_mcu_does_not_know_is_left_out_openly() -> None:
    assert "    'Иное': ''  # not known to mcu, so it is left out\n" in propose([sheet_of(*FORM_RU)])


def test_headings_in_any_signs_are_quoted() -> None:
    rows = (("Текст: 'обращения' # {все}", "- Кто\nприслал"), ("Яма на дороге возле школы", "Анна"))
    column_map, drafts = drafts_of(*rows)
    assert headings_of(column_map)["text"] == "Текст: 'обращения' # {все}"
    assert drafts[0].text == "Яма на дороге возле школы"


def test_two_columns_of_one_heading_are_named_by_letters() -> None:
    rows = (("Дата", "Сообщение", "Дата"), ("01.11.2026", "Яма на дороге возле школы", "02.11.2026"))
    column_map, drafts = drafts_of(*rows)
    assert headings_of(column_map) == {"text": "Сообщение", "received": "A"}
    assert f"{drafts[0].received:%d.%m}" == "01.11"


@pytest.mark.parametrize("rows", [(), (("Дата", "Номер"), ("01.11.2026", "5"), ("02.11.2026", "7"))])
def test_a_file_without_texts_is_refused(rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(BadInputError, match=r"holds no rows|no column with texts"):
        propose([sheet_of(*rows)])


def test_a_layout_that_mcu_knows_is_named() -> None:
    assert "# mcu knows this layout (sed) and needs no map for it.\n" in propose([sheet_of(*JOURNAL)], "sed")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Адрес заявителя", "address"),
        ("Адрес электронной почты", "email"),
        ("Дата ответа заявителю", "answered"),
        ("ФИО исполнителя", "executor"),
        ("Подкатегория", "topic"),
        ("Вид обращения", "kind"),
        ("createdAt", "received"),
        ("Оценка ответа заявителем", "rating"),
        ("№ дома", "house"),
    ],
)
def test_a_heading_means_the_field_that_it_names_best(heading: str, field: str) -> None:
    assert meanings(heading)[0].field == field


@pytest.mark.parametrize("heading", ["", "№ п/п", "Кабинет", "***"])
def test_a_heading_that_says_nothing_means_nothing(heading: str) -> None:
    assert meanings(heading) == []


# --- What a number, a name and a subject are


def many(headings: Sequence[str], *cells: str) -> list[tuple[str, ...]]:
    """Return headings and twelve rows; `{n}` in a cell is the number of its row."""
    return [tuple(headings), *(tuple(cell.format(n=n) for cell in cells) for n in range(11, 23))]


def test_a_column_whose_numbers_repeat_is_no_number_of_an_appeal() -> None:
    rows = many(("Номер обращения", "Сообщение"), "77", "Яма на дороге у дома {n}")
    assert headings_of(drafts_of(*rows)[0]) == {"text": "Сообщение"}


def test_a_comment_is_known_by_its_own_number_and_not_by_that_of_the_post() -> None:
    rows = many(("post_id", "comment_id", "from_id", "text"), "5{n}", "7{n}", "9{n}", "Яма на дороге у дома {n}")
    assert headings_of(drafts_of(*rows)[0])["key"] == "comment_id"


def test_the_last_key_of_nested_json_says_what_it_is() -> None:
    headings = ("address.city", "address.street", "location.lat", "body.title", "body.text", "user.id", "category.name")
    rows = many(headings, "Невинск", "Мира", "56.1", "Сообщение о дороге", "Яма у дома {n}", "1{n}", "Дороги")
    assert headings_of(drafts_of(*rows)[0]) == {
        "text": "body.text",
        "settlement": "address.city",
        "street": "address.street",
        "group": "category.name",
    }


def test_a_register_of_mail_gives_the_address_and_no_subject_for_a_topic() -> None:
    rows = many(("От кого", "Тема письма", "Текст письма"), "u{n}@mail.example", "О дороге {n}", "Яма у дома {n}")
    column_map, drafts = drafts_of(*rows)
    assert headings_of(column_map) == {"text": "Текст письма", "email": "От кого"}
    assert {draft.channel for draft in drafts} == {Channel.MAIL}


def test_the_number_of_a_caller_is_a_telephone_and_no_name() -> None:
    rows = many(("Номер абонента", "ФИО абонента", "Вопрос"), "890012340{n}", "Ким {n}", "Яма у дома {n}")
    found = headings_of(drafts_of(*rows)[0])
    assert (found["phone"], found["author"]) == ("Номер абонента", "ФИО абонента")


@pytest.mark.parametrize("piece", ["a@", "a@a.", "www.", "7 ", "1-"])
def test_a_cell_that_goes_on_and_on_is_a_text_at_first_sight(piece: str) -> None:
    assert kind_of(piece * 100_000) is CellKind.TEXT
