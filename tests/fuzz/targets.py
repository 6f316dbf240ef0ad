"""What is fuzzed: each target takes the bytes of a stranger, and either refuses them in words or holds its promise.

A refusal is an error of the family of `McuError` (or problems that are told). All else that is raised is a finding: an
exception that nobody meant, a promise that does not hold, too long a time.
"""

from __future__ import annotations

import contextlib
import tempfile
import weakref
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.domain import arrivals
from mcu_cli.domain.active_characters import ACTIVE
from mcu_cli.domain.arrivals import Names
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.likeness import content, essence
from mcu_cli.domain.personal import personal_marks
from mcu_cli.domain.query.parser import parse
from mcu_cli.domain.query.printing import text_of
from mcu_cli.domain.query.saved import expanded
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.words import stems
from mcu_cli.errors import McuError, Problem
from mcu_cli.intake.files import workbook_process
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.layouts import find_table
from mcu_cli.intake.markup import readable
from mcu_cli.intake.moments import MomentError, moment_of
from mcu_cli.intake.proposing.proposal import propose
from mcu_cli.intake.rows import read_rows
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.render.letters import LETTERS, Letters
from mcu_cli.render.report.press import press_paragraphs, press_problems
from mcu_cli.render.templates import MissingFieldError, TextTooLongError
from mcu_cli.store import canonical_reader, libyaml, registries
from mcu_cli.store.filters import filter_problems
from mcu_cli.store.item_schema import examine_item, write_item
from mcu_cli.store.map_file import read_map
from mcu_cli.store.schema import examine, read_appeal, write_appeal
from mcu_cli.store.selection import condition
from mcu_cli.store.trailers import Message, trailers_of
from tests.queries import NOW, Rows
from tests.render.press_data import report_data
from tests.reports.history import CALENDAR, REGISTRY, ZONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.domain.column_map import ColumnMap

_MEMORY_OF_A_WORKBOOK = 1 << 30  # bytes: to fill more of it takes seconds, again and again
_ROWS = 200  # of a table that are made into appeals
APART = b"\n--- the second file ---\n"
_TRAILERS = {"Mcu-Action", "Mcu-Source", "Mcu-Format"}


def bound_workbooks() -> None:
    """Let the reader of workbooks have less memory than at work, for the rest of this process."""
    workbook_process.MOST_MEMORY = _MEMORY_OF_A_WORKBOOK


@cache
def scratch() -> Path:
    """Return a folder for incoming files, which goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="mcu-fuzz-"))
    weakref.finalize(scratch, _removed, folder)
    return folder


def _removed(folder: Path) -> None:
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


@cache
def shipped() -> tuple[ColumnMap, ...]:
    """Return the maps that come with mcu."""
    from mcu_cli.commands.import_map import known_maps

    return tuple(known_maps())


def incoming(data: bytes) -> None:
    """Import a file: its rows become appeals that are written and read again as they were."""
    path = scratch() / "export"
    path.write_bytes(data)
    try:
        sheets = open_sheets(path)
        propose(sheets)
        table, layout = find_table(sheets, None, shipped())
        readings = list(islice(read_rows(table, layout, zone=ZONE, now=NOW), _ROWS))
    except McuError:
        return
    rules, names, act = Rules(REGISTRY, CALENDAR), Names(REGISTRY), Act("clerk@town.example", NOW)
    for n, draft in enumerate(reading for reading in readings if not isinstance(reading, Problem)):
        appeal = arrivals.arrived(draft, f"20261120-{n + 1:04}", act, rules, names)
        written = write_appeal(appeal)
        again = read_appeal(written, file="appeal.yaml")
        assert write_appeal(again) == written
        assert again.text == appeal.text


def appeal_file(data: bytes) -> None:
    """Read a file of the store: the two readers agree, and what is in order is written and read again as it was."""
    _readers_agree(data)
    with contextlib.suppress(McuError):
        reading = examine(data, file="appeal.yaml")
        if reading.appeal is not None:
            written = write_appeal(reading.appeal)
            assert write_appeal(read_appeal(written, file="appeal.yaml")) == written


def _readers_agree(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    own = canonical_reader.read(text)
    if own is None:
        return
    assert libyaml.parse(text) == own


def ledger_item(data: bytes) -> None:
    """Read an item of each ledger."""
    for ledger in Ledger:
        with contextlib.suppress(McuError):
            reading = examine_item(data, ledger, file="item.yaml")
            if reading.item is not None:
                write_item(reading.item)


def registry_files(data: bytes) -> None:
    """Read the two registries."""
    departments, _mark, categories = data.partition(APART)
    with contextlib.suppress(McuError):
        registries.examine(departments, categories)


def filters_file(data: bytes) -> None:
    """Read saved filters, and all queries in them."""
    with contextlib.suppress(McuError):
        filter_problems(data)


def map_file(data: bytes) -> None:
    """Read the map of a table."""
    with contextlib.suppress(McuError):
        read_map(data, file="map.yaml")


@cache
def rows() -> Rows:
    """Return the tables of an index without appeals."""
    return Rows(())


def query(data: bytes) -> None:
    """Parse a query, print it, parse that, and ask the index."""
    text = data.decode(errors="replace")
    try:
        found = parse(text)
        tree = found.tree
        assert parse(text_of(tree)).tree == tree
        whole = expanded(found, {"mine": "open"})
        asked = condition(rows(), whole, REGISTRY, NOW)  # type: ignore[arg-type]  # it has what is asked of an index
    except McuError:
        return
    rows().entries(asked.sql, asked.values)


def letter(data: bytes) -> None:
    """Examine a template of answers; one in order is filled, by values of strangers."""
    sources = {"letter": data, "parts/signature": b"Sincerely"}
    letters = Letters(sources)
    if letters.problems("letter"):
        return
    values = dict.fromkeys(LETTERS.fields, "{{ 7*7 }}{% raw %}<b>" + "x" * 2000)
    with contextlib.suppress(MissingFieldError, TextTooLongError):
        letters.fill("letter", values)
    with contextlib.suppress(MissingFieldError, TextTooLongError):
        letters.fill("letter", {"appeal.id": "20261120-0001"})


@cache
def _press_of_a_new_store() -> dict[str, bytes]:
    folder = Path(__file__).resolve().parents[2] / "mcu_cli" / "store" / "defaults" / "press" / "ru"
    return {path.relative_to(folder).with_suffix("").as_posix(): path.read_bytes() for path in folder.rglob("*.txt")}


def press(data: bytes) -> None:
    """Examine a press text; one in order is filled with the figures of a report."""
    sources = {**_press_of_a_new_store(), "week": data}
    if press_problems("week", sources):
        return
    with contextlib.suppress(MissingFieldError, TextTooLongError):
        press_paragraphs(report_data(), "week", sources)


def text(data: bytes) -> None:
    """Do with a text all that is done with the text of an appeal, and show it."""
    wild = data.decode(errors="surrogateescape")
    shown = clean(wild)
    assert not ACTIVE.search(shown)
    assert "\n" not in clean_line(wild)
    message = Message("note", wild, others=(("Mcu-Source", wild),)).text()
    assert set(trailers_of(message)) <= _TRAILERS
    plain = data.decode(errors="replace")
    readable(plain)
    personal_marks(plain)
    list(stems(plain))
    essence(plain)
    content(plain)
    with contextlib.suppress(MomentError):
        moment_of(plain, zone=ZONE, now=datetime.now(tz=ZONE))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "incoming files": incoming,
    "appeals": appeal_file,
    "items of ledgers": ledger_item,
    "registries": registry_files,
    "saved filters": filters_file,
    "maps": map_file,
    "queries": query,
    "templates of answers": letter,
    "press texts": press,
    "texts": text,
}
