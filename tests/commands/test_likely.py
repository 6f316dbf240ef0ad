"""Likely duplicates and repeats: said by `add` and `show`, listed by `likely`, confirmed by `link`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.errors import DamagedError
from tests.working_day import FIRST, SECOND, THIRD, registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

LAMPS = "Второй месяц не горят фонари во дворе, дети идут из школы в темноте"
HERE = ("--street", "улица Лесная", "--house", "5")
MONTH_AGO = "2026-10-25T12:00:00+05:00"
LATER = "2026-11-02T12:00:00+05:00"
OLD = "20261025-0001"


def likely(mcu: Mcu, *arguments: str) -> list[tuple[str, str, str]]:
    """Return what `mcu likely` lists: the appeal, what it would be, the other."""
    data = mcu("likely", *arguments, "--json").data
    return [(one["id"], like["relation"], like["id"]) for one in data for like in one["likely"]]


def answered_a_month_ago(mcu: Mcu, *options: str) -> None:
    assert registered(mcu, LAMPS, *options, now=MONTH_AGO) == OLD
    mcu("answer", OLD, "--outcome", "explained", "--text", "Заменим лампы.", now=LATER)


@pytest.mark.usefixtures("store")
def test_add_says_what_the_new_appeal_looks_like(mcu: Mcu) -> None:
    registered(mcu, LAMPS)
    said = mcu("add", "--channel", "letter", "--text", f"Здравствуйте! {LAMPS.upper()}!").stdout.split("\n")
    assert said[0].startswith(f"{SECOND}: new")
    assert said[1:] == [
        "Looks like:",
        f"  {FIRST}, 2026-11-20, new: the same text",
        f"    mcu link {SECOND} --duplicate-of {FIRST}",
        "",
    ]


@pytest.mark.usefixtures("store")
def test_the_command_that_is_proposed_does_it_and_is_proposed_no_more(mcu: Mcu) -> None:
    registered(mcu, LAMPS)
    said = mcu("add", "--channel", "letter", "--text", LAMPS).stdout
    proposed = next(line for line in said.split("\n") if "mcu link" in line)
    assert mcu(*shlex.split(proposed)[1:]).stdout.startswith(f"{SECOND}: duplicate")
    for appeal in (FIRST, SECOND):
        assert "Looks like" not in mcu("show", appeal).stdout
    assert likely(mcu) == []


@pytest.mark.parametrize("relation", ["repeat-of", "related-to"])
@pytest.mark.usefixtures("store")
def test_what_was_linked_in_any_way_is_proposed_no_more(mcu: Mcu, relation: str) -> None:
    registered(mcu, LAMPS)
    registered(mcu, LAMPS)
    assert likely(mcu) == [(SECOND, "duplicate-of", FIRST)]
    mcu("link", SECOND, f"--{relation}", FIRST)
    assert likely(mcu) == []
    for appeal in (FIRST, SECOND):
        assert "Looks like" not in mcu("show", appeal).stdout


@pytest.mark.usefixtures("store")
def test_a_dry_run_of_add_compares_nothing(mcu: Mcu) -> None:
    registered(mcu, LAMPS)
    finished = mcu("add", "--channel", "phone", "--text", LAMPS, "--dry-run", "--json")
    assert finished.data["likely"] == []


@pytest.mark.usefixtures("store")
def test_json_names_the_reasons(mcu: Mcu) -> None:
    answered_a_month_ago(mcu, *HERE, "--category", "roads")
    data: Any = mcu(
        "add",
        "--channel",
        "phone",
        "--text",
        "Снова темно",
        "--street",
        "Лесная",
        "--house",
        "5",
        "-c",
        "roads",
        "--json",
    ).data
    reasons = ["same-place", "same-topic", "answered"]
    assert data["likely"] == [{"id": OLD, "relation": "repeat-of", "sure": True, "reasons": reasons}]


@pytest.mark.usefixtures("store")
def test_a_repeat_names_the_day_of_the_answer(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    answered_a_month_ago(mcu, "--name", "Жителев Жан Жанович", "--category", "roads")
    registered(mcu, "Опять темно", "--name", "Жителев Жан Жанович", "--category", "roads")
    assert mcu("show", FIRST).stdout.endswith(
        "Looks like:\n"
        f"  {OLD}, 2026-10-25, answered: the same author and topic; answered on 2026-11-02\n"
        f"    mcu link {FIRST} --repeat-of {OLD}\n"
    )
    monkeypatch.setenv("MCU_LANG", "ru")
    assert "25.10.2026" in mcu("show", FIRST).stdout.split("\n\n")[-1]


@pytest.mark.usefixtures("store")
def test_show_tells_it_of_the_earlier_one_too(mcu: Mcu) -> None:
    registered(mcu, LAMPS)
    registered(mcu, LAMPS)
    assert mcu("show", FIRST).stdout.endswith(
        f"Looks like:\n  {SECOND}, 2026-11-20, new: the same text\n    mcu link {SECOND} --duplicate-of {FIRST}\n"
    )


@pytest.mark.usefixtures("store")
def test_nearly_the_same_text_on_one_topic_is_found(mcu: Mcu) -> None:
    registered(mcu, LAMPS, "--category", "roads")
    registered(mcu, f"{LAMPS}, помогите", "--category", "roads")
    assert f"{FIRST}, 2026-11-20, new: nearly the same text on the same topic" in mcu("show", SECOND).stdout
    mcu("classify", FIRST, "--category", "water")
    assert "Looks like" not in mcu("show", SECOND).stdout


@pytest.mark.usefixtures("store")
def test_three_are_shown_and_the_rest_is_counted(mcu: Mcu) -> None:
    for _n in range(6):
        registered(mcu, LAMPS)
    said = mcu("show", "6").stdout.split("Looks like:\n")[1].split("\n")
    assert len([line for line in said if "mcu link" in line]) == 3
    assert said[-2] == "  and 2 more"


@pytest.mark.usefixtures("store")
def test_chatter_is_like_nothing(mcu: Mcu) -> None:
    for text in ("Спасибо!", "Спасибо", "Здравствуйте, спасибо большое", "Спасибо!"):
        registered(mcu, text)
    registered(mcu, "Большое спасибо всем за работу и за внимание", "--kind", "thanks")
    registered(mcu, "Большое спасибо всем за работу и за внимание", "--kind", "thanks")
    assert likely(mcu) == []


@pytest.mark.usefixtures("store")
def test_the_parts_of_a_letter_are_not_alike(mcu: Mcu) -> None:
    registered(mcu, LAMPS, *HERE, "--category", "roads", "--name", "Жителев Жан Жанович")
    mcu("split", FIRST, "--text", LAMPS, "--text", LAMPS)
    assert likely(mcu) == []
    assert "Looks like" not in mcu("show", SECOND).stdout


@pytest.mark.usefixtures("store")
def test_the_list_names_each_pair_once_and_takes_periods_and_ids(mcu: Mcu) -> None:
    answered_a_month_ago(mcu, *HERE, "--category", "roads")
    registered(mcu, "Темно у дома", *HERE, "--category", "roads")
    registered(mcu, LAMPS)
    registered(mcu, LAMPS)
    assert likely(mcu) == [
        (FIRST, "repeat-of", OLD),
        (SECOND, "duplicate-of", OLD),
        (THIRD, "duplicate-of", SECOND),
        (THIRD, "duplicate-of", OLD),
    ]
    assert mcu("likely", "--limit", "1").stdout == (
        f"mcu link {FIRST} --repeat-of {OLD}  the same place and topic; answered on 2026-11-02\n"
    )
    assert mcu("likely", "--limit", "1").stderr == (
        "1 of 3 shown\n1 of them is a sure repeat; with --link mcu links it\n"
    )
    assert likely(mcu, "--to", "2026-10-31") == [
        (OLD, "duplicate-of", SECOND),
        (OLD, "duplicate-of", THIRD),
        (OLD, "repeat-of", FIRST),
    ]
    assert likely(mcu, THIRD) == [(THIRD, "duplicate-of", SECOND), (THIRD, "duplicate-of", OLD)]
    assert [one["id"] for one in mcu("likely", "-", "--json", stdin=f"{THIRD}\n").data] == [THIRD]


@pytest.mark.usefixtures("store")
def test_appeals_and_a_period_together_are_refused(mcu: Mcu) -> None:
    registered(mcu)
    for arguments, said in (
        ((FIRST, "--from", "2026-11-01"), "appeals and a period exclude each other"),
        (("--from", "2026-11-02", "--to", "2026-11-01"), "the period ends before it begins"),
        (("--limit", "0"), "--limit, -n: 0 is out of range (at least 1)"),
    ):
        assert mcu("likely", *arguments, code=2).stderr.startswith(f"mcu: {said}")


def test_what_goes_wrong_while_comparing_holds_up_no_registration(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_store: object, _appeal_id: str) -> None:
        raise DamagedError("git has lost the object")

    registered(mcu, LAMPS)
    monkeypatch.setattr("mcu_cli.store.likely.likely", broken)
    finished = mcu("add", "--channel", "phone", "--text", LAMPS)
    assert finished.stdout.startswith(f"{SECOND}: new")
    assert "Looks like" not in finished.stdout
    assert finished.stderr == "git has lost the object\n"
    assert store.git("log", "-1", "--format=%s") == f"add {SECOND}: phone"


def test_an_empty_store_has_nothing_alike(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    finished = mcu("likely")
    assert (finished.stdout, finished.stderr) == ("", "no appeal looks like another\n")
    assert mcu("likely", "--json").data == []
    assert store.head == head
