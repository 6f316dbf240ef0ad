"""A year of which no decree is known: whoever gets a term in it is told, once, and what to do helps."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.repository import Store, Surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

WARNING = (
    "no decree on the days off of 2028 is known yet: terms and working time in that year may be wrong by days; install "
    "a newer `holidays` (pip install --upgrade holidays), or enter the days into `working_time` of departments.yaml, "
    "and the year into `checked_years`\n"
)
LATE = "2027-12-28T10:00:00+05:00"


def add(mcu: Mcu, channel: str, now: str) -> str:
    """Register an appeal; return what was said on stderr."""
    return mcu("add", "--channel", channel, "--text", f"Яма на дороге {now}.", now=now).stderr


@pytest.mark.usefixtures("store")
def test_a_term_that_reaches_into_the_year_warns_once(mcu: Mcu) -> None:
    # 30 days from 28 December end on 27 January 2028, two clocks and more are counted.
    assert add(mcu, "letter", LATE).count(WARNING) == 1


@pytest.mark.usefixtures("store")
def test_json_says_it_on_stderr_alone(mcu: Mcu) -> None:
    done = mcu("add", "--channel", "letter", "--text", "Яма.", "--json", now=LATE)

    assert done.stderr.count(WARNING) == 1
    assert done.envelope["problems"] == []


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("channel", "now"),
    [
        ("letter", "2027-11-10T10:00:00+05:00"),  # due on 10 December
        ("urgent", "2027-12-31T23:50:00+05:00"),  # round the clock: whether 1 January is worked does not matter
        ("urgent", "2028-03-01T12:00:00+05:00"),
        ("incident", "2027-12-10T10:00:00+05:00"),
    ],
)
def test_a_term_that_does_not_need_the_year_is_silent(mcu: Mcu, channel: str, now: str) -> None:
    assert "decree" not in add(mcu, channel, now)


@pytest.mark.usefixtures("store")
def test_a_year_before_the_calendar_begins_warns_in_its_own_words(mcu: Mcu) -> None:
    said = add(mcu, "incident", "2018-03-01T10:00:00+05:00")

    assert "the days off of 2018 are not known, the calendar begins with 2019: terms" in said
    assert "pip" not in said


def test_an_import_of_many_warns_once(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    rows = [
        {"channel": "letter", "received": f"2027-12-{day}T10:00:00+05:00", "text": f"Яма номер {day}."}
        for day in range(20, 30)
    ]
    path = tmp_path / "letters.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    assert store.root.is_dir()
    assert mcu("import", path, now="2027-12-30T10:00:00+05:00").stderr.count(WARNING) == 1


def test_a_registry_that_has_changed_meanwhile_is_no_reason_to_warn_again(store: StoreFolder) -> None:
    notes: list[str] = []
    opened = Store(store.root, Surroundings(dict(os.environ), notes.append, lambda items, *_args: items))
    day = date(2028, 3, 1)
    assert opened.calendar.is_working_day(day)
    del opened.calendar  # as a command does that finds another's commit when it takes the lock
    assert opened.calendar.is_working_day(day)

    assert [f"{note}\n" for note in notes] == [WARNING]


def test_hours_of_a_single_day_are_those_of_the_terms(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("\n  special_hours: {}\n") == 1
    given = "\n  special_hours: {2026-11-20: [08:00-11:00, 20:00-24:00]}\n"
    path.write_text(text.replace("\n  special_hours: {}\n", given), encoding="utf-8", newline="\n")
    mcu("record")
    done = mcu("add", "--channel", "bot", "--text", "Яма.", "--json", now="2026-11-20T10:00:00+03:00")

    # Two working hours: one until eleven, the other from eight in the evening.
    due = done.data["appeals"][0]["due"]["first"]
    assert due.startswith("2026-11-20T21:00:00")


def test_days_entered_by_hand_and_the_year_in_checked_years_end_the_warning(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (("days_off: []", "days_off: [2028-01-10]"), ("checked_years: []", "checked_years: [2028]")):
        assert text.count(f"\n  {old}\n") == 1
        text = text.replace(f"\n  {old}\n", f"\n  {new}\n")
    path.write_text(text, encoding="utf-8", newline="\n")
    mcu("record")
    done = mcu("add", "--channel", "mail", "--text", "Яма.", "--json", now="2027-12-30T20:00:00+05:00")

    assert "decree" not in done.stderr
    # One working day: 31 December 2027 and 1 to 9 January are off, so is the 10th, by hand.
    assert done.data["appeals"][0]["due"]["first"].startswith("2028-01-11")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("form", [(), ("--format", "md"), ("--format", "csv"), ("--format", "json")])
def test_a_report_says_it_once_in_its_own_way(mcu: Mcu, form: tuple[str, ...]) -> None:
    done = mcu("report", "month", *form, now="2028-02-10T10:00:00+05:00")
    in_json = [problem["message"] for problem in done.envelope["problems"]] if "json" in form else []

    assert done.stderr.count("2028") + len(in_json) == 1


@pytest.mark.usefixtures("store")
def test_a_report_names_a_year_that_it_only_needs_for_the_working_time_of_an_answer(mcu: Mcu) -> None:
    now = "2027-12-30T10:00:00+05:00"
    done = mcu("add", "--channel", "phone", "--text", "Яма.", "--json", now="2018-12-28T10:00:00+05:00")
    mcu(
        "answer",
        done.data["appeals"][0]["id"],
        "--text",
        "Засыпана.",
        "--outcome",
        "resolved",
        now="2019-01-10T10:00:00+05:00",
    )
    said = mcu("report", "month", "--date", "2019-01-15", "--json", now=now).envelope["problems"]

    assert [problem["message"][:26] for problem in said] == ["the days off of 2018 are n"]
