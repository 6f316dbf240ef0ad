"""Where fuzzing begins: real files of each kind, as far as they are here, and invented ones."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.targets import APART
from tests.hostile.test_workbooks import XLS
from tests.intake.test_workbook_reach import CELL, ods
from tests.queries import VALUES
from tests.workbooks import INCIDENT, plain, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
_MOST_OF_A_TABLE = 20_000  # bytes: a mutation in a longer one is seldom seen
_DEFAULTS = ROOT / "mcu_cli" / "store" / "defaults"
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r", "cp866", "iso8859-5")


def seeds_of(target: str) -> list[bytes]:
    """Return the files, queries or texts with which the fuzzing of a target begins."""
    return list(_SEEDS[target]())


def _incoming() -> Iterator[bytes]:
    if (REAL / "incident_export.xlsx").exists():
        yield (REAL / "incident_export.xlsx").read_bytes()
        table = (REAL / "perm_appeals.csv").read_bytes()[:_MOST_OF_A_TABLE].rpartition(b"\n")[0]
        yield table
        yield table.replace(b",", b"\t")
    yield workbook(INCIDENT, plain(2, "Яма"))
    yield XLS
    cells = [CELL.format(text=text, more="") for text in ("text", "Яма", "2026-11-01")]
    yield ods("".join(f"<table:table-row>{cell}</table:table-row>" for cell in cells))
    rows = [
        {"text": "Яма на дороге у дома, очень большая", "key": "7", "system": "x", "received": "2026-11-01 10:00"},
        {"text": 'Снег; «лёд», "вода"\nвторая строка', "author": "Иванова А. А.", "answer": "Уберут", "note": "x"},
    ]
    yield json.dumps(rows).encode()
    yield "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    yield json.dumps({"response": {"items": rows, "author": {"name": "Пётр"}}}).encode()
    lines = "text;key;system;received\n" + '"Яма; во дворе, «глубокая» ""очень""";7;x;01.11.2026 10:00\n' * 5
    for encoding in _ENCODINGS:
        yield lines.encode(encoding, "replace")


def _files(pattern: str) -> Iterator[bytes]:
    return (path.read_bytes() for path in islice(sorted(ROOT.glob(pattern)), 12))


def _appeals() -> Iterator[bytes]:
    yield from _files("appeals/**/*.yaml")
    yield b'id: 20261120-0001\nreceived: "2026-11-20T10:00:00+06:00"\ntext: |2-\n   x\n'
    yield b'history:\n- {a: [b, "\\u202e"]}\n- |\n  x\n'


def _items() -> Iterator[bytes]:
    for folder in ("receptions", "polls", "instructions", "works"):
        yield from _files(f"{folder}/**/*.yaml")


def _registries() -> Iterator[bytes]:
    yield APART.join((_DEFAULTS / name).read_bytes() for name in ("departments.yaml", "categories.yaml"))
    yield APART.join((ROOT / name).read_bytes() for name in ("departments.yaml", "categories.yaml"))


def _filters() -> Iterator[bytes]:
    queries = ("status:new,assigned department:roads", "@mine (urgent or due:..today)")
    yield "format: 1\nfilters:\n  mine: '{}'\n  горит: '{}'\n".format(*queries).encode()


def _queries() -> Iterator[bytes]:
    yield from (f"{name}:{value}".encode() for name, values in VALUES.items() for value in values)
    yield "ямы or (люки -снег) «две ямы» due:<2026-12-01 received:2026-11-01..2026-11-20 @mine не горит".encode()
    yield b"open overdue urgent unrouted chatter repeat today friday rating:1..4 -status:new,assigned 1224-7 key:none"


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "incoming files": _incoming,
    "appeals": _appeals,
    "items of ledgers": _items,
    "registries": _registries,
    "saved filters": _filters,
    "maps": lambda: _files("mcu_cli/intake/maps/*.yaml"),
    "queries": _queries,
    "templates of answers": lambda: _files("mcu_cli/store/defaults/templates/**/*.txt"),
    "press texts": lambda: _files("mcu_cli/store/defaults/press/**/*.txt"),
    "texts": lambda: (row.encode() for row in _texts()),
}


def _texts() -> Iterable[str]:
    yield "Иванов И. И., ул. Ленина, д. 5, кв. 7, тел. 8 (912) 345-67-89, ivan@town.example, паспорт 5703 123456."
    yield "<p>Второй&nbsp;день <br/>не чистят [id1|тротуар] &#1071;&amp;</p> 2026-11-01T10:00:00+06:00"
    yield "1 ноября 2026 г. в 10:05"
    yield "01.11.2026"


def unpacked(data: bytes) -> dict[str, bytes] | None:
    """Return the parts of a workbook that is an archive; None for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it has no parts to change
        return None


def packed(parts: dict[str, bytes]) -> bytes:
    """Return an archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()
