"""Which layout a file has: the row of headings found, the map chosen, everything doubtful refused with the way on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.column_map import OWN, Column, ColumnMap
from mcu_cli.errors import BadInputError
from mcu_cli.intake.data_rows import note_on_left_out
from mcu_cli.intake.incident_columns import COLUMNS, TEXT
from mcu_cli.intake.layouts import LOOKED_AT, Layout, find_table, known_layout, notes_on
from mcu_cli.intake.maps import shipped_maps
from mcu_cli.render.lists import CSV_COLUMNS
from mcu_cli.store.map_file import read_map
from tests.tables import map_of, sheet_of

if TYPE_CHECKING:
    from mcu_cli.intake.table import Sheet, Table

SHIPPED = [read_map(data, file=name, exact=False) for name, data in shipped_maps().items()]
POS = ("Номер", "Категория", "Подкатегория", "Факт", "Дата поступления", "Фаст-трек", "Статус")
SED = ("№ п/п", "Рег. №", "Дата регистрации", "Корреспондент", "Краткое содержание", "Исполнитель", "Срок исполнения")


def found(*sheets: Sheet, column_map: ColumnMap | None = None) -> tuple[Table, Layout]:
    return find_table(sheets, column_map, () if column_map else SHIPPED)


def refusal(*sheets: Sheet, column_map: ColumnMap | None = None) -> str:
    with pytest.raises(BadInputError) as raised:
        found(*sheets, column_map=column_map)
    return str(raised.value)


def rows_of(*rows: tuple[str, ...], column_map: ColumnMap | None = None) -> list[int]:
    """Return the numbers of the rows that may hold an appeal."""
    table, _layout = found(sheet_of(*rows), column_map=column_map)
    return [row.number for row in table]


# --- What is recognised


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (tuple(column.heading for column in COLUMNS), "incident"),
        (("Исполнитель", "Группа тем", TEXT, "Тема"), "incident"),
        ((TEXT,), "incident"),
        (("text",), "mcu"),
        (CSV_COLUMNS, "mcu"),
        (POS, "pos"),
        (SED, "sed"),
    ],
)
def test_a_layout_is_recognised_by_its_headings(headings: tuple[str, ...], name: str) -> None:
    table, layout = found(sheet_of(headings, ("x",) * len(headings)))
    assert (layout.name, table.headings, table.heading_row) == (name, headings, 1)
    assert [row.number for row in table] == [2]


@pytest.mark.parametrize(
    "heading",
    ["  Текст   инцидента ", "ТЕКСТ ИНЦИДЕНТА", "Текст\nинцидента", "Текст\u00a0инцидента", "\ufeffТекст инцидента"],
)
def test_a_heading_is_known_in_whatever_blanks_and_letters_it_comes(heading: str) -> None:
    _table, layout = found(sheet_of((heading, "Тема"), ("Яма", "Дороги")))
    assert layout.name == "incident"


def test_rows_above_the_headings_are_skipped() -> None:
    table, layout = found(sheet_of(("Журнал за ноябрь", ""), ("", ""), SED, tuple("abcdefg")))
    assert (layout.name, table.heading_row, [row.number for row in table]) == ("sed", 3, [4])


def test_headings_are_looked_for_in_the_first_rows_alone() -> None:
    title = [("Отчёт",)] * (LOOKED_AT - 1)
    assert found(sheet_of(*title, ("text",), ("Яма",)))[0].heading_row == LOOKED_AT
    assert "no headings that mcu knows" in refusal(sheet_of(*title, ("Отчёт",), ("text",), ("Яма",)))


def test_the_sheet_with_the_table_is_found_among_others() -> None:
    table, layout = found(sheet_of(("О выгрузке",), name="Сведения"), sheet_of(("text",), ("Яма",), name="Данные"))
    assert (layout.sheet, len(list(table))) == ("Данные", 1)


def test_an_empty_table_on_another_sheet_is_no_doubt() -> None:
    _table, layout = found(sheet_of(("text",), name="Образец"), sheet_of(("text",), ("Яма",), name="Данные"))
    assert layout.sheet == "Данные"


def test_columns_that_fill_nothing_are_named() -> None:
    assert found(sheet_of((TEXT, "Срок ответа"), ("Яма", "1")))[1].left_alone == ("Срок ответа",)
    assert "№ п/п" in found(sheet_of(SED, SED))[1].left_alone
    assert found(sheet_of(("text",), ("Яма",)))[1].left_alone == ()


def test_the_column_of_the_number_is_known_for_messages() -> None:
    assert found(sheet_of((TEXT,), ("Яма",)))[1].key_heading == "Номер инцидента"
    assert found(sheet_of(SED, ("x",) * len(SED)))[1].key_heading == "Рег. №"
    assert found(sheet_of(("text",), ("Яма",)))[1].key_heading == "key"


@pytest.mark.parametrize(("headings", "title"), [((TEXT,), "Incident Management"), (("text",), "mcu"), (POS, "ПОС")])
def test_the_operator_is_told_what_was_recognised(headings: tuple[str, ...], title: str) -> None:
    note = notes_on(found(sheet_of(headings, ("x",) * len(headings)))[1])[0]
    assert note.startswith("recognised")
    assert title in note


def test_the_operator_is_told_how_a_text_file_was_read() -> None:
    layout = Layout("mcu", OWN, "key", (), "Лист 2", "CSV, windows-1251")
    assert notes_on(layout)[1:] == ["read as: CSV, windows-1251"]


def test_the_operator_is_told_what_falls_back() -> None:
    both, none = (
        notes_on(found(sheet_of(each, each))[1])[1:] for each in (("text",), ("text", "channel", "registered"))
    )
    assert both == [
        "nothing says the channel: it is `letter`; another is said under `constants` of a map",
        "no column says when the appeals came: taken is the day of --received, else the moment of the import",
    ]
    assert none == []


def test_a_shipped_map_takes_the_first_spelling_that_is_there() -> None:
    table, layout = found(sheet_of((*POS, "Текст сообщения"), ("x",) * 8))
    assert layout.column_map is not None
    assert "Факт" in layout.left_alone
    assert len(list(table)) == 1


# --- What is refused


def test_a_file_without_rows_is_refused() -> None:
    assert refusal(sheet_of()) == "table.csv holds no rows; export it again"


def test_unknown_headings_are_refused_with_the_way_on() -> None:
    assert refusal(sheet_of(("Дата", "Что случилось"), ("01.11.2026", "Яма"))) == (
        "table.csv has no headings that mcu knows: neither «Текст инцидента», nor `text`, nor those of the maps pos, "
        "sed; make a map of it with `mcu import --show-map FILE > map.yaml` and import it with `--map map.yaml`"
    )


def test_an_own_table_with_a_foreign_heading_is_refused_by_name() -> None:
    assert refusal(sheet_of(("text", "received", "Дата"), ("Яма", "", ""))) == (
        "table.csv looks like the table of mcu, but «Дата» are no fields; rename or remove these columns, or "
        "make a map of the file with `mcu import --show-map FILE`"
    )


def test_a_table_that_has_a_heading_text_by_chance_is_not_that_of_mcu() -> None:
    assert "no headings that mcu knows" in refusal(sheet_of(("date", "from", "text"), ("1", "2", "3")))


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        ((TEXT, "Тема", "тема "), "table.csv has two columns «Тема» (B and C); remove one of them"),
        (("text", "Text"), "table.csv has two columns «text» (A and B); remove one of them"),
        ((*SED, "Исполнитель"), "table.csv has two columns «Исполнитель» (F and H); remove one of them"),
    ],
)
def test_two_columns_of_one_heading_are_refused(headings: tuple[str, ...], message: str) -> None:
    assert refusal(sheet_of(headings, ("x",) * len(headings))) == message


def test_two_columns_that_fill_nothing_may_bear_one_heading() -> None:
    assert found(sheet_of((*SED, "Отметка", "Отметка"), ("x",) * 9))[1].name == "sed"


def test_headings_that_fit_two_layouts_are_refused() -> None:
    headings = ("text", "author")
    other = ColumnMap("other", {"text": ((Column("text"),),)}, recognise=(("author",),), exact=False)
    with pytest.raises(BadInputError, match=r"fits several layouts \(other, mcu\); choose one with --map"):
        find_table([sheet_of(headings, ("Яма", "Анна"))], None, [other])


def test_two_sheets_with_such_a_table_are_refused() -> None:
    january, february = (sheet_of(("text",), ("Яма",), name=name) for name in ("Январь", "Февраль"))
    assert refusal(january, february) == (
        "table.csv has such a table on several sheets («Январь», «Февраль»); save each of them as a file of its own"
    )


def test_the_layout_of_a_file_is_empty_where_it_is_refused() -> None:
    assert known_layout([sheet_of(SED, ("x",) * len(SED))], SHIPPED) == "sed"
    assert known_layout([sheet_of(("Дата",), ("1",))], SHIPPED) == ""


# --- The operator's map


def test_the_map_of_the_operator_rules() -> None:
    table, layout = found(sheet_of(("Отчёт", ""), (TEXT, "Д"), ("Яма", "1")), column_map=map_of({"text": TEXT}))
    assert (layout.name, table.heading_row, layout.left_alone) == ("test", 2, ("Д",))


def test_the_row_with_most_headings_of_the_map_is_taken() -> None:
    column_map = map_of({"text": "Обращения", "author": "Кто"})
    rows = (("Обращения", ""), ("Обращения", "Кто"), ("Яма", "Анна"))
    assert found(sheet_of(*rows), column_map=column_map)[0].heading_row == 2


def test_a_map_without_its_column_of_texts_is_refused() -> None:
    assert refusal(sheet_of(("А",), ("Яма",)), column_map=map_of({"text": "Суть"})) == (
        "table.csv has no row of headings that fits the map test (text: «Суть»); correct the map, or make another "
        "with `mcu import --show-map FILE`"
    )


def test_a_map_that_names_a_missing_column_is_refused() -> None:
    column_map = map_of({"text": "Т", "received": "Дата"})
    assert refusal(sheet_of(("Т", "День"), ("Яма", "")), column_map=column_map) == (
        "table.csv lacks columns that the map names (received: «Дата»); it has «Т», «День»; correct the map"
    )


def test_a_shipped_map_may_miss_columns() -> None:
    [sed] = [each for each in SHIPPED if each.name == "sed"]
    headings = ("Рег. №", "Дата регистрации", "Заявитель", "Содержание")
    assert found(sheet_of(headings, ("x",) * 4), column_map=sed)[1].name == "sed"


def test_a_map_recognises_its_table_by_all_that_it_demands() -> None:
    column_map = map_of({"text": "Т"}, recognise=(("Кто", "Автор"),))
    assert found(sheet_of(("Т", ""), ("Т", "Автор"), ("Яма", "")), column_map=column_map)[0].heading_row == 2
    assert "no row of headings" in refusal(sheet_of(("Т",), ("Яма",)), column_map=column_map)


def test_a_table_without_headings_is_read_by_letters() -> None:
    column_map = ColumnMap("x", {"text": ((Column(letters="B"),),)}, header=False, skip=1)
    table, _layout = found(sheet_of(("Отчёт",), ("1", "Яма"), ("2", "Снег")), column_map=column_map)
    assert (table.headings, table.heading_row) == (("A", "B"), 0)
    assert [row.number for row in table] == [2, 3]


def test_a_letter_past_the_last_column_is_refused() -> None:
    column_map = ColumnMap("x", {"text": ((Column(letters="A"),),), "note": ((Column(letters="D"),),)}, header=False)
    assert refusal(sheet_of(("Яма", "1")), column_map=column_map) == (
        "table.csv lacks columns that the map names (note: «D»); it has «A», «B»; correct the map"
    )


def test_two_columns_of_one_heading_can_be_told_apart_by_letters() -> None:
    column_map = ColumnMap("x", {"text": ((Column(letters="B"),),), "note": ((Column(letters="A"),),)})
    table, _layout = found(sheet_of(("Текст", "Текст"), ("Сноска", "Яма")), column_map=column_map)
    assert len(list(table)) == 1


# --- Rows that hold no appeal


@pytest.mark.parametrize(
    "row",
    [
        ("Итого", "3", "", "", "", "", ""),
        ("", "ВСЕГО:", "", "3", "", "", "12"),
        ("Всего обращений за ноябрь", "25", "", "", "", "", ""),
        ("", "", "", "", "Итого: 25", "", ""),
        ("17", "", "", "", "", "", ""),
        ("", "1 200", "", "", "", "", ""),
        ("1", "2", "3", "4", "5", "6", "7"),
        SED,
    ],
)
def test_rows_that_hold_no_appeal_are_left_out_and_counted(row: tuple[str, ...]) -> None:
    table, _layout = found(
        sheet_of(SED, ("1", "А-1", "", "", "Яма", "", ""), row, ("2", "А-2", "", "", "Снег", "", ""))
    )
    assert [each.number for each in table] == [2, 4]
    assert note_on_left_out(table.rows) == ["1 row with a sum, a repeated heading or a lone number was left out"]


@pytest.mark.parametrize(
    "row",
    [
        ("1", "А-1", "", "", "Итого третью неделю нет воды", "", ""),
        ("1", "А-1", "", "", "Всего доброго", "", ""),
        ("1", "А-1", "", "Всеволодов", "", "", ""),
        ("Итого", "А-1", "", "Иванова", "", "", ""),
        ("ноябрь", "", "", "", "", "", ""),
        ("1", "А-1", "", "", "", "", ""),
    ],
)
def test_a_row_that_may_hold_an_appeal_is_kept(row: tuple[str, ...]) -> None:
    table, _layout = found(sheet_of(SED, row))
    assert [each.number for each in table] == [2]
    assert note_on_left_out(table.rows) == []


def test_a_number_without_a_text_in_a_narrow_table_is_kept_as_a_problem() -> None:
    assert rows_of(("key", "text"), ("700001", ""), ("", "Яма")) == [2, 3]


def test_the_count_of_left_out_rows_is_that_of_one_pass() -> None:
    table, _layout = found(sheet_of(SED, SED, SED))
    assert [list(table), list(table)] == [[], []]
    assert note_on_left_out(table.rows)[0].startswith("2 rows ")


# --- Real layouts


def test_the_real_export_is_recognised() -> None:
    real = Path(__file__).parents[3] / "shared/data/incident_export.xlsx"
    if not real.is_file():
        pytest.skip("the real export lies outside the project and is not here")
    from mcu_cli.intake.files.incoming import open_sheets  # only where there is a file

    table, layout = found(*open_sheets(real))
    assert (layout.name, len(table.headings), len(list(table))) == ("incident", 47, 39)
    assert layout.left_alone == ()
