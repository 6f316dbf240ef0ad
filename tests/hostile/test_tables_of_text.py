"""Tables of text and JSON made to fill the memory, to take for ever or to lead astray: refused, or taken as texts."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu_cli.errors import BadInputError, ConflictError
from mcu_cli.intake.files import bounds, encodings, records, source
from mcu_cli.intake.files.incoming import open_sheets

if TYPE_CHECKING:
    from pathlib import Path

BYTES = st.binary(max_size=2000)
TEXTS = st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from(';,"\\\r\n\t[]{}:\0\u202e\ufeff'), max_size=400)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1251", "koi8-r", "cp866", "iso8859-5")


def problem(folder: Path, data: bytes, name: str = "export.csv") -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as refused:
        [list(sheet.rows) for sheet in open_sheets(path)]
    return " ".join([str(refused.value), *(found.message for found in refused.value.problems)])


def read_or_refused(folder: Path, data: bytes) -> None:
    """Read a file to its end, or be refused: nothing else may happen."""
    path = folder / "export"
    path.write_bytes(data)
    with contextlib.suppress(BadInputError):
        found = [row for sheet in open_sheets(path) for row in sheet.rows]
        assert not any("\0" in cell for row in found for cell in row.cells)


@given(BYTES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    read_or_refused(tmp_path, data)


@given(TEXTS, st.sampled_from(ENCODINGS))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_any_encoding_is_read_or_refused(tmp_path: Path, text: str, encoding: str) -> None:
    read_or_refused(tmp_path, text.encode(encoding, "replace"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
        max_leaves=20,
    )
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    read_or_refused(tmp_path, json.dumps([{"text": value}]).encode())
    read_or_refused(tmp_path, json.dumps(value).encode())


@pytest.mark.parametrize("depth", [50, 500, 890, 940, 960, 980, 5_000, 1_000_000])
@pytest.mark.parametrize("part", ["[", '{"a":', '[{"text":'])
def test_json_of_any_depth_is_read_or_refused(tmp_path: Path, part: str, depth: int) -> None:
    close = part.translate({ord("["): "]", ord("{"): "}", ord('"'): None, ord("a"): None, ord(":"): None})[::-1]
    close = "".join(letter for letter in close if letter in "]}")

    read_or_refused(tmp_path, (part * depth + '"x"' + close * depth).encode())
    read_or_refused(tmp_path, ('[{"text": "x", "more": ' + part * depth + '"x"' + close * depth + "}]").encode())


@pytest.mark.parametrize("number", ["9" * 200_000, "1e999999999", "-1e400", "NaN", "-Infinity", "1e308", "0.1e-999999"])
def test_a_number_in_json_is_taken_as_it_is_written_however_large(tmp_path: Path, number: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(f'[{{"text": "Яма", "n": {number}}}]', encoding="utf-8")

    ((_headings, row),) = [list(sheet.rows) for sheet in open_sheets(path)]

    assert row.cells == ("Яма", "" if number.strip("-") in {"NaN", "Infinity"} else number)


def test_records_that_each_have_names_of_their_own_make_no_table_of_gaps(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "Яма", f"name{n}": "x"}) for n in range(20_000)]

    for data in ("\n".join(lines), f"[{','.join(lines)}]"):
        assert "has more than 16,384 columns and is no table" in problem(tmp_path, data.encode(), "export.json")


def test_a_table_of_few_names_in_each_record_and_many_in_all_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bounds, records):
        monkeypatch.setattr(module, "MOST_CELLS", 10_000)
    data = json.dumps([{"text": "Яма", f"name{n}": "x"} for n in range(200)])

    assert "makes a table of more than 10,000 cells" in problem(tmp_path, data.encode(), "export.json")


def test_a_long_name_around_many_others_is_not_repeated_in_each(tmp_path: Path) -> None:
    inner = ", ".join(f'"{n}": 1' for n in range(10_000))

    assert "record 1 has a name that is longer than 1,000 letters; shorten it" in problem(
        tmp_path, f'[{{"text": "Яма", "{"x" * 100_000}": {{{inner}}}}}]'.encode()
    )


def test_a_json_list_that_would_not_fit_into_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b'[{"text": "x"},' + b"{}," * 5_000 + b"{}]"
    monkeypatch.setattr(records, "_MOST_VALUES", 10_000)
    assert "is a JSON list of more than 10,000 values; export JSON Lines" in problem(tmp_path, data)

    monkeypatch.setattr(records, "_LARGEST_DOCUMENT", 1 << 13)
    assert "is a JSON list of more than 0 MB; export JSON Lines" in problem(tmp_path, data)


def test_a_line_of_json_without_an_end_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_LARGEST_DOCUMENT", 1 << 13)
    monkeypatch.setattr(bounds, "_LONGEST_LINE", 1 << 13)

    assert "has no line ends for 8192 bytes" in problem(
        tmp_path, b'{"text": "' + b"x" * (1 << 20) + b'"}\n{"text": "x"}'
    )


@pytest.mark.parametrize("letter", ["\u040d", "\u0a0a", "\u0d0d", "\u0a41"])
def test_a_letter_that_has_the_byte_of_a_line_end_in_it_ends_no_line(
    tmp_path: Path, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "_LONGEST_LINE", 1 << 13)

    assert "has no line ends" in problem(tmp_path, ("text;key\n" + letter * (1 << 19)).encode("utf-16"))


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_a_text_longer_than_any_is_refused_with_its_record(tmp_path: Path, format_: str) -> None:
    record = json.dumps({"text": "x" * ((1 << 20) + 1)})
    data = f"[{record}]" if format_ == "json" else f'{{"text": "Яма"}}\n{record}\n'

    told = f"record {1 if format_ == 'json' else 2} holds a text that is longer than 1,048,576 letters; shorten it"
    assert told in problem(tmp_path, data.encode(), f"export.{format_}")


def test_a_row_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    assert "has more than 16,384 columns" in problem(tmp_path, b"text;" + b";".join([b"x"] * 1_000_000) + b"\nx;y\n")
    assert "has more than 16,384 columns" in problem(tmp_path, b"text;key\nx" + b";y" * 1_000_000 + b"\n")


def test_one_mark_that_is_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    lines = "".join(f"Яма на дороге у дома {n};{n}\n" for n in range(50_000))

    assert "a quotation mark opens a cell and does not close it" in problem(
        tmp_path, f'text;key\n"Яма;1\n{lines}Снег; 2;3\n'.encode()
    )


@pytest.mark.parametrize(
    "data",
    [
        b"text;key\n\xd0\xaf\xd0\xbc\xd0\xb0\xed\xa0\x80;1\n",  # half a character in UTF-8
        "text;key\nЯма".encode("utf-16") + b"\x00\xd8" + ";1\n".encode("utf-16-le"),  # and in UTF-16
        b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 4,  # beyond the last character
        b"text;key\n\xc0\xafx\n\xd0\xaf\xd0\xbc\xd0\xb0\xd0\xbc\xd0\xb0;1\n",  # a slash in two bytes
    ],
)
def test_bytes_that_are_no_characters_are_refused(tmp_path: Path, data: bytes) -> None:
    assert problem(tmp_path, data)


def test_of_a_word_without_end_the_beginning_tells_the_encoding(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(b"text;key\n" + b"\xff" * (1 << 20) + b";1\n" + b"\xff" * (1 << 20) + b";2\n")
    found = source.find(tmp_path / "export.csv")

    assert max(map(len, encodings._look_over(found).words)) <= 64


def test_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    os.mkfifo(tmp_path / "export.csv")

    with pytest.raises((BadInputError, ConflictError), match="is no file that can be read twice"):
        open_sheets(tmp_path / "export.csv")
