"""Text tables: what separates the cells, what the quotation marks mean, and what is refused rather than eaten."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.bounds import LONGEST_CELL
from mcu_cli.intake.files.incoming import open_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.intake.table import Row, Sheet

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
# What tells the old encodings apart has to be there: a heading row of some forty letters does.
HEADINGS = ("Номер обращения", "Текст обращения", "Улица и дом", "Исполнитель")


def opened(folder: Path, data: bytes | str, *, encoding: str = "", delimiter: str = "") -> Sheet:
    path = folder / "export.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (sheet,) = open_sheets(path, encoding=encoding, delimiter=delimiter)
    return sheet


def rows(folder: Path, data: bytes | str, *, delimiter: str = "") -> list[Row]:
    return list(opened(folder, data, delimiter=delimiter).rows)


def refusal(folder: Path, data: str, *, delimiter: str = "") -> BadInputError:
    with pytest.raises(BadInputError) as refused:
        opened(folder, data, delimiter=delimiter)
    return refused.value


# Delimiters


@pytest.mark.parametrize(("delimiter", "spoken"), [(";", ";"), (",", ","), ("|", "|"), ("\t", "tabs")])
def test_the_delimiter_is_told_though_texts_are_full_of_the_others(tmp_path: Path, delimiter: str, spoken: str) -> None:
    text = "Снег, лёд; яма | грязь,\tмусор; и так далее, и так далее"
    data = "\n".join(
        delimiter.join(cells)
        for cells in [("id", "text", "house"), ("1", f'"{text}"', "5"), ("2", f'"{text}\n{text}"', "6")]
    )

    sheet = opened(tmp_path, data)

    assert sheet.spoken == f"CSV, UTF-8, separated by {spoken}"
    assert list(sheet.rows) == [(1, ("id", "text", "house")), (2, ("1", text, "5")), (3, ("2", f"{text}\n{text}", "6"))]


@pytest.mark.parametrize("above", ["Отчёт за ноябрь\n", "Отчёт за ноябрь\n\nМКУ «Забота», отдел 5\n\n", "\n\n"])
def test_lines_above_a_table_do_not_hide_its_delimiter(tmp_path: Path, above: str) -> None:
    found = rows(tmp_path, f"{above}Номер;Текст;Дом\n1;Яма, снег;5\n2;Снег;6\n")

    assert [row.cells for row in found[-2:]] == [("1", "Яма, снег", "5"), ("2", "Снег", "6")]
    assert found[-1].number == above.count("\n") + 3


@pytest.mark.parametrize(
    "data",
    [
        "Текст\nЯма, большая\nСнег, лёд\nГрязь\n",
        "Текст\nЯма\nСнег\n",
        'Текст\n"Яма, ""большая""\nи глубокая"\nСнег, лёд\n',
        "Текст\nЦена 1,5 рубля\nЦена 2,5 рубля, не 3\n",
    ],
)
def test_one_column_of_sentences_is_one_column(tmp_path: Path, data: str) -> None:
    sheet = opened(tmp_path, data)

    assert {len(row.cells) for row in sheet.rows} == {1}
    assert sheet.spoken == "text in one column, UTF-8"


@pytest.mark.parametrize(
    ("first", "delimiter"), [("sep=;", ";"), ("SEP=|", "|"), ("sep=\t", "\t"), ("sep=,", ","), ("sep=^", "^")]
)
def test_the_line_in_which_excel_names_the_delimiter_is_no_row(tmp_path: Path, first: str, delimiter: str) -> None:
    found = rows(tmp_path, f'\ufeff{first}\r\nа;б{delimiter}с,д\r\n1{delimiter}"2"\r\n')

    assert found[-1] == (3, ("1", "2"))
    assert found[0].number == 2


@pytest.mark.parametrize(("name", "sign"), [("comma", ","), (";", ";"), ("tab", "\t"), ("\\t", "\t"), ("^", "^")])
def test_the_delimiter_can_be_named(tmp_path: Path, name: str, sign: str) -> None:
    assert rows(tmp_path, f"a{sign}b\n1{sign}2\n", delimiter=name) == [(1, ("a", "b")), (2, ("1", "2"))]


def test_headings_count_for_more_than_figures_with_commas(tmp_path: Path) -> None:
    data = "id;place\n" + "".join(f"{n};56,8{n},60,6{n},0\n" for n in range(50))

    assert rows(tmp_path, data)[50].cells == ("49", "56,849,60,649,0")


@pytest.mark.parametrize("name", [";;", '"', "\n", "пробел"])
def test_what_cannot_be_a_delimiter_is_refused(tmp_path: Path, name: str) -> None:
    assert "cannot separate cells" in str(refusal(tmp_path, "a;b\n", delimiter=name))


def test_decimal_commas_are_no_delimiters(tmp_path: Path) -> None:
    assert rows(tmp_path, "дом;сумма\n5;1,5\n6;2,5\n")[2].cells == ("6", "2,5")


# Rows and lines


@pytest.mark.parametrize("ragged", ["a;b;c\n1;2\n1;2;3;4\n1\n", "a;b;c;d\n1;2\n1;2;3\n"])
def test_short_and_long_rows_are_given_as_they_are(tmp_path: Path, ragged: str) -> None:
    assert [";".join(row.cells) for row in rows(tmp_path, ragged)] == ragged.splitlines()


def test_the_number_of_a_row_is_the_line_on_which_it_begins(tmp_path: Path) -> None:
    found = rows(tmp_path, 'a;b\r\n\r\n1;"x\ry"\n;\n3;4\r5;"p\r\n\r\nq"\r\n6;7')

    assert found == [
        (1, ("a", "b")),
        (3, ("1", "x\ry")),
        (6, ("3", "4")),
        (7, ("5", "p\r\n\r\nq")),
        (10, ("6", "7")),
    ]


def test_signs_that_are_no_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    assert rows(tmp_path, "a;b\n1;x\u2028y\x0cz\x0bw\x85q\n")[1].cells == ("1", "x\u2028y\x0cz\x0bw\x85q")


def test_a_cell_of_a_million_letters_is_read(tmp_path: Path) -> None:
    text = "я" * 1_000_000

    assert rows(tmp_path, f'a;b\n1;"{text}"\n2;{text}\n')[2].cells == ("2", text)


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    assert "has no line ends" in str(refusal(tmp_path, "ab;" * 6_000_000))


# Quotation marks


def test_marks_inside_a_cell_without_marks_are_letters(tmp_path: Path) -> None:
    found = rows(tmp_path, 'id;text;x\n1;ООО "Ромашка" просит;y\n2;5" труба;z\n')

    assert [row.cells[1] for row in found[1:]] == ['ООО "Ромашка" просит', '5" труба']


def test_a_file_that_does_not_quote_at_all_is_taken_by_the_letter(tmp_path: Path) -> None:
    found = rows(tmp_path, 'id;text;x\n1;"Ромашка" ООО просит;y\n2;"Лютик просит;z\n')

    assert [row.cells[1] for row in found[1:]] == ['"Ромашка" ООО просит', '"Лютик просит']


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('"id";"text"\n"1";"Яма\n"2";"Снег"\n"3";"Лёд"\n', 2),
        ('id;text\n1;"хорошо\nи так"\n2;"Яма\nещё\n3;"Снег"\n', 4),
        ('id;text\n1;"Яма"\n2;"и до конца\nфайла\n', 3),
        ('id;text;x\n1;"Ромашка" ООО; просит;y\n2;труба;z\n', 2),
        ('id;text;x;w;v\n1;"Ромашка;y;1;2\n2;труба;z;1;2\n3;Вася";z;1;2\n4;т;z;1;2\n', 2),
        ('id;text;more\n1;"в\nдве";"и эта\n2;"Снег";""\n', 3),
        (f'id;text\n1;"{"я" * LONGEST_CELL}я"\n', 2),
    ],
)
def test_a_mark_that_is_not_closed_is_told_with_its_line(tmp_path: Path, data: str, line: int) -> None:
    error = refusal(tmp_path, data)

    assert str(error) == "export.csv cannot be read as a table; nothing was taken from it"
    assert "a quotation mark opens a cell and does not close it" in error.problems[0].message
    assert [(problem.file, problem.line) for problem in error.problems] == [("export.csv", line)]


def test_a_mark_that_is_not_closed_is_told_with_its_line_below_the_line_of_excel(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'sep=;\n"id";"text"\n"1";"Яма\n"2";"Снег"\n').problems[0].line == 3


def test_texts_with_commas_on_each_line_are_no_rows_of_their_own(tmp_path: Path) -> None:
    text = "Здравствуйте\nу нас яма, большая\nи снег, лёд"

    assert rows(tmp_path, f'id,text\n5,"{text}"\n')[1].cells == ("5", text)


def test_marks_after_a_backslash_are_understood_where_the_file_writes_them_so(tmp_path: Path) -> None:
    found = rows(tmp_path, '"id","text"\n"1","Он сказал: \\"да\\", и ушёл"\n"2","C:\\\\temp\\new"\n"3","\\""\n')

    assert [row.cells[1] for row in found[1:]] == ['Он сказал: "да", и ушёл', "C:\\temp\\new", '"']


def test_a_backslash_is_a_letter_where_marks_are_doubled(tmp_path: Path) -> None:
    assert rows(tmp_path, 'id;text\n1;"C:\\temp\\ ""да"""\n')[1].cells == ("1", 'C:\\temp\\ "да"')


def test_blanks_between_a_delimiter_and_a_mark_belong_to_no_cell(tmp_path: Path) -> None:
    found = rows(tmp_path, 'id, text, n\n1, "Яма, яма", 3\n2, "Снег", 4\n')

    assert [row.cells for row in found] == [("id", "text", "n"), ("1", "Яма, яма", "3"), ("2", "Снег", "4")]


def test_blanks_after_a_delimiter_stay_where_no_mark_follows(tmp_path: Path) -> None:
    assert rows(tmp_path, "a; b\n1; 2\n")[1].cells == ("1", " 2")


# Any table


# Without a mark UTF-16 is told by Latin and Russian letters: seven of ten, line ends and delimiters among them.
IN_ALPHABET = {"cp1251": "—№«»", "koi8_r": "", "cp866": "№", "utf-16-le": "—№«»", "utf-16-be": "—№«»"}


def cells_for(codec: str) -> st.SearchStrategy[str]:
    if codec in IN_ALPHABET:
        letters = st.sampled_from(RUSSIAN + "abcXYZ0123456789 -!" + IN_ALPHABET[codec][:2])
        faces = st.sampled_from("!")
    else:
        letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufdd0\ufeff")
        faces = st.sampled_from(["😢", "👩\u200d👧", "\u202e", "\u2028", "\x85", "\x0c"])
    awkward = st.sampled_from(["\n", "\r", "\r\n", '"', '""', ";", ",", "\t", "|", " ", "\\", "'", "=", '";', '\n"'])
    return st.lists(st.one_of(letters, awkward, faces), max_size=12).map("".join)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8_r", "cp866"]
)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table_that_is_written_properly_comes_back(tmp_path: Path, codec: str, data: st.DataObject) -> None:
    delimiter = data.draw(st.sampled_from(";,\t|"))
    ends = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    # Up to Python 3.12 a lone CR is written without marks where lines end in LF: there it would end a line.
    may_be_bare = ends == "\r\n" and data.draw(st.booleans())
    width = len(HEADINGS)
    table = [HEADINGS, *data.draw(st.lists(st.tuples(*[cells_for(codec)] * width), max_size=6))]
    text = io.StringIO(newline="")
    csv.writer(
        text, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_MINIMAL if may_be_bare else csv.QUOTE_ALL
    ).writerows(table)

    # Where rows are few and full of delimiters, what separates them cannot be told: the operator says so.
    found = list(opened(tmp_path, text.getvalue().encode(codec), delimiter=delimiter).rows)

    assert [row.cells for row in found] == [
        cells for cells in table if any(cell and not cell.isspace() for cell in cells)
    ]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    delimiter=st.sampled_from(";,\t|"),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    texts=st.lists(cells_for("utf-8").filter(str.strip), min_size=6, max_size=9),
)
def test_the_delimiter_of_any_table_of_some_rows_is_told(
    tmp_path: Path, delimiter: str, ends: str, texts: list[str]
) -> None:
    table = [HEADINGS, *((str(n), text, "Мира, 5", "ЖКХ; отдел") for n, text in enumerate(texts))]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(table)

    assert [row.cells for row in opened(tmp_path, text.getvalue()).rows] == table
