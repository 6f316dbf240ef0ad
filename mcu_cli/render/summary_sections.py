"""The parts of a daily summary, drawn from the members of its JSON form; each form sets them in its own way.

What would say nothing is left out; lists are cut where they would not fit on one page, and say what was left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.language import _, ngettext
from mcu_cli.render.summary_ledgers import ledger_sentences
from mcu_cli.render.summary_text import duration_text, usual_text
from mcu_cli.reports.summary import UNKNOWN
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.text import Data

MOST_URGENT = 7
MOST_DEPARTMENTS = 10
MOST_TOPICS = 6
_LEAST_FOR_MEDIAN = 3
_WITHIN = "– "  # before a network, which stands within its channel


class Table(NamedTuple):
    """Headings and rows of texts; the columns from `numbers_from` on are numbers and times, set to the right."""

    headings: list[str]
    rows: list[list[str]]
    numbers_from: int = 1


class Section(NamedTuple):
    """A part of the summary: a title, sentences of one line each, and a table or none.

    Texts may hold what strangers wrote; whoever sets them makes them harmless.
    """

    title: str
    sentences: list[str]
    table: Table | None = None


def sections(data: Data) -> list[Section]:
    """Return the parts of a summary that say something, in the language spoken."""
    found = [
        _urgent(data["urgent"]),
        _channels(data["channels"]),
        _departments(data),
        _promises_and_steps(data),
        _hot_topics(data["hot_topics"]),
        _repeats_and_escalations(data),
        Section(_("Instructions, polls and receptions"), ledger_sentences(data)),
    ]
    return [section for section in found if section.sentences or section.table]


def _urgent(line: Data) -> Section:
    title = _("Urgent line")
    waiting = line["waiting"]
    marked = _marked_elsewhere(line["elsewhere"])
    if not (line["received"] or line["answered"] or waiting):
        return Section(title, marked)
    said = [
        _("Received: {received}, answered: {answered}, open now: {waiting}.").format(
            received=number_text(line["received"]),
            answered=number_text(line["answered"]),
            waiting=number_text(len(waiting)),
        )
    ]
    said += _first_answers(line["first_answers"])
    shown = waiting[:MOST_URGENT]
    rows = [
        [one["id"], one["topic"] or _("topic not set"), one["street"] or "—", duration_text(one["minutes"])]
        for one in shown
    ]
    more = len(waiting) - len(shown)
    if more:
        said.append(
            ngettext(
                "The table shows those that wait longest; {n} more is open.",
                "The table shows those that wait longest; {n} more are open.",
                more,
            ).format(n=number_text(more))
        )
    table = Table([_("appeal"), _("topic"), _("street"), _("open for")], rows, numbers_from=3)
    return Section(title, [" ".join(said), *marked], table if rows else None)


def _first_answers(answers: Data) -> list[str]:
    """Return how soon the first answers came: of one or two the times themselves, of which no half can be told."""
    given = answers["given"]
    if not given:
        return []
    shortest, median, longest = (
        duration_text(answers[name]) for name in ("shortest_minutes", "median_minutes", "longest_minutes")
    )
    if given == 1:
        took = _("The first answer came after {time}.").format(time=shortest)
    elif given < _LEAST_FOR_MEDIAN:
        took = _("The first answers came after {shortest} and after {longest}.").format(
            shortest=shortest, longest=longest
        )
    else:
        took = _("Half of the first answers came within {time}.").format(time=median)
    late = answers["late"]
    if late is None:
        return [took]
    if given == 1:
        return [took, _("It was late.") if late else _("It was in time.")]
    if not late:
        return [took, _("None of them was late.")]
    return [took, ngettext("{n} of them was late.", "{n} of them were late.", late).format(n=number_text(late))]


def _marked_elsewhere(channels: Sequence[Data]) -> list[str]:
    """Return the sentence on appeals of other channels that are marked urgent: they run beside the urgent line."""
    n = sum(channel["appeals"] for channel in channels)
    if not n:
        return []
    listed = ", ".join(
        _("{channel}: {n}").format(channel=channel["title"], n=number_text(channel["appeals"])) for channel in channels
    )
    return [_("Marked urgent on other channels and open: {n} ({channels}).").format(n=number_text(n), channels=listed)]


def _channels(lines: Sequence[Data]) -> Section:
    rows = []
    for line in lines:
        rows.append(_channel_row(line, line["title"]))
        rows += [_channel_row(network, _WITHIN + network["title"]) for network in line["networks"]]
    headings = ["", _("received"), _("usually"), _("first answers"), _("final answers")]
    return Section(_("New and answered by channel"), [], Table(headings, rows) if rows else None)


def _channel_row(line: Data, title: str) -> list[str]:
    return [
        title,
        number_text(line["received"]),
        usual_text(line["usual"]),
        number_text(line["first"]),
        number_text(line["final"]),
    ]


def _departments(data: Data) -> Section:
    rows = [_department_row(one) for one in _cut(data["departments"])]
    said = [] if data["overdue"] else [_("Nothing is overdue.")]
    headings = ["", _("overdue"), _("longest delay"), _("due today")]
    if data["is_over"]:  # what fell due on the day is answered or overdue by its end
        headings, rows = headings[:-1], [row[:-1] for row in rows]
    return Section(_("Terms by department"), said, Table(headings, rows) if rows else None)


def _department_row(one: Data) -> list[str]:
    return [
        one["title"],
        number_text(one["overdue"]) if one["overdue"] else "—",
        duration_text(one["longest_minutes"]),
        number_text(one["due_today"]) if one["due_today"] else "—",
    ]


def _cut(departments: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the departments that fit on the page; the rest of them as one, before those without a name."""
    named = [one for one in departments if one["id"] not in {"", UNKNOWN}]
    nameless = [one for one in departments if one["id"] in {"", UNKNOWN}]
    if len(named) <= MOST_DEPARTMENTS:
        return [*named, *nameless]
    rest = named[MOST_DEPARTMENTS - 1 :]
    n = len(rest)
    together = {
        "title": ngettext("{n} more department", "{n} more departments", n).format(n=number_text(n)),
        "overdue": sum(one["overdue"] for one in rest),
        "longest_minutes": max((one["longest_minutes"] for one in rest if one["longest_minutes"]), default=None),
        "due_today": sum(one["due_today"] for one in rest),
    }
    return [*named[: MOST_DEPARTMENTS - 1], together, *nameless]


def _promises_and_steps(data: Data) -> Section:
    promises = data["promises"]
    said = []
    if promises["today"]:
        said.append(_promised_today(promises["today"], promises["today_overdue"]))
    if promises["broken"] or promises["kept"] or promises["moved"]:
        said.append(
            _("Promises that fell due: {kept} kept, {moved} moved to a later day, {broken} broken.").format(
                kept=number_text(promises["kept"]),
                moved=number_text(promises["moved"]),
                broken=number_text(promises["broken"]),
            )
        )
    for n, sentence in (
        (
            promises["beyond"],
            ngettext(
                "{n} appeal still waits after the day that was promised.",
                "{n} appeals still wait after the day that was promised.",
                promises["beyond"],
            ),
        ),
        (
            data["unrouted"],
            ngettext(
                "{n} appeal has no department, and the time to give it one is over.",
                "{n} appeals have no department, and the time to give them one is over.",
                data["unrouted"],
            ),
        ),
        (
            data["registered_late"],
            ngettext("{n} appeal was registered late.", "{n} appeals were registered late.", data["registered_late"]),
        ),
        (
            data["forwarded_late"],
            ngettext("{n} appeal was forwarded late.", "{n} appeals were forwarded late.", data["forwarded_late"]),
        ),
    ):
        if n:
            said.append(sentence.format(n=number_text(n)))
    return Section(_("Promises and steps on the way"), said)


def _promised_today(n: int, late: int) -> str:
    """Return how many appeals are promised for today; those that are overdue are not among those due today."""
    if late:
        return ngettext(
            "{n} appeal is promised for today; overdue already: {late}.",
            "{n} appeals are promised for today; overdue already: {late}.",
            n,
        ).format(n=number_text(n), late=number_text(late))
    return ngettext("{n} appeal is promised for today.", "{n} appeals are promised for today.", n).format(
        n=number_text(n)
    )


def _hot_topics(topics: Sequence[Data]) -> Section:
    shown = topics[:MOST_TOPICS]
    rows = [
        [
            topic["title"],
            number_text(topic["received"]),
            _("for the first time") if topic["is_new"] else usual_text(topic["usual"]),
        ]
        for topic in shown
    ]
    more = len(topics) - len(shown)
    said = []
    if more:
        said.append(ngettext("{n} more topic is hot.", "{n} more topics are hot.", more).format(n=number_text(more)))
    headings = ["", _("received"), _("usually")]
    return Section(_("Hot topics"), said, Table(headings, rows) if rows else None)


def _repeats_and_escalations(data: Data) -> Section:
    said = []
    if data["repeats"]:
        n = data["repeats"]
        said.append(
            ngettext("{n} new appeal repeats an earlier one.", "{n} new appeals repeat earlier ones.", n).format(
                n=number_text(n)
            )
        )
    if data["reopened"]:
        n = data["reopened"]
        said.append(
            ngettext("{n} appeal was taken up again.", "{n} appeals were taken up again.", n).format(n=number_text(n))
        )
    steps = [
        _("{step} ({appeals})").format(step=one["title"], appeals=appeals_text(one["appeals"]))
        for one in data["escalated"]
    ]
    if steps:
        said.append(_("Escalated to: {steps}.").format(steps=", ".join(steps)))
    return Section(_("Repeats and escalation"), said)
