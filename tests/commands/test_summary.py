"""`mcu summary` as an operator runs it: forms, files, saving and taking back, mail, and what it refuses."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import mail
from mcu_cli.errors import ConflictError, RefusedError
from tests.mail_server import post_office
from tests.working_day import commit_count, files_of, last_commit, registered, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

TODAY = "reports/daily/2026/2026-11-20.md"
LATER = "2026-11-20T19:00:00+05:00"
PERSONAL = {
    "--name": "Сидоров Пётр Петрович",
    "--phone": "+79130000777",
    "--email": "sidorov@mail.example",
    "--address": "Тайная улица, 13",
    "--house": "131Щ",
    "--flat": "77Ж",
}


@pytest.fixture
def english(store: StoreFolder) -> StoreFolder:
    """Let documents of the store be English, whatever the catalogues hold."""
    return configured(store, "language: ru", "language: en")


def configured(store: StoreFolder, before: str, after: str) -> StoreFolder:
    """Change departments.yaml and commit it."""
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8", newline="\n")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    return store


class Sent(list[tuple[tuple[str, ...], str, str, str]]):
    """The mails that a run would have sent: to whom, subject, text, HTML; `failing` where the server is gone."""

    failing = False


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Stand between the summary and the mail server, which has tests of its own."""
    found = Sent()

    def send(_mcu: object, to: Iterable[str], subject: str, text: str, html: str = "") -> tuple[str, ...]:
        if found.failing:
            raise ConflictError("the mail server cannot be reached")
        found.append((tuple(to), subject, text, html))
        return tuple(to)

    monkeypatch.setattr(mail, "send", send)
    monkeypatch.setattr(mail, "check", lambda _mcu, _to=(): None)
    return found


# --- What it tells


def test_today_is_told_where_no_day_is_given(mcu: Mcu, english: StoreFolder) -> None:
    done = mcu("summary")
    assert "Daily summary: Friday, November 20, 2026" in done.stdout
    assert "from Thursday, November 19, to 16:00 on Friday, November 20" in done.stdout  # 13:00 UTC, in Moscow
    assert "Nothing is overdue." in done.stdout
    assert english.head in done.stdout
    assert done.stderr == ""


@pytest.mark.usefixtures("store")
def test_the_summary_of_a_past_day_goes_to_its_end(mcu: Mcu) -> None:
    data = mcu("summary", "--date", "2026-11-16", "--json").data
    assert (data["from"], data["to"]) == ("2026-11-13T00:00:00+03:00", "2026-11-17T00:00:00+03:00")
    assert data["is_over"] is True
    assert mcu("summary", "--date", "16.11.2026", "--format", "json").data == data


def test_appeals_are_counted_and_the_index_is_all_that_is_read(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма на дороге.", "--to", "roads")
    registered(mcu, "Нет воды.", channel="urgent", now="2026-11-20T17:00:00+05:00")
    for path in store.root.glob("appeals/**/*.yaml"):
        path.unlink()
    data = mcu("summary", "--json").data
    assert data["received"] == {"appeals": 2, "usual": None}
    assert data["waiting"] == 2
    assert [line["id"] for line in data["channels"]] == ["urgent", "phone"]
    assert data["urgent"]["received"] == 1
    assert [one["overdue"] for one in data["departments"] if not one["id"]] == [1]  # half an hour is over
    assert data["fingerprint"] == store.head


@pytest.mark.usefixtures("store")
def test_the_same_head_and_moment_give_the_same_bytes(mcu: Mcu) -> None:
    registered(mcu, "Яма на дороге.", "--to", "roads")
    for form in ("terminal", "md", "html", "json"):
        assert mcu("summary", "--format", form).stdout == mcu("summary", "--format", form).stdout


def test_no_form_holds_anything_personal(mcu: Mcu, store: StoreFolder, sent: Sent, tmp_path: Path) -> None:
    facts = [word for pair in PERSONAL.items() for word in pair]
    for channel in ("urgent", "phone", "letter"):
        name = registered(
            mcu,
            "Сидоров пишет о тайном.",
            *facts,
            "--street",
            "Лесная, д. 131Щ",
            channel=channel,
            now="2026-11-19T09:00:00+05:00",
        )
        mcu("assign", name, "--to", "roads", "--executor", "Сидоров П. П.", now="2026-11-19T10:00:00+05:00")
        mcu("note", name, "--text", "Сидоров звонил.", now="2026-11-19T10:00:00+05:00")
        mcu("escalate", name, "--reason", "Сидоров ждёт.", now="2026-11-19T10:00:00+05:00")
    mcu("answer", name, "--interim", "--text", "Уважаемый Сидоров!", now="2026-11-19T11:00:00+05:00")
    broken = store.root / "appeals/2026/11/18/20261118-0001.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("format: 1\nid: 20261118-0001\nreceived: Сидоров\n", encoding="utf-8", newline="\n")
    store.git("add", "--", "appeals")
    store.git("commit", "--quiet", "--message", "by hand")

    texts = [mcu("summary", "--format", form).stdout for form in ("terminal", "md", "html", "json")]
    mcu("summary", "--save", "--mail", "--to", "head@town.example", "--output", tmp_path / "page")
    texts += [store.read(TODAY), (tmp_path / "page").read_text(encoding="utf-8"), *sent[0][1:]]
    assert sum("Лесная" in text for text in texts) == 8
    # No figures alone: the fingerprint holds such by chance.
    for secret in ("Сидоров", "Пётр", "тайн", "Тайн", "131Щ", "+7913", "77Ж", "sidorov", "Уважаем", "operator@"):
        assert [text for text in texts if secret in text] == [], secret


@pytest.mark.usefixtures("store")
def test_a_damaged_file_is_named_without_what_stands_in_it(mcu: Mcu, store: StoreFolder) -> None:
    broken = store.root / "appeals/2026/11/19/20261119-0001.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("format: 1\nid: 20261119-0001\nid: again\n", encoding="utf-8", newline="\n")
    store.git("add", "--", "appeals")
    store.git("commit", "--quiet", "--message", "by hand")
    (problem,) = mcu("summary", "--json").envelope["problems"]
    assert problem["file"] == "appeals/2026/11/19/20261119-0001.yaml"
    assert "again" not in problem["message"]


def test_a_calendar_that_stays_closed_is_told_beside_the_summary(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Нет воды.", channel="urgent")
    years = ", ".join(f"'{year}-01-01..{year}-12-31'" for year in (2025, 2026, 2027))
    configured(store, "days_off: []", f"days_off: [{years}]")
    done = mcu("summary")
    assert done.stderr.count("no working day in the year before or after 2026-11-20") == 1
    envelope = mcu("summary", "--json").envelope
    assert envelope["data"]["urgent"]["received"] == 1
    assert envelope["data"]["from"] == "2026-11-19T00:00:00+03:00"
    assert [problem["level"] for problem in envelope["problems"]] == ["warning"]


@pytest.mark.usefixtures("store")
def test_a_year_without_a_decree_warns_once(mcu: Mcu) -> None:
    done = mcu("summary", now="2029-03-15T10:00:00+03:00")
    assert done.stderr.count("the days off of 2029") == 1
    problems = mcu("summary", "--json", now="2029-03-15T10:00:00+03:00").envelope["problems"]
    assert [problem["level"] for problem in problems] == ["warning"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--date", "2026-11-21"], 4, "2026-11-21 is still to come, today is 2026-11-20; ask for"),
        (["--date", "2026-11-21", "--save"], 4, "2026-11-21 is still to come"),
        (["--date", "1950-01-01"], 4, "out of reach"),
        (["--date", "20.13.2026"], 2, "there is no day"),
        (["--to", "head@town.example"], 2, "add --mail"),
        (["--mail"], 4, "nobody is named"),
        (["--format", "pdf"], 2, "pdf"),
    ],
)
def test_what_cannot_be_done_is_refused(mcu: Mcu, arguments: list[str], code: int, said: str) -> None:
    done = mcu("summary", *arguments, code=code)
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("english")
def test_it_goes_to_a_file_and_never_over_another(mcu: Mcu, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    done = mcu("summary", "--format", "html", "--output", target)
    assert done.stdout == ""
    assert str(target) in done.stderr
    page = target.read_bytes()
    assert page.startswith(b"<!DOCTYPE html>\n")
    assert "--force" in mcu("summary", "--output", target, code=4).stderr
    assert target.read_bytes() == page
    mcu("summary", "--output", target, "--force")
    assert target.read_text(encoding="utf-8").startswith("Наш город\n")


# --- Saving


def test_a_saved_summary_is_one_commit_that_names_its_parent(mcu: Mcu, store: StoreFolder) -> None:
    parent = store.head
    done = mcu("summary", "--save")
    commit = last_commit(store)
    assert commit.subject == "summary 2026-11-20"
    assert commit.trailers == ("Mcu-Action: summary", f"Mcu-File: {TODAY}", "Mcu-Format: 1")
    assert commit.changes == (f"A {TODAY}",)
    assert parent in store.read(TODAY)
    assert parent in done.stdout
    assert TODAY in done.stderr
    assert status_of(store) == ""


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("form", "ending"), [("md", "md"), ("html", "html"), ("terminal", "md")])
def test_a_document_that_is_saved_is_not_printed_as_well(mcu: Mcu, form: str, ending: str, tmp_path: Path) -> None:
    done = mcu("summary", "--save", "--format", form)
    assert f"saved in reports/daily/2026/2026-11-20.{ending}" in done.stderr
    assert done.stdout.startswith("Наш город\n") if form == "terminal" else done.stdout == ""
    again = mcu("summary", "--save", "--format", form)
    assert "on record so already" in again.stderr
    assert again.stdout == done.stdout
    assert mcu("summary", "--save", "--format", form, "--dry-run").stdout != ""  # what would be saved
    mcu("summary", "--save", "--format", form, "--output", tmp_path / "page")
    assert (tmp_path / "page").stat().st_size > 0


def test_json_says_what_was_saved(mcu: Mcu, store: StoreFolder) -> None:
    parent = store.head
    data = mcu("summary", "--save", "--json").data
    assert (data["commit"], data["saved"], data["mailed"]) == (store.head, TODAY, [])
    assert data["fingerprint"] == parent
    again = mcu("summary", "--save", "--json").data
    assert (again["commit"], again["saved"], again["fingerprint"]) == (None, TODAY, parent)


def test_the_same_again_makes_no_commit_and_news_replace_it(mcu: Mcu, store: StoreFolder) -> None:
    mcu("summary", "--save")
    first, count = store.read(TODAY), commit_count(store)
    assert "on record so already" in mcu("summary", "--save").stderr
    assert commit_count(store) == count
    registered(mcu, "Яма на дороге.")
    parent = store.head
    mcu("summary", "--save")
    assert commit_count(store) == count + 2
    assert last_commit(store).changes == (f"M {TODAY}",)
    assert parent in store.read(TODAY)
    assert store.read(TODAY) != first


def test_an_hour_later_it_is_another_one(mcu: Mcu, store: StoreFolder) -> None:
    mcu("summary", "--save")
    before = store.head
    mcu("summary", "--save", now=LATER)
    assert before in store.read(TODAY)  # the fingerprint of its own parent
    assert last_commit(store).author_date == "2026-11-20T17:00:00+03:00"


def test_a_page_and_a_past_day_have_files_of_their_own(mcu: Mcu, store: StoreFolder) -> None:
    mcu("summary", "--save", "--format", "html")
    mcu("summary", "--save", "--date", "2026-01-02")
    assert store.read("reports/daily/2026/2026-11-20.html").startswith("<!DOCTYPE html>")
    assert store.read("reports/daily/2026/2026-01-02.md").startswith("# ")
    assert last_commit(store).subject == "summary 2026-01-02"


def test_what_was_changed_by_hand_is_never_overwritten(mcu: Mcu, store: StoreFolder) -> None:
    mcu("summary", "--save")
    path = store.root / TODAY
    path.write_text("mine\n", encoding="utf-8", newline="\n")
    count = commit_count(store)
    for moment in (None, LATER):
        assert "changed by hand" in mcu("summary", "--save", now=moment, code=7).stderr
    assert store.read(TODAY) == "mine\n"
    assert commit_count(store) == count
    path.unlink()
    assert "removed from the folder" in mcu("summary", "--save", code=7).stderr


def test_a_file_of_another_is_not_written_over(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / TODAY
    path.parent.mkdir(parents=True)
    path.write_text("mine\n", encoding="utf-8", newline="\n")
    assert "in the way" in mcu("summary", "--save", code=7).stderr
    assert store.read(TODAY) == "mine\n"


def test_check_and_record_know_that_saved_summaries_are_not_edited(mcu: Mcu, store: StoreFolder) -> None:
    mcu("summary", "--save")
    assert mcu("check", "--json").data["errors"] == 0
    (store.root / TODAY).write_text("mine\n", encoding="utf-8", newline="\n")
    (store.root / "reports/own.md").write_text("mine\n", encoding="utf-8", newline="\n")  # not where mcu writes
    (problem,) = mcu("check", "--json", code=6).envelope["problems"]
    assert (problem["file"], problem["level"]) == (TODAY, "error")
    assert "never edited" in problem["message"]
    assert "never edited" in mcu("record", code=4).stderr
    registry = store.root / "departments.yaml"
    registry.write_text(registry.read_text(encoding="utf-8") + "# seen\n", encoding="utf-8", newline="\n")
    mcu("record", "departments.yaml")  # one edit does not hold up another


def test_undo_takes_a_saved_summary_back(mcu: Mcu, store: StoreFolder) -> None:
    before = files_of(store)
    mcu("summary", "--save")
    done = mcu("undo", "--yes")
    assert "2026-11-20" in done.stdout
    assert files_of(store) == before
    assert last_commit(store).changes == (f"D {TODAY}",)
    mcu("summary", "--save")  # and it can be saved again
    registered(mcu, "Яма на дороге.")
    first = store.read(TODAY)
    mcu("summary", "--save")
    mcu("undo", "--yes")
    assert store.read(TODAY) == first


def refused_by_git(mcu: Mcu, store: StoreFolder, *command: str) -> None:
    """Run a command that git refuses; nothing is changed, and every command goes on working."""
    before = files_of(store), store.head, status_of(store)
    finished = mcu(*command, code=4)
    assert "git refused the commit, nothing was changed" in finished.stderr
    assert (files_of(store), store.head, status_of(store)) == before
    assert not (store.root / ".mcu/journal.jsonl").exists()


@pytest.mark.skipif(os.name == "nt", reason="hooks in sh are those of POSIX")
def test_a_hook_that_refuses_a_summary_or_its_undo_stops_nothing_else(mcu: Mcu, store: StoreFolder) -> None:
    hook = store.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    for command in (("summary", "--save"), ("summary", "--save", "--format", "html")):
        hook.chmod(0o755)
        refused_by_git(mcu, store, *command)
        assert not (store.root / "reports").exists()
        hook.chmod(0o644)
    mcu("summary", "--save")
    registered(mcu, "Яма.")
    hook.chmod(0o755)
    refused_by_git(mcu, store, "summary", "--save")  # in place of the one that is saved
    hook.chmod(0o644)
    mcu("summary", "--save")
    hook.chmod(0o755)
    refused_by_git(mcu, store, "undo", "--yes")
    hook.chmod(0o644)
    mcu("undo", "--yes")
    assert mcu("check", "--json").data["errors"] == 0


def test_a_summary_that_cannot_be_signed_stops_nothing_else(mcu: Mcu, store: StoreFolder) -> None:
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "gpg.program", "false")
    refused_by_git(mcu, store, "summary", "--save")
    store.git("config", "commit.gpgSign", "false")
    registered(mcu, "Яма.")
    mcu("summary", "--save")
    assert status_of(store) == ""


def test_a_store_in_a_folder_of_a_repository_saves_too(mcu: Mcu, tmp_path: Path, store: StoreFolder) -> None:
    assert store.root != tmp_path
    outer = tmp_path / "outer"
    outer.mkdir()
    mcu("init", outer / "town", cwd=tmp_path)
    mcu("summary", "--save", cwd=outer / "town")
    first = (outer / "town" / TODAY).read_bytes()
    assert "on record so already" in mcu("summary", "--save", cwd=outer / "town").stderr
    assert (outer / "town" / TODAY).read_bytes() == first


def test_a_dry_run_saves_and_mails_nothing(mcu: Mcu, store: StoreFolder, sent: Sent) -> None:
    head = store.head
    done = mcu("summary", "--save", "--mail", "--to", "head@town.example", "--dry-run")
    assert TODAY in done.stderr
    assert "head@town.example" in done.stderr
    assert head in done.stdout
    assert store.head == head
    assert not (store.root / "reports").exists()
    assert sent == []


# --- Mail


def test_a_mail_carries_text_and_page_with_the_fingerprint(mcu: Mcu, english: StoreFolder, sent: Sent) -> None:
    done = mcu("summary", "--mail", "--to", "head@town.example", "--to", "deputy@town.example")
    ((to, subject, text, html),) = sent
    assert to == ("head@town.example", "deputy@town.example")
    assert subject == "Daily summary: Friday, November 20, 2026, Наш город"
    assert text == done.stdout
    assert html.startswith("<!DOCTYPE html>")
    assert english.head in text
    assert english.head in html
    assert "head@town.example, deputy@town.example" in done.stderr


def test_it_goes_to_those_whom_the_registry_names(mcu: Mcu, store: StoreFolder, sent: Sent) -> None:
    configured(store, "to: []", "to: [head@town.example]")
    data = mcu("summary", "--mail", "--json").data
    assert data["mailed"] == ["head@town.example"]
    assert [to for to, *_rest in sent] == [("head@town.example",)]
    mcu("summary", "--mail", "--to", "other@town.example")
    assert sent[1][0] == ("other@town.example",)


def test_a_mail_of_what_was_saved_says_the_fingerprint_of_the_file(mcu: Mcu, store: StoreFolder, sent: Sent) -> None:
    parent = store.head
    mcu("summary", "--save", "--mail", "--to", "head@town.example")
    mcu("summary", "--save", "--mail", "--to", "head@town.example")  # no second commit, the same words
    assert sent[0] == sent[1]
    assert parent in sent[0][2]
    assert store.head not in sent[0][2]
    assert parent in store.read(TODAY)


def test_settings_are_looked_at_before_anything_is_saved(
    mcu: Mcu, store: StoreFolder, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_mcu: object, _to: Iterable[str] = ()) -> None:
        raise RefusedError("no mail server is named")

    monkeypatch.setattr(mail, "check", check)
    head = store.head
    assert "no mail server" in mcu("summary", "--save", "--mail", "--to", "head@town.example", code=4).stderr
    assert store.head == head
    assert sent == []


def test_a_mail_that_fails_leaves_what_was_saved_and_says_so(mcu: Mcu, store: StoreFolder, sent: Sent) -> None:
    sent.failing = True
    done = mcu("summary", "--save", "--mail", "--to", "head@town.example", code=7)
    assert "saved in" in done.stderr
    assert "cannot be reached" in done.stderr
    assert store.read(TODAY).startswith("# ")
    sent.failing = False
    mcu("summary", "--save", "--mail", "--to", "head@town.example")
    assert len(sent) == 1


def test_a_real_server_gets_the_whole_summary_in_both_forms(mcu: Mcu, english: StoreFolder) -> None:
    with post_office() as office:
        for name, value in (("smtpServer", "127.0.0.1"), ("smtpPort", office.port), ("smtpEncryption", "none")):
            english.git("config", f"mcu.{name}", str(value))
        registered(mcu, "Яма на дороге.", *(word for pair in PERSONAL.items() for word in pair))
        printed = mcu("summary", "--save", "--mail", "--to", "head@town.example").stdout
    delivered = office.only()
    assert delivered.recipients == ["head@town.example"]
    assert delivered.mail["Subject"] == "Daily summary: Friday, November 20, 2026, Наш город"
    plain, page = (delivered.mail.get_body((form,)) for form in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content().splitlines() == printed.splitlines()
    parent = english.git("rev-parse", "HEAD^")
    assert parent in plain.get_content()
    assert parent in page.get_content()
    assert page.get_content().startswith("<!DOCTYPE html>")


# --- departments.yaml


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("to: [nobody]", "summary.to.0"),
        ("to: head@town.example", "summary.to"),
        ("to: ['a@b, c@d']", "summary.to.0"),
        ("to: []\n  whom: x", "summary.whom"),
    ],
)
def test_wrong_recipients_are_named_by_the_check(mcu: Mcu, store: StoreFolder, written: str, field: str) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("to: []", written), encoding="utf-8", newline="\n")
    problems: list[dict[str, Any]] = json.loads(mcu_check(mcu, warning=field.endswith("whom")))["problems"]
    assert field in {problem.get("field") for problem in problems}


def mcu_check(mcu: Mcu, *, warning: bool) -> str:
    return mcu("check", "--json", code=0 if warning else 6).stdout


@pytest.mark.parametrize("hot", ["{times: 0}", "{least: many}", "{times: 100}"])
def test_a_rule_for_hot_topics_is_whole_numbers(mcu: Mcu, store: StoreFolder, hot: str) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("hot: {times: 2, least: 5}", f"hot: {hot}"), encoding="utf-8", newline="\n")
    assert "is not a whole number from 1 to 99" in mcu("check", code=6).stdout


def test_a_store_from_before_has_no_summary_to_mail_and_makes_one(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("\nsummary:\n")[0] + "\n", encoding="utf-8", newline="\n")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    assert "nobody is named" in mcu("summary", "--mail", code=4).stderr
    mcu("summary")


# --- Ledgers


def test_it_tells_what_waits_in_the_ledgers_by_numbers_and_departments(mcu: Mcu, english: StoreFolder) -> None:
    early = "2026-11-02T10:00:00+03:00"
    for to, until in (("roads", "2026-11-17"), ("roads", "2026-11-19"), ("housing", "2026-11-18"), ("roads", "today")):
        mcu("instruct", "add", "--text", "Тайное дело", "--to", to, "--until", until, "--day", "2026-11-02")
    mcu("poll", "add", "Тайный вопрос?", "--option", "а", "--option", "б", "--to", "2026-11-15", now=early)
    mcu("reception", "add", "--form", "field", "--name", PERSONAL["--name"], "--question", "Тайна?", now=early)
    data = mcu("summary", "--json").data
    assert data["instructions"] == {
        "overdue": 3,
        "due_today": 1,
        "executors": [
            {"id": "roads", "title": "Управление дорожного хозяйства", "overdue": 2, "longest_days": 3},
            {"id": "housing", "title": "Управление жилищно-коммунального хозяйства", "overdue": 1, "longest_days": 2},
        ],
    }
    assert (data["polls_ended"], data["questions"]) == (1, {"waiting": 1, "late": 1})
    shown = " ".join(mcu("summary").stdout.split())
    for sentence in (
        (
            "3 instructions of the head are overdue (Управление дорожного хозяйства: 2, "
            "Управление жилищно-коммунального хозяйства: 1)."
        ),
        "1 instruction is due today.",
        "1 poll is over and has no result yet.",
        "1 question from a personal reception is not settled; overdue: 1.",
    ):
        assert sentence in shown
    for form in ("terminal", "md", "html", "json"):
        told = mcu("summary", "--format", form).stdout
        assert "Тайн" not in told
        assert PERSONAL["--name"] not in told
    past = mcu("summary", "--date", "2026-11-17", "--json").data["instructions"]
    assert (past["overdue"], past["due_today"]) == (1, 0)
    assert english.git("status", "--porcelain") == ""
