"""Which tables of a report share a sheet of the workbook, and how a sheet lies on paper.

Short tables on one matter stand below each other, so that a year is printed on a dozen pages; a long one has a sheet of
its own, whose headings stay in sight. All sheets are made equally wide, with an empty column behind the last one, so
that fitted to the page their letters are equally large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.language import _, marked
from mcu_cli.render.report.cell_text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.document import Table

LINE = 13  # points, as high as a row of one line is
_A4 = 9  # in the list of paper sizes of the format
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.7, "bottom": 0.7}  # inches
_PORTRAIT, _LANDSCAPE = 112, 165  # letters side by side on a page, as the sides of A4 are to each other
_PORTRAIT_HEIGHT, _LANDSCAPE_HEIGHT = 860, 570  # points that a page of that width takes
_NARROWEST, _NARROWEST_NAME, _WIDEST, _AIR = 8, 28, 60, 2  # letters of a column, and what is left free in it
_LONG = 20  # rows of a table whose headings have to stay in sight
# The matters that share a sheet, by the names of their tables.
_SUBJECTS = {
    marked("Received and done"): ("received", "volume", "series"),
    marked("Channels and kinds"): ("channels", "networks", "sources", "forms", "kinds", "tags", "repeats"),
    marked("Topics"): ("topics", "groups", "growth", "new_topics"),
    marked("Territory"): ("districts", "districts_without_appeals", "groups_by_district"),
    marked("Departments"): ("departments", "executors", "forwarded_to"),
    marked("Terms"): ("backlog", "promises", "first_answer", "punctual", "bands", "registration", "fast_track"),
    marked("Outcomes and quality"): ("outcomes", "no_answer", "ratings", "rework"),
    marked("Urgent line"): ("urgent",),
    marked("Receptions and instructions"): ("receptions", "instructions"),
    marked("Work of the centre"): ("centre", "data_quality"),
}


class Sheet(NamedTuple):
    """What one sheet holds: its title and its tables, one below the other."""

    title: str
    tables: list[Table]


def sheets(tables: Sequence[Table]) -> list[Sheet]:
    """Return the sheets of a report: the tables of a matter together, in the order of the first; long ones alone."""
    subjects = {name: subject for subject, names in _SUBJECTS.items() for name in names}
    together: dict[str, list[Table]] = {}
    for number, table in enumerate(tables):
        subject = "" if _stands_alone(table) else subjects.get(table.section.name, "")
        together.setdefault(subject or f"#{number}", []).append(table)
    return [Sheet(_(subject) if len(found) > 1 else found[0].title, found) for subject, found in together.items()]


def _stands_alone(table: Table) -> bool:
    """Whether a table needs headings in sight, or columns as wide as texts are."""
    return len(table.rows) > _LONG or any(not is_number(column.kind) for column in table.section.columns[1:])


class Paper(NamedTuple):
    """How a sheet lies: upright where its columns can be made to fit, and how many letters each of these takes."""

    is_landscape: bool
    widths: list[int]

    @property
    def text_widths(self) -> list[int]:
        """Return how many letters of text stand on a line of each column."""
        return [width - _AIR for width in self.widths]

    @property
    def width(self) -> int:
        """Return how many letters a page takes side by side."""
        return _LANDSCAPE if self.is_landscape else _PORTRAIT

    @property
    def height(self) -> int:
        """Return how many points of rows a page takes."""
        return _LANDSCAPE_HEIGHT if self.is_landscape else _PORTRAIT_HEIGHT


def paper(tables: Sequence[Table]) -> Paper:
    """Return how a sheet with these tables lies; names become narrower, and take more lines, before it is turned."""
    columns = max(len(table.headings) for table in tables)
    wanted, least = [_NARROWEST + _AIR] * columns, [_NARROWEST + _AIR] * columns
    for table in tables:
        for at, column in enumerate(table.section.columns):
            words = [len(word) for word in table.headings[at].split()]
            longest = max(_NARROWEST, *words, *(len(row[at]) for row in table.rows))
            wanted[at] = max(wanted[at], min(longest, _WIDEST) + _AIR)
            narrowest = longest if is_number(column.kind) else min(longest, _NARROWEST_NAME)
            least[at] = max(least[at], narrowest + _AIR)
    is_landscape = sum(least) > _PORTRAIT
    room = _LANDSCAPE if is_landscape else _PORTRAIT
    while sum(wanted) > room and (shrinking := [at for at in range(columns) if wanted[at] > least[at]]):
        wanted[max(shrinking, key=lambda at: wanted[at])] -= 1
    return Paper(is_landscape, wanted)


def set_up(drawn: Any, lies: Paper) -> None:
    """Set a sheet up for A4, with the widths of its columns, as wide as all others; a wider one becomes smaller."""
    left = lies.width - sum(lies.widths)
    for at, width in enumerate([*lies.widths, left] if left > 0 else lies.widths):
        drawn.set_column(at, at, width)
    drawn.set_default_row(LINE)
    drawn.set_paper(_A4)
    if lies.is_landscape:
        drawn.set_landscape()
    drawn.set_margins(**_MARGINS)
    drawn.fit_to_pages(1, 0)
    drawn.set_footer("&L&A&R&P / &N")
    drawn.hide_gridlines(2)


def set_area(drawn: Any, lies: Paper, rows: int) -> None:
    """Set what of a sheet is printed: its first `rows` rows, with the empty column that makes it as wide as others."""
    drawn.print_area(0, 0, rows - 1, len(lies.widths) - (sum(lies.widths) >= lies.width))
