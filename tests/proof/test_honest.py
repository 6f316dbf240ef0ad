"""Honest histories raise no alarm, however much was done and by how many."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu_cli.store.recorded import write_recorded
from mcu_cli.store.schema import read_appeal
from tests.conftest import ROOT, StoreFolder
from tests.proof.forging import BY, Forger, path_of
from tests.workbooks import INCIDENT, export, plain, without
from tests.working_day import FIRST, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu

PHONE = ("add", "--channel", "phone", "--text")
NEW = without(
    INCIDENT,
    "Дата окончания",
    "Итог",
    "Причина закрытия",
    "Время 1го ответа ПИ",
    "1ый ответ ПИ",
    "Время попадания на шаг оценка удовлетворенности",
) | {"Текущий шаг инцидента": "Подготовка ответа"}

EXPORTED = (NEW, INCIDENT, plain(700009, "Лёд."))


def at(minute: int, day: int = 20) -> str:
    """Return a moment of November 2026, so many minutes after six in the evening."""
    return f"2026-11-{day:02}T{18 + minute // 60:02}:{minute % 60:02}:00+05:00"


def without_alarm(mcu: Mcu, *, doubts: int = 0) -> Any:
    """Prove the store twice, once anew; return what the second proof says."""
    told = [mcu("verify", *more, "--json").data for more in ((), ("--whole",))]
    for data in told:
        assert [one["kind"] for one in data["violations"]] == ["clock-back"] * doubts
    return told[1]


@pytest.fixture(autouse=True)
def _git_has_the_clock_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let merges that git makes by itself be of the day on which all else happens."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-20T18:00:30+05:00")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-20T18:00:30+05:00")


def test_a_day_with_every_command_raises_no_alarm(mcu: Mcu, store: StoreFolder) -> None:
    run = iter(range(200))
    steps: list[tuple[str | Path, ...]] = [
        (*PHONE, "Яма на дороге."),
        ("add", "--channel", "letter", "--text", "Два вопроса.", "--name", "Верба А. А."),
        (*PHONE, "Не горит фонарь."),
        ("undo", "--yes"),
        (*PHONE, "Не горит фонарь у школы."),
        ("classify", FIRST, "--category", "roads"),
        ("prioritise", FIRST, "--priority", "high"),
        ("assign", FIRST, SECOND, "--to", "roads", "--yes"),
        ("undo", "--yes"),
        ("undo", "--yes"),
        ("assign", FIRST, SECOND, "--to", "roads", "--yes"),
        ("answer", FIRST, "--interim", "--text", "Примем меры."),
        ("escalate", FIRST, "--reason", "Срочно."),
        ("note", FIRST, "--text", "Звонил."),
        ("split", SECOND, "--text", "И второй вопрос."),
        ("defer", FIRST, "--until", "2026-12-01", "--reason", "Ждём технику."),
        ("extend", SECOND, "--until", "2026-12-28", "--notified", "today", "--reason", "Запрос."),
        ("answer", FIRST, "--outcome", "resolved", "--text", "Яма засыпана."),
        ("reopen", FIRST, "--reason", "Осела."),
        ("close", FIRST, "--outcome", "explained"),
        ("edit", SECOND, "--set", "place.street=улица Мира"),
        ("filter", "add", "мои", "department:roads"),
        ("filter", "remove", "мои"),
        ("reception", "add", "--official", "Глава", "--rank", "head", "--day", "today", "--form", "scheduled"),
        (
            "reception",
            "receive",
            "7",
            "--question",
            "Когда отремонтируют крышу?",
            "--name",
            "Сойка Б. Б.",
            "--register",
        ),
        ("instruct", "add", "--text", "Осмотреть дороги.", "--to", "roads", "--official", "Глава"),
        ("poll", "add", "--question", "Где быть скверу?", "--option", "Здесь", "--option", "Там", "--begins", "today"),
        ("done", "add", "--what", "Засыпано ям", "--count", "3"),
        ("summary", "--save"),
        ("summary", "--save", "--format", "html"),
        ("recompute", SECOND),
        ("check", "--fix"),
        ("undo", "--yes"),
    ]
    done = 0
    for arguments in steps:
        try:
            mcu(*arguments, now=at(next(run)))
            done += 1
        except AssertionError:
            continue  # what the rules refuse leaves no trace
    assert done > len(steps) * 0.7
    proof = without_alarm(mcu)
    assert proof["commits"] == int(store.git("rev-list", "--count", "HEAD"))


@pytest.mark.usefixtures("store")
def test_imports_and_later_exports_raise_no_alarm(mcu: Mcu, tmp_path: Path) -> None:
    first = export(tmp_path / "first.xlsx", NEW, plain(700002, "Яма."), plain(700003, "Темно."))
    mcu("import", first, now=at(0))
    mcu("import", first, now=at(1))
    mcu("note", "20261101-0001", "--text", "Звонил мастеру.", now=at(2))
    mcu("edit", "20261101-0002", "--set", "place.street=улица Лесная", now=at(3))
    mcu("close", "20261101-0003", "--outcome", "explained", now=at(4))
    later = export(
        tmp_path / "later.xlsx", INCIDENT, plain(700002, "Яма.", Дом="7", Улица="Мира"), plain(700003, "Свет.")
    )
    mcu("import", later, "--adopt", now=at(5))
    mcu("undo", "--yes", now=at(6))
    mcu("import", later, now=at(7))
    without_alarm(mcu)


@pytest.mark.usefixtures("store")
def test_a_table_without_numbers_and_approximate_answers_raise_no_alarm(mcu: Mcu, tmp_path: Path) -> None:
    rows = [without(INCIDENT, "1ый ответ ПИ", "Время 1го ответа ПИ"), plain(700005, "Снег.")]
    mcu("import", export(tmp_path / "a.xlsx", *rows), now=at(0))
    without_alarm(mcu)


def test_hand_edits_that_were_recorded_raise_no_alarm(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    file = store.root / path_of(FIRST)
    file.write_bytes(file.read_bytes().replace("Яма.".encode(), "Яма у дома.".encode()))
    departments = store.root / "departments.yaml"
    departments.write_bytes(departments.read_bytes() + b"# checked\n")
    template = store.root / "templates" / "thanks.txt"
    template.write_bytes("Спасибо!\n".encode())
    mcu("record", "--reason", "По звонку.", now=at(1))
    template.unlink()
    mcu("record", now=at(2))
    without_alarm(mcu)


def test_an_unreadable_file_is_one_violation_and_its_mending_none(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    forger = Forger(store.root)
    good = forger.data(path_of(FIRST))
    broken = forger.commit({path_of(FIRST): b"format: 1\nid: [\n"}, at=at(1))
    (store.root / path_of(FIRST)).write_bytes(good.replace("Яма.".encode(), "Яма у дома.".encode()))
    mcu("record", now=at(2))
    found = mcu("verify", "--json", code=6).data["violations"]
    assert {(one["commit"], one["kind"]) for one in found} == {(broken, "unreadable"), (broken, "by-hand")}
    mcu("record", "--acknowledge", broken, "--reason", "Сбой диска, акт № 3.", now=at(3))
    (told, *_others) = mcu("verify", "--json").data["violations"]
    assert told["acknowledged"][0]["reason"] == "Сбой диска, акт № 3."
    assert told["acknowledged"][0]["by"] == f"Анна Операторова <{BY}>"


def test_a_file_put_back_as_it_was_is_no_second_id(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    forger = Forger(store.root)
    good = forger.data(path_of(FIRST))
    gone = forger.commit({path_of(FIRST): None}, at=at(1))
    back = forger.commit({path_of(FIRST): good}, at=at(2))
    found = mcu("verify", "--json", code=6).data["violations"]
    assert [(one["commit"], one["kind"]) for one in found] == [
        (gone, "file-removed"),
        (gone, "by-hand"),
        (back, "by-hand"),
    ]


def test_two_clones_merged_raise_no_alarm(mcu: Mcu, store: StoreFolder, tmp_path: Path, monkeypatch: Any) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", store.root.as_uri(), clone], check=True)
    there = Forger(clone)
    there.git("config", "mcu.series", "B")
    monkeypatch.chdir(clone)
    mcu(*PHONE, "Снег.", now=at(1))
    mcu("note", FIRST, "--text", "Из второго окна.", now=at(2))
    with (clone / "categories.yaml").open("ab") as file:
        file.write(b"# second desk\n")
    mcu("record", now=at(3))
    monkeypatch.chdir(store.root)
    mcu(*PHONE, "Лёд.", now=at(1))
    mcu("undo", "--yes", now=at(2))
    mcu("note", FIRST, "--text", "Из первого окна.", now=at(4))
    here = Forger(store.root)
    here.git("pull", "--quiet", "--no-rebase", "--no-edit", "--strategy=ours", str(clone), "main")
    head, theirs = here.git("rev-parse", "HEAD^1", "HEAD^2").split()
    here.git("reset", "--quiet", "--hard", head)
    # As a person merges: what only one side has as it is, the appeal that both have with the events of both.
    path = path_of(FIRST)
    mine, yours = (read_appeal(here.data(path, commit), file=path) for commit in (head, theirs))
    events = sorted(
        {event.id: event for event in (*mine.history, *yours.history)}.values(), key=lambda e: e.recorded_at
    )
    names = here.git("diff", "--name-only", f"{head}...{theirs}").splitlines()
    files: dict[str, Any] = {name: here.data(name, theirs) for name in names}
    files[path] = write_recorded(replace(mine, history=tuple(events)))
    here.commit(files, "Merge branch 'main' of clone", parents=[head, theirs], at=at(5))
    mcu("note", FIRST, "--text", "После слияния.", now=at(6))
    proof = without_alarm(mcu)
    assert proof["commits"] == int(here.git("rev-list", "--count", "HEAD"))


def test_a_merge_that_git_makes_by_itself_raises_no_alarm(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    here = Forger(store.root)
    here.git("switch", "--quiet", "--create", "other")
    here.git("config", "mcu.series", "B")
    mcu(*PHONE, "Снег.", now=at(1))
    mcu("undo", "--yes", now=at(2))
    mcu(*PHONE, "Лёд.", now=at(3))
    here.git("switch", "--quiet", "main")
    here.git("config", "--unset", "mcu.series")
    mcu("assign", FIRST, "--to", "roads", now=at(4))
    here.git("merge", "--quiet", "--no-edit", "other")
    mcu(*PHONE, "Дождь.", now=at(5))
    without_alarm(mcu)


@pytest.mark.usefixtures("store")
def test_a_clock_put_back_is_a_doubt_and_no_violation(mcu: Mcu) -> None:
    mcu(*PHONE, "Яма.", now=at(30))
    mcu("note", FIRST, "--text", "Раньше, чем было.", now=at(0), code=4)  # within one history mcu refuses it
    mcu(*PHONE, "Снег.", now=at(0))
    assert "Doubts" in mcu("verify").stdout
    without_alarm(mcu, doubts=1)


def test_other_time_zones_raise_no_alarm(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*PHONE, "Яма.", now="2026-11-20T13:00:00+00:00")
    departments = store.root / "departments.yaml"
    text = departments.read_text(encoding="utf-8")
    before = text.partition("timezone: ")[2].partition("\n")[0]
    departments.write_bytes(text.replace(f"timezone: {before}", "timezone: Asia/Kamchatka").encode())
    mcu("record", now="2026-11-20T15:00:00+02:00")
    mcu("note", FIRST, "--text", "С Камчатки.", now="2026-11-20T13:00:01-00:30")
    without_alarm(mcu)


def test_what_cron_does_raises_no_alarm(mcu_process: Mcu, store: StoreFolder, mcu: Mcu) -> None:
    mcu(*PHONE, "Яма.", now=at(0))
    folder = store.root / "intake"
    folder.mkdir(exist_ok=True)
    mcu_process("cron", "run", "--installed-by", BY, "--summary-at", "08:00", now="2026-11-25T09:00:00+05:00")
    authors = set(store.git("log", "--format=%an").splitlines())
    assert any(name.startswith("mcu-cron") for name in authors)
    without_alarm(mcu)


def test_code_beside_the_store_does_not_count(mcu: Mcu, store: StoreFolder) -> None:
    (store.root / "notes.txt").write_text("Заметки", encoding="utf-8")
    store.git("add", "notes.txt")
    store.git("commit", "--quiet", "--message", "Mcu-Action: is not a trailer here")
    without_alarm(mcu)


def test_a_store_in_a_folder_of_a_repository_is_proved_by_itself(mcu: Mcu, tmp_path: Path, monkeypatch: Any) -> None:
    around = tmp_path / "around"
    around.mkdir()
    git = Forger(around).git
    git("init", "--quiet", "--initial-branch=main")
    (around / "appeals").mkdir()
    (around / "appeals" / "readme").write_text("no store", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "before")
    for n, name in enumerate(("one", "two")):
        mcu("init", around / name, now=at(2 * n))
        monkeypatch.chdir(around / name)
        mcu(*PHONE, "Яма.", now=at(2 * n + 1))
        (around / "appeals" / name).write_text("beside", encoding="utf-8")
        git("add", "appeals")
        git("commit", "--quiet", "--message", "beside")
        without_alarm(mcu)
    forged = Forger(around / "one")
    files = {f"one/{path}": data for path, data in forged.forged(FIRST, lambda a: replace(a, text="Нет ямы.")).items()}
    forged.commit(files)
    assert mcu("verify", "--json").data["violations"] == []  # of the other store
    monkeypatch.chdir(around / "one")
    assert {one["kind"] for one in mcu("verify", "--json", code=6).data["violations"]} == {
        "fact-without-event",
        "by-hand",
    }


def test_a_shallow_clone_is_proved_from_its_edge_and_says_so(
    mcu: Mcu, forger: Forger, tmp_path: Path, monkeypatch: Any
) -> None:
    clone = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=3", forger.root.as_uri(), clone], check=True)
    monkeypatch.chdir(clone)
    proof = without_alarm(mcu)
    assert proof["start"] == "edge"
    assert (proof["commits"], proof["edges"]) == (3, 1)
    assert "this clone is shallow" in mcu("verify").stdout
    gone = forger.git("rev-parse", "HEAD~5")
    assert "there is no commit" in mcu("verify", "--since", gone, code=3).stderr


def test_a_walk_since_a_fingerprint_proves_what_came_after(mcu: Mcu, forger: Forger) -> None:
    proof = mcu("verify", "--since", forger.git("rev-parse", "HEAD~2"), "--json").data
    assert (proof["start"], proof["commits"]) == ("since", 2)


@pytest.mark.parametrize("commits", [0, 60])
def test_generated_stores_raise_no_alarm(mcu: Mcu, tmp_path: Path, monkeypatch: Any, commits: int) -> None:
    script = ROOT / "benchmarks" / "generate.py"
    root = tmp_path / "generated"
    subprocess.run([sys.executable, script, root, "150", "--commits", str(commits)], check=True, capture_output=True)
    monkeypatch.chdir(root)
    assert without_alarm(mcu)["versions"] >= 150


def test_the_project_itself_raises_no_alarm(mcu: Mcu, tmp_path: Path, monkeypatch: Any) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    clone = tmp_path / "own"
    subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), clone], check=True)
    if Forger(clone).git("rev-parse", "--is-shallow-repository") == "true":
        pytest.skip("this checkout has no history")
    Forger(clone).git("checkout", "--quiet", "HEAD", "--", "departments.yaml", "categories.yaml")
    monkeypatch.chdir(clone)
    assert without_alarm(mcu)["start"] == "init"


NUMBERS = st.integers(min_value=1, max_value=4)
STEPS = st.one_of(
    st.just(("add",)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("note"), NUMBERS),
    st.tuples(st.just("assign"), NUMBERS, st.sampled_from(("roads", "general"))),
    st.tuples(st.just("answer"), NUMBERS, st.booleans()),
    st.tuples(st.just("close"), NUMBERS),
    st.tuples(st.just("reopen"), NUMBERS),
    st.tuples(st.just("edit"), NUMBERS, st.sampled_from(("улица Мира", "улица Лесная", ""))),
    st.tuples(st.just("record"), NUMBERS),
    st.tuples(st.just("all")),
    st.tuples(st.just("import"), st.integers(min_value=1, max_value=3)),
    st.tuples(st.just("merge")),
)


class Desk:
    """A clerk at work: each step is a command of mcu, a minute after the one before."""

    def __init__(self, mcu: Mcu, root: Path) -> None:
        """Begin at six in the evening."""
        self._mcu, self._root, self._minute = mcu, root, 0
        self._git = Forger(root)

    def do(self, step: tuple[Any, ...]) -> None:
        """Take one step; what the rules refuse leaves no trace."""
        self._minute += 1
        name, *values = step
        if name == "merge":
            self._merged()
            return
        if name == "record":
            self._edited(*values)
        words: dict[str, Callable[..., tuple[Any, ...]]] = {
            "add": lambda: (*PHONE, f"Яма {self._minute}."),
            "undo": lambda: ("undo", "--yes"),
            "note": lambda n: ("note", f"1120-{n}", "--text", "Звонил."),
            "assign": lambda n, to: ("assign", f"1120-{n}", "--to", to),
            "answer": lambda n, last: (
                "answer", f"1120-{n}", "--text", "Да.", *(("--outcome", "resolved") if last else ("--interim",)),
            ),
            "close": lambda n: ("close", f"1120-{n}", "--outcome", "explained"),
            "reopen": lambda n: ("reopen", f"1120-{n}", "--reason", "Надо."),
            "edit": lambda n, street: ("edit", f"1120-{n}", "--set", f"place.street={street}"),
            "record": lambda _n: ("record",),
            "all": lambda: ("assign", "open", "--to", "roads", "--yes"),
            "import": lambda n: ("import", export(self._root.parent / f"{n}.xlsx", *EXPORTED[:n])),
        }  # fmt: skip
        with contextlib.suppress(AssertionError):
            self._mcu(*words[name](*values), now=at(self._minute))

    def _edited(self, number: int) -> None:
        file = self._root / path_of(f"20261120-{number:04}")
        if file.exists():
            file.write_bytes(file.read_bytes().replace(b"\nchannel: phone", b"\nchannel: phone\nkind: complaint"))

    def _merged(self) -> None:
        """Register something in another series on a branch of its own, and let git merge it."""
        git = self._git.git
        if git("status", "--porcelain"):
            return
        git("branch", "--quiet", "--force", "other", "HEAD")
        git("switch", "--quiet", "other")
        git("config", "mcu.series", "B")
        self._mcu(*PHONE, "Снег.", now=at(self._minute))
        git("switch", "--quiet", "main")
        git("config", "--unset", "mcu.series")
        self._minute += 1
        self._mcu(*PHONE, "Лёд.", now=at(self._minute))
        git("merge", "--quiet", "--no-edit", "other")


@pytest.mark.usefixtures("store")  # which makes the template
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_honest_history_raises_an_alarm(
    mcu: Mcu, template: Path, tmp_path: Path, monkeypatch: Any, steps: list[tuple[Any, ...]]
) -> None:
    root = tmp_path / f"store-{len(list(tmp_path.iterdir()))}"
    shutil.copytree(template, root)
    with monkeypatch.context() as patch:
        patch.chdir(root)
        desk = Desk(mcu, root)
        for step in [("add",), ("add",), *steps]:
            desk.do(step)
        without_alarm(mcu)
    shutil.rmtree(root)


def test_redactions_and_retention_raise_no_alarm(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    mcu(*PHONE, "Яма у дома Вербы.", "--name", "Верба А. А.", "--phone", "+7 900 000-00-00", now=at(0))
    mcu(*PHONE, "Темно.", "--name", "Сойка Б. Б.", "--flat", "7", now=at(1))
    mcu("answer", FIRST, "--outcome", "resolved", "--text", "Верба А. А., яма засыпана.", now=at(2))
    mcu("note", FIRST, "--text", "Верба довольна.", now=at(3))
    mcu(
        "reception", "add", "--official", "Глава", "--rank", "head", "--day", "today", "--form", "scheduled",
        "--question", "Когда крыша?", "--name", "Ковыль В. В.", "--phone", "+7 900 000-00-01", now=at(4),
    )  # fmt: skip
    exported = export(tmp_path / "first.xlsx", INCIDENT, plain(700002, "Яма у Петрова."))
    mcu("import", exported, now=at(5))
    mcu("redact", FIRST, "--field", "author.phone", "--yes", now=at(6))
    mcu("redact", FIRST, "--text", "Верба", "--reason", "По заявлению.", "--yes", now=at(7))
    mcu("redact", FIRST, SECOND, "--author", "--yes", now=at(8))
    mcu("redact", "R-2026-0001", "--all", "--yes", now=at(9))
    mcu("redact", "20261101-0001", "20261101-0002", "--all", "--yes", now=at(10))
    mcu("import", exported, now=at(11))
    mcu("note", FIRST, "--text", "Ещё заметка.", now=at(12))
    mcu("close", SECOND, "--outcome", "explained", now=at(13))
    mcu("undo", "--yes", now=at(14))
    mcu("close", SECOND, "--outcome", "explained", now=at(15))
    before = store.head
    mcu("retention", "apply", "--yes", now="2033-01-15T12:00:00+05:00")
    assert store.head != before
    without_alarm(mcu)


def test_the_day_of_the_demo_raises_no_alarm(mcu: Mcu, tmp_path: Path, monkeypatch: Any) -> None:
    mcu("demo", tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    assert without_alarm(mcu)["commits"] > 5
