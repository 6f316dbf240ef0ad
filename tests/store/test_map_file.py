"""Maps read from YAML: everything that can be said, and each mistake with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcu_cli.domain.column_map import FIELDS, Column
from mcu_cli.errors import BadInputError
from mcu_cli.intake.maps import shipped_maps
from mcu_cli.store.map_file import KEYS, read_map

WHOLE = """\
format: 1
name: hotline
title: Журнал горячей линии
system: line
recognise:
- Суть обращения
- [Дата звонка, Дата]
columns:
  text: Суть обращения
  received: [Дата звонка, Дата]
  author: {join: [Фамилия, Имя]}
  note: {column: aa}
constants:
  channel: Телефон
values:
  kind:
    Жалоба: жалоба
    'ЗАЯВКА ': statement
    Иное: ''
    '*': complaint
  department: {Уют: УК «Уют»}
dates: ['%d.%m.%Y', '%m/%d/%Y %H:%M']
markup: no
guard: yes
"""


def read(text: str) -> list[tuple[int | None, str]]:
    """Return the problems of a map: line and sentence."""
    with pytest.raises(BadInputError) as raised:
        read_map(text.encode(), file="map.yaml")
    assert raised.value.problems
    assert {problem.file for problem in raised.value.problems} == {"map.yaml"}
    return [(problem.line, problem.message) for problem in raised.value.problems]


def with_columns(text: str) -> str:
    return f"columns:\n  text: Т\n{text}"


def test_all_that_a_map_can_say_is_read() -> None:
    found = read_map(WHOLE.encode(), file="map.yaml")
    assert (found.name, found.title, found.system) == ("hotline", "Журнал горячей линии", "line")
    assert found.recognise == (("Суть обращения",), ("Дата звонка", "Дата"))
    assert found.columns == {
        "text": ((Column("Суть обращения"),),),
        "received": ((Column("Дата звонка"),), (Column("Дата"),)),
        "author": ((Column("Фамилия"), Column("Имя")),),
        "note": ((Column(letters="AA"),),),
    }
    assert found.constants == {"channel": "phone"}
    assert found.values == {
        "kind": {"жалоба": "complaint", "заявка": "statement", "иное": "", "*": "complaint"},
        "department": {"уют": "УК «Уют»"},
    }
    assert found.dates == ("%d.%m.%Y", "%m/%d/%Y %H:%M")
    assert found.guard
    assert (found.markup, found.header, found.skip, found.exact) == (False, True, 0, True)


def test_a_map_of_two_lines_is_enough() -> None:
    found = read_map(b"columns:\n  text: T\n", file="map.yaml")
    assert (found.name, found.system, found.columns) == ("map", "map", {"text": ((Column("T"),),)})
    assert (found.constants, found.values, found.dates, found.recognise, found.markup) == ({}, {}, (), (), True)


def test_columns_without_headings_are_letters() -> None:
    found = read_map(b"header: no\nskip: 3\ncolumns:\n  text: d\n  author: {join: [A, b]}\n", file="map.yaml")
    assert (found.header, found.skip) == (False, 3)
    assert found.columns == {
        "text": ((Column(letters="D"),),),
        "author": ((Column(letters="A"), Column(letters="B")),),
    }


@pytest.mark.parametrize("said", ["true", "yes", "Да", "YES"])
def test_yes_is_said_in_several_ways(said: str) -> None:
    assert read_map(f"header: {said}\n{with_columns('')}".encode(), file="map.yaml").header


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name: x\n", 1, "the key 'columns' is missing"),
        ("columns:\n", 1, "the field `text` has no column; the text of the appeals must come from one"),
        ("columns: Текст\n", 1, "a mapping of keys and values is expected here"),
        ("columns:\n  author: А\n", 1, "the field `text` has no column; the text of the appeals must come from one"),
        ("format: 2\n" + with_columns(""), 1, "this version of mcu reads maps of the format 1"),
        (with_columns("colums: {}\n"), 3, f"unknown key 'colums'; the keys are {', '.join(KEYS)}"),
        (
            with_columns("  phon: Тел\n"),
            3,
            f"there is no field 'phon'; the fields are {', '.join(each.name for each in FIELDS)}",
        ),
        (
            with_columns("  author: {letter: B}\n"),
            3,
            "a heading is expected here, a list of them, `{column: E}` or `{join: [heading, heading]}`",
        ),
        (
            with_columns("  author: ''\n"),
            3,
            "a heading is expected here, a list of them, `{column: E}` or `{join: [heading, heading]}`",
        ),
        (with_columns("  author: {column: 5}\n"), 3, "'5' is no column; name it by its letters, like C or AA"),
        ("header: no\n" + with_columns(""), 3, "'Т' is no column; name it by its letters, like C or AA"),
        ("name: Линия\n" + with_columns(""), 1, "'Линия' is not a name: small Latin letters, digits and hyphens only"),
        (
            with_columns("constants: {text: Яма}\n"),
            3,
            "the text of the appeals must come from a column, not from a constant",
        ),
        (with_columns("constants: {kind: [complaint]}\n"), 3, "one value is expected here, not a list or a mapping"),
        (
            with_columns("constants: {kind: нечто}\n"),
            3,
            "'нечто' is none of proposal, statement, complaint, thanks",
        ),
        (
            with_columns("values:\n  kind:\n    Жалоба: compliment\n"),
            5,
            "'compliment' is none of proposal, statement, complaint, thanks",
        ),
        (with_columns("values:\n  kind: жалоба\n"), 4, "a mapping of keys and values is expected here"),
        (with_columns("values:\n  kind: {а: {б: в}}\n"), 4, "one value is expected here, not a list or a mapping"),
        (
            with_columns("values:\n  kind:\n    Жалоба: complaint\n    ЖАЛОБА: thanks\n"),
            6,
            "'ЖАЛОБА' stands here twice, with two meanings",
        ),
        (with_columns("dates: {a: b}\n"), 3, "a format like '%d.%m.%Y' is expected here, or a list of them"),
        (with_columns("recognise: Текст\n"), 3, "a list of headings is expected here, or of lists of their spellings"),
        (with_columns("recognise: [[]]\n"), 3, "a list of headings is expected here, or of lists of their spellings"),
        (with_columns("header: maybe\n"), 3, "true or false is expected here, not 'maybe'"),
        (
            with_columns("skip: 2\n"),
            3,
            "rows above the headings are skipped by themselves; `skip` is for `header: no`",
        ),
        ("header: no\nskip: -2\ncolumns: {text: A}\n", 2, "'-2' is no number of rows"),
        ("header: no\nskip: ²\ncolumns: {text: A}\n", 2, "'²' is no number of rows"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, message: str) -> None:
    assert read(text) == [(line, message)]


@pytest.mark.parametrize("given", ["dd.mm.yyyy", "%d.%m", "%x", "%d.%m.%Y %Z", "%", "%Y-%j", "%d %b %Y"])
def test_a_format_of_dates_that_mcu_does_not_read_is_refused(given: str) -> None:
    [(line, message)] = read(with_columns(f"dates: '{given}'\n"))
    assert line == 3
    assert message.startswith(f"'{given}' is no format of dates: it is made of %d, %m, %Y")


def test_all_mistakes_are_told_at_once() -> None:
    assert [line for line, _message in read("format: 3\ncolumns:\n  txt: Т\n  text: Т\nvalues:\n  kind: {а: б}\n")] == [
        1,
        3,
        6,
    ]


def test_the_message_names_file_and_line() -> None:
    with pytest.raises(BadInputError, match=r"map\.yaml:1 is no map that mcu can use: this version of mcu reads"):
        read_map(b"format: 2\ncolumns: {text: T}\n", file="map.yaml")


def test_broken_yaml_is_refused_with_its_line() -> None:
    assert read("columns:\n  text: 'Т\n")[0][0] == 2


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadInputError, match="not UTF-8"):
        read_map("columns:\n  text: Текст\n".encode("cp1251"), file="map.yaml")


def test_the_map_in_the_documents_is_a_good_one_and_has_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    [whole] = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if block.startswith("format: 1")]
    found = read_map(whole.encode(), file="import.md")
    assert (found.name, found.dates) == ("hotline", ("%d/%m/%Y",))
    said = set(re.findall(r"^(\w+):", whole, re.MULTILINE))
    assert said | {"header", "skip"} == set(KEYS)
    assert all(f"`{key}" in page for key in KEYS if key not in said)


# --- The maps that come with mcu


@pytest.mark.parametrize("name", sorted(shipped_maps()))
def test_a_shipped_map_is_good_and_bears_the_name_of_its_file(name: str) -> None:
    found = read_map(shipped_maps()[name], file=name, exact=False)
    assert (found.name, found.system, found.exact) == (name, name, False)
    assert found.title
    assert found.recognise
    named = {column.heading for choices in found.columns.values() for joined in choices for column in joined}
    assert {spelling for group in found.recognise for spelling in group} <= named


def test_the_shipped_maps_are_pos_and_sed_and_explain_themselves_in_russian() -> None:
    assert sorted(shipped_maps()) == ["pos", "sed"]
    for data in shipped_maps().values():
        text = data.decode()
        assert text.startswith("# ")
        assert "mcu import --show-map ФАЙЛ > карта.yaml" in text


def test_the_shipped_maps_are_part_of_the_package() -> None:
    folder = Path(__file__).parents[2] / "mcu_cli" / "intake" / "maps"
    assert {path.stem for path in folder.glob("*.yaml")} == set(shipped_maps())
