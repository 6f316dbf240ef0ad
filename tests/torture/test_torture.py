"""Some dozens of kills, faults, spoiled grounds and a small race: what `make torture` does by the thousand."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.torture import faults, grounds, kills, power, races, tables
from tests.torture.cases import BY_NAME, arguments_of
from tests.torture.steps import Stop, Way, compiler
from tests.torture.town import bench, build, copied, git
from tests.torture.whole import broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.torture.cases import Case
    from tests.torture.runner import Runner
    from tests.torture.town import Scratch

pytestmark = pytest.mark.skipif(compiler() is None, reason="a run is stopped by a library in C, on Linux")

# Of each command the steps are shares of all that it has, so that they are spread however many these are.
SHARES = (0.15, 0.45, 0.6, 0.75, 0.9)
KILLED = ("assign by query", "record", "import", "undo", "init", "assign with a hook", "redact", "retention apply")
ROLES = ("add", "add", "assign", "note", "undo", "import", "cron", "reader", "git")


class Place(NamedTuple):
    """Where a store is tortured: what runs mcu in it, its folder, the town to copy, and what kills."""

    runner: Runner
    scratch: Scratch
    town: Path
    torturer: kills.Torturer


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Make the town once, and end the process that runs mcu."""
    base = tmp_path_factory.mktemp("torture")
    scratch, runner = bench(base, "bench")
    build(runner, scratch)
    subprocess.run(["cp", "-a", str(scratch.root), str(base / "town")], check=True)
    yield Place(runner, scratch, base / "town", kills.Torturer(runner, scratch, base / "town"))
    runner.close()


def case_of(place: Place, name: str) -> tuple[Case, int]:
    """Return a case and how many steps it has."""
    case = BY_NAME[name]
    return case, place.torturer.prepared(case).steps


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", KILLED)
def test_after_a_kill_the_next_command_finds_the_store_whole(place: Place, name: str, share: float) -> None:
    case, steps = case_of(place, name)
    index = SHARES.index(share)
    hand = "" if case.hand or case.founds else ("", "before", "after")[index % 3]
    way, then = (Way.GROUP, Way.ALONE, Way.GROUP, Way.CHILD, Way.GROUP)[index], (0, 3, 1, 0, 3)[index]
    kill = kills.Kill(name, int(steps * share), way, torn=index % 2 == 0, hand=hand, then=then)
    assert place.torturer.kill(kill, case).findings == ()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97, 1.0])
@pytest.mark.parametrize("name", ["assign by query", "import", "init"])
def test_after_a_cut_of_the_power_the_store_can_be_had_whole(place: Place, name: str, share: float) -> None:
    case, steps = case_of(place, name)
    step = int(steps * share) if share < 1 else steps + 1
    done = place.torturer.kill(kills.Kill(name, step, Way.POWER, then=0), case)
    assert done.findings == ()
    assert done.on_record or share < 1  # what was told as done is on record


def test_a_cut_of_the_power_takes_what_was_not_synced_and_nothing_else(place: Place) -> None:
    case, _steps = case_of(place, "import")
    copied(place.scratch, place.torturer.prepared(case).template)
    trace = place.scratch.root.parent / "trace"
    disk = power.disk_of(place.scratch.root)
    place.runner.run(*arguments_of(case, place.scratch), folder=place.scratch.store, stop=Stop(0), trace=trace)
    lost = power.lose(disk, trace, was_cut=False)
    assert [name for name in lost if "/appeals/" in name]
    assert not [name for name in lost if "/.git/objects/" in name or "/.git/refs/" in name]


@pytest.mark.parametrize("error", list(faults.ERRORS))
@pytest.mark.parametrize("share", [0.3, 0.7])
@pytest.mark.parametrize("name", ["add", "summary --save"])
def test_after_an_error_of_the_disk_all_is_as_it_was_said(place: Place, name: str, share: float, error: str) -> None:
    case = BY_NAME[name]
    step = int(faults.counted(place.torturer, case, error) * share)
    assert faults.strike(place.torturer, faults.Fault(name, error, step, lasting=True), case).findings == ()


@pytest.mark.parametrize("ground", grounds.GROUNDS, ids=lambda ground: ground.name)
def test_on_spoiled_ground_nothing_is_changed_and_it_is_said_why(place: Place, ground: grounds.Ground) -> None:
    if not ground.possible():
        pytest.skip("only the superuser can give files away")
    for command in (grounds.COMMANDS[0], ("assign", "4", "--to", "roads")):
        assert grounds.tried(place.runner, place.scratch, place.town, ground, command).findings == ()


def test_many_at_once_lose_nothing_and_double_nothing(place: Place) -> None:
    done = races.run_race(place.runner, place.scratch, place.town, each=3, seed=1, roles=ROLES)
    assert done.findings == ()
    assert done.commits >= 3 * 2  # each of those who add


def test_a_kill_that_is_not_put_right_is_found(place: Place) -> None:
    """The judge himself is judged: what a kill leaves before any next command is no whole store."""
    case, steps = case_of(place, "import")
    copied(place.scratch, place.torturer.prepared(case).template)
    place.torturer.run(case, Stop(steps // 2))
    found = [*broken(place.runner, place.scratch.store, environment=place.runner.environment, checked=False)]
    assert any("git status" in finding for finding in found)
    assert any("lies about" in finding for finding in found)


def test_a_commit_that_nobody_made_is_found(place: Place) -> None:
    case, steps = case_of(place, "add")
    prepared = place.torturer.prepared(case)
    wrong = prepared._replace(trees=("0" * 40,))
    place.torturer.learn(wrong)
    try:
        found = place.torturer.kill(kills.Kill("add", steps, Way.ALONE), case).findings
    finally:
        place.torturer.learn(prepared)
    assert any("HEAD holds something else" in finding for finding in found)


def test_a_lock_of_git_by_hand_stays_though_a_command_was_killed(place: Place) -> None:
    """A lock is removed only where no git is at work; here one is: it waits in its editor, holding git's index."""
    case, steps = case_of(place, "assign")
    copied(place.scratch, place.torturer.prepared(case).template)
    store = place.scratch.store
    place.torturer.run(case, Stop(steps // 2))
    (store / "notes.txt").write_text("Записка.\n", "utf-8")
    git(store, "add", "notes.txt")
    waiting = place.scratch.root / "waiting"
    editor = f"sh -c 'touch {waiting}; while [ -e {waiting} ]; do sleep 0.01; done'"
    by_hand = subprocess.Popen(
        [
            "git",
            "-c",
            f"core.editor={editor}",
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@town.example",
            "commit",
            "notes.txt",
        ],
        cwd=store,
        stderr=subprocess.DEVNULL,
    )
    while not waiting.exists():
        pass
    lock = store / ".git" / "index.lock"
    held = lock.exists()
    refused = place.runner.run("add", "--channel", "phone", "--text", "Новое.", folder=store)
    assert (held, lock.exists(), refused.code) == (True, True, 7)
    waiting.unlink()
    by_hand.wait()


def test_the_page_of_reliability_says_what_was_measured() -> None:
    text = tables.DOCUMENT.read_text(encoding="utf-8")
    assert tables.written_anew(text, tables.known()) == text, "run `python -m tests.torture.tables`"
