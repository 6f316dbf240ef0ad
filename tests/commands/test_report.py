"""`mcu report` as an operator runs it: periods, forms, files, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def english(store: StoreFolder) -> StoreFolder:
    """Let documents of the store be English, whatever the catalogues hold."""
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("language: ru", "language: en"), encoding="utf-8", newline="\n")
    store.git("commit", "--quiet", "--all", "--message", "english documents")
    return store


@pytest.mark.usefixtures("english")
def test_a_report_of_a_day_is_what_one_gets_without_a_word(mcu: Mcu) -> None:
    done = mcu("report")
    assert "Citizens' appeals: 20 November 2026" in done.stdout
    assert "No appeals were received." in done.stdout
    assert "as of 2026-11-20" in done.stdout


@pytest.mark.usefixtures("store")
def test_json_is_the_documented_envelope(mcu: Mcu) -> None:
    data = mcu("report", "week", "--date", "2026-11-03", "--json").data
    assert data["period"] == {"kind": "week", "from": "2026-11-02", "to": "2026-11-08", "as_of": None}
    assert data["received"]["period"] == 0
    assert data["backlog"] == {"start": None, "in": 0, "out": 0, "end": 0}  # nothing is on record
    assert mcu("report", "week", "--date", "03.11.2026", "--format", "json").data == data


@pytest.mark.usefixtures("store")
def test_an_unfinished_period_tells_up_to_where_it_is_compared(mcu: Mcu) -> None:
    found = mcu("report", "week", "--as-of", "2026-11-17T09:00:00+03:00", "--json").data
    part = {"kind": "week", "from": "2026-11-09", "to": "2026-11-10", "as_of": "2026-11-10T09:00:00+03:00"}
    assert found["period"]["as_of"] == "2026-11-17T09:00:00+03:00"
    assert found["previous"] == part
    assert mcu("report", "week", "--date", "2026-11-10", "--json").data["previous"]["as_of"] is None


@pytest.mark.usefixtures("store")
def test_a_range_needs_no_kind(mcu: Mcu) -> None:
    data = mcu("report", "--from", "2026-11-03", "--to", "2026-11-12", "--json").data
    assert data["period"]["kind"] == "range"
    assert data["previous"] == {"kind": "range", "from": "2026-10-24", "to": "2026-11-02", "as_of": None}
    assert mcu("report", "range", "--from", "2026-11-03", "--json").data["period"]["to"] == "2026-11-20"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["day", "--date", "2026-11-21"], 4, "nothing to report yet"),
        (["--from", "2026-11-25"], 4, "nothing to report yet"),
        (["--from", "2026-11-05", "--to", "2026-11-01"], 2, "swap --from and --to"),
        (["--to", "2026-11-01"], 2, "add --from DAY"),
        (["range"], 2, "add --from DAY"),
        (["month", "--from", "2026-11-01"], 2, "leave out the period"),
        (["--from", "2026-11-01", "--date", "2026-11-01"], 2, "leave out the period"),
        (["--date", "20.13.2026"], 2, "there is no day"),
        (["year", "--date", "1950-01-01"], 4, "out of reach"),
        (["decade"], 2, "decade"),
    ],
)
def test_what_makes_no_period_is_refused(mcu: Mcu, arguments: list[str], code: int, said: str) -> None:
    done = mcu("report", *arguments, code=code)
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("english")
def test_a_report_goes_to_a_file_and_never_over_another(mcu: Mcu, tmp_path: Path) -> None:
    target = tmp_path / "day.md"
    done = mcu("report", "--format", "md", "--output", target)
    assert done.stdout == ""
    assert str(target) in done.stderr
    assert target.read_text(encoding="utf-8").startswith("# Citizens' appeals: 20 November 2026\n")

    target.write_text("mine", encoding="utf-8")
    assert "--force" in mcu("report", "--output", target, code=4).stderr
    assert target.read_text(encoding="utf-8") == "mine"
    mcu("report", "--output", target, "--force")
    assert "No appeals were received." in target.read_text(encoding="utf-8")


@pytest.mark.usefixtures("store")
def test_csv_in_a_file_opens_in_a_spreadsheet_and_on_stdout_is_plain(mcu: Mcu, tmp_path: Path) -> None:
    target = tmp_path / "day.csv"
    mcu("report", "--format", "csv", "--output", target)
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfsection;id;title;indicator;value\r\n")
    printed = mcu("report", "--format", "csv").stdout
    assert printed.startswith("section;id;title;indicator;value\n")
    assert written.decode("utf-8-sig").replace("\r\n", "\n") == printed


@pytest.mark.usefixtures("store")
def test_json_in_a_file_has_the_envelope_too(mcu: Mcu, tmp_path: Path) -> None:
    target = tmp_path / "day.json"
    done = mcu("report", "--json", "--output", target)
    assert done.stdout == ""
    envelope = json.loads(target.read_text(encoding="utf-8"))
    assert envelope["mcu"] == 1
    assert envelope["data"]["period"]["kind"] == "day"


@pytest.mark.usefixtures("store")
def test_a_target_that_cannot_be_is_refused(mcu: Mcu, tmp_path: Path) -> None:
    assert "make it first" in mcu("report", "--output", tmp_path / "no" / "day.md", code=4).stderr
    assert "is not a file" in mcu("report", "--output", tmp_path, "--force", code=4).stderr


@pytest.mark.usefixtures("store")
def test_appeals_of_the_day_are_counted(mcu: Mcu) -> None:
    mcu("add", "--channel", "phone", "--text", "Не горит фонарь у школы")
    data = mcu("report", "--json").data
    assert data["received"]["period"] == 1
    assert data["backlog"] == {"start": 0, "in": 1, "out": 0, "end": 1}
    assert [row["id"] for row in data["channels"]] == ["phone"]


def test_a_damaged_file_is_named(mcu: Mcu, store: StoreFolder) -> None:
    broken = store.root / "appeals/2026/11/19/20261119-0001.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("format: 1\nid: 20261119-0001\nid: again\n", encoding="utf-8", newline="\n")
    store.git("add", "--", "appeals")
    store.git("commit", "--quiet", "--message", "by hand")
    problems = mcu("report", "--json").envelope["problems"]
    assert [problem["file"] for problem in problems] == ["appeals/2026/11/19/20261119-0001.yaml"]


def test_queries_of_the_documents_give_the_figures(mcu: Mcu, store: StoreFolder) -> None:
    for number, moment in enumerate(("2026-10-30", "2026-11-02", "2026-11-03"), start=1):
        mcu("add", "--channel", "приём", "--text", f"Вопрос {number}.", now=f"{moment}T10:00:00+03:00")
    mcu("answer", "1030-1", "--interim", "--text", "Смотрим.", now="2026-10-30T12:00:00+03:00")
    for name, moment in (("1030-1", "2026-11-05"), ("1102-1", "2026-11-05")):
        mcu("answer", name, "--text", "Сделано.", "--outcome", "resolved", now=f"{moment}T12:00:00+03:00")
    found = mcu("report", "2026-11", "--json").data

    def ids(*query: str) -> list[str]:
        return list(mcu("list", *query, "--ids").stdout.splitlines())

    assert found["answered"]["period"] == len(ids("replied:2026-11")) == len(ids("ответ:2026-11")) == 2
    assert found["handled"]["period"] == len(ids("рассмотрено:2026-11")) == len(ids("handled:2026-11")) == 2
    assert (
        found["received"]["period"]
        == len(ids("registered:2026-11"))
        == len(ids("канал:приём", "registered:2026-11"))
        == 2
    )
    assert len(ids("answered:2026-11")) == 1  # the first answer of the other was of October
    assert ids("replied:none") == ids("answered:none") == ["20261103-0001"]
    assert ids("-replied:>=2026-11-05") == ["20261103-0001"]
    assert store.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.xls", "a"])
def test_a_file_of_a_strange_ending_is_refused_unless_the_form_is_said(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, name: str
) -> None:
    assert f"to write {name}; endings are .md, .html" in mcu("report", "-o", tmp_path / name, code=2).stderr
    assert not (tmp_path / name).exists()
    mcu("report", "-o", tmp_path / name, "--format", "md")
    mcu("report", "-o", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").is_file()
    assert store.head


@pytest.mark.parametrize("typed", ["ноябрь", "2026-13", "1.11.2026..15.11.2026"])
def test_what_is_no_period_is_told_the_forms_that_are(mcu: Mcu, store: StoreFolder, typed: str) -> None:
    said = mcu("report", typed, code=2).stderr
    assert all(form in said for form in ("2026-11-20", "2026-11,", "2026-Q4", "2026;", "--from DAY"))
    assert store.head
