"""Completion without a shell: what the environment asks, and what mcu answers to each of the four shells."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.render.shells import SCRIPTS, SHELLS, asked_by, split
from mcu_cli.store import glance
from tests.working_day import ACTIVE, FIRST, HOSTILE, SECOND, registered, status_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Finished, Mcu, StoreFolder


@pytest.fixture
def ask(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Ask as a shell does; return the lines of the answer. Whatever is asked, it ends well and says nothing else."""

    def run(line: str, shell: str = "zsh", cwd: Path | None = None, **variables: str) -> list[str]:
        with monkeypatch.context() as patch:
            for name, value in {"_MCU_COMPLETE": f"complete_{shell}", "_MCU_LINE": line, **variables}.items():
                patch.setenv(name, value)
            done: Finished = mcu(cwd=cwd)
        assert done.stderr == ""
        return done.stdout.splitlines()

    return run


def values(lines: list[str]) -> list[str]:
    """Return what would be put into the line, without meanings and directives."""
    return [line.partition("\t")[0] for line in lines if not line.startswith(":")]


# --- What is offered


def test_commands_come_with_their_meaning(ask: Callable[..., list[str]]) -> None:
    assert ask("mcu ass") == ["assign\tHand an appeal to the department that answers."]
    assert "list" in values(ask("mcu "))
    assert "--store" in values(ask("mcu --"))


def test_options_of_a_command(ask: Callable[..., list[str]]) -> None:
    assert values(ask("mcu assign 1 --r")) == ["--reason"]
    assert {"--template", "--edit", "--outcome"} <= set(values(ask("mcu answer 1 --")))


def test_a_command_that_there_is_not_has_nothing_to_offer(ask: Callable[..., list[str]]) -> None:
    assert ask("mcu nonsense ") == []
    assert ask("mcu nonsense --") == []


def test_files_and_folders_are_left_to_the_shell(ask: Callable[..., list[str]]) -> None:
    assert ask("mcu answer 1 --file ") == [":files"]
    assert ask("mcu answer 1 --file=a") == [":files"]
    assert ask("mcu import ") == [":files"]
    assert ask("mcu --store ") == [":folders"]


def test_ids_come_newest_first_and_open_ones_before_the_rest(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    registered(mcu, "Первое слово.")
    registered(mcu, "Второй день\nне чистят.")
    third = registered(mcu, "Третье.")
    mcu("close", SECOND, "--outcome", "withdrawn")
    assert ask("mcu show ") == [f"{third}\tnew: Третье.", f"{FIRST}\tnew: Первое слово."]
    assert values(ask("mcu show 2026")) == [third, FIRST, SECOND]
    assert status_of(store) == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("20261120-0002", [SECOND]),
        ("20261120-", [SECOND, FIRST]),
        ("20261120-2", [SECOND]),
        ("1120-", [SECOND, FIRST]),
        ("1120-1", [FIRST]),
        ("1120-0001", [FIRST]),
        ("11", [SECOND, FIRST]),
        ("2", [SECOND, FIRST]),
        ("1", [FIRST, SECOND]),
        ("1121-", []),
        ("B", []),
        ("1120-0001x", []),
        ("'; DROP", []),
    ],
)
def test_a_short_form_completes_to_whole_ids(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], typed: str, found: list[str]
) -> None:
    del store
    registered(mcu)
    registered(mcu)
    assert sorted(values(ask(f"mcu log {typed}"))) == sorted(found)


def test_no_more_ids_than_a_screen_holds(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    for _number in range(3):
        registered(mcu)
    monkeypatch.setattr(glance, "MOST_OFFERED", 2)
    assert len(values(ask("mcu show "))) == 2


@pytest.mark.usefixtures("store")
def test_departments_and_categories_by_id_and_by_the_words_of_their_names(ask: Callable[..., list[str]]) -> None:
    assert "culture\tУправление культуры" in ask("mcu assign 1 --to ")
    assert values(ask("mcu assign 1 --to archi")) == ["architecture"]
    assert values(ask("mcu assign 1 --to архит")) == ["architecture"]
    assert values(ask('mcu assign 1 --to "Управление АРХ')) == ["architecture"]
    assert values(ask("mcu list --department архит")) == ["architecture"]
    assert values(ask("mcu add --to архит")) == ["architecture"]
    assert values(ask("mcu classify 1 --category roads/pot")) == ["roads/potholes"]
    assert "roads/potholes" in values(ask("mcu classify 1 -c ямы"))
    assert not [value for value in values(ask("mcu classify 1 -c ")) if "/" in value]


def test_words_of_closed_lists_by_themselves_and_by_their_titles(
    ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert values(ask("mcu answer 1 --outcome re")) == ["resolved", "refused"]
    monkeypatch.setenv("MCU_LANG", "ru")
    assert ask("mcu answer 1 --outcome реш") == ["resolved\tрешено"]
    assert values(ask("mcu list --status НОВ")) == ["new"]
    assert values(ask("mcu add --channel теле")) == ["phone"]


def test_templates_facts_zones_columns_and_sorts(store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    del store
    assert ask("mcu answer 1 --template roads/r") == ["roads/resolved\tДороги, resolved"]
    assert values(ask("mcu template au")) == ["auto"]
    assert ask("mcu edit 1 --set place.str") == [":goes-on", "place.street=\tstreet"]
    assert ask("mcu edit 1 --set place.street=") == []
    assert values(ask("mcu init x --timezone Asia/Om")) == ["Asia/Omsk"]
    assert values(ask("mcu init x --timezone Europe/Pari")) == ["Europe/Paris"]
    assert values(ask("mcu list --columns id,sta")) == ["id,status"]
    assert values(ask("mcu list --sort prio")) == ["priority"]


def test_a_query_completes_fields_values_conditions_and_filters(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    del store
    mcu("filter", "save", "mine", "status:new")
    assert ask("mcu list stat")[0] == ":goes-on"
    assert values(ask("mcu list stat")) == ["status:"]
    assert values(ask("mcu list status:ne")) == ["status:new"]
    assert values(ask("mcu list status:new,ass")) == ["status:new,assigned"]
    assert "status:new,new" not in values(ask("mcu list status:new,"))
    assert values(ask("mcu search department:archi")) == ["department:architecture"]
    assert values(ask("mcu show category:roads/pot")) == ["category:roads/potholes"]
    assert values(ask("mcu assign (status:ne")) == ["(status:new"]
    assert values(ask("mcu list overd")) == ["overdue"]
    assert values(ask("mcu list @mi")) == ["@mine"]
    assert values(ask("mcu filter show mi")) == ["mine"]
    assert values(ask("mcu list nowhere:x")) == []
    assert values(ask("mcu list street:x")) == []


def test_a_query_completes_in_russian_too(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del mcu, store
    monkeypatch.setenv("MCU_LANG", "ru")
    assert values(ask("mcu list стат")) == ["status:"]
    assert values(ask("mcu list статус:нов")) == ["статус:new"]
    assert values(ask("mcu list просроч")) == ["overdue"]


# --- The words of the four shells


def test_bash_puts_the_answer_in_place_of_a_piece_of_the_word(
    store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    del store
    assert ask("mcu list status:ne", "bash", _MCU_WORD="ne") == ["new"]
    assert ask("mcu list status:", "bash", _MCU_WORD="")[0].startswith("new")
    assert ask("mcu assign 1 --to=архит", "bash", _MCU_WORD="архит") == ["architecture"]
    assert ask("mcu edit 1 --set place.str", "bash", _MCU_WORD="place.str") == [":goes-on", "place.street="]


def test_bash_shows_meanings_only_where_it_lists(store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    del store
    assert ask("mcu answer 1 -o re", "bash", _MCU_WORD="re") == ["resolved (resolved)", "refused (refused)"]
    assert ask("mcu answer 1 -o re", "bash", _MCU_WORD="re", _MCU_TYPE="37") == ["resolved", "refused"]


def test_several_answers_that_do_not_begin_as_typed_never_replace_what_was_typed(
    store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    del store
    assert ask("mcu assign 1 --to культ")[0] == ":list-only"
    shown = ask("mcu assign 1 --to культ", "bash", _MCU_WORD="культ")
    assert [line[:2] for line in shown if not line.startswith(":")] == ["1)", "2)"]
    assert len({line[0] for line in shown[1:]}) == 2


def test_fish_gets_what_holds_the_letters_typed(store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    del store
    assert ask("mcu assign 1 --to архит", "fish") == ["Управление архитектуры и градостроительства\tarchitecture"]
    assert ask("mcu assign 1 --to archi", "fish") == ["architecture\tУправление архитектуры и градостроительства"]


def test_fish_is_not_offered_an_explanation_in_place_of_a_value(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    del store
    mcu("filter", "save", "mine", "ямы")
    assert values(ask("mcu filter show ям")) == ["mine"]
    for line in ("mcu filter show ям", "mcu answer 1 --template доро", "mcu edit 1 --set street"):
        assert all(typed_in(line, value) for value in values(ask(line, "fish"))), line


def typed_in(line: str, value: str) -> bool:
    """Whether a value holds what was typed, and so is no explanation."""
    return line.rpartition(" ")[2] in value and " " not in value


def test_a_name_reaches_fish_without_active_characters(store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    name: Управление культуры", '    name: "Управление культуры\\u202e"'), encoding="utf-8"
    )
    store.git("commit", "-q", "-a", "-m", "name")
    lines = ask("mcu assign 1 --to культуры", "fish")
    assert "Управление культуры<U+202E>\tculture" in lines
    assert not set("".join(lines)) & set(ACTIVE)


def test_powershell_gets_quotes_where_a_sign_means_something_to_it(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    del store
    mcu("filter", "save", "mine", "status:new")
    assert values(ask("mcu list @mi", "powershell")) == ["'@mine'"]
    assert values(ask("mcu list status:new,ass", "powershell")) == ["'status:new,assigned'"]
    assert values(ask("mcu list status:ne", "powershell")) == ["status:new"]
    assert values(ask("mcu --store C:\\town\\x ass", "powershell")) == ["assign"]


@pytest.mark.parametrize(
    ("line", "escape", "words"),
    [
        ("mcu sh", "\\", ["mcu", "sh"]),
        ("mcu show ", "\\", ["mcu", "show", ""]),
        ('mcu a "b c', "\\", ["mcu", "a", "b c"]),
        ("mcu a 'b\\ c' d\\ e", "\\", ["mcu", "a", "b\\ c", "d e"]),
        ('mcu "" x', "\\", ["mcu", "", "x"]),
        ("mcu C:\\a b` c", "`", ["mcu", "C:\\a", "b c"]),
        ("mcu --to=Упр", "\\", ["mcu", "--to=Упр"]),
        ("", "\\", [""]),
    ],
)
def test_a_line_is_split_as_the_shell_splits_it(line: str, escape: str, words: list[str]) -> None:
    assert split(line, escape=escape) == words


@given(line=st.text(), shell=st.sampled_from(SHELLS), columns=st.text(max_size=5))
def test_any_line_can_be_split(line: str, shell: str, columns: str) -> None:
    asked = asked_by(shell, line, columns=columns)
    assert asked.shell == shell
    assert asked.columns >= 40


@pytest.mark.parametrize("shell", SHELLS)
def test_strangers_words_carry_no_active_character_and_no_second_line(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], shell: str
) -> None:
    del store
    registered(mcu, HOSTILE + "\n:files\n$(touch x)`touch y`\t'\"*")
    registered(mcu, "Второе.")
    lines = ask("mcu show ", shell, _MCU_WORD="")
    assert len(lines) == 2
    assert not set("".join(lines)) & set(ACTIVE)


HARMFUL = (
    "$(reboot)",
    "`x`",
    "a;b",
    "a|b",
    "a&b",
    "a>b",
    "a'b",
    'a"b',
    "a\\b",
    ":files",
    "a b",
    "a\u202eb",
    "{a,b}",
    "(a",
)


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_shell_would_take_for_more_than_a_word_is_not_offered(
    store: StoreFolder, ask: Callable[..., list[str]], shell: str
) -> None:
    """`mcu filter save` refuses such names; a file written by hand, or pulled, may hold them."""
    names = "".join(f"  {json.dumps(name)}: ямы\n" for name in (*HARMFUL, "mine"))
    (store.root / "filters.yaml").write_text(f"format: 1\nfilters:\n{names}", encoding="utf-8")
    store.git("add", "filters.yaml")
    store.git("commit", "-q", "-m", "filters")
    assert values(ask("mcu filter show ", shell, _MCU_WORD="")) == ["mine"]
    offered = values(ask("mcu list @", shell, _MCU_WORD="@"))
    # Behind the sign a colon directs nothing.
    assert [value.partition(" ")[0].strip("'") for value in offered] == ["@:files", "@mine"]


def test_brackets_typed_before_a_term_stay(store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    del store
    assert values(ask("mcu list '((stat")) == ["((status:"]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_scripts_evaluate_nothing(shell: str) -> None:
    assert "eval" not in SCRIPTS[shell].split()


# --- Nothing is written, asked, waited for or said


def test_outside_of_any_store_there_is_nothing_to_offer(ask: Callable[..., list[str]], tmp_path: Path) -> None:
    for line in ("mcu show ", "mcu assign 1 --to ", "mcu list @", "mcu answer 1 --template ", "mcu list department:"):
        assert ask(line, cwd=tmp_path) == []
    assert ask("mcu --store /nowhere show ", cwd=tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_named_on_the_line_or_in_the_environment(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], tmp_path: Path
) -> None:
    registered(mcu)
    (tmp_path / "elsewhere").mkdir()
    assert values(ask(f"mcu --store {store.root} show ", cwd=tmp_path / "elsewhere")) == [FIRST]
    assert values(ask("mcu show ", cwd=tmp_path / "elsewhere", MCU_STORE=str(store.root))) == [FIRST]
    assert values(ask("mcu --store ~/store show ", cwd=tmp_path / "elsewhere", HOME=str(store.root.parent))) == [FIRST]


def test_what_else_is_wrong_is_no_traceback(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    assert ask("mcu show ", MCU_NOW="yesterday") == []
    assert ask("mcu show ", "tcsh") == []
    assert ask("mcu --version ") != ["mcu"]
    (store.root / ".mcu" / "names.json").write_bytes(b"\xff{")
    assert values(ask("mcu assign 1 --to archi")) == ["architecture"]
    (store.root / ".mcu" / "index.sqlite").write_bytes(b"no database")
    assert ask("mcu show ") == []
    monkeypatch.setenv("PATH", "")
    assert ask("mcu assign 1 --to ") == []


def test_an_index_that_is_not_there_is_made_for_a_small_store_alone(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    index = store.root / ".mcu" / "index.sqlite"
    for path in index.parent.glob("index.sqlite*"):
        path.unlink()
    monkeypatch.setattr(glance, "MOST_BUILT", 0)
    assert ask("mcu show ") == []
    assert not index.exists()
    monkeypatch.setattr(glance, "MOST_BUILT", 1)
    assert values(ask("mcu show ")) == [FIRST]


def test_an_index_of_another_make_or_a_busy_one_is_left_alone(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    registered(mcu)
    index = store.root / ".mcu" / "index.sqlite"
    with closing(sqlite3.connect(index, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")  # readers of the index go on: it keeps a journal beside it
        assert values(ask("mcu show ")) == [FIRST]
        db.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
        db.execute("COMMIT")
    before = index.stat().st_mtime_ns
    assert ask("mcu show ") == []
    assert index.stat().st_mtime_ns == before


def test_a_command_that_holds_the_lock_or_died_is_neither_waited_for_nor_put_right(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    registered(mcu)
    private = store.root / ".mcu"
    (private / "journal.jsonl").write_text("{", encoding="utf-8")
    standing = {path.name: path.read_bytes() for path in private.iterdir() if path.name.startswith(("journal", "lock"))}
    assert values(ask("mcu show ")) == [FIRST]
    assert {name: (private / name).read_bytes() for name in standing} == standing


def test_names_follow_the_record(mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]) -> None:
    assert values(ask("mcu assign 1 --to archi")) == ["architecture"]
    path = store.root / "departments.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Управление архитектуры", "Отдел зодчества"), encoding="utf-8"
    )
    assert values(ask("mcu assign 1 --to зодч")) == []
    mcu("record")
    assert values(ask("mcu assign 1 --to зодч")) == ["architecture"]


# --- The command


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(mcu: Mcu, shell: str) -> None:
    assert mcu("completion", shell).stdout == SCRIPTS[shell]
    assert mcu("completion", shell, "--json").data == {"shell": shell, "script": SCRIPTS[shell]}
    assert SCRIPTS[shell].isascii()


@pytest.mark.parametrize(("shell", "profile"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", None)])
def test_the_script_is_installed_once_and_the_profile_keeps_what_it_says(
    mcu: Mcu, shell: str, profile: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if profile:
        (tmp_path / profile).write_bytes(b"alias l=ls  # \xff\nno line break")
        (tmp_path / profile).chmod(0o600)
    for _time in range(2):
        data = mcu("completion", shell, "--install", "--json").data
    written = Path(data["path"])
    assert written.read_text(encoding="utf-8") == SCRIPTS[shell]
    if profile:
        lines = (tmp_path / profile).read_bytes().split(b"\n")
        assert lines[:2] == [b"alias l=ls  # \xff", b"no line break"]
        assert len(lines) == 4
        assert (tmp_path / profile).stat().st_mode & 0o077 == 0 or os.name == "nt"
        assert str(written.relative_to(tmp_path)).encode() in lines[2]
    assert "next shell" in mcu("completion", shell, "--install").stdout


def test_powershell_says_how_to_install_it(mcu: Mcu) -> None:
    assert "$PROFILE" in mcu("completion", "powershell", "--install", code=2).stderr
    mcu("completion", "tcsh", code=2)


def test_items_of_ledgers_come_with_what_they_are_about(
    mcu: Mcu, store: StoreFolder, ask: Callable[..., list[str]]
) -> None:
    for text in ("Осветить улицу", "Убрать снег", "Покрасить ограду"):
        mcu("instruct", "add", "--text", text, "--to", "roads")
    mcu("instruct", "done", "3")
    mcu("instruct", "add", "--text", HOSTILE, "--to", "roads")
    mcu("instruct", "withdraw", "4", "--reason", "Дважды.")
    mcu("done", "Светит фонарь", "--count", "2")
    mcu("poll", "add", "Где катку быть?", "--option", "а", "--option", "б")
    assert ask("mcu instruct done ") == [
        "I-2026-0002\tin work: Убрать снег",
        "I-2026-0001\tin work: Осветить улицу",
        "I-2026-0003\tПокрасить ограду",
    ]
    for typed in ("1", "0001", "2026-1", "i-2026-1", "I-2026-0001"):
        assert values(ask(f"mcu instruct done {typed}")) == ["I-2026-0001"], typed
    assert ask("mcu instruct done W") == []
    assert values(ask("mcu done show ")) == ["W-2026-0001"]
    assert values(ask("mcu done Свет --instruction 2")) == ["I-2026-0002", "I-2026-0001", "I-2026-0003"]
    assert values(ask("mcu poll result ")) == ["P-2026-0001"]
    assert values(ask("mcu done sh")) == ["show"]
    assert values(ask("mcu instruct list --to roa")) == values(ask("mcu assign 1 --to roa"))
    assert status_of(store) == ""
