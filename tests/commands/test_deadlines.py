"""Due moments as commands set and move them: clocks, guards of the law, rules of categories, recomputation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.working_day import FIRST, SECOND, appeal_of, last_commit, path_of, refused, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

# Friday 20 November 2026, 16:00 in Moscow, where the store of the tests is: open until 16:30, then on Monday from 8:30.
FRIDAY = "2026-11-20T18:00:00+05:00"


def due_of(mcu: Mcu, appeal_id: str = "1") -> dict[str, str]:
    """Return the due moments in force, to the minute."""
    return {name: moment[:16] for name, moment in appeal_of(mcu, appeal_id)["state"]["due"].items()}


def last_event(mcu: Mcu, appeal_id: str = "1") -> dict[str, Any]:
    event: dict[str, Any] = appeal_of(mcu, appeal_id)["history"][-1]
    return event


def rules_changed(mcu: Mcu, store: StoreFolder, old: str, new: str) -> None:
    """Change categories.yaml by hand and take the change in."""
    path = store.root / "categories.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    mcu("record")


# What registration sets


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("channel", "due"),
    [
        # 3 calendar days end on Monday; 7 on Friday; 30 on Sunday 20 December, so on the Friday before.
        ("letter", {"register": "11-23 17:45", "forward": "11-27 16:30", "final": "12-18 16:30"}),
        ("reception", {"forward": "11-27 16:30", "final": "12-18 16:30"}),
        # Half an hour is left on Friday; 8:30 to 13:00, 14:00 to 17:45 on Monday.
        ("phone", {"route": "11-23 10:00", "first": "11-24 08:45", "final": "12-01 17:45"}),
        ("incident", {"route": "11-23 09:00", "first": "11-24 08:45", "final": "12-01 17:45"}),
        # Day and night.
        ("urgent", {"route": "11-20 16:10", "first": "11-20 16:30", "final": "11-21 16:00"}),
    ],
)
def test_registration_writes_every_due_moment_of_the_channel(mcu: Mcu, channel: str, due: dict[str, str]) -> None:
    registered(mcu, channel=channel, now=FRIDAY)
    written = {name: f"2026-{moment.replace(' ', 'T')}" for name, moment in due.items()}
    assert due_of(mcu) == written
    assert {name: at[:16] for name, at in appeal_of(mcu, "1")["history"][0]["due"].items()} == written


@pytest.mark.usefixtures("store")
def test_a_letter_registered_late_says_until_when_it_should_have_been(mcu: Mcu) -> None:
    registered(mcu, "Просьба.", "--received", "2026-11-13T10:00", channel="letter", now=FRIDAY)
    event = appeal_of(mcu, "1")["history"][0]
    assert event["due"]["register"] == "2026-11-16T17:45:00+03:00"
    assert event["at"] > event["due"]["register"]


@pytest.mark.usefixtures("store")
def test_both_due_moments_show_in_show_and_in_list(mcu: Mcu) -> None:
    registered(mcu)
    for text in (mcu("show", "1").stdout, mcu("list").stdout):
        assert "2026-11-24 08:45" in text
        assert "2026-12-01 17:45" in text
    assert mcu("list", "--json").data[0]["due"] == {
        "register": None,
        "route": "2026-11-23T10:00:00+03:00",
        "forward": None,
        "first": "2026-11-24T08:45:00+03:00",
        "final": "2026-12-01T17:45:00+03:00",
    }


# Interim answers


@pytest.mark.usefixtures("store")
def test_the_first_interim_answer_starts_the_final_clock_anew(mcu: Mcu) -> None:
    registered(mcu)
    mcu("answer", FIRST, "--interim", "--text", "Передано.", now="2026-11-25T10:00:00+03:00")
    assert due_of(mcu)["final"] == "2026-12-04T16:30"  # the seventh working day after Wednesday
    assert last_event(mcu)["due"]["first"] == "2026-11-24T08:45:00+03:00"  # it was late, and stays so
    mcu("answer", FIRST, "--interim", "--text", "Всё ещё.", now="2026-11-30T10:00:00+03:00")
    assert due_of(mcu)["final"] == "2026-12-04T16:30"
    assert "due" not in last_event(mcu)


@pytest.mark.usefixtures("store")
def test_an_interim_answer_moves_no_promise_and_no_term_of_the_law(mcu: Mcu) -> None:
    registered(mcu)
    registered(mcu, channel="letter")
    mcu("defer", "1", "--until", "2026-12-15", "--reason", "Нет асфальта.")
    for appeal_id, final in (("1", "2026-12-15T17:45"), ("2", "2026-12-18T16:30")):
        mcu("answer", appeal_id, "--interim", "--text", "Передано.")
        assert due_of(mcu, appeal_id)["final"] == final


@pytest.mark.usefixtures("store")
def test_another_priority_after_an_interim_answer_counts_from_it(mcu: Mcu) -> None:
    registered(mcu)
    mcu("answer", FIRST, "--interim", "--text", "Передано.", now="2026-11-25T10:00:00+03:00")
    mcu("prioritise", FIRST, "--priority", "high", now="2026-11-26T10:00:00+03:00")
    assert due_of(mcu) == {
        "route": "2026-11-23T10:00",
        "first": "2026-11-24T08:45",  # due when it was given; a later priority makes it no later
        "final": "2026-12-04T16:30",
    }


# Deferral and extension


def test_a_promise_is_made_twice_at_most(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    for day in ("2026-12-01", "2026-12-10"):
        mcu("defer", "1", "--until", day, "--reason", "Нет асфальта.")
    said = refused(mcu, store, "defer", "1", "--until", "2026-12-15", "--reason", "Опять.")
    assert "deferred 2 times already" in said


def test_a_category_given_between_two_extensions_gives_no_second_month(mcu: Mcu, store: StoreFolder) -> None:
    rules_changed(
        mcu, store, "  letter:\n", "  letter:\n    category:\n      roads: {final: {within: 30 calendar days}}\n"
    )
    registered(mcu, channel="letter")
    mcu("extend", "1", "--until", "2027-01-15", "--notified", "today", "--reason", "Запрос.")
    mcu("classify", "1", "-c", "roads")
    assert due_of(mcu)["final"] == "2027-01-15T16:30"
    said = refused(mcu, store, "extend", "1", "--until", "2027-02-10", "--notified", "today", "--reason", "Ещё.")
    assert "2027-01-15" in said


# Guards of the law


def test_a_letter_is_forwarded_with_notice_and_in_time(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")
    assert "--notified" in refused(mcu, store, "forward", FIRST, "--to", "police")
    in_time, late = "2026-11-27T16:30:00+03:00", "2026-11-27T16:30:01+03:00"
    options = ("forward", FIRST, "--to", "police", "--notified", "today")
    assert "2026-11-27 16:30" in mcu(*options, code=4, now=late).stderr
    assert "--reason" in mcu(*options, "--late", code=4, now=late).stderr
    mcu(*options, "--dry-run", now=in_time)
    mcu(*options, "--late", "--reason", "Ошибка почты.", now=late)
    assert last_event(mcu)["reason"] == "Ошибка почты."
    assert status_of(store) == ""


@pytest.mark.usefixtures("store")
def test_what_is_no_letter_is_forwarded_without_notice_at_any_time(mcu: Mcu) -> None:
    registered(mcu)
    mcu("forward", FIRST, "--to", "police", now="2026-12-20T10:00:00+03:00")
    assert appeal_of(mcu, "1")["state"]["status"] == "forwarded"


@pytest.mark.parametrize("ground", ["obscene", "court-decision", "published"])
def test_the_author_of_a_letter_is_told_of_the_ground(mcu: Mcu, store: StoreFolder, ground: str) -> None:
    registered(mcu, channel="letter")
    registered(mcu)
    assert "--notified" in refused(mcu, store, "reject", "1", "--ground", ground)
    mcu("reject", "1", "--ground", ground, "--notified", "today")
    assert last_event(mcu)["notified"] == "2026-11-20"
    mcu("reject", "2", "--ground", ground)  # 59-ФЗ does not bind what came by telephone


def test_of_an_illegible_letter_its_author_is_told_where_he_is_known(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")
    registered(mcu, "Кракозябры.", "--name", "Иванова И. И.", channel="letter")
    mcu("reject", "1", "--ground", "illegible")
    assert "--notified" in refused(mcu, store, "reject", "2", "--ground", "illegible")


def test_correspondence_ends_after_two_answers_and_no_sooner(mcu: Mcu, store: StoreFolder) -> None:
    for _number in range(3):
        registered(mcu, "Прошу ещё раз.", channel="letter")
    ending = ("reject", "3", "--ground", "correspondence-ended", "--notified", "today")
    for earlier in ("1", "2"):
        assert "repeat-of" in refused(mcu, store, *ending)
        mcu("link", "3", "--repeat-of", earlier)
        assert "repeat-of" in refused(mcu, store, *ending)  # linked, but not answered yet
        mcu("answer", earlier, "--outcome", "explained", "--text", "Ответ.")
    mcu(*ending)
    assert appeal_of(mcu, "3")["state"]["status"] == "rejected"


@pytest.mark.usefixtures("store")
def test_answers_are_counted_along_the_chain_of_repeats(mcu: Mcu) -> None:
    for _number in range(3):
        registered(mcu, "Прошу ещё раз.", channel="letter")
    mcu("link", "3", "--repeat-of", "2")
    mcu("link", "2", "--repeat-of", "1")
    mcu("link", "1", "--repeat-of", "3")  # a circle, which ends all the same
    for earlier in ("1", "2"):
        mcu("answer", earlier, "--outcome", "explained", "--text", "Ответ.")
    mcu("reject", "3", "--ground", "correspondence-ended", "--notified", "today")
    assert appeal_of(mcu, "3")["state"]["outcome"] == "no-answer"


def test_a_complaint_never_goes_to_whom_it_is_about(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(\n  roads:\n    name: [^\n]+\n)", r"\1    parent: city-services\n    head: Петров П. П.\n", text)
    path.write_text(text, encoding="utf-8", newline="\n")
    mcu("record")
    registered(mcu, "Грубят.", "--against", "УГХ", "--kind", "complaint")
    registered(mcu, "Грубит начальник.", "--against", "петров п.  п.")
    assert appeal_of(mcu, "1")["against"] == ["city-services"]
    assert "complains about" in refused(mcu, store, "assign", "1", "--to", "city-services")
    assert "complains about" in refused(mcu, store, "assign", "1", "--to", "roads")  # under them
    assert "complains about" in refused(mcu, store, "forward", "1", "--to", "УГХ")
    assert "complains about" in refused(mcu, store, "assign", "2", "--to", "roads")  # he heads it
    assert "complains about" in refused(mcu, store, "assign", "2", "--to", "housing", "--executor", "Петров П. П.")
    mcu("assign", "1", "--to", "housing")
    mcu("assign", "2", "--to", "city-services")
    assert "УГХ" not in mcu("show", "1").stdout
    assert "complains about: Управление городского хозяйства" in re.sub(" +", " ", mcu("show", "1").stdout)


@pytest.mark.usefixtures("store")
def test_routing_passes_over_a_complaint_about_its_own_department(mcu: Mcu) -> None:
    registered(mcu, "Яма.", "-c", "roads", "--against", "roads")
    registered(mcu, "Яма.", "-c", "roads")
    finished = mcu("assign", "1", "2", "--auto", "--yes")
    assert "complains about" in finished.stderr
    assert [appeal_of(mcu, n)["state"].get("department") for n in "12"] == [None, "roads"]


# Rules of single categories, and other rules later


def test_a_category_has_terms_of_its_own(mcu: Mcu, store: StoreFolder) -> None:
    rules_changed(
        mcu, store, "  phone:\n",
        "  phone:\n"
        "    category:\n"
        "      roads:\n"
        "        final: {within: 3 working days}\n"
        "        priority: {high: {final: {within: 1 working days}}}\n"
        "      roads/snow: {first: {within: 2 working hours}}\n",
    )  # fmt: skip
    registered(mcu, "Яма.", "-c", "roads")
    assert due_of(mcu) == {"route": "2026-11-23T10:00", "first": "2026-11-24T08:45", "final": "2026-11-25T17:45"}
    mcu("classify", "1", "-c", "roads/snow")
    assert due_of(mcu)["first"] == "2026-11-23T10:00"
    assert due_of(mcu)["final"] == "2026-11-25T17:45"  # of its group
    assert last_event(mcu)["event"] == "classified"
    mcu("prioritise", "1", "--priority", "high")
    assert due_of(mcu)["final"] == "2026-11-23T17:45"
    mcu("classify", "1", "-c", "housing")
    assert due_of(mcu) == {"route": "2026-11-23T10:00", "first": "2026-11-23T12:00", "final": "2026-12-01T17:45"}


def test_a_category_of_the_same_terms_moves_nothing_though_the_rules_have_changed(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    before = due_of(mcu)
    rules_changed(
        mcu,
        store,
        "first: {within: 9 working hours, source: 'умолчание программы: как",
        "first: {within: 5 working hours, source: 'как",
    )
    mcu("classify", "1", "-c", "roads")
    assert due_of(mcu) == before
    assert "due" not in last_event(mcu)


def test_other_rules_touch_nothing_until_recompute_which_previews(mcu: Mcu, store: StoreFolder) -> None:
    for _number in range(3):
        registered(mcu)
    mcu("answer", "3", "--outcome", "explained", "--text", "Ответ.")
    before = due_of(mcu)
    rules_changed(
        mcu,
        store,
        "first: {within: 9 working hours, source: 'умолчание программы: как",
        "first: {within: 5 working hours, source: 'как",
    )
    assert due_of(mcu) == before
    preview = mcu("recompute", "--dry-run")
    assert "2026-11-24 08:45 → 2026-11-23 13:00" in preview.stdout
    assert due_of(mcu) == before
    assert mcu("recompute", code=2).stderr.count("2026-11-24 08:45 → 2026-11-23 13:00") == 2  # asks; nobody answers
    mcu("recompute", "--yes", "--reason", "Новый регламент.")
    assert last_commit(store).changes == (f"M {path_of(FIRST)}", f"M {path_of(SECOND)}")
    assert due_of(mcu) == before | {"first": "2026-11-23T13:00"}
    assert last_event(mcu)["event"] == "recomputed"
    assert due_of(mcu, "3") == before
    assert mcu("recompute", "--yes").stdout == "all is due as the rules in force say\n"
    assert "as the rules in force say" in mcu("recompute", "1", code=4).stderr


@pytest.mark.usefixtures("store")
def test_recompute_shortens_no_promise(mcu: Mcu) -> None:
    registered(mcu)
    mcu("defer", "1", "--until", "2026-12-15", "--reason", "Нет асфальта.")
    mcu("recompute", "1", code=4)
    assert due_of(mcu)["final"] == "2026-12-15T17:45"


@pytest.mark.usefixtures("store")
def test_a_promise_outlives_priorities_and_categories(mcu: Mcu) -> None:
    registered(mcu)
    mcu("defer", "1", "--until", "2026-12-15", "--reason", "Нет асфальта.")
    for priority in ("high", "normal"):
        mcu("prioritise", "1", "--priority", priority)
        assert due_of(mcu)["final"] == "2026-12-15T17:45"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("    category:\n      nosuch: {final: {within: 3 working days}}\n", "there is no category 'nosuch'"),
        ("    category:\n      roads: {finall: {within: 3 working days}}\n", "unknown key 'finall'"),
        ("    category: roads\n", "a mapping of keys"),
        ("    extend: {within: 3 working days, times: 2}\n", "`times`"),
        ("    extend: {within: 3 working days, times: x}\n", "`times`"),
    ],
)
def test_a_rule_that_cannot_be_is_named_with_its_line(mcu: Mcu, store: StoreFolder, text: str, said: str) -> None:
    path = store.root / "categories.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("  phone:\n", f"  phone:\n{text}", 1), encoding="utf-8", newline="\n")
    finished = mcu("check", code=0 if "unknown" in said else 6)
    assert said in finished.stdout + finished.stderr
    assert re.search(r"categories\.yaml:\d+", finished.stdout + finished.stderr)


# What the clerk is told


@pytest.mark.usefixtures("store")
def test_a_letter_registered_late_is_said_so(mcu: Mcu) -> None:
    late = mcu("add", "--channel", "letter", "--text", "Просьба.", "--received", "2026-11-10")
    assert "registered late: it was to be by 2026-11-13 16:30" in late.stderr
    assert mcu("add", "--channel", "letter", "--text", "Просьба.", "--received", "2026-11-19").stderr == ""


@pytest.mark.usefixtures("store")
def test_a_promise_for_a_day_off_is_said_to_be_one(mcu: Mcu) -> None:
    registered(mcu)
    assert "2026-11-28 is a day off" in mcu("defer", "1", "--until", "2026-11-28", "--reason", "Ждём.").stderr
    assert "day off" not in mcu("defer", "1", "--until", "2026-11-30", "--reason", "Ждём.").stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  days_off: []", "  days_off: [2026-11-24]", True),
        ("friday: [08:30-13:00", "friday: [08:00-13:00", True),
        ("  special_hours: {}", "  special_hours: {2026-11-24: [08:30-12:00]}", True),
        ("  to: []", "  to: [head@town.example]", False),
    ],
)
def test_what_moves_terms_says_when_taken_in_that_dates_stand(
    mcu: Mcu, store: StoreFolder, old: str, new: str, *, told: bool
) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    assert ("mcu recompute --dry-run" in mcu("record").stderr) is told


@pytest.mark.usefixtures("store")
def test_a_part_keeps_the_day_to_which_its_letter_was_extended(mcu: Mcu) -> None:
    registered(mcu, channel="letter")
    mcu("extend", "1", "--until", "2027-01-15", "--notified", "today", "--reason", "Запрос.")
    mcu("split", "1", "--text", "И ещё вопрос.")
    assert due_of(mcu, "2")["final"] == "2027-01-15T16:30"
    assert mcu("recompute", "--yes").stdout == "all is due as the rules in force say\n"


@pytest.mark.parametrize("command", ["escalate", "defer --until tomorrow", "reopen", "extend --until tomorrow"])
@pytest.mark.usefixtures("store")
def test_a_missing_reason_is_asked_for_by_its_own_option(mcu: Mcu, command: str) -> None:
    registered(mcu, channel="letter")
    verb, *options = command.split()
    said = mcu(verb, "1", *options, code=2).stderr
    assert "--reason" in said
    assert "--text" not in said


@pytest.mark.usefixtures("store")
def test_a_way_out_is_offered_that_there_is(mcu: Mcu) -> None:
    registered(mcu, channel="mail")
    deferred = mcu("defer", "1", "--until", "2026-12-01", "--reason", "Ждём.", code=4).stderr
    extended = mcu("extend", "1", "--until", "2026-12-28", "--reason", "Ждём.", "--notified", "today", code=4).stderr
    assert "mcu extend" not in deferred
    assert "promised day" not in extended
    assert "answer it by its term" in deferred
    assert "answer it by its term" in extended


@pytest.mark.usefixtures("store")
def test_what_was_forwarded_or_rejected_names_one_body_and_one_end(mcu: Mcu) -> None:
    for _number in range(2):
        registered(mcu, "Яма.", "--to", "roads")
    assert mcu("forward", "1", "--to", "Росреестр").stdout == f"{FIRST}: forwarded: Росреестр\n"
    assert mcu("reject", "2", "--ground", "unclear").stdout == f"{SECOND}: no answer due\n"


@pytest.mark.usefixtures("store")
def test_a_first_answer_still_owed_is_named_beside_a_promise(mcu: Mcu) -> None:
    registered(mcu)
    told = mcu("defer", "1", "--until", "2026-12-10", "--reason", "Ждём.").stdout
    assert "promised for 2026-12-10, first answer due 2026-11-24 08:45" in told


def test_the_preview_shows_every_moment_that_moves(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")
    rules_changed(mcu, store, "    forward: {within: 7 calendar days", "    forward: {within: 5 calendar days")
    assert "may be forwarded until: 2026-11-27 16:30 → 2026-11-25 17:45" in mcu("recompute", "--dry-run").stdout


@pytest.mark.usefixtures("store")
def test_recompute_after_a_promise_finds_nothing_to_do(mcu: Mcu) -> None:
    registered(mcu)
    mcu("defer", "1", "--until", "2026-11-24", "--reason", "Ждём.")
    assert mcu("recompute", "--yes").stdout == "all is due as the rules in force say\n"
    mcu("answer", "1", "--interim", "--text", "Ждём.")
    assert mcu("recompute", "--yes").stdout == "all is due as the rules in force say\n"


def test_recompute_is_silent_about_what_stays_as_it_is(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu, channel="letter")
    rules_changed(mcu, store, "    forward: {within: 7 calendar days", "    forward: {within: 5 calendar days")
    finished = mcu("recompute", "--yes")
    assert finished.stderr == ""
    assert finished.stdout.count(FIRST) == 0
    assert SECOND in finished.stdout
