"""What a stranger wrote into an appeal acts on nobody who reads it: on no screen, page, sheet, mail or commit."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.active_characters import ACTIVE
from mcu_cli.domain.spreadsheets import begins_a_formula
from mcu_cli.store.trailers import trailers_of
from tests.conftest import ROOT, StoreFolder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

# A terminal's title and its screen; directions; what is not seen; markup of Rich, Jinja, HTML and Markdown; a formula.
EVIL = (
    "=HYPERLINK(1) \x1b]0;evil\x07\x1b[2J\x9b31m\u202eevil\u2066\u061c\u200b\u2028\U000e0041\u3164\ufe01 "
    "[bold red on white]evil[/] [link=http://evil.example]evil[/link] {{ 7*7 }}{% for a in b %} "
    "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt; [evil](javascript:alert(1)) "
    "![evil](http://evil.example/x) "
    "`evil` | evil | \\evil 'evil\" $(evil) ;evil"
)
LINES = f"{EVIL}\r\nMcu-Action: forged\n\nMcu-Undoes: HEAD\nBcc: evil@evil.example\n# evil\n- evil\n"
ID = "20251224-0001"
READING = [
    ("list",),
    ("list", "--sort", "due"),
    ("list", "evil"),
    ("show", ID),
    ("log", ID),
    ("agenda",),
    ("search", "evil"),
    ("likely",),
    ("route", ID),
    ("check",),
    ("doctor",),
    ("verify",),
    ("report", "day", "--date", "2025-12-24", "--kind", "internal"),
    ("report", "day", "--date", "2025-12-24"),
    ("report", "day", "--date", "2025-12-24", "--kind", "internal", "--format", "md"),
    ("report", "day", "--date", "2025-12-24", "--kind", "internal", "--format", "html"),
    ("summary", "--date", "2025-12-24"),
    ("summary", "--date", "2025-12-24", "--format", "md"),
    ("template", "explained", "--for", ID),
    ("classify", ID, "--auto", "--dry-run"),
    ("note", ID, "--text", "x", "--dry-run"),
    ("answer", ID, "--template", "explained", "--outcome", "explained", "--dry-run"),
    ("edit", ID, "--set", "place.street=x", "--dry-run"),
    ("redact", ID, "--all", "--dry-run"),
    ("redact", ID, "--text", "evil", "--dry-run"),
    ("redact", ID, "--found", "--author", "--dry-run"),
    ("instruct", "list"),
    ("poll", "list"),
    ("done", "list"),
    ("reception", "list"),
]
REFUSED = {"classify": 4, "answer": 4}  # in words that name what the stranger wrote
FORMATS = ("list", "show", "log", "agenda", "search", "likely", "route", "check", "redact", "retention")


def record(n: int, **more: str) -> dict[str, str]:
    fields = (
        "author profile phone email address region municipality district settlement street house flat object url"
        " group topic department executor tags note answer"
    )
    return {
        "text": LINES,
        "key": f"{n} {EVIL}",
        "system": "evil",
        "received": "2025-12-24 09:00",
        "answered": "2025-12-24 10:00",
        **{name: f"{EVIL} {name}" for name in fields.split()},
        "channel": "mail",
        **more,
    }


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evil") / "store"


@pytest.fixture
def evil(mcu: Mcu, store: StoreFolder, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Make a store with appeals of strangers alone, in a file of a name that is theirs too."""
    if not made.is_dir():
        path = tmp_path / "-evil \u202e[red]=1.json"
        urgent = {"channel": "urgent", "answer": "", "answered": "", "author": ""}  # their streets stand in the summary
        streets = ("<script>evil</script>", "[evil](http://evil.example)", "*evil* `evil`|", "\u202eevil", "=evil")
        rows = [record(1), record(2, answer="", answered="")]
        rows += [record(n, street=f"ул. {street}", **urgent) for n, street in enumerate(streets, start=3)]
        path.write_text(json.dumps(rows), encoding="utf-8")
        mcu("import", "--", path)
        shutil.copytree(store.root, made)
    root = tmp_path / "evil"
    shutil.copytree(made, root)
    monkeypatch.chdir(root)
    return StoreFolder(root)


def acting(text: str) -> list[str]:
    """Return the names of the characters that act, line feeds apart."""
    found = [*ACTIVE.findall(text), *(letter for letter in text if unicodedata.category(letter) in {"Cc", "Cs"})]
    return sorted({f"U+{ord(letter):04X}" for letter in found if letter != "\n"})


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.usefixtures("evil")
def test_no_command_shows_what_would_act_on_a_terminal(mcu: Mcu, command: tuple[str, ...]) -> None:
    done = mcu(*command, code=REFUSED.get(command[0], 0))

    assert not acting(done.stdout)
    assert not acting(done.stderr)
    if command[0] in {"list", "show", "log", "agenda", "search", "summary"}:
        assert "evil" in done.stdout


def test_neither_the_end_of_a_term_nor_its_act_shows_what_would_act(mcu: Mcu, evil: StoreFolder) -> None:
    mcu("answer", ID, "--text", "Да.", "--outcome", "explained")
    after = "2032-01-01T12:00:00+03:00"
    shown = [mcu("retention", *words, now=after) for words in ((), ("apply", "--dry-run"), ("apply", "--yes"))]
    assert "HYPERLINK" in shown[1].stderr
    assert [acting(done.stdout + done.stderr) for done in shown] == [[], [], []]
    (act,) = (evil.root / "reports" / "destruction").rglob("*.md")
    assert not acting(act.read_text(encoding="utf-8"))
    assert "<script>" not in act.read_text(encoding="utf-8")


@pytest.mark.usefixtures("evil")
def test_what_an_auditor_types_shows_nothing_that_would_act_but_gits_own_tabs(mcu: Mcu) -> None:
    assert set(acting(mcu("log", ID, "--prove").stdout)) <= {"U+0009"}


# What mcu itself says to a terminal: colours, and the hiding and showing of the cursor.
OURS = re.compile(r"\x1b\[(?:[0-9;]*m|\?25[hl])")


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    "command", [("list",), ("show", ID), ("log", ID), ("agenda",), ("search", "evil"), ("report",)], ids=" ".join
)
def test_on_a_terminal_colours_are_all_that_acts(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mcu_cli", *command], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        pieces = []
        with contextlib.suppress(OSError):  # how the end is told
            while piece := os.read(ours, 1 << 16):
                pieces.append(piece)
    os.close(ours)
    shown = b"".join(pieces).decode()

    assert process.returncode == 0
    assert shown
    assert acting(OURS.sub("", shown).replace("\r\n", "\n")) == []


@pytest.mark.parametrize("command", FORMATS)
@pytest.mark.usefixtures("evil")
def test_nothing_in_json_acts_on_a_terminal_and_all_of_it_is_there(mcu: Mcu, command: str) -> None:
    arguments = {
        "search": ["evil"],
        "show": [ID],
        "log": [ID],
        "route": [ID],
        "redact": [ID, "--all", "--dry-run"],
    }.get(command, [])
    done = mcu(command, *arguments, "--json")

    assert not [
        letter for letter in done.stdout if letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Zl"}
    ]
    if command == "show":
        assert "\x1b]0;evil\x07" in done.data["text"]


def test_the_commit_of_an_import_says_nothing_in_the_name_of_mcu(evil: StoreFolder) -> None:
    message = evil.git("log", "-1", "--format=%B")

    assert not acting(message)
    assert trailers_of(message)["Mcu-Action"] == ["import"]
    assert set(trailers_of(message)) == {"Mcu-Action", "Mcu-Appeal", "Mcu-Source", "Mcu-Format"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("log", ID), 0),
        (("check",), 0),
        (("doctor",), 0),
        (("show", ID), 0),
        (("verify",), 6),
        (("undo", "--yes"), 4),
    ],
    ids=str,
)
def test_a_commit_of_a_stranger_acts_on_nobody(
    mcu: Mcu, evil: StoreFolder, command: tuple[str, ...], code: int
) -> None:
    name = "=evil\x1b]0;evil\x07\u202e[red]\u200b"
    author = f"--author={name} <evil\u202e[red]@town.example>"
    evil.git("commit", "-q", "--amend", author, "-m", f"import {name}\n\nMcu-Action: {name}")

    finished = mcu(*command, code=code)

    assert not acting(finished.stdout + finished.stderr)
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("note", ID, "--text", LINES, 0),
        ("note", ID, "--text", "--upload-pack=evil", 0),
        ("assign", ID, "--to", "-evil\nMcu-Undoes: HEAD", "--reason", LINES, 3),
        ("prioritise", ID, "-p", "urgent", "--reason", LINES, 0),
        ("edit", ID, "--set", f"place.street={EVIL}", 0),
        ("edit", ID, "--set", "author.name=--exec=evil", 0),
    ],
    ids=lambda command: f"{command[0]} {command[-2][:14]!a}",
)
def test_a_text_that_a_command_takes_makes_no_trailer_and_no_option(
    mcu: Mcu, evil: StoreFolder, command: tuple[str | int, ...]
) -> None:
    before = evil.head
    *arguments, code = command
    mcu(*map(str, arguments), code=int(code))
    for message in evil.git("log", "--format=%B%x00", f"{before}..").split("\0"):
        assert not acting(message)
        assert set(trailers_of(message)) <= {"Mcu-Action", "Mcu-Appeal", "Mcu-Format"}
    mcu("check")


class _Page(HTMLParser):
    """What a browser would make of a page: its elements and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)
        self.links.update(str(value) for name, value in attrs if name in {"href", "src", "action", "xlink:href"})


@pytest.mark.parametrize(
    "command",
    [
        ("report", "day", "--date", "2025-12-24", "--kind", "internal"),
        ("report", "month", "--date", "2025-12", "--kind", "internal"),
        ("report", "day", "--date", "2025-12-24"),
        ("summary", "--date", "2025-12-24"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("evil")
def test_a_page_has_no_script_no_picture_and_no_link_of_a_stranger(
    mcu: Mcu, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "page.html"
    mcu(*command, "--format", "html", "-o", path)
    page = _Page(path.read_text(encoding="utf-8"))

    assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "input", "bold", "link"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not {link for link in page.links if "evil" in link or "javascript" in link}


@pytest.mark.parametrize(
    "command",
    [("report", "day", "--date", "2025-12-24", "--kind", "internal"), ("summary", "--date", "2025-12-24")],
    ids=" ".join,
)
@pytest.mark.usefixtures("evil")
def test_markdown_has_no_page_and_no_link_of_a_stranger(mcu: Mcu, command: tuple[str, ...]) -> None:
    text = mcu(*command, "--format", "md").stdout
    unescaped = re.sub(r"\\.", "", text)
    assert "evil" in unescaped

    assert not re.search(r"<[a-zA-Z/!]", unescaped)
    assert not re.search(r"\]\((?!#)", unescaped)
    assert "\n# evil" not in text
    assert "\n- evil" not in text


@pytest.mark.usefixtures("evil")
def test_no_cell_of_a_list_is_a_formula(mcu: Mcu) -> None:
    rows = list(csv.reader(io.StringIO(mcu("list", "--csv").stdout), delimiter=";"))

    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell and not cell.startswith("'") and begins_a_formula(cell)]


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.usefixtures("evil")
def test_no_cell_of_a_report_is_a_formula(mcu: Mcu, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"report.{format_}"
    mcu("report", "day", "--date", "2025-12-24", "--kind", "internal", "-o", path)

    if format_ == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]
    else:
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}
        formulas = [found for text in parts.values() for found in re.findall(r"<f>(.*?)</f>", text)]
        assert not [formula for formula in formulas if "HYPERLINK" in formula or "evil" in formula]
        assert not [name for name, text in parts.items() if name.endswith(".rels") and "evil" in html.unescape(text)]


@pytest.mark.usefixtures("store")
def test_rejected_rows_hold_no_formula(mcu: Mcu, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([record(1, received="=1+1"), record(2, text="")]), encoding="utf-8")
    mcu("import", path, code=5)

    with (tmp_path / "rows.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]

    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if begins_a_formula(cell) and not cell.startswith("'")]
