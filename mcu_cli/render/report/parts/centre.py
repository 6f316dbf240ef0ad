"""The work of the centre itself, and the gaps in what it recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Column, Kind, Section
from mcu_cli.reports.speed import percent
from mcu_cli.wording import decimal_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the work of the centre, and what is not filled in; those are left out that nothing was found for.

    So are those that were not counted.
    """
    return [*(_centre(data) if data["centre"] else ()), *(_data_quality(data) if data["data_quality"] else ())]


def _centre(data: Data) -> list[Section]:
    centre, each = data["centre"], data["centre"]["answers_per_operator_per_day"]
    titles = {
        "operators": _("operators who answered"),
        "own_answers": _("answers that they recorded themselves"),
        "chatter": _("received, and no appeal"),
        "rejected": _("left without an answer on the merits"),
        "reassigned": _("passed from one department to another"),
        "returned": _("taken up again after being sent to another body"),
    }
    if not any(centre[name] for name in titles):
        return []
    rows: list[list[Cell]] = [[title, centre[name]] for name, title in titles.items()]
    note = "" if each is None else _("Answers of an operator on a day: {n} on average.").format(n=decimal_text(each))
    columns = (Column("", Kind.TEXT), Column(_("how many")))
    return [Section("centre", _("Work of the centre"), columns, rows, note=note)]


def _data_quality(data: Data) -> list[Section]:
    titles = {
        "without_topic": _("without a topic"),
        "without_address": _("without an address"),
        "without_department": _("without a department"),
    }
    found, received = data["data_quality"], data["received"]["period"]
    if not any(found[name] for name in titles):
        return []
    rows: list[list[Cell]] = [[title, found[name], percent(found[name], received)] for name, title in titles.items()]
    columns = (Column("", Kind.TEXT), Column(_("received")), Column(_("share of received"), Kind.PERCENT))
    return [Section("data_quality", _("What is not filled in"), columns, rows)]
