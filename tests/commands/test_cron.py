"""`mcu cron`: the line in the crontab, and what a run does with what waits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli import cron_jobs, crontab, mail
from mcu_cli.errors import ConflictError
from mcu_cli.store.cron_state import MOST_LOG, CronState, read_state
from mcu_cli.store.lock import exclusive
from tests.conftest import NOW, ROOT
from tests.crontabs import Table, own_crontab, run_as_cron
from tests.mail_server import post_office
from tests.working_day import (
    FIRST,
    SECOND,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder
    from tests.mail_server import PostOffice

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no crontab")

OTHERS = """\
# mine,  with two blanks \t
MAILTO=
  SHELL = /bin/sh

*/5  *\t* * *  echo 100\\% done   # a note
@reboot   sleep 1
not a line that anybody understands
# 0 0 * * * switched off
0 9 * * 1 mcu --store /other cron run # mcu cron /other
"""
TABLE = "id,text,received\n{rows}"
LATER, NEXT_DAY = "2026-11-20T18:15:00+05:00", "2026-11-21T11:00:00+05:00"
CRON = "operator+mcu-cron@town.example"
_PATIENCE = 60.0


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Put a crontab of the test in the place of the user's, and let the clock run."""
    monkeypatch.delenv("MCU_NOW")
    return own_crontab(tmp_path, monkeypatch)


@pytest.fixture
def intake(store: StoreFolder) -> Path:
    """Make the intake folder of the store."""
    folder = store.root / "intake"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, *rows: str, minutes: float = 10, now: str = NOW) -> Path:
    """Write a table of appeals that was last changed so many minutes ago."""
    path = folder / name
    path.write_text(TABLE.format(rows="".join(f"{row}\n" for row in rows)), encoding="utf-8")
    changed = datetime.fromisoformat(now).timestamp() - minutes * 60
    os.utime(path, (changed, changed))
    return path


def log_of(store: StoreFolder) -> str:
    return store.read(".mcu/cron.log")


def state_of(store: StoreFolder) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(store.read(".mcu/cron.json"))
    return state


def done_in(folder: Path) -> list[str]:
    """Return what lies in `done/`, by day and name."""
    return sorted(path.relative_to(folder / "done").as_posix() for path in (folder / "done").rglob("*.*"))


# The line in the crontab


def test_install_adds_a_line_and_leaves_every_other_as_it_is(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    table.text = OTHERS
    line = mcu("cron", "install").stdout
    assert table.text == OTHERS + line
    assert line.startswith("*/15 * * * * PATH=")
    assert line.endswith(f" # mcu cron {store.root}\n")
    assert f" --store {store.root} cron run --summary-at 08:00 --installed-by operator@town.example #" in line
    assert "MCU_LANG=en" in line

    again = mcu("cron", "install", "--every", "60", "--summary-at", "07:30").stdout
    assert table.text == OTHERS + again
    assert again.startswith("@hourly PATH=")
    assert mcu("cron", "show").stdout.startswith("installed: every 60 minutes; the summary from 07:30 on\n@hourly")
    assert " --summary-at 07:30 " in again
    assert mcu("cron", "remove").stdout == f"removed: {again}"
    assert table.text == OTHERS
    assert mcu("cron", "remove").stdout == "nothing is installed for this store\n"


def test_a_table_without_a_last_line_end_and_no_table_at_all(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    assert store.root.is_dir()
    line = mcu("cron", "install").stdout
    assert table.text == line
    table.text = "0 1 * * * true"
    mcu("cron", "install")
    assert table.text == f"0 1 * * * true\n{line}"


def test_several_stores_have_a_line_each(mcu: Mcu, store: StoreFolder, table: Table, tmp_path: Path) -> None:
    other = tmp_path / f"b # mcu cron {store.root}".replace("/", "_")
    nested = tmp_path / "stores" / store.root.name
    for root in (other, nested):
        mcu("init", root)
    lines = [mcu("--store", root, "cron", "install").stdout for root in (store.root, other, nested)]
    assert table.text == "".join(lines)
    mcu("--store", other, "cron", "remove")
    assert table.text == lines[0] + lines[2]
    assert mcu("--store", nested, "cron", "show", "--json").data["lines"][0]["line"] == lines[2].rstrip("\n")


@given(
    before=st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20), max_size=4)
)
@settings(max_examples=100)
def test_install_and_remove_is_where_one_began(before: list[str]) -> None:
    from pathlib import Path

    root = Path("/town/store")
    text = "".join(f"{line}\n" for line in before)
    one, two = (crontab.line_of(n, {"PATH": "/bin"}, ["/mcu", "cron", "run"], root) for n in (15, 30))
    with_one = crontab.with_line(text, one, root)
    assert with_one == text + one + "\n"
    assert crontab.with_line(with_one, two, root) == text + two + "\n"
    assert crontab.without_lines(with_one, root) == text
    assert [told.every for told in crontab.own_lines(with_one, root)] == [15]


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "с пробелом и «ёлкой»",
        "50% plan",
        'it\'s "quoted"',
        "back\\%slash",
        "a # b; $(touch x) `y` && !z",
        "=x",
    ],
)
def test_the_line_runs_wherever_the_store_lies(mcu: Mcu, table: Table, tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    mcu("init", root)
    mcu("--store", root, "cron", "install")
    (root / "intake" / "new.csv").write_text(TABLE.format(rows="1,Яма.,2026-11-20\n"), encoding="utf-8")
    os.utime(root / "intake" / "new.csv", (1_000_000_000, 1_000_000_000))
    (line,) = table.text.splitlines()
    assert line.count("%") == line.count("\\%")
    done = run_as_cron(line, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "import new.csv" in (root / ".mcu/cron.log").read_text(encoding="utf-8")
    log = subprocess.run(["git", "log", "--format=%an <%ae> %cn"], cwd=root, check=True, capture_output=True, text=True)
    assert f"mcu-cron <{CRON}> mcu-cron" in log.stdout
    (told,) = mcu("--store", root, "cron", "--json").data["lines"]
    assert (told["every"], told["summary_at"], told["active"], told["mail"]) == (15, "08:00", True, False)


def test_a_line_that_somebody_has_changed_is_still_ours(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    line = mcu("cron", "install").stdout
    table.text = f"# {line}"
    assert mcu("cron").stdout.startswith("installed and switched off by a # in the crontab:\n# */15")
    table.text = f"garbage ' # mcu cron {store.root}\n" + line
    assert [told["every"] for told in mcu("cron", "--json").data["lines"]] == [None, 15]
    assert mcu("cron", "show").stdout.startswith("garbage ")
    mcu("cron", "install")
    assert table.text == line


def test_a_dry_run_writes_nothing(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    before = files_of(store)
    dry = mcu("cron", "install", "--dry-run")
    assert dry.stderr == "dry run: nothing was written\n"
    assert (table.text, files_of(store), (store.root / "intake").exists()) == ("", before, False)
    assert mcu("cron", "install").stdout == dry.stdout
    assert mcu("cron", "remove", "--dry-run").stdout == f"removed: {dry.stdout}"
    assert table.text == dry.stdout
    assert mcu("cron", "install", "--dry-run", "--json").data == {
        "line": dry.stdout.rstrip("\n"),
        "installed": False,
        "intake": str(store.root / "intake"),
    }


def test_what_cannot_work_at_night_is_refused_at_install(
    mcu: Mcu, store: StoreFolder, table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for wrong in ("0", "7", "4", "61", "45", "-15"):
        assert "cannot run every" in mcu("cron", "install", "--every", wrong, code=2).stderr
    for wrong in ("8:00", "24:00", "08:60", "08:00:00", "noon"):
        assert "is not a time of the day" in mcu("cron", "install", "--summary-at", wrong, code=2).stderr
    assert "takes no --installed-by" in mcu("cron", "install", "--installed-by", "a@b", code=2).stderr
    for option in (("--every", "15"), ("--mail",), ("--summary-at", "08:00"), ("--dry-run",)):
        assert f"takes no {option[0]}" in mcu("cron", "show", *option, code=2).stderr
    assert "takes no --every" in mcu("cron", "run", "--every", "15", code=2).stderr
    assert "is not one of" in mcu("cron", "start", code=2).stderr
    assert "MCU_NOW is set" in mcu("cron", "install", now=NOW, code=4).stderr
    assert "nobody is to get the summary" in mcu("cron", "install", "--mail", code=4).stderr
    (store.root / "intake").symlink_to(tmp_path)
    assert "not a plain folder" in mcu("cron", "install", code=7).stderr
    (store.root / "intake").unlink()
    table.text = "0 1 * * * echo refused\n"
    refused = mcu("cron", "install", code=4).stderr
    assert "bad minute" in refused
    assert str(store.root / ".mcu/crontab.new") not in refused
    assert table.text == "0 1 * * * echo refused\n"
    assert not (store.root / ".mcu/crontab.new").exists()
    table.path.write_bytes("0 1 * * * echo яма\n".encode("koi8-r"))
    assert "not UTF-8" in mcu("cron", "install", code=4).stderr
    table.path.unlink()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    assert "git does not know who you are" in mcu("cron", "install", code=4).stderr
    assert table.text == ""


def test_commits_that_cannot_be_signed_at_night_are_refused_at_install(
    mcu: Mcu, store: StoreFolder, table: Table
) -> None:
    store.git("config", "commit.gpgSign", "true")
    store.git("config", "gpg.program", "false")
    assert "git is to sign commits and cannot do so without you" in mcu("cron", "install", code=4).stderr
    assert table.text == ""
    store.git("config", "commit.gpgSign", "false")
    mcu("cron", "install")


def test_a_table_that_somebody_else_changes_meanwhile_is_not_written_over(table: Table, tmp_path: Path) -> None:
    table.text = OTHERS
    ours = crontab.Crontab(os.environ, tmp_path)
    with pytest.raises(ConflictError, match="somebody else is changing the crontab"):
        ours.write("ours\n", replacing="")
    assert table.text == OTHERS
    deaf = table.folder / "crontab"
    deaf.write_text(f"#!/bin/sh\n[ \"$1\" != -l ] || cat '{table.path}'\n", encoding="utf-8")
    with pytest.raises(ConflictError, match="somebody else is changing the crontab"):
        ours.write("ours\n", replacing=OTHERS)


def test_one_installs_at_a_time_whatever_the_store(
    mcu: Mcu, store: StoreFolder, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.root.is_dir()
    monkeypatch.setattr(crontab, "_PATIENCE", 0.0)
    with crontab.Crontab(os.environ, store.root).alone():
        assert "another mcu is changing your crontab" in mcu("cron", "install", code=7).stderr
    assert table.text == ""
    line = mcu("cron", "install").stdout
    with crontab.Crontab(os.environ, store.root).alone():
        assert "another mcu is changing your crontab" in mcu("cron", "remove", code=7).stderr
    assert table.text == line
    # Without a home that can be written to there is no such lock, and it works all the same.
    monkeypatch.delenv("HOME")
    mcu("cron", "remove")
    assert table.text == ""


def test_a_program_that_fails_halfway_leaves_the_table_from_before(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    table.text = OTHERS
    program = table.folder / "crontab"
    program.write_text(
        f"#!/bin/sh\nif [ \"$1\" = -l ]; then exec cat '{table.path}'; fi\n"
        f"echo half > '{table.path}'; echo 'disk full' >&2; exit 1\n",
        encoding="utf-8",
    )
    told = mcu("cron", "install", code=7).stderr
    kept = store.root / ".mcu/crontab.before"
    assert "no longer what it was: disk full" in told
    assert f"`crontab {kept}` brings it back" in told
    assert kept.read_text(encoding="utf-8") == OTHERS
    assert kept.stat().st_mode & 0o077 == 0


def test_a_line_that_ends_as_on_windows_is_ours(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    assert store.root.is_dir()
    line = mcu("cron", "install").stdout
    table.text = "# mine\r\n" + line.replace("\n", "\r\n")
    assert [told["every"] for told in mcu("cron", "--json").data["lines"]] == [15]
    mcu("cron", "remove")
    assert table.text == "# mine\r\n"


def test_the_program_crontab_does_not_get_the_password_of_the_mail_server(
    mcu: Mcu, store: StoreFolder, table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert store.root.is_dir()
    program = table.folder / "crontab"
    text = program.read_text(encoding="utf-8")
    program.write_text(text.replace("#!/bin/sh\n", f"#!/bin/sh\nenv >> '{tmp_path}/seen'\n"), encoding="utf-8")
    monkeypatch.setenv("MCU_SMTP_PASSWORD", "known-to-us")
    mcu("cron", "install")
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "HOME=" in seen
    assert "MCU_SMTP_PASSWORD" not in seen


def test_a_folder_that_the_path_names_from_here_is_left_out(
    mcu: Mcu, store: StoreFolder, table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert store.root.is_dir()
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "git").symlink_to(git)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"here{os.pathsep}.{os.pathsep}{os.environ['PATH']}")
    line = mcu("--store", store.root, "cron", "install", cwd=tmp_path).stdout
    assert f" PATH={git.removesuffix('/git')}:" in line
    assert table.text == line


def test_without_the_program_crontab(
    mcu: Mcu, store: StoreFolder, table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git = shutil.which("git")
    assert git is not None
    alone = tmp_path / "git alone"
    alone.mkdir()
    (alone / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(alone))
    assert "the program crontab was not found" in mcu("cron", "install", code=3).stderr
    assert mcu("cron", "show").stdout == "nothing is installed for this store\nit has never run\n"
    assert (store.root / ".mcu").is_dir()
    assert table.text == ""


def test_mail_is_looked_at_before_the_line_is_written(mcu: Mcu, store: StoreFolder, table: Table) -> None:
    path = store.root / "departments.yaml"
    path.write_text(with_recipients(path.read_text(encoding="utf-8"), "head@town.example"), encoding="utf-8")
    mcu("record")
    assert "no mail server is named" in mcu("cron", "install", "--mail", code=4).stderr
    store.git("config", "mcu.smtpServer", "localhost")
    store.git("config", "mcu.smtpEncryption", "none")
    assert " --mail " in mcu("cron", "install", "--mail").stdout
    assert mcu("cron").stdout.startswith("installed: every 15 minutes; the summary from 08:00 on, and by mail\n")
    assert table.text.count("\n") == 1


def with_recipients(departments: str, *addresses: str) -> str:
    """Return departments.yaml with these addresses under `summary`."""
    lines = departments.splitlines()
    place = next((n for n, line in enumerate(lines) if line.startswith("summary:")), None)
    if place is None:
        return f"{departments}\nsummary: {{to: [{', '.join(addresses)}]}}\n"
    inside = next(n for n, line in enumerate(lines) if n > place and line.strip().startswith("to:"))
    lines[inside] = f"{lines[inside].partition('to:')[0]}to: [{', '.join(addresses)}]"
    return "\n".join(lines) + "\n"


# A run


def test_a_run_takes_in_what_waits_in_the_name_of_cron(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "новые.csv", "1,Яма на дороге.,2026-11-20", "2,Нет воды.,2026-11-20")
    ran = mcu("cron", "run", "--summary-at", "18:01")
    assert (ran.stdout, ran.stderr) == ("", "")
    assert done_in(intake) == ["2026-11-20/новые.csv"]
    assert mcu("list", "--ids").stdout.split() == [FIRST, SECOND]
    subjects = store.git("log", "--format=%an <%ae> %cn <%ce> %s").splitlines()
    assert subjects[-2].startswith(f"mcu-cron <{CRON}> mcu-cron <{CRON}> import новые.csv: 2 new, 0 updated")
    assert all(line.startswith("mcu-cron ") for line in subjects[:-1])
    assert f"by: {CRON}" in store.read(path_of(FIRST))
    assert status_of(store) == ""
    assert "import новые.csv" in log_of(store)
    assert state_of(store)["code"] == 0
    mcu("check")

    before = commit_count(store)
    assert mcu("cron", "run", "--summary-at", "23:00", now=LATER).stderr == ""
    assert commit_count(store) == before


def test_nobody_takes_back_what_cron_did(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    mcu("cron", "run", "--summary-at", "23:00")
    assert last_commit(store).author == "mcu-cron"
    assert "your last command was `init" in mcu("undo", code=4).stderr
    mcu("note", FIRST, "--text", "Звонили.")
    mcu("undo")
    assert "your last command was `init" in mcu("undo", code=4).stderr


def test_a_file_that_may_still_grow_and_what_is_no_table_stay(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "growing.csv", "1,Яма.,2026-11-20", minutes=0.9)
    put(intake, ".hidden.csv", "2,Яма.,2026-11-20")
    put(intake, "~$open.csv", "3,Яма.,2026-11-20")
    (intake / "folder.csv").mkdir()
    put(intake / "folder.csv", "inner.csv", "4,Яма.,2026-11-20")
    outside = put(store.root.parent, "outside.csv", "5,Яма.,2026-11-20")
    (intake / "link.csv").symlink_to(outside)
    ran = mcu("cron", "run", "--summary-at", "23:00", "--json")
    assert ran.data == {"ran": True, "steps": [{"step": "escalate", "code": 0}], "news": []}
    assert mcu("list", "--ids").stdout == ""
    assert outside.exists()
    mcu("cron", "run", "--summary-at", "23:00", now=LATER)
    assert done_in(intake) == ["2026-11-20/growing.csv"]
    assert len(mcu("list", "--ids").stdout.split()) == 1


def test_a_file_from_the_future_is_spoken_of(mcu: Mcu, intake: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20", minutes=-600)
    ran = mcu("cron", "run", "--summary-at", "23:00", code=5)
    assert "changed in the future" in ran.stderr


def test_done_is_never_written_over(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    for n in (1, 2, 3):
        put(intake, "day.csv", f"{n},Яма {n}.,2026-11-20")
        mcu("cron", "run", "--summary-at", "23:00")
    assert done_in(intake) == ["2026-11-20/day-2.csv", "2026-11-20/day-3.csv", "2026-11-20/day.csv"]
    assert store.read("intake/done/2026-11-20/day-2.csv") == TABLE.format(rows="2,Яма 2.,2026-11-20\n")


def test_rejected_rows_lie_beside_the_file_and_are_spoken_of_once(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "day.csv", "1,Яма.,2026-11-20", "2,,2026-11-20", "3,Лужа.,2026-31-20")
    ran = mcu("cron", "run", "--summary-at", "23:00", code=5)
    where = intake / "done/2026-11-20/day.rejected.csv"
    assert f"  import day.csv: 2 rows were not taken; they stand in {where}, each with its reason" in ran.stderr
    assert "Лужа" not in ran.stderr
    assert done_in(intake) == ["2026-11-20/day.csv", "2026-11-20/day.rejected.csv"]
    commits = commit_count(store)
    assert mcu("cron", "run", "--summary-at", "23:00").stderr == ""
    assert commit_count(store) == commits
    # Mended where it lies and put back, it is imported like any other.
    mended = where.read_text(encoding="utf-8-sig").replace(";2;;", ";2;Вода.;").replace("2026-31-20", "2026-11-20")
    (intake / "day.rejected.csv").write_text(mended, encoding="utf-8")
    changed = datetime.fromisoformat(NOW).timestamp() - 600
    os.utime(intake / "day.rejected.csv", (changed, changed))
    assert mcu("cron", "run", "--summary-at", "23:00").stderr == ""
    assert len(mcu("list", "--ids").stdout.split()) == 3


def test_a_file_that_is_refused_whole_stays_and_is_spoken_of_until_it_changes(
    mcu: Mcu, store: StoreFolder, intake: Path
) -> None:
    put(intake, "b.csv", "1,Яма.,2026-11-20")
    (intake / "a.pdf").write_bytes(b"%PDF-1.7\n")
    os.utime(intake / "a.pdf", (1_000_000_000, 1_000_000_000))
    first = mcu("cron", "run", "--summary-at", "23:00", code=5)
    assert first.stderr.splitlines()[1].startswith("  import a.pdf: ")
    assert str(store.root / ".mcu/cron.log") in first.stderr
    assert done_in(intake) == ["2026-11-20/b.csv"]
    for now in (LATER, NEXT_DAY):
        assert mcu("cron", "run", "--summary-at", "23:00", code=5, now=now).stderr == ""
    os.utime(intake / "a.pdf", (1_000_000_060, 1_000_000_060))
    assert "import a.pdf" in mcu("cron", "run", "--summary-at", "23:00", code=5, now=NEXT_DAY).stderr
    (intake / "a.pdf").unlink()
    mcu("cron", "run", "--summary-at", "23:00", now=NEXT_DAY)
    assert state_of(store)["told"] == {}


def test_a_map_beside_the_tables_reads_those_whose_names_begin_like_its_own(
    mcu: Mcu, store: StoreFolder, intake: Path
) -> None:
    text = "format: 1\nname: {name}\ncolumns:\n  text: Суть\n  key: Номер\nconstants:\n  channel: {channel}\n"
    for name, channel in (("line", "phone"), ("line-urgent", "urgent")):
        (intake / f"{name}.yaml").write_text(text.format(name=name, channel=channel), encoding="utf-8")
    for n, name in enumerate(("Line-2026.csv", "line-urgent-2026.csv")):
        put(intake, name)
        (intake / name).write_text(f"Номер;Суть\n{n};Нет воды.\n", encoding="utf-8")
        os.utime(intake / name, (1_000_000_000, 1_000_000_000))
    mcu("cron", "run", "--summary-at", "23:00")
    assert done_in(intake) == ["2026-11-20/Line-2026.csv", "2026-11-20/line-urgent-2026.csv"]
    assert sorted(one["channel"] for one in mcu("list", "--json").data) == ["phone", "urgent"]
    assert (intake / "line.yaml").exists()
    assert status_of(store) == ""


def test_a_file_without_a_known_layout_is_told_where_its_map_goes(mcu: Mcu, intake: Path) -> None:
    path = put(intake, "hotline-1.csv")
    path.write_text("Первое;Второе\nа;б\n", encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    told = mcu("cron", "run", "--summary-at", "23:00", code=5).stderr
    assert "--show-map" in told
    assert "keep that map beside the file, as hotline-1.yaml" in told


def test_what_cannot_be_read_is_said_and_costs_nothing_else(
    mcu: Mcu, store: StoreFolder, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    put(intake, "b.csv", "2,Яма.,2026-11-20")
    real = os.open

    def withheld(name: Any, *arguments: Any, **options: Any) -> int:
        if str(name).endswith("a.csv"):
            raise PermissionError(13, "Permission denied")
        return real(name, *arguments, **options)

    monkeypatch.setattr(os, "open", withheld)
    ran = mcu("cron", "run", "--summary-at", "08:00", code=5)
    assert "import a.csv: " in ran.stderr
    assert "access is denied" in ran.stderr
    assert done_in(intake) == ["2026-11-20/b.csv"]
    assert state_of(store)["failures"] == {"import a.csv": 5}
    assert mcu("cron", "run", "--summary-at", "08:00", code=5, now=NEXT_DAY).stderr == ""


def test_a_folder_that_cannot_be_used_costs_no_other_step(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("folder: intake\n", f"folder: {'x' * 300}\n"), encoding="utf-8")
    mcu("record")
    ran = mcu("cron", "run", "--summary-at", "08:00", code=7)
    assert "the name is too long" in ran.stderr
    assert state_of(store)["failures"] == {"intake": 7}
    assert state_of(store)["saved"] == "2026-11-20"

    def broken(*_arguments: object) -> None:
        raise LookupError("boom")

    monkeypatch.setattr(cron_jobs, "intake_folder", broken)
    ran = mcu("cron", "run", "--summary-at", "08:00", code=1, now=NEXT_DAY)
    assert "  intake: LookupError: boom" in ran.stderr
    assert "Traceback" in log_of(store)
    assert state_of(store)["saved"] == "2026-11-21"


def test_wrong_usage_of_a_step_is_a_sentence(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from mcu_cli import main

    real = main.run

    def wrong(arguments: list[str], *rest: Any) -> int:
        return real([*arguments, "--no-such"] if arguments[0] == "escalate" else arguments, *rest)

    monkeypatch.setattr(main, "run", wrong)
    ran = mcu("cron", "run", "--summary-at", "23:00", code=2)
    assert "  escalate: there is no option --no-such; see `mcu escalate --help`" in ran.stderr
    assert "Traceback" not in log_of(store)


def test_a_file_whose_import_ends_the_process_is_passed_over_in_the_end(
    mcu: Mcu, store: StoreFolder, intake: Path
) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    put(intake, "b.csv", "2,Лужа.,2026-11-20", minutes=5)
    for ends in ("1", "2"):
        with exclusive(store.root / ".mcu/lock", timeout=0, purpose="test"):
            process = started(store)
            until(partial(has_begun_to_import, store, ends))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=_PATIENCE)
    told = mcu("cron", "run", "--summary-at", "23:00", code=5)
    assert "import a.csv: runs of cron were ended while they imported this file" in told.stderr
    assert done_in(intake) == ["2026-11-20/b.csv"]
    assert mcu("cron", "run", "--summary-at", "23:00", code=5, now=NEXT_DAY).stderr == ""
    os.utime(intake / "a.csv", (1_000_000_000, 1_000_000_000))
    assert mcu("cron", "run", "--summary-at", "23:00", now=NEXT_DAY).stderr == ""
    assert state_of(store)["importing"] == {}
    assert len(mcu("list", "--ids").stdout.split()) == 2


def test_a_name_that_is_no_utf8_is_spoken_of(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    path = put(intake, os.fsdecode("яма.csv".encode("koi8-r")), "1,Яма.,2026-11-20")
    ran = mcu("cron", "run", "--summary-at", "23:00", code=5)
    assert "the name of the file is not UTF-8" in ran.stderr
    assert path.exists()
    assert mcu("cron", "run", "--summary-at", "23:00", code=5).stderr == ""
    assert "<U+D" in log_of(store)


# The intake folder of a store that came from somewhere


@pytest.mark.parametrize(
    "folder", ["../elsewhere", "/elsewhere", ".git", ".mcu", "appeals", "a/../../b", "~", "a//b", "C:/x", "a\\b", "a."]
)
def test_a_registry_cannot_send_us_out_of_the_store(mcu: Mcu, store: StoreFolder, folder: str) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    assert "folder: intake\n" in text
    path.write_text(text.replace("folder: intake\n", f"folder: '{folder}'\n"), encoding="utf-8")
    assert "is not a folder for incoming tables" in mcu("record", code=5).stderr


def test_links_and_tracked_files_are_refused(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere, "a.csv", "1,Яма.,2026-11-20")
    (store.root / "intake").symlink_to(elsewhere)
    assert "not a plain folder" in mcu("cron", "run", "--summary-at", "23:00", code=7).stderr
    (store.root / "intake").unlink()
    (store.root / "intake").mkdir()
    (store.root / "intake/done").symlink_to(elsewhere)
    assert "not a plain folder" in mcu("cron", "run", "--summary-at", "23:00", code=7, now=NEXT_DAY).stderr
    (store.root / "intake/done").unlink()
    put(store.root / "intake", "a.csv", "1,Яма.,2026-11-20")
    store.git("add", "--force", "intake/a.csv")
    assert "git tracks intake/a.csv" in mcu("cron", "run", "--summary-at", "23:00", code=4).stderr
    assert (elsewhere / "a.csv").exists()
    assert mcu("list", "--ids").stdout == ""


def test_another_folder_can_be_named_and_is_ignored_by_git(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8").replace("folder: intake\n", "folder: входящие/выгрузки 1\n")
    path.write_text(text, encoding="utf-8")
    mcu("record")
    mcu("cron", "run", "--summary-at", "23:00")
    folder = store.root / "входящие/выгрузки 1"
    put(folder, "a.csv", "1,Яма.,2026-11-20")
    assert status_of(store) == ""
    mcu("cron", "run", "--summary-at", "23:00")
    assert done_in(folder) == ["2026-11-20/a.csv"]
    assert status_of(store) == ""


# The summary


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, ...]]]:
    """Play commands that end as told, by their first words; return the list of what was called of them."""
    from mcu_cli import main

    real = main.run
    monkeypatch.setattr(mail, "send", lambda *_arguments: ())  # the news, which are no command
    called: list[tuple[str, ...]] = []

    def pretend(**ends: int | BaseException) -> list[tuple[str, ...]]:
        def run(arguments: list[str], *rest: Any) -> int:
            words = "_".join(argument.removeprefix("--") for argument in arguments[:2])
            if words not in ends:
                return real(arguments, *rest)
            called.append(tuple(arguments))
            end = ends[words]
            if isinstance(end, BaseException):
                raise end
            if end:
                sys.stderr.write("mcu: nobody listens; look there\n")
            return end

        monkeypatch.setattr(main, "run", run)
        return called

    return pretend


def test_the_summary_is_saved_once_a_day_from_its_hour_on(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    run = ("cron", "run", "--summary-at", "16:30")  # in Moscow, where 18:15+05:00 is 16:15
    mcu(*run, now=LATER)
    assert not (store.root / "reports").exists()
    # The run of 16:30 was missed; the next one makes up for it.
    mcu(*run, now="2026-11-20T21:00:00+05:00")
    assert last_commit(store).author == "mcu-cron"
    assert last_commit(store).changes == ("A reports/daily/2026/2026-11-20.md",)
    commits = commit_count(store)
    mcu(*run, now="2026-11-20T21:15:00+05:00")
    assert commit_count(store) == commits
    mcu(*run, now="2026-11-21T18:30:00+05:00")
    assert "A reports/daily/2026/2026-11-21.md" in last_commit(store).changes
    assert mcu("cron").stdout.splitlines()[-2] == "last summary: 2026-11-21"


def test_the_hour_is_that_of_the_municipality(mcu: Mcu, store: StoreFolder) -> None:
    # The store keeps the time of Moscow: 18:00+05:00 is 16:00 there.
    mcu("cron", "run", "--summary-at", "16:01")
    assert state_of(store)["saved"] == ""
    mcu("cron", "run", "--summary-at", "16:00")
    assert state_of(store)["saved"] == "2026-11-20"


def test_a_mail_that_fails_is_tried_again_and_the_saving_is_not(
    mcu: Mcu, store: StoreFolder, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    recorded_recipients(mcu, store, "head@town.example", "deputy@town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail")
    called = played(summary_mail=7)
    first = mcu(*run, code=7)
    assert "  mail head@town.example: nobody listens; look there" in first.stderr
    assert [one[-1] for one in called] == ["head@town.example", "deputy@town.example"]
    commits = commit_count(store)
    assert mcu(*run, code=7, now=LATER).stderr == ""
    played(summary_mail=0)
    called.clear()
    assert mcu(*run, now=LATER).stderr == ""
    assert len(called) == 2
    assert mcu(*run, now=LATER).stderr == ""
    assert len(called) == 2
    assert commit_count(store) == commits
    assert mcu("cron", "--json").data["summary_mailed"] == [
        {"to": "head@town.example", "day": "2026-11-20"},
        {"to": "deputy@town.example", "day": "2026-11-20"},
    ]


def test_what_may_have_been_mailed_is_not_mailed_again(
    mcu: Mcu, store: StoreFolder, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    recorded_recipients(mcu, store, "head@town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail")
    called = played(summary_mail=KeyboardInterrupt())
    mcu(*run, code=130)
    assert len(called) == 1
    assert "did not come to its end" in mcu("cron").stdout
    called = played(summary_mail=0)
    assert "nobody knows whether the summary arrived" in mcu(*run, code=7).stderr
    assert len(called) == 1
    assert mcu(*run, now=NEXT_DAY).stderr == ""
    assert len(called) == 2


def test_a_mail_that_the_server_took_without_a_word_is_told_once_and_never_sent_again(
    mcu: Mcu, store: StoreFolder
) -> None:
    recorded_recipients(mcu, store, "Head@town.example", "head@Town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail", "--installed-by", "anna@town.example")
    with post_office() as office:
        named(store, office)
        office.falls_silent = True
        assert "ask whether it arrived" in mcu(*run, code=7).stderr
        assert [one.recipients for one in office.got] == [["Head@town.example"]]
        # The operator hears of it, once, though that mail ends like the summary.
        for now in (LATER, "2026-11-20T18:30:00+05:00", "2026-11-20T19:45:00+05:00"):
            told = mcu(*run, code=7, now=now).stderr
            assert ("news: " in told) is (now == LATER)
        assert [one.recipients for one in office.got] == [["Head@town.example"], ["anna@town.example"]]
        assert mcu("cron", "show", "--json").data["summary_not_mailed"] == [
            {"to": "head@town.example", "status": "perhaps", "since": "2026-11-20"}
        ]
        assert mcu("cron", "show", "--json").data["summary_mailed"] == []
        assert "to head@town.example: nobody knows whether it arrived" in mcu("cron").stdout
        # The day after, each gets the mail of that day.
        office.falls_silent = False
        mcu(*run, now=NEXT_DAY)
        assert [one.recipients for one in office.got[2:]] == [["Head@town.example"]]


def test_a_fault_after_the_mail_may_have_gone_does_not_send_it_again(
    mcu: Mcu, store: StoreFolder, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    recorded_recipients(mcu, store, "head@town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail")
    called = played(summary_mail=RuntimeError("boom"))
    mcu(*run, code=1)
    mcu(*run, code=7, now=LATER)
    assert len(called) == 1


def test_addresses_that_differ_in_case_alone_are_one(
    mcu: Mcu, store: StoreFolder, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    recorded_recipients(mcu, store, "Head@town.example", "head@Town.example")
    called = played(summary_mail=7)
    mcu("cron", "run", "--summary-at", "08:00", "--mail", code=7)
    assert [one[-1] for one in called] == ["Head@town.example"]


def test_a_run_that_crosses_midnight_sums_up_the_day_on_which_it_began(
    mcu: Mcu, store: StoreFolder, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    recorded_recipients(mcu, store, "head@town.example")
    called = played(summary_save=0, summary_mail=0)
    mcu("cron", "run", "--summary-at", "08:00", "--mail", now="2026-11-20T23:59:50+03:00")
    assert [one[one.index("--date") + 1] for one in called] == ["2026-11-20", "2026-11-20"]


def test_news_that_the_server_refuses_are_offered_once_an_hour(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    (intake / "a.pdf").write_bytes(b"%PDF-1.7\n")
    os.utime(intake / "a.pdf", (1_000_000_000, 1_000_000_000))
    run = ("cron", "run", "--summary-at", "23:59", "--mail", "--installed-by", "anna@town.example")
    with post_office() as office:
        named(store, office)
        office.refused["anna@town.example"] = "550 nobody of that name"
        first = mcu(*run, code=4, now="2026-11-20T19:00:00+03:00")
        assert "  news: the mail server" in first.stderr
        assert state_of(store)["failures"]["news"] == 4
        office.refused.clear()
        assert mcu(*run, code=4, now="2026-11-20T19:45:00+03:00").stderr == ""
        assert office.got == []
        mcu(*run, code=5, now="2026-11-20T20:00:00+03:00")
        assert office.only().recipients == ["anna@town.example"]


def named(store: StoreFolder, office: PostOffice) -> None:
    """Let the store mail through a server of the test."""
    store.git("config", "mcu.smtpServer", "127.0.0.1")
    store.git("config", "mcu.smtpPort", str(office.port))
    store.git("config", "mcu.smtpEncryption", "none")


def recorded_recipients(mcu: Mcu, store: StoreFolder, *addresses: str) -> None:
    path = store.root / "departments.yaml"
    path.write_text(with_recipients(path.read_text(encoding="utf-8"), *addresses), encoding="utf-8")
    mcu("record")


# When something fails


def test_a_step_that_fails_costs_no_other_and_is_said_once_a_day(
    mcu: Mcu, store: StoreFolder, intake: Path, played: Callable[..., list[tuple[str, ...]]]
) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    played(escalate_due=RuntimeError("boom"), likely_link=7)
    run = ("cron", "run", "--summary-at", "08:00")
    first = mcu(*run, code=1)
    assert "  likely: nobody listens; look there\n  escalate: RuntimeError: boom\n" in first.stderr
    assert state_of(store)["saved"] == "2026-11-20"
    assert "Traceback" in log_of(store)
    assert mcu(*run, code=1, now=LATER).stderr == ""
    assert log_of(store).count("Traceback") == 1
    told = mcu("cron").stdout
    assert "failed with 1:\n  likely: 7\n  escalate: 1\n" in told
    again = mcu(*run, code=1, now=NEXT_DAY)
    assert "escalate: RuntimeError: boom" in again.stderr
    # The likely repeats of that import are linked as soon as that works again.
    called = played(escalate_due=0, likely_link=0)
    mcu(*run, now=NEXT_DAY)
    assert ("likely", "--link", "--yes") in called
    called.clear()
    mcu(*run, now=NEXT_DAY)
    assert ("likely", "--link", "--yes") not in called


def test_a_file_changed_by_hand_is_not_written_over(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    mcu("cron", "run", "--summary-at", "23:00")
    path = store.root / path_of(FIRST)
    edited = path.read_bytes() + b"# mine\n"
    path.write_bytes(edited)
    later = put(intake, "b.csv")
    later.write_text("id,text,received,answer,answered\n1,Яма.,2026-11-20,Засыпали.,2026-11-20 12:00\n", "utf-8")
    os.utime(later, (1_000_000_000, 1_000_000_000))
    ran = mcu("cron", "run", "--summary-at", "23:00", code=7)
    assert f"{FIRST}.yaml" in ran.stderr
    assert path.read_bytes() == edited
    assert later.exists()
    store.git("checkout", "--", path_of(FIRST))
    mcu("cron", "run", "--summary-at", "23:00")
    assert "Засыпали." in store.read(path_of(FIRST))
    assert not later.exists()


def test_a_store_that_another_writes_to_is_left_for_the_next_run(
    mcu: Mcu, store: StoreFolder, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    monkeypatch.setenv("MCU_LOCK_TIMEOUT", "0")
    with exclusive(store.root / ".mcu/lock", timeout=0, purpose="test"):
        ran = mcu("cron", "run", "--summary-at", "23:00", code=7)
    assert "import a.csv: another mcu is writing" in ran.stderr
    assert done_in(intake) == []
    mcu("cron", "run", "--summary-at", "23:00")
    assert done_in(intake) == ["2026-11-20/a.csv"]


def test_a_run_while_another_is_going_on_leaves_quietly(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    with exclusive(store.root / ".mcu/cron.lock", timeout=0, purpose="test"):
        ran = mcu("cron", "run")
        assert mcu("cron", "run", "--json").data == {"ran": False, "steps": [], "news": []}
    assert (ran.stdout, ran.stderr) == ("", "")
    assert log_of(store).count("another run is going on") == 2
    assert done_in(intake) == []


def test_a_run_that_works_is_not_taken_for_one_that_broke_off(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    with exclusive(store.root / ".mcu/lock", timeout=0, purpose="test"):
        process = started(store)
        until(lambda: waits_for_the_store(store))
        shown = mcu("cron", "show").stdout
        running = mcu("cron", "show", "--json").data["running"]
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=_PATIENCE)
    assert "a run is working right now; it began " in shown
    assert "did not come to its end" not in shown
    assert running is True
    assert "did not come to its end" in mcu("cron", "show").stdout
    assert mcu("cron", "show", "--json").data["running"] is False


def test_a_run_that_hangs_is_told_once_a_day(mcu: Mcu, store: StoreFolder) -> None:
    mcu("cron", "run", "--summary-at", "23:00")
    state = state_of(store) | {"ended": ""}
    (store.root / ".mcu/cron.json").write_text(json.dumps(state), encoding="utf-8")
    with exclusive(store.root / ".mcu/cron.lock", timeout=0, purpose="cron run"):
        assert mcu("cron", "run", now="2026-11-20T20:59:00+05:00").stderr == ""
        told = mcu("cron", "run", now="2026-11-20T21:00:00+05:00", code=7).stderr
        assert "a run of cron that began 2026-11-20 16:00 still holds its place" in told
        assert f"pid {os.getpid()}: mcu cron run" in told
        assert mcu("cron", "run", now="2026-11-20T21:15:00+05:00").stderr == ""
        assert "still holds its place" in mcu("cron", "run", now=NEXT_DAY, code=7).stderr
    assert log_of(store).count("still holds its place") == 2


@pytest.mark.parametrize(
    "content",
    [
        b'{"began": "yesterday", "ended": "2026-11-20", "saved": "soon"}',
        b'{"began": "2026-11-20T10:00:00", "saved": "2026-02-30", "code": true}',
        b'{"began": "2026-11-20T10:00:00+03:00", "mailed": {"a@b": "x", "c@d": " ?"}}',
        b'{"began": "2026-11-20T10:00:00+03:00", "ended": "2026-11-20T10:00:00Z", "failures": {"\\ud800\\u001b": 1}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
        b"null",
    ],
)
def test_odd_contents_of_the_state_are_shown_and_worked_with(mcu: Mcu, store: StoreFolder, content: bytes) -> None:
    path = store.root / ".mcu/cron.json"
    path.write_bytes(content)
    mcu("cron", "show")
    mcu("cron", "show", "--json")
    mcu("cron", "run", "--summary-at", "23:00")
    assert state_of(store)["ended"] == "2026-11-20T16:00:00+03:00"


def test_names_that_no_utf8_can_hold_do_not_cost_the_state(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / ".mcu/cron.json"
    path.write_bytes(b'{"mailed": {"\\ud800@town.example": "2026-11-20"}}')
    mcu("cron", "run", "--summary-at", "23:00")
    assert state_of(store)["mailed"] == {"\ud800@town.example": "2026-11-20"}


def test_a_pipe_in_the_place_of_state_or_log_is_not_waited_for(mcu: Mcu, store: StoreFolder) -> None:
    state, log = store.root / ".mcu/cron.json", store.root / ".mcu/cron.log"
    os.mkfifo(log)
    assert "cron.log is not a plain file" in mcu("cron", "run", "--summary-at", "23:00").stderr
    state.unlink()
    os.mkfifo(state)
    assert "cron.json is not a plain file" in mcu("cron", "show").stderr
    assert "cron.json is not a plain file" in mcu("cron", "run", "--summary-at", "23:00", code=7).stderr


def started(store: StoreFolder) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mcu_cli", "--store", str(store.root), "cron", "run", "--summary-at", "23:00"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)  # nobody tells when another process has got so far


def has_begun_to_import(store: StoreFolder, ends: str) -> bool:
    """Whether a run has written down that it imports `a.csv`, for which `ends` runs have then begun."""
    path = store.root / ".mcu/cron.json"
    return path.exists() and json.loads(path.read_bytes())["importing"].get("a.csv", "").endswith(f" {ends}")


def waits_for_the_store(store: StoreFolder) -> bool:
    """Whether a run has begun and stands before the lock of the store, which the test holds."""
    path = store.root / ".mcu/cron.json"
    return path.exists() and json.loads(path.read_bytes())["unlinked"] is True


def test_of_sixteen_runs_at_once_one_works(store: StoreFolder, intake: Path, mcu: Mcu) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    log = store.root / ".mcu/cron.log"
    with exclusive(store.root / ".mcu/lock", timeout=0, purpose="test"):
        runs = [started(store) for _ in range(16)]
        until(lambda: log.exists() and log.read_text(encoding="utf-8").count("another run is going on") == 15)
    ends = [(process.communicate(timeout=_PATIENCE)[0], process.returncode) for process in runs]
    assert ends == [("", 0)] * 16
    assert log_of(store).count("] import a.csv") == 1
    assert len(mcu("list", "--ids").stdout.split()) == 1


def test_a_run_that_was_killed_is_made_up_for_by_the_next(store: StoreFolder, intake: Path, mcu: Mcu) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    with exclusive(store.root / ".mcu/lock", timeout=0, purpose="test"):
        process = started(store)
        until(lambda: waits_for_the_store(store))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=_PATIENCE)
    assert "and it did not come to its end" in mcu("cron").stdout
    assert mcu("cron", "run", "--summary-at", "23:00").stderr == ""
    assert done_in(intake) == ["2026-11-20/a.csv"]
    assert "likely" in log_of(store)
    assert len(mcu("list", "--ids").stdout.split()) == 1


def test_a_run_that_was_killed_between_import_and_moving_imports_nothing_twice(mcu: Mcu, intake: Path) -> None:
    path = put(intake, "a.csv", "1,Яма.,2026-11-20", "2,,2026-11-20")
    changed = path.stat().st_mtime
    mcu("import", path, code=5)  # what a run does before it moves the file
    os.utime(intake / "a.rejected.csv", (changed, changed))
    mcu("cron", "run", "--summary-at", "23:00", code=5)
    mcu("cron", "run", "--summary-at", "23:00")
    assert len(mcu("list", "--ids").stdout.split()) == 1
    assert "2026-11-20/a.csv" in done_in(intake)
    assert [path.name for path in intake.glob("*.csv")] == []


def test_a_damaged_state_and_a_log_in_the_way(mcu: Mcu, store: StoreFolder, intake: Path, tmp_path: Path) -> None:
    put(intake, "a.csv", "1,Яма.,2026-11-20")
    (store.root / ".mcu/cron.json").write_text('{"saved": 5, "told": {"a": 1}, "mailed": []', encoding="utf-8")
    target = tmp_path / "victim"
    (store.root / ".mcu/cron.log").symlink_to(target)
    ran = mcu("cron", "run", "--summary-at", "23:00")
    assert "cron.log" in ran.stderr
    assert ran.stderr.count("cron.log is not a plain file") == 1
    assert not target.exists()
    assert done_in(intake) == ["2026-11-20/a.csv"]
    wrong = {"saved": 5, "told": {"a": 1}, "code": "x", "unsent": [1], "failures": {"a": "b"}, "began": NOW}
    (store.root / ".mcu/cron.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert read_state(store.root / ".mcu/cron.json") == CronState(began=NOW)
    assert mcu("cron", "show", "--json").data["summary_saved"] is None
    (store.root / ".mcu/cron.json").write_text("[]", encoding="utf-8")
    assert "it has never run" in mcu("cron", "show").stdout


def test_the_log_does_not_grow_for_ever(mcu: Mcu, store: StoreFolder) -> None:
    mcu("cron", "run", "--summary-at", "23:00")
    log = store.root / ".mcu/cron.log"
    assert log.stat().st_mode & 0o077 == 0
    log.write_bytes(b"x" * (MOST_LOG + 1))
    mcu("cron", "run", "--summary-at", "23:00")
    assert log.stat().st_size < 1000
    assert (store.root / ".mcu/cron.log.1").stat().st_size == MOST_LOG + 1


def test_a_registry_that_cannot_be_read_is_said_and_is_no_end(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("timezone: ", "timezone: No/"), encoding="utf-8")
    store.git("commit", "--quiet", "--all", "--message", "broken")
    ran = mcu("cron", "run", "--summary-at", "08:00", code=5)
    steps = [line.partition(":")[0].strip() for line in ran.stderr.splitlines()[1:]]
    assert steps == ["intake", "likely", "escalate", "summary"]
    assert mcu("cron", "run", "--summary-at", "08:00", code=5).stderr == ""


def test_notes_are_for_the_log_and_not_for_the_mail_of_cron(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    ran = mcu("cron", "run", "--summary-at", "23:00")
    assert ran.stderr == ""
    assert "is not in force until" in log_of(store)


def test_whoever_tries_it_out_is_told_that_it_is_done(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    log = store.root / ".mcu/cron.log"
    assert mcu("cron", "run", "--summary-at", "23:00").stderr == f"done; the whole story is in {log}\n"
    with exclusive(store.root / ".mcu/cron.lock", timeout=0, purpose="test"):
        assert mcu("cron", "run").stderr == "another run is going on; this one leaves it alone\n"


# With a mail server


def test_the_summary_and_the_failures_go_out_by_mail(mcu: Mcu, store: StoreFolder, intake: Path) -> None:
    recorded_recipients(mcu, store, "head@town.example", "deputy@town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail", "--installed-by", "anna@town.example")
    (intake / "a.pdf").write_bytes(b"%PDF-1.7\n")
    os.utime(intake / "a.pdf", (1_000_000_000, 1_000_000_000))
    with post_office() as office:
        named(store, office)
        office.refused["deputy@town.example"] = "450 later"
        assert "  mail deputy@town.example: " in mcu(*run, code=7).stderr
        assert [one.recipients for one in office.got] == [["head@town.example"]]
        office.refused.clear()
        for _ in range(3):
            assert mcu(*run, code=5, now=LATER).stderr == ""
        # What failed goes to whoever installed it, as soon as mail goes at all; once, like all that is said.
        gone_to = [one.recipients for one in office.got]
        assert gone_to == [["head@town.example"], ["deputy@town.example"], ["anna@town.example"]]
        told = office.got[-1].mail
        assert told["Subject"] == "mcu cron: something failed in store"
        body = told.get_body()
        assert body is not None
        assert "import a.pdf: " in body.get_content()
    # The server is gone: the failure is said and written down, and the next day it is tried again.
    assert "nobody listens" in mcu(*run, code=7, now=NEXT_DAY).stderr
    assert state_of(store)["mailed"] == {"head@town.example": "2026-11-20", "deputy@town.example": "2026-11-20"}


def test_a_refused_mail_is_tried_again_in_the_next_hour_and_no_sooner(mcu: Mcu, store: StoreFolder) -> None:
    recorded_recipients(mcu, store, "head@town.example")
    run = ("cron", "run", "--summary-at", "08:00", "--mail", "--installed-by", "anna@town.example")
    with post_office() as office:
        named(store, office)
        office.refused["head@town.example"] = "550 nobody of that name"
        mcu(*run, code=4, now="2026-11-20T19:00:00+03:00")
        office.refused.clear()
        mcu(*run, code=4, now="2026-11-20T19:59:59+03:00")
        assert office.only().recipients == ["anna@town.example"]  # who may be told all the same
        mcu(*run, now="2026-11-20T20:00:00+03:00")
        assert office.got[1].recipients == ["head@town.example"]


def test_what_a_clerk_has_classified_since_is_linked_before_the_summary(mcu: Mcu, store: StoreFolder) -> None:
    for day, answered in (("2026-11-18", True), ("2026-11-19", False)):
        mcu("add", "--channel", "phone", "--text", "Яма у дома.", "--street", "Лесная", "--house", "5",
            now=f"{day}T10:00:00+03:00")  # fmt: skip
        name = f"{day.replace('-', '')}-0001"
        mcu("classify", name, "-c", "roads", now=f"{day}T10:10:00+03:00")
        if answered:
            mcu("answer", name, "--outcome", "resolved", "--text", "Засыпали.", now=f"{day}T12:00:00+03:00")
    mcu("cron", "run", "--summary-at", "08:00")
    history = mcu("show", "20261119-0001", "--json").data["history"]
    assert [event["to"] for event in history if event["event"] == "linked"] == ["20261118-0001"]
    assert store.git("status", "--porcelain") == ""
