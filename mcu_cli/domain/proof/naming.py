"""The trailers of a commit held against what it changed, as the changes come, however many they are."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from mcu_cli.domain.proof.kinds import Finding, Kind, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

APPEAL, FILE = "Mcu-Appeal", "Mcu-File"
_COUNT = re.compile(r"(\d+) appeals")
_DIGEST = "sha256:"
_MORE = " ..."
_DAY = len("20251224")


class Naming:
    """What the trailers of one commit name, crossed out as it is met. Paths are to come in the order of git."""

    def __init__(self, trailers: Mapping[str, Sequence[str]]) -> None:
        """Read the trailers."""
        lines = list(trailers.get(APPEAL, ()))
        self._files = dict.fromkeys(trailers.get(FILE, ()))
        self._told = lines
        self._is_cut = any(line.endswith(_MORE) for line in lines)
        self._is_list = self._is_cut or len(lines) > 1
        ids = [line.removesuffix(_MORE) for line in lines if not _COUNT.fullmatch(line) and _DIGEST not in line]
        self._appeals = dict.fromkeys(name for line in ids for name in line.split())
        self._count = 0
        self._digest = hashlib.sha256()
        self._day: list[str] = []  # ids of one day: git's order of paths is not quite that of ids within it

    def touched_appeal(self, name: str) -> Finding | None:
        """Note that the appeal `name` was changed; return what is wrong with that."""
        self._count += 1
        if self._day and self._day[0][:_DAY] != name[:_DAY]:
            self._day_is_over()
        self._day.append(name)
        if self._appeals.pop(name, self) is self and not self._is_cut:
            return finding(Kind.TOUCHED_UNNAMED)
        return None

    def touched_file(self, path: str) -> Finding | None:
        """Note that a file which is no appeal was changed; return what is wrong with that."""
        return finding(Kind.TOUCHED_UNNAMED) if self._files.pop(path, self) is self else None

    def left(self) -> Iterator[Finding]:
        """Yield, once all that was changed is noted, what the trailers name besides, and a list that is not its own."""
        for name in (*self._appeals, *self._files):
            yield finding(Kind.NAMED_UNTOUCHED, name=name)
        self._day_is_over()
        if self._is_list:
            counts = [int(found[1]) for found in map(_COUNT.fullmatch, self._told) if found]
            digests = [line.removeprefix(_DIGEST) for line in self._told if line.startswith(_DIGEST)]
            if counts != [self._count] or digests != [self._digest.hexdigest()]:
                yield finding(Kind.FALSE_LIST, told=counts[0] if counts else "-", n=self._count)

    def _day_is_over(self) -> None:
        self._digest.update("".join(f"{name}\n" for name in sorted(self._day)).encode())
        self._day.clear()
