"""The benchmarks measure what they say, in a quick form: every command ends well, every table is written. No times."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import baselines, bench, commit_ways, export_table, generate, invented_texts, tables
from benchmarks.cases import Case, in_turns
from benchmarks.goals import DAY, GOALS, Goal
from benchmarks.measures import GROUPS, Effort
from benchmarks.processes import run
from benchmarks.stores import Place
from mcu_cli.domain.identifiers import AppealId
from mcu_cli.store.schema import examine
from tests.docs_tables import shipped_registry

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 250
QUICK = Effort(rounds=1, long_rounds=1, growth=1, rehearse=False)
BASELINES = {"reads.bare", "writes.commit", "rebuild.parse", "imports.write"}


def silent(_what: str) -> None:
    """Take progress and say nothing."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("bench"), settles=False)


@pytest.fixture(scope="module")
def measured(place: Place) -> dict[str, Any]:
    """Return what the whole of the benchmarks finds at a size that is over at once."""
    return {
        str(SIZE): bench.measure_size(place, SIZE, QUICK, list(GROUPS), silent),
        DAY: bench.measure_day(place, (60, 40), QUICK, silent),
    }


# --- The quick form


def test_every_command_that_is_measured_ends_well(measured: dict[str, Any]) -> None:
    failed = {
        f"{size} {key}": told["failed"]
        for size, part in measured.items()
        for key, told in part["cases"].items()
        if "failed" in told
    }
    assert failed == {}


def test_every_group_is_measured_with_all_that_its_figures_need(measured: dict[str, Any]) -> None:
    cases = measured[str(SIZE)]["cases"]
    assert {key.partition(".")[0] for key in cases} == set(GROUPS)
    for key, told in cases.items():
        assert told["runs"] >= 1, key
        if key.startswith("growth."):
            assert told["packed"] > 0
            assert told["loose"] > 0
            continue
        assert told["wall_ms"] > 0, key
        assert len(told["each_ms"]) == told["runs"], key
        assert set(told["against"]) <= cases.keys(), key
        assert "peak_mb" in told or not Path("/proc/self/smaps_rollup").exists() or key in BASELINES, key


def test_every_goal_has_its_figure(measured: dict[str, Any]) -> None:
    for goal in GOALS:
        figure = goal.figure(measured[goal.store or str(SIZE)]["cases"])
        assert isinstance(figure, float | int), goal.title
        assert figure > 0, goal.title


def test_every_table_tells_the_size_that_was_measured(measured: dict[str, Any]) -> None:
    known = {size: bench.summary(part) for size, part in measured.items()}
    for name, written in tables.TABLES.items():
        text = written(known)
        if name in {"machine", "failures"} or name.startswith("ways"):
            continue
        assert f"{SIZE:,}" in text, name
        assert "failed" not in text, name
        rows = [line.count("|") for line in text.splitlines() if line.startswith("|")]
        assert len(rows) > 2, name
        assert len(set(rows)) == 1, name


def test_the_machine_is_described_without_its_name(measured: dict[str, Any]) -> None:
    told = measured[str(SIZE)]["machine"]
    assert "Python " in told
    assert "git " in told
    assert os.uname().nodename not in told.split()
    assert "/" not in told


def test_the_ways_to_commit_all_end_with_a_clean_status(place: Place) -> None:
    told = commit_ways.measured(place, 60, 1, 20, silent)
    assert set(told) == {"one", "bulk", "log"}
    for kind, table in told.items():
        assert isinstance(table, dict)
        cells = [cell for row in table["rows"].values() for cell in row]
        assert cells, kind
        assert [cell for cell in cells if cell == "failed"] == [], kind
        assert {len(row) for row in table["rows"].values()} == {len(table["columns"])}, kind
    known = {"ways": {"machine": "", "tables": {kind: {"60": table} for kind, table in told.items()}}}
    assert "feature.manyFiles" in tables.TABLES["ways-one"](known)


# --- What counts as having run


def turns(place: Place, *cases: Case) -> dict[str, dict[str, Any]]:
    return in_turns(place, cases, rounds=2, budget=60, say=silent)


def test_a_command_that_fails_is_told_and_the_others_go_on(place: Place) -> None:
    script = "import sys; sys.exit('the disk is full')"
    told = turns(
        place,
        Case("x.bad", "bad", lambda: [sys.executable, "-c", script], place.folder),
        Case("x.good", "good", lambda: [sys.executable, "-c", ""], place.folder),
    )
    assert told["x.bad"]["failed"] == "exit code 1: the disk is full"
    assert told["x.bad"]["runs"] == 0
    assert told["x.good"]["runs"] == 2
    assert "failed" not in told["x.good"]


def test_an_answer_of_nothing_does_not_count(place: Place) -> None:
    told = turns(place, Case("x.mute", "mute", lambda: [sys.executable, "-c", ""], place.folder, prints=True))
    assert told["x.mute"]["failed"] == "it printed nothing"


def test_a_change_that_commits_nothing_does_not_count(place: Place) -> None:
    root = place.founded("unchanged")
    told = turns(place, Case("x.idle", "idle", lambda: [sys.executable, "-c", ""], root, commits=True))
    assert told["x.idle"]["failed"] == "nothing was committed"


def test_what_a_case_lacks_before_it_runs_is_told(place: Place) -> None:
    def command() -> list[str]:
        raise ValueError("no appeal is open")

    assert turns(place, Case("x.none", "none", command, place.folder))["x.none"]["failed"] == "no appeal is open"


def test_a_group_that_cannot_begin_is_told_and_the_others_go_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_store: object) -> dict[str, dict[str, Any]]:
        raise RuntimeError("git is gone")

    monkeypatch.setitem(GROUPS, "cold", broken)
    told = bench.measure_size(place, 80, QUICK, ["cold", "growth"], silent)["cases"]
    assert told["cold.group"]["failed"] == "git is gone"
    assert told["growth.plain"]["packed"] > 0


def test_a_store_that_cannot_be_made_is_told_for_each_group(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_named: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(place, "generated", full)
    told = bench.measure_size(place, 10, QUICK, ["reads", "growth"], silent)["cases"]
    assert {key: case["failed"] for key, case in told.items()} == {
        "reads.group": "[Errno 28] No space left on device",
        "growth.group": "[Errno 28] No space left on device",
    }


def test_a_round_that_would_exceed_the_budget_is_not_begun(place: Place) -> None:
    case = Case("x.slow", "slow", lambda: [sys.executable, "-c", ""], place.folder)
    assert in_turns(place, [case], rounds=5, budget=0, say=silent)["x.slow"]["runs"] == 1


def test_memory_is_that_of_all_processes_of_a_command(place: Place) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("this system does not tell the memory of a process")
    megabytes = 60
    # The child waits until its end of the pipe is closed, and both hold their memory until the parent has seen that.
    holds = f"import sys; held = b'x' * {megabytes * 10**6}; print(1, flush=True)"
    parent = (
        "import subprocess, sys; "
        f"{holds}; "
        f"child = subprocess.Popen([sys.executable, '-c', {holds + '; sys.stdin.read()'!r}], "
        "stdin=subprocess.PIPE, stdout=subprocess.PIPE); child.stdout.readline(); "
        "sum(range(20_000_000)); child.stdin.close(); child.wait()"
    )
    done = run([sys.executable, "-c", parent], cwd=place.folder, environment=place.environment, watch=0.5)
    assert done.trouble == ""
    assert done.peak > 2 * megabytes * 10**6


def test_a_command_on_a_terminal_sees_one(place: Place) -> None:
    script = "import os, sys; sys.exit(0 if sys.stdout.isatty() and not sys.stdin.isatty() else 'no terminal')"
    done = run([sys.executable, "-c", script], cwd=place.folder, environment=place.environment, on_terminal=True)
    assert done.trouble == ""


def test_writing_plainly_gives_the_same_files(tmp_path: Path) -> None:
    paths = ["a/b/1.yaml", "a/2.yaml", "a/b/3.yaml"]
    for n, path in enumerate(paths):
        (tmp_path / "from" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / path).write_bytes(b"\n\t" * n)
    listed, content = tmp_path / "list", tmp_path / "bytes"
    assert baselines.keep(tmp_path / "from", paths, listed, content) == 3
    assert baselines.write(listed, content, tmp_path / "to") == 3
    for path in paths:
        assert (tmp_path / "to" / path).read_bytes() == (tmp_path / "from" / path).read_bytes()


# --- Goals and tables


def test_a_goal_counts_the_slowest_of_its_commands_against_the_sum() -> None:
    goal = Goal("x", ("a.one", "a.two"), ("a.base", "a.more"), 1.5)
    told = {
        key: {"shown": key, "wall_ms": wall}
        for key, wall in (("a.one", 10), ("a.two", 30), ("a.base", 5), ("a.more", 15))
    }
    assert goal.figure(told) == 1.5
    assert goal.is_met(1.5)
    assert not goal.is_met(1.51)
    assert goal.figure({**told, "a.base": {"shown": "x", "failed": "exit code 2"}}) == "failed"
    assert goal.figure({}) is None


def test_memory_of_any_command_leaves_baselines_out() -> None:
    goal = next(goal for goal in GOALS if goal.unit == "MB")
    told = {
        "a.mcu": {"shown": "mcu list", "peak_mb": 40.0},
        "a.git": {"shown": "git commit -- PATH", "peak_mb": 900.0},
        "a.yaml": {"shown": "yaml.load(CBaseLoader) of every file", "peak_mb": 800.0},
        "a.tab": {"shown": "completion of an id", "peak_mb": 50.0},
    }
    assert goal.figure(told) == 50.0


def test_groups_measured_again_leave_the_others_as_they_were() -> None:
    before = {"machine": "old", "cases": {"reads.list": 1, "reads.gone": 1, "writes.note": 1}}
    again = bench.merged(before, {"machine": "new", "cases": {"reads.list": 2}})
    assert again == {"machine": "new", "cases": {"writes.note": 1, "reads.list": 2}}


def test_what_needs_no_generated_store_gets_none(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.measures.GROUPS", {"imports": lambda store: {"imports.size": store.size}})
    monkeypatch.setattr(Place, "generated", None)
    assert bench.measure_size(place, 30, QUICK, ["imports"], silent)["cases"] == {"imports.size": 30}
    assert place.folder.exists()
    with pytest.raises(TypeError):
        bench.measure_size(place, 30, QUICK, ["imports", "reads"], silent)


def test_the_program_writes_results_and_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "performance.md"
    document.write_text("Before.\n\n<!-- measured: cold -->\n<!-- end -->\n\nAfter.\n", encoding="utf-8")
    monkeypatch.setattr(bench, "DOCUMENT", document)
    monkeypatch.setattr(bench, "MEASURED", tmp_path / "measured.json")
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
    words = ["bench", "30", "--groups", "cold", "--rounds", "1", "--scratch", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", words)
    bench.main()
    text = document.read_text(encoding="utf-8")
    assert text.startswith("Before.\n\n<!-- measured: cold -->\n\n| command | 30 |")
    assert text.endswith("<!-- end -->\n\nAfter.\n")
    assert len(bench.known()["30"]["cases"]["cold.list"]) >= 5
    assert "each_ms" not in bench.known()["30"]["cases"]["cold.list"]
    assert "each_ms" in (tmp_path / "results" / "30.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["measured.json", "performance.md", "results"]


def test_what_failed_stands_in_the_tables_with_its_reason() -> None:
    cases = {"reads.version": {"shown": "mcu --version", "against": [], "runs": 0, "failed": "exit code 1: no room"}}
    known = {"1000": {"machine": "m", "cases": cases}}
    assert "| `mcu --version` | failed |" in tables.TABLES["reads"](known)
    assert "- 1,000: `mcu --version`: exit code 1: no room" in tables.TABLES["failures"](known)


def test_the_tables_of_the_document_follow_from_what_was_measured() -> None:
    text = bench.DOCUMENT.read_text(encoding="utf-8")
    assert sorted(found["name"] for found in tables.BLOCK.finditer(text)) == sorted(tables.TABLES)
    assert tables.written_anew(text, bench.known()) == text, "run `python -m benchmarks.bench --tables`"


def test_the_document_names_every_group_and_no_other_target() -> None:
    text = bench.DOCUMENT.read_text(encoding="utf-8")
    makefile = (generate.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:[$] |`)make ([a-z]+)", text)) <= targets
    named = {name for found in re.findall(r'GROUPS="([a-z ]+)"', text) for name in found.split()}
    assert named == set(GROUPS) - {"group"}


# --- Generated stores


def generated(folder: Path, *arguments: str) -> Path:
    script = generate.ROOT / "benchmarks" / "generate.py"
    subprocess.run([sys.executable, script, folder, *arguments], check=True)
    return folder


def head(root: Path) -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def test_the_same_seed_gives_the_same_store_commit_for_commit(tmp_path: Path) -> None:
    # More than one process makes 600; the commit holds every byte, the commits before it and their moments.
    one = generated(tmp_path / "one", "600", "--commits", "20", "--one-day", "30")
    two = generated(tmp_path / "two", "600", "--commits", "20", "--one-day", "30")
    other = generated(tmp_path / "other", "600", "--commits", "20", "--one-day", "30", "--seed", "2")
    assert head(one) == head(two)
    assert head(one) != head(other)
    count = ["git", "rev-list", "--count", "HEAD"]
    assert subprocess.run(count, cwd=one, check=True, capture_output=True).stdout == b"22\n"
    status = ["git", "status", "--porcelain"]
    assert subprocess.run(status, cwd=one, check=True, capture_output=True).stdout == b""
    of_day = list((one / "appeals" / f"{generate.LAST:%Y/%m/%d}").glob("*.yaml"))
    assert len(of_day) == 30
    assert len(list((one / "appeals").rglob("*.yaml"))) == 600


@pytest.fixture(scope="module")
def town() -> generate.Town:
    return generate.town_of(generate.ROOT / "mcu_cli" / "store" / "defaults")


@given(size=st.integers(0, 3_000), of_day=st.integers(0, 3_000), seed=st.integers(0, 9))
@settings(max_examples=50)
def test_the_days_hold_as_many_appeals_as_were_asked_for(size: int, of_day: int, seed: int) -> None:
    one_day = min(size, of_day)
    days = list(generate.days_of(size, one_day, generate.LAST, seed))
    assert sum(count for _day, count in days) == size
    assert [day for day, _count in days] == sorted({day for day, _count in days})
    assert dict(days).get(generate.LAST, 0) == one_day


def test_appeals_are_canonical_and_have_three_to_eight_events_none_of_them_too_late(town: generate.Town) -> None:
    end = datetime.combine(generate.LAST, time(18), town.zone)
    events: Counter[int] = Counter()
    files = dict(generate.files_of(town, 400, one_day=100))
    assert len(files) == 400
    for path, data in files.items():
        reading = examine(data, file=path)
        assert reading.problems == [], path
        assert reading.appeal is not None
        events[len(reading.appeal.history)] += 1
        assert reading.appeal.history[-1].at < end, path
    assert set(events) == set(range(3, 9))


def test_an_appeal_is_the_same_in_a_store_of_any_size(town: generate.Town) -> None:
    day = date(2026, 11, 10)
    one = generate.appeal_of(town, day, 7, generate.LAST, 1)
    assert generate.appeal_of(town, day, 7, generate.LAST, 1) == one
    assert one.id == str(AppealId(day, "", 7))


def texts(count: int) -> Iterator[str]:
    return (invented_texts.message(Random(f"text {n}")) for n in range(count))  # noqa: S311  # the same each time


def test_messages_are_as_long_and_as_rich_in_words_as_the_document_says() -> None:
    _before, _heading, section = bench.DOCUMENT.read_text(encoding="utf-8").partition("## Generated stores")
    told = dict(re.findall(r"^\| ([^|]+?) \| [\d,]+ \| ([\d,]+) \|$", section, re.MULTILINE))
    lengths = sorted(len(text) for text in texts(8_000))
    replies = sorted(len(invented_texts.reply(Random(f"reply {n}"))) for n in range(3_000))  # noqa: S311  # as above
    words = list(islice((word for text in texts(3_500) for word in re.findall(r"\w+", text.lower())), 100_000))
    found = {
        "letters of a message: median": lengths[len(lengths) // 2],
        "letters of a message: mean": sum(lengths) / len(lengths),
        "letters of a message: one in twenty above": lengths[len(lengths) * 95 // 100],
        "letters of an answer: median": replies[len(replies) // 2],
        "letters of an answer: mean": sum(replies) / len(replies),
        "different words in the first 10,000": len(set(words[:10_000])),
        "different words in the first 100,000": len(set(words)),
    }
    assert told.keys() == found.keys()
    for name, figure in found.items():
        assert abs(int(told[name].replace(",", "")) - figure) <= 0.01 * figure, (name, figure)


def test_the_table_of_incidents_is_the_same_each_time_and_names_only_known_topics(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    export_table.write_table(one, 300)
    export_table.write_table(two, 300)
    assert one.read_bytes() == two.read_bytes()
    names = {category.name for category in shipped_registry().categories.values()}
    rows = list(export_table.rows(300))
    assert len(rows) == 300
    assert len({row[0] for row in rows}) == 300
    assert {name for row in rows for name in row[8:10]} <= names


def test_progress_is_told_with_the_group_that_is_measured(place: Place) -> None:
    said: list[str] = []
    bench.measure_size(place, 15, QUICK, ["cold"], partial(said.append))
    assert said[0] == "generating"
    assert any(line.startswith("cold: round 1") for line in said)
