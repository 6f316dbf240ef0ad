"""The end of every report: what could not be counted, the state of the record behind it, how to repeat it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Cell, Column, Kind, Section
from mcu_cli.render.summary_text import fingerprint_text
from mcu_cli.wording import moment_text, number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the files that could not be counted, where there are any, and the fingerprint of the record.

    Figures that name no commit, which no report prints, have neither.
    """
    if "fingerprint" not in data:
        return []
    return [*_uncounted(data), _fingerprint(data)]


def _uncounted(data: Data) -> list[Section]:
    files = data["uncounted"]
    if not files:
        return []
    title = ngettext(
        "Not counted: {n} file on record that cannot be read",
        "Not counted: {n} files on record that cannot be read",
        len(files),
    ).format(n=number_text(len(files)))
    rows: list[list[Cell]] = [[file["id"], file["path"]] for file in files]
    columns = (Column(_("number"), Kind.TEXT), Column(_("file"), Kind.TEXT))
    return [Section("uncounted", title, columns, rows, note=_("All figures of this report are without these files."))]


def _fingerprint(data: Data) -> Section:
    whole = data["fingerprint"]
    rows: list[list[Cell]] = [[_("commit"), whole]]
    if data["period"]["as_of"]:
        rows.append([_("figures as of"), moment_text(datetime.fromisoformat(data["as_of"]))])
    rows.append([_("to repeat this report"), data["repeat"]])
    title = _("Fingerprint of the record: {short}").format(short=fingerprint_text(whole))
    return Section("fingerprint", title, (Column("", Kind.TEXT), Column("", Kind.TEXT)), rows)
