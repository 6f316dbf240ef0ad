"""The two languages: the catalogue agrees with the code, Russian counts and refuses rightly, the locale chooses."""

from __future__ import annotations

import ast
import gettext
import io
import re
import string
from functools import cache
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli import language
from mcu_cli.catalogue import Catalogue
from mcu_cli.language import _, ngettext
from mcu_cli.wording import appeals_text
from tests.catalogue import (
    CATALOGUE,
    FRAMEWORK,
    FRAMEWORK_CATALOGUE,
    KEYWORDS,
    PACKAGE,
    WITHOUT_LANGUAGE,
    compiled,
    of_framework,
    parameters,
    read_catalogue,
    sentences,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

    from tests.conftest import Mcu, StoreFolder

FORMS = 3
# The name of a value in the help, behind its option or in the line of usage.
VALUE = re.compile(r"(?:--[a-z-]+ |\[ПАРАМЕТРЫ\] \[?)([A-Z][A-Z]+(?:\.\.\.)?)")
# A word with letters of both alphabets: the one Latin `c` in «cнег» is seen by no reader and found by no search.
MIXED = re.compile(r"[^\W\d_]*(?:[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z])[^\W\d_]*")
LOCALE_VARIABLES = ("MCU_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# Two words of small Latin letters with a blank between: a sentence, not an option, a name or a placeholder.
ENGLISH = re.compile(r"(?<![\w/.`-])[A-Za-z][a-z']+ [a-z']{2,}(?![\w/.`-])")
# What stands in Russian sentences in Latin letters because it is typed so, or is the name of a thing.
NOT_ENGLISH = (
    re.compile(r"`[^`]*`"),
    re.compile(r"\b(?:mcu|git) [a-z-]+"),  # a command, or a program as the one who acts
    re.compile(r"\b(?:working hours|working days|calendar days)\b"),  # units of a term, as they are written
)
SPEAKING = {"say", "note", "error", "ask", "choose", "confirmed"}
FRAMEWORK_OPTIONS = {"install_completion", "show_completion"}  # their help is said anew in main.py
UNREAD = {
    "AssertionError",
    "FrozenInstanceError",
    "LookupError",
    "OperationalError",
    "TypeError",
    "ValueError",
}  # caught before they are shown


@cache
def catalogue() -> Catalog:
    """Return the catalogue of the project, read once."""
    return read_catalogue()


def messages(source: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its head."""
    return [message for message in source if message.id]


def key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    """Return by what a message is known: its context and its source strings."""
    return message.context, texts(message.id)


def texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one form or several as a tuple; what has none as one empty form."""
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def names_in(text: str) -> set[str]:
    """Return the names that `str.format` fills in a text."""
    return {name for _before, name, _spec, _how in string.Formatter().parse(text) if name is not None}


def without_typed_words(text: str) -> str:
    """Return a Russian text without what is typed in Latin letters."""
    for pattern in NOT_ENGLISH:
        text = pattern.sub("", text)
    return text


def named(message: Message) -> str:
    """Return the source string of a message, to name a test by."""
    return texts(message.id)[0][:60]


@pytest.fixture
def russian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operator speak Russian, in this process and in those it starts."""
    monkeypatch.setenv("MCU_LANG", "ru")
    language.use("ru")


def locale(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """Set exactly these of the variables that choose a language."""
    for name in LOCALE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_every_sentence_of_the_code_has_a_translation() -> None:
    known = {key(message): message for message in messages(catalogue())}
    wanted = [key(message) for message in messages(sentences())]
    assert [name for name in wanted if name not in known] == []
    assert [name for name in wanted if not all(texts(known[name].string))] == []


def test_no_sentence_of_the_code_is_where_it_is_not_gathered() -> None:
    # What gathers them does not look into f-strings: a sentence there would be spoken in English alone.
    gathered = {text for message in messages(sentences()) for text in texts(message.id)}
    calls = [
        (file, node)
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    ]
    said = [
        (file.name, word.value)
        for file, call in calls
        for word in call.args
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]
    contexts = {message.context for message in messages(sentences())}
    assert len(said) > len(gathered) / 2
    assert [(file, text) for file, text in said if text not in gathered and text not in contexts] == []


def english_in(node: ast.expr) -> str:
    """Return the English sentence that an argument of a call is made of; empty where it is none."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return text if ENGLISH.search(text) else ""


def said_by(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that a person reads, where it is one that speaks."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    titles = [word.value for word in call.keywords if word.arg in {"help", "short_help", "epilog"}]
    if name in SPEAKING or (name.endswith("Error") and name not in UNREAD) or name == "Problem":
        return [*call.args, *titles]
    return titles


def test_no_sentence_passes_gettext_by() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {english_in(said)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for said in said_by(call)
        if english_in(said)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('out.note("this went wrong")', True),
        ('raise UsageError(f"{name} went wrong")', True),
        ('Option(help="What it is about.")', True),
        ('out.note(_("this went wrong"))', False),
        ('out.note(f"  {name} ({n})")', False),
    ],
)
def test_a_sentence_that_passes_gettext_by_is_seen(code: str, *, said: bool) -> None:
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    assert any(english_in(argument) for call in calls for argument in said_by(call)) is said


def test_every_option_and_argument_says_in_the_catalogue_what_it_is() -> None:
    known = {key(message)[1][0] for message in messages(sentences())}
    silent = [
        f"{command}: {parameter.name}"
        for command, parameter in parameters()
        if (parameter.help or "") not in known and parameter.name not in FRAMEWORK_OPTIONS
    ]
    assert silent == []


def test_the_catalogue_holds_no_sentence_that_vanished_from_the_code() -> None:
    said = {key(message) for message in messages(sentences())}
    assert [key(message) for message in messages(catalogue()) if key(message) not in said] == []
    assert not catalogue().obsolete


def test_no_translation_is_a_guess() -> None:
    assert [named(message) for message in messages(catalogue()) if message.fuzzy] == []
    assert "fuzzy" not in CATALOGUE.read_text(encoding="utf-8")


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    def dateless(data: bytes) -> bytes:
        """Leave out the moments in the head, which are those of compiling."""
        return re.sub(rb"(?:POT-Creation|PO-Revision)-Date: [^\n]*\n", b"", data)

    assert dateless(CATALOGUE.with_suffix(".mo").read_bytes()) == dateless(compiled(catalogue()))


def test_a_translation_fills_in_what_its_source_fills_in() -> None:
    for message in messages(catalogue()):
        wanted = set().union(*map(names_in, texts(message.id)))
        for form in texts(message.string):
            assert names_in(form) == wanted, (message.id, form)


def test_a_translation_keeps_blanks_at_its_ends_and_its_full_stop() -> None:
    for message in messages(catalogue()):
        source = texts(message.id)[0]
        for form in texts(message.string):
            assert (form[:1].isspace(), form[-1:].isspace()) == (source[:1].isspace(), source[-1:].isspace()), form
            assert form.endswith("г.") or form.endswith(".") == source.endswith("."), (source, form)
            assert form.count("\n\n") == source.count("\n\n"), (source, form)


def test_a_translation_keeps_the_commands_and_options_of_its_source() -> None:
    typed = re.compile(r"`mcu [a-z]+|--[a-z][a-z-]+|[a-z]+\.(?:yaml|md)\b|\bMCU_[A-Z_]+")
    for message in messages(catalogue()):
        source = texts(message.id)[0]
        for form in texts(message.string):
            assert set(typed.findall(source)) <= set(typed.findall(form)), (source, form)


def test_no_translation_is_left_in_english() -> None:
    for message in messages(catalogue()):
        for form in texts(message.string):
            assert ENGLISH.search(without_typed_words(form)) is None, (message.id, form)


def test_no_russian_word_has_a_latin_letter_in_it() -> None:
    said = [form for message in messages(catalogue()) for form in texts(message.string)]
    sources = [text for message in messages(sentences()) for text in texts(message.id)]
    shipped = [
        path.read_text(encoding="utf-8")
        for path in sorted((PACKAGE / "store" / "defaults").rglob("*"))
        if path.is_file() and path.suffix != ".py" and path.parent.name != "__pycache__"
    ]
    assert shipped
    assert [word for text in (*said, *sources, *shipped) for word in MIXED.findall(text)] == []


@pytest.mark.parametrize(("word", "is_mixed"), [("cнег", True), ("снeг", True), ("снег", False), ("YAML-файл", False)])
def test_a_latin_letter_in_a_russian_word_is_seen(word: str, *, is_mixed: bool) -> None:
    assert bool(MIXED.findall(word)) is is_mixed


def test_plurals_have_three_forms() -> None:
    plurals = [message for message in messages(catalogue()) if message.pluralizable]
    assert plurals
    assert catalogue().num_plurals == FORMS
    assert {len(texts(message.string)) for message in plurals} == {FORMS}


def test_the_plural_of_a_number_is_the_one_of_the_unicode_tables() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        plural = gettext.GNUTranslations(io.BytesIO(file.read())).plural  # type: ignore[attr-defined]  # not in stubs
    form = Locale.parse("ru").plural_form
    names = ("one", "few", "many")
    assert [names[plural(n)] for n in range(1001)] == [form(n) for n in range(1001)]
    # A fraction has a form of its own («1,5 обращения»), for which gettext has no place: it counts whole things.
    assert {form(n / 10) for n in range(1001) if n % 10} == {"other"}


def test_english_has_two_forms_as_the_unicode_tables_say() -> None:
    form = Locale.parse("en").plural_form
    for n in range(1001):
        assert ngettext("one", "other", n) == form(n)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 обращений"),
        (1, "1 обращение"),
        (2, "2 обращения"),
        (4, "4 обращения"),
        (5, "5 обращений"),
        (11, "11 обращений"),
        (14, "14 обращений"),
        (21, "21 обращение"),
        (22, "22 обращения"),
        (111, "111 обращений"),
        (1_001, "1\u00a0001 обращение"),
        (9_546, "9\u00a0546 обращений"),
    ],
)
@pytest.mark.usefixtures("russian")
def test_numbers_and_words_agree_in_russian(n: int, said: str) -> None:
    assert appeals_text(n) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 appeal"), (2, "2 appeals"), (9_546, "9,546 appeals")])
def test_numbers_and_words_agree_in_english(n: int, said: str) -> None:
    assert appeals_text(n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "проверен 1 файл"),
        (3, "проверено 3 файла"),
        (12, "проверено 12 файлов"),
        (31, "проверен 31 файл"),
    ],
)
@pytest.mark.usefixtures("russian")
def test_the_verb_agrees_with_the_number_too(n: int, said: str) -> None:
    assert ngettext("{n} file checked", "{n} files checked", n).format(n=n) == said


@pytest.mark.usefixtures("russian", "store")
def test_a_refusal_reads_as_one_sentence(mcu: Mcu) -> None:
    for text in ("Яма у дома", "Яма у того же дома"):
        mcu("add", "--channel", "phone", "--text", text)
    assert mcu("reopen", "1", "--reason", "Ошибка", code=4).stderr == (
        "mcu: 20261120-0001: новое, вернуть в работу нельзя; оно и так в работе\n"
    )
    mcu("link", "2", "--duplicate-of", "1")
    assert mcu("answer", "2", "--interim", "--text", "Ждите", code=4).stderr == (
        "mcu: 20261120-0002: дубликат, ответить нельзя; "
        "работайте с основным обращением или верните в работу это (`mcu reopen`)\n"
    )
    mcu("answer", "1", "--interim", "--text", "Проверяем")
    assert mcu("reopen", "1", "--reason", "Ошибка", code=4).stderr == (
        "mcu: 20261120-0001: дан промежуточный ответ, вернуть в работу нельзя; оно и так в работе\n"
    )
    mcu("close", "1", "--outcome", "withdrawn")
    assert mcu("assign", "1", "--to", "roads", code=4).stderr == (
        "mcu: 20261120-0001: закрыто, назначить нельзя; сначала верните в работу (`mcu reopen`)\n"
    )


def commands() -> list[str]:
    """Return the names of all commands."""
    from mcu_cli.commands import COMMANDS  # makes the help texts, which the first import settles

    return list(COMMANDS)


@pytest.mark.usefixtures("russian")
def test_the_help_of_the_program_is_russian(mcu_process: Mcu) -> None:
    page = mcu_process("--help").stdout
    assert page.startswith("Использование: mcu ")
    assert "Параметры:\n" in page
    assert "Команды:\n" in page
    assert ENGLISH.findall(without_typed_words(page)) == []
    listed = page.split("Команды:\n")[1].split("\n")
    assert [line.split()[0] for line in listed if line] == commands()
    assert [line for line in listed if "..." in line] == []  # no line of a command was cut


@pytest.mark.parametrize("command", commands())
@pytest.mark.usefixtures("russian")
def test_the_help_of_a_command_is_russian(command: str, mcu_process: Mcu) -> None:
    page = mcu_process(command, "--help").stdout
    assert page.startswith(f"Использование: mcu {command} ")
    assert "Показать эту справку и выйти." in page
    assert ENGLISH.findall(without_typed_words(page)) == []
    assert re.search(r"\[(?:default|required)|x[<>]=|\{", page) is None
    assert not set(VALUE.findall(page)) - WITHOUT_LANGUAGE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shwo",), "команды shwo нет; возможно, имелось в виду: show"),
        (("frobnicate",), "команды frobnicate нет"),
        (("list", "--statuss", "new"), "параметра --statuss нет; возможно, имелось в виду: --status"),
        (
            ("list", "--status", "foo"),
            "--status, -s: foo не подходит; возможные значения: new (новое), assigned (назначено)",
        ),
        (("list", "--limit", "x"), "--limit, -n: x — не число"),
        (("list", "--limit", "-3"), "--limit, -n: -3 вне допустимых пределов (не меньше 0)"),
        (("list", "--limit"), "параметру --limit нужно значение"),
        (("list", "--open=1"), "параметр --open указывают без значения"),
        (("undo", "x", "y"), "лишнее: x y"),
        (("show",), "не указан аргумент ID..."),
        (("forward", "7"), "не указан параметр --to"),
        (("reject", "7"), "не указан параметр --ground, -g; возможные значения: anonymous"),
    ],
)
@pytest.mark.usefixtures("russian")
def test_wrong_usage_is_explained_in_russian(arguments: tuple[str, ...], said: str, mcu: Mcu) -> None:
    finished = mcu(*arguments, code=2)
    assert finished.stdout == ""
    assert finished.stderr.startswith(f"mcu: {said}")
    assert "; справка: `mcu " in finished.stderr
    assert ENGLISH.search(without_typed_words(finished.stderr)) is None


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "команды"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "C"}, "команды"),
        ({"LC_MESSAGES": "ru_RU", "LANG": "en_US.UTF-8"}, "команды"),
        ({"LANGUAGE": "ru:en", "LANG": "en_US.UTF-8"}, "команды"),
        ({"MCU_LANG": "ru", "LANG": "en_US.UTF-8"}, "команды"),
        ({"MCU_LANG": "en", "LANG": "ru_RU.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "there is no command"),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "there is no command"),
        ({"LANG": "de_DE.UTF-8"}, "there is no command"),
        ({}, "there is no command"),
    ],
)
def test_the_environment_chooses_the_language(
    variables: dict[str, str], said: str, mcu: Mcu, monkeypatch: pytest.MonkeyPatch
) -> None:
    locale(monkeypatch, **variables)
    assert mcu("frobnicate", code=2).stderr.startswith(f"mcu: {said} ")


@pytest.mark.parametrize(
    ("variables", "usage", "heading"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "Использование: mcu undo", "Параметры:"),
        ({"LANG": "ru_RU.UTF-8", "MCU_LANG": "en"}, "Usage: mcu undo", "Options:"),
    ],
)
def test_a_help_page_is_in_one_language_whole(
    variables: dict[str, str], usage: str, heading: str, mcu_process: Mcu, monkeypatch: pytest.MonkeyPatch
) -> None:
    locale(monkeypatch, **variables)
    page = mcu_process("undo", "--help").stdout
    assert page.startswith(usage)
    assert heading in page.split("\n")
    assert (re.search("[а-яё]", page) is None) == ("MCU_LANG" in variables)


def test_a_document_keeps_the_language_of_the_store(
    store: StoreFolder, mcu: Mcu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pages = {}
    for spoken in ("en", "ru"):
        monkeypatch.setenv("MCU_LANG", spoken)
        target = tmp_path / f"{spoken}.md"
        mcu("report", "month", "--format", "md", "--output", target, cwd=store.root)
        pages[spoken] = target.read_text(encoding="utf-8")
    assert pages["en"] == pages["ru"]
    assert "Обращения граждан: ноябрь 2026" in pages["en"]


@pytest.mark.parametrize("documents", ["ru", "en"])
def test_no_document_follows_the_operator(
    documents: str, mcu: Mcu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = tmp_path / "store"
    mcu("init", root, "--language", documents)
    mcu("add", "--channel", "phone", "--text", "Яма у дома", "--kind", "complaint", "-p", "high", cwd=root)
    commands = [("list", "--csv"), *(("report", "month", "--format", form) for form in ("terminal", "md", "csv"))]
    for command in commands:
        written = set()
        for spoken in language.LANGUAGES:
            monkeypatch.setenv("MCU_LANG", spoken)
            written.add(mcu(*command, cwd=root).stdout)
        assert len(written) == 1, command
        if command[-1] in {"terminal", "md"}:
            title = {"ru": "Обращения граждан: ноябрь 2026", "en": "Citizens' appeals: November 2026"}
            assert title[documents] in written.pop()


def test_speaking_lasts_for_the_block_alone() -> None:
    language.use("en")
    with language.speaking("ru"):
        assert _("assigned") == "назначено"
        with language.speaking("en"):
            assert _("assigned") == "assigned"
        assert _("assigned") == "назначено"
    assert _("assigned") == "assigned"


def test_an_empty_text_stays_empty() -> None:
    with language.speaking("ru"):
        assert _("") == ""


@pytest.mark.parametrize("file", [CATALOGUE.with_suffix(".mo"), FRAMEWORK_CATALOGUE], ids=["messages", "framework"])
def test_a_sentence_is_looked_up_as_the_standard_library_reads_it(file: Path) -> None:
    data = file.read_bytes()
    ours, theirs = Catalogue(data), gettext.GNUTranslations(io.BytesIO(data))
    for message in messages(catalogue()):
        one, many = texts(message.id)[0], texts(message.id)[-1]
        assert ours.gettext(one) == theirs.gettext(one)
        for n in range(112):
            assert ours.ngettext(one, many, n) == theirs.ngettext(one, many, n)


@given(st.text(max_size=8))
def test_what_is_in_no_catalogue_stays_as_it_is(message: str) -> None:
    ours = Catalogue(CATALOGUE.with_suffix(".mo").read_bytes())
    known = {one for found in catalogue() for one in texts(found.id)}
    if message not in known:
        assert ours.gettext(message) == message
        assert [ours.ngettext(message, "many", n) for n in (1, 2)] == [message, "many"]


def test_what_is_no_compiled_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="not a compiled catalogue"):
        Catalogue(b"\x95\x04\x12\xde" + b"\0" * 24)  # the highest byte first


def test_without_its_catalogue_mcu_speaks_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    monkeypatch.setattr(language, "_loaded", {})
    with language.speaking("ru"):
        assert _("assigned") == "assigned"
        assert ngettext("one", "many", 2) == "many"


def test_the_sentences_of_the_framework_are_those_of_the_catalogue() -> None:
    assert FRAMEWORK_CATALOGUE.read_bytes() == compiled(of_framework(catalogue()))
    assert all(of_framework(catalogue())[message].string for message in FRAMEWORK)


def test_the_compiled_catalogue_is_read_by_the_standard_library() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        loaded = gettext.GNUTranslations(io.BytesIO(file.read()))
    assert loaded.ngettext("{n} appeal", "{n} appeals", 21) == "{n} обращение"
    assert loaded.gettext("overdue, or any other word that nobody translates") == (
        "overdue, or any other word that nobody translates"
    )
