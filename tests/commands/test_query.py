"""A query wherever appeals are meant: the same words list, change, show and count the same appeals."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from mcu_cli import arguments
from mcu_cli.chosen import MOST_SHOWN
from mcu_cli.domain.query.parser import MOST_BRACKETS, MOST_TERMS
from mcu_cli.domain.query.saved import MOST_TERMS as MOST_TERMS_IN_ALL
from mcu_cli.domain.query.tokens import MOST_LETTERS
from tests.conftest import ROOT, StoreFolder
from tests.docs_tables import program
from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

FOURTH = "20261120-0004"


@pytest.fixture(scope="module")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store with four appeals; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("day") / "store"


@pytest.fixture
def day(mcu: Mcu, store: StoreFolder, day_template: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Make a store with four appeals; for reading alone, the tests share it."""
    if not day_template.is_dir():
        _register_four(mcu)
        store.root.rename(day_template)
    monkeypatch.chdir(day_template)
    return StoreFolder(day_template)


@pytest.fixture
def four(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with the same four appeals, to be changed."""
    _register_four(mcu)
    return store


def _register_four(mcu: Mcu) -> None:
    registered(mcu, "Две ямы у школы.", "-c", "roads", "-d", "roads", "--street", "улица Лесная", "--house", "7")
    registered(mcu, "Прорвало трубу.", "-c", "housing", "--name", "Ёжикова Ё. Ё.", channel="urgent")
    registered(mcu, "Не горит фонарь, рядом ямы.", "--priority", "urgent", "-c", "roads/snow", channel="letter")
    registered(mcu, "Спасибо, хорошего дня!", "--tag", "chatter", "--tag", "Фото")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("status:new",), [SECOND, THIRD, FOURTH]),
        (("статус:новые",), [SECOND, THIRD, FOURTH]),
        (("status:new,assigned", "category:roads", "due:<2026-12-01", "-department:city-services", "ямы"), [FIRST]),
        (("status:new,assigned category:roads due:<2026-12-19 -department:city-services (urgent or overdue) ямы",),
         [THIRD]),
        (("status:new,assigned", "category:roads", "due:<2026-12-19", "(urgent or overdue)", "ямы"), [THIRD]),
        (("-department:roads",), [SECOND, THIRD, FOURTH]),
        (("--", "-department:roads"), [SECOND, THIRD, FOURTH]),
        (("-department:roads", "--priority", "urgent"), [SECOND, THIRD]),
        (("-d", "roads"), [FIRST]),
        (("-n1", "-urgent"), [FIRST]),
        (("-ямы",), [SECOND, FOURTH]),
        (("-(ямы or трубы)",), [FOURTH]),
        (("-(ямы", "or", "трубы)"), [FOURTH]),
        (("-«две ямы»",), [SECOND, THIRD, FOURTH]),
        (("«две", "ямы»"), [FIRST]),
        (("-chatter", "-срочные"), [FIRST]),
        (("-урочище", "или", "ямы"), [FIRST, SECOND, THIRD, FOURTH]),
        (("улица:лесная,Мира",), [FIRST]),
        (("street:лес", "house:7"), [FIRST]),
        (("house:1",), []),
        (("автор:ежикова",), [SECOND]),
        (("метка:ФОТО",), [FOURTH]),
        (("tag:none", "канал:letter"), [THIRD]),
        (("unrouted",), [SECOND, THIRD, FOURTH]),
        (("due:today",), [SECOND]),
        (("сегодня",), [SECOND]),
        (("зарегистрировано:2026-11",), [FIRST, SECOND, THIRD, FOURTH]),
        (("registered:2025",), []),
        (("registered:..вчера",), []),
        ((FIRST,), [FIRST]),
        ((FIRST, SECOND, "-ямы"), [SECOND]),
        ((f"-{SECOND}", "--open"), [FIRST, THIRD, FOURTH]),
        (("id:2,1120-3",), [SECOND, THIRD]),
        (("хорошего",), [FOURTH]),
        (("хор*",), [FOURTH]),
        (("text:роща",), []),
    ],
)  # fmt: skip
def test_a_query_chooses(mcu: Mcu, day: StoreFolder, words: tuple[str, ...], wanted: list[str]) -> None:
    assert mcu("list", "--ids", "--sort", "id", *words).stdout.split() == wanted
    assert status_of(day) == ""


def test_a_wrong_query_is_usage_in_json_too(mcu: Mcu, day: StoreFolder) -> None:
    finished = mcu("list", "--json", "ямы", "stauts:new", code=2)
    (problem,) = finished.envelope["problems"]
    assert problem["message"] in finished.stderr
    assert (
        "query «ямы stauts:new», character 5, «stauts:new»: there is no field 'stauts', did you mean status?"
        in (problem["message"])
    )
    assert "did you mean roads" in mcu("list", "department:rods", code=3).stderr
    assert "there is no category" in mcu("search", "category:xyzzy", code=3).stderr
    assert "there is no option" in mcu("list", "-x:y", code=2).stderr
    assert commit_count(day) == 5


def test_a_russian_keyword_is_told_and_quotes_make_it_a_word(mcu: Mcu, day: StoreFolder) -> None:
    told = mcu("list", "открытые", "--ids").stderr
    assert told == "«открытые» is taken as open here; put it in quotes to look for the word\n"
    assert mcu("list", "«открытые»", "--ids").stderr == ""
    assert mcu("list", "open", "--ids").stderr == ""
    assert "«не» is taken as not here" in mcu("search", "не открытые", "--ids").stderr
    words = mcu("search", "не горит", "--ids")
    assert (words.stdout.split(), words.stderr) == ([THIRD], "")
    assert status_of(day) == ""


def test_a_hit_shows_the_words_of_its_query(mcu: Mcu, day: StoreFolder) -> None:
    shown = mcu("search", "text:фонарь", "-status:closed", "-трубы").stdout
    assert "фонарь, рядом ямы" in shown
    assert THIRD in shown
    assert status_of(day) == ""


def test_a_query_that_changes_asks_even_for_one(mcu: Mcu, four: StoreFolder) -> None:
    before, head = files_of(four), four.head
    refused = mcu("note", "трубу", "-t", "Звонили.", code=2)
    assert SECOND in refused.stderr
    assert "add --yes" in refused.stderr
    assert (files_of(four), four.head) == (before, head)
    assert mcu("note", "трубу", "-t", "Звонили.", "--yes").code == 0
    assert last_commit(four).subject == f"note {SECOND}"


def test_what_was_asked_is_changed_whole_and_undone_whole(
    mcu: Mcu, four: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(four)
    on_a_terminal(monkeypatch)
    asked = mcu("assign", "status:new", "-chatter", "--to", "housing", stdin="y\n").stderr
    assert "2 appeals. Go on?" in asked
    assert last_commit(four).subject == "assign 2 appeals: housing"
    assert mcu("list", "department:housing", "--ids").stdout.split() == [SECOND, THIRD]
    assert "not confirmed" in mcu("close", "open", "--outcome", "explained", stdin="n\n", code=4).stderr
    mcu("undo", stdin="y\n")
    assert files_of(four) == before


@pytest.mark.parametrize(
    "command",
    [
        "assign {} --to roads",
        "classify {} -c roads",
        "prioritise {} -p low",
        "answer {} --interim --text Ответ.",
        "escalate {} --reason Срочно.",
        "note {} --text Звонили.",
        "link {} --related-to 20261120-0001",
        "forward {} --to Министерство",
        "reject {} --ground unclear",
        "close {} --outcome explained",
    ],
)
def test_every_command_of_several_takes_a_query(mcu: Mcu, four: StoreFolder, command: str) -> None:
    query = ["-chatter", "открытые", "трубу"]
    words = [part for piece in command.split() for part in (query if piece == "{}" else [piece])]
    done = mcu(*words, "--dry-run", "--json").data["appeals"]
    assert [one["id"] for one in done] == [SECOND]
    nothing = [*(part.replace("трубу", "каток") for part in words), "--yes"]
    assert "no appeal fits the query" in mcu(*nothing, code=3).stderr
    assert commit_count(four) == 5


@pytest.mark.parametrize("command", ["defer", "extend --notified today"])
def test_a_refusal_names_the_appeal_that_a_query_found(mcu: Mcu, four: StoreFolder, command: str) -> None:
    refused = mcu(*command.split(), "трубу", "--until", "2026-12-10", "--reason", "Весной.", "--yes", code=4).stderr
    assert refused.startswith(f"mcu: {SECOND}: the rules of the channel")
    assert commit_count(four) == 5


def test_show_and_log_take_a_query_up_to_a_screenful(mcu: Mcu, four: StoreFolder) -> None:
    assert [one["id"] for one in mcu("show", "ямы", "--json").data] == [FIRST, THIRD]
    assert mcu("show", "трубу", "--json").data["id"] == SECOND
    assert [one["id"] for one in mcu("log", "ямы", "--json").data] == [FIRST, THIRD]
    assert mcu("log", "2", "--json").data["id"] == SECOND
    assert mcu("log", "2", "3").stdout.count("registered") == 2
    mcu("split", "3", *(part for number in range(18) for part in ("--text", f"Вопрос {number}.")))
    refused = mcu("show", "open", code=4).stderr
    assert "22 appeals fit the query, at most 20 are shown whole; look at them with `mcu list`" in refused
    assert mcu("show", "-", stdin=mcu("list", "--ids").stdout).stdout.count("Вопрос") >= 18
    assert status_of(four) == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("1", "status:new"), 2, "'1' may be the number of an appeal or a word to look for"),
        (("status:new 2",), 2, "'2' may be"),
        (("",), 2, "no appeal is named"),
        ((" ", ""), 2, "no appeal is named"),
        ((",",), 2, "names no condition"),
        (("@все",), 2, "names no condition"),
        (("?!",), 3, "no appeal fits the query «?!»"),
        (("каток",), 3, "no appeal fits the query «каток»"),
        (("9", "1"), 3, "there is no appeal '9'"),
    ],
)
def test_a_change_of_all_by_a_slip_is_refused(
    mcu: Mcu, four: StoreFolder, words: tuple[str, ...], code: int, said: str
) -> None:
    (four.root / "filters.yaml").write_text("format: 1\nfilters:\n  все: ''\n", encoding="utf-8")
    four.git("add", "filters.yaml")
    four.git("commit", "-q", "-m", "все")
    head = four.head
    assert said in mcu("close", *words, "--outcome", "explained", "--yes", code=code).stderr
    assert four.head == head


def test_words_with_a_number_are_a_query_in_quotes(mcu: Mcu, four: StoreFolder) -> None:
    assert mcu("show", "лесная", "«7»", "--json").data["id"] == FIRST
    assert mcu("show", "улица:лесная", "дом:7", FIRST, "--json").data["id"] == FIRST
    assert status_of(four) == ""


def test_a_report_counts_what_a_query_means(mcu: Mcu, day: StoreFolder) -> None:
    whole = mcu("report", "--json").data
    part = mcu("report", "--json", "--where", "-chatter").data
    rest = mcu("report", "--json", "--where", "chatter").data
    assert (whole["where"], part["where"]) == (None, "-chatter")
    assert (whole["received"]["period"], part["received"]["period"], rest["received"]["period"]) == (4, 3, 1)
    assert part["backlog"]["end"] + rest["backlog"]["end"] == whole["backlog"]["end"] == 4
    for form in ("terminal", "md"):
        assert "only:" not in mcu("report", "--format", form).stdout
        shown = mcu("report", "--where", "-chatter", "--format", form).stdout.replace("\\", "")
        assert "-chatter" in shown.split("Поступило")[0]
    assert "report;;;where;'-chatter\n" in mcu("report", "--where=-chatter", "--format", "csv").stdout
    assert "character 1" in mcu("report", "--where", "stauts:new", code=2).stderr
    assert status_of(day) == ""


@pytest.mark.parametrize(
    ("command", "given", "changed"),
    [
        ("list", ["-department:x", "-d", "x"], "−department:x -d x"),
        ("list", ["-d", "-ямы", "-ямы"], "-d -ямы −ямы"),
        ("list", ["-open", "-o", "pen", "-overdue"], "−open -o pen −overdue"),
        ("list", ["-d-ямы", "-n5", "-"], "-d-ямы -n5 -"),
        ("list", ["--json", "-@a", "-(a", "-«a»"], "--json −@a −(a −«a»"),
        ("list", ["--", "-@a", "-open"], "-- -@a -open"),
        ("list", ["--sort", "--", "-@a", "--", "-@b"], "--sort -- −@a -- -@b"),
        ("note", ["--text", "-да", "-t", "-(нет)", "-yt", "-нет", "-срок:2026"],
         "--text -да -t -(нет) -yt -нет −срок:2026"),
        ("note", ["--text=-да", "-due<2026"], "--text=-да −due<2026"),
        ("edit", ["1", "-overdue"], "1 -overdue"),
    ],
)  # fmt: skip
def test_negated_terms_are_told_from_options(command: str, given: list[str], changed: str) -> None:
    assert " ".join(arguments.with_negations(program().commands[command].params, given)) == changed


def test_a_text_that_begins_with_a_hyphen_stays_as_typed(mcu: Mcu, four: StoreFolder) -> None:
    mcu("note", "2", "--text", "-да, «-нет»")
    assert mcu("show", "2", "--json").data["history"][-1]["text"] == "-да, «-нет»"
    assert status_of(four) == ""


def test_the_page_of_the_language_promises_what_the_program_does(mcu: Mcu, day: StoreFolder) -> None:
    page = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
    for line in re.findall(r"^\$ mcu list (.+)$", page, re.MULTILINE):
        words = shlex.split(line)
        code = 2 if "stauts:new" in words else 3 if any("@" in word for word in words) else 0
        mcu("list", *words, code=code)
    (said,) = re.findall(r"^(mcu: query .*?)\n```", page, re.MULTILINE | re.DOTALL)
    assert mcu("list", "ямы", "stauts:new", code=2).stderr == said.replace("\n", " ") + "\n"
    for limit in (MOST_LETTERS, MOST_TERMS, MOST_BRACKETS, MOST_TERMS_IN_ALL, MOST_SHOWN):
        assert f" {limit:,} " in page.replace("\n", " ")
    assert status_of(day) == ""


@pytest.mark.parametrize("argument", ["-overdu", "-pothole", "-dcity", "-cx"])
def test_letters_glued_to_an_option_are_refused_and_write_no_file(mcu: Mcu, day: StoreFolder, argument: str) -> None:
    before = sorted(path.name for path in day.root.iterdir())

    refused = mcu("list", argument, "--csv", code=2, cwd=day.root).stderr

    assert f"{argument} may be an option or a word that must not stand; " in refused
    assert f"write `not {argument[1:]}`" in refused
    assert sorted(path.name for path in day.root.iterdir()) == before


@pytest.mark.parametrize("words", [("-", "unrouted"), ("unrouted", "-"), ("-", FIRST)])
def test_ids_from_standard_input_stand_alone(mcu: Mcu, day: StoreFolder, words: tuple[str, ...]) -> None:
    head = day.head
    refused = mcu("note", *words, "--text", "x", "--yes", stdin=f"{SECOND}\n", code=2).stderr

    assert "- reads the ids from standard input and stands alone" in refused
    assert day.head == head


def test_links_are_found_with_and_without_their_beginning(mcu: Mcu, day: StoreFolder) -> None:
    mcu("edit", FIRST, "--set", "source.system=page", "--set", "source.url=https://vk.com/wall-1_2?reply=3")

    for typed in ("https://vk.com/wall-1_2", "vk.com/wall-1_2"):
        assert mcu("list", typed, "--ids", cwd=day.root).stdout.split() == [FIRST]
