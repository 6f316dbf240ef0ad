"""A yardstick: the store of an invented town, and the report that has to give what was published, printed once."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from mcu_cli.store.lock import exclusive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu
    from tests.published.town import Town

_PATIENCE = 300.0  # seconds to wait for the worker that makes the same thing


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A store that stands for a published report, and the command that has to give its figures again."""

    root: Path
    period: tuple[str, ...]
    now: str
    mcu: Mcu

    def printed(self, *options: str) -> str:
        """Return what `mcu report PERIOD` prints with these options, as a process of its own; printed once."""
        arguments = ("--store", str(self.root), "report", *self.period, *options)
        name = hashlib.sha256("\0".join(arguments).encode()).hexdigest()[:16]
        return once(self.root.parent / f"{name}.txt", lambda: self.mcu(*arguments, now=self.now).stdout)

    @property
    def data(self) -> dict[str, Any]:
        """Return the report as JSON."""
        envelope = json.loads(self.printed("--json"))
        assert envelope["problems"] == []
        data: dict[str, Any] = envelope["data"]
        return data

    @property
    def tables(self) -> Text:
        """Return the report as it is printed into a pipe."""
        return Text(self.printed())

    @property
    def press(self) -> Text:
        """Return the paragraphs for a press office."""
        return Text(self.printed("--kind", "press"))

    @property
    def errors(self) -> list[Any]:
        """Return what `mcu check` and `mcu verify` find wrong with the store and its history, warnings too."""
        return [problem for command in ("check", "verify") for problem in self._problems(command)]

    def _problems(self, command: str) -> list[Any]:
        arguments = ("--store", str(self.root), command, "--json")
        text = once(self.root.parent / f"{command}.txt", lambda: self.mcu(*arguments, now=self.now).stdout)
        problems: list[Any] = json.loads(text)["problems"]
        return problems


@dataclass(frozen=True, slots=True)
class Text:
    """A report in words and tables, to be looked into by a reader who knows what must be there."""

    text: str

    def rows(self, title: str) -> list[list[str]]:
        """Return the cells behind each row of a table that is titled `title`."""
        found = []
        for line in self.text.splitlines():
            first, *cells = _cells(line)
            if first.casefold() == title.casefold() and cells:
                found.append(cells)
        return found

    def has_table_with(self, *numbers: str) -> bool:
        """Whether the first numbers of the rows of one table include all of these."""
        tables = [block.splitlines() for block in re.split(r"\n\s*\n", self.text)]
        firsts = [{cells[1] for line in table if len(cells := _cells(line)) > 1} for table in tables]
        return any(set(numbers) <= found for found in firsts)

    def sentences(self) -> list[str]:
        """Return the sentences, each on one line; no-break spaces stay."""
        lines = re.sub(r"[ \t]*\n[ \t]*(?=\n|[-–—•*] )", "\n\n", self.text)
        paragraphs = [" ".join(part.split(" ")).replace("\n", " ") for part in re.split(r"\n\s*\n", lines)]
        # A full stop ends a sentence where a capital follows: «2,1 тыс. обращений» goes on.
        return [one.strip() for part in paragraphs for one in re.split(r"(?<=[.!?])[ ]+(?=[«А-ЯЁA-Z])", part) if one]

    def says(self, number: str, *stems: str) -> bool:
        """Whether one sentence holds `number` whole (`23` is `23,0`) and each of the beginnings of words."""
        whole = re.compile(rf"(?<![\d\u00a0,.]){re.escape(number)}(?:,0)?(?!\d|[,\u00a0]\d)")
        return any(
            whole.search(sentence) and all(re.search(rf"\b(?:{stem})", sentence, re.IGNORECASE) for stem in stems)
            for sentence in self.sentences()
        )

    def names_in_order(self, *stems: str) -> bool:
        """Whether one sentence or line names all of them, in this order."""
        pattern = re.compile(".*?".join(rf"\b(?:{stem})" for stem in stems), re.IGNORECASE)
        return any(pattern.search(sentence) for sentence in self.sentences())

    def lists_in_order(self, *titles: str) -> bool:
        """Whether the tables have rows with these titles, each below the one before."""
        starts = [line.strip().casefold() for line in self.text.splitlines()]
        places = [
            next((n for n, line in enumerate(starts) if line.startswith(f"{title.casefold()} ")), -1)
            for title in titles
        ]
        return -1 not in places and places == sorted(places)


def _cells(line: str) -> list[str]:
    return re.split(r"[ ]{2,}", line.strip())


class Measured(Protocol):
    """Return the yardstick of a town: `make` invents it, `period` are the arguments of `mcu report`."""

    def __call__(self, name: str, make: Callable[[], Town], *period: str) -> Yardstick:
        """Make the store where no test before, of whatever worker, has asked for the town called `name`."""


def once(kept: Path, make: Callable[[], str]) -> str:
    """Return the text kept in a file; the first who asks makes it, and others wait for it."""
    with exclusive(kept.with_suffix(".lock"), timeout=_PATIENCE, purpose="make what tests share"):
        if not kept.is_file():
            text = make()
            kept.write_bytes(text.encode())
        return kept.read_bytes().decode()


def row(data: dict[str, Any], breakdown: str, name: str) -> dict[str, Any]:
    """Return the row of a breakdown with this id."""
    found: dict[str, Any] = next(one for one in data[breakdown] if one["id"] == name)
    return found


def top(data: dict[str, Any], breakdown: str, count: int = 5) -> list[str]:
    """Return the ids of the first rows of a breakdown."""
    return [one["id"] for one in data[breakdown]][:count]
