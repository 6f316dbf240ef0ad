"""`mcu init`, from an empty folder to a store."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store import defaults
from mcu_cli.store.trailers import trailers_of
from tests.conftest import StoreFolder

if TYPE_CHECKING:
    from tests.conftest import Mcu

REGISTRIES = ["categories.yaml", "departments.yaml"]
DEFAULTS = Path(defaults.__file__).parent
PRESS = sorted(
    f"press/{path.relative_to(DEFAULTS / 'press/ru').as_posix()}" for path in DEFAULTS.glob("press/ru/**/*.txt")
)
TEMPLATES = [*PRESS, *sorted(path.relative_to(DEFAULTS).as_posix() for path in DEFAULTS.glob("templates/**/*.txt"))]
WRITTEN = [".gitattributes", ".gitignore", *REGISTRIES, *TEMPLATES]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


def tree(folder: Path) -> list[str]:
    """Return all paths below `folder`, without what lies inside .git and .mcu."""
    found = (path.relative_to(folder) for path in folder.rglob("*"))
    return sorted(str(path) for path in found if not {".git", ".mcu"} & set(path.parts))


# A new store


def test_a_fresh_folder_becomes_a_store_with_one_commit(mcu: Mcu, tmp_path: Path) -> None:
    done = mcu("init", tmp_path / "a" / "town", "--json")
    store = StoreFolder(tmp_path / "a" / "town")

    assert done.data == {"store": str(store.root), "commit": store.head}
    folders = ["press", "templates", *{str(Path(name).parent) for name in TEMPLATES if name.count("/") > 1}]
    assert tree(store.root) == sorted([*WRITTEN, *folders])
    assert store.git("ls-files").split("\n") == WRITTEN
    assert store.git("rev-list", "--count", "HEAD") == "1"
    assert store.git("status", "--porcelain") == ""
    assert store.git("branch", "--show-current") == "main"
    assert mcu("check", cwd=store.root).stdout == f"{len(TEMPLATES) + 2} files checked: 0 errors, 0 warnings\n"


def test_the_commit_names_operator_moment_and_trailers(store: StoreFolder) -> None:
    assert store.git("log", "-1", "--format=%an <%ae> %ad %cd", "--date=iso-strict") == (
        "Анна Операторова <operator@town.example> 2026-11-20T18:00:00+05:00 2026-11-20T18:00:00+05:00"
    )
    message = store.git("log", "-1", "--format=%B")
    assert message.split("\n")[0] == "init Наш город"
    assert trailers_of(message.strip()) == {
        "Mcu-Action": ["init"],
        "Mcu-File": WRITTEN,
        "Mcu-Format": ["1"],
    }


def test_the_folder_you_are_in_becomes_a_store(mcu: Mcu, tmp_path: Path) -> None:
    done = mcu("init", cwd=tmp_path)

    assert f"store made in {tmp_path}\n" in done.stdout
    assert "mcu import FILE" in done.stdout
    assert "departments.yaml" in tree(tmp_path)


def test_yaml_keeps_its_bytes_and_private_files_are_ignored(store: StoreFolder) -> None:
    (store.root / ".mcu").mkdir(exist_ok=True)
    for name in (".mcu/x", "a.rejected.csv", "a.rejected-2.csv"):
        (store.root / name).write_text("x", encoding="utf-8")

    assert store.git("status", "--porcelain") == ""
    assert store.git("check-attr", "text", "x.yaml") == "x.yaml: text: unset"
    assert store.git("config", "core.quotePath") == "false"


def test_name_zone_and_language_go_into_the_registry_and_comments_stay(mcu: Mcu, store: StoreFolder) -> None:
    other = store.root.parent / "other"
    mcu("init", other, "--name", "Город №1: «центр»", "--timezone", "Asia/Omsk", "--language", "en")
    here, there = (
        text.split("\n") for text in (store.read("departments.yaml"), StoreFolder(other).read("departments.yaml"))
    )
    changed = [new for old, new in zip(here, there, strict=True) if old != new]

    assert changed == ["  name: 'Город №1: «центр»'", "  timezone: Asia/Omsk", "  language: en"]
    assert StoreFolder(other).git("log", "-1", "--format=%s") == "init Город №1: «центр»"


def test_a_hostile_name_leaves_the_subject_on_one_line(mcu: Mcu, tmp_path: Path) -> None:
    mcu("init", tmp_path / "town", "--name", "a\n\nMcu-Undoes: 0\x1b[2J\u202e")
    message = StoreFolder(tmp_path / "town").git("log", "-1", "--format=%B")

    assert message.split("\n")[0] == "init a Mcu-Undoes: 0 [2J"
    assert "Mcu-Undoes" not in trailers_of(message.strip())


# Inside another repository


def test_inside_a_repository_no_other_is_made_and_its_files_stay(mcu: Mcu, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "notes.txt").write_text("мои", encoding="utf-8")
    (tmp_path / "staged.txt").write_text("мои", encoding="utf-8")
    git(tmp_path, "add", "staged.txt")
    mcu("init", tmp_path)

    assert git(tmp_path, "show", "--format=", "--name-only", "HEAD").split("\n") == WRITTEN
    assert git(tmp_path, "status", "--porcelain") == "A  staged.txt\n?? notes.txt"


def test_a_subfolder_of_a_repository_holds_a_store_of_its_own(mcu: Mcu, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    mcu("init", tmp_path / "centre")

    assert not (tmp_path / "centre" / ".git").exists()
    assert git(tmp_path, "ls-files") == "\n".join(f"centre/{name}" for name in WRITTEN)
    mcu("add", "--text", "Яма", "--channel", "phone", cwd=tmp_path / "centre")
    assert git(tmp_path, "ls-files", "centre/appeals") == "centre/appeals/2026/11/20/20261120-0001.yaml"
    assert git(tmp_path, "status", "--porcelain") == ""
    assert mcu("check", cwd=tmp_path / "centre").stdout.endswith("0 errors, 0 warnings\n")


def test_the_operators_own_gitignore_is_kept_if_it_has_what_the_store_needs(mcu: Mcu, tmp_path: Path) -> None:
    for text in (
        "*.bak\r\n.mcu/\r\n*.rejected*.csv\r\n/*.xlsx\r\n/*.xls\r\n/*.ods\r\n/*.csv\r\n/intake/\r\n",
        ".mcu/\n*.rejected*.csv\n/*.csv\n/*.ods\n/*.xls\n/intake/\n/*.xlsx",
    ):
        root = tmp_path / str(len(text))
        root.mkdir()
        (root / ".gitignore").write_bytes(text.encode())
        mcu("init", root)

        assert (root / ".gitignore").read_bytes() == text.encode()
        assert git(root, "status", "--porcelain") == "?? .gitignore"


def test_a_gitignore_that_lacks_lines_is_not_touched_and_the_lines_are_named(mcu: Mcu, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.bak\n", encoding="utf-8")
    done = mcu("init", tmp_path, code=7)

    assert "is yours; add these lines to it and run the command again: .mcu/ | *.rejected*.csv | /*.xlsx" in done.stderr
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.bak\n"
    assert not (tmp_path / "departments.yaml").exists()
    (tmp_path / ".gitignore").write_text(
        "*.bak\n.mcu/\n*.rejected*.csv\n/*.xlsx\n/*.xls\n/*.ods\n/*.csv\n/intake/\n", encoding="utf-8"
    )
    mcu("init", tmp_path)


# What is refused


def test_a_template_of_git_may_hold_links_that_lead_nowhere_and_files_for_reading(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "template"
    template.mkdir()
    (template / "gone").symlink_to(tmp_path / "nowhere")
    (template / "description").write_text("Хранилище\n", encoding="utf-8")
    (template / "description").chmod(0o444)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(template))
    mcu("init", tmp_path / "town")
    assert (tmp_path / "town" / ".git" / "description").read_text(encoding="utf-8") == "Хранилище\n"


def test_a_store_is_not_made_twice(mcu: Mcu, store: StoreFolder) -> None:
    before = store.head
    done = mcu("init", store.root, code=4)

    assert done.stderr == f"mcu: {store.root} is a store already; work in it, or name another folder\n"
    assert store.head == before


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_registry_of_another_hand_is_not_overwritten(mcu: Mcu, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("моё: да\n", encoding="utf-8")
    mcu("init", tmp_path, code=4)

    assert tree(tmp_path) == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "моё: да\n"


def test_a_file_is_no_folder(mcu: Mcu, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    assert "is not a folder; name the folder of a store" in mcu("init", tmp_path / "file", code=2).stderr
    assert "nothing was changed" in mcu("init", tmp_path / "file" / "below", code=7).stderr
    assert tree(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--timezone", "Mars/Base", "'Mars/Base' is not a time zone like Asia/Omsk"),
        ("--timezone", "../../../etc/passwd", "is not a time zone"),
        ("--timezone", "Омск", "'Омск' is not a time zone"),
        ("--language", "de", "'de' is not one of en, ru"),
    ],
)
def test_a_bad_setting_is_refused_before_anything_is_made(
    mcu: Mcu, tmp_path: Path, option: str, value: str, sentence: str
) -> None:
    done = mcu("init", tmp_path / "town", option, value, code=2)

    assert sentence in done.stderr
    assert tree(tmp_path) == []


def test_without_an_identity_the_commands_that_set_it_are_named(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv("EMAIL", raising=False)
    done = mcu("init", tmp_path / "a" / "town", code=4)

    assert 'git config --global user.name "Your Name"' in done.stderr
    assert "git config --global user.email you@town.example" in done.stderr
    assert tree(tmp_path) == []


def test_without_git_the_program_to_install_is_named(mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = mcu("init", tmp_path / "town", "--json", code=3)

    assert done.stderr == "mcu: the program git was not found; install git 2.36 or later\n"
    assert done.envelope["data"] is None
    assert done.envelope["problems"][0]["message"] == "the program git was not found; install git 2.36 or later"
    assert tree(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="a script takes the place of git")
def test_a_git_that_is_too_old_is_refused(mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho git version 2.30.1\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    done = mcu("init", tmp_path / "town", code=4)

    assert "git version 2.30.1 is too old; mcu needs git 2.36 or later" in done.stderr
    assert not (tmp_path / "town").exists()


@pytest.mark.skipif(os.name == "nt", reason="a hook is a script")
def test_a_hook_that_refuses_leaves_nothing_on_record(mcu: Mcu, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho it stays as it is >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = mcu("init", tmp_path, code=4)

    assert "it stays as it is" in done.stderr
    assert tree(tmp_path) == []
    assert git(tmp_path, "ls-files") == ""
    hook.unlink()
    mcu("init", tmp_path)


# As a process


def test_a_store_is_made_by_the_program_itself(mcu_process: Mcu, tmp_path: Path) -> None:
    done = mcu_process("init", "town", "--name", "Город", "--timezone", "Asia/Omsk", cwd=tmp_path)

    assert "store made in" in done.stdout
    assert done.stderr == ""
    assert (tmp_path / "town" / "categories.yaml").is_file()


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_folder_whose_name_is_no_text_is_refused_in_words(mcu_process: Mcu, tmp_path: Path) -> None:
    done = mcu_process("init", tmp_path / os.fsdecode(b"town\xff"), code=2)

    assert "an argument is not UTF-8" in done.stderr
    assert "town<U+DCFF>; convert it and try again" in done.stderr
    assert tree(tmp_path) == []


def test_press_templates_are_in_the_language_of_the_store(mcu: Mcu, tmp_path: Path) -> None:
    mcu("init", tmp_path / "town", "--language", "en")
    written = (tmp_path / "town/press/week.txt").read_bytes()
    assert written == (DEFAULTS / "press/en/week.txt").read_bytes()
