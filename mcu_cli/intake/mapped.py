"""Any table read by a map: rows to drafts, each cell that cannot be taken a problem of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.column_map import ANY_OTHER, BY_NAME, Kind
from mcu_cli.domain.draft import Draft
from mcu_cli.domain.known_words import known_words
from mcu_cli.domain.names import word_and_title
from mcu_cli.domain.spreadsheets import GUARD, unguarded_cell
from mcu_cli.domain.vocabulary import Channel, Priority, Status
from mcu_cli.domain.words import fold
from mcu_cli.errors import Problem
from mcu_cli.intake.data_rows import misshapen
from mcu_cli.intake.incident import network_of
from mcu_cli.intake.markup import readable, says_more, without_guard
from mcu_cli.intake.moments import MomentError, brief, moment_of, says_nothing
from mcu_cli.intake.placed import heading_of, places
from mcu_cli.intake.source_numbers import CutNumberError, source_number
from mcu_cli.intake.told_history import Told, history_of
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from mcu_cli.domain.column_map import ColumnMap
    from mcu_cli.intake.table import Table

UNNAMED = "table"
_ENDED = frozenset({Status.CLOSED, Status.REJECTED, Status.FORWARDED, Status.DUPLICATE})
_RATINGS = {str(n): n for n in range(1, 6)}


def read_mapped(
    table: Table, column_map: ColumnMap, *, zone: tzinfo, now: datetime, received: datetime | None = None
) -> Iterator[Draft | Problem]:
    """Yield the draft of each row of `table`, or all that is wrong with it; moments without an offset are in `zone`.

    `now` is the moment of the import, past which nothing can have happened; `received` stands in where the row tells
    no moment of receipt.
    """
    reader = _Reader(table, column_map, zone, now)
    for number, cells in table:
        wrong = misshapen(table, number, cells)
        if wrong is not None:
            yield wrong
            continue
        row = _Row(reader, number, cells)
        draft = row.draft(received or now)
        if row.problems:
            yield from row.problems
        else:
            yield draft


class _Reader:
    """What is the same for all rows: the map, where its columns stand, the clock."""

    def __init__(self, table: Table, column_map: ColumnMap, zone: tzinfo, now: datetime) -> None:
        self.map = column_map
        self.places = places(column_map, table.headings)
        self.zone = zone
        self.now = now
        self.table = table


class _Row:
    """One row, with typed access to its fields; notes what cannot be taken."""

    def __init__(self, reader: _Reader, number: int, cells: Sequence[str]) -> None:
        self.problems: list[Problem] = []
        self._reader = reader
        self._number = number
        self._cells = cells

    def draft(self, fallback: datetime) -> Draft:
        """Return the draft of the row, worth nothing where there are problems."""
        raw = self._cell("text")
        text = self._text("text")
        if not text:
            self._note("text", _("the text is empty"))
        told = self._told()
        for name in told.before_receipt():
            self._note(name, _("{text} is before the receipt; check both cells").format(text=self._cell(name).strip()))
        history = history_of(told, fallback, self._reader.now)
        group, topic = self._category()
        return Draft(
            row=self._number,
            channel=self._choice("channel") or Channel.LETTER,
            source=self._source(),
            received=history.received,
            registered=history.registered,
            own_id=self._word("id"),
            text=text,
            original=_line_feeds(raw) if self._reader.map.markup and says_more(raw) else "",
            priority=self._choice("priority") or Priority.NORMAL,
            kind=self._choice("kind"),
            author=Author(
                name=self._word("author"),
                profile=self._word("profile"),
                phone=self._word("phone"),
                email=self._word("email"),
                address=self._word("address"),
            ),
            place=Place(
                region=self._word("region"),
                municipality=self._word("municipality"),
                district=self._word("district"),
                settlement=self._word("settlement"),
                street=self._word("street"),
                house=self._word("house"),
                flat=self._word("flat"),
                object=self._word("object"),
            ),
            tags=tuple(tag.strip() for tag in self._word("tags").replace(";", ",").split(",") if tag.strip()),
            group=group,
            topic=topic,
            events=history.events,
        )

    def _told(self) -> Told:
        ended, status = self._end()
        return Told(
            received=self._moment("received"),
            registered=self._moment("registered"),
            assigned=self._moment("assigned"),
            answered=self._moment("answered"),
            closed=self._moment("closed"),
            department=self._word("department"),
            executor=self._word("executor"),
            answer=self._said("answer"),
            outcome=self._choice("outcome"),
            ended=ended,
            status=status,
            rating=self._rating(),
            note=self._said("note"),
        )

    def _moment(self, name: str) -> datetime | None:
        """Return the moment in the field `name`; None where there is none, or no good one."""
        text = self._meant(name, self._cell(name).strip())
        if says_nothing(text):
            return None
        reader = self._reader
        try:
            return moment_of(text, zone=reader.zone, now=reader.now, formats=reader.map.dates)
        except MomentError as error:
            self._note(name, str(error))
            return None

    def _word(self, name: str) -> str:
        """Return the field `name` on one line."""
        text = " ".join(self._text(name).split())
        return "" if says_nothing(text) else text

    def _said(self, name: str) -> str:
        """Return the field `name` as a text of any length; empty for the dash that stands for nothing."""
        text = self._text(name)
        return "" if says_nothing(text) else text

    def _rating(self) -> int | None:
        """Return the citizen's mark, or None."""
        text = self._word("rating").removesuffix(".0").removesuffix(",0")
        if not text or text == "0":  # systems write 0 where nobody rated
            return None
        if text not in _RATINGS:
            self._note("rating", _("{text!r} is no mark from 1 to 5").format(text=brief(text)))
        return _RATINGS.get(text)

    def _end(self) -> tuple[bool, str]:
        """Return whether the status says that the appeal is at its end, and the source's own word for that.

        A status is not taken over, so a word that mcu does not know is no problem here.
        """
        raw, meant = self._said_and_meant("status")
        return known_words(Status).get(fold(meant)) in _ENDED, raw

    def _source(self) -> Source:
        url, key = self._word("url"), self._key()
        system = self._word("system") or self._reader.map.system
        if key and not system:  # two tables that count from 1 would take each other's appeals for their own
            self._note("key", _("a number needs the system that gave it; add a column `system`"))
        return Source(system=system or UNNAMED, key=key, url=url, network=self._choice("network") or network_of(url))

    def _key(self) -> str:
        text = self._word("key")
        try:
            return source_number(text)
        except CutNumberError as error:
            self._note("key", str(error))
            return text

    def _category(self) -> tuple[str, str]:
        """Return group and topic: those of the source, else those of a category of mcu."""
        group, topic, category = self._word("group"), self._word("topic"), self._word("category")
        if not category or group:
            return group or category, topic
        parent, stroke, own = category.partition("/")
        is_id = stroke and own and category.isascii() and " " not in category
        return (parent, topic or category) if is_id else (category, topic)

    def _choice(self, name: str) -> Any:
        """Return the word of a closed list that the field holds; None where it is empty, or no such word."""
        vocabulary = BY_NAME[name].choices
        raw, meant = self._said_and_meant(name)
        if not meant or vocabulary is None:
            return None
        found = known_words(vocabulary).get(fold(meant))
        if found is None:
            self._note(
                name,
                _("{text!r} is none of {words}; say what it means under `values` of a map").format(
                    text=brief(raw), words=", ".join(map(word_and_title, vocabulary))
                ),
            )
        return found

    def _said_and_meant(self, name: str) -> tuple[str, str]:
        raw = " ".join(self._text(name, given=True).split())
        meant = self._meant(name, "" if says_nothing(raw) else raw)
        return raw, meant

    def _text(self, name: str, *, given: bool = False) -> str:
        """Return the field as a readable text, by the value map unless it is wanted as `given`."""
        cell = self._cell(name)
        if not cell and name not in self._reader.map.values:
            return ""
        text = readable(cell) if self._reader.map.markup else _line_feeds(cell).replace("\0", "").strip()
        return text if given else self._meant(name, text)

    def _meant(self, name: str, text: str) -> str:
        values = self._reader.map.values.get(name)
        if values is None:
            return text
        return values.get(fold(text), values.get(ANY_OTHER, text) if text else text)

    def _cell(self, name: str) -> str:
        """Return the cell of a field without its guard, of several columns joined; the constant where that is empty."""
        positions = self._reader.places.get(name)
        if positions is None:
            return self._reader.map.constants.get(name, "")
        unguarded = without_guard if self._reader.map.guard else unguarded_cell
        parts = [unguarded(self._cells[n]) for n in positions if n < len(self._cells)]
        joint = "\n" if BY_NAME[name].kind is Kind.TEXT else " "
        empty = {"", GUARD} if self._reader.map.markup else {""}  # a guard with nothing behind it; to mcu a text
        return joint.join(part for part in parts if part.strip() not in empty) or self._reader.map.constants.get(
            name, ""
        )

    def _note(self, name: str, message: str) -> None:
        reader = self._reader
        heading = heading_of(name, reader.places, reader.table.headings)
        problem = Problem(message, file=reader.table.file, row=self._number, field=heading)
        if problem not in self.problems:
            self.problems.append(problem)


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
