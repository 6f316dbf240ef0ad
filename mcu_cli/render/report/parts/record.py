"""What could not be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Cell, Column, Kind, Section
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the files that could not be counted, where there are any."""
    files = data["uncounted"]
    if not files:
        return []
    title = ngettext(
        "Not counted: {n} file on record that cannot be read",
        "Not counted: {n} files on record that cannot be read",
        len(files),
    ).format(n=number_text(len(files)))
    note = ngettext(
        "All figures of this report are without this file.",
        "All figures of this report are without these files.",
        len(files),
    )
    rows: list[list[Cell]] = [[file["id"], file["path"]] for file in files]
    columns = (Column(_("number"), Kind.TEXT), Column(_("file"), Kind.TEXT))
    note = ngettext(
        "All figures of this report are without this file.",
        "All figures of this report are without these files.",
        len(files),
    )
    return [Section("uncounted", title, columns, rows, note=note)]
