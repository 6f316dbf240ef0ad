"""A commit of very many appeals is looked through year by year, and nothing is told otherwise for that."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.git import Git
from mcu_cli.store.proof import commits
from mcu_cli.store.proof.commits import Change, differences, steps

if TYPE_CHECKING:
    from mcu_cli.store.git_streams import Reading
    from tests.conftest import Mcu, StoreFolder

YEARS = ("2024-02-05T12:00:00+05:00", "2025-03-01T12:00:00+05:00", "2026-11-20T18:00:00+05:00")
# Names that come between, before and behind the years in git's order, or only look like a year.
ODD = (
    "appeals-/1", "appeals.txt", "appeals/0", "appeals/2024-a/1", "appeals/2024.txt", "appeals/20245/1",
    "appeals/2025 /1", "appeals/2025!/1", "appeals/*", "appeals/:(top)", "appeals/я/1", "appeals/2027", "a/1", "z",
    "appeals0/2025/1", "reports/1", "x\ny",
)  # fmt: skip
HIDDEN = "appeals/2025/03/01/another repository"  # of which a file in the folder says that nobody wants to hear


@pytest.fixture(params=["", "town/mcu"])
def odd(request: pytest.FixtureRequest, mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Git, str]:
    """Make a store, of all its repository or a folder in it, with three years and files that nobody expects.

    Appeals of all years were changed and taken back together. Returned is git in it, and the prefix of its paths.
    """
    repository = tmp_path / "repository"
    root = repository / request.param
    root.mkdir(parents=True)
    Git(repository, os.environ).run("init", "--quiet", "--initial-branch=main")
    mcu("init", root)
    monkeypatch.chdir(root)
    git = Git(root, os.environ)
    for now in YEARS:
        mcu("add", "--channel", "phone", "--text", f"Яма {now}.", now=now)
        mcu("add", "--channel", "phone", "--text", f"Лёд {now}.", now=now)
    mcu("note", "20240205-1", "20250301-1", "20261120-1", "--text", "Звонили.", "--yes")
    mcu("undo", "--yes")
    for name in (*ODD, *(f"../{one}" for one in ODD if request.param)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    git.run("add", "--all", str(repository))
    hidden, head = Path(request.param, HIDDEN).as_posix(), git.run("rev-parse", "HEAD").decode().strip()
    git.run("update-index", "--add", "--cacheinfo", f"160000,{head},{hidden}")
    git.run("commit", "--quiet", "--message", "by hand")
    git.run("rm", "--quiet", "-r", "appeals")
    (root / "appeals").write_text("a file", encoding="utf-8")
    git.run("add", "--all")
    git.run("commit", "--quiet", "--message", "a file instead")
    hide = f'[submodule "x"]\n\tpath = {hidden}\n\tignore = all\n'
    (repository / ".gitmodules").write_text(hide, encoding="utf-8")
    return git, f"{request.param}/" if request.param else ""


def test_what_a_commit_changed_is_the_same_in_the_same_order_asked_by_year(odd: tuple[Git, str]) -> None:
    git, prefix = odd
    names = git.run("rev-list", "--reverse", "HEAD").decode().split()
    for name in names:
        plain = [*differences(git, prefix, name)]
        assert plain
        assert [*differences(git, prefix, name, by_year=True)] == plain
    across = [*differences(git, prefix, names[0], names[-2])]
    assert len(across) >= len(ODD) + 2 * len(YEARS)
    assert [*differences(git, prefix, names[0], names[-2], by_year=True)] == across


@pytest.mark.parametrize("of_many", [b"", b"3 appeals"])
def test_the_way_through_the_history_is_the_same_asked_by_year(
    odd: tuple[Git, str], monkeypatch: pytest.MonkeyPatch, of_many: bytes
) -> None:
    git, prefix = odd
    plain = [*steps(git, prefix, "HEAD")]
    assert HIDDEN in {change.path for change in plain if isinstance(change, Change)}
    monkeypatch.setattr(commits, "_VERY_MANY", re.compile(of_many))
    assert [*steps(git, prefix, "HEAD")] == plain


def test_git_is_never_asked_for_more_than_a_year_of_very_many(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now in YEARS:
        mcu("add", "--channel", "phone", "--text", f"Яма {now}.", now=now)
    mcu("note", "20240205-1", "20250301-1", "20261120-1", "--text", "Звонили.", "--yes")
    many = store.head
    mcu("undo", "--yes")
    undo = store.head
    monkeypatch.setattr(commits, "_VERY_MANY", re.compile(b"3 appeals"))
    asked: list[tuple[str, tuple[str, ...]]] = []
    reading = Git.reading

    def told(git: Git, *arguments: str, given: bytes = b"") -> Reading:
        paths = arguments[arguments.index("--") + 1 :] if "--" in arguments else ()
        if "diff-tree" in arguments or "--raw" in arguments:
            asked.extend((name, paths) for name in (many, undo) if name in arguments or name in given.decode())
        return reading(git, *arguments, given=given)

    monkeypatch.setattr(Git, "reading", told)
    found = mcu("verify", "--whole", "--json").data["violations"]
    assert {one["kind"] for one in found} == {"clock-back"}  # the store was made in the last of the three years
    years = [f":(literal)appeals/{year}" for year in (2024, 2025, 2026)]
    for name, times in ((many, 2), (undo, 1)):  # what was taken back is looked through beside its undo once more
        shares = [paths for one, paths in asked if one == name]
        assert sorted(path for paths in shares for path in paths if "exclude" not in path) == sorted(
            [*years, ":/"] * times
        )


def test_a_commit_that_only_says_that_it_is_of_very_many_is_told_as_it_is(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (store.root / "appeals").rglob("*.yaml")
    path.write_text(path.read_text(encoding="utf-8") + "# x\n", encoding="utf-8", newline="\n")
    store.git("add", "--all")
    trailers = "Mcu-Action: note\nMcu-Appeal: 123456789012345678901234567890 appeals"
    store.git("commit", "--quiet", "--message", f"note\n\n{trailers}")
    *_before, last = steps(Git(store.root, os.environ), "", "HEAD")
    assert isinstance(last, Change)
    assert last.path == path.relative_to(store.root).as_posix()
    assert mcu("verify", "--json", code=6).data["violations"]
