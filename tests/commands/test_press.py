"""`mcu report --kind press`: the paragraphs by the store's own templates, and what is wrong with these."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.working_day import registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

WEEK = ("report", "week", "--date", "2026-11-20", "--kind", "press")


def write(store: StoreFolder, name: str, text: str | bytes) -> None:
    path = store.root / "press" / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def commit(store: StoreFolder, *, add: str = "press") -> None:
    """Put what stands in the folder on record as a hand would, past what `mcu record` refuses."""
    store.git("add", "--all", add)
    store.git("commit", "--quiet", "-m", "шаблон")


def told(mcu: Mcu, *options: str) -> list[str]:
    """Return the paragraphs, with plain spaces."""
    paragraphs: list[str] = mcu(*WEEK, "--json", *options).data["paragraphs"]
    return [text.replace("\u00a0", " ") for text in paragraphs]


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Return a store with one appeal registered in the week."""
    registered(mcu)
    return store


@pytest.mark.usefixtures("one")
def test_the_text_comes_in_the_language_of_the_store(mcu: Mcu) -> None:
    printed = mcu(*WEEK).stdout
    assert "поступило 1 обращение." in printed.replace("\n", " ").replace("\u00a0", " ")
    assert any("поступило 1 обращение." in text for text in told(mcu))


def test_a_template_changed_by_hand_counts_once_it_is_recorded(mcu: Mcu, one: StoreFolder) -> None:
    before = told(mcu)
    write(one, "week", 'Всего: {{ received | count("обращение", "обращения", "обращений") }}.\n')
    shown = mcu(*WEEK)
    assert "Всего" not in shown.stdout
    assert "press/week.txt was changed by hand and is not in force until `mcu record`" in shown.stderr
    assert told(mcu) == before
    mcu("record", "press/week.txt")
    assert told(mcu) == ["Всего: 1 обращение."]
    assert "changed by hand" not in mcu(*WEEK).stderr


def test_a_past_text_is_had_again_by_the_templates_of_its_commit(mcu: Mcu, one: StoreFolder) -> None:
    then, before = one.head, told(mcu)
    write(one, "week", "Иначе: {{ received }}.\n")
    mcu("record", "press/week.txt")
    assert told(mcu) == ["Иначе: 1."]
    assert told(mcu, "--at", then) == before


def test_the_stores_own_report_template_goes_before_those_of_mcu(mcu: Mcu, one: StoreFolder) -> None:
    for path in (one.root / "press").glob("*.txt"):
        path.unlink()
    write(one, "report", "{{ period.kind }}: {{ received }}.\n")
    commit(one)
    assert told(mcu) == ["week: 1."]


def test_a_store_without_press_templates_takes_those_of_mcu(mcu: Mcu, one: StoreFolder) -> None:
    before = told(mcu)
    one.git("rm", "-r", "--quiet", "press")
    one.git("commit", "--quiet", "-m", "без шаблонов")
    assert told(mcu) == before


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Раз.\n{{ recieved }}\n", 2, "there is no field 'recieved'"),
        ("Раз.\n\n{% if received > 0 %}x\n", 3, "{% if %} is not ended"),
        ("Раз.\n\n{{ recieved }}\n", 3, "did you mean received"),
        ("{{ received.change }}\n", 1, "may have no value"),
        ('{{ received | count("обращение", "обращений") }}\n', 1, "three forms"),
        ("Раз.\n{% include 'parts/none' %}\n", 2, "no press template 'parts/none'"),
        (b"\xff", 1, "not UTF-8"),
    ],
)
def test_a_broken_template_is_told_with_file_and_line_and_nothing_is_written(
    mcu: Mcu, one: StoreFolder, text: str | bytes, line: int, word: str
) -> None:
    write(one, "week", text)
    refused = mcu("record", "press/week.txt", code=4)
    assert word in refused.stderr
    commit(one)
    found = mcu(*WEEK, "-o", "week.md", code=5)
    assert found.stdout == ""
    assert "press/week.txt is not in order" in found.stderr
    assert f"press/week.txt:{line}" in found.stderr
    assert word in found.stderr
    assert not (one.root / "week.md").exists()
    checked = mcu("check", "--json", code=6)
    assert [(problem["file"], problem["line"]) for problem in checked.envelope["problems"]] == [
        ("press/week.txt", line)
    ]


def test_a_broken_part_is_told_where_it_stands_and_once(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "parts/topics", "{{ nothing }}\n")
    commit(one)
    found = mcu(*WEEK, code=5)
    assert "press/parts/topics.txt:1" in found.stderr
    problems = mcu("check", "--json", code=6).envelope["problems"]
    assert [problem["file"] for problem in problems] == ["press/parts/topics.txt"]


def test_a_broken_template_of_another_period_is_not_in_the_way(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "year", "{{ nothing }}\n")
    commit(one)
    assert told(mcu)


def test_a_template_that_says_nothing_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "week", "{% if received > 5 %}Много.{% endif %}\n")
    commit(one)
    assert "says nothing for this period" in mcu(*WEEK, code=5).stderr


def test_a_template_that_grows_without_end_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "parts/long", "x" * 40_000)
    write(one, "week", "{% include 'parts/long' %}{% include 'parts/long' %}\n")
    commit(one)
    assert "grows too long" in mcu(*WEEK, code=5).stderr


def test_what_is_no_template_in_the_folder_is_said(mcu: Mcu, store: StoreFolder) -> None:
    (store.root / "press" / "notes.md").write_text("x", encoding="utf-8")
    problems = mcu("check", "--json", code=6).envelope["problems"]
    assert [problem["file"] for problem in problems if problem["level"] == "error"] == ["press/notes.md"]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_cannot_hold_paragraphs(mcu: Mcu, form: str) -> None:
    assert "paragraphs" in mcu(*WEEK, "--format", form, "-o", f"x.{form}", code=2).stderr


@pytest.mark.usefixtures("one")
def test_the_paragraphs_stand_in_every_form_of_words(mcu: Mcu) -> None:
    for form in ("terminal", "md", "html"):
        printed = " ".join(mcu(*WEEK, "--format", form).stdout.replace("\u00a0", " ").split())
        assert [paragraph for paragraph in told(mcu) if printed.count(paragraph) < 1] == []
    assert json.loads(mcu(*WEEK, "--format", "json").stdout)["data"]["kind"] == "press"


@pytest.mark.usefixtures("one")
def test_the_headline_of_the_template_is_that_of_the_document_and_stands_once(mcu: Mcu) -> None:
    first = told(mcu)[0]
    printed = {form: mcu(*WEEK, "--format", form).stdout.replace("\u00a0", " ") for form in ("terminal", "md", "html")}
    assert printed["terminal"].startswith(f"{first}\n\nС 16 по 20 ноября 2026 года")
    assert printed["md"].startswith(f"# {first}\n\nС 16 по 20 ноября 2026 года")
    assert f"<title>{first}</title>" in printed["html"]
    assert f"<h1>{first}</h1>" in printed["html"]
    for form, times in (("terminal", 1), ("md", 1), ("html", 2)):
        assert printed[form].count(first) == times
        assert "Обращения граждан" not in printed[form]


def test_a_text_without_a_headline_is_its_paragraphs(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "week", "Всего {{ received }}.\n\nИ всё.\n")
    commit(one)
    assert mcu(*WEEK).stdout == "Всего 1.\n\nИ всё.\n"
    assert mcu(*WEEK, "--format", "md").stdout == "Всего 1.\n\nИ всё.\n"
    page = mcu(*WEEK, "--format", "html").stdout
    assert "<title>Всего 1.</title>" in page
    assert "<h1>" not in page


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("form", ["terminal", "md", "html", "json"])
def test_text_and_note_each_begin_on_a_line_of_their_own(mcu: Mcu, form: str) -> None:
    printed = mcu(*WEEK, "--format", form)
    assert printed.stdout.endswith("\n")
    assert [line for line in printed.stderr.splitlines() if line.startswith("to repeat this text: mcu report ")]
    assert printed.stderr.endswith("\n")


def test_a_template_that_no_report_takes_is_told(mcu: Mcu, one: StoreFolder) -> None:
    write(one, "итоги", "Всего {{ received }}.\n")
    write(one, "mine", "И {{ received }}.\n")
    write(one, "week", '{% include "mine" %}\n')
    commit(one)
    said = mcu(*WEEK).stderr
    assert "press/итоги.txt: no report takes this template" in said
    assert "press/mine.txt" not in said
    checked = mcu("check")
    assert "press/итоги.txt" in checked.stdout + checked.stderr
    assert "press/mine.txt" not in checked.stdout + checked.stderr
