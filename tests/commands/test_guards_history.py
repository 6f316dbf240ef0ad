"""Guards between commands: numbers, links, imports and registries where others, or another clone, were at work."""

from __future__ import annotations

import hashlib
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.store import lock
from tests.conftest import StoreFolder
from tests.workbooks import INCIDENT, NUMBER, export, plain, without
from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Finished, Mcu

ADD = ("add", "--channel", "phone", "--text", "Яма.")
LATER = "2026-11-21T09:00:00+05:00"
IMPORTED = "20261101-0001"
IN_WORK = without(
    INCIDENT,
    "Дата окончания",
    "Итог",
    "Причина закрытия",
    "Время 1го ответа ПИ",
    "1ый ответ ПИ",
    "Время попадания на шаг оценка удовлетворенности",
) | {"Текущий шаг инцидента": "Подготовка ответа"}
ENDS = ("Дата окончания", "Время 1го ответа ПИ", "Время попадания на шаг оценка удовлетворенности")


def refused(mcu: Mcu, store: StoreFolder, *arguments: str | Path, code: int = 4) -> Finished:
    """Run a command that must change neither a file nor the record."""
    before = files_of(store), store.head, status_of(store)
    finished = mcu(*arguments, code=code)
    assert (files_of(store), store.head, status_of(store)) == before
    return finished


def meanwhile(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Let `action` happen once, just before the next command gets the lock."""
    waiting = [action]

    @contextmanager
    def late(*arguments: Any, **options: Any) -> Iterator[int]:
        while waiting:
            waiting.pop()()
        with lock.exclusive(*arguments, **options) as descriptor:
            yield descriptor

    monkeypatch.setattr("mcu_cli.store.repository.exclusive", late)


def cloned(store: StoreFolder, folder: Path, *options: str, series: str = "") -> StoreFolder:
    """Clone a store, for a desk that registers in a series of its own."""
    subprocess.run(["git", "clone", "-q", *options, store.root.as_uri(), folder], check=True)
    clone = StoreFolder(folder)
    if series:
        clone.git("config", "mcu.series", series)
    return clone


def forget_index(store: StoreFolder) -> None:
    """Take the index away, so that the next command builds it anew."""
    for path in (store.root / ".mcu").glob("index.sqlite*"):
        path.unlink()


def by_hand(store: StoreFolder, old: str, new: str, path: str) -> None:
    """Change a file in the folder, past every command."""
    text = store.read(path)
    assert old in text
    (store.root / path).write_bytes(text.replace(old, new).encode())


def errors(mcu: Mcu) -> list[str]:
    """Return the fields in which `mcu check`, which must end with 6, finds errors."""
    problems = mcu("check", "--json", code=6).envelope["problems"]
    return [problem.get("field", "") for problem in problems if problem["level"] == "error"]


def state_of(mcu: Mcu, appeal: str = IMPORTED) -> Any:
    return appeal_of(mcu, appeal)["state"]


# A number is given once


@pytest.mark.parametrize("rebuilt", [False, True])
def test_a_number_taken_back_on_a_branch_is_not_given_after_the_merge(
    mcu: Mcu, store: StoreFolder, *, rebuilt: bool
) -> None:
    store.git("config", "mcu.series", "B")
    store.git("switch", "-qc", "side")
    mcu(*ADD)
    mcu("undo")
    store.git("switch", "-q", "main")
    store.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
    mcu("list")
    store.git("merge", "-q", "--no-ff", "--no-edit", "side")
    if rebuilt:
        forget_index(store)
    assert registered(mcu) == "20261120-B0002"


def test_a_number_taken_back_is_not_given_after_a_reset(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*ADD)
    mcu("undo")
    store.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
    mcu("list")
    store.git("reset", "-q", "--hard", "HEAD~1")
    mcu("list")
    assert registered(mcu) == SECOND


def test_a_shallow_clone_gives_no_number(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    mcu(*ADD)
    mcu("undo")
    clone = cloned(store, tmp_path / "clone", "--depth", "1")
    head = clone.head
    mcu(*ADD, code=4, cwd=clone.root)
    mcu("import", export(tmp_path / "day.xlsx", INCIDENT), code=4, cwd=clone.root)
    assert clone.head == head
    assert mcu("list", "--ids", cwd=clone.root).stdout == ""


def test_a_clone_that_was_shallow_gives_no_number_twice(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    mcu(*ADD)
    mcu("undo")
    clone = cloned(store, tmp_path / "clone", "--depth", "1")
    mcu("list", cwd=clone.root)
    clone.git("fetch", "-q", "--unshallow")
    assert mcu(*ADD, "--json", cwd=clone.root).data["appeals"][0]["id"] == SECOND


# Nobody is left without an answer


def test_what_others_double_is_not_taken_back(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(mcu)
    with monkeypatch.context() as other:
        other.setenv("GIT_AUTHOR_EMAIL", "second@town.example")
        registered(mcu, "Та же яма.")
        mcu("link", "2", "--duplicate-of", "1")
    refused(mcu, store, "undo")
    refused(mcu, store, "undo", "--dry-run")
    with monkeypatch.context() as other:
        other.setenv("GIT_AUTHOR_EMAIL", "second@town.example")
        mcu("undo")
    mcu("undo")
    assert mcu("list", "--ids").stdout.split() == [SECOND]


def test_a_duplicate_of_nothing_is_an_error(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu, "Та же яма.")
    mcu("link", "2", "--duplicate-of", "1")
    store.git("rm", "-q", path_of(FIRST))
    store.git("commit", "-qm", "by hand")
    assert "history" in errors(mcu)


def test_two_clerks_cannot_make_each_the_duplicate_of_the_other(
    mcu: Mcu, mcu_process: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    registered(mcu, "Та же яма.")
    mcu("answer", "1", "--interim", "--text", "Едем.")
    meanwhile(monkeypatch, lambda: mcu_process("link", "1", "--duplicate-of", "2"))
    mcu("link", "2", "--duplicate-of", "1", code=4)
    assert FIRST in last_commit(store).subject
    assert state_of(mcu, SECOND)["status"] == "new"


def test_duplicates_in_a_circle_are_an_error(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu, "Та же яма.")
    store.git("switch", "-qc", "side")
    mcu("link", "1", "--duplicate-of", "2")
    store.git("switch", "-q", "main")
    mcu("link", "2", "--duplicate-of", "1")
    assert mcu("check", "--json").data["errors"] == 0
    store.git("merge", "-q", "--no-edit", "side")
    assert errors(mcu)


def test_nothing_rests_on_what_was_settled_without_an_answer(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu, "Та же яма.")
    mcu("reject", "1", "--ground", "obscene", "--reason", "Брань.")
    refused(mcu, store, "link", "2", "--duplicate-of", "1")
    mcu("reopen", "1", "--reason", "Ошибка.")
    mcu("answer", "1", "--outcome", "resolved", "--text", "Засыпана.")
    mcu("link", "2", "--duplicate-of", "1")


# Registries that changed


def _renamed(store: StoreFolder, *names: str) -> None:
    """Rename the department `roads` in the registries, as far as they are named."""
    for name in names:
        old, new = ("\n  roads:\n", "\n  highways:\n") if name == "departments.yaml" else (": roads\n", ": highways\n")
        by_hand(store, old, new, name)


def test_a_registry_that_does_not_fit_the_other_one_on_record_is_refused(mcu: Mcu, store: StoreFolder) -> None:
    _renamed(store, "departments.yaml", "categories.yaml")
    for name in ("departments.yaml", "categories.yaml"):
        refused(mcu, store, "record", name, code=5)
    mcu("record")
    assert last_commit(store).changes == ("M categories.yaml", "M departments.yaml")
    registered(mcu)
    mcu("assign", "1", "--to", "highways")


def test_a_sound_registry_is_recorded_while_the_other_is_half_edited(mcu: Mcu, store: StoreFolder) -> None:
    by_hand(store, "name: Наш город", "name: Заречный", "departments.yaml")
    _renamed(store, "categories.yaml")
    mcu("record", "departments.yaml")
    assert last_commit(store).changes == ("M departments.yaml",)


def test_registries_broken_on_record_can_be_mended(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    _renamed(store, "categories.yaml")
    store.git("commit", "-qam", "by hand")
    mcu("assign", "1", "--to", "roads", code=5)
    _renamed(store, "departments.yaml")
    mcu("record")
    assert status_of(store) == ""
    mcu("assign", "1", "--to", "highways")
    assert mcu("check", "--json").data["errors"] == 0


def test_a_department_removed_meanwhile_is_assigned_nothing(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)

    def rename() -> None:
        _renamed(store, "departments.yaml", "categories.yaml")
        store.git("commit", "-qam", "by another command")

    meanwhile(monkeypatch, rename)
    mcu("assign", "1", "--to", "roads", code=3)
    assert state_of(mcu, FIRST)["status"] == "new"


def test_a_rule_recorded_meanwhile_is_the_one_that_judges(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)

    def shorten() -> None:
        by_hand(store, "defer: {within: 30 calendar days", "defer: {within: 3 calendar days", "categories.yaml")
        store.git("commit", "-qam", "by another command")

    meanwhile(monkeypatch, shorten)
    mcu("defer", "1", "--until", "2026-12-10", "--reason", "Нет асфальта.", code=4)
    assert state_of(mcu, FIRST)["status"] == "new"


@pytest.mark.parametrize("command", [("assign", "1", "--to", "roads"), ("classify", "1", "--category", "roads"), ADD])
def test_a_registry_edited_and_not_recorded_is_named_by_every_command_that_writes(
    mcu: Mcu, store: StoreFolder, command: tuple[str, ...]
) -> None:
    registered(mcu)
    assert "departments.yaml" not in mcu(*command).stderr
    mcu("undo")
    by_hand(store, "aliases: []", "aliases: [Администрация города]", "departments.yaml")
    done = mcu(*command)
    assert "departments.yaml" in done.stderr
    assert "categories.yaml" not in done.stderr


def test_an_import_by_a_registry_that_is_not_in_force_says_so(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    by_hand(store, "aliases: []", "aliases: [Администрация города]", "departments.yaml")
    done = mcu("import", export(tmp_path / "day.xlsx", plain(1, "Снег")))
    assert "departments.yaml" in done.stderr


# What the operator decided stands


@pytest.mark.parametrize(
    ("decision", "status"),
    [(("reject", "--ground", "obscene", "--reason", "Брань."), "rejected"), (("link", "--duplicate-of"), "duplicate")],
)
def test_an_end_told_by_an_export_does_not_overrule_the_operator(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, decision: tuple[str, ...], status: str
) -> None:
    mcu("import", export(tmp_path / "day.xlsx", IN_WORK))
    phoned = registered(mcu)
    name, *options = decision
    mcu(name, IMPORTED, *options, *((phoned,) if name == "link" else ()))
    decided = state_of(mcu)
    ended = dict.fromkeys(ENDS, "2026-11-21 06:00:00")
    mcu("import", export(tmp_path / "day.xlsx", INCIDENT | ended), now=LATER)

    kept = ("status", "outcome", "handled", "duplicate_of")
    assert {key: state_of(mcu).get(key) for key in kept} == {key: decided.get(key) for key in kept}
    assert decided["status"] == status
    assert "closed" in [event["event"] for event in appeal_of(mcu, IMPORTED)["history"]]
    assert store.git("status", "--porcelain") == ""


def test_a_promise_outlives_an_assignment(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    later = {"Отдел": "Отдел транспорта", "Время назначения последнего исполнителя": "2026-11-21 06:00:00"}
    mcu("import", export(tmp_path / "day.xlsx", IN_WORK))
    mcu("defer", IMPORTED, "--until", "2026-12-10", "--reason", "Нет асфальта.")
    mcu("import", export(tmp_path / "day.xlsx", IN_WORK | later), now=LATER)
    assert state_of(mcu)["promised"] == "2026-12-10"
    mcu("assign", IMPORTED, "--to", "roads", now=LATER)
    assert state_of(mcu)["promised"] == "2026-12-10"
    assert status_of(store) == ""


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("channel", ["letter", "phone"])
def test_another_priority_counts_from_the_reopening(mcu: Mcu, channel: str) -> None:
    appeal = registered(mcu, channel=channel, now="2026-06-01T10:00:00+05:00")
    mcu("answer", appeal, "--outcome", "explained", "--text", "Ответ.", now="2026-06-10T10:00:00+05:00")
    mcu("reopen", appeal, "--reason", "Не помогло.", now="2026-10-01T10:00:00+05:00")
    for priority in ("high", "low"):
        mcu("prioritise", appeal, "--priority", priority, now="2026-10-02T10:00:00+05:00")
        due = state_of(mcu, appeal)["due"]
        assert due["final"] > "2026-10-02"
        assert "first" not in due  # it was given before


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("channel", "command"),
    [
        ("letter", ("extend", "1", "--until", "2027-01-12", "--reason", "Запрос.", "--notified", "today")),
        ("phone", ("defer", "1", "--until", "2026-12-15", "--reason", "Нет асфальта.")),
    ],
)
def test_another_priority_takes_back_no_term_that_the_citizen_was_told(
    mcu: Mcu, channel: str, command: tuple[str, ...]
) -> None:
    registered(mcu, channel=channel)
    mcu(*command)
    told = state_of(mcu, FIRST)["due"]["final"]
    mcu("prioritise", "1", "--priority", "high")
    assert state_of(mcu, FIRST)["due"]["final"] == told


# Imports recognise what they have, and give away nothing


@pytest.fixture
def twins(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> StoreFolder:
    """Make a store in which two clones have registered the same incident."""
    day = export(tmp_path / "day.xlsx", IN_WORK)
    here, there = (cloned(store, tmp_path / series, series=series) for series in "CD")
    for clone in (there, here):
        mcu("import", day, cwd=clone.root)
    here.git("fetch", "-q", str(there.root), "main")
    here.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    return here


def test_check_names_an_incident_that_stands_twice(
    mcu: Mcu, twins: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(twins.root)
    assert mcu("list", "--ids").stdout.split() == ["20261101-C0001", "20261101-D0001"]
    problems = mcu("check", "--json").envelope["problems"]
    assert [problem["field"] for problem in problems if "20261101-C0001" in problem["message"]] == ["source.key"]


@pytest.mark.parametrize("rebuilt", [False, True])
def test_of_two_twins_an_import_updates_the_same_one_always(
    mcu: Mcu, twins: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, rebuilt: bool
) -> None:
    monkeypatch.chdir(twins.root)
    if rebuilt:
        forget_index(twins)
    mcu("import", export(tmp_path / "later.xlsx", INCIDENT), now=LATER)
    assert last_commit(twins).changes == (f"M {path_of('20261101-C0001')}",)


def _imported_event_id(event: str, told_by: str) -> str:
    """Return the id that docs/format.md gives an event of the incident."""
    seed = ("incident", str(INCIDENT[NUMBER]), event, told_by)
    return hashlib.sha256("\0".join(seed).encode()).hexdigest()[:8]


SECOND_ANSWER = "2ой ответ ПИ"


def _told_twice(mcu: Mcu, store: StoreFolder, folder: Path, words: str) -> list[dict[str, Any]]:
    """Import an incident twice, with texts made of `words`; return the events that are then on record."""
    clone = cloned(store, folder)
    row = IN_WORK | {
        "Текст инцидента": f"{words}: яма.",
        "Примечание": f"{words}: первое.",
        "Время 1го ответа ПИ": INCIDENT["Время 1го ответа ПИ"],
        "1ый ответ ПИ": f"{words}: едем.",
        SECOND_ANSWER: f"{words}: приедем.",
    }
    changed = row | {
        "Текст инцидента": f"{words}: яма и люк.",
        "Примечание": f"{words}: второе.",
        "URL автора": f"https://vk.com/{words}",
    }
    mcu("import", export(folder / ".git" / "day.xlsx", row), cwd=clone.root)
    mcu("import", export(folder / ".git" / "day.xlsx", changed), cwd=clone.root, now=LATER)
    events: list[dict[str, Any]] = mcu("show", IMPORTED, "--json", cwd=clone.root).data["history"]
    return events


def test_no_id_says_what_somebody_wrote(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    events = _told_twice(mcu, store, tmp_path / "one", "88001234567")
    other = _told_twice(mcu, store, tmp_path / "two", "88007654321")
    assert [event["id"] for event in events] == [event["id"] for event in other]
    assert [event["text"] for event in events if "text" in event] != [e["text"] for e in other if "text" in e]

    notes = [event["id"] for event in events if event["event"] == "noted"]
    assert notes == [_imported_event_id("noted", "1"), _imported_event_id("noted", "2")]
    answers = {event["text"]: event["id"] for event in events if event["event"] == "answered" and "text" in event}
    assert answers["88001234567: приедем."] == _imported_event_id("answered", SECOND_ANSWER)
    assert answers["88001234567: едем."] == _imported_event_id("answered", str(INCIDENT["Время 1го ответа ПИ"]))
    assert [event["fields"] for event in events if event["event"] == "corrected"] == [["author.profile", "text"]]


def test_another_time_zone_adds_no_second_final_answer(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    answered = {name: INCIDENT[name] for name in ("Время 1го ответа ПИ", "1ый ответ ПИ")}
    mcu("import", export(tmp_path / "day.xlsx", IN_WORK | answered))
    day = export(tmp_path / "later.xlsx", INCIDENT)
    mcu("import", day, now=LATER)
    before = [event["id"] for event in appeal_of(mcu, IMPORTED)["history"]]
    interim = _imported_event_id("answered", str(INCIDENT["Время 1го ответа ПИ"]))
    assert _imported_event_id("answered", f"{interim} final") in before
    by_hand(store, "timezone: Europe/Moscow", "timezone: Europe/Kaliningrad", "departments.yaml")
    mcu("record", now=LATER)
    mcu("import", day, now=LATER)
    assert [event["id"] for event in appeal_of(mcu, IMPORTED)["history"]] == before


# What is on record is what the objects say


def test_an_object_that_git_was_told_to_replace_is_not_believed(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    registered(mcu)
    forged = tmp_path / "forged.yaml"
    forged.write_bytes(store.read(path_of(FIRST)).replace("Яма", "ПОДЛОГ").encode())
    store.git("replace", store.git("rev-parse", f"HEAD:{path_of(FIRST)}"), store.git("hash-object", "-w", str(forged)))
    forget_index(store)
    (store.root / path_of(FIRST)).unlink()
    assert "ПОДЛОГ" not in mcu("list").stdout + mcu("show", "1").stdout
    assert mcu("show", "1", "--json").data["text"] == "Яма на дороге."


def test_log_names_the_commit_that_forged_an_event(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("answer", "1", "--outcome", "resolved", "--text", "Яма засыпана.")
    honest = store.head
    mcu("note", "1", "--text", "Заметка.")
    by_hand(store, "Яма засыпана.", "Ямы не было.", path_of(FIRST))
    store.git("commit", "-qam", "by hand")
    found = {event["event"]: event["commit"] for event in mcu("log", "1", "--json").data["history"]}
    assert found["answered"] == store.head
    assert found["noted"] == store.git("rev-parse", "HEAD~1")
    assert found["registered"] == store.git("rev-parse", f"{honest}~1")


def test_what_no_rule_assigns_does_not_hold_up_the_others(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Глубокая яма на дороге, разбит асфальт.")
    registered(mcu, "Ъ.")
    registered(mcu, "Яма на дороге, асфальт провалился.")
    for appeal in (FIRST, THIRD):
        mcu("classify", appeal, "--category", "roads")
    before = commit_count(store)
    done = mcu("assign", "1", "2", "3", "--auto", "--yes")
    assert [state_of(mcu, appeal)["status"] for appeal in (FIRST, SECOND, THIRD)] == ["assigned", "new", "assigned"]
    assert commit_count(store) == before + 1
    assert SECOND in done.stderr + done.stdout
