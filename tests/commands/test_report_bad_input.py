"""`mcu report` where something is wrong: a sentence, an exit code, nothing half done, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from mcu_cli.report_forms import ReportFormat
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

FORMS = [form.value for form in ReportFormat]
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the devices of Linux")


@pytest.fixture
def english(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Let documents of the store be English, whatever the catalogues hold."""
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("language: ru", "language: en"), encoding="utf-8")
    mcu("record")
    return store


def piped(*arguments: str, stdout: int | IO[bytes], code: int = 0) -> subprocess.CompletedProcess[bytes]:
    """Run mcu as a process of its own with this stdout, which may be bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "mcu_cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return done


# Periods


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2027"], 4, "nothing to report yet"),
        (["2026-12"], 4, "nothing to report yet"),
        (["2027-Q1"], 4, "nothing to report yet"),
        (["--date", "2026-12"], 4, "nothing to report yet"),
        (["month", "--date", "2026"], 2, "longer than the period asked for"),
        (["week", "--date", "2026-11"], 2, "longer than the period asked for"),
        (["day", "--date", "2026-Q3"], 2, "longer than the period asked for"),
        (["2026-11", "--date", "2026-11-05"], 2, "leave out --date"),
        (["2026-11", "--from", "2026-11-05"], 2, "leave out the period"),
        (["2026-Q5"], 2, "a quarter like 2026-Q4"),
        (["2026-13"], 2, "a month like 2026-11"),
        (["1950"], 4, "out of reach"),
        (["--date", "2026-Q5"], 2, "is not a day"),
        (["--kind", "secret"], 2, "is not one of"),
        (["--format", "pdf"], 2, "is not one of"),
    ],
)
def test_what_makes_no_report_is_refused(mcu: Mcu, arguments: list[str], code: int, said: str) -> None:
    done = mcu("report", *arguments, code=code)
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["public", "internal", "review"])
def test_a_year_without_data_is_a_report_that_says_so(mcu: Mcu, kind: str, form: str, tmp_path: Path) -> None:
    mcu("add", "--channel", "phone", "--text", "Не горит фонарь", now="2026-11-16T10:00:00+05:00")
    for period in ("2019", "2025", "2025-Q4"):
        target = tmp_path / f"{period}.out"
        mcu("report", period, "--kind", kind, "--format", form, "--full", "--output", target)
        if form in {"terminal", "md", "html"}:
            assert "No appeals were received: the first one on record is of 2026-11-16." in (
                target.read_text(encoding="utf-8").replace("\n", " ")
            )


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", ["public", "internal", "press", "review"])
def test_an_empty_record_is_a_report_too(mcu: Mcu, kind: str) -> None:
    for period in ("day", "week", "month", "quarter", "year"):
        data = mcu("report", period, "--kind", kind, "--full", "--json").data
        assert data["received"]["period"] == 0
        assert data["record_begins"] is None
        assert mcu("report", period, "--kind", kind, "--full").stdout


# Forms and files


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.md", b"# Citizens"),
        ("a.MD", b"# Citizens"),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.htm", b"<!DOCTYPE html>"),
        ("a.xlsx", b"PK"),
        ("a.csv", b"\xef\xbb\xbfsection;"),
        ("a.json", b"{"),
        ("a.txt", "Наш город".encode()),
    ],
)
def test_the_ending_of_the_file_names_the_form(mcu: Mcu, tmp_path: Path, name: str, begins: bytes) -> None:
    target = tmp_path / name
    mcu("report", "--output", target)
    assert target.read_bytes().lstrip().startswith(begins)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--format", "md"], "a.html"),
        (["--format", "terminal"], "a.md"),
        (["--format", "xlsx"], "a.csv"),
        (["--json"], "a.md"),
        (["--json", "--format", "md"], "a.md"),
    ],
)
def test_an_ending_that_contradicts_the_form_is_refused(
    mcu: Mcu, tmp_path: Path, arguments: list[str], name: str
) -> None:
    target = tmp_path / name
    done = mcu("report", *arguments, "--output", target, code=2)
    assert "form" in done.stderr
    assert not target.exists()


@pytest.mark.usefixtures("store")
def test_a_text_for_the_press_is_no_table(mcu: Mcu, tmp_path: Path) -> None:
    for form in ("xlsx", "csv"):
        assert "terminal, md, html or json" in mcu("report", "--kind", "press", "--format", form, code=2).stderr
    assert "terminal, md" in mcu("report", "--kind", "press", "--output", tmp_path / "a.xlsx", code=2).stderr


@pytest.mark.usefixtures("store")
def test_a_workbook_goes_to_a_pipe_as_it_is() -> None:
    done = piped("report", "--format", "xlsx", stdout=subprocess.PIPE)
    assert zipfile.ZipFile(BytesIO(done.stdout)).testzip() is None
    assert done.stderr == b""


@pytest.mark.usefixtures("store")
@pytest.mark.skipif(os.name == "nt", reason="has no terminals of this kind")
def test_a_workbook_is_nothing_for_a_screen() -> None:
    import pty

    ours, theirs = pty.openpty()
    done = piped("report", "--format", "xlsx", stdout=theirs, code=2)
    os.close(theirs)
    os.close(ours)
    assert "add -o FILE" in done.stderr.decode()


@pytest.mark.usefixtures("store")
def test_a_target_that_cannot_be_written_is_refused_and_nothing_is_left(mcu: Mcu, tmp_path: Path) -> None:
    assert "make it first" in mcu("report", "--output", tmp_path / "no" / "day.md", code=4).stderr
    (tmp_path / "folder.md").mkdir()
    assert "is not a file" in mcu("report", "--output", tmp_path / "folder.md", "--force", code=4).stderr
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


@on_linux
@pytest.mark.usefixtures("store")
def test_a_folder_that_nobody_can_write_into_is_told(mcu: Mcu) -> None:
    done = mcu("report", "--output", "/proc/day.md", code=7)
    assert "/proc/day.md" in done.stderr
    assert "Traceback" not in done.stderr


@on_linux
@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("form", ["terminal", "md", "html", "csv", "json", "xlsx"])
def test_a_full_disk_behind_stdout_is_told(mcu_process: Mcu, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = piped("report", "--full", "--format", form, stdout=full, code=7)
    assert "no space is left" in done.stderr.decode()
    assert mcu_process("report", "--output", "/dev/full", code=4).stderr.startswith("mcu: /dev/full is not a file")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("form", ["md", "xlsx"])
def test_a_disk_that_fills_up_leaves_the_old_file(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    target = tmp_path / f"day.{form}"
    target.write_bytes(b"mine")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    done = mcu("report", "--output", target, "--force", code=7)
    assert "no space is left on the disk" in done.stderr
    assert target.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == [target.name, "store"]


@pytest.mark.usefixtures("store")
@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_is_followed_to_where_it_leads_and_stays_a_link(mcu: Mcu, tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("mine", encoding="utf-8")
    link.symlink_to(real)
    assert "--force" in mcu("report", "--output", link, code=4).stderr
    assert real.read_text(encoding="utf-8") == "mine"
    mcu("report", "--output", link, "--force")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("# ")
    dangling = tmp_path / "dangling.md"
    dangling.symlink_to(tmp_path / "nowhere" / "day.md")
    assert "make it first" in mcu("report", "--output", dangling, code=4).stderr
    assert not (tmp_path / "nowhere").exists()


# Templates of the press


def test_a_broken_press_template_is_told_with_file_and_line(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    path = store.root / "press" / "year.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("Поступило {{ received }}.\n\n{% if received %}\n", encoding="utf-8", newline="\n")
    store.git("add", "--", "press")
    store.git("commit", "--quiet", "--message", "by hand")
    target = tmp_path / "press.md"
    done = mcu("report", "2025", "--kind", "press", "--json", code=5)
    problem = json.loads(done.stdout)["problems"][0]
    assert problem["file"] == "press/year.txt"
    assert problem["line"] >= 1
    assert "press/year.txt:" in mcu("report", "2025", "--kind", "press", "--output", target, code=5).stderr
    assert not target.exists()
    mcu("report", "2025", "--output", target)  # other kinds need no template
