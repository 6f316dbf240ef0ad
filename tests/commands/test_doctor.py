"""`mcu doctor`: what it finds on each kind of ground, what `--fix` does, and the exit code that follows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.doctor import place
from mcu_cli.doctor.place import mount_of, synchronised
from mcu_cli.store import git_settings, upkeep
from mcu_cli.store.lock import exclusive

if TYPE_CHECKING:
    from tests.conftest import Finished, Mcu, StoreFolder

WEEK = 7 * 86_400


def levels(finished: Finished) -> dict[str, list[str]]:
    """Return by level which examinations found something of it."""
    found: dict[str, list[str]] = {}
    for finding in finished.data["findings"]:
        found.setdefault(finding["level"], []).append(finding["examination"])
    return found


def of(finished: Finished, examination: str) -> list[dict[str, Any]]:
    return [one for one in finished.data["findings"] if one["examination"] == examination]


def aged(path: Path, seconds: int = WEEK) -> None:
    told = path.stat()
    os.utime(path, (told.st_atime - seconds, told.st_mtime - seconds))


@pytest.fixture
def sound(store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Return a store of which nothing is to be said: the clock of the tests is one of the things that would be."""
    monkeypatch.setattr(place, "_LITTLE", 0)  # whatever room the machine of the tests has
    monkeypatch.setattr(place, "_LEAST", 0)
    return store


def test_a_fresh_store_is_in_order(mcu: Mcu, sound: StoreFolder) -> None:
    found = mcu("doctor", "--json")
    assert levels(found).get("error") is None
    assert levels(found)["warning"] == ["environment"]  # MCU_NOW, which these tests set
    assert found.data["errors"] == 0
    assert found.envelope["problems"] == [
        {"message": of(found, "environment")[1]["message"], "field": "environment", "level": "warning"}
    ]
    assert not sound.git("status", "--porcelain")


def test_a_reader_gets_a_line_each(mcu: Mcu, sound: StoreFolder) -> None:
    del sound
    said = mcu("doctor").stdout
    assert "in order  the program git: " in said
    assert "warning   MCU_NOW makes every command take " in said
    assert said.endswith("0 errors, 1 warning\n")


def test_fix_says_what_it_did_and_the_second_time_there_is_nothing_to_do(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    sound.git("commit", "--quiet", "--allow-empty", "-m", "by hand")
    before = sound.head
    done = mcu("doctor", "--fix", "--json").data["done"]
    assert "the index describes the record as it stands" in done
    assert "the days off of 2026 were worked out" in done
    assert any("upkeep" in sentence for sentence in done)
    again = mcu("doctor", "--fix", "--json").data
    assert again["done"] == []
    assert not any(finding["fixable"] for finding in again["findings"])
    assert sound.head == before
    assert not sound.git("status", "--porcelain")


def test_settings_of_an_old_store(mcu: Mcu, sound: StoreFolder) -> None:
    sound.git("config", "--unset", "index.version")
    sound.git("update-index", "--index-version", "2", "--force-write-index")
    assert "index.version=4" in of(mcu("doctor", "--json"), "settings")[0]["message"]
    assert "git is set to index.version=4 in this repository" in mcu("doctor", "--fix").stdout
    assert sound.git("config", "index.version") == "4"
    assert (sound.root / ".git" / "index").read_bytes()[4:8] == b"\0\0\0\4"


def test_what_somebody_has_set_otherwise_is_told_and_left(mcu: Mcu, sound: StoreFolder) -> None:
    sound.git("config", "index.version", "3")
    told = of(mcu("doctor", "--fix", "--json"), "settings")
    assert [finding["level"] for finding in told] == ["ok", "note"]
    assert sound.git("config", "index.version") == "3"


def test_a_large_store_wants_more(mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_settings, "MANY_FILES", 10)
    assert "core.splitIndex=true" in of(mcu("doctor", "--json"), "settings")[0]["message"]
    mcu("doctor", "--fix")
    assert sound.git("rev-parse", "--shared-index-path")
    mcu("add", "--channel", "phone", "--text", "Яма.")
    assert not sound.git("status", "--porcelain")


def test_outside_of_a_store_the_machine_alone_is_examined(mcu: Mcu, tmp_path: Path) -> None:
    found = mcu("doctor", "--json", cwd=tmp_path, code=3)
    assert levels(found)["error"] == ["store"]
    assert "there is no store here" in of(found, "store")[0]["message"]
    assert of(found, "git")


def test_without_git(mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    del sound
    monkeypatch.setenv("PATH", str(tmp_path))
    found = mcu("doctor", "--fix", "--json", code=3)
    assert levels(found)["error"] == ["git"]
    assert found.data["done"] == []


def test_a_git_that_is_too_old(mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    del sound
    real = shutil.which("git")
    program = tmp_path / "git"
    program.write_text(
        f'#!/bin/sh\nfor word; do [ "$word" = version ] && echo git version 2.25.1 && exit; done\nexec {real} "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = mcu("doctor", "--json", code=4)
    assert "2.25.1" in of(found, "git")[0]["message"]


def test_nobody_to_make_commits(mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    del sound
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert levels(mcu("doctor", "--json", code=4))["error"] == ["operator"]


def test_a_repository_that_calls_itself_bare(mcu: Mcu, sound: StoreFolder) -> None:
    sound.git("config", "core.bare", "true")
    found = mcu("doctor", "--fix", "--json", code=7)
    assert levels(found)["error"] == ["repository"]
    assert "core.bare false" in of(found, "repository")[0]["message"]


def test_no_repository_at_all(mcu: Mcu, sound: StoreFolder) -> None:
    shutil.rmtree(sound.root / ".git")
    assert levels(mcu("doctor", "--fix", "--json", code=3))["error"] == ["repository"]


def test_nothing_on_record(mcu: Mcu, sound: StoreFolder) -> None:
    shutil.rmtree(sound.root / ".git")
    sound.git("init", "--quiet")
    assert levels(mcu("doctor", "--json", code=6))["error"] == ["branch"]


def test_a_detached_head(mcu: Mcu, sound: StoreFolder) -> None:
    sound.git("checkout", "--quiet", "--detach")
    assert "git switch" in of(mcu("doctor", "--json", code=7), "branch")[0]["message"]


def test_git_in_the_middle_of_something(mcu: Mcu, sound: StoreFolder) -> None:
    (sound.root / ".git" / "MERGE_HEAD").write_text(sound.head + "\n", encoding="ascii")
    assert levels(mcu("doctor", "--json"))["warning"].count("branch") == 1


def test_a_shallow_clone(mcu: Mcu, sound: StoreFolder, tmp_path: Path) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{sound.root}", shallow], check=True)
    assert "--unshallow" in mcu("doctor", cwd=shallow, code=4).stdout


def test_a_lost_object(mcu: Mcu, sound: StoreFolder) -> None:
    name = sound.git("rev-parse", "HEAD:departments.yaml")
    (sound.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    found = mcu("doctor", "--fix", "--json", code=6)
    assert levels(found)["error"] == ["objects"]
    assert name in of(found, "objects")[0]["message"]
    assert found.data["done"] == []


def test_a_damaged_pack(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("doctor", "--fix")
    (pack,) = (sound.root / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[-3] ^= 1  # in the digest: every object can still be read
    pack.write_bytes(content)
    found = mcu("doctor", "--json", code=6)
    assert str(pack) in of(found, "objects")[0]["message"]


def test_a_damaged_index_of_git(mcu: Mcu, sound: StoreFolder) -> None:
    (sound.root / ".git" / "index").write_bytes(b"DIRC nothing")
    assert "git reset" in of(mcu("doctor", "--json", code=6), "staged")[0]["message"]


def test_an_index_of_git_that_a_cut_of_the_power_left_empty_is_made_anew(mcu: Mcu, sound: StoreFolder) -> None:
    (sound.root / ".git" / "index").write_bytes(b"")
    assert of(mcu("doctor", "--json", code=6), "staged")[0]["fixable"]
    found = mcu("doctor", "--fix", "--json")
    assert "git's index was made anew from the record" in found.data["done"]
    assert sound.git("status", "--porcelain") == ""


def test_what_is_staged(mcu: Mcu, sound: StoreFolder) -> None:
    (sound.root / "notes.txt").write_text("staged\n", encoding="utf-8")
    sound.git("add", "notes.txt")
    told = of(mcu("doctor", "--json"), "staged")
    assert [(one["level"], "notes.txt" in one["message"]) for one in told] == [("warning", True)]


def test_files_that_a_cut_of_the_power_left_empty_come_back_from_the_record(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    mcu("add", "--channel", "phone", "--text", "Фонарь.")
    first, second = sorted((sound.root / "appeals").rglob("*.yaml"))
    first.write_bytes(b"")
    second.write_bytes(second.read_bytes() + b"# mine\n")
    edited = second.read_bytes()
    (sound.root / "templates").mkdir(exist_ok=True)
    (sound.root / "templates" / "new.txt").write_bytes(b"")  # of nobody's record
    assert "mcu doctor --fix" in mcu("note", first.stem, "--text", "Звонили.", code=7).stderr
    (told,) = of(mcu("doctor", "--json", code=7), "emptied")
    assert told["fixable"]
    assert told["message"].startswith("1 file is empty")
    assert first.name in told["message"]
    done = mcu("doctor", "--fix", "--json").data["done"]
    assert [sentence for sentence in done if first.name in sentence]
    assert first.read_text("utf-8") == sound.git("show", f"HEAD:{first.relative_to(sound.root).as_posix()}") + "\n"
    assert second.read_bytes() == edited
    assert (sound.root / "templates" / "new.txt").read_bytes() == b""


def test_what_is_brought_back_is_never_written_outside_the_store(mcu: Mcu, sound: StoreFolder, tmp_path: Path) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (appeal,) = (sound.root / "appeals").rglob("*.yaml")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / appeal.name).write_bytes(b"")
    folder = appeal.parent
    appeal.unlink()
    folder.rmdir()
    folder.symlink_to(outside)
    mcu("doctor", "--fix", code=7)
    assert (outside / appeal.name).read_bytes() == b""


@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock", "gc.pid"])
def test_a_lock_that_was_left_is_told_and_never_removed(mcu: Mcu, sound: StoreFolder, name: str) -> None:
    path = sound.root / ".git" / name
    path.touch()
    (sound.root / ".mcu").mkdir(exist_ok=True)
    assert [one["level"] for one in of(mcu("doctor", "--json"), "locks")] == ["note"]
    aged(path)
    found = mcu("doctor", "--fix", "--json", code=7)
    assert str(path) in of(found, "locks")[0]["message"]
    assert path.exists()


def test_another_mcu_that_writes_is_no_trouble(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("list")
    with exclusive(sound.root / ".mcu" / "lock", timeout=0, purpose="import"):
        told = of(mcu("doctor", "--json"), "writers")
    assert [one["level"] for one in told] == ["note"]
    assert "mcu import" in told[0]["message"]


@pytest.mark.skipif(os.name == "nt", reason="its permissions are of another kind")
def test_a_private_folder_that_others_may_look_into(mcu: Mcu, sound: StoreFolder) -> None:
    private = sound.root / ".mcu"
    private.mkdir(exist_ok=True)
    private.chmod(0o755)
    assert of(mcu("doctor", "--json"), "folder")[0]["fixable"]
    mcu("doctor", "--fix")
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_private_folder_that_is_a_link_or_on_record_is_not_opened(
    mcu: Mcu, sound: StoreFolder, tmp_path: Path
) -> None:
    shutil.rmtree(sound.root / ".mcu", ignore_errors=True)
    (sound.root / ".mcu").symlink_to(tmp_path)
    mcu("doctor", "--fix", code=7)
    assert not list(tmp_path.glob("*.json")) + list(tmp_path.glob("*.sqlite")) + list(tmp_path.glob("lock"))
    (sound.root / ".mcu").unlink()
    (sound.root / ".mcu").mkdir()
    (sound.root / ".mcu" / "index.sqlite").write_bytes(b"of a stranger")
    sound.git("add", "--force", ".mcu")
    sound.git("commit", "--quiet", "-m", "bad")
    found = mcu("doctor", "--fix", "--json", code=6)
    assert levels(found)["error"] == ["folder"]
    assert (sound.root / ".mcu" / "index.sqlite").read_bytes() == b"of a stranger"


@pytest.mark.parametrize("content", [b"", b"not SQLite at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_index_is_made_anew(mcu: Mcu, sound: StoreFolder, content: bytes) -> None:
    mcu("list")
    for suffix in ("-wal", "-shm"):
        (sound.root / ".mcu" / f"index.sqlite{suffix}").unlink(missing_ok=True)
    (sound.root / ".mcu" / "index.sqlite").write_bytes(content)
    assert of(mcu("doctor", "--json"), "index")[0]["fixable"]
    mcu("doctor", "--fix")
    assert [one["level"] for one in of(mcu("doctor", "--json"), "index")] == ["ok"]


def test_a_file_on_record_that_cannot_be_read(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (sound.root / "appeals").rglob("*.yaml")
    path.write_text("text: [\n", encoding="utf-8")
    sound.git("commit", "--quiet", "--all", "-m", "by hand")
    mcu("list")
    assert "mcu check" in of(mcu("doctor", "--json", code=6), "index")[-1]["message"]


def test_litter_of_killed_processes_goes_and_what_is_young_stays(mcu: Mcu, sound: StoreFolder) -> None:
    mcu("list")
    git = sound.root / ".git"
    (git / "objects" / "ab").mkdir(exist_ok=True)
    old = [
        git / "fast_import_crash_4711",
        git / "objects" / "pack" / "tmp_pack_Xy7",
        git / "objects" / "ab" / "tmp_obj_Zz",
        sound.root / ".mcu" / f".cron.json.{os.getpid()}.tmp",  # of one who lives: what the dead leave goes at once
    ]
    young = git / "objects" / "pack" / "tmp_pack_young"
    for path in (*old, young):
        path.write_bytes(b"left behind")
    for path in old:
        aged(path)
    assert "4 files" in of(mcu("doctor", "--json"), "litter")[0]["message"]
    said = mcu("doctor", "--fix").stdout
    assert all(f"removed: {path}" in said and not path.exists() for path in old)
    assert young.exists()


def test_hooks_and_signing_are_told(mcu: Mcu, sound: StoreFolder) -> None:
    hook = sound.root / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    hook.chmod(0o755)
    sound.git("config", "commit.gpgSign", "true")
    told = of(mcu("doctor", "--json"), "hooks")
    assert [one["level"] for one in told] == ["note", "note"]
    assert "commit-msg" in told[0]["message"]


def test_a_record_from_the_future(mcu: Mcu, sound: StoreFolder) -> None:
    del sound
    found = mcu("doctor", "--json", now="2026-11-19T18:00:00+05:00")
    assert "clock" in levels(found)["warning"]


def test_a_year_without_a_decree(mcu: Mcu, sound: StoreFolder) -> None:
    del sound
    now = "2090-05-05T12:00:00+05:00"
    mcu("doctor", "--fix", now=now)
    assert "calendar" in levels(mcu("doctor", "--json", now=now))["warning"]


def test_little_room(mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    del sound
    monkeypatch.setattr(place, "_LITTLE", 10**9)
    assert "room" in levels(mcu("doctor", "--json"))["warning"]
    monkeypatch.setattr(place, "_LEAST", 10**9)
    assert levels(mcu("doctor", "--json", code=7))["error"] == ["room"]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_can_only_be_looked_at(mcu: Mcu, sound: StoreFolder) -> None:
    sound.root.chmod(0o500)
    try:
        assert levels(mcu("doctor", "--json", code=7))["error"] == ["folder"]
    finally:
        sound.root.chmod(0o700)


def test_upkeep_is_due_when_much_has_come_together(
    mcu: Mcu, sound: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sound
    monkeypatch.setattr(upkeep, "MANY_OBJECTS", 5)
    assert [one["level"] for one in of(mcu("doctor", "--json"), "upkeep")] == ["warning"]
    mcu("doctor", "--fix")
    assert {one["level"] for one in of(mcu("doctor", "--json"), "upkeep")} == {"ok"}


TABLE = """\
22 1 252:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:26 / /srv/town\\040hall rw,relatime - cifs //server/share rw
31 22 0:27 / /srv/ssh rw - fuse.sshfs user@host:/ rw
32 22 0:28 / /home/a/mine rw - fuse.gocryptfs /home/a/x rw
33 22 0:29 / /mnt rw - 9p C: rw
half a line
"""


@pytest.mark.parametrize(
    ("path", "kind", "shared"),
    [
        ("/srv/town hall/store", "cifs", True),
        ("/srv/ssh", "fuse.sshfs", True),
        ("/srv/sshd", "ext4", False),
        ("/home/a/mine/store", "fuse.gocryptfs", False),
        ("/mnt/c/store", "9p", True),
    ],
)
def test_drives_that_other_machines_share(path: str, kind: str, shared: bool) -> None:  # noqa: FBT001  # a parameter
    found = mount_of(Path(path), TABLE)
    assert found is not None
    assert (found.kind, found.is_shared) == (kind, shared)


def test_a_table_of_mounts_that_says_nothing() -> None:
    assert mount_of(Path("/srv"), "") is None


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Администрация", "Yandex.Disk", "Яндекс.Диск", "Google Drive"])
def test_folders_that_a_program_copies(mcu: Mcu, sound: StoreFolder, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "town"
    shutil.copytree(sound.root, folder)
    assert synchronised(folder) == name
    assert "drive" in levels(mcu("doctor", "--json", cwd=folder))["warning"]


def test_a_folder_is_known_by_what_such_a_program_leaves_in_it(tmp_path: Path) -> None:
    (tmp_path / "shared" / "store").mkdir(parents=True)
    assert synchronised(tmp_path / "shared" / "store") == ""
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert synchronised(tmp_path / "shared" / "store") == "shared"


def test_a_failed_run_of_cron_is_told(mcu: Mcu, sound: StoreFolder) -> None:
    assert [one["level"] for one in of(mcu("doctor", "--json"), "cron")] == ["note"]
    private = sound.root / ".mcu"
    private.mkdir(mode=0o700, exist_ok=True)
    state = {"began": "2026-11-20T17:45:00+05:00", "ended": "2026-11-20T17:45:10+05:00", "failures": {"intake": 5}}
    (private / "cron.json").write_text(json.dumps(state), encoding="utf-8")
    assert [one["level"] for one in of(mcu("doctor", "--json"), "cron")] == ["warning"]


def test_it_is_told_once_a_day_that_upkeep_is_due(sound: StoreFolder) -> None:
    private = sound.root / ".mcu"
    private.mkdir(exist_ok=True)
    today = date(2026, 11, 20)
    assert upkeep.tell_once_a_day(private, today.isoformat())
    assert not upkeep.tell_once_a_day(private, today.isoformat())
    assert upkeep.tell_once_a_day(private, (today + timedelta(days=1)).isoformat())
