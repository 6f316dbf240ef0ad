"""What a press text can name: the one table of fields, each with its kind, its meaning and where a report holds it."""

from __future__ import annotations

from typing import NamedTuple

from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.domain.vocabulary import Channel, Outcome

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
        _number(f"{name}.month", "the same since the first of the month", f"{name}.month_to_date"),
        _number(f"{name}.quarter", "the same since the first of the quarter", f"{name}.quarter_to_date"),
        _number(f"{name}.year", "the same since 1 January", f"{name}.year_to_date"),
        _number(f"{name}.previous", "the same in the period before, or in the same part of it", unsure=True),
        _number(f"{name}.last_year", "the same a year earlier, or in the same part of that time", unsure=True),
        _number(f"{name}.change", "growth in percent against the year before", f"{name}.change_percent", unsure=True),
        _number(
            f"{name}.change_previous",
            "growth in percent against the period before",
            f"{name}.change_previous_percent",
            unsure=True,
        ),
    )


def _channel(channel: str) -> tuple[PressField, ...]:
    """Return what is said of one channel; its row of the report need not be there."""
    number, meanings = (
        FieldKind.NUMBER,
        {
            "received": "appeals received by this channel",
            "answered": "appeals of this channel that were answered",
            "handled": "appeals of this channel that were handled",
        },
    )
    found = []
    for measure, meaning in meanings.items():
        found += [
            _worked_out(f"{channel}.{measure}", number, meaning, unsure=False),
            _worked_out(f"{channel}.{measure}.month", number, "the same since the first of the month", unsure=False),
        ]
    return (
        *found,
        _worked_out(f"{channel}.received.year", number, "received since 1 January", unsure=False),
        _worked_out(f"{channel}.received.last_year", number, "received a year earlier"),
        _worked_out(
            f"{channel}.received.change", number, "growth in percent of those received against the year before"
        ),
    )


def _answer(name: str) -> tuple[PressField, ...]:
    return (
        _number(f"{name}.count", "answers whose speed is known"),
        _number(f"{name}.mean_hours", "their mean time in working hours", unsure=True),
        _number(f"{name}.median_hours", "half of them took no longer, in working hours", unsure=True),
        _number(f"{name}.p90_hours", "nine of ten took no longer, in working hours", unsure=True),
        _number(f"{name}.in_time_percent", "share in time, in percent", unsure=True),
    )


_TEXT, _NUMBER, _DAY, _MONTH = FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DAY, FieldKind.MONTH

PERIOD = (
    PressField("municipality", _TEXT, "name of the municipality", "municipality"),
    PressField("period.kind", _TEXT, "day, week, month, quarter, year or range", "period.kind"),
    _worked_out(
        "period.first", _TEXT, "first day, with as much of its month and year as the last does not say",
        unsure=False,
    ),
    _worked_out("period.last", _TEXT, "last day that has begun, written out", unsure=False),
    _worked_out("period.first_day", _NUMBER, "number of the first day in its month: «со 2», and «с» any other",
                unsure=False),
    _worked_out("period.days", _NUMBER, "days of the period that have begun", unsure=False),
    _worked_out("period.month", _MONTH, "month in which that day lies", unsure=False),
    _worked_out("period.quarter", _TEXT, "quarter in which it lies: I, II, III or IV", unsure=False),
    _worked_out("period.year", _TEXT, "year in which it lies", unsure=False),
    _worked_out("period.year_before", _TEXT, "the year before that", unsure=False),
    _worked_out("period.as_of", _TEXT, "moment of the figures, where the period is not over"),
    PressField("opened.day", _DAY, "day on which the centre opened", "opened", unsure=True),
    _worked_out("opened.month", _MONTH, "month in which it opened"),
    _worked_out("opened.year", _TEXT, "year in which it opened"),
    _worked_out("opened.days_before", _NUMBER, "days of the period before it opened; 0 where that is not known",
                unsure=False),
)  # fmt: skip

FIELDS: tuple[PressField, ...] = (
    *PERIOD,
    *_indicator("received", "appeals received"),
    *_indicator("assigned", "appeals passed on to whoever answers"),
    *_indicator("answered", "appeals answered"),
    *_indicator("answers", "answers given"),
    *_indicator("handled", "appeals handled"),
    *_indicator("closed", "appeals closed"),
    *_indicator("written_and_oral", "appeals received by letter, at receptions and by telephone"),
    _worked_out("written_and_oral.written", _NUMBER, "those of them received by letter", unsure=False),
    _worked_out("written_and_oral.oral", _NUMBER, "those of them received at receptions and by telephone",
                unsure=False),
    _number("letters", "appeals received, the questions of one letter counted once"),
    _number("questions", "questions in them"),
    *(field for channel in Channel for field in _channel(channel)),
    _worked_out("incident.topics", _TEXT, "most asked topics of this channel"),
    _worked_out("pos.topics", _TEXT, "most asked topics of this channel"),
    *_channel("networks"),
    _worked_out("networks.list", _TEXT, "social networks, the one with most appeals first"),
    _worked_out("networks.counts", _TEXT, "the same with the appeals of each, where there are several"),
    _worked_out("channels.count", _NUMBER, "channels by which anything came", unsure=False),
    _worked_out("channels.list", _TEXT, "channels with the appeals received by each; the name alone of a single one"),
    _worked_out("channels.only", _TEXT, "how all came, where it was by one channel: «по телефону»"),
    _worked_out("groups.top", _TEXT, "up to five groups of topics, the most asked first"),
    _worked_out("groups.top_shares", _TEXT, "the same with the share of each"),
    _worked_out("topics.top", _TEXT, "up to five topics, the most asked first"),
    _worked_out("topics.top_counts", _TEXT, "the same with the appeals of each, of those asked more than once"),
    _worked_out("growth.rising", _TEXT, "topics that grew most, with their growth"),
    _worked_out("growth.falling", _TEXT, "topics that fell most, with their growth"),
    _worked_out("new_topics.list", _TEXT, "topics asked about for the first time"),
    _worked_out("districts.top", _TEXT, "up to five districts, that with most appeals first, with the number"),
    _worked_out("districts.without", _TEXT, "districts from which nothing came"),
    *(
        _worked_out(
            f"outcomes.{outcome.replace('-', '_')}", _NUMBER, "appeals handled with this outcome", unsure=False
        )
        for outcome in Outcome
    ),
    _worked_out(
        "outcomes.other", _NUMBER, "appeals with an outcome that is neither in favour nor an explanation",
        unsure=False,
    ),
    _worked_out("outcomes.list", _TEXT, "outcomes with number and share of each"),
    _number("decided_in_favour", "appeals decided in favour: resolved, or measures taken",
            "decided_in_favour.count"),
    _number("decided_in_favour.percent", "their share of those with an outcome", unsure=True),
    _worked_out("decided_in_favour.every", _NUMBER, "2 where it is every second appeal, 3, 4, 5; else not set"),
    _number("punctual.in_time", "appeals done in time"),
    _number("punctual.late", "appeals done late"),
    _worked_out("punctual.percent", _NUMBER, "share of those done in time, in percent"),
    *_answer("first_answer"),
    *_answer("final_answer"),
    _number("answers_per_working_day", "answers per working day, since the centre opened", unsure=True),
    _number("volume.per_day", "appeals received per day", unsure=True),
    _number("volume.per_working_day", "appeals received per working day", unsure=True),
    _number("volume.per_1000", "appeals received per 1,000 residents", unsure=True),
    PressField("volume.peak_day", _DAY, "day on which most came in", "volume.peak_day.day", unsure=True),
    _number("volume.peak_received", "appeals received on that day", "volume.peak_day.received", unsure=True),
    _number("volume.authors", "different citizens who wrote"),
    _number("volume.repeat_authors", "those of them who wrote more than once"),
    _number("repeats.repeat", "repeated appeals"),
    _number("repeats.duplicates", "duplicates"),
    _number("ratings.count", "appeals that citizens rated"),
    _number("ratings.average", "average rating", unsure=True),
    _number("ratings.positive_percent", "share of good ratings, in percent", unsure=True),
    _number("backlog.start", "appeals waiting at the start", unsure=True),
    _number("backlog.came_in", "appeals that came into work", "backlog.in"),
    _number("backlog.went_out", "appeals that left it", "backlog.out"),
    _number("backlog.end", "appeals waiting at the end"),
    _number("overdue", "those of them that are overdue"),
    _number("receptions.held", "personal receptions held"),
    _number("receptions.field", "those of them in the field"),
    _number("receptions.citizens", "citizens received"),
    _number("receptions.questions", "questions that they asked"),
    _number("instructions.given", "instructions of the head given"),
    _number("instructions.done", "instructions done"),
    _number("instructions.overdue", "instructions overdue"),
    _worked_out("polls.count", _NUMBER, "polls held", unsure=False),
    _worked_out("polls.items", _TEXT, "a paragraph for each poll, by the template items/poll"),
    _worked_out("works.count", _NUMBER, "entries of works done", unsure=False),
    _worked_out("works.by_appeals", _NUMBER, "those of them that appeals had caused", unsure=False),
    _worked_out("works.items", _TEXT, "a line for each work done, by the template items/work"),
    _worked_out("works.grouped", _TEXT, "a line for each kind of work, equal ones together, by items/work"),
    _worked_out("works.list", _TEXT, "the same as one list within a sentence"),
)  # fmt: skip

_ITEMS = {
    WORK: (
        PressField("work.what", _TEXT, "what was done", "what"),
        PressField("work.count", _NUMBER, "how many", "count"),
        PressField("work.place", _TEXT, "where", "place", unsure=True),
        PressField(
            "work.places", _TEXT, "where all of them were done, up to three places; else the district", "", unsure=True
        ),
        PressField("work.day", _DAY, "when", "day", unsure=True),
    ),
    POLL: (
        PressField("poll.question", _TEXT, "what was asked", "question"),
        PressField("poll.participants", _NUMBER, "how many took part", "participants", unsure=True),
        PressField("poll.leader", _TEXT, "answer with most votes", "", unsure=True),
        PressField("poll.leader_votes", _NUMBER, "votes for it", "", unsure=True),
        PressField("poll.options", _TEXT, "all answers with their votes", "", unsure=True),
        PressField("poll.decision", _TEXT, "what was decided", "decision", unsure=True),
    ),
}
# Templates that are filled once for each record of a report name its fields besides those of the period.
ITEM_FIELDS: dict[str, tuple[PressField, ...]] = {name: (*PERIOD, *own) for name, own in _ITEMS.items()}
