"""What the cells of a column are like: dates, numbers, addresses, texts. Words of a short list alone are kept."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC
from enum import StrEnum

from mcu_cli.domain.spreadsheets import GUARD
from mcu_cli.domain.words import fold
from mcu_cli.intake.moments import MomentError, parsed, says_nothing

CLOSELY = 2_000  # rows that are looked at in every column; later ones serve dates in doubt and lists of words
MOST_WORDS = 40  # of a column that may be a closed list
_LONG = 60
_LONGEST_WORD = 50
_LONGEST_OF_A_KIND = 2_000  # letters, of an address of the net; what is longer is a text, whatever it looks like

_DOUBTFUL = re.compile(r"(?P<first>\d{1,2})(?P<sign>[/-])(?P<second>\d{1,2})(?P=sign)\d{4}\b.*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_URL = re.compile(r"https?://\S+|(?:www|vk|ok|t|max)\.\w{2,}/\S+", re.IGNORECASE)
# Eleven digits with the first of the country, a mobile number without it, or a local one in its groups.
_PHONE = re.compile(r"(?:\+7|[78])(?:[\s()-]*\d){10}|9\d{9}|(?:\(?\d{3,5}\)?[\s-]*)?\d{1,3}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SERIAL = re.compile(r"[34567]\d{4}(?:[.,]\d+)?")
_DAYS, _MONTHS = 31, 12


class CellKind(StrEnum):
    """What a cell may hold."""

    MOMENT = "moment"
    DOUBT = "doubt"  # 05/06/2025
    TIME = "time"  # of a day that stands elsewhere
    SERIAL = "serial"  # a number that a spreadsheet may mean as a day
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    WORD = "word"  # a short text
    TEXT = "text"  # a long one


def kind_of(cell: str) -> CellKind | None:
    """Return what a cell holds; None for an empty one."""
    text = " ".join(cell.split())
    if says_nothing(text):
        return None
    return CellKind.TEXT if len(text) > _LONGEST_OF_A_KIND else _kind_by_shape(text)


def _kind_by_shape(text: str) -> CellKind:
    for pattern, kind in (
        (_DOUBTFUL, CellKind.DOUBT),
        (_SERIAL, CellKind.SERIAL),
        (_TIME, CellKind.TIME),
        (_EMAIL, CellKind.EMAIL),
        (_URL, CellKind.URL),
    ):
        if pattern.fullmatch(text):
            return kind
    if text[0].isdigit() and _is_moment(text):
        return CellKind.MOMENT
    if _PHONE.fullmatch(text):
        return CellKind.PHONE
    if _NUMBER.fullmatch(text):
        return CellKind.NUMBER
    return CellKind.TEXT if len(text) > _LONG else CellKind.WORD


def _is_moment(text: str) -> bool:
    try:
        parsed(text, UTC)
    except MomentError:
        return False
    return True


class ColumnCells:
    """What the cells of one column are like, gathered row by row."""

    def __init__(self) -> None:
        """Begin with no cell."""
        self.kinds: Counter[CellKind] = Counter()
        self.rows = 0
        self.letters = 0  # in all cells looked at closely
        self.words: dict[str, str] | None = {}  # folded -> as it stands; None once there are too many
        self.signs: set[str] = set()  # that part the figures of dates in doubt
        self.day_first = True  # whether all of them can be read so
        self.month_first = True
        self.guarded = 0  # cells with an apostrophe in front
        self.counts_up = True  # whether the cells are 1, 2, 3 …
        self._distinct: set[int] = set()  # hashes of the cells looked at closely

    @property
    def seen(self) -> int:
        """Return how many cells were looked at closely."""
        return min(self.rows, CLOSELY)

    @property
    def filled(self) -> int:
        """Return how many cells are not empty, of those looked at closely."""
        return sum(self.kinds.values())

    def share(self, *kinds: CellKind) -> float:
        """Return how much of the filled cells is of these kinds, 0 to 1; 0 where none is filled."""
        return sum(self.kinds[kind] for kind in kinds) / self.filled if self.filled else 0.0

    @property
    def length(self) -> float:
        """Return how many characters a filled cell has on average."""
        return self.letters / self.filled if self.filled else 0.0

    @property
    def distinct(self) -> float:
        """Return how much of the filled cells no other repeats, roughly: 1 where each stands once; 0 where none is."""
        return len(self._distinct) / self.filled if self.filled else 0.0

    def add(self, cell: str) -> None:
        """Look at the next cell of the column."""
        self.rows += 1
        text = " ".join(cell.split())
        if says_nothing(text):
            return
        if self.rows <= CLOSELY:
            kind = kind_of(text)
            if kind is not None:
                self.kinds[kind] += 1
            self.letters += len(text)
            self._distinct.add(hash(text))
            self.guarded += text.startswith(GUARD)
            self.counts_up = self.counts_up and text == str(self.filled)
        if self.words is not None:
            self._add_word(text)
        if self.rows <= CLOSELY or self.signs:
            self._add_date(text)

    def _add_word(self, text: str) -> None:
        words = self.words
        if words is None or len(text) > _LONGEST_WORD or len(words) > MOST_WORDS:
            self.words = None
        else:
            words.setdefault(fold(text), text)

    def _add_date(self, text: str) -> None:
        found = _DOUBTFUL.fullmatch(text)
        if found is None:
            return
        first, second = int(found["first"]), int(found["second"])
        self.signs.add(found["sign"])
        self.day_first = self.day_first and first <= _DAYS and second <= _MONTHS
        self.month_first = self.month_first and first <= _MONTHS and second <= _DAYS
