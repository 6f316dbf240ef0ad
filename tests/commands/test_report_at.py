"""`mcu report --at`: a past report comes again, byte for byte, whatever was imported since."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.report_forms import ReportFormat
from mcu_cli.reports.kinds import ReportKind
from tests.workbooks import INCIDENT, NUMBER, export, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

IMPORTED = "2026-12-02T09:00:00+05:00"
THEN = "2026-12-03T10:00:00+05:00"
LATER = "2026-12-20T12:00:00+05:00"
IN_WORK = INCIDENT | {"Текущий шаг инцидента": "В работе", "Дата окончания": "", "1ый ответ ПИ": "'", "Итог": ""}
FORMS = [form.value for form in ReportFormat if form is not ReportFormat.TERMINAL] + ["terminal"]


@pytest.fixture
def commit(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> str:
    """Take in some incidents of November; return the commit that did."""
    rows = [IN_WORK | {NUMBER: 700001 + n} for n in range(3)]
    mcu("import", export(tmp_path / "in" / "early.xlsx", *rows, plain(5, "Яма на дороге")), now=IMPORTED)
    return store.head


@pytest.fixture
def later_import(mcu: Mcu, tmp_path: Path) -> Callable[[], None]:
    """Return what takes in a later export: the incidents answered within November, and more of them."""

    def take_in() -> None:
        rows = [INCIDENT | {NUMBER: 700001 + n} for n in range(9)]
        mcu("import", export(tmp_path / "in" / "late.xlsx", *rows), now=LATER)

    return take_in


def written(mcu: Mcu, target: Path, *arguments: str, now: str) -> bytes:
    mcu("report", *arguments, "--output", target, "--force", now=now)
    return target.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_comes_again_after_a_later_import_in_every_form(
    mcu: Mcu, commit: str, later_import: Callable[[], None], tmp_path: Path, form: str
) -> None:
    kinds = [kind for kind in ReportKind if kind is not ReportKind.PRESS or form not in {"xlsx", "csv"}]
    asked = {kind: ("2026-11", "--kind", kind.value, "--format", form, "--full") for kind in kinds}
    before = {kind: written(mcu, tmp_path / "before", *asked[kind], now=THEN) for kind in kinds}
    later_import()
    for kind in kinds:
        assert written(mcu, tmp_path / "now", *asked[kind], now=LATER) != before[kind], kind
        again = written(mcu, tmp_path / "again", *asked[kind], "--at", commit, now=LATER)
        assert again == before[kind], kind


def test_the_figures_of_the_period_did_change(mcu: Mcu, commit: str, later_import: Callable[[], None]) -> None:
    before = mcu("report", "2026-11", "--json", now=THEN).data
    later_import()
    now = mcu("report", "2026-11", "--json", now=LATER).data
    past = mcu("report", "2026-11", "--json", "--at", commit, now=LATER).data
    assert (before["received"]["period"], now["received"]["period"]) == (4, 10)
    assert before["answered"]["period"] < now["answered"]["period"]
    assert past == before


def repeated(mcu: Mcu, data: dict[str, Any], *more: str) -> Any:
    program, name, *arguments = shlex.split(data["repeat"])
    assert (program, name) == ("mcu", "report")
    return mcu("report", *arguments, "--json", *more, now=LATER).data


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("day",),
        ("week",),
        ("month",),
        ("quarter",),
        ("year",),
        ("2026-11-01",),
        ("week", "--date", "2026-11-02"),
        ("2026-11",),
        ("2026-Q3",),
        ("2025",),
        ("--from", "2026-10-20", "--to", "2026-11-05"),
        ("--from", "2026-11-20"),
        ("month", "--kind", "internal", "--where", "channel:incident -text:яма"),
        ("2026-11", "--where", "overdue"),
        ("month", "--kind", "internal", "--full"),
        ("quarter", "--kind", "review"),
    ],
    ids=" ".join,
)
def test_the_command_that_a_report_names_makes_it_again(
    mcu: Mcu, commit: str, later_import: Callable[[], None], arguments: tuple[str, ...]
) -> None:
    before = mcu("report", *arguments, "--json", now=THEN).data
    assert before["fingerprint"] == commit
    assert f"--at {commit[:12]}" in before["repeat"]
    later_import()
    assert repeated(mcu, before) == before


def test_a_period_that_was_over_needs_no_moment_and_one_that_was_not_names_it(mcu: Mcu, commit: str) -> None:
    over = mcu("report", "2026-11", "--json", now=THEN).data
    assert over["repeat"] == f"mcu report 2026-11 --at {commit[:12]}"
    assert over["as_of"] == "2026-12-01T00:00:00+03:00"
    running = mcu("report", "month", "--json", now=THEN).data
    moment = datetime.fromisoformat(THEN)
    assert datetime.fromisoformat(running["as_of"]) == moment
    assert datetime.fromisoformat(shlex.split(running["repeat"])[-1]) == moment


def test_under_a_query_a_past_period_names_the_moment_too(mcu: Mcu, commit: str) -> None:
    """A query may ask for what is so now, `overdue`: the end of the period is not when it was asked."""
    words = shlex.split(mcu("report", "2026-11", "--where", "channel:incident", "--json", now=THEN).data["repeat"])
    assert words[-4:-1] == ["--at", commit[:12], "--as-of"]
    assert datetime.fromisoformat(words[-1]) == datetime.fromisoformat(THEN)


def test_the_command_of_a_report_with_all_tables_makes_all_of_them_again(
    mcu: Mcu, commit: str, later_import: Callable[[], None]
) -> None:
    asked = ("report", "2026-11-01", "--format", "md")
    full = mcu(*asked, "--full", now=THEN).stdout
    assert len(full) > len(mcu(*asked, now=THEN).stdout)
    later_import()
    command = mcu("report", "2026-11-01", "--full", "--at", commit, "--json", now=LATER).data["repeat"]
    assert command in full
    assert mcu(*shlex.split(command)[1:], "--format", "md", now=LATER).stdout == full


def test_without_as_of_now_is_the_moment_of_the_commit(mcu: Mcu, commit: str) -> None:
    data = mcu("report", "--json", "--at", commit, now=LATER).data
    assert data["period"]["from"] == "2026-12-02"
    assert datetime.fromisoformat(data["as_of"]) == datetime.fromisoformat(IMPORTED)
    assert "--as-of" not in data["repeat"]


def test_as_of_counts_what_is_on_record_now_up_to_then(mcu: Mcu, commit: str) -> None:
    assert commit
    day = mcu("report", "2026-11-01", "--as-of", "2026-11-01T12:00", "--json", now=LATER).data
    assert day["received"]["period"] == 1  # at 10:00; the others came in the evening
    assert day["period"]["as_of"] == "2026-11-01T12:00:00+03:00"
    whole = mcu("report", "--as-of", "01.11.2026", "--json", now=LATER).data
    assert whole["period"] == {"kind": "day", "from": "2026-11-01", "to": "2026-11-01", "as_of": None}
    assert whole["received"]["period"] == 4
    assert mcu("report", "--as-of", "today", "--json", now=THEN).data["period"]["as_of"] == "2026-12-03T08:00:00+03:00"


@pytest.mark.parametrize("period", ["2026-11-30", "2026-11", "2026-Q4", "2026"])
@pytest.mark.usefixtures("store")
def test_as_of_a_day_is_as_of_its_last_second_also_where_a_month_ends(mcu: Mcu, period: str) -> None:
    for moment in ("2026-11-30T09:00", "2026-12-01T00:00"):
        mcu("add", "--channel", "phone", "--text", "Темно", "--received", moment, now="2026-12-01T00:00:00+03:00")
    day, second = (
        mcu("report", period, "--as-of", moment, "--json", now=LATER).data
        for moment in ("2026-11-30", "2026-11-30T23:59:59")
    )
    assert day == second
    assert day["received"]["month_to_date"] == 0  # both were registered in the first second of December
    later = mcu("report", "2026", "--as-of", "2026-12-01", "--json", now=LATER).data
    assert later["received"]["year_to_date"] == 2


def test_what_names_no_moment_that_was_is_refused(mcu: Mcu, commit: str) -> None:
    assert commit
    assert "has not come yet" in mcu("report", "--as-of", "2026-12-04T10:00", code=4, now=THEN).stderr
    assert "is not a moment" in mcu("report", "--as-of", "2026-12-01T25:99", code=2, now=THEN).stderr
    assert "is not a day" in mcu("report", "--as-of", "soon", code=2, now=THEN).stderr


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~0", "@", "reported", "main"])
def test_any_name_of_the_commit_is_as_good(mcu: Mcu, store: StoreFolder, commit: str, revision: str) -> None:
    store.git("tag", "reported")
    assert mcu("report", "2026-11", "--at", revision, "--json", now=THEN).data["fingerprint"] == commit


@pytest.mark.parametrize(
    "revision",
    [
        "0" * 40,
        "no-such-branch",
        "HEAD~99",
        "--all",
        "-h",
        "--output=x",
        "HEAD..HEAD~1",
        "^HEAD",
        "HEAD^{tree}",
        " ",
        "$(id)",
    ],
)
def test_what_names_no_commit_is_refused(mcu: Mcu, commit: str, revision: str) -> None:
    assert commit
    done = mcu("report", "2026-11", f"--at={revision}", code=3, now=THEN)
    assert "there is no commit" in done.stderr
    assert done.stdout == ""


def test_before_there_was_a_store_there_is_no_report(mcu: Mcu, store: StoreFolder, commit: str) -> None:
    tree = store.git("mktree", "--missing")
    empty = store.git("commit-tree", tree, "-m", "before mcu")
    done = mcu("report", "2026-11", "--at", empty, code=4, now=THEN)
    assert "there was no store yet" in done.stderr
    assert commit


def test_a_commit_of_another_branch_is_counted_with_a_word_about_it(
    mcu: Mcu, store: StoreFolder, commit: str, tmp_path: Path
) -> None:
    store.git("switch", "--quiet", "--create", "other")
    mcu("import", export(tmp_path / "in" / "more.xlsx", plain(9, "Ещё одна яма")), now=THEN)
    other = store.head
    store.git("switch", "--quiet", "main")
    done = mcu("report", "2026-11", "--at", "other", "--json", now=LATER)
    assert done.data["fingerprint"] == other
    assert done.data["received"]["period"] == 5
    assert "not in the history" in done.stderr
    assert "not in the history" not in mcu("report", "2026-11", "--at", commit, "--json", now=LATER).stderr


def test_the_registries_and_filters_of_the_commit_count(mcu: Mcu, store: StoreFolder, commit: str) -> None:
    mcu("filter", "save", "mine", "channel:incident", now=THEN)
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("language: ru", "language: en"), encoding="utf-8")
    mcu("record", now=THEN)
    then = store.head
    mcu("filter", "save", "mine", "channel:phone", now=LATER)
    data = mcu("report", "2026-11", "--where", "@mine", "--at", then, "--json", now=LATER).data
    assert data["where"] == "@mine = channel:incident"
    assert data["received"]["period"] == 4
    assert "Citizens' appeals" in mcu("report", "2026-11", "--at", then, now=LATER).stdout
    assert "Обращения граждан" in mcu("report", "2026-11", "--at", commit, now=LATER).stdout
    assert "@mine" in mcu("report", "2026-11", "--where", "@mine", "--at", commit, code=3, now=LATER).stderr


def test_a_rebuilt_index_and_one_that_grew_give_the_same_report(
    mcu: Mcu, store: StoreFolder, commit: str, later_import: Callable[[], None], tmp_path: Path
) -> None:
    asked = ("2026-11", "--kind", "internal", "--full", "--format", "md")
    then = written(mcu, tmp_path / "then", *asked, now=THEN)
    later_import()
    for path in (store.root / ".mcu").glob("index.sqlite*"):
        path.unlink()
    assert written(mcu, tmp_path / "again", *asked, "--at", commit, now=LATER) == then
    assert not list((store.root / ".mcu").glob("*at*"))


def test_what_was_taken_away_since_counts_then(mcu: Mcu, store: StoreFolder, commit: str) -> None:
    mcu("add", "--channel", "phone", "--text", "Не горит фонарь", now=THEN)
    added = store.head
    mcu("undo", now=THEN)
    assert mcu("report", "2026-12-03", "--json", "--at", added, now=LATER).data["received"]["period"] == 1
    assert mcu("report", "2026-12-03", "--json", now=LATER).data["received"]["period"] == 0
    assert (
        mcu("report", "2026-12-03", "--json", "--at", commit, "--as-of", THEN, now=LATER).data["answered"]["period"]
        == 0
    )


def test_a_report_ends_with_the_fingerprint_and_the_command(mcu: Mcu, commit: str) -> None:
    groups = " ".join(commit[at : at + 4] for at in range(0, 12, 4))
    for form in ("terminal", "md", "html"):
        text = mcu("report", "2026-11", "--format", form, now=THEN).stdout
        assert groups in text, form
        assert commit in text, form
        assert f"mcu report 2026-11 --at {commit[:12]}" in text, form
    lines = mcu("report", "2026-11", "--format", "csv", now=THEN).stdout.splitlines()
    assert any(line.endswith(f";fingerprint;{commit}") for line in lines)
    press = mcu("report", "2026-11", "--kind", "press", now=THEN)
    assert commit[:12] not in press.stdout
    assert f"mcu report 2026-11 --kind press --at {commit[:12]}" in press.stderr


def test_commits_are_offered_where_one_is_typed(mcu: Mcu, commit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MCU_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_MCU_LINE", "mcu report --at ")
    lines = mcu().stdout.splitlines()
    assert lines[0] == f"{commit[:12]}\t2026-12-02 import early.xlsx: 4 new, 0 updated"
    assert len(lines) == 2
    monkeypatch.setenv("_MCU_LINE", f"mcu report --at {commit[:5]}")
    assert mcu().stdout.splitlines() == lines[:1]
    monkeypatch.setenv("_MCU_LINE", "mcu report --kind ")
    assert [line.partition("\t")[0] for line in mcu().stdout.splitlines()] == [kind.value for kind in ReportKind]
