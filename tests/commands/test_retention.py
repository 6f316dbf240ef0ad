"""`mcu retention`: what is past its term is listed, held or depersonalised, with an act; figures stay as they were."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.redaction import MARK
from mcu_cli.domain.retention import RetentionRule
from mcu_cli.render.destruction_act import Act, Destroyed, act_text
from mcu_cli.store.lock import exclusive
from tests.working_day import (
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    refused,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

THEN = "2020-03-02T12:00:00+03:00"
SOON = "2025-03-01T12:00:00+03:00"
PAST = "2025-03-02T12:00:00+03:00"
ONE, TWO, THREE = "20200302-0001", "20200302-0002", "20200302-0003"
NAME, PHONE = "Вымышленная Мария Ивановна", "8 900 000-12-34"
ACT = "reports/destruction/2025/2025-03-02-1.md"


def answered(mcu: Mcu, text: str = "Яма у квасцовки.", *options: str, now: str = THEN) -> str:
    """Register an appeal with an author and answer it; return its id."""
    who = ("--name", NAME, "--phone", PHONE, "--street", "Лесная", "--house", "7", "--flat", "5")
    name = registered(mcu, text, *who, *options, now=now)
    mcu("assign", name, "--to", "roads", now=now)
    mcu("answer", name, "--text", f"{NAME}, готово.", "--outcome", "resolved", now=now)
    return name


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal answered five years ago."""
    assert answered(mcu) == ONE
    return store


def listed(mcu: Mcu, *words: str, now: str = PAST) -> list[Any]:
    return [
        (found["id"], found["held_by"]) for found in mcu("retention", "list", *words, "--json", now=now).data["past"]
    ]


def apply(mcu: Mcu, *words: str, now: str = PAST) -> Any:
    return mcu("retention", "apply", *words, "--yes", "--json", now=now).data


@pytest.mark.usefixtures("one")
def test_what_was_settled_five_years_ago_is_listed_and_not_a_day_before(mcu: Mcu) -> None:
    assert listed(mcu, now=SOON) == []
    assert listed(mcu) == [(ONE, [])]
    assert mcu("retention", "list", "--ids", now=PAST).stdout == f"{ONE}\n"
    assert "02.03.2025" in mcu("retention", now=PAST).stdout or "2025-03-02" in mcu("retention", now=PAST).stdout


def test_an_open_appeal_is_never_past_its_term(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.", "--name", NAME, now=THEN)
    assert listed(mcu, now="2099-01-01T12:00:00+03:00") == []
    head = store.head
    mcu("retention", "apply", "--yes", code=3, now=PAST)
    assert store.head == head


@pytest.mark.usefixtures("one")
def test_a_later_repeat_keeps_the_first_appeal_too(mcu: Mcu) -> None:
    repeat = answered(mcu, "Опять яма.", now="2020-04-01T12:00:00+03:00")
    assert listed(mcu) == [(ONE, [])]
    mcu("link", repeat, "--repeat-of", ONE, now="2020-04-01T13:00:00+03:00")
    assert listed(mcu) == []
    assert listed(mcu, now="2025-04-01T12:00:00+03:00") == [(ONE, []), (repeat, [])]


@pytest.mark.usefixtures("one")
def test_a_query_or_ids_narrow_what_is_listed_and_what_goes(mcu: Mcu) -> None:
    answered(mcu, "Снег у квасцовки.")
    assert [name for name, _held in listed(mcu, "снег")] == [TWO]
    assert [name for name, _held in listed(mcu, ONE)] == [ONE]
    assert [name for name, _held in listed(mcu, TWO, ONE)] == [ONE, TWO]
    assert [found["id"] for found in apply(mcu, ONE)["redacted"]] == [ONE]
    assert listed(mcu) == [(TWO, [])]


@pytest.mark.usefixtures("one")
def test_the_setting_of_the_store_says_how_long(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "retention: {years: 3, counted_from: year}\n", encoding="utf-8")
    mcu("record", now=THEN)
    assert listed(mcu, now="2023-12-31T12:00:00+03:00") == []
    data = mcu("retention", "--json", now="2024-01-01T12:00:00+03:00").data
    assert (data["years"], data["counted_from"], len(data["past"])) == (3, "year", 1)


def test_the_setting_that_a_new_store_shows_is_in_order_without_its_sign(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("# retention: {", "retention: {"), encoding="utf-8")
    mcu("record")
    data = mcu("retention", "--json").data
    assert (data["years"], data["counted_from"], data["source"]) == (5, "closing", "номенклатура дел, п. …")


@pytest.mark.parametrize("wrong", ["{years: 0}", "{years: пять}", "{counted_from: never}", "{years: '100'}", "[5]"])
def test_a_wrong_setting_is_refused_with_its_line(mcu: Mcu, store: StoreFolder, wrong: str) -> None:
    path = store.root / "departments.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}retention: {wrong}\n", encoding="utf-8")
    assert "retention" in mcu("record", code=5).stderr


def test_what_is_past_goes_and_what_is_counted_stays(mcu: Mcu, one: StoreFolder) -> None:
    before = appeal_of(mcu, ONE)
    data = apply(mcu)
    after = appeal_of(mcu, ONE)
    assert after["state"] == before["state"]
    assert {key: after[key] for key in ("channel", "received", "place", "text")} == {
        "channel": "phone",
        "received": before["received"],
        "place": {"street": "Лесная"},
        "text": MARK,
    }
    assert "author" not in after
    assert [event.get("text") for event in after["history"] if event["event"] == "answered"] == [MARK]
    assert [(event["id"], event["at"]) for event in after["history"][:-1]] == [
        (event["id"], event["at"]) for event in before["history"]
    ]
    assert after["history"][-1]["event"] == "redacted"
    assert data["acts"] == [ACT]
    for words in (PHONE, NAME, "квасцовк"):
        assert not [path for path, content in files_of(one).items() if words.encode() in content]
        private = (path for path in (one.root / ".mcu").rglob("*") if path.is_file())
        assert not [path for path in private if words.encode() in path.read_bytes()]
    assert not status_of(one)
    assert "0 errors, 0 warnings" in mcu("check", now=PAST).stdout
    assert "0 violations" in mcu("verify", now=PAST).stdout
    assert listed(mcu) == []


@pytest.mark.usefixtures("one")
def test_what_was_redacted_in_part_before_still_goes_when_its_term_has_passed(mcu: Mcu) -> None:
    whole = ("text", "author.name", "place.house")
    mcu("redact", ONE, *(part for name in whole for part in ("--field", name)), "--yes", now=SOON)
    assert "author" in appeal_of(mcu, ONE)  # the telephone
    assert listed(mcu) == [(ONE, [])]
    apply(mcu)
    assert "author" not in appeal_of(mcu, ONE)
    assert listed(mcu) == []


def test_it_is_one_commit_with_the_act_in_it_and_is_never_undone(mcu: Mcu, one: StoreFolder) -> None:
    answered(mcu, "Снег.")
    count = commit_count(one)
    apply(mcu)
    commit = last_commit(one)
    assert commit_count(one) == count + 1
    assert commit.subject == "retention 2 records"
    assert commit.changes == (f"M {path_of(ONE)}", f"M {path_of(TWO)}", f"A {ACT}")
    assert commit.trailers[0] == "Mcu-Action: retention"
    assert f"Mcu-File: {ACT}" in commit.trailers
    assert "cannot be taken back" in refused(mcu, one, "undo", "--yes")


def test_the_act_says_what_the_order_asks_for_and_repeats_nothing(mcu: Mcu, one: StoreFolder) -> None:
    path = one.root / "departments.yaml"
    settings = "retention: {address: 'г. Невинск, ул. Мира, 1', official: 'Фамилия И. О., начальник отдела'}\n"
    path.write_text(
        path.read_text(encoding="utf-8").replace("language: ru", "language: en") + settings, encoding="utf-8"
    )
    mcu("record", now=THEN)
    apply(mcu)
    act = one.read(ACT)
    for told in (
        "# Act of destruction of personal data No. 2025-03-02-1",
        "| Operator | Наш город |",
        "| Address of the operator | г. Невинск, ул. Мира, 1 |",
        "Фамилия И. О., начальник отдела",
        "Анна Операторова",
        "| Signature | \\_",
        "the term of keeping has passed: 5 years",
        "## Extract of the event log",
        f"| 1 | {ONE} | {appeal_of(mcu, ONE)['history'][-1]['id']} |",
        "Earlier versions in the history of the repository",
    ):
        assert told in act
    for words in (NAME, PHONE, "Яма", "Мария", "Лесная"):
        assert words not in act


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("source.url",), "address of the post"),
        (("source.key",), "digest of text and place"),
        (("source.url", "source.key", "text"), "address of the post; digest of text and place; text of the appeal"),
    ],
)
def test_the_act_says_that_a_number_is_gone_only_where_it_is(names: tuple[str, ...], told: str) -> None:
    day = date(2026, 3, 1)
    act = Act("1", "Город", "Анна", datetime(2031, 3, 1, tzinfo=UTC), RetentionRule())
    text = act_text(act, [Destroyed(ONE, names, "a1b2", day, day)])
    assert f"| What was destroyed | {told} |" in text
    assert f"| Анна | {told} |" in text


def test_the_act_speaks_the_language_of_the_store(mcu: Mcu, one: StoreFolder) -> None:
    apply(mcu)
    assert one.read(ACT).startswith(("# Акт об уничтожении", "# Act of destruction"))  # the catalogue is filled apart


@pytest.mark.usefixtures("one")
def test_a_second_act_of_a_day_has_its_own_number(mcu: Mcu) -> None:
    answered(mcu, "Снег.")
    apply(mcu, ONE)
    assert apply(mcu)["acts"] == [ACT.replace("-1.md", "-2.md")]
    assert "reports/destruction" not in mcu("check", now=PAST).stderr


def test_very_many_records_make_several_acts_in_one_commit(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcu_cli.commands.retention._LINES_OF_AN_ACT", 2)
    names = [ONE, *(answered(mcu, f"Яма {n}.") for n in range(4))]
    count = commit_count(one)
    acts = [ACT.replace("-1.md", f"-{n}.md") for n in (1, 2, 3)]
    done = mcu("retention", "apply", "--yes", now=PAST)
    assert commit_count(one) == count + 1
    assert [path for path in acts if f"{path} is the act of destruction; print and sign it" in done.stderr] == acts
    listed = [[line.split(" | ")[1] for line in one.read(path).splitlines() if "| 2020" in line] for path in acts]
    assert listed == [names[:2], names[2:4], names[4:]]
    assert "№ 2025-03-02-3" in one.read(acts[2]) or "No. 2025-03-02-3" in one.read(acts[2])
    assert "0 violations" in mcu("verify", now=PAST).stdout


def test_what_another_command_has_kept_meanwhile_is_not_depersonalised(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repeat = answered(mcu, "Опять яма.")
    mcu("link", repeat, "--repeat-of", ONE, now=THEN)
    alone = answered(mcu, "Снег.")

    def first_another(*details: Any, **options: Any) -> Any:
        monkeypatch.setattr("mcu_cli.store.repository.exclusive", exclusive)
        mcu("retention", "hold", repeat, "--reason", "Дело в суде.", now=PAST)
        return exclusive(*details, **options)

    monkeypatch.setattr("mcu_cli.store.repository.exclusive", first_another)
    # The other one of its case is on hold now, itself it was not touched.
    refusal = mcu("retention", "apply", ONE, alone, "--yes", code=4, now=PAST).stderr
    assert f"{ONE} is not past its term any more" in refusal
    assert appeal_of(mcu, ONE)["author"]["name"] == NAME
    assert not (one.root / ACT).exists()
    assert not status_of(one)


def test_a_record_that_is_lost_leaves_no_half_of_an_answer(mcu: Mcu, one: StoreFolder) -> None:
    whole = ("text", "author.name", "place.house")
    mcu("redact", ONE, *(part for name in whole for part in ("--field", name)), "--yes", now=SOON)
    name = one.git("rev-parse", f"HEAD:{path_of(ONE)}").strip()
    (one.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    (one.root / path_of(ONE)).write_text("format: 1\n", encoding="utf-8")
    failed = mcu("retention", "--json", code=6, now=PAST)
    assert json.loads(failed.stdout)["data"] is None
    assert "git has lost" in failed.stderr


@pytest.mark.usefixtures("one")
def test_what_came_on_record_late_stands_in_its_place(mcu: Mcu) -> None:
    before = answered(mcu, "Снег.", now="2020-03-01T12:00:00+03:00")
    assert listed(mcu) == [(before, []), (ONE, [])]


@pytest.mark.usefixtures("one")
def test_a_long_list_says_what_a_short_one_does(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    held = answered(mcu, "Снег.")
    mcu("retention", "hold", held, "--reason", "ЭПК", now=THEN)
    short = mcu("retention", now=PAST)
    assert "2 records are past their term, 1 of them on hold" in short.stderr
    monkeypatch.setattr("mcu_cli.render.tables._AT_ONCE", 1)
    monkeypatch.setattr("mcu_cli.store.retention._AT_ONCE", 1)
    long = mcu("retention", now=PAST)
    assert (long.stdout, long.stderr) == (short.stdout, short.stderr)
    assert mcu("retention", "apply", "--dry-run", held, code=4, now=PAST).stderr.count(held) == 2


def test_an_act_is_not_edited_by_hand(mcu: Mcu, one: StoreFolder) -> None:
    apply(mcu)
    (one.root / ACT).write_text("Не было.", encoding="utf-8")
    head = one.head
    assert "never edited" in mcu("record", code=4, now=PAST).stderr
    assert one.head == head


def test_figures_of_reports_are_the_same_before_and_after(mcu: Mcu, one: StoreFolder) -> None:
    answered(mcu, "Снег.")
    mcu("reopen", TWO, "--reason", "Не убрали.", now=THEN)
    mcu("answer", TWO, "--text", "Убрали.", "--outcome", "measures-taken", now=THEN)
    registered(mcu, "Свет.", "--name", "Иной Пётр Петрович", now=THEN)
    report = ("report", "--from", "2020-03-01", "--to", "2020-03-31", "--json")
    before = [mcu(*report, "--kind", kind, now=PAST).data for kind in ("public", "review", "press")]
    apply(mcu)
    after = [mcu(*report, "--kind", kind, now=PAST).data for kind in ("public", "review", "press")]
    for old, new in zip(before, after, strict=True):
        assert without_authors(new) == without_authors(old)
    assert PHONE not in one.read(path_of(ONE))


def without_authors(data: Any) -> Any:
    """Return a report without who wrote and how many they were, and without the commit that it is drawn from."""
    if isinstance(data, dict):
        left_out = {"authors", "repeat_authors", "without_author", "commit", "fingerprint", "repeat"}
        return {key: without_authors(value) for key, value in data.items() if key not in left_out}
    return [without_authors(value) for value in data] if isinstance(data, list) else data


@pytest.mark.usefixtures("one")
def test_what_is_on_hold_is_kept_and_taken_off_goes(mcu: Mcu) -> None:
    mcu("retention", "hold", ONE, "--reason", "Дело в суде.", now=SOON)
    assert appeal_of(mcu, ONE)["tags"] == ["hold"]
    assert appeal_of(mcu, ONE)["history"][-1]["reason"] == "Дело в суде."
    assert listed(mcu) == [(ONE, [ONE])]
    assert mcu("retention", "list", "--ids", now=PAST).stdout == ""
    assert "on hold" in mcu("retention", "apply", "--yes", code=4, now=PAST).stderr
    mcu("retention", "release", ONE, "--reason", "Решение вступило в силу.", now=PAST)
    assert listed(mcu) == [(ONE, [])]
    assert "tags" not in appeal_of(mcu, ONE)


def test_a_hold_needs_a_reason_and_is_set_once(mcu: Mcu, one: StoreFolder) -> None:
    assert "--reason" in refused(mcu, one, "retention", "hold", ONE, code=2)
    mcu("retention", "hold", ONE, "--reason", "ЭПК")
    assert "already" in refused(mcu, one, "retention", "hold", ONE, "--reason", "ЭПК")
    mcu("undo", "--yes")
    assert "tags" not in appeal_of(mcu, ONE)
    assert "is not on hold" in refused(mcu, one, "retention", "release", ONE)


def test_a_dry_run_shows_and_writes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    before = files_of(one), one.head
    shown = mcu("retention", "apply", "--dry-run", now=PAST).stderr
    assert f"⟦{NAME}⟧" in shown
    assert (files_of(one), one.head) == before


def test_it_asks_before_and_a_no_keeps_all(mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch)
    head = one.head
    assert "cannot be taken back" in mcu("retention", "apply", stdin="n\n", code=4, now=PAST).stderr
    assert one.head == head
    mcu("retention", "apply", stdin="y\n", now=PAST)
    assert one.head != head


def test_a_card_of_a_reception_goes_with_its_appeals(mcu: Mcu, store: StoreFolder) -> None:
    when = ("--day", "2020-03-02", "--official", "Глава", "--rank", "head", "--form", "scheduled")
    mcu("reception", "add", *when, now=THEN)
    mcu("reception", "receive", "1", "--name", NAME, "--question", "Прошу лавку.", now=THEN)
    mcu("reception", "appeal", "1", now=THEN)
    name = mcu("list", "--json", now=THEN).data[0]["id"]
    assert listed(mcu) == []
    mcu("answer", name, "--text", "Поставим.", "--outcome", "measures-taken", now=THEN)
    assert listed(mcu) == [(name, []), ("R-2020-0001", [])]
    apply(mcu)
    assert not [path for path, content in files_of(store).items() if NAME.encode() in content]
    assert "0 errors, 0 warnings" in mcu("check", now=PAST).stdout
    assert "0 violations" in mcu("verify", now=PAST).stdout


def test_a_card_of_a_reception_without_appeals_goes_by_itself(mcu: Mcu, store: StoreFolder) -> None:
    when = ("--day", "2020-03-02", "--official", "Глава", "--rank", "head", "--form", "scheduled")
    mcu("reception", "add", *when, now=THEN)
    mcu("reception", "receive", "1", "--name", NAME, "--question", "Прошу лавку.", now=THEN)
    assert listed(mcu, now=SOON) == []
    assert listed(mcu) == [("R-2020-0001", [])]
    apply(mcu)
    assert not [path for path, content in files_of(store).items() if NAME.encode() in content]


@pytest.mark.parametrize("options", [("list", "--yes"), ("list", "--reason", "x"), ("apply", "--ids")])
def test_an_option_of_another_action_is_refused(mcu: Mcu, one: StoreFolder, options: tuple[str, ...]) -> None:
    assert "takes no" in refused(mcu, one, "retention", *options, code=2)
