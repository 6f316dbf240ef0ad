"""Files written whole or not at all, and never through what is no plain file."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from mcu_cli.errors import ConflictError
from mcu_cli.store.files import inside, matching, open_plain, read_file, remove_file, remove_litter, write_file


def no_space(*_arguments: object, **_options: object) -> NoReturn:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.yaml"
    assert read_file(path) is None
    write_file(path, b"1")
    write_file(path, b"2\r\n", sync=True)
    assert read_file(path) == b"2\r\n"
    assert [each.name for each in path.parent.iterdir()] == ["file.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_a_file_is_readable_for_others(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"1")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("step", "name"),
    [("os.open", "file"), ("os.fdopen", "file"), ("os.fsync", "file"), ("os.replace", "file"), ("os.makedirs", "a/b")],
)
def test_a_disk_that_refuses_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, name: str
) -> None:
    write_file(tmp_path / "file", b"old")
    with monkeypatch.context() as patch:
        patch.setattr(step, no_space)
        with pytest.raises(ConflictError, match="no space is left on the disk; nothing was changed"):
            write_file(tmp_path / name, b"new", sync=True)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_an_interrupt_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_file(path, b"old")

    def interrupted(*_arguments: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_removing_sweeps_empty_folders_up_to_the_store(tmp_path: Path) -> None:
    for name in ("a/b/c/1", "a/2"):
        write_file(tmp_path / name, b"")
    remove_file(tmp_path / "a/b/c/1", up_to=tmp_path)
    assert sorted(each.name for each in (tmp_path / "a").iterdir()) == ["2"]
    remove_file(tmp_path / "a/2", up_to=tmp_path)
    assert list(tmp_path.iterdir()) == []
    remove_file(tmp_path / "a/2", up_to=tmp_path)  # gone already is as good


def test_links_and_folders_are_refused(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"1")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("link", "dangling", ""):
        with pytest.raises(ConflictError, match="not a plain file"):
            read_file(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
        with pytest.raises(ConflictError, match="not a plain file"):
            open_plain(tmp_path / "pipe", flags)
    with pytest.raises(ConflictError, match="not a plain file"):
        read_file(tmp_path / "pipe")


def test_a_link_that_is_put_there_at_the_last_moment_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "file", b"1")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    with pytest.raises(ConflictError, match="not a plain file"):
        read_file(tmp_path / "link")


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "access is denied"), (errno.ENAMETOOLONG, "the name is too long")]
)
def test_a_folder_that_cannot_be_looked_into_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "lstat", refuse)
    monkeypatch.setattr(Path, "lstat", refuse)
    for looking in (lambda: inside(tmp_path, "appeals/2026/x.yaml"), lambda: read_file(tmp_path / "x.yaml")):
        with pytest.raises(ConflictError, match=reason):
            looking()


def test_a_name_that_no_system_takes_is_a_clear_error(tmp_path: Path) -> None:
    for looking in (inside, lambda root, name: read_file(root / name)):
        with pytest.raises(ConflictError, match="the name is too long"):
            looking(tmp_path, f"{'a' * 300}/x.yaml")


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".a[1].yaml.x7.tmp", ".a1.yaml.x7.tmp", "a[1].yaml", "a[1].yaml.x7.tmp"):
        write_file(tmp_path / name, b"")
    (tmp_path / ".a[1].yaml.folder.tmp").mkdir()
    remove_litter(tmp_path / "a[1].yaml")
    kept = {".a1.yaml.x7.tmp", "a[1].yaml", "a[1].yaml.x7.tmp", ".a[1].yaml.folder.tmp"}
    assert {each.name for each in tmp_path.iterdir()} == kept


def test_a_file_that_cannot_be_read_or_removed_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "file", b"1")
    monkeypatch.setattr("os.open", no_space)
    monkeypatch.setattr(Path, "unlink", no_space)
    with pytest.raises(ConflictError, match="no space"):
        read_file(tmp_path / "file")
    with pytest.raises(ConflictError, match="no space"):
        remove_file(tmp_path / "file", up_to=tmp_path)


def test_folders_that_vanish_while_they_are_looked_through_hold_nothing(tmp_path: Path) -> None:
    for name in ("aa", "bb", "cc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tmp_1").touch()
    found = matching(tmp_path, "*/tmp_*")
    first = next(found)
    for name in {"aa", "bb", "cc"} - {first.parent.name}:
        shutil.rmtree(tmp_path / name)
    assert [*found] == []


def test_hidden_files_and_any_depth_are_matched(tmp_path: Path) -> None:
    (tmp_path / "refs" / "heads").mkdir(parents=True)
    for name in ("refs/a.lock", "refs/heads/b.lock", ".c.lock"):
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in matching(tmp_path, "refs/**/*.lock", "*.lock")}
    assert found == {"refs/a.lock", "refs/heads/b.lock", ".c.lock"}
