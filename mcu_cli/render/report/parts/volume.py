"""How much came in: on average and at its peak, from how many people, day by day, by channel, network and source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.breakdown import breakdown
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.render.report.text import period_title
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return how much came in, over the period and in the course of it, and on which ways."""
    return [
        *_averages(data),
        *_authors(data),
        *_series(data),
        *breakdown("channels", _("By channel"), data["channels"], data),
        *breakdown(
            "networks", _("By social network"), [row for row in data["networks"] if row["id"]], data, adds_up=False
        ),
        *_sources(data),
    ]


def _averages(data: Data) -> list[Section]:
    volume = data["volume"]
    titles = {
        "per_day": _("a day"),
        "per_working_day": _("a working day"),
        "per_1000": _("per 1,000 residents"),
    }
    if not data["received"]["period"]:
        return []
    rows: list[list[Cell]] = [[title, volume[name]] for name, title in titles.items() if volume[name] is not None]
    columns = (Column("", Kind.TEXT), Column(_("received"), Kind.DECIMAL))
    note = " ".join(_peaks(volume))
    return [Section("volume", _("Received on average"), columns, rows, note=note)] if rows else []


def _peaks(volume: Data) -> list[str]:
    said = []
    day, week = volume["peak_day"], volume["peak_week"]
    if day:
        said.append(
            ngettext(
                "The most on a day: {n} appeal, on {day}.", "The most on a day: {n} appeals, on {day}.", day["received"]
            ).format(n=number_text(day["received"]), day=day_text(date.fromisoformat(day["day"])))
        )
    if week:
        said.append(
            ngettext(
                "The most in a week: {n} appeal, from {first} to {last}.",
                "The most in a week: {n} appeals, from {first} to {last}.",
                week["received"],
            ).format(
                n=number_text(week["received"]),
                first=day_text(date.fromisoformat(week["from"])),
                last=day_text(date.fromisoformat(week["to"])),
            )
        )
    return said


def _authors(data: Data) -> list[Section]:
    titles = {
        "authors": _("people and organisations"),
        "repeat_authors": _("of these wrote more than once"),
        "without_author": _("appeals without a name"),
    }
    if not data["volume"]["authors"]:
        return []
    rows: list[list[Cell]] = [[title, data["volume"][name]] for name, title in titles.items()]
    return [Section("volume", _("Who wrote"), (Column("", Kind.TEXT), Column(_("how many"))), rows)]


def _series(data: Data) -> list[Section]:
    step, points = data["series"]["step"], data["series"]["points"]
    if len(points) < 2 or not any(point[name] for point in points for name in ("received", "answered", "handled")):  # noqa: PLR2004  # one is the period
        return []
    title, heading = {
        "day": (_("Day by day"), Column(_("day"), Kind.DAY)),
        "week": (_("Week by week"), Column(_("from"), Kind.DAY)),
        "month": (_("Month by month"), Column("", Kind.TEXT)),
    }[step]
    columns = (heading, Column(_("received")), Column(_("answered")), Column(_("handled")))
    rows: list[list[Cell]] = [
        [
            period_title({"kind": step, **point}) if step == "month" else point["from"],
            point["received"],
            point["answered"],
            point["handled"],
        ]
        for point in points
    ]
    return [Section("series", title, columns, rows, Chart(0, (1, 2, 3), is_line=True))]


def _sources(data: Data) -> list[Section]:
    """Return the breakdown by the systems that appeals came from, where these say more than the channels."""
    channels = {row["id"] for row in data["channels"]}
    if all(row["id"] in channels or not row["id"] for row in data["sources"]):
        return []
    return breakdown("sources", _("By source"), data["sources"], data)
