"""Reports for the tests of their forms: of a small record, with names of strangers that would like to act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

from mcu_cli.domain.registry import Department
from mcu_cli.domain.vocabulary import Channel, EventKind, Network
from mcu_cli.reports.figures import as_data, figures
from mcu_cli.reports.periods import Kind, around
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, event, final

HOSTILE = "[red]x[/red]\x1b[2J|<b>\u202e=1"
SCRIPT = "=1+1</script><script>alert(1)</script>{{ 7*7 }} $\\frac"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def data_of(
    kind: Kind = Kind.WEEK, *, department: str = "roads", now: str = "11-20 18:00", name: str = HOSTILE
) -> dict[str, Any]:
    """Return the report of a week, a month, ... in November 2026, with two appeals in it and one before."""
    registry = replace(REGISTRY, departments={**REGISTRY.departments, "x": Department("x", name)})
    record = Record(
        [
            appeal(
                1,
                at("11-16 10:00"),
                event(EventKind.ASSIGNED, at("11-16 11:00"), department=department),
                final(at("11-17 10:00")),
                network=Network.VK,
                category="roads/snow",
            ),
            appeal(2, at("11-18 10:00"), category="=1+1", topic=name, channel=Channel.LETTER, district="Заречный"),
            appeal(3, at("11-02 10:00")),
        ]
    )
    found = as_data(figures(record, registry, CALENDAR, around(kind, date(2026, 11, 20)), at(now)))
    return {
        "kind": "public",
        **found,
        "paragraphs": None,
        "record_begins": "2026-11-02",
        "lists": None,
        "uncounted": [],
        "fingerprint": COMMIT,
        "as_of": at(now).isoformat(),
        "repeat": "mcu report week --date 2026-11-20 --at 0123456789ab",
    }


def hostile(kind: Kind = Kind.YEAR) -> dict[str, Any]:
    """Return a report in which every name that a stranger may have given tries to act."""
    data = data_of(kind, department="x", name=SCRIPT)
    data["municipality"] = SCRIPT
    data["where"] = SCRIPT
    return data


class Page(HTMLParser):
    """What a browser makes of a page: its tags and attributes, and all text outside of the style."""

    def __init__(self, text: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the style."""
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Gather what is shown."""
        if not self._in_style:
            self.text += data

    def all_of(self, name: str) -> list[str]:
        """Return the values of the attributes of this name."""
        return [value for found, value in self.attributes if found == name]
