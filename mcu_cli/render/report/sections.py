"""The tables of a report, drawn from the members of its JSON form; terminal, plain text and Markdown set them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.language import _
from mcu_cli.render.report.text import change_text, number_or_dash, share_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

TOP_TOPICS = 10
_COMPARED = 4  # columns of the indicators before those that compare
INDICATORS = ("received", "answered", "answers", "handled", "closed")


class Section(NamedTuple):
    """One table: its title, a heading a column, and rows of texts. The first column is text, the others numbers.

    Texts may hold what strangers wrote; whoever prints them cleans them.
    """

    title: str
    headings: list[str]
    rows: list[list[str]]


def sections(data: Data, *, months: bool = True) -> list[Section]:
    """Return the tables of a report in the language spoken; those that would be empty are left out.

    Columns of the month to date are left out where the period itself begins with the month, and without `months`,
    where there is no room for them; the comparison with other periods is a table of its own then.
    """
    first, last = (date.fromisoformat(data["period"][name]) for name in ("from", "to"))
    has_month = months and first != last.replace(day=1)
    found = [
        *_indicators(data, whole=months),
        _backlog(data),
        _speed(data),
        _breakdown(_("By channel"), data["channels"], has_month),
        _breakdown(_("By social network"), [row for row in data["networks"] if row["id"]], has_month),
        _breakdown(_("Most asked topics"), _asked(data["topics"])[:TOP_TOPICS], has_month),
        _breakdown(_("By group of topics"), data["groups"], has_month),
        _breakdown(_("By department"), data["departments"], has_month),
        _breakdown(_("By district"), data["districts"], has_month),
        _outcomes(data["outcomes"]),
    ]
    return [section for section in found if section.rows]


def indicator_title(name: str) -> str:
    """Return how the indicator `name` of the JSON form is called for a reader."""
    return {
        "received": _("received"),
        "answered": _("appeals answered"),
        "answers": _("answers given"),
        "handled": _("handled"),
        "closed": _("closed"),
    }[name]


def _indicators(data: Data, *, whole: bool) -> list[Section]:
    """Return what was received and done, and the same compared with other periods: one table, or two narrower ones."""
    rows = [
        [
            indicator_title(name),
            *(number_or_dash(figure[column]) for column in ("period", "month_to_date", "year_to_date", "previous")),
            change_text(figure["period"], figure["previous"], figure["change_previous_percent"]),
            number_or_dash(figure["last_year"]),
            change_text(figure["period"], figure["last_year"], figure["change_percent"]),
        ]
        for name in INDICATORS
        for figure in [data[name]]
    ]
    headings = [
        "",
        _("period"),
        _("since the first of the month"),
        _("since 1 January"),
        _("period before"),
        "+/−",
        _("a year earlier"),
        "+/−",
    ]
    if whole:
        return [Section(_("Received and done"), headings, rows)]
    return [
        Section(_("Received and done"), headings[:_COMPARED], [row[:_COMPARED] for row in rows]),
        Section(
            _("Compared with other periods"),
            ["", *headings[_COMPARED:]],
            [[row[0], *row[_COMPARED:]] for row in rows],
        ),
    ]


def _backlog(data: Data) -> Section:
    backlog = data["backlog"]
    rows = [
        [_("waiting at the start"), number_or_dash(backlog["start"])],
        [_("came in"), number_or_dash(backlog["in"])],
        [_("went out"), number_or_dash(backlog["out"])],
        [_("waiting at the end"), number_or_dash(backlog["end"])],
        [_("of these overdue"), number_or_dash(data["overdue"])],
    ]
    return Section(_("In work"), ["", _("appeals")], rows)


def _speed(data: Data) -> Section:
    titles = {"first_answer": _("first answer"), "final_answer": _("final answer")}
    rows = [
        [
            title,
            number_or_dash(time["count"]),
            *(number_or_dash(time[column]) for column in ("mean_hours", "median_hours", "p90_hours")),
            share_text(time["in_time_percent"]),
        ]
        for name, title in titles.items()
        for time in [data[name]]
        if time["count"]
    ]
    headings = ["", _("answers"), _("mean"), _("median"), _("nine tenths within"), _("in time")]
    return Section(_("Speed of answers, in working hours"), headings, rows)


def _asked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["id"] and row["received"]]


def _breakdown(title: str, rows: list[dict[str, Any]], has_month: bool) -> Section:  # noqa: FBT001  # of the layout
    """Return one breakdown; a single row for appeals without such a fact says nothing and is left out."""
    if all(not row["id"] for row in rows):
        return Section(title, [], [])
    headings, table = [""], [[row["title"]] for row in rows]
    for measure, heading in (("received", _("received")), ("answered", _("answered")), ("handled", _("handled"))):
        headings += [heading, _("in the month")] if has_month else [heading]
        for cells, row in zip(table, rows, strict=True):
            cells.append(number_or_dash(row[measure]))
            if has_month:
                cells.append(number_or_dash(row[f"{measure}_month_to_date"]))
    headings.append(_("share of received"))
    for cells, row in zip(table, rows, strict=True):
        cells.append(share_text(row["share_percent"]))
    return Section(title, headings, table)


def _outcomes(rows: list[dict[str, Any]]) -> Section:
    headings = ["", _("handled"), _("share of handled")]
    shown = [row for row in rows if row["handled"]]
    return Section(
        _("Outcomes"),
        headings,
        [
            [
                row["title"],
                number_or_dash(row["handled"]),
                share_text(row["share_percent"]),
            ]
            for row in shown
        ],
    )
