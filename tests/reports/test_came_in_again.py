"""The figures of what came in, each counted again in Python from random histories, day by day of the calendar."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Author
from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind, Network, Outcome, Relation
from mcu_cli.reports.indicators import kinds, territory, themes, totals, volume
from mcu_cli.reports.periods import Kind, Period, around, between
from mcu_cli.reports.scope import Asked, Scope
from tests.reports import random_histories as again
from tests.reports.history import CALENDAR, REGISTRY, ZONE, Record, appeal, duplicate, event, final, interim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mcu_cli.domain.appeal import Appeal

    Fits = Callable[[datetime], bool]

TOWN = replace(
    REGISTRY, municipality=replace(REGISTRY.municipality, population={"Заречный": 1000, "Лесной": 500, "Дальний": 7})
)
# 2024 has a 29 February, 2026 a week 53 that ends in 2027 (28 December to 3 January).
DAYS = [
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2026, 11, 20),
    date(2026, 3, 31),
]
CLOCK = [time(0), time(12), time(23, 59, 59)]
CATEGORIES = {
    ("roads/snow", ""): ("roads/snow", "roads"),
    ("Дорожное хозяйство", "Снег"): ("roads/snow", "roads"),
    ("roads", ""): ("roads", "roads"),
    ("Иное", "Шум"): ("Иное: Шум", "Иное"),
    ("", ""): ("", ""),
}
DEPARTMENTS = {"roads": "roads", "дорстрой": "roads", "Управа": "Управа"}
FORMS = {Channel.LETTER: "written", Channel.PHONE: "oral", Channel.URGENT: "oral"}
EVENTS: list[Callable[[datetime], Any]] = [
    final,
    interim,
    duplicate,
    lambda moment: final(moment, Outcome.RESOLVED),
    lambda moment: event(EventKind.ASSIGNED, moment, department=list(DEPARTMENTS)[moment.second % 3]),
    lambda moment: event(EventKind.FORWARDED, moment, to="Министерство", control=bool(moment.second % 2)),
    lambda moment: event(EventKind.REOPENED, moment, reason="-"),
    lambda moment: event(EventKind.CLOSED, moment),
    lambda moment: event(EventKind.LINKED, moment, relation=Relation.REPEAT_OF, to="20260101-0001"),
    lambda moment: event(EventKind.LINKED, moment, relation=Relation.PART_OF, to="20260101-0001"),
]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    day = draw(st.sampled_from(DAYS))
    kind = draw(st.sampled_from(list(Kind)))
    return between(day - timedelta(days=draw(st.integers(0, 70))), day) if kind is Kind.RANGE else around(kind, day)


@st.composite
def records(draw: st.DrawFn) -> tuple[list[Appeal], Period, datetime]:
    """Draw a period, the moment of its report, and appeals near the edges of all that it is read beside."""
    period = draw(periods())
    whole = draw(st.booleans())
    now = datetime.combine(period.last + timedelta(days=9 if whole else -draw(st.integers(0, 9))), time(15), ZONE)
    now = max(now, datetime.combine(period.first, time(15), ZONE))
    beside = [period, period.previous(), period.last_year(), period.month_to_date(), period.year_to_date()]
    edges = sorted({day + timedelta(days=n) for one in beside for day in (one.first, one.last) for n in (-1, 0, 1)})
    moments = st.tuples(st.sampled_from(edges), st.sampled_from(CLOCK)).map(lambda at: datetime.combine(*at, ZONE))
    appeals = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        registered = draw(moments)
        happened = draw(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(-2, 900)), max_size=5))
        events = [make(registered + timedelta(hours=hours, seconds=n + 1)) for n, (make, hours) in enumerate(happened)]
        category, topic = draw(st.sampled_from(list(CATEGORIES)))
        made = appeal(
            number,
            registered,
            *events,
            channel=draw(st.sampled_from([Channel.INCIDENT, Channel.LETTER, Channel.PHONE, Channel.URGENT])),
            network=draw(st.sampled_from([None, Network.VK, Network.OK])),
            category=category,
            topic=topic,
            district=draw(st.sampled_from(["", "заречный", "Лесной", "Хутор"])),
        )
        appeals.append(
            replace(
                made,
                source=replace(made.source, system=draw(st.sampled_from(["", "incident", "widget"]))),
                kind=draw(st.sampled_from([None, AppealKind.COMPLAINT])),
                tags=draw(st.sampled_from([(), ("зима",), ("зима", "двор"), ("двор", "двор")])),
                author=draw(st.sampled_from([Author(), Author("Петров П."), Author("петров  п."), Author("", "vk/1")])),
            )
        )
    return appeals, period, now


def asked_of(found: tuple[list[Appeal], Period, datetime]) -> Asked:
    appeals, period, now = found
    return Asked(Record(appeals), TOWN, Scope(period, now, CALENDAR))


def weeks_of(year: int) -> int:
    return max((date(year, 12, 31) - timedelta(days=n)).isocalendar().week for n in range(7))


def stretches(period: Period, now: datetime) -> dict[str, Fits]:  # noqa: C901  # a rule for each kind of period
    """Return by its name what belongs to each stretch of time, told from the calendar alone."""
    last = min(period.last, now.date())
    first = period.first

    def before(day: date) -> bool:
        match period.kind:
            case Kind.DAY:
                return day == first - timedelta(days=1)
            case Kind.WEEK:
                return (day + timedelta(days=7)).isocalendar()[:2] == first.isocalendar()[:2]
            case Kind.MONTH:
                return 12 * day.year + day.month == 12 * first.year + first.month - 1
            case Kind.QUARTER:
                return 4 * day.year + (day.month - 1) // 3 == 4 * first.year + (first.month - 1) // 3 - 1
            case Kind.YEAR:
                return day.year == first.year - 1
            case _:
                return 0 < (first - day).days <= (period.last - first).days + 1

    def year_before(day: date) -> bool:
        match period.kind:
            case Kind.WEEK:
                year, week, _weekday = first.isocalendar()
                return day.isocalendar()[:2] == (year - 1, min(week, weeks_of(year - 1)))
            case Kind.MONTH | Kind.QUARTER | Kind.YEAR:
                months = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}[period.kind]
                return day.year == first.year - 1 and first.month <= day.month < first.month + months
            case _:
                begin, end = (
                    date(one.year - 1, one.month, 28 if (one.month, one.day) == (2, 29) else one.day)
                    for one in (first, period.last)
                )
                return begin <= day <= end

    days: dict[str, Callable[[date], bool]] = {
        "period": lambda day: first <= day <= last,
        "month_to_date": lambda day: (day.year, day.month) == (last.year, last.month) and day <= last,
        "quarter_to_date": lambda day: (
            (day.year, (day.month - 1) // 3) == (last.year, (last.month - 1) // 3) and day <= last
        ),
        "year_to_date": lambda day: day.year == last.year and day <= last,
        "previous": before,
        "last_year": year_before,
    }
    times = {name: _moments_of(fits, now) for name, fits in days.items()}
    if datetime.combine(period.last + timedelta(days=1), time(0), ZONE) > now:
        # Of an unfinished period the same part of the earlier ones counts.
        known = [date(2022, 1, 1) + timedelta(days=n) for n in range(2000)]
        as_long = {fits: now - (first - min(filter(fits, known))) for fits in (before, year_before)}
        year_ago = now.replace(year=now.year - 1, day=28 if (now.month, now.day) == (2, 29) else now.day)
        times["previous"] = _moments_of(before, year_ago if period.kind is Kind.YEAR else as_long[before])
        times["last_year"] = _moments_of(year_before, as_long[year_before] if period.kind is Kind.WEEK else year_ago)
    return times


def _moments_of(days: Callable[[date], bool], now: datetime) -> Fits:
    return lambda at: at <= now and days(at.astimezone(ZONE).date())


def unknown(times: dict[str, Fits], appeals: Iterable[Appeal], now: datetime) -> set[str]:
    """Return the stretches before the period that the record does not hold whole."""
    return {name for name in ("previous", "last_year") if not is_known(times[name], appeals, now)}


def is_known(fits: Fits, appeals: Iterable[Appeal], now: datetime) -> bool:
    """Whether the record began before a stretch, or on the first working day of it, if not after its end."""
    first = min((one.registered for one in appeals), default=None)
    if first is None:
        return False
    began = first.date()
    days = [date(2022, 12, 20) + timedelta(days=n) for n in range(1500)]
    inside = [day for day in days if fits(min(datetime.combine(day, time(0), ZONE), now))]
    worked = [day for day in inside if CALENDAR.is_working_day(day)]
    return (
        bool(inside)
        and (began < inside[0] or fits(first))
        and began <= max(inside[0], worked[0] if worked else inside[-1])
    )


def moments(found: Appeal, *happened: EventKind) -> list[datetime]:
    return [one.at for one in found.history if one.event in happened]


def left(found: Appeal) -> list[datetime]:
    return [datetime.fromtimestamp(one.at, ZONE) for one in again.leavings(found)[1]]


MEASURES: dict[str, Callable[[Appeal], list[datetime]]] = {
    "received": lambda found: [found.registered],
    "answered": lambda found: moments(found, EventKind.ANSWERED),
    "handled": left,
    "closed": lambda found: moments(found, EventKind.CLOSED),
    "assigned": lambda found: moments(found, EventKind.ASSIGNED, EventKind.FORWARDED),
    "written_and_oral": lambda found: [found.registered] if found.channel in {Channel.LETTER, Channel.PHONE} else [],
}


def counted(appeals: Iterable[Appeal], measure: str, fits: Fits) -> int:
    return sum(any(fits(at) for at in MEASURES[measure](one)) for one in appeals)


@given(found=records())
@settings(max_examples=100, deadline=None)
def test_totals_are_those_of_a_plain_count(found: tuple[list[Appeal], Period, datetime]) -> None:
    appeals, period, now = found
    data, times = totals.members(asked_of(found)), stretches(period, now)
    nobody_knows = unknown(times, appeals, now)
    for measure in MEASURES:
        for name, fits in times.items():
            expected = None if name in nobody_knows else counted(appeals, measure, fits)
            assert data[measure][name] == expected, (measure, name)
        change, before = data[measure]["change_percent"], data[measure]["last_year"]
        assert change == (round(100 * (data[measure]["period"] - before) / before, 1) if before else None)
    received = [one for one in appeals if times["period"](one.registered)]
    assert data["letters"] == sum(not one.state.part_of for one in received)
    assert data["questions"] == len(received)
    answers = sum(times["period"](at) for one in appeals for at in moments(one, EventKind.ANSWERED))
    assert data["answers"]["period"] == answers


ROWS: dict[str, Callable[[Appeal], list[str]]] = {
    "channels": lambda found: [found.channel],
    "networks": lambda found: [found.source.network or ""],
    "sources": lambda found: [found.source.system],
    "forms": lambda found: [FORMS.get(found.channel, "electronic")],
    "kinds": lambda found: [found.kind or ""],
    "tags": lambda found: sorted(set(found.tags)),
    "topics": lambda found: [CATEGORIES[found.state.category, found.state.topic][0]],
    "groups": lambda found: [CATEGORIES[found.state.category, found.state.topic][1]],
    "departments": lambda found: [DEPARTMENTS.get(found.state.department, "")],
    "districts": lambda found: [found.place.district.replace("заречный", "Заречный")],
    "outcomes": lambda found: [found.state.outcome or ""],
}


@given(found=records())
@settings(max_examples=100, deadline=None)
def test_rows_are_those_of_a_plain_count_and_add_up(found: tuple[list[Appeal], Period, datetime]) -> None:
    appeals, period, now = found
    asked = asked_of(found)
    data = {
        name: value
        for group in (totals, volume, kinds, themes, territory)
        for name, value in group.members(asked).items()
    }
    times = stretches(period, now)
    nobody_knows = unknown(times, appeals, now)
    columns = {
        f"{measure}{end}": (measure, stretch)
        for measure in ("received", "answered", "handled")
        for end, stretch in (("", "period"), ("_month_to_date", "month_to_date"))
    } | {
        "received_year_to_date": ("received", "year_to_date"),
        "received_previous": ("received", "previous"),
        "received_last_year": ("received", "last_year"),
    }
    for name, key_of in ROWS.items():
        rows = {row["id"]: row for row in data[name]}
        assert len(rows) == len(data[name])
        for column, (measure, stretch) in columns.items():
            fits = times[stretch]
            expected = Counter(
                key for one in appeals if any(fits(at) for at in MEASURES[measure](one)) for key in key_of(one)
            )
            if stretch in nobody_knows:
                assert {row[column] for row in rows.values()} <= {None}
                continue
            assert {key: row[column] for key, row in rows.items() if row[column]} == expected, (name, column)
            if name != "tags":
                assert sum(row[column] for row in rows.values()) == counted(appeals, measure, fits)
        whole = "handled" if name == "outcomes" else "received"
        total = data[whole]["period"]
        for row in rows.values():
            assert row["share_percent"] == (round(100 * row[whole] / total, 1) if total else None)


@given(found=records())
@settings(max_examples=80, deadline=None)
def test_the_course_of_a_period_is_that_of_a_plain_count(found: tuple[list[Appeal], Period, datetime]) -> None:
    appeals, period, now = found
    data, fits = volume.members(asked_of(found)), stretches(period, now)["period"]
    points = data["series"]["points"]
    last = min(period.last, now.date())
    days = [period.first + timedelta(days=n) for n in range((last - period.first).days + 1)]
    if not is_known(fits, appeals, now):  # the course begins with the record, which a source may have answered before
        told = [at for one in appeals for at in (one.registered, *moments(one, EventKind.ANSWERED))]
        days = [day for day in days if any(fits(at) and at.date() <= day for at in told)]
    covered = [
        date.fromisoformat(point["from"]) + timedelta(days=n)
        for point in points
        for n in range((date.fromisoformat(point["to"]) - date.fromisoformat(point["from"])).days + 1)
    ]
    assert covered == days
    for point in points:
        begin, end = date.fromisoformat(point["from"]), date.fromisoformat(point["to"])
        for measure in ("received", "answered", "handled"):
            expected = [
                one for one in appeals if any(fits(at) and begin <= at.date() <= end for at in MEASURES[measure](one))
            ]
            assert point[measure] == len(expected)
    by_day = Counter(one.registered.date() for one in appeals if fits(one.registered))
    peak = data["volume"]["peak_day"]
    if period.kind is Kind.DAY or period.first == period.last or not by_day:
        assert peak is None
    else:
        most = max(by_day.values())
        first = min(day for day, count in by_day.items() if count == most)
        assert peak == {"day": first.isoformat(), "received": most}
    week = data["volume"]["peak_week"]
    if week is not None:
        by_week = Counter(day.isocalendar()[:2] for day in by_day.elements())
        assert week["received"] == max(by_week.values())
        assert date.fromisoformat(week["from"]).isocalendar()[:2] == date.fromisoformat(week["to"]).isocalendar()[:2]


@given(found=records())
@settings(max_examples=60, deadline=None)
def test_authors_are_people_and_not_letters(found: tuple[list[Appeal], Period, datetime]) -> None:
    appeals, period, now = found
    fits = stretches(period, now)["period"]
    letters = [one for one in appeals if fits(one.registered) and not one.state.part_of]
    authors = Counter("vk/1" if one.author.profile else "Петров" for one in letters if one.author != Author())
    data = volume.members(asked_of(found))["volume"]
    assert data["authors"] == len(authors)
    assert data["repeat_authors"] == sum(count > 1 for count in authors.values())
    assert data["without_author"] == sum(one.author == Author() for one in letters)


@given(found=records())
@settings(max_examples=60, deadline=None)
def test_crossed_tables_add_up_to_the_rows(found: tuple[list[Appeal], Period, datetime]) -> None:
    appeals, period, now = found
    asked, fits = asked_of(found), stretches(period, now)["period"]
    data = themes.members(asked) | territory.members(asked) | kinds.members(asked)
    received = [one for one in appeals if fits(one.registered)]
    table = data["groups_by_district"]
    for group in table["rows"]:
        for column, number in zip(table["columns"], group["received"], strict=True):
            assert number == sum(
                ROWS["groups"](one) == [group["id"]] and ROWS["districts"](one) == [column["id"]] for one in received
            )
        assert group["total"] == sum(group["received"])
    assert sum(group["total"] for group in table["rows"]) == len(received)
    for channel in data["topics_by_channel"]:
        of_it = Counter(ROWS["topics"](one)[0] for one in received if one.channel == channel["id"])
        assert {topic["id"]: topic["received"] for topic in channel["topics"]} == {
            key: count for key, count in of_it.items() if key
        }
    without = {one["id"] for one in data["districts_without_appeals"]}
    assert without == {"Заречный", "Лесной", "Дальний"} - {ROWS["districts"](one)[0] for one in received}
    duplicates = [one for one in received if one.state.duplicate_of]
    repeats = [one for one in received if one.repeat_of and not one.state.duplicate_of]
    first_is_repeat = any(one.id == "20260101-0001" and one.repeat_of for one in appeals)
    assert data["repeats"] == {
        "primary": len(received) - len(duplicates) - len(repeats),
        "repeat": len(repeats),
        "multiple": len(repeats) if first_is_repeat else 0,
        "duplicates": len(duplicates),
    }
