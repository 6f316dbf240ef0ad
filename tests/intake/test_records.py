"""Records in JSON and in JSON Lines become rows below a row of their keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.incoming import open_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.intake.table import Row, Sheet


def opened(folder: Path, data: bytes | str) -> Sheet:
    path = folder / "export.json"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (sheet,) = open_sheets(path)
    return sheet


def rows(folder: Path, data: bytes | str) -> list[Row]:
    return list(opened(folder, data).rows)


def refusal(folder: Path, data: str) -> BadInputError:
    with pytest.raises(BadInputError) as refused:
        opened(folder, data)
    return refused.value


def test_a_list_of_objects_is_a_table_below_the_union_of_their_keys(tmp_path: Path) -> None:
    found = rows(tmp_path, '[{"id": 1, "text": "Яма"}, {"house": "5", "id": 2}, {}]')

    assert found == [(0, ("id", "text", "house")), (1, ("1", "Яма", "")), (2, ("2", "", "5"))]


def test_json_lines_have_the_numbers_of_their_lines(tmp_path: Path) -> None:
    sheet = opened(tmp_path, '{"id": 1, "text": "Яма"}\r\n\r\n  {"id": 2, "more": "x\u2028y"}\n')

    assert sheet.spoken == "JSON Lines, UTF-8"
    assert list(sheet.rows) == [(0, ("id", "text", "more")), (1, ("1", "Яма", "")), (3, ("2", "", "x\u2028y"))]


def test_one_line_is_one_record(tmp_path: Path) -> None:
    assert rows(tmp_path, '{"id": 1, "text": "Яма"}\n') == [(0, ("id", "text")), (1, ("1", "Яма"))]


@pytest.mark.parametrize(
    "data",
    [
        '{"items": [{"id": 1}]}',
        '{"data": [{"id": 1}], "total": 1, "tags": ["a"], "errors": []}',
        '{\n  "response": {\n    "count": 1,\n    "items": [\n{"id": 1}]}}',
    ],
)
def test_the_one_list_of_objects_inside_an_object_is_the_table(tmp_path: Path, data: str) -> None:
    assert rows(tmp_path, data) == [(0, ("id",)), (1, ("1",))]


def test_of_two_lists_none_is_chosen(tmp_path: Path) -> None:
    message = str(refusal(tmp_path, '{"new": [{"id": 1}], "old": {"items": [{"id": 2}]}}'))

    assert message == "export.json holds several lists of records (new, old.items); export one of them alone"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("717475000000000000001", "717475000000000000001"),
        ("9" * 5000, "9" * 5000),
        ("1.50", "1.50"),
        ("1E+2", "1E+2"),
        ("-0", "-0"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ("NaN", ""),
        ("{}", ""),
        ("[]", ""),
        ('["а", 1, null, true]', "а, 1, , true"),
        ('[{"q": 1.50, "w": ["я"]}, null]', '[{"q": 1.50, "w": ["я"]}, null]'),
        ('"a\\u0000b"', "ab"),
        ('"\\ud83d\\ude22"', "😢"),
    ],
)
def test_a_value_is_its_plain_text(tmp_path: Path, value: str, text: str) -> None:
    assert rows(tmp_path, f'[{{"id": 1, "value": {value}}}]')[1].cells == ("1", text)


def test_what_is_nested_has_the_way_to_it_as_its_heading(tmp_path: Path) -> None:
    found = rows(tmp_path, '[{"author": {"name": "А", "of": {"id": 7}}, "text": "Яма"}]')

    assert found == [(0, ("author.name", "author.of.id", "text")), (1, ("А", "7", "Яма"))]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_json_may_come_in_other_encodings(tmp_path: Path, codec: str) -> None:
    data = '[{"Текст обращения": "Не чистят тротуар"}]'.encode(codec)

    assert rows(tmp_path, data)[1].cells == ("Не чистят тротуар",)


@pytest.mark.parametrize(
    ("data", "sentence", "line"),
    [
        ('[\n{"a": 1},\n{"a" 2}]', "from column 6 on this is not JSON", 3),
        ('{"a": 1}\n\n{"a" 2}\n', "from column 6 on this is not JSON", 3),
        ('{"a": 1}\n{"a": [1\n', "from column 9 on this is not JSON", 2),
        ('[{"a": 1}', "from column 10 on this is not JSON", 1),
        ('[{"a": 1}]\n[{"a": 1}]', "from column 1 on this is not JSON", 2),
        ('[{"a": 1, "a": 2}]', "the key 'a' stands twice in one object", None),
        ('{"a": 1}\n{"b": {"a": 1, "a": 2}}\n', "the key 'a' stands twice in one object", 2),
        ('[{"a.b": 1, "a": {"b": 2}}]', "record 1 has two values for 'a.b'", None),
        ('[{"a": 1}, 2]', "record 2 is no object with names and values", None),
        ('[[{"a": 1}]]', "record 1 is no object", None),
        ('{"a": 1}\n[]\n', "record 2 is no object", 2),
        ('[{"a": "\\ud83d"}]', "holds half of a character", None),
        ('[{"a": ' + "[" * 100_000, "is nested too deeply", None),
        ('{\n"a": {\n"b": 1}}', "holds no list of records", None),
        ("[]", "holds no rows", None),
    ],
)
def test_what_is_broken_is_refused_with_its_place(tmp_path: Path, data: str, sentence: str, line: int | None) -> None:
    error = refusal(tmp_path, data)

    assert sentence in " ".join([str(error), *(problem.message for problem in error.problems)])
    assert [problem.line for problem in error.problems] in ([line], [])


PLAIN = st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), st.integers())


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(st.dictionaries(st.sampled_from(["id", "text", "a.b", "дом", ""]), PLAIN), min_size=2, max_size=6),
    mode=st.sampled_from(["lines", "list"]),
    letters=st.sampled_from(["ascii", "all"]),
)
def test_any_records_come_back(tmp_path: Path, records: list[dict[str, Any]], mode: str, letters: str) -> None:
    records = [{"n": "1", **record} for record in records]
    dump = [json.dumps(record, ensure_ascii=letters == "ascii") for record in records]

    head, *found = rows(tmp_path, "\n".join(dump) if mode == "lines" else f"[{','.join(dump)}]")

    assert head.cells == tuple(dict.fromkeys(key for record in records for key in record))
    assert [dict(zip(head.cells, row.cells, strict=True)) for row in found] == [
        {key: str(record.get(key, "")) for key in head.cells} for record in records
    ]
