"""The map of a table: which column fills which field, what stands for the cells that it lacks, how dates are written.

A map is a value; store/map_file.py reads one from YAML, intake/layouts.py finds the table that it fits.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import AppealKind, Channel, Network, Outcome, Priority, Status
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What the cells of a field hold."""

    WORD = "word"  # one line
    TEXT = "text"  # text of any length
    WORDS = "words"  # several, separated by commas or semicolons
    MOMENT = "moment"  # a day, or a day and a time
    RATING = "rating"  # a figure from 1 to 5
    CHOICE = "choice"  # a word of a closed list, or its Russian title
    LEFT = "left"  # known, and not taken over


class TableField(NamedTuple):
    """One field that a column can fill: name, kind of its cells, meaning, and the words allowed (CHOICE)."""

    name: str
    kind: Kind
    meaning: str
    choices: type[StrEnum] | None = None


_WORD, _TEXT, _MOMENT, _CHOICE = Kind.WORD, Kind.TEXT, Kind.MOMENT, Kind.CHOICE
# docs/import.md shows this table.
FIELDS = (
    TableField("text", _TEXT, "what the citizen wrote; the one field that must have a column"),
    TableField("id", _WORD, "id that a store of mcu gave the appeal: a row of this store is known by it"),
    TableField("system", _WORD, "system that the appeal came from; else that of the map"),
    TableField("key", _WORD, "number of the appeal in that system: by it a later table finds the appeal again"),
    TableField("channel", _CHOICE, "the way on which it came", Channel),
    TableField("url", _WORD, "address of the post or of the card"),
    TableField("network", _CHOICE, "network of the post; else it follows from the address", Network),
    TableField("received", _MOMENT, "when the citizen sent it; else `registered`, else --received or now"),
    TableField("registered", _MOMENT, "when it was registered; else `received`"),
    TableField("priority", _CHOICE, "how much it presses", Priority),
    TableField("kind", _CHOICE, "kind by 59-ФЗ art. 4", AppealKind),
    TableField("category", _WORD, "category of mcu (`roads/snow`), or its name"),
    TableField("group", _WORD, "group of topics, as the source names it"),
    TableField("topic", _WORD, "topic, as the source names it"),
    TableField("tags", Kind.WORDS, "free marks, separated by commas or semicolons"),
    TableField("author", _WORD, "name of the citizen or the organisation"),
    TableField("profile", _WORD, "address of the author's page"),
    TableField("phone", _WORD, "telephone of the author"),
    TableField("email", _WORD, "e-mail of the author"),
    TableField("address", _WORD, "postal address of the author"),
    TableField("region", _WORD, "place.region"),
    TableField("municipality", _WORD, "place.municipality"),
    TableField("district", _WORD, "place.district"),
    TableField("settlement", _WORD, "place.settlement"),
    TableField("street", _WORD, "place.street; an address that stands in one cell fits here as well"),
    TableField("house", _WORD, "place.house"),
    TableField("flat", _WORD, "place.flat"),
    TableField("object", _WORD, "place.object"),
    TableField("department", _WORD, "department of the event assigned"),
    TableField("executor", _WORD, "executor of the event assigned; the department where there is none"),
    TableField("assigned", _MOMENT, "moment of the event assigned; else the registration"),
    TableField("answered", _MOMENT, "moment of the event answered"),
    TableField("answer", _TEXT, "text of the event answered"),
    TableField("outcome", _CHOICE, "what came of it; the answer is the final one then", Outcome),
    TableField("closed", _MOMENT, "moment of the event closed; the answer is the final one then"),
    TableField("rating", Kind.RATING, "the citizen's mark, 1 to 5: the event rated"),
    TableField("note", _TEXT, "text of the event noted"),
    TableField(
        "status",
        _CHOICE,
        "not taken over, mcu follows the history; but `closed` and the like end an appeal without a date of it",
        Status,
    ),
    TableField("due_first", Kind.LEFT, "not taken over: mcu computes the terms by its own rules"),
    TableField("due_final", Kind.LEFT, "not taken over: mcu computes the terms by its own rules"),
)
BY_NAME = {described.name: described for described in FIELDS}
REQUIRED = "text"
ANY_OTHER = "*"  # in `values`: any cell that is not empty and not named


class Column(NamedTuple):
    """One column of a table: by its heading, or by its letters where it has none of its own."""

    heading: str = ""
    letters: str = ""

    def __str__(self) -> str:
        """Return the name of the column for a message."""
        return self.heading or self.letters


Joined = tuple[Column, ...]  # columns whose cells make one value together, in this order


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A map.

    `columns` gives each field the columns that fill it, in order of preference: the first that a table has is taken.
    `constants` are for fields without a column, or with an empty cell. `values` gives a field what its cells mean, by
    the folded cell; ANY_OTHER is for all others. `dates` are formats of `strptime`. A table without `header` begins
    right after `skip` rows. A table is recognised by `recognise`: of each group of spellings it must have one.
    `markup`: texts may hold tags and entities; `guard`: an apostrophe stands before each, as in the Incident export.
    An `exact` map is written for one kind of file: each of its fields must find a column there.
    """

    name: str
    columns: Mapping[str, tuple[Joined, ...]]
    title: str = ""
    system: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    header: bool = True
    skip: int = 0
    recognise: tuple[tuple[str, ...], ...] = ()
    markup: bool = True
    guard: bool = False
    exact: bool = True


# The table of mcu itself: its headings are the names of the fields, as `mcu list --csv` writes them.
OWN = ColumnMap(
    name="mcu",
    columns={described.name: ((Column(described.name),),) for described in FIELDS},
    markup=False,
    exact=False,
)
