"""Incoming files: what each is by its bytes, and the sentence for what holds no table."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mcu_cli.errors import BadInputError, ConflictError
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.table import Row
from tests.workbooks import workbook

ROOT = Path(__file__).resolve().parents[2]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def refusal(path: Path) -> str:
    with pytest.raises(BadInputError) as refused:
        open_sheets(path)
    return str(refused.value)


def named(value: object) -> str | None:
    """Name a case without its bytes: an archive holds the time at which it was made."""
    return "data" if isinstance(value, bytes) else None


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF; ask for the table itself (XLSX or CSV)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "is a picture"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0", "is a picture"),
        (gzip.compress(b"a;b\n1;2\n", mtime=0), "is an archive; unpack it and import the file inside"),
        (b"Rar!\x1a\x07\x01\0", "is an archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "is an archive"),
        (archive(export_dot_csv="a;b"), "is an archive; unpack it and import the file inside"),
        (archive(), "is an archive"),
        (archive(word__document_dot_xml="<w/>"), "is a text document; copy its table into a spreadsheet"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "is a text document"),
        (archive(mimetype="application/vnd.oasis.opendocument.graphics"), "holds no table"),
        (b"PK\x03\x04 and no more", "is damaged or cut off"),
        (OLE + "WordDocument".encode("utf-16-le"), "is a text document"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "holds no table"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; save it without one"),
        (OLE + b"\x09\x08\x10\0\0\x06\x05\0" + b"\0" * 12 + b"\x2f\0\x36\0", "is protected by a password"),
        (OLE, "is damaged or cut off"),
        (rb"{\rtf1\ansi", "is a text document"),
        (b"<html><table><tr><td>1", "is a web page, whatever its name; open it in a spreadsheet"),
        ("<!DOCTYPE html><table>".encode("utf-16"), "is a web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "is a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>', "is XML; open it in a spreadsheet"),
        (b"\x7fELF\x02\x01\x01", "is a program"),
        (b"MZ\x90\0\x03\0", "is a program"),
        (b"SQLite format 3\0", "is a database"),
        (bytes(range(256)) * 20, "is neither text nor a workbook"),
        (b"\x01\x02\x03\x04\x05abc", "is neither text nor a workbook"),
        (b"", "is empty (0 bytes); export it again"),
        (b"\n \r\n\t\n", "holds no rows; export it again"),
        (b"\xef\xbb\xbf", "holds no rows"),
    ],
    ids=named,
)
def test_what_holds_no_table_is_refused_with_what_it_is(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)

    assert sentence in refusal(path)
    assert "export.xlsx" in refusal(path)


@pytest.mark.parametrize("name", ["export.xls", "export.csv", "export", "экспорт.pdf"])
@pytest.mark.parametrize(
    "data", [workbook({"Текст": "Яма"}), "Текст;Дом\nЯма;5\n".encode(), b'[{"a": "b"}]'], ids=named
)
def test_a_name_decides_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    (sheet,) = open_sheets(path)

    assert len(list(sheet.rows)) == 2
    assert sheet.file == name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names on this system")
def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert "there is no file" in refusal(tmp_path / "none.csv")
    assert "is a folder; name the file to import" in refusal(tmp_path)
    assert "is no file that can be read twice" in refusal(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b\n")

    def denied(_path: Path, _mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)

    assert "cannot be read (Permission denied); check its rights" in refusal(path)


def test_words_that_only_look_like_another_kind_are_a_table(tmp_path: Path) -> None:
    for start in ("BM;MZ", "[club1|Город];б", "{не JSON};б", "<b>Яма</b>;б", "#1;б", "Rar;б", "MZ;б"):
        path = tmp_path / "export.csv"
        path.write_text(f"{start}\n1;2\n", encoding="utf-8")
        (sheet,) = open_sheets(path)

        assert [row.number for row in sheet.rows] == [1, 2]


@pytest.mark.parametrize("data", [workbook({"Текст": "Яма"}), b"a;b\n1;2\n", b'{"a": 1}\n{"a": 2}\n'], ids=named)
def test_a_file_changed_between_two_passes_is_a_conflict_and_no_crash(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "export"
    path.write_bytes(data)
    (sheet,) = open_sheets(path)
    assert list(sheet.rows) == list(sheet.rows)

    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ConflictError, match="was changed while it was read"):
        list(sheet.rows)

    path.unlink()
    with pytest.raises(ConflictError, match="was changed while it was read"):
        list(sheet.rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Яма;b\n".encode(), b"\xff\xff\xff\xff\xff\xff;b\n"),
        (b'"a";b\n', b'"a;b"b\n'[:6] + b"\n"),
        (b'{"a": 1}\n{"a": 2}\n', b'{"a": 1}\n{"a" 21}\n'),
    ],
)
def test_a_change_that_leaves_size_and_time_is_a_conflict_where_it_shows(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = tmp_path / "export"
    path.write_bytes(before)
    (sheet,) = open_sheets(path)
    then = path.stat()
    path.write_bytes(after[: len(before)])
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))

    with pytest.raises(ConflictError):
        list(sheet.rows)


def test_no_bytes_at_all_make_the_reader_crash(tmp_path: Path) -> None:
    dice = random.Random(20261120)  # noqa: S311  # the same bytes each time
    starts = [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"[{",
        b'{"',
        b"sep=",
        b"\xff\xfe",
        b'"',
        b"\xef\xbb\xbf",
    ]
    alphabets = [
        bytes(range(256)),
        b';,"\n\r\t|\\ ab',
        'яЯ;"\n😢'.encode(),
        'яЯёЖ;"\n '.encode("cp1251"),
        b'{}[]":,1a\\u\n',
    ]
    outcomes: set[type] = set()
    path = tmp_path / "export"
    for n in range(600):
        alphabet = dice.choice(alphabets)
        path.write_bytes(starts[n % len(starts)] + bytes(dice.choices(alphabet, k=dice.randrange(1, 300))))
        try:
            outcomes.update(type(row) for sheet in open_sheets(path) for row in sheet.rows)
        except BadInputError as refused:
            outcomes.add(type(refused))

    assert outcomes == {Row, BadInputError}


# VmHWM and not ru_maxrss, which a process takes over from the one that started it.
MEASURED = """
import re, sys
from pathlib import Path
from mcu_cli.intake.files.incoming import open_sheets
(sheet,) = open_sheets(Path(sys.argv[1]))
rows = sum(1 for row in sheet.rows)
print(rows, re.search("VmHWM:\\\\s+(\\\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read as Linux tells it")
@pytest.mark.parametrize("kind", ["csv", "csv-1251", "jsonl"])
def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path, kind: str) -> None:
    peaks = []
    for rows in (2_000, 60_000):
        path = tmp_path / f"{rows}"
        with path.open("w", encoding="cp1251" if kind == "csv-1251" else "utf-8") as file:
            for n in range(rows):
                text = f"Второй день не чистят тротуар у дома {n}; прошу принять меры. " * 2
                file.write(f'{{"id": {n}, "text": "{text}"}}\n' if kind == "jsonl" else f'{n};"{text}"\n')
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, path], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
        )
        found, peak = map(int, done.stdout.split())
        assert found == rows + (kind == "jsonl")
        peaks.append(peak)

    assert peaks[1] - peaks[0] < 6_000  # KiB; the large file has 13 MB, as text 20 MB
