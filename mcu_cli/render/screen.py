"""Sections of one line an entry, laid out so that they fit a screen and no line wraps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.cells import columns_of, cut, padded
from mcu_cli.render.entries import NARROW
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES = 22  # columns of a place or a department on a wide terminal
_LONGEST_MOMENT = 32
_LEAST_TEXT = 8
_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section: an appeal, when, and what is said beside it; or a text alone.

    `nobody` says that it has no department, where the title does not; `is_late` that it should have been done by now.
    """

    text: str
    id: str = ""
    when: str = ""
    place: str = ""
    department: str = ""
    nobody: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A title, how many there are in all, the rows at hand, and the command that lists them all."""

    title: str
    total: int
    rows: Sequence[Row]
    command: str
    is_pressing: bool = False

    def height(self, shown: int) -> int:
        """Return the lines that it takes with so many rows: title, rows, and one that says how many more there are."""
        if shown == 0:
            return 1
        return 1 + shown + (shown < self.total)


def fitted(sections: Sequence[Section], height: int) -> list[int]:
    """Return how many rows of each section fit `height` lines: in turn one more of each, the first sections first.

    Each keeps its title, whatever the height.
    """
    shown = [0] * len(sections)
    left = height - len(sections)
    growing = list(range(len(sections)))
    while growing:
        still = []
        for n in growing:
            section = sections[n]
            # The last row costs nothing: it takes the line that would say «and 1 more».
            cost = section.height(shown[n] + 1) - section.height(shown[n])
            if shown[n] < len(section.rows) and cost <= left:
                shown[n] += 1
                left -= cost
                still.append(n)
        growing = still
    return shown


def lines(sections: Sequence[Section], shown: Sequence[int], width: int, *, apart: bool, colour: bool) -> Iterator[str]:
    """Yield the lines of all sections with so many rows each, cleaned of what would act.

    They are at most `width` columns long, but for a command, which is told whole. `apart` puts a blank line before each
    section.
    """
    widest = _widest(sections, shown)
    for section, rows in zip(sections, shown, strict=True):
        if apart:
            yield ""
        yield from _lines(section, rows, widest, width, colour=colour)


def _widest(sections: Sequence[Section], shown: Sequence[int]) -> tuple[int, int]:
    """Return the columns of ids and of moments over all rows shown."""
    rows = [row for section, n in zip(sections, shown, strict=True) for row in section.rows[:n]]
    ids = max((len(row.id) for row in rows), default=0)
    return ids, min(max((columns_of(row.when) for row in rows), default=0), _LONGEST_MOMENT)


def _lines(section: Section, shown: int, widest: tuple[int, int], width: int, *, colour: bool) -> Iterator[str]:
    title = f"{section.title}: {number_text(section.total)}"
    style = _BOLD + (_RED if section.is_pressing else "")
    more = section.total - shown
    yield _styled(cut(title, width), style, colour=colour) + ("" if shown else f"  {section.command}")
    for row in section.rows[:shown]:
        yield _line(row, widest, width, colour=colour)
    if more and shown:
        said = _("and {n} more: {command}").format(n=number_text(more), command=section.command)
        yield f"    {said}"


def _line(row: Row, widest: tuple[int, int], width: int, *, colour: bool) -> str:
    """Return a row of at most `width` columns; strangers' words are cleaned, and cut where the line ends."""
    if not row.id:
        return "  " + cut(row.text, width - 2)
    ids, moments = widest
    before = f"  {padded(row.id, ids)}  "
    when = _styled(padded(row.when, moments), _RED if row.is_late else "", colour=colour and row.is_late)
    left = width - columns_of(before) - moments - 2
    if left < _LEAST_TEXT:
        return (before + when).rstrip()
    if width < NARROW:
        # Half of what is left at most: the citizen's own words say more than an address.
        rest = cut(": ".join(filter(None, (row.nobody, cut(row.place, left // 2), row.text))), left)
    else:
        names = f"{padded(row.place, _NAMES)}  {padded(row.department or row.nobody, _NAMES)}  "
        rest = names + cut(row.text, left - columns_of(names))
    return f"{before}{when}  {rest}".rstrip()


def _styled(text: str, style: str, *, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour and style else text
