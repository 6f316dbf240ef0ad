"""Encodings: told by the bytes where they can be, refused with the place where they cannot."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import BadInputError, ConflictError
from mcu_cli.intake.files.encodings import Encoding, first_flaw, text_lines, told
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.files.russian_letters import likeliest
from mcu_cli.intake.files.source import PIECE, find

if TYPE_CHECKING:
    from mcu_cli.intake.files.source import Source

REAL = Path(__file__).resolve().parents[3] / "shared/data/perm_appeals.csv"
TABLE = "Номер;Текст обращения;Улица\r\n1;Второй день не чистят тротуар.;Мира\r\n2;Яма;\r\n"
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8_r", "cp866", "iso8859_5")


def written(folder: Path, data: bytes) -> Source:
    path = folder / "export.csv"
    path.write_bytes(data)
    return find(path)


def flaw_of(error: BadInputError) -> str:
    assert str(error) == "export.csv cannot be read as a table; nothing was taken from it"
    (problem,) = error.problems
    return f"{problem.where()}: {problem.message}"


def refused(folder: Path, data: bytes, named: str = "") -> BadInputError:
    with pytest.raises(BadInputError) as error:
        told(written(folder, data), named)
    return error.value


# Told


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("case", [str, str.upper])
def test_a_russian_table_is_read_in_each_encoding(tmp_path: Path, codec: str, case: type[str]) -> None:
    source = written(tmp_path, case(TABLE).encode(codec))

    assert "".join(text_lines(source, told(source))) == case(TABLE)


@pytest.mark.parametrize(
    ("data", "spoken"),
    [
        (codecs.BOM_UTF8 + "Яма".encode(), "UTF-8"),
        (b"id;text\n1;pit\n", "UTF-8"),
        (codecs.BOM_UTF16_LE + "Яма".encode("utf-16-le"), "UTF-16 LE"),
        ("Яма;Снег\n".encode("utf-16-be"), "UTF-16 BE"),
        (b"i\0d\0;\0t\0\n\0", "UTF-16 LE"),
        (TABLE.encode("cp1251"), "windows-1251"),
        (TABLE.encode("koi8_r"), "KOI8-R"),
        (TABLE.encode("cp866"), "CP866"),
    ],
)
def test_the_encoding_is_spoken_of_by_the_name_that_people_know(tmp_path: Path, data: bytes, spoken: str) -> None:
    assert told(written(tmp_path, data)).spoken == spoken


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp866"])
def test_a_few_russian_cells_in_a_large_latin_table_are_found(tmp_path: Path, codec: str) -> None:
    rows = [f"{n};https://town.example/{n};-" for n in range(40_000)]
    rows[25_000] = "25000;-;не убран мусор во дворе, дом семь"
    source = written(tmp_path, "\n".join(rows).encode(codec))

    assert source.size > 3 * PIECE
    assert told(source).codec == codecs.lookup(codec).name


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp866", "iso8859_5"])
@pytest.mark.parametrize(
    "text", ["Жалоба № 5 «Ромашка» — срочно", "ОБРАЩЕНИЕ ОТ ЖИТЕЛЕЙ УЛИЦЫ МИРА", "снег и лёд на дороге к школе"]
)
def test_a_line_of_russian_is_enough(codec: str, text: str) -> None:
    words = text.encode(codec, "ignore").split()

    assert likeliest(words) == codec


@pytest.mark.parametrize(
    "data",
    [
        "Straße, größer, Äpfel und Öl".encode("latin-1"),
        "дом".encode("cp1251"),
        "Второй День Не Чистят Тротуар У Дома".encode("mac_cyrillic"),
        "№ 5".encode("cp1251"),
    ],
)
def test_what_is_not_surely_russian_is_refused_and_not_guessed(tmp_path: Path, data: bytes) -> None:
    assert "cannot be told; name it with --encoding" in str(refused(tmp_path, data))


def test_an_encoding_that_fits_is_proposed_and_not_taken(tmp_path: Path) -> None:
    text = "Номер;Текст\n1;Второй день не чистят тротуар. Прошу Принять Меры По Улице Мира\n" * 20

    assert "(perhaps Mac Cyrillic)" in str(refused(tmp_path, text.encode("mac_cyrillic")))


# Named


@pytest.mark.parametrize(
    ("name", "codec"), [("windows-1251", "cp1251"), ("CP866", "cp866"), ("utf-8", "utf-8"), ("KOI8-R", "koi8_r")]
)
def test_what_the_operator_names_is_taken(tmp_path: Path, name: str, codec: str) -> None:
    source = written(tmp_path, "дом".encode(codec))

    assert "".join(text_lines(source, told(source, name))) == "дом"


@pytest.mark.parametrize(("name", "codec"), [("UTF8", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8-sig")])
def test_a_mark_is_no_text_where_its_encoding_is_named(tmp_path: Path, name: str, codec: str) -> None:
    source = written(tmp_path, "дом".encode(codec))

    assert "".join(text_lines(source, told(source, name))) == "дом"


@pytest.mark.parametrize("name", ["klingon", "idna", "base64", "rot13", "unicode_escape", "utf-7", "a\0b"])
def test_a_name_that_is_no_encoding_of_files_is_refused(tmp_path: Path, name: str) -> None:
    assert "there is no encoding" in str(refused(tmp_path, b"a;b", name))


# Flaws


def test_one_broken_byte_in_utf_8_is_named_and_the_file_is_not_taken_for_windows_1251(tmp_path: Path) -> None:
    sound = TABLE.encode()
    error = refused(tmp_path, sound + b"3;\xd0" + sound)

    assert flaw_of(error) == (
        f"export.csv:4: byte {len(sound) + 3} (0xD0) is not text in UTF-8; "
        "export the file again, or name its encoding with --encoding"
    )


def test_rows_of_two_encodings_in_one_file_are_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, TABLE.encode("cp1251") * 2 + TABLE.encode())

    assert "export.csv:1: byte 1 (0xCD) is not text in UTF-8" in flaw_of(error)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_file_cut_off_inside_a_letter_is_refused(tmp_path: Path, cut: int) -> None:
    assert "export.csv:4: byte" in flaw_of(refused(tmp_path, TABLE.encode() + "😢".encode()[:cut]))


def test_a_byte_that_windows_1251_does_not_define_is_named(tmp_path: Path) -> None:
    data = TABLE.encode("cp1251")
    error = refused(tmp_path, data + b"3;\x98")

    assert f"export.csv:4: byte {len(data) + 3} (0x98) is not text in windows-1251" in flaw_of(error)


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "cp1251"])
def test_the_line_of_a_flaw_is_right_across_the_pieces_of_a_large_file(tmp_path: Path, codec: str, ends: str) -> None:
    lines = 30_000
    data = f"1;Яма{ends}".encode(codec) * lines
    broken = {"utf-8": b"\xff", "utf-16-le": b"\x00\xdc", "cp1251": b"\x98"}[codec]
    flaw = first_flaw(written(tmp_path, data + broken + b"\n\0"), Encoding(codec))

    assert flaw is not None
    assert (flaw.position, flaw.line) == (len(data), lines + 1)


def test_half_a_unit_of_utf_16_is_refused(tmp_path: Path) -> None:
    assert "is not text in UTF-16 LE" in flaw_of(refused(tmp_path, TABLE.encode("utf-16-le")[:-1]))


# Lines


def test_only_line_feeds_and_carriage_returns_end_a_line(tmp_path: Path) -> None:
    source = written(tmp_path, "a\u2028b\x0cc\x0bd\x85e\x1ef\ng\rh\r\ni".encode())

    assert list(text_lines(source, Encoding("utf-8"))) == ["a\u2028b\x0cc\x0bd\x85e\x1ef\n", "g\r", "h\r\n", "i"]


def test_nul_characters_are_left_out(tmp_path: Path) -> None:
    assert list(text_lines(written(tmp_path, b"a\0b\n\0c"), Encoding("utf-8"))) == ["ab\n", "c"]


def test_the_end_of_a_file_of_dos_is_no_line(tmp_path: Path) -> None:
    assert list(text_lines(written(tmp_path, b"a\r\n\x1a"), Encoding("cp866"))) == ["a\r\n"]


def test_a_file_that_becomes_another_while_it_is_read_is_a_conflict(tmp_path: Path) -> None:
    source = written(tmp_path, b"a\n" * 500_000)
    lines = text_lines(source, Encoding("utf-8"))
    next(lines)
    source.path.write_bytes(b"b\n")

    with pytest.raises(ConflictError, match="was changed while it was read"):
        list(lines)


# The real table


@pytest.mark.skipif(not REAL.exists(), reason="the real table is not delivered with the program")
@pytest.mark.parametrize("codec", CODECS)
def test_the_real_table_is_the_same_in_each_encoding(tmp_path: Path, codec: str) -> None:
    text = REAL.read_bytes().decode("utf-8-sig")
    text = text.encode(codec, "ignore").decode(codec)  # the old encodings have no emoji
    (tmp_path / "real.csv").write_bytes(text.encode(codec))
    expected = [tuple(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=";")]

    (sheet,) = open_sheets(tmp_path / "real.csv")

    assert len(expected) > 8000
    assert [row.cells for row in sheet.rows] == expected
    assert sheet.spoken.endswith("separated by ;")


def test_a_megabyte_of_latin_letters_is_gone_through_once(tmp_path: Path) -> None:
    source = written(tmp_path, b"text\n" + b"a" * (1 << 20) + b"\n")

    assert told(source).spoken == "UTF-8"


def test_the_mark_of_a_file_put_behind_another_is_no_letter(tmp_path: Path) -> None:
    source = written(tmp_path, "\ufeffa;b\n1;2\n\ufeff3;4\n".encode())

    assert list(text_lines(source, told(source))) == ["a;b\n", "1;2\n", "3;4\n"]
