"""What the rules of the working day refuse, and what they compute: departments, due moments, ladders, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import FIRST, SECOND, THIRD, appeal_of, commit_count, last_commit, path_of, refused, registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


def test_a_closed_appeal_is_not_answered(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("close", "1", "--outcome", "withdrawn")
    sentence = refused(mcu, store, "answer", "1", "--outcome", "explained", "--text", "Ответ.")
    assert sentence == f"mcu: {FIRST} is closed and cannot be answered; reopen it first (`mcu reopen`)\n"


def test_a_second_final_answer_is_refused_until_the_appeal_is_reopened(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    answer = ("answer", "1", "--outcome", "explained", "--text", "Ответ.")
    mcu(*answer)
    assert "has its final answer" in refused(mcu, store, *answer)
    mcu("reopen", "1", "--reason", "Не помогло.")
    mcu(*answer)
    assert [event["event"] for event in appeal_of(mcu, "1")["history"]][1:] == ["answered", "reopened", "answered"]


def test_a_final_answer_needs_an_outcome_and_an_interim_one_has_none(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "--outcome resolved|" in refused(mcu, store, "answer", "1", "--text", "Ответ.", code=2)
    both = ("answer", "1", "--interim", "--outcome", "resolved", "--text", "Ответ.")
    assert "leave out" in refused(mcu, store, *both, code=2)


def test_an_interim_answer_leaves_the_appeal_open_and_stops_the_first_clock(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("answer", "1", "--interim", "--text", "Передано в работу.")
    listed = mcu("list", "--open", "--json").data[0]
    assert (listed["status"], listed["open"], listed["handled"]) == ("answered", True, None)
    assert listed["first_answer"] == "2026-11-20T16:00:00+03:00"
    assert mcu("list", "--columns", "due").stdout.splitlines()[1] == "2026-12-01 17:45"
    assert store.git("status", "--porcelain") == ""


def test_closing_without_an_answer_needs_an_outcome(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "--outcome" in refused(mcu, store, "close", "1")
    mcu("answer", "1", "--outcome", "resolved", "--text", "Сделано.")
    mcu("close", "1")
    state = appeal_of(mcu, "1")["state"]
    assert (state["status"], state["outcome"]) == ("closed", "resolved")
    assert last_commit(store).subject == f"close {FIRST}"


def test_unknown_departments_and_categories_are_not_found_and_near_ones_named(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "did you mean housing" in refused(mcu, store, "assign", "1", "--to", "houzing", code=3)
    assert "did you mean roads" in refused(mcu, store, "classify", "1", "--category", "road", code=3)
    assert "departments.yaml" in refused(mcu, store, "add", "--channel", "phone", "--text", "а", "--to", "нет", code=3)


def test_a_department_goes_by_id_name_or_alias(mcu: Mcu, store: StoreFolder) -> None:
    for number, name in enumerate(("city-services", "управление городского ХОЗЯЙСТВА", "ДГХ"), start=1):
        registered(mcu)
        mcu("assign", str(number), "--to", name)
        assert last_commit(store).subject.endswith(f"{number}: city-services")


def test_assigning_to_the_same_department_again_is_refused(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("assign", "1", "--to", "roads")
    assert "already" in refused(mcu, store, "assign", "1", "--to", "roads")
    mcu("assign", "1", "--to", "roads", "--executor", "Сидоров")
    assert appeal_of(mcu, "1")["state"]["executor"] == "Сидоров"


@pytest.mark.parametrize("options", [(), ("--to", "roads", "--auto")])
def test_assign_wants_either_a_department_or_the_rules(mcu: Mcu, store: StoreFolder, options: tuple[str, ...]) -> None:
    registered(mcu)
    assert "--auto" in refused(mcu, store, "assign", "1", *options, code=2)


def test_assign_auto_follows_the_category(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Без единого знакомого слова.", "--category", "roads/snow")
    mcu("assign", "1", "--auto")
    appeal = appeal_of(mcu, "1")
    assert [event["event"] for event in appeal["history"]] == ["registered", "assigned"]
    assert appeal["state"]["category"] == "roads/snow"
    assert appeal["state"]["department"]
    assert last_commit(store).subject == f"assign {FIRST}: by rules"


def test_assign_auto_takes_the_category_from_the_words_and_says_which(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Терапевт в поликлинике не принимает.")
    mcu("assign", "1", "--auto")
    registered_, classified, assigned = appeal_of(mcu, "1")["history"]
    assert registered_["event"] == "registered"
    assert classified["event"] == "classified"
    assert classified["category"].startswith("health")
    assert "поликлиник*" in classified["reason"]
    assert assigned["department"]
    assert commit_count(store) == 3


def test_assign_auto_refuses_to_guess(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Без единого знакомого слова.")
    assert "mcu classify" in refused(mcu, store, "assign", "1", "--auto")


def test_a_category_is_not_set_twice(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Снег.", "--category", "roads/snow")
    assert "снега и наледи already" in refused(mcu, store, "classify", "1", "--category", "roads/snow")


def test_a_priority_moves_the_due_moments_counted_from_registration(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    normal = appeal_of(mcu, "1")["state"]["due"]
    mcu("prioritise", "1", "--priority", "high", now="2026-11-20T19:00:00+05:00")
    high = appeal_of(mcu, "1")["state"]["due"]
    route = {"route": "2026-11-23T10:00:00+03:00"}  # two working hours, from Friday 16:00 in Moscow
    assert normal == route | {"first": "2026-11-24T08:45:00+03:00", "final": "2026-12-01T17:45:00+03:00"}
    assert high == route | {"first": "2026-11-23T12:00:00+03:00", "final": "2026-12-01T17:45:00+03:00"}
    assert "high already" in refused(mcu, store, "prioritise", "1", "--priority", "high")


def test_escalation_climbs_the_ladder_to_its_last_step_and_no_further(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    ladder = [
        line for line in store.read("departments.yaml").partition("\nescalation:")[2].splitlines() if line[:3] == "- {"
    ]
    for number in range(2, len(ladder) + 1):  # the first step is the department in charge itself
        changed = mcu("escalate", "1", "--reason", "Молчат.", "--json").data["appeals"][0]
        assert (changed["escalation"], changed["status"]) == (number, "new")
    levels = [event["level"] for event in appeal_of(mcu, "1")["history"][1:]]
    assert levels == list(range(2, len(ladder) + 1))
    assert len(levels) > 1
    assert "nobody above" in refused(mcu, store, "escalate", "1", "--reason", "Молчат.")


def test_a_deferred_appeal_is_due_at_the_end_of_the_promised_day(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("defer", "1", "--until", "10.12.2026", "--reason", "Нет асфальта.")
    state = appeal_of(mcu, "1")["state"]
    assert (state["status"], state["promised"]) == ("deferred", "2026-12-10")
    assert state["due"] == {
        "route": "2026-11-23T10:00:00+03:00",
        "first": "2026-11-24T08:45:00+03:00",
        "final": "2026-12-10T17:45:00+03:00",
    }
    assert store.git("status", "--porcelain") == ""


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-19", "2028-01-01"])
def test_a_promise_lies_in_the_near_future(mcu: Mcu, store: StoreFolder, day: str) -> None:
    registered(mcu)
    assert day in refused(mcu, store, "defer", "1", "--until", day, "--reason", "Потом.")


def test_an_extension_is_held_to_the_law(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")  # due on 18 December: 30 days end on a Sunday, which counts as the Friday before
    final = appeal_of(mcu, "1")["state"]["due"]["final"]
    told = ("--reason", "Запрос.", "--notified", "2026-11-20")
    assert "59-ФЗ" in refused(mcu, store, "extend", "1", "--until", "2027-03-01", *told)
    assert "later than that" in refused(mcu, store, "extend", "1", "--until", final[:10], *told)
    assert "--notified" in refused(mcu, store, "extend", "1", "--until", "2027-01-12", "--reason", "Запрос.")
    mcu("extend", "1", "--until", "2027-01-12", *told)
    assert appeal_of(mcu, "1")["state"]["due"]["final"].startswith("2027-01-12T")
    # The limit counts from the first term and not from the extended one.
    assert "at most" in refused(mcu, store, "extend", "1", "--until", "2027-01-30", *told)


def test_a_channel_without_a_rule_for_it_knows_no_extension(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="phone")
    sentence = refused(mcu, store, "extend", "1", "--until", "2027-01-12", "--reason", "а", "--notified", "today")
    assert "defer it" in sentence


def test_forwarding_under_control_keeps_the_appeal_open(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu)
    mcu("forward", "1", "--to", "Прокуратура области")
    mcu("forward", "2", "--to", "police", "--control")
    assert mcu("list", "--open", "--ids").stdout == f"{SECOND}\n"
    state = appeal_of(mcu, "1")["state"]
    assert (state["status"], state["outcome"]) == ("forwarded", "forwarded")
    assert appeal_of(mcu, "1")["history"][1]["to"] == "Прокуратура области"
    assert store.git("status", "--porcelain") == ""


def test_a_rejected_appeal_leaves_the_backlog_without_an_answer(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("reject", "1", "--ground", "obscene", "--reason", "Брань.")
    state = appeal_of(mcu, "1")["state"]
    assert (state["status"], state["outcome"]) == ("rejected", "no-answer")
    assert mcu("list", "--open", "--ids").stdout == ""
    assert "left without an answer" in refused(mcu, store, "close", "1")


def test_a_duplicate_leaves_the_backlog_and_is_not_chained(mcu: Mcu, store: StoreFolder) -> None:
    for _one in range(3):
        registered(mcu)
    mcu("link", "1", "--duplicate-of", "2")
    assert appeal_of(mcu, "1")["state"]["duplicate_of"] == SECOND
    assert f"link {THIRD} to {SECOND}" in refused(mcu, store, "link", "3", "--duplicate-of", "1")
    assert "itself" in refused(mcu, store, "link", "2", "--repeat-of", "2")
    mcu("link", "3", "--related-to", "2")
    assert "already" in refused(mcu, store, "link", "3", "--related-to", "2")
    assert "one of" in refused(mcu, store, "link", "3", code=2)
    assert "one of" in refused(mcu, store, "link", "3", "--related-to", "1", "--repeat-of", "2", code=2)


def test_reopening_starts_the_clocks_anew(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "in work already" in refused(mcu, store, "reopen", "1", "--reason", "Снова яма.")
    mcu("assign", "1", "--to", "roads")
    mcu("answer", "1", "--outcome", "resolved", "--text", "Сделано.")
    mcu("reopen", FIRST, "--reason", "Снова яма.", now="2026-12-07T18:00:00+05:00")
    state = appeal_of(mcu, FIRST)["state"]
    assert state["status"] == "assigned"
    assert "handled" not in state
    assert "outcome" not in state
    assert state["due"]["final"] == "2026-12-16T17:45:00+03:00"


def test_a_letter_is_split_into_linked_parts(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма и фонарь.", "--name", "Житель Ж. Ж.", "--street", "Лесная", channel="letter")
    registered(mcu)
    questions = ("--text", "Не горит фонарь.", "--text", "Нет урны.")
    data = mcu("split", FIRST, *questions, "--json", now="2026-11-23T12:00:00+05:00").data
    assert [one["id"] for one in data["appeals"]] == [FIRST, THIRD, "20261120-0004"]
    commit = last_commit(store)
    assert commit.subject == f"split {FIRST}: 3 questions"
    assert commit.changes == (f"M {path_of(FIRST)}", f"A {path_of(THIRD)}", f"A {path_of('20261120-0004')}")
    part = appeal_of(mcu, THIRD)
    assert (part["text"], part["author"], part["place"]) == (
        "Не горит фонарь.",
        {"name": "Житель Ж. Ж."},
        {"street": "Лесная"},
    )
    assert part["state"]["part_of"] == FIRST
    letter = appeal_of(mcu, FIRST)
    assert part["state"]["due"] == {n: at for n, at in letter["state"]["due"].items() if n != "register"}
    assert part["history"][0]["at"] == letter["history"][0]["at"]
    assert part["history"][0]["recorded"] == part["history"][1]["at"] == commit.author_date
    assert [(e["relation"], e["to"]) for e in letter["history"][1:]] == [
        ("has-part", THIRD),
        ("has-part", "20261120-0004"),
    ]
    assert "part of" in refused(mcu, store, "split", THIRD, "--text", "Ещё.")
    assert "--text" in refused(mcu, store, "split", FIRST, code=2)
    mcu("check")
    mcu("undo")
    assert mcu("list", "--ids").stdout == f"{FIRST}\n{SECOND}\n"


def test_the_parts_get_ids_of_the_day_of_the_letter(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")
    later = registered(mcu, now="2026-11-23T12:00:00+05:00")
    dry = mcu("split", FIRST, "--text", "Второй вопрос.", "--dry-run", now="2026-11-23T13:00:00+05:00")
    assert later == "20261123-0001"
    assert dry.stdout.splitlines()[1].startswith(f"{SECOND}:")
    assert commit_count(store) == 3
