"""Both registries kept as JSON in `.mcu/`, so that a command that only reads parses no YAML and checks nothing twice.

What is kept was in order when it was read, and names the git objects that it was made of and the mcu that read them.
It is disposable: where HEAD holds other objects, or the file is cut short or not what was written, both registries are
read and checked again. Each part is made when it is first asked for: a list wants names, and neither words nor terms.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from mcu_cli import __version__
from mcu_cli.domain.registry import Registry
from mcu_cli.errors import McuError
from mcu_cli.store.files import read_file, write_file
from mcu_cli.store.registry_plain import PARTS, part_of, plain_part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FILE = "registries.jsonl"
# Raise it whenever what is kept has another form, or what registries may hold is checked in another way.
FORM = f"2 {__version__}"


class KeptRegistry(Registry):
    """Both registries out of the kept form; equal, part by part, to what reading the files gives."""

    @classmethod
    def of(cls, parts: Mapping[str, bytes], afresh: Callable[[], Registry]) -> KeptRegistry:
        """Return the registry of kept parts; where one is not what it should be, `afresh` reads the files."""
        registry = cls.__new__(cls)
        registry.__dict__.update(_parts=parts, _afresh=afresh)
        return registry

    def __getattr__(self, name: str) -> Any:
        """Return a field that nobody has asked for yet, and keep it."""
        part = PARTS.get(name)
        if part is None:
            raise AttributeError(name)
        try:
            values = part_of(part, json.loads(self.__dict__["_parts"][part]))
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError, McuError):
            fresh = self.__dict__["_afresh"]()
            values = {field: getattr(fresh, field) for field, where in PARTS.items() if where == part}
        self.__dict__.update(values)
        return values[name]


def kept(path: Path, blobs: Mapping[str, str], afresh: Callable[[], Registry]) -> Registry | None:
    """Return the registry kept at `path`, if it was made of the git objects `blobs`, which are told by file name."""
    try:
        header, _end, rest = (read_file(path) or b"").partition(b"\n")
        if json.loads(header) != _header(blobs, rest):
            return None
    except (ValueError, RecursionError, McuError):
        return None  # it is derived: whatever is wrong with it, the files are read
    lines = rest.split(b"\n")
    return KeptRegistry.of(dict(zip(dict.fromkeys(PARTS.values()), lines, strict=False)), afresh)


def keep(path: Path, blobs: Mapping[str, str], registry: Registry) -> None:
    """Keep `registry`, read without a problem from the git objects `blobs`, at `path`."""
    lines = (
        json.dumps(plain_part(part, registry), ensure_ascii=False, separators=(",", ":"))
        for part in dict.fromkeys(PARTS.values())
    )
    rest = "\n".join(lines).encode("utf-8", "surrogatepass")
    # A disk that takes no file costs the next command time, and nothing else.
    with contextlib.suppress(McuError):
        write_file(path, json.dumps(_header(blobs, rest)).encode() + b"\n" + rest, private=True)


def _header(blobs: Mapping[str, str], rest: bytes) -> dict[str, Any]:
    return {"form": FORM, "blobs": dict(blobs), "check": zlib.crc32(rest)}
