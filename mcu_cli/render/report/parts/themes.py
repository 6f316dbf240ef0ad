"""What was asked about: topics and their groups, by channel, what grows, and what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown
from mcu_cli.render.report.section import Chart, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data

TOP_TOPICS = 10
_TOP_OF_A_CHANNEL, _TOP_CHANGES = 5, 5


def sections(data: Data) -> list[Section]:
    """Return the most asked topics, the groups of topics, the topics of each channel, and what changed."""
    asked = [row for row in data["topics"] if row["id"] and row["received"]]
    return [
        *breakdown("topics", _("Most asked topics"), asked[:TOP_TOPICS], data, adds_up=False),
        *breakdown("groups", _("By group of topics"), data["groups"], data),
        *_by_channel(data),
        *_growth(data),
        *_new_topics(data),
    ]


def _by_channel(data: Data) -> list[Section]:
    channels = [channel for channel in data["topics_by_channel"] if channel["topics"]]
    if len(channels) < 2:  # noqa: PLR2004  # of one channel the table of all topics tells
        return []
    columns = (
        Column(_("channel"), Kind.TEXT),
        Column(_("topic"), Kind.TEXT),
        Column(_("received")),
        Column(_("share of the channel"), Kind.PERCENT),
    )
    rows: list[list[Cell]] = [
        [channel["title"], topic["title"], topic["received"], topic["share_percent"]]
        for channel in channels
        for topic in channel["topics"][:_TOP_OF_A_CHANNEL]
    ]
    return [Section("topics_by_channel", _("Most asked topics of each channel"), columns, rows)]


def _growth(data: Data) -> list[Section]:
    growth = data["growth"]
    if growth["base"] == "last_year":
        before, difference, share = (
            _("a year earlier"),
            _("+/− against a year earlier"),
            _("% against a year earlier"),
        )
        titles = {"rising": _("Grew most against last year"), "falling": _("Fell most against last year")}
    else:
        before, difference, share = (
            _("period before"),
            _("+/− against the period before"),
            _("% against the period before"),
        )
        titles = {
            "rising": _("Grew most against the period before"),
            "falling": _("Fell most against the period before"),
        }
    columns = (
        Column(_("topic"), Kind.TEXT),
        Column(_("received")),
        Column(before),
        Column("+/−", Kind.CHANGE, difference),
        Column("%", Kind.CHANGE_PERCENT, share),
    )
    names = ("title", "received", "before", "change", "change_percent")
    return [
        Section("growth", title, columns, [[row[name] for name in names] for row in growth[direction][:_TOP_CHANGES]])
        for direction, title in titles.items()
        if growth[direction]
    ]


def _new_topics(data: Data) -> list[Section]:
    columns = (Column(_("topic"), Kind.TEXT), Column(_("received")))
    rows: list[list[Cell]] = [[row["title"], row["received"]] for row in data["new_topics"][:TOP_TOPICS]]
    title = _("Topics that nobody asked about before")
    return [Section("new_topics", title, columns, rows, Chart(0, (1,)))] if rows else []
