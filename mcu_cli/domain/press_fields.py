"""What a press text can name: the one table of fields, each with its kind, its meaning and where a report holds it."""

from __future__ import annotations

from typing import NamedTuple

from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.domain.vocabulary import Channel, Outcome
from mcu_cli.language import marked

WORK, POLL = "work", "poll"


class PressField(NamedTuple):
    """One name: what it holds and means, and the member of the report (JSON) that it is taken from.

    Where `member` is empty it is worked out. `unsure`: it may have no value, and a template has to ask for it first.
    """

    name: str
    kind: FieldKind
    meaning: str
    member: str = ""
    unsure: bool = False


def _number(name: str, meaning: str, member: str = "", *, unsure: bool = False) -> PressField:
    return PressField(name, FieldKind.NUMBER, meaning, member or name, unsure)


def _worked_out(name: str, kind: FieldKind, meaning: str, *, unsure: bool = True) -> PressField:
    return PressField(name, kind, meaning, "", unsure)


def _indicator(name: str, meaning: str) -> tuple[PressField, ...]:
    """Return an indicator with the stretches of time beside which it is read."""
    return (
        _number(name, meaning, f"{name}.period"),
        _number(f"{name}.month", marked("the same since the first of the month"), f"{name}.month_to_date"),
        _number(f"{name}.quarter", marked("the same since the first of the quarter"), f"{name}.quarter_to_date"),
        _number(f"{name}.year", marked("the same since 1 January"), f"{name}.year_to_date"),
        _number(f"{name}.previous", marked("the same in the period before"), unsure=True),
        _number(f"{name}.last_year", marked("the same a year earlier"), unsure=True),
        _number(
            f"{name}.change", marked("growth in percent against the year before"), f"{name}.change_percent", unsure=True
        ),
        _number(
            f"{name}.change_previous",
            marked("growth in percent against the period before"),
            f"{name}.change_previous_percent",
            unsure=True,
        ),
    )


def _channel(channel: str) -> tuple[PressField, ...]:
    """Return what is said of one channel; its row of the report need not be there."""
    number, meanings = FieldKind.NUMBER, {
        "received": marked("appeals received by this channel"),
        "answered": marked("appeals of this channel that were answered"),
        "handled": marked("appeals of this channel that were handled"),
    }
    found = []
    for measure, meaning in meanings.items():
        found += [
            _worked_out(f"{channel}.{measure}", number, meaning, unsure=False),
            _worked_out(
                f"{channel}.{measure}.month", number, marked("the same since the first of the month"), unsure=False
            ),
        ]
    return (
        *found,
        _worked_out(f"{channel}.received.year", number, marked("received since 1 January"), unsure=False),
        _worked_out(f"{channel}.received.last_year", number, marked("received a year earlier")),
        _worked_out(
            f"{channel}.received.change", number, marked("growth in percent of those received against the year before")
        ),
    )


def _answer(name: str) -> tuple[PressField, ...]:
    return (
        _number(f"{name}.count", marked("answers whose speed is known")),
        _number(f"{name}.mean_hours", marked("their mean time in working hours"), unsure=True),
        _number(f"{name}.median_hours", marked("half of them took no longer, in working hours"), unsure=True),
        _number(f"{name}.p90_hours", marked("nine of ten took no longer, in working hours"), unsure=True),
        _number(f"{name}.in_time_percent", marked("share in time, in percent"), unsure=True),
    )


_TEXT, _NUMBER, _DAY, _MONTH = FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DAY, FieldKind.MONTH

PERIOD = (
    PressField("municipality", _TEXT, marked("name of the municipality"), "municipality"),
    PressField("period.kind", _TEXT, marked("day, week, month, quarter, year or range"), "period.kind"),
    _worked_out(
        "period.first", _TEXT, marked("first day, with as much of its month and year as the last does not say"),
        unsure=False,
    ),
    _worked_out("period.last", _TEXT, marked("last day, written out"), unsure=False),
    _worked_out("period.month", _MONTH, marked("month in which the period ends"), unsure=False),
    _worked_out("period.quarter", _TEXT, marked("quarter in which it ends: I, II, III or IV"), unsure=False),
    _worked_out("period.year", _TEXT, marked("year in which it ends"), unsure=False),
    _worked_out("period.year_before", _TEXT, marked("the year before that"), unsure=False),
    _worked_out("period.as_of", _TEXT, marked("moment of the figures, where the period is not over")),
    PressField("opened.day", _DAY, marked("day on which the centre opened"), "opened", unsure=True),
    _worked_out("opened.month", _MONTH, marked("month in which it opened")),
    _worked_out("opened.year", _TEXT, marked("year in which it opened")),
)  # fmt: skip

FIELDS: tuple[PressField, ...] = (
    *PERIOD,
    *_indicator("received", marked("appeals received")),
    *_indicator("assigned", marked("appeals passed on to whoever answers")),
    *_indicator("answered", marked("appeals answered")),
    *_indicator("answers", marked("answers given")),
    *_indicator("handled", marked("appeals handled")),
    *_indicator("closed", marked("appeals closed")),
    *_indicator("written_and_oral", marked("appeals received by letter, at receptions and by telephone")),
    _number("letters", marked("appeals received, the questions of one letter counted once")),
    _number("questions", marked("questions in them")),
    *(field for channel in Channel for field in _channel(channel)),
    _worked_out("incident.topics", _TEXT, marked("most asked topics of this channel")),
    _worked_out("pos.topics", _TEXT, marked("most asked topics of this channel")),
    *_channel("networks"),
    _worked_out("networks.list", _TEXT, marked("social networks, the one with most appeals first")),
    _worked_out("channels.list", _TEXT, marked("channels with the appeals received by each")),
    _worked_out("groups.top", _TEXT, marked("up to five groups of topics, the most asked first")),
    _worked_out("groups.top_shares", _TEXT, marked("the same with the share of each")),
    _worked_out("topics.top", _TEXT, marked("up to five topics, the most asked first")),
    _worked_out("topics.top_counts", _TEXT, marked("the same with the appeals of each")),
    _worked_out("growth.rising", _TEXT, marked("topics that grew most, with their growth")),
    _worked_out("growth.falling", _TEXT, marked("topics that fell most, with their growth")),
    _worked_out("new_topics.list", _TEXT, marked("topics asked about for the first time")),
    _worked_out("districts.top", _TEXT, marked("up to five districts, that with most appeals first, with the number")),
    _worked_out("districts.without", _TEXT, marked("districts from which nothing came")),
    *(
        _worked_out(
            f"outcomes.{outcome.replace('-', '_')}", _NUMBER, marked("appeals handled with this outcome"), unsure=False
        )
        for outcome in Outcome
    ),
    _worked_out(
        "outcomes.other", _NUMBER, marked("appeals with an outcome that is neither in favour nor an explanation"),
        unsure=False,
    ),
    _worked_out("outcomes.list", _TEXT, marked("outcomes with number and share of each")),
    _number("decided_in_favour", marked("appeals decided in favour: resolved, or measures taken"),
            "decided_in_favour.count"),
    _number("decided_in_favour.percent", marked("their share of those with an outcome"), unsure=True),
    _worked_out("decided_in_favour.every", _NUMBER, marked("2 where it is every second appeal, 3, 4, 5; else not set")),
    _number("punctual.in_time", marked("appeals done in time")),
    _number("punctual.late", marked("appeals done late")),
    _worked_out("punctual.percent", _NUMBER, marked("share of those done in time, in percent")),
    *_answer("first_answer"),
    *_answer("final_answer"),
    _number("answers_per_working_day", marked("answers per working day, since the centre opened"), unsure=True),
    _number("volume.per_day", marked("appeals received per day"), unsure=True),
    _number("volume.per_working_day", marked("appeals received per working day"), unsure=True),
    _number("volume.per_1000", marked("appeals received per 1,000 residents"), unsure=True),
    PressField("volume.peak_day", _DAY, marked("day on which most came in"), "volume.peak_day.day", unsure=True),
    _number("volume.peak_received", marked("appeals received on that day"), "volume.peak_day.received", unsure=True),
    _number("volume.authors", marked("different citizens who wrote")),
    _number("volume.repeat_authors", marked("those of them who wrote more than once")),
    _number("repeats.repeat", marked("repeated appeals")),
    _number("repeats.duplicates", marked("duplicates")),
    _number("ratings.count", marked("appeals that citizens rated")),
    _number("ratings.average", marked("average rating"), unsure=True),
    _number("ratings.positive_percent", marked("share of good ratings, in percent"), unsure=True),
    _number("backlog.start", marked("appeals waiting at the start")),
    _number("backlog.came_in", marked("appeals that came into work"), "backlog.in"),
    _number("backlog.went_out", marked("appeals that left it"), "backlog.out"),
    _number("backlog.end", marked("appeals waiting at the end")),
    _number("overdue", marked("those of them that are overdue")),
    _number("receptions.held", marked("personal receptions held")),
    _number("receptions.field", marked("those of them in the field")),
    _number("receptions.citizens", marked("citizens received")),
    _number("receptions.questions", marked("questions that they asked")),
    _number("instructions.given", marked("instructions of the head given")),
    _number("instructions.done", marked("instructions done")),
    _number("instructions.overdue", marked("instructions overdue")),
    _worked_out("polls.count", _NUMBER, marked("polls held"), unsure=False),
    _worked_out("polls.items", _TEXT, marked("a paragraph for each poll, by the template items/poll")),
    _worked_out("works.count", _NUMBER, marked("entries of works done"), unsure=False),
    _worked_out("works.items", _TEXT, marked("a line for each work done, by the template items/work")),
    _worked_out("works.grouped", _TEXT, marked("a line for each kind of work, equal ones together, by items/work")),
    _worked_out("works.list", _TEXT, marked("the same as one list within a sentence")),
)  # fmt: skip

_ITEMS = {
    WORK: (
        PressField("work.what", _TEXT, marked("what was done"), "what"),
        PressField("work.count", _NUMBER, marked("how many"), "count"),
        PressField("work.place", _TEXT, marked("where"), "place", unsure=True),
        PressField("work.day", _DAY, marked("when"), "day", unsure=True),
    ),
    POLL: (
        PressField("poll.question", _TEXT, marked("what was asked"), "question"),
        PressField("poll.participants", _NUMBER, marked("how many took part"), "participants", unsure=True),
        PressField("poll.leader", _TEXT, marked("answer with most votes"), "", unsure=True),
        PressField("poll.leader_votes", _NUMBER, marked("votes for it"), "", unsure=True),
        PressField("poll.options", _TEXT, marked("all answers with their votes"), "", unsure=True),
        PressField("poll.decision", _TEXT, marked("what was decided"), "decision", unsure=True),
    ),
}
# Templates that are filled once for each record of a report name its fields besides those of the period.
ITEM_FIELDS: dict[str, tuple[PressField, ...]] = {name: (*PERIOD, *own) for name, own in _ITEMS.items()}
